"""What the screens remember of themselves on this computer: layout, sorting, filters, the place where one was.

It lies in the encrypted file of general data, since a filter may be somebody's name; it is never an entry of the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgpack

from netterm.store import marks
from netterm.store.database import Connection

_LONGEST: Final = 2_000
"""Characters of a value; a longer one is not worth keeping."""
_MOST: Final = 500
"""Names; the ones that were kept first are forgotten first."""


def read(connection: Connection, identity: bytes) -> dict[str, str]:
    """What one of the directory's identities kept; nothing where that cannot be read."""
    try:
        found = msgpack.unpackb(marks.read(connection, _mark(identity)))
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: value for name, value in found.items() if isinstance(name, str) and isinstance(value, str)}


def write(connection: Connection, identity: bytes, values: Mapping[str, str]) -> None:
    """Keep these beside what is kept already, inside a write; '' forgets one."""
    kept = read(connection, identity)
    for name, value in values.items():
        kept.pop(name, None)
        if value and len(value) <= _LONGEST:
            kept[name] = value
    marks.write(connection, _mark(identity), msgpack.packb(dict(list(kept.items())[-_MOST:])))


def _mark(identity: bytes) -> str:
    return f"kept by {identity.hex()}"
