"""A running node, as the screens ask for it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import TYPE_CHECKING

from netterm.locale import _
from netterm.screens.sync_control import Attempt, Invitation, Newcomer, Peer, Standing, SyncState, Told
from netterm.wiring import computer_name, grouped

if TYPE_CHECKING:
    from netterm.model import Role
    from netterm.store import Replica
    from netterm.sync.discovery import Address, Means
    from netterm.sync.discovery import Attempt as Tried
    from netterm.sync.joining import Asked
    from netterm.sync.news import NodeEvent
    from netterm.sync.presence import PeerStatus

__all__ = ["NodeControl"]

MOST_OF_PLACE = 60
"""Characters of where somebody is that the others are told."""


class NodeControl:
    """A running node as the screens know it: `netterm.screens.sync_control.SyncControl`."""

    def __init__(self, replica: Replica, listen: Address | None = None) -> None:
        """Start listening and looking around. Raises a `Failure` where this computer cannot listen."""
        from netterm.sync.company import Company
        from netterm.sync.joining import Names
        from netterm.sync.node import Node
        from netterm.wiring.addresses import remembered_addresses

        person = replica.name_of(replica.identity)
        self._replica = replica
        self._callbacks: list[Callable[[], None]] = []
        self._names = Names(person, computer_name(), replica.network_name)
        self._told: Told | None = None
        self._attempts: dict[tuple[Means, str], Tried] = {}
        self._company = Company(replica.directory)
        self._node = Node(
            replica,
            self._names,
            self._happened,
            listen=listen,
            remembered=remembered_addresses(replica.directory),
            tag=self._company.tag,
        )
        try:
            self._port = self._node.start()
        except BaseException:
            self._company.close()
            raise
        self._addresses = self._reachable_at()

    def stop(self) -> None:
        """Say goodbye; takes two seconds at most."""
        self._node.stop()
        self._company.close()

    def state(self) -> SyncState:
        attempts = [
            Attempt(f"{each.means} {each.target}".strip(), str(each.outcome), each.why)
            for each in tuple(self._attempts.values())
        ]
        if not self._company.alone:
            beside = _("it was syncing this network already when this one was opened")
            attempts.insert(0, Attempt(_("another program on this computer"), beside))
        return SyncState(tuple(map(_peer, self._node.peers())), tuple(attempts), self._addresses, running=True)

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        self._callbacks.append(changed)
        return lambda: self._callbacks.remove(changed)

    def dial(self, address: str) -> None:
        from netterm.sync.discovery import parse_address

        found = parse_address(address)
        self._node.add_address(found.host, found.port)

    def here(self, place: str, record: bytes | None = None) -> None:
        self._node.presence({"place": place[:MOST_OF_PLACE], "record": record or b""})

    def invite(self, roles: Sequence[Role], person: bytes | None, told: Told) -> Invitation:
        from netterm.sync.codes import new_code
        from netterm.sync.door import letting_in

        code = new_code(os.urandom)
        answers = _Answers(told)
        decide = letting_in(self._replica, frozenset(roles), person, answers.wait_for)
        self._told = told
        self._node.invite(code, decide)

        def close() -> None:
            self._told = None
            self._node.withdraw(code)
            answers.close()

        return Invitation(str(code), answers.give, close)

    def _happened(self, event: NodeEvent) -> None:
        """In the node's thread."""
        from netterm.sync.joining import Settled, Turned
        from netterm.sync.joining_wire import turned_away
        from netterm.sync.news import AtTheDoor, Reached
        from netterm.sync.news import Tried as TriedNow
        from netterm.wiring.addresses import remember

        if isinstance(event, TriedNow):
            self._attempts[event.attempt.means, event.attempt.target] = event.attempt
        elif isinstance(event, Reached):
            remember(self._replica.directory, event.address)
        elif isinstance(event, AtTheDoor) and self._told is not None:
            if isinstance(event.event, Settled):
                self._told(None)
            elif isinstance(event.event, Turned):
                self._told(turned_away(event.event.denial))
        for callback in tuple(self._callbacks):
            callback()

    def _reachable_at(self) -> tuple[str, ...]:
        from netterm.sync.discovery import Address, interfaces

        hosts = sorted({str(each.ip) for each in interfaces() if not each.loopback})
        return tuple(str(Address(host, self._port)) for host in hosts if ":" not in host)


class _Answers:
    """What the person at the screen answers about newcomers, for the threads that wait for it.

    One who went away while people thought is waited for until the invitation is closed, for it may come back.
    """

    def __init__(self, told: Told) -> None:
        self._told = told
        self._waiting: dict[Newcomer, SimpleQueue[bool]] = {}
        self._changing = threading.Lock()
        self._closed = False

    def wait_for(self, asked: Asked) -> bool:
        """Whether to let in who asks; in a thread of its own."""
        newcomer = Newcomer(asked.person, asked.computer, grouped(asked.identity))
        with self._changing:
            if self._closed:
                return False
            answer = self._waiting.setdefault(newcomer, SimpleQueue())
        self._told(newcomer)
        return answer.get()

    def give(self, newcomer: Newcomer, yes: bool) -> None:
        """The answer about one; none about others."""
        with self._changing:
            answer = self._waiting.pop(newcomer, None)
        if answer is not None:
            answer.put(yes)

    def close(self) -> None:
        """No to everybody who still waits."""
        with self._changing:
            self._closed = True
            waiting = tuple(self._waiting)
        for newcomer in waiting:
            self.give(newcomer, False)


def _peer(status: PeerStatus) -> Peer:
    from netterm.sync.presence import PeerState

    standings = {
        PeerState.SYNCING: Standing.EXCHANGING if status.progress else Standing.CONNECTING,
        PeerState.SAME: Standing.IN_SYNC,
        PeerState.DIFFERENT: Standing.DIFFERENT,
        PeerState.REFUSED: Standing.REFUSED,
        PeerState.AWAY: Standing.AWAY,
    }
    running = status.progress.values()
    return Peer(
        status.identity,
        status.label,
        address=str(status.address or ""),
        standing=standings[status.state],
        done=sum(each.done_entries for each in running),
        total=sum(each.total_entries for each in running),
        place=str(status.presence.get("place") or ""),
        sentence=status.sentence,
        record=_bytes(status.presence.get("record")),
    )


def _bytes(said: object) -> bytes:
    return said if isinstance(said, bytes) else b""
