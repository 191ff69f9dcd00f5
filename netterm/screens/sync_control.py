"""What the screens ask of sync: a small face that the program puts before whatever moves the entries.

Everything that is shown is a snapshot, ready to be painted; names are as their owners wrote them and are shown as data.
"""

import enum
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from netterm.errors import Failure
from netterm.locale import _

if TYPE_CHECKING:
    from netterm.model import Role

__all__ = [
    "Attempt",
    "Invitation",
    "Newcomer",
    "Peer",
    "Standing",
    "SyncControl",
    "SyncSoon",
    "SyncState",
    "WithoutSync",
]


class Standing(enum.Enum):
    """How far a connected computer is."""

    CONNECTING = "connecting"
    EXCHANGING = "exchanging"
    IN_SYNC = "in sync"
    DIFFERENT = "different"
    """Both have the same entries, and made different tables of them."""
    REFUSED = "refused"
    AWAY = "away"
    """It was connected since the start, and is not now."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A computer at the other end of a connection."""

    identity: bytes
    name: str
    """Of the person, '' until known."""
    label: str = ""
    """Of the computer."""
    address: str = ""
    standing: Standing = Standing.CONNECTING
    done: int = 0
    """Entries moved in the run that is under way, of `total`."""
    total: int = 0
    place: str = ""
    """Where its person is, in words; '' if not said."""
    sentence: str = ""
    """What went wrong."""
    record: bytes = b""
    """What its person has before them; empty if not said."""

    @property
    def is_here(self) -> bool:
        """Whether there is a connection now."""
        return self.standing not in {Standing.REFUSED, Standing.AWAY}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One means of finding others (announcements, calls, an address), and what came of it; in the current language."""

    means: str
    outcome: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SyncState:
    """How sync stands now."""

    peers: tuple[Peer, ...] = ()
    """Those who are here first."""
    attempts: tuple[Attempt, ...] = ()
    addresses: tuple[str, ...] = ()
    """Where this computer can be reached, ``host:port``."""
    running: bool = False
    problem: str = ""
    """Why it does not run, in one sentence."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who knows the code and asks to come in."""

    name: str
    label: str
    fingerprint: str = ""
    """Of its key, in groups, to compare with what its own screen shows."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that was given out; the callables may be called from the screen's loop, and do not wait."""

    code: str
    """In groups joined by hyphens."""
    answer: Callable[[Newcomer, bool], None]
    """Whether to let one in who asked; about nobody else."""
    close: Callable[[], None]
    """The code is over, and the answer to who still waits is no."""


Told = Callable[[Newcomer | str | None], None]
"""Called from any thread: with a newcomer who asks, with a sentence about one who was turned away, and with None once
somebody has been let in."""


class SyncControl(Protocol):
    """What the screens may tell sync. Calls return at once and may be made from the loop, unless they say otherwise."""

    def state(self) -> SyncState: ...

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed`, from any thread, whenever `state` has changed; what is returned ends it."""
        ...

    def invite(self, roles: "Sequence[Role]", person: bytes | None, told: Told) -> Invitation:
        """Let a newcomer in by a new code; a `Failure` where that cannot be. May take a moment, so not for the loop."""
        ...

    def dial(self, address: str) -> None:
        """Connect to ``host:port``; a `Failure` if that is none. How it goes is among the attempts.

        May take a moment, so not for the loop.
        """
        ...

    def here(self, place: str, record: bytes | None = None) -> None:
        """Tell the others where this person is."""
        ...

    def stop(self) -> None:
        """Say goodbye and end; may take two seconds, so not for the loop."""
        ...


class WithoutSync:
    """Where there is no sync: nobody is connected, nobody can be invited; `problem` says why."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem

    def state(self) -> SyncState:
        return SyncState(problem=self.problem)

    def subscribe(self, _changed: Callable[[], None]) -> Callable[[], None]:
        return lambda: None

    def invite(self, _roles: "Sequence[Role]", _person: bytes | None, _told: Told) -> Invitation:
        raise Failure("This computer does not sync now, so nobody can be invited.")

    def dial(self, address: str) -> None:
        """Nothing is dialled."""

    def here(self, place: str, record: bytes | None = None) -> None:
        """Nobody is told."""

    def stop(self) -> None:
        """Nothing runs."""


class SyncSoon:
    """Sync that starts behind the screens: home stands before it is even loaded.

    Whoever needs it before it runs starts it and waits for it; where somebody is, is told once it runs.
    """

    def __init__(self, start: Callable[[], SyncControl]) -> None:
        """`start` gives what runs, or raises a `Failure`; it is called in a thread, and not after `stop`."""
        self._start = start
        self._starting = threading.Lock()
        self._running: SyncControl | None = None
        self._stopped = False
        self._problem = ""
        self._here: tuple[str, bytes | None] | None = None
        self._callbacks: list[Callable[[], None]] = []

    def begin(self) -> None:
        """Start it unless it runs; not for the loop. Why it cannot is then in `state`."""
        with suppress(Failure):
            self._begun()

    def state(self) -> SyncState:
        running = self._running
        return SyncState(problem=self._problem or _("Sync is starting")) if running is None else running.state()

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        self._callbacks.append(changed)
        return lambda: self._callbacks.remove(changed)

    def invite(self, roles: "Sequence[Role]", person: bytes | None, told: Told) -> Invitation:
        return self._begun().invite(roles, person, told)

    def dial(self, address: str) -> None:
        self._begun().dial(address)

    def here(self, place: str, record: bytes | None = None) -> None:
        self._here = place, record
        if self._running is not None:
            self._running.here(place, record)

    def stop(self) -> None:
        with self._starting:
            self._stopped = True
            if self._running is not None:
                self._running.stop()

    def _begun(self) -> SyncControl:
        """What runs now. Whoever asks again after a failure tries again."""
        with self._starting:
            if self._running is not None:
                return self._running
            if self._stopped:
                raise Failure("This computer does not sync now, so nobody can be invited.")
            try:
                self._running = running = self._start()
            except Failure as failure:
                self._problem = failure.sentence()
                self._changed()
                raise
            running.subscribe(self._changed)
            if self._here is not None:
                running.here(*self._here)
            self._changed()
            return running

    def _changed(self) -> None:
        for callback in tuple(self._callbacks):
            callback()
