"""The two beacons, mDNS and UDP broadcast, and the watch over this computer's interfaces.

All of it runs in the node's loop and reports what it hears through one callback.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import secrets
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from netterm.sync.discovery import (
    BROADCAST_PORT,
    INSTANCE,
    NONCE,
    SERVICE,
    TOKEN,
    Address,
    Announcement,
    Attempt,
    Interface,
    Knows,
    Means,
    Outcome,
    Who,
    announce,
    broadcasts,
    from_datagram,
    from_properties,
    interfaces,
    on_link,
)

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, Zeroconf
    from zeroconf.asyncio import AsyncZeroconf

WATCH: Final = 1.0
"""Seconds between two looks at the interfaces."""
CALLS: Final = (0.0, 1.0, 2.0)
"""Seconds after a start or a change of interfaces at which a datagram calls."""
CALL_EVERY: Final = 10.0
RESOLVE: Final = 3_000
"""Milliseconds that a service found by mDNS has to say where it is."""
_MAX_DATAGRAM: Final = 256
_MAX_RESOLVING: Final = 16
_ANSWERS: Final = 20
"""Datagrams answered within :data:`CALL_EVERY` seconds, at most."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a node finds around it, and how far it goes there; tests bring others."""

    look: Callable[[], frozenset[Interface]] = interfaces
    broadcast_port: int = BROADCAST_PORT
    beacons: bool = True
    """Whether to announce and to listen for announcements."""
    listens: bool = True
    """Whether others may come at all."""
    confined: bool = False
    """Whether ``look`` gives only a part of this computer's interfaces, and the others are left in peace."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One whom we look for announced itself, and is not this node."""

    instance: bytes
    who: Who
    addresses: tuple[Address, ...]
    """Where it may be dialled."""
    means: Means


@dataclass(slots=True)
class Speaker:
    """What this node says, made anew each time so that no two announcements share a nonce."""

    port: int
    """TCP; 0 when it cannot be dialled."""
    knows: Knows
    instance: bytes

    @classmethod
    def new(cls, port: int, knows: Knows) -> Speaker:
        return cls(port, knows, secrets.token_bytes(INSTANCE))

    def announcement(self) -> Announcement:
        return announce(self.knows, self.instance, self.port, secrets.token_bytes(NONCE), secrets.token_bytes(TOKEN))

    def seeks(self, announcement: Announcement) -> Who | None:
        """What it is to us; None for this node itself and for strangers."""
        return None if announcement.instance == self.instance else announcement.says(self.knows)


Hear = Callable[[Heard], None]
Report = Callable[[Attempt], None]


class Beacons:
    """Says that we are here, hears who else is, and begins anew whenever the interfaces change.

    ``hear`` gets everybody whom ``speaker`` looks for, ``report`` what was tried, ``moved`` is called after a change of
    interfaces. Loopback alone counts as no network.
    """

    def __init__(
        self,
        speaker: Speaker,
        hear: Hear,
        report: Report,
        moved: Callable[[], None],
        around: Surroundings,
    ) -> None:
        self._speaker = speaker
        self._report = report
        self._moved = moved
        self._look = around.look
        self._calls = _Calls(speaker, hear, report, around)
        self._services = _Services(speaker, hear, report)
        self._again = asyncio.Event()

    def changed(self) -> None:
        """What the speaker knows has changed: say so now."""
        self._again.set()

    async def run(self) -> None:
        """Until cancelled."""
        watching = asyncio.create_task(self._calls.run())
        try:
            await self._watch()
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await self._services.close()

    async def _watch(self) -> None:
        before: frozenset[Interface] | None = None
        while True:
            now = frozenset(each for each in self._look() if not each.loopback)
            if now != before or self._again.is_set():
                self._again.clear()
                if now != before and before is not None:
                    self._moved()
                before = now
                self._calls.again()
                await self._services.restart(now)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._again.wait(), WATCH)


class _Services:
    """mDNS. A new zeroconf for each set of interfaces: one that runs notices none that come later."""

    def __init__(self, speaker: Speaker, hear: Hear, report: Report) -> None:
        self._speaker = speaker
        self._hear = hear
        self._report = report
        self._running: AsyncZeroconf | None = None
        self._closing: asyncio.Task[None] | None = None
        self._resolving: set[asyncio.Task[None]] = set()

    async def restart(self, among: Iterable[Interface]) -> None:
        await self.close()
        among = tuple(among)
        if not among:
            self._report(Attempt(Means.MDNS, "", Outcome.NO_NETWORK))
            return
        try:
            await self._start(among)
        except (OSError, RuntimeError) as error:
            self._report(Attempt(Means.MDNS, "", Outcome.BLOCKED, str(error)))
        else:
            self._report(Attempt(Means.MDNS, "", Outcome.LOOKING))

    async def _start(self, among: tuple[Interface, ...]) -> None:
        from zeroconf import IPVersion, NonUniqueNameException, ServiceInfo
        from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf

        ips = sorted({each.ip for each in among})
        six = any(":" in ip for ip in ips)
        self._running = AsyncZeroconf(interfaces=ips, ip_version=IPVersion.All if six else IPVersion.V4Only)
        AsyncServiceBrowser(self._running.zeroconf, SERVICE, handlers=[self._changed])
        said = self._speaker.announcement()
        if said.port:
            name = said.instance.hex()
            service = ServiceInfo(
                SERVICE,
                f"{name}.{SERVICE}",
                port=said.port,
                properties=said.to_properties(),
                server=f"{name}.local.",
                parsed_addresses=ips,
            )
            with contextlib.suppress(NonUniqueNameException):
                # A random name needs no asking whether it is taken.
                await self._running.async_register_service(service, cooperating_responders=True)

    async def close(self) -> None:
        """Say goodbye. Cancelled or not, what was begun is carried through, and the next call waits for it."""
        for task in self._resolving:
            task.cancel()
        running, self._running = self._running, None
        if running is not None:
            self._closing = asyncio.create_task(_end(running))
        if self._closing is not None:
            await asyncio.shield(self._closing)

    def _changed(self, zeroconf: Zeroconf, service_type: str, name: str, state_change: object) -> None:
        from zeroconf import ServiceStateChange

        ours = name.startswith(self._speaker.instance.hex())
        if ours or state_change is ServiceStateChange.Removed or len(self._resolving) >= _MAX_RESOLVING:
            return
        task = asyncio.get_running_loop().create_task(self._resolve(zeroconf, service_type, name))
        self._resolving.add(task)
        task.add_done_callback(self._resolving.discard)

    async def _resolve(self, zeroconf: Zeroconf, service_type: str, name: str) -> None:
        from zeroconf import BadTypeInNameException
        from zeroconf.asyncio import AsyncServiceInfo

        try:
            service = AsyncServiceInfo(service_type, name)
        except BadTypeInNameException:
            return
        if not await service.async_request(zeroconf, RESOLVE):
            return
        announcement = from_properties(name.removesuffix("." + service_type), service.port or 0, service.properties)
        who = None if announcement is None else self._speaker.seeks(announcement)
        if announcement is not None and who is not None and announcement.port:
            self._hear(Heard(announcement.instance, who, _addresses(service), Means.MDNS))


async def _end(running: AsyncZeroconf) -> None:
    with contextlib.suppress(OSError, TimeoutError):
        await running.async_close()


def _addresses(service: ServiceInfo) -> tuple[Address, ...]:
    from zeroconf import IPVersion

    hosts = [
        *service.parsed_scoped_addresses(IPVersion.V4Only),
        *service.parsed_scoped_addresses(IPVersion.V6Only),
    ]
    return tuple(Address(host, service.port or 0) for host in hosts)


class _Calls:
    """UDP broadcast. Calls go out from a socket of their own, to which those who recognise the call answer."""

    def __init__(self, speaker: Speaker, hear: Hear, report: Report, around: Surroundings) -> None:
        self._speaker = speaker
        self._hear = hear
        self._report = report
        self._around = around
        self._port = around.broadcast_port
        self._again = asyncio.Event()
        self._answers = 0

    def again(self) -> None:
        """Call several times now."""
        self._again.set()

    async def run(self) -> None:
        """Until cancelled."""
        with contextlib.ExitStack() as opened:
            try:
                opened.callback((await _Ear.open(self._port, self._heard)).close)
            except OSError as error:  # call all the same: answers come to the other socket
                self._report(Attempt(Means.BROADCAST, f":{self._port}", Outcome.BLOCKED, str(error)))
            try:
                mouth = await _Ear.open(0, self._answered)
            except OSError as error:
                self._report(Attempt(Means.BROADCAST, "", Outcome.BLOCKED, str(error)))
                return
            opened.callback(mouth.close)
            while True:
                await self._round(mouth)

    async def _round(self, mouth: _Ear) -> None:
        waits = CALLS if self._again.is_set() else (CALL_EVERY,)
        self._again.clear()
        before = 0.0
        for wait in waits:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._again.wait(), wait - before)
                return
            before = wait
            self._answers = 0
            self._call(mouth, broadcasts(self._around.look(), confined=self._around.confined))

    def _call(self, mouth: _Ear, targets: Iterable[str]) -> None:
        datagram = self._speaker.announcement().to_datagram()
        for target in targets:
            outcome, detail = mouth.send(datagram, (target, self._port))
            self._report(Attempt(Means.BROADCAST, target, outcome, detail))

    def _heard(self, datagram: bytes, source: tuple[str, int], ear: _Ear) -> None:
        announcement = from_datagram(datagram)
        if announcement is None or self._speaker.seeks(announcement) is None or not self._is_near(source[0]):
            return
        if self._speaker.port and self._answers < _ANSWERS:
            self._answers += 1
            ear.send(self._speaker.announcement().to_datagram(), source)
        self._tell(announcement, source)

    def _answered(self, datagram: bytes, source: tuple[str, int], _ear: _Ear) -> None:
        announcement = from_datagram(datagram)
        if announcement is not None:
            self._tell(announcement, source)

    def _is_near(self, host: str) -> bool:
        """Whether it is on a network where we may be heard."""
        return not self._around.confined or on_link(host, self._around.look())

    def _tell(self, announcement: Announcement, source: tuple[str, int]) -> None:
        who = self._speaker.seeks(announcement)
        if who is not None and announcement.port:
            address = Address(source[0], announcement.port)
            self._hear(Heard(announcement.instance, who, (address,), Means.BROADCAST))


class _Ear(asyncio.DatagramProtocol):
    """A UDP socket: what it hears goes to a callback."""

    def __init__(self, raw: socket.socket, heard: Callable[[bytes, tuple[str, int], _Ear], None]) -> None:
        self._raw = raw
        self._heard = heard
        self.close: Callable[[], None] = raw.close

    @classmethod
    async def open(cls, port: int, heard: Callable[[bytes, tuple[str, int], _Ear], None]) -> _Ear:
        """On every interface. 0 is a port of its own; another is shared with other programs of this computer."""
        raw = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            raw.setblocking(False)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            if port:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if hasattr(socket, "SO_REUSEPORT"):
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            raw.bind(("0.0.0.0", port))
            loop = asyncio.get_running_loop()
            transport, ear = await loop.create_datagram_endpoint(lambda: cls(raw, heard), sock=raw)
        except OSError:
            raw.close()
            raise
        ear.close = transport.close
        return ear

    def send(self, datagram: bytes, target: tuple[str, int]) -> tuple[Outcome, str]:
        # Straight to the socket: a transport would report a failure later, without saying of which datagram.
        try:
            self._raw.sendto(datagram, target)
        except OSError as error:
            return (Outcome.NO_ROUTE if error.errno in _NO_ROUTE else Outcome.BLOCKED), str(error.strerror)
        return Outcome.LOOKING, ""

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if len(data) <= _MAX_DATAGRAM:
            self._heard(data, addr, self)

    def error_received(self, exc: Exception) -> None:
        """An answer that could not be delivered says nothing about the next one."""


_NO_ROUTE: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.ENETDOWN})
