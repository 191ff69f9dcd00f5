"""How often presence is told and heard: it is a nicety, and may not crowd out anything."""

from __future__ import annotations

from typing import Final

from netterm.sync.messages import PresenceMap

EVERY_MS: Final = 200
BURST: Final = 20
"""Messages of presence that may come at once."""


class Pace:
    """Of one link. All times are in ms; they may go back, as clocks do."""

    def __init__(self, now: int) -> None:
        self._waiting: PresenceMap | None = None
        self._told = -EVERY_MS
        self._allowance = float(BURST)
        self._heard = now

    def tell(self, presence: PresenceMap) -> None:
        """This is to be told, in place of what still waits."""
        self._waiting = presence

    def due(self, now: int) -> PresenceMap | None:
        """What may be told now, if anything; then it counts as told."""
        if self._waiting is None or 0 <= now - self._told < EVERY_MS:
            return None
        told, self._waiting, self._told = self._waiting, None, now
        return told

    def may_come(self, now: int) -> bool:
        """Whether the peer may be heard again; then it counts as heard."""
        gained = max(0, now - self._heard) / EVERY_MS
        self._heard = now
        self._allowance = min(BURST, self._allowance + gained)
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True
