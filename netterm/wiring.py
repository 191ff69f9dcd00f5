"""What the program puts between rooms that do not know one another: sync and store, as the screens ask for them."""

import os
import platform
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from netterm.errors import Failure
from netterm.language.clean import for_display
from netterm.locale import N_, _, message
from netterm.model import Role, Value
from netterm.screens.beginnings import Founded, Report
from netterm.screens.sync_control import Attempt, Invitation, Newcomer, Peer, Standing, SyncState, Told

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from netterm.store import Replica, StoredIdentity
    from netterm.sync.discovery import Address, Means
    from netterm.sync.discovery import Attempt as Tried
    from netterm.sync.hub import NodeEvent
    from netterm.sync.joining import Asked, Denial
    from netterm.sync.presence import PeerStatus

MOST_OF_PLACE = 60
"""Characters of where somebody is that the others are told."""

__all__ = ["Directory", "NodeControl", "computer_name", "default_kit_path"]


def computer_name() -> str:
    """What people call this computer."""
    return for_display(platform.node()) or "computer"


def default_kit_path(directory: Path) -> Path:
    """Where a recovery kit is saved unless its founder says otherwise: beside the data, not in it."""
    return directory.parent / f"{directory.name}-recovery-kit.txt"


class NodeControl:
    """A running node as the screens know it: `netterm.screens.sync_control.SyncControl`."""

    def __init__(self, replica: "Replica", listen: "Address | None" = None) -> None:
        """Start listening and looking around. Raises a `Failure` where this computer cannot listen."""
        from netterm.sync.joining import Names
        from netterm.sync.node import Node

        person = replica.name_of(replica.identity)
        self._replica = replica
        self._callbacks: list[Callable[[], None]] = []
        self._names = Names(person, computer_name(), replica.network_name)
        self._told: Told | None = None
        self._attempts: dict[tuple[Means, str], Tried] = {}
        self._node = Node(replica, self._names, self._happened, listen=listen)
        self._port = self._node.start()
        self._addresses = self._reachable_at()

    def stop(self) -> None:
        """Say goodbye; takes two seconds at most."""
        self._node.stop()

    def state(self) -> SyncState:
        attempts = tuple(
            Attempt(f"{each.means} {each.target}".strip(), str(each.outcome), each.detail)
            for each in tuple(self._attempts.values())
        )
        return SyncState(tuple(map(_peer, self._node.peers())), attempts, self._addresses, running=True)

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
        from netterm.sync.doorstep import letting_in

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

    def _happened(self, event: "NodeEvent") -> None:
        """In the node's thread."""
        from netterm.sync.hub import AtTheDoor
        from netterm.sync.hub import Tried as TriedNow
        from netterm.sync.joining import Settled, Turned

        if isinstance(event, TriedNow):
            self._attempts[event.attempt.means, event.attempt.target] = event.attempt
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

    def wait_for(self, asked: "Asked") -> bool:
        """Whether to let in who asks; in a thread of its own."""
        newcomer = Newcomer(asked.person, asked.computer, _grouped(asked.identity))
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


def turned_away(denial: "Denial") -> str:
    """What the door says of one who could not come in."""
    from netterm.sync.joining import Denial

    reasons = {
        Denial.WRONG: N_("the code was wrong"),
        Denial.USED: N_("the code is used up"),
        Denial.EXPIRED: N_("the code has expired"),
        Denial.REFUSED: N_("the answer was no"),
        Denial.TOO_MANY_TRIES: N_("too many wrong codes"),
        Denial.VERSION: N_("another version of netterm"),
    }
    return message("Somebody knocked who could not come in: {reason}", reason=_(reasons[denial]))


def _grouped(identity: bytes) -> str:
    from netterm.store import fingerprint

    return fingerprint(identity)


def _peer(status: "PeerStatus") -> Peer:
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
    )


@dataclass
class Directory:
    """A data directory before its network is open: `netterm.screens.beginnings.Beginnings`."""

    directory: Path
    make_demo: Callable[[Path, Report], "Replica"] | None = None
    _keys: "dict[str, Ed25519PrivateKey]" = field(default_factory=dict)

    @property
    def exists(self) -> bool:
        from netterm.store import exists

        return exists(self.directory)

    def identities(self) -> "Sequence[StoredIdentity]":
        from netterm.store import identities

        return identities(self.directory)

    def unlock(self, passphrase: str | None, identity: bytes | None) -> "Replica":
        from netterm.store import Replica

        return Replica.open(self.directory, passphrase, identity=identity)

    def found(
        self, network: Mapping[str, Value], person: Mapping[str, Value], office: str | None, passphrase: str | None
    ) -> Founded:
        from netterm.store import found

        replica, founding = found(
            self.directory,
            network=network,
            person=person,
            office=office,
            passphrase=passphrase,
            label=computer_name(),
        )
        return Founded(replica, founding.kit.text, founding.passphrase, default_kit_path(self.directory))

    def save_kit(self, founded: Founded, path: Path) -> None:
        from netterm.store import RecoveryKit

        try:
            RecoveryKit(founded.kit).save(path)
        except OSError as error:
            raise Failure(
                N_("The kit could not be saved to {path}: {reason}. Choose another place."),
                path=path,
                reason=error.strerror or error,
            ) from error

    def join(
        self, code: str, person: str, passphrase: str | None, peer: str, report: Report, stop: threading.Event
    ) -> "Replica":
        from netterm.store import Admission, joined
        from netterm.sync.codes import read_code
        from netterm.sync.discovery import Attempt as Tried
        from netterm.sync.discovery import Outcome, parse_address
        from netterm.sync.doorstep import join
        from netterm.sync.joining import Names, Waiting

        read = read_code(code)
        # The same key for the same code: after a lost connection only it may come again.
        key = self._keys.setdefault(str(read), _new_key())
        made: list[Replica] = []
        shown = message(
            "Both screens must show: {fingerprint}", fingerprint=_grouped(key.public_key().public_bytes_raw())
        )

        def save(admission: Admission) -> None:
            made.append(joined(self.directory, admission, key, passphrase=passphrase, label=computer_name()))

        asked_to_wait: list[str] = []

        def said(what: Waiting | Tried) -> None:
            if isinstance(what, Waiting):
                sentence = N_("{name} at {computer} is asked to let you in. Wait…")
                asked_to_wait[:] = [message(sentence, name=what.names.person, computer=what.names.computer), shown]
                report("\n".join(asked_to_wait))
            elif not asked_to_wait:
                why = f" ({what.detail})" if what.outcome is Outcome.DENIED and what.detail else ""
                report(f"{what.means} {what.target}: {what.outcome}{why}")
            elif what.outcome is Outcome.DROPPED:
                report("\n".join([*asked_to_wait, f"{what.target}: {what.outcome}"]))

        address = parse_address(peer) if peer else None
        join(read, Names(person, computer_name()), key, save, address=address, report=said, stop=stop)
        return made[0]

    def demo(self, report: Report) -> "Replica":
        if self.make_demo is None:
            raise Failure(N_("There is no demo in this version."))
        return self.make_demo(self.directory, report)


def _new_key() -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate()
