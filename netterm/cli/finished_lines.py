"""Which lines of a text that others are typing are finished: pure, by the clock that is handed in.

A line is finished once a line was begun below it, or nothing in it has changed for a while. So a listener hears whole
lines and no halves, and nobody's typing elsewhere in the text makes a half line of somebody else's sound finished.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

QUIET: Final = 2.0
"""Seconds without a change after which a line is taken for finished."""


class Change(enum.Enum):
    """What became of a line since it was told last."""

    NEW = "new"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Finished:
    """A line that can be told."""

    change: Change
    text: str


@dataclass(slots=True, eq=False)
class _Line:
    """A line as it stands."""

    text: str
    told: str = ""
    """How it was when it was told last; empty where it never was."""
    changed_at: float = 0.0
    finished: bool = False

    @property
    def is_news(self) -> bool:
        return self.text.strip() != self.told


@dataclass(slots=True)
class Lines:
    """The lines of one text, and what of them was told."""

    _lines: list[_Line] = field(default_factory=list)
    _gone: list[_Line] = field(default_factory=list)

    def begin(self, text: str) -> list[str]:
        """What stands, which counts as told."""
        self._lines = [_Line(line, told=line.strip(), finished=True) for line in text.split("\n")]
        return [line.told for line in self._lines if line.told]

    def take(self, text: str, now: float) -> list[Finished]:
        """The text has become this; what is finished thereby."""
        after = text.split("\n")
        first, last = _same_ends([line.text for line in self._lines], after)
        before = self._lines[first : len(self._lines) - last]
        middle = list(self._followed(before, after[first : len(after) - last], now))
        if middle and not before and first:
            self._lines[first - 1].finished = True  # a line was begun below it
        self._lines[first : len(self._lines) - last] = middle
        return self.settled(now)

    def settled(self, now: float, quiet: float = QUIET) -> list[Finished]:
        """What is finished by now, in the order of the text; each is told once."""
        gone = [line for line in self._gone if now - line.changed_at >= quiet]
        self._gone = [line for line in self._gone if line not in gone]
        told = [Finished(Change.DELETED, line.told) for line in gone]
        for line in self._lines:
            if line.is_news and (line.finished or now - line.changed_at >= quiet):
                told += _tell(line)
        return told

    @property
    def settles_at(self) -> float | None:
        """When the next line will be finished if nothing more is typed; None where none waits."""
        waiting = [*self._gone, *(line for line in self._lines if line.is_news)]
        return min(line.changed_at for line in waiting) + QUIET if waiting else None

    def _followed(self, before: Sequence[_Line], after: Sequence[str], now: float) -> Iterator[_Line]:
        """The lines that stand now, each going on from the one that it was."""
        matcher = SequenceMatcher(None, [line.text for line in before], after, autojunk=False)
        codes = matcher.get_opcodes()
        for place, (tag, i1, i2, j1, j2) in enumerate(codes):
            if tag == "equal":
                yield from before[i1 : i2 - 1]
                grew = place + 1 < len(codes) and codes[place + 1][0] == "insert"
                before[i2 - 1].finished |= grew
                yield before[i2 - 1]
                continue
            old = list(before[i1:i2])
            for number, text in enumerate(after[j1:j2]):
                line = old.pop(0) if old else _Line("")
                yield _Line(text, line.told, now, finished=number < j2 - j1 - 1)
            self._gone += [_Line(line.text, line.told, now) for line in old if line.told]


def _tell(line: _Line) -> Iterator[Finished]:
    before, line.told = line.told, line.text.strip()
    if not line.told:
        yield Finished(Change.DELETED, before)
    else:
        yield Finished(Change.CHANGED if before else Change.NEW, line.told)


def _same_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many lines at the beginning, and how many at the end, are the same."""
    most = min(len(before), len(after))
    first = next((at for at in range(most) if before[at] != after[at]), most)
    left = most - first
    last = next((at for at in range(left) if before[-1 - at] != after[-1 - at]), left)
    return first, last
