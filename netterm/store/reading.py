"""Reading a replica."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from netterm.errors import Failure
from netterm.language.search import excerpt
from netterm.model.declare import Entity
from netterm.model.kinds import Compartment, Value
from netterm.store import derived, inbox, keys, past
from netterm.store.holdings import Holdings, Place
from netterm.store.inbox import Conflict
from netterm.store.past import Change
from netterm.store.records import Reader, Record, Where, merged, readable
from netterm.store.search_query import CLOSEST
from netterm.store.volume import Volume

_AT_ONCE = 1_000
"""Entries that are indexed in one go."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One result of a search."""

    entity: str
    id: bytes
    title: str
    excerpt: str
    """The text around what was looked for."""


class Reading(Holdings):
    """What can be read of a replica: records, titles, searches, history, conflicts."""

    # Records.

    @contextmanager
    def _reading(self) -> Iterator[dict[Compartment, Reader]]:
        """Readers of every compartment that is here; each is one consistent view."""
        readers: dict[Compartment, Reader] = {}
        with self.general.database.read() as connection:
            readers[Compartment.GENERAL] = Reader(connection, self.schema, self.general.tables)
            sensitive = self.volumes.get(Compartment.SENSITIVE)
            if sensitive is None:
                yield readers
                return
            with sensitive.database.read() as other:
                readers[Compartment.SENSITIVE] = Reader(other, self.schema, sensitive.tables)
                yield readers

    def get(self, entity: str, id: bytes) -> Record | None:
        """One record, None where it is not here or deleted."""
        return next(iter(self.records(entity, [id])), None)

    def records(self, entity: str, ids: Sequence[bytes]) -> list[Record]:
        """The records with these ids, in that order; those that are not here or deleted are left out."""
        declared = self.schema[entity]
        if declared.derived:
            known_ones = derived.records(self, declared)
            return [known_ones[id] for id in ids if id in known_ones]
        with self._reading() as readers:
            parts = [readers[c].rows(declared, ids) for c in readable(declared, readers)]
        found = []
        for id in ids:
            known = [part[id] for part in parts if id in part]
            if known and parts and id in parts[0] and not known[0].deleted:
                found.append(merged(known))
        return found

    def ids(
        self,
        entity: str,
        where: Where | None = None,
        *,
        text: str = "",
        order: Sequence[str] | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[bytes]:
        """The ids of matching records in order: quick, for lists of any length. See :meth:`list`."""
        declared = self.schema[entity]
        if declared.derived:
            found = derived.ids(self, declared, where or {}, text, order)[offset:]
            return found if limit is None else found[:limit]
        self._catch_up_search(text)
        with self._reading() as readers:
            reader = readers.get(declared.home)
            if reader is None:
                return []
            return reader.ids(declared, where or {}, text, order, (-1 if limit is None else limit, offset))

    def list(
        self,
        entity: str,
        where: Where | None = None,
        *,
        text: str = "",
        order: Sequence[str] | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> builtins.list[Record]:
        """Records whose fields have the values of ``where`` and in whose searched text every word of ``text`` occurs.

        ``order`` are field names, ``-`` reverses one, ``id`` is the time of making, ``closest`` puts first what comes
        nearest to ``text``; by default that, and then the entity's own.
        """
        return self.records(entity, self.ids(entity, where, text=text, order=order, limit=limit, offset=offset))

    def count(self, entity: str, where: Where | None = None, *, text: str = "") -> int:
        """How many records match."""
        declared = self.schema[entity]
        if declared.derived:
            return len(derived.ids(self, declared, where or {}, text, ()))
        self._catch_up_search(text)
        with self._reading() as readers:
            reader = readers.get(declared.home)
            return 0 if reader is None else reader.count(declared, where or {}, text)

    def element(self, entity: str, id: bytes) -> Record | None:
        """A set's element, deleted or not."""
        declared = self.schema[entity]
        with self._reading() as readers:
            reader = readers.get(declared.home)
            return None if reader is None else reader.rows(declared, [id]).get(id)

    def present(self, place: Place) -> Record | None:
        """A record as it is, a set's element deleted or not."""
        entity, id = place
        return self.element(entity, id) if self.schema[entity].internal else self.get(entity, id)

    def parts(self, entity: str, id: bytes) -> Iterable[Place]:
        """The visible records that hang on this one."""
        for part in self.schema.parts_of(entity):
            owner = part.owner
            assert owner is not None
            with self._reading() as readers:
                reader = readers.get(part.home)
                ids = [] if reader is None else reader.ids(part, {owner.name: id}, "", ("id",), (-1, 0))
            yield from ((part.name, each) for each in ids)

    def covered(self, entity: Entity, id: bytes) -> Mapping[Compartment, bytes]:
        """Every version alive in a record, by compartment."""
        found = {}
        for compartment in readable(entity, self.volumes):
            volume = self.volumes[compartment]
            with volume.database.read() as connection:
                alive = volume.alive(connection, entity.name, id)
            if alive:
                found[compartment] = alive
        return found

    def numbered(self, entity: Entity) -> Iterator[dict[str, Value]]:
        """The values of every record of an entity that has a number, the deleted ones too."""
        assert entity.number is not None
        table = self.volumes[entity.home].tables[entity.name]
        names = [f.name for f in table.fields]
        columns = ", ".join(f'"{name}"' for name in names)
        with self.volumes[entity.home].database.read() as connection:
            sql = f'SELECT {columns} FROM {table.name} WHERE "{entity.number.name}" NOT NULL'
            rows = connection.execute(sql).fetchall()
        return (dict(zip(names, row, strict=True)) for row in rows)

    def _catch_up_search(self, text: str) -> None:
        if text.strip():
            for volume in self.volumes.values():
                volume.catch_up_search()

    # Names.

    def title(self, entity: str, id: bytes) -> str:
        """What people call a record, with what it refers to; empty where it is not known."""
        from netterm.store.naming import title

        return title(self, entity, id)

    def name_of(self, identity: bytes) -> str:
        """Who that is, for people: their name, or the key's fingerprint where it is not known."""
        if identity == self.trust.root:
            from netterm.locale import _

            return _("recovery kit")
        person = self.person_of(identity)
        return (self.title("person", person) if person is not None else "") or keys.fingerprint(identity)

    @property
    def network_name(self) -> str:
        found = self.list("network", limit=1) if "network" in self.schema else []
        name = (found[0].values.get("name_th") or found[0].values.get("name_en")) if found else None
        return str(name or "")

    def label(self, identity: bytes) -> str:
        """How people call an identity; empty for one that is not known."""
        state = self.trust.identities.get(identity)
        return "" if state is None else f"{self.name_of(identity)} ({state.label})"

    # Finding.

    def search(
        self, text: str, *, limit: int = 50, kinds: Sequence[str] | None = None, of_each: int | None = None
    ) -> builtins.list[SearchResult]:
        """Records of any entity in whose text every word occurs: of each the closest first, and of those the newest.

        ``kinds`` are the entities that are looked through, in the order of the results; ``of_each`` is the most of one.
        """
        found: builtins.list[SearchResult] = []
        searched = [e for e in self.schema.entities if e.searched] if kinds is None else [self.schema[k] for k in kinds]
        for entity in searched if text.strip() else ():
            most = limit - len(found) if of_each is None else min(of_each, limit - len(found))
            for record in self.list(entity.name, text=text, order=(CLOSEST, "-id"), limit=most) if most else ():
                shown = excerpt((record.values.get(f.name) for f in entity.searched), text)
                found.append(SearchResult(entity.name, record.id, self.title(entity.name, record.id), shown))
        return found

    def find(self, entity: str, typed: str) -> bytes:
        """The record that a person means by what they typed. Raises :class:`~netterm.store.naming.NotFound` and
        :class:`~netterm.store.naming.SeveralFound`."""
        from netterm.store.naming import find

        return find(self, entity, typed)

    # Looking back.

    def history(self, entity: str, id: bytes) -> builtins.list[Change]:
        """All that happened to a record and the elements of its sets, oldest first."""
        declared = self.schema[entity]
        records = {id, *(part for name, part in self.parts(entity, id) if self.schema[name].internal)}
        found: builtins.list[Change] = []
        for compartment in readable(declared, self.volumes):
            volume = self.volumes[compartment]
            self._catch_up_past(volume)
            with volume.database.read() as connection:
                found += past.history(connection, records)
        return sorted(found, key=lambda change: change.name)

    def catch_up(self) -> None:
        """Index what came lately, before somebody looks for it or back at it: after much came that takes its time."""
        for volume in self.volumes.values():
            volume.catch_up_search()
            self._catch_up_past(volume)

    @staticmethod
    def _catch_up_past(volume: Volume) -> None:
        """In pieces, so that what somebody types meanwhile is written in between."""
        while True:
            with volume.database.read() as connection:
                if not past.is_behind(connection):
                    return
            with volume.write() as connection:
                past.catch_up(connection, _AT_ONCE)

    def unseen(self, entity: str, id: bytes, versions: Sequence[bytes]) -> builtins.list[builtins.list[Change]]:
        """For the entry of each of these versions what was done to a record of the general compartment, and all that
        hangs on it, by those who had not seen that entry, nor been seen by its author, and after it: oldest first, the
        same everywhere."""
        from netterm.store.unseen import unseen, whole

        self._catch_up_past(self.general)
        with self.general.database.read() as connection:
            records = list(whole(connection, self.schema, self.general.tables, entity, [id]))
            return unseen(connection, versions, records)

    def recent(self, limit: int = 50) -> builtins.list[Change]:
        """What was written or came last, newest last."""
        with self.general.database.read() as connection:
            return past.recent(connection, limit)

    def conflicts(self) -> builtins.list[Conflict]:
        """The conflict inbox."""
        found: builtins.list[Conflict] = []
        for volume in self.volumes.values():
            with volume.database.read() as connection:
                found += inbox.conflicts(connection, self.schema, volume.tables)
        return found

    def sealed(self, entity: str, id: bytes) -> Failure | None:
        """What a change of this record meets because it is final, or hangs on what is; None where it is not."""
        from netterm.model.seals import is_sealed
        from netterm.store.actions import plain_values

        found = self.get(entity, id)
        values = {} if found is None else found.values
        return is_sealed(self.schema, self.schema[entity], values, lambda name, other: plain_values(self, name, other))
