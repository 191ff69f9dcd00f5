"""Batches: what goes over the wire is small, reads back whole, and nothing that is off in it gets through."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.store import batches
from netterm.store.batches import MAX_BATCH, SIGNATURE, read, write
from netterm.store.entries import NAME, Entry, Log, Op, Refused, join_names, pack_put
from tests.store.laptops import GENERAL

NETWORK = bytes(16)
A, B = (Log(who * 32, b"one life", GENERAL) for who in (b"a", b"b"))
FORM, COMPARTMENT, STARTS, WHICH, WALLS, SEEN, SEEDS, SALTS, COUNTS, RECORDS, CONTENTS, INNERS, SIGNATURES = range(13)


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
    return write(GENERAL, pairs, [bytes([n]) * SIGNATURE for n in range(len(chains))])


def test_entries_read_back_as_they_were_written_with_what_was_not_sent() -> None:
    one = chain(A, 5, trust=bytes(NAME))
    two = chain(B, 3, seen=one[0].name(NETWORK))
    batch = read(packed(one, two), NETWORK)
    assert [entry for _, entry, _ in batch.entries] == [*one, *two]
    assert [name for _, _, name in batch.entries] == [entry.name(NETWORK) for entry in (*one, *two)]
    assert batch.compartment is GENERAL
    assert [entry for entry, _ in batch.last().values()] == [one[-1], two[-1]]
    assert not batch.has_stubs


def test_runs_may_be_interleaved() -> None:
    one, two = chain(A, 3), chain(B, 3)
    pairs = [pair for a, b in zip(one, two, strict=True) for pair in ((7, a), (3, b))]
    batch = read(write(GENERAL, pairs, [bytes(64), bytes(64)]), NETWORK)
    assert [entry for _, entry, _ in batch.entries] == [entry for _, entry in pairs]


def test_a_run_may_begin_in_the_middle_of_a_log() -> None:
    whole = chain(A, 4)
    assert [entry for _, entry, _ in read(packed(whole[2:]), NETWORK).entries] == whole[2:]


def test_a_run_costs_no_more_than_its_contents_seeds_and_record_ids_and_a_few_bytes() -> None:
    log = chain(A, 200)
    ops = [op for entry in log for op in entry.ops]
    needed = sum(len(op.content or b"") + 2 + len(op.record) for op in ops) + 16 * len(log)
    assert len(packed(log)) < needed + 8 * len(log) + 300


BROKEN: dict[str, Callable[[list[Any]], object]] = {
    "another format": lambda parts: parts.__setitem__(FORM, 2),
    "no such compartment": lambda parts: parts.__setitem__(COMPARTMENT, 9),
    "no entries": lambda parts: [parts.__setitem__(at, type(parts[at])()) for at in range(STARTS, SIGNATURES)],
    "a run that is not there": lambda parts: parts[WHICH].__setitem__(0, 5),
    "a negative run": lambda parts: parts[WHICH].__setitem__(0, -1),
    "a short identity": lambda parts: parts[STARTS][0].__setitem__(0, b"a" * 31),
    "a short incarnation": lambda parts: parts[STARTS][0].__setitem__(1, b"life"),
    "number nought": lambda parts: parts[STARTS][0].__setitem__(2, 0),
    "a first entry that follows another": lambda parts: parts[STARTS][0].__setitem__(3, bytes(NAME)),
    "a later entry that follows none": lambda parts: parts[STARTS][0].__setitem__(2, 2),
    "too few times": lambda parts: parts[WALLS].pop(),
    "a time that is none": lambda parts: parts[WALLS].__setitem__(0, "noon"),
    "a time beyond all times": lambda parts: parts[WALLS].__setitem__(0, 2**63),
    "too few seeds": lambda parts: parts.__setitem__(SEEDS, parts[SEEDS][1:]),
    "too few record ids": lambda parts: parts.__setitem__(RECORDS, parts[RECORDS][16:]),
    "fewer contents than counted": lambda parts: parts[CONTENTS].pop(),
    "an entry without operations": lambda parts: parts[COUNTS].__setitem__(slice(0, 2), [0, sum(parts[COUNTS][:2])]),
    "an empty content": lambda parts: parts[CONTENTS].__setitem__(0, b""),
    "a content that is no bytes": lambda parts: parts[CONTENTS].__setitem__(0, "text"),
    "a stub without its hash": lambda parts: parts[CONTENTS].__setitem__(0, None),
    "a stub with half a hash": lambda parts: (parts[CONTENTS].__setitem__(0, None), parts[INNERS].update({0: b"x"})),
    "salts too few": lambda parts: parts[SALTS].update({0: []}),
    "a salt too short": lambda parts: parts[SALTS].update({0: [b"x", b"y"]}),
    "a salt left out": lambda parts: parts[SALTS].update({0: [None, None]}),
    "names out of order": lambda parts: parts[SEEN].update({0: [None, b"b" * NAME + b"a" * NAME]}),
    "a name twice": lambda parts: parts[SEEN].update({0: [None, b"a" * NAME * 2]}),
    "half a name": lambda parts: parts[SEEN].update({0: [None, b"a" * 35]}),
    "no signature": lambda parts: parts[SIGNATURES].pop(),
    "one signature too many": lambda parts: parts[SIGNATURES].append(bytes(64)),
    "a short signature": lambda parts: parts[SIGNATURES].__setitem__(0, bytes(63)),
    "one column too many": lambda parts: parts.append([]),
}


@pytest.mark.parametrize("what", BROKEN)
def test_whatever_is_off_is_refused(what: str) -> None:
    parts = msgpack.unpackb(packed(chain(A, 4)), strict_map_key=False)
    BROKEN[what](parts)
    with pytest.raises(Refused, match="damaged"):
        read(msgpack.packb(parts), NETWORK)


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
    assert batches.read(packed(log), NETWORK).entries[-1][1].trust_seen == seen
