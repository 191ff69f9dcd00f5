"""The networks on this computer, in a small file of the program's own: where each is, its name, when it was open.

The file is not the one that people write by hand. It lies in the platform's folder for such state, or in the one that
``NETTERM_STATE`` names; only its owner may read it. Without it, or where it cannot be read, none is known.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from netterm.screens.entrance.known import Known

if TYPE_CHECKING:
    from netterm.screens.entrance.beginnings import Beginnings
    from netterm.store import Replica

__all__ = ["ENVIRONMENT", "KnownNetworks", "state_path"]

ENVIRONMENT: Final = "NETTERM_STATE"
_MOST: Final = 50
_LARGEST: Final = 1 << 20


def state_path() -> Path:
    """Where the file is, or shall be."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return Path(named) / "networks.json"
    import platformdirs

    return Path(platformdirs.user_state_dir("netterm", appauthor=False)) / "networks.json"


@dataclass
class KnownNetworks:
    """`netterm.screens.entrance.known.Networks`, in a file."""

    usual: Path
    """Where a network is unless somebody says otherwise; others come beside it."""
    at: Callable[[Path], tuple[Beginnings, Callable[[], Replica | None]]]
    leaves_out: frozenset[Path] = frozenset()
    """Directories that are never listed: the demo's."""
    path: Path | None = None

    def known(self) -> list[Known]:
        from netterm.store import exists

        found = [each for each in self._read() if exists(each.directory)]
        if exists(self.usual) and all(each.directory != self.usual for each in found):
            found.append(Known(self.usual, ""))  # it was open last before there was a list
        return found

    def remember(self, directory: Path, name: str) -> None:
        directory = directory.resolve()
        if directory not in {each.resolve() for each in self.leaves_out}:
            others = [each for each in self._read() if each.directory != directory]
            self._write([Known(directory, name, date.today()), *others])  # noqa: DTZ011 - a day as people count it

    def forget(self, directory: Path) -> None:
        self._write([each for each in self._read() if each.directory != directory])

    def fresh(self) -> Path:
        number = 1
        directory = self.usual
        while directory.exists() and any(directory.iterdir()):
            number += 1
            directory = self.usual.with_name(f"{self.usual.name}-{number}")
        return directory

    @property
    def _file(self) -> Path:
        return self.path or state_path()

    def _read(self) -> list[Known]:
        try:
            with self._file.open(encoding="utf-8") as file:
                found = json.loads(file.read(_LARGEST))
        except (OSError, ValueError):
            return []
        return list(_each(found)) if isinstance(found, list) else []

    def _write(self, known: list[Known]) -> None:
        from netterm.store import write_privately

        rows = [
            {"directory": str(each.directory), "name": each.name, "open": each.last_open and each.last_open.isoformat()}
            for each in known[:_MOST]
        ]
        with suppress(OSError):  # a help, not a promise
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_privately(self._file, json.dumps(rows, ensure_ascii=False, indent=1).encode())


def _each(found: list[object]) -> Iterator[Known]:
    for row in found:
        match row:
            case {"directory": str(directory), "name": str(name), "open": when} if directory:
                yield Known(Path(directory), name, _day(when))


def _day(written: object) -> date | None:
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        return None
