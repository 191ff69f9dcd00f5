"""Lists of heads of any length, and what a peer can make us keep."""

from __future__ import annotations

import msgpack
import pytest

from netterm.model.kinds import Compartment
from netterm.store import Head, Log, StubWithoutErasure
from netterm.sync import exchange, messages
from netterm.sync.events import InSync, Misbehaved, Reason, Received, TurnedAway
from netterm.sync.exchange import TOO_MANY_LOGS, TooManyLogs
from netterm.sync.frames import BROKEN, TOO_LARGE
from netterm.sync.ledger import Merged
from netterm.sync.messages import Batch, Done, Heads, RunTotal, pages, write
from netterm.sync.protocol import KEEPS_BACK, MAX_GAPS
from netterm.sync.turns import State
from tests.sync.fakes import GENERAL, MEMBER, TRUST, FakeLedger, Wire, key
from tests.sync.test_protocol_hostile import A, B, at, batch, blamed, ours

C = key("c")


def pair(a: FakeLedger, b: FakeLedger) -> Wire:
    """Links of two that know each other, and whoever else wrote something."""
    for identity in (A, B, C):
        a.grant(identity, MEMBER)
    b.entries[TRUST] = list(a.entries[TRUST])
    return Wire(a, b)


def begin(ledger: FakeLedger, author: bytes, first: int, count: int) -> None:
    """So many logs of one author, each with one entry."""
    for life in range(first, first + count):
        log = Log(author, life.to_bytes(8, "big"), GENERAL)
        ledger.entries[GENERAL].append((log, 1, ledger._name(log, 1, b"x"), b"x"))


def one_of_each(author: bytes, first: int, count: int) -> bytes:
    part = [(author, life.to_bytes(8, "big"), 1, b"x") for life in range(first, first + count)]
    packed: bytes = msgpack.packb((int(GENERAL), part))
    return packed


def head(number: int) -> Head:
    return Head(Log(bytes(32), number.to_bytes(8, "big"), GENERAL), 1, bytes(36))


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of four heads, at most four of them; three logs for everybody, and six of all together."""
    for where in (messages, exchange):
        monkeypatch.setattr(where, "MAX_HEADS", 4)
        monkeypatch.setattr(where, "MAX_PAGES", 4)
    monkeypatch.setattr(exchange, "MAX_LIVES", 3)
    monkeypatch.setattr(exchange, "MAX_KEPT", 6)


# Pages


def test_replicas_with_more_logs_than_one_message_holds_come_to_be_the_same() -> None:
    a, b = FakeLedger(A, per_batch=20_000), FakeLedger(B, per_batch=20_000)
    for n in range(5):
        begin(a, key(f"author {n}"), 0, 3_300)
    wire = pair(a, b).run()
    assert not [event for side in wire.events for event in side if isinstance(event, Misbehaved)]
    assert len(b.heads(GENERAL)) == 16_500 > messages.MAX_HEADS
    wire = Wire(a, b).run()
    assert [event.same for side in (0, 1) for event in wire.of(side, InSync)] == [True, True]
    assert not wire.of(1, Received)


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (3, [3]), (4, [4, 0]), (9, [4, 4, 1])])
def test_a_list_ends_with_the_first_page_that_is_not_full(count: int, sizes: list[int]) -> None:
    heads = [head(n) for n in range(count)]
    made = pages(GENERAL, reversed(heads))
    assert [len(page.heads) for page in made] == sizes
    assert [page.is_last for page in made] == [False] * (len(sizes) - 1) + [True]
    assert [each for page in made for each in page.heads] == heads


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("compartment", [TRUST, GENERAL])
def test_nothing_is_answered_before_the_last_page(compartment: Compartment) -> None:
    made = at(State.ANNOUNCING if compartment is TRUST else State.SHARING)
    before = made.state
    first, second, last = (
        write(Heads(compartment, tuple(head(n) for n in part))) for part in (range(4), range(4, 8), range(8, 9))
    )
    assert made.receive(first) == []
    assert made.receive(second) == []
    assert (made.data_to_send(), made.state) == (b"", before)
    made.receive(last)
    assert made.data_to_send() or made.state is not before


@pytest.mark.usefixtures("narrow")
def test_pages_out_of_order_are_no_list() -> None:
    made = at(State.SHARING)
    made.receive(write(Heads(GENERAL, tuple(head(n) for n in range(4, 8)))))
    assert blamed(made.receive(write(Heads(GENERAL, (head(7),))))) == BROKEN


@pytest.mark.usefixtures("narrow")
def test_a_list_without_end_is_refused() -> None:
    made = at(State.SHARING)
    for page in range(3):
        assert made.receive(write(Heads(GENERAL, tuple(head(4 * page + n) for n in range(4))))) == []
    assert blamed(made.receive(write(Heads(GENERAL, tuple(head(12 + n) for n in range(4)))))) == TOO_LARGE


# Logs without end


@pytest.mark.usefixtures("narrow")
def test_who_begins_one_log_after_another_is_not_listened_to() -> None:
    ledger = ours()
    made = at(State.SHARING, ledger)
    for life in range(4):
        assert Received(GENERAL, 1, 0) in made.receive(write(Batch(GENERAL, one_of_each(B, life, 1))))
    assert blamed(made.receive(write(Batch(GENERAL, one_of_each(B, 4, 1))))) == TOO_MANY_LOGS
    assert len(ledger.heads(GENERAL)) == 1 + 4
    again = at(State.SHARING, ledger)
    assert blamed(again.receive(write(Batch(GENERAL, one_of_each(B, 5, 1))))) == TOO_MANY_LOGS


@pytest.mark.usefixtures("narrow")
def test_who_forwards_what_another_wrote_is_not_to_blame() -> None:
    ledger = ours()
    made = at(State.SHARING, ledger)
    for life in range(6):
        assert Received(GENERAL, 1, 0) in made.receive(write(Batch(GENERAL, one_of_each(C, life, 1))))
    assert blamed(made.receive(write(Batch(GENERAL, one_of_each(C, 6, 1))))) == TOO_MANY_LOGS  # more than can be kept


@pytest.mark.usefixtures("narrow")
def test_others_go_on_where_somebody_filled_the_room() -> None:
    ledger = ours()
    begin(ledger, C, 0, 7)
    made = at(State.SHARING, ledger)
    assert Received(GENERAL, 1, 0) in made.receive(write(Batch(GENERAL, one_of_each(B, 0, 1))))


@pytest.mark.usefixtures("narrow")
def test_what_cannot_be_announced_is_our_own_trouble_and_blames_nobody() -> None:
    ledger = ours()
    begin(ledger, C, 0, 16)
    made = at(State.JUDGING, ledger)
    with pytest.raises(TooManyLogs):
        made.receive(write(Done(TRUST)))
    assert TooManyLogs().sentence()


# Stubs


class Strict(FakeLedger):
    """Takes no stub in before it knows of the erasure."""

    def merge(self, compartment: Compartment, batch: bytes, source: bytes) -> Merged:
        if compartment is GENERAL and b"stub" in batch and b"erasure" not in self.values(TRUST):
            raise StubWithoutErasure
        return super().merge(compartment, batch, source)


def test_a_stub_makes_us_ask_for_the_erasure_and_is_taken_once_that_came() -> None:
    ledger = Strict(A)
    ledger.entries = ours().entries
    made = at(State.SHARING, ledger)
    stub = write(Batch(GENERAL, batch(GENERAL, b"stub")))
    assert made.receive(write(RunTotal(GENERAL, 1, 4)) + stub * 2)[1:] == []
    asked = [*pages(TRUST, ledger.heads(TRUST)), *pages(GENERAL, ledger.heads(GENERAL))]
    assert made.data_to_send() == b"".join(map(write, asked))
    made.receive(write(Batch(TRUST, batch(TRUST, b"erasure"))))
    events = made.receive(write(RunTotal(GENERAL, 1, 4)) + stub + write(Done(GENERAL)))
    assert Received(GENERAL, 1, 0) in events
    assert b"stub" in ledger.values(GENERAL)


def test_who_sends_stubs_and_no_erasure_is_named_for_that() -> None:
    ledger = Strict(A)
    ledger.entries = ours().entries
    made = at(State.SHARING, ledger)
    stub = write(Batch(GENERAL, batch(GENERAL, b"stub")))
    for _ in range(MAX_GAPS):
        assert not [e for e in made.receive(stub + write(Done(GENERAL))) if isinstance(e, Misbehaved)]
    said = blamed(made.receive(stub))
    assert said == StubWithoutErasure().msgid != KEEPS_BACK
    assert ledger.values(GENERAL) == [b"treasure"]


# The removed


def test_who_has_lost_every_right_is_asked_for_nothing() -> None:
    ledger = ours()
    ledger.write(TRUST, b"rights" + B + b"\0")
    made = at(State.JUDGING, ledger)
    made.data_to_send()
    late = write(Batch(TRUST, batch(TRUST, b"second", first=2)))
    assert made.receive(late) == []
    assert made.data_to_send() == b""
    assert TurnedAway(Reason.REMOVED) in made.receive(write(Done(TRUST)))
