"""One database file with the logs of its compartments and, for data, the tables that follow from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.declare import Schema
from netterm.model.kinds import Compartment, Role, Value
from netterm.store import batches, erasure, log, search
from netterm.store.apply import Lookup, Workspace, holds_text
from netterm.store.batches import BROKEN, Batch
from netterm.store.branches import Branches
from netterm.store.database import Connection, Database
from netterm.store.entries import (
    MAX_CONTENT,
    MAX_OPS,
    NAME,
    SIGNED,
    Entry,
    Gap,
    Head,
    Log,
    Merged,
    Op,
    Refused,
    join_names,
    join_versions,
    names,
)
from netterm.store.migrations import migrate, up_to_date
from netterm.store.rows import Rows
from netterm.store.tables import tables_of
from netterm.store.texts import Texts
from netterm.store.verdicts import Verdict

BATCH_ENTRIES: Final = 10_000
BATCH_BYTES: Final = 2 << 20
"""A batch of ours is closed at the first chance after either; what we accept is far larger."""
FIRST_ENTRIES: Final = 500
"""The same for the first batch of a run of several, so that the receiver is at work soon."""
GROWTH: Final = 4
"""Each further batch is this many times as long: writing one takes about a third of the time of merging it."""


Fresh = erasure.Fresh


OVERHEAD: Final = 64
"""Bytes that an operation takes beside its content, a stub's hash and salt included."""
MAX_ENTRY: Final = 5 << 20
"""Bytes of operations in one entry of ours: what no receiver would take in is not written."""


class TooLarge(Failure):
    """One change holds more than a peer would take in."""

    def __init__(self) -> None:
        super().__init__(N_("This is too much text for one change. Nothing was changed; enter it in parts."))


def size_of(ops: Iterable[Op]) -> int:
    """What operations add to a batch, in bytes."""
    return sum(len(op.content or b"") + OVERHEAD for op in ops)


class Rights(Protocol):
    """What a volume asks of the trust log."""

    def knows_author(self, identity: bytes) -> bool:
        """Whether it ever was a member's key, or the root's."""

    def knows(self, name: bytes) -> bool:
        """Whether the trust entry of that name is here."""

    def roles(self, log: Log, seq: int, trust_seen: bytes, reach: Callable[[bytes], int | None]) -> frozenset[Role]:
        """The rights by which an entry is judged; ``reach`` is of its log or branch, see :class:`Branches`."""

    @property
    def ends(self) -> Mapping[bytes, frozenset[tuple[Log, int]]]:
        """The entries, by name, after which somebody's right ends, with the logs and numbers they are said to have."""

    @property
    def erased(self) -> frozenset[bytes]:
        """Ids of the records that are to be gone."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes here: a key in one life of this data directory."""

    key: Ed25519PrivateKey
    identity: bytes
    incarnation: bytes

    def log(self, compartment: Compartment) -> Log:
        return Log(self.identity, self.incarnation, compartment)


class NotAllowed(Failure):
    """What was to be written breaks a rule of the log, by what is known now. Nothing was changed."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(N_("This was not saved: {why}"), why=Failure(verdict.msgid))


class Volume:
    """One database file. ``data`` is the compartment whose tables it holds; GENERAL also holds the trust log."""

    def __init__(self, database: Database, network: bytes, data: Compartment, schema: Schema, rights: Rights) -> None:
        self.database = database
        self.network = network
        self.data = data
        self.compartments = (Compartment.TRUST, data) if data is Compartment.GENERAL else (data,)
        self.schema = schema
        self.tables = tables_of(schema, data)
        self.rights = rights
        self.texts = Texts()

    def prepare(self, load: Callable[[Connection], object] = lambda _: None) -> None:
        """Bring the file to the shape of this program; after an upgrade the tables are built again from the log.

        ``load`` is called in between: entries are judged by what the trust log of the file says.
        """
        if up_to_date(self.database, self.tables.values()):
            return
        with self.write() as connection:
            migrate(self.database, self.tables.values())
            load(connection)
            self.rebuild(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, shared texts included."""
        with self.database.lock:
            try:
                with self.database.write() as connection:
                    self.texts.begin(connection)
                    yield connection
            except BaseException:
                self.texts.forget()
                raise

    # Own entries.

    def append(
        self,
        connection: Connection,
        author: Author,
        compartment: Compartment,
        ops: Sequence[Op],
        wall: int,
        trust_seen: bytes,
        seed: bytes,
    ) -> tuple[Entry, bytes, frozenset[tuple[str, bytes]]]:
        """Write one entry of our own, signed, and what follows. Returns it, its name, and the records changed."""
        if compartment is not Compartment.TRUST:
            erasure.check_own(ops, self.rights.erased)
        if len(ops) > MAX_OPS or any(len(op.content or b"") > MAX_CONTENT for op in ops) or size_of(ops) > MAX_ENTRY:
            raise TooLarge
        row = self._own_log(connection, author.log(compartment))
        data_seen = self._heard(connection, row)
        entry = Entry(row.log, row.seq + 1, row.name, trust_seen, data_seen, wall, seed, tuple(ops))
        name = entry.name(self.network)
        signature = author.key.sign(SIGNED + entry.header(self.network))
        verdicts, touched = self._apply(connection, [(row.no, entry, name)])
        if verdicts[0] is not None:
            raise NotAllowed(verdicts[0])
        log.insert(connection, [(row.no, entry, name)], {row.no: row.trust_seen}, {name: signature}, verdicts)
        return entry, name, touched

    def _own_log(self, connection: Connection, wanted: Log) -> log.LogRow:
        rows = [row for row in log.logs(connection, wanted.compartment) if row.log == wanted]
        return max(rows, key=lambda row: row.name) if rows else log.add_log(connection, wanted, 0, b"")

    def _heard(self, connection: Connection, own: log.LogRow) -> bytes:
        """The other logs' heads that moved since this log's last entry; from now on they count as told."""
        moved = connection.execute(
            "SELECT l.no, l.name FROM log l LEFT JOIN told t ON t.own = ? AND t.log = l.no"
            " WHERE l.compartment = ? AND l.no <> ? AND length(l.name) = ? AND (t.name IS NULL OR t.name <> l.name)",
            (own.no, int(own.log.compartment), own.no, NAME),
        ).fetchall()
        moved = sorted(moved, key=lambda pair: cast("bytes", pair[1]))[-batches.MAX_SEEN // NAME :]
        connection.executemany(
            "INSERT INTO told (own, log, name) VALUES (?, ?, ?)"
            " ON CONFLICT (own, log) DO UPDATE SET name = excluded.name",
            [(own.no, no, name) for no, name in moved],
        )
        return join_names(name for _, name in moved)

    # A peer's entries.

    def merge(
        self,
        compartment: Compartment,
        packed: bytes,
        begin: Callable[[Connection], object] = lambda _: None,
        within: Callable[[Connection, Batch, int], None] | None = None,
    ) -> Merged:
        """Take a batch of that compartment in, durably or not at all.

        ``begin`` is called inside the transaction before anything is judged, ``within`` once the log and the tables
        are written. Raises :class:`Refused`, :class:`Gap`.
        """
        batch = batches.read(packed, self.network)
        if batch.compartment is not compartment or compartment not in self.compartments:
            raise Refused(BROKEN)
        signatures = self._signatures(batch)
        with self.write() as connection:
            begin(connection)
            fresh, before = self._link(connection, batch)
            self._check_seen(connection, batch, fresh)
            erased = self.rights.erased
            if erased or batch.has_stubs:
                fresh = erasure.on_arrival(fresh, compartment, erased)
            forked = {row.log for row in log.logs(connection, batch.compartment) if row.base}
            verdicts, touched = self._apply(connection, fresh)
            log.insert(connection, fresh, before, signatures, verdicts)
            if within is not None:
                within(connection, batch, len(fresh))
            if any(entry.log in forked and holds_text(entry) for _, entry, _ in fresh):
                # One session wrote on both branches: which of its updates count follows from the order of names.
                self.rebuild(connection)
            elif self._tells_branches_apart(connection, fresh):
                self.rebuild(connection)
        heads = tuple(Head(entry.log, entry.seq, name) for entry, name in batch.last().values())
        grown = {no: entry.log for no, entry, _ in fresh}
        return Merged(len(fresh), sum(v is not None for v in verdicts), heads, touched, frozenset(grown.values()))

    def _signatures(self, batch: Batch) -> dict[bytes, bytes]:
        """Check the signature over each run's last entry; the chain carries it to the others."""
        found = {}
        for run, (entry, name) in batch.last().items():
            signature = batch.signatures[run]
            try:
                key = Ed25519PublicKey.from_public_bytes(entry.log.identity)
                key.verify(signature, SIGNED + entry.header(self.network))
            except (InvalidSignature, ValueError) as error:
                raise Refused(BROKEN) from error
            found[name] = signature
        return found

    def _link(self, connection: Connection, batch: Batch) -> tuple[list[Fresh], dict[int, bytes]]:
        """Which entries are new, each with the number of its log; runs that leave a known log make a branch."""
        rows = log.logs(connection, batch.compartment)
        at_head = {(row.log, row.name): (row.no, row.seq) for row in rows}
        mine = {row.no: row.log for row in rows}
        before = {row.no: row.trust_seen for row in rows}
        if batch.compartment is not Compartment.TRUST and not all(
            self.rights.knows_author(start.log.identity) for start in batch.starts
        ):
            raise Gap  # whoever sends what a stranger wrote has not sent the trust entry that admits them
        # Of one log several runs are branches, and may follow or repeat each other: then each entry is looked up.
        forked = len({start.log for start in batch.starts}) < len(batch.starts)
        here: dict[bytes, int] = {}
        into: dict[int, int] = {}
        fresh: list[Fresh] = []
        for run, entry, name in batch.entries:
            no = into.get(run)
            if no is None or forked:
                if name in here or log.number_of(connection, name) is not None:
                    continue
                no = into[run] = self._row_for(connection, entry, at_head, here, mine)
                before.setdefault(no, b"")
                mine[no] = entry.log
            if forked:
                here[name] = entry.seq
                at_head.pop((entry.log, entry.previous), None)
                at_head[entry.log, name] = (no, entry.seq)
            fresh.append((no, entry, name))
        return fresh, before

    def _row_for(
        self,
        connection: Connection,
        entry: Entry,
        at_head: dict[tuple[Log, bytes], tuple[int, int]],
        here: dict[bytes, int],
        mine: dict[int, Log],
    ) -> int:
        """The log that an unknown entry continues: behind its head, or from its middle as a branch.

        Raises :class:`Refused` where its number does not follow from what it stands behind.
        """
        head = at_head.get((entry.log, entry.previous))
        if head is not None:
            if entry.seq != head[1] + 1:
                raise Refused(BROKEN)
            return head[0]
        if entry.seq > 1:
            seq = here.get(entry.previous)
            if seq is None:
                found = log.number_of(connection, entry.previous)
                if found is None:
                    raise Gap
                if mine.get(found[1]) != entry.log:
                    raise Refused(BROKEN)
                seq = found[2]
            if entry.seq != seq + 1:
                raise Refused(BROKEN)
        return log.add_log(connection, entry.log, entry.seq - 1, entry.previous).no

    def _check_seen(self, connection: Connection, batch: Batch, fresh: Sequence[Fresh]) -> None:
        """Everything that an entry was written on must be here before it."""
        known = {row.name for row in log.logs(connection, batch.compartment)}
        trusted: set[bytes] = set()
        for _, entry, name in fresh:
            if entry.data_seen:
                for seen in names(entry.data_seen):
                    if seen not in known and log.number_of(connection, seen) is None:
                        raise Gap
            if entry.trust_seen not in trusted:
                if not all(self.rights.knows(seen) for seen in names(entry.trust_seen)):
                    raise Gap
                trusted.add(entry.trust_seen)
            known.add(name)

    def _tells_branches_apart(self, connection: Connection, fresh: Sequence[Fresh]) -> bool:
        """Whether an entry came after which a right ends, where what is here was judged by its number alone."""
        ends = self.rights.ends
        named = [(entry, ends[name]) for _, entry, name in fresh if name in ends] if ends else []
        if not named:
            return False
        branches = Counter(row.log for row in log.logs(connection, named[0][0].log.compartment))
        return any(branches[entry.log] > 1 or said != {(entry.log, entry.seq)} for entry, said in named)

    def _apply(
        self, connection: Connection, fresh: Sequence[tuple[int, Entry, bytes]]
    ) -> tuple[list[Verdict | None], frozenset[tuple[str, bytes]]]:
        if not fresh or fresh[0][1].log.compartment is Compartment.TRUST:
            return [None] * len(fresh), frozenset()
        workspace = self._workspace(connection)
        roles, reach = self.rights.roles, Branches(connection).reach
        verdicts = workspace.apply(
            [(entry, name, roles(entry.log, entry.seq, entry.trust_seen, reach(no))) for no, entry, name in fresh]
        )
        return verdicts, workspace.flush()

    def _workspace(self, connection: Connection) -> Workspace:
        def value_at(version: bytes, place: tuple[str, bytes], field: str) -> Value:
            return log.value_at(connection, version, place, field)

        def is_here(version: bytes) -> bool:
            return log.number_of(connection, version) is not None

        return Workspace(connection, self.schema, self.tables, self.texts, Lookup(value_at, is_here))

    def rebuild(self, connection: Connection) -> None:
        """Make the tables again from the log, in the order of names, which is the same on every replica."""
        for table in self.tables.values():
            connection.execute(f"DELETE FROM {table.name}")
        connection.execute("DELETE FROM conflict")
        connection.execute("DELETE FROM stale")
        for table in self.tables.values():
            if table.searched:
                index = f'"{table.entity.name}:search"'
                connection.execute(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")
        self.texts.begin(connection)
        self.texts.clear()
        numbers = log.by_name(connection, [self.data])
        for start in range(0, len(numbers), BATCH_ENTRIES):
            place = {n: i for i, n in enumerate(numbers[start : start + BATCH_ENTRIES])}
            stored = sorted(log.read(connection, place), key=lambda found: place[found.n])
            verdicts, _ = self._apply(connection, [(s.no, s.entry, s.name) for s in stored])
            connection.executemany(
                "UPDATE entry SET verdict = ? WHERE n = ?",
                [(v, s.n) for v, s in zip(verdicts, stored, strict=True) if v != s.verdict],
            )

    def alive(self, connection: Connection, entity: str, record: bytes) -> bytes:
        """Every version alive in a record, joined: what a deletion by somebody who sees it all takes along."""
        self.texts.begin(connection)
        rows = Rows(connection, self.tables, self.texts)
        table = self.tables[entity]
        row = rows.row(table, record)
        found = row.alive(table)
        if table.shared:
            found |= self.texts.alive(entity, record)
        return join_versions(found) if row.n else b""

    def catch_up_search(self) -> None:
        """Index what changed since the last search."""
        with self.database.read() as connection:
            behind = search.is_behind(connection)
        if behind:
            with self.write() as connection:
                search.catch_up(connection, self.tables)

    # What a peer lacks.

    def heads(self, compartment: Compartment) -> tuple[Head, ...]:
        """Of every log and branch, sorted."""
        with self.database.read() as connection:
            return tuple(sorted(row.head for row in log.logs(connection, compartment) if row.seq))

    def missing(
        self, compartment: Compartment, theirs: Sequence[Head], only: Callable[[bytes], bool] | None = None
    ) -> list[int]:
        """The ``n`` of the entries that a replica with those heads lacks, in the order in which they came here.

        ``only`` tells by name which it may have, where that is not all.
        """
        by_log: dict[Log, list[Head]] = {}
        for head in theirs:
            by_log.setdefault(head.log, []).append(head)
        with self.database.read() as connection:
            found: list[int] = []
            for row in log.logs(connection, compartment):
                have = self._have(connection, row, by_log.get(row.log, ()))
                found += log.behind(connection, row, have)
            if only is not None:
                found = [stored.n for stored in log.read(connection, found) if only(stored.name)]
        return sorted(found)

    def _have(self, connection: Connection, row: log.LogRow, theirs: Sequence[Head]) -> int:
        """Up to which sequence number of this log or branch they have it."""
        have = 0
        for head in theirs:
            if head.name == row.name:
                return row.seq
            place = log.number_of(connection, head.name)
            if place is not None and place[1] == row.no:
                have = max(have, place[2])
            elif place is None and head.seq > row.seq and not row.base and len(theirs) == 1:
                # They are further. Were it another branch, they would find our head unknown and send it all.
                have = row.seq
        return have

    def size(self, numbers: Sequence[int]) -> int:
        """Bytes of operations in these entries."""
        with self.database.read() as connection:
            total = 0
            for start in range(0, len(numbers), log.CHUNK):
                some = numbers[start : start + log.CHUNK]
                marks = ",".join("?" * len(some))
                total += connection.execute(
                    f"SELECT sum(length(ops)) FROM entry WHERE n IN ({marks})", some
                ).fetchone()[0]
            return total

    def outgoing(
        self, compartment: Compartment, theirs: Sequence[Head], only: Callable[[bytes], bool] | None = None
    ) -> Iterator[bytes]:
        """What they lack, as batches, each closed by the signature of every log in it.

        Every signature of the trust log is sent along: its entries may have to be told without those that follow.
        """
        numbers = self.missing(compartment, theirs, only)
        place, wanted = 0, FIRST_ENTRIES if len(numbers) > BATCH_ENTRIES > FIRST_ENTRIES else BATCH_ENTRIES
        while place < len(numbers):
            batch, taken = self._batch(compartment, numbers, place, wanted)
            if not taken:  # what is left ends in no signature
                return
            yield batch
            place += taken
            wanted = min(GROWTH * wanted, BATCH_ENTRIES)

    def _batch(self, compartment: Compartment, numbers: list[int], place: int, wanted: int) -> tuple[bytes, int]:
        load = _Load()
        taken: list[tuple[int, log.Stored]] = []
        runs: dict[int, int] = {}
        open_logs: set[int] = set()
        closed = 0
        with self.database.read() as connection:
            for stored in log.read(connection, numbers[place:]):
                run = runs.setdefault(stored.no, stored.n)
                if closed and (load.is_enough(wanted) or not load.has_room_for(stored, run)):
                    break
                taken.append((run, stored))
                load.add(stored, run)
                (open_logs.discard if stored.signature else open_logs.add)(stored.no)
                if stored.signature and compartment is Compartment.TRUST:
                    del runs[stored.no]
                if not open_logs:
                    closed = len(taken)
        entries = taken[:closed]
        last = {run: stored.signature for run, stored in entries}
        order = dict.fromkeys(run for run, _ in entries)
        signatures = [cast("bytes", last[run]) for run in order]
        return batches.write(compartment, [(run, stored.entry) for run, stored in entries], signatures), closed


class _Load:
    """How full a batch is, beside what a receiver takes in."""

    def __init__(self) -> None:
        self.entries = self.ops = self.size = 0
        self.runs: set[int] = set()

    def add(self, stored: log.Stored, run: int) -> None:
        self.entries += 1
        self.ops += len(stored.entry.ops)
        self.size += _weight(stored.entry)
        self.runs.add(run)

    def is_enough(self, wanted: int) -> bool:
        return self.entries >= wanted or self.size >= BATCH_BYTES

    def has_room_for(self, stored: log.Stored, run: int) -> bool:
        return (
            self.entries < batches.MAX_ENTRIES
            and self.ops + len(stored.entry.ops) <= batches.MAX_CONTENTS
            and self.size + _weight(stored.entry) <= batches.MAX_BATCH
            and (run in self.runs or len(self.runs) < batches.MAX_LOGS)
        )


def _weight(entry: Entry) -> int:
    return size_of(entry.ops) + len(entry.data_seen) + len(entry.trust_seen) + OVERHEAD
