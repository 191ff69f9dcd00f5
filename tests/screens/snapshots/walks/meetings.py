"""Through the meetings: the list, an agenda, a roll call."""

from tests.screens.snapshots.album import Walk
from tests.screens.snapshots.walks.steps import visit

__all__ = ["through_meetings"]


async def through_meetings(walk: Walk) -> None:
    await walk.go("m", to="meetings", picture="meetings")
    await visit(
        walk,
        "meetings",
        ("n", "form", "meeting-form"),
        ("delete", "Confirm", "confirm"),
        ("i", "_AskFile", "notice"),
        ("l", "AskPostponement", "meeting-postpone"),
    )
    await walk.press("up")  # the one that runs is cancelled no more
    await visit(walk, "meetings", ("d", "AskCancellation", "meeting-cancel"))
    await walk.press("down")
    await _through_the_roll_call(walk)
    await _through_the_agenda(walk)


async def _through_the_roll_call(walk: Walk) -> None:
    await walk.go("r", to="roll", picture="roll-call")
    await walk.go("n", to="WhoIs")
    await walk.type("มาลี")
    await walk.take("roll-call-guest")
    await walk.back("roll")
    await visit(walk, "roll", ("f", "WhoIs", "roll-call-instead"))
    await walk.back("meetings")


async def _through_the_agenda(walk: Walk) -> None:
    await walk.go("a", to="agenda", picture="agenda")
    await visit(walk, "agenda", ("n", "AskItem", "agenda-new"))
    await walk.press("down")
    await visit(walk, "agenda", ("e", "AskLine", "agenda-rename"))
    await walk.back("meetings")
