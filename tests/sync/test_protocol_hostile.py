"""What a peer may try, and what one of another version may say: each is answered, and nothing is changed."""

from __future__ import annotations

import zlib
from dataclasses import replace

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netterm.locale import Language, use
from netterm.model.kinds import Compartment
from netterm.store import MAX_BATCH
from netterm.sync import frames, protocol
from netterm.sync.events import (
    Closed,
    Event,
    Misbehaved,
    PeerKnown,
    PeerRefused,
    Presence,
    Progress,
    Reason,
    Received,
    TurnedAway,
)
from netterm.sync.frames import BROKEN, MAY_IGNORE, TOO_LARGE, Scalar, WireError, pack_items, write_frame
from netterm.sync.messages import (
    MAX_HEADS,
    VERSION,
    Batch,
    Code,
    Digest,
    Done,
    Heads,
    Hello,
    Here,
    Message,
    Refusal,
    RunTotal,
    write,
)
from netterm.sync.protocol import FALSE_NAME, KEEPS_BACK, MAX_GAPS, Link
from netterm.sync.turns import OUT_OF_TURN, State
from tests.sync.fakes import GENERAL, MEMBER, NETWORK, SENSITIVE, TRUST, FakeLedger, Wire, key, link

A, B = key("a"), key("b")
HELLO = Hello(VERSION, NETWORK, 1, B, "1.0", 1_790_000_000_000, b"b" * 16)
NO_BATCH: bytes = msgpack.packb((int(GENERAL), []))


def ours() -> FakeLedger:
    ledger = FakeLedger(A)
    ledger.grant(A, MEMBER)
    ledger.grant(B, MEMBER)
    ledger.write(GENERAL, b"treasure")
    return ledger


def at(state: State, ledger: FakeLedger | None = None) -> Link:
    """A link that got so far with an honest peer."""
    ledger = ledger or ours()
    made = link(ledger, B, dialled=False)
    steps: list[Message] = [HELLO, Heads(TRUST, ()), Done(TRUST)]
    order = [State.GREETING, State.ANNOUNCING, State.JUDGING, State.SHARING]
    for message in steps[: order.index(state)]:
        made.receive(write(message))
    assert made.state is state
    made.data_to_send()
    return made


def blamed(events: list[Event]) -> str:
    """The sentence that the peer is named with; the link is closed."""
    assert isinstance(events[-1], Closed)
    (misbehaved,) = [event for event in events if isinstance(event, Misbehaved)]
    assert misbehaved.sentence
    return misbehaved.failure.msgid


def batch(compartment: Compartment, *values: bytes, first: int = 1) -> bytes:
    part = [(B, b"\1" * 8, first + n, value) for n, value in enumerate(values)]
    packed: bytes = msgpack.packb((int(compartment), part))
    return packed


EVERY = (
    HELLO, Heads(TRUST, ()), Heads(GENERAL, ()), RunTotal(TRUST, 1, 1), RunTotal(GENERAL, 1, 1), Batch(TRUST, NO_BATCH),
    Batch(GENERAL, NO_BATCH), Done(TRUST), Done(GENERAL), Digest(TRUST, bytes(32), bytes(32)),
    Digest(GENERAL, bytes(32), bytes(32)), Here({}),
)  # fmt: skip
IN_TURN = {
    State.GREETING: {0},
    State.ANNOUNCING: {1},
    State.JUDGING: {1, 3, 5, 7},
    State.SHARING: set(range(1, len(EVERY))),
}


@pytest.mark.parametrize("state", IN_TURN)
@pytest.mark.parametrize("which", range(len(EVERY)))
def test_nothing_is_taken_before_its_turn(state: State, which: int) -> None:
    ledger = ours()
    made = at(state, ledger)
    before = ledger.heads(GENERAL)
    events = made.receive(write(EVERY[which]))
    blames = [event.failure.msgid for event in events if isinstance(event, Misbehaved)]
    assert (OUT_OF_TURN in blames) == (which not in IN_TURN[state])
    assert ledger.heads(GENERAL) == before


def test_data_labelled_as_trust_is_not_merged_before_the_judgement() -> None:
    ledger = ours()
    made = at(State.JUDGING, ledger)
    blamed(made.receive(write(Batch(TRUST, batch(GENERAL, b"smuggled")))))
    assert ledger.values(GENERAL) == [b"treasure"]


def test_who_is_dropped_is_told_so_and_sent_nothing_else() -> None:
    made = at(State.SHARING)
    made.receive(write(Heads(GENERAL, ())))
    made.receive(write(HELLO))
    assert made.data_to_send() == write(Refusal("misbehaved"))
    assert made.receive(write(Done(GENERAL))) == []


@pytest.mark.parametrize(
    ("hello", "reason"),
    [
        (replace(HELLO, network=b"m" * 16), Reason.NETWORK),
        (replace(HELLO, version=VERSION + 2), Reason.VERSION),
        (replace(HELLO, nonce=A[:16]), Reason.SELF),
    ],
)
def test_a_peer_that_does_not_fit_is_turned_away_with_the_reason(hello: Hello, reason: Reason) -> None:
    made = at(State.GREETING)
    assert made.receive(write(hello)) == [TurnedAway(reason), Closed()]
    assert made.data_to_send() == write(Refusal(reason.value))


@pytest.mark.parametrize("version", [VERSION - 1, VERSION, VERSION + 1])
def test_neighbouring_versions_understand_each_other(version: int) -> None:
    made = at(State.GREETING)
    assert isinstance(made.receive(write(replace(HELLO, version=version)))[0], PeerKnown)


def test_another_identity_than_the_certificates_is_a_lie() -> None:
    made = at(State.GREETING)
    assert blamed(made.receive(write(replace(HELLO, identity=key("c"))))) == FALSE_NAME
    assert made.data_to_send() == write(Refusal("misbehaved"))


def test_a_hello_of_a_newer_version_may_say_more() -> None:
    hello = pack_items(VERSION + 1, NETWORK, 2, B, "2.0", 0, b"b" * 16, "more", 7)
    assert isinstance(at(State.GREETING).receive(write_frame(Code.HELLO, hello))[0], PeerKnown)


def test_an_unknown_message_is_skipped_where_it_says_so_and_ends_the_link_otherwise() -> None:
    made = at(State.SHARING)
    assert made.receive(write_frame(33, b"\xc1 new", may_ignore=True)) == []
    assert made.receive(write_frame(33, b"")) == [TurnedAway(Reason.VERSION), Closed()]
    assert made.data_to_send() == write(Refusal("version"))


def test_before_the_hello_even_what_may_be_ignored_is_out_of_turn() -> None:
    assert blamed(at(State.GREETING).receive(write_frame(33, b"", may_ignore=True))) == OUT_OF_TURN
    assert blamed(at(State.GREETING).receive(write_frame(33, b""))) == OUT_OF_TURN


def test_a_reason_that_only_a_newer_version_knows_is_a_reason() -> None:
    assert at(State.GREETING).receive(write(Refusal("moonrise"))) == [PeerRefused(Reason.OTHER), Closed()]


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_a_sentence(reason: Reason) -> None:
    for language in Language:
        use(language)
        assert PeerRefused(reason).sentence.strip()
        assert TurnedAway(reason).sentence.strip()


@pytest.mark.parametrize("state", IN_TURN)
def test_oversize_and_bombs_are_refused_in_every_state(state: State) -> None:
    for code in (*Code, 40):
        length = (MAX_BATCH + 100).to_bytes(4, "big")
        assert blamed(at(state).receive(length + bytes([code]))) == TOO_LARGE
    bomb = zlib.compress(bytes(50 << 20), 9)
    stuffed = (1 + len(bomb)).to_bytes(4, "big") + bytes([Code.BATCH | frames.COMPRESSED]) + bomb
    assert blamed(at(state).receive(stuffed)) == TOO_LARGE


def test_a_stranger_may_not_send_a_large_frame_whatever_it_is_called() -> None:
    assert blamed(at(State.GREETING).receive((9_000).to_bytes(4, "big") + bytes([Code.BATCH]))) == TOO_LARGE
    assert at(State.SHARING).receive((9_000).to_bytes(4, "big") + bytes([Code.BATCH])) == []


G, T = int(GENERAL), int(TRUST)
HELLO_ITEMS: list[Scalar] = [VERSION, NETWORK, 1, B, "1.0", 0, b"b" * 16]


def hello_but(index: int, item: Scalar) -> tuple[Code, list[Scalar]]:
    return Code.HELLO, [*HELLO_ITEMS[:index], item, *HELLO_ITEMS[index + 1 :]]


@pytest.mark.parametrize(
    ("code", "items"),
    [
        *(hello_but(index, None) for index in range(7)),
        hello_but(0, -1), hello_but(1, b"n" * 15), hello_but(2, -1), hello_but(3, b"b" * 33), hello_but(4, "\x1b[31m"),
        hello_but(4, "ก"), hello_but(4, "1" * 33), hello_but(5, 2**60), hello_but(6, b""),
        (Code.HELLO, HELLO_ITEMS[:6]),
    ],
)  # fmt: skip
def test_a_hello_of_another_form_is_no_hello(code: Code, items: list[Scalar]) -> None:
    assert blamed(at(State.GREETING).receive(write_frame(code, pack_items(*items)))) == BROKEN


@pytest.mark.parametrize(
    ("code", "items"),
    [
        (Code.REFUSAL, []), (Code.REFUSAL, [1]), (Code.HEADS, []), (Code.HEADS, [G]), (Code.HEADS, [9, b""]),
        (Code.HEADS, [G, b"x"]), (Code.HEADS, [G, bytes(84)]), (Code.HEADS, [G, bytes(40) + b"\xff" * 44]),
        (Code.HEADS, [G, (bytes(47) + b"\1" + bytes(36)) * 2]), (Code.TOTAL, [G, -1, 0]), (Code.TOTAL, [G, 0, 2**63]),
        (Code.TOTAL, [G, 1]), (Code.BATCH, [G, "text", 0, 0]), (Code.BATCH, [G, b"", -1, 0]), (Code.BATCH, [G]),
        (Code.DONE, [G, 1]), (Code.DONE, ["x"]), (Code.DIGEST, [G, bytes(31), bytes(32)]),
        (Code.DIGEST, [G, bytes(32), bytes(33)]), (Code.PRESENCE, []), (Code.PRESENCE, [b""]),
        (Code.PRESENCE, [b"\x90"]), (Code.PRESENCE, [b"\xc0"]), (Code.PRESENCE, [b"\x81\x01\x01"]),
        (Code.PRESENCE, [b"\x81\xa1a\x80"]), (Code.PRESENCE, [b"\x81\xa1a\x81\xa1a\x01"]),
        (Code.PRESENCE, [b"\x81\xa1a\xcb" + bytes(8)]), (Code.PRESENCE, [b"\x80\x80"]),
    ],
)  # fmt: skip
def test_a_message_of_another_form_is_no_message(code: Code, items: list[Scalar]) -> None:
    assert blamed(at(State.SHARING).receive(write_frame(code, pack_items(*items)))) == BROKEN


def test_more_heads_than_any_network_has_are_refused() -> None:
    packed = b"".join(n.to_bytes(32, "big") + bytes(15) + b"\1" + bytes(36) for n in range(MAX_HEADS + 1))
    events = at(State.SHARING).receive(write_frame(Code.HEADS, pack_items(G, packed)))
    assert blamed(events) == TOO_LARGE


def test_a_lying_batch_names_the_peer_and_changes_nothing() -> None:
    ledger = ours()
    made = at(State.SHARING, ledger)
    made.receive(write(Batch(GENERAL, b"\xc1")))
    assert made.state is State.CLOSED
    assert ledger.values(GENERAL) == [b"treasure"]


def test_a_compartment_that_only_the_peer_believes_to_share_is_passed_over() -> None:
    ledger = ours()
    made = at(State.SHARING, ledger)
    for message in (Heads(SENSITIVE, ()), RunTotal(SENSITIVE, 1, 1), Batch(SENSITIVE, batch(SENSITIVE, b"x"))):
        assert made.receive(write(message)) == []
    assert not ledger.entries[SENSITIVE]
    assert made.data_to_send() == b""


def test_a_gap_is_answered_with_our_heads_once_and_healed_by_the_answer() -> None:
    ledger = ours()
    made = at(State.SHARING, ledger)
    late = write(Batch(GENERAL, batch(GENERAL, b"third", first=3)))
    assert made.receive(late * 3) == []
    wanted = write(Heads(TRUST, ledger.heads(TRUST))) + write(Heads(GENERAL, ledger.heads(GENERAL)))
    assert made.data_to_send() == wanted
    made.receive(write(RunTotal(GENERAL, 3, 15)))
    events = made.receive(write(Batch(GENERAL, batch(GENERAL, b"first", b"second", b"third"))))
    assert Received(GENERAL, 3, 0) in events


def test_gaps_again_and_again_end_the_link() -> None:
    made = at(State.SHARING)
    late = write(Batch(GENERAL, batch(GENERAL, b"third", first=3)))
    for _ in range(MAX_GAPS):
        assert made.receive(late + write(Done(GENERAL))) == []
    assert blamed(made.receive(late)) == KEEPS_BACK


def test_trust_with_a_gap_is_not_judged_until_the_gap_is_filled() -> None:
    ledger = ours()
    made = at(State.JUDGING, ledger)
    made.receive(write(Batch(TRUST, batch(TRUST, b"second", first=2))) + write(Done(TRUST)))
    assert made.state is State.JUDGING
    assert made.data_to_send() == write(Heads(TRUST, ledger.heads(TRUST)))
    made.receive(write(Heads(TRUST, ())))
    lost = b"rights" + B + b"\0"
    events = made.receive(write(Batch(TRUST, batch(TRUST, lost, b"second"))) + write(Done(TRUST)))
    assert events[-2:] == [TurnedAway(Reason.REMOVED), Closed()]
    assert made.receive(write(Done(GENERAL))) == []
    assert ledger.entitled(B) == {TRUST}
    assert ledger.heads(GENERAL)[0].name not in made.data_to_send()


def test_a_peer_that_asks_without_reading_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MAX_PENDING", 1_000)
    made = at(State.SHARING)
    assert blamed(made.receive(write(Heads(GENERAL, ())) * 200)) == TOO_LARGE


def test_a_digest_of_other_heads_is_kept_until_ours_are_the_same() -> None:
    made = at(State.SHARING)
    for n in range(50):
        assert made.receive(write(Digest(GENERAL, bytes([n]) * 32, bytes(32)))) == []
    assert made.data_to_send() == b""


def test_progress_that_lies_stays_within_its_bounds() -> None:
    made = at(State.SHARING)
    made.receive(write(RunTotal(GENERAL, 2, 10)))
    events = made.receive(write(Batch(GENERAL, batch(GENERAL, b"x"), 2**50, 2**50)))
    seen = [(event.done_entries, event.total_entries) for event in events if isinstance(event, Progress)]
    assert seen == [(0, 2)]


def test_presence_is_not_heard_from_a_peer_that_shares_no_data() -> None:
    ledger = ours()
    ledger.write(TRUST, b"rights" + A + b"\0")
    made = at(State.SHARING, ledger)
    assert made.receive(write(Here({"at": "x"}))) == []
    assert not any(isinstance(event, Presence) for event in made.send_presence({"at": "y"}))
    assert made.data_to_send() == b""


@settings(max_examples=150)
@given(st.sampled_from(list(IN_TURN)), st.binary(max_size=400))
def test_no_bytes_whatever_change_anything_or_raise(state: State, noise: bytes) -> None:
    ledger = ours()
    at(state, ledger).receive(noise)
    assert ledger.values(GENERAL) == [b"treasure"]


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 255))
def test_one_flipped_byte_anywhere_raises_nothing(place: int, flip: int) -> None:
    a, b = ours(), FakeLedger(B)
    b.entries[TRUST] = list(a.entries[TRUST])
    b.write(GENERAL, *(b"%d" % n for n in range(20)))
    stream = bytearray(Wire(b, ours()).run().sent[0])
    stream[place % len(stream)] ^= flip
    target = link(a, B, dialled=False)
    target.receive(bytes(stream))
    assert b"treasure" in a.values(GENERAL)


def test_a_flag_that_is_unknown_does_not_make_a_known_message_ignorable() -> None:
    frame = bytearray(write(HELLO))
    frame[4] |= MAY_IGNORE
    assert isinstance(at(State.GREETING).receive(bytes(frame))[0], PeerKnown)


def test_what_is_wrong_is_said_in_detail_to_the_log() -> None:
    (misbehaved,) = [e for e in at(State.GREETING).receive(write(Done(TRUST))) if isinstance(e, Misbehaved)]
    assert isinstance(misbehaved.failure, WireError)
    assert "Done" in misbehaved.failure.detail
