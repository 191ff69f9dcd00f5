"""What comes in: where each entry of a batch goes, and what of a segment is new."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from netterm.model.kinds import Compartment
from netterm.store import erasure, log, segments
from netterm.store.database import Connection
from netterm.store.entries import Entry, Gap, Log, Refused
from netterm.store.log import Fresh
from netterm.store.segments import BROKEN, Segment


class Piece:
    """A segment that came, and what of it is new."""

    def __init__(self, segment: Segment, logs_: Sequence[int], runs: Sequence[int], fresh: list[Fresh]) -> None:
        self._segment = segment
        self._logs = logs_
        """Of each run the number of its log; 0 where it brought nothing."""
        self._runs = runs
        """The run of each new entry."""
        self.fresh = fresh
        self._is_whole = len(fresh) == len(segment.entries)

    def stub(self, compartment: Compartment, erased: Collection[bytes]) -> None:
        """Leave out what is erased. Raises :class:`~netterm.store.erasure.StubWithoutErasure`."""
        kept = erasure.on_arrival(self.fresh, compartment, erased)
        self._is_whole &= all(new[1] is old[1] for new, old in zip(kept, self.fresh, strict=True))
        self.fresh = kept

    @property
    def grown(self) -> set[Log]:
        """The logs of which there is something new."""
        return {start.log for start, no in zip(self._segment.starts, self._logs, strict=True) if no}

    def kept(self) -> tuple[Segment, Sequence[int]]:
        """What of it is to be kept, as it came where it can be, and the numbers of its runs' logs."""
        if self._is_whole:
            return self._segment, self._logs
        runs = list(dict.fromkeys(self._runs))
        entries = [(run, entry, name) for run, (_, entry, name) in zip(self._runs, self.fresh, strict=True)]
        made = segments.made(entries, [self._segment.signatures[run] for run in runs])
        return made, [self._logs[run] for run in runs]


class Linked:
    """Where each entry of a batch goes: behind the head of a log, or out of its middle as a branch."""

    def __init__(self, connection: Connection, compartment: Compartment) -> None:
        self._connection = connection
        self._reader = log.Reader(connection)
        rows = log.logs(connection, compartment)
        self._at_head = {(row.log, row.name): (row.no, row.seq) for row in rows}
        self._log_of = {row.no: row.log for row in rows}
        self._brought: dict[bytes, Entry] = {}
        self._unnoted: list[list[Fresh]] = []
        """What this batch brought so far, by name and not yet: it is seldom asked for."""

    def take(self, segment: Segment) -> Piece:
        """Link a segment behind what is here and what came before it in the batch."""
        # Of one log several runs are branches, and may follow or repeat each other: then each entry is looked up.
        forked = len({start.log for start in segment.starts}) < len(segment.starts)
        logs_ = [0] * len(segment.starts)
        if not forked and all(self._at_head.get((start.log, start.previous)) for start in segment.starts):
            return self._continue(segment, logs_)
        runs: list[int] = []
        fresh: list[Fresh] = []
        for run, entry, name in zip(segment.runs, segment.entries, segment.names, strict=True):
            if forked or not logs_[run]:
                if self._new(name) is not None or self._reader.is_here(name):
                    continue
                logs_[run] = self._row_for(entry)
            no = logs_[run]
            self._move_head(no, entry, name)
            self._brought[name] = entry
            runs.append(run)
            fresh.append((no, entry, name))
        return Piece(segment, logs_, runs, fresh)

    def _continue(self, segment: Segment, logs_: list[int]) -> Piece:
        """The usual case: each run goes on behind the head of a log."""
        entries, names_ = segment.entries, segment.names
        for run, start in enumerate(segment.starts):
            no, seq = self._at_head[start.log, start.previous]
            if start.seq != seq + 1:
                raise Refused(BROKEN)
            logs_[run] = no
        for run, place in segment.last().items():
            start = segment.starts[run]
            del self._at_head[start.log, start.previous]
            self._at_head[start.log, names_[place]] = (logs_[run], entries[place].seq)
        fresh = list(zip((logs_[run] for run in segment.runs), entries, names_, strict=True))
        self._unnoted.append(fresh)
        return Piece(segment, logs_, segment.runs, fresh)

    def _new(self, name: bytes) -> Entry | None:
        """The entry of that name, if this batch brought it."""
        for fresh in self._unnoted:
            self._brought.update((each, entry) for _, entry, each in fresh)
        self._unnoted.clear()
        return self._brought.get(name)

    def _move_head(self, no: int, entry: Entry, name: bytes) -> None:
        self._at_head.pop((entry.log, entry.previous), None)
        self._at_head[entry.log, name] = (no, entry.seq)
        self._log_of[no] = entry.log

    def _row_for(self, entry: Entry) -> int:
        """The log that an unknown entry continues.

        Raises :class:`Gap`, and :class:`Refused` where its number does not follow from what it stands behind.
        """
        head = self._at_head.get((entry.log, entry.previous))
        if head is not None:
            if entry.seq != head[1] + 1:
                raise Refused(BROKEN)
            return head[0]
        if entry.seq > 1:
            before = self._new(entry.previous)
            found = self._reader.place(entry.previous) if before is None else None
            if before is not None:
                behind = before.log, before.seq
            elif found is not None and found.no in self._log_of:  # else it is of another compartment
                behind = self._log_of[found.no], found.seq
            else:
                raise Gap if found is None else Refused(BROKEN)
            if behind != (entry.log, entry.seq - 1):
                raise Refused(BROKEN)
        return log.add_log(self._connection, entry.log, entry.seq - 1, entry.previous).no
