"""One database file with the logs of its compartments and, for data, the tables that follow from them."""

from __future__ import annotations

import gc
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
from netterm.model.kinds import Compartment, Role
from netterm.store import batches, erasure, gathering, log, search, segments
from netterm.store.apply import Workspace, holds_text
from netterm.store.batches import Batch
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
    Outgoing,
    Refused,
    Total,
    join_names,
    join_versions,
    names,
)
from netterm.store.linking import Linked, Piece
from netterm.store.log import Fresh
from netterm.store.migrations import migrate, up_to_date
from netterm.store.rows import Rows
from netterm.store.segments import BROKEN, Segment
from netterm.store.tables import tables_of
from netterm.store.texts import Texts
from netterm.store.trust import Rights
from netterm.store.verdicts import Verdict

REBUILT_AT_ONCE: Final = 10_000
"""Entries whose tables are made anew in one step."""
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


class Trusted(Protocol):
    """What a volume asks of the trust log."""

    def knows_author(self, identity: bytes) -> bool:
        """Whether it ever was a member's key, or the root's."""

    def knows(self, name: bytes) -> bool:
        """Whether the trust entry of that name is here."""

    def rights(self, log: Log, trust_seen: bytes) -> Rights:
        """What entries of a log are judged by that saw these trust heads."""

    def number_giver_at(self, series: str, trust_seen: bytes) -> bytes | None:
        """Whose numbers of a series count in entries that saw these trust heads."""

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

    def __init__(self, database: Database, network: bytes, data: Compartment, schema: Schema, trust: Trusted) -> None:
        self.database = database
        self.network = network
        self.data = data
        self.compartments = (Compartment.TRUST, data) if data is Compartment.GENERAL else (data,)
        self.schema = schema
        self.tables = tables_of(schema, data)
        self.trust = trust
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
            erasure.check_own(ops, self.trust.erased)
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
        log.append(connection, [(segments.made([(0, entry, name)], [signature]), (row.no,))])
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
        moved = sorted(moved, key=lambda pair: cast("bytes", pair[1]))[-segments.MAX_SEEN :]
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
        with _uncollected():
            return self._merge(compartment, packed, begin, within)

    def _merge(
        self,
        compartment: Compartment,
        packed: bytes,
        begin: Callable[[Connection], object],
        within: Callable[[Connection, Batch, int], None] | None,
    ) -> Merged:
        batch = batches.read(packed, self.network)
        if batch.compartment is not compartment or compartment not in self.compartments:
            raise Refused(BROKEN)
        for segment in batch.segments:
            self._check_signatures(segment)
        with self.write() as connection:
            begin(connection)
            link = self._link(connection, batch)
            fresh = [each for piece in link for each in piece.fresh]
            self._check_seen(connection, compartment, fresh)
            first = log.newest(connection) + 1
            verdicts, touched = self._apply(connection, fresh)
            log.append(connection, (piece.kept() for piece in link if piece.fresh))
            _note_verdicts(connection, first, fresh, verdicts)
            if within is not None:
                within(connection, batch, len(fresh))
            if self._writes_text_on_a_branch(connection, fresh):
                # One session wrote on both branches: which of its updates count follows from the order of names.
                self.rebuild(connection)
            elif self._tells_branches_apart(connection, fresh):
                self.rebuild(connection)
        grown = frozenset(log_ for piece in link for log_ in piece.grown)
        return Merged(len(fresh), len(verdicts) - verdicts.count(None), batch.heads(), touched, grown)

    def _check_signatures(self, segment: Segment) -> None:
        """Check the signature over each run's last entry; the chain carries it to the others."""
        for run, place in segment.last().items():
            entry = segment.entries[place]
            try:
                key = Ed25519PublicKey.from_public_bytes(entry.log.identity)
                key.verify(segment.signatures[run], SIGNED + entry.header(self.network))
            except (InvalidSignature, ValueError) as error:
                raise Refused(BROKEN) from error

    def _link(self, connection: Connection, batch: Batch) -> list[Piece]:
        """Which entries are new, each with the number of its log; runs that leave a known log make a branch."""
        if batch.compartment is not Compartment.TRUST and not all(
            self.trust.knows_author(start.log.identity) for start in batch.starts
        ):
            raise Gap  # whoever sends what a stranger wrote has not sent the trust entry that admits them
        linked = Linked(connection, batch.compartment)
        pieces = [linked.take(segment) for segment in batch.segments]
        erased = self.trust.erased
        if erased or any(segment.has_stubs for segment in batch.segments):
            for piece in pieces:
                piece.stub(batch.compartment, erased)
        return pieces

    def _check_seen(self, connection: Connection, compartment: Compartment, fresh: Sequence[Fresh]) -> None:
        """Everything that an entry was written on must be here before it."""
        for trust_seen in {entry.trust_seen for _, entry, _ in fresh}:
            if not all(map(self.trust.knows, names(trust_seen))):
                raise Gap
        hearing = [(place, entry.data_seen) for place, (_, entry, _) in enumerate(fresh) if entry.data_seen]
        if not hearing:
            return
        heads = {row.name for row in log.logs(connection, compartment)}
        come = {name: place for place, (_, _, name) in enumerate(fresh)}
        reader = log.Reader(connection)
        for place, data_seen in hearing:
            for seen in names(data_seen):
                if seen not in heads and come.get(seen, place) >= place and not reader.is_here(seen):
                    raise Gap

    def _writes_text_on_a_branch(self, connection: Connection, fresh: Sequence[Fresh]) -> bool:
        """Whether words came that were written in a forked log."""
        if not log.has_branches(connection):
            return False
        forked = {row.log for row in log.logs(connection, self.data) if row.base}
        return any(entry.log in forked and holds_text(entry) for _, entry, _ in fresh)

    def _tells_branches_apart(self, connection: Connection, fresh: Sequence[Fresh]) -> bool:
        """Whether an entry came after which a right ends, where what is here was judged by its number alone."""
        ends = self.trust.ends
        named = [(entry, ends[name]) for _, entry, name in fresh if name in ends] if ends else []
        if not named:
            return False
        branches = Counter(row.log for row in log.logs(connection, named[0][0].log.compartment))
        return any(branches[entry.log] > 1 or said != {(entry.log, entry.seq)} for entry, said in named)

    def _apply(
        self, connection: Connection, fresh: Sequence[Fresh]
    ) -> tuple[list[Verdict | None], frozenset[tuple[str, bytes]]]:
        if not fresh or fresh[0][1].log.compartment is Compartment.TRUST:
            return [None] * len(fresh), frozenset()
        workspace = self._workspace(connection)
        branches = Branches(connection)
        known: dict[tuple[int, bytes], Rights] = {}
        rights: list[frozenset[Role]] = []
        for no, entry, _ in fresh:
            key = (no, entry.trust_seen)
            right = known.get(key)
            if right is None:
                right = known[key] = self.trust.rights(entry.log, entry.trust_seen)
            rights.append(right.at(entry.seq, branches.reach(no)) if right.until else right.always)
        return workspace.apply(fresh, rights), workspace.flush()

    def _workspace(self, connection: Connection) -> Workspace:
        reader = log.Reader(connection)
        return Workspace(connection, self.schema, self.tables, self.texts, reader, self.trust.number_giver_at)

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
        order = log.by_name(connection, self.data)
        reader = log.Reader(connection)
        for start in range(0, len(order), REBUILT_AT_ONCE):
            some = order[start : start + REBUILT_AT_ONCE]
            stored = list(reader.read(n for _, n in some))
            verdicts, _ = self._apply(connection, [(each.no, each.entry, each.name) for each in stored])
            log.set_verdicts(connection, [(s.n, s.name, v) for s, v in zip(stored, verdicts, strict=True)])

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

    def outstanding(
        self, compartment: Compartment, theirs: Sequence[Head], only: Callable[[bytes], bool] | None = None
    ) -> Total:
        """How much a replica with those heads lacks; ``only`` tells by name which it may have, if not all."""
        return gathering.outstanding(self.database, compartment, theirs, only)

    def outgoing(
        self, compartment: Compartment, theirs: Sequence[Head], only: Callable[[bytes], bool] | None = None
    ) -> Iterator[Outgoing]:
        """What they lack, as batches, each closed by the signature of every log in it.

        Every signature of the trust log is sent along: its entries may have to be told without those that follow.
        """
        return gathering.outgoing(self.database, compartment, theirs, only)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for cycles: a merge makes very many objects, none in a cycle, that live as long as it."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _note_verdicts(
    connection: Connection, first: int, fresh: Sequence[Fresh], verdicts: Sequence[Verdict | None]
) -> None:
    if any(verdicts):
        numbered = enumerate(zip(fresh, verdicts, strict=True), first)
        log.set_verdicts(connection, [(n, name, verdict) for n, ((_, _, name), verdict) in numbered if verdict])
