"""Where a cursor goes. Everything here only looks; the place that it gives is always between two clusters."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from netterm.language.clusters import is_mark, next_stop, previous_stop, snap
from netterm.language.width import drawn
from netterm.language.words import word_starts
from netterm.screens.editing.lines import Lines
from netterm.screens.editing.rows import Row, Rows

__all__ = ["Caret", "Moves", "backspace_from", "snap_after", "word_after", "word_before"]


class Caret(NamedTuple):
    """Where a cursor stands: before the code point at ``place``; between two rows at the end of the first if it is
    ``trailing``, else at the beginning of the second."""

    place: int
    trailing: bool = False


def word_before(line: str, column: int) -> int:
    """The beginning of the word before a column of a line, or of the line."""
    starts = word_starts(line)
    at = bisect_left(starts, column) - 1
    return snap(line, starts[at]) if at >= 0 else 0


def word_after(line: str, column: int) -> int:
    """The beginning of the word after a column of a line, or the line's end."""
    starts = word_starts(line)
    at = bisect_right(starts, column)
    return snap_after(line, starts[at]) if at < len(starts) else len(line)


def backspace_from(line: str, column: int) -> int:
    """Where what Backspace takes begins: the last code point of a Thai cluster, the whole of any other."""
    start = previous_stop(line, column)
    return column - 1 if any(map(is_mark, line[start:column])) else start


def snap_after(line: str, column: int) -> int:
    """The first stop at or after a column: where a cursor is that an edit has left inside a cluster."""
    return column if snap(line, column) == column else next_stop(line, column)


class Moves:
    """The ways through ``rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    @property
    def _lines(self) -> Lines:
        return self._rows.lines

    # By clusters and words

    def left(self, place: int) -> int:
        """One cluster back, or to the end of the line before."""
        line, column = self._lines.spot(place)
        return place - column + previous_stop(self._lines[line], column) if column else max(place - 1, 0)

    def right(self, place: int) -> int:
        """One cluster on, or to the beginning of the next line."""
        line, column = self._lines.spot(place)
        text = self._lines[line]
        return place - column + next_stop(text, column) if column < len(text) else min(place + 1, len(self._lines))

    def word_left(self, place: int) -> int:
        """To the beginning of the word before; from the beginning of a line, to the end of the one before."""
        line, column = self._lines.spot(place)
        return place - column + word_before(self._lines[line], column) if column else max(place - 1, 0)

    def word_right(self, place: int) -> int:
        """To the beginning of the next word; from the end of a line, to the beginning of the next."""
        line, column = self._lines.spot(place)
        text = self._lines[line]
        return place - column + word_after(text, column) if column < len(text) else min(place + 1, len(self._lines))

    def word_around(self, place: int) -> tuple[int, int]:
        """From where to where the word goes that a place is in, or that begins there."""
        line, column = self._lines.spot(place)
        text, begin = self._lines[line], place - column
        starts = [0, *word_starts(text), len(text)]
        at = bisect_right(starts, column) - 1
        if at + 1 >= len(starts):
            return place, place
        word = text[starts[at] : starts[at + 1]].rstrip()
        return begin + starts[at], begin + max(starts[at] + len(word), column)

    def backspace(self, place: int) -> int:
        """Where what Backspace takes begins."""
        line, column = self._lines.spot(place)
        return place - column + backspace_from(self._lines[line], column) if column else max(place - 1, 0)

    def between_clusters(self, place: int) -> int:
        """The place, or the end of the cluster that it is inside."""
        line, column = self._lines.spot(place)
        return (
            place + snap_after(self._lines[line], column) - column if column else min(max(place, 0), len(self._lines))
        )

    # By rows

    def cell(self, caret: Caret) -> int:
        """The cell of its row in which a cursor is drawn."""
        row = self._rows.row(caret.place, caret.trailing)
        shape = drawn(self._lines[row.line])
        return shape.cell(self._lines.spot(caret.place).column) - shape.cell(self._rows.span(row)[0])

    def in_row(self, row: Row, cell: int) -> Caret:
        """Where a cursor is for a cell of a row: before the cluster that covers it, or at the row's end."""
        start, end = self._rows.span(row)
        text = self._lines[row.line]
        shape = drawn(text)
        column = shape.column(shape.cell(start) + max(cell, 0))
        if column < end:
            return Caret(self._lines.place(row.line, max(column, start)))
        return self._row_end(row, start, end)

    def row_start(self, caret: Caret) -> Caret:
        """The beginning of the row."""
        return Caret(self._rows.start(self._rows.row(*caret)))

    def row_end(self, caret: Caret) -> Caret:
        """The end of the row: before the space that it ends with, if it is not the last of its line."""
        row = self._rows.row(*caret)
        return self._row_end(row, *self._rows.span(row))

    def vertical(self, caret: Caret, by: int, cell: int) -> Caret:
        """So many rows down, or up, to the cluster at ``cell``; beyond the last row or the first, to the text's end."""
        row = self._rows.row(*caret)
        target = self._rows.moved(row, by)
        if target == row:
            return Caret(len(self._lines)) if by > 0 else Caret(0)
        return self.in_row(target, cell)

    def _row_end(self, row: Row, start: int, end: int) -> Caret:
        text = self._lines[row.line]
        if row.section == self._rows.count(row.line) - 1:
            return Caret(self._lines.place(row.line, end))
        if end > start and text[end - 1] == " ":
            return Caret(self._lines.place(row.line, end - 1))
        return Caret(self._lines.place(row.line, end), trailing=True)
