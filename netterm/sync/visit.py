"""One connection of a joining, as both of its sides hold it: a person may take time to answer, a dead line may not."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Final

from netterm.sync.transport import Connection

STEP: Final = 5.0
"""Seconds for each step before a person is asked."""
DEAD_AFTER: Final = 8.0
"""Seconds without a sign of life while a person thinks."""
ALIVE_EVERY: Final = 2.0
_TICK: Final = 0.5
_READ: Final = 16 << 10


class Visit:
    """Reads and writes in time, and tells when to show life and when the other side shows none."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._clock = asyncio.get_running_loop().time
        self._shown = self._heard = self._clock()
        self._reading: asyncio.Future[bytes] | None = None

    async def read(self, beside: asyncio.Future[Any] | None = None) -> bytes | None:
        """What came within a moment, perhaps nothing; None at the end. Gives up early once ``beside`` is done."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._connection.reader.read(_READ))
        waited = [self._reading] if beside is None else [self._reading, beside]
        await asyncio.wait(waited, timeout=_TICK, return_when=asyncio.FIRST_COMPLETED)
        if not self._reading.done():
            return b""
        data, self._reading = self._reading.result(), None
        self.answered()
        return data or None

    async def send(self, data: bytes) -> None:
        """All of it; that the line broke shows when reading."""
        if data:
            self._connection.writer.write(data)
            with contextlib.suppress(OSError):
                await self._connection.writer.drain()

    def answered(self) -> None:
        """From now on the other side has all its time again."""
        self._heard = self._clock()

    def is_silent(self, *, thinking: bool) -> bool:
        """Whether the other side was not heard for longer than it may be; ``thinking`` while a person is asked."""
        return self._clock() - self._heard > (DEAD_AFTER if thinking else STEP)

    def is_due(self) -> bool:
        """Whether it is time to show life; then it counts as shown."""
        if self._clock() - self._shown < ALIVE_EVERY:
            return False
        self._shown = self._clock()
        return True

    async def end(self, last: bytes = b"") -> None:
        """Say this, and close."""
        if self._reading is not None:
            self._reading.cancel()
        await self.send(last)
        await self._connection.close()
