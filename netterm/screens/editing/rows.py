"""How lines fall into rows of a screen. A line is wrapped when it is first looked at, and again when it has changed.

So opening a long text costs what is in sight, and a keystroke costs one line. How many rows the rest has is guessed, by
its length, for the bar at the side only: everything else goes from row to row.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from netterm.screens.editing.lines import Change, Lines

__all__ = ["Row", "Rows"]


class Row(NamedTuple):
    """One row: the line, and which of its rows it is, both from 0."""

    line: int
    section: int


class Rows:
    """The rows of ``lines``, each at most ``width`` cells wide but for the space that a cursor needs."""

    def __init__(self, lines: Lines, width: int, wrap: Callable[[str, int], tuple[int, ...]]) -> None:
        self.lines = lines
        self.width = width
        self._wrap = wrap
        self._breaks: list[tuple[int, ...] | None] = [None] * lines.count

    def changed(self, change: Change) -> None:
        """Some lines were replaced: only they are wrapped again."""
        self._breaks[change.first : change.first + change.old] = [None] * change.new

    def forget(self, width: int | None = None) -> None:
        """Wrap everything again when it is next looked at: the width has changed, or words have become known."""
        self.width = self.width if width is None else width
        self._breaks = [None] * self.lines.count

    def breaks(self, line: int) -> tuple[int, ...]:
        """The columns at which rows of a line begin, but for its first."""
        found = self._breaks[line]
        if found is None:
            found = self._breaks[line] = self._wrap(self.lines[line], self.width)
        return found

    def count(self, line: int) -> int:
        """How many rows a line has."""
        return len(self.breaks(line)) + 1

    def span(self, row: Row) -> tuple[int, int]:
        """The columns of its line that a row has: from, and up to."""
        breaks = self.breaks(row.line)
        start = breaks[row.section - 1] if row.section else 0
        end = breaks[row.section] if row.section < len(breaks) else len(self.lines[row.line])
        return start, end

    def row(self, place: int, trailing: bool = False) -> Row:
        """The row that a place is in; one between two rows is in the second, or, ``trailing``, in the first.

        Behind a space that ends a row there is no cell for a cursor: such a place is in the second in any case.
        """
        line, column = self.lines.spot(place)
        breaks = self.breaks(line)
        section = bisect_right(breaks, column)
        if trailing and section and breaks[section - 1] == column and self.lines[line][column - 1] != " ":
            section -= 1
        return Row(line, section)

    def start(self, row: Row) -> int:
        """The place at which a row begins."""
        return self.lines.place(row.line, self.span(row)[0])

    def nearest(self, row: Row) -> Row:
        """The row, or, where there is no such any more, the last before it."""
        if row.line >= self.lines.count:
            return self.last
        return Row(row.line, min(row.section, self.count(row.line) - 1))

    @property
    def last(self) -> Row:
        """The last row of all."""
        line = self.lines.count - 1
        return Row(line, self.count(line) - 1)

    def moved(self, row: Row, by: int) -> Row:
        """The row so many rows below, or above; the last or the first where there are not so many."""
        line, section = row.line, row.section + by
        while section < 0:
            if line == 0:
                return Row(0, 0)
            line -= 1
            section += self.count(line)
        while section >= (count := self.count(line)):
            if line == self.lines.count - 1:
                return Row(line, count - 1)
            line, section = line + 1, section - count
        return Row(line, section)

    def distance(self, above: Row, below: Row, most: int) -> int:
        """How many rows ``below`` is below ``above``, negative if it is above it, counted up to ``most``."""
        if below < above:
            return -self.distance(below, above, most)
        far, line = -above.section, above.line
        while line < below.line and far <= most:
            far += self.count(line)
            line += 1
        return min(far + below.section, most)

    def about(self, line: int | None = None) -> int:
        """About how many rows there are, in all or above a line."""
        width = max(self.width, 1)
        those = self._breaks if line is None else self._breaks[:line]
        return sum(
            len(self.lines[number]) // width + 1 if breaks is None else len(breaks) + 1
            for number, breaks in enumerate(those)
        )
