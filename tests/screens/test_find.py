"""Find anything: from every screen, also while text is typed, in two keys beside what is looked for."""

import pytest
from textual.pilot import Pilot

from netterm.app import NettermApp
from netterm.flows.agenda import add_item
from netterm.flows.discussion import write_discussion
from netterm.flows.proceedings import record_resolution
from netterm.locale import Language
from netterm.screens.find import KINDS, FindAnything, find, place_of
from netterm.screens.members import MembersScreen
from netterm.screens.minutes import MinutesScreen
from netterm.screens.minutes.editor import SharedEditor
from tests.flows.rooms import Room
from tests.screens.seeing import seen, type_text, until

SMALL = (80, 24)


@pytest.fixture
def meeting(room: Room) -> bytes:
    return room.opened()


@pytest.fixture
def item(room: Room, meeting: bytes) -> bytes:
    """The second of two items of the open meeting, with something said and resolved."""
    add_item(room.replica, meeting, "แผนงานประจำปี")
    second = add_item(room.replica, meeting, "ทางลาดหน้าสำนักงาน")
    write_discussion(room.replica, second, "ที่ประชุมหารือเรื่องรถเข็นของผู้สูงอายุ")
    record_resolution(room.replica, second, "approve", "ให้จัดซื้อเก้าอี้", override_reason="มีผู้มาน้อย")
    return second


async def look_for(pilot: Pilot[None], typed: str, expected: str) -> None:
    await pilot.press("ctrl+f")
    await seen(pilot, "Find anything")
    await type_text(pilot, typed)
    await seen(pilot, expected)
    await pilot.press("enter")


def test_what_was_said_and_what_was_resolved_are_seen_in_the_minutes_at_their_item(
    room: Room, meeting: bytes, item: bytes
) -> None:
    for typed in ("รถเข็น", "ทางลาด", "เก้าอี้"):
        (result,) = find(room.replica, typed)
        place = place_of(room.replica, result.entity, result.id)
        assert (place.meeting, place.item) == (meeting, item), typed


def test_no_kind_crowds_out_another(room: Room, item: bytes) -> None:
    for number in range(20):
        with room.replica.action() as act:
            act.add("person", {"title": "นาย", "first": f"ทางลาด{number}", "last": "ยาว"})
    kinds = [result.entity for result in find(room.replica, "ทางลาด")]
    assert kinds.count("person") == 6
    assert "agenda_item" in kinds
    assert kinds == sorted(kinds, key=KINDS.index)


async def test_from_the_minutes_to_another_item_of_them(room: Room, meeting: bytes, item: bytes) -> None:
    async with NettermApp(room.replica, language=Language.EN).run_test(size=SMALL) as pilot:
        await seen(pilot, "My tasks")
        await pilot.app.push_screen(MinutesScreen(meeting))
        await seen(pilot, "1.1 ประธานแจ้งข่าว")
        await look_for(pilot, "รถเข็น", "ทางลาดหน้าสำนักงาน")
        await seen(pilot, "ที่ประชุมหารือเรื่องรถเข็นของผู้สูงอายุ", "ทางลาดหน้าสำนักงาน")
        assert isinstance(pilot.app.screen, MinutesScreen)
        assert len(pilot.app.screen_stack) == 2, "the same minutes, not others above them"
        assert pilot.app.screen.item == item


async def test_a_person_is_shown_among_the_members(room: Room) -> None:
    async with NettermApp(room.replica, language=Language.EN).run_test(size=SMALL) as pilot:
        await seen(pilot, "My tasks")
        first = str(room.replica.list("person", limit=1)[0]["first"])
        await look_for(pilot, first, first)
        await seen(pilot, "Members")
        assert isinstance(pilot.app.screen, MembersScreen)


async def test_nothing_found_is_said_and_enter_stays(room: Room) -> None:
    async with NettermApp(room.replica, language=Language.EN).run_test(size=SMALL) as pilot:
        await seen(pilot, "My tasks")
        await look_for(pilot, "ไดโนเสาร์", "Nothing was found.")
        await pilot.pause()
        assert isinstance(pilot.app.screen, FindAnything)
        await pilot.press("escape")
        await seen(pilot, "My tasks")


async def test_what_was_said_is_gone_to_with_the_cursor_behind_it(room: Room, item: bytes) -> None:
    async with NettermApp(room.replica).run_test(size=SMALL) as pilot:
        await seen(pilot, "Home")
        await look_for(pilot, "รถเข็น", "ทางลาดหน้าสำนักงาน")
        await seen(pilot, "ที่ประชุมหารือเรื่อง")
        area = pilot.app.screen.query_one(SharedEditor)
        await until(pilot, lambda: area.text[: area.cursor_location.column].endswith("รถเข็น"))
        await look_for(pilot, "หารือ", "ทางลาดหน้าสำนักงาน")  # within the minutes that are open
        await until(pilot, lambda: area.text[: area.cursor_location.column].endswith("หารือ"))


SAID = "ที่ประชุมหารือ" * 9 + "เรื่องรถเข็น" + "ของผู้สูงอายุ" * 9


@pytest.mark.parametrize("columns", [60, 80, 120])
async def test_a_line_tells_of_which_meeting_it_is_and_has_the_word_in_sight_however_far_behind_it_stands(
    room: Room, meeting: bytes, item: bytes, columns: int
) -> None:
    third = add_item(room.replica, meeting, "การซ่อมทางเดินและ" * 8 + "ม้านั่ง")
    write_discussion(room.replica, third, SAID)
    async with NettermApp(room.replica).run_test(size=(columns, 24)) as pilot:
        await seen(pilot, "Home")
        await pilot.press("ctrl+f")
        await type_text(pilot, "รถเข็น")
        shown = await seen(pilot, "Agenda item")
        lines = [line for line in shown.splitlines() if "No. 1/2569" in line]
        assert [line.count("รถเข็น") for line in lines] == [1, 1], shown
        assert "4.2 ทาง" in shown
        await pilot.press(*["backspace"] * 6)
        await type_text(pilot, "ม้านั่ง")
        await seen(pilot, "· 4.3 …", "ม้านั่ง  ")


async def test_the_lines_are_cut_anew_for_another_width(room: Room, item: bytes) -> None:
    async with NettermApp(room.replica).run_test(size=SMALL) as pilot:
        await seen(pilot, "Home")
        await pilot.press("ctrl+f")
        await type_text(pilot, "ทางลาด")
        await seen(pilot, "No. 1/2569 · ", "2569 · 4.2 ทางลาดหน้าสำนักงาน")
        await pilot.resize_terminal(44, 24)
        await seen(pilot, "No. 1/2569 · 4.2 ทางลาด")
        await pilot.press("enter")
        await seen(pilot, "ที่ประชุมหารือเรื่อง")
