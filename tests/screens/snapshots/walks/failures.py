"""What is said where something cannot be done: of wrong input, a disk that is full, and one that is damaged."""

from typing import Any

from netterm.locale import message
from netterm.store import DatabaseUnreadable, DiskFull, Verification
from tests.screens.snapshots.album import Walk
from tests.screens.snapshots.walks.steps import leave, raising, refused, tell

__all__ = ["through_failures"]


async def through_failures(walk: Walk) -> None:
    await _wrong_input(walk)
    await _wrong_in_the_minutes(walk)
    await _with_a_full_disk(walk)
    await _with_damaged_data(walk)
    await _with_a_damaged_disk(walk)


async def _wrong_input(walk: Walk) -> None:
    await walk.go("p", to="members")
    await walk.go("enter", to="form")
    await walk.press("down", "down", "down", "down", "down")
    await walk.type("31/2/2500")
    await walk.press("f2")
    await walk.take("member-form")
    await leave(walk, "members")
    await walk.go("t", to="tasks")
    await refused(walk, "tasks", "r", "AskProgress", "task-report")
    await refused(walk, "tasks", "d", "MoveDue", "task-move", "พรุ่งนี้")
    await walk.go("c", to="peers")
    await refused(walk, "peers", "o", "asking", "peers-dial", "192.168.1.7")
    await walk.go("m", to="meetings")
    await refused(walk, "meetings", "l", "AskPostponement", "meeting-postpone")
    await walk.press("up")  # the one that runs is cancelled no more
    await refused(walk, "meetings", "d", "AskCancellation", "meeting-cancel")
    await walk.press("down")
    await walk.go("f", to="_AskFile")
    await walk.press("ctrl+u")
    await walk.type("รายงาน.txt")
    await walk.press("enter")
    await walk.take("paper")
    await leave(walk, "meetings")


async def _wrong_in_the_minutes(walk: Walk) -> None:
    await walk.go("w", to="minutes")
    await walk.go("f9", to="AskResolution")
    await walk.press("tab")
    await walk.type("9")
    await walk.press("f2")
    await walk.take("minutes-resolution")
    await leave(walk, "minutes")
    await refused(walk, "minutes", "f3", "AskItem", "minutes-new-item")
    await walk.press("up", "up", "up")
    await walk.go("ctrl+n", to="Turn")
    await walk.press("ctrl+u")
    await walk.type("ไม่มีใคร")
    await walk.press("f2")
    await walk.take("minutes-turn")
    await leave(walk, "minutes")
    await walk.back("meetings")


async def _with_a_full_disk(walk: Walk) -> None:
    replica: Any = walk.replica
    replica._write = raising(DiskFull("The disk is full. Nothing was changed; make room and try again."))
    await walk.go("p", to="members")
    await walk.listed()
    await walk.go("n", to="form")
    await walk.press("down")
    await walk.type("ชื่นใจ")
    await walk.press("f2")
    await walk.take("member-form-disk-full")
    await leave(walk, "members")
    await walk.go("t", to="tasks")
    await walk.press("f")
    await walk.take("tasks")
    await walk.go("x", to="conflicts")
    await walk.listed()
    await walk.go("enter", to="Pick")
    await walk.press("down")
    await walk.go("enter", to="conflicts", picture="conflicts")
    await walk.go("m", to="meetings")
    await walk.listed()
    await walk.press("up")
    await walk.go("o", to="Confirm", picture="meeting-other-day")
    await walk.press("right")
    await walk.press("enter")
    await walk.at("meetings")
    await walk.take("meetings")
    await walk.press("down")
    await walk.go("w", to="minutes")
    await walk.type("ก")
    await walk.take("minutes-disk-full")
    del replica._write
    await walk.press("backspace")
    await walk.back("meetings")


async def _with_damaged_data(walk: Walk) -> None:
    """What the check of the data tells."""
    replica: Any = walk.replica
    problems = [
        message("The tables of {file} were not what its log says; they were built anew.", file="general.db"),
        message("The data file {file} is damaged: {detail}", file="sensitive.db", detail="row 17 missing from index"),
    ]
    replica.verify = lambda _told: Verification(entries=3_500, problems=problems)
    await tell(walk, "data.verify", to="Tell", picture="checking")
    await walk.back("meetings")
    del replica.verify


async def _with_a_damaged_disk(walk: Walk) -> None:
    replica: Any = walk.replica
    msgid = (
        "The data file {file} is damaged or does not belong here. Nothing was changed;"
        " put a backup in its place, or join the network again."
    )
    replica.ids = replica.list = replica.search = raising(DatabaseUnreadable(msgid, file="general.db"))
    await walk.go("p", to="members")
    await walk.press("slash")
    await walk.window.still()
    await walk.type("ก")
    await walk.take("members")
    await walk.back("members")
    await walk.go("ctrl+f", to="FindAnything")
    await walk.type("ก")
    await walk.take("find")
    await walk.back("members")
    del replica.ids, replica.list, replica.search
