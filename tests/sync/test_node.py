"""Nodes as threads with real sockets on loopback, over replicas in memory."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Self

import pytest

from netterm.model.kinds import Role
from netterm.store import Admission
from netterm.sync import beacons, doorstep, line, transport
from netterm.sync.beacons import Surroundings
from netterm.sync.codes import new_code
from netterm.sync.discovery import Address, Attempt, Means, Outcome
from netterm.sync.doorstep import NoDoor, Stopped, join, letting_in
from netterm.sync.hub import AtTheDoor, NodeEvent, Trouble
from netterm.sync.joining import Asked, Denied, Names, NotJoined, Settled, Turned, Waiting
from netterm.sync.messages import PresenceMap
from netterm.sync.node import Node
from netterm.sync.presence import PeerState
from netterm.sync.transport import MAX_UNKNOWN_OF_ONE, CannotListen
from tests.sync.homes import GENERAL, FakeHome, FakeNetwork, committee, home, key, public

ALONE = Surroundings(look=frozenset, beacons=False)
HERE = "127.0.0.1"
ANYWHERE = Address(HERE, 0)
CODE, OTHER_CODE = (new_code(random.Random(seed).randbytes) for seed in (1, 2))
HOUSE = Names("สมหญิง", "โน้ตบุ๊กเลขาฯ", "ชมรม")
MEMBERS = frozenset({Role.MEMBER})
GUEST = Names("สมชาย", "laptop")


class Running(Node):
    """A node that keeps what it told."""

    def __init__(self, home: FakeHome, *, listen: Address = ANYWHERE, around: Surroundings = ALONE) -> None:
        self.told: list[NodeEvent] = []
        super().__init__(home, HOUSE, self.told.append, listen=listen, around=around)
        self.port = self.start()

    def dial(self, other: Running) -> None:
        self.add_address(HERE, other.port)

    @property
    def trouble(self) -> list[BaseException]:
        return [event.error for event in self.told if isinstance(event, Trouble)]

    def tried(self) -> dict[str, Outcome]:
        return {attempt.target: attempt.outcome for attempt in self.attempts()}


@contextmanager
def running(*homes: FakeHome) -> Iterator[list[Running]]:
    with ExitStack() as stack:
        nodes = [Running(each) for each in homes]
        for node in nodes:
            stack.callback(node.stop)
        yield nodes
        assert [error for node in nodes for error in node.trouble] == []


def soon(happens: Callable[[], object], within: float = 5.0) -> None:
    """Fails unless it happens in time."""
    until = time.monotonic() + within
    while not happens():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def all_same(*nodes: Running, others: int = 1) -> Callable[[], bool]:
    return lambda: all([peer.state for peer in node.peers()] == [PeerState.SAME] * others for node in nodes)


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


def test_what_is_written_at_one_reaches_a_third_through_the_second() -> None:
    homes = committee("first", "second", "third")
    with running(*homes) as (one, two, three):
        one.dial(two)
        three.dial(two)
        soon(all_same(one, three))
        homes[0].type(b"news")
        soon(lambda: homes[2].values(GENERAL) == [b"news"])


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


def _links(node: Running) -> int:
    assert node._hub is not None
    return len(node._hub._lines.all())


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
        time.sleep(1.8)
        assert all_same(one, two)(), "signs of life keep a quiet link"
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


def test_a_peer_that_breaks_the_protocol_is_named_and_left_alone() -> None:
    first, second = committee("first", "second")
    second.per_batch = 1
    second.write(GENERAL, b"x")
    true_batches = second.outgoing
    second.outgoing = lambda compartment, theirs: (batch + b"?" for batch in true_batches(compartment, theirs))  # type: ignore[method-assign]  # it lies
    second.batch_heads = lambda batch: FakeHome.batch_heads(second, batch[:-1])  # type: ignore[method-assign]
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
        assert str(failure.value).startswith(f"Nobody can connect at {HERE}:{one.port}: Address already in use")


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


# Joining


def invite(node: Running, house: FakeHome, answer: bool | bytes = True, lifetime: float = 60.0) -> list[Asked]:
    asked: list[Asked] = []

    def confirm(question: Asked) -> bool | bytes:
        asked.append(question)
        return answer

    node.invite(CODE, letting_in(house, MEMBERS, b"p" * 16, confirm), lifetime=lifetime)
    return asked


def knock(node: Running, save: Callable[[Admission], None] = lambda _admission: None) -> doorstep.Joined:
    return join(CODE, GUEST, key("guest"), save, address=Address(HERE, node.port), around=ALONE)


def test_a_newcomer_joins_by_code_and_syncs_at_the_same_address() -> None:
    house = committee("first")[0]
    house.write(GENERAL, b"history")
    saved: list[Admission] = []
    told: list[Waiting | Attempt] = []
    with running(house) as (one,):
        asked = invite(one, house)
        joined = join(
            CODE, GUEST, key("guest"), saved.append, address=Address(HERE, one.port), report=told.append, around=ALONE
        )
        assert [(each.person, each.computer, each.identity) for each in asked] == [
            ("สมชาย", "laptop", public(key("guest")))
        ]
        assert house.admitted == [(b"p" * 16, "สมชาย", "laptop", MEMBERS)]
        assert saved == [joined.admission]
        assert Waiting(HOUSE, house.identity) in told
        soon(lambda: any(isinstance(each, AtTheDoor) and isinstance(each.event, Settled) for each in one.told))
        guest = home(key("guest"), house.of, joined.admission.chain)
        with running(guest) as (two,):
            two.add_address(*joined.address)
            soon(all_same(one, two))
            assert guest.values(GENERAL) == [b"history"]


def test_the_admin_may_pick_another_person_or_refuse() -> None:
    house = committee("first")[0]
    with running(house) as (one,):
        invite(one, house, b"q" * 16)
        knock(one)
        assert house.admitted[0][0] == b"q" * 16
    with running(house) as (one,):
        invite(one, house, False)
        with pytest.raises(Denied, match="did not let this computer in"):
            knock(one)


def test_a_wrong_a_used_and_an_expired_code_are_told_apart() -> None:
    house = committee("first")[0]
    with running(house) as (one,):
        invite(one, house)
        at = Address(HERE, one.port)
        with pytest.raises(Denied, match="not known there"):
            join(OTHER_CODE, GUEST, key("guest"), lambda _a: None, address=at, around=ALONE)
        knock(one)
        with pytest.raises(Denied, match="Another computer has used this code"):
            join(CODE, GUEST, key("thief"), lambda _a: None, address=at, around=ALONE)
        one.withdraw(CODE)
        assert sum(isinstance(e, AtTheDoor) and isinstance(e.event, Turned) for e in one.told) == 2
    with running(house) as (one,):
        invite(one, house, lifetime=0.0)
        with pytest.raises(Denied, match="has expired"):
            knock(one)


def test_a_newcomer_whose_disk_failed_tries_again_with_the_same_code_and_is_not_asked_about_twice() -> None:
    house = committee("first")[0]

    def full(_admission: Admission) -> None:
        raise RuntimeError("disk full")

    with running(house) as (one,):
        asked = invite(one, house)
        with pytest.raises(RuntimeError, match="disk full"):
            knock(one, full)
        assert knock(one).admission.network == house.network
        assert len(asked) == 1


def test_people_may_think_long_while_both_sides_show_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorstep, "_TICK", 0.05)
    monkeypatch.setattr(doorstep, "ALIVE_EVERY", 0.1)
    monkeypatch.setattr(doorstep, "DEAD_AFTER", 0.5)
    monkeypatch.setattr(doorstep, "STEP", 0.5)
    house = committee("first")[0]
    with running(house) as (one,):
        asked: list[Asked] = []

        def slowly(question: Asked) -> bool:
            asked.append(question)
            time.sleep(1.0)
            return True

        one.invite(CODE, letting_in(house, MEMBERS, None, slowly))
        knock(one)
        assert len(asked) == 1


def test_a_door_that_says_nothing_is_tried_again_until_the_search_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorstep, "SEARCH", 0.4)
    monkeypatch.setattr(doorstep, "AGAIN", 0.1)
    with socket.create_server((HERE, 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NoDoor) as failure:
        join(CODE, GUEST, key("guest"), lambda _a: None, address=Address(HERE, port), around=ALONE)
    assert [attempt.outcome for attempt in failure.value.attempts] == [Outcome.REFUSED]
    assert isinstance(failure.value, NotJoined)


def test_joining_can_be_stopped_from_another_thread() -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(Stopped):
        join(CODE, GUEST, key("guest"), lambda _a: None, address=Address(HERE, 9), around=ALONE, stop=stop)


def test_without_an_invitation_a_guest_without_a_certificate_gets_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorstep, "SEARCH", 0.2)
    monkeypatch.setattr(doorstep, "AGAIN", 0.1)
    house = committee("first")[0]
    with running(house) as (one,):
        with pytest.raises(NotJoined):
            knock(one)
        assert not [event for event in one.told if isinstance(event, AtTheDoor)]


@pytest.fixture
def calling(monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    """Datagrams reach every program of this computer, and nobody else."""
    monkeypatch.setattr(beacons, "broadcasts", lambda _among: ("127.255.255.255",))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("", 0))
        return Surroundings(look=frozenset, broadcast_port=taken.getsockname()[1])


def test_without_multicast_nodes_and_newcomers_find_each_other_by_calls(calling: Surroundings) -> None:
    first, second = committee("first", "second")
    stranger = home(key("stranger"), FakeNetwork(1, b"x" * 16))
    nodes = [Running(each, around=calling) for each in (first, second, stranger)]
    try:
        soon(all_same(*nodes[:2]), within=3.0)
        invite(nodes[0], first)
        joined = join(CODE, GUEST, key("guest"), lambda _a: None, around=calling)
        assert joined.admission.network == first.network
        assert joined.address.port == nodes[0].port
        assert all(attempt.target != f"{HERE}:{nodes[0].port}" for attempt in nodes[2].attempts())
        assert (Means.MDNS, Outcome.NO_NETWORK) in [(each.means, each.outcome) for each in nodes[0].attempts()]
        assert not [error for node in nodes for error in node.trouble]
    finally:
        for node in nodes:
            node.stop()


def test_a_code_that_nobody_announces_ends_with_what_was_tried(
    calling: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorstep, "SEARCH", 0.4)
    house = committee("first")[0]
    node = Running(house, around=calling)
    try:
        invite(node, house)
        with pytest.raises(NoDoor) as failure:
            join(OTHER_CODE, GUEST, key("guest"), lambda _a: None, around=calling)
        assert {attempt.means for attempt in failure.value.attempts} == {Means.MDNS, Means.BROADCAST}
    finally:
        node.stop()
