from datetime import date

import pytest

from netterm.flows.agenda import add_item, items
from netterm.flows.attendance import mark_everybody, roll
from netterm.flows.certification import Uncertified
from netterm.flows.committee import committee, holder
from netterm.flows.meetings import (
    NotNow,
    cancel_meeting,
    checklist,
    close_meeting,
    coming_items,
    days_short,
    like_the_last,
    next_meeting,
    notify,
    open_meeting,
    pause_meeting,
    plan_meeting,
    postpone_meeting,
    refuse_cancelling,
    refuse_postponing,
    resume_meeting,
)
from netterm.flows.minutes import certify, circulate, render
from netterm.flows.proceedings import record_resolution
from netterm.flows.task_lines import task_from_line
from netterm.flows.tasks import report_progress
from tests.flows.rooms import Room


def write(room: Room, item: bytes, text: str) -> None:
    shared = room.replica.text("agenda_item", item, "discussion")
    shared.insert(0, text)
    shared.commit()


def item_called(room: Room, meeting: bytes, title: str) -> bytes:
    return next(each.id for each in items(room.replica, meeting) if title in str(each["title"]))


class TestCommittee:
    def test_names_the_chair_first_and_everybody_once(self, room: Room) -> None:
        position = room.add("position", {"code": "pr"})
        member = room.replica.list("member", {"person": room.people["มาลี"]})[0]
        room.add("term", {"position": position, "member": member.id, "from": "2026-01-01"})
        seats = committee(room.replica, date(2026, 7, 15))
        assert [seat.name for seat in seats][:3] == ["นายสมชาย ใจดี", "นางสาวสมศรี รักเรียน", "นางมาลี ดอกไม้"]
        assert len(seats) == 6
        assert seats[2].position_text == "เหรัญญิก, ประชาสัมพันธ์"
        assert holder(seats, "secretary") == room.people["สมศรี"]

    def test_leaves_out_advisors_and_those_whose_term_is_over(self, room: Room) -> None:
        for each in room.replica.list("term"):
            if room.replica.title("term", each.id).endswith(("วิชัย กล้าหาญ", "บุญมี ศรีสุข")):
                room.set("term", each.id, {"to": "2026-07-14", "state": "ended"})
        advisor = room.add("position", {"code": "advisor"})
        member = room.replica.list("member", {"person": room.people["วิชัย"]})[0]
        room.add("term", {"position": advisor, "member": member.id, "from": "2026-01-01"})
        assert {seat.person for seat in committee(room.replica, date(2026, 7, 15))} == {
            room.people[name] for name in ("สมชาย", "สมศรี", "มาลี", "ประเสริฐ")
        }


class TestPlanning:
    def test_takes_what_is_not_given_from_the_series_and_the_committee(self, room: Room) -> None:
        room.set("series", room.series, {"venue": "อบต. บ้านกลาง"})
        meeting = plan_meeting(room.replica, {"series": room.series, "starts_at": "2026-07-15T09:30"})
        record = room.record("meeting", meeting)
        assert record["title"] == "ประชุมคณะกรรมการเครือข่าย"
        assert record["place"] == "อบต. บ้านกลาง"
        assert record["chair"] == room.people["สมชาย"]
        assert record["secretary"] == room.people["สมศรี"]
        assert record["number"] == 1

    def test_what_is_given_wins(self, room: Room) -> None:
        meeting = room.plan(place="วัด", chair=room.people["มาลี"])
        assert room.record("meeting", meeting)["place"] == "วัด"
        assert room.record("meeting", meeting)["chair"] == room.people["มาลี"]

    def test_a_new_meeting_begins_like_the_last_one_on_the_day_that_it_named(self, room: Room) -> None:
        assert like_the_last(room.replica) == {}
        last = room.plan(next_meeting="2026-08-15T09:30")
        begin = like_the_last(room.replica)
        assert (begin["series"], begin["place"], begin["starts_at"]) == (room.series, "ศาลาประชาคม", "2026-08-15T09:30")
        room.set("meeting", last, {"next_meeting": "2026-07-01T09:30"})
        assert "starts_at" not in like_the_last(room.replica)

    def test_the_next_meeting_is_the_one_that_runs_or_else_the_nearest_to_come(self, room: Room) -> None:
        assert next_meeting(room.replica) is None
        room.plan("2026-07-01T09:30")
        room.plan("2026-09-15T09:30")
        nearest = room.plan("2026-08-15T09:30")
        assert (found := next_meeting(room.replica)) is not None
        assert found.id == nearest
        running = room.opened("2026-07-15T09:30")
        assert (found := next_meeting(room.replica)) is not None
        assert found.id == running


class TestNotice:
    def test_marks_when_it_was_given_and_fills_the_agenda_as_the_opening_will(self, room: Room) -> None:
        before = room.opened("2026-06-15T09:30")
        add_item(room.replica, before, "ค้างไว้")
        close_meeting(room.replica, before)
        meeting = room.plan("2026-08-15T09:30")
        announced = coming_items(room.replica, meeting)
        notify(room.replica, meeting)
        record = room.record("meeting", meeting)
        assert (record["state"], record["notified_at"]) == ("notified", "2026-07-15T09:00")
        agenda = room.titles(meeting)
        assert sorted(agenda) == sorted(announced)
        assert ("2", "รับรองรายงานการประชุม ครั้งที่ 1/2569") in agenda
        open_meeting(room.replica, meeting)
        assert room.titles(meeting) == agenda

    def test_comes_late_within_the_days_that_the_network_asks_for(self, room: Room) -> None:
        assert days_short(room.replica, room.plan("2026-07-22T09:30")) is None
        assert days_short(room.replica, room.plan("2026-07-21T09:30")) == (6, 7)
        network = room.replica.list("network")[0]
        room.set("network", network.id, {"notice_days": 5})
        assert days_short(room.replica, room.plan("2026-07-21T09:30")) is None

    def test_is_not_given_of_a_meeting_that_is_open_or_over(self, room: Room) -> None:
        meeting = room.opened()
        with pytest.raises(NotNow, match="planned"):
            notify(room.replica, meeting)


class TestPuttingOff:
    def test_takes_a_reason_and_may_name_the_new_time(self, room: Room) -> None:
        meeting = room.plan()
        for put_off in (postpone_meeting, cancel_meeting):
            with pytest.raises(NotNow, match="for a reason"):
                put_off(room.replica, meeting, "  ")
        postpone_meeting(room.replica, meeting, "น้ำท่วม", "2026-07-29T09:30")
        record = room.record("meeting", meeting)
        told = (record["state"], record["state_reason"], record["starts_at"])
        assert told == ("postponed", "น้ำท่วม", "2026-07-29T09:30")
        notify(room.replica, meeting)
        cancel_meeting(room.replica, meeting, "งดประชุม")
        assert room.record("meeting", meeting)["state"] == "cancelled"

    def test_a_meeting_that_broke_up_opens_at_its_new_time(self, room: Room) -> None:
        meeting = room.opened()
        postpone_meeting(room.replica, meeting, "ไม่ครบองค์ประชุม", "2026-07-16T09:30")
        room.clock.go_on(24 * 60)
        open_meeting(room.replica, meeting)
        assert room.record("meeting", meeting)["opened_at"] == "2026-07-16T09:00"

    def test_a_meeting_that_is_closed_is_neither_postponed_nor_cancelled(self, room: Room) -> None:
        meeting = room.opened()
        close_meeting(room.replica, meeting)
        for put_off in (postpone_meeting, cancel_meeting):
            with pytest.raises(NotNow, match="This meeting is over"):
                put_off(room.replica, meeting, "สาย")
        assert room.record("meeting", meeting)["state_reason"] is None

    def test_a_meeting_that_has_begun_is_postponed_but_not_cancelled(self, room: Room) -> None:
        meeting = room.opened()
        for state in ("open", "paused"):
            room.set("meeting", meeting, {"state": state})
            refuse_postponing(room.replica, meeting)
            with pytest.raises(NotNow, match="postpone it to another day"):
                cancel_meeting(room.replica, meeting, "สาย")
        refuse_cancelling(room.replica, room.plan("2026-08-15T09:30"))


class TestOpening:
    def test_stamps_the_time_and_the_quorum_and_lists_the_committee_uncalled(self, room: Room) -> None:
        meeting = room.opened(everybody=False)
        record = room.record("meeting", meeting)
        assert (record["state"], record["opened_at"], record["quorum_required"]) == ("open", "2026-07-15T09:00", 3)
        places = roll(room.replica, meeting)
        assert places[0].name == "นายสมชาย ใจดี"
        assert len(places) == 6
        assert not any(place.called or place.here for place in places)

    def test_is_one_action_that_can_be_taken_back(self, room: Room) -> None:
        meeting = room.plan()
        open_meeting(room.replica, meeting)
        room.replica.undo()
        assert room.record("meeting", meeting)["state"] == "planned"
        assert room.replica.count("attendance") == 0
        assert room.titles(meeting) == []

    def test_a_first_meeting_has_the_items_of_the_template(self, room: Room) -> None:
        assert room.titles(room.opened()) == [("1", "ประธานแจ้งข่าว"), ("5", "นัดหมาย")]

    def test_keeps_what_was_put_on_the_agenda_before(self, room: Room) -> None:
        meeting = room.plan()
        add_item(room.replica, meeting, "จัดซื้อรถเข็น", heading="4")
        add_item(room.replica, meeting, "นัดหมาย", heading="5")
        open_meeting(room.replica, meeting)
        assert room.titles(meeting) == [("1", "ประธานแจ้งข่าว"), ("4", "จัดซื้อรถเข็น"), ("5", "นัดหมาย")]

    def test_takes_over_unfinished_items_and_open_tasks_of_the_meeting_before(self, room: Room) -> None:
        first = room.opened("2026-06-15T09:30")
        bought = add_item(room.replica, first, "จัดซื้อรถเข็น")
        add_item(room.replica, first, "ทางลาดหน้าอนามัย")
        record_resolution(room.replica, bought, "approve", "ให้จัดซื้อ", unanimous=True)
        task_from_line(room.replica, bought, "! ทำหนังสือถึง อบต. @สมศรี ^+7")
        task = task_from_line(room.replica, bought, "! ขอใบเสนอราคา @มาลี ^+3")
        report_progress(room.replica, task, state="done")
        close_meeting(room.replica, first)
        second = room.opened("2026-07-15T09:30")
        arising = [(heading, title) for heading, title in room.titles(second) if heading in "23"]
        assert arising == [
            ("2", "รับรองรายงานการประชุม ครั้งที่ 1/2569"),
            ("3", "ทางลาดหน้าอนามัย"),
            ("3", "ติดตามภารกิจ: ทำหนังสือถึง อบต."),
        ]
        carried = room.record("agenda_item", item_called(room, second, "ทางลาด"))
        assert carried["carried_from"] == item_called(room, first, "ทางลาด")

    def test_an_open_task_is_followed_up_in_every_meeting_until_it_is_done(self, room: Room) -> None:
        first = room.opened("2026-05-15T09:30")
        item = add_item(room.replica, first, "เรื่องหนึ่ง")
        task = task_from_line(room.replica, item, "! โทรหา พมจ. @สมศรี ^+7")
        close_meeting(room.replica, first)
        second = room.opened("2026-06-15T09:30")
        follow_up = item_called(room, second, "ติดตาม")
        write(room, follow_up, "ยังไม่ได้โทร")
        close_meeting(room.replica, second)
        third = room.opened("2026-07-15T09:30")
        assert room.record("agenda_item", item_called(room, third, "ติดตาม"))["task"] == task

    def test_meetings_of_another_series_give_nothing(self, room: Room) -> None:
        close_meeting(room.replica, room.opened("2026-06-15T09:30"))
        other = room.add("series", {"name": "คณะทำงาน", "body": "working"})
        meeting = room.plan(series=other)
        open_meeting(room.replica, meeting)
        assert room.titles(meeting) == []

    def test_an_open_meeting_is_not_opened_again(self, room: Room) -> None:
        meeting = room.opened()
        with pytest.raises(NotNow):
            open_meeting(room.replica, meeting)

    def test_after_a_postponement_nothing_is_listed_twice(self, room: Room) -> None:
        meeting = room.opened()
        room.set("meeting", meeting, {"state": "postponed"})
        room.clock.go_on(60)
        open_meeting(room.replica, meeting)
        assert room.replica.count("attendance", {"meeting": meeting}) == 6
        assert room.titles(meeting) == [("1", "ประธานแจ้งข่าว"), ("5", "นัดหมาย")]
        assert room.record("meeting", meeting)["opened_at"] == "2026-07-15T09:00"


class TestClosing:
    def test_the_checklist_names_what_is_still_open(self, room: Room) -> None:
        meeting = room.opened()
        decided = add_item(room.replica, meeting, "จัดซื้อรถเข็น")
        talked = add_item(room.replica, meeting, "ทางลาด")
        add_item(room.replica, meeting, "ยังไม่ถึง")
        record_resolution(room.replica, decided, "approve", "เห็นชอบ", unanimous=True)
        write(room, talked, "คุยกันนาน\n! ถามช่าง\n")
        found = checklist(room.replica, meeting)
        assert [each["title"] for each in found.without_resolution] == ["ทางลาด"]
        assert [each["title"] for each in found.not_dealt_with] == ["ประธานแจ้งข่าว", "ยังไม่ถึง", "นัดหมาย"]
        assert [each.line for each in found.unwritten_tasks] == ["! ถามช่าง"]
        assert not found.is_empty

    def test_the_checklist_names_lines_that_were_meant_as_a_question_or_an_answer(self, room: Room) -> None:
        meeting = room.opened()
        item = add_item(room.replica, meeting, "ทางลาด")
        write(room, item, "คุยกัน = 3 ครั้ง\n= ใช้งบ อบต. @สุร\n  ? ใครจ่าย\n! ถามช่าง\nถาม: เมื่อไร")
        found = checklist(room.replica, meeting)
        assert [(each.item, each.line) for each in found.unwritten_said] == [
            (item, "= ใช้งบ อบต. @สุร"),
            (item, "? ใครจ่าย"),
        ]
        assert [each.line for each in found.unwritten_tasks] == ["! ถามช่าง"]

    def test_the_checklist_names_minutes_that_were_resolved_upon_and_not_certified(self, room: Room) -> None:
        before = room.opened("2026-06-15T09:30")
        room.set("meeting", before, {"checker": room.people["สมชาย"]})
        close_meeting(room.replica, before)
        meeting = room.opened()
        item = item_called(room, meeting, "รับรองรายงาน")
        assert checklist(room.replica, meeting).uncertified == ()
        by = record_resolution(room.replica, item, "certify", "รับรอง", unanimous=True)
        named = checklist(room.replica, meeting)
        assert named.uncertified == (Uncertified(before, "1/2569", circulated=False),)
        assert not named.is_empty
        version = render(room.replica, before, "รายงาน")
        circulate(room.replica, version)
        assert checklist(room.replica, meeting).uncertified == (Uncertified(before, "1/2569", circulated=True),)
        certify(room.replica, version, by)
        assert checklist(room.replica, meeting).uncertified == ()

    def test_minutes_that_were_not_resolved_to_be_certified_are_not_named(self, room: Room) -> None:
        close_meeting(room.replica, room.opened("2026-06-15T09:30"))
        meeting = room.opened()
        record_resolution(room.replica, item_called(room, meeting, "รับรองรายงาน"), "defer", "เลื่อน", unanimous=True)
        assert checklist(room.replica, meeting).uncertified == ()

    def test_stamps_the_time_and_leaves_the_rest_for_the_next_meeting(self, room: Room) -> None:
        meeting = room.opened()
        talked = add_item(room.replica, meeting, "ทางลาด")
        write(room, talked, "คุยกันแล้ว")
        room.clock.go_on(95)
        close_meeting(room.replica, meeting)
        record = room.record("meeting", meeting)
        assert (record["state"], record["closed_at"]) == ("closed", "2026-07-15T10:35")
        states = {str(each["title"]): each["state"] for each in items(room.replica, meeting)}
        assert states == {"ประธานแจ้งข่าว": "carried", "ทางลาด": "done", "นัดหมาย": "carried"}

    def test_a_clock_that_was_set_back_does_not_close_it_before_it_began(self, room: Room) -> None:
        meeting = room.opened()
        room.clock.go_on(-600)
        close_meeting(room.replica, meeting)
        assert room.record("meeting", meeting)["closed_at"] == "2026-07-15T09:00"

    def test_what_is_not_open_is_not_closed(self, room: Room) -> None:
        with pytest.raises(NotNow):
            close_meeting(room.replica, room.plan())

    def test_a_break_and_going_on(self, room: Room) -> None:
        meeting = room.opened()
        pause_meeting(room.replica, meeting)
        assert room.record("meeting", meeting)["state"] == "paused"
        resume_meeting(room.replica, meeting)
        close_meeting(room.replica, meeting)
        resume_meeting(room.replica, meeting)
        record = room.record("meeting", meeting)
        assert (record["state"], record["closed_at"]) == ("open", None)


def test_everybody_who_was_not_called_is_here_at_once(room: Room) -> None:
    meeting = room.opened(everybody=False)
    assert mark_everybody(room.replica, meeting) == 6
    assert mark_everybody(room.replica, meeting) == 0
    assert all(place.here for place in roll(room.replica, meeting))
