"""Marks: small facts that a database file keeps about itself."""

from __future__ import annotations

from netterm.store.database import Connection


def read(connection: Connection, what: str) -> bytes:
    """A mark's value; empty where it was never written."""
    row = connection.execute("SELECT value FROM mark WHERE what = ?", (what,)).fetchone()
    return b"" if row is None else bytes(row[0])


def write(connection: Connection, what: str, value: bytes) -> None:
    """Set a mark; inside a write."""
    connection.execute(
        "INSERT INTO mark (what, value) VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET value = excluded.value",
        (what, value),
    )
