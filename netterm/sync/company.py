"""The programs of this computer that sync one data directory: they know one another, and link not among themselves.

A file in the directory holds a tag that they have in common. SQLite's locks keep it, on every system, and let go of it
however a program ends: whoever finds itself alone makes a new tag, so a copied directory has none of its original's.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from pathlib import Path
from typing import Final, Self

TAG: Final = 8
_FILE: Final = "syncing"
_TRIES: Final = 50
_PAUSE: Final = 0.02
"""Seconds between two tries, while others are at it too."""


class Company:
    """This program among them, until it is closed."""

    def __init__(self, directory: Path) -> None:
        self.alone = True
        """Whether no other program synced the directory when this one came."""
        self.tag = secrets.token_bytes(TAG)
        """Of all of them; random where the directory cannot be written to, and then each is for itself."""
        self._lock: sqlite3.Connection | None = None
        try:
            self._lock = sqlite3.connect(directory / _FILE, timeout=0, isolation_level=None, check_same_thread=False)
            self._come_in(self._lock)
        except sqlite3.Error:
            self.close()  # nothing that others wait for is kept

    def close(self) -> None:
        """Leave it. The file stays, for it could not be taken away without harm to who comes just then."""
        if self._lock is not None:
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _come_in(self, lock: sqlite3.Connection) -> None:
        for _try in range(_TRIES):
            made = self._write_alone(lock)
            found = _read_and_hold(lock)
            if found is not None:
                self.alone, self.tag = made and found == self.tag, found
                return
            time.sleep(_PAUSE)

    def _write_alone(self, lock: sqlite3.Connection) -> bool:
        """Whether nobody else holds the tag; it is ours then."""
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return False
        lock.execute("CREATE TABLE IF NOT EXISTS company (tag BLOB)")
        lock.execute("DELETE FROM company")
        lock.execute("INSERT INTO company VALUES (?)", (self.tag,))
        lock.execute("COMMIT")
        return True


def _read_and_hold(lock: sqlite3.Connection) -> bytes | None:
    """The tag, which from now on nobody changes; None while somebody is at it."""
    try:
        lock.execute("BEGIN")
        found = lock.execute("SELECT tag FROM company").fetchone()
    except sqlite3.OperationalError:
        found = None
    if found is None or not isinstance(found[0], bytes) or len(found[0]) != TAG:
        lock.rollback()
        return None
    tag: bytes = found[0]
    return tag
