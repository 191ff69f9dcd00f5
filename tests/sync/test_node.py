"""Nodes as threads with real sockets on loopback, over replicas in memory."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack, suppress
from functools import partial
from typing import Self
from unittest.mock import Mock

import pytest

from netterm.store import Outgoing
from netterm.sync import line, transport
from netterm.sync.beacons import Surroundings
from netterm.sync.dialling import SOON
from netterm.sync.discovery import Address, Means, Outcome
from netterm.sync.events import PeerKnown
from netterm.sync.lines import MOST_OF_ONE, stays
from netterm.sync.messages import PresenceMap
from netterm.sync.news import FromPeer
from netterm.sync.presence import PeerState
from netterm.sync.transport import MAX_UNKNOWN_OF_ONE, CannotListen
from tests.sync.homes import GENERAL, FakeNetwork, committee, home, key
from tests.sync.running import (
    EVERYWHERE,
    HERE,
    Running,
    all_same,
    running,
    soon,
)


def test_two_nodes_sync_what_they_have_and_what_is_written_then() -> None:
    first, second = committee("first", "second")
    first.write(GENERAL, b"before")
    with running(first, second) as (one, two):
        two.dial(one)
        soon(all_same(one, two))
        second.type(b"answer")
        first.type(b"more")
        soon(lambda: first.values(GENERAL) == second.values(GENERAL) == [b"answer", b"before", b"more"])
        soon(all_same(one, two))
        assert one.peers()[0].label == second.identity.hex()[:4]
        assert two.tried() == {f"{HERE}:{one.port}": Outcome.CONNECTED}
    assert [peer.state for peer in two.peers()] == [PeerState.AWAY]


def test_a_peer_is_called_by_the_name_that_came_with_the_sync() -> None:
    homes = committee("first", "second")
    homes[1].label = lambda identity: "มาลี" if homes[1].values(GENERAL) else ""  # type: ignore[method-assign]
    homes[0].write(GENERAL, b"malee")
    with running(*homes) as (one, two):
        two.dial(one)
        soon(lambda: [peer.label for peer in two.peers()] == ["มาลี"])


def test_what_is_written_at_one_reaches_a_third_through_the_second() -> None:
    homes = committee("first", "second", "third")
    with running(*homes) as (one, two, three):
        one.dial(two)
        three.dial(two)
        soon(all_same(one, three))
        time.sleep(1.1)  # so that the links are idle
        homes[0].type(b"news")
        soon(lambda: homes[2].values(GENERAL) == [b"news"], within=0.3)


def test_of_two_links_between_the_same_two_one_stays() -> None:
    homes = committee("first", "second")
    with running(*homes) as (one, two):
        one.dial(two)
        two.dial(one)
        soon(all_same(one, two))
        soon(lambda: _links(one) == _links(two) == 1)
        for at in range(20):
            homes[at % 2].type(b"%d" % at)
        soon(lambda: len(homes[0].values(GENERAL)) == len(homes[1].values(GENERAL)) == 20)
        soon(all_same(one, two))
        assert _links(one) == _links(two) == 1


def met(node: Running) -> int:
    """How often a peer said who it is."""
    return sum(isinstance(each, FromPeer) and isinstance(each.event, PeerKnown) for each in node.told)


def _links(node: Running) -> int:
    assert node._hub is not None
    return len(node._hub._lines.all())


@pytest.mark.parametrize("silent", [0.0, 5.0])
@pytest.mark.parametrize("low_dialled_first", [True, False])
def test_both_ends_keep_the_same_one_of_two_links(silent: float, low_dialled_first: bool) -> None:
    low, high = b"1" * 32, b"2" * 32

    def kept(ours: bytes, theirs: bytes) -> bytes:
        """Who dialled the link that this end keeps, where the two came in that order."""
        i_dialled_first = (ours == low) == low_dialled_first
        older = Mock(silent=silent, link=Mock(peer=theirs, dialled=i_dialled_first))
        newer = Mock(silent=0.0, link=Mock(peer=theirs, dialled=not i_dialled_first))
        survivor = newer if stays(ours, newer, older) else older
        return ours if survivor.link.dialled else theirs

    assert kept(low, high) == kept(high, low)
    if not silent:
        assert kept(low, high) == low
    else:
        assert kept(low, high) == (high if low_dialled_first else low), "the older one is dead"


def test_who_dials_again_has_lost_the_older_link() -> None:
    for dialled in (True, False):
        older, newer = (Mock(silent=0.0, link=Mock(peer=b"2" * 32, dialled=dialled)) for _each in range(2))
        assert stays(b"1" * 32, newer, older)
        assert stays(b"3" * 32, newer, older)


def test_a_node_that_comes_back_is_connected_again_at_once() -> None:
    first, second = committee("first", "second")
    with running(first) as (one,):
        with running(second) as (two,):
            port = two.port
            one.dial(two)
            soon(all_same(one, two))
        soon(lambda: one.peers()[0].state is PeerState.AWAY)
        first.type(b"meanwhile")
        again = Running(second, listen=Address(HERE, port))
        try:
            soon(lambda: second.values(GENERAL) == [b"meanwhile"], within=3.0)
        finally:
            again.stop()


def test_a_peer_that_falls_silent_without_a_goodbye_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "HANDSHAKE", 0.5)
    monkeypatch.setattr(line, "_TICK", 0.05)
    monkeypatch.setattr(line, "DEAD_AFTER", 0.8)
    monkeypatch.setattr(line, "ALIVE_EVERY", 0.2)
    first, second = committee("first", "second")
    with running(first, second) as (one, two), _Relay(one.port) as relay:
        two.add_address(HERE, relay.port)
        soon(all_same(one, two))
        time.sleep(1.0)
        assert all_same(one, two)()
        assert met(one) == 1, "signs of life keep a quiet link"
        relay.cut.set()
        soon(lambda: not one.peers()[0].here and not two.peers()[0].here, within=4.0)
        first.type(b"meanwhile")
        relay.cut.clear()
        soon(lambda: second.values(GENERAL) == [b"meanwhile"], within=6.0)


class _Relay:
    """Passes bytes on, until it is cut: then it swallows them and accepts without an answer."""

    def __init__(self, target: int) -> None:
        self.cut = threading.Event()
        self._target = target
        self._listening = socket.create_server((HERE, 0))
        self.port: int = self._listening.getsockname()[1]
        self._open: list[socket.socket] = [self._listening]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _source = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection((HERE, self._target))
            self._open += [near, far]
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        dead = False
        while True:
            try:
                data = source.recv(65536)
                dead = dead or self.cut.is_set()
                if not data:
                    target.shutdown(socket.SHUT_WR)
                    return
                if not dead:
                    target.sendall(data)
            except OSError:
                return


def test_a_peer_of_another_network_is_not_let_in_and_is_named() -> None:
    ours, theirs = committee("first")[0], home(key("stranger"), FakeNetwork(1, b"x" * 16))
    theirs.write(GENERAL, b"secret")
    with running(ours, theirs) as (one, two):
        two.dial(one)
        soon(lambda: Outcome.STRANGER in two.tried().values())
        assert one.peers() == two.peers() == ()
        assert ours.values(GENERAL) == []


def test_an_address_of_our_own_is_recognised() -> None:
    with running(*committee("first")) as (one,):
        one.dial(one)
        soon(lambda: Outcome.OURSELVES in one.tried().values())
        assert one.peers() == ()


def test_programs_on_one_data_directory_know_one_another_and_make_no_link() -> None:
    home = committee("first")[0]
    one, two = (Running(home, tag=b"the same") for _each in range(2))
    try:
        two.dial(one)
        soon(lambda: Outcome.OURSELVES in two.tried().values())
        time.sleep(0.3)
        assert one.peers() == two.peers() == ()
        assert _links(one) == _links(two) == 0
        assert not [event for node in (one, two) for event in node.told if isinstance(event, FromPeer)]
    finally:
        one.stop()
        two.stop()


def test_a_copy_of_a_data_directory_is_another_computer() -> None:
    home = committee("first")[0]
    with running(home, home) as (one, two):
        two.dial(one)
        soon(all_same(one, two))


def test_two_programs_of_one_peer_are_both_talked_to_and_do_not_drive_each_other_out() -> None:
    first, second = committee("first", "second")
    with running(first, second) as (one, two):
        beside = Running(second, tag=two._tag)
        try:
            two.dial(one)
            soon(all_same(one, two))
            beside.dial(one)
            soon(all_same(one, beside))
            time.sleep(2 * SOON)
            assert (met(two), met(beside), _links(one)) == (1, 1, 2)
        finally:
            beside.stop()
        soon(lambda: _links(one) == 1)
        assert all_same(one, two)()


def test_of_one_peer_only_so_many_programs_are_talked_to() -> None:
    first, second = committee("first", "second")
    with running(first) as (one,), ExitStack() as stack:
        for _each in range(MOST_OF_ONE + 2):
            node = Running(second)
            stack.callback(node.stop)
            node.dial(one)
            soon(partial(met, node))
        soon(lambda: _links(one) <= MOST_OF_ONE)


def test_who_only_dials_cannot_be_dialled() -> None:
    first, second = committee("first", "second")
    second.write(GENERAL, b"x")
    alone = Running(first, listen=EVERYWHERE, around=Surroundings(look=frozenset, beacons=False, listens=False))
    try:
        with running(second) as (two,):
            alone.dial(two)
            soon(lambda: first.values(GENERAL) == [b"x"])
        assert alone.port == 0
        assert alone._hub is not None
        assert not alone._hub._listener._sockets
    finally:
        alone.stop()


def test_who_listens_at_loopback_alone_is_announced_nowhere_and_goes_to_nobody_by_itself() -> None:
    first, second = committee("first", "second")
    calls = Surroundings(look=frozenset, beacons=True)
    with running(first) as (one,):
        away = Running(second, remembered=(Address(HERE, one.port),), around=calls)
        try:
            time.sleep(0.5)
            assert away.attempts() == ()
            away.dial(one)
            soon(all_same(one, away))
        finally:
            away.stop()


def test_a_peer_that_breaks_the_protocol_is_named_and_left_alone() -> None:
    first, second = committee("first", "second")
    second.per_batch = 1
    second.write(GENERAL, b"x")
    true_batches = second.outgoing
    second.outgoing = lambda *asked: (Outgoing(batch + b"?", heads) for batch, heads in true_batches(*asked))  # type: ignore[method-assign]  # it lies
    with running(first, second) as (one, two):
        one.dial(two)
        soon(lambda: Outcome.MISBEHAVED in one.tried().values())
        assert [peer.state for peer in one.peers()] == [PeerState.REFUSED]
        assert one.peers()[0].sentence == "Broken."
        tries = len(two.told)
        time.sleep(1.0)
        assert len(two.told) == tries, "no tight loop"


def test_a_full_disk_ends_the_link_is_told_and_blames_nobody() -> None:
    first, second = committee("first", "second")
    second.write(GENERAL, b"x")
    first.full = True
    nodes = [Running(first), Running(second)]
    try:
        nodes[0].dial(nodes[1])
        soon(lambda: nodes[0].trouble)
        assert str(nodes[0].trouble[0]) == "disk full"
        assert nodes[0].peers()[0].state is not PeerState.REFUSED
        first.full = False
        soon(lambda: first.values(GENERAL) == [b"x"])
    finally:
        for node in nodes:
            node.stop()


def test_presence_reaches_the_others_and_goes_with_the_peer() -> None:
    first, second = committee("first", "second")
    with running(first) as (one,):
        with running(second) as (two,):
            two.dial(one)
            two.presence({"screen": "minutes"})
            soon(lambda: _presence(one) == {"screen": "minutes"})
            two.presence({"screen": "tasks"})
            two.presence({"screen": "members"})
            soon(lambda: _presence(one) == {"screen": "members"})
        soon(lambda: one.peers()[0].state is PeerState.AWAY)
        assert _presence(one) == {}


def _presence(node: Running) -> PresenceMap:
    return dict(node.peers()[0].presence) if node.peers() else {}


def test_a_presence_that_is_no_small_map_is_refused_where_it_is_given() -> None:
    with running(*committee("first")) as (one,), pytest.raises(ValueError, match="small"):
        one.presence({"text": "x" * 5000})


def test_nobody_listens_where_another_does_and_it_is_said_in_one_sentence() -> None:
    first, second = committee("first", "second")
    with running(first) as (one,):
        with pytest.raises(CannotListen) as failure:
            Running(second, listen=Address(HERE, one.port))
        assert str(failure.value).startswith(
            f"Nobody can connect at {HERE}:{one.port}: another program is there already"
        )


def test_a_name_that_nobody_has_and_a_port_where_nobody_listens_are_told_apart() -> None:
    with socket.create_server((HERE, 0)) as closed:
        port = closed.getsockname()[1]
    with running(*committee("first")) as (one,):
        one.add_address(HERE, port)
        soon(lambda: one.tried().get(f"{HERE}:{port}") is Outcome.REFUSED)
        attempt = next(attempt for attempt in one.attempts() if attempt.outcome is Outcome.REFUSED)
        assert attempt.means is Means.TYPED


def test_sockets_that_say_nothing_do_not_keep_others_out() -> None:
    first, second = committee("first", "second")
    with ExitStack() as stack, running(first, second) as (one, two):
        for _each in range(3 * MAX_UNKNOWN_OF_ONE):
            stack.enter_context(socket.create_connection((HERE, one.port)))
        assert one._hub is not None
        unknown = one._hub._listener._unknown
        soon(lambda: unknown.total() == MAX_UNKNOWN_OF_ONE)
        one.dial(two)
        soon(all_same(one, two))
