"""Giving numbers: only the one number-giver of a series does, so that no two laptops ever give the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from netterm.model.declare import Entity
from netterm.model.kinds import Value
from netterm.model.numbering import given_values, next_number, scope_of
from netterm.store.actions import Action

if TYPE_CHECKING:
    from netterm.store.holdings import Place
    from netterm.store.writing import Writing


def give(replica: Writing, action: Action) -> None:
    """Number the records that an action makes, where we are their number-giver."""
    counts = _Counts(replica)
    for entity, id in action.places:
        number = replica.schema[entity].number
        if number is None or not _ours(replica, number.series):
            continue
        record = action.get(entity, id)
        if record is not None and not record.deleted and record[number.name] is None:
            counts.number(action, record.entity, id, _single(record.values))


def counts(value: Value, replaced: Collection[Value], *, by_giver: bool) -> bool:
    """Whether a value that an entry puts into a number field counts.

    ``replaced`` are the values that it says it replaces; ``by_giver`` whether its author is whom
    :meth:`~netterm.store.trust.Trust.number_giver_at` names. Others give no number and take none away, but may write
    again what stood there, when they bring a record back or settle a conflict.
    """
    return by_giver or value in replaced or (value is None and not replaced)


def waiting(replica: Writing, touched: frozenset[Place] | None) -> Action | None:
    """An action that numbers what others made without one; among the touched records, or all. None if there is none."""
    names = None if touched is None else {entity for entity, _ in touched}
    action = Action(replica, replica.roles, replica.new_id, free=True)
    counts = _Counts(replica)
    for entity in replica.schema.entities:
        number = entity.number
        if number is None or not _ours(replica, number.series) or not entity.writers & replica.roles:
            continue
        if names is not None and entity.name not in names:
            continue
        for record in replica.list(entity.name, {number.name: None}, order=("id",)):
            counts.number(action, entity, record.id, _single(record.values))
    return action if action.places else None


def _ours(replica: Writing, series: str) -> bool:
    return replica.trust.number_giver(series) == replica.identity


class _Counts:
    """The next number of each count, looked up once."""

    def __init__(self, replica: Writing) -> None:
        self._replica = replica
        self._next: dict[tuple[str, tuple[Value, ...]], int] = {}

    def number(self, action: Action, entity: Entity, id: bytes, values: Mapping[str, Value]) -> None:
        assert entity.number is not None

        def look(name: str, other: bytes) -> Mapping[str, Value]:
            found = action.get(name, other)
            return {} if found is None else _single(found.values)

        scope = scope_of(entity, values, look)
        if (entity.name, scope) not in self._next:
            self._next[entity.name, scope] = next_number(self._given(entity, scope))
        given = self._next[entity.name, scope]
        self._next[entity.name, scope] = given + 1
        action.number(entity.name, id, given_values(entity, values, given, look))

    def _given(self, entity: Entity, scope: tuple[Value, ...]) -> Iterable[int | None]:
        """All numbers of a count, those of deleted records too: they may be on paper somewhere."""
        for values in self._replica.numbered(entity):
            if not scope or scope_of(entity, values, self._look) == scope:
                number = values[entity.number.name] if entity.number is not None else None
                yield number if isinstance(number, int) else None

    def _look(self, name: str, id: bytes) -> Mapping[str, Value]:
        found = self._replica.get(name, id)
        return {} if found is None else _single(found.values)


def _single(values: Mapping[str, object]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is None or isinstance(value, (str, int, bytes))}
