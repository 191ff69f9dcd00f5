"""The log as rows: reading entries, their places and their names back from a database file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import msgpack

from netterm.model.kinds import Compartment, Value
from netterm.store.database import Connection
from netterm.store.entries import Entry, Head, Log, Op, written
from netterm.store.verdicts import Verdict

_pack: Final = msgpack.Packer(autoreset=True).pack
_PREFIX: Final = 6
"""Bytes of a name that the index holds."""
_COLUMNS: Final = "n, log, seq, name, wall, trust_seen, data_seen, seed, ops, salts, signature, verdict"
CHUNK: Final = 500


class LogRow(NamedTuple):
    """One log, or one branch of a forked one, as it stands."""

    no: int
    log: Log
    seq: int
    """Of its last entry."""
    name: bytes
    """Of its last entry; ``base`` while it has none."""
    trust_seen: bytes
    """The trust heads that its last entry had seen."""
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
    entry: Entry
    name: bytes
    signature: bytes | None
    verdict: Verdict | None


def logs(connection: Connection, compartment: Compartment) -> list[LogRow]:
    """Every log and branch of a compartment."""
    rows = connection.execute(
        "SELECT no, identity, incarnation, seq, name, trust_seen, base FROM log WHERE compartment = ? ORDER BY no",
        (int(compartment),),
    )
    return [LogRow(no, Log(identity, life, compartment), *rest) for no, identity, life, *rest in rows]


def add_log(connection: Connection, log: Log, seq: int, base: bytes, trust_seen: bytes = b"") -> LogRow:
    """A new log, or a branch that leaves another behind ``base``."""
    added = connection.execute(
        "INSERT INTO log (identity, incarnation, compartment, seq, name, trust_seen, base)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (log.identity, log.incarnation, int(log.compartment), seq, base, trust_seen, base),
    )
    return LogRow(int(added.lastrowid or 0), log, seq, base, trust_seen, base)


def insert(
    connection: Connection,
    rows: Sequence[tuple[int, Entry, bytes]],
    before: dict[int, bytes],
    signatures: dict[bytes, bytes],
    verdicts: Sequence[Verdict | None],
) -> None:
    """Put ``(log number, entry, name)`` in, and move the logs' heads.

    ``before`` gives each log's trust heads so far: they are stored where they change. ``signatures`` are by name.
    """
    packed = []
    heads: dict[int, tuple[int, bytes, bytes, int]] = {}
    for (no, entry, name), verdict in zip(rows, verdicts, strict=True):
        changed = entry.trust_seen != before.get(no) or entry.seq == 1
        before[no] = entry.trust_seen
        salts = None if entry.salts is None else _pack(entry.salts)
        packed.append((
            no, entry.seq, name, entry.wall, entry.trust_seen if changed else None, entry.data_seen or None, entry.seed,
            _pack(entry.ops), salts, signatures.get(name), verdict,
        ))  # fmt: skip
        heads[no] = (entry.seq, name, entry.trust_seen, no)
    connection.executemany(
        f"INSERT INTO entry ({_COLUMNS[3:]}) VALUES ({', '.join('?' * 11)})",
        packed,
    )
    connection.executemany("UPDATE log SET seq = ?, name = ?, trust_seen = ? WHERE no = ?", heads.values())


def number_of(connection: Connection, name: bytes) -> tuple[int, int, int] | None:
    """(n, log number, seq) of the entry with this name or version, None where it is not here."""
    row = connection.execute(
        "SELECT n, log, seq FROM entry WHERE substr(name, 1, 6) = ? AND substr(name, 1, ?) = ?",
        (name[:_PREFIX], len(name), name),
    ).fetchone()
    return None if row is None else (row[0], row[1], row[2])


def read(connection: Connection, numbers: Iterable[int]) -> Iterator[Stored]:
    """The entries with these ``n``, in that order."""
    reader = _Reader(connection)
    wanted = sorted(numbers)
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        if some[-1] - some[0] == len(some) - 1:  # as they mostly are, and then quicker found
            which, parameters = "n BETWEEN ? AND ?", [some[0], some[-1]]
        else:
            which, parameters = f"n IN ({','.join('?' * len(some))})", some
        for row in connection.execute(f"SELECT {_COLUMNS} FROM entry WHERE {which} ORDER BY n", parameters).fetchall():
            yield reader.stored(row)


def behind(connection: Connection, row: LogRow, seq: int) -> list[int]:
    """The ``n`` of a log's entries after ``seq``, ascending."""
    found = connection.execute("SELECT n FROM entry WHERE log = ? AND seq > ? ORDER BY seq", (row.no, seq))
    return [n for (n,) in found]


def by_name(connection: Connection, compartments: Sequence[Compartment]) -> list[int]:
    """The ``n`` of all entries, in the order of their names: a causal order that is the same on every replica."""
    marks = ",".join("?" * len(compartments))
    sql = f"SELECT n FROM entry WHERE log IN (SELECT no FROM log WHERE compartment IN ({marks})) ORDER BY name"
    return [n for (n,) in connection.execute(sql, [int(c) for c in compartments])]


class _Reader:
    """Gives rows back what was not stored because the row before says it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        rows = connection.execute("SELECT no, identity, incarnation, compartment, base FROM log").fetchall()
        self._logs = {no: (Log(identity, life, Compartment(code)), base) for no, identity, life, code, base in rows}
        self._last: dict[int, tuple[int, bytes, bytes]] = {}

    def stored(self, row: tuple[Any, ...]) -> Stored:
        n, no, seq, name, wall, trust_seen, data_seen, seed, ops, salts, signature, verdict = row
        log, base = self._logs[no]
        before = self._last.get(no)
        if before is None or before[0] != seq - 1:
            before = self._before(no, seq, base)
        _, previous, trust_before = before
        trust = trust_before if trust_seen is None else trust_seen
        self._last[no] = (seq, name, trust)
        parts = tuple([Op(record, content, inner) for record, content, inner in msgpack.unpackb(ops)])
        kept = None if salts is None else tuple(msgpack.unpackb(salts))
        entry = Entry(log, seq, previous, trust, data_seen or b"", wall, seed, parts, kept)
        return Stored(n, no, entry, name, signature, None if verdict is None else Verdict(verdict))

    def _before(self, no: int, seq: int, base: bytes) -> tuple[int, bytes, bytes]:
        previous = self._connection.execute(
            "SELECT name FROM entry WHERE log = ? AND seq = ?", (no, seq - 1)
        ).fetchone()
        trust = self._connection.execute(
            "SELECT trust_seen FROM entry WHERE log = ? AND seq < ? AND trust_seen NOT NULL ORDER BY seq DESC LIMIT 1",
            (no, seq),
        ).fetchone()
        return seq - 1, base if previous is None else previous[0], b"" if trust is None else trust[0]


def value_at(connection: Connection, version: bytes, place: tuple[str, bytes], field: str) -> Value:
    """What the entry of that version wrote into a field; None where it wrote nothing there or was erased."""
    found = number_of(connection, version)
    if found is None:
        return None
    return next((written(stored.entry, place, field) for stored in read(connection, [found[0]])), None)
