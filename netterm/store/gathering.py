"""What goes out: how far somebody with certain heads has each log, and what they lack as batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from netterm.model.kinds import Compartment
from netterm.store import batches, log
from netterm.store.database import Connection, Database
from netterm.store.entries import Head, Log, Outgoing, Total

BATCH_ENTRIES: Final = 10_000
BATCH_BYTES: Final = 3 << 19
"""A batch of ours is closed before it has more bytes, and after that many entries; what we accept is far larger."""
FIRST_ENTRIES: Final = 500
"""The same for the first batch of a run of several, so that the receiver is at work soon."""
GROWTH: Final = 4
"""Each further batch is this many times as long: writing one takes about a third of the time of merging it."""
_OVERHEAD: Final = 64
"""Bytes that a segment takes beside its own, in a batch."""


def outstanding(
    database: Database, compartment: Compartment, theirs: Sequence[Head], only: Callable[[bytes], bool] | None
) -> Total:
    """How much a replica with those heads lacks; ``only`` tells by name which it may have, if not all."""
    with database.read() as connection:
        parts = log.lacking(connection, _had(connection, compartment, theirs), compartment)
        if only is not None:
            reader = log.Reader(connection)
            parts = [p for p in parts if any(only(name) for name in reader.kept(p.n).segment.names)]
        return Total(sum(part.entries for part in parts), sum(part.size for part in parts))


def outgoing(
    database: Database, compartment: Compartment, theirs: Sequence[Head], only: Callable[[bytes], bool] | None
) -> Iterator[Outgoing]:
    """What they lack, as batches, each closed by the signature of every log in it."""
    with database.read() as connection:
        have = _had(connection, compartment, theirs)
        newest = log.newest(connection)
        left = sum(part.entries for part in log.lacking(connection, have, compartment))
    wanted = min(FIRST_ENTRIES, BATCH_ENTRIES) if left > BATCH_ENTRIES else BATCH_ENTRIES
    while left > 0:
        # Asked anew for every batch: segments are put together now and then.
        with database.read() as connection:
            parts = log.lacking(connection, have, compartment)
            parts = [part for part in parts if part.n <= newest]
            gathered = Gathered(connection, have, only)
            packed = gathered.take(parts, wanted)
            heads = gathered.heads(compartment)
        if packed:
            yield Outgoing(batches.write(packed), heads)
        left = sum(part.entries for part in parts) - gathered.entries
        wanted = min(GROWTH * wanted, BATCH_ENTRIES)


def _had(connection: Connection, compartment: Compartment, theirs: Sequence[Head]) -> dict[int, int]:
    """Up to which sequence number of each of our logs and branches they have it."""
    by_log: dict[Log, list[Head]] = {}
    for head in theirs:
        by_log.setdefault(head.log, []).append(head)
    rows = log.logs(connection, compartment)
    branches = Counter(row.log for row in rows)
    reader = log.Reader(connection)
    return {row.no: _had_of(reader, row, by_log.get(row.log, ()), branches[row.log] > 1) for row in rows if row.seq}


def _had_of(reader: log.Reader, row: log.LogRow, theirs: Sequence[Head], forked: bool) -> int:
    have = 0
    for head in theirs:
        if head.name == row.name:
            return row.seq
        if not forked and head.seq <= row.seq and reader.has(row.no, head.seq, head.name):
            have = max(have, head.seq)
            continue
        place = reader.place(head.name)
        if place is not None and place.no == row.no:
            have = max(have, place.seq)
        elif place is None and head.seq > row.seq and not row.base and len(theirs) == 1:
            # They are further. Were it another branch, they would find our head unknown and send it all.
            have = row.seq
    return have


class Gathered:
    """Gathers what somebody lacks into segments: whole ones as they lie here, the rest put together."""

    def __init__(self, connection: Connection, have: dict[int, int], only: Callable[[bytes], bool] | None) -> None:
        self._connection = connection
        self._reader = log.Reader(connection)
        self._have = have
        self._only = only
        self.entries = 0
        """How many of what they lack were gone through."""
        self._ends: dict[int, tuple[int, bytes]] = {}
        """Sequence number and name of the last entry of each log or branch."""
        self._packed: list[bytes] = []
        self._some: list[log.Stored] = []
        self._gathered = 0
        """Bytes of the segments that these are of."""

    def take(self, parts: Iterable[log.Part], wanted: int) -> list[bytes]:
        """Packed segments of about that many entries; ``have`` is moved along."""
        size = 0
        for part in parts:
            size += part.length + _OVERHEAD
            is_full = size > BATCH_BYTES or len(self._packed) + 2 > batches.MAX_SEGMENTS
            if self.entries >= wanted or (self.entries and is_full):
                break
            self.entries += part.entries
            if part.whole and self._only is None and part.entries >= log.SEGMENT // 2:
                self._close()
                self._packed.append(self._reader.packed(part.n))
            else:
                self._gather(part)
            self._have.update({no: seq for no, (seq, _) in part.ends.items()})
            self._ends.update({no: end for no, end in part.ends.items() if self._only is None or self._only(end[1])})
        self._close()
        return self._packed

    def heads(self, compartment: Compartment) -> tuple[Head, ...]:
        """The last entry of each log or branch among what was taken."""
        rows = log.logs(self._connection, compartment)
        return tuple(Head(row.log, *self._ends[row.no]) for row in rows if row.no in self._ends)

    def _gather(self, part: log.Part) -> None:
        kept = self._reader.kept(part.n)
        if kept.segment.compartment is Compartment.TRUST:
            self._packed += kept.pieces(self._have, self._only)
            return
        if len(self._some) + part.entries > log.SEGMENT or self._gathered + part.length > log.SEGMENT_BYTES:
            self._close()
        self._some += [each for each in kept.all() if each.entry.seq > self._have[each.no]]
        self._gathered += part.length

    def _close(self) -> None:
        if self._some:
            self._packed.append(log.joined(self._some)[0].packed)
        self._some, self._gathered = [], 0
