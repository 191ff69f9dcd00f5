"""The log in a database file: segments, found by an entry's place, number or name.

Entries are numbered in the order in which this replica took them in; a segment holds some that follow one another,
and what is written entry by entry is put together every now and then.
"""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from typing import Final, NamedTuple

from netterm.model.kinds import Compartment, Value
from netterm.store import segments
from netterm.store.database import Connection
from netterm.store.entries import NAME, Entry, Head, Log, count_of, written
from netterm.store.segments import Segment
from netterm.store.verdicts import Verdict

SEGMENT: Final = 256
"""Entries in a segment of our own making: to read one entry is to read its segment."""
SEGMENT_BYTES: Final = 512 << 10
_SMALL: Final = SEGMENT // 2
"""Segments of fewer entries are put together, those of more are left as they are."""
_MANY: Final = 20
"""Searches by name after which a reader learns where every segment's counts begin and end."""
_KEPT: Final = 64
"""Segments that a reader keeps unpacked."""


class LogRow(NamedTuple):
    """One log, or one branch of a forked one, as it stands."""

    no: int
    log: Log
    seq: int
    """Of its last entry."""
    name: bytes
    """Of its last entry; ``base`` while it has none."""
    base: bytes
    """Name of the entry that its first one follows: empty, or where a branch leaves the other."""

    @property
    def head(self) -> Head:
        return Head(self.log, self.seq, self.name)


class Stored(NamedTuple):
    """An entry as it lies in the file."""

    n: int
    """Its place in the order in which this replica took entries in."""
    no: int
    """Of its log or branch."""
    entry: Entry
    name: bytes
    signature: bytes | None
    """Kept for the last entry of each run; the chain proves the others."""


Fresh = tuple[int, Entry, bytes]
"""An entry that comes in: the number of its log, the entry, its name."""


class Place(NamedTuple):
    """Where an entry lies."""

    n: int
    no: int
    seq: int


class Kept(NamedTuple):
    """A segment of the file, read."""

    n: int
    """Of its first entry."""
    logs: tuple[int, ...]
    """The number of the log or branch of each run."""
    segment: Segment

    def stored(self, index: int) -> Stored:
        """Its entry at that place."""
        segment = self.segment
        run = segment.runs[index]
        return Stored(
            self.n + index, self.logs[run], segment.entries[index], segment.names[index], self._signature(index)
        )

    def _signature(self, index: int) -> bytes | None:
        run = self.segment.runs[index]
        return self.segment.signatures[run] if self.segment.last()[run] == index else None

    def all(self) -> list[Stored]:
        """All its entries."""
        segment = self.segment
        last = {index: segment.signatures[run] for run, index in segment.last().items()}
        parts = zip(segment.runs, segment.entries, segment.names, strict=True)
        return [
            Stored(self.n + index, self.logs[run], entry, name, last.get(index))
            for index, (run, entry, name) in enumerate(parts)
        ]

    def pieces(self, have: Mapping[int, int], only: Callable[[bytes], bool] | None) -> list[bytes]:
        """Each run that somebody lacks and may have, as a packed segment of its own, from the first they lack on."""
        runs: dict[int, list[Stored]] = {}
        for run, stored in zip(self.segment.runs, self.all(), strict=True):
            if stored.entry.seq > have[stored.no]:
                runs.setdefault(run, []).append(stored)
        allowed = (run for run in runs.values() if only is None or all(only(each.name) for each in run))
        return [joined(run)[0].packed for run in allowed]


# Logs and branches.


def logs(connection: Connection, compartment: Compartment) -> list[LogRow]:
    """Every log and branch of a compartment."""
    rows = connection.execute(
        "SELECT no, identity, incarnation, seq, name, base FROM log WHERE compartment = ? ORDER BY no",
        (int(compartment),),
    )
    return [LogRow(no, Log(identity, life, compartment), *rest) for no, identity, life, *rest in rows]


def has_branches(connection: Connection) -> bool:
    """Whether any log is forked."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM log WHERE length(base) > 0)").fetchone()[0])


def add_log(connection: Connection, log: Log, seq: int, base: bytes) -> LogRow:
    """A new log, or a branch that leaves another behind ``base``."""
    added = connection.execute(
        "INSERT INTO log (identity, incarnation, compartment, seq, name, base) VALUES (?, ?, ?, ?, ?, ?)",
        (log.identity, log.incarnation, int(log.compartment), seq, base, base),
    )
    return LogRow(int(added.lastrowid or 0), log, seq, base, base)


# Writing.


def newest(connection: Connection) -> int:
    """The number of the entry that came last; 0 where there is none."""
    found = connection.execute("SELECT n + size - 1 FROM segment ORDER BY n DESC LIMIT 1").fetchone()
    return 0 if found is None else int(found[0])


def append(connection: Connection, added: Iterable[tuple[Segment, Sequence[int]]]) -> None:
    """Put segments behind what is here, each with the numbers of its runs' logs, and move the logs' heads."""
    before = n = newest(connection)
    heads: dict[int, tuple[int, bytes, int]] = {}
    for segment, logs_ in added:
        _insert(connection, n + 1, segment, logs_)
        n += len(segment.entries)
        for run, index in segment.last().items():
            heads[logs_[run]] = (segment.entries[index].seq, segment.names[index], logs_[run])
    connection.executemany("UPDATE log SET seq = ?, name = ? WHERE no = ?", heads.values())
    if n // SEGMENT > before // SEGMENT:
        _put_together(connection)


def _insert(connection: Connection, n: int, segment: Segment, logs_: Sequence[int]) -> None:
    low, high = count_of(min(segment.names)), count_of(max(segment.names))
    connection.execute(
        "INSERT INTO segment (n, size, compartment, low, high, logs, names, packed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            n, len(segment.names), int(segment.compartment), low, high, struct.pack(f">{len(logs_)}I", *logs_),
            b"".join(segment.names), segment.packed,
        ),
    )  # fmt: skip
    last = segment.last()
    connection.executemany(
        "INSERT INTO run (log, last, first, segment, name) VALUES (?, ?, ?, ?, ?)",
        [
            (no, segment.entries[last[run]].seq, segment.starts[run].seq, n, segment.names[last[run]])
            for run, no in enumerate(logs_)
        ],
    )


def _put_together(connection: Connection) -> None:
    """Make one segment of many small ones at the end. Trust entries keep their own signatures, each by itself."""
    rows: list[tuple[int, int, int]] = []
    for n, size, code in connection.execute("SELECT n, size, compartment FROM segment ORDER BY n DESC"):
        if size >= _SMALL:
            break
        rows.append((n, size, code))
    reader = Reader(connection)
    group: list[int] = []
    total = 0
    for n, size, code in (*reversed(rows), (0, 0, Compartment.TRUST)):
        if code == Compartment.TRUST or total + size > SEGMENT:
            _join(connection, reader, group)
            group, total = [], 0
        if code != Compartment.TRUST:
            group.append(n)
            total += size


def _join(connection: Connection, reader: Reader, group: Sequence[int]) -> None:
    if len(group) < 2:
        return
    stored = [each for n in group for each in reader.kept(n).all()]
    ends = [(each.no, each.entry.seq) for each in stored if each.signature is not None]
    connection.executemany("DELETE FROM segment WHERE n = ?", [(n,) for n in group])
    connection.executemany("DELETE FROM run WHERE log = ? AND last = ?", ends)
    segment, logs_ = joined(stored)
    _insert(connection, group[0], segment, logs_)


def joined(stored: Sequence[Stored]) -> tuple[Segment, list[int]]:
    """One segment of entries of one compartment, each log's in one run, and the numbers of these logs.

    The last of each log must be one that is signed.
    """
    last = {each.no: each for each in stored}
    logs_ = list(dict.fromkeys(each.no for each in stored))
    entries = [(each.no, each.entry, each.name) for each in stored]
    return segments.made(entries, [_signed(last[no]) for no in logs_]), logs_


def _signed(stored: Stored) -> bytes:
    assert stored.signature is not None, "a run ends in a signed entry"
    return stored.signature


def rewrite(connection: Connection, kept: Kept, entries: Iterable[Entry]) -> None:
    """Keep other parts of the same entries: what was erased is gone from them, their names stay."""
    segment = kept.segment
    packed = segments.pack(segment.compartment, zip(segment.runs, entries, strict=True), segment.signatures)
    connection.execute("UPDATE segment SET packed = ? WHERE n = ?", (packed, kept.n))


# Verdicts.


def set_verdicts(connection: Connection, found: Iterable[tuple[int, bytes, Verdict | None]]) -> None:
    """``(n, name, verdict)`` of entries that are judged now; None: they count."""
    rows = list(found)
    connection.executemany("DELETE FROM verdict WHERE n = ?", [(n,) for n, _, _ in rows])
    connection.executemany(
        "INSERT INTO verdict (n, name, verdict) VALUES (?, ?, ?)", [row for row in rows if row[2] is not None]
    )


def verdicts(connection: Connection, numbers: Collection[int] | None = None) -> dict[int, Verdict]:
    """Of these entries, or of all, those that were not, or not wholly, applied."""
    if numbers is None or len(numbers) > 1:
        rows = connection.execute("SELECT n, verdict FROM verdict")
    else:
        rows = connection.execute("SELECT n, verdict FROM verdict WHERE n = ?", tuple(numbers) or (0,))
    return {n: Verdict(word) for n, word in rows}


# Reading.


class Reader:
    """Finds entries and reads them, inside one transaction. Nothing may be written to the log meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kept: OrderedDict[int, Kept] = OrderedDict()
        self._firsts: list[int] | None = None
        self._names: dict[int, bytes] = {}
        self._ranges: _Ranges | None = None
        """Made once many names were looked for."""
        self._searches = 0

    def kept(self, n: int) -> Kept:
        """The segment whose first entry has that number."""
        found = self._kept.get(n)
        if found is not None:
            self._kept.move_to_end(n)
            return found
        found = self._kept[n] = self._unpacked(n)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found

    def _unpacked(self, n: int, only: Container[int] | None = None) -> Kept:
        logs_, named, packed = self._connection.execute(
            "SELECT logs, names, packed FROM segment WHERE n = ?", (n,)
        ).fetchone()
        return Kept(n, struct.unpack(f">{len(logs_) // 4}I", logs_), segments.read_own(packed, named, only))

    def place(self, name: bytes) -> Place | None:
        """Where the entry with this name or version lies; None where it is not here."""
        found = self._find(name)
        if found is None:
            return None
        stored = self.kept(found[0]).stored(found[1])
        return Place(stored.n, stored.no, stored.entry.seq)

    def is_here(self, name: bytes) -> bool:
        """Whether the entry with this name or version is in the log."""
        return self._find(name) is not None

    def _find(self, name: bytes) -> tuple[int, int] | None:
        """The number of the segment's first entry, and the place in it."""
        for n in self._with_count(count_of(name)):
            index = _index_of(name, self._names_in(n))
            if index is not None:
                return n, index
        return None

    def _with_count(self, count: int) -> Iterable[int]:
        """The segments in which an entry of that Lamport count may be."""
        self._searches += 1
        if self._searches < _MANY:
            rows = self._connection.execute("SELECT n FROM segment WHERE high >= ? AND low <= ?", (count, count))
            return [n for (n,) in rows.fetchall()]
        if self._ranges is None:
            rows = self._connection.execute("SELECT high, low, n FROM segment ORDER BY high")
            self._ranges = _Ranges(rows.fetchall())
        return self._ranges.with_count(count)

    def _names_in(self, n: int) -> bytes:
        named = self._names.get(n)
        if named is None:
            (named,) = self._connection.execute("SELECT names FROM segment WHERE n = ?", (n,)).fetchone()
            self._names[n] = named
        return named

    def has(self, no: int, seq: int, name: bytes) -> bool:
        """Whether the entry of that sequence number in an unforked log is the one of that name."""
        found = self._connection.execute(
            "SELECT last, name, segment FROM run WHERE log = ? AND last >= ? ORDER BY last LIMIT 1", (no, seq)
        ).fetchone()
        if found is None or found[0] == seq:
            return found is not None and found[1] == name
        return _index_of(name, self._names_in(found[2])) is not None

    def packed(self, n: int) -> bytes:
        """The segment whose first entry has that number, unread."""
        return bytes(self._connection.execute("SELECT packed FROM segment WHERE n = ?", (n,)).fetchone()[0])

    def named(self, name: bytes) -> Stored | None:
        """The entry with this name or version."""
        place = self._find(name)
        return None if place is None else self.kept(place[0]).stored(place[1])

    def entry(self, n: int) -> Stored:
        """The entry of that number."""
        kept = self.kept(self.first_of(n))
        return kept.stored(n - kept.n)

    def first_of(self, n: int) -> int:
        """The number of the first entry in the same segment."""
        if self._firsts is None:
            self._firsts = [first for (first,) in self._connection.execute("SELECT n FROM segment ORDER BY n")]
        return self._firsts[bisect_right(self._firsts, n) - 1]

    def read(self, numbers: Iterable[int]) -> Iterator[Stored]:
        """The entries of these numbers, in this order."""
        return map(self.entry, numbers)

    def few(self, numbers: Iterable[int]) -> Iterator[Stored]:
        """The same, ascending, where a few of very many are asked for: what lies beside them is not unpacked."""
        for first, wanted in groupby(sorted(numbers), self.first_of):
            places = [n - first for n in wanted]
            kept = self._unpacked(first, frozenset(places))
            yield from map(kept.stored, places)

    def between(self, first: int, last: int) -> Iterator[Stored]:
        """Those from one number to another, ascending."""
        rows = self._connection.execute(
            "SELECT n FROM segment WHERE n + size > ? AND n <= ? ORDER BY n", (first, last)
        ).fetchall()
        for (n,) in rows:
            for stored in self.kept(n).all():
                if first <= stored.n <= last:
                    yield stored

    def of(self, compartment: Compartment) -> Iterator[Stored]:
        """Those of a compartment, ascending. Of a file with many segments of another one, quickly."""
        rows = self._connection.execute(
            "SELECT DISTINCT segment FROM run WHERE log IN (SELECT no FROM log WHERE compartment = ?) ORDER BY segment",
            (int(compartment),),
        ).fetchall()
        for (n,) in rows:
            yield from self.kept(n).all()

    def of_log(self, no: int, after: int = 0) -> Iterator[Stored]:
        """A log's or branch's entries after that sequence number."""
        rows = self._connection.execute(
            "SELECT segment FROM run WHERE log = ? AND last > ? ORDER BY last", (no, after)
        ).fetchall()
        for (n,) in dict.fromkeys(rows):
            for stored in self.kept(n).all():
                if stored.no == no and stored.entry.seq > after:
                    yield stored

    def backwards(self, logs_: Collection[int]) -> Iterator[Stored]:
        """The entries of these logs and branches, newest first."""
        marks = ",".join("?" * len(logs_))
        rows = self._connection.execute(
            f"SELECT DISTINCT segment FROM run WHERE log IN ({marks}) ORDER BY segment DESC", tuple(logs_)
        ).fetchall()
        for (n,) in rows:
            for stored in reversed(self.kept(n).all()):
                if stored.no in logs_:
                    yield stored

    def value_at(self, version: bytes, place: tuple[str, bytes], field: str) -> Value:
        """What the entry of that version wrote into a field; None where it wrote nothing there or was erased."""
        stored = self.named(version)
        return None if stored is None else written(stored.entry, place, field)


class _Ranges:
    """From which to which Lamport count each segment goes, in memory."""

    def __init__(self, rows: Sequence[tuple[int, int, int]]) -> None:
        """``rows`` are (highest count, lowest count, segment), sorted."""
        self._rows = rows
        self._highs = [high for high, _, _ in rows]
        self._lowest = list(accumulate((low for _, low, _ in reversed(rows)), min))[::-1]
        """Of each row and all behind it."""

    def with_count(self, count: int) -> Iterator[int]:
        """The segments in whose range it is."""
        for at in range(bisect_left(self._highs, count), len(self._rows)):
            if self._lowest[at] > count:
                return
            _, low, n = self._rows[at]
            if low <= count:
                yield n


def by_name(connection: Connection, compartment: Compartment) -> list[tuple[bytes, int]]:
    """The names of all entries, sorted, with their numbers: a causal order that is the same on every replica."""
    rows = connection.execute("SELECT n, names FROM segment WHERE compartment = ?", (int(compartment),))
    return sorted((named[i : i + NAME], n + i // NAME) for n, named in rows for i in range(0, len(named), NAME))


def _index_of(name: bytes, named: bytes) -> int | None:
    """The place of a name or version among joined names."""
    at = named.find(name)
    while at >= 0 and at % NAME:
        at = named.find(name, at + 1)
    return None if at < 0 else at // NAME


# What another replica lacks.


class Part(NamedTuple):
    """A segment of which somebody lacks something."""

    n: int
    entries: int
    """How many of its entries they lack."""
    whole: bool
    """Whether that is all of them."""
    length: int
    """Bytes of the whole segment."""
    ends: dict[int, tuple[int, bytes]]
    """Sequence number and name of the last entry of each log or branch of which they lack something."""

    @property
    def size(self) -> int:
        """About how many bytes the entries have that they lack."""
        return self.length if self.whole else min(self.length, self.length * self.entries // SEGMENT)


def lacking(connection: Connection, have: Mapping[int, int], compartment: Compartment) -> list[Part]:
    """Where somebody's lack lies who has each log or branch up to that number, in the order in which it came here."""
    entries: dict[int, int] = {}
    ends: dict[int, dict[int, tuple[int, bytes]]] = {}
    stand = connection.execute("SELECT no, seq FROM log WHERE compartment = ?", (int(compartment),))
    behind = [(no, have[no]) for no, seq in stand.fetchall() if seq > have.get(no, seq)]
    for no, seq in behind:
        for n, first, last, name in connection.execute(
            "SELECT segment, first, last, name FROM run WHERE log = ? AND last > ? ORDER BY last", (no, seq)
        ):
            entries[n] = entries.get(n, 0) + last - max(first - 1, seq)
            ends.setdefault(n, {})[no] = (last, name)
    if not ends:
        return []
    sizes = connection.execute(
        "SELECT n, size, length(packed) FROM segment WHERE n >= ? AND compartment = ? ORDER BY n",
        (min(ends), int(compartment)),
    )
    return [Part(n, entries[n], entries[n] == size, length, ends[n]) for n, size, length in sizes if n in ends]
