"""The records that one transaction touches: loaded together, changed in memory, written together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from operator import itemgetter
from typing import Final

import msgpack

from netterm.model.kinds import Kind, Value
from netterm.store.database import Connection
from netterm.store.entries import VERSION
from netterm.store.search import index_new, note_stale
from netterm.store.tables import CHUNK, Table
from netterm.store.texts import Texts

_pack: Final = msgpack.Packer(autoreset=True).pack
Loser = tuple[bytes, Value]
"""A version and its value."""
_NUMBER: Final = itemgetter(-1)
"""Of a row, among the values that it is updated with."""
_NONE: Final[dict[str, list[Loser]]] = {}
"""Of the many rows of which no value waits. Never written to."""


class Row:
    """One record while a transaction works on it."""

    __slots__ = ("base", "changed", "covered", "gone", "losers", "n", "own", "values")

    def __init__(
        self, values: list[Value], n: int = 0, versions: bytes = b"", covered: bytes = b"", gone: int = 0
    ) -> None:
        """``versions`` as :meth:`packed` gives them."""
        self.n = n
        self.values = values
        self.own: dict[str, bytes] = {} if len(versions) in {0, VERSION} else msgpack.unpackb(versions)
        self.base = self.own.pop("") if self.own else versions
        """The version of every set field that ``own`` does not name: most records are made by one entry."""
        self.covered = covered
        self.gone = gone
        self.losers: dict[str, list[Loser]] = _NONE
        """The values that wait, by field."""
        self.changed: set[str] = set()

    def versions(self, table: Table) -> dict[str, bytes]:
        """Of every field's value, as :meth:`version` tells them one by one."""
        own, base = self.own, self.base
        return {
            f.name: own.get(f.name) or (base if value is not None else b"")
            for f, value in zip(table.fields, self.values, strict=True)
        }

    def version(self, field: str, place: int) -> bytes:
        """Of the value shown; empty where the field was never set."""
        own = self.own.get(field)
        if own is not None:
            return own
        return self.base if self.values[place] is not None else b""

    def alive(self, table: Table) -> set[bytes]:
        """The versions of all values shown or waiting."""
        found = set(self.own.values())
        for f, value in zip(table.fields, self.values, strict=True):
            if value is not None and f.name not in self.own and f.kind is not Kind.SHARED:
                found.add(self.base)
                break
        found.update(version for losers in self.losers.values() for version, _ in losers)
        found.discard(b"")
        return found

    def wait(self, field: str, *losers: Loser) -> None:
        """Let values of a field wait behind those that do."""
        if self.losers is _NONE:
            self.losers = {}
        self.losers.setdefault(field, []).extend(losers)

    def packed(self) -> bytes:
        return _pack({"": self.base, **self.own}) if self.own else self.base


class Rows:
    """All touched records of one compartment's file, by entity and id."""

    def __init__(self, connection: Connection, tables: dict[str, Table], texts: Texts) -> None:
        self.connection = connection
        self.tables = tables
        self.texts = texts
        self.by_entity: dict[str, dict[bytes, Row]] = {}
        self.contested: set[tuple[str, bytes, str]] = set()
        """(entity, record, field) whose waiting values changed."""
        self._waiting: set[tuple[str, bytes, str]] = set()
        """Those of which the file has some."""

    @property
    def touched(self) -> frozenset[tuple[str, bytes]]:
        """The records that changed, as (entity, id)."""
        return frozenset(
            (entity, record) for entity, rows in self.by_entity.items() for record, row in rows.items() if row.changed
        )

    def row(self, table: Table, record: bytes) -> Row:
        try:
            return self.by_entity[table.entity.name][record]
        except KeyError:
            self.load(table, {record})
            return self.by_entity[table.entity.name][record]

    def load(self, table: Table, records: AbstractSet[bytes]) -> None:
        """Have these records at hand, as they are in the file or, once loaded, as this transaction left them."""
        rows = self.by_entity.setdefault(table.entity.name, {})
        width = len(table.fields)
        wanted = sorted(records - rows.keys())  # neighbours lie on one page
        flags = table.flags
        known = []  # only what is in the table can have values waiting
        for n, record, stored, covered, gone, *values in table.load(self.connection, wanted):
            rows[record] = Row(values, n, stored, covered or b"", gone)
            for place in flags:
                if values[place] is not None:
                    values[place] = bool(values[place])
            known.append(record)
        if len(known) < len(wanted):
            for record in wanted:
                if record not in rows:
                    rows[record] = Row([None] * width)
        if not known or not self.connection.execute("SELECT EXISTS (SELECT 1 FROM conflict)").fetchone()[0]:
            return
        for start in range(0, len(known), CHUNK):
            some = known[start : start + CHUNK]
            for record, field, version, value in self.connection.execute(
                f"SELECT record, field, version, value FROM conflict WHERE record IN ({','.join('?' * len(some))})"
                " AND entity = ? ORDER BY version",
                (*some, table.entity.name),
            ):
                rows[record].wait(field, (version, msgpack.unpackb(value)))
                self._waiting.add((table.entity.name, record, field))

    def flush(self) -> None:
        """Write all that changed."""
        for name, rows in self.by_entity.items():
            table = self.tables[name]
            self._fill_texts(table, rows)
            self._flush_table(table, rows)
        self._flush_conflicts()

    def _fill_texts(self, table: Table, rows: dict[bytes, Row]) -> None:
        shared = [f.name for f in table.fields if f.kind is Kind.SHARED]
        for name in shared:
            for record, row in rows.items():
                if name in row.changed:
                    row.values[table.place[name]] = self.texts.value((table.entity.name, record, name))

    def _flush_table(self, table: Table, rows: dict[bytes, Row]) -> None:
        fresh: list[tuple[bytes, Row]] = []
        moved: defaultdict[tuple[str, ...], list[Sequence[object]]] = defaultdict(list)
        place, keyed = table.place, table.keyed.keys()
        plain = place.keys() - keyed
        for record, row in rows.items():
            if not row.changed:
                continue
            if not row.n:
                fresh.append((record, row))
                continue
            names = tuple(row.changed)
            if len(names) == 1 and names[0] in plain:  # as most are
                moved[names].append((row.values[place[names[0]]], row.packed(), row.n))
                continue
            names = tuple(sorted(names))
            values: list[object] = [row.values[place[name]] if name else row.covered for name in names]
            if keyed and not keyed.isdisjoint(names):
                values += table.keys(names, row.values)
            values += row.packed(), row.n
            moved[names].append(values)
        if fresh:
            self._insert(table, fresh)
        for names, changes in moved.items():
            changes.sort(key=_NUMBER)  # neighbours lie on one page
            table.update(self.connection, names, changes)
            if not table.searched_names.isdisjoint(names):
                note_stale(self.connection, table, [_NUMBER(change) for change in changes])

    def _insert(self, table: Table, fresh: Sequence[tuple[bytes, Row]]) -> None:
        """New rows, numbered by us, so that the index need not ask for their numbers."""
        for n, (_, row) in enumerate(fresh, table.highest(self.connection) + 1):
            row.n = n
        table.insert(
            self.connection,
            [(row.n, record, *_state(row), *row.values, *table.keys(table.keyed, row.values)) for record, row in fresh],
        )
        if table.searched:
            at = [table.place[f.name] for f in table.searched]
            index_new(self.connection, table, ((row.n, [row.values[i] for i in at]) for _, row in fresh))

    def _flush_conflicts(self) -> None:
        if not self.contested:
            return
        self.connection.executemany(
            "DELETE FROM conflict WHERE record = ? AND field = ? AND entity = ?",
            [(record, field, entity) for entity, record, field in self.contested & self._waiting],
        )
        self.connection.executemany(
            "INSERT INTO conflict (entity, record, field, version, value) VALUES (?, ?, ?, ?, ?)",
            [
                (entity, record, field, version, _pack(value))
                for entity, record, field in sorted(self.contested, key=itemgetter(1))  # as they lie in the table
                for version, value in self.by_entity[entity][record].losers.get(field, ())
            ],
        )


def _state(row: Row) -> tuple[bytes, bytes | None, int]:
    return row.packed(), row.covered or None, row.gone
