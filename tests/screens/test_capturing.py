"""What is made of the lines of the minutes while they are typed: names, dates, questions, opinions, resolutions."""

import asyncio
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from netterm.flows.agenda import items
from netterm.flows.meetings import close_meeting
from netterm.flows.minutes import certify, circulate, render
from netterm.flows.proceedings import record_resolution
from netterm.screens.minutes.foot import Foot
from netterm.screens.offered_names import OfferedNames
from netterm.store import Replica
from tests.flows.rooms import Room
from tests.screens.minutes_desk import LARGE, SMALL, discussion, editor, held_meeting, in_minutes, item_of
from tests.screens.seeing import screen_text, seen, type_text, until


@pytest.fixture
def meeting(room: Room) -> bytes:
    return held_meeting(room)


def offered(pilot: Pilot[Any]) -> bool:
    return pilot.app.screen.query_one(OfferedNames).is_open


def rows_with(said: str, shown: str) -> list[str]:
    """What stands before it in each row that says it."""
    return [row.partition(said)[0].strip() for row in shown.split("\n") if said in row]


class TestNames:
    def test_are_offered_from_one_letter_and_stand_in_full_in_a_sentence(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "ให้ @ม")
            await seen(pilot, "นางมาลี ดอกไม้")
            await pilot.press("tab")
            await type_text(pilot, " ไป")
            await seen(pilot, "ให้ นางมาลี ดอกไม้ ไป")
            await until(pilot, lambda: not offered(pilot))

        in_minutes(room.replica, meeting, test, SMALL)

    def test_are_chosen_by_arrows_and_taken_by_enter_without_a_new_line(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "@ส")
            await seen(pilot, "นายสมชาย ใจดี", "นางสาวสมศรี รักเรียน")
            await pilot.press("down", "down", "enter")  # the first ↓ marks the first
            await until(pilot, lambda: editor(pilot).text == "นางสาวสมศรี รักเรียน")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_the_one_that_tab_takes_says_so_and_no_other(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "@ส")
            assert rows_with("Tab takes it", await seen(pilot, "รักเรียน")) == ["นายสมชาย ใจดี"]
            await pilot.press("down", "down")
            await until(pilot, lambda: rows_with("Tab takes it", screen_text(pilot)) == ["นางสาวสมศรี รักเรียน"])
            await pilot.press("tab")
            await until(pilot, lambda: editor(pilot).text == "นางสาวสมศรี รักเรียน")
            assert "takes it" not in screen_text(pilot)

        in_minutes(room.replica, meeting, test, SMALL)

    def test_the_key_is_in_sight_behind_a_name_that_is_as_wide_as_the_screen(self, room: Room, meeting: bytes) -> None:
        room.add("person", {"title": "นาง", "first": "อารี", "last": "อารมณ์ดี" * 6})

        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "ขอเชิญคุณ @อารี")
            [row] = rows_with("Tab takes it", await seen(pilot, "Tab takes it"))
            assert row.startswith("นางอารี")
            assert row.endswith("…")
            region = pilot.app.screen.query_one(OfferedNames).region
            assert (region.x, region.right) == (0, 60)

        in_minutes(room.replica, meeting, test, (60, 20))

    def test_what_no_arrow_marked_is_not_taken_by_enter(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "ให้ @สมช")
            await seen(pilot, "นายสมชาย ใจดี")
            await pilot.press("enter")
            await type_text(pilot, "@ส")
            await seen(pilot, "นายสมชาย ใจดี")
            await pilot.press("down", "enter")
            await until(pilot, lambda: editor(pilot).text == "ให้ @สมช\nนายสมชาย ใจดี")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_no_letter_is_lost_on_the_way_and_a_sign_left_alone_stays(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "นัด @สมชายที่อำเภอ")
            await until(pilot, lambda: editor(pilot).text == "นัด @สมชายที่อำเภอ" and not offered(pilot))
            await pilot.press("enter")
            await type_text(pilot, "@")
            await seen(pilot, "นายวิชัย กล้าหาญ")
            await pilot.press("enter")  # nothing is marked yet
            await until(pilot, lambda: editor(pilot).text == "นัด @สมชายที่อำเภอ\n@\n")

        in_minutes(room.replica, meeting, test, LARGE)

    def test_are_left_by_escape_without_leaving_the_minutes(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "@มา")
            await until(pilot, lambda: offered(pilot))
            await pilot.press("escape")
            await until(pilot, lambda: not offered(pilot))
            await type_text(pilot, "ล")
            await pilot.press("enter")
            await until(pilot, lambda: editor(pilot).text == "@มาล\n")
            assert not offered(pilot)

        in_minutes(room.replica, meeting, test, SMALL)

    def test_who_is_not_at_the_meeting_is_found_in_the_register(self, room: Room, meeting: bytes) -> None:
        room.add("person", {"title": "นาง", "first": "อารี", "last": "อารมณ์ดี"})

        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "! โทรหาช่าง @อา")
            await seen(pilot, "นางอารี อารมณ์ดี · not here")
            await pilot.press("tab")
            await type_text(pilot, " ^+7")
            await seen(pilot, "Task: นางอารี อารมณ์ดี · ")

        in_minutes(room.replica, meeting, test, SMALL)


class TestEcho:
    def test_a_date_is_spelled_out_and_goes_with_its_line(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "ส่งภายใน 20/7/69")
            await seen(pilot, "20/7/69 = Monday 20 July B.E. 2569")
            await pilot.press("enter")
            await seen(pilot, "ส่งภายใน 20/7/69", gone="Monday")
            await pilot.press("up")
            await seen(pilot, "Monday 20 July")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_a_name_that_nobody_has_is_said_to_be_none(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "! ทำ @ซซซ ^+7")
            await seen(pilot, "! There is no")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_a_part_of_a_name_is_looked_up_in_the_register_and_known_from_then_on(
        self, room: Room, meeting: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[str] = []
        find = type(room.replica).find

        def counted(replica: Replica, entity: str, typed: str) -> bytes:
            looked.append(typed)
            return find(replica, entity, typed)

        monkeypatch.setattr(type(room.replica), "find", counted)

        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "! ทำหนังสือ @มชาย ^+7")
            await seen(pilot, "Task: นายสมชาย ใจดี")
            before = looked.count("มชาย")
            await pilot.pause(0.5)
            assert looked.count("มชาย") == before

        in_minutes(room.replica, meeting, test)

    def test_where_nothing_is_understood_nothing_is_painted_but_the_text(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "ก")
            await seen(pilot, "Saved", gone="Saving")
            foot, names = pilot.app.screen.query_one(Foot), pilot.app.screen.query_one(OfferedNames)
            painted: list[str] = []
            foot.refresh = names.refresh = lambda *_a, **_k: painted.append("")  # type: ignore[assignment, method-assign]  # counts
            await type_text(pilot, "ขคง")
            await until(pilot, lambda: editor(pilot).text == "กขคง")
            await pilot.pause(0.1)
            assert painted == []

        in_minutes(room.replica, meeting, test, SMALL)


class TestSaid:
    def test_a_question_and_its_answer_take_enter_alone(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "? งบจากไหน @วิ")
            await seen(pilot, "Question: นายวิชัย กล้าหาญ · งบจากไหน")
            await pilot.press("tab", "enter")
            await seen(pilot, "ถาม: งบจากไหน (นายวิชัย กล้าหาญ)", "Unanswered 1", "A question waits for its answer")
            await type_text(pilot, "= กองทุน @มา")
            await pilot.press("tab", "enter")
            await seen(pilot, "ตอบ: กองทุน (นางมาลี ดอกไม้)", gone="Unanswered")

        in_minutes(room.replica, meeting, test, SMALL)
        assert room.replica.list("question")[0]["answered_by"] == room.people["มาลี"]

    def test_enter_ends_such_a_line_wherever_the_cursor_is_in_it(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "? งบจากไหน")
            await pilot.press("left", "left", "enter")
            await until(pilot, lambda: editor(pilot).text == "ถาม: งบจากไหน\n")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_what_cannot_be_recorded_stays_as_it_was_typed(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            said: list[str] = []
            pilot.app.say = lambda text, *_tone: said.append(text)  # type: ignore[attr-defined]  # listens
            await type_text(pilot, "= กองทุน")
            await pilot.press("enter")
            await until(pilot, lambda: any("No question under this item waits" in each for each in said))
            assert editor(pilot).text == "= กองทุน\n"

        in_minutes(room.replica, meeting, test, SMALL)

    def test_any_line_becomes_an_objection_and_one_key_takes_it_back(self, room: Room, meeting: bytes) -> None:
        item = item_of(room.replica, meeting, "จัดซื้อ")

        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "มาลีว่าแพงไป")
            await pilot.press("ctrl+n")
            await seen(pilot, "What is this line?", "[Opinion]", "มาลี ดอกไม้")
            await pilot.press("down", "enter")
            await until(pilot, lambda: editor(pilot).text == "ข้อคัดค้าน (นางมาลี ดอกไม้): มาลีว่าแพงไป")
            await until(pilot, lambda: discussion(room.replica, item).startswith("ข้อคัดค้าน"))
            await pilot.press("ctrl+z")
            await until(pilot, lambda: editor(pilot).text == "มาลีว่าแพงไป")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_a_line_becomes_a_resolution_with_its_mover(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "เห็นชอบให้ซื้อ")
            await pilot.press("ctrl+n")
            await seen(pilot, "What is this line?")
            await pilot.press("up")
            await seen(pilot, "[Resolution]")
            await type_text(pilot, "วิ")
            await seen(pilot, "นายวิชัย กล้าหาญ")
            await pilot.press("enter")
            await seen(pilot, "Resolution under 4.1", "วิชัย กล้าหาญ")
            await pilot.press("enter")
            await seen(pilot, "Resolutions 1")

        in_minutes(room.replica, meeting, test, SMALL)
        motion = room.replica.list("motion")[0]
        assert (motion["mover"], motion["ballot"], motion["state"]) == (room.people["วิชัย"], "unanimous", "carried")


class TestVotes:
    def test_what_is_lost_is_not_approved_until_the_verb_says_so(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f9")
            await seen(pilot, "Resolution under 4.1")
            await type_text(pilot, "เห็นชอบให้ซื้อ")
            await pilot.press("tab", "2", "tab", "4")
            await seen(pilot, "2 for, 4 against: lost.")
            await pilot.press("enter")
            await seen(pilot, "The vote is lost, so the verb is “Rejected” now", "[Rejected]", "ไม่เห็นชอบให้ซื้อ")
            assert room.replica.count("resolution") == 0
            await pilot.press("enter")
            await seen(pilot, "Resolutions 1")

        in_minutes(room.replica, meeting, test, SMALL)
        made = room.replica.list("resolution")[0]
        assert (made["verb"], made["text"]) == ("reject", "ไม่เห็นชอบให้ซื้อ")

    @pytest.mark.parametrize("words", ["รับทราบการทดสอบ", "เลื่อนการทดสอบ"])
    def test_what_is_lost_is_neither_acknowledged_nor_put_off(self, room: Room, meeting: bytes, words: str) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f9")
            await seen(pilot, "Resolution under 4.1")
            await type_text(pilot, words)
            await pilot.press("tab", "2", "tab", "4", "enter")
            await seen(pilot, "The vote is lost", f"ไม่เห็นชอบให้{words}")
            assert room.replica.count("resolution") == 0

        in_minutes(room.replica, meeting, test, SMALL)

    def test_counted_again_it_is_what_was_typed_first(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f9")
            await seen(pilot, "Resolution under 4.1")
            await type_text(pilot, "เห็นชอบให้ซื้อ")
            await pilot.press("tab", "2", "tab", "4", "enter")
            await seen(pilot, "The vote is lost")
            await pilot.press("backspace", "1")
            await seen(pilot, "2 for, 1 against: carried.", "[Approved]", gone="ไม่เห็นชอบ")
            await pilot.press("enter")
            await seen(pilot, "Resolutions 1")

        in_minutes(room.replica, meeting, test, SMALL)
        made = room.replica.list("resolution")[0]
        assert (made["verb"], made["text"]) == ("approve", "เห็นชอบให้ซื้อ")

    def test_what_is_voted_on_is_not_just_acknowledged(self, room: Room, meeting: bytes) -> None:
        room.set("agenda_item", item_of(room.replica, meeting, "จัดซื้อ"), {"purpose": "inform"})

        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f9")
            await seen(pilot, "Resolution under 4.1", "[Acknowledged]")
            await type_text(pilot, "จ้างเหมา")
            await pilot.press("tab", "4")
            await seen(pilot, "[Approved]")
            await pilot.press("up")
            await seen(pilot, "[Acknowledged]", "usually not")

        in_minutes(room.replica, meeting, test, SMALL)


class TestTheLineAtTheCursor:
    def test_is_offered_and_not_taken_where_it_reads_as_no_resolution(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "คุยกันเรื่องงบ")
            await pilot.press("f9")
            await seen(pilot, "Resolution under 4.1", "→ takes: คุยกันเรื่องงบ")
            await type_text(pilot, "เห็นชอบ")
            await pilot.press("enter")
            await seen(pilot, "Resolutions 1")

        in_minutes(room.replica, meeting, test, SMALL)
        assert room.replica.list("resolution")[0]["text"] == "เห็นชอบ"

    def test_is_taken_by_one_key(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "ซื้อสองคัน")
            await pilot.press("f9")
            await seen(pilot, "→ takes: ซื้อสองคัน")
            await pilot.press("right")
            await type_text(pilot, "พรุ่งนี้")
            await pilot.press("enter")
            await seen(pilot, "Resolutions 1")

        in_minutes(room.replica, meeting, test, SMALL)
        assert room.replica.list("resolution")[0]["text"] == "ซื้อสองคันพรุ่งนี้"

    @pytest.mark.parametrize("ahead", [True, False])
    def test_is_typed_over_where_it_was_taken(self, room: Room, meeting: bytes, ahead: bool) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "เห็นชอบให้ซื้อ")
            if ahead:
                for key, character in (("f9", None), *((letter, letter) for letter in "รับทราบ")):
                    pilot.app.post_message(events.Key(key, character))
            else:
                await pilot.press("f9")
                await seen(pilot, "Resolution under 4.1", "[Approved]")
                await type_text(pilot, "รับทราบ")
            await seen(pilot, "[Acknowledged]")
            await pilot.press("enter")
            await seen(pilot, "Resolutions 1")

        in_minutes(room.replica, meeting, test, SMALL)
        assert room.replica.list("resolution")[0]["text"] == "รับทราบ"

    def test_mover_seconder_and_two_thirds_are_kept_as_a_motion(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f9")
            await seen(pilot, "Resolution under 4.1")
            await type_text(pilot, "เห็นชอบ")
            await pilot.press("tab", "4", "tab", "1", "tab", "tab")
            await type_text(pilot, "ม")
            await seen(pilot, "นางมาลี ดอกไม้")
            await pilot.press("tab")
            await type_text(pilot, "บุ")
            await seen(pilot, "นางบุญมี ศรีสุข")
            await pilot.press("tab", "right", "right")
            await seen(pilot, "Two thirds", "4 for, 4 needed: carried.")
            await pilot.press("f2")
            await seen(pilot, "Resolutions 1")

        in_minutes(room.replica, meeting, test, SMALL)
        motion = room.replica.list("motion")[0]
        assert [motion[name] for name in ("mover", "seconder", "threshold", "state")] == [
            room.people["มาลี"], room.people["บุญมี"], "two_thirds", "carried",
        ]  # fmt: skip

    def test_by_name_it_is_noted_who_voted_how(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f9")
            await seen(pilot, "Resolution under 4.1")
            await type_text(pilot, "เห็นชอบ")
            await pilot.press(*["tab"] * 7, "right", "tab", "enter")
            await seen(pilot, "Who votes how?", "นายสมชาย ใจดี: –")
            for choice, counted in (("1", "1 for, 0 against"), ("1", "2 for, 0 against"), ("2", "2 for, 1 against")):
                await pilot.press(choice)
                await seen(pilot, counted)
            await pilot.press("enter")
            await seen(pilot, "2 for, 1 against: carried.", gone="Who votes how?")
            await pilot.press("f2")
            await seen(pilot, "Resolutions 1")

        in_minutes(room.replica, meeting, test, SMALL)
        votes = {each["person"]: each["choice"] for each in room.replica.list("vote")}
        assert votes == {
            room.people["สมชาย"]: "for", room.people["สมศรี"]: "for", room.people["มาลี"]: "against",
        }  # fmt: skip


class TestKeysOnTheirWay:
    def test_what_is_typed_right_behind_a_key_goes_to_its_dialog(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await type_text(pilot, "คุยกัน")
            for key, character in (("f9", None), *((letter, letter) for letter in "เห็นชอบ"), ("enter", "\r")):
                pilot.app.post_message(events.Key(key, character))
            await seen(pilot, "Resolutions 1")
            assert editor(pilot).text == "คุยกัน"

        in_minutes(room.replica, meeting, test, SMALL)
        made = room.replica.list("resolution")[0]
        assert (made["verb"], made["text"]) == ("approve", "เห็นชอบ")


class TestAsTheMeetingStands:
    def test_a_closed_meeting_offers_only_what_can_still_be_done(self, room: Room, meeting: bytes) -> None:
        close_meeting(room.replica, meeting)

        async def test(pilot: Pilot[Any]) -> None:
            shown = await seen(pilot, "F8 Next item", "F9 Resolution")
            assert "F12 Close it" not in shown
            assert "F5" not in shown
            await pilot.press("f5")
            await seen(pilot, "This meeting does not run: who was there")
            await pilot.press("f8")
            await seen(pilot, "4.2 ทางลาด")

        in_minutes(room.replica, meeting, test, SMALL)
        states = {str(each["state"]) for each in items(room.replica, meeting)}
        assert "current" not in states

    def test_who_types_while_it_is_certified_is_told_once_and_keeps_the_text(self, room: Room, meeting: bytes) -> None:
        close_meeting(room.replica, meeting)
        item = item_of(room.replica, meeting, "จัดซื้อ")
        room.set("meeting", meeting, {"checker": room.people["มาลี"], "secretary": room.people["สมศรี"]})
        later = room.plan("2026-08-15T09:30")
        certifying = room.add("agenda_item", {"meeting": later, "heading": "2", "title": "รับรอง"})

        async def test(pilot: Pilot[Any]) -> None:
            said: list[str] = []
            pilot.app.say = lambda text, *_tone: said.append(text)  # type: ignore[attr-defined]  # listens
            await type_text(pilot, "ก่อน")
            await seen(pilot, "Saved", gone="Saving")
            version = render(room.replica, meeting, "รายงาน")
            circulate(room.replica, version)
            resolution = record_resolution(room.replica, certifying, "certify", "รับรอง", override_reason="ทดสอบ")
            editor(pilot).insert(" หลัง")
            certify(room.replica, version, resolution)
            await seen(pilot, "Not saved: these minutes are certified", "ก่อน หลัง")
            await pilot.pause(2.5)
            assert len([each for each in said if "certified while you typed" in each]) == 1
            assert editor(pilot).read_only
            await pilot.press("escape")
            await seen(pilot, "What you typed last is not in these minutes. Leave it?")

        in_minutes(room.replica, meeting, test, SMALL)
        assert discussion(room.replica, item) == "ก่อน"

    def test_the_time_of_an_item_follows_what_is_typed_and_never_a_clock(self, room: Room, meeting: bytes) -> None:
        room.set("agenda_item", item_of(room.replica, meeting, "จัดซื้อ"), {"minutes_limit": 10})

        async def test(pilot: Pilot[Any]) -> None:
            await seen(pilot, "0 of 10 minutes", "Chair: 4.1 จัดซื้อรถเข็น. I ask")
            room.clock.go_on(12)
            await pilot.pause(0.3)
            assert "0 of 10 minutes" in screen_text(pilot)
            await type_text(pilot, "ก")
            await seen(pilot, "12 of 10 minutes, 2 over", "Meeting 12 min", "The time for this item is over")

        in_minutes(room.replica, meeting, test, SMALL)

    def test_who_looks_back_at_an_item_sees_how_long_it_took_and_takes_it_not_up_again(
        self, room: Room, meeting: bytes
    ) -> None:
        first = item_of(room.replica, meeting, "จัดซื้อ")
        room.set("agenda_item", first, {"minutes_limit": 10})

        async def test(pilot: Pilot[Any]) -> None:
            room.clock.go_on(12)
            await pilot.press("f8")
            await seen(pilot, "ทางลาดหน้าอนามัย · 0 minutes")
            room.clock.go_on(30)
            await pilot.press("f6")
            await seen(pilot, "12 of 10 minutes, 2 over", "Meeting 42 min")
            assert room.record("agenda_item", first)["state"] == "done"

        in_minutes(room.replica, meeting, test)

    def test_what_the_chair_says_stands_in_full_in_the_pane(self, room: Room, meeting: bytes) -> None:
        async def test(pilot: Pilot[Any]) -> None:
            await pilot.press("f4")
            await seen(pilot, "The chair says", "I ask whoever brings it up to present it.")
            await pilot.press("escape", "ctrl+p")
            await seen(pilot, "All commands")
            await type_text(pilot, "what the chair")
            await pilot.press("enter")
            await seen(pilot, "The chair says", "Close", gone="All commands")

        in_minutes(room.replica, meeting, test, SMALL)


def test_nothing_is_painted_while_nothing_happens(room: Room, meeting: bytes) -> None:
    async def test(pilot: Pilot[Any]) -> None:
        await type_text(pilot, "! ทำ @มา")
        await seen(pilot, "Saved", gone="Saving")
        await asyncio.sleep(0.3)
        before = pilot.app.screen._compositor.render_strips()
        assert pilot.app.screen._dirty_widgets == set()
        room.clock.go_on(30)
        await asyncio.sleep(0.5)
        assert pilot.app.screen._dirty_widgets == set()
        assert pilot.app.screen._compositor.render_strips() == before

    in_minutes(room.replica, meeting, test, SMALL)
