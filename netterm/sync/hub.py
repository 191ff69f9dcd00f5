"""What the node does in its loop: it listens, dials, and runs the lines.

Everything here runs in the node's thread but the link and its ledger, which have one of their own.
"""

from __future__ import annotations

import asyncio
import secrets
import ssl
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, Protocol

from netterm.store import Admission, Refused, identity_of, tls_context
from netterm.sync.beacons import Beacons, Heard, Speaker, Surroundings
from netterm.sync.codes import Code
from netterm.sync.dialling import Dialler, Target
from netterm.sync.discovery import Address, Attempt, Interface, Knows, Means, Outcome, Who, likely_first
from netterm.sync.door import Doorkeeper
from netterm.sync.events import Event, InSync, PeerKnown, Reason, Received
from netterm.sync.joining import Asked, Names, binding
from netterm.sync.ladder import Ladder
from netterm.sync.ledger import Ledger
from netterm.sync.line import QUIET_AFTER, Line
from netterm.sync.lines import Bars, Lines, stays
from netterm.sync.messages import DIRECTORY, PresenceMap
from netterm.sync.messages import NONCE as PROCESS_NONCE
from netterm.sync.news import FromPeer, NodeEvent, Reached, Tried, Trouble
from netterm.sync.presence import Roll
from netterm.sync.protocol import Link
from netterm.sync.transport import Connection, DialError, Listener

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_GOODBYE: Final = 1.0


class Home(Ledger, Protocol):
    """What a node needs of a replica: what the protocol needs, and the means to show who it is."""

    @property
    def credentials(self) -> bytes:
        """The chain of this identity's certificates, PEM."""

    @property
    def roots(self) -> bytes:
        """The certificates that chains of this network end in, PEM."""

    @property
    def private_key(self) -> Ed25519PrivateKey:
        """Of :attr:`identity`."""

    def label(self, identity: bytes) -> str:
        """How people call an identity."""

    def subscribe(self, callback: Callable[[object], None]) -> Callable[[], None]:
        """Call back, from any thread, after each commit; gives what ends that."""


class Hub:
    """The inside of a :class:`~netterm.sync.node.Node`; made and used in its loop."""

    def __init__(
        self,
        home: Home,
        names: Names,
        around: Surroundings,
        roll: Roll,
        notify: Callable[[NodeEvent], None],
        tag: bytes,
        listen: Address | None,
    ) -> None:
        """``listen`` None: everywhere, at a port that is free; see :class:`~netterm.sync.node.Node` for the others."""
        self._home = home
        self._around = around
        self._listen = listen
        self._roll = roll
        self._notify = notify
        self._loop = asyncio.get_running_loop()
        self._ledger = ThreadPoolExecutor(1, "netterm-ledger")
        self._server = tls_context(True, home.credentials, home.private_key, home.roots)
        self._client = tls_context(False, home.credentials, home.private_key, home.roots)
        self._listener = Listener(self._server, self._serve)
        self._dialler = Dialler(self._connect, self._until_unlinked)
        self._door = Doorkeeper(
            home.identity, names, binding(_first_certificate(home.credentials)), notify, self._doors_changed
        )
        self._lines = Lines()
        self._nonce = tag + secrets.token_bytes(PROCESS_NONCE - DIRECTORY)
        self._bars = Bars(self._loop.time)
        self._presence: PresenceMap | None = None
        self._speaker = Speaker.new(0, Knows(home.network))
        self.ladder = Ladder(lambda attempt: notify(Tried(attempt)))
        confined = listen is not None and not listen.is_everywhere
        here = replace(around, look=self._reachable_at, confined=True) if confined else around
        self._beacons = Beacons(self._speaker, self._heard, self.ladder.tried, self._moved, here)

    def open(self) -> int:
        """Listen, if that is wanted; gives the port, 0 for none."""
        if self._around.listens:
            self._speaker.port = self._listener.open(self._listen)
        return self._speaker.port

    def _reachable_at(self) -> frozenset[Interface]:
        """The one interface that we listen at."""
        return frozenset(each for each in self._around.look() if each.ip == self._listener.host)

    @property
    def _stays_home(self) -> bool:
        """Whether we listen at this computer's own address alone: then we go to nobody who was not typed."""
        return bool(self._listener.host) and ip_address(self._listener.host).is_loopback

    async def run(self, remembered: Iterable[Address], stop: asyncio.Event) -> None:
        """Until ``stop``."""
        unsubscribe = self._home.subscribe(self._committed)
        announcing = asyncio.create_task(self._announce())
        try:
            for address in () if self._stays_home else remembered:
                self._dialler.want(address, Means.REMEMBERED, (address,))
            await stop.wait()
        finally:
            unsubscribe()
            announcing.cancel()
            await asyncio.gather(announcing, return_exceptions=True)
            await self._say_goodbye()
            await self._dialler.close()
            await self._listener.close()
            self._ledger.shutdown()

    async def _announce(self) -> None:
        if not self._around.beacons or self._stays_home:
            return
        try:
            await self._beacons.run()
        except Exception as error:  # noqa: BLE001 - the outermost door of this task: typed addresses still work
            self._notify(Trouble(error))

    async def _say_goodbye(self) -> None:
        lines = self._lines.all()
        for line in lines:
            line.close(Reason.LEAVING)
        leaving = [asyncio.create_task(self._until_unlinked(line.link.peer)) for line in lines]
        if leaving:
            _done, late = await asyncio.wait(leaving, timeout=_GOODBYE)
            for task in late:
                task.cancel()

    # What people at this computer do

    def add_address(self, address: Address) -> None:
        """Dial there from now on."""
        self._dialler.want(address, Means.TYPED, (address,))

    def show_presence(self, presence: PresenceMap) -> None:
        """Tell every peer where our person is."""
        self._presence = presence
        for line in self._lines.all():
            line.send_presence(presence)

    def _committed(self, _changed: object) -> None:
        self._loop.call_soon_threadsafe(self.local_changed)

    def local_changed(self) -> None:
        """Entries were committed here."""
        self._roll.changed_here()
        for line in self._lines.all():
            line.local_changed()

    def invite(self, code: Code, lifetime: float, decide: Callable[[Asked], Admission | None]) -> None:
        """Let a newcomer with this code in, as ``decide`` says; see :meth:`Node.invite`."""
        # A newcomer has no certificate yet. One that is shown is checked all the same.
        self._server.verify_mode = ssl.CERT_OPTIONAL
        self._door.invite(code, lifetime, decide)

    def withdraw(self, code: Code) -> None:
        """Let nobody in with it any more."""
        self._door.withdraw(code)

    def _doors_changed(self) -> None:
        codes = self._door.codes
        if codes != self._speaker.knows.codes:
            self._speaker.knows = Knows(self._home.network, codes)
            self._beacons.changed()

    # Finding

    def _heard(self, heard: Heard) -> None:
        if heard.who is Who.MEMBER:
            self._dialler.want(heard.instance, heard.means, likely_first(heard.addresses, self._around.look()))

    def _moved(self) -> None:
        for line in self._lines.all():
            line.suspect()
        self._dialler.haste()

    async def _until_unlinked(self, identity: bytes) -> None:
        await self._lines.until_unlinked(identity)

    # Lines

    async def _connect(self, target: Target) -> Outcome:
        self.ladder.tried(Attempt(target.means, str(target.addresses[0]), Outcome.LOOKING))
        try:
            connection = await self.ladder.dial(target.means, target.addresses, self._client)
        except DialError as failure:
            return failure.outcome
        outcome = await self._talk(connection, target)
        if outcome is not Outcome.CONNECTED:
            self.ladder.tried(Attempt(target.means, str(connection.address), outcome))
        return outcome

    async def _talk(self, connection: Connection, target: Target) -> Outcome:
        target.identity = identity = _identity(connection)
        if identity is None:
            await connection.close()
            return Outcome.STRANGER
        rivals = [] if identity == self._home.identity else self._lines.known.get(identity, [])
        if self._bars.stands(identity) or any(rival.silent < QUIET_AFTER for rival in rivals):
            await connection.close()
            return Outcome.DUPLICATE if rivals else Outcome.MISBEHAVED

        def known() -> None:
            self.ladder.tried(Attempt(target.means, str(connection.address), Outcome.CONNECTED))
            self._notify(Reached(identity, connection.address))

        line = await self._run(connection, identity, known, dialled=True)
        if line.known and line.outcome in {Outcome.DROPPED, Outcome.TIMED_OUT}:
            self.ladder.tried(Attempt(target.means, str(connection.address), Outcome.DROPPED))
            return Outcome.CONNECTED
        return line.outcome

    async def _serve(self, connection: Connection, known: Callable[[], None]) -> None:
        if connection.certificate is None:
            await self._door.open(connection, known)
            return
        identity = _identity(connection)
        if identity is None or self._bars.stands(identity):
            await connection.close()
            return
        await self._run(connection, identity, known, dialled=False)

    async def _run(self, connection: Connection, identity: bytes, known: Callable[[], None], *, dialled: bool) -> Line:
        link = Link(
            self._home, dialled=dialled, peer=identity, certificate=connection.certificate or b"", nonce=self._nonce,
            clock=_wall,
        )  # fmt: skip

        def happened(line: Line, event: Event) -> None:
            if isinstance(event, PeerKnown):
                known()
                self._arrived(line)
            self._told(line, event)

        line = Line(connection, link, self._ledger, happened)
        try:
            await line.run()
        finally:
            self._over(line)
        return line

    def _arrived(self, line: Line) -> None:
        rivals = [] if line.link.peer == self._home.identity else self._lines.rivals(line)
        self._lines.add(line)
        for rival in rivals:
            if stays(self._home.identity, line, rival):
                rival.close(Reason.DUPLICATE)
            else:
                line.close(Reason.DUPLICATE)
        self._roll.arrived(line.link.peer, self._home.label(line.link.peer), line.address, time.time())
        if self._presence is not None:
            line.send_presence(self._presence)

    def _told(self, line: Line, event: Event) -> None:
        if line.reason is Reason.SELF:
            return  # no peer
        if line not in self._lines.known.get(line.link.peer, ()):
            if line.known:
                return  # the goodbye of a duplicate is no news of the peer
        elif line.reason is not Reason.DUPLICATE:
            self._roll.told(line.link.peer, event, time.time())
            if isinstance(event, InSync):
                self._roll.named(line.link.peer, self._home.label(line.link.peer))
        if isinstance(event, Received) and event.new:
            for other in self._lines.all():
                if other is not line:
                    other.local_changed()
        self._notify(FromPeer(line.link.peer, event))

    def _over(self, line: Line) -> None:
        if self._lines.drop(line):
            self._roll.left(line.link.peer, time.time())
        if line.outcome is Outcome.MISBEHAVED:
            self._bars.put(line.link.peer)
        if line.trouble is not None:
            self._notify(Trouble(line.trouble))


def _identity(connection: Connection) -> bytes | None:
    try:
        return identity_of(connection.certificate or b"")
    except Refused:
        return None


def _first_certificate(chain: bytes) -> bytes:
    end = "-----END CERTIFICATE-----"
    return ssl.PEM_cert_to_DER_cert(chain.decode("ascii").partition(end)[0] + end)


def _wall() -> int:
    return time.time_ns() // 1_000_000
