from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.model import SCHEMA
from netterm.model.task_rules import (
    OPEN_STATES,
    TaskLine,
    days_left,
    is_open,
    is_overdue,
    looks_like_task,
    parse_task_line,
)

TODAY = date(2026, 7, 15)


@pytest.mark.parametrize(
    ("due", "state", "overdue"),
    [
        ("2026-07-14", "open", True),
        ("2026-07-14", "blocked", True),
        ("2026-07-14", None, True),
        ("2026-07-15", "open", False),
        ("2026-07-14", "done", False),
        ("2026-07-14", "cancelled", False),
        (None, "open", False),
    ],
)
def test_a_task_is_overdue_from_the_day_after_while_it_is_open(
    due: str | None, state: str | None, overdue: bool
) -> None:
    assert is_overdue({"due": due, "state": state}, TODAY) is overdue


def test_days_left_are_counted_from_today() -> None:
    assert days_left({"due": "2026-07-22"}, TODAY) == 7
    assert days_left({"due": "2026-07-14"}, TODAY) == -1
    assert days_left({}, TODAY) is None


def test_every_state_is_open_or_at_an_end() -> None:
    states = SCHEMA["task"]["state"].codes
    assert states - OPEN_STATES == {"done", "cancelled"}
    assert all(is_open({"state": code}) == (code in OPEN_STATES) for code in states)


@pytest.mark.parametrize(
    ("line", "task"),
    [
        ("! ทำหนังสือถึง อบต. @สมศรี ^+7 !!", TaskLine("ทำหนังสือถึง อบต.", "สมศรี", "+7", "1")),
        ("! ส่งเอกสาร", TaskLine("ส่งเอกสาร")),
        ("!ส่งเอกสาร@สมศรี ใจดี^15 ส.ค. 69", TaskLine("ส่งเอกสาร", "สมศรี ใจดี", "15 ส.ค. 69")),
        ("! ส่งเอกสาร ^พรุ่งนี้ @สมศรี", TaskLine("ส่งเอกสาร", "สมศรี", "พรุ่งนี้")),
        ("! @สมศรี ^+3 ส่งเอกสาร", TaskLine("ส่งเอกสาร", "สมศรี", "+3")),
        ('! @"สมศรี ใจดี" ส่งเอกสาร', TaskLine("ส่งเอกสาร", "สมศรี ใจดี")),
        ('! ส่งเอกสาร @"สมศรี ใจดี" ด่วน', TaskLine("ส่งเอกสาร ด่วน", "สมศรี ใจดี")),
        ("!! โทรหา อบต. @สมศรี ใจดี", TaskLine("โทรหา อบต.", "สมศรี ใจดี", "", "1")),
        ("! จัดห้อง !3", TaskLine("จัดห้อง", priority="3")),
        ("! ซื้อของ !!! @สมชาย", TaskLine("ซื้อของ", "สมชาย", "", "1")),
        ("! เขียนถึง a@b.go.th เรื่อง x^2", TaskLine("เขียนถึง a@b.go.th เรื่อง x^2")),
        ("! ด่วนมาก! จริง ๆ", TaskLine("ด่วนมาก! จริง ๆ")),
        ("  ！ ส่งเอกสาร", TaskLine("ส่งเอกสาร")),
        ("! ส่ง @สมศรี @สมชาย", TaskLine("ส่ง", "สมศรี")),
        ("! ส่ง @ ^", TaskLine("ส่ง")),
        ("! ส่ง\x1b[31m @สม\u202eศรี", TaskLine("ส่ง", "สมศรี")),
    ],
)
def test_a_task_is_read_from_one_line(line: str, task: TaskLine) -> None:
    assert parse_task_line(line) == task


@pytest.mark.parametrize("line", ["", "ส่งเอกสาร", "!", "!!", "! @สมศรี ^+7", "สำคัญ! ส่งเอกสาร"])
def test_what_names_nothing_to_do_is_no_task(line: str) -> None:
    assert parse_task_line(line) is None


def test_a_line_that_is_meant_as_a_task_is_known_before_it_is_complete() -> None:
    assert looks_like_task(" ! @สมศรี")
    assert not looks_like_task("ส่ง!")


@given(st.text('!@^"1 กa.ิ\n', max_size=30))
def test_no_line_breaks_the_reading_and_a_task_always_has_a_title(line: str) -> None:
    task = parse_task_line(line)
    assert task is None or (task.title and task.priority in SCHEMA["task"]["priority"].codes)
