import pytest

from netterm.flows.agenda import add_item
from netterm.flows.naming import Name, names
from netterm.flows.questions import (
    NothingSaid,
    answer_question,
    ask_question,
    note_spoken,
    open_questions,
    record_spoken,
)
from netterm.model.spoken_lines import Said, SpokenLine
from tests.flows.rooms import Room


@pytest.fixture
def meeting(room: Room) -> bytes:
    return room.opened()


@pytest.fixture
def item(room: Room, meeting: bytes) -> bytes:
    return add_item(room.replica, meeting, "จัดซื้อรถเข็น")


@pytest.fixture
def known(room: Room, meeting: bytes) -> list[Name]:
    return names(room.replica, meeting)


def test_a_question_and_its_answer(room: Room, meeting: bytes, item: bytes) -> None:
    asked = ask_question(room.replica, meeting, "งบจากไหน", item=item, asked_by=room.people["วิชัย"])
    answered = answer_question(room.replica, asked, "กองทุนฟื้นฟู", answered_by=room.people["มาลี"])
    assert (answered["text"], answered["answer"]) == ("งบจากไหน", "กองทุนฟื้นฟู")


def test_lines_become_a_question_and_its_answer_with_who_said_them(room: Room, item: bytes, known: list[Name]) -> None:
    asked = note_spoken(room.replica, item, "? งบจากไหน @วิชัย", known, [])
    assert asked == "ถาม: งบจากไหน (นายวิชัย กล้าหาญ)"
    assert note_spoken(room.replica, item, "= กองทุน @มา", known, [asked]) == "ตอบ: กองทุน (นางมาลี ดอกไม้)"
    made = room.replica.list("question")[0]
    assert [made[name] for name in ("text", "asked_by", "answer", "answered_by", "item")] == [
        "งบจากไหน", room.people["วิชัย"], "กองทุน", room.people["มาลี"], item,
    ]  # fmt: skip


def test_an_answer_belongs_to_the_open_question_nearest_above_it(room: Room, item: bytes, known: list[Name]) -> None:
    first = note_spoken(room.replica, item, "? ราคาเท่าใด @มาลี", known, [])
    room.clock.go_on(1)
    second = note_spoken(room.replica, item, "? งบจากไหน", known, [first])
    note_spoken(room.replica, item, "= สองหมื่น", known, [first, "คุยกัน"])
    answers = {each["text"]: each["answer"] for each in room.replica.list("question")}
    assert answers == {"ราคาเท่าใด": "สองหมื่น", "งบจากไหน": None}
    note_spoken(room.replica, item, "= กองทุน", known, [first, second])
    assert open_questions(room.replica, room.replica.list("meeting")[0].id) == []


def test_an_answer_is_of_the_whole_question_above_and_of_none_that_only_begins_so(
    room: Room, item: bytes, known: list[Name]
) -> None:
    first = note_spoken(room.replica, item, "? ราคา", known, [])
    room.clock.go_on(1)
    second = note_spoken(room.replica, item, "? ราคาเท่าใด @มาลี", known, [first])
    note_spoken(room.replica, item, "= สองหมื่น", known, [first, second])
    answers = {each["text"]: each["answer"] for each in room.replica.list("question")}
    assert answers == {"ราคา": None, "ราคาเท่าใด": "สองหมื่น"}


def test_where_no_question_stands_above_it_is_the_last_one_asked(room: Room, item: bytes, known: list[Name]) -> None:
    note_spoken(room.replica, item, "? หนึ่ง", known, [])
    room.clock.go_on(1)
    note_spoken(room.replica, item, "? สอง", known, [])
    note_spoken(room.replica, item, "= คำตอบ", known, ["ข้อความอื่น"])
    assert [each.line for each in open_questions(room.replica, room.replica.list("meeting")[0].id)] == ["ถาม: หนึ่ง"]


def test_an_answer_without_a_question_is_refused(room: Room, item: bytes, known: list[Name]) -> None:
    with pytest.raises(NothingSaid, match="No question"):
        note_spoken(room.replica, item, "= กองทุน", known, [])


def test_a_question_of_a_guest_keeps_the_guest_in_its_line_alone(room: Room, item: bytes) -> None:
    guest = Name(b"", "นายก อบต.", "นายก อบต.", here=True)
    line = note_spoken(room.replica, item, "? งบจากไหน @นายก", [guest], [])
    assert line == "ถาม: งบจากไหน (นายก อบต.)"
    assert room.replica.list("question")[0]["asked_by"] is None
    note_spoken(room.replica, item, "= กองทุน", [guest], [line])
    assert room.replica.list("question")[0]["answer"] == "กองทุน"


def test_opinions_and_objections_are_lines_alone(room: Room, item: bytes, known: list[Name]) -> None:
    said = SpokenLine(Said.OBJECTION, "แพงไป", "วิชัย")
    assert record_spoken(room.replica, item, said, known, []) == "ข้อคัดค้าน (นายวิชัย กล้าหาญ): แพงไป"
    assert room.replica.count("question") == 0
