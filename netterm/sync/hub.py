"""What the node does in its loop: it listens, dials, runs the lines, and lets newcomers in.

Everything here runs in the node's thread but the link and its ledger, which have one of their own.
"""

from __future__ import annotations

import asyncio
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from netterm.store import Admission, Refused, identity_of, tls_context
from netterm.sync.beacons import Beacons, Heard, Speaker, Surroundings
from netterm.sync.codes import Code
from netterm.sync.dialling import Dialler, Target
from netterm.sync.discovery import (
    Address,
    Attempt,
    Knows,
    Means,
    Outcome,
    Who,
    likely_first,
)
from netterm.sync.doorstep import Decide, receive_newcomer
from netterm.sync.events import Event, InSync, PeerKnown, Reason, Received
from netterm.sync.joining import (
    NONCE,
    Asked,
    Door,
    Invitation,
    Invitations,
    Names,
    Settled,
    Turned,
    binding,
)
from netterm.sync.ledger import Ledger
from netterm.sync.line import QUIET_AFTER, Line
from netterm.sync.messages import NONCE as PROCESS_NONCE
from netterm.sync.messages import PresenceMap
from netterm.sync.presence import Roll
from netterm.sync.protocol import Link, keep_which
from netterm.sync.transport import Connection, DialError, Listener, counted_as, dial

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BARRED: Final = 60.0
"""Seconds for which an identity that misbehaved is not talked to; twice as long each further time, up to an hour."""
_LONGEST_BARRED: Final = 3600.0
_GOODBYE: Final = 1.0
_MAX_ATTEMPTS: Final = 128


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


# What a node tells, in its own thread; whoever hears it must not dally.


@dataclass(frozen=True, slots=True)
class FromPeer:
    """A link told something."""

    identity: bytes
    event: Event


@dataclass(frozen=True, slots=True)
class Reached:
    """A peer was reached at this address: worth remembering for next time."""

    identity: bytes
    address: Address


@dataclass(frozen=True, slots=True)
class Tried:
    """A rung of the ladder."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """Something happened with an invitation."""

    event: Asked | Turned | Settled


@dataclass(frozen=True, slots=True)
class Trouble:
    """This side failed: the disk, the store, or a fault of ours. Links go on being tried."""

    error: BaseException


NodeEvent = FromPeer | Reached | Tried | AtTheDoor | Trouble


@dataclass(slots=True)
class _Bar:
    until: float = 0.0
    times: int = 0


@dataclass(slots=True)
class _Asked:
    """An invitation that is open, and the answer that people are thinking about."""

    decide: Callable[[Asked], Admission | None]
    answer: asyncio.Future[Admission | None] | None = None
    of: bytes = b""


@dataclass(slots=True)
class _Lines:
    """The lines whose peer is known, by identity."""

    known: dict[bytes, list[Line]] = field(default_factory=dict)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def all(self) -> list[Line]:
        return [line for lines in self.known.values() for line in lines]

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


class Hub:
    """The inside of a :class:`~netterm.sync.node.Node`; made and used in its loop."""

    def __init__(
        self, home: Home, names: Names, around: Surroundings, roll: Roll, notify: Callable[[NodeEvent], None]
    ) -> None:
        self._home = home
        self._names = names
        self._around = around
        self._roll = roll
        self._notify = notify
        self._loop = asyncio.get_running_loop()
        self._ledger = ThreadPoolExecutor(1, "netterm-ledger")
        self._server = tls_context(True, home.credentials, home.private_key, home.roots)
        self._client = tls_context(False, home.credentials, home.private_key, home.roots)
        self._binding = binding(_first_certificate(home.credentials))
        self._listener = Listener(self._server, self._serve)
        self._dialler = Dialler(self._connect, self._until_unlinked)
        self._invitations = Invitations(self._loop.time)
        self._asked: dict[Invitation, _Asked] = {}
        self._lines = _Lines()
        self._nonce = secrets.token_bytes(PROCESS_NONCE)
        self._barred: dict[bytes, _Bar] = {}
        self._presence: PresenceMap | None = None
        self._speaker = Speaker.new(0, Knows(home.network))
        self._beacons = Beacons(self._speaker, self._heard, self.tried, self._moved, around)
        self.attempts: dict[tuple[Means, str], Attempt] = {}

    def open(self, listen: Address | None) -> int:
        """Listen; gives the port."""
        self._speaker.port = self._listener.open(listen)
        return self._speaker.port

    async def run(self, remembered: Iterable[Address], stop: asyncio.Event) -> None:
        """Until ``stop``."""
        unsubscribe = self._home.subscribe(self._committed)
        announcing = asyncio.create_task(self._announce())
        try:
            for address in remembered:
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
        if not self._around.beacons:
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
        invitation = self._invitations.open(code, lifetime)
        self._asked[invitation] = _Asked(decide)
        # A newcomer has no certificate yet. One that is shown is checked all the same.
        self._server.verify_mode = ssl.CERT_OPTIONAL
        self._loop.call_later(lifetime + 0.1, self._doors_changed)
        self._doors_changed()

    def withdraw(self, code: Code) -> None:
        """Let nobody in with it any more."""
        for invitation in self._asked:
            if invitation.code == code:
                self._invitations.close(invitation)
        self._doors_changed()

    def _doors_changed(self) -> None:
        codes = tuple(invitation.code for invitation in self._invitations.live())
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

    def tried(self, attempt: Attempt) -> None:
        """Keep the last outcome of each rung."""
        key = attempt.means, attempt.target
        if self.attempts.get(key) == attempt:
            return
        self.attempts.pop(key, None)
        self.attempts[key] = attempt
        while len(self.attempts) > _MAX_ATTEMPTS:
            del self.attempts[next(iter(self.attempts))]
        self._notify(Tried(attempt))

    async def _until_unlinked(self, identity: bytes) -> None:
        await self._lines.until_unlinked(identity)

    # Lines

    async def _connect(self, target: Target) -> Outcome:
        self.tried(Attempt(target.means, str(target.addresses[0]), Outcome.LOOKING))
        try:
            connection = await dial(target.addresses, self._client)
        except DialError as failure:
            self.tried(Attempt(target.means, str(target.addresses[0]), failure.outcome, failure.detail))
            return failure.outcome
        outcome = await self._talk(connection, target)
        if outcome is not Outcome.CONNECTED:
            self.tried(Attempt(target.means, str(connection.address), outcome))
        return outcome

    async def _talk(self, connection: Connection, target: Target) -> Outcome:
        target.identity = identity = _identity(connection)
        if identity is None:
            await connection.close()
            return Outcome.STRANGER
        rivals = [] if identity == self._home.identity else self._lines.known.get(identity, [])
        if self._is_barred(identity) or any(rival.silent < QUIET_AFTER for rival in rivals):
            await connection.close()
            return Outcome.DUPLICATE if rivals else Outcome.MISBEHAVED

        def known() -> None:
            self.tried(Attempt(target.means, str(connection.address), Outcome.CONNECTED))
            self._notify(Reached(identity, connection.address))

        line = await self._run(connection, identity, known, dialled=True)
        if line.known and line.outcome in {Outcome.DROPPED, Outcome.TIMED_OUT}:
            self.tried(Attempt(target.means, str(connection.address), Outcome.DROPPED))
            return Outcome.CONNECTED
        return line.outcome

    async def _serve(self, connection: Connection, known: Callable[[], None]) -> None:
        if connection.certificate is None:
            await self._open_door(connection, known)
            return
        identity = _identity(connection)
        if identity is None or self._is_barred(identity):
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
        rivals = [] if line.link.peer == self._home.identity else list(self._lines.known.get(line.link.peer, []))
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
            self._bar(line.link.peer)
        if line.trouble is not None:
            self._notify(Trouble(line.trouble))

    def _bar(self, identity: bytes) -> None:
        bar = self._barred.setdefault(identity, _Bar())
        bar.until = self._loop.time() + min(_LONGEST_BARRED, BARRED * 2.0**bar.times)
        bar.times = min(bar.times + 1, 10)

    def _is_barred(self, identity: bytes) -> bool:
        bar = self._barred.get(identity)
        return bar is not None and self._loop.time() < bar.until

    # The door

    async def _open_door(self, connection: Connection, known: Callable[[], None]) -> None:
        door = Door(
            self._invitations,
            self._home.identity,
            self._names,
            binding=self._binding,
            nonce=secrets.token_bytes(NONCE),
            address=counted_as(connection.address.host),
        )

        def happened(event: Asked | Turned | Settled) -> None:
            if isinstance(event, Settled | Turned):
                self._doors_changed()
            self._notify(AtTheDoor(event))

        decide: Decide = self._decide
        try:
            await receive_newcomer(connection, door, decide, known, happened)
        except Exception as error:  # noqa: BLE001 - the outermost door: what failed is the admin's store, and it is named
            self._notify(Trouble(error))
        self._doors_changed()

    async def _decide(self, asked: Asked) -> Admission | None:
        """One question per newcomer, however often it comes back while people think."""
        pending = self._asked[asked.invitation]
        if pending.answer is None or pending.of != asked.identity or _failed(pending.answer):
            pending.of = asked.identity
            pending.answer = _in_own_thread(self._loop, lambda: pending.decide(asked))
        return await asyncio.shield(pending.answer)


def stays(ours: bytes, line: Line, rival: Line) -> bool:
    """Whether a new line is kept rather than an older one to the same peer; ``ours`` is our identity."""
    if line.link.dialled == rival.link.dialled or rival.silent > QUIET_AFTER:
        return True  # whoever dials again has lost the older one
    return keep_which(ours, line.link.peer, line.link.dialled)


def _failed(answer: asyncio.Future[Admission | None]) -> bool:
    return answer.done() and (answer.cancelled() or answer.exception() is not None)


def _in_own_thread(
    loop: asyncio.AbstractEventLoop, call: Callable[[], Admission | None]
) -> asyncio.Future[Admission | None]:
    """Its answer. A daemon: a question that nobody answers keeps no program from ending."""
    answer: asyncio.Future[Admission | None] = loop.create_future()

    def settle(result: Admission | None, error: BaseException | None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(result)
        else:
            answer.set_exception(error)

    def work() -> None:
        result, error = None, None
        try:
            result = call()
        except Exception as raised:  # noqa: BLE001 - the outermost door of this thread: the loop hears it
            error = raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=work, name="netterm-admission", daemon=True).start()
    return answer


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
