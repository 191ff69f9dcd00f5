"""Where there is little: a network in which nothing has happened yet, and one who may only read."""

from tests.screens.snapshots.album import Walk
from tests.screens.snapshots.walks.steps import tell, visit

__all__ = ["as_a_viewer", "through_nothing"]


async def through_nothing(walk: Walk) -> None:
    """The screens of a network in which nothing has happened yet."""
    await walk.take("home")
    await tell(walk, "data.deeds", to="home", picture="deeds")
    await walk.go("ctrl+f", to="FindAnything")
    await walk.type("ไม่มี")
    await walk.take("find")
    await walk.back("home")
    for key, place in (("m", "meetings"), ("t", "tasks"), ("p", "members"), ("x", "conflicts"), ("c", "peers")):
        await walk.go(key, to=place, picture=place)
    await walk.go("t", to="tasks")
    await visit(walk, "tasks", ("4", "Pick", "tasks-person"))
    await walk.go("p", to="members")
    await walk.press("slash")
    await walk.type("ไม่มีใคร")
    await walk.take("members-filtered")
    await walk.back("members")
    await visit(walk, "members", ("i", "reading", "history"))
    await _first_things(walk)


async def _first_things(walk: Walk) -> None:
    """A meeting and a task of which no more is known than has to be."""
    planned = {"title": "ประชุมแรก", "starts_at": "2026-07-15T09:30", "place": "บ้านสมศรี", "state": "planned"}
    with walk.replica.action() as act:
        act.add("meeting", {**planned})
        act.add("task", {"title": "เขียนข้อบังคับ", "assignee": walk.replica.me, "due": "2026-07-20"})
    await walk.go("t", to="tasks")
    await walk.listed()
    await visit(walk, "tasks", ("enter", "task", "task"))
    await walk.go("m", to="meetings")
    await walk.listed()
    await visit(
        walk,
        "meetings",
        ("a", "agenda", "agenda"),
        ("r", "roll", "roll-call"),
        ("w", "minutes", "minutes"),
        ("v", "draft", "draft"),
    )


async def as_a_viewer(walk: Walk) -> None:
    """What one who may only read is told."""
    await walk.go("p", to="members")
    await walk.press("n")
    await walk.take("members")
    await walk.go("m", to="meetings")
    await walk.press("n")
    await walk.take("meetings")
    await walk.go("w", to="minutes")
    await walk.type("ก")
    await walk.take("minutes")
    await walk.back("meetings")
    await visit(walk, "meetings", ("question_mark", "Help", "help"))
