"""The lines of a node: which of two to one peer stays, and with whom it does not talk for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from netterm.sync.line import QUIET_AFTER, Line

BARRED: Final = 60.0
"""Seconds for which an identity that misbehaved is not talked to; twice as long each further time, up to an hour."""
_LONGEST_BARRED: Final = 3600.0
MOST_OF_ONE: Final = 4
"""Programs of one identity that we talk to at once."""


@dataclass(slots=True)
class Lines:
    """The lines whose peer is known, by identity."""

    known: dict[bytes, list[Line]] = field(default_factory=dict)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def all(self) -> list[Line]:
        return [line for lines in self.known.values() for line in lines]

    def rivals(self, line: Line) -> list[Line]:
        """Those that lead where a new one leads: to the same process of its peer, or to one that is not heard.

        Several programs of one person may run on one data directory, each with links of its own, though not many.
        """
        others = self.known.get(line.link.peer, [])
        spare = len(others) - MOST_OF_ONE + 1
        return [
            other
            for at, other in enumerate(others)
            if other.link.process == line.link.process or other.silent > QUIET_AFTER or at < spare
        ]

    def add(self, line: Line) -> None:
        self.known.setdefault(line.link.peer, []).append(line)

    def drop(self, line: Line) -> bool:
        """Whether it was the last to its peer."""
        lines = self.known.get(line.link.peer, [])
        if line not in lines:
            return False
        lines.remove(line)
        if not lines:
            del self.known[line.link.peer]
        self.gone.set()
        self.gone = asyncio.Event()
        return not lines

    async def until_unlinked(self, identity: bytes) -> None:
        while identity in self.known:
            await self.gone.wait()


@dataclass(slots=True)
class _Bar:
    until: float = 0.0
    times: int = 0


class Bars:
    """The identities that misbehaved. ``clock`` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._barred: dict[bytes, _Bar] = {}

    def put(self, identity: bytes) -> None:
        """It misbehaved, perhaps again."""
        bar = self._barred.setdefault(identity, _Bar())
        bar.until = self._clock() + min(_LONGEST_BARRED, BARRED * 2.0**bar.times)
        bar.times = min(bar.times + 1, 10)

    def stands(self, identity: bytes) -> bool:
        """Whether it is not talked to now."""
        bar = self._barred.get(identity)
        return bar is not None and self._clock() < bar.until


def stays(ours: bytes, line: Line, rival: Line) -> bool:
    """Whether a new line is kept rather than an older one to the same peer; ``ours`` is our identity."""
    if line.link.dialled == rival.link.dialled or rival.silent > QUIET_AFTER:
        return True  # whoever dials again has lost the older one
    return keep_which(ours, line.link.peer, line.link.dialled)


def keep_which(local: bytes, remote: bytes, i_dialled: bool) -> bool:
    """Of two links between the same two identities, whether this one stays: the one that the lower identity dialled.

    Two replicas of one identity cannot be told apart by it: both links stay.
    """
    return local == remote or (local < remote) == i_dialled
