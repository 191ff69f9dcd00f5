"""The conflict inbox: values that were written at the same time, one shown and the others waiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgpack

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.declare import Field, Schema
from netterm.model.kinds import Kind, Value
from netterm.store import log
from netterm.store.database import Connection
from netterm.store.records import Reader
from netterm.store.tables import Table


class NoSuchConflict(Failure):
    """It was resolved meanwhile, or never was."""

    def __init__(self) -> None:
        super().__init__(N_("There is no such conflict; somebody may have resolved it meanwhile."))


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of several values of a field."""

    value: Value
    who: bytes
    """Public key of its author."""
    when: int
    """The author's clock, ms since 1970; for showing only."""
    version: bytes


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field for which people wrote different values without knowing of each other's."""

    entity: str
    record: bytes
    field: str
    shown: Alternative
    others: tuple[Alternative, ...]

    @property
    def id(self) -> str:
        """What names it on the command line: the record's id and the field."""
        return f"{self.record.hex()}:{self.field}"


def conflicts(connection: Connection, schema: Schema, tables: dict[str, Table]) -> list[Conflict]:
    """Those of one compartment whose waiting values differ from the one shown, of visible records."""
    found: dict[tuple[str, bytes, str], list[tuple[bytes, Any]]] = {}
    for entity, record, field, version, value in connection.execute(
        "SELECT entity, record, field, version, value FROM conflict ORDER BY record, entity, field, version"
    ):
        found.setdefault((entity, record, field), []).append((version, msgpack.unpackb(value)))
    reader = Reader(connection, schema, tables)
    entries = log.Reader(connection)
    inbox = []
    for (entity, record, field), waiting in found.items():
        declared = schema.get(entity)
        row = reader.rows(declared, [record]).get(record) if declared is not None else None
        if declared is None or row is None or row.deleted or declared.internal:
            continue
        shown = row.values.get(field)
        differing = [(version, value) for version, value in waiting if _as_shown(declared[field], value) != shown]
        if differing:
            first = _alternative(entries, declared[field], row.versions[field], shown)
            others = tuple(_alternative(entries, declared[field], version, value) for version, value in differing)
            inbox.append(Conflict(entity, record, field, first, others))
    return inbox


def waiting_versions(connection: Connection, place: tuple[str, bytes], field: str) -> list[bytes]:
    """The versions of all waiting values of a field, those equal to the shown one too."""
    rows = connection.execute(
        "SELECT version FROM conflict WHERE entity = ? AND record = ? AND field = ?", (*place, field)
    )
    return [version for (version,) in rows]


def chosen(conflicts_: Sequence[Conflict], id: str) -> Conflict:
    """The conflict of that id. Raises :class:`NoSuchConflict`."""
    for conflict in conflicts_:
        if conflict.id == id:
            return conflict
    raise NoSuchConflict


def _alternative(entries: log.Reader, field: Field, version: bytes, value: object) -> Alternative:
    stored = entries.named(version)
    who, when = (stored.entry.log.identity, stored.entry.wall) if stored is not None else (b"", 0)
    return Alternative(_as_shown(field, value), who, when, version)


def _as_shown(field: Field, value: Any) -> Value:
    shown: Value = bool(value) if field.kind is Kind.FLAG and value is not None else value
    return shown
