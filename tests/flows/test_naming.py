import pytest

from netterm.flows.attendance import add_guest, mark_absent, roll
from netterm.flows.naming import (
    Name,
    OnlyAGuest,
    TypedName,
    find_person,
    find_speaker,
    fitting,
    in_register,
    names,
    typed_name,
)
from tests.flows.rooms import Room

MALI = Name(b"1", "นางมาลี ดอกไม้", "มาลี ดอกไม้", "หน่อย")
SOMCHAI = Name(b"2", "นายสมชาย ใจดี", "สมชาย ใจดี")
SOMSRI = Name(b"3", "นางสาวสมศรี ณ น่าน", "สมศรี ณ น่าน")
KNOWN = (MALI, SOMCHAI, SOMSRI)


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("ให้ @", TypedName("", 1)),
        ("ให้@ม", TypedName("ม", 2)),
        ("! ทำ @มาลี ดอก", TypedName("มาลี ดอก", 9)),
        ('? @"มา', TypedName("มา", 4)),
        ("เขียนถึง a@b", None),
        ("! ทำ @มาลี ^", None),
        ("ให้", None),
        ("@" + "ก" * 70, None),
    ],
)
def test_a_name_is_being_typed_behind_its_sign(before: str, wanted: TypedName | None) -> None:
    assert typed_name(before) == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", KNOWN),
        ("ส", (SOMCHAI, SOMSRI)),
        ("สมศ", (SOMSRI,)),
        ("หน", (MALI,)),
        ("ใจ", (SOMCHAI,)),
        ("ณ", (SOMSRI,)),
        ("นางสาว", (SOMSRI,)),
        ("สมชาย ", (SOMCHAI,)),
        ("สมชาย เห็นว่า", ()),
        ("มาลี ดอกไม้", ()),
        ("หน่อย ", ()),
    ],
)
def test_those_are_offered_whose_name_begins_so(typed: str, wanted: tuple[Name, ...]) -> None:
    assert tuple(fitting(KNOWN, typed)) == wanted


def test_those_in_the_room_come_first_and_guests_with_them(room: Room) -> None:
    meeting = room.opened()
    mark_absent(room.replica, roll(room.replica, meeting)[0].attendance)
    add_guest(room.replica, meeting, "นายก อบต.")
    listed = names(room.replica, meeting)
    assert [name.here for name in listed] == [True] * 6 + [False]
    assert listed[5] == Name(b"", "นายก อบต.", "นายก อบต.", here=True)
    assert listed[-1].typed == "สมชาย ใจดี"


def test_the_register_is_searched_and_who_begins_so_comes_first(room: Room) -> None:
    room.add("person", {"first": "กมลส", "last": "ก"})
    room.add("person", {"first": "สายใจ", "last": "ข", "nick": "ใจ"})
    found = [name.typed for name in in_register(room.replica, "สาย", 5)]
    assert found == ["สายใจ ข"]
    begin = [name.typed.startswith("ส") for name in in_register(room.replica, "ส", 9)]
    assert begin == sorted(begin, reverse=True)
    assert set(begin) == {True, False}
    assert in_register(room.replica, " ", 5) == []


def test_a_guest_may_speak_but_is_given_no_task(room: Room) -> None:
    guest = Name(b"", "นายก อบต.", "นายก อบต.", here=True)
    assert find_speaker(room.replica, "นายก", [guest]) == guest
    with pytest.raises(OnlyAGuest, match="is a guest"):
        find_person(room.replica, "นายก", [guest])
