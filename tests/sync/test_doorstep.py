"""Joining over real sockets, and finding the door by calls."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

import pytest

from netterm.store import Admission
from netterm.sync import beacons, doorstep, visit
from netterm.sync.beacons import Surroundings
from netterm.sync.discovery import Address, Attempt, Means, Outcome
from netterm.sync.door import letting_in
from netterm.sync.doorstep import NoDoor, NoDoorThere, Stopped, join
from netterm.sync.joining import Asked, Denied, NotJoined, Settled, Turned, Waiting
from netterm.sync.news import AtTheDoor
from tests.sync.homes import GENERAL, FakeHome, FakeNetwork, committee, home, key, public
from tests.sync.running import (
    ALONE,
    CODE,
    EVERYWHERE,
    GUEST,
    HERE,
    HOUSE,
    MEMBERS,
    OTHER_CODE,
    Running,
    all_same,
    running,
    soon,
)
from tests.sync.talker import Talker


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
        assert not [each for each in one.told if isinstance(each, AtTheDoor) and isinstance(each.event, Settled)]
        assert knock(one).admission.network == house.network
        assert len(asked) == 1


def test_people_may_think_long_while_both_sides_show_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "_TICK", 0.05)
    monkeypatch.setattr(visit, "ALIVE_EVERY", 0.1)
    monkeypatch.setattr(visit, "DEAD_AFTER", 0.5)
    monkeypatch.setattr(visit, "STEP", 0.5)
    house = committee("first")[0]
    with running(house) as (one,):
        asked: list[Asked] = []

        def slowly(question: Asked) -> bool:
            asked.append(question)
            time.sleep(1.0)
            return True

        one.invite(CODE, letting_in(house, MEMBERS, None, slowly))
        told: list[Waiting | Attempt] = []
        at = Address(HERE, one.port)
        join(CODE, GUEST, key("guest"), lambda _a: None, address=at, report=told.append, around=ALONE)
        assert [each.outcome for each in told if isinstance(each, Attempt)] == [Outcome.FOUND], "one line all along"
        assert len(asked) == 1


def test_a_newcomer_who_comes_back_while_people_think_is_not_asked_about_again() -> None:
    house = committee("first")[0]
    asked: list[Asked] = []
    answered = threading.Event()

    def think(question: Asked) -> bool:
        asked.append(question)
        return answered.wait(5)

    with running(house) as (one,):
        one.invite(CODE, letting_in(house, MEMBERS, None, think))
        stop = threading.Event()

        def give_up(what: Waiting | Attempt) -> None:
            if isinstance(what, Waiting):
                stop.set()

        with pytest.raises(Stopped):
            join(
                CODE, GUEST, key("guest"), lambda _a: None,
                address=Address(HERE, one.port), around=ALONE, stop=stop, report=give_up,
            )  # fmt: skip
        threading.Timer(0.3, answered.set).start()
        knock(one)
        assert len(asked) == 1


def closed_door() -> Address:
    with socket.create_server((HERE, 0)) as closed:
        return Address(HERE, closed.getsockname()[1])


def test_a_closed_door_is_told_at_once_and_given_up_sooner_than_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorstep, "SEARCH_THERE", 0.4)
    monkeypatch.setattr(doorstep, "AGAIN", 0.1)
    began, told, address = time.monotonic(), list[tuple[float, Outcome]](), closed_door()

    def report(what: Waiting | Attempt) -> None:
        if isinstance(what, Attempt):
            told.append((time.monotonic() - began, what.outcome))

    with pytest.raises(NoDoorThere) as failure:
        join(CODE, GUEST, key("guest"), lambda _a: None, address=address, around=ALONE, report=report)
    assert time.monotonic() - began < 3.0
    assert [outcome for _at, outcome in told] == [Outcome.REFUSED]
    assert told[0][0] < 0.4
    assert str(failure.value).startswith(f"Nobody lets you in at {address}: no netterm listens there.")
    assert isinstance(failure.value, NotJoined)


def test_a_door_that_opens_a_little_later_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorstep, "SEARCH_THERE", 5.0)
    monkeypatch.setattr(doorstep, "AGAIN", 0.1)
    house, address = committee("first")[0], closed_door()
    opened: list[Running] = []

    def open_it(what: Waiting | Attempt) -> None:
        if isinstance(what, Attempt) and what.outcome is Outcome.REFUSED:
            opened.append(Running(house, listen=address))
            invite(opened[0], house)

    try:
        joined = join(
            CODE, GUEST, key("guest"), lambda _a: None, address=address, around=ALONE, report=open_it
        )  # fmt: skip
    finally:
        for node in opened:
            node.stop()
    assert joined.address == address


def test_where_netterm_runs_but_has_invited_nobody_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorstep, "SEARCH_THERE", 0.4)
    monkeypatch.setattr(doorstep, "AGAIN", 0.1)
    with running(*committee("first")) as (one,), pytest.raises(NoDoorThere, match="it lets nobody in just now"):
        knock(one)


def test_what_is_not_netterm_is_not_waited_for() -> None:
    with Talker() as address, pytest.raises(NoDoorThere, match="what answers there is not netterm"):
        join(CODE, GUEST, key("guest"), lambda _a: None, address=address, around=ALONE)


def test_joining_can_be_stopped_from_another_thread() -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(Stopped):
        join(CODE, GUEST, key("guest"), lambda _a: None, address=Address(HERE, 9), around=ALONE, stop=stop)


def test_without_an_invitation_a_guest_without_a_certificate_gets_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorstep, "SEARCH_THERE", 0.2)
    monkeypatch.setattr(doorstep, "AGAIN", 0.1)
    house = committee("first")[0]
    with running(house) as (one,):
        with pytest.raises(NotJoined):
            knock(one)
        assert not [event for event in one.told if isinstance(event, AtTheDoor)]


@pytest.fixture
def calling(monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    """Datagrams reach every program of this computer, and nobody else."""
    monkeypatch.setattr(beacons, "CALLS", (0.0,))  # who comes later is found by the answer to its own call
    monkeypatch.setattr(beacons, "CALL_EVERY", 600.0)
    monkeypatch.setattr(doorstep, "SEARCH", 3.0)
    monkeypatch.setattr(beacons, "broadcasts", lambda _among, **_how: ("127.255.255.255",))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("", 0))
        return Surroundings(look=frozenset, broadcast_port=taken.getsockname()[1])


def test_without_multicast_nodes_and_newcomers_find_each_other_by_calls(calling: Surroundings) -> None:
    first, second = committee("first", "second")
    stranger = home(key("stranger"), FakeNetwork(1, b"x" * 16))
    nodes = [Running(each, listen=EVERYWHERE, around=calling) for each in (first, second, stranger)]
    try:
        soon(all_same(*nodes[:2]), within=3.0)
        invite(nodes[0], first)
        time.sleep(0.3)  # its call has gone by
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
    node = Running(house, listen=EVERYWHERE, around=calling)
    try:
        invite(node, house)
        with pytest.raises(NoDoor) as failure:
            join(OTHER_CODE, GUEST, key("guest"), lambda _a: None, around=calling)
        assert {attempt.means for attempt in failure.value.attempts} == {Means.MDNS, Means.BROADCAST}
    finally:
        node.stop()
