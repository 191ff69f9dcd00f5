"""What comes from another laptop into minutes that are certified: named everywhere, and changing nothing certified."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm import papers
from netterm.flows.agenda import add_item
from netterm.flows.late_changes import late_changes, looked_at, waiting_meetings
from netterm.flows.meetings import close_meeting
from netterm.flows.minutes import Correction, certified, certify_corrected, circulate, render
from netterm.flows.minutes import certify as certify_version
from netterm.flows.tasks import give_task, report_progress
from netterm.model import Role
from netterm.model.kinds import Compartment
from netterm.papers.passages import LatePassage, late_passages, not_certified, passages_between, taken_up
from netterm.store import Replica, joined
from tests.flows.rooms import CHEAP, Room
from tests.store.laptops import pull, settle


def says_more(replica: Replica, meeting: bytes) -> bool:
    return bool(not_certified(replica, meeting))


@dataclass
class Two:
    """Two laptops with a closed meeting and an item of it."""

    room: Room
    second: Replica
    meeting: bytes
    item: bytes

    def late(self) -> list[tuple[str, str, object, object]]:
        """What both say came late; they have to agree."""
        settle(self.room.replica, self.second)
        both = [late_changes(replica, self.meeting, says_more) for replica in (self.room.replica, self.second)]
        assert both[0] == both[1]
        general = Compartment.GENERAL
        assert self.room.replica.digest(general) == self.second.digest(general)
        return [(each.entity, each.field, each.before, each.after) for each in both[0]]


@pytest.fixture
def two(room: Room, tmp_path: Path) -> Iterator[Two]:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "งบ")
    give_task(room.replica, "ส่งหนังสือ", room.people["มาลี"], room.replica.today(), item=item)
    close_meeting(room.replica, meeting)
    key = Ed25519PrivateKey.generate()
    admission = room.replica.admit(
        key.public_key().public_bytes_raw(), person=room.people["มาลี"], name="มาลี", computer="2",
        roles=frozenset({Role.MEMBER}),
    )  # fmt: skip
    with joined(tmp_path / "second", admission, key, cost=CHEAP, clock=room.clock) as second:
        pull(second, room.replica)
        yield Two(room, second, meeting, item)


def certify(two: Two) -> str:
    text = papers.minutes.markdown(two.room.replica, two.meeting)
    two.room.certify(two.meeting, text)
    return text


def test_what_was_written_without_knowing_of_the_certification_is_named_on_both_laptops(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    with two.second.action() as act:
        act.set("agenda_item", two.item, {"title": "งบประมาณ"})
    text = two.second.text("agenda_item", two.item, "discussion")
    text.insert(0, "เพิ่มทีหลัง")
    text.commit()
    sealed = certify(two)
    assert late_changes(two.room.replica, two.meeting, says_more) == []
    assert two.late() == [("agenda_item", "title", "งบ", "งบประมาณ"), ("agenda_item", "discussion", None, None)]
    held = certified(two.second, two.meeting)
    assert held is not None
    assert held["text"] == papers.minutes.holding(two.second, two.meeting) == sealed
    assert "งบประมาณ" in papers.minutes.markdown(two.second, two.meeting)
    assert set(waiting_meetings(two.second, says_more)) == {two.meeting}
    monkeypatch.setattr("netterm.flows.late_changes._LOOK_BACK", 0)
    assert waiting_meetings(two.second, says_more) == {}


def test_what_was_seen_before_the_certification_is_no_late_change(two: Two) -> None:
    with two.second.action() as act:
        act.set("agenda_item", two.item, {"title": "งบประมาณ"})
    settle(two.room.replica, two.second)
    certify(two)
    assert two.late() == []


def circulated(two: Two) -> bytes:
    """The minutes as they are now, handed round."""
    two.room.set("meeting", two.meeting, {"checker": two.room.people["สมชาย"]})
    version = render(two.room.replica, two.meeting, papers.minutes.markdown(two.room.replica, two.meeting))
    circulate(two.room.replica, version)
    return version


def typed(replica: Replica, item: bytes, words: str) -> None:
    text = replica.text("agenda_item", item, "discussion")
    text.insert(0, words)
    text.commit()


def test_what_was_written_after_the_text_was_drawn_is_named_though_the_certification_knew_of_it(two: Two) -> None:
    version = circulated(two)
    typed(two.second, two.item, "พิมพ์หลังแจ้งเวียน")
    settle(two.room.replica, two.second)
    typed(two.room.replica, two.item, "และที่เครื่องนี้ด้วย\n")
    certify_version(two.room.replica, version, two.room.resolution())
    assert two.late() == [("agenda_item", "discussion", None, None)]
    assert set(waiting_meetings(two.second, says_more)) == {two.meeting}
    looked_at(two.room.replica, two.meeting)
    assert two.late() == []


def test_what_the_certification_took_up_is_no_late_change(two: Two) -> None:
    version = circulated(two)
    typed(two.room.replica, two.item, "พิมพ์หลังแจ้งเวียน")
    text = str(two.room.record("minutes_version", version)["text"])
    drawn = papers.minutes.markdown(two.room.replica, two.meeting)
    [passage] = passages_between(text, drawn)
    assert passage.corrects() == (passage.behind, f"{passage.behind} พิมพ์หลังแจ้งเวียน")
    correction = Correction(*passage.corrects(), taken_up(text, drawn, {0}))
    assert correction.text == drawn
    certify_corrected(two.room.replica, version, two.room.resolution(), [correction])
    assert two.late() == []


def test_what_a_passage_was_put_right_in_by_hand_is_no_late_change_either(two: Two) -> None:
    typed(two.room.replica, two.item, "งบ 5 คัน")
    version = circulated(two)
    typed(two.room.replica, two.item, "พลาด")
    text = two.room.replica.text("agenda_item", two.item, "discussion")
    text.delete(0, len("พลาด"))
    text.commit()
    said = str(two.room.record("minutes_version", version)["text"])
    corrected = Correction("5 คัน", "6 คัน", papers.sealed.corrected(said, "5 คัน", "6 คัน"))
    certify_corrected(two.room.replica, version, two.room.resolution(), [corrected])
    assert two.late() == []


def test_of_what_moved_on_only_what_is_wanted_is_taken_up_and_at_its_place(two: Two) -> None:
    def drawn(*lines: str) -> str:
        return "# รายงาน\n\n" + "\n\n".join(lines) + "\n"

    task, again = "**ภารกิจ** ส่งหนังสือ กำหนดเสร็จ 1", "**ภารกิจ** ส่งหนังสือ กำหนดเสร็จ 9"
    text, now = drawn("ก", "ข", task, "ค"), drawn("ก1", "ข", "ใหม่ 1", "ใหม่ 2", again, "เติม", "ค1")
    passages = passages_between(text, now)
    assert [(each.before, each.after) for each in passages] == [
        ("ก", "ก1"), ("", "ใหม่ 1"), ("", "ใหม่ 2"), ("", "เติม"), ("ค", "ค1"),
    ]  # fmt: skip
    assert taken_up(text, now, ()) == text
    assert taken_up(text, now, {0}) == drawn("ก1", "ข", task, "ค")
    assert passages_between(taken_up(text, now, range(len(passages))), now) == []
    assert taken_up(drawn("ก", "ข"), drawn("ข"), {0}) == drawn("ข")
    assert taken_up("ก\n", "ใหม่\n\nก\n", {0}) == "ใหม่\n\nก\n"


def test_tasks_that_go_on_and_numbers_given_later_are_none_either(two: Two) -> None:
    certify(two)
    [task] = two.second.ids("task")
    report_progress(two.second, task, "ส่งแล้ว", state="done")
    assert two.late() == []


def test_what_was_added_or_taken_away_is_named(two: Two) -> None:
    with two.second.action() as act:
        act.add("question", {"meeting": two.meeting, "text": "ทำไม"})
        act.delete("agenda_item", two.item)
    certify(two)
    assert set(two.late()) == {("question", "text", None, "ทำไม"), ("agenda_item", "", None, None)}


def test_what_was_looked_at_is_not_named_again(two: Two) -> None:
    with two.second.action() as act:
        act.set("agenda_item", two.item, {"title": "งบประมาณ"})
    certify(two)
    assert len(two.late()) == 1
    looked_at(two.room.replica, two.meeting)
    assert two.late() == []


def test_the_lines_that_differ_may_be_proposed_but_no_correction_is_taken_back() -> None:
    sealed = ["หัวข้อ", "งบ 6 คัน", "มติ"]
    assert late_passages(sealed, ["หัวข้อ", "งบ 5 คัน", "มติ"], [("5 คัน", "6 คัน")]) == []
    assert late_passages(sealed, ["หัวข้อ", "งบ 5 คัน", "มติ", "เพิ่ม"], [("5 คัน", "6 คัน")]) == [LatePassage("", "เพิ่ม", "มติ")]
    assert late_passages(sealed, sealed, [("5 คัน", "6 คัน")]) == []  # the late change is what was corrected
    assert late_passages(sealed, ["หัวข้อ", "งบ 9 คัน"]) == [
        LatePassage("งบ 6 คัน", "งบ 9 คัน", "หัวข้อ"),
        LatePassage("มติ", "", "งบ 6 คัน"),
    ]
