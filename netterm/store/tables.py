"""The tables of a data compartment, derived from the declarations: their columns, and how a row is read and written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any

from netterm.language.collation import sort_key
from netterm.model.declare import Entity, Field, Schema
from netterm.model.kinds import ACCEPTS, Compartment, Kind, Value
from netterm.store.database import Connection

CHUNK = 500
"""Parameters in one ``IN (…)``."""

SQL_TYPES = {
    Kind.INTEGER: "INTEGER",
    Kind.MONEY: "INTEGER",
    Kind.FLAG: "INTEGER",
    Kind.NUMBER: "INTEGER",
    Kind.REF: "BLOB",
}

_JUDGED_FURTHER = {Kind.SHARED, Kind.STATE, Kind.NUMBER}

STATE_COLUMNS = ("n", "id", "_versions", "_covered", "_gone")
"""``n`` is the local row number, which the search index uses too. ``_versions`` tells which entry gave each field its
value, ``_covered`` which of these a deletion took along, ``_gone`` whether the record is hidden by it."""


class Table:
    """Where one compartment keeps the records of one entity."""

    def __init__(self, entity: Entity, compartment: Compartment) -> None:
        self.entity = entity
        self.name = f'"{entity.name}"'
        self.writers = entity.writers
        self.fields: tuple[Field, ...] = tuple(
            f for f in entity.fields if not f.many and entity.compartment_of(f) is compartment
        )
        self.place = {f.name: i for i, f in enumerate(self.fields)}
        self.flags = tuple(i for i, f in enumerate(self.fields) if f.kind is Kind.FLAG)
        """Where SQLite gives a number back for a yes or no."""
        self.shared = tuple(f.name for f in self.fields if f.kind is Kind.SHARED)
        self.number = entity.number if entity.number is not None and entity.number.name in self.place else None
        self.state = entity.state if entity.state is not None and entity.state.name in self.place else None
        self.checks = {f.name: ACCEPTS[f.kind] for f in self.fields if f.kind is not Kind.SHARED}
        """For each field that a put may set, whether a value has its form."""
        self.plain = {f.name: self.checks[f.name] for f in self.fields if f.kind not in _JUDGED_FURTHER}
        """The same for those of which nothing else is judged."""
        ordered = {name.lstrip("-") for name in entity.order}
        self.keyed = {f.name: f'"_key_{f.name}"' for f in self.fields if f.name in ordered and f.kind is Kind.TEXT}
        """Fields whose sort key is stored: Thai sorts otherwise than by code points."""
        self.searched = tuple(f for f in entity.searched if f.name in self.place)
        self.searched_names = frozenset(f.name for f in self.searched)
        owner = entity.owner
        self.owner = self.place[owner.name] if owner is not None and owner.name in self.place else None

    @cached_property
    def _select(self) -> str:
        return f"SELECT {', '.join((*STATE_COLUMNS, *(quoted(f.name) for f in self.fields)))} FROM {self.name} "

    @cached_property
    def _insert(self) -> str:
        columns = [
            "n",
            "id",
            "_versions",
            "_covered",
            "_gone",
            *(quoted(f.name) for f in self.fields),
            *self.keyed.values(),
        ]
        return f"INSERT INTO {self.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"

    def columns(self) -> dict[str, str]:
        """Column → SQL type, the primary key first."""
        state = {"n": "INTEGER PRIMARY KEY", "id": "BLOB", "_versions": "BLOB", "_covered": "BLOB", "_gone": "INTEGER"}
        own = {f.name: SQL_TYPES.get(f.kind, "TEXT") for f in self.fields}
        return state | own | {column.strip('"'): "TEXT" for column in self.keyed.values()}

    def indexes(self) -> list[tuple[str, ...]]:
        """What queries need: each reference, the declared combinations, the list's own order."""
        keyed = tuple(f"_key_{n}" if n in self.keyed else n for n in (o.lstrip("-") for o in self.entity.order))
        wanted = list(self.entity.indexes)
        if keyed and not self.entity.internal:
            wanted.append(keyed)
        begun = {names[0] for names in wanted}
        wanted += [(f.name,) for f in self.fields if f.kind is Kind.REF and f.name not in begun]
        here = {*self.place, "id"}
        return [names for names in dict.fromkeys(wanted) if all(n.removeprefix("_key_") in here for n in names)]

    def load(self, connection: Connection, ids: Iterable[bytes]) -> list[tuple[Any, ...]]:
        """The stored rows of these records, state columns first, then the fields."""
        rows: list[tuple[Any, ...]] = []
        wanted = list(ids)
        for start in range(0, len(wanted), CHUNK):
            some = wanted[start : start + CHUNK]
            # One parameter is read in two thirds of the time that 500 are.
            joined = json.dumps([id.hex() for id in some])
            rows += connection.execute(f"{self._select} WHERE id IN (SELECT unhex(value) FROM json_each(?))", (joined,))
        return rows

    def highest(self, connection: Connection) -> int:
        """The highest row number so far; 0 where there is no row."""
        return int(connection.execute(f"SELECT coalesce(max(n), 0) FROM {self.name}").fetchone()[0])

    def insert(self, connection: Connection, rows: Iterable[Sequence[object]]) -> None:
        """Rows of n, id, versions, covered, gone, then the fields' values and the sort keys."""
        connection.executemany(self._insert, rows)

    def update(self, connection: Connection, names: tuple[str, ...], rows: Iterable[Sequence[object]]) -> None:
        """Set fields of rows: their values, their sort keys, ``_versions``, and the rows' numbers.

        The empty name among them is the column ``_covered``.
        """
        keys = [self.keyed[name] for name in names if name in self.keyed]
        columns = [*(quoted(name) if name else "_covered" for name in names), *keys, "_versions"]
        assigned = ", ".join(f"{column} = ?" for column in columns)
        connection.executemany(f"UPDATE {self.name} SET {assigned} WHERE n = ?", rows)

    def keys(self, names: Iterable[str], values: Sequence[Value]) -> list[str | None]:
        """The sort keys of those among ``names`` that have one."""
        found = (values[self.place[name]] for name in names if name in self.keyed)
        return [None if value is None else sort_key(str(value)) for value in found]


def quoted(name: str) -> str:
    return f'"{name}"'


@lru_cache(maxsize=8)
def tables_of(schema: Schema, compartment: Compartment) -> dict[str, Table]:
    """The tables that a compartment's file holds, by entity; made once for a schema, and not to be changed."""
    tables = {e.name: Table(e, compartment) for e in schema.all if compartment in e.compartments}
    return {name: table for name, table in tables.items() if table.fields}
