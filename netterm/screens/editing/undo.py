"""Taking back what was typed into a text that nobody shares: a shared text knows itself who wrote what."""

from collections.abc import Callable
from dataclasses import dataclass, replace

__all__ = ["History", "Step"]

_MOST_STEPS = 200
_TOGETHER = 1.0
"""Seconds within which letters that are typed one after another are taken back together."""


@dataclass(frozen=True, slots=True)
class Step:
    """At ``at``, ``removed`` stood before and ``inserted`` after; the cursor was at ``cursor``."""

    at: int
    removed: str
    inserted: str
    cursor: int


class History:
    """Steps that can be taken back, and those that were and can be made again."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._open_until = 0.0

    def record(self, step: Step) -> None:
        """A step was made; letters typed behind the last ones are a part of the last step."""
        now = self._clock()
        last = self._done[-1] if self._done and now < self._open_until else None
        typed = not step.removed and "\n" not in step.inserted
        if last is not None and typed and last.at + len(last.inserted) == step.at:
            self._done[-1] = replace(last, inserted=last.inserted + step.inserted)
        else:
            self._done.append(step)
            del self._done[:-_MOST_STEPS]
        self._undone.clear()
        self._open_until = now + _TOGETHER if typed else 0.0

    def close(self) -> None:
        """What is typed from now on is a step of its own."""
        self._open_until = 0.0

    def undo(self) -> Step | None:
        """The step to take back."""
        return self._moved(self._done, self._undone)

    def redo(self) -> Step | None:
        """The step to make again."""
        return self._moved(self._undone, self._done)

    def clear(self) -> None:
        """Forget everything."""
        self._done.clear()
        self._undone.clear()
        self.close()

    def _moved(self, source: list[Step], target: list[Step]) -> Step | None:
        self.close()
        if not source:
            return None
        target.append(source.pop())
        return target[-1]
