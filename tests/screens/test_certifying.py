"""After a meeting: checked, circulated, certified by the next one; handed over in its middle; what came too late."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from textual.pilot import Pilot
from textual.widgets import OptionList

from netterm import papers
from netterm.app import NettermApp
from netterm.flows.agenda import add_item, go_to, items, withdraw_item
from netterm.flows.meetings import close_meeting
from netterm.flows.minutes import certified, certify, check, circulate, correct, render, versions
from netterm.flows.proceedings import record_resolution
from netterm.flows.recording import hand_over
from netterm.model import Role
from netterm.screens.meetings.draft import DraftScreen
from netterm.screens.minutes import MinutesScreen
from netterm.store import Replica, joined
from tests.flows.rooms import CHEAP, Room
from tests.screens.seeing import seen, type_text, until
from tests.store.laptops import pull, settle

Test = Callable[[Pilot[Any]], Awaitable[None]]
SMALL = (80, 24)


@pytest.fixture
def second(room: Room, tmp_path: Path) -> Iterator[Replica]:
    """The laptop of มาลี, as far as the network was when the test began."""
    key = Ed25519PrivateKey.generate()
    admission = room.replica.admit(
        key.public_key().public_bytes_raw(), person=room.people["มาลี"], name="มาลี", computer="2",
        roles=frozenset({Role.MEMBER}),
    )  # fmt: skip
    with joined(tmp_path / "second", admission, key, cost=CHEAP, clock=room.clock) as replica:
        pull(replica, room.replica)
        yield replica


def closed(room: Room, words: str = "ซื้อรถเข็น 5 คัน") -> bytes:
    """A meeting that is over, with the chair, who sits here, as its checker."""
    meeting = room.opened()
    item = add_item(room.replica, meeting, "จัดซื้อ")
    text = room.replica.text("agenda_item", item, "discussion")
    text.insert(0, words)
    text.commit()
    room.set("meeting", meeting, {"checker": room.people["สมชาย"]})
    close_meeting(room.replica, meeting)
    return meeting


def on(replica: Replica, screen: Callable[[], Any], test: Test, size: tuple[int, int] = SMALL) -> None:
    async def run() -> None:
        app = NettermApp(replica)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app._resumed)  # where the one before was, if it was there
            await app.push_screen(screen())
            await test(pilot)

    asyncio.run(run())


def states(room: Room, meeting: bytes) -> list[object]:
    return [each["state"] for each in versions(room.replica, meeting)]


def test_one_key_goes_from_step_to_step_and_signs_on_the_way(room: Room) -> None:
    meeting = closed(room)

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "Draft › Checked › Circulated › Certified   F2: Keep", "Checker นายสมชาย ใจดี (not signed)")
        for step, after in (("Keep", "F2: Checked"), ("Checked", "F2: Circulate"), ("Circulate", "F2: Certify")):
            await seen(pilot, f"F2: {step}")
            await pilot.press("f2")
            await seen(pilot, after)
        await seen(pilot, "✓ Draft › ✓ Checked › ✓ Circulated › Certified", "Checker นายสมชาย ใจดี (✓ signed)")
        await pilot.press("f2")
        await seen(pilot, "The next meeting certifies them: F9 there, under heading 2.")

    on(room.replica, lambda: DraftScreen(meeting), test)
    assert states(room, meeting) == ["circulated"]


def test_who_checks_is_asked_for_where_nobody_is_named(room: Room) -> None:
    meeting = closed(room)
    room.set("meeting", meeting, {"checker": None})

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "F2: Keep", "Checker –")
        await pilot.press("f2")
        await seen(pilot, "F2: Checked")
        await pilot.press("f2")
        await seen(pilot, "Who is Checker?", "นางมาลี ดอกไม้")
        await type_text(pilot, "มาลี")
        await pilot.press("enter")
        await seen(pilot, "F2: Circulate", "Checker นางมาลี ดอกไม้")

    on(room.replica, lambda: DraftScreen(meeting), test)
    assert room.record("meeting", meeting)["checker"] == room.people["มาลี"]


def test_what_is_changed_after_the_check_is_told_and_kept_as_a_new_draft(room: Room) -> None:
    meeting = closed(room)

    async def test(pilot: Pilot[Any]) -> None:
        for step in ("F2: Keep", "F2: Checked"):
            await seen(pilot, step)
            await pilot.press("f2")
        await seen(pilot, "F2: Circulate")
        room.set("meeting", meeting, {"place": "วัด"})
        await seen(pilot, "The records say something else by now: s keeps that as a new draft.", "ณ ศาลาประชาคม")
        await pilot.press("s")
        await seen(pilot, "F2: Checked", "ณ วัด", "! signature of")

    on(room.replica, lambda: DraftScreen(meeting), test)


def at_the_next_meeting(room: Room, meeting: bytes) -> bytes:
    """The next meeting, at its item of certification; the minutes before are circulated."""
    circulate(room.replica, render(room.replica, meeting, papers.minutes.markdown(room.replica, meeting)))
    following = room.opened("2026-08-15T09:30")
    item = next(each.id for each in items(room.replica, following) if each["heading"] == "2")
    go_to(room.replica, item)
    return following


def test_the_minutes_before_are_certified_in_three_keys_by_their_resolution(room: Room) -> None:
    meeting = closed(room)
    following = at_the_next_meeting(room, meeting)

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "2.1 รับรองรายงานการประชุม")
        await pilot.press("f9")
        await seen(pilot, "Resolution under 2.1", "[Certified]")
        await pilot.press("enter")
        await seen(pilot, "Certify the minutes of meeting 1/2569?")
        await pilot.press("enter", "enter", "enter")  # may have been meant for what was there before
        assert certified(room.replica, meeting) is None
        await pilot.press("f2")
        await until(pilot, lambda: certified(room.replica, meeting) is not None)

    on(room.replica, lambda: MinutesScreen(following), test)
    assert room.record("meeting", meeting)["state"] == "certified"


def test_a_resolution_that_is_brought_back_asks_nothing(room: Room) -> None:
    meeting = closed(room)
    following = at_the_next_meeting(room, meeting)

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "2.1 รับรองรายงานการประชุม")
        await pilot.press("f9")
        await seen(pilot, "Resolution under 2.1")
        await pilot.press("enter")
        await seen(pilot, "Certify the minutes of meeting")
        await pilot.press("escape")
        await seen(pilot, "Not certified yet", gone="Certify the minutes of meeting")
        room.replica.undo()
        await until(pilot, lambda: room.replica.count("resolution") == 0)
        room.replica.redo()
        assert room.replica.count("resolution") == 1
        await pilot.pause(0.3)
        assert isinstance(pilot.app.screen, MinutesScreen)

    on(room.replica, lambda: MinutesScreen(following), test)


def test_what_somebody_there_wants_changed_makes_the_version_that_is_certified(room: Room) -> None:
    meeting = closed(room)
    following = at_the_next_meeting(room, meeting)

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "2.1 รับรองรายงานการประชุม")
        await pilot.press("f9")
        await seen(pilot, "Resolution under 2.1", "[Certified]")
        await pilot.press("enter")
        await seen(pilot, "Certify the minutes of meeting 1/2569?")
        await type_text(pilot, "9 คัน")
        await seen(pilot, "This stands nowhere in these minutes.")
        await pilot.press("ctrl+u")
        await type_text(pilot, "5 คัน")
        await seen(pilot, "ซื้อรถเข็น 5 คัน")
        await pilot.press("enter")  # half a correction: on to the next line, and nothing is certified
        await type_text(pilot, "6 คัน")
        assert certified(room.replica, meeting) is None
        await pilot.press("enter")
        await type_text(pilot, "มาลี")
        await seen(pilot, "นางมาลี ดอกไม้")
        await pilot.press("f2")
        await until(pilot, lambda: certified(room.replica, meeting) is not None)

    on(room.replica, lambda: MinutesScreen(following), test)
    assert states(room, meeting) == ["corrected", "certified"]
    held = certified(room.replica, meeting)
    assert held is not None
    assert "ซื้อรถเข็น 6 คัน" in str(held["text"])
    assert held["proposer"] == room.people["มาลี"]


def test_half_a_correction_is_not_taken_in(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = closed(room)
    following = at_the_next_meeting(room, meeting)
    told: list[str] = []

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "2.1 รับรองรายงานการประชุม")
        await pilot.press("f9")
        await seen(pilot, "Resolution under 2.1", "[Certified]")
        await pilot.press("enter")
        await seen(pilot, "Certify the minutes of meeting 1/2569?")
        monkeypatch.setattr(pilot.app, "say", lambda text, *_tone: told.append(text))
        await type_text(pilot, "5 คัน")
        await pilot.press("f3")
        await until(pilot, lambda: bool(told))
        assert "a correction needs what stands there" in told[0]
        await pilot.press("tab")
        await type_text(pilot, "6 คัน")
        await pilot.press("f3", "f2")
        await until(pilot, lambda: certified(room.replica, meeting) is not None)

    on(room.replica, lambda: MinutesScreen(following), test)
    assert states(room, meeting) == ["corrected", "certified"]


def test_what_was_not_certified_at_once_is_certified_from_the_palette_later(room: Room) -> None:
    meeting = closed(room)
    following = at_the_next_meeting(room, meeting)

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "2.1 รับรองรายงานการประชุม")
        screen = pilot.app.screen
        assert isinstance(screen, MinutesScreen)
        screen.action_tell("minutes.certify")
        await seen(pilot, "Record under heading 2 that they are certified: F9.")
        await pilot.press("f9")
        await seen(pilot, "Resolution under 2.1", "[Certified]")
        await pilot.press("enter")
        await seen(pilot, "Certify the minutes of meeting 1/2569?")
        await pilot.press("escape")
        await seen(pilot, "Not certified yet", gone="Certify the minutes of meeting")
        screen.action_tell("minutes.certify")
        await seen(pilot, "Certify the minutes of meeting 1/2569?")
        await pilot.press("f2")
        await until(pilot, lambda: certified(room.replica, meeting) is not None)

    on(room.replica, lambda: MinutesScreen(following), test)
    assert states(room, meeting) == ["certified"]


def typed(room: Room, meeting: bytes, words: str) -> None:
    """Words behind what stands in the discussion of its item."""
    [item] = [each.id for each in items(room.replica, meeting) if each["title"] == "จัดซื้อ"]
    text = room.replica.text("agenda_item", item, "discussion")
    text.insert(len(text.value), words)
    text.commit()


async def to_the_certification(pilot: Pilot[Any]) -> None:
    await seen(pilot, "2.1 รับรองรายงานการประชุม")
    await pilot.press("f9")
    await seen(pilot, "Resolution under 2.1", "[Certified]")
    await pilot.press("enter")
    await seen(pilot, "The minutes of meeting 1/2569 were written on", "new: เพิ่มทีหลัง", "new: และอีกบรรทัด")


def test_what_was_written_since_the_circulation_is_shown_and_taken_up_with_the_certification(room: Room) -> None:
    meeting = closed(room)
    following = at_the_next_meeting(room, meeting)
    typed(room, meeting, "\nเพิ่มทีหลัง\nและอีกบรรทัด")

    async def test(pilot: Pilot[Any]) -> None:
        await to_the_certification(pilot)
        await pilot.press("space", "enter")
        await seen(pilot, "Certify the minutes of meeting 1/2569?", "1 line written since is left out.", "5 คัน เพิ่มทีหลัง")
        await pilot.press("f2")
        await until(pilot, lambda: certified(room.replica, meeting) is not None)

    on(room.replica, lambda: MinutesScreen(following), test)
    held = certified(room.replica, meeting)
    assert held is not None
    assert "ซื้อรถเข็น 5 คัน\n\nเพิ่มทีหลัง\n" in str(held["text"])
    assert "และอีกบรรทัด" not in str(held["text"])


def test_what_is_left_out_of_the_certified_minutes_stands_among_what_came_late(room: Room) -> None:
    meeting = closed(room)
    following = at_the_next_meeting(room, meeting)
    typed(room, meeting, "\nเพิ่มทีหลัง\nและอีกบรรทัด")

    async def certifies(pilot: Pilot[Any]) -> None:
        await to_the_certification(pilot)
        await pilot.press("escape")
        await seen(pilot, "Not certified yet", gone="were written on")
        screen = pilot.app.screen
        assert isinstance(screen, MinutesScreen)
        screen.action_tell("minutes.certify")
        await seen(pilot, "new: เพิ่มทีหลัง")
        await pilot.press("enter")
        await seen(pilot, "2 lines written since are left out.")
        await pilot.press("f2")
        await until(pilot, lambda: certified(room.replica, meeting) is not None)

    async def looks(pilot: Pilot[Any]) -> None:
        await seen(pilot, "Written, but not in the certified text: 1. l shows it.")
        await pilot.press("l")
        await seen(pilot, "new: เพิ่มทีหลัง", "new: และอีกบรรทัด")

    on(room.replica, lambda: MinutesScreen(following), certifies)
    on(room.replica, lambda: DraftScreen(meeting), looks)


def test_whoever_types_into_minutes_that_are_circulated_is_told_once_where_it_goes(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = closed(room)
    told: list[str] = []

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "Closed")
        monkeypatch.setattr(pilot.app, "say", lambda text, *_tone: told.append(text))
        await type_text(pilot, "กข")
        await seen(pilot, "What you type still goes into the draft")
        circulate(room.replica, render(room.replica, meeting, papers.minutes.markdown(room.replica, meeting)))
        screen = pilot.app.screen
        assert isinstance(screen, MinutesScreen)
        await until(pilot, lambda: screen.view.circulated)
        await type_text(pilot, "คง")
        await until(pilot, lambda: bool(told))
        await type_text(pilot, "จ")
        await pilot.pause()

    on(room.replica, lambda: MinutesScreen(meeting), test)
    assert [each[:42] for each in told] == ["These minutes are circulated already: what"]


def test_nobody_checks_for_the_checker_unasked(room: Room) -> None:
    meeting = closed(room)
    room.set("meeting", meeting, {"checker": room.people["มาลี"]})

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "F2: Keep")
        await pilot.press("f2")
        await seen(pilot, "F2: Checked")
        await pilot.press("f2")
        await seen(pilot, "นางมาลี ดอกไม้ is to check these minutes", "Not yet")
        await pilot.press("enter")
        await seen(pilot, "F2: Checked", gone="is to check these minutes")
        assert states(room, meeting) == ["draft"]
        await pilot.press("f2")
        await seen(pilot, "Not yet")
        await pilot.press("right", "enter")
        await seen(pilot, "F2: Circulate")

    on(room.replica, lambda: DraftScreen(meeting), test)


def test_what_moved_on_after_the_check_is_not_left_out_of_the_circulation_unasked(room: Room) -> None:
    meeting = closed(room)

    async def test(pilot: Pilot[Any]) -> None:
        for step in ("F2: Keep", "F2: Checked"):
            await seen(pilot, step)
            await pilot.press("f2")
        await seen(pilot, "F2: Circulate")
        typed(room, meeting, "\nเพิ่มทีหลัง")
        await seen(pilot, "The records say something else by now")
        await pilot.press("f2")
        await seen(pilot, "Circulate it without that?")
        await pilot.press("enter")
        await seen(pilot, "F2: Circulate", gone="Circulate it without that?")
        assert states(room, meeting) == ["checked"]
        await pilot.press("s")
        await seen(pilot, "F2: Checked", "! signature of")

    on(room.replica, lambda: DraftScreen(meeting), test)


def test_certified_minutes_are_corrected_as_a_draft_and_hold_meanwhile(room: Room) -> None:
    meeting = closed(room)
    room.certify(meeting, papers.minutes.markdown(room.replica, meeting))

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "✓ Certified", "Certified by ประชุมคณะกรรมการเครือข่าย 2/2569: this text is final.")
        await pilot.press("f2")
        await seen(pilot, "These minutes are final. e proposes a correction.")
        await pilot.press("e")
        await seen(pilot, "Put these minutes right")
        await type_text(pilot, "5 คัน")
        await pilot.press("enter")
        await type_text(pilot, "6 คัน")
        await pilot.press("f2")
        await seen(pilot, "version 2", "Corrected: “5 คัน” → “6 คัน”", "F2: Checked")

    on(room.replica, lambda: DraftScreen(meeting), test, (100, 30))
    assert states(room, meeting) == ["certified", "draft"]
    assert "5 คัน" in papers.minutes.holding(room.replica, meeting)


def test_what_came_too_late_is_shown_with_its_author_and_taken_up_as_a_correction(room: Room, second: Replica) -> None:
    meeting = closed(room)
    settle(room.replica, second)
    [item] = [each.id for each in items(second, meeting) if each["title"] == "จัดซื้อ"]
    with second.action() as act:
        act.set("agenda_item", item, {"title": "จัดซื้อรถเข็น"})
    room.certify(meeting, papers.minutes.markdown(room.replica, meeting))
    settle(room.replica, second)

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "Written, but not in the certified text: 1. l shows it.", "✓ Certified")
        await pilot.press("l")
        await seen(pilot, "นางมาลี ดอกไม้: Agenda item", "4.1 จัดซื้อ → 4.1 จัดซื้อรถเข็น")
        await pilot.press("enter")
        await seen(pilot, "Put these minutes right", "มาลี ดอกไม้")
        await pilot.press("f2")
        await seen(pilot, "version 2", gone="not in the certified text")

    on(room.replica, lambda: DraftScreen(meeting), test, (110, 34))
    last = versions(room.replica, meeting)[-1]
    assert (last["state"], last["proposer"]) == ("draft", room.people["มาลี"])


def test_what_came_too_late_waits_among_the_conflicts_until_it_was_looked_at(room: Room, second: Replica) -> None:
    meeting = closed(room)
    settle(room.replica, second)
    with second.action() as act:
        act.set("meeting", meeting, {"place": "วัด"})
    room.certify(meeting, papers.minutes.markdown(room.replica, meeting))
    settle(room.replica, second)

    async def test(pilot: Pilot[Any]) -> None:
        pilot.app.screen.dismiss() if pilot.app.screen.is_modal else pilot.app.pop_screen()
        await seen(pilot, "1 certified meeting was written into afterwards")
        await pilot.press("x")
        await seen(pilot, "Conflicts · 1 line", "Certified minutes", "as certified")
        await pilot.press("enter")
        await seen(pilot, "Written, but not in the certified text: 1")
        await pilot.press("l")
        await seen(pilot, "It was looked at: nothing is to be put right.")
        await pilot.press("end", "enter")
        await seen(pilot, "✓ Certified", gone="not in the certified text")

    on(room.replica, lambda: DraftScreen(meeting), test, (110, 34))


def test_the_recording_is_handed_over_by_name_and_whoever_hands_it_over_writes_on(room: Room) -> None:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "จัดซื้อ")
    go_to(room.replica, item)

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "recorder สมศรี", "4.1 จัดซื้อ")
        await pilot.press("ctrl+o")
        await seen(pilot, "Who records from now on?", "นางมาลี ดอกไม้")
        await type_text(pilot, "มาลี")
        await pilot.press("enter")
        await seen(pilot, "recorder มาลี", gone="Who records from now on?")
        await type_text(pilot, "ยังพิมพ์ได้")
        await seen(pilot, "ยังพิมพ์ได้")

    on(room.replica, lambda: MinutesScreen(meeting, item), test, (100, 24))
    assert room.record("meeting", meeting)["secretary"] == room.people["มาลี"]


def test_of_those_who_may_take_over_the_first_is_marked(room: Room) -> None:
    meeting = room.opened()

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "recorder สมศรี")
        await pilot.press("ctrl+o")
        await seen(pilot, "Who records from now on?", "Enter hands it to the one that is marked")
        await pilot.press("enter")
        await until(pilot, lambda: room.record("meeting", meeting)["secretary"] == room.people["สมชาย"])

    on(room.replica, lambda: MinutesScreen(meeting), test, (100, 24))


def test_the_other_laptop_offers_the_minutes_at_the_same_item(room: Room, second: Replica) -> None:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "จัดซื้อ")
    settle(room.replica, second)

    async def run() -> None:
        async with NettermApp(second).run_test(size=SMALL) as pilot:
            await seen(pilot, "Home")
            hand_over(room.replica, meeting, room.people["มาลี"], item)
            settle(room.replica, second)
            await seen(pilot, "นายสมชาย ใจดี hands the recording to you: Enter opens the", "Open the minutes")
            await pilot.press("enter")
            await seen(pilot, "recorder มาลี", "4.1 จัดซื้อ")

    asyncio.run(run())


def test_who_writes_already_is_told_and_not_asked(room: Room, second: Replica) -> None:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "จัดซื้อ")
    settle(room.replica, second)

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "4.1 จัดซื้อ", "recorder สมศรี")
        said: list[str] = []
        pilot.app.say = lambda text, *_tone: said.append(text)  # type: ignore[attr-defined]  # listens
        hand_over(room.replica, meeting, room.people["มาลี"], item)
        settle(room.replica, second)
        await until(pilot, lambda: said == ["You record this meeting from now on."])
        await seen(pilot, "recorder มาลี")
        assert isinstance(pilot.app.screen, MinutesScreen)

    on(second, lambda: MinutesScreen(meeting, item), test, (100, 24))


def test_a_break_is_one_key_and_a_meeting_closed_too_early_is_opened_again(room: Room) -> None:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "จัดซื้อ")

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "4.1 จัดซื้อ")
        await pilot.press("ctrl+b")
        await seen(pilot, "Paused")
        await pilot.press("ctrl+b")
        await seen(pilot, "4.1 จัดซื้อ", gone="Paused")
        close_meeting(room.replica, meeting)
        await seen(pilot, "Closed")
        await pilot.press("ctrl+b")
        await seen(pilot, "This meeting is closed. Open it again?")
        await pilot.press("right", "enter")
        await until(pilot, lambda: room.record("meeting", meeting)["state"] == "open")

    on(room.replica, lambda: MinutesScreen(meeting, item), test, (100, 24))


def test_closing_takes_two_keys_and_keeps_the_draft(room: Room) -> None:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "จัดซื้อ")

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "4.1 จัดซื้อ")
        await pilot.press("f12")
        await seen(pilot, "Before the meeting is closed")
        await pilot.press("f12")
        await seen(pilot, "✓ Draft › Checked")

    on(room.replica, lambda: MinutesScreen(meeting, item), test)
    assert states(room, meeting) == ["draft"]


def test_a_line_of_the_checklist_leads_to_its_item(room: Room) -> None:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "จัดซื้อ")
    other = add_item(room.replica, meeting, "ทางลาด")
    text = room.replica.text("agenda_item", other, "discussion")
    text.insert(0, "หารือ\n! ทำหนังสือ\nจบ")
    text.commit()

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "4.1 จัดซื้อ")
        await pilot.press("f12")
        await seen(pilot, "Lines that are no task yet:", "! ทำหนังสือ")
        await pilot.press("end", "enter")
        await seen(pilot, "4.2 ทางลาด", gone="Before the meeting is closed")
        screen = pilot.app.screen
        assert isinstance(screen, MinutesScreen)
        await until(pilot, lambda: screen.editor.line_at_cursor() == "! ทำหนังสือ")

    on(room.replica, lambda: MinutesScreen(meeting, item), test)
    assert room.record("meeting", meeting)["state"] == "open"


def test_a_line_that_was_meant_as_an_answer_is_led_to_by_the_checklist(room: Room) -> None:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "จัดซื้อ")
    other = add_item(room.replica, meeting, "ทางลาด")
    text = room.replica.text("agenda_item", other, "discussion")
    text.insert(0, "หารือ\n= ใช้งบ อบต. @สุร\nจบ")
    text.commit()

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "4.1 จัดซื้อ")
        await pilot.press("f12")
        await seen(pilot, "Lines that are no question or answer yet:", "= ใช้งบ อบต. @สุร")
        await pilot.press("end", "enter")
        await seen(pilot, "4.2 ทางลาด", gone="Before the meeting is closed")
        screen = pilot.app.screen
        assert isinstance(screen, MinutesScreen)
        await until(pilot, lambda: screen.editor.line_at_cursor() == "= ใช้งบ อบต. @สุร")

    on(room.replica, lambda: MinutesScreen(meeting, item), test)


def test_minutes_that_were_resolved_upon_are_certified_from_the_checklist(room: Room) -> None:
    meeting = closed(room)
    following = at_the_next_meeting(room, meeting)
    item = next(each.id for each in items(room.replica, following) if each["heading"] == "2")
    record_resolution(room.replica, item, "certify", "รับรอง", unanimous=True)

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "2.1 รับรองรายงานการประชุม")
        await pilot.press("f12")
        await seen(pilot, "Resolved upon, but not certified yet:", "  Minutes of meeting 1/2569")
        await until(pilot, lambda: pilot.app.screen.query_one(OptionList).has_focus)
        lines = pilot.app.screen.query_one(OptionList)
        lines.highlighted = next(
            at for at, line in enumerate(lines.options) if "Minutes of meeting 1/2569" in str(line.prompt)
        )
        await pilot.press("enter")
        await seen(pilot, "Certify the minutes of meeting 1/2569?")
        await pilot.press("f2")
        await until(pilot, lambda: certified(room.replica, meeting) is not None)

    on(room.replica, lambda: MinutesScreen(following), test)
    assert room.record("meeting", following)["state"] == "open"


def test_minutes_that_nobody_circulated_are_led_to_by_the_checklist(room: Room) -> None:
    meeting = closed(room)
    following = room.opened("2026-08-15T09:30")
    item = next(each.id for each in items(room.replica, following) if each["heading"] == "2")
    for each in items(room.replica, following):
        if each.id != item:
            withdraw_item(room.replica, each.id)
    record_resolution(room.replica, item, "certify", "รับรอง", unanimous=True)

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "2.1 รับรองรายงานการประชุม")
        await pilot.press("f12")
        await seen(pilot, "Minutes of meeting 1/2569: they are circulated first")
        await pilot.press("end", "enter")
        await seen(pilot, "Minutes on paper · meeting 1/2569", "F2: Keep")

    on(room.replica, lambda: MinutesScreen(following), test)
    assert room.record("meeting", meeting)["state"] == "closed"


def test_a_corrected_version_says_that_it_is_checked_again(room: Room) -> None:
    meeting = closed(room)
    at = room.replica
    version = render(at, meeting, papers.minutes.markdown(at, meeting))
    check(at, version)
    circulate(at, version)
    certify(at, version, room.resolution())
    text = str(room.record("minutes_version", version)["text"])
    again = "This is not the text that was checked: it is to be checked again."

    async def test(pilot: Pilot[Any]) -> None:
        await seen(pilot, "✓ Draft › ✓ Checked › ✓ Circulated › ✓ Certified", gone=again)
        correct(at, version, text.replace("5 คัน", "6 คัน"), "5 คัน", "6 คัน")
        await seen(pilot, "✓ Draft › Checked › Circulated › Certified", again)
        await pilot.press("f2")
        await seen(pilot, "✓ Draft › ✓ Checked › Circulated", gone=again)

    on(at, lambda: DraftScreen(meeting), test)
