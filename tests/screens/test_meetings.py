"""Meetings: planned, prepared, opened, and the roll called, with few keys."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from netterm.app import NettermApp
from netterm.flows.agenda import add_item, items
from netterm.flows.attendance import quorum_now, roll
from netterm.flows.meetings import close_meeting
from netterm.papers import pdf
from netterm.screens.meetings.screen import MeetingsScreen
from tests.flows.rooms import PEOPLE, Room, committee_room
from tests.screens.seeing import form_opened, seen, type_text, until

TEN = (*PEOPLE, *(("นาย", f"คน{number}", "ทดสอบ", "committee") for number in "กขคง"))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = committee_room(tmp_path / "data", TEN)
    yield made
    made.replica.close()


def at_meetings(room: Room, test: Callable[[Pilot[Any]], Awaitable[None]], size: tuple[int, int] = (120, 40)) -> None:
    async def run() -> None:
        async with NettermApp(room.replica).run_test(size=size) as pilot:
            await seen(pilot, "Home")
            await pilot.press("m")
            await seen(pilot, "Meetings ·")
            await test(pilot)

    asyncio.run(run())


def test_opening_the_next_meeting_and_calling_ten_people_takes_thirteen_keys(room: Room) -> None:
    before = room.opened("2026-06-15T09:30")
    add_item(room.replica, before, "ทางลาดหน้าอนามัย")
    close_meeting(room.replica, before)
    meeting = room.plan()
    room.plan("2026-09-15T09:30")
    keys = ["m"]

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        keys.append("o")
        await pilot.press("o")
        await seen(pilot, "Roll call", "No quorum: 0 present, 5 needed.", "คนก")
        for key in ["space"] * 9 + ["s"]:
            keys.append(key)
            await pilot.press(key)
        await seen(pilot, "Quorum is met: 9 present, 5 needed.", "- Sick")
        keys.append("enter")
        await pilot.press("enter")
        await seen(pilot, "Minutes · ", "2.1 รับรองรายงานการประชุม", "3.1 ทางลาดหน้าอนามัย")

    at_meetings(room, test)
    assert len(keys) == 13
    record = room.record("meeting", meeting)
    assert (record["state"], record["opened_at"], record["quorum_required"]) == ("open", "2026-07-15T09:00", 5)


def test_everybody_else_is_here_with_one_key_and_a_mark_can_be_taken_away(room: Room) -> None:
    meeting = room.opened(everybody=False)

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await pilot.press("r")
        await seen(pilot, "No quorum: 0 present")
        await pilot.press("a", "wait:50", "e")
        await seen(pilot, "Quorum is met: 9 present")
        await pilot.press("backspace")
        await seen(pilot, "Quorum is met: 8 present")

    at_meetings(room, test, (80, 24))
    assert sum(place.called for place in roll(room.replica, meeting)) == 9


def test_somebody_who_is_not_on_the_list_takes_part(room: Room) -> None:
    meeting = room.opened()
    room.add("person", {"first": "ปลัด", "last": "บ้านกลาง"})

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await pilot.press("r")
        await seen(pilot, "Quorum is met: 10 present")
        await pilot.press("n")
        await seen(pilot, "Who takes part?")
        await type_text(pilot, "บ้านก")
        await seen(pilot, "ปลัด บ้านกลาง")
        await pilot.press("enter")
        await seen(pilot, "ปลัด บ้านกลาง", "In attendance", gone="Who takes part?")
        await pilot.press("n")
        await seen(pilot, "Who takes part?")
        await type_text(pilot, "นายก ไก่, ผู้ใหญ่บ้าน")
        await pilot.press("enter")  # at once, before anything is found
        await seen(pilot, "นายก ไก่", "ผู้ใหญ่บ้าน", gone="Who takes part?")

    at_meetings(room, test)
    assert quorum_now(room.replica, meeting).present == 10
    guests = [(each["guest"], each["position_text"]) for each in room.replica.list("attendance") if each["guest"]]
    assert guests == [("นายก ไก่", "ผู้ใหญ่บ้าน")]


def test_who_comes_instead_is_found_by_a_part_of_the_name(room: Room) -> None:
    meeting = room.opened(everybody=False)
    instead = room.add("person", {"first": "ตัวแทน", "last": "มาแล้ว"})

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await pilot.press("r")
        await seen(pilot, "No quorum: 0 present")
        await pilot.press("f")
        await seen(pilot, "Who comes instead?")
        await type_text(pilot, "มาแล้ว")
        await seen(pilot, "ตัวแทน มาแล้ว")
        await pilot.press("enter")
        await seen(pilot, "Present for another", gone="Who comes instead?")

    at_meetings(room, test)
    [proxy] = [place for place in roll(room.replica, meeting) if place.class_ == "proxy"]
    assert proxy.person == instead


def test_the_agenda_is_prepared_under_its_headings(room: Room) -> None:
    meeting = room.plan()
    add_item(room.replica, meeting, "เรื่องเดิม", heading="4")

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await pilot.press("enter")
        await seen(pilot, "Agenda · ", "Matters arising", "4.1     เรื่องเดิม")
        await pilot.press("j", "j", "j", "j", "wait:50", "n")
        await seen(pilot, "New item under heading 4")
        await type_text(pilot, "เรื่องใหม่")
        await pilot.press("enter")
        await seen(pilot, "4.2     เรื่องใหม่")
        await pilot.press("k", "k", "k", "k", "k", "k", "k", "wait:50", "j", "j", "j", "j")
        await seen(pilot, "เรื่องเดิม")
        await pilot.press("J")
        await seen(pilot, "4.1     เรื่องใหม่", "4.2     เรื่องเดิม")
        await pilot.press("d")
        await seen(pilot, "Withdrawn")

    at_meetings(room, test, (80, 24))
    shown = [(str(each["title"]), each["state"]) for each in items(room.replica, meeting)]
    assert shown == [("เรื่องใหม่", "pending"), ("เรื่องเดิม", "withdrawn")]


def test_a_meeting_is_planned_in_a_form(room: Room) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "There is nothing here yet.")
        await pilot.press("n")
        await form_opened(pilot, "New meeting")
        await pilot.press("tab", "tab")
        await type_text(pilot, "ประชุมพิเศษ")
        await pilot.press("tab")
        await type_text(pilot, "15/8/69 09:30")
        await pilot.press("tab")
        await type_text(pilot, "ศาลา")
        await pilot.press("f2")
        await seen(pilot, "Agenda · ประชุมพิเศษ 1/2569", "15 Aug 2569 09:30")

    at_meetings(room, test)
    made = room.replica.list("meeting")[0]
    assert (made["secretary"], made["starts_at"], made["place"]) == (room.people["สมศรี"], "2026-08-15T09:30", "ศาลา")


def test_commands_work_while_the_thai_layout_is_on(room: Room) -> None:
    meeting = room.plan()

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await type_text(pilot, "น")  # the key of o
        await seen(pilot, "Roll call")

    at_meetings(room, test)


def test_the_minutes_are_a_word_file_in_two_keys(room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    meeting = room.opened()
    monkeypatch.chdir(tmp_path)

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await pilot.press("f")
        await seen(pilot, "minutes-1-2569.docx")
        await pilot.press("enter")
        await until(pilot, (tmp_path / "minutes-1-2569.docx").exists)

    at_meetings(room, test, (80, 24))


def test_a_pdf_takes_two_keys_too_and_what_is_there_already_stays(
    room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    meeting = room.opened()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pdf, "write_pdf", lambda _document, path: path.write_bytes(b"%PDF-"))
    (tmp_path / "minutes-1-2569.pdf").write_bytes(b"signed")

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await pilot.press("f")
        await seen(pilot, "minutes-1-2569.docx", "F3 writes a PDF")
        await pilot.press("f3")
        await until(pilot, (tmp_path / "minutes-1-2569-2.pdf").exists)
        await seen(pilot, "Meetings ·", gone="F3 writes a PDF")
        await pilot.press("f")
        await seen(pilot, "minutes-1-2569.docx")
        await pilot.press("ctrl+u")
        await type_text(pilot, "ประชุม 3.2569")
        await pilot.press("f3")
        await until(pilot, (tmp_path / "ประชุม 3.2569.pdf").exists)

    at_meetings(room, test, (80, 24))
    assert (tmp_path / "minutes-1-2569.pdf").read_bytes() == b"signed"


def test_a_file_name_that_says_no_kind_is_refused_in_the_words_of_the_command_line(
    room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    meeting = room.opened()
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await pilot.press("f")
        await seen(pilot, "minutes-1-2569.docx")
        await type_text(pilot, "น้ำ")
        await pilot.press("enter")
        await seen(pilot, "! Papers are written as .docx, .pdf or .md: “minutes-1-2569.docxน้ำ”")
        await pilot.press("ctrl+u")
        await type_text(pilot, "x.odt")
        await pilot.press("f2")
        await seen(pilot, "! Papers are written as .docx, .pdf or .md: “x.odt” is none of")
        await pilot.press("ctrl+u")
        await type_text(pilot, "x.pdf")
        await pilot.press("down")  # to the next form
        await seen(pilot, "x.md")
        await pilot.press("f2")
        await until(pilot, (tmp_path / "x.md").exists)

    at_meetings(room, test, (80, 24))
    assert {path.name for path in set(tmp_path.iterdir()) - before} == {"x.md"}


@pytest.mark.parametrize(("key", "there"), [("w", "Minutes · "), ("r", "Roll call")])
def test_the_agenda_leads_on_by_the_keys_it_shows(room: Room, key: str, there: str) -> None:
    meeting = room.opened()

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await pilot.press("a")
        await seen(pilot, "Agenda · ")
        await pilot.press(key)
        await seen(pilot, there)

    at_meetings(room, test)


def test_the_key_for_meetings_shows_the_list_from_an_agenda_and_from_home(room: Room) -> None:
    meeting = room.plan()

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        for leaving in ("m", "h"):
            await pilot.press("a")
            await seen(pilot, "Agenda · ", "m Meetings")
            await pilot.press(leaving)
            await seen(pilot, "Meetings · 1 line" if leaving == "m" else "Next meeting")
        await pilot.press("m")
        await seen(pilot, "Meetings · 1 line")

    at_meetings(room, test, (80, 24))


def test_a_meeting_on_home_is_found_though_its_agenda_was_left_open(room: Room) -> None:
    meeting = room.plan()

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await pilot.press("a")
        await seen(pilot, "Agenda · ")
        await pilot.press("h")
        await seen(pilot, "Next meeting")
        await pilot.press("enter")
        await seen(pilot, "Meetings · 1 line")

    at_meetings(room, test, (80, 24))


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_meeting_that_runs_stands_in_the_columns_of_the_others(room: Room, columns: int) -> None:
    room.plan("2026-09-15T09:30")
    room.opened()

    async def test(pilot: Pilot[Any]) -> None:
        shown = await seen(pilot, "now ", "15 Sep")
        head, *lines = shown.splitlines()[1:4]
        running, planned = sorted(lines, key=lambda line: "now" not in line)
        assert running.index("2/2569") == planned.index("1/2569") == head.index("Meeting number")
        if columns >= 80:
            assert "Open" in running
            assert "Open…" not in running

    at_meetings(room, test, (columns, 24))


def test_notice_is_a_file_in_two_keys_and_says_that_it_comes_late(
    room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    meeting = room.plan("2026-07-20T09:30")
    monkeypatch.chdir(tmp_path)

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await pilot.press("i")
        await seen(pilot, "notice-1-2569.docx", "! This is 5 days before the meeting: the network asks for 7.")
        said: list[str] = []
        pilot.app.say = lambda text, *_tone: said.append(text)  # type: ignore[attr-defined]  # listens
        await pilot.press("enter")
        await until(pilot, (tmp_path / "notice-1-2569.docx").exists)
        await seen(pilot, "Notified")
        assert f"the notice is {tmp_path}/notice-1-2569.docx. This is 5 days before the meeting" in said[0]

    at_meetings(room, test, (80, 24))
    assert room.record("meeting", meeting)["notified_at"] == "2026-07-15T09:00"


def test_a_notice_that_cannot_be_written_leaves_the_meeting_as_it_was(
    room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    meeting = room.plan()
    monkeypatch.chdir(tmp_path)

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await pilot.press("i")
        await seen(pilot, "notice-1-2569.docx")
        await pilot.press("ctrl+u")
        await type_text(pilot, "no/x.md")
        await pilot.press("f2")
        await seen(pilot, "could not be written")

    at_meetings(room, test, (80, 24))
    assert room.record("meeting", meeting)["state"] == "planned"
    assert items(room.replica, meeting) == []


def test_a_meeting_is_postponed_to_a_new_time_and_cancelled_for_a_reason(room: Room) -> None:
    meeting = room.plan()

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        await pilot.press("l")
        await form_opened(pilot, "Postpone this meeting?")
        await pilot.press("enter")
        await seen(pilot, "! Nothing was typed: a meeting is postponed or cancelled for a reason")
        await type_text(pilot, "น้ำท่วม")
        await pilot.press("enter")
        await type_text(pilot, "20/7/69 13:00")
        await seen(pilot, "Monday 20 July B.E. 2569 at 13:00")
        await pilot.press("enter")
        await seen(pilot, "Postponed", "20 Jul 2569 13:00", gone="Postpone this meeting?")
        await pilot.press("d")
        await form_opened(pilot, "Cancel this meeting?")
        await type_text(pilot, "งด")
        await pilot.press("enter")
        await seen(pilot, "Cancelled", gone="Cancel this meeting?")

    at_meetings(room, test, (100, 24))
    record = room.record("meeting", meeting)
    assert (record["state"], record["state_reason"], record["starts_at"]) == ("cancelled", "งด", "2026-07-20T13:00")


def test_whoever_cannot_put_a_meeting_off_is_told_before_a_reason_is_asked_for(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = room.opened()
    told: list[str] = []

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        monkeypatch.setattr(pilot.app, "say", lambda text, *_tone: told.append(text))
        await pilot.press("d")
        await until(pilot, lambda: len(told) == 1)
        assert isinstance(pilot.app.screen, MeetingsScreen)
        close_meeting(room.replica, meeting)
        for count, key in enumerate("dl", 2):
            await pilot.press(key)
            await until(pilot, lambda count=count: len(told) == count)  # type: ignore[misc]  # of this turn
            assert isinstance(pilot.app.screen, MeetingsScreen)

    at_meetings(room, test, (100, 24))
    over = "This meeting is over: it can no longer be postponed or cancelled."
    begun = "This meeting has begun: it can no longer be cancelled. Close it, or postpone it to another day."
    assert told == [begun, over, over]


def test_a_new_meeting_begins_like_the_last_one(room: Room) -> None:
    room.plan(next_meeting="2026-08-15T09:30")

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "1/2569")
        await pilot.press("n")
        await form_opened(pilot, "New meeting", "ประชุมคณะกรรมการเครือข่าย", "ศาลาประชาคม")
        await pilot.press("f2")
        await seen(pilot, "Agenda · ประชุมคณะกรรมการเครือข่าย 2/2569", "15 Aug 2569 09:30")

    at_meetings(room, test, (100, 30))


@pytest.mark.parametrize("key", ["o", "w", "a"])
def test_where_there_is_no_meeting_its_keys_say_which_one_makes_one(room: Room, key: str) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press(key)
        await seen(pilot, "There is no meeting yet: n makes one.")

    at_meetings(room, test, (80, 24))


def test_a_meeting_of_another_day_is_opened_when_that_is_meant(room: Room) -> None:
    meeting = room.plan("2026-07-20T09:30")

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        for answer in (["enter"], ["right", "enter"]):
            await pilot.press("o")
            await seen(pilot, "planned for 20 July 2569, and today is 15 July 2569")
            assert room.record("meeting", meeting)["state"] == "planned"
            await pilot.press(*answer)
        await seen(pilot, "Roll call")

    at_meetings(room, test)
    assert room.record("meeting", meeting)["state"] == "open"


def test_one_that_is_a_day_early_is_opened_and_both_days_are_said(room: Room) -> None:
    meeting = room.plan("2026-07-16T09:30")

    async def test(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.screen.list.current == meeting)  # type: ignore[attr-defined]  # its own
        said: list[str] = []
        pilot.app.say = lambda text, *_tone: said.append(text)  # type: ignore[attr-defined]  # listens
        await pilot.press("o")
        await seen(pilot, "Roll call")
        await until(pilot, lambda: said == ["Opened today, 15 July 2569; it was planned for 16 July 2569."])

    at_meetings(room, test)


def test_home_names_the_meeting_that_runs_and_leads_into_its_minutes(room: Room) -> None:
    meeting = room.opened()
    room.set("meeting", meeting, {"place": "ศาลาประชาคมหมู่ที่ 3 บ้านกลาง ตำบลบ้านกลาง อำเภอเมือง จังหวัดนครราชสีมา"})

    async def run() -> None:
        async with NettermApp(room.replica).run_test(size=(80, 24)) as pilot:
            await seen(pilot, "The meeting that runs now", "Open · ")
            await pilot.press("home", "enter")
            await seen(pilot, "Minutes · ", "1.1 ประธานแจ้งข่าว")

    asyncio.run(run())
