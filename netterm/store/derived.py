"""Records that are not written: they follow from the trust log, and are read like all others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from netterm.language.collation import sort_key
from netterm.language.search import normalise
from netterm.model.declare import Entity
from netterm.model.kinds import Role, Value
from netterm.store import log
from netterm.store.entries import RECORD
from netterm.store.keys import fingerprint
from netterm.store.records import Held, Record, Where
from netterm.store.search_query import CLOSEST

if TYPE_CHECKING:
    from netterm.store.database import Connection
    from netterm.store.reading import Reading
    from netterm.store.trust import IdentityState

_ROLES: Final = tuple(str(role) for role in Role)


def records(replica: Reading, entity: Entity) -> dict[bytes, Record]:
    """All records of a derived entity, by id."""
    return {id: Record(entity, id, values) for id, values in _SOURCES[entity.name](replica)}


def ids(replica: Reading, entity: Entity, where: Where, text: str, order: Sequence[str] | None) -> list[bytes]:
    """The ids of those that match, in order, as a table would give them."""
    for name in where:
        if name != "id" and (name not in entity.by_name or entity[name].many):
            raise KeyError(f"{entity.name} cannot be filtered by {name}")
    words = normalise(text).split()
    found = [each for each in records(replica, entity).values() if _fits(each, where) and _says(each, words)]
    found.sort(key=lambda each: each.id)
    for name in reversed(entity.order if order is None else [each for each in order if each != CLOSEST]):
        found.sort(key=_key(name.lstrip("-")), reverse=name.startswith("-"))
    return [each.id for each in found]


def identity_id(public: bytes) -> bytes:
    """The id of the record that stands for an identity."""
    return blake2b(public, digest_size=RECORD, person=b"netterm identity").digest()


def _identities(replica: Reading) -> Iterable[tuple[bytes, Mapping[str, Held]]]:
    with replica.general.database.read() as connection:
        return [
            (identity_id(each.public), _told(replica, connection, each)) for each in replica.trust.identities.values()
        ]


def _told(replica: Reading, connection: Connection, state: IdentityState) -> dict[str, Held]:
    admitted, by = _entry(replica, connection, state.admitted)
    removed, remover = _entry(replica, connection, state.removed)
    values: dict[str, Held] = {
        "person": state.person,
        "label": state.label,
        "fingerprint": fingerprint(state.public),
        "roles": tuple(code for code in _ROLES if code in state.roles),
        "admitted_on": admitted,
        "admitted_by": by,
        "removed_on": removed,
        "removed_by": remover,
    }
    return {name: value for name, value in values.items() if value is not None}


def _entry(replica: Reading, connection: Connection, name: bytes | None) -> tuple[Value, Value]:
    """The day of a trust entry by its author's clock, and the person who wrote it: none where the recovery kit did."""
    stored = None if name is None else log.Reader(connection).named(name)
    if stored is None:
        return None, None
    day = dt.datetime.fromtimestamp(stored.entry.wall / 1000).date()  # noqa: DTZ006 - as the clock on the wall showed it
    return day.isoformat(), replica.person_of(stored.entry.log.identity)


def _fits(record: Record, where: Where) -> bool:
    for name, wanted in where.items():
        several = isinstance(wanted, Sequence) and not isinstance(wanted, (str, bytes))
        if (record.id if name == "id" else record[name]) not in (wanted if several else (wanted,)):  # type: ignore[operator]  # told apart in the line before
            return False
    return True


def _says(record: Record, words: Sequence[str]) -> bool:
    said = normalise(" ".join(str(record[f.name] or "") for f in record.entity.searched))
    return all(word in said for word in words)


def _key(name: str) -> Callable[[Record], tuple[bool, object]]:
    def key(record: Record) -> tuple[bool, object]:
        value = record.id if name == "id" else record[name]
        return value is not None, sort_key(value) if isinstance(value, str) else value or 0

    return key


_SOURCES: Final[Mapping[str, Callable[[Reading], Iterable[tuple[bytes, Mapping[str, Held]]]]]] = {
    "identity": _identities
}
