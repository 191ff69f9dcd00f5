"""The newcomer on the doorstep: it finds the door, knocks, waits for the admin, and comes in."""

from __future__ import annotations

import asyncio
import secrets
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from netterm.locale import N_
from netterm.store import Admission, stranger_context
from netterm.sync.beacons import Beacons, Heard, Speaker, Surroundings
from netterm.sync.codes import Code
from netterm.sync.discovery import Address, Attempt, Knows, Means, Outcome, Who, likely_first
from netterm.sync.joining import (
    NONCE,
    Denied,
    Impostor,
    Misunderstood,
    Names,
    Newcomer,
    NotJoined,
    Waiting,
    Welcome,
    binding,
)
from netterm.sync.ladder import Ladder
from netterm.sync.transport import Connection, DialError, tls_fault
from netterm.sync.visit import Visit

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

AGAIN: Final = 1.5
"""Seconds between two tries at the same door."""
SEARCH: Final = 60.0
"""Seconds that a newcomer looks for the door."""
SEARCH_THERE: Final = 10.0
"""The same where it was told at which address the door is: it may open a little later, but hardly elsewhere."""


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


class NoDoorThere(NotJoined):
    """The address that was typed leads to no door."""

    def __init__(self, address: Address, outcome: Outcome) -> None:
        super().__init__(
            N_(
                "Nobody lets you in at {address}: {reason}. Check the address, and that the other computer still waits."
            ),
            address=address,
            reason=outcome,
        )


class Stopped(NotJoined):
    """The person here gave up."""

    def __init__(self) -> None:
        super().__init__(N_("Joining was stopped. The same computer can try again with the same code."))


class _Uninvited(EOFError):  # noqa: N818 - what it says, not what failed
    """Whoever listens there closes without an answer: a netterm that invites nobody asks for a certificate."""


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
        self._ladder = Ladder(report)
        self._doors: asyncio.Queue[Heard] = asyncio.Queue(maxsize=32)
        self._waiting: Waiting | None = None
        self._proven = False
        """Whether the last door proved that it knows the code."""
        self._last: NotJoined | None = None
        self._outcome = Outcome.TIMED_OUT
        """Of the last try that led to no door."""
        self._context: ssl.SSLContext = stranger_context(server=False).context

    async def come_in(self, address: Address | None, stop: threading.Event | None) -> Joined:
        speaker = Speaker.new(0, Knows(None, (self._code,)))
        beacons = Beacons(speaker, self._heard, self._ladder.tried, lambda: None, self._around)
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

    async def _knock_around(self, typed: Address | None) -> Joined:
        loop = asyncio.get_running_loop()
        until = loop.time() + (SEARCH if typed is None else SEARCH_THERE)
        heard = None if typed is None else Heard(b"", Who.CODE, (typed,), Means.TYPED)
        while True:
            if heard is None:
                try:
                    heard = await asyncio.wait_for(self._doors.get(), until - loop.time())
                except TimeoutError:
                    raise self._nobody(typed) from None
            came_in = await self._try(heard)
            if came_in is not None:
                return came_in
            if self._waiting is None and (loop.time() >= until or (typed and self._outcome is Outcome.GARBLED)):
                raise self._nobody(typed)
            await asyncio.sleep(AGAIN)
            # A door that was found once is tried again; a newer announcement of it may say better where it is.
            heard = heard if self._doors.empty() else self._doors.get_nowait()

    def _nobody(self, typed: Address | None) -> NotJoined:
        if self._last is not None:
            return self._last
        return NoDoor(self._ladder.attempts) if typed is None else NoDoorThere(typed, self._outcome)

    async def _try(self, heard: Heard) -> Joined | None:
        addresses = likely_first(heard.addresses, self._around.look())
        try:
            connection = await self._ladder.dial(heard.means, addresses, self._context)
        except DialError as failure:
            self._outcome = failure.outcome
            return None
        target = str(connection.address)
        self._ladder.tried(Attempt(heard.means, target, Outcome.FOUND))
        try:
            return await self._knock(connection)
        except (OSError, EOFError, TimeoutError) as error:
            self._outcome = _outcome(error)
            self._ladder.tried(Attempt(heard.means, target, self._outcome, str(error)))
            return None
        except (Impostor, Misunderstood, Denied) as failure:
            self._ladder.tried(Attempt(heard.means, target, Outcome.DENIED, failure.sentence()))
            # Before its proof anybody may say no. Only who proved itself, or was chosen by hand, is believed.
            if heard.means is Means.TYPED or self._proven:
                raise
            self._last = failure
            return None

    async def _knock(self, connection: Connection) -> Joined:
        visit = Visit(connection)
        try:
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
            answered = False
            while not visit.is_silent(thinking=newcomer.trusts):
                await visit.send(newcomer.data_to_send())
                data = await visit.read()
                if data is None:
                    raise EOFError("the line broke") if answered else _Uninvited
                answered = answered or bool(data)
                admission = await self._understand(newcomer, data)
                if admission is not None:
                    await visit.send(newcomer.data_to_send())
                    who = self._waiting or Waiting(Names("", ""), b"")
                    return Joined(admission, who.names, who.identity, connection.address)
                if visit.is_due():
                    newcomer.ping()
            raise EOFError("the line broke")
        finally:
            await visit.end()

    async def _understand(self, newcomer: Newcomer, data: bytes) -> Admission | None:
        """What lets us in, once it is saved."""
        try:
            events = newcomer.receive(data)
        finally:
            self._proven = newcomer.trusts
        for event in events:
            if isinstance(event, Welcome):
                await asyncio.to_thread(self._save, event.admission)
                newcomer.saved()
                return event.admission
            self._wait(event)
        return None

    def _wait(self, waiting: Waiting) -> None:
        if waiting != self._waiting:
            self._waiting = waiting
            self._report(waiting)


def _outcome(error: Exception) -> Outcome:
    """What the end of a knock says."""
    refused = isinstance(error, ssl.SSLError) and tls_fault(error) is Outcome.STRANGER
    return Outcome.UNINVITED if refused or isinstance(error, _Uninvited) else Outcome.DROPPED


async def _stopped(stop: threading.Event) -> None:
    while not stop.is_set():  # noqa: ASYNC110 - an Event of threads cannot be awaited
        await asyncio.sleep(0.2)
