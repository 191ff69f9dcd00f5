"""Keys that come together, over a slow line or from quick fingers, go where they would have gone one by one."""

from textual import events
from textual.widgets import Input

from netterm.app import NettermApp
from netterm.flows.agenda import add_item
from netterm.locale import Language
from netterm.screens.minutes import MinutesScreen
from tests.flows.rooms import Room
from tests.screens.seeing import seen, until

SMALL = (80, 24)


def burst(app: NettermApp, *keys: str) -> None:
    """All of them at once, as the terminal's driver hands them over."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_tab_between_fields_parts_what_comes_before_it_from_what_comes_behind(room: Room) -> None:
    meeting = room.opened()
    add_item(room.replica, meeting, "งบประมาณ")
    app = NettermApp(room.replica, language=Language.EN)
    async with app.run_test(size=SMALL) as pilot:
        await seen(pilot, "My tasks")
        await app.push_screen(MinutesScreen(meeting))
        await seen(pilot, "Quorum is met")
        await pilot.press("f9")
        await seen(pilot, "Resolution under")
        burst(app, "x", "tab", "3", "tab", "2", "tab", "1", "shift+tab", "0")
        await until(pilot, lambda: app.screen.query_one("#against", Input).value == "20")
        values = {field: app.screen.query_one(f"#{field}", Input).value for field in ("for", "against", "abstain")}
        assert values == {"for": "3", "against": "20", "abstain": "1"}
        assert app.screen.query_one("#words", Input).value.endswith("x")
