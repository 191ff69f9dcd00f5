"""The titles of many records at once: what a list refers to is read in a few strokes, not one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from netterm.model import SCHEMA, Entity, Field, Kind, Value
from netterm.model.values import Showing, show, show_number, title

if TYPE_CHECKING:
    from netterm.store import Record, Replica

_DEPTH: Final = 3
"""References within references that a title follows."""


class Titles:
    """What records are called, and how their fields are shown."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._known: dict[tuple[str, bytes], Mapping[str, Value]] = {}
        self._called: dict[tuple[str, bytes], str] = {}
        self._showing = Showing(name_of=self._name, record_of=self._record, schema=SCHEMA)

    def learn(self, records: Sequence[Record]) -> None:
        """Read what these records refer to."""
        self._learn(records, _DEPTH)

    def of(self, record: Record) -> str:
        """What people call it."""
        self._known[record.place] = single(record)
        return self._name(*record.place)

    def shown(self, record: Record, field: Field) -> str:
        """One of its fields, the elements of a set with commas between them."""
        if field.kind is Kind.NUMBER:
            return show_number(record.entity, single(record), self._showing)
        held = record[field.name]
        each = held if isinstance(held, tuple) else (held,)
        return ", ".join(show(field, value, self._showing) for value in each)

    def _learn(self, records: Iterable[Record], depth: int) -> None:
        wanted: dict[str, set[bytes]] = {}
        for record in records:
            self._known[record.place] = single(record)
            for target, id in _references(record):
                if (target, id) not in self._known:
                    wanted.setdefault(target, set()).add(id)
        for target, ids in wanted.items() if depth else ():
            self._learn(self._replica.records(target, sorted(ids)), depth - 1)

    def _name(self, entity: str, id: bytes) -> str:
        place = entity, id
        if place not in self._called:
            values = self._record(entity, id)
            self._called[place] = ""  # what refers to itself ends here
            self._called[place] = title(SCHEMA[entity], values, self._showing) if values else ""
        return self._called[place]

    def _record(self, entity: str, id: bytes) -> Mapping[str, Value]:
        if (entity, id) not in self._known:
            found = self._replica.get(entity, id)
            self._known[entity, id] = {} if found is None else single(found)
        return self._known[entity, id]


def single(record: Record) -> dict[str, Value]:
    """Its values without the sets."""
    return {name: value for name, value in record.values.items() if not isinstance(value, tuple)}


def _references(record: Record) -> Iterable[tuple[str, bytes]]:
    for field in _refs(record.entity):
        held = record[field.name]
        for value in held if isinstance(held, tuple) else (held,):
            if isinstance(value, bytes):
                yield field.target, value


def _refs(entity: Entity) -> list[Field]:
    return [each for each in entity.fields if each.kind is Kind.REF]
