"""Letting one more computer in: who knocked, the question, and the wait until its data is there."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from netterm.cli.confirming import answered_yes
from netterm.errors import Failure
from netterm.locale import N_, _, message
from netterm.store import fingerprint
from netterm.sync.door import letting_in
from netterm.sync.events import InSync
from netterm.sync.joining import Asked, Denial, Settled, Turned
from netterm.sync.joining_wire import turned_away
from netterm.sync.news import AtTheDoor, FromPeer, NodeEvent
from netterm.sync.node import LIFETIME

if TYPE_CHECKING:
    from netterm.cli.network import Events
    from netterm.model import Role
    from netterm.store import Admission, Replica
    from netterm.sync.codes import Code
    from netterm.sync.node import Node

FOLLOWS: Final = 60.0
"""Seconds that we stay for the newcomer's first sync after hearing of it last."""

Say = Callable[[str], None]


class CodeExpired(Failure):
    """Nobody came with the code."""

    def __init__(self) -> None:
        super().__init__(N_("The code has expired and nobody came in. Make another with “netterm invite”."))


class NotLetIn(Failure):
    """The admin said no."""

    def __init__(self) -> None:
        super().__init__(N_("Nobody was let in, and the code is over."))


class Inviting:
    """One invitation on the command line."""

    def __init__(self, replica: Replica, role: Role, person: bytes | None, yes: bool, say: Say) -> None:
        self._replica = replica
        self._say = say
        self._yes = yes
        self._refused = False
        self._decide = letting_in(replica, frozenset({role}), person, self._confirm)

    def open(self, node: Node, code: Code) -> None:
        """From now on the code lets somebody in."""
        node.invite(code, self._decided)

    def serve(self, events: Events) -> None:
        """Until somebody is in and has all data. Raises :class:`CodeExpired` or :class:`NotLetIn`."""
        until = time.monotonic() + LIFETIME
        while (left := until - time.monotonic()) > 0:
            event = events.next(left)
            if isinstance(event, AtTheDoor):
                if isinstance(event.event, Settled):
                    self._follow(events, event.event.identity)
                    return
                if isinstance(event.event, Turned):
                    self._turned(event.event.denial)
            elif event is not None:
                self._raise_trouble(event)
        raise CodeExpired

    def _turned(self, denial: Denial) -> None:
        if self._refused and denial is Denial.REFUSED:
            raise NotLetIn
        self._say(turned_away(denial))

    def _follow(self, events: Events, newcomer: bytes) -> None:
        self._say(message("Let in: {name}", name=self._replica.label(newcomer)))
        while (event := events.next(FOLLOWS)) is not None:
            if isinstance(event, FromPeer) and event.identity == newcomer and isinstance(event.event, InSync):
                self._say(_("The new computer has all data."))
                return
        self._say(_("The new computer went away before it had all data; it gets the rest with its next sync."))

    @staticmethod
    def _raise_trouble(event: NodeEvent) -> None:
        from netterm.cli.network import trouble_of

        trouble = trouble_of(event)
        if trouble is not None:
            raise trouble

    def _decided(self, asked: Asked) -> Admission | None:
        admission = self._decide(asked)
        self._refused = self._refused or admission is None
        return admission

    def _confirm(self, asked: Asked) -> bool:
        question = message(
            "{name} at {computer} asks to come in. Key: {fingerprint}",
            name=asked.person,
            computer=asked.computer,
            fingerprint=fingerprint(asked.identity),
        )
        self._say(question)
        if self._yes:
            return True
        return answered_yes(_("Is this the person whom you gave the code?"))


def check_may_invite(replica: Replica, yes: bool) -> None:
    """See beforehand whether somebody can be let in from here. Raises a :class:`Failure`."""
    from netterm.model import Role

    if Role.ADMIN not in replica.roles:
        raise Failure("Only an admin of the network can let somebody in. Nothing was changed.")
    if not yes and not sys.stdin.isatty():
        raise Failure("Nobody is here to be asked whom to let in: give --yes, or run this in a terminal.")
