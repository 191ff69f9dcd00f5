"""Incarnations: telling that a data directory is not the one that wrote last, as far as that can be told.

A restored backup, a copy on another computer or a machine set back would write over numbers that are taken. Each opens
a new incarnation under the same key instead. Detection is best effort: what it misses shows later as a fork.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final, cast

import msgpack

from netterm.store import marks
from netterm.store.database import Connection

INCARNATION: Final = 8
_NOTED: Final = 64
"""Incarnations of which word is left; each takes some 20 bytes."""
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
    mark = marks.read(connection, _mark(identity))
    if mark:
        known = msgpack.unpackb(mark)
        if known["trace"] == trace(directory) and not _set_back(connection, identity, known["incarnation"], witness):
            return cast("bytes", known["incarnation"])
    return renew(connection, directory, identity, random)


def renew(connection: Connection, directory: Path, identity: bytes, random: Callable[[int], bytes]) -> bytes:
    """Begin a new incarnation; inside a write."""
    fresh = random(INCARNATION)
    marks.write(connection, _mark(identity), msgpack.packb({"incarnation": fresh, "trace": trace(directory)}))
    return fresh


def end_all(connection: Connection) -> None:
    """A file with logs of this directory goes: whoever writes here from now on begins a new incarnation."""
    connection.execute("DELETE FROM mark WHERE what LIKE 'life:%'")


def _mark(identity: bytes) -> str:
    return f"life:{identity.hex()}"


def _set_back(connection: Connection, identity: bytes, life: bytes, witness: Path) -> bool:
    """Whether a note outside the directory tells of entries that the directory no longer has."""
    return _read(witness).get(life, 0) > written(connection, identity).get(life, 0)


def written(connection: Connection, identity: bytes) -> dict[bytes, int]:
    """How many entries this file has of each incarnation of an identity."""
    rows = connection.execute(
        "SELECT incarnation, sum(seq) FROM log WHERE identity = ? GROUP BY incarnation ORDER BY min(no)", (identity,)
    )
    return {life: int(count) for life, count in rows}


def note(witness: Path, lives: Mapping[bytes, int]) -> None:
    """Leave word outside the directory of how far it had come. May fail: it is a help, not a promise.

    A directory may be set back to an earlier life, so the last few are noted.
    """
    known = _read(witness)
    for life, count in lives.items():
        known[life] = max(count, known.pop(life, 0))
    try:
        witness.parent.mkdir(parents=True, exist_ok=True)
        witness.write_bytes(msgpack.packb(dict(list(known.items())[-_NOTED:])))
    except OSError:
        return


def _read(witness: Path) -> dict[bytes, int]:
    try:
        found = msgpack.unpackb(witness.read_bytes(), strict_map_key=False)
    except (OSError, ValueError, msgpack.UnpackException):
        return {}
    if not isinstance(found, dict):
        return {}
    return {life: count for life, count in found.items() if isinstance(life, bytes) and isinstance(count, int)}
