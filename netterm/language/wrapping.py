"""Where a line is broken to fit a width: between words, and inside one only where it is wider than a whole row."""

import re
from collections.abc import Callable, Iterable

from netterm.language.width import Drawn, drawn

__all__ = ["Chunks", "breaks"]

Chunks = tuple[int, ...]
"""Where pieces of a line begin that wrapping keeps together, the line's beginning left out."""

# What a reader takes in as one letter: a vowel written before its consonant goes with it, one behind it too.
_UNIT = re.compile(r"[เ-ไ]?[^ะาำๅๆฯ][ะาำๅๆฯ]{0,2}|.", re.DOTALL)
_NARROWEST = 6
"""Cells for the widest of these: what is narrower is wrapped as if it had as many."""


def breaks(line: str, width: int, words: Chunks, parts: Chunks = ()) -> tuple[int, ...]:
    """Where the rows of ``line`` begin, as indices of code points, but for the first.

    ``words`` are kept together; what is wider than ``width`` cells is broken at ``parts``, and if these are too wide,
    between letters. No cluster is ever broken. A space may stand one cell beyond the width, where a cursor may stand
    also; a line that would end so gets an empty row for the cursor behind it.
    """
    shape = drawn(line)
    if shape.cells[-1] <= max(width, _NARROWEST):
        return ()
    return _Rows(line, max(width, _NARROWEST), shape).of(words, parts)


class _Rows:
    """The rows of one line, from the first to the last."""

    def __init__(self, line: str, width: int, shape: Drawn) -> None:
        self._line, self._width, self._shape = line, width, shape
        self._cell_of = dict(zip(shape.stops, shape.cells, strict=True))
        self._found: list[int] = []
        self._begin = self._cell = 0
        """Where the present row begins: code point and cell."""

    def of(self, words: Chunks, parts: Chunks) -> tuple[int, ...]:
        self._place(0, len(self._line), words, lambda start, end: self._place(start, end, parts, self._fold_letters))
        if self._too_wide(len(self._line)):
            self._found.append(len(self._line))
        return tuple(self._found)

    def _place(self, start: int, end: int, starts: Chunks, fold: Callable[[int, int], None]) -> None:
        """Pieces of ``start:end`` one behind the other; what is wider than a row is folded, spaces behind may stay."""
        for first, last in self._pieces(start, end, starts):
            solid = first + len(self._line[first:last].rstrip(" "))
            if self._too_wide(solid):
                self._break_before(first)
            if self._too_wide(solid):
                fold(first, solid)
            for place in range(solid, last):
                if self._cell_of[place + 1] - self._cell > self._width + 1:
                    self._break_before(place)

    def _pieces(self, start: int, end: int, starts: Iterable[int]) -> Iterable[tuple[int, int]]:
        """``start:end`` cut at those of ``starts`` that are in it and begin a cluster."""
        before = start
        for place in starts:
            if before < place < end and place in self._cell_of:
                yield before, place
                before = place
        if before < end:
            yield before, end

    def _fold_letters(self, start: int, end: int) -> None:
        clusters = [
            self._line[self._shape.stops[n] : self._shape.stops[n + 1]] for n in self._shape.between(start, end)
        ]
        bases = "".join(cluster[0] for cluster in clusters)
        place, number = start, 0
        for unit in _UNIT.finditer(bases):
            length = sum(len(cluster) for cluster in clusters[number : unit.end()])
            if self._too_wide(place + length):
                self._break_before(place)
            place, number = place + length, unit.end()

    def _too_wide(self, end: int) -> bool:
        return self._cell_of[end] - self._cell > self._width

    def _break_before(self, place: int) -> None:
        if place > self._begin:
            self._found.append(place)
            self._begin, self._cell = place, self._cell_of[place]
