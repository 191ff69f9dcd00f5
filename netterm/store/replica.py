"""A replica: one data directory, opened by one person. The public face of the store."""

from __future__ import annotations

import builtins
import datetime as dt
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model import SCHEMA
from netterm.model.declare import Entity, Schema
from netterm.model.kinds import Compartment, Role, Value
from netterm.store import batches, digests, erasure, inbox, keys, life, log, marks, past
from netterm.store.actions import Action, NoRight, NotThere, WrongForm
from netterm.store.batches import Batch
from netterm.store.database import Connection, Database, require
from netterm.store.entries import (
    RECORD,
    SEED,
    Head,
    Log,
    Merged,
    Op,
    Refused,
    Total,
    join_names,
    join_versions,
    pack_put,
    pack_text,
    text_peer,
)
from netterm.store.inbox import Conflict
from netterm.store.notices import Watcher
from netterm.store.passport import Passport
from netterm.store.past import Change
from netterm.store.records import Reader, Record, Where, merged, readable
from netterm.store.search import excerpt
from netterm.store.segments import MAX_WALL
from netterm.store.shared import SharedText
from netterm.store.trust import Rights, Trust, UpgradeNeeded
from netterm.store.trust_ops import TrustEntry
from netterm.store.verification import Verification, verify
from netterm.store.volume import Author, Volume, size_of

FILES: Final = {Compartment.GENERAL: "general.db", Compartment.SENSITIVE: "sensitive.db"}
if TYPE_CHECKING:
    from netterm.store.founding import Admission

SCHEMA_VERSION: Final = 1
_JUDGED_BY: Final = "judged by"
"""The mark that tells the losses by which a file's entries were last judged; see :attr:`Trust.losses`."""
MAX_OPS_AT_ONCE: Final = 5_000
"""Operations in one entry: a large import is a handful of entries."""
MAX_SIZE_AT_ONCE: Final = 1 << 20
"""Their bytes, where there is more than one."""

Place = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Changed:
    """Something was committed, here or by another process that shares the directory, or came from a peer."""

    records: frozenset[Place]
    trust: bool = False
    own: bool = False
    """By this object's own actions."""


@dataclass(frozen=True, slots=True)
class Found:
    """One result of a search."""

    entity: str
    id: bytes
    title: str
    excerpt: str
    """The text around what was looked for."""


@dataclass(frozen=True, slots=True)
class Done:
    """An action of this session that can be taken back: each record as it was, and as it became."""

    changes: tuple[tuple[Place, Record | None, Record | None], ...]
    names: tuple[bytes, ...] = ()
    """Of the entries that it is."""
    text: tuple[str, bytes, str, bytes] | None = None
    """Entity, record, field and update, where it is a line written into a shared text."""


class NoPower(Failure):
    """Rights were to be changed by somebody who is no admin."""

    def __init__(self) -> None:
        super().__init__(N_("Only an admin can change who may do what. Nothing was changed."))


class Replica:
    """Everything that screens, commands and sync do with data goes through here. Safe from any thread."""

    def __init__(
        self,
        directory: Path,
        passport: Passport,
        unlocked: keys.Unlocked,
        schema: Schema,
        clock: Callable[[], float],
        random: Callable[[int], bytes],
        witness: Path,
    ) -> None:
        self.directory = directory
        self.passport = passport
        self.schema = schema
        self._unlocked = unlocked
        self._clock = clock
        self._random = random
        self._witness = witness
        self._lock = threading.RLock()
        self._subscribers: list[Callable[[Changed], None]] = []
        self._done: list[Done] = []
        self._written: list[bytes] = []
        """Names of the entries of the commit under way."""
        self._last = 0
        self._moved = 0
        self._watcher: Watcher | None = None
        self.read_only = False
        self.upgrade_needed = False
        self._purged = False
        """Whether what was erased may still lie in a write-ahead log."""
        self.volumes: dict[Compartment, Volume] = {}
        self.trust = Trust.of((), passport.network)
        self._open_volume(Compartment.GENERAL)
        with self.general.write() as connection:
            self._load_trust(connection)
            incarnation = life.incarnation(connection, directory, unlocked.public, witness, random)
            self._last = _last_number(connection)
            self._moved = self.general.database.moved()
        self.author = Author(unlocked.private_key, unlocked.public, incarnation)
        self._trust_moved()

    # Opening and closing.

    @classmethod
    def open(
        cls,
        directory: Path,
        passphrase: str | None = None,
        *,
        identity: bytes | None = None,
        schema: Schema = SCHEMA,
        clock: Callable[[], float] = time.time,
        random: Callable[[int], bytes] = os.urandom,
    ) -> Replica:
        """Open a data directory as one of its identities.

        Raises :class:`~netterm.store.passport.NoNetwork`, what :func:`keys.unlock` raises,
        :class:`~netterm.store.database.DatabaseUnreadable`, :class:`~netterm.store.database.DiskFull`.
        """
        passport = Passport.read(directory)
        unlocked = keys.unlock(directory, identity, passphrase)
        require(directory / FILES[Compartment.GENERAL])
        return cls(directory, passport, unlocked, schema, clock, random, witness_of(passport.network, unlocked.public))

    def close(self) -> None:
        """Leave word of how far we came, and close the files."""
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.stop()
        with self._lock:
            if not self.volumes:
                return
            with self.general.database.read() as connection:
                life.note(self._witness, life.written(connection, self.identity))
            for volume in self.volumes.values():
                volume.database.close()
            self.volumes.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open_volume(self, compartment: Compartment) -> None:
        key = self._unlocked.database_keys[compartment]
        database = Database(self.directory / FILES[compartment], key)
        volume = Volume(database, self.passport.network, compartment, self.schema, _Trusted(self))
        volume.prepare(self._load_trust if compartment is Compartment.GENERAL else lambda _: None)
        self.volumes[compartment] = volume

    def _follow_entitlement(self) -> None:
        """The sensitive file is open, and its key kept, only while we may read it."""
        if Compartment.SENSITIVE in self.trust.entitled(self.identity):
            if Compartment.SENSITIVE not in self.volumes and self._has_sensitive_key():
                self._open_volume(Compartment.SENSITIVE)
            return
        volume = self.volumes.pop(Compartment.SENSITIVE, None)
        if volume is not None:
            volume.database.close()
        if self.identity in self.trust.identities:  # before the trust log has come nobody is
            self._keep_keys({Compartment.GENERAL: self._unlocked.database_keys[Compartment.GENERAL]})
            if (self.directory / FILES[Compartment.SENSITIVE]).exists() and not self._somebody_may_read():
                self._drop_sensitive()

    def _somebody_may_read(self) -> bool:
        """Whether another identity that opens this directory may read the sensitive file."""
        known = {each.public for each in keys.identities(self.directory)} - {self.identity}
        return any(Compartment.SENSITIVE in self.trust.entitled(public) for public in known)

    def _has_sensitive_key(self) -> bool:
        """Whether we can open the sensitive file; who got the right back begins a new one, unless it is another's."""
        if Compartment.SENSITIVE in self._unlocked.database_keys:
            return True
        if (self.directory / FILES[Compartment.SENSITIVE]).exists():
            if self._somebody_may_read():
                return False
            self._drop_sensitive()
        return self._keep_keys({**self._unlocked.database_keys, Compartment.SENSITIVE: self._random(keys.KEY)})

    def _keep_keys(self, database_keys: Mapping[Compartment, bytes]) -> bool:
        """Keep these and no other keys of our files; whether that was possible."""
        if self._unlocked.database_keys != database_keys:
            try:
                self._unlocked = keys.update(self.directory, self._unlocked, database_keys)
            except keys.KeyFileChanged:  # its passphrase was changed meanwhile: the next opening tries again
                return False
        return True

    def _drop_sensitive(self) -> None:
        """Our logs in that file go too: should the right come back, their numbers must not be given again."""
        with self.general.write() as connection:
            life.end_all(connection)
            fresh = life.renew(connection, self.directory, self.identity, self._random)
        self.author = Author(self.author.key, self.identity, fresh)
        file = self.directory / FILES[Compartment.SENSITIVE]
        for suffix in ("-wal", "-shm", ""):
            file.with_name(file.name + suffix).unlink(missing_ok=True)

    # Facts.

    @property
    def general(self) -> Volume:
        return self.volumes[Compartment.GENERAL]

    @property
    def network(self) -> bytes:
        """The network's id, 16 bytes."""
        return self.passport.network

    @property
    def identity(self) -> bytes:
        """Our public key, 32 bytes."""
        return self._unlocked.public

    @property
    def private_key(self) -> Ed25519PrivateKey:
        return self._unlocked.private_key

    @property
    def incarnation(self) -> bytes:
        return self.author.incarnation

    @property
    def roles(self) -> frozenset[Role]:
        """What we may do now."""
        return self.trust.roles(self.identity)

    @property
    def me(self) -> bytes | None:
        """The id of our person record; None before the trust log has come."""
        return self.person_of(self.identity)

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

    def new_incarnation(self) -> bytes:
        return self._random(life.INCARNATION)

    def new_session(self) -> bytes:
        """A session of editing a shared text; see :func:`~netterm.store.entries.text_peer`."""
        return self._random(SEED)

    @property
    def network_name(self) -> str:
        found = self.list("network", limit=1) if "network" in self.schema else []
        name = (found[0].values.get("name_th") or found[0].values.get("name_en")) if found else None
        return str(name or "")

    def person_of(self, identity: bytes) -> bytes | None:
        state = self.trust.identities.get(identity)
        return None if state is None else state.person

    def name_of(self, identity: bytes) -> str:
        """Who that is, for people: their name, or the key's fingerprint where it is not known."""
        if identity == self.trust.root:
            from netterm.locale import _

            return _("recovery kit")
        person = self.person_of(identity)
        return (self.title("person", person) if person is not None else "") or keys.fingerprint(identity)

    def now(self) -> dt.datetime:
        """Local wall time."""
        return dt.datetime.fromtimestamp(self._clock())  # noqa: DTZ006 - minutes carry the time on the wall

    def _wall(self) -> int:
        """Our clock in ms since 1970; a clock set before that counts as that."""
        return min(max(0, int(self._clock() * 1000)), MAX_WALL)

    def today(self) -> dt.date:
        return self.now().date()

    def _log(self, compartment: Compartment) -> Log:
        return self.author.log(compartment)

    def new_id(self) -> bytes:
        """A record id: UUIDv7 (RFC 9562), so that ids sort by the time of making."""
        made = bytearray(self._wall().to_bytes(6, "big", signed=False) + self._random(RECORD - 6))
        made[6] = 0x70 | made[6] & 0x0F
        made[8] = 0x80 | made[8] & 0x3F
        return bytes(made)

    # Reading.

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

        ``order`` are field names, ``-`` reverses one, ``id`` is the time of making; by default the entity's own.
        """
        return self.records(entity, self.ids(entity, where, text=text, order=order, limit=limit, offset=offset))

    def count(self, entity: str, where: Where | None = None, *, text: str = "") -> int:
        """How many records match."""
        declared = self.schema[entity]
        self._catch_up_search(text)
        with self._reading() as readers:
            reader = readers.get(declared.home)
            return 0 if reader is None else reader.count(declared, where or {}, text)

    def title(self, entity: str, id: bytes) -> str:
        """What people call a record, with what it refers to; empty where it is not known."""
        from netterm.store.naming import title

        return title(self, entity, id)

    def element(self, entity: str, id: bytes) -> Record | None:
        """A set's element, deleted or not."""
        declared = self.schema[entity]
        with self._reading() as readers:
            reader = readers.get(declared.home)
            return None if reader is None else reader.rows(declared, [id]).get(id)

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

    def parts(self, entity: str, id: bytes) -> Iterable[Place]:
        """The visible records that hang on this one."""
        for part in self.schema.parts_of(entity):
            owner = part.owner
            assert owner is not None
            with self._reading() as readers:
                reader = readers.get(part.home)
                ids = [] if reader is None else reader.ids(part, {owner.name: id}, "", ("id",), (-1, 0))
            yield from ((part.name, each) for each in ids)

    def _catch_up_search(self, text: str) -> None:
        if text.strip():
            for volume in self.volumes.values():
                volume.catch_up_search()

    # Writing.

    @contextmanager
    def action(self) -> Iterator[Action]:
        """One action of the user: committed when the block ends, taken back whole by an exception.

        Raises :class:`NoRight`, :class:`WrongForm`, :class:`NotThere`, what the model's rules raise, or
        :class:`~netterm.store.database.DiskFull`; then nothing was changed.
        """
        action = Action(self, self.roles, self.new_id)
        yield action
        self._commit(action, undoable=True)

    def _commit(self, action: Action, *, undoable: bool) -> tuple[bytes, ...]:
        """Write an action; the names of its entries."""
        from netterm.store.numbers import give

        with self._lock:
            self._check_writable()
            before = [(place, action.before(place)) for place in action.places]
            self._written.clear()
            touched: set[Place] = set()
            # The sensitive part first: nothing in the general part may stand for something that is not there.
            sensitive = action.ops().get(Compartment.SENSITIVE)
            if sensitive:
                touched |= self._write(Compartment.SENSITIVE, lambda: sensitive)

            def general() -> Sequence[Op]:
                give(self, action)  # inside the transaction: another process may be giving numbers too
                return action.ops().get(Compartment.GENERAL, ())

            if Compartment.GENERAL in action.ops():
                touched |= self._write(Compartment.GENERAL, general)
            written = tuple(self._written)
            if undoable and before and not self._is_founding(before):
                after = [(place, was, self.present(place)) for place, was in before]
                self._done.append(Done(tuple(after), written))
        if touched:
            self._tell(Changed(frozenset(touched), own=True))
        return written

    def _is_founding(self, before: Iterable[tuple[Place, Record | None]]) -> bool:
        """Whether an action makes what a network has one of: that is never taken back."""
        return any(was is None and self.schema[entity].single for (entity, _), was in before)

    def present(self, place: Place) -> Record | None:
        """A record as it is, a set's element deleted or not."""
        entity, id = place
        return self.element(entity, id) if self.schema[entity].internal else self.get(entity, id)

    def _check_writable(self) -> None:
        if self.read_only:
            raise Failure(N_("This was opened for reading only. Nothing was changed."))
        if self.upgrade_needed:
            raise UpgradeNeeded(self.trust)

    def _write(self, compartment: Compartment, make: Callable[[], Sequence[Op]]) -> frozenset[Place]:
        """Write what ``make`` gives inside the transaction: one entry, or a handful for very much."""
        volume = self.volumes.get(compartment)
        if volume is None:
            raise Failure(N_("You have no right to see or change sensitive data. Nothing was changed."))
        touched: set[Place] = set()
        with volume.write() as connection:
            before = _last_number(connection)
            if compartment is Compartment.GENERAL:
                self._load_trust(connection)
            for part in _handfuls(make()):
                touched |= self.append(connection, volume, self.author, compartment, part)
            if compartment is Compartment.GENERAL:
                self._count(connection, before)
        return frozenset(touched)

    def append(
        self, connection: Connection, volume: Volume, author: Author, compartment: Compartment, ops: Sequence[Op]
    ) -> frozenset[Place]:
        """Sign and write one entry inside a write of ``volume``; the records that changed."""
        trust_seen = b"" if compartment is Compartment.TRUST else join_names(self.trust.heads)
        wall = self._wall()
        _, name, touched = volume.append(connection, author, compartment, ops, wall, trust_seen, self._random(SEED))
        self._written.append(name)
        return touched

    # Looking back, and putting right.

    def history(self, entity: str, id: bytes) -> builtins.list[Change]:
        """All that happened to a record and the elements of its sets, oldest first."""
        declared = self.schema[entity]
        records = {id, *(part for name, part in self.parts(entity, id) if self.schema[name].internal)}
        found: builtins.list[Change] = []
        for compartment in readable(declared, self.volumes):
            volume = self.volumes[compartment]
            with volume.database.read() as connection:
                behind = past.is_behind(connection)
            if behind:
                with volume.write() as connection:
                    past.catch_up(connection)
            with volume.database.read() as connection:
                found += past.history(connection, records)
        return sorted(found, key=lambda change: change.name)

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

    def resolve(self, id: str, value: Value) -> None:
        """Settle a conflict: the value holds, and all that stood beside it are replaced.

        Raises :class:`~netterm.store.inbox.NoSuchConflict`, and what :meth:`action` raises.
        """
        conflict = inbox.chosen(self.conflicts(), id)
        declared = self.schema[conflict.entity]
        compartment = declared.compartment_of(declared[conflict.field])
        if not declared.writers & self.roles:
            raise NoRight(declared)
        if value is not None and not declared[conflict.field].accepts(value):
            raise WrongForm(declared[conflict.field])
        with self._lock:
            self._check_writable()
            with self.volumes[compartment].database.read() as connection:
                waiting = inbox.waiting_versions(connection, (conflict.entity, conflict.record), conflict.field)
            replaced = join_versions([conflict.shown.version, *waiting])
            op = Op(conflict.record, pack_put(conflict.entity, {conflict.field: value}, {conflict.field: replaced}))
            touched = self._write(compartment, lambda: [op])
        self._tell(Changed(touched, own=True))

    def search(self, text: str, *, limit: int = 50) -> builtins.list[Found]:
        """Records of any entity in whose text every word occurs."""
        found: builtins.list[Found] = []
        for entity in self.schema.entities:
            if entity.searched and len(found) < limit and text.strip():
                for record in self.list(entity.name, text=text, order=("-id",), limit=limit - len(found)):
                    shown = excerpt((record.values.get(f.name) for f in entity.searched), text)
                    found.append(Found(entity.name, record.id, self.title(entity.name, record.id), shown))
        return found

    def find(self, entity: str, typed: str) -> bytes:
        """The record that a person means by what they typed. Raises :class:`~netterm.store.naming.NotFound` and
        :class:`~netterm.store.naming.SeveralFound`."""
        from netterm.store.naming import find

        return find(self, entity, typed)

    def verify(self) -> Verification:
        """Check every chain and signature, and the tables against the log."""
        with self._lock:
            return verify(self)

    def info(self) -> dict[str, object]:
        """What this replica is and where: for people and scripts."""
        return {
            "directory": str(self.directory),
            "network": self.network.hex(),
            "identity": keys.fingerprint(self.identity),
            "roles": sorted(self.roles),
            "logs": sum(len(self.heads(c)) for c in (Compartment.TRUST, *self.volumes)),
        }

    # Taking back.

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    def undo(self, *, earlier: bool = False) -> str | None:
        """Take back this session's last action; what it was, or None where there is nothing to take back.

        ``earlier`` goes on with the actions of this identity in sessions before, as the log tells them. Raises
        :class:`~netterm.store.undoing.CannotTakeBack`.
        """
        from netterm.store.undoing import last_own_action, note, take_back, take_back_text

        with self._lock:
            done = self._done.pop() if self._done else last_own_action(self) if earlier else None
            if done is None:
                return None
            if done.text is not None:
                self._written.clear()
                said = take_back_text(self, *done.text)
                note(self.directory, (*done.names, *self._written))
                return said
            action = Action(self, self.roles, self.new_id, free=True)
            said = take_back(self, action, done)
        written = self._commit(action, undoable=False)
        note(self.directory, (*done.names, *written))
        return said

    # Shared text.

    def text(self, entity: str, id: bytes, field: str) -> SharedText:
        """Begin to edit a shared text. Raises :class:`NotThere`."""
        declared = self.schema[entity]
        if self.get(entity, id) is None:
            raise NotThere(declared)
        return SharedText(_Keeper(self, (entity, id, field), declared.compartment_of(declared[field])))

    def write_text(self, compartment: Compartment, op: Op) -> None:
        """Write one update of a shared text; durable on return."""
        with self._lock:
            self._check_writable()
            touched = self._write(compartment, lambda: [op])
        self._tell(Changed(touched, own=True))

    # Notices.

    def subscribe(self, callback: Callable[[Changed], None]) -> Callable[[], None]:
        """Hear of every change, after its commit, in whatever thread made it. Returns how to stop hearing."""
        with self._lock:
            self._subscribers.append(callback)
            if self._watcher is None:
                self._watcher = Watcher(self.notice_others)

        def stop() -> None:
            with self._lock:
                if callback in self._subscribers:
                    self._subscribers.remove(callback)

        return stop

    def _tell(self, changed: Changed) -> None:
        for callback in tuple(self._subscribers):
            callback(changed)

    def notice_others(self) -> bool:
        """See whether another process committed into this directory, and tell the subscribers. Quick; for polling."""
        with self._lock:
            moved = self.general.database.moved() if self.volumes else self._moved
            if moved == self._moved:
                return False
            self._moved = moved
            with self.general.database.read() as connection:
                last = _last_number(connection)
                records = frozenset(_touched(log.Reader(connection).between(self._last + 1, last)))
                trust = self._load_trust(connection)
                self._last = last
            if trust:
                self._trust_moved()
        self._tell(Changed(records, trust=trust))
        return True

    def _count(self, connection: Connection, before: int) -> None:
        """Remember our own entries as seen, so that only what other processes wrote is noticed."""
        if before == self._last:
            self._last = _last_number(connection)

    # Trust.

    def _load_trust(self, connection: Connection) -> bool:
        """Judge the trust log anew if it has moved; whether it had. Inside a read or write of the general file."""
        heads = join_names(row.name for row in log.logs(connection, Compartment.TRUST) if row.seq)
        if heads == join_names(self.trust.heads) and heads:
            return False
        before = self.trust
        self.trust = self._judged(connection)
        return before.heads != self.trust.heads

    def _judged(self, connection: Connection) -> Trust:
        order = log.by_name(connection, Compartment.TRUST)
        reader = log.Reader(connection)
        entries = [TrustEntry.of(name, reader.entry(n).entry) for name, n in order]
        try:
            return Trust.of(entries, self.network)
        except UpgradeNeeded as needed:
            self.upgrade_needed = True
            return needed.trust

    def write_trust(self, ops: Sequence[bytes], author: Author | None = None) -> None:
        """Write one trust entry with these encoded ops, by us or by the root."""
        with self._lock:
            with self._keeping_trust(), self.general.write() as connection:
                packed = [Op(bytes(RECORD), content) for content in ops]
                self.append(connection, self.general, author or self.author, Compartment.TRUST, packed)
                self._load_trust(connection)
                if self.trust.is_powerless(self._written[-1]):
                    raise NoPower
                self._judge_anew(connection, self.general)
            self._trust_moved()
        self._tell(Changed(frozenset(), trust=True, own=True))

    def _trust_moved(self) -> None:
        self._follow_entitlement()
        for volume in self.volumes.values():
            with volume.database.read() as connection:
                behind = self._is_behind(connection)
            if behind:
                with volume.write() as connection:
                    self._judge_anew(connection, volume)
        if self._purged:
            for volume in self.volumes.values():
                volume.database.checkpoint()
            self._purged = False

    def _is_behind(self, connection: Connection) -> bool:
        """Whether a file has not taken in all that the trust log says: each file is one transaction of its own."""
        if erasure.is_behind(connection, self.trust.erased):
            return True
        return marks.read(connection, _JUDGED_BY) != self.trust.losses

    def _judge_anew(self, connection: Connection, volume: Volume) -> None:
        """Purge what is erased; where anything was taken from anybody, every entry is judged anew."""
        if not self._is_behind(connection):
            return
        self._purged |= erasure.purge(connection, self.trust.erased)
        volume.rebuild(connection)
        marks.write(connection, _JUDGED_BY, self.trust.losses)

    @contextmanager
    def _keeping_trust(self) -> Iterator[None]:
        """What is known of trust goes back with a transaction that is taken back."""
        before = self.trust
        try:
            yield
        except BaseException:
            self.trust = before
            raise

    # What a node of ours needs to show who we are and to let others in: see ``netterm.sync``.

    @property
    def schema_version(self) -> int:
        """The version of the data model; goes up when peers should know of it."""
        return SCHEMA_VERSION

    @property
    def credentials(self) -> bytes:
        """The chain of our certificates, PEM."""
        return self.passport.chains[self.identity]

    @property
    def roots(self) -> bytes:
        """The network's root certificate, PEM."""
        return self.passport.root

    def label(self, identity: bytes) -> str:
        """How people call an identity; empty for one that is not known."""
        state = self.trust.identities.get(identity)
        return "" if state is None else f"{self.name_of(identity)} ({state.label})"

    def admit(
        self, identity: bytes, *, person: bytes | None, name: str, computer: str, roles: frozenset[Role]
    ) -> Admission:
        """As an admin, let an identity in and certify its key; ``person`` None is a new person by this name.

        Raises :class:`NoRight`, or a :class:`Failure` for whom is no admin.
        """
        from netterm.language.people import split_name
        from netterm.store.founding import admit

        if person is None:
            title, first, last = split_name(name)
            with self.action() as action:
                person = action.add("person", {"title": title or None, "first": first or name, "last": last or "-"})
        return admit(self, identity, person, computer, roles)

    # A peer's side: see ``netterm.sync.ledger``.

    def entitled(self, identity: bytes) -> frozenset[Compartment]:
        """The compartments that an identity may be sent, of those that are here."""
        return self.trust.entitled(identity) & {Compartment.TRUST, *self.volumes}

    def heads(self, compartment: Compartment) -> tuple[Head, ...]:
        """Of every log of that compartment, sorted."""
        return self._volume(compartment).heads(compartment)

    def outstanding(self, compartment: Compartment, theirs: tuple[Head, ...], to: bytes | None = None) -> Total:
        """What a peer with these heads lacks, of what the identity ``to`` may have of that compartment."""
        volume = self._volume(compartment)
        return volume.outstanding(compartment, theirs, self._only_for(compartment, to))

    def outgoing(self, compartment: Compartment, theirs: tuple[Head, ...], to: bytes | None = None) -> Iterator[bytes]:
        """That, as packed batches in causal order."""
        return self._volume(compartment).outgoing(compartment, theirs, self._only_for(compartment, to))

    def _only_for(self, compartment: Compartment, identity: bytes | None) -> Callable[[bytes], bool] | None:
        """Who was removed is told of that, and of what was before; None for whom nothing is kept from."""
        state = None if identity is None else self.trust.identities.get(identity)
        if compartment is not Compartment.TRUST or state is None or state.removed is None:
            return None
        return self.trust.up_to(state.removed).__contains__

    def vouches(self, certificate: bytes) -> bool:
        """Whether the recovery key or somebody who is an admin now signed a certificate (DER)."""
        from netterm.store.certificates import is_signed_by

        signers = self.trust.admins | ({self.trust.root} if self.trust.root is not None else set())
        return any(is_signed_by(certificate, public) for public in signers)

    def batch_heads(self, batch: bytes) -> tuple[Head, ...]:
        """The last entry of each log in a batch of our own making."""
        return batches.read(batch, self.network).heads()

    def digest(self, compartment: Compartment) -> bytes:
        """32 bytes over heads, tables and conflict inbox."""
        volume = self._volume(compartment)
        with volume.database.read() as connection:
            heads = [] if compartment is Compartment.TRUST else list(self.trust.heads)
            return digests.digest(connection, compartment, volume.tables, heads)

    def _volume(self, compartment: Compartment) -> Volume:
        return self.volumes[Compartment.GENERAL if compartment is Compartment.TRUST else compartment]

    def merge(self, compartment: Compartment, batch: bytes, source: bytes | None = None) -> Merged:
        """Take a peer's batch in. Raises :class:`Refused` or :class:`Gap`; nothing changed then.

        ``source`` is whose connection it came over. Who has lost every right brings nothing that the loss has spent.
        """
        volume = self._volume(compartment)
        moved = [False]
        last = [0]
        known = [self.trust]

        def within(connection: Connection, read: Batch, new: int) -> None:
            newest = _last_number(connection)
            if volume is self.general and newest - new == self._last:
                last[0] = newest  # told below; only what other processes wrote is left to be noticed
            if read.compartment is Compartment.TRUST:
                moved[0] = True
                self._load_trust(connection)
                self._check_authors(read)
                self._check_powers(read)
                if source is not None and _has_lost_all(source, known[0]) and _has_lost_all(source, self.trust):
                    self._check_spent(read, known[0])
                self._judge_anew(connection, volume)

        def begin(connection: Connection) -> None:
            if volume is self.general:  # another process may have taken in more of it
                self._load_trust(connection)
            known[0] = self.trust

        with self._lock:
            last[0] = self._last
            with self._keeping_trust():
                self._judge_by_newest(volume, compartment)
                try:
                    outcome = volume.merge(compartment, batch, begin, within)
                except _SpentError:
                    self.trust = known[0]
                    return Merged(0, 0, (), frozenset(), frozenset())
            self._last = last[0]
            if moved[0]:
                self._trust_moved()
            self._notice_own_past(outcome)
        if outcome.new:
            self._tell(Changed(outcome.touched, trust=moved[0]))
            self.give_numbers(outcome.touched)
        return outcome

    def _judge_by_newest(self, volume: Volume, compartment: Compartment) -> None:
        """For the sensitive file: the trust log lies in the general one. Raises :class:`UpgradeNeeded`."""
        if volume is not self.general:
            with self.general.database.read() as connection:
                self._load_trust(connection)
        if self.upgrade_needed and compartment is not Compartment.TRUST:
            raise UpgradeNeeded(self.trust)

    def _check_authors(self, batch: Batch) -> None:
        for start in batch.starts:
            identity = start.log.identity
            if identity not in self.trust.identities and not self.trust.was_root(identity):
                raise Refused(N_("The trust log that came is not of this network. Nothing was changed."))

    def _check_powers(self, batch: Batch) -> None:
        """What never counts is not kept: its ancestors alone say so, hence no honest peer kept it either."""
        if any(self.trust.is_powerless(name) for _, _, name in batch.entries):
            raise Refused(N_("A change of rights came from somebody who is no admin. Nothing was changed."))

    def _check_spent(self, batch: Batch, known: Trust) -> None:
        """What somebody wrote beyond the loss of a right comes in by those alone who had not heard of the loss."""
        if any(self.trust.is_spent(name) and not known.known(name) for _, _, name in batch.entries):
            raise _SpentError

    def _notice_own_past(self, outcome: Merged) -> None:
        """A peer knows entries of ours that we do not: this directory was set back or copied. Begin a new life."""
        if any(grown == self._log(grown.compartment) for grown in outcome.grown):
            self.begin_incarnation()

    def begin_incarnation(self) -> None:
        """Go on under a new life: what the old one wrote last may not be all that it wrote."""
        with self._lock:
            with self.general.write() as connection:
                fresh = life.renew(connection, self.directory, self.identity, self._random)
            self.author = Author(self.author.key, self.identity, fresh)

    def give_numbers(self, touched: frozenset[Place] | None = None) -> None:
        """As the number-giver of a series, number what has none yet."""
        from netterm.store.numbers import waiting

        if self.read_only or self.upgrade_needed:
            return
        action = waiting(self, touched)
        if action is not None:
            self._commit(action, undoable=False)


class _SpentError(Exception):
    """A batch is left alone, and nobody is to blame: who was removed may not have heard of that."""


def _has_lost_all(identity: bytes, trust: Trust) -> bool:
    return identity in trust.identities and not trust.roles(identity)


class _Trusted:
    """What volumes ask of the trust log."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica

    def knows_author(self, identity: bytes) -> bool:
        trust = self._replica.trust
        return identity in trust.identities or trust.was_root(identity)

    def knows(self, name: bytes) -> bool:
        return self._replica.trust.known(name)

    def rights(self, log_: Log, trust_seen: bytes) -> Rights:
        return self._replica.trust.rights(log_, trust_seen)

    @property
    def ends(self) -> Mapping[bytes, frozenset[tuple[Log, int]]]:
        return self._replica.trust.ends

    @property
    def erased(self) -> frozenset[bytes]:
        return self._replica.trust.erased


class _Keeper:
    """Where a session of a shared text reads and writes."""

    def __init__(self, replica: Replica, place: tuple[str, bytes, str], compartment: Compartment) -> None:
        self._replica = replica
        self._place = place
        self._compartment = compartment
        self._log: Log | None = None
        self._session = b""

    def peer(self) -> int:
        log_ = self._replica.author.log(self._compartment)
        if log_ != self._log:
            self._log, self._session = log_, self._replica.new_session()
        return text_peer(log_, self._session)

    def fetch(self, mark: int) -> tuple[list[bytes], int]:
        volume = self._replica.volumes[self._compartment]
        with volume.database.read() as connection:
            volume.texts.begin(connection)
            return volume.texts.since(self._place, mark)

    def keep(self, update: bytes) -> None:
        entity, id, field = self._place
        self._replica.write_text(self._compartment, Op(id, pack_text(entity, field, self._session, update)))


def witness_of(network: bytes, identity: bytes) -> Path:
    """Where word is left of how far a directory has come: outside it."""
    from hashlib import blake2b

    import platformdirs

    name = blake2b(network + identity, digest_size=16).hexdigest()
    return Path(platformdirs.user_state_dir("netterm", appauthor=False)) / "witness" / name


def _handfuls(ops: Sequence[Op]) -> Iterator[Sequence[Op]]:
    """Operations in parts that an entry may hold."""
    start = size = 0
    for place, op in enumerate(ops):
        weight = size_of([op])
        if place > start and (place - start >= MAX_OPS_AT_ONCE or size + weight > MAX_SIZE_AT_ONCE):
            yield ops[start:place]
            start, size = place, 0
        size += weight
    if ops:
        yield ops[start:]


def _last_number(connection: Connection) -> int:
    return log.newest(connection)


def _touched(entries: Iterable[log.Stored]) -> Iterator[Place]:
    from netterm.store.entries import MalformedError, Unknown, unpack

    for stored in entries:
        if stored.entry.log.compartment is Compartment.TRUST:
            continue
        for op in stored.entry.ops:
            try:
                content = None if op.content is None else unpack(op.content)
            except MalformedError:
                continue
            if content is not None and not isinstance(content, Unknown):
                yield content.entity, op.record
