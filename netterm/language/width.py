"""A line as a terminal draws it: what is sent for each of its clusters, and in which cell it stands.

What is sent is made so that every terminal gives it the cells that are counted here: ำ goes as its two halves (some
give the whole letter a cell less), a mark that stands on nothing gets a dotted circle to stand on, and what is never
seen is left out, or shown as a sign where it is all there is.
"""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from netterm.language.clean import for_display
from netterm.language.clusters import cell_width, is_mark, stops

__all__ = ["Drawn", "drawn"]

_USUAL = re.compile("[ -~\u0e01-\u0e3a\u0e3f-\u0e5b]*")
_CACHED_LENGTH = 2_000
_MOST_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{4}")
_NOTHING = "\u25cc"
"""The dotted circle, by which Unicode shows a mark that has no base."""
_UNSEEN = "?"
_SARA_AM, _NIKHAHIT, _SARA_AA = "\u0e33", "\u0e4d", "\u0e32"
_TONES = "\u0e48\u0e49\u0e4a\u0e4b"


class Drawn(NamedTuple):
    """A line's clusters on the screen."""

    stops: tuple[int, ...]
    """Where each cluster begins in the line, in code points; and the line's end."""
    cells: tuple[int, ...]
    """The cell in which each begins; and the width of all."""
    pieces: tuple[str, ...]
    """What is sent for each: never empty, and without anything but what has cells, and marks."""

    def cell(self, column: int) -> int:
        """The cell of the cluster that the code point at ``column`` is in."""
        return self.cells[max(bisect_right(self.stops, column) - 1, 0)]

    def column(self, cell: int) -> int:
        """The beginning of the cluster that covers ``cell``; the line's end behind the last."""
        return self.stops[max(bisect_right(self.cells, cell) - 1, 0)]

    def between(self, start: int, end: int) -> range:
        """The numbers of the clusters that begin in ``start:end``."""
        return range(bisect_left(self.stops, start), bisect_left(self.stops, end))


def drawn(line: str) -> Drawn:
    """``line``, which has no line breaks, as it is drawn."""
    return (_drawn if len(line) <= _CACHED_LENGTH else _long_drawn)(line)


@lru_cache(512)
def _drawn(line: str) -> Drawn:
    at = stops(line)
    if line.isascii() and line.isprintable():
        return Drawn(at, at, tuple(line))
    pieces = [line[start:end] for start, end in pairwise(at)]
    if _USUAL.fullmatch(line) and not _MOST_MARKS.search(line):
        if pieces and is_mark(pieces[0][0]):
            pieces[0] = _NOTHING + pieces[0]
        cells: tuple[int, ...] = tuple(range(len(at)))
    else:
        pieces = [_piece(cluster) for cluster in pieces]
        cells = tuple(accumulate(map(cell_width, pieces), initial=0))
    if _SARA_AM in line:
        return _with_halves(at, cells, pieces)
    return Drawn(at, cells, tuple(pieces))


@lru_cache(8)  # a long line costs as many numbers as it has letters
def _long_drawn(line: str) -> Drawn:
    return _drawn.__wrapped__(line)


def _piece(cluster: str) -> str:
    """What is sent for a cluster of any script."""
    shown = for_display(cluster)
    if shown and cell_width(shown[0]):
        return shown
    shown = for_display(_NOTHING + cluster)
    return shown if len(shown) > 1 else _UNSEEN


def _with_halves(at: tuple[int, ...], cells: tuple[int, ...], pieces: list[str]) -> Drawn:
    """Each ำ as nikhahit on the cluster before it, below its tone, and า in the cell of its own."""
    wider = 0
    for number, piece in enumerate(pieces):
        if piece[0] != _SARA_AM:
            continue
        rest = piece[1:]
        if number:
            before = pieces[number - 1]
            base = before.rstrip(_TONES)
            pieces[number - 1] = base + _NIKHAHIT + before[len(base) :]
            pieces[number] = _SARA_AA + rest
        else:
            pieces[0] = _NOTHING + _NIKHAHIT + _SARA_AA + rest
            wider = 1
    if wider:
        cells = (0, *(cell + 1 for cell in cells[1:]))
    return Drawn(at, cells, tuple(pieces))
