"""One thing that a user does: its changes are collected, checked, and written as one signed entry per compartment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

import msgpack

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.acts import Changed, check_act, check_given
from netterm.model.check import check_change, check_record, with_defaults
from netterm.model.declare import Entity, Field, Schema, element_name
from netterm.model.kinds import Compartment, Kind, Role, Value
from netterm.store.entries import RECORD, Op, join_versions, pack_delete, pack_put
from netterm.store.records import Held, Record

Values = Mapping[str, Held]


class NoRight(Failure):
    """The person's roles do not allow this."""

    def __init__(self, entity: Entity) -> None:
        super().__init__(
            N_("You have no right to change this: {what}. Ask an admin of the network."), what=entity.label
        )


class NotThere(Failure):
    """The record is not here, or is deleted."""

    def __init__(self, entity: Entity) -> None:
        super().__init__(N_("This is not there, or was deleted: {what}."), what=entity.label)


class Derived(Failure):
    """Records of this kind follow from the trust log: nobody writes them."""


class WrongForm(Failure):
    """A value that no field of this kind can hold."""

    def __init__(self, field: Field) -> None:
        super().__init__(N_("This value does not fit the field {field}. Nothing was changed."), field=field.label)


class Base(Protocol):
    """What an action reads from the replica."""

    schema: Schema

    @property
    def me(self) -> bytes | None:
        """The person whose key acts."""

    def get(self, entity: str, id: bytes) -> Record | None: ...

    def element(self, entity: str, id: bytes) -> Record | None:
        """A record of the entity that holds a set's elements, deleted ones included."""

    def covered(self, entity: Entity, id: bytes) -> Mapping[Compartment, bytes]:
        """Every version alive in a record, by compartment: what a deletion takes along."""

    def parts(self, entity: str, id: bytes) -> Iterable[tuple[str, bytes]]:
        """The visible records that hang on this one, sets' elements included."""

    def ids(self, entity: str, where: Mapping[str, Value] | None = None) -> Sequence[bytes]:
        """Of the visible records that have these values."""

    def title(self, entity: str, id: bytes) -> str:
        """What people call a record."""


@dataclass(slots=True)
class _Change:
    entity: Entity
    before: Record | None
    values: dict[str, Value]
    deleted: bool = False
    seen: bool = False
    """Whether ``before`` is what the user saw, which may be older than what is there."""


class Action:
    """Collects changes; ``Replica.action`` writes them when its block ends."""

    def __init__(self, base: Base, roles: frozenset[Role], new_id: Callable[[], bytes], *, free: bool = False) -> None:
        """``free`` leaves out the rules for people: for undoing, which may only bring back what was."""
        self._base = base
        self._roles = roles
        self._new_id = new_id
        self._free = free
        self.deed: int | None = None
        """The number that it can be taken back by, once it is written."""
        self._changes: dict[tuple[str, bytes], _Change] = {}

    @property
    def places(self) -> tuple[tuple[str, bytes], ...]:
        """The records that it changes, in the order in which they came up."""
        return tuple(self._changes)

    def before(self, place: tuple[str, bytes]) -> Record | None:
        """How a record was before."""
        return self._changes[place].before

    def add(self, entity: str, values: Values, *, id: bytes | None = None) -> bytes:
        """Make a record with defaults where nothing is given. Raises the first rule that it breaks; returns its id."""
        declared = self._declared(entity)
        id = id or self._new_id()
        given: dict[str, Held] = {**with_defaults(declared, _plain(values)), **_sets(values)}
        self._refuse_given(declared, (name for name, value in given.items() if value is not None))
        self._check(declared, {}, given)
        change = self._changes.setdefault((entity, id), _Change(declared, None, {}))
        self._take(change, id, given)
        return id

    def set(self, entity: str, id: bytes, values: Values, *, seen: Record | None = None) -> None:
        """Give fields new values; only what differs is written.

        ``seen`` is the record as the user saw it: what others changed since then is not silently written over, but
        waits in the conflict inbox.
        """
        declared = self._declared(entity)
        now = self.get(entity, id)
        if now is None or now.deleted:
            raise NotThere(declared)
        known = seen or now
        new = {name: value for name, value in values.items() if known[name] != value}
        self._refuse_given(declared, new)
        self._check(declared, now.values, {**now.values, **new})
        change = self._changes.get((entity, id))
        if change is None:
            change = self._changes[entity, id] = _Change(
                declared, seen or self._base.get(entity, id), {}, seen=seen is not None
            )
        self._take(change, id, new)

    def number(self, entity: str, id: bytes, values: Values) -> None:
        """Give a record its number: the fields that nobody types."""
        declared = self._declared(entity)
        change = self._changes.get((entity, id))
        if change is None:
            change = self._changes[entity, id] = _Change(declared, self._base.get(entity, id), {})
        self._take(change, id, values)

    def delete(self, entity: str, id: bytes) -> None:
        """Take a record away, and what hangs on it."""
        declared = self._declared(entity)
        before = self._base.get(entity, id)
        if before is None:
            raise NotThere(declared)
        known = self._changes.get((entity, id))
        if known is not None and known.deleted:
            return  # what hangs on each other in a ring
        self._changes[entity, id] = _Change(declared, before, {}, deleted=True)
        for name, part in self._base.parts(entity, id):
            if not self._base.schema[name].internal:
                self.delete(name, part)
            else:
                self._changes[name, part] = _Change(
                    self._base.schema[name], self._base.element(name, part), {}, deleted=True
                )
        self._changes[entity, id] = self._changes.pop((entity, id))  # after its parts

    def restore(self, entity: str, id: bytes, values: Values, before: Record) -> None:
        """Bring a deleted record back by writing its values anew."""
        declared = self._declared(entity)
        now = self._base.element(entity, id)
        change = self._changes[entity, id] = _Change(declared, now or before, {})
        self._take(change, id, values)

    def get(self, entity: str, id: bytes) -> Record | None:
        """A record as this action leaves it."""
        change = self._changes.get((entity, id))
        if change is None:
            return self._base.get(entity, id)
        stored = change.before  # none where this action makes the record
        known = dict(stored.values) if stored is not None else {}
        return Record(change.entity, id, known | change.values, deleted=change.deleted)

    def check(self) -> None:
        """Judge the action as a whole, before it is written. Raises the first rule that it breaks."""
        changes = [self._changed(id, change) for (_, id), change in self._changes.items()]
        known = _Known(self._base, self._roles)
        for failure in check_act(self._base.schema, changes, known, free=self._free):
            raise failure

    def _changed(self, id: bytes, change: _Change) -> Changed:
        """How a record changes from what it is now, whatever the user had seen of it."""
        entity = change.entity
        now = self._base.get(entity.name, id) if change.seen else change.before
        before = None if now is None or now.deleted else now.values
        if change.deleted:
            return Changed(entity, id, before, None)
        return Changed(entity, id, before, {**(before or {}), **change.values})

    def ops(self) -> dict[Compartment, list[Op]]:
        """The operations, by compartment."""
        found: dict[Compartment, list[Op]] = {}
        for (_, id), change in self._changes.items():
            if change.deleted:
                for compartment, versions in self._base.covered(change.entity, id).items():
                    found.setdefault(compartment, []).append(Op(id, pack_delete(change.entity.name, versions)))
            else:
                for compartment, op in self._puts(id, change):
                    found.setdefault(compartment, []).append(op)
        return found

    def _puts(self, id: bytes, change: _Change) -> Iterable[tuple[Compartment, Op]]:
        replaced = change.before.versions if change.before is not None else {}
        for compartment in change.entity.compartments:
            fields = {
                n: v for n, v in change.values.items() if change.entity.compartment_of(change.entity[n]) is compartment
            }
            if fields:
                replaces = {name: replaced.get(name, b"") for name in fields}
                yield compartment, Op(id, pack_put(change.entity.name, fields, replaces))

    def _take(self, change: _Change, id: bytes, values: Values) -> None:
        for name, value in values.items():
            f = change.entity.by_name.get(name)
            if f is None:
                raise KeyError(f"{change.entity.name} has no field {name}")
            if f.many:
                self._take_elements(change, id, f, value if isinstance(value, tuple) else ())
            elif f.kind is Kind.SHARED or isinstance(value, tuple) or (value is not None and not f.accepts(value)):
                raise WrongForm(f)
            else:
                change.values[name] = value

    def _take_elements(self, change: _Change, owner: bytes, f: Field, wanted: Sequence[Value]) -> None:
        """Elements come and go each on their own; one that goes and comes back is the same record."""
        name = element_name(change.entity.name, f.name)
        held = change.before[f.name] if change.before is not None else ()
        present = held if isinstance(held, tuple) else ()
        declared = self._base.schema[name]
        for value in wanted:
            if not f.accepts(value):
                raise WrongForm(f)
            if value not in present:
                id = element_id(owner, f.name, value)
                before = self._base.element(name, id)
                self._changes[name, id] = _Change(declared, before, {"of": owner, "value": value})
        for value in present:
            if value not in wanted:
                id = element_id(owner, f.name, value)
                self._changes[name, id] = _Change(declared, self._base.element(name, id), {}, deleted=True)

    def _declared(self, entity: str) -> Entity:
        declared = self._base.schema[entity]
        if declared.derived:
            raise Derived(declared.derived)
        if not declared.writers & self._roles:
            raise NoRight(declared)
        return declared

    def _refuse_given(self, entity: Entity, names: Iterable[str]) -> None:
        failure = None if self._free else check_given(entity, names)
        if failure is not None:
            raise failure

    def _check(self, entity: Entity, before: Values, after: Values) -> None:
        if self._free:
            return
        for failure in (*check_record(entity, _plain(after)), *check_change(entity, _plain(before), _plain(after))):
            raise failure


class _Known:
    """The records as they were before an action, as the rules ask for them."""

    def __init__(self, base: Base, roles: frozenset[Role]) -> None:
        self._base = base
        self._roles = roles
        self.ids = base.ids
        self.title = base.title

    def values(self, entity: str, id: bytes) -> Mapping[str, Value]:
        return plain_values(self._base, entity, id)

    def acts_for(self, person: Value) -> bool:
        return person == self._base.me or Role.ADMIN in self._roles


def plain_values(base: Base, entity: str, id: bytes) -> Mapping[str, Value]:
    """A record's single values as the rules take them; empty where there is none."""
    found = base.get(entity, id)
    return {} if found is None else _plain(found.values)


def _plain(values: Values) -> dict[str, Value]:
    """Without the sets: rules are about single values."""
    return {name: value for name, value in values.items() if not isinstance(value, tuple)}


def _sets(values: Values) -> dict[str, Held]:
    return {name: value for name, value in values.items() if isinstance(value, tuple)}


def element_id(owner: bytes, field: str, value: Value) -> bytes:
    """The id of a set's element: the same wherever and by whomever it is added."""
    told = msgpack.packb(value)
    return blake2b(owner + field.encode() + b"\x00" + told, digest_size=RECORD).digest()


def covered_versions(record: Record) -> bytes:
    """The versions of the values shown, joined."""
    return join_versions(version for version in record.versions.values() if version)
