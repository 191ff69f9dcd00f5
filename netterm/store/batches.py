"""Many entries of one compartment as one message between replicas: segments of the log, one behind the other.

A batch is taken in whole or not at all. Its segments are kept as they came wherever that can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgpack

from netterm.model.kinds import Compartment
from netterm.store import segments
from netterm.store.entries import Entry, Head, Log, Refused
from netterm.store.segments import BROKEN, MAX_BATCH, MAX_CONTENTS, MAX_ENTRIES, Segment, Start

MAX_SEGMENTS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch, read."""

    compartment: Compartment
    segments: tuple[Segment, ...]

    @property
    def starts(self) -> tuple[Start, ...]:
        """Where each run begins."""
        return tuple(start for segment in self.segments for start in segment.starts)

    @property
    def signatures(self) -> tuple[bytes, ...]:
        """Over the last entry of each run."""
        return tuple(signature for segment in self.segments for signature in segment.signatures)

    @property
    def entries(self) -> Iterator[tuple[int, Entry, bytes]]:
        """(place of its run among the starts, entry, name) of each, in causal order."""
        before = 0
        for segment in self.segments:
            for run, entry, name in zip(segment.runs, segment.entries, segment.names, strict=True):
                yield before + run, entry, name
            before += len(segment.starts)

    def heads(self) -> tuple[Head, ...]:
        """The last entry of each log or branch in it."""
        last: dict[Log, dict[bytes, Head]] = {}
        for segment in self.segments:
            for run, place in segment.last().items():
                entry, name = segment.entries[place], segment.names[place]
                tips = last.setdefault(entry.log, {})
                tips.pop(segment.starts[run].previous, None)  # this run goes on where an earlier one ended
                tips[name] = Head(entry.log, entry.seq, name)
        return tuple(head for tips in last.values() for head in tips.values())


def write(segments_: Iterable[bytes]) -> bytes:
    """Put packed segments of one compartment together."""
    batch: bytes = msgpack.packb(list(segments_))
    return batch


def single(compartment: Compartment, entries: Iterable[tuple[int, Entry]], signatures: Sequence[bytes]) -> bytes:
    """A batch of one segment; see :func:`netterm.store.segments.pack`."""
    return write([segments.pack(compartment, entries, signatures)])


def read(batch: bytes, network: bytes) -> Batch:
    """Unpack a batch and derive what was not sent. Raises :class:`Refused` where any length, type or count is off."""
    if len(batch) > MAX_BATCH:
        raise Refused(BROKEN)
    try:
        packed = msgpack.unpackb(batch, max_array_len=MAX_SEGMENTS, max_map_len=0, max_ext_len=0)
    except (ValueError, TypeError, msgpack.UnpackException) as error:
        raise Refused(BROKEN) from error
    if type(packed) is not list or not packed or set(map(type, packed)) != {bytes}:
        raise Refused(BROKEN)
    found: list[Segment] = []
    entries = contents = 0
    for each in packed:
        segment = segments.read(each, network)
        entries += len(segment.entries)
        contents += sum(len(entry.ops) for entry in segment.entries)
        if segment.compartment is not (found or [segment])[0].compartment:
            raise Refused(BROKEN)
        if entries > MAX_ENTRIES or contents > MAX_CONTENTS:
            raise Refused(BROKEN)
        found.append(segment)
    return Batch(found[0].compartment, tuple(found))
