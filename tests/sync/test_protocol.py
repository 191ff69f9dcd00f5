"""Pairs of links over a wire that cuts everything into pieces: what two people's laptops would notice."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netterm.model.kinds import Compartment
from netterm.store.entries import Head, Log
from netterm.sync.events import (
    ClockOff,
    Closed,
    Direction,
    InSync,
    Misbehaved,
    PeerKnown,
    PeerRefused,
    Presence,
    Progress,
    Reason,
    Received,
    TurnedAway,
)
from netterm.sync.exchange import Exchange
from netterm.sync.lines import keep_which
from netterm.sync.messages import Heads, Here, write
from netterm.sync.pace import BURST
from netterm.sync.sharing import HIGH_WATER
from netterm.sync.turns import State
from tests.sync.fakes import (
    EVERYTHING,
    GENERAL,
    MEMBER,
    SENSITIVE,
    TRUST,
    Clock,
    FakeLedger,
    Wire,
    key,
    link,
)

A, B, C = key("a"), key("b"), key("c")
REMOVED = frozenset({TRUST})


def pair(a_has: int = 0, b_has: int = 0, **rights: frozenset[Compartment]) -> tuple[FakeLedger, FakeLedger]:
    """Two replicas with one trust log, and entries of their own."""
    a, b = FakeLedger(A), FakeLedger(B)
    a.grant(A, rights.get("a", MEMBER))
    a.grant(B, rights.get("b", MEMBER))
    b.entries[TRUST] = list(a.entries[TRUST])
    a.write(GENERAL, *(b"a%d" % n for n in range(a_has)))
    b.write(GENERAL, *(b"b%d" % n for n in range(b_has)))
    return a, b


def same(*ledgers: FakeLedger) -> bool:
    return all(
        left.heads(c) == right.heads(c) and left.values(c) == right.values(c)
        for left, right in itertools.pairwise(ledgers)
        for c in (TRUST, GENERAL)
    )


# Getting level


@pytest.mark.parametrize("piece", [1, 7, 0])
@pytest.mark.parametrize(("a_has", "b_has"), [(0, 0), (1, 0), (0, 10), (20, 20)])
def test_both_have_everything_and_say_so(piece: int, a_has: int, b_has: int) -> None:
    a, b = pair(a_has, b_has)
    wire = Wire(a, b).run(piece)
    assert same(a, b)
    for side in (0, 1):
        assert [event.same for event in wire.of(side, InSync)] == [True]
        assert [event.identity for event in wire.of(side, PeerKnown)] == [(B, A)[side]]
        assert wire.of(side, InSync)[0].digests == {TRUST: a.digest(TRUST), GENERAL: a.digest(GENERAL)}


@settings(max_examples=40)
@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 2**32))
def test_any_pieces_and_any_interleaving_bring_both_to_the_same(a_has: int, b_has: int, seed: int) -> None:
    chance = random.Random(seed)
    a, b = pair(a_has, b_has)
    links = (link(a, B, dialled=True), link(b, A, dialled=False))
    wires = [bytearray(), bytearray()]
    events: list[object] = []
    for step in range(100_000):
        side = chance.randrange(2)
        if step < 30 and chance.random() < 0.2:
            (a, b)[side].write(GENERAL, b"live%d" % step)
            events += links[side].local_changed()
        wires[side] += links[side].data_to_send()
        events += links[side].more()
        cut = chance.randrange(1, 60)
        events += links[1 - side].receive(bytes(wires[side][:cut]))
        del wires[side][:cut]
        if step > 30 and not any(wires):
            events += [*links[0].idle(), *links[1].idle()]
            wires = [bytearray(each.data_to_send()) for each in links]
            if not any(wires):
                break
    assert same(a, b)
    assert isinstance(events[-1], InSync)
    assert all(event.same for event in events if isinstance(event, InSync))
    assert not any(isinstance(event, (Misbehaved, Closed)) for event in events)


def test_nothing_to_send_takes_two_round_trips() -> None:
    wire = Wire(*pair()).run()
    assert wire.flights <= 4
    assert wire.of(0, InSync)
    assert wire.of(1, InSync)
    assert sum(map(len, wire.sent)) < 2_000


def test_links_cut_at_any_byte_and_made_anew_bring_everything_over_once() -> None:
    whole = len(Wire(*pair(9, 7)).run().sent[0])
    for cut in range(0, whole, 11):
        a, b = pair(9, 7)
        first = Wire(a, b)
        for _ in range(cut):
            first.byte()
        assert first.links[0].closed()[-1] == Closed()
        first.links[1].closed()
        second = Wire(a, b).run()
        assert same(a, b)
        assert len(a.entries[GENERAL]) == 16
        assert second.of(0, InSync)[-1].same


def test_three_in_a_line_pass_on_what_they_hear() -> None:
    a, b = pair(4, 4)
    c = FakeLedger(C)
    a.grant(C, MEMBER)
    c.entries[TRUST] = list(a.entries[TRUST])
    c.write(GENERAL, b"c1", b"c2")
    left, right = Wire(a, b), Wire(b, c)
    for _ in range(50):
        left.flight()
        right.flight()
        if left.of(1, Received):
            right.changed(0)
        if right.of(0, Received):
            left.changed(1)
    assert same(a, b, c)
    a.write(GENERAL, b"typed")
    left.changed(0).run()
    right.changed(0).run()
    assert b"typed" in c.values(GENERAL)


def test_what_came_from_the_peer_is_not_sent_back() -> None:
    a, b = pair(30, 0)
    wire = Wire(a, b).run()
    a.write(GENERAL, b"typed")
    wire.changed(0).run()
    before = len(wire.sent[1])
    wire.changed(1).run()
    assert b.read == 0
    assert len(wire.sent[1]) == before


def test_differing_digests_of_equal_heads_are_an_alarm() -> None:
    a, b = pair(3, 0)
    b.lies_in_digest = True
    wire = Wire(a, b).run()
    assert [event.same for event in wire.of(0, InSync)] == [False]
    assert [event.same for event in wire.of(1, InSync)] == [False]


def test_an_entry_committed_while_the_digest_is_made_raises_no_alarm() -> None:
    a, b = pair(3, 0)

    def somebody_types(compartment: Compartment) -> None:
        if compartment is GENERAL and b"meanwhile" not in a.values(GENERAL):
            a.write(GENERAL, b"meanwhile")

    a.while_digesting = somebody_types
    wire = Wire(a, b).run().changed(0).run().idle()
    assert same(a, b)
    assert {event.same for side in (0, 1) for event in wire.of(side, InSync)} == {True}


# Live


def test_what_is_typed_goes_over_at_once_and_digests_wait_until_it_is_quiet() -> None:
    a, b = pair(2, 2)
    wire = Wire(a, b).run()
    digests = a.digested + b.digested
    for n in range(50):
        a.write(GENERAL, b"key%d" % n)
        wire.changed(0).flight()
        assert b"key%d" % n in b.values(GENERAL)
    assert a.digested + b.digested == digests
    assert len(wire.of(0, InSync)) == 1
    wire.idle()
    assert [event.same for event in wire.of(0, InSync)] == [True, True]
    quiet = len(wire.sent[0])
    wire.idle()
    assert len(wire.sent[0]) == quiet


def test_what_is_typed_while_a_run_is_under_way_follows_it() -> None:
    a, b = pair()
    a.per_batch = 1
    a.write(GENERAL, *(random.Random(n).randbytes(50_000) for n in range(20)))
    wire = Wire(a, b)
    while not b.entries[GENERAL]:
        wire.flight()
    a.write(GENERAL, b"typed")
    wire.changed(0)
    assert b"typed" not in b.values(GENERAL)
    wire.run()
    assert same(a, b)
    assert wire.idle().of(1, InSync)[-1].same


def test_live_runs_have_no_progress() -> None:
    a, b = pair()
    wire = Wire(a, b).run()
    a.write(GENERAL, b"x")
    wire.changed(0).run()
    assert wire.of(1, Received)
    assert not wire.of(1, Progress)


def test_a_peer_said_to_have_more_is_shown_our_heads_once_after_each_change() -> None:
    a, b = pair(3, 3)
    wire = Wire(a, b).run()
    wire.links[0]._exchanges[GENERAL].heads_came([])
    wire.links[0]._exchanges[GENERAL].learn([Head(Log(C, b"\1" * 8, GENERAL), 9, b"z" * 36)])
    a.write(GENERAL, b"more")
    wire.links[0].idle()
    assert write(Heads(GENERAL, a.heads(GENERAL))) in wire.links[0].data_to_send()
    for _ in range(5):
        wire.links[0].idle()
        assert wire.links[0].data_to_send() == b""


def test_a_change_that_the_link_was_not_told_of_goes_over_when_it_is_quiet() -> None:
    a, b = pair(3, 3)
    wire = Wire(a, b).run()
    a.write(GENERAL, b"unannounced")
    assert wire.idle().idle().of(1, InSync)[-1].digests[GENERAL] == a.digest(GENERAL)
    assert same(a, b)


# Runs


def test_progress_begins_with_nothing_and_ends_with_everything() -> None:
    a, b = pair(20, 5)
    wire = Wire(a, b).run()
    size = sum(len(value) for value in a.values(GENERAL) if value.startswith(b"a"))
    for side, direction in ((0, Direction.SENDING), (1, Direction.RECEIVING)):
        seen = [event for event in wire.of(side, Progress) if event.direction is direction]
        assert [event.done_entries for event in seen] == [0, 3, 6, 9, 12, 15, 18, 20]
        assert {(event.total_entries, event.total_bytes, event.compartment) for event in seen} == {(20, size, GENERAL)}
        assert (seen[0].done_bytes, seen[-1].done_bytes) == (0, size)
    assert sum(event.new for event in wire.of(1, Received)) == 20


def test_entries_that_were_refused_are_counted() -> None:
    a, b = pair()
    a.write(GENERAL, b"refused", b"fine")
    assert Wire(a, b).run().of(1, Received) == [Received(GENERAL, 2, 1)]


def test_batches_are_read_only_as_the_socket_drains() -> None:
    a, b = pair()
    a.per_batch = 1
    a.write(GENERAL, *(random.Random(n).randbytes(50_000) for n in range(60)))
    wire = Wire(a, b)
    while not a.read:
        wire.flight()
    for _ in range(5):
        assert a.read <= HIGH_WATER // 50_000 + 3
        wire.links[0].idle()
    wire.run()
    assert wire.largest <= HIGH_WATER + 60_000
    assert same(a, b)


# Trust


def test_trust_is_sent_and_judged_before_any_data() -> None:
    a, b = pair(5, 5)
    a.grant(C, MEMBER)
    b.write(TRUST, b"another")
    wire = Wire(a, b).run()
    assert same(a, b)
    for side in (0, 1):
        kinds = [event.compartment for event in wire.of(side, Received)]
        assert kinds == sorted(kinds)
        assert kinds[0] is TRUST


def test_a_removed_peer_hears_why_and_gets_no_byte_of_data() -> None:
    a, b = pair(5, 0)
    a.grant(B, REMOVED)
    wire = Wire(a, b).run()
    assert wire.of(0, TurnedAway) == [TurnedAway(Reason.REMOVED)]
    assert wire.of(1, PeerRefused) == [PeerRefused(Reason.REMOVED)]
    assert b.entitled(B) == REMOVED
    assert not b.entries[GENERAL]
    assert a.read == 1
    assert b"a0" not in wire.sent[0]
    assert a.heads(GENERAL)[0].name not in wire.sent[0]
    assert wire.events[0][-1] == Closed() == wire.events[1][-1]


def test_a_removed_peer_that_brings_the_news_itself_is_turned_away() -> None:
    a, b = pair(5, 0)
    b.grant(B, REMOVED)
    wire = Wire(a, b).run()
    assert wire.of(0, TurnedAway) == [TurnedAway(Reason.REMOVED)]
    assert a.heads(GENERAL)[0].name not in wire.sent[0]


def test_a_removal_during_a_run_stops_it_and_is_delivered() -> None:
    a, b = pair()
    a.per_batch = 1
    a.write(GENERAL, *(random.Random(n).randbytes(50_000) for n in range(40)))
    wire = Wire(a, b)
    while len(b.entries[GENERAL]) < 8:
        wire.flight()
    had = len(b.entries[GENERAL])
    a.grant(B, REMOVED)
    wire.changed(0).run()
    assert len(b.entries[GENERAL]) == had
    assert b.entitled(B) == REMOVED
    assert wire.of(1, PeerRefused) == [PeerRefused(Reason.REMOVED)]


def test_a_removal_that_the_link_was_not_told_of_stops_the_next_batch() -> None:
    a, b = pair()
    a.per_batch = 1
    a.write(GENERAL, *(random.Random(n).randbytes(50_000) for n in range(40)))
    wire = Wire(a, b)
    while not a.read:
        wire.flight()
    wire.links[0].data_to_send()
    a.grant(B, REMOVED)
    before = a.read
    wire.links[0].more()
    assert a.read == before + 1
    assert wire.links[0].state is State.CLOSED


def test_a_stranger_who_dialled_learns_no_trust_entry_and_no_data_heads() -> None:
    a, _ = pair(5, 0)
    stranger = FakeLedger(C)
    wire = Wire(stranger, a).run()
    assert wire.of(1, TurnedAway) == [TurnedAway(Reason.UNKNOWN)]
    assert wire.of(0, PeerRefused) == [PeerRefused(Reason.UNKNOWN)]
    assert not stranger.entries[TRUST]
    assert a.heads(GENERAL)[0].name not in wire.sent[1]


def test_a_newcomer_brings_the_entry_that_admits_it() -> None:
    a, b = pair(3, 0)
    newcomer = FakeLedger(C)
    newcomer.entries[TRUST] = list(a.entries[TRUST])
    a.grant(C, MEMBER)
    newcomer.entries[TRUST] = list(a.entries[TRUST])
    for dialler, other in ((newcomer, b), (b, newcomer)):
        wire = Wire(dialler, other).run()
        assert wire.of(0, InSync)[-1].same
    assert same(b, newcomer)


def test_a_stranger_whom_no_admin_of_today_certified_learns_no_trust_entry_from_who_dials_it() -> None:
    a, _ = pair(5, 0)
    a.vouched = frozenset()
    stranger = FakeLedger(C)
    wire = Wire(a, stranger).run()
    assert not stranger.entries[TRUST]
    assert wire.of(0, PeerRefused) == [PeerRefused(Reason.UNKNOWN)]


def test_a_newcomer_whose_admin_is_not_known_yet_is_let_in_by_what_it_brings() -> None:
    a, b = pair(3, 0)
    b.vouched = frozenset()
    newcomer = FakeLedger(C)
    a.grant(C, MEMBER)
    newcomer.entries[TRUST] = list(a.entries[TRUST])
    assert Wire(b, newcomer).run().of(0, InSync)[-1].same
    assert same(b, newcomer)


def test_two_newcomers_who_never_heard_of_each_other_meet() -> None:
    a, b = pair()
    one, two = FakeLedger(C), FakeLedger(key("d"))
    b.grant(two.identity, MEMBER)
    a.grant(C, MEMBER)
    one.entries[TRUST], two.entries[TRUST] = list(a.entries[TRUST]), list(b.entries[TRUST])
    one.write(GENERAL, b"from one")
    wire = Wire(one, two).run()
    assert same(one, two)
    assert wire.of(1, InSync)[-1].same


def test_sensitive_entries_go_only_where_both_are_entitled() -> None:
    for a_may, b_may in itertools.product((MEMBER, EVERYTHING), repeat=2):
        a, b = pair(1, 1, a=a_may, b=b_may)
        a.write(SENSITIVE, b"secret of a")
        b.write(SENSITIVE, b"secret of b")
        wire = Wire(a, b).run()
        both = SENSITIVE in a_may & b_may
        assert len(a.entries[SENSITIVE]) == len(b.entries[SENSITIVE]) == 1 + both
        assert (a.heads(SENSITIVE)[0].name in wire.sent[0]) == both
        assert wire.of(0, InSync)[-1].same


def test_a_right_given_or_lost_opens_or_closes_a_compartment_on_the_living_link() -> None:
    a, b = pair(1, 1, a=EVERYTHING)
    a.write(SENSITIVE, b"secret")
    wire = Wire(a, b).run()
    assert not b.entries[SENSITIVE]
    a.grant(B, EVERYTHING)
    wire.changed(0).run()
    assert b.values(SENSITIVE) == [b"secret"]
    assert SENSITIVE in wire.of(1, InSync)[-1].digests


def test_who_lost_the_right_itself_sends_nothing_and_waits_to_be_told() -> None:
    a, b = pair(0, 3)
    b.grant(B, REMOVED)
    lonely = link(b, A, dialled=False)
    wire = Wire(a, b)
    wire.links = (wire.links[0], lonely)
    wire.run()
    assert wire.of(1, PeerRefused) == [PeerRefused(Reason.REMOVED)]
    assert not a.entries[GENERAL]


# Presence, clocks, versions, duplicates


def test_presence_is_the_latest_at_most_five_times_a_second() -> None:
    clock = Clock()
    wire = Wire(*pair(), clock=clock)
    wire.links[0].send_presence({"at": "early"})
    wire.run()
    for n in range(10):
        wire.links[0].send_presence({"at": "minutes", "n": n, "who": b"x", "none": None})
    wire.run()
    assert [event.presence.get("n") for event in wire.of(1, Presence)] == [None]
    clock.now += 200
    wire.run().idle()
    assert [event.presence.get("n") for event in wire.of(1, Presence)] == [None, 9]
    assert wire.of(1, Presence)[0].identity == A


def test_a_flood_of_presence_is_thinned() -> None:
    clock = Clock()
    wire = Wire(*pair(), clock=clock).run()
    flood = write(Here({"n": 1})) * 1_000
    assert len(wire.links[1].receive(flood)) == BURST
    clock.now += 1_000
    assert len(wire.links[1].receive(flood)) == 5
    clock.now -= 100_000
    assert wire.links[1].receive(flood) == []


@pytest.mark.parametrize("presence", [{"a": "x" * 2_000}, {str(n): n for n in range(17)}, {"a": 1.5}])
def test_a_presence_map_too_large_is_the_callers_fault(presence: dict[str, str | int]) -> None:
    wire = Wire(*pair()).run()
    with pytest.raises(ValueError, match="small and flat"):
        wire.links[0].send_presence(presence)


@pytest.mark.parametrize(("off", "minutes"), [(0, []), (600_000, []), (601_000, [10]), (-86_400_000, [-1440])])
def test_a_clock_more_than_ten_minutes_off_is_named_to_both(off: int, minutes: list[int]) -> None:
    a, b = pair(1, 1)
    wire = Wire(a, b)
    wire.links = (link(a, B, dialled=True), link(b, A, dialled=False, clock=Clock(Clock().now + off)))
    wire.run()
    assert [event.minutes for event in wire.of(0, ClockOff)] == minutes
    assert [event.minutes for event in wire.of(1, ClockOff)] == [-each for each in minutes]
    assert wire.of(0, PeerKnown)[0].clock_skew_ms == off
    assert same(a, b)


def test_clocks_of_1970_and_2099_sync() -> None:
    a, b = pair(1, 1)
    wire = Wire(a, b)
    wire.links = (link(a, B, dialled=True, clock=Clock(-5)), link(b, A, dialled=False, clock=Clock(4_070_908_800_000)))
    assert wire.run().of(0, InSync)[-1].same


def test_of_two_links_both_sides_keep_the_same_one() -> None:
    for x, y in ((A, B), (B, A)):
        assert keep_which(x, y, True) == keep_which(y, x, False)
        assert keep_which(x, y, True) != keep_which(x, y, False)
    assert keep_which(A, B, True)
    assert keep_which(A, A, True)
    assert keep_which(A, A, False)


def test_goodbye_is_said_and_heard() -> None:
    wire = Wire(*pair()).run()
    wire.events[0].extend(wire.links[0].close())
    wire.run()
    assert wire.of(1, PeerRefused) == [PeerRefused(Reason.LEAVING)]
    assert wire.links[0].close() == wire.links[0].closed() == wire.links[1].closed() == []
    assert wire.links[0].receive(b"whatever") == wire.links[0].local_changed() == wire.links[0].idle() == []


def test_a_failure_of_our_own_ledger_is_not_the_peers_fault() -> None:
    a, b = pair(3, 0)
    b.full = True
    with pytest.raises(OSError, match="full"):
        Wire(a, b).run()


# What is known of the peer


def test_branches_of_one_log_are_both_kept_in_mind() -> None:
    a, _ = pair()
    log = Log(C, b"\1" * 8, GENERAL)
    low, high = Head(log, 1, b"l" * 36), Head(log, 2, b"h" * 36)
    a.heads = lambda compartment: (low, high)  # type: ignore[method-assign]  # a forked log, as the store shows it
    exchange = Exchange(a, GENERAL, C)
    exchange.learn([low])
    assert not exchange.heard
    exchange.heads_came([low])
    exchange.learn([high])
    assert exchange.level()
    exchange.heads_came([high])
    exchange.learn([low])
    assert exchange.level()
    exchange.learn([Head(log, 1, b"x" * 36)])
    assert exchange.level()
