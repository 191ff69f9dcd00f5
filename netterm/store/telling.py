"""What an action did, said to whom wants to take it back: added, changed, deleted or moved on, and which record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from netterm.locale import N_, message
from netterm.model.declare import Field
from netterm.model.kinds import Value
from netterm.model.values import show
from netterm.model.values import title as shown_title
from netterm.store.naming import showing
from netterm.store.records import Record

if TYPE_CHECKING:
    from netterm.store.deeds import Done
    from netterm.store.holdings import Place
    from netterm.store.reading import Reading

Changes = tuple[tuple["Place", Record | None, Record | None], ...]

_ADDED = N_("{kind} “{title}” added")
_CHANGED = N_("{kind} “{title}” changed")
_DELETED = N_("{kind} “{title}” deleted")
_MOVED = N_("{kind} “{title}”: {before} → {after}")
_WRITTEN = N_("{kind} “{title}”: what was written")


def told(replica: Reading, done: Done) -> str:
    """An action in a few words, by the record that the person meant: not by what hangs on it."""
    if done.text is not None:
        entity, id = done.text[:2]
        return message(_WRITTEN, kind=replica.schema[entity].label, title=replica.title(entity, id))
    said = list(dict.fromkeys(_told_of(replica, *each) for each in _meant(replica, done.changes)))
    more = len(said) - 1
    return message("{what}, and {count} more", what=said[0], count=more) if more else said[0]


def _meant(replica: Reading, changes: Changes) -> Changes:
    """The changes of records that hang on none of the others, without what is added to a record or goes with it."""
    places = {place for place, _, _ in changes}
    tops = tuple(each for each in changes if not any(owner in places for owner in _owners(replica, each)))
    return tops or changes


def _owners(replica: Reading, change: tuple[Place, Record | None, Record | None]) -> Iterable[Place]:
    (entity, _), before, after = change
    owner = replica.schema[entity].owner
    for record in (before, after):
        id = record.get(owner.name) if owner is not None and record is not None else None
        if owner is not None and isinstance(id, bytes):
            yield owner.target, id


def _told_of(replica: Reading, place: Place, before: Record | None, after: Record | None) -> str:
    if replica.schema[place[0]].internal:  # an element of a set, which is a part of its owner
        for entity, id in _owners(replica, (place, before, after)):
            return message(_CHANGED, kind=replica.schema[entity].label, title=replica.title(entity, id))
    was, now = (record is not None and not record.deleted for record in (before, after))
    record = after if after is not None and now else before or after
    assert record is not None, "an action changes something"
    shown = showing(replica)
    single = {n: v for n, v in record.values.items() if not isinstance(v, tuple)}
    what = {"kind": record.entity.label, "title": shown_title(record.entity, single, shown)}
    if not was or not now or before is None or after is None:
        return message(_DELETED if was else _ADDED, **what)
    state = record.entity.state
    if state is None or before[state.name] == after[state.name]:
        return message(_CHANGED, **what)
    moved = {name: show(state, _code(each, state), shown) for name, each in (("before", before), ("after", after))}
    return message(_MOVED, **what, **moved)


def _code(record: Record, state: Field) -> Value:
    value = record[state.name]
    return None if isinstance(value, tuple) else value
