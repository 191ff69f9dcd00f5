"""The recording of a meeting, handed to another laptop in the middle of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.flows.agenda import add_item
from netterm.flows.attendance import leave, roll
from netterm.flows.meetings import close_meeting
from netterm.flows.recording import NotHanded, hand_over, handed_to_me, may_record
from netterm.model import Role
from netterm.store import Replica, joined
from tests.flows.rooms import CHEAP, Room
from tests.store.laptops import pull, settle


@pytest.fixture
def second(room: Room, tmp_path: Path) -> Iterator[Replica]:
    """The laptop of มาลี."""
    key = Ed25519PrivateKey.generate()
    admission = room.replica.admit(
        key.public_key().public_bytes_raw(),
        person=room.people["มาลี"],
        name="มาลี",
        computer="2",
        roles=frozenset({Role.MEMBER}),
    )
    with joined(tmp_path / "second", admission, key, cost=CHEAP, clock=room.clock) as replica:
        pull(replica, room.replica)
        yield replica


def test_whoever_gets_the_recording_is_told_by_whom_and_both_laptops_agree(room: Room, second: Replica) -> None:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "งบ")
    hand_over(room.replica, meeting, room.people["มาลี"], item)
    assert handed_to_me(room.replica, meeting) is None
    settle(room.replica, second)
    for replica in (room.replica, second):
        record = replica.get("meeting", meeting)
        assert record is not None
        assert record["secretary"] == room.people["มาลี"]
    handed = handed_to_me(second, meeting)
    assert handed is not None
    assert (handed.meeting, handed.by) == (meeting, "นายสมชาย ใจดี")
    assert room.record("agenda_item", item)["state"] == "current"  # which the other one begins with


def test_two_may_write_at_once_whoever_records(room: Room, second: Replica) -> None:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "งบ")
    settle(room.replica, second)
    hand_over(room.replica, meeting, room.people["มาลี"], item)
    for replica, words in ((room.replica, "หนึ่ง"), (second, "สอง")):
        text = replica.text("agenda_item", item, "discussion")
        text.insert(0, words)
        text.commit()
    settle(room.replica, second)
    said = {str(r["discussion"]) for each in (room.replica, second) if (r := each.get("agenda_item", item)) is not None}
    assert said in ({"หนึ่งสอง"}, {"สองหนึ่ง"})


def test_the_recorder_of_the_beginning_was_handed_nothing(room: Room, second: Replica) -> None:
    meeting = room.plan(secretary=room.people["มาลี"])
    settle(room.replica, second)
    from netterm.flows.meetings import open_meeting

    open_meeting(room.replica, meeting)
    settle(room.replica, second)
    assert handed_to_me(second, meeting) is None


def test_only_who_is_here_records_and_only_while_the_meeting_runs(room: Room) -> None:
    meeting = room.opened()
    lines = {place.person: place.attendance for place in roll(room.replica, meeting)}
    leave(room.replica, lines[room.people["มาลี"]])
    before = room.record("meeting", meeting)["secretary"]
    assert room.people["มาลี"] not in {place.person for place in may_record(room.replica, meeting)}
    assert before not in {place.person for place in may_record(room.replica, meeting)}
    with pytest.raises(NotHanded, match="not here"):
        hand_over(room.replica, meeting, room.people["มาลี"])
    with pytest.raises(NotHanded, match="already"):
        hand_over(room.replica, meeting, room.people["สมศรี"])
    close_meeting(room.replica, meeting)
    with pytest.raises(NotHanded, match="while a meeting runs"):
        hand_over(room.replica, meeting, room.people["วิชัย"])
    assert room.record("meeting", meeting)["secretary"] == before
