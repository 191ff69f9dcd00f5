"""Zoom: one part of the screen alone, by one key, and back by the same."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import OptionList

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.screens.shell import NettermScreen
from netterm.screens.widgets.record_list import RecordList
from netterm.store import Replica
from tests.screens.seeing import seen, until


class TwoPanes(NettermScreen):
    """A list of what there is beside a list of what to do."""

    PLACE = "two panes"

    def body(self) -> ComposeResult:
        with Horizontal():
            yield OptionList("left pane", id="left")
            yield OptionList("right pane", id="right")


async def test_the_pane_with_the_focus_is_alone_and_the_others_come_back(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.app.push_screen(TwoPanes())
        await seen(pilot, "left pane", "right pane")
        pilot.app.screen.query_one("#right").focus()
        await pilot.press("z")
        shown = await seen(pilot, "right pane", "brings the rest of the screen back", gone="left pane")
        assert "Help" not in shown
        assert pilot.app.screen.query_one("#right").region.width == 80
        await pilot.press("z")
        await seen(pilot, "left pane", "right pane", "Help")


async def test_a_list_gets_the_lines_of_heading_and_keys_and_how_things_stand_stays(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("p")
        await seen(pilot, "M-0001")
        rows = pilot.app.screen.query_one(RecordList)
        before = rows.region.height
        await pilot.press("ctrl+backslash")
        await until(pilot, lambda: rows.region.height == before + 2)
        shown = await seen(pilot, "M-0001", gone="? Help")
        assert shown.splitlines()[-1].strip()  # the line of how things stand, or of the key that brings the rest back


async def test_another_language_brings_all_back(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("z")
        await seen(pilot, "Next meeting", gone="? Help")
        await pilot.press("ctrl+l")
        await seen(pilot, "ประชุมครั้งต่อไป", "? วิธีใช้")
        screen = pilot.app.screen
        assert isinstance(screen, NettermScreen)
        assert not screen.is_zoomed
