"""Where peers were reached before: kept beside the data, for the next start, whatever program it is."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from netterm.store import write_privately

if TYPE_CHECKING:
    from netterm.sync.discovery import Address

__all__ = ["remember", "remembered_addresses"]

_FILE: Final = "addresses"
_REMEMBERED: Final = 16


def remembered_addresses(directory: Path) -> "tuple[Address, ...]":
    """The latest first."""
    from netterm.sync.discovery import Address

    try:
        found = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        return tuple(Address(str(host), int(port)) for host, port in found)[:_REMEMBERED]
    except (OSError, ValueError, TypeError):
        return ()


def remember(directory: Path, address: "Address") -> None:
    """Keep an address that worked, before those that worked earlier."""
    known = remembered_addresses(directory)
    wanted = [address, *(each for each in known if each != address)][:_REMEMBERED]
    if tuple(wanted) == known:
        return
    try:
        write_privately(directory / _FILE, json.dumps(wanted).encode())
    except OSError:
        return  # a help, not a promise
