"""Whom this node would like to be connected to, and when it tries again."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from netterm.sync.discovery import Address, Means, Outcome

FIRST_PAUSE: Final = 0.5
"""Seconds before the second try; each further one waits twice as long, up to a longest."""
SOON: Final = 1.0
"""The longest pause while there is hope: the peer was heard or connected within :data:`HOPE` seconds."""
HOPE: Final = 60.0
LATER: Final = 20.0
"""The longest pause without."""
HURRIED: Final = 0.3
"""Seconds that pass between two tries even when something calls for haste."""
FORGET: Final = 600.0
"""Seconds after which one found by itself, and not heard since, is looked for no longer."""
MAX_FOUND: Final = 64
"""Peers found by themselves that are tried at once: more are hardly a committee."""

# After these haste changes nothing: seconds for the first time, twice as long each further time, an hour at most.
_PENALTY: Final = {
    Outcome.MISBEHAVED: 60.0,
    Outcome.STRANGER: 15.0,
    Outcome.GARBLED: 15.0,
    Outcome.DENIED: 15.0,
    Outcome.VERSION: 300.0,
    Outcome.OURSELVES: 600.0,
}
_LONGEST_PENALTY: Final = 3600.0


@dataclass(eq=False, slots=True)
class Target:
    """One who may be dialled at some addresses, by whatever means they were learned."""

    means: Means
    addresses: tuple[Address, ...]
    hopeful: float
    """When there was last reason to hope, on the loop's clock."""
    identity: bytes | None = None
    """Known once a connection was made."""
    failures: int = 0
    haste: asyncio.Event = field(default_factory=asyncio.Event)


def pause(outcome: Outcome, failures: int, since_hope: float) -> tuple[float, bool]:
    """Seconds to wait after the ``failures``-th failure in a row, and whether haste may cut them short."""
    doubled = 2.0 ** min(max(0, failures - 1), 20)
    if outcome in _PENALTY:
        return min(_LONGEST_PENALTY, _PENALTY[outcome] * doubled), False
    return min(SOON if since_hope < HOPE else LATER, FIRST_PAUSE * doubled), True


class Dialler:
    """Tries its targets until they are connected, each in a task of its own.

    ``connect`` dials a target and returns how that ended, after the link is over if there was one; ``linked`` waits
    while there is a link to an identity.
    """

    def __init__(
        self,
        connect: Callable[[Target], Awaitable[Outcome]],
        unlinked: Callable[[bytes], Awaitable[None]],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._connect = connect
        self._unlinked = unlinked
        self._jitter = jitter
        self._targets: dict[bytes | Address, tuple[Target, asyncio.Task[None]]] = {}
        self._clock = asyncio.get_running_loop().time

    def want(self, key: bytes | Address, means: Means, addresses: tuple[Address, ...]) -> None:
        """Dial there; one known by this key already is tried at its new addresses, at once."""
        if not addresses or (key not in self._targets and means in _FOUND and self._found() >= MAX_FOUND):
            return
        if key in self._targets:
            target, _task = self._targets[key]
            target.addresses = addresses
            target.hopeful = self._clock()
            target.haste.set()
            return
        target = Target(means, addresses, self._clock())
        task = asyncio.create_task(self._pursue(key, target))
        self._targets[key] = target, task

    def haste(self) -> None:
        """Something changed for the better: try everybody now."""
        for target, _task in self._targets.values():
            target.hopeful = self._clock()
            target.haste.set()

    async def close(self) -> None:
        tasks = [task for _target, task in self._targets.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _found(self) -> int:
        return sum(target.means in _FOUND for target, _task in self._targets.values())

    async def _pursue(self, key: bytes | Address, target: Target) -> None:
        while not self._forgotten(target):
            if target.identity is not None:
                await self._unlinked(target.identity)
            target.haste.clear()
            outcome = await self._connect(target)
            if outcome is Outcome.CONNECTED:  # and the line broke later
                target.failures = 0
                target.hopeful = self._clock()
            else:
                target.failures += 1
            await self._rest(target, *pause(outcome, target.failures, self._clock() - target.hopeful))
        del self._targets[key]

    def _forgotten(self, target: Target) -> bool:
        return target.means in _FOUND and self._clock() - target.hopeful > FORGET

    async def _rest(self, target: Target, seconds: float, hasty: bool) -> None:
        # Two peers that lost each other do not dial at the same instant for ever.
        seconds *= 0.75 + 0.5 * self._jitter()
        shortest = min(seconds, HURRIED)
        await asyncio.sleep(shortest if hasty else seconds)
        if hasty and seconds > shortest:
            try:
                await asyncio.wait_for(target.haste.wait(), seconds - shortest)
            except TimeoutError:
                return


_FOUND: Final = frozenset({Means.MDNS, Means.BROADCAST})
