"""Letters that no text takes: a command where one comes alone, and never a chain of them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input

from netterm.app import NettermApp
from netterm.flows.agenda import add_item, go_to, items
from netterm.flows.meetings import close_meeting
from netterm.locale import Language
from netterm.model.kinds import Compartment
from netterm.screens.home import HomeScreen
from netterm.screens.meetings.new_item import AskItem
from netterm.screens.minutes import MinutesScreen
from netterm.store import Replica
from tests.flows.rooms import Room
from tests.screens.conftest import add_member
from tests.screens.seeing import screen_text, seen, type_text, until

SENTENCE = "ที่ประชุมมีมติเห็นชอบให้จัดซื้อรถเข็นสองคัน"
NO_COMMAND = "letters are commands, one at a time"
SMALL = (80, 24)


def in_minutes(replica: Replica, meeting: bytes, test: Callable[[Pilot[Any]], Awaitable[None]]) -> None:
    async def run() -> None:
        app = NettermApp(replica, language=Language.EN)
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            await seen(pilot, "Home")
            await app.push_screen(MinutesScreen(meeting))
            await until(pilot, lambda: "Minutes · " in screen_text(pilot))
            await test(pilot)

    asyncio.run(run())


def with_an_item(room: Room) -> tuple[bytes, bytes]:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "จัดซื้อรถเข็น", heading="4")
    go_to(room.replica, item)
    return meeting, item


async def all_at_once(pilot: Pilot[Any], text: str) -> None:
    """As a terminal sends what is pasted when it knows no brackets around it."""
    for character in text:
        pilot.app.post_message(events.Key(_character_to_key(character), character))
    await pilot.pause(0.1)


async def pressed_at(pilot: Pilot[Any], letter: str, seconds: float) -> None:
    """At a time that no other work on this computer changes."""
    key = events.Key(letter, letter)
    key.time = seconds
    pilot.app.post_message(key)
    await pilot.pause(0.05)


def discussion(replica: Replica, item: bytes) -> str:
    record = replica.get("agenda_item", item)
    assert record is not None
    return str(record["discussion"] or "")


class TestMinutes:
    @pytest.mark.parametrize("pane", ["f2", "f4"])
    def test_what_is_typed_beside_the_text_is_in_the_text(self, room: Room, pane: str) -> None:
        meeting, item = with_an_item(room)

        async def test(pilot: Pilot[Any]) -> None:
            await seen(pilot, "จัดซื้อรถเข็น")
            await pilot.press(pane)
            await pilot.pause(0.1)
            await type_text(pilot, SENTENCE)
            await until(pilot, lambda: discussion(room.replica, item) == SENTENCE)
            assert isinstance(pilot.app.screen, MinutesScreen)

        in_minutes(room.replica, meeting, test)
        assert room.replica.can_undo

    def test_what_is_pasted_beside_the_text_is_in_the_text(self, room: Room) -> None:
        meeting, item = with_an_item(room)

        async def test(pilot: Pilot[Any]) -> None:
            await seen(pilot, "จัดซื้อรถเข็น")
            await pilot.press("f4")
            pilot.app.post_message(events.Paste("หนึ่ง\nสอง"))
            await until(pilot, lambda: discussion(room.replica, item) == "หนึ่ง\nสอง")

        in_minutes(room.replica, meeting, test)

    def test_an_agenda_without_items_says_which_key_makes_one(self, room: Room) -> None:
        meeting = room.opened()
        with room.replica.action() as act:
            for each in items(room.replica, meeting):
                act.delete("agenda_item", each.id)
        before = room.replica.digest(Compartment.GENERAL)

        async def test(pilot: Pilot[Any]) -> None:
            await seen(pilot, "The agenda is empty")
            await type_text(pilot, SENTENCE + "u:?fh")
            await seen(pilot, "There is no agenda item to write to yet. F3 adds one.")
            assert isinstance(pilot.app.screen, MinutesScreen)

        in_minutes(room.replica, meeting, test)
        assert room.replica.digest(Compartment.GENERAL) == before

    def test_certified_minutes_say_that_nothing_is_typed_into_them(self, room: Room) -> None:
        meeting, item = with_an_item(room)
        close_meeting(room.replica, meeting)
        room.certify(meeting)
        before = room.replica.digest(Compartment.GENERAL)

        async def test(pilot: Pilot[Any]) -> None:
            await seen(pilot, "Minutes · ")
            await type_text(pilot, SENTENCE + "u:?fh")
            await seen(pilot, "These minutes are certified and final: nothing is typed into them.")
            assert isinstance(pilot.app.screen, MinutesScreen)

        in_minutes(room.replica, meeting, test)
        assert room.replica.digest(Compartment.GENERAL) == before
        assert discussion(room.replica, item) == ""

    def test_what_is_typed_right_behind_f8_is_in_the_next_item(self, room: Room) -> None:
        meeting, first = with_an_item(room)
        second = add_item(room.replica, meeting, "ทางลาด")

        async def test(pilot: Pilot[Any]) -> None:
            await seen(pilot, "จัดซื้อรถเข็น")
            await until(pilot, lambda: not pilot.app.screen.query_one("#discussion").read_only)  # type: ignore[attr-defined]  # the editor's
            pilot.app.post_message(events.Key("f8", None))
            await all_at_once(pilot, "ต่อไป")
            await until(pilot, lambda: discussion(room.replica, second) == "ต่อไป")

        in_minutes(room.replica, meeting, test)
        assert discussion(room.replica, first) == ""


class TestElsewhere:
    async def test_letters_that_come_at_once_are_no_commands(self, replica: Replica) -> None:
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
            await seen(pilot, "Next meeting")
            await all_at_once(pilot, "ptc")
            await seen(pilot, NO_COMMAND)
            assert isinstance(pilot.app.screen, HomeScreen)

    async def test_a_letter_alone_is_a_command(self, replica: Replica) -> None:
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
            await seen(pilot, "Next meeting")
            await all_at_once(pilot, "p")
            await seen(pilot, "M-0001")

    async def test_behind_a_letter_that_means_nothing_none_is_a_command_until_a_pause(self, replica: Replica) -> None:
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
            await seen(pilot, "Next meeting")
            for at, key in enumerate("qptc"):
                await pressed_at(pilot, key, at * 0.1)
            await seen(pilot, NO_COMMAND)
            assert isinstance(pilot.app.screen, HomeScreen)
            await pressed_at(pilot, "p", 0.9)
            await seen(pilot, "M-0001")

    async def test_a_key_that_is_held_down_moves_on(self, replica: Replica) -> None:
        for name in ("กมล", "ขจร", "คมสัน"):
            add_member(replica, name)
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
            await seen(pilot, "Next meeting")
            await pilot.press("p")
            await seen(pilot, "4 lines")
            await all_at_once(pilot, "jjj")
            await until(pilot, lambda: pilot.app.screen.list.cursor == 3)  # type: ignore[attr-defined]  # its own

    async def test_a_letter_is_done_before_the_key_that_follows_at_once(self, replica: Replica) -> None:
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
            await seen(pilot, "Next meeting")
            await pilot.press("p", "f1")
            await seen(pilot, "The keys of this screen", "New member")

    async def test_what_is_pasted_where_there_is_no_text_is_no_command(self, replica: Replica) -> None:
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
            await seen(pilot, "Next meeting")
            pilot.app.post_message(events.Paste("p"))
            await seen(pilot, NO_COMMAND)
            assert isinstance(pilot.app.screen, HomeScreen)

    async def test_letters_find_in_a_long_list_of_choices(self, replica: Replica) -> None:
        from netterm.screens.widgets.dialogs import Pick, Picked

        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
            await seen(pilot, "Next meeting")
            picked: list[str | None] = []
            pilot.app.push_screen(Pick("Which?", [Picked(str(n), f"choice {n:02}") for n in range(12)]), picked.append)
            await seen(pilot, "choice 03")
            await type_text(pilot, "11")
            await seen(pilot, "choice 11", gone="choice 03")
            await pilot.press("enter")
            await until(pilot, lambda: picked == ["11"])


class TestDialogs:
    def test_what_is_typed_while_a_dialog_comes_is_in_its_line(self, room: Room) -> None:
        meeting, item = with_an_item(room)

        async def test(pilot: Pilot[Any]) -> None:
            await seen(pilot, "จัดซื้อรถเข็น")
            pilot.app.post_message(events.Key("f3", None))
            while not isinstance(pilot.app.screen, AskItem):  # noqa: ASYNC110 - the very moment it comes is meant
                await asyncio.sleep(0)
            assert pilot.app.focused is None
            await all_at_once(pilot, "เรื่องแทรก")
            await until(pilot, lambda: pilot.app.screen.query_one(Input).value == "เรื่องแทรก")

        in_minutes(room.replica, meeting, test)
        assert discussion(room.replica, item) == ""

    async def test_the_keys_between_what_is_typed_into_a_form_that_comes_keep_their_places(
        self, replica: Replica
    ) -> None:
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
            await seen(pilot, "Next meeting")
            await pilot.press("p")
            await seen(pilot, "M-0001")
            await pilot.press("n")
            await until(pilot, lambda: isinstance(pilot.app.focused, Input))
            for text in ("นาง", "มานี", "มีนา"):
                await all_at_once(pilot, text)
                pilot.app.post_message(events.Key("tab", "\t"))
            await until(pilot, lambda: pilot.app.screen.query(Input)[2].value == "มีนา")
            assert [each.value for each in pilot.app.screen.query(Input)][:2] == ["นาง", "มานี"]


class TestUndo:
    async def test_a_stray_letter_takes_back_and_the_key_that_brings_it_back_is_said(self, replica: Replica) -> None:
        add_member(replica, "สมชาย")
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
            await seen(pilot, "Next meeting")
            await pilot.press("u")
            await seen(pilot, "Taken back: Person “นายสมชาย น้ำใส” added. U brings it back.")
            assert replica.count("member") == 1
            await pilot.press("U")
            await seen(pilot, "Brought back: Person “นายสมชาย น้ำใส” added. u takes it back again.")
        assert replica.count("member") == 2

    async def test_with_nothing_done_it_is_said(self, replica: Replica) -> None:
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
            await seen(pilot, "Next meeting")
            await pilot.press("u")
            await seen(pilot, "There is nothing more to take back")


async def test_what_opens_a_line_by_a_sign_has_what_is_typed_right_behind_it(replica: Replica) -> None:
    app = NettermApp(replica)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("p")
        await seen(pilot, "M-0001")
        for key, character in (("slash", "/"), ("ส", "ส"), ("ม", "ม")):
            app.post_message(events.Key(key, character))
        await until(pilot, lambda: app.screen.query_one("#filter", Input).value == "สม")


async def test_enter_behind_words_that_went_nowhere_does_nothing_either(replica: Replica) -> None:
    app = NettermApp(replica)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("p")
        await seen(pilot, "M-0001")
        before = app.screen
        for key, character in (("ก", "ก"), ("ข", "ข"), ("enter", "\r")):
            app.post_message(events.Key(key, character))
        await seen(pilot, "What is typed here goes nowhere")
        await pilot.pause(0.1)
        assert app.screen is before
