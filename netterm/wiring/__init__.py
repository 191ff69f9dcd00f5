"""What the program puts between rooms that do not know one another: sync and store, as the screens ask for them.

`netterm.wiring.directory` is a data directory before its network is open, `netterm.wiring.node` a running node: the
screens stand long before there is one.
"""

import platform
from pathlib import Path

from netterm.language.clean import for_display

__all__ = ["computer_name", "default_kit_path", "grouped"]


def computer_name() -> str:
    """What people call this computer."""
    return for_display(platform.node()) or "computer"


def default_kit_path(directory: Path) -> Path:
    """Where a recovery kit is saved unless its founder says otherwise: beside the data, not in it."""
    return directory.parent / f"{directory.name}-recovery-kit.txt"


def grouped(identity: bytes) -> str:
    """A key as two people compare it, aloud or by looking."""
    from netterm.store import fingerprint

    return fingerprint(identity)
