"""A data directory, open: its files, the keys that open them, and what its trust log says."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.model.declare import Schema
from netterm.model.kinds import Compartment, Role
from netterm.store import erasure, keys, life, log, marks
from netterm.store.database import Connection, Database
from netterm.store.entries import (
    RECORD,
    SEED,
    Log,
)
from netterm.store.notices import Watcher
from netterm.store.passport import Passport
from netterm.store.segments import MAX_WALL
from netterm.store.trust import Rights, Trust, UpgradeNeeded
from netterm.store.trust_ops import TrustEntry
from netterm.store.volume import Author, Volume

FILES: Final = {Compartment.GENERAL: "general.db", Compartment.SENSITIVE: "sensitive.db"}
_JUDGED_BY: Final = "judged by"
"""The mark that tells the losses by which a file's entries were last judged; see :attr:`Trust.losses`."""
Place = tuple[str, bytes]
"""(entity, record id)."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Something was committed, here or by another process that shares the directory, or came from a peer."""

    records: frozenset[Place]
    trust: bool = False
    own: bool = False
    """By this object's own actions."""


class Holdings:
    """The files, keys and trust of one data directory, opened by one of its identities. Safe from any thread."""

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
        self._last = 0
        self._moved = 0
        self._watcher: Watcher | None = None
        self.read_only = False
        self.upgrade_needed = False
        self._purged = False
        """Whether what was erased may still lie in a write-ahead log."""
        self.volumes: dict[Compartment, Volume] = {}
        self.trust = Trust.of((), passport.network)
        self._begin()
        try:
            self._open()
        except BaseException:
            self._close_files()  # at once, not when whoever tells of it forgets it
            raise

    def _open(self) -> None:
        self._open_volume(Compartment.GENERAL)
        with self.general.write() as connection:
            self._load_trust(connection)
            incarnation = life.incarnation(connection, self.directory, self.identity, self._witness, self._random)
            self._last = last_number(connection)
            self._moved = self.general.database.moved()
        self.author = Author(self._unlocked.private_key, self.identity, incarnation)
        self._trust_moved()

    def _begin(self) -> None:
        """What is kept in memory from the beginning, before a file is open."""

    # Opening and closing.

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
            self._close_files()

    def _close_files(self) -> None:
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
        try:
            volume = Volume(database, self.passport.network, compartment, self.schema, _Trusted(self))
            volume.prepare(self._load_trust if compartment is Compartment.GENERAL else lambda _: None)
        except BaseException:
            database.close()
            raise
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

    def begin_incarnation(self) -> None:
        """Go on under a new life: what the old one wrote last may not be all that it wrote."""
        with self._lock:
            with self.general.write() as connection:
                fresh = life.renew(connection, self.directory, self.identity, self._random)
            self.author = Author(self.author.key, self.identity, fresh)

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

    def person_of(self, identity: bytes) -> bytes | None:
        state = self.trust.identities.get(identity)
        return None if state is None else state.person

    def _volume(self, compartment: Compartment) -> Volume:
        return self.volumes[Compartment.GENERAL if compartment is Compartment.TRUST else compartment]

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

    def new_incarnation(self) -> bytes:
        return self._random(life.INCARNATION)

    def new_session(self) -> bytes:
        """A session of editing a shared text; see :func:`~netterm.store.entries.text_peer`."""
        return self._random(SEED)

    # Trust.

    def _load_trust(self, connection: Connection) -> bool:
        """Judge the trust log anew if it has moved; whether it had. Inside a read or write of the general file."""
        heads = [row.name for row in log.logs(connection, Compartment.TRUST) if row.seq]
        if heads and all(map(self.trust.known, heads)):  # and so is all that they stand on
            return False
        before = self.trust
        self.trust = self._judged(connection)
        return before.heads != self.trust.heads

    def _judged(self, connection: Connection) -> Trust:
        stored = sorted(log.Reader(connection).of(Compartment.TRUST), key=lambda each: each.name)
        entries = [TrustEntry.of(each.name, each.entry) for each in stored]
        try:
            return Trust.of(entries, self.network)
        except UpgradeNeeded as needed:
            self.upgrade_needed = True
            return needed.trust

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
                last = last_number(connection)
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
            self._last = last_number(connection)


class _Trusted:
    """What volumes ask of the trust log."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    def knows_author(self, identity: bytes) -> bool:
        trust = self._holdings.trust
        return identity in trust.identities or trust.was_root(identity)

    def knows(self, name: bytes) -> bool:
        return self._holdings.trust.known(name)

    def rights(self, log_: Log, trust_seen: bytes) -> Rights:
        return self._holdings.trust.rights(log_, trust_seen)

    def number_giver_at(self, series: str, trust_seen: bytes) -> bytes | None:
        return self._holdings.trust.number_giver_at(series, trust_seen)

    @property
    def ends(self) -> Mapping[bytes, frozenset[tuple[Log, int]]]:
        return self._holdings.trust.ends

    @property
    def erased(self) -> frozenset[bytes]:
        return self._holdings.trust.erased


def witness_of(network: bytes, identity: bytes) -> Path:
    """Where word is left of how far a directory has come: outside it."""
    from hashlib import blake2b

    import platformdirs

    name = blake2b(network + identity, digest_size=16).hexdigest()
    return Path(platformdirs.user_state_dir("netterm", appauthor=False)) / "witness" / name


def last_number(connection: Connection) -> int:
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
