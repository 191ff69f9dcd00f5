"""What the screens ask of the list of networks on this computer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from netterm.screens.entrance.beginnings import Beginnings
    from netterm.store import Replica

__all__ = ["Known", "Networks"]


@dataclass(frozen=True, slots=True)
class Known:
    """A network that was open on this computer."""

    directory: Path
    name: str
    last_open: date | None = None


class Networks(Protocol):
    """The networks on this computer. All calls but `at` wait for the disk: they are made in threads."""

    def known(self) -> Sequence[Known]:
        """Those that are still there, the one that was open last first."""
        ...

    def remember(self, directory: Path, name: str) -> None:
        """One is open now. A help, not a promise: nothing is raised where that cannot be noted."""
        ...

    def forget(self, directory: Path) -> None:
        """Leave it out of the list; its data stays."""
        ...

    def fresh(self) -> Path:
        """A directory for another network, where there is nothing yet."""
        ...

    def at(self, directory: Path) -> "tuple[Beginnings, Callable[[], Replica | None]]":
        """What comes before that network is open, and what opens it where nobody need be asked."""
        ...
