"""A replica's presence on the network, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Final, TypeVar

from netterm.store import Admission
from netterm.sync.beacons import Surroundings
from netterm.sync.codes import Code
from netterm.sync.discovery import Address, Attempt
from netterm.sync.hub import Home, Hub
from netterm.sync.joining import Asked, Names
from netterm.sync.messages import DIRECTORY, PresenceMap, pack_presence
from netterm.sync.news import NodeEvent
from netterm.sync.presence import PeerStatus, Roll

LIFETIME: Final = 3600.0
"""Seconds that an invitation stands unless something else is said."""
_ANSWER: Final = 10.0

T = TypeVar("T")


class Node:
    """Finds the peers of a replica, syncs with them as long as it runs, and lets newcomers in.

    All methods may be called from any thread; none waits for the network but :meth:`stop`, two seconds at most.
    ``notify`` is called in the node's thread.
    """

    def __init__(
        self,
        home: Home,
        names: Names,
        notify: Callable[[NodeEvent], None] = lambda _event: None,
        *,
        listen: Address | None = None,
        remembered: Iterable[Address] = (),
        around: Surroundings = Surroundings(),  # noqa: B008 - frozen
        tag: bytes = b"",
    ) -> None:
        """``names`` are what a newcomer is shown; ``remembered`` are addresses that worked before; ``tag`` is what the
        programs on one data directory share (:class:`~netterm.sync.company.Company`), none where this is the only one.

        Who is to ``listen`` at one address is announced on that network alone, and nowhere if it is a loopback address.
        """
        self._home = home
        self._names = names
        self._notify = notify
        self._listen = listen
        self._remembered = tuple(remembered)
        self._around = around
        self._tag = tag or secrets.token_bytes(DIRECTORY)
        self._roll = Roll()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._hub: Hub | None = None
        self._stop: asyncio.Event | None = None

    def start(self) -> int:
        """Listen and look for peers; gives the port, 0 where nobody is to come.

        Raises :class:`~netterm.sync.transport.CannotListen`, or what is wrong with the credentials.
        """
        ready: Future[int] = Future()
        self._thread = threading.Thread(target=self._live, args=(ready,), name="netterm-node", daemon=True)
        self._thread.start()
        try:
            return ready.result()
        except BaseException:
            self._thread.join()
            self._thread = None
            raise

    def stop(self) -> None:
        """Say goodbye and end. Nothing that was received is lost."""
        loop, stop, thread = self._loop, self._stop, self._thread
        if thread is None or loop is None or stop is None:
            return
        with contextlib.suppress(RuntimeError):  # it has ended by itself
            loop.call_soon_threadsafe(stop.set)
        thread.join()
        self._thread = None

    def peers(self) -> tuple[PeerStatus, ...]:
        """Everybody met since the start: who is here first."""
        return self._roll.peers()

    def attempts(self) -> tuple[Attempt, ...]:
        """The ladder: what was tried, and what came of it last, oldest first."""
        return self._ask(lambda hub: hub.ladder.attempts)

    def presence(self, presence: PresenceMap) -> None:
        """Tell every peer where our person is; raises ValueError for a map that is not small and flat."""
        pack_presence(presence)
        self._tell(lambda hub: hub.show_presence(presence))

    def add_address(self, host: str, port: int) -> None:
        """Keep dialling there."""
        self._tell(lambda hub: hub.add_address(Address(host, port)))

    def local_changed(self) -> None:
        """Entries were committed that the replica's own notices do not tell of."""
        self._tell(lambda hub: hub.local_changed())

    def invite(self, code: Code, decide: Callable[[Asked], Admission | None], *, lifetime: float = LIFETIME) -> None:
        """Announce the code for ``lifetime`` seconds, and let in who has it, if ``decide`` says so.

        ``decide`` is called in a thread of its own, once per newcomer, and may take its time; None refuses. See
        :func:`~netterm.sync.door.letting_in`.
        """
        self._ask(lambda hub: hub.invite(code, lifetime, decide))

    def withdraw(self, code: Code) -> None:
        """Let nobody in with this code any more."""
        self._ask(lambda hub: hub.withdraw(code))

    def _tell(self, call: Callable[[Hub], None]) -> None:
        loop, hub = self._loop, self._hub
        if loop is not None and hub is not None:
            with contextlib.suppress(RuntimeError):  # it has ended
                loop.call_soon_threadsafe(call, hub)

    def _ask(self, call: Callable[[Hub], T]) -> T:
        answer: Future[T] = Future()

        def work(hub: Hub) -> None:
            try:
                answer.set_result(call(hub))
            except Exception as error:  # noqa: BLE001 - raised again where it was asked
                answer.set_exception(error)

        self._tell(work)
        return answer.result(_ANSWER)

    def _live(self, ready: Future[int]) -> None:
        try:
            asyncio.run(self._main(ready))
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    async def _main(self, ready: Future[int]) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._hub = Hub(self._home, self._names, self._around, self._roll, self._notify, self._tag, self._listen)
        ready.set_result(self._hub.open())
        await self._hub.run(self._remembered, self._stop)
