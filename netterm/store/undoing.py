"""Taking back an action: the values before it are written again, as an action of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netterm.errors import Failure
from netterm.locale import N_
from netterm.store.actions import Action
from netterm.store.records import Record

if TYPE_CHECKING:
    from netterm.store.replica import Done, Place, Replica


class CannotTakeBack(Failure):
    """Somebody has changed it since; taking it back would take their change away."""

    def __init__(self, what: str) -> None:
        super().__init__(N_("“{what}” was changed since then, so it stays as it is."), what=what)


def take_back(replica: Replica, action: Action, done: Done) -> str:
    """Fill ``action`` with what undoes ``done``; says what it was. Raises :class:`CannotTakeBack`."""
    said = ""
    for place, before, after in done.changes:
        now = replica.present(place)
        if after is not None and (now is None or _versions(now) != _versions(after)):
            raise CannotTakeBack(replica.title(*place))
        if not replica.schema[place[0]].internal:
            said = said or replica.title(*place)
        _restore(replica, action, place, before, after)
    return said or replica.title(*done.changes[0][0])


def _versions(record: Record) -> dict[str, bytes]:
    return {name: version for name, version in record.versions.items() if version}


def _restore(replica: Replica, action: Action, place: Place, before: Record | None, after: Record | None) -> None:
    entity, id = place
    if before is None or before.deleted:
        if after is not None and not after.deleted:
            action.delete(entity, id)
        return
    values = {f.name: before[f.name] for f in before.entity.fields if not f.many and f.name not in _shared(before)}
    if after is None or after.deleted:  # it was deleted: every value is written anew, which no deletion covers
        action.restore(entity, id, {name: value for name, value in values.items() if value is not None}, before)
    else:
        changed = {name: value for name, value in values.items() if after[name] != value}
        if changed:
            action.set(entity, id, changed)


def _shared(record: Record) -> frozenset[str]:
    from netterm.model.kinds import Kind

    return frozenset(f.name for f in record.entity.fields if f.kind is Kind.SHARED)
