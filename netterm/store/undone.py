"""What was taken back on this computer: noted beside the databases, as names of entries and nothing else.

Without the note undoing only forgets what it had undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgpack

from netterm.store.entries import VERSION
from netterm.store.keys import write_privately

_FILE: Final = "undone"
_KEPT: Final = 2_000
"""Names of each kind: the newest of them."""

Names = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Undone:
    """Names of entries of ours, each kind from the oldest to the newest."""

    aside: Names = ()
    """What was taken back, and what took it back: neither is what a person did last."""
    again: Names = ()
    """What was brought back by."""
    standing: tuple[Names, ...] = ()
    """What took something back and was not taken back itself; each is the entries of one action."""

    @property
    def versions(self) -> frozenset[bytes]:
        """The versions that these entries gave: they stand for a value that was there before."""
        return frozenset(name[:VERSION] for name in (*self.aside, *self.again))

    def with_undo(self, undone: Iterable[bytes], by: Names) -> Undone:
        """Another action was taken back."""
        return Undone((*self.aside, *undone, *by), self.again, (*self.standing, by) if by else self.standing)

    def with_redo(self, redone: Names, by: Iterable[bytes]) -> Undone:
        """What `redone` took back is there again."""
        return Undone(self.aside, (*self.again, *by), tuple(each for each in self.standing if each != redone))


def read(directory: Path) -> Undone:
    """What is noted in a data directory; nothing where there is no note, or none that can be read."""
    try:
        found = msgpack.unpackb((directory / _FILE).read_bytes())
    except (OSError, ValueError):
        return Undone()
    match found:
        case [list() as aside, list() as again, list() as standing]:
            whole = (tuple(_names(each)) for each in standing if isinstance(each, list))
            return Undone(tuple(_names(aside)), tuple(_names(again)), tuple(each for each in whole if each))
        case list():  # as it was written before anything could be brought back
            return Undone(tuple(_names(found)))
    return Undone()


def write(directory: Path, undone: Undone) -> None:
    """Note it durably; what is oldest falls out."""
    kept = [undone.aside[-_KEPT:], undone.again[-_KEPT:], undone.standing[-_KEPT:]]
    write_privately(directory / _FILE, msgpack.packb(kept))


def _names(found: list[object]) -> Iterator[bytes]:
    return (name for name in found if isinstance(name, bytes))
