"""Through the members and their tasks."""

from tests.screens.snapshots.album import Walk
from tests.screens.snapshots.walks.steps import leave, visit

__all__ = ["through_members", "through_tasks"]


async def through_members(walk: Walk) -> None:
    await walk.go("p", to="members", picture="members")
    await walk.press("slash")
    await walk.type("น้ำผึ้ง")
    await walk.take("members-filtered")
    await walk.back("members")
    await walk.go("n", to="form", picture="member-form")
    await walk.press("tab")
    await walk.type("ชื่นใจ")
    await walk.go("escape", to="Confirm", picture="form-unsaved")
    await walk.press("right")
    await walk.go("enter", to="members")
    await visit(walk, "members", ("enter", "form", "member-form-filled"), ("i", "reading", "history"))
    await _inviting(walk)


async def _inviting(walk: Walk) -> None:
    await walk.go("v", to="Pick", picture="invite-role")
    await walk.go("enter", to="invite", picture="invite")
    walk.knock()
    await walk.at("Confirm")
    await walk.take("invite-newcomer")
    await walk.back("members")


async def through_tasks(walk: Walk) -> None:
    await walk.go("t", to="tasks", picture="tasks")
    await walk.press("5")
    await walk.take("tasks-done")
    await visit(walk, "tasks", ("4", "Pick", "tasks-person"))
    await walk.press("2")
    await visit(
        walk,
        "tasks",
        ("n", "form", "task-form"),
        ("r", "AskProgress", "task-report"),
        ("b", "AskProgress", "task-block"),
    )
    await walk.go("d", to="MoveDue")
    await walk.type("+7")
    await walk.take("task-move")
    await leave(walk, "tasks")
    await walk.press("down", "down")
    await visit(walk, "tasks", ("enter", "task", "task"))
