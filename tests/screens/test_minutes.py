"""The minutes screen: what is typed is safe and shared, and the meeting takes few keys."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from textual import events
from textual.pilot import Pilot

from netterm.app import NettermApp
from netterm.errors import Failure
from netterm.flows.attendance import leave, mark_absent, roll
from netterm.flows.meetings import close_meeting
from netterm.locale import Language
from netterm.model import Role
from netterm.model.failures import TextTooLong
from netterm.model.values import Showing
from netterm.screens.minutes import MinutesScreen
from netterm.screens.minutes.editor import shifted
from netterm.screens.minutes.view import look, summary
from netterm.screens.sync_control import Peer, Standing, SyncState, WithoutSync
from netterm.store import Edit, Replica, joined
from tests.flows.rooms import CHEAP, Room
from tests.screens.minutes_desk import LARGE, SMALL, discussion, editor, held_meeting, in_minutes, item_of
from tests.screens.seeing import seen, type_text, until
from tests.store.laptops import pull


@pytest.fixture
def meeting(room: Room) -> bytes:
    return held_meeting(room)


class TestTyping:
    def test_what_is_typed_is_in_the_log_a_moment_later_and_only_then_called_saved(
        self, room: Room, meeting: bytes
    ) -> None:
        item = item_of(room.replica, meeting, "จัดซื้อ")

        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "ที่ประชุมหารือ")
            await until(pilot, lambda: editor(pilot).text == "ที่ประชุมหารือ")
            assert (shared := editor(pilot).text_shown) is not None
            assert shared.value == "ที่ประชุมหารือ"
            await seen(pilot, "Saved", gone="Saving")
            assert discussion(room.replica, item) == "ที่ประชุมหารือ"

        in_minutes(room.replica, meeting, test, SMALL)

    def test_saving_is_said_while_it_is_not_in_the_log(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "ก")
            await seen(pilot, "Saving…")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_leaving_the_program_at_once_loses_nothing(self, room: Room, meeting: bytes) -> None:
        item = item_of(room.replica, meeting, "จัดซื้อ")

        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "ตัวสุดท้าย")
            pilot.app.exit()

        in_minutes(room.replica, meeting, test)
        assert discussion(room.replica, item) == "ตัวสุดท้าย"

    def test_a_paste_beyond_what_a_text_holds_is_refused_whole_and_typing_goes_on(
        self, room: Room, meeting: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        item = item_of(room.replica, meeting, "จัดซื้อ")
        said: list[Failure] = []
        monkeypatch.setattr(MinutesScreen, "say_failure", lambda _screen, failure: said.append(failure))

        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "เดิม")
            for letters in (200_000, 3_000_000):
                pilot.app.post_message(events.Paste("a" * letters))
            await until(pilot, lambda: [type(each) for each in said] == [TextTooLong] * 2)
            await type_text(pilot, " ต่อ")
            await until(pilot, lambda: discussion(room.replica, item) == "เดิม ต่อ")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_going_to_another_item_commits_the_one_before(self, room: Room, meeting: bytes) -> None:
        first, second = (item_of(room.replica, meeting, title) for title in ("จัดซื้อ", "ทางลาด"))

        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "เรื่องแรก")
            await pilot.press("f8")
            await until(pilot, lambda: pilot.app.screen.item == second)  # type: ignore[attr-defined]  # its own
            await type_text(pilot, "เรื่องที่สอง")
            await until(pilot, lambda: discussion(room.replica, second) == "เรื่องที่สอง")
            assert discussion(room.replica, first) == "เรื่องแรก"
            assert room.record("agenda_item", first)["state"] == "done"
            assert room.record("agenda_item", second)["state"] == "current"

        in_minutes(room.replica, meeting, test)

    def test_undo_takes_back_ones_own_typing_only(self, room: Room, meeting: bytes) -> None:
        item = item_of(room.replica, meeting, "จัดซื้อ")

        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "ของเรา")
            await until(pilot, lambda: discussion(room.replica, item) == "ของเรา")
            write(room.replica, item, 0, "ของเขา ")
            await until(pilot, lambda: editor(pilot).text == "ของเขา ของเรา")
            await pilot.press("ctrl+z")
            await until(pilot, lambda: editor(pilot).text == "ของเขา ")
            await pilot.press("ctrl+y")
            await until(pilot, lambda: discussion(room.replica, item) == "ของเขา ของเรา")

        in_minutes(room.replica, meeting, test)


def write(replica: Replica, item: bytes, at: int, text: str) -> None:
    """What another program on the same directory, or another person, writes."""
    shared = replica.text("agenda_item", item, "discussion")
    shared.insert(at, text)
    shared.commit()
    # This process made the change in another session: tell the screens as of one that came from outside.
    from netterm.store import Changed

    replica._tell(Changed(frozenset({("agenda_item", item)})))


class TestTogether:
    @pytest.fixture
    def other(self, room: Room, meeting: bytes, tmp_path: Path) -> Iterator[Replica]:
        key = Ed25519PrivateKey.generate()
        admission = room.replica.admit(
            key.public_key().public_bytes_raw(), person=room.people["สมศรี"], name="", computer="สอง",
            roles=frozenset({Role.MEMBER}),
        )  # fmt: skip
        made = joined(tmp_path / "other", admission, key, cost=CHEAP, clock=room.clock)
        pull(made, room.replica)
        yield made
        made.close()

    def test_two_laptops_type_into_one_item_and_no_letter_is_lost(
        self, room: Room, meeting: bytes, other: Replica
    ) -> None:
        item = item_of(room.replica, meeting, "จัดซื้อ")
        theirs = other.text("agenda_item", item, "discussion")

        async def test(pilot: Pilot[Any]) -> None:
            for number in range(5):
                await type_text(pilot, f"เรา{number} ")
                theirs.pull()
                theirs.insert(0, f"เขา{number} ")
                theirs.commit()
                await asyncio.to_thread(pull, room.replica, other)
            await until(pilot, lambda: "เรา4 " in discussion(room.replica, item))
            await asyncio.to_thread(pull, room.replica, other)
            await asyncio.to_thread(pull, other, room.replica)
            theirs.pull()
            await until(pilot, lambda: editor(pilot).text == theirs.value)

        in_minutes(room.replica, meeting, test)
        text = discussion(room.replica, item)
        assert text == discussion(other, item)
        assert all(f"เรา{number} " in text and f"เขา{number} " in text for number in range(5))
        assert "เรา0 เรา1 เรา2 เรา3 เรา4 " in text

    def test_anothers_writing_moves_neither_the_cursor_nor_the_line_at_the_top(
        self, room: Room, meeting: bytes, other: Replica
    ) -> None:
        item = item_of(room.replica, meeting, "จัดซื้อ")
        write(room.replica, item, 0, "\n".join(f"บรรทัด {number}" for number in range(60)))
        pull(other, room.replica)
        theirs = other.text("agenda_item", item, "discussion")

        async def test(pilot: Pilot[Any]) -> None:
            area = editor(pilot)
            area.move_cursor((30, 3))
            area.scroll_rows(20 - area.sheet.top.line)
            await pilot.pause()
            assert area.sheet.top == (20, 0)
            theirs.insert(0, "ข้างบน\nสองบรรทัด\n")
            theirs.commit()
            await asyncio.to_thread(pull, room.replica, other)
            await until(pilot, lambda: area.text.startswith("ข้างบน"))
            await pilot.pause(0.1)
            assert area.cursor_location == (32, 3)
            assert area.sheet.top == (22, 0)
            assert area.sheet.lines[area.sheet.top.line] == "บรรทัด 20"

        in_minutes(room.replica, meeting, test)

    def test_what_came_above_a_short_text_is_told_at_the_edge_and_shown_by_the_next_key(
        self, room: Room, meeting: bytes, other: Replica
    ) -> None:
        item = item_of(room.replica, meeting, "จัดซื้อ")
        theirs = other.text("agenda_item", item, "discussion")

        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "ของเรา")
            await seen(pilot, "Saved", gone="Saving")
            await asyncio.to_thread(pull, other, room.replica)
            theirs.pull()
            theirs.insert(0, "ของเขา\nสองบรรทัด\n")
            theirs.commit()
            await asyncio.to_thread(pull, room.replica, other)
            shown = await seen(pilot, "ของเรา", "↑ 2 new lines above")
            assert "สองบรรทัด" not in shown
            await pilot.press("left")
            await seen(pilot, "ของเขา", "สองบรรทัด", "ของเรา", gone="new line")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_a_letter_is_seen_on_the_other_laptop_at_once_after_its_entry_has_come(
        self, room: Room, meeting: bytes, other: Replica
    ) -> None:
        item = item_of(room.replica, meeting, "จัดซื้อ")
        theirs = other.text("agenda_item", item, "discussion")

        async def test(pilot: Pilot[Any]) -> None:
            theirs.insert(0, "ก")
            theirs.commit()
            await asyncio.to_thread(pull, room.replica, other)
            begun = time.monotonic()
            await seen(pilot, "  ก")
            assert time.monotonic() - begun < 1

        in_minutes(room.replica, meeting, test)


class TestKeyBudgets:
    def test_a_unanimous_resolution_takes_two_keys_beside_its_words(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f9")
            await seen(pilot, "Resolution under 4.1")
            await type_text(pilot, "เห็นชอบให้จัดซื้อ")
            await pilot.press("enter")
            await seen(pilot, "Resolutions 1")

        in_minutes(room.replica, meeting, test)
        made = room.replica.list("resolution")[0]
        assert (made["verb"], made["text"], made["for"], made["against"]) == ("approve", "เห็นชอบให้จัดซื้อ", 6, 0)

    def test_a_counted_one_takes_six(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f9")
            await seen(pilot, "Resolution under 4.1")
            await type_text(pilot, "ให้ซื้อสองคัน")
            await pilot.press("tab", "4", "tab", "1", "enter")
            await seen(pilot, "Resolutions 1")

        in_minutes(room.replica, meeting, test)
        made = room.replica.list("resolution")[0]
        assert [made[name] for name in ("for", "against", "abstain")] == [4, 1, 1]

    def test_below_quorum_it_is_stopped_until_there_is_a_reason(self, room: Room, meeting: bytes) -> None:
        for place in roll(room.replica, meeting)[:4]:
            mark_absent(room.replica, place.attendance)

        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f9")
            await seen(pilot, "No quorum: 2 present, 3 needed.")
            await type_text(pilot, "เห็นชอบ")
            await pilot.press("enter")
            await seen(pilot, "Nothing was recorded")
            assert room.replica.count("resolution") == 0
            await type_text(pilot, "เร่งด่วน")
            await pilot.press("enter")
            await seen(pilot, "Resolutions 1")

        in_minutes(room.replica, meeting, test)
        assert room.replica.list("resolution")[0]["override_reason"] == "เร่งด่วน"

    def test_a_task_line_takes_enter_alone_and_is_put_into_words(self, room: Room, meeting: bytes) -> None:
        item = item_of(room.replica, meeting, "จัดซื้อ")

        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "! ทำหนังสือถึง อบต. @มา")
            await seen(pilot, "นางมาลี ดอกไม้", "Task: นางมาลี ดอกไม้ · until when?")
            await pilot.press("tab")
            await type_text(pilot, " ^+7")
            await seen(pilot, "@มาลี ดอกไม้ ^+7", "Task: นางมาลี ดอกไม้ · Wednesday 22 July B.E. 2569")
            await pilot.press("enter")
            await seen(pilot, "Tasks 1")
            await until(pilot, lambda: discussion(room.replica, item).startswith("มอบหมายให้นางมาลี ดอกไม้ ทำหนังสือ"))

        in_minutes(room.replica, meeting, test)
        task = room.replica.list("task")[0]
        assert (task["assignee"], task["due"], task["title"]) == (
            room.people["มาลี"], "2026-07-22", "ทำหนังสือถึง อบต.",
        )  # fmt: skip

    def test_any_line_becomes_a_task_in_two_keys(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "ให้วิชัยไปวัดทางลาด")
            await pilot.press("f7")
            await seen(pilot, "A task")
            await pilot.press("enter")
            await seen(pilot, "Tasks 1")

        in_minutes(room.replica, meeting, test, SMALL)
        task = room.replica.list("task")[0]
        assert (task["assignee"], task["due"]) == (room.people["วิชัย"], "2026-07-22")

    def test_what_a_task_line_lacks_is_asked_for(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "! ไปวัดทางลาด")
            await pilot.press("enter")
            await seen(pilot, "A task", "Who is to do it?")
            await type_text(pilot, "บุญมี")
            await pilot.press("enter")
            await seen(pilot, "Tasks 1")

        in_minutes(room.replica, meeting, test)
        assert room.replica.list("task")[0]["assignee"] == room.people["บุญมี"]

    def test_nobody_leaves_by_enter_alone(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f5")
            await seen(pilot, "Who comes in or goes out?", "นายสมชาย ใจดี, Chair")
            await pilot.press("enter", "escape")
            await seen(pilot, "6 present", gone="Who comes in or goes out?")

        in_minutes(room.replica, meeting, test)
        assert all(place.here for place in roll(room.replica, meeting))

    def test_leaving_takes_two_keys_and_the_quorum_follows(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f5")
            await seen(pilot, "Who comes in or goes out?")
            await type_text(pilot, "วิชัย")
            await pilot.press("enter")
            await seen(pilot, "Quorum is met: 5 present", "left at 09:00")

        in_minutes(room.replica, meeting, test)

    def test_the_meeting_is_closed_with_two_keys_after_the_checklist_and_its_draft_is_shown(
        self, room: Room, meeting: bytes
    ) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "คุยกันแล้ว")
            await pilot.press("f12")
            await seen(pilot, "Without a resolution:", "  จัดซื้อรถเข็น", "goes over to the next meeting:")
            await pilot.press("f12")
            await until(pilot, lambda: room.record("meeting", meeting)["state"] == "closed")
            await seen(pilot, "รายงานการประชุมคณะกรรมการเครือข่าย", "ผู้มาประชุม")
            await pilot.press("escape")
            await seen(pilot, "Minutes · ", "· Closed")
            await type_text(pilot, "แก้คำ")
            await seen(pilot, "This meeting is closed. What you type still goes into the draft")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_on_after_a_break_it_is_said_where_the_quorum_is_missing(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            said: list[str] = []
            pilot.app.say = lambda text, *_tone: said.append(text)  # type: ignore[attr-defined]  # listens
            await pilot.press("ctrl+b")
            await seen(pilot, "Chair: The meeting goes on: 4.1 จัดซื้อรถเข็น.")
            await pilot.press("ctrl+b")
            await until(pilot, lambda: "The meeting goes on." in said)
            await pilot.press("ctrl+b")
            await seen(pilot, "Chair: The meeting goes on")
            for place in roll(room.replica, meeting)[1:]:
                leave(room.replica, place.attendance)
            await seen(pilot, "there is no quorum, so we wait.")
            await pilot.press("ctrl+b")
            await until(pilot, lambda: any("The meeting goes on. No quorum: 1 present" in each for each in said))

        in_minutes(room.replica, meeting, test)

    def test_opened_again_after_its_close_it_is_said_that_it_is(self, room: Room, meeting: bytes) -> None:
        close_meeting(room.replica, meeting)

        async def test(pilot: Pilot[Any]) -> None:
            said: list[str] = []
            pilot.app.say = lambda text, *_tone: said.append(text)  # type: ignore[attr-defined]  # listens
            await pilot.press("ctrl+b")
            await seen(pilot, "This meeting is closed. Open it again?")
            await pilot.press("right", "enter")
            await until(pilot, lambda: said == ["The meeting is open again."])

        in_minutes(room.replica, meeting, test)

    def test_once_closed_the_foot_has_what_can_be_done_and_the_key_of_the_close_leads_to_the_paper(
        self, room: Room, meeting: bytes
    ) -> None:
        close_meeting(room.replica, meeting)

        async def test(pilot: Pilot[Any]) -> None:
            foot = "F8 Next item  F9 Resolution  F7 Task  F12 Paper and steps  "
            shown = await seen(pilot, foot)
            assert "Close it" not in shown
            assert "In and out" not in shown
            await pilot.press("f12")
            await seen(pilot, "Minutes on paper", "ผู้มาประชุม")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_enter_upon_the_checklist_closes_nothing(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "คุยกันแล้ว")
            await pilot.press("f12")
            await seen(pilot, "Before the meeting is closed")
            await pilot.press("enter")
            await seen(pilot, "คุยกันแล้ว", gone="Before the meeting is closed")

        in_minutes(room.replica, meeting, test, SMALL)
        assert room.record("meeting", meeting)["state"] == "open"


class TestAgenda:
    def test_a_new_item_goes_under_the_heading_that_is_chosen(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f3")
            await seen(pilot, "New item under heading 4", "› 4 Matters for consideration")
            await type_text(pilot, "เรื่องแทรก")
            await pilot.press("down")
            await seen(pilot, "New item under heading 5", "› 5 Other matters")
            await pilot.press("enter")
            await seen(pilot, "5.2 เรื่องแทรก", gone="New item under")

        in_minutes(room.replica, meeting, test, SMALL)
        item = item_of(room.replica, meeting, "เรื่องแทรก")
        assert room.record("agenda_item", item)["heading"] == "5"

    def test_an_item_without_a_title_is_none(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f3")
            await seen(pilot, "New item under heading 4")
            await pilot.press("enter")
            await seen(pilot, "Nothing was typed: an item needs a title.")

        in_minutes(room.replica, meeting, test, SMALL)


class TestPanes:
    def test_a_small_screen_shows_item_quorum_and_text_and_the_panes_on_demand(
        self, room: Room, meeting: bytes
    ) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            shown = await seen(pilot, "4.1 จัดซื้อรถเข็น", "Quorum is met: 6 present")
            assert "Matters arising" not in shown
            await pilot.press("f2")
            await seen(pilot, "3 Matters arising", "4.2 ทางลาด")
            await pilot.press("f4")
            await seen(pilot, "นายสมชาย ใจดี, Chair", gone="3 Matters arising")
            await pilot.press("escape")
            await type_text(pilot, "พิมพ์ต่อ")
            await seen(pilot, "พิมพ์ต่อ", gone="นายสมชาย")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_the_words_of_the_chair_are_whole_at_eighty_columns(self, room: Room, meeting: bytes) -> None:
        room.set("agenda_item", item_of(room.replica, meeting, "จัดซื้อ"), {"presenter": room.people["ประเสริฐ"]})

        async def test(pilot: Pilot[Any]) -> None:
            shown = await seen(pilot, "Chair: 4.1 จัดซื้อรถเข็น. I ask นายประเสริฐ แสงทอง to present")
            assert "it." in "".join(shown.split("to present")[1].splitlines()[:2])

        in_minutes(room.replica, meeting, test, SMALL)

    def test_a_large_screen_shows_all_at_once(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await seen(pilot, "3 Matters arising", "4.2 ทางลาด", "นายสมชาย ใจดี, Chair", "Resolutions 0", "Tasks 0")

        in_minutes(room.replica, meeting, test, LARGE)


@pytest.mark.parametrize(
    ("position", "edits", "after"),
    [
        (5, [Edit(0, 0, "กข")], 7),
        (5, [Edit(5, 0, "กข")], 5),
        (5, [Edit(6, 0, "กข")], 5),
        (5, [Edit(0, 2, "")], 3),
        (5, [Edit(4, 3, "")], 4),
        (5, [Edit(4, 3, "กขค")], 4),
        (5, [Edit(3, 2, "ก")], 4),
        (0, [Edit(0, 3, "")], 0),
        (5, [Edit(0, 0, "ก"), Edit(2, 1, "")], 5),
    ],
)
def test_a_position_stays_behind_its_character(position: int, edits: list[Edit], after: int) -> None:
    assert shifted(position, edits) == after


def test_who_is_at_another_meeting_is_not_shown_at_this_one(room: Room, meeting: bytes) -> None:
    peer = Peer(b"x" * 32, "นางสาวสมศรี รักเรียน", "โน้ตบุ๊ก", standing=Standing.IN_SYNC, place="4.1 เรื่องอื่น")
    view = look(room.replica, meeting, Showing())
    assert "สมศรี" not in summary(view, [peer])


def test_where_somebody_else_writes_is_in_sight_at_eighty_columns(room: Room, meeting: bytes) -> None:
    peer = Peer(b"x" * 32, "นางสาวสมศรี รักเรียน", "โน้ตบุ๊ก", standing=Standing.IN_SYNC, place="4.2 ทางลาดหน้าอนามัย")
    sync = WithoutSync()
    sync.state = lambda: SyncState(peers=(peer,), running=True)  # type: ignore[method-assign]  # stands in for a node

    async def run() -> None:
        app = NettermApp(room.replica, language=Language.EN, start_sync=lambda _replica: sync)
        async with app.run_test(size=SMALL) as pilot:
            await seen(pilot, "1 computer here")
            await app.push_screen(MinutesScreen(meeting))
            await seen(pilot, "สมศรี: 4.2 ทางลาดหน้าอนามัย")

    asyncio.run(run())
