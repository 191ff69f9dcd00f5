"""The straight line through the same work, which no program can go below by much: what a figure is a multiple of.

A hash-chained log of single changes, one signature check per author, one upsert per record touched, the last writer
wins, one transaction per 5,000 changes. No rights, no types, no conflicts kept, no search, no network. The database is
SQLCipher as the store opens it, with the same pragmas.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgpack
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlcipher3 import dbapi2 as sqlcipher

from netterm.store.database import PRAGMAS
from tests.benchmarks.workload import AUTHORS, WORK, Edit, Made

KEYS: Final = [Ed25519PrivateKey.from_private_bytes(bytes([author + 1]) * 32) for author in range(AUTHORS)]
COMMIT_EVERY: Final = 5_000
BATCH: Final = 1_000
"""Changes in one batch; only the last of each author is signed."""
COLUMNS: Final = {entity.name: tuple(f.name for f in entity.fields) for entity in WORK}
_PASSKEY: Final = "ab" * 32
_TASK: Final = WORK[0].name


class Packed(NamedTuple):
    """A run of one author's changes."""

    author: int
    first: int
    bodies: list[bytes]
    signature: bytes


def _upsert(entity: str) -> str:
    names = ", ".join(f"{c}, {c}_c" for c in COLUMNS[entity])
    marks = ", ".join("?" * (2 * len(COLUMNS[entity]) + 1))
    sets = ", ".join(
        f"{c} = CASE WHEN excluded.{c}_c > {c}_c THEN excluded.{c} ELSE {c} END, {c}_c = max(excluded.{c}_c, {c}_c)"
        for c in COLUMNS[entity]
    )
    return f"INSERT INTO {entity} (id, {names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {sets}"


_UPSERTS: Final = {entity: _upsert(entity) for entity in COLUMNS}


@contextmanager
def opened(path: Path) -> Iterator[Floor]:
    """A floor database, made where it is not there."""
    floor = Floor(path)
    try:
        yield floor
    finally:
        floor.connection.close()


class Floor:
    """One database."""

    def __init__(self, path: Path) -> None:
        is_new = not path.exists()
        self.connection: Any = sqlcipher.connect(str(path), isolation_level=None)
        self.connection.execute(f"PRAGMA key = \"x'{_PASSKEY}'\"")
        for name, value in PRAGMAS.items():
            self.connection.execute(f"PRAGMA {name} = {value}")
        if is_new:
            self._create()

    def _create(self) -> None:
        self.connection.executescript(
            "CREATE TABLE IF NOT EXISTS log"
            " (author INT, seq INT, clock INT, body BLOB, PRIMARY KEY (author, seq)) WITHOUT ROWID;"
            "CREATE INDEX IF NOT EXISTS log_clock ON log (clock);"
            "CREATE TABLE IF NOT EXISTS head (author INT PRIMARY KEY, seq INT, hash BLOB, sig BLOB);"
            + "".join(
                f"CREATE TABLE IF NOT EXISTS {entity} (id BLOB PRIMARY KEY, "
                + ", ".join(f"{c}, {c}_c INT NOT NULL DEFAULT 0" for c in columns)
                + ") WITHOUT ROWID;"
                for entity, columns in COLUMNS.items()
            )
            + f"CREATE INDEX IF NOT EXISTS task_open ON {_TASK} (status, created);"
        )

    def newest_open(self) -> list[tuple[Any, ...]]:
        """The 50 newest open tasks."""
        found: list[tuple[Any, ...]] = self.connection.execute(
            f"SELECT created, lower(hex(id)), title, due, status FROM {_TASK}"
            " WHERE status = 'open' ORDER BY created DESC LIMIT 50"
        ).fetchall()
        return found

    def heads(self) -> dict[int, tuple[int, bytes]]:
        return {
            author: (seq, end) for author, seq, end in self.connection.execute("SELECT author, seq, hash FROM head")
        }

    def have(self) -> dict[int, int]:
        """What to ask a peer with."""
        return {author: seq for author, (seq, _) in self.heads().items()}

    def missing(self, have: Mapping[int, int]) -> list[Packed]:
        """What a peer with that much lacks."""
        found = []
        for author, (seq, _) in self.heads().items():
            if have.get(author, 0) < seq:
                since = (author, have.get(author, 0))
                rows = self.connection.execute(
                    "SELECT body FROM log WHERE author = ? AND seq > ? ORDER BY seq", since
                ).fetchall()
                (signature,) = self.connection.execute("SELECT sig FROM head WHERE author = ?", (author,)).fetchone()
                found.append(Packed(author, since[1] + 1, [body for (body,) in rows], signature))
        return found

    def apply(self, packed: Iterable[Packed]) -> None:
        """Verify, append, merge, commit."""
        heads = defaultdict(lambda: (0, bytes(32)), self.heads())
        signatures: dict[int, bytes] = {}
        rows: list[tuple[int, int, int, bytes]] = []
        touched: dict[tuple[str, bytes], dict[str, tuple[object, int]]] = {}
        publics = [key.public_key() for key in KEYS]
        for author, first, bodies, signature in packed:
            seq, end = heads[author]
            assert first == seq + 1
            for body in bodies:
                end = _chain(end, body)
                seq += 1
                entity, record, field, value, clock = msgpack.unpackb(body)
                count = clock << 2 | author
                rows.append((author, seq, clock, body))
                fields = touched.setdefault((entity, record), {})
                if field not in fields or count > fields[field][1]:
                    fields[field] = (value, count)
            heads[author] = (seq, end)
            if signature:
                publics[author].verify(signature, end)
                signatures[author] = signature
            if len(rows) >= COMMIT_EVERY:
                self._flush(rows, touched, heads, signatures)
        self._flush(rows, touched, heads, signatures)

    def _flush(
        self,
        rows: list[tuple[int, int, int, bytes]],
        touched: dict[tuple[str, bytes], dict[str, tuple[object, int]]],
        heads: Mapping[int, tuple[int, bytes]],
        signatures: Mapping[int, bytes],
    ) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany("INSERT INTO log VALUES (?, ?, ?, ?)", rows)
        for entity, columns in COLUMNS.items():
            self.connection.executemany(
                _UPSERTS[entity],
                [
                    (record, *(part for c in columns for part in fields.get(c, (None, 0))))
                    for (name, record), fields in touched.items()
                    if name == entity
                ],
            )
        self.connection.executemany(
            "INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?)",
            [(author, seq, end, signatures.get(author)) for author, (seq, end) in heads.items()],
        )
        self.connection.execute("COMMIT")
        rows.clear()
        touched.clear()

    def write(self, author: int, edits: Iterable[Edit]) -> None:
        """Changes of one's own, each signed."""
        seq, end = self.heads().get(author, (0, bytes(32)))
        packed = []
        for edit in edits:
            body = _change(edit.entity, edit.id, edit.field, edit.value, edit.wall)
            end = _chain(end, body)
            seq += 1
            packed.append(Packed(author, seq, [body], KEYS[author].sign(end)))
        self.apply(packed)

    def settle(self) -> None:
        """Write the log back into the file."""
        self.connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")


def wire(packed: Iterable[Packed]) -> bytes:
    """What goes over the wire, were there one."""
    return b"".join(msgpack.packb(each) for each in packed)


def unwire(data: bytes) -> Iterator[Packed]:
    """The same, read."""
    unpacker = msgpack.Unpacker(max_buffer_size=max(1, len(data)), strict_map_key=False)
    unpacker.feed(data)
    return (Packed(*each) for each in unpacker)


def batches(records: Iterable[Made]) -> list[Packed]:
    """The workload's records as their authors' changes."""
    bodies: dict[int, list[bytes]] = {author: [] for author in range(AUTHORS)}
    for made in records:
        bodies[made.author] += [_change(made.entity, made.id, f, v, made.wall) for f, v in made.fields.items()]
    found = []
    for author, own in bodies.items():
        end = bytes(32)
        for start in range(0, len(own), BATCH):
            part = own[start : start + BATCH]
            for body in part:
                end = _chain(end, body)
            signature = KEYS[author].sign(end) if start + BATCH >= len(own) else b""
            found.append(Packed(author, start + 1, part, signature))
    return found


def _change(entity: str, record: bytes, field: str, value: object, wall: int) -> bytes:
    packed: bytes = msgpack.packb([entity, record, field, value, wall << 16])
    return packed


def _chain(before: bytes, body: bytes) -> bytes:
    return blake2b(before + body, digest_size=32).digest()
