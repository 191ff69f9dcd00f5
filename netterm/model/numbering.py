"""Numbers for people: which count a record belongs to, what comes next in it, and how it is shown.

A count is a series with the values of its scope: meetings are counted for each series and year, resolutions for each
meeting. Only the number-giver of a series gives numbers, so that what was given once is never given again.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from netterm.language.calendar_names import buddhist_year
from netterm.model.declare import Entity, Schema
from netterm.model.kinds import Value

__all__ = ["Look", "given_values", "next_number", "scope_of", "scope_parts"]

Look = Callable[[str, bytes], Mapping[str, Value]]
"""A record's stored values, by entity name and id; empty where there is none."""


def next_number(given: Iterable[int | None]) -> int:
    """The number after the highest given in a count; gaps stay gaps, for their numbers may be on paper somewhere."""
    return max((number for number in given if number is not None), default=0) + 1


def given_values(entity: Entity, values: Mapping[str, Value], number: int, look: Look) -> dict[str, Value]:
    """What a record gets with its number: the number, and the year that it is counted in where that is kept."""
    declared = entity.number
    assert declared is not None
    given: dict[str, Value] = {declared.name: number}
    if declared.keeps_year:
        given[declared.keeps_year] = next(v for name, _, v in scope_parts(entity, values, look) if name == "year")
    return given


def scope_of(entity: Entity, values: Mapping[str, Value], look: Look) -> tuple[Value, ...]:
    """What tells the count of this record from the others of its series; None where a part is not known."""
    return tuple(value for _, _, value in scope_parts(entity, values, look))


def scope_parts(
    entity: Entity, values: Mapping[str, Value], look: Look, schema: Schema | None = None
) -> tuple[tuple[str, str, Value], ...]:
    """Each part of a record's scope: the name that a pattern calls it by, the entity it refers to, and its value.

    The year of ``starts_at:year`` is called ``year`` and is of the Buddhist Era: that which is kept with the number, or
    else that of the date. ``item.meeting`` is called ``meeting``. The entity is empty where the part is no reference,
    or where no schema tells.
    """
    field = entity.number
    return tuple(_part(entity, values, path, look, schema) for path in (field.scope if field else ()))


def _part(
    entity: Entity, values: Mapping[str, Value], path: str, look: Look, schema: Schema | None
) -> tuple[str, str, Value]:
    step, dot, rest = path.partition(".")
    if dot:
        target, record = entity[step].target, values.get(step)
        found = look(target, record) if isinstance(record, bytes) else {}
        if schema is not None:
            return _part(schema[target], found, rest, look, schema)
        return rest, "", found.get(rest)
    name, colon, _ = path.partition(":")
    if colon:
        kept = values.get(entity.number.keeps_year) if entity.number is not None else None
        return "year", "", _year(values.get(name)) if kept is None else kept
    return name, entity[name].target, values.get(name)


def _year(stored: Value) -> Value:
    """The Buddhist year of a stored date or moment."""
    return buddhist_year(date.fromisoformat(stored[:10])) if isinstance(stored, str) and stored else None
