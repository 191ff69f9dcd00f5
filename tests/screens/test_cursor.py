"""The terminal's own cursor, which input methods, magnifiers and screen readers follow, stands where one types."""

import pytest
from textual.geometry import Offset

from netterm.app import NettermApp
from netterm.flows.agenda import add_item, go_to
from netterm.locale import Language
from netterm.screens.minutes import MinutesScreen
from netterm.store import Replica
from tests.flows.rooms import Room
from tests.screens.conftest import add_member
from tests.screens.snapshots.terminal import Window, in_window

SMALL = (80, 24)


def cursor(window: Window) -> tuple[int, int]:
    drawn = window.terminal.screen.cursor
    return drawn.x, drawn.y


def row_of(window: Window, text: str) -> int:
    return next(y for y, row in enumerate(window.look().rows) if text in row)


async def is_at(window: Window, expected: Offset) -> None:
    await window.until(lambda: cursor(window) == expected, lambda: f"{cursor(window)} for {expected}")


@pytest.mark.parametrize(("keys", "place"), [("pn", "form"), ("to", "tasks"), ("p", "members")])
async def test_it_stands_in_the_field_that_has_the_focus_when_a_screen_comes(
    replica: Replica, keys: str, place: str
) -> None:
    async with in_window(NettermApp(replica, language=Language.EN), SMALL) as window:
        await window.at("home")
        for key in keys:
            window.press(key)
            await window.calm()
        await window.at(place)
        focused = window.screen.focused
        assert focused is not None
        await window.until(lambda: bool(focused.content_region.area))
        assert focused.content_region.offset != Offset()
        begins = focused.content_region.offset + Offset(0, 1 if place != "form" else 0)  # below a list's heading
        await is_at(window, begins)


async def test_it_stands_in_the_line_of_a_dialog_when_that_comes(replica: Replica) -> None:
    async with in_window(NettermApp(replica, language=Language.EN), SMALL) as window:
        await window.at("home")
        window.press("ctrl+f")
        await window.at("FindAnything")
        await window.until(lambda: "a part of a name" in window.look().text())
        row = row_of(window, "a part of a name")
        await is_at(window, Offset(window.look().rows[row].index("a part of a name"), row))


async def test_it_stands_behind_the_text_of_the_minutes_when_they_come(room: Room) -> None:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "จัดซื้อรถเข็น")
    text = room.replica.text("agenda_item", item, "discussion")
    text.insert(0, "abc\ndef")
    text.commit()
    go_to(room.replica, item)
    app = NettermApp(room.replica, language=Language.EN)
    async with in_window(app, SMALL) as window:
        await window.at("home")
        app.push_screen(MinutesScreen(meeting))
        await window.until(lambda: any("def" in row for row in window.look().rows))
        row = row_of(window, "def")
        await is_at(window, Offset(window.look().rows[row].index("def") + 3, row))


async def test_it_follows_the_line_of_a_list(replica: Replica) -> None:
    add_member(replica, "คมสัน")
    async with in_window(NettermApp(replica, language=Language.EN), SMALL) as window:
        await window.at("home")
        window.press("p")
        await window.at("members")
        window.press("down")
        await window.until(lambda: cursor(window) == (0, row_of(window, "M-0002")))
