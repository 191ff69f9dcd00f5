"""Words in a long text: found however they are written, and gone to one place after the other."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from netterm.app import NettermApp
from netterm.flows.agenda import add_item
from netterm.flows.discussion import write_discussion
from netterm.screens.meetings.draft import DraftScreen
from netterm.screens.widgets.long_text import LongText, LongTextView, TextLine
from tests.flows.rooms import Room
from tests.screens.seeing import seen, type_text, until

SMALL = (80, 24)


def at_paper(room: Room, test: Callable[[Pilot[Any]], Awaitable[None]]) -> None:
    """On the paper of a meeting with words on it that stand far apart."""
    meeting = room.opened()
    item = add_item(room.replica, meeting, "ทางลาด ๑๐")
    said = ["รถเข็น คันแรก", *["คุยกันต่อ"] * 40, "รถเข็น คันที่ ๑๐", *["คุยกันต่อ"] * 40, "จบเรื่องรถเข็น"]
    write_discussion(room.replica, item, "\n".join(said))

    async def run() -> None:
        app = NettermApp(room.replica)
        async with app.run_test(size=SMALL) as pilot:
            await seen(pilot, "Home")
            await app.push_screen(DraftScreen(meeting))
            await seen(pilot, "Minutes on paper · meeting")
            await until(pilot, lambda: app.screen.query_one(LongTextView).size.height > 80)
            await test(pilot)

    asyncio.run(run())


def test_it_goes_to_the_first_place_while_it_is_typed_and_on_by_one_key(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("slash")
        await type_text(pilot, "รถเข็น")
        await seen(pilot, "1 of 3", "คันแรก")
        await pilot.press("enter", "n")
        await seen(pilot, "2 of 3", "คันที่ ๑๐")
        await pilot.press("n")
        await seen(pilot, "3 of 3", "จบเรื่อง")
        await pilot.press("n")
        await seen(pilot, "1 of 3", "คันแรก")
        await pilot.press("N")
        await seen(pilot, "3 of 3", "จบเรื่อง")

    at_paper(room, test)


def test_digits_are_found_however_they_are_written_and_what_is_not_there_is_said(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("slash")
        await type_text(pilot, "ที่ 10")
        await seen(pilot, "1 of 1", "คันที่ ๑๐")
        await type_text(pilot, "0")
        await seen(pilot, "Nothing was found.")

    at_paper(room, test)


def test_escape_ends_the_search_before_it_leaves_the_paper(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("slash")
        await type_text(pilot, "รถเข็น")
        await pilot.press("escape")
        await until(pilot, lambda: not pilot.app.screen.has_class("-searching"))
        assert isinstance(pilot.app.screen, DraftScreen)
        assert pilot.app.screen.query_one(LongTextView).found == (0, 0)
        await pilot.press("escape")
        await seen(pilot, "Home")

    at_paper(room, test)


class Reader(App[None]):
    def compose(self) -> ComposeResult:
        lines = [TextLine("ก รถ ข รถ"), *[TextLine("ค")] * 30, TextLine("รถ")]
        with VerticalScroll():
            yield LongTextView(LongText(lines), id="text")


async def test_each_place_is_marked_and_the_one_that_one_is_at_stands_out() -> None:
    app = Reader()
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        view = app.query_one(LongTextView)
        view.look_for("รถ")
        looks = [(text, bool(style and style.reverse), bool(style and style.underline))
                 for text, style, _ in view.render_line(0)]  # fmt: skip
        assert [look for look in looks if look[0] == "รถ"] == [("รถ", True, False), ("รถ", False, True)]
        view.look_on(-1)
        await pilot.pause()
        assert view.found == (3, 3)
        assert app.query_one(VerticalScroll).scroll_offset.y > 20
        view.look_for("")
        assert view.found == (0, 0)
        assert not any(style and (style.reverse or style.underline) for _, style, _ in view.render_line(0))


async def test_another_text_is_searched_for_the_same_words() -> None:
    app = Reader()
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        view = app.query_one(LongTextView)
        view.look_for("รถ")
        view.show(LongText([TextLine("รถ")]))
        assert view.found == (0, 1)
