"""What is judged of an action as a whole: its records beside one another, and beside those that are there.

Whether one record is right by itself is for ``netterm.model.check``. This is for what people here do; what a peer sends
was right by the rules of its author's version.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from netterm.errors import Failure
from netterm.model.declare import Entity, Field, Schema
from netterm.model.failures import RecordFailure
from netterm.model.kinds import Value
from netterm.model.numbering import scope_of
from netterm.model.seals import check_seals

__all__ = ["Changed", "Known", "check_act", "check_given"]


@dataclass(frozen=True, slots=True)
class Changed:
    """One record of an action: its values before and after, sets as tuples."""

    entity: Entity
    id: bytes
    before: Mapping[str, object] | None
    """None where the action adds it."""
    after: Mapping[str, object] | None
    """None where the action deletes it."""


class Known(Protocol):
    """The records as they were before the action."""

    def values(self, entity: str, id: bytes) -> Mapping[str, Value]:
        """Of one record; empty where there is none."""

    def ids(self, entity: str, where: Mapping[str, Value] | None = None) -> Sequence[bytes]:
        """Of those that have these values."""

    def title(self, entity: str, id: bytes) -> str:
        """What people call a record."""

    def acts_for(self, person: Value) -> bool:
        """Whether whoever acts is that person, or decides in everybody's place."""


def check_given(entity: Entity, values: Iterable[str]) -> Failure | None:
    """What forbids that somebody gives these fields a value: netterm gives it."""
    typed = next((entity[name] for name in values if name in entity.given), None)
    if typed is None:
        return None
    return RecordFailure("{field} is given by netterm and stays as given: leave it out.", field=typed.label)


def check_act(schema: Schema, changes: Sequence[Changed], known: Known, *, free: bool = False) -> Iterator[Failure]:
    """Everything that forbids an action. ``free``: it only brings back what was, or gives numbers; seals hold all the
    same."""
    beside = _Beside(changes)
    for change in changes:
        failures = [check_seals(schema, change.entity, change.before, change.after, known.values)]
        if not free:
            failures += [
                _single(change, known),
                _number_moved(change, known),
                _once(change, beside, known),
                _owner_lacks(schema, change, changes, known),
                _by_hand(change, changes),
                _not_theirs(change, known),
                *(_unlogged(change, f, changes) for f in change.entity.fields if f.logged is not None),
            ]
        yield from (failure for failure in failures if failure is not None)


def _single(change: Changed, known: Known) -> Failure | None:
    entity = change.entity
    if not entity.single:
        return None
    if change.after is None:
        return RecordFailure("There is one {entity} and it stays: it cannot be deleted.", entity=entity.label)
    if change.before is None and known.ids(entity.name):
        return RecordFailure("There is one {entity} and never another: change the one that there is.",
                             entity=entity.label)  # fmt: skip
    return None


def _number_moved(change: Changed, known: Known) -> Failure | None:
    """What a number is counted within stays as it was once the number is given, or else it would be another."""
    number, before, after = change.entity.number, change.before, change.after
    if number is None or before is None or after is None or before.get(number.name) is None:
        return None
    was, becomes = (scope_of(change.entity, _single_values(each), known.values) for each in (before, after))
    if was == becomes:
        return None
    path = next(path for path, old, new in zip(number.scope, was, becomes, strict=True) if old != new)
    field = change.entity[path.partition(".")[0].partition(":")[0]]
    return RecordFailure(
        "{entity} has its number, which belongs to {field}: that stays as it is. Add a new one instead.",
        entity=change.entity.label,
        field=field.label,
    )


Claim = tuple[Value, ...]


class _Beside:
    """The records of an action, found by what may be there once only."""

    def __init__(self, changes: Iterable[Changed]) -> None:
        self.after: dict[tuple[str, bytes], Mapping[str, object] | None] = {}
        self._ids: dict[tuple[str, Claim | None], list[bytes]] = {}
        for each in changes:
            if each.entity.once is not None:
                self.after[each.entity.name, each.id] = each.after
                self._ids.setdefault((each.entity.name, _claim(each.entity, each.after)), []).append(each.id)

    def ids(self, entity: Entity, claim: Claim) -> Sequence[bytes]:
        return self._ids.get((entity.name, claim), ())


def _once(change: Changed, beside: _Beside, known: Known) -> Failure | None:
    entity, once = change.entity, change.entity.once
    claim = _claim(entity, change.after)
    if once is None or claim is None or claim == _claim(entity, change.before):
        return None
    there = known.ids(entity.name, dict(zip(once.fields, claim, strict=True)))
    for id in (*there, *beside.ids(entity, claim)):
        values = beside.after[entity.name, id] if (entity.name, id) in beside.after else known.values(entity.name, id)
        if id != change.id and _claim(entity, values) == claim:
            return RecordFailure(
                "There is one already: {entity} {title}. Change that one instead of adding another.",
                entity=entity.label,
                title=known.title(entity.name, id) or "…",
            )
    return None


def _claim(entity: Entity, values: Mapping[str, object] | None) -> Claim | None:
    """The values that a record has for itself alone; None where it claims none."""
    once, state = entity.once, entity.state
    if once is None or values is None:
        return None
    if once.states and (state is None or (values.get(state.name) or state.default) not in once.states):
        return None
    single = _single_values(values)
    claim = tuple(single.get(name) for name in once.fields)
    return None if None in claim else claim


def _owner_lacks(schema: Schema, change: Changed, changes: Iterable[Changed], known: Known) -> Failure | None:
    """What a record asks of the one that it hangs on."""
    entity, after, needed, owner = change.entity, change.after, change.entity.needs_of_owner, change.entity.owner
    if needed is None or owner is None or after is None or not isinstance(id := after.get(owner.name), bytes):
        return None
    values = next((each.after for each in changes if (each.entity.name, each.id) == (owner.target, id)), None)
    name, code = needed
    if (values or known.values(owner.target, id)).get(name) == code:
        return None
    field = schema[owner.target][name]
    choice = field.choice(code)
    return RecordFailure(
        "{entity} is only for {owner} where {field} is “{choice}”.",
        entity=entity.label,
        owner=owner.label,
        field=field.label,
        choice=choice.label if choice is not None else code,
    )


_TOGETHER: Mapping[tuple[str, str], frozenset[str]] = {
    ("meeting", "certified"): frozenset({"minutes_version"}),
    ("minutes_version", "certified"): frozenset({"meeting", "minutes_version"}),
}
"""States that a record comes into only together with another one: entity and code → what the other can be."""


def _by_hand(change: Changed, changes: Iterable[Changed]) -> Failure | None:
    """A meeting and the minutes that hold are certified by one act, which names the resolution: neither by itself."""
    state = change.entity.state
    if state is None or change.after is None:
        return None
    was, becomes = (None if change.before is None else change.before.get(state.name)), change.after.get(state.name)
    others = _TOGETHER.get((change.entity.name, str(becomes)))
    if others is None or was == becomes or any(each.entity.name in others and each.id != change.id for each in changes):
        return None
    return RecordFailure(
        "Minutes are certified by a resolution of a later meeting: record it there under heading 2, or say "
        "“netterm meeting certify”."
    )


_SAID_BY: Mapping[tuple[str, str], str] = {("minutes_version", "checked"): "checker"}
"""States that one person says a record is in: entity and code → the field that names them."""


def _not_theirs(change: Changed, known: Known) -> Failure | None:
    state, after, before = change.entity.state, change.after or {}, change.before or {}
    if state is None or before.get(state.name) == after.get(state.name):
        return None
    field = _SAID_BY.get((change.entity.name, str(after.get(state.name))))
    person = after.get(field) if field is not None else None
    if not isinstance(person, bytes) or known.acts_for(person):
        return None
    return RecordFailure(
        "{name} checks these minutes: only they say that they have, or an admin in their place. Nothing was changed.",
        name=known.title("person", person),
    )


def _unlogged(change: Changed, field: Field, changes: Iterable[Changed]) -> Failure | None:
    """A field whose changes are logged, changed without a line in the log."""
    log, before, after = field.logged, change.before, change.after
    if log is None or before is None or after is None or before.get(field.name) in {None, after.get(field.name)}:
        return None
    for each in changes:
        line = each.after if each.before is None and each.entity.name == log.entity else None
        owner = each.entity.owner
        if line is None or owner is None or line.get(owner.name) != change.id:
            continue
        if line.get(log.after) == after.get(field.name):
            return None
    return RecordFailure("{field} moves only for a reason: say why, so that it is told in the log.", field=field.label)


def _single_values(values: Mapping[str, object]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is None or isinstance(value, (str, int, bytes))}
