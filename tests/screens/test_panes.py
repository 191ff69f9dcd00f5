"""The panes beside the discussion: shown and hidden, alone, and as they were left the last time."""

from typing import Any

from textual.pilot import Pilot

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.screens.minutes import MinutesScreen
from tests.flows.rooms import Room
from tests.screens.seeing import seen, until

WIDE, NARROW = (120, 40), (80, 24)


async def minutes(pilot: Pilot[Any], meeting: bytes) -> None:
    await seen(pilot, "My tasks")
    await pilot.app.push_screen(MinutesScreen(meeting))
    await seen(pilot, "1.1 ประธานแจ้งข่าว", "Quorum is met")


def displayed(pilot: Pilot[Any]) -> list[str]:
    return [pane for pane in ("agenda", "middle", "side") if pilot.app.screen.query_one(f"#{pane}").display]


async def test_a_pane_that_was_hidden_on_a_wide_screen_is_hidden_the_next_time(room: Room) -> None:
    meeting = room.opened()
    async with NettermApp(room.replica, language=Language.EN).run_test(size=WIDE) as pilot:
        await minutes(pilot, meeting)
        assert displayed(pilot) == ["agenda", "middle", "side"]
        await pilot.press("f2")
        await until(pilot, lambda: displayed(pilot) == ["middle", "side"])
    async with NettermApp(room.replica, language=Language.EN).run_test(size=WIDE) as pilot:
        await seen(pilot, "1.1 ประธานแจ้งข่าว", "F8 Next item")
        assert displayed(pilot) == ["middle", "side"]
        await pilot.resize_terminal(*NARROW)
        await until(pilot, lambda: displayed(pilot) == ["middle"])
        await pilot.press("f2")
        await until(pilot, lambda: displayed(pilot) == ["agenda"])


async def test_showing_another_pane_ends_the_zoom(room: Room) -> None:
    meeting = room.opened()
    async with NettermApp(room.replica, language=Language.EN).run_test(size=WIDE) as pilot:
        await minutes(pilot, meeting)
        await pilot.press("ctrl+backslash")
        await until(pilot, lambda: displayed(pilot) == ["middle"])
        await pilot.press("f4")
        await until(pilot, lambda: displayed(pilot) == ["agenda", "middle"])
