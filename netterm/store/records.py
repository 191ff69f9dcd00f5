"""Reading records: one by one, as filtered and sorted lists of any length, with the elements of their sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from netterm.model.declare import Entity, Field, Schema, element_name
from netterm.model.kinds import Compartment, Kind, Value
from netterm.store.database import Connection
from netterm.store.search_query import CLOSEST, closeness, condition
from netterm.store.tables import CHUNK, Table, quoted

Held = Value | tuple[Value, ...]
"""What a record holds in one field: a value, or the elements of a set."""
Where = Mapping[str, Value | Sequence[Value]]
"""Field → the value it must have, or several of which it must have one. None asks for what is not set."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it is shown: the winning values. What is not set is None, an empty set ``()``."""

    entity: Entity
    id: bytes
    values: Mapping[str, Held]
    conflicts: int = 0
    """How many of its fields have other values waiting in the inbox."""
    deleted: bool = False
    versions: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    """Which entry gave each field the value shown."""

    def __getitem__(self, name: str) -> Held:
        if name not in self.entity.by_name:
            raise KeyError(name)
        return self.values.get(name, () if self.entity[name].many else None)

    def get(self, name: str) -> Held:
        """The same, None for a field that there is not."""
        return self[name] if name in self.entity.by_name else None

    @property
    def place(self) -> tuple[str, bytes]:
        return self.entity.name, self.id


class Reader:
    """Reads one compartment's tables. Used inside a read or a write of its database."""

    def __init__(self, connection: Connection, schema: Schema, tables: Mapping[str, Table]) -> None:
        self._connection = connection
        self._schema = schema
        self._tables = tables

    def ids(
        self, entity: Entity, where: Where, text: str, order: Sequence[str] | None, page: tuple[int, int]
    ) -> list[bytes]:
        """The ids of matching records in order; ``page`` is (limit, offset), a limit of -1 for all."""
        table = self._tables.get(entity.name)
        if table is None:
            return []
        conditions, parameters = self._conditions(table, where, text)
        names = (CLOSEST, *entity.order) if order is None else order
        nearest, nearness = closeness(table, text, self._tables) if text.strip() and CLOSEST in names else ("", [])
        sorting = ", ".join([*filter(None, [nearest]), _order(table, names)])
        sql = f"SELECT id FROM {table.name} WHERE {conditions} ORDER BY {sorting} LIMIT ? OFFSET ?"
        return [record for (record,) in self._connection.execute(sql, (*parameters, *nearness, *page))]

    def count(self, entity: Entity, where: Where, text: str) -> int:
        table = self._tables.get(entity.name)
        if table is None:
            return 0
        conditions, parameters = self._conditions(table, where, text)
        row = self._connection.execute(f"SELECT count(*) FROM {table.name} WHERE {conditions}", parameters).fetchone()
        return int(row[0])

    def rows(self, entity: Entity, ids: Sequence[bytes]) -> dict[bytes, Record]:
        """What this compartment knows of these records, sets included."""
        table = self._tables.get(entity.name)
        found: dict[bytes, Record] = {}
        if table is not None:
            from netterm.store.rows import Row

            for row in table.load(self._connection, ids):
                _, record, stored, _, gone, *values = row
                held = {f.name: _shown(f, v) for f, v in zip(table.fields, values, strict=True) if v is not None}
                versions = Row(values, versions=stored).versions(table)
                found[record] = Record(entity, record, held, 0, bool(gone), versions)
        return self._with_conflicts(entity, self._with_sets(entity, found))

    def _with_sets(self, entity: Entity, found: dict[bytes, Record]) -> dict[bytes, Record]:
        for f in entity.fields:
            table = self._tables.get(element_name(entity.name, f.name)) if f.many else None
            if table is None:
                continue
            elements: dict[bytes, list[Value]] = {}
            for some in _chunks(list(found)):
                sql = f"SELECT of, value FROM {table.name} WHERE _gone = 0 AND of IN ({','.join('?' * len(some))})"
                for owner, value in self._connection.execute(f"{sql} ORDER BY id", some):
                    elements.setdefault(owner, []).append(_shown(f, value))
            for owner, values in elements.items():
                found[owner] = _with(found[owner], {f.name: tuple(values)})
        return found

    def _with_conflicts(self, entity: Entity, found: dict[bytes, Record]) -> dict[bytes, Record]:
        for some in _chunks(list(found)):
            sql = (
                "SELECT record, count(DISTINCT field) FROM conflict"
                f" WHERE entity = ? AND record IN ({','.join('?' * len(some))}) GROUP BY record"
            )
            for record, count in self._connection.execute(sql, (entity.name, *some)):
                known = found[record]
                found[record] = Record(entity, record, known.values, count, known.deleted, known.versions)
        return found

    def _conditions(self, table: Table, where: Where, text: str) -> tuple[str, list[object]]:
        conditions: list[str] = ["_gone = 0"]
        parameters: list[object] = []
        for name, wanted in where.items():
            if name != "id" and name not in table.place:
                raise KeyError(
                    f"{table.entity.name} cannot be filtered by {name}: it is not kept with the record itself"
                )
            column = quoted(name)
            several = isinstance(wanted, Sequence) and not isinstance(wanted, (str, bytes))
            values = list(wanted) if several else [wanted]  # type: ignore[arg-type]  # told apart in the line before
            given = [v for v in values if v is not None]
            parts = [f"{column} IN ({','.join('?' * len(given))})"] if given else []
            parts += [f"{column} IS NULL"] if None in values else []
            conditions.append(f"({' OR '.join(parts) or '0'})")
            parameters += given
        if text.strip():
            matching, words = condition(table, text, self._tables)
            conditions.append(matching)
            parameters += words
        return " AND ".join(conditions), parameters


def merged(parts: Iterable[Record]) -> Record:
    """One record from what each compartment knows of it, its home first."""
    first, *rest = parts
    for more in rest:
        known = _with(first, more.values)
        first = Record(
            known.entity, known.id, known.values, known.conflicts + more.conflicts, known.deleted,
            {**known.versions, **more.versions},
        )  # fmt: skip
    return first


def _with(record: Record, values: Mapping[str, Held]) -> Record:
    joined = {**record.values, **values}
    return Record(record.entity, record.id, joined, record.conflicts, record.deleted, record.versions)


def _shown(f: Field, value: Value) -> Value:
    return bool(value) if f.kind is Kind.FLAG and value is not None else value


def _order(table: Table, order: Sequence[str]) -> str:
    parts = []
    for name in order:
        plain = name.lstrip("-")
        if plain != "id" and plain not in table.place:
            continue
        column = table.keyed.get(plain, quoted(plain))
        if plain != "id" and table.entity[plain].kind in {Kind.CHOICE, Kind.STATE}:
            column = _choice_order(table.entity[plain])
        parts.append(f"{column} {'DESC' if name.startswith('-') else 'ASC'}")
    return ", ".join([*parts, "id ASC"])


def _choice_order(f: Field) -> str:
    """A choice sorts by its place among the choices. Codes come from the declaration, never from data."""
    cases = " ".join(f"WHEN '{choice.code}' THEN {place}" for place, choice in enumerate(f.choices))
    return f"CASE {quoted(f.name)} {cases} ELSE {len(f.choices)} END"


def _chunks(ids: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def readable(entity: Entity, compartments: Iterable[Compartment]) -> list[Compartment]:
    """Which of these compartments know something of the entity, its home first."""
    held = [c for c in entity.compartments if c in compartments]
    return sorted(held, key=lambda c: c is not entity.home)
