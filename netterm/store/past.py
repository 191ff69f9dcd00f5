"""What happened to a record, or lately: read from the log itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from netterm.model.kinds import Value
from netterm.store import log, marks
from netterm.store.database import Connection
from netterm.store.entries import Delete, Kind, MalformedError, Put, Text, Unknown, unpack
from netterm.store.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record got another value, or the record came or went."""

    entity: str
    record: bytes
    kind: Kind
    field: str
    """Empty for a deletion."""
    before: Value
    """As far as the log knew when it was written; always None for shared text."""
    after: Value
    who: bytes
    """Public key of the author."""
    when: int
    """The author's clock, ms since 1970."""
    name: bytes
    """Of the entry."""
    verdict: Verdict | None
    """Why it does not count, if it does not."""

    @property
    def counts(self) -> bool:
        """Whether it was applied."""
        return self.verdict is None or self.verdict.is_applied


def catch_up(connection: Connection, most: int | None = None) -> None:
    """Bring the index of which entries touch which records up to date, by so many entries at most; inside a write."""
    last = int.from_bytes(marks.read(connection, "touched"), "big")
    newest = log.newest(connection)
    if newest == last:
        return
    if most is not None:
        newest = min(newest, last + most)
    for stored in log.Reader(connection).between(last + 1, newest):
        connection.executemany(
            "INSERT OR IGNORE INTO touched (record, n) VALUES (?, ?)",
            [(op.record, stored.n) for op in stored.entry.ops],
        )
    marks.write(connection, "touched", newest.to_bytes(8, "big"))


def is_behind(connection: Connection) -> bool:
    return log.newest(connection) != int.from_bytes(marks.read(connection, "touched"), "big")


def touching(connection: Connection, records: Iterable[bytes]) -> set[int]:
    """The numbers of the entries that say something of these records, as far as the index goes."""
    numbers: set[int] = set()
    for record in records:
        numbers.update(n for (n,) in connection.execute("SELECT n FROM touched WHERE record = ?", (record,)))
    return numbers


def history(
    connection: Connection, records: Iterable[bytes], touched: Iterable[log.Stored] | None = None
) -> list[Change]:
    """All that happened to these records, in the order of the entries' names: causal, and the same everywhere.

    ``touched`` are the entries that touch them, where these have been read already.
    """
    wanted = set(records)
    stored = touched or log.Reader(connection).few(touching(connection, wanted))
    return _changes(connection, sorted(stored, key=lambda each: each.name), wanted)


def recent(connection: Connection, limit: int) -> list[Change]:
    """What came or was written here last, newest last."""
    newest = log.newest(connection)
    changes = _changes(connection, list(log.Reader(connection).between(newest - limit + 1, newest)), None)
    return changes[-limit:]


def _changes(connection: Connection, entries: list[log.Stored], wanted: set[bytes] | None) -> list[Change]:
    verdicts = log.verdicts(connection, [stored.n for stored in entries])
    values: dict[tuple[bytes, str], Value] = {}
    found: list[Change] = []
    for stored in entries:
        for record, content in _contents(stored, wanted):
            found += _of(stored, verdicts.get(stored.n), record, content, values)
    return found


def _contents(stored: log.Stored, wanted: set[bytes] | None) -> Iterator[tuple[bytes, Put | Delete | Text]]:
    """What an entry says, of all records or of some."""
    for op in stored.entry.ops:
        if wanted is not None and op.record not in wanted:
            continue
        try:
            content = None if op.content is None else unpack(op.content)
        except MalformedError:
            continue
        if content is not None and not isinstance(content, Unknown):
            yield op.record, content


def _of(
    stored: log.Stored,
    verdict: Verdict | None,
    record: bytes,
    content: Put | Delete | Text,
    values: dict[tuple[bytes, str], Value],
) -> Iterator[Change]:
    told = (stored.entry.log.identity, stored.entry.wall, stored.name, verdict)
    if isinstance(content, Put):
        for name, value in content.fields.items():
            before = values.get((record, name))
            values[record, name] = value
            yield Change(content.entity, record, Kind.PUT, name, before, value, *told)
    elif isinstance(content, Text):
        yield Change(content.entity, record, Kind.TEXT, content.field, None, None, *told)
    else:
        yield Change(content.entity, record, Kind.DELETE, "", None, None, *told)
