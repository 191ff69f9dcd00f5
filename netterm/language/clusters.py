"""Where a cursor may stop in a line, and how many terminal cells its pieces take.

A cluster is what a terminal draws as one piece: a base with the marks on it. SARA AM (ำ) takes a cell of its own in
terminals, so it is a cluster of its own. Widths and clusters of other scripts are Rich's, which draws the screens.
"""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import pairwise

__all__ = [
    "cell_width",
    "clusters",
    "cut_around",
    "cut_to_cells",
    "is_mark",
    "next_stop",
    "previous_stop",
    "snap",
    "stops",
]

_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
# Printable ASCII and assigned Thai only: each character has one cell but for the marks, and no table is needed.
_PLAIN = re.compile(r"[ -~\u0e01-\u0e3a\u0e3f-\u0e5b]*")
_PLAIN_CLUSTER = re.compile(rf"[^{_MARKS}][{_MARKS}]*|[{_MARKS}]+")
_MARK = re.compile(rf"[{_MARKS}]")
# A control character has no cells, yet must not hide in the cluster before it: a cursor stops at a tab.
_CONTROL_OR_REST = re.compile(r"[\x00-\x1f\x7f-\x9f]|[^\x00-\x1f\x7f-\x9f]+")
_REGIONAL_INDICATORS = range(0x1F1E6, 0x1F200)
_CACHED_LENGTH = 2_000


def is_mark(character: str) -> bool:
    """Whether `character` is a Thai mark: a vowel, tone or sign drawn above or below the consonant before it."""
    return character == "\u0e31" or "\u0e34" <= character <= "\u0e3a" or "\u0e47" <= character <= "\u0e4e"


def stops(line: str) -> tuple[int, ...]:
    """Where a cursor may stand in `line`, as indices of code points: before each cluster, and at the end."""
    if line.isascii():
        return tuple(range(len(line) + 1))
    return _stops(line) if len(line) <= _CACHED_LENGTH else _long_stops(line)


def snap(line: str, column: int) -> int:
    """The last stop at or before `column`, a code point index, which may be out of bounds."""
    if line.isascii():
        return min(max(column, 0), len(line))
    at = stops(line)
    return at[max(bisect_right(at, column) - 1, 0)]


def previous_stop(line: str, column: int) -> int:
    """The stop before `column`, or 0 at the start of the line."""
    if line.isascii():
        return max(min(column, len(line) + 1) - 1, 0)
    at = stops(line)
    return at[max(bisect_left(at, column) - 1, 0)]


def next_stop(line: str, column: int) -> int:
    """The stop after `column`, or the end of the line."""
    if line.isascii():
        return min(max(column, -1) + 1, len(line))
    at = stops(line)
    return at[min(bisect_right(at, column), len(at) - 1)]


def clusters(text: str) -> tuple[str, ...]:
    """`text` cut into its clusters; joined together they are `text` again."""
    at = stops(text)
    return tuple(text[start:end] for start, end in pairwise(at))


def cell_width(text: str) -> int:
    """How many terminal cells `text` takes; control characters take none."""
    if text.isascii() and text.isprintable():
        return len(text)
    if _PLAIN.fullmatch(text):
        return len(text) - len(_MARK.findall(text))
    from rich.cells import cell_len

    return cell_len(text)


def cut_to_cells(text: str, cells: int, ellipsis: str = "") -> str:
    """The longest start of `text` that takes at most `cells` cells and splits no cluster.

    Where something is cut off, `ellipsis` stands at the end and counts, if there is room for it at all.
    """
    if cell_width(text) <= cells:
        return text
    room = cells - cell_width(ellipsis)
    if room < 0:
        room, ellipsis = max(cells, 0), ""
    end = taken = 0
    for cluster in clusters(text):
        taken += cell_width(cluster)
        if taken > room:
            break
        end += len(cluster)
    return text[:end] + ellipsis


def cut_around(text: str, start: int, end: int, cells: int, ellipsis: str = "…") -> str:
    """What there is of `text` in at most `cells` cells with `text[start:end]` in sight, splitting no cluster.

    It begins where `text` does if that leaves room for something behind `end`; else about a third of the cells stand
    before `start`. Where something is cut off, `ellipsis` stands, and counts.
    """
    if cell_width(text) <= cells or cell_width(text[:end]) <= cells * 3 // 4:
        return cut_to_cells(text, cells, ellipsis)
    start = snap(text, start)
    behind = text[start : max(end, start + 4 * cells)]  # more is never needed, and texts may be long
    room = max(cells // 3, cells - cell_width(behind)) - cell_width(ellipsis)
    before = ""
    for cluster in reversed(clusters(text[max(0, start - 4 * cells) : start])):
        room -= cell_width(cluster)
        if room < 0:
            break
        before = cluster + before
    return cut_to_cells(ellipsis + before + behind, cells, ellipsis)


@lru_cache(256)
def _stops(line: str) -> tuple[int, ...]:
    if _PLAIN.fullmatch(line):
        return 0, *(cluster.end() for cluster in _PLAIN_CLUSTER.finditer(line))
    return _stops_of_any_script(line)


@lru_cache(4)  # a long line costs as many numbers as it has letters: only those at hand are kept
def _long_stops(line: str) -> tuple[int, ...]:
    return _stops.__wrapped__(line)


def _stops_of_any_script(line: str) -> tuple[int, ...]:
    from rich.cells import split_graphemes

    at = [0]
    for piece in _CONTROL_OR_REST.finditer(line):
        open_flag = False
        for start, end, _cells in split_graphemes(piece.group())[0]:
            regional = ord(piece.group()[start]) in _REGIONAL_INDICATORS
            if regional and open_flag:  # the second letter of a flag belongs to the first
                at[-1] = piece.start() + end
            else:
                at.append(piece.start() + end)
            open_flag = regional and not open_flag
    return tuple(at)
