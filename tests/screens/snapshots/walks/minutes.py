"""Through the minutes of a meeting that runs, and their paper; all begins and ends at the list of meetings."""

from netterm.screens.minutes import MinutesScreen
from tests.screens.snapshots import world
from tests.screens.snapshots.album import Walk
from tests.screens.snapshots.walks.steps import leave, visit

__all__ = ["through_handing_over", "through_minutes", "through_paper", "written_minutes"]


async def through_minutes(walk: Walk) -> None:
    await walk.go("w", to="minutes", picture="minutes")
    await _through_panes(walk)
    await visit(
        walk,
        "minutes",
        ("f1", "Help", "minutes-help"),
        ("ctrl+g", "Jump", "minutes-jump"),
        ("f9", "AskResolution", "minutes-resolution"),
        ("f7", "AskTask", "minutes-task"),
        ("f5", "WhoIs", "minutes-people"),
        ("f3", "AskItem", "minutes-new-item"),
        ("f12", "CloseMeeting", "minutes-close"),
    )
    await _voting_by_name(walk)
    await _turning_a_line(walk)
    await walk.back("meetings")


async def _through_panes(walk: Walk) -> None:
    for keys, picture in (
        (["f2"], "minutes-agenda"),
        (["f2", "f4"], "minutes-side"),
        (["f4", "ctrl+backslash"], "minutes-zoomed"),
    ):
        await walk.press(*keys)
        await walk.take(picture)
    await walk.press("ctrl+backslash")


async def _voting_by_name(walk: Walk) -> None:
    await walk.go("f9", to="AskResolution")
    await walk.press(*["tab"] * 7, "right")
    names = walk.window.screen.query_one("#names")
    await walk.window.until(lambda: names.focusable and bool(names.region), lambda: "no names are to be called")
    await walk.press("tab")
    await walk.go("enter", to="VotesByName")
    await walk.press("1", "1", "2", "3")
    await walk.take("minutes-votes")
    await walk.go("enter", to="AskResolution", picture="minutes-resolution-named")
    await leave(walk, "minutes")


async def _turning_a_line(walk: Walk) -> None:
    await walk.press("up", "up", "up")
    await walk.go("ctrl+n", to="Turn")
    await walk.press("down")
    await walk.take("minutes-turn")
    await walk.back("minutes")


async def through_handing_over(walk: Walk) -> None:
    """The chair records, and hands it back from his own laptop."""
    await walk.go("w", to="minutes")
    await walk.go("ctrl+o", to="WhoIs", picture="minutes-hand")
    await walk.go("enter", to="minutes")
    meeting = written_minutes(walk).meeting
    await walk.window.until(lambda: _recorder(walk, meeting) not in (None, walk.replica.me), lambda: "nothing handed")
    await walk.take("minutes-handed")
    await walk.back("meetings")
    world.hand_back(walk.replica)
    await walk.at("TakeOver")
    await walk.take("take-over")
    await walk.back("meetings")


def _recorder(walk: Walk, meeting: bytes) -> object:
    record = walk.replica.get("meeting", meeting)
    return record["secretary"] if record is not None else None


async def through_paper(walk: Walk) -> None:
    await walk.go("v", to="draft", picture="draft")
    await visit(walk, "draft", ("f", "_AskFile", "paper"))
    await walk.back("meetings")


def written_minutes(walk: Walk) -> MinutesScreen:
    """The screen that stands."""
    screen = walk.window.screen
    assert isinstance(screen, MinutesScreen)
    return screen
