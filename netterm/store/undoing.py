"""Taking back an action: the values before it are written again, as an action of its own.

To take that one back again is to bring the first one back. Within a session the replica remembers what it did: see
``netterm.store.deeds``. What an earlier session did is read from the log: the last entry of this identity that is
neither a taking back nor was taken back, or the last taking back that stands; see ``netterm.store.undone``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.kinds import Compartment, Kind
from netterm.store import log
from netterm.store.actions import Action
from netterm.store.database import Connection
from netterm.store.deeds import Done
from netterm.store.differences import edits
from netterm.store.entries import VERSION, Delete, MalformedError, Put, Text, unpack, versions
from netterm.store.records import Held, Record
from netterm.store.undone import read as read_undone

if TYPE_CHECKING:
    from netterm.store.holdings import Place
    from netterm.store.writing import Writing

_LOOK_BACK: Final = 500
"""Own entries of a compartment among which the last action is looked for."""
_TOGETHER: Final = 2_000
"""Milliseconds within which entries of two compartments about one record are one action."""


class CannotTakeBack(Failure):
    """Somebody has changed it since; taking it back would take their change away."""

    def __init__(self, what: str) -> None:
        super().__init__(N_("“{what}” was changed since then, so it stays as it is."), what=what)


def take_back(replica: Writing, action: Action, done: Done) -> None:
    """Fill ``action`` with what undoes ``done``. Raises :class:`CannotTakeBack`."""
    ours = read_undone(replica.directory).versions
    for place, before, after in done.changes:
        now = replica.present(place)
        if not _is_left(now, after, ours):
            raise CannotTakeBack(replica.title(*place))
        _restore(replica, action, place, before, after)


def _is_left(now: Record | None, after: Record | None, ours: frozenset[bytes]) -> bool:
    """Whether a record is as it was left: gone, or there with what was given to it."""
    if after is None or after.deleted:
        return now is None or now.deleted
    return now is not None and _still(now, after, ours)


def _still(now: Record, after: Record, ours: frozenset[bytes]) -> bool:
    """Whether a record is as it was left, but for what came and was taken back."""
    versions_now, versions_after = _versions(now), _versions(after)
    return all(
        versions_now.get(name) == versions_after.get(name)
        or (now[name] == after[name] and versions_now.get(name) in ours)
        for name in versions_now.keys() | versions_after.keys()
    )


def _versions(record: Record) -> dict[str, bytes]:
    return {name: version for name, version in record.versions.items() if version}


def _restore(replica: Writing, action: Action, place: Place, before: Record | None, after: Record | None) -> None:
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
    return frozenset(f.name for f in record.entity.fields if f.kind is Kind.SHARED)


# What earlier sessions did.


def last_own_action(replica: Writing) -> Done | None:
    """This identity's last action that stands, from the log; None where there is none.

    Raises :class:`CannotTakeBack` where what it changed was changed again since.
    """
    noted = set(read_undone(replica.directory).aside)
    lately = [found for c in replica.volumes if (found := _last_of(replica, c, noted))]
    if not lately:
        return None
    newest = max(lately, key=lambda entries: entries[0].entry.wall)
    return _done_by(replica, [stored for entries in lately if _is_one(newest, entries) for stored in entries])


def last_taking_back(replica: Writing) -> Done | None:
    """What this identity took back last and did not bring back since, as the action that took it back.

    Raises :class:`CannotTakeBack` where what it changed was changed again since.
    """
    standing = read_undone(replica.directory).standing
    chosen = [stored for name in (standing[-1] if standing else ()) if (stored := _named(replica, name))]
    return _done_by(replica, chosen) if chosen else None


def _named(replica: Writing, name: bytes) -> log.Stored | None:
    for volume in replica.volumes.values():
        with volume.database.read() as connection:
            if (stored := log.Reader(connection).named(name)) is not None:
                return stored
    return None


def _done_by(replica: Writing, chosen: Sequence[log.Stored]) -> Done:
    """What these entries of ours did, newest first."""
    names = tuple(stored.name for stored in chosen)
    first = next(_contents(chosen[0]))
    if isinstance(first[1], Text):
        return Done((), names, (first[1].entity, first[0], first[1].field, first[1].update))
    past = _Past(replica)
    for stored in chosen:
        for record, content in _contents(stored):
            past.take(record, content, stored)
    return Done(tuple(past.changes()), names)


def _last_of(replica: Writing, compartment: Compartment, noted: set[bytes]) -> list[log.Stored]:
    """The entries of the last action in one compartment, newest first: a large one is several."""
    from netterm.store.writing import MAX_OPS_AT_ONCE

    with replica.volumes[compartment].database.read() as connection:
        own = {row.no for row in log.logs(connection, compartment) if row.log.identity == replica.identity}
        verdicts = log.verdicts(connection)
        found: list[log.Stored] = []
        for stored in islice(log.Reader(connection).backwards(own), _LOOK_BACK):
            if found and len(stored.entry.ops) < MAX_OPS_AT_ONCE:
                break
            if found or (stored.name not in noted and stored.n not in verdicts and _is_meant(replica, stored)):
                found.append(stored)
        return found


def _is_meant(replica: Writing, stored: log.Stored) -> bool:
    """Whether somebody did it: numbers are also given by themselves, to what others made."""
    for _, content in _contents(stored):
        if not isinstance(content, Put):
            return True
        entity = replica.schema.get(content.entity)
        if entity is not None and entity.single and not content.replaces:
            return False  # the founding
        if entity is None or any(f in entity.by_name and entity[f].kind is not Kind.NUMBER for f in content.fields):
            return entity is not None
    return False


def _is_one(newest: Sequence[log.Stored], entries: Sequence[log.Stored]) -> bool:
    if entries is newest:
        return True
    near = abs(newest[0].entry.wall - entries[0].entry.wall) <= _TOGETHER
    records = [{op.record for stored in some for op in stored.entry.ops} for some in (newest, entries)]
    return near and bool(records[0] & records[1])


def _contents(stored: log.Stored) -> Iterator[tuple[bytes, Put | Delete | Text]]:
    for op in stored.entry.ops:
        try:
            content = None if op.content is None else unpack(op.content)
        except MalformedError:
            continue
        if isinstance(content, (Put, Delete, Text)):
            yield op.record, content


class _ChangedSinceError(Exception):
    """Something was changed after what is to be taken back."""


class _Past:
    """How records were before some entries, put together from the versions that these replaced."""

    def __init__(self, replica: Writing) -> None:
        self._replica = replica
        self._ours = read_undone(replica.directory).versions
        self._before: dict[Place, dict[str, Held] | None] = {}
        self._after: dict[Place, Record | None] = {}

    def changes(self) -> Iterator[tuple[Place, Record | None, Record | None]]:
        for place, values in self._before.items():
            after = self._after[place]
            known = dict(after.values) if after is not None else {}
            entity = self._replica.schema[place[0]]
            yield place, None if values is None else Record(entity, place[1], known | values), after

    def take(self, record: bytes, content: Put | Delete | Text, stored: log.Stored) -> None:
        if content.entity not in self._replica.schema or isinstance(content, Text):
            return
        place = content.entity, record
        now = self._replica.present(place)
        try:
            self._look_back(place, content, stored, now)
        except _ChangedSinceError as error:  # told once the file is let go: a title reads both files
            raise CannotTakeBack(self._replica.title(*place)) from error

    def _look_back(self, place: Place, content: Put | Delete, stored: log.Stored, now: Record | None) -> None:
        record = place[1]
        with self._replica.volumes[stored.entry.log.compartment].database.read() as connection:
            if isinstance(content, Delete):
                if now is not None and not now.deleted:
                    raise _ChangedSinceError
                known = self._before.get(place) or {}
                self._before[place], self._after[place] = known | _covered(connection, record, content.covered), None
                return
            self._take_put(connection, place, content, stored.name[:VERSION], now)

    def _take_put(self, connection: Connection, place: Place, put: Put, version: bytes, now: Record | None) -> None:
        if (
            now is None
            or now.deleted
            or not all(
                now.versions.get(name) == version or (now.versions.get(name) in self._ours and now[name] == value)
                for name, value in put.fields.items()
            )
        ):
            raise _ChangedSinceError
        self._after[place] = now
        if place not in self._before and not put.replaces and set(_versions(now).values()) <= {version, *self._ours}:
            self._before[place] = None
            return
        values = self._before.setdefault(place, {})
        if values is not None:
            for name in put.fields:
                replaced = versions(put.replaces.get(name, b""))
                before = log.Reader(connection).value_at(max(replaced), place, name) if replaced else None
                values[name] = before


def _covered(connection: Connection, record: bytes, covered: bytes) -> dict[str, Held]:
    """The values that a deletion took along: of each field the one with the highest version."""
    values: dict[str, Held] = {}
    reader = log.Reader(connection)
    for version in sorted(versions(covered)):
        stored = reader.named(version)
        for of, content in _contents(stored) if stored is not None else ():
            if of == record and isinstance(content, Put):
                values.update(content.fields)
    return values


def take_back_text(replica: Writing, entity: str, id: bytes, field: str, update: bytes) -> None:
    """Take an update out of a shared text if nothing was written there since. Raises :class:`CannotTakeBack`."""
    from netterm.store.documents import text_of

    declared = replica.schema[entity]
    volume = replica.volumes[declared.compartment_of(declared[field])]
    with volume.database.read() as connection:
        volume.texts.begin(connection)
        updates, _mark = volume.texts.since((entity, id, field), 0)
    if not updates or updates[-1] != update or replica.get(entity, id) is None:
        raise CannotTakeBack(replica.title(entity, id))
    text = replica.text(entity, id, field)
    for edit in edits(text.value, text_of(updates[:-1])):
        text.replace(edit.at, edit.removed, edit.inserted)
    text.commit()
