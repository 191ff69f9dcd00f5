"""How the minutes of a meeting become final: checked, circulated, certified by the next one, and what comes late."""

from collections.abc import Callable

from textual.widgets import OptionList

from netterm.screens.meetings.draft import DraftScreen
from netterm.screens.meetings.draft_standing import Paper
from tests.screens.snapshots import world
from tests.screens.snapshots.album import Walk
from tests.screens.snapshots.walks.minutes import written_minutes
from tests.screens.snapshots.walks.steps import visit

__all__ = ["through_certifying"]


async def through_certifying(walk: Walk) -> None:
    """From the meeting that runs in the list of meetings to the one before, and back."""
    await walk.press("down")
    await _to_circulated_minutes(walk)
    world.write_on(walk.replica)
    await walk.press("up")
    await _to_certified_minutes(walk)
    await walk.press("down")
    await _to_what_is_final(walk)
    await walk.press("up")


async def _to_circulated_minutes(walk: Walk) -> None:
    await walk.go("v", to="draft")
    await _stands(walk, "")
    await walk.take("draft-closed")
    await walk.press("f2")
    await _stands(walk, "draft")
    await visit(walk, "draft", ("f2", "WhoIs", "draft-checker"))
    world.name_checker(walk.replica)
    await walk.press("s")
    await _is_to_be_checked(walk)
    await walk.go("f2", to="Confirm", picture="draft-instead")
    await walk.press("right")
    await walk.go("enter", to="draft")
    await _stands(walk, "checked")
    await walk.take("draft-checked")
    await walk.press("f2")
    await _stands(walk, "circulated")
    await walk.take("draft-circulated")
    await walk.back("meetings")


async def _to_certified_minutes(walk: Walk) -> None:
    await walk.go("w", to="minutes")
    for heading in ("3", "2"):
        await walk.press("f6")
        await _at_heading(walk, heading)
    await walk.go("f9", to="AskResolution")
    await walk.go("enter", to="TakeUp")
    await walk.press("space")
    await walk.take("certify-take-up")
    await walk.go("enter", to="AskCertification", picture="certify")
    await walk.type("09.00 น.")
    await walk.press("f3")
    await walk.take("certify-incomplete")
    await walk.press("tab")
    await walk.type("09.30 น.")
    await walk.press("f3")
    await walk.take("certify-corrected")
    await walk.go("f2", to="minutes", picture="certified")
    await walk.back("meetings")


async def _to_what_is_final(walk: Walk) -> None:
    await walk.go("v", to="draft")
    await _stands(walk, "certified")
    await walk.take("draft-certified")
    await walk.go("l", to="LateOnes")
    lines = walk.window.screen.query_one(OptionList)
    await walk.window.until(lambda: lines.option_count > 0, lambda: "nothing came late")
    await walk.take("late")
    await visit(walk, "LateOnes", ("enter", "AskCorrection", "correct"))
    await walk.back("draft")
    await walk.back("meetings")
    await walk.go("w", to="minutes")
    await walk.type("ก")
    await walk.take("minutes-final")
    await walk.back("meetings")


async def _stands(walk: Walk, state: str) -> None:
    """Wait until the paper is so far, and says so."""
    await _until(walk, lambda paper: paper.standing.state == state, f"the minutes are not {state}")


async def _is_to_be_checked(walk: Walk) -> None:
    """Wait until the paper says by whom."""
    await _until(walk, lambda paper: paper.standing.officers[-1].person is not None, "nobody checks the minutes")


async def _until(walk: Walk, holds: Callable[[Paper], bool], otherwise: str) -> None:
    def shown() -> bool:
        screen = walk.window.screen
        return isinstance(screen, DraftScreen) and screen._paper is not None and holds(screen._paper)

    await walk.window.until(shown, lambda: otherwise)
    await walk.window.calm()


async def _at_heading(walk: Walk, heading: str) -> None:
    """Wait until the minutes are at an item under a heading."""

    def there() -> bool:
        minutes = written_minutes(walk)
        line = minutes.view.line(minutes.item)
        return line is not None and line.heading == heading

    await walk.window.until(there, lambda: f"not under heading {heading}")
    await walk.window.calm()
