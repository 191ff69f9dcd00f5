"""Stretches of the log as columns of bytes: the form in which entries are kept, and in which they are sent.

A segment holds *runs* of one or several logs, interleaved in an order in which every entry comes after what it was
written on. Each run starts behind an entry that its start names and ends in an entry whose signature is there; the hash
chain carries that signature's proof to all the others. Sequence numbers, previous names, counts and hashes are derived.

A segment is flat: fifteen parts, each a number or bytes. So a stranger's can be measured before anything is made of it,
and it compresses.
"""

from __future__ import annotations

import struct
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, count, pairwise
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
"""Bytes of a packed segment, and of a batch of them, before compression."""
MAX_ENTRIES: Final = 20_000
MAX_LOGS: Final = 1_000
MAX_CONTENTS: Final = 80_000
"""Operations in a segment."""
MAX_SEEN: Final = 1_000
"""Names of one kind that an entry was written on."""
MAX_WALL: Final = 2**47
"""ms: the year 6429. What is shown to people must be a date that there is."""
SIGNATURE: Final = 64
BROKEN: Final = N_("What came from the other computer is damaged. Nothing was changed.")

_new: Final = tuple.__new__
"""Makes a named tuple in a third of the time; for what there is one of per entry."""
_PARTS: Final = 15
_START: Final = struct.Struct(f">32s8sI{NAME}s")
_SEEN: Final = struct.Struct(">IHH")
_AS_BEFORE: Final = 0xFFFF
_ERASED: Final = 0xFFFFFFFF
_NO_SALT: Final = bytes(SEED)


class Start(NamedTuple):
    """Where a run begins."""

    log: Log
    seq: int
    """Of the run's first entry."""
    previous: bytes
    """Name of the entry before that; empty for a log's first."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment, read."""

    packed: bytes
    compartment: Compartment
    starts: tuple[Start, ...]
    runs: tuple[int, ...]
    """For each entry the place of its run among the starts."""
    entries: tuple[Entry, ...]
    """In causal order."""
    names: tuple[bytes, ...]
    """Theirs."""
    signatures: tuple[bytes, ...]
    """Over the last entry of each run."""
    has_stubs: bool
    """Whether something was left out as erased."""

    def last(self) -> dict[int, int]:
        """The place of each run's last entry."""
        return {run: place for place, run in enumerate(self.runs)}


def pack(compartment: Compartment, entries: Iterable[tuple[int, Entry]], signatures: Sequence[bytes]) -> bytes:
    """Pack ``(run, entry)`` pairs in causal order.

    The run is any number that is the same for entries that follow each other in one log, branches told apart.
    ``signatures`` are over the last entry of each run, runs in order of appearance.
    """
    runs: dict[int, int] = {}
    starts, seen, told, salts, inners = bytearray(), bytearray(), bytearray(), bytearray(), bytearray()
    trust: list[bytes] = []
    which: list[int] = []
    walls: list[int] = []
    counts: list[int] = []
    salted: list[int] = []
    lengths: list[int] = []
    seeds: list[bytes] = []
    records: list[bytes] = []
    contents: list[bytes] = []
    before = 0
    for index, (key, entry) in enumerate(entries):
        log, seq, previous, trust_seen, data_seen, wall, seed, ops, own_salts = entry
        run = runs.get(key, -1)
        if run < 0:
            run = runs[key] = len(trust)
            starts += _START.pack(log.identity, log.incarnation, seq, previous)
            trust.append(b"")
        which.append(run)
        walls.append(wall - before)
        before = wall
        if data_seen or trust[run] != trust_seen:
            is_new = trust[run] != trust_seen
            seen += _SEEN.pack(index, len(trust_seen) // NAME if is_new else _AS_BEFORE, len(data_seen) // NAME)
            told += trust_seen + data_seen if is_new else data_seen
            trust[run] = trust_seen
        seeds.append(seed)
        counts.append(len(ops))
        if own_salts is not None:
            salted.append(index)
            salts += b"".join(salt or _NO_SALT for salt in own_salts)
        for record, content, inner in ops:
            records.append(record)
            if content is None:
                lengths.append(_ERASED)
                inners += cast("bytes", inner)
            else:
                lengths.append(len(content))
                contents.append(content)
    columns = (
        bytes(starts), _numbers("H", which), _numbers("q", walls), bytes(seen), bytes(told), b"".join(seeds),
        _numbers("I", salted), bytes(salts), _numbers("H", counts), b"".join(records), _numbers("I", lengths),
        b"".join(contents), bytes(inners) + b"".join(signatures),
    )  # fmt: skip
    packed: bytes = msgpack.packb((FORMAT, int(compartment), *columns))
    return packed


def made(entries: Sequence[tuple[int, Entry, bytes]], signatures: Sequence[bytes]) -> Segment:
    """A segment of ``(run, entry, name)`` of one compartment; the rest as in :func:`pack`."""
    compartment = entries[0][1].log.compartment
    keys = {key: place for place, key in enumerate(dict.fromkeys(key for key, _, _ in entries))}
    starts: dict[int, Start] = {}
    for key, entry, _ in entries:
        if key not in starts:
            starts[key] = Start(entry.log, entry.seq, entry.previous)
    return Segment(
        pack(compartment, ((key, entry) for key, entry, _ in entries), signatures),
        compartment,
        tuple(starts.values()),
        tuple(keys[key] for key, _, _ in entries),
        tuple(entry for _, entry, _ in entries),
        tuple(name for _, _, name in entries),
        tuple(signatures),
        any(op.content is None for _, entry, _ in entries for op in entry.ops),
    )


def read(packed: bytes, network: bytes) -> Segment:
    """Unpack a segment and derive what was not sent. Raises :class:`Refused` where any length or count is off."""
    try:
        return _Columns(packed).segment(network, ())
    except (ValueError, TypeError, IndexError, OverflowError, struct.error, msgpack.UnpackException) as error:
        # The payload is a stranger's: whatever shape it has that is not ours ends here, in one place.
        raise Refused(BROKEN) from error


def read_own(packed: bytes, named: bytes, only: Container[int] | None = None) -> Segment:
    """The same for one from our own file, whose entries' names, joined, are known.

    ``only`` are the places of the entries whose operations are asked for; the others may come without any. To make
    the twenty thousand of a large segment takes as long as to paint a screen.
    """
    return _Columns(packed).segment(b"", names(named), only)


def _numbers(form: str, column: Sequence[int]) -> bytes:
    return struct.pack(f">{len(column)}{form}", *column)


def _need(holds: bool) -> None:
    if not holds:
        raise Refused(BROKEN)


class _Columns:
    """A segment's parts, of which the lengths are sound."""

    def __init__(self, packed: bytes) -> None:
        _need(len(packed) <= MAX_BATCH)
        parts = msgpack.unpackb(packed, max_array_len=_PARTS, max_map_len=0, max_ext_len=0)
        _need(type(parts) is list and len(parts) == _PARTS and set(map(type, parts[2:])) == {bytes})
        form, code, *columns = parts
        _need(type(form) is int and form == FORMAT and type(code) is int)
        self.packed = packed
        self.compartment = Compartment(code)
        starts, which, walls, seen, self.told, self.seeds, salted, self.salts, counts, *rest = columns
        self.records, lengths, self.contents, last = rest
        size, runs, ops = len(which) // 2, len(starts) // _START.size, len(lengths) // 4
        _need(0 < size <= MAX_ENTRIES and 0 < runs <= MAX_LOGS and size <= ops <= MAX_CONTENTS)
        _need(len(self.seeds) == size * SEED and len(self.records) == ops * RECORD)
        self.starts = tuple(self._start(*each) for each in _START.iter_unpack(starts))
        self.which = struct.unpack(f">{size}H", which)
        self.walls = tuple(accumulate(struct.unpack(f">{size}q", walls)))
        self.counts = struct.unpack(f">{size}H", counts)
        self.lengths = struct.unpack(f">{ops}I", lengths)
        self.salted = struct.unpack(f">{len(salted) // 4}I", salted)
        self.seen = tuple(_SEEN.iter_unpack(seen))
        _need(sum(self.counts) == ops and min(self.counts) > 0 and max(self.counts) <= MAX_OPS)
        _need(min(self.walls) >= 0 and max(self.walls) <= MAX_WALL)
        _need(list(dict.fromkeys(self.which)) == list(range(runs)))  # in order of appearance
        self._check_contents(last, runs)

    def _start(self, identity: bytes, incarnation: bytes, seq: int, previous: bytes) -> Start:
        _need(1 <= seq <= MAX_COUNT and (seq > 1 or previous == bytes(NAME)))
        return Start(Log(identity, incarnation, self.compartment), seq, previous if seq > 1 else b"")

    def _check_contents(self, last: bytes, runs: int) -> None:
        erased = self.lengths.count(_ERASED)
        kept = [length for length in self.lengths if length != _ERASED] if erased else self.lengths
        _need(len(last) == erased * HASH + runs * SIGNATURE and sum(kept) == len(self.contents))
        _need(not kept or (min(kept) > 0 and max(kept) <= MAX_CONTENT))
        cut = erased * HASH
        self.inners = last[:cut]
        self.signatures = tuple(last[cut + i : cut + i + SIGNATURE] for i in range(0, runs * SIGNATURE, SIGNATURE))
        _need(all(a < b for a, b in pairwise(self.salted)) and len(self.salted) <= erased)
        _need(len(self.salts) == SEED * sum(self.counts[index] for index in self.salted))

    def segment(self, network: bytes, known: Sequence[bytes], only: Container[int] | None = None) -> Segment:
        """With the names, where they are known; else these are derived, which takes ``only`` None."""
        at = [(start.log, start.seq, start.previous, b"") for start in self.starts]
        seen = self._seen()
        salts = self._salts()
        seeds = [self.seeds[i : i + SEED] for i in range(0, len(self.seeds), SEED)]
        ops_of = self._ops() if only is None else self._some_ops(only)
        entries: list[Entry] = []
        found: list[bytes] = []
        for index, (run, wall, seed, ops) in enumerate(zip(self.which, self.walls, seeds, ops_of, strict=True)):
            log, seq, previous, trust_seen = at[run]
            data_seen = b""
            if index in seen:
                new_trust, data_seen = seen[index]
                trust_seen = trust_seen if new_trust is None else new_trust
            entry = _new(Entry, (log, seq, previous, trust_seen, data_seen, wall, seed, ops, salts.get(index)))
            name = known[index] if known else entry.name(network)
            at[run] = (log, seq + 1, name, trust_seen)
            entries.append(entry)
            found.append(name)
        return Segment(
            self.packed, self.compartment, self.starts, self.which, tuple(entries), tuple(found), self.signatures,
            bool(self.inners),
        )  # fmt: skip

    def _seen(self) -> dict[int, tuple[bytes | None, bytes]]:
        """For the entries for which anything changes: the trust heads, None for the same, and the data heads."""
        found: dict[int, tuple[bytes | None, bytes]] = {}
        at, before = 0, -1
        for index, trust, data in self.seen:
            same = trust == _AS_BEFORE
            first = at if same else at + trust * NAME
            end = first + data * NAME
            _need(before < index < len(self.which) and (same or trust <= MAX_SEEN) and data <= MAX_SEEN)
            found[index] = (None if same else _sorted(self.told[at:first]), _sorted(self.told[first:end]))
            at, before = end, index
        _need(at == len(self.told))
        return found

    def _salts(self) -> dict[int, tuple[bytes | None, ...]]:
        """Those of entries with stubs; a stub's own is gone."""
        found: dict[int, tuple[bytes | None, ...]] = {}
        first = tuple(accumulate(self.counts, initial=0)) if self.salted else ()
        at = stubs = 0
        for index in self.salted:
            own = []
            for place in range(first[index], first[index + 1]):
                own.append(None if self.lengths[place] == _ERASED else self.salts[at : at + SEED])
                _need(own[-1] is not None or self.salts[at : at + SEED] == _NO_SALT)
                at += SEED
            stubs += own.count(None)
            _need(None in own and self.seeds[index * SEED : index * SEED + SEED] == _NO_SALT)
            found[index] = tuple(own)
        _need(stubs == len(self.inners) // HASH)
        return found

    def _ops(self) -> Iterable[tuple[Op, ...]]:
        """Each entry's."""
        every = self._every_op()
        if len(every) == len(self.counts):
            return zip(every, strict=True)  # one each
        ends = accumulate(self.counts, initial=0)
        return (tuple(every[start:end]) for start, end in pairwise(ends))

    def _some_ops(self, only: Container[int]) -> Iterable[tuple[Op, ...]]:
        """Those of these entries; the others have none, but where some of the segment are erased."""
        if self.inners:  # which of the hashes is whose is known once all are gone through
            return self._ops()
        cuts = [*accumulate(self.lengths, initial=0)]
        ends = accumulate(self.counts, initial=0)
        return (
            tuple(self._cut(start, cuts[start : end + 1])) if index in only else ()
            for index, (start, end) in enumerate(pairwise(ends))
        )

    def _cut(self, first: int, cuts: Iterable[int]) -> list[Op]:
        """The operations from that one on, whose contents lie between these cuts: none is erased."""
        records, contents = self.records, self.contents
        from_first = count(first * RECORD, RECORD)
        return [
            _new(Op, (records[at : at + RECORD], contents[start:end], None))
            for at, (start, end) in zip(from_first, pairwise(cuts), strict=False)
        ]

    def _every_op(self) -> list[Op]:
        records, contents, inners = self.records, self.contents, self.inners
        if not inners:
            return self._cut(0, accumulate(self.lengths, initial=0))
        ops = []
        at = gone = 0
        for index, length in enumerate(self.lengths):
            record = records[index * RECORD : index * RECORD + RECORD]
            if length == _ERASED:
                ops.append(Op(record, None, inners[gone : gone + HASH]))
                gone += HASH
            else:
                ops.append(Op(record, contents[at : at + length]))
                at += length
        return ops


def _sorted(joined: bytes) -> bytes:
    parts = names(joined)
    _need(all(a < b for a, b in pairwise(parts)))
    return joined
