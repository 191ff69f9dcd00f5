"""The door: letting newcomers in, over sockets, as the people here say."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from netterm.model.kinds import Role
from netterm.store import Admission
from netterm.sync.codes import Code
from netterm.sync.joining import NONCE, Asked, Door, Invitation, Invitations, Names, Settled, Turned
from netterm.sync.news import AtTheDoor, Trouble
from netterm.sync.transport import Connection, counted_as
from netterm.sync.visit import Visit

Decide = Callable[[Asked], Awaitable[Admission | None]]


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


@dataclass(slots=True)
class _Question:
    """An invitation that is open, and the answer that people are thinking about."""

    decide: Callable[[Asked], Admission | None]
    answer: asyncio.Future[Admission | None] | None = None
    of: bytes = b""


class Doorkeeper:
    """The invitations of one node, and the newcomers who come with them; made and used in its loop."""

    def __init__(
        self,
        identity: bytes,
        names: Names,
        binding: bytes,
        notify: Callable[[AtTheDoor | Trouble], None],
        changed: Callable[[], None],
    ) -> None:
        """``changed`` is called whenever :attr:`codes` may have changed."""
        self._identity = identity
        self._names = names
        self._binding = binding
        self._notify = notify
        self._changed = changed
        self._loop = asyncio.get_running_loop()
        self._invitations = Invitations(self._loop.time)
        self._questions: dict[Invitation, _Question] = {}

    @property
    def codes(self) -> tuple[Code, ...]:
        """Those that let somebody in now."""
        return tuple(invitation.code for invitation in self._invitations.live())

    def invite(self, code: Code, lifetime: float, decide: Callable[[Asked], Admission | None]) -> None:
        """Let a newcomer with this code in, as ``decide`` says; see :meth:`Node.invite`."""
        self._questions[self._invitations.open(code, lifetime)] = _Question(decide)
        self._loop.call_later(lifetime + 0.1, self._changed)
        self._changed()

    def withdraw(self, code: Code) -> None:
        """Let nobody in with it any more."""
        for invitation in self._questions:
            if invitation.code == code:
                self._invitations.close(invitation)
        self._changed()

    async def open(self, connection: Connection, known: Callable[[], None]) -> None:
        """Receive who came without a certificate. ``known`` is called once a code is proved."""
        door = Door(
            self._invitations,
            self._identity,
            self._names,
            binding=self._binding,
            nonce=secrets.token_bytes(NONCE),
            address=counted_as(connection.address.host),
        )

        def happened(event: Asked | Turned | Settled) -> None:
            if isinstance(event, Settled | Turned):
                self._changed()
            self._notify(AtTheDoor(event))

        try:
            await receive_newcomer(connection, door, self._decide, known, happened)
        except Exception as error:  # noqa: BLE001 - the outermost door: what failed is the admin's store, and it is named
            self._notify(Trouble(error))
        self._changed()

    async def _decide(self, asked: Asked) -> Admission | None:
        """One question per newcomer, however often it comes back while people think."""
        pending = self._questions[asked.invitation]
        if pending.answer is None or pending.of != asked.identity or _failed(pending.answer):
            pending.of = asked.identity
            pending.answer = _in_own_thread(self._loop, lambda: pending.decide(asked))
        return await asyncio.shield(pending.answer)


async def receive_newcomer(
    connection: Connection,
    door: Door,
    decide: Decide,
    known: Callable[[], None],
    happened: Callable[[Asked | Turned | Settled], None],
) -> None:
    """The door's side of a connection, until it is over. ``known`` is called once the code is proved."""
    deciding: asyncio.Future[Admission | None] | None = None
    visit = Visit(connection)
    try:
        while not door.over and not visit.is_silent(thinking=deciding is not None):
            data = await visit.read(beside=deciding)
            if data is None:
                return
            for event in door.receive(data):
                happened(event)
                if isinstance(event, Asked):
                    known()
                    deciding = asyncio.ensure_future(decide(event))
            if deciding is not None and deciding.done():
                _answer(door, deciding.result())
                deciding = None
                visit.answered()
            elif deciding is not None and visit.is_due():
                door.ping()
            await visit.send(door.data_to_send())
    except OSError:
        return
    finally:
        if deciding is not None:
            deciding.cancel()
        await visit.end(door.data_to_send())


def _answer(door: Door, admission: Admission | None) -> None:
    if admission is None:
        door.refuse()
    else:
        door.confirm(admission)


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
