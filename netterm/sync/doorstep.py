"""Joining over sockets: the door's side of one connection, and all of the newcomer's."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from netterm.locale import N_
from netterm.model.kinds import Role
from netterm.store import Admission, stranger_context
from netterm.sync.beacons import Beacons, Heard, Speaker, Surroundings
from netterm.sync.codes import Code
from netterm.sync.discovery import (
    Address,
    Attempt,
    Knows,
    Means,
    Outcome,
    Who,
    likely_first,
)
from netterm.sync.joining import (
    NONCE,
    Asked,
    Denied,
    Door,
    Impostor,
    Misunderstood,
    Names,
    Newcomer,
    NotJoined,
    Settled,
    Turned,
    Waiting,
    Welcome,
    binding,
)
from netterm.sync.transport import Connection, DialError, dial

if TYPE_CHECKING:
    import ssl

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

STEP: Final = 5.0
"""Seconds for each step before a person is asked."""
ALIVE_EVERY: Final = 2.0
_TICK: Final = 0.5
DEAD_AFTER: Final = 8.0
"""Seconds without a sign of life while a person thinks."""
AGAIN: Final = 1.5
"""Seconds between two tries at the same door."""
SEARCH: Final = 60.0
"""Seconds that a newcomer looks for the door."""
_READ: Final = 16 << 10

Decide = Callable[[Asked], Awaitable[Admission | None]]


class NoDoor(NotJoined):
    """Nobody who knows the code was found; ``attempts`` say what was tried."""

    def __init__(self, attempts: tuple[Attempt, ...]) -> None:
        super().__init__(
            N_(
                "No computer that knows this code was found. Check that both are on the same network,"
                " or give the other's address as host:port."
            )
        )
        self.attempts = attempts


class Stopped(NotJoined):
    """The person here gave up."""

    def __init__(self) -> None:
        super().__init__(N_("Joining was stopped. The same computer can try again with the same code."))


class House(Protocol):
    """What letting somebody in needs of a replica."""

    def admit(
        self, identity: bytes, *, person: bytes | None, name: str, computer: str, roles: frozenset[Role]
    ) -> Admission:
        """Write the trust entry, and certify the key. ``person`` None: of a new person by this name."""


def letting_in(
    house: House, roles: frozenset[Role], person: bytes | None, confirm: Callable[[Asked], bytes | bool]
) -> Callable[[Asked], Admission | None]:
    """How a door decides: ``confirm`` asks the admin, in a thread of its own.

    It answers False for no, True for yes as invited, or the id of the person record that this is.
    """

    def decide(asked: Asked) -> Admission | None:
        answer = confirm(asked)
        if answer is False:
            return None
        chosen = person if answer is True else answer
        return house.admit(asked.identity, person=chosen, name=asked.person, computer=asked.computer, roles=roles)

    return decide


async def receive_newcomer(
    connection: Connection,
    door: Door,
    decide: Decide,
    known: Callable[[], None],
    happened: Callable[[Asked | Turned | Settled], None],
) -> None:
    """The door's side of a connection, until it is over. ``known`` is called once the code is proved."""
    deciding: asyncio.Future[Admission | None] | None = None
    reading = asyncio.ensure_future(connection.reader.read(_READ))
    pulse = _Pulse()
    try:
        while not door.over and not pulse.stopped(STEP if deciding is None else DEAD_AFTER):
            waited: list[asyncio.Future[Any]] = [reading] if deciding is None else [reading, deciding]
            await asyncio.wait(waited, timeout=_TICK, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                data = reading.result()
                if not data:
                    return
                pulse.heard()
                for event in door.receive(data):
                    happened(event)
                    if isinstance(event, Asked):
                        known()
                        deciding = asyncio.ensure_future(decide(event))
                reading = asyncio.ensure_future(connection.reader.read(_READ))
            if deciding is not None and deciding.done():
                _answer(door, deciding.result())
                deciding = None
                pulse.heard()
            elif deciding is not None and pulse.due():
                door.ping()
            await _flush(connection, door.data_to_send())
    except OSError:
        return
    finally:
        reading.cancel()
        if deciding is not None:
            deciding.cancel()
        await _flush(connection, door.data_to_send())
        await connection.close()


class _Pulse:
    """Signs of life, ours and the other's."""

    def __init__(self) -> None:
        self._clock = asyncio.get_running_loop().time
        self._shown = self._seen = self._clock()

    def heard(self) -> None:
        self._seen = self._clock()

    def stopped(self, limit: float) -> bool:
        """Whether the other side was not heard for so many seconds."""
        return self._clock() - self._seen > limit

    def due(self) -> bool:
        """Whether it is time to show ours; then it counts as shown."""
        if self._clock() - self._shown < ALIVE_EVERY:
            return False
        self._shown = self._clock()
        return True


def _answer(door: Door, admission: Admission | None) -> None:
    if admission is None:
        door.refuse()
    else:
        door.confirm(admission)


async def _flush(connection: Connection, data: bytes) -> None:
    if data:
        connection.writer.write(data)
        with contextlib.suppress(OSError):
            await connection.writer.drain()


@dataclass(frozen=True, slots=True)
class Joined:
    """A newcomer came in."""

    admission: Admission
    names: Names
    """Of who let it in."""
    door: bytes
    """That one's public key."""
    address: Address
    """Where ordinary sync goes on."""


def join(
    code: Code,
    names: Names,
    key: Ed25519PrivateKey,
    save: Callable[[Admission], None],
    *,
    address: Address | None = None,
    report: Callable[[Waiting | Attempt], None] = lambda _what: None,
    stop: threading.Event | None = None,
    around: Surroundings = Surroundings(),  # noqa: B008 - frozen
) -> Joined:
    """Find the door, knock, wait for the admin, and come in. Blocks; may be stopped from another thread.

    ``key`` must be kept before this is called: after a lost connection only the same key may use the code again.
    ``save`` puts the admission on the disk; only then does the door hear that the code is used up. ``report`` is told
    what is tried and, once the door has proved itself, whom to wait for. Raises :class:`NotJoined` in its kinds.
    """
    guest = _Guest(code, names, key, save, report, around)
    return asyncio.run(guest.come_in(address, stop))


class _Guest:
    def __init__(
        self,
        code: Code,
        names: Names,
        key: Ed25519PrivateKey,
        save: Callable[[Admission], None],
        report: Callable[[Waiting | Attempt], None],
        around: Surroundings,
    ) -> None:
        self._around = around
        self._code = code
        self._names = names
        self._key = key
        self._save = save
        self._report = report
        self._attempts: dict[tuple[Means, str], Attempt] = {}
        self._doors: asyncio.Queue[Heard] = asyncio.Queue(maxsize=32)
        self._waiting: Waiting | None = None
        self._proven = False
        """Whether the last door proved that it knows the code."""
        self._last: NotJoined | None = None
        self._context: ssl.SSLContext = stranger_context(server=False).context

    async def come_in(self, address: Address | None, stop: threading.Event | None) -> Joined:
        speaker = Speaker.new(0, Knows(None, (self._code,)))
        beacons = Beacons(speaker, self._heard, self._tried, lambda: None, self._around)
        knocking = asyncio.create_task(self._knock_around(address))
        work: list[asyncio.Task[Any]] = [knocking]
        if address is None:
            work.append(asyncio.create_task(beacons.run()))
        if stop is not None:
            work.append(asyncio.create_task(_stopped(stop)))
        try:
            done, _rest = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            if knocking in done:
                return knocking.result()
            for failed in done:
                failed.result()
            raise Stopped
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    def _heard(self, heard: Heard) -> None:
        if heard.who is Who.CODE and not self._doors.full():
            self._doors.put_nowait(heard)

    def _tried(self, attempt: Attempt) -> None:
        self._attempts[attempt.means, attempt.target] = attempt
        self._report(attempt)

    async def _knock_around(self, typed: Address | None) -> Joined:
        loop = asyncio.get_running_loop()
        until = loop.time() + SEARCH
        heard = None if typed is None else Heard(b"", Who.CODE, (typed,), Means.TYPED)
        while True:
            if heard is None:
                try:
                    heard = await asyncio.wait_for(self._doors.get(), until - loop.time())
                except TimeoutError:
                    raise self._nobody() from None
            came_in = await self._try(heard)
            if came_in is not None:
                return came_in
            if loop.time() >= until and self._waiting is None:
                raise self._nobody()
            await asyncio.sleep(AGAIN)
            # A door that was found once is tried again; a newer announcement of it may say better where it is.
            heard = heard if self._doors.empty() else self._doors.get_nowait()

    def _nobody(self) -> NotJoined:
        return self._last or NoDoor(tuple(self._attempts.values()))

    async def _try(self, heard: Heard) -> Joined | None:
        addresses = likely_first(heard.addresses, self._around.look())
        target = str(addresses[0]) if addresses else ""
        try:
            connection = await dial(addresses, self._context)
        except DialError as failure:
            self._tried(Attempt(heard.means, target, failure.outcome, failure.detail))
            return None
        self._tried(Attempt(heard.means, str(connection.address), Outcome.FOUND))
        try:
            return await self._knock(connection)
        except (OSError, EOFError, TimeoutError) as error:
            self._tried(Attempt(heard.means, str(connection.address), Outcome.DROPPED, str(error)))
            return None
        except (Impostor, Misunderstood, Denied) as failure:
            self._tried(Attempt(heard.means, str(connection.address), Outcome.DENIED, failure.sentence()))
            # Before its proof anybody may say no. Only who proved itself, or was chosen by hand, is believed.
            if heard.means is Means.TYPED or self._proven:
                raise
            self._last = failure
            return None
        finally:
            await connection.close()

    async def _knock(self, connection: Connection) -> Joined:
        self._proven = False
        if connection.certificate is None:
            raise Misunderstood
        newcomer = Newcomer(
            self._code,
            self._key.public_key().public_bytes_raw(),
            self._key.sign,
            self._names,
            binding=binding(connection.certificate),
            nonce=secrets.token_bytes(NONCE),
        )
        pulse = _Pulse()
        while not pulse.stopped(DEAD_AFTER if newcomer.trusts else STEP):
            await _flush(connection, newcomer.data_to_send())
            try:
                data = await asyncio.wait_for(connection.reader.read(_READ), _TICK)
            except TimeoutError:
                data = b""
                if connection.reader.at_eof():
                    break
            else:
                if not data:
                    break
                pulse.heard()
            if (joined := await self._understand(newcomer, data, connection)) is not None:
                return joined
            if pulse.due():
                newcomer.ping()
        raise EOFError("the line broke")

    async def _understand(self, newcomer: Newcomer, data: bytes, connection: Connection) -> Joined | None:
        try:
            events = newcomer.receive(data)
        finally:
            self._proven = newcomer.trusts
        for event in events:
            if isinstance(event, Welcome):
                await asyncio.to_thread(self._save, event.admission)
                newcomer.saved()
                await _flush(connection, newcomer.data_to_send())
                who = self._waiting or Waiting(Names("", ""), b"")
                return Joined(event.admission, who.names, who.identity, connection.address)
            self._wait(event)
        return None

    def _wait(self, waiting: Waiting) -> None:
        if waiting != self._waiting:
            self._waiting = waiting
            self._report(waiting)


async def _stopped(stop: threading.Event) -> None:
    while not stop.is_set():  # noqa: ASYNC110 - an Event of threads cannot be awaited
        await asyncio.sleep(0.2)
