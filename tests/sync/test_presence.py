"""What the screens show of a peer, after what its link told."""

from __future__ import annotations

import pytest

from netterm.errors import Failure
from netterm.model.kinds import Compartment
from netterm.sync.discovery import Address
from netterm.sync.events import (
    ClockOff,
    Direction,
    Event,
    InSync,
    Misbehaved,
    PeerRefused,
    Presence,
    Progress,
    Reason,
    Received,
    TurnedAway,
)
from netterm.sync.presence import PeerState, PeerStatus, Roll

WHO = b"w" * 32
RUNNING = Progress(Direction.RECEIVING, Compartment.GENERAL, 10, 100, 1_000, 10_000)
FINISHED = Progress(Direction.RECEIVING, Compartment.GENERAL, 100, 100, 10_000, 10_000)


def after(*events: Event) -> PeerStatus:
    roll = Roll()
    roll.arrived(WHO, "มาลี", Address("192.0.2.7", 1), 1.0)
    for event in events:
        roll.told(WHO, event, 2.0)
    return roll.peers()[0]


@pytest.mark.parametrize(
    ("events", "state", "same"),
    [
        ([], PeerState.SYNCING, None),
        ([InSync({}, True)], PeerState.SAME, True),
        ([InSync({}, False)], PeerState.DIFFERENT, False),
        ([InSync({}, True), Received(Compartment.GENERAL, 1, 0)], PeerState.SYNCING, None),
        ([InSync({}, True), RUNNING], PeerState.SYNCING, None),
        ([InSync({}, True), PeerRefused(Reason.LEAVING)], PeerState.SAME, True),
        ([PeerRefused(Reason.REMOVED)], PeerState.REFUSED, None),
        ([TurnedAway(Reason.UNKNOWN)], PeerState.REFUSED, None),
        ([Misbehaved(Failure("It lied."))], PeerState.REFUSED, None),
    ],
)
def test_the_state_follows_the_link(events: list[Event], state: PeerState, same: bool | None) -> None:
    peer = after(*events)
    assert (peer.state, peer.same) == (state, same)


def test_a_run_is_shown_until_it_is_finished() -> None:
    assert list(after(RUNNING).progress.values()) == [RUNNING]
    assert after(RUNNING, FINISHED).progress == {}


def test_what_went_wrong_and_a_wrong_clock_are_said() -> None:
    assert after(Misbehaved(Failure("It lied."))).sentence == "It lied."
    assert after(ClockOff(-60)).clock_off == -60


def test_who_left_is_away_and_nowhere_but_who_was_refused_stays_so() -> None:
    roll = Roll()
    for who, event in ((WHO, Presence(WHO, {"screen": "minutes"})), (b"x" * 32, PeerRefused(Reason.REMOVED))):
        roll.arrived(who, "", Address("192.0.2.7", 1), 1.0)
        roll.told(who, event, 2.0)
        roll.left(who, 3.0)
    peers = {peer.identity: peer for peer in roll.peers()}
    assert (peers[WHO].state, dict(peers[WHO].presence), peers[WHO].last_seen) == (PeerState.AWAY, {}, 3.0)
    assert peers[b"x" * 32].state is PeerState.REFUSED


def test_after_a_change_here_nobody_is_known_to_have_the_same() -> None:
    roll = Roll()
    roll.arrived(WHO, "", Address("192.0.2.7", 1), 1.0)
    roll.told(WHO, InSync({}, True), 2.0)
    roll.changed_here()
    assert roll.peers()[0].same is None


def test_who_is_here_comes_first() -> None:
    roll = Roll()
    for number, name in enumerate(("ก", "ข", "ค")):
        roll.arrived(bytes([number]) * 32, name, Address("192.0.2.7", 1), 1.0)
    roll.left(bytes(32), 2.0)
    assert [peer.label for peer in roll.peers()] == ["ข", "ค", "ก"]


def test_what_an_unknown_peer_tells_is_no_peer() -> None:
    roll = Roll()
    roll.told(WHO, InSync({}, True), 1.0)
    roll.left(WHO, 1.0)
    assert roll.peers() == ()
