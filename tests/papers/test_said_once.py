"""What was typed as a line of the discussion and is recorded too stands in the paper once."""

from datetime import date

import pytest

from netterm.flows.facts import known
from netterm.flows.naming import Name
from netterm.flows.questions import note_spoken
from netterm.flows.task_lines import task_sentence
from netterm.flows.tasks import give_task, move_due
from netterm.papers import minutes
from netterm.papers.layout import blocks
from tests.papers.meetings import Held

OFFICER = Name(b"", "นายอำเภอ พอใจ", "อำเภอ พอใจ", here=True)
"""A guest who is in no register."""


def said(held: Held) -> list[str]:
    document = minutes.gather(held.room.replica, held.meeting)
    return [f"{each.label} {each.text}".strip() for each in blocks(document)]


def note(held: Held, line: str) -> str:
    words = note_spoken(held.room.replica, held.item, line, [OFFICER], ())
    held.write("\n" + words)
    return words


def give(held: Held) -> bytes:
    replica = held.room.replica
    task = give_task(replica, "ทาสีรั้ว", held.room.people["สมศรี"], date(2026, 7, 22), item=held.item)
    held.write("\n" + task_sentence(replica, known(replica, "task", task)))
    return task


def about(held: Held, words: str) -> list[str]:
    return [line for line in said(held) if words in line]


def test_a_question_and_its_answer_stand_where_they_were_typed(held: Held) -> None:
    asked, answered = note(held, "? ราคาเท่าใด @วิชัย"), note(held, "= คันละ 4,000 บาท @มาลี")
    assert about(held, "ราคาเท่าใด") == [asked]
    assert about(held, "4,000") == [answered]
    assert about(held, "ซื้อจากที่ใด") == ["ข้อซักถาม (นางมาลี ดอกไม้) ซื้อจากที่ใด"]  # which no line says


def test_an_answer_that_is_given_later_comes_behind_its_question(held: Held) -> None:
    asked = note(held, "? ราคาเท่าใด @วิชัย")
    held.write("\nพักรับประทานอาหาร")
    question = held.room.replica.list("question", {"item": held.item}, order=["-id"])[0]
    held.room.set("question", question.id, {"answer": "คันละ 4,000 บาท", "answered_by": held.room.people["มาลี"]})
    lines = said(held)
    at = lines.index(asked)
    assert lines[at : at + 3] == [asked, "ตอบ: คันละ 4,000 บาท (นางมาลี ดอกไม้)", "พักรับประทานอาหาร"]
    assert len(about(held, "4,000")) == len(about(held, "ราคาเท่าใด")) == 1


def test_a_guest_who_asked_keeps_the_name_that_no_record_has(held: Held) -> None:
    asked = note(held, "? ราคาเท่าใด @อำเภอ")
    assert asked == "ถาม: ราคาเท่าใด (นายอำเภอ พอใจ)"
    assert about(held, "ราคาเท่าใด") == [asked]


def test_the_same_question_asked_twice_stands_there_twice(held: Held) -> None:
    asked = note(held, "? ราคาเท่าใด @วิชัย")
    note(held, "? ราคาเท่าใด @วิชัย")
    assert about(held, "ราคาเท่าใด") == [asked, asked]


@pytest.mark.parametrize("due", ["2026-07-22", "2026-08-31"])
def test_a_task_stands_where_it_was_typed_though_it_was_put_off_since(held: Held, due: str) -> None:
    task = give(held)
    replica = held.room.replica
    if due != "2026-07-22":
        move_due(replica, task, date.fromisoformat(due), "ฝนตก")
    (line,) = about(held, "ทาสีรั้ว")
    assert line.startswith("มอบหมายให้นางสาวสมศรี รักเรียน")
    assert "22 กรกฎาคม 2569" in line


def test_a_task_that_somebody_helps_with_stands_with_the_tasks_instead(held: Held) -> None:
    task = give(held)
    with held.room.replica.action() as act:
        act.set("task", task, {"helpers": (held.room.people["วิชัย"],)})
    (line,) = about(held, "ทาสีรั้ว")
    assert line.startswith("ภารกิจ ")
    assert "ผู้ช่วย นายวิชัย กล้าหาญ" in line


def test_a_line_that_only_resembles_a_record_stands_beside_it(held: Held) -> None:
    note(held, "? ราคาเท่าใด @วิชัย")
    held.write("\nถาม: ราคาเท่าใดแน่ (นายวิชัย กล้าหาญ)")
    assert len(about(held, "ราคาเท่าใด")) == 2
