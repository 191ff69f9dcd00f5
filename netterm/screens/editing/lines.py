"""A text as its lines. Places are counted in code points over the whole text, as the shared texts count them."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

__all__ = ["Change", "Lines", "Spot"]


class Spot(NamedTuple):
    """A place as a line and a column in it, both from 0."""

    line: int
    column: int


class Change(NamedTuple):
    """Which lines were replaced: ``old`` of them from ``first`` on, by ``new``."""

    first: int
    old: int
    new: int


class Lines:
    """A text of at least one line. Only ``\\n`` ends a line; any other character stands in one."""

    def __init__(self, text: str = "") -> None:
        self._lines = text.split("\n")
        self._begins: list[int] | None = None

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self._lines)

    def __len__(self) -> int:
        """Code points, line breaks included."""
        return self._starts[-1] + len(self._lines[-1])

    def __getitem__(self, line: int) -> str:
        return self._lines[line]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    def spot(self, place: int) -> Spot:
        """The line and column of a place; of one out of bounds those of the nearest."""
        place = min(max(place, 0), len(self))
        line = bisect_right(self._starts, place) - 1
        return Spot(line, place - self._starts[line])

    def place(self, line: int, column: int) -> int:
        """The place of a column in a line, each as near as there is."""
        line = min(max(line, 0), self.count - 1)
        return self._starts[line] + min(max(column, 0), len(self._lines[line]))

    def between(self, start: int, end: int) -> str:
        """What stands in ``start:end``."""
        first, last = self.spot(start), self.spot(end)
        if first.line == last.line:
            return self._lines[first.line][first.column : last.column]
        inner = self._lines[first.line + 1 : last.line]
        return "\n".join((self._lines[first.line][first.column :], *inner, self._lines[last.line][: last.column]))

    def replace(self, at: int, count: int, text: str) -> Change:
        """Take ``count`` code points out at ``at`` and put ``text`` in."""
        first, last = self.spot(at), self.spot(at + count)
        before, after = self._lines[first.line][: first.column], self._lines[last.line][last.column :]
        new = f"{before}{text}{after}".split("\n")
        old = last.line + 1 - first.line
        self._lines[first.line : last.line + 1] = new
        self._begins = None
        return Change(first.line, old, len(new))

    @property
    def _starts(self) -> list[int]:
        """The place at which each line begins."""
        if self._begins is None:
            self._begins = list(accumulate((len(line) + 1 for line in self._lines[:-1]), initial=0))
        return self._begins
