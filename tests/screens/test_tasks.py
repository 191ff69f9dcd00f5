"""Tasks: whose, until when in words, and what is reported."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot

from netterm.app import NettermApp
from netterm.flows.tasks import give_task
from tests.flows.rooms import Room
from tests.screens.seeing import seen, type_text


@pytest.fixture
def room(room: Room) -> Room:
    for title, name, day in (
        ("ทำหนังสือถึง อบต.", "สมศรี", 12),
        ("ขอใบเสนอราคา", "มาลี", 15),
        ("นัดช่างวัดทางลาด", "สมชาย", 20),
    ):
        give_task(room.replica, title, room.people[name], date(2026, 7, day))
    return room


def at_tasks(room: Room, test: Callable[[Pilot[Any]], Awaitable[None]], size: tuple[int, int] = (120, 40)) -> None:
    async def run() -> None:
        async with NettermApp(room.replica).run_test(size=size) as pilot:
            await seen(pilot, "Home")
            await pilot.press("t")
            await seen(pilot, "Open tasks ·", "ทำหนังสือ")
            await test(pilot)

    asyncio.run(run())


def test_how_far_away_a_day_is_stands_in_words_most_pressing_first(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        shown = await seen(pilot, "! 3 days late", "due today", "in 5 days")
        assert shown.index("ทำหนังสือ") < shown.index("ขอใบเสนอราคา") < shown.index("นัดช่าง")

    at_tasks(room, test, (80, 24))


def test_views_show_mine_what_is_overdue_and_one_persons(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("1")
        await seen(pilot, "My tasks", "นัดช่าง", gone="ขอใบเสนอราคา")
        await pilot.press("3")
        await seen(pilot, "Overdue tasks", "ทำหนังสือ", gone="นัดช่าง")
        await pilot.press("4")
        await seen(pilot, "Whose tasks?", "นางสาวสมศรี รักเรียน · 1 open task · 1 overdue", "นางมาลี ดอกไม้ · 1 open task")
        await pilot.press("down", "enter")
        await seen(pilot, "1 line", gone="Whose tasks?")
        await pilot.press("2")
        await seen(pilot, "Open tasks · 3 lines")

    at_tasks(room, test)


def test_progress_is_reported_and_stands_in_the_log(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("r")
        await seen(pilot, "Enter or F2 writes it into the log")
        await type_text(pilot, "ร่างแล้ว")
        await pilot.press("tab", "4", "0", "enter")  # over what it was
        await seen(pilot, "40 %", "Doing")
        await pilot.press("enter")
        await seen(pilot, "Task · ทำหนังสือ", "ร่างแล้ว", "Due: 12 Jul 2569 (3 days late)")

    at_tasks(room, test)


def test_a_date_moves_only_for_a_reason_and_both_stay_in_the_log(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("d")
        await seen(pilot, "Due until now: Sunday 12 July B.E. 2569")
        await type_text(pilot, "+7")
        await seen(pilot, "Wednesday 22 July B.E. 2569")
        await pilot.press("enter")
        await seen(pilot, "say why the date moves")
        await type_text(pilot, "รอลายเซ็น")
        await pilot.press("enter")
        await seen(pilot, "in 7 days")

    at_tasks(room, test, (80, 24))
    line = room.replica.list("task_log")[0]
    assert (line["due_before"], line["due_after"], line["due_reason"]) == ("2026-07-12", "2026-07-22", "รอลายเซ็น")


def test_what_was_mistyped_is_where_the_cursor_is_then_and_what_was_said_of_it_goes_with_it(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("d")
        await seen(pilot, "Due until now")
        await type_text(pilot, "32/13")
        await pilot.press("tab")
        await type_text(pilot, "รอลายเซ็น")
        await pilot.press("enter")
        await seen(pilot, "There is no month 13")
        await pilot.press("ctrl+u")
        await type_text(pilot, "+7")
        await seen(pilot, "Wednesday 22 July B.E. 2569", gone="There is no month 13")
        await pilot.press("enter")
        await seen(pilot, "in 7 days")

    at_tasks(room, test, (80, 24))


def test_the_foot_of_a_task_has_what_is_done_with_it_and_its_log_says_that_it_is_done(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await seen(pilot, "Task · ทำหนังสือ", "r Report  f Finish  d Move the date  b Blocked  Esc Back  ? Help")
        await pilot.press("f")
        await seen(pilot, "The task is done.")

    at_tasks(room, test, (80, 24))


def test_a_view_without_tasks_does_not_say_that_there_are_none(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("5")
        await seen(pilot, "No task is done yet.")
        await pilot.press("r")
        await seen(pilot, "No task is at the cursor.")
        await pilot.press("o")
        await seen(pilot, "Overdue tasks · 1 line")
        await pilot.press("f")
        await seen(pilot, "No task is overdue.")

    at_tasks(room, test)


def test_a_finished_task_goes_and_comes_back_with_undo(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("f")
        await seen(pilot, "Open tasks · 2 lines")
        await pilot.press("5")
        await seen(pilot, "Tasks that are done · 1 line")
        await pilot.press("u")
        await seen(pilot, "No task is done yet.")

    at_tasks(room, test)
    assert {str(each["state"]) for each in room.replica.list("task")} == {"open"}


def test_what_blocks_a_task_is_asked_for(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("b")
        await seen(pilot, "what is in the way")
        await pilot.press("enter")
        await seen(pilot, "say why")
        await type_text(pilot, "อบต. ปิด")
        await pilot.press("enter")
        await seen(pilot, "Blocked")

    at_tasks(room, test)
    assert room.replica.list("task", {"state": "blocked"})[0]["obstacle"] == "อบต. ปิด"


def test_f2_saves_a_report_as_enter_does(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("r")
        await seen(pilot, "Enter or F2 writes it into the log")
        await type_text(pilot, "ร่างแล้ว")
        await pilot.press("f2")
        await seen(pilot, "Open tasks", gone="into the log")

    at_tasks(room, test, (80, 24))
    assert [each["text"] for each in room.replica.list("task_log")] == ["ร่างแล้ว"]


def test_esc_asks_before_a_typed_report_is_lost_and_only_then(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("r")
        await seen(pilot, "into the log")
        await pilot.press("escape")
        await seen(pilot, "Open tasks", gone="into the log")
        await pilot.press("r")
        await seen(pilot, "into the log")
        await type_text(pilot, "ร่างแล้ว")
        await pilot.press("escape")
        await seen(pilot, "What you entered is not saved. Leave it?")
        await pilot.press("enter")  # the safe answer
        await seen(pilot, "ร่างแล้ว", gone="Leave it?")
        await pilot.press("escape")
        await seen(pilot, "What you entered is not saved. Leave it?")
        await pilot.press("right", "enter")
        await seen(pilot, "Open tasks", gone="into the log")

    at_tasks(room, test, (80, 24))
    assert room.replica.count("task_log") == 0
