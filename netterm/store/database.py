"""The one place that opens a database file, sets its pragmas and reads them back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlcipher3 import dbapi2 as sqlcipher

from netterm.errors import Failure
from netterm.language.search import folded
from netterm.locale import N_

PRAGMAS: Final = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: what was shown as saved survives a power cut
    "secure_delete": 1,  # what was deleted is overwritten
    "foreign_keys": 0,  # records may arrive before what they refer to
    "cipher_memory_security": 0,
    "temp_store": 2,  # nothing of a member's data in temporary files
    "busy_timeout": 20_000,
    "cache_size": -32_000,
    "wal_autocheckpoint": 2_000,
}

PAGE: Final = 4096
"""Bytes; SQLCipher's own choice."""

Connection: TypeAlias = sqlcipher.Connection


class DatabaseUnreadable(Failure):
    """The file is no database of ours, its key is another's, or it is damaged."""


class DiskFull(Failure):
    """There was no room to write; the transaction was taken back whole."""


class DatabaseBusy(Failure):
    """Another program held the database for longer than anybody should wait."""


class Database:
    """One encrypted SQLite file, usable from any thread, one at a time, inside ``read()`` or ``write()``.

    Each ``write`` is one transaction, begun at once as the writer, so that what it reads is what it changes.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        """Open or create ``path`` with a raw 32-byte key.

        Raises :class:`DatabaseUnreadable` where the file cannot be read with it, :class:`DiskFull`.
        """
        self.path = path
        self.lock = threading.RLock()
        with translated(path):
            path.touch(mode=0o600)  # for its owner alone, as SQLite then makes the files beside it
            self.connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
            try:
                self._set_up(key)
            except BaseException:
                self.connection.close()
                raise

    def _set_up(self, key: bytes) -> None:
        # A raw key with its own salt: no key derivation at opening, the keyslots have done it.
        self.connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is told once, by us
        self.connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for name, value in PRAGMAS.items():
            self.connection.execute(f"PRAGMA {name} = {value}")
        for name, value in PRAGMAS.items():
            if name != "cipher_memory_security" and self.pragma(name) != value:
                raise DatabaseUnreadable(
                    N_("This disk cannot keep data safely ({what}). Nothing was changed."), what=name
                )

        self.connection.create_function("folded", 1, folded, deterministic=True)

    def pragma(self, name: str) -> Any:
        """A pragma's value as the database has it."""
        row = self.connection.execute(f"PRAGMA {name}").fetchone()
        return row[0] if row else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the database."""
        with self.lock, translated(self.path):
            if self.connection.in_transaction:
                yield self.connection
                return
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                if self.connection.in_transaction:  # a damaged file may have ended it
                    self.connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is durable when this ends, or nothing of it happened."""
        with self.lock, translated(self.path):
            if self.connection.in_transaction:
                raise RuntimeError("a write inside another transaction")
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def moved(self) -> int:
        """A number that changes whenever another connection, of this process or another, has committed."""
        with self.lock:
            return int(self.pragma("data_version"))

    def checkpoint(self) -> None:
        """Empty the write-ahead log, so that nothing that was deleted remains in it; waits for other readers."""
        with self.lock, translated(self.path):
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Write the log back into the file and close."""
        with self.lock:
            self.connection.close()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Say in one sentence what the database could not do."""
    try:
        yield
    except sqlcipher.DatabaseError as error:
        said = str(error)
        if "full" in said or "disk I/O error" in said:
            raise DiskFull(N_("The disk is full. Nothing was changed; make room and try again.")) from error
        if "locked" in said:
            raise DatabaseBusy(
                N_("Another program is using this data just now. Nothing was changed; try again.")
            ) from error
        damaged = type(error) is sqlcipher.DatabaseError  # the others have classes of their own
        if damaged or any(sign in said for sign in _UNREADABLE_SIGNS):
            raise DatabaseUnreadable(_UNREADABLE, file=path.name) from error
        raise


def require(path: Path) -> None:
    """See whether a database that was made before is there, to its last page.

    Raises :class:`DatabaseUnreadable`: opening it would begin an empty one, or not miss the end until it is read.
    """
    log = path.with_name(path.name + "-wal")
    size = path.stat().st_size if path.exists() else 0
    unfinished = log.exists() and log.stat().st_size  # what a broken checkpoint left is written again
    if not size or (size % PAGE and not unfinished):
        raise DatabaseUnreadable(_UNREADABLE, file=path.name)


_UNREADABLE_SIGNS: Final = ("not a database", "malformed", "corrupt", "unable to open", "readonly")
_UNREADABLE: Final = N_(
    "The data file {file} is damaged or does not belong here. Nothing was changed;"
    " put a backup in its place, or join the network again."
)
