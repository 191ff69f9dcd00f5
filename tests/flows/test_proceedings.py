import pytest

from netterm.errors import Failure
from netterm.flows.agenda import add_item
from netterm.flows.attendance import mark_absent, roll
from netterm.flows.proceedings import (
    NothingResolved,
    NoVote,
    Proposal,
    QuorumMissing,
    VoteDisagrees,
    VoteLost,
    cast_votes,
    count_motion,
    put_motion,
    record_resolution,
    resolution_from_line,
)
from netterm.model import Value
from netterm.model.motions import Counts, ImpossibleCounts, Outcome, Threshold
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


class TestWhatWasPutToTheVote:
    def test_is_kept_with_the_resolution_by_whom_and_with_what_outcome(self, room: Room, item: bytes) -> None:
        put = Proposal(room.people["มาลี"], room.people["วิชัย"], Threshold.TWO_THIRDS)
        made = record_resolution(room.replica, item, "approve", "ซื้อ 2 คัน", counts=Counts(4, 1, 1), motion=put)
        motion = room.record("motion", room.record("resolution", made)["motion"])  # type: ignore[arg-type]  # one id
        assert [motion[name] for name in ("text", "mover", "seconder", "threshold", "ballot", "state", "for")] == [
            "ซื้อ 2 คัน", room.people["มาลี"], room.people["วิชัย"], "two_thirds", "show", "carried", 4,
        ]  # fmt: skip

    def test_by_name_keeps_who_voted_how_and_counts_them(self, room: Room, item: bytes) -> None:
        first, second, third = (room.people[name] for name in ("สมชาย", "สมศรี", "มาลี"))
        put = Proposal(ballot="named", votes={first: "for", second: "for", third: "against"})
        made = room.record("resolution", record_resolution(room.replica, item, "approve", "ซื้อ", motion=put))
        assert [made[name] for name in ("for", "against", "abstain")] == [2, 1, 0]
        votes = {each["person"]: each["choice"] for each in room.replica.list("vote", {"motion": made["motion"]})}
        assert votes == {first: "for", second: "for", third: "against"}

    def test_by_somebody_who_has_no_vote_is_refused_whole(self, room: Room, item: bytes) -> None:
        put = Proposal(ballot="named", votes={room.add("person", {"first": "คนนอก"}): "for"})
        with pytest.raises(NoVote, match="คนนอก"):
            record_resolution(room.replica, item, "approve", "ซื้อ", motion=put)
        assert room.replica.count("motion") + room.replica.count("resolution") == 0

    def test_unanimously_rejected_has_all_against_it(self, room: Room, item: bytes) -> None:
        put = Proposal(room.people["มาลี"], ballot="unanimous")
        record_resolution(room.replica, item, "reject", "ซื้อ", unanimous=True, motion=put)
        motion = room.replica.list("motion")[0]
        assert (motion["for"], motion["against"], motion["state"]) == (0, 6, "lost")

    def test_and_put_off_is_tabled(self, room: Room, item: bytes) -> None:
        put = Proposal(room.people["มาลี"])
        record_resolution(room.replica, item, "defer", "เลื่อน", unanimous=True, motion=put)
        assert room.replica.list("motion")[0]["state"] == "tabled"

    def test_is_taken_back_and_brought_back_with_its_resolution_in_one_step(self, room: Room, item: bytes) -> None:
        replica = room.replica
        put = Proposal(room.people["มาลี"], ballot="named", votes={room.people["สมชาย"]: "for"})
        made = record_resolution(replica, item, "approve", "ซื้อ", motion=put)
        told = replica.deeds()[0].said
        replica.undo()
        assert [replica.count(each) for each in ("resolution", "motion", "vote")] == [0, 0, 0]
        assert replica.get("agenda_item", item) is not None
        replica.redo()
        motion = room.record("motion", room.record("resolution", made)["motion"])  # type: ignore[arg-type]  # one id
        assert (motion["state"], replica.count("vote")) == ("carried", 1)
        assert replica.deeds()[0].said == told
        replica.undo()
        assert replica.count("motion") == 0
        assert replica.verify().clean


class TestTheVerbFollowsFromTheVotes:
    def test_of_a_motion_that_was_put_before_its_own_threshold_is_asked(self, room: Room, item: bytes) -> None:
        put = put_motion(room.replica, item, "ซื้อ", threshold="two_thirds")
        with pytest.raises(VoteDisagrees, match="4 needed"):
            record_resolution(room.replica, item, "approve", "ซื้อ", counts=Counts(3, 2, 1), motion=put)
        record_resolution(room.replica, item, "reject", "ซื้อ", counts=Counts(3, 2, 1), motion=put)

    def test_what_is_lost_is_not_approved_and_nothing_is_written(self, room: Room, item: bytes) -> None:
        with pytest.raises(VoteDisagrees) as stopped:
            record_resolution(room.replica, item, "approve", "ซื้อ", counts=Counts(2, 4))
        assert str(stopped.value).startswith("2 for and 4 against: it is lost")
        assert "Choose “Rejected”" in str(stopped.value)
        assert room.replica.count("resolution") == 0

    def test_of_a_simple_majority_that_is_no_two_thirds_nothing_is_allowed(self, room: Room, item: bytes) -> None:
        put = Proposal(threshold=Threshold.TWO_THIRDS)
        with pytest.raises(VoteDisagrees, match="4 needed"):
            record_resolution(room.replica, item, "allow", "ซื้อ", counts=Counts(3, 2, 1), motion=put)
        record_resolution(room.replica, item, "reject", "ซื้อ", counts=Counts(3, 2, 1), motion=put)

    def test_a_threshold_of_ones_own_is_honoured(self, room: Room, item: bytes) -> None:
        put = Proposal(threshold=Threshold.CUSTOM, fraction="3/4")
        with pytest.raises(VoteDisagrees, match="5 needed"):
            record_resolution(room.replica, item, "approve", "ซื้อ", counts=Counts(4, 1, 1), motion=put)

    def test_a_motion_that_is_carried_is_not_rejected(self, room: Room, item: bytes) -> None:
        with pytest.raises(VoteDisagrees, match="is carried"):
            record_resolution(room.replica, item, "reject", "ซื้อ", counts=Counts(4, 2), motion=Proposal())

    def test_without_a_motion_one_may_have_voted_for_rejecting(self, room: Room, item: bytes) -> None:
        record_resolution(room.replica, item, "reject", "ไม่ซื้อ", counts=Counts(5, 1))
        record_resolution(room.replica, item, "reject", "ซื้อ", counts=Counts(1, 5))
        assert room.replica.count("resolution") == 2

    @pytest.mark.parametrize("verb", ["acknowledge", "defer", "assign", "allow"])
    def test_what_is_lost_is_recorded_by_no_verb_but_that_it_is_rejected(
        self, room: Room, item: bytes, verb: str
    ) -> None:
        with pytest.raises(VoteLost, match="it is lost, and cannot be recorded"):
            record_resolution(room.replica, item, verb, "ทดสอบ", counts=Counts(2, 4))
        assert room.replica.count("resolution") == 0

    def test_what_is_rejected_has_words_that_say_so(self, room: Room, item: bytes) -> None:
        made = record_resolution(room.replica, item, "reject", "เห็นชอบให้ซื้อ", counts=Counts(2, 4))
        assert room.record("resolution", made)["text"] == "ไม่เห็นชอบให้ซื้อ"

    def test_words_that_refuse_are_not_recorded_as_approved(self, room: Room, item: bytes) -> None:
        with pytest.raises(VoteDisagrees, match="The words say that it is rejected"):
            record_resolution(room.replica, item, "approve", "ไม่เห็นชอบให้ซื้อ", unanimous=True)
