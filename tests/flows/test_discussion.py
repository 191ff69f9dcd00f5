import pytest

from netterm.flows.discussion import MAX_BYTES, NotText, discussion_of, write_discussion
from netterm.model.failures import TextTooLong
from netterm.model.kinds import MAX_PROSE
from netterm.model.seals import Sealed
from tests.flows.rooms import Room


@pytest.fixture
def item(room: Room) -> bytes:
    return room.add("agenda_item", {"meeting": room.opened(), "heading": "4", "title": "งบ"})


def text(room: Room, item: bytes) -> str:
    return room.replica.text("agenda_item", item, "discussion").value


def test_a_text_takes_the_place_of_the_one_before_or_stands_behind_it(room: Room, item: bytes) -> None:
    write_discussion(room.replica, item, "อบต. แจ้งงบ\nที่ประชุมรับทราบ")
    write_discussion(room.replica, item, "อบต. แจ้งงบปีหน้า\nที่ประชุมรับทราบ")
    write_discussion(room.replica, item, "ประธานขอบคุณ", append=True)
    assert text(room, item) == "อบต. แจ้งงบปีหน้า\nที่ประชุมรับทราบ\nประธานขอบคุณ"


@pytest.mark.parametrize("append", [False, True])
def test_a_text_beyond_the_limit_is_refused_and_never_cut(room: Room, item: bytes, append: bool) -> None:
    write_discussion(room.replica, item, "ก" * MAX_PROSE)
    with pytest.raises(TextTooLong):
        write_discussion(room.replica, item, "ข" * (MAX_PROSE + 1), append=append)
    with pytest.raises(TextTooLong):
        write_discussion(room.replica, item, "ข", append=True)
    assert text(room, item) == "ก" * MAX_PROSE
    write_discussion(room.replica, item, "ข" * MAX_PROSE)
    assert text(room, item) == "ข" * MAX_PROSE


def test_what_is_pasted_into_an_editor_meets_the_same_limit(room: Room, item: bytes) -> None:
    shared = room.replica.text("agenda_item", item, "discussion")
    shared.insert(0, "ก" * (MAX_PROSE - 1))
    with pytest.raises(TextTooLong):
        shared.insert(5, "a" * 3_000_000)
    shared.replace(0, 2, "ขคง")
    assert len(shared.value) == MAX_PROSE
    shared.delete(0, 1)
    shared.commit()
    assert len(text(room, item)) == MAX_PROSE - 1


def test_bytes_that_are_no_utf8_are_refused(room: Room, item: bytes) -> None:
    assert discussion_of("ประธาน\n".encode()) == "ประธาน"
    assert discussion_of("\ufeffประธาน\r\n".encode()) == "ประธาน"
    with pytest.raises(NotText):
        discussion_of("ประธาน".encode("cp874"))
    with pytest.raises(TextTooLong):
        discussion_of(("a" + "ป" * 2 * MAX_PROSE).encode()[:MAX_BYTES])
    with pytest.raises(NotText):
        write_discussion(room.replica, item, "ประ\udcb8ธาน")
    assert text(room, item) == ""


def test_nothing_is_written_into_certified_minutes(room: Room, item: bytes) -> None:
    write_discussion(room.replica, item, "เดิม")
    meeting = room.record("agenda_item", item)["meeting"]
    assert isinstance(meeting, bytes)
    editing = room.replica.text("agenda_item", item, "discussion")
    room.set("meeting", meeting, {"state": "closed"})
    write_discussion(room.replica, item, "เพิ่มก่อนรับรอง", append=True)
    room.certify(meeting)
    with pytest.raises(Sealed):
        write_discussion(room.replica, item, "หลังรับรอง", append=True)
    editing.insert(0, "หลังรับรอง")
    with pytest.raises(Sealed):
        editing.commit()
    assert text(room, item) == "เดิม\nเพิ่มก่อนรับรอง"
