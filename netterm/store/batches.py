"""Many entries as one message between replicas: columns, so that they compress, and nothing that can be derived.

A batch holds runs of one or several logs, interleaved in an order in which every entry comes after what it was written
on. Each run starts behind an entry that its head names and ends in an entry whose signature is sent; the hash chain
carries that signature's proof to all the others. Sequence numbers, previous names, counts, op counts and hashes are
derived by the receiver.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final, NamedTuple, cast

import msgpack

from netterm.locale import N_
from netterm.model.kinds import Compartment
from netterm.store.entries import (
    FORMAT,
    HASH,
    MAX_CONTENT,
    MAX_COUNT,
    MAX_OPS,
    NAME,
    RECORD,
    SEED,
    Entry,
    Log,
    Op,
    Refused,
    names,
)

MAX_BATCH: Final = 8 << 20
"""Bytes of a packed batch, before compression."""
MAX_ENTRIES: Final = 20_000
MAX_LOGS: Final = 1_000
MAX_CONTENTS: Final = 80_000
"""Operations in a batch."""
MAX_SEEN: Final = 1_000 * NAME
MAX_WALL: Final = 2**47
"""ms: the year 6429. What is shown to people must be a date that there is."""
SIGNATURE: Final = 64


class Start(NamedTuple):
    """Where a run of a batch begins."""

    log: Log
    seq: int
    """Of the run's first entry."""
    previous: bytes
    """Name of the entry before that; empty for a log's first."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch, read."""

    compartment: Compartment
    starts: tuple[Start, ...]
    entries: tuple[tuple[int, Entry, bytes], ...]
    """(index of its run, the entry, its name), in causal order."""
    signatures: tuple[bytes, ...]
    """Over the last entry of each run."""
    has_stubs: bool = False
    """Whether something was left out as erased."""

    def last(self) -> dict[int, tuple[Entry, bytes]]:
        """Each run's last entry and its name."""
        return {run: (entry, name) for run, entry, name in self.entries}


def write(compartment: Compartment, entries: Iterable[tuple[int, Entry]], signatures: Sequence[bytes]) -> bytes:
    """Pack ``(run, entry)`` pairs in causal order.

    The run is any number that is the same for entries that follow each other in one log, branches told apart.
    ``signatures`` are over the last entry of each run, runs in order of appearance.
    """
    runs: dict[int, int] = {}
    starts: list[tuple[bytes, bytes, int, bytes]] = []
    trust: list[bytes] = []
    which, walls, counts = [], [], []
    contents: list[bytes | None] = []
    seen: dict[int, tuple[bytes | None, bytes]] = {}
    salts: dict[int, tuple[bytes | None, ...]] = {}
    inners: dict[int, bytes] = {}
    seeds, records = bytearray(), bytearray()
    before = 0
    for index, (key, entry) in enumerate(entries):
        run = runs.get(key, -1)
        if run < 0:
            run = runs[key] = len(starts)
            starts.append((entry.log.identity, entry.log.incarnation, entry.seq, entry.previous))
            trust.append(b"")
        which.append(run)
        walls.append(entry.wall - before)
        before = entry.wall
        if trust[run] != entry.trust_seen or entry.data_seen:
            seen[index] = (None if trust[run] == entry.trust_seen else entry.trust_seen, entry.data_seen)
            trust[run] = entry.trust_seen
        seeds += entry.seed
        if entry.salts is not None:
            salts[index] = entry.salts
        counts.append(len(entry.ops))
        for record, content, inner in entry.ops:
            if content is None:
                inners[len(contents)] = cast("bytes", inner)
            records += record
            contents.append(content)
    columns = (which, walls, seen, bytes(seeds), salts, counts, bytes(records), contents, inners)
    return msgpack.packb((FORMAT, int(compartment), starts, *columns, list(signatures)))


def read(batch: bytes, network: bytes) -> Batch:
    """Unpack a batch and derive what was not sent. Raises :class:`Refused` where any length, type or count is off."""
    try:
        return _read(batch, network)
    except (ValueError, TypeError, IndexError, KeyError, OverflowError, msgpack.UnpackException) as error:
        # The payload is a stranger's: whatever shape it has that is not ours ends here, in one place.
        raise Refused(BROKEN) from error


BROKEN: Final = N_("What came from the other computer is damaged. Nothing was changed.")


def _read(batch: bytes, network: bytes) -> Batch:
    _need(len(batch) <= MAX_BATCH)
    parts = msgpack.unpackb(
        batch, strict_map_key=False, max_array_len=MAX_CONTENTS, max_map_len=MAX_CONTENTS, max_ext_len=0
    )
    form, code, raw_starts, which, walls, seen, seeds, salts, counts, records, contents, inners, signatures = parts
    _need(form == FORMAT and len(raw_starts) <= MAX_LOGS)
    _need(type(seen) is type(salts) is type(inners) is dict)
    compartment = Compartment(code)
    starts = tuple(_start(raw, compartment) for raw in raw_starts)
    size, ops = len(which), len(contents)
    _need(0 < size <= MAX_ENTRIES and len(walls) == len(counts) == size and type(seeds) is type(records) is bytes)
    _need(len(seeds) == size * SEED and len(records) == ops * RECORD and sum(counts) == ops and min(counts) > 0)
    _need(max(counts) <= MAX_OPS and len(signatures) == len(starts) == len(set(which)))
    _need(all(type(s) is bytes and len(s) == SIGNATURE for s in signatures))
    _need(_are_integers(which) and min(which) >= 0 and _are_integers(walls) and _are_integers(counts))
    times = list(accumulate(walls))
    _need(min(times) >= 0 and max(times) <= MAX_WALL)
    all_ops = _ops(records, contents, inners)
    at = [(start.seq, start.previous, b"") for start in starts]
    entries = []
    place = 0
    for index, (run, wall, count) in enumerate(zip(which, times, counts, strict=True)):
        seq, previous, trust_seen = at[run]
        data_seen = b""
        if index in seen:
            new_trust, data_seen = seen[index]
            trust_seen = trust_seen if new_trust is None else new_trust
            _check_names(trust_seen)
            _check_names(data_seen)
        entry = Entry(
            starts[run].log, seq, previous, trust_seen, data_seen, wall, seeds[index * SEED : index * SEED + SEED],
            tuple(all_ops[place : place + count]), _salts(salts[index], count) if index in salts else None,
        )  # fmt: skip
        place += count
        name = entry.name(network)
        at[run] = (seq + 1, name, trust_seen)
        entries.append((run, entry, name))
    return Batch(compartment, starts, tuple(entries), tuple(signatures), bool(inners))


def _need(holds: bool) -> None:
    if not holds:
        raise Refused(BROKEN)


def _start(raw: object, compartment: Compartment) -> Start:
    _need(type(raw) is list and len(raw) == 4)
    identity, incarnation, seq, previous = cast("list[object]", raw)
    _need(type(identity) is bytes and len(identity) == 32 and type(incarnation) is bytes and len(incarnation) == 8)
    _need(
        type(seq) is int
        and 1 <= seq <= MAX_COUNT
        and type(previous) is bytes
        and len(previous) == (NAME if seq > 1 else 0)
    )
    return Start(
        Log(cast("bytes", identity), cast("bytes", incarnation), compartment), cast("int", seq), cast("bytes", previous)
    )


def _check_names(joined: object) -> None:
    _need(type(joined) is bytes and len(joined) % NAME == 0 and len(joined) <= MAX_SEEN)
    parts = names(cast("bytes", joined))
    _need(all(a < b for a, b in pairwise(parts)))


def _are_integers(column: Iterable[object]) -> bool:
    return set(map(type, column)) == {int}


def _ops(records: bytes, contents: list[object], inners: dict[int, object]) -> list[Op]:
    ops = []
    for index, content in enumerate(contents):
        record = records[index * RECORD : index * RECORD + RECORD]
        if type(content) is bytes and 0 < len(content) <= MAX_CONTENT:
            ops.append(Op(record, content))
        else:
            inner = inners[index]
            _need(content is None and type(inner) is bytes and len(inner) == HASH)
            ops.append(Op(record, None, cast("bytes", inner)))
    return ops


def _salts(raw: object, count: int) -> tuple[bytes | None, ...]:
    _need(type(raw) is list and len(raw) == count)
    salts = tuple(cast("list[bytes | None]", raw))
    _need(all(salt is None or (type(salt) is bytes and len(salt) == SEED) for salt in salts))
    return salts
