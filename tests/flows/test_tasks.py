from datetime import date

import pytest

from netterm.errors import Failure
from netterm.flows.agenda import add_item
from netterm.flows.naming import find_person, named_in, names
from netterm.flows.task_lines import Incomplete, task_from_line, task_sentence
from netterm.flows.tasks import (
    Load,
    NothingReported,
    due_words,
    give_task,
    loads,
    mine,
    move_due,
    overdue,
    report_progress,
)
from tests.flows.rooms import Room

TODAY = date(2026, 7, 15)


@pytest.fixture
def item(room: Room) -> bytes:
    return add_item(room.replica, room.opened(), "จัดซื้อรถเข็น")


@pytest.fixture
def task(room: Room, item: bytes) -> bytes:
    return give_task(room.replica, "ทำหนังสือ", room.people["สมศรี"], date(2026, 7, 20), item=item)


class TestFromALine:
    def test_everything_is_in_the_line(self, room: Room, item: bytes) -> None:
        task = room.record("task", task_from_line(room.replica, item, "! ทำหนังสือถึง อบต. @สมศรี รักเรียน ^+7 !!"))
        assert [task[name] for name in ("title", "assignee", "due", "priority", "item", "state", "number")] == [
            "ทำหนังสือถึง อบต.", room.people["สมศรี"], "2026-07-22", "1", item, "open", 1,
        ]  # fmt: skip
        # In Thai, whoever's screen it was typed on: it goes into the minutes.
        assert task_sentence(room.replica, task) == (
            "มอบหมายให้นางสาวสมศรี รักเรียน ทำหนังสือถึง อบต. ให้แล้วเสร็จภายในวันที่ 22 กรกฎาคม 2569"
        )

    def test_the_beginning_of_a_name_is_enough_where_only_one_begins_so(self, room: Room, item: bytes) -> None:
        task = task_from_line(room.replica, item, "! โทรหาช่าง @มา ^พรุ่งนี้")
        assert room.record("task", task)["assignee"] == room.people["มาลี"]
        with pytest.raises(Failure, match="สมศรี"):
            task_from_line(room.replica, item, "! โทรหาช่าง @สม ^พรุ่งนี้")

    @pytest.mark.parametrize("line", ["! โทรหาช่าง ^+7", "! โทรหาช่าง @มาลี", "! "])
    def test_what_is_missing_is_asked_for(self, room: Room, item: bytes, line: str) -> None:
        with pytest.raises(Incomplete):
            task_from_line(room.replica, item, line)
        assert room.replica.count("task") == 0

    def test_somebody_who_is_not_at_the_meeting_is_found_too(self, room: Room, item: bytes) -> None:
        other = room.add("person", {"first": "อารี", "last": "อารมณ์ดี"})
        assert find_person(room.replica, "อารี", names(room.replica, b"")) == other

    def test_who_is_named_in_a_line_is_noticed(self, room: Room) -> None:
        known = names(room.replica, room.opened())
        found = named_in("ให้คุณวิชัยไปดูทางลาด", known)
        assert found is not None
        assert found.person == room.people["วิชัย"]
        assert named_in("ไปดูทางลาด", known) is None


class TestProgress:
    def test_the_first_report_begins_the_task(self, room: Room, task: bytes) -> None:
        line = room.record("task_log", report_progress(room.replica, task, "ร่างแล้ว", percent=40))
        record = room.record("task", task)
        assert (record["state"], record["percent"]) == ("doing", 40)
        assert (line["text"], line["percent"], line["on"], line["by"]) == (
            "ร่างแล้ว", 40, "2026-07-15", room.replica.me,
        )  # fmt: skip

    def test_done_is_wholly_done(self, room: Room, task: bytes) -> None:
        report_progress(room.replica, task, state="done")
        assert room.record("task", task)["percent"] == 100

    def test_an_obstacle_stays_with_the_task(self, room: Room, task: bytes) -> None:
        report_progress(room.replica, task, "อบต. ไม่รับหนังสือ", state="blocked")
        assert room.record("task", task)["obstacle"] == "อบต. ไม่รับหนังสือ"

    def test_an_empty_report_is_none(self, room: Room, task: bytes) -> None:
        with pytest.raises(NothingReported):
            report_progress(room.replica, task, "  ")

    def test_a_report_is_one_action(self, room: Room, task: bytes) -> None:
        report_progress(room.replica, task, "ร่างแล้ว", percent=40)
        room.replica.undo()
        assert room.record("task", task)["state"] == "open"
        assert room.replica.count("task_log") == 0


class TestDueDates:
    def test_moving_one_keeps_the_old_one_and_the_reason(self, room: Room, task: bytes) -> None:
        line = room.record("task_log", move_due(room.replica, task, date(2026, 7, 30), "รอใบเสนอราคา"))
        assert room.record("task", task)["due"] == "2026-07-30"
        assert (line["due_before"], line["due_after"], line["due_reason"]) == (
            "2026-07-20", "2026-07-30", "รอใบเสนอราคา",
        )  # fmt: skip

    def test_moving_one_needs_a_reason(self, room: Room, task: bytes) -> None:
        with pytest.raises(NothingReported):
            move_due(room.replica, task, date(2026, 7, 30), "")
        assert room.record("task", task)["due"] == "2026-07-20"

    @pytest.mark.parametrize(
        ("due", "words"),
        [
            ("2026-07-12", "3 days late"),
            ("2026-07-14", "1 day late"),
            ("2026-07-15", "due today"),
            ("2026-07-16", "in 1 day"),
            ("2026-07-22", "in 7 days"),
            ("", ""),
        ],
    )
    def test_in_words(self, due: str, words: str) -> None:
        assert due_words(due, TODAY) == words


class TestQueries:
    def test_mine_are_those_that_i_still_have_to_do(self, room: Room) -> None:
        ours = [give_task(room.replica, title, room.people["สมชาย"], TODAY) for title in "กข"]
        give_task(room.replica, "ค", room.people["มาลี"], TODAY)
        report_progress(room.replica, ours[0], state="done")
        assert [each["title"] for each in mine(room.replica)] == ["ข"]

    def test_overdue_is_computed_from_the_day(self, room: Room, task: bytes) -> None:
        assert overdue(room.replica) == []
        room.clock.go_on(60 * 24 * 6)
        assert [each.id for each in overdue(room.replica)] == [task]
        report_progress(room.replica, task, state="done")
        assert overdue(room.replica) == []

    def test_who_has_most_overdue_comes_first(self, room: Room) -> None:
        for name, day in (("มาลี", 1), ("มาลี", 30), ("วิชัย", 30), ("วิชัย", 30), ("วิชัย", 30)):
            give_task(room.replica, "งาน", room.people[name], date(2026, 7, day))
        assert loads(room.replica) == [
            Load(room.people["มาลี"], "นางมาลี ดอกไม้", 2, 1),
            Load(room.people["วิชัย"], "นายวิชัย กล้าหาญ", 3, 0),
        ]
