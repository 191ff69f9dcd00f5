"""Sockets under TLS: who dials, who listens, and why it did not come about."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from netterm.errors import Failure, refusal
from netterm.locale import N_
from netterm.sync.discovery import Address, Outcome

CONNECT: Final = 2.5
"""Seconds that TCP has to connect to an address: where packets are lost, a new try is sooner than a late repetition."""
HANDSHAKE: Final = 6.0
"""Seconds that TLS has."""
GOODBYE: Final = 1.0
"""Seconds in which what is left may be sent, and the peer may answer the goodbye of TLS."""
STAGGER: Final = 0.3
"""Seconds between starts at several addresses of one peer."""
MAX_UNKNOWN: Final = 16
"""Connections at once whose peer is not known yet; further ones are closed unanswered."""
MAX_UNKNOWN_OF_ONE: Final = 6
"""Among them from one address."""
_BUFFER: Final = 256 << 10
_BACKLOG: Final = 16


class DialError(Exception):
    """No connection came about; ``detail`` in the words of the operating system."""

    def __init__(self, outcome: Outcome, detail: str = "") -> None:
        super().__init__(outcome.name, detail)
        self.outcome = outcome
        self.detail = detail


class CannotListen(Failure):
    """The address asked for cannot be listened at."""

    def __init__(self, address: Address, error: OSError) -> None:
        super().__init__(
            N_("Nobody can connect at {address}: {reason}. Choose another address or port."),
            address=address,
            reason=refusal(error),
        )


@dataclass(frozen=True, slots=True)
class Connection:
    """TLS is up; who the peer is, only its certificate says so far."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    address: Address
    """The peer's."""
    certificate: bytes | None
    """The peer's, DER, checked unless the context checks nothing; None where it showed none."""

    def abort(self) -> None:
        """Drop it: nobody is there to say goodbye to."""
        self.writer.transport.abort()

    async def close(self) -> None:
        """Send what is left, for a second at most."""
        self.writer.close()
        try:
            with contextlib.suppress(OSError, TimeoutError):
                await asyncio.wait_for(self.writer.wait_closed(), GOODBYE)
        finally:
            self.abort()  # a peer that is asked to say goodbye may be silent, and who waits for it be cancelled


async def dial(addresses: Sequence[Address], context: ssl.SSLContext) -> Connection:
    """TLS with whoever answers first at these addresses of one peer; raises :class:`DialError`."""
    raw, address = await _race(addresses)
    try:
        return await _secured(raw, address, context, server=False)
    except (OSError, EOFError) as error:
        raise DialError(_reason(error), str(error)) from error


async def _race(addresses: Sequence[Address]) -> tuple[socket.socket, Address]:
    starts = [asyncio.create_task(_reach(address, STAGGER * at)) for at, address in enumerate(addresses)]
    failures: list[OSError] = []
    won: tuple[socket.socket, Address] | None = None
    try:
        for finished in asyncio.as_completed(starts):
            try:
                won = await finished
                return won
            except OSError as error:
                failures.append(error)
    finally:
        for start in starts:
            start.cancel()
        for late in await asyncio.gather(*starts, return_exceptions=True):
            if isinstance(late, tuple) and late is not won:
                late[0].close()
    first = failures[0] if failures else OSError(errno.EDESTADDRREQ, "no address")
    raise DialError(_reason(first), str(first))


async def _reach(address: Address, delay: float) -> tuple[socket.socket, Address]:
    await asyncio.sleep(delay)
    loop = asyncio.get_running_loop()
    failure = OSError(errno.EADDRNOTAVAIL, "no address")
    async with asyncio.timeout(CONNECT):
        for family, kind, protocol, _name, target in await loop.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM
        ):
            try:
                return await _connected(socket.socket(family, kind, protocol), target), address
            except OSError as error:
                failure = error
    raise failure


async def _connected(raw: socket.socket, target: object) -> socket.socket:
    try:
        raw.setblocking(False)
        await asyncio.get_running_loop().sock_connect(raw, target)  # type: ignore[arg-type]  # what getaddrinfo gave
    except BaseException:
        raw.close()
        raise
    return raw


class _Streamed(asyncio.StreamReaderProtocol):
    """Knows its transport, also where nobody else came to know it."""

    transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        super().connection_made(transport)


async def _secured(raw: socket.socket, address: Address, context: ssl.SSLContext, *, server: bool) -> Connection:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=_BUFFER)
    protocol = _Streamed(reader)
    try:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if server:
            transport, _protocol = await loop.connect_accepted_socket(
                lambda: protocol, raw, ssl=context, ssl_handshake_timeout=HANDSHAKE
            )
        else:
            transport, _protocol = await loop.create_connection(
                lambda: protocol, sock=raw, ssl=context, server_hostname="", ssl_handshake_timeout=HANDSHAKE
            )
    except BaseException:
        if isinstance(protocol.transport, asyncio.Transport):  # cancelled just as TLS came up
            protocol.transport.abort()
        raw.close()
        raise
    writer = asyncio.StreamWriter(transport, protocol, reader, loop)
    secured: ssl.SSLObject = writer.get_extra_info("ssl_object")
    return Connection(reader, writer, address, secured.getpeercert(binary_form=True))


_OUTCOMES: Final = {
    errno.ECONNREFUSED: Outcome.REFUSED,
    errno.ETIMEDOUT: Outcome.TIMED_OUT,
    errno.ENETUNREACH: Outcome.NO_ROUTE,
    errno.EHOSTUNREACH: Outcome.NO_ROUTE,
    errno.EADDRNOTAVAIL: Outcome.NO_ROUTE,
    errno.ENETDOWN: Outcome.NO_NETWORK,
    errno.EACCES: Outcome.BLOCKED,
    errno.EPERM: Outcome.BLOCKED,
}


def _reason(error: Exception) -> Outcome:
    match error:
        case socket.gaierror():
            return Outcome.NO_NAME
        case ssl.SSLError():
            return tls_fault(error)
        case TimeoutError() | ConnectionAbortedError(errno=None):  # asyncio's, where a handshake takes too long
            return Outcome.TIMED_OUT
        case OSError(errno=int(number)) if number in _OUTCOMES:
            return _OUTCOMES[number]
    return Outcome.DROPPED


_REFUSALS: Final = (
    "BAD_CERTIFICATE", "UNSUPPORTED_CERTIFICATE", "CERTIFICATE_REVOKED", "CERTIFICATE_EXPIRED", "CERTIFICATE_UNKNOWN",
    "UNKNOWN_CA", "ACCESS_DENIED", "CERTIFICATE_REQUIRED",
)  # fmt: skip
"""The alerts by which a peer says that it does not accept our certificate (RFC 8446, 6.2), as OpenSSL's names end."""


def tls_fault(error: ssl.SSLError) -> Outcome:
    """What a failure of TLS says: a certificate is of another network, the line broke, or it was no TLS of ours.

    With TLS 1.3 a client learns only at its first read that its own certificate was not accepted.
    """
    reason = error.reason or ""
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Outcome.DROPPED
    if isinstance(error, ssl.SSLCertVerificationError) or ("ALERT" in reason and reason.endswith(_REFUSALS)):
        return Outcome.STRANGER
    return Outcome.GARBLED


class Listener:
    """Accepts connections, a few unknown ones at a time.

    ``serve`` gets each with a function that it calls once it knows the peer; it owns the connection.
    """

    def __init__(
        self, context: ssl.SSLContext, serve: Callable[[Connection, Callable[[], None]], Awaitable[None]]
    ) -> None:
        self._context = context
        self._serve = serve
        self._sockets: list[socket.socket] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._unknown: Counter[str] = Counter()

    def open(self, at: Address | None) -> int:
        """Listen there, or everywhere at a port that is free; gives the port. Raises :class:`CannotListen`."""
        try:
            self._sockets = _everywhere(0) if at is None else _bound(at)
        except OSError as error:
            raise CannotListen(at or Address("0.0.0.0", 0), error) from error
        for each in self._sockets:
            each.setblocking(False)
            self._spawn(self._accept(each))
        port: int = self._sockets[0].getsockname()[1]
        return port

    @property
    def host(self) -> str:
        """The IP address that it listens at, without scope; '' while it does not."""
        bound: str = self._sockets[0].getsockname()[0] if self._sockets else ""
        return bound.partition("%")[0]

    async def close(self) -> None:
        """Accept nothing more and drop what is not known yet."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for each in self._sockets:
            each.close()

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                raw, source = await loop.sock_accept(listening)
            except OSError:  # no file descriptors are left, or the guest has gone again
                await asyncio.sleep(0.5)
                continue
            address = _plain(source[0], source[1])
            key = counted_as(address.host)
            if self._unknown.total() >= MAX_UNKNOWN or self._unknown[key] >= MAX_UNKNOWN_OF_ONE:
                raw.close()
                continue
            self._unknown[key] += 1
            self._spawn(self._welcome(raw, address, key))

    async def _welcome(self, raw: socket.socket, address: Address, key: str) -> None:
        known = False

        def now_known() -> None:
            nonlocal known
            if not known:
                known = True
                self._unknown[key] -= 1
                self._unknown += Counter()  # drops what is 0

        try:
            try:
                connection = await _secured(raw, address, self._context, server=True)
            except (OSError, EOFError):
                return  # a stranger, or a line that broke
            await self._serve(connection, now_known)
        finally:
            now_known()


def _everywhere(port: int) -> list[socket.socket]:
    if socket.has_dualstack_ipv6():
        with contextlib.suppress(OSError):
            return [socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=_BACKLOG)]
    return [socket.create_server(("", port), backlog=_BACKLOG)]


def _bound(at: Address) -> list[socket.socket]:
    if at.is_everywhere:
        return _everywhere(at.port)
    found = socket.getaddrinfo(at.host, at.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, _kind, _protocol, _name, target = found[0]
    return [socket.create_server((str(target[0]), at.port), family=family, backlog=_BACKLOG)]


def _plain(host: str, port: int) -> Address:
    """Without the IPv6 dress of an IPv4 address."""
    return Address(host.removeprefix("::ffff:") if "." in host else host, port)


def counted_as(host: str) -> str:
    """Which hosts count as one where guesses and sockets are counted: a whole /64, for one computer has all of it."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False))
