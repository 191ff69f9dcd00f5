"""Incarnations: telling that a data directory is not the one that wrote last, as far as that can be told.

A restored backup, a copy on another computer or a machine set back would write over numbers that are taken. Each opens
a new incarnation under the same key instead. Detection is best effort: what it misses shows later as a fork.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, cast

import msgpack

from netterm.store.database import Connection

INCARNATION: Final = 8
_MACHINE_ID: Final = Path("/etc/machine-id")


def machine() -> bytes:
    """A hash of what tells this computer from others."""
    try:
        told = _MACHINE_ID.read_bytes()
    except OSError:
        told = uuid.getnode().to_bytes(6, "big")
    return blake2b(b"netterm machine" + told.strip(), digest_size=16).digest()


def trace(directory: Path) -> list[object]:
    """What a copied or restored directory does not share with its original."""
    stat = directory.stat()
    return [machine(), stat.st_dev, stat.st_ino]


def incarnation(
    connection: Connection, directory: Path, identity: bytes, witness: Path, random: Callable[[int], bytes]
) -> bytes:
    """The incarnation under which this identity goes on writing here; inside a write."""
    key = f"life:{identity.hex()}"
    row = connection.execute("SELECT value FROM mark WHERE what = ?", (key,)).fetchone()
    here = trace(directory)
    if row is not None:
        known = msgpack.unpackb(row[0])
        if known["trace"] == here and not _set_back(connection, identity, known["incarnation"], witness):
            return cast("bytes", known["incarnation"])
    return renew(connection, directory, identity, random)


def renew(connection: Connection, directory: Path, identity: bytes, random: Callable[[int], bytes]) -> bytes:
    """Begin a new incarnation; inside a write."""
    fresh = random(INCARNATION)
    value = msgpack.packb({"incarnation": fresh, "trace": trace(directory)})
    connection.execute(
        "INSERT INTO mark (what, value) VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET value = excluded.value",
        (f"life:{identity.hex()}", value),
    )
    return fresh


def _set_back(connection: Connection, identity: bytes, life: bytes, witness: Path) -> bool:
    """Whether a note outside the directory tells of entries that the directory no longer has."""
    noted = _read(witness)
    if noted.get("incarnation") != life:
        return False
    row = connection.execute(
        "SELECT max(seq) FROM log WHERE identity = ? AND incarnation = ? AND compartment = 1", (identity, life)
    ).fetchone()
    return int(noted.get("seq", 0)) > int(row[0] or 0)


def note(witness: Path, life: bytes, seq: int) -> None:
    """Leave word outside the directory of how far it had come. May fail: it is a help, not a promise."""
    try:
        witness.parent.mkdir(parents=True, exist_ok=True)
        witness.write_bytes(msgpack.packb({"incarnation": life, "seq": seq}))
    except OSError:
        return


def _read(witness: Path) -> dict[str, Any]:
    try:
        found = msgpack.unpackb(witness.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
