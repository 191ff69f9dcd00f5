"""What people type after a command: entities, records, and ``field=value``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from netterm.cli.words import Misused
from netterm.model import SCHEMA, Entity, Field, Kind, Value
from netterm.model.values import Reading, parse, parse_many

if TYPE_CHECKING:
    from netterm.store import Replica

Held = Value | tuple[Value, ...]


def entity_called(typed: str) -> Entity:
    """The entity of that name, in code or in either language. Raises :class:`Misused`."""
    wanted = typed.strip().casefold()
    for each in SCHEMA.entities:
        if wanted in {each.name, each.label.th.casefold(), each.label.en.casefold()}:
            return each
    raise Misused(
        "There is no kind of record “{typed}”: there are {kinds}.",
        typed=typed,
        kinds=", ".join(each.name for each in SCHEMA.entities),
    )


def field_called(entity: Entity, typed: str) -> Field:
    """The field of that name, in code or in either language. Raises :class:`Misused`."""
    wanted = typed.strip().casefold()
    for each in entity.fields:
        if wanted in {each.name, each.label.th.casefold(), each.label.en.casefold()}:
            return each
    raise Misused(
        "{kind} has no field “{typed}”: it has {fields}.",
        kind=entity.name,
        typed=typed,
        fields=", ".join(each.name for each in entity.fields),
    )


def reading(replica: Replica) -> Reading:
    """How values are read here and now."""
    return Reading(replica.now(), replica.find)


def values_typed(replica: Replica, entity: Entity, pairs: Sequence[str]) -> dict[str, Held]:
    """``field=value`` words as values; nothing behind the sign empties a field.

    Raises `Misused` and what reading does.
    """
    found: dict[str, Held] = {}
    now = reading(replica)
    for field, typed in (_pair(entity, pair) for pair in pairs):
        if field.kind is Kind.SHARED:
            raise Misused(
                "The field {field} is written together: use “netterm write”. Nothing was changed.", field=field.name
            )
        if field.name in found:
            raise Misused("The field {field} is given twice: say it once. Nothing was changed.", field=field.name)
        found[field.name] = parse_many(field, typed, now) if field.many else parse(field, typed, now)
    return found


def where_typed(replica: Replica, entity: Entity, pairs: Sequence[str]) -> Mapping[str, Sequence[Value]]:
    """``field=value`` words as conditions: a field that is named several times may have any of these values."""
    found: dict[str, list[Value]] = {}
    now = reading(replica)
    for field, typed in (_pair(entity, pair) for pair in pairs):
        apart = entity.compartment_of(field) is not entity.home  # not in the table that is filtered
        if field.many or field.kind is Kind.SHARED or apart:
            raise Misused("Lists cannot be filtered by the field {field}.", field=field.name)
        found.setdefault(field.name, []).append(parse(field, typed, now) if typed.strip() else None)
    return found


def _pair(entity: Entity, pair: str) -> tuple[Field, str]:
    name, sign, typed = pair.partition("=")
    if not sign:
        raise Misused("“{typed}” is not of the form field=value.", typed=pair)
    return field_called(entity, name), typed
