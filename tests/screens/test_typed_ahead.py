"""What is typed before a screen stands is done there once it does, and what comes together goes where it is meant."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
from textual import events
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from netterm.app import NettermApp
from netterm.flows.agenda import add_item
from netterm.locale import Language
from netterm.screens.forms import FormScreen
from netterm.screens.meetings.screen import MeetingsScreen
from netterm.screens.members import MembersScreen
from netterm.screens.minutes import MinutesScreen
from netterm.screens.minutes.resolving import AskResolution
from netterm.screens.shell import in_turn
from netterm.screens.who import WhoIs
from netterm.screens.widgets.reading import Tell
from netterm.screens.widgets.record_list import RecordList
from netterm.store import Replica
from tests.flows.rooms import Room
from tests.screens.conftest import add_member
from tests.screens.seeing import screen_text, seen, type_text, until

SMALL = (80, 24)
A_WHILE = 0.15
"""Seconds in which a key that does not wait has done its work."""


def burst(app: NettermApp, *keys: str) -> None:
    """All of them at once, as the terminal's driver hands them over."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def one_by_one(pilot: Pilot[Any], *keys: str) -> None:
    """As quick fingers do, whatever the program is at."""
    for key in keys:
        burst(pilot.app, key)  # type: ignore[arg-type]  # it is ours
        await asyncio.sleep(0.05)


def click(app: NettermApp, widget: Widget, x: int = 1, y: int = 0) -> None:
    """A press and a release there, as the terminal's driver hands them over."""
    at = widget.region.offset + Offset(x, y)
    for kind in (events.MouseDown, events.MouseUp):
        app.post_message(kind(None, at.x, at.y, 0, 0, 1, False, False, False, at.x, at.y))


@contextmanager
def slow(monkeypatch: pytest.MonkeyPatch, replica: Replica, name: str, *of: str) -> Iterator[threading.Event]:
    """Whoever asks the replica for this waits until the event is set."""
    goes_on = threading.Event()
    at_once = getattr(replica, name)

    def asked(*arguments: Any, **keywords: Any) -> Any:
        assert arguments[: len(of)] != of or goes_on.wait(10)
        return at_once(*arguments, **keywords)

    with monkeypatch.context() as patched:
        patched.setattr(replica, name, asked, raising=False)
        try:
            yield goes_on
        finally:
            goes_on.set()


async def at_unread_members(pilot: Pilot[Any]) -> None:
    await seen(pilot, "Next meeting")
    await one_by_one(pilot, "p")
    await until(pilot, lambda: isinstance(pilot.app.screen, MembersScreen))


def is_form(pilot: Pilot[Any], *values: str) -> bool:
    screen = pilot.app.screen
    return isinstance(screen, FormScreen) and all(value in screen_text(pilot) for value in values)


class TestListThatIsStillBeingRead:
    async def test_enter_opens_the_line_that_the_cursor_is_on_then(
        self, replica: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with slow(monkeypatch, replica, "ids", "member") as reading:
            async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
                await at_unread_members(pilot)
                await one_by_one(pilot, "enter")
                await asyncio.sleep(A_WHILE)
                assert isinstance(pilot.app.screen, MembersScreen)
                reading.set()
                await until(pilot, lambda: is_form(pilot, "สมศรี"))

    async def test_enter_opens_the_line_that_was_left_the_last_time(
        self, replica: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replica.keep({"members.at": add_member(replica, "คมสัน").hex()})
        with slow(monkeypatch, replica, "ids", "member") as reading:
            async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
                await at_unread_members(pilot)
                await one_by_one(pilot, "enter")
                reading.set()
                await until(pilot, lambda: is_form(pilot, "คมสัน"))

    async def test_the_cursor_moves_before_enter_opens(self, replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
        add_member(replica, "คมสัน")
        with slow(monkeypatch, replica, "ids", "member") as reading:
            async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
                await at_unread_members(pilot)
                await one_by_one(pilot, "j", "up", "down", "enter")
                reading.set()
                await until(pilot, lambda: is_form(pilot, "คมสัน"))

    async def test_a_letter_that_is_about_a_line_waits_for_the_line(
        self, replica: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with slow(monkeypatch, replica, "ids", "member") as reading:
            async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
                await at_unread_members(pilot)
                await one_by_one(pilot, "i")
                await asyncio.sleep(A_WHILE)
                reading.set()
                await until(pilot, lambda: isinstance(pilot.app.screen, Tell))

    async def test_the_filtered_list_is_waited_for(self, replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
        add_member(replica, "คมสัน")
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
            await at_unread_members(pilot)
            await seen(pilot, "2 lines")
            with slow(monkeypatch, replica, "ids", "member") as reading:
                await one_by_one(pilot, "slash")
                await type_text(pilot, "คมสัน")
                await one_by_one(pilot, "enter", "enter")
                await asyncio.sleep(A_WHILE)
                assert isinstance(pilot.app.screen, MembersScreen)
                reading.set()
                await until(pilot, lambda: is_form(pilot, "คมสัน"))

    async def test_another_place_is_not_waited_for(self, replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
        with slow(monkeypatch, replica, "ids", "member"):
            async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
                await at_unread_members(pilot)
                await one_by_one(pilot, "m")
                await until(pilot, lambda: isinstance(pilot.app.screen, MeetingsScreen))
                await one_by_one(pilot, "escape")
                await seen(pilot, "Next meeting")

    async def test_who_waits_in_vain_can_leave(self, replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(in_turn, "_IMPATIENT", A_WHILE)
        with slow(monkeypatch, replica, "ids", "member") as reading:
            async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
                await at_unread_members(pilot)
                await one_by_one(pilot, "enter")
                await asyncio.sleep(2 * A_WHILE)
                await one_by_one(pilot, "escape")
                await seen(pilot, "Next meeting")
                reading.set()
                await asyncio.sleep(A_WHILE)
                await seen(pilot, "Next meeting")


class TestScreenOnItsWay:
    async def test_what_is_typed_is_in_the_first_field_of_the_form_that_comes(
        self, replica: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
            await at_unread_members(pilot)
            await seen(pilot, "1 line")
            with slow(monkeypatch, replica, "today") as reading:
                await one_by_one(pilot, "n", *"นาง", "tab", *"มาลี")
                reading.set()
                await until(pilot, lambda: [each.value for each in pilot.app.screen.query(Input)][:2] == ["นาง", "มาลี"])

    async def test_a_dialog_of_the_minutes_comes_once_their_text_is_there(
        self, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        meeting = room.opened()
        app = NettermApp(room.replica, language=Language.EN)
        async with app.run_test(size=SMALL) as pilot:
            await seen(pilot, "My tasks")
            with slow(monkeypatch, room.replica, "text") as reading:
                app.push_screen(MinutesScreen(meeting))
                await one_by_one(pilot, "f9", "end", *"ซื้อรถ")
                await asyncio.sleep(A_WHILE)
                assert isinstance(app.screen, MinutesScreen)
                reading.set()
                await until(pilot, lambda: isinstance(app.screen, AskResolution))
                await until(pilot, lambda: any(line.value.endswith("ซื้อรถ") for line in app.screen.query(Input)))

    async def test_keys_that_are_pressed_before_a_screen_is_made_are_not_lost(self, room: Room) -> None:
        meeting = room.opened()
        app = NettermApp(room.replica, language=Language.EN)
        async with app.run_test(size=SMALL) as pilot:
            await seen(pilot, "My tasks")
            app.push_screen(MinutesScreen(meeting))
            assert not app.screen.is_mounted
            burst(app, "f9")
            await seen(pilot, "Resolution under")

    async def test_a_work_that_leads_nowhere_holds_keys_up_for_a_moment_only(
        self, replica: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(in_turn, "_LONGEST_WORK", A_WHILE)
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
            await at_unread_members(pilot)
            await seen(pilot, "1 line")
            with slow(monkeypatch, replica, "today"):
                await one_by_one(pilot, "n", "m")
                await until(pilot, lambda: isinstance(pilot.app.screen, MeetingsScreen))


@asynccontextmanager
async def resolving(room: Room) -> AsyncIterator[tuple[NettermApp, Pilot[Any]]]:
    """The program in the minutes, with the dialog for a resolution open."""
    meeting = room.opened()
    add_item(room.replica, meeting, "งบประมาณ")
    app = NettermApp(room.replica, language=Language.EN)
    async with app.run_test(size=SMALL) as pilot:
        await seen(pilot, "My tasks")
        await app.push_screen(MinutesScreen(meeting))
        await seen(pilot, "Quorum is met")
        await pilot.press("f9")
        await seen(pilot, "Resolution under")
        yield app, pilot


async def test_tab_between_fields_parts_what_comes_before_it_from_what_comes_behind(room: Room) -> None:
    async with resolving(room) as (app, pilot):
        burst(app, "x", "tab", "3", "tab", "2", "tab", "1", "shift+tab", "0")
        await until(pilot, lambda: app.screen.query_one("#against", Input).value == "20")
        values = {field: app.screen.query_one(f"#{field}", Input).value for field in ("for", "against", "abstain")}
        assert values == {"for": "3", "against": "20", "abstain": "1"}
        assert app.screen.query_one("#words", Input).value.endswith("x")


@pytest.mark.parametrize(
    ("choice", "arrow", "opened"), [("ballot", "right", "names"), ("threshold", "left", "fraction")]
)
async def test_tab_goes_to_what_the_arrow_before_it_has_only_just_brought(
    room: Room, choice: str, arrow: str, opened: str
) -> None:
    async with resolving(room) as (app, pilot):
        app.screen.set_focus(app.screen.query_one(f"#{choice}"))
        burst(app, arrow, "tab")
        await until(pilot, lambda: app.focused is not None and app.focused.id not in {choice, None})
        assert app.focused is not None
        assert app.focused.id == opened
        burst(app, "shift+tab", {"left": "right", "right": "left"}[arrow], "tab")
        await until(pilot, lambda: app.focused is not None and app.focused.id not in {choice, opened})


async def test_votes_by_name_are_called_by_one_who_types_all_of_it_at_once(room: Room) -> None:
    async with resolving(room) as (app, pilot):
        asked = app.screen
        burst(app, *["tab"] * 7, "right", "tab", "enter", "1", "1", "2", "3", "enter")

        def counted() -> list[str]:
            return [asked.query_one(f"#{name}", Input).value for name in ("for", "against", "abstain")]

        await until(pilot, lambda: app.screen is asked and counted() == ["2", "1", "1"])


class TestClicks:
    async def test_a_click_is_done_after_the_keys_before_it_and_before_those_behind_it(self, room: Room) -> None:
        meeting = room.opened()
        add_item(room.replica, meeting, "งบประมาณ")
        app = NettermApp(room.replica, language=Language.EN)
        async with app.run_test(size=SMALL) as pilot:
            await seen(pilot, "My tasks")
            await app.push_screen(MinutesScreen(meeting))
            await seen(pilot, "Quorum is met")
            await pilot.press("f9")
            await seen(pilot, "Resolution under")
            lines = {name: app.screen.query_one(f"#{name}", Input) for name in ("for", "against", "abstain", "words")}
            burst(app, "tab", "1", "tab")
            click(app, lines["abstain"])
            burst(app, "3", "shift+tab", "2")
            click(app, lines["words"])
            burst(app, "x")
            await until(pilot, lambda: "x" in lines["words"].value)
            assert [lines[name].value for name in ("for", "against", "abstain")] == ["1", "2", "3"]

    async def test_two_clicks_that_come_together_over_a_slow_line_are_two(self, replica: Replica) -> None:
        add_member(replica, "คมสัน")
        app = NettermApp(replica, language=Language.EN)
        async with app.run_test(size=SMALL) as pilot:
            await at_unread_members(pilot)
            await seen(pilot, "2 lines")
            click(app, app.screen.query_one(RecordList), y=2)
            click(app, app.screen.query_one(RecordList), y=2)
            await until(pilot, lambda: is_form(pilot, "คมสัน"))

    async def test_what_is_clicked_on_a_screen_that_keys_leave_is_dropped(
        self, replica: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add_member(replica, "คมสัน")
        app = NettermApp(replica, language=Language.EN)
        async with app.run_test(size=SMALL) as pilot:
            await at_unread_members(pilot)
            await seen(pilot, "2 lines")
            members = app.screen
            lines = members.query_one(RecordList)
            before = lines.current
            with slow(monkeypatch, replica, "today") as reading:
                await one_by_one(pilot, "n")
                click(app, lines, y=2)
                click(app, lines, y=2)
                await asyncio.sleep(A_WHILE)
                assert app.screen is members
                reading.set()
                await until(pilot, lambda: isinstance(app.screen, FormScreen))
            await until(pilot, lambda: not app.keys_wait)
            form = app.screen
            await asyncio.sleep(A_WHILE)
            assert app.screen is form
            assert lines.current == before
            click(app, form.query(Input).last())  # the next one is done again
            await until(pilot, lambda: app.focused is form.query(Input).last())


async def test_the_answer_that_an_arrow_chose_is_the_one_that_enter_gives(replica: Replica) -> None:
    add_member(replica, "คมสัน")
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
        await at_unread_members(pilot)
        await seen(pilot, "2 lines")
        burst(pilot.app, "delete", "right", "enter")  # type: ignore[arg-type]  # it is ours
        await seen(pilot, "1 line")


async def test_nothing_is_left_undone_by_one_who_types_faster_than_is_looked_for(room: Room) -> None:
    """Python warns of what was never begun, which fails here."""
    async with NettermApp(room.replica, language=Language.EN).run_test(size=SMALL) as pilot:
        await seen(pilot, "My tasks")
        asked = WhoIs("Who?", "")
        pilot.app.push_screen(asked)
        await seen(pilot, "Who?")
        line = asked.query_one(Input)
        for text in ("ม", "มา", "มาล", "มาลี"):
            asked.on_input_changed(Input.Changed(line, text))
        await seen(pilot, "นางมาลี ดอกไม้")
        asked.on_input_changed(Input.Changed(line, "วิชัย"))
        asked.dismiss(None)
        await seen(pilot, "My tasks", gone="Who?")
    gc.collect()


async def test_what_a_screen_does_of_itself_holds_no_key_up(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though a command made the screen, what is written there now and then is no more of that command."""
    meeting = room.opened()
    app = NettermApp(room.replica, language=Language.EN)
    async with app.run_test(size=SMALL) as pilot:
        await seen(pilot, "My tasks")
        await one_by_one(pilot, "m", "w")
        await seen(pilot, "Quorum is met")
        screen = app.screen
        assert isinstance(screen, MinutesScreen)
        assert screen.meeting == meeting
        goes_on = asyncio.Event()

        async def commit() -> None:
            await goes_on.wait()

        screen.call_later(lambda: screen.begin(commit()))
        await asyncio.sleep(A_WHILE)
        burst(app, "f9")
        await seen(pilot, "Resolution under")
        goes_on.set()
