"""The ladder of means: what was tried to reach somebody, and what came of each rung last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from netterm.sync.discovery import Address, Attempt, Means
from netterm.sync.transport import Connection, DialError, dial

if TYPE_CHECKING:
    import ssl

_MAX_ATTEMPTS: Final = 128


class Ladder:
    """Keeps the last outcome of each rung, and tells of each that is new."""

    def __init__(self, tell: Callable[[Attempt], None]) -> None:
        self._tell = tell
        self._attempts: dict[tuple[Means, str], Attempt] = {}

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Oldest first."""
        return tuple(self._attempts.values())

    def tried(self, attempt: Attempt) -> None:
        """This came of a rung."""
        key = attempt.means, attempt.target
        if self._attempts.get(key) == attempt:
            return
        self._attempts.pop(key, None)
        self._attempts[key] = attempt
        while len(self._attempts) > _MAX_ATTEMPTS:
            del self._attempts[next(iter(self._attempts))]
        self._tell(attempt)

    async def dial(self, means: Means, addresses: Sequence[Address], context: ssl.SSLContext) -> Connection:
        """TLS with whoever answers first there; raises :class:`DialError`, which then stands on the ladder."""
        try:
            return await dial(addresses, context)
        except DialError as failure:
            target = str(addresses[0]) if addresses else ""
            self.tried(Attempt(means, target, failure.outcome, failure.detail))
            raise
