import pytest

from netterm.errors import Failure
from netterm.flows.agenda import add_item
from netterm.flows.attendance import mark_absent, roll
from netterm.flows.proceedings import (
    NothingResolved,
    NoVote,
    QuorumMissing,
    answer_question,
    ask_question,
    cast_votes,
    count_motion,
    put_motion,
    record_resolution,
    resolution_from_line,
)
from netterm.model import Value
from netterm.model.motions import Counts, ImpossibleCounts, Outcome
from tests.flows.rooms import Room


@pytest.fixture
def item(room: Room) -> bytes:
    return add_item(room.replica, room.opened(), "จัดซื้อรถเข็น")


def send_away(room: Room, count: int) -> None:
    meeting = room.replica.list("meeting")[0]
    for place in roll(room.replica, meeting.id)[:count]:
        mark_absent(room.replica, place.attendance)


def test_a_unanimous_resolution_has_all_who_are_present_for_it(room: Room, item: bytes) -> None:
    made = room.record("resolution", record_resolution(room.replica, item, "approve", "ให้จัดซื้อ 2 คัน", unanimous=True))
    assert [made[name] for name in ("for", "against", "abstain", "present", "quorum_required")] == [6, 0, 0, 6, 3]
    assert (made["number"], made["override_reason"]) == (1, None)


def test_a_counted_one_keeps_its_counts(room: Room, item: bytes) -> None:
    made = room.record("resolution", record_resolution(room.replica, item, "approve", "ซื้อ", counts=Counts(4, 1, 1)))
    assert [made[name] for name in ("for", "against", "abstain")] == [4, 1, 1]


def test_more_votes_than_people_are_refused(room: Room, item: bytes) -> None:
    with pytest.raises(ImpossibleCounts):
        record_resolution(room.replica, item, "approve", "ซื้อ", counts=Counts(7, 1))
    assert room.replica.count("resolution") == 0


def test_below_quorum_a_resolution_is_stopped_and_nothing_is_written(room: Room, item: bytes) -> None:
    send_away(room, 4)
    with pytest.raises(QuorumMissing) as stopped:
        record_resolution(room.replica, item, "approve", "ซื้อ", unanimous=True, override_reason="  ")
    assert str(stopped.value).startswith("No quorum: 2 present, 3 needed.")
    assert room.replica.count("resolution") == 0


def test_below_quorum_it_passes_with_a_reason_that_stays(room: Room, item: bytes) -> None:
    send_away(room, 4)
    reason = "เรื่องเร่งด่วน ประธานสั่งการ"
    made = record_resolution(room.replica, item, "approve", "ซื้อ", unanimous=True, override_reason=reason)
    record = room.record("resolution", made)
    assert (record["override_reason"], record["present"], record["quorum_required"]) == (reason, 2, 3)


def test_with_a_quorum_no_reason_is_kept(room: Room, item: bytes) -> None:
    made = record_resolution(room.replica, item, "approve", "ซื้อ", override_reason="เผื่อไว้")
    assert room.record("resolution", made)["override_reason"] is None


def test_a_resolution_needs_words(room: Room, item: bytes) -> None:
    with pytest.raises(NothingResolved):
        record_resolution(room.replica, item, "approve", " \n ")


def test_any_line_can_be_a_resolution(room: Room, item: bytes) -> None:
    record = room.record("agenda_item", item)
    assert resolution_from_line("มติที่ประชุม รับทราบ", record).verb == "acknowledge"
    plain = resolution_from_line(" ให้ซื้อสองคัน ", record)
    assert (plain.verb, plain.text) == ("approve", "ให้ซื้อสองคัน")


@pytest.mark.parametrize(
    ("counts", "threshold", "result"),
    [
        (Counts(3, 2), "simple", Outcome.CARRIED),
        (Counts(3, 2), "two_thirds", Outcome.LOST),
        (Counts(2, 2), "simple", Outcome.LOST),
    ],
)
def test_a_motion_ends_as_its_threshold_has_it(
    room: Room, item: bytes, counts: Counts, threshold: str, result: Outcome
) -> None:
    motion = put_motion(room.replica, item, "ให้ซื้อ", threshold=threshold, mover=room.people["มาลี"])
    assert count_motion(room.replica, motion, counts) is result
    assert room.record("motion", motion)["state"] == result.value


def test_votes_counted_anew_give_the_other_outcome(room: Room, item: bytes) -> None:
    motion = put_motion(room.replica, item, "ให้ซื้อ")
    count_motion(room.replica, motion, Counts(4, 2))
    assert count_motion(room.replica, motion, Counts(2, 4)) is Outcome.LOST
    assert room.record("motion", motion)["against"] == 4


def test_a_question_and_its_answer(room: Room, item: bytes) -> None:
    meeting = room.replica.list("meeting")[0].id
    asked = ask_question(room.replica, meeting, "งบจากไหน", item=item, asked_by=room.people["วิชัย"])
    answered = answer_question(room.replica, asked, "กองทุนฟื้นฟู", answered_by=room.people["มาลี"])
    assert (answered["text"], answered["answer"]) == ("งบจากไหน", "กองทุนฟื้นฟู")


class TestVotesByName:
    @pytest.fixture
    def motion(self, room: Room) -> bytes:
        item = room.add("agenda_item", {"meeting": room.opened(), "heading": "4", "title": "รถเข็น"})
        return put_motion(room.replica, item, "ให้ซื้อ", ballot="named")

    def test_are_noted_each_once_and_counted(self, room: Room, motion: bytes) -> None:
        first, second, third = (room.people[name] for name in ("สมชาย", "สมศรี", "มาลี"))
        assert cast_votes(room.replica, motion, {first: "for", second: "for", third: "against"}) is Outcome.CARRIED
        assert cast_votes(room.replica, motion, {first: "against", second: "for", third: "against"}) is Outcome.LOST
        votes = {each["person"]: each["choice"] for each in room.replica.list("vote", {"motion": motion})}
        assert votes == {first: "against", second: "for", third: "against"}
        cast_votes(room.replica, motion, {first: "abstain", second: "for"})
        assert room.replica.count("vote", {"motion": motion}) == 2
        record = room.record("motion", motion)
        assert (record["for"], record["against"], record["abstain"]) == (1, 0, 1)

    def test_are_of_those_who_are_here_and_of_ballots_by_name_alone(self, room: Room, motion: bytes) -> None:
        stranger = room.add("person", {"first": "คนนอก"})
        with pytest.raises(NoVote, match="คนนอก"):
            cast_votes(room.replica, motion, {stranger: "for"})
        secret = put_motion(room.replica, room.record("motion", motion)["item"], "ลับ", ballot="secret")  # type: ignore[arg-type]  # one id
        with pytest.raises(Failure, match="Vote is only for Motion where Ballot is “By name”"):
            cast_votes(room.replica, secret, {room.people["มาลี"]: "for"})
        assert room.replica.count("vote") == 0

    def test_nobody_votes_twice(self, room: Room, motion: bytes) -> None:
        vote: dict[str, Value] = {"motion": motion, "person": room.people["มาลี"], "choice": "for"}
        room.add("vote", vote)
        with pytest.raises(Failure, match="There is one already: Vote"):
            room.add("vote", vote | {"choice": "against"})
