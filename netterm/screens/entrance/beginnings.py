"""What the screens before a network is open ask of the program: to found one, join one, open one, or show the demo."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from netterm.model import Value
    from netterm.store import Replica, StoredIdentity

__all__ = ["Beginnings", "Founded"]

Report = Callable[[str], None]
"""Called from another thread with a sentence on how far it is."""
Told = Callable[[int, int], None]
"""Called from another thread: so much is done, of so much."""


@dataclass(frozen=True, slots=True)
class Founded:
    """A network that was just founded, and what its founder must keep."""

    replica: "Replica"
    kit: str
    """The sheet to print or to save."""
    kit_passphrase: str
    """To be written down, and kept apart from the kit."""
    kit_path: Path
    """Where the kit is saved unless its founder says otherwise."""


class Beginnings(Protocol):
    """All calls wait for disk, keys or network: they are made in threads. They raise `Failure`s."""

    @property
    def directory(self) -> Path: ...

    @property
    def exists(self) -> bool:
        """Whether there is a network in the directory."""
        ...

    def identities(self) -> "Sequence[StoredIdentity]": ...

    def unlock(self, passphrase: str | None, identity: bytes | None) -> "Replica": ...

    def found(
        self,
        network: "Mapping[str, Value]",
        person: "Mapping[str, Value]",
        office: str | None,
        passphrase: str | None,
    ) -> Founded: ...

    def save_kit(self, founded: Founded, path: Path) -> None: ...

    def join(
        self, code: str, person: str, passphrase: str | None, peer: str, report: Report, stop: threading.Event
    ) -> "Replica":
        """`peer` is ``host:port``, or '' to look around; `report` hears whom to wait for."""
        ...

    def demo(self, told: Told) -> "Replica":
        """The demo network, made if need be; ``told`` hears how far that is, and may stop it by raising."""
        ...
