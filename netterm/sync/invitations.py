"""The one-time codes that a door knows, and how often each address has guessed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final

from netterm.store import Admission
from netterm.sync.codes import Code
from netterm.sync.joining_wire import Denial, Knock, knock_proof

TRIES: Final = 5
"""Wrong codes that one address may try in :data:`TRIES_WITHIN` seconds."""
TRIES_WITHIN: Final = 60.0
_ADDRESSES: Final = 256
_REMEMBERED: Final = 64


@dataclass(eq=False, slots=True)
class Invitation:
    """A code that was given out."""

    code: Code
    expires: float
    """On the monotonic clock of its :class:`Invitations`."""
    joiner: bytes | None = None
    """The only key that may use it, from the first that proved to know it."""
    admission: Admission | None = None
    over: Denial | None = None
    """Why it admits nobody any more, or None while it may."""


class Invitations:
    """The codes that a door knows, and how often each address has guessed.

    ``clock`` gives seconds that never go back. Codes that are over are remembered, so that who comes late hears why.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._all: deque[Invitation] = deque(maxlen=_REMEMBERED)
        self._wrong: dict[str, deque[float]] = {}

    def open(self, code: Code, lifetime: float) -> Invitation:
        """Let the code in for ``lifetime`` seconds."""
        invitation = Invitation(code, self._clock() + lifetime)
        self._all.append(invitation)
        return invitation

    def close(self, invitation: Invitation, why: Denial = Denial.EXPIRED) -> None:
        """Let it in no longer."""
        if invitation.over is None:
            invitation.over = why

    def live(self) -> tuple[Invitation, ...]:
        """Those that may still let somebody in."""
        return tuple(invitation for invitation in self._all if self.state(invitation) is None)

    def state(self, invitation: Invitation) -> Denial | None:
        """Why it admits nobody any more; None while it may."""
        if invitation.over in {None, Denial.USED} and self._clock() >= invitation.expires:
            invitation.over = Denial.EXPIRED
        return invitation.over

    def barred(self, invitation: Invitation) -> Denial | None:
        """Why not even its own joiner may come with it; None while that one may."""
        state = self.state(invitation)
        return None if state is Denial.USED else state

    def recognise(self, knock: Knock, binding: bytes, address: str) -> Invitation | Denial:
        """Whose code a knock proves, or why it is turned away. A used code passes: its own joiner may come again."""
        if self._guessed(address) >= TRIES:
            return Denial.TOO_MANY_TRIES
        found = None
        for invitation in self._all:  # all of them, so that the time taken says nothing
            if compare_digest(knock.proof, knock_proof(invitation.code, binding, knock.nonce)):
                found = invitation
        if found is None:
            self._wrong.setdefault(address, deque(maxlen=TRIES)).append(self._clock())
            return Denial.WRONG
        return self.barred(found) or found

    def _guessed(self, address: str) -> int:
        since = self._clock() - TRIES_WITHIN
        for guessing, times in tuple(self._wrong.items()):
            while times and times[0] <= since:
                times.popleft()
            if not times:
                del self._wrong[guessing]
        while len(self._wrong) >= _ADDRESSES:
            del self._wrong[next(iter(self._wrong))]
        return len(self._wrong.get(address, ()))
