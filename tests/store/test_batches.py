"""Batches: what goes over the wire is small, reads back whole, and nothing that is off in it gets through."""

from __future__ import annotations

import random
import struct
import tracemalloc
from collections.abc import Callable
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.store import batches, segments
from netterm.store.batches import read, single, write
from netterm.store.entries import NAME, Entry, Log, Op, Refused, join_names, pack_put
from netterm.store.segments import MAX_BATCH, SIGNATURE
from tests.store.laptops import GENERAL, TRUST

NETWORK = bytes(16)
A, B = (Log(who * 32, b"one life", GENERAL) for who in (b"a", b"b"))
(
    FORM, COMPARTMENT, STARTS, WHICH, WALLS, SEEN, TOLD, SEEDS, SALTED, SALTS, COUNTS, RECORDS, LENGTHS, CONTENTS, LAST,
) = range(15)  # fmt: skip


def chain(log: Log, length: int, *, seen: bytes = b"", trust: bytes = b"") -> list[Entry]:
    found: list[Entry] = []
    previous = b""
    for seq in range(1, length + 1):
        ops = tuple(Op(bytes([n]) * 16, pack_put("m", {"name": f"{seq}"}, {})) for n in range(1 + seq % 3))
        found.append(Entry(log, seq, previous, trust, seen if seq == 1 else b"", 1_000 - seq, bytes([seq]) * 16, ops))
        previous = found[-1].name(NETWORK)
    return found


def packed(*chains: list[Entry]) -> bytes:
    pairs = [(number, entry) for number, each in enumerate(chains) for entry in each]
    return single(GENERAL, pairs, [bytes([n]) * SIGNATURE for n in range(len(chains))])


def test_entries_read_back_as_they_were_written_with_what_was_not_sent() -> None:
    one = chain(A, 5, trust=bytes(NAME))
    two = chain(B, 3, seen=one[0].name(NETWORK))
    batch = read(packed(one, two), NETWORK)
    assert [entry for _, entry, _ in batch.entries] == [*one, *two]
    assert [name for _, _, name in batch.entries] == [entry.name(NETWORK) for entry in (*one, *two)]
    assert batch.compartment is GENERAL
    assert {head.name for head in batch.heads()} == {one[-1].name(NETWORK), two[-1].name(NETWORK)}
    assert not batch.segments[0].has_stubs


def test_runs_may_be_interleaved() -> None:
    one, two = chain(A, 3), chain(B, 3)
    pairs = [pair for a, b in zip(one, two, strict=True) for pair in ((7, a), (3, b))]
    batch = read(single(GENERAL, pairs, [bytes(64), bytes(64)]), NETWORK)
    assert [entry for _, entry, _ in batch.entries] == [entry for _, entry in pairs]


def test_a_run_may_begin_in_the_middle_of_a_log() -> None:
    whole = chain(A, 4)
    assert [entry for _, entry, _ in read(packed(whole[2:]), NETWORK).entries] == whole[2:]


def test_a_run_costs_no_more_than_its_contents_seeds_and_record_ids_and_a_few_bytes() -> None:
    log = chain(A, 200)
    ops = [op for entry in log for op in entry.ops]
    needed = sum(len(op.content or b"") + 4 + len(op.record) for op in ops) + (16 + 2 + 8 + 2) * len(log)
    assert len(packed(log)) < needed + 300


def changed(column: int, change: Callable[[bytearray], object]) -> Callable[[list[Any]], object]:
    """One column with other bytes."""

    def change_it(parts: list[Any]) -> None:
        held = bytearray(parts[column])
        change(held)
        parts[column] = bytes(held)

    return change_it


def put(column: int, at: int, value: bytes) -> Callable[[list[Any]], object]:
    return changed(column, lambda held: held.__setitem__(slice(at, at + len(value)), value))


def short(column: int, by: int = 1) -> Callable[[list[Any]], object]:
    return changed(column, lambda held: held.__delitem__(slice(len(held) - by, len(held))))


def longer(column: int, by: bytes) -> Callable[[list[Any]], object]:
    return changed(column, lambda held: held.extend(by))


def sees(index: int, trust: int, data: int, names: bytes) -> Callable[[list[Any]], object]:
    def change(parts: list[Any]) -> None:
        parts[SEEN], parts[TOLD] = struct.pack(">IHH", index, trust, data), names

    return change


def erased(parts: list[Any]) -> None:
    """The first operation is said to be erased, with nothing in its place."""
    (length,) = struct.unpack_from(">I", parts[LENGTHS])
    parts[CONTENTS] = parts[CONTENTS][length:]
    put(LENGTHS, 0, b"\xff" * 4)(parts)


def erased_unsalted(parts: list[Any]) -> None:
    erased(parts)
    parts[LAST] = bytes(32) + parts[LAST]


def every(*changes: Callable[[list[Any]], object]) -> Callable[[list[Any]], object]:
    return lambda parts: [change(parts) for change in changes]


BROKEN: dict[str, Callable[[list[Any]], object]] = {
    "another format": lambda parts: parts.__setitem__(FORM, 2),
    "no such compartment": lambda parts: parts.__setitem__(COMPARTMENT, 9),
    "no entries": lambda parts: [parts.__setitem__(at, b"") for at in range(STARTS, LAST + 1)],
    "a column that is no bytes": lambda parts: parts.__setitem__(WHICH, [0, 0, 0, 0]),
    "a run that is not there": put(WHICH, 0, b"\0\5"),
    "half a start": short(STARTS, 40),
    "number nought": put(STARTS, 40, bytes(4)),
    "a first entry that follows another": put(STARTS, 44, b"x" * NAME),
    "too few times": short(WALLS, 8),
    "a time before all times": put(WALLS, 0, b"\xff" * 8),
    "a time beyond all times": put(WALLS, 0, b"\x7f" + b"\xff" * 7),
    "too few seeds": short(SEEDS),
    "too few record ids": short(RECORDS, 16),
    "fewer lengths than operations": short(LENGTHS, 4),
    "fewer contents than counted": short(CONTENTS),
    "more contents than counted": longer(CONTENTS, b"x"),
    "an entry without operations": every(put(COUNTS, 0, b"\0\0"), put(COUNTS, 2, b"\0\5")),
    "an empty content": lambda parts: (
        longer(LENGTHS, bytes(4))(parts), longer(RECORDS, bytes(16))(parts), put(COUNTS, 0, b"\0\3")(parts),
    ),
    "a stub without its hash": erased,
    "a stub in an entry without salts": erased_unsalted,
    "salts of no stub": every(longer(SALTED, bytes(4)), longer(SALTS, bytes(32))),
    "names out of order": sees(0, 0, 2, b"b" * NAME + b"a" * NAME),
    "a name twice": sees(0, 0, 2, b"a" * NAME * 2),
    "fewer names than counted": sees(0, 0, 2, b"a" * NAME),
    "more names than counted": sees(0, 0, 0, b"a" * NAME),
    "heads of an entry that is not there": sees(4, 0, 1, b"a" * NAME),
    "more names than anybody sees": sees(0, 0, 1001, b"".join(n.to_bytes(NAME, "big") for n in range(1001))),
    "no signature": short(LAST, 64),
    "one signature too many": longer(LAST, bytes(64)),
    "a short signature": short(LAST),
    "one column too many": lambda parts: parts.append(b""),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_whatever_is_off_is_refused(what: str) -> None:
    (segment,) = msgpack.unpackb(packed(chain(A, 4)))
    parts = msgpack.unpackb(segment)
    BROKEN[what](parts)
    with pytest.raises(Refused, match="damaged"):
        read(write([msgpack.packb(parts)]), NETWORK)


def test_what_is_off_is_nothing_but_that() -> None:
    """The table above changes a segment that is sound."""
    (segment,) = msgpack.unpackb(packed(chain(A, 4)))
    parts = msgpack.unpackb(segment)
    assert len(list(read(write([msgpack.packb(parts)]), NETWORK).entries)) == 4
    sees(0, 1, 1, b"a" * NAME + b"b" * NAME)(parts)
    assert next(read(write([msgpack.packb(parts)]), NETWORK).entries)[1].data_seen == b"b" * NAME


def test_segments_of_one_batch_are_of_one_compartment_and_together_not_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, two = segments.pack(GENERAL, [(0, chain(A, 1)[0])], [bytes(64)]), chain(Log(b"b" * 32, b"one life", TRUST), 1)
    with pytest.raises(Refused):
        read(write([one, segments.pack(TRUST, [(0, two[0])], [bytes(64)])]), NETWORK)
    assert len(list(read(write([one] * 3), NETWORK).entries)) == 3
    monkeypatch.setattr(batches, "MAX_ENTRIES", 2)
    with pytest.raises(Refused):
        read(write([one] * 3), NETWORK)


def test_nothing_but_flat_bytes_is_unpacked_of_a_stranger() -> None:
    """Eight million empty lists would take half a gigabyte."""
    bomb = b"\xdd" + (8 << 20).to_bytes(4, "big") + b"\x90" * (MAX_BATCH - 64)
    tracemalloc.start()
    try:
        for each in (bomb, write([bomb[: MAX_BATCH - 100]]), write([b"\xdc\x00\x0f" + b"\x90" * (1 << 20)])):
            with pytest.raises(Refused):
                read(each, NETWORK)
        assert tracemalloc.get_traced_memory()[1] < 4 * MAX_BATCH
    finally:
        tracemalloc.stop()


def test_what_is_too_large_is_refused_unread() -> None:
    with pytest.raises(Refused):
        read(b"\xc0" * (MAX_BATCH + 1), NETWORK)


@given(st.binary(max_size=200))
def test_no_bytes_do_any_harm(data: bytes) -> None:
    with pytest.raises(Refused):
        read(data, NETWORK)


@given(st.integers(0, 2**32))
def test_a_flipped_bit_never_reads_back_as_the_same_entries_under_the_same_signatures(seed: int) -> None:
    """What is not refused at once has other names or other signatures, and falls with the check of these."""
    whole = packed(chain(A, 3))
    chance = random.Random(seed)
    at = chance.randrange(len(whole))
    damaged = whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]
    right = read(whole, NETWORK)
    try:
        found = read(damaged, NETWORK)
    except Refused:
        return
    told = [(entry.log, name) for _, entry, name in found.entries], found.signatures, found.compartment
    assert told != ([(entry.log, name) for _, entry, name in right.entries], right.signatures, right.compartment)


def test_names_of_trust_heads_are_sent_where_they_change_only() -> None:
    seen = join_names([b"a" * NAME, b"b" * NAME])
    log = chain(A, 30, trust=seen)
    assert packed(log).count(seen) == 1
    assert [entry.trust_seen for _, entry, _ in read(packed(log), NETWORK).entries] == [seen] * 30
