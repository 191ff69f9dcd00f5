"""One connection to one peer: bytes carried between a socket and the protocol's :class:`~netterm.sync.protocol.Link`.

The link calls the ledger, which may take a second for a large batch. So it works in the node's ledger thread, while the
loop goes on showing the peer that this side lives.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Final, TypeVar

from netterm.sync.discovery import Outcome
from netterm.sync.events import Event, Misbehaved, PeerKnown, PeerRefused, Reason, TurnedAway
from netterm.sync.frames import write_frame
from netterm.sync.messages import PresenceMap
from netterm.sync.protocol import Link
from netterm.sync.transport import Connection, tls_fault
from netterm.sync.turns import State

T = TypeVar("T")

ALIVE: Final = write_frame(0x3F, b"", may_ignore=True)
"""A frame that says nothing but that the sender lives; every version may skip it."""
ALIVE_EVERY: Final = 2.0
DEAD_AFTER: Final = 6.0
"""Seconds without a byte from the peer."""
SUSPECTED_AFTER: Final = 3.0
"""The same once the interfaces have changed."""
QUIET_AFTER: Final = 4.0
"""Seconds after which a second link to the same peer is believed rather than this one."""
GREETING: Final = 8.0
"""Seconds that a peer has to say who it is."""
IDLE_EVERY: Final = 5.0
PRESENCE_AGAIN: Final = 0.25
_TICK: Final = 0.5
_READ: Final = 128 << 10


class Line:
    """A link on its socket. ``happened`` is called in the loop with each link event, as it happens."""

    def __init__(
        self, connection: Connection, link: Link, ledger: Executor, happened: Callable[[Line, Event], None]
    ) -> None:
        self.address = connection.address
        self.link = link
        self.known = False
        self.outcome = Outcome.DROPPED
        """Why it ended."""
        self.reason: Reason | None = None
        """What was said when one side refused the other."""
        self.trouble: BaseException | None = None
        """What the ledger raised, if that ended it."""
        self._connection = connection
        self._ledger = ledger
        self._happened = happened
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._began = self._heard = self._said = self._idled = self._loop.time()
        self._patience = DEAD_AFTER
        self._reading = False
        self._active = True
        self._changed = False

    @property
    def silent(self) -> float:
        """Seconds since the peer was heard; 0 while what it said is being worked on."""
        return self._loop.time() - self._heard if self._reading else 0.0

    async def run(self) -> None:
        """Until either side ends it."""
        parts = [asyncio.create_task(part) for part in (self._read(), self._write(), self._watch())]
        self._wake.set()
        try:
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for part in parts:
                part.cancel()
            for error in await asyncio.gather(*parts, return_exceptions=True):
                if isinstance(error, ssl.SSLError) and not self.known:
                    self.outcome = tls_fault(error)
            await self._connection.close()
            for event in await self._call(self.link.closed):
                self._tell(event)

    def local_changed(self) -> None:
        """Entries were committed here."""
        self._changed = True
        self._wake.set()

    def send_presence(self, presence: PresenceMap) -> None:
        """Tell the peer where our person is. What came too soon after the last is said a little later."""
        self._soon(lambda: self.link.send_presence(presence))
        self._loop.call_later(PRESENCE_AGAIN, self._wake.set)

    def suspect(self) -> None:
        """The interfaces changed: unless the peer is heard within its usual time, it is gone."""
        self._patience = SUSPECTED_AFTER

    def close(self, reason: Reason) -> None:
        """Say goodbye; :meth:`run` ends once that was sent."""
        self._soon(lambda: self.link.close(reason))

    def _soon(self, call: Callable[[], list[Event]]) -> None:
        working = self._loop.create_task(self._do(call))
        working.add_done_callback(lambda task: task.cancelled() or task.exception())

    async def _read(self) -> None:
        while self.link.state is not State.CLOSED:
            self._reading = True
            data = await self._connection.reader.read(_READ)
            self._reading = False
            self._heard = self._loop.time()
            self._patience = DEAD_AFTER
            if not data:
                return
            await self._do(lambda data=data: self.link.receive(data))  # type: ignore[misc]  # binds the loop's value
        await asyncio.Event().wait()  # until the goodbye was sent

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while data := await self._pending():
                self._connection.writer.write(data)
                self._said = self._loop.time()
                await self._connection.writer.drain()
            if self.link.state is State.CLOSED:
                return

    async def _pending(self) -> bytes:
        changed, self._changed = self._changed, False

        def call() -> tuple[list[Event], bytes]:
            events = self.link.local_changed() if changed else self.link.more()
            return events, self.link.data_to_send()

        events, data = await self._call(call)
        self._active = self._active or bool(data)
        for event in events:
            self._tell(event)
        return data

    async def _watch(self) -> None:
        """Ends when the peer is not heard any more."""
        unsettled = False
        while True:
            slept = self._loop.time()
            await asyncio.sleep(_TICK)
            now = self._loop.time()
            if now - slept > 3 * _TICK:  # this computer slept or was busy: what the peer said waits in the socket
                self._heard = now
            if not self.known and now - self._began > GREETING:
                self.outcome = Outcome.TIMED_OUT
                return
            if self.silent > self._patience:
                self._connection.abort()
                return
            self._show_life(now)
            # Comparing takes its time: while people write, it waits for a pause, though not for long.
            calm = unsettled and not self._active
            unsettled, self._active = unsettled or self._active, False
            if calm or now - self._idled > IDLE_EVERY:
                unsettled = False
                self._idled = now
                await self._do(self.link.idle)

    def _show_life(self, now: float) -> None:
        writer = self._connection.writer
        # What still waits to be sent shows life by itself, once it is sent.
        if self.known and now - self._said >= ALIVE_EVERY - _TICK and not writer.transport.get_write_buffer_size():
            writer.write(ALIVE)
            self._said = now

    async def _do(self, call: Callable[[], list[Event]]) -> None:
        events = await self._call(call)
        self._active = self._active or bool(events)
        for event in events:
            self._tell(event)
        self._wake.set()

    async def _call(self, call: Callable[[], T]) -> T:
        try:
            return await self._loop.run_in_executor(self._ledger, call)
        except Exception as error:
            self.trouble = error
            raise

    def _tell(self, event: Event) -> None:
        match event:
            case PeerKnown():
                self.known = True
            case PeerRefused(reason) | TurnedAway(reason):
                self.reason = reason
                self.outcome = _OUTCOMES.get(reason, Outcome.DROPPED)
            case Misbehaved():
                self.reason = Reason.MISBEHAVED
                self.outcome = Outcome.MISBEHAVED
        self._happened(self, event)


_OUTCOMES: Final = {
    Reason.SELF: Outcome.OURSELVES,
    Reason.DUPLICATE: Outcome.DUPLICATE,
    Reason.NETWORK: Outcome.STRANGER,
    Reason.UNKNOWN: Outcome.DENIED,
    Reason.REMOVED: Outcome.DENIED,
    Reason.VERSION: Outcome.VERSION,
    Reason.MISBEHAVED: Outcome.MISBEHAVED,
}
