"""What minutes say of who was there: at the opening, in between, and at the end."""

import pytest

from netterm.flows.attendance import add_guest, arrive, leave, mark_absent, mark_everybody, mark_present, roll
from netterm.flows.meetings import close_meeting, open_meeting
from netterm.flows.proceedings import cast_votes, put_motion
from netterm.papers import minutes
from netterm.papers.layout import blocks
from tests.flows.rooms import Room


def said(room: Room, meeting: bytes) -> list[str]:
    """The paragraphs about the quorum and the chair."""
    texts = [each.text for each in blocks(minutes.gather(room.replica, meeting))]
    return [each for each in texts if "องค์ประชุม" in each or "เป็นประธาน" in each]


def lines(room: Room, meeting: bytes) -> dict[str, bytes]:
    return {place.name: place.attendance for place in roll(room.replica, meeting)}


def test_a_roll_call_after_the_opening_counts_from_the_opening(room: Room) -> None:
    meeting = room.plan()
    open_meeting(room.replica, meeting)
    room.clock.go_on(5)
    mark_everybody(room.replica, meeting)
    room.clock.go_on(60)
    close_meeting(room.replica, meeting)
    assert said(room, meeting) == [
        "นายสมชาย ใจดี เป็นประธานในที่ประชุม",
        "เมื่อเริ่มประชุม มีผู้มาประชุมที่นับเป็นองค์ประชุม 6 คน จากที่ต้องการ 3 คน ครบองค์ประชุม",
        "เมื่อเลิกประชุม มีผู้มาประชุมที่นับเป็นองค์ประชุม 6 คน จากที่ต้องการ 3 คน ครบองค์ประชุม",
    ]


def test_people_who_came_after_the_opening_make_the_quorum_from_then_on(room: Room) -> None:
    meeting = room.plan()
    open_meeting(room.replica, meeting)
    for attendance in lines(room, meeting).values():
        room.clock.go_on(5)
        arrive(room.replica, attendance)
    room.clock.go_on(30)
    for attendance in list(lines(room, meeting).values())[:4]:
        leave(room.replica, attendance)
    room.clock.go_on(5)
    close_meeting(room.replica, meeting)
    assert said(room, meeting)[1:] == [
        ("เมื่อเริ่มประชุม มีผู้มาประชุมที่นับเป็นองค์ประชุม 0 คน จากที่ต้องการ 3 คน ไม่ครบองค์ประชุม และครบองค์ประชุมเมื่อเวลา 09.15 น."),
        "เมื่อเลิกประชุม มีผู้มาประชุมที่นับเป็นองค์ประชุม 2 คน จากที่ต้องการ 3 คน ไม่ครบองค์ประชุม",
    ]


def test_who_left_as_the_meeting_closed_was_there_to_the_end(room: Room) -> None:
    meeting = room.opened()
    room.clock.go_on(60)
    leave(room.replica, next(iter(lines(room, meeting).values())))
    close_meeting(room.replica, meeting)
    assert "6 คน" in said(room, meeting)[-1]


def test_before_anybody_was_called_nothing_is_said_of_the_quorum(room: Room) -> None:
    meeting = room.opened(everybody=False)
    assert [each for each in said(room, meeting) if "องค์ประชุม" in each] == []


@pytest.mark.parametrize("came", [True, False])
def test_who_is_listed_as_absent_did_not_preside(room: Room, came: bool) -> None:
    meeting = room.opened()
    chair = lines(room, meeting)["นายสมชาย ใจดี"]
    mark_absent(room.replica, chair, "sick")
    if came:
        mark_present(room.replica, chair)
    presided = said(room, meeting)[0]
    assert ("สมชาย" in presided) == came
    assert presided.endswith(" เป็นประธานในที่ประชุม")


def test_a_guest_who_is_in_no_register_is_named_among_those_who_took_part(room: Room) -> None:
    meeting = room.opened()
    add_guest(room.replica, meeting, "นายก อบต. บ้านกลาง", "ผู้สังเกตการณ์")
    [guest] = minutes.gather(room.replica, meeting).participants
    assert (guest.name, guest.position) == ("นายก อบต. บ้านกลาง", "ผู้สังเกตการณ์")


def test_a_ballot_by_name_says_who_voted_how(room: Room) -> None:
    meeting = room.opened()
    item = room.add("agenda_item", {"meeting": meeting, "heading": "4", "title": "รถเข็น"})
    motion = put_motion(room.replica, item, "ให้ซื้อ", ballot="named")
    cast_votes(room.replica, motion, {room.people[name]: "for" for name in ("สมศรี", "มาลี")})
    text = minutes.markdown(room.replica, meeting)
    assert "**เห็นด้วย** นางมาลี ดอกไม้, นางสาวสมศรี รักเรียน" in text
