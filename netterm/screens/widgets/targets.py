"""The places within a widget that jump mode goes to: see ``netterm.screens.shell.jumping``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

__all__ = ["JumpsWithin", "Target"]


@dataclass(frozen=True, slots=True)
class Target:
    """A place to go to: the cell of the screen that its letter lies on, and how one goes there."""

    x: int
    y: int
    go: Callable[[], object]


@runtime_checkable
class JumpsWithin(Protocol):
    """A widget with several places to go to."""

    def jump_targets(self) -> Iterable[Target]:
        """Those in sight; empty where the widget is one place as a whole."""
        ...
