"""What a row looks like, and what of it is to be sent to the terminal again."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from netterm.language.width import Drawn, drawn

__all__ = ["Look", "Painted", "Piece", "RowToPaint", "difference", "line_pieces", "paint", "runs"]


class Look(Enum):
    """How a piece is shown."""

    TEXT = "text"
    SELECTED = "selected"
    CURSOR = "cursor"
    SUGGESTED = "suggested"
    BAR = "bar"
    THUMB = "thumb"


class Piece(NamedTuple):
    """What is drawn in one place: the text of a cluster, its cells, and how it is shown."""

    text: str
    cells: int
    look: Look


Painted = tuple[Piece, ...]
"""A row from its first cell to its last."""

_SARA_AA = "\u0e32"
_BAR = {Look.BAR: "│", Look.THUMB: "┃"}


class RowToPaint(NamedTuple):
    """A row, and what is special about it. Columns are those of its line."""

    line: str
    start: int
    end: int
    cursor: int | None = None
    """The column of the cursor, if it is in this row; ``end`` for one behind the last cluster."""
    selected: tuple[int, int] = (0, 0)
    """From this column on, up to this one."""
    break_selected: bool = False
    """Whether the line break behind the row is selected too."""
    suggestion: str = ""
    """What might follow the cursor."""


@lru_cache(1_024)
def paint(row: RowToPaint, cells: int, bar: Look) -> Painted:
    """The row in exactly ``cells`` cells, the last of which is for the ``bar`` at the side: a part of it, or blank."""
    room = cells - 1
    pieces = [*_fitting(_pieces(row), room)]
    used = sum(map(itemgetter(1), pieces))
    pieces += [Piece(" ", 1, Look.TEXT)] * (room - used)
    pieces.append(Piece(_BAR.get(bar, " "), 1, bar))
    return tuple(pieces)


def line_pieces(line: str, start: int, end: int, selected: tuple[int, int], cursor: int | None) -> Iterator[Piece]:
    """The clusters of ``start:end``, those that are selected or under the cursor shown so."""
    shape: Drawn = drawn(line)
    for number in shape.between(start, end):
        place = shape.stops[number]
        look = Look.TEXT
        if place == cursor:
            look = Look.CURSOR
        elif selected[0] <= place < selected[1]:
            look = Look.SELECTED
        yield Piece(shape.pieces[number], shape.cells[number + 1] - shape.cells[number], look)


def difference(old: Painted, new: Painted) -> tuple[int, int] | None:
    """The cells, from and up to, that show something else now; None if none do.

    They never begin with า after another piece: of ำ a part is on the piece before.
    """
    same = 0
    for before, after in zip(old, new, strict=False):
        if before != after:
            break
        same += 1
    if same == len(old) == len(new):
        return None
    if same and any(row[same : same + 1] and row[same].text.startswith(_SARA_AA) for row in (old, new)):
        same -= 1
    alike = 0
    for before, after in zip(reversed(old[same:]), reversed(new[same:]), strict=False):
        if before != after:
            break
        alike += 1
    return _cells(new[:same]), max(_cells(old[: len(old) - alike]), _cells(new[: len(new) - alike]))


def runs(painted: Iterable[Piece]) -> Iterator[tuple[str, Look]]:
    """Neighbouring pieces that look alike, as one text."""
    for look, alike in groupby(painted, key=itemgetter(2)):
        yield "".join(piece.text for piece in alike), look


def _pieces(row: RowToPaint) -> Iterator[Piece]:
    yield from line_pieces(row.line, row.start, row.end, row.selected, row.cursor)
    at_end = row.cursor is not None and row.cursor >= row.end
    if row.suggestion and at_end:
        suggested = [*line_pieces(row.suggestion, 0, len(row.suggestion), (0, 0), None)]
        yield suggested[0]._replace(look=Look.CURSOR)
        yield from (piece._replace(look=Look.SUGGESTED) for piece in suggested[1:])
    elif at_end:
        yield Piece(" ", 1, Look.CURSOR)
    elif row.break_selected:
        yield Piece(" ", 1, Look.SELECTED)


def _fitting(pieces: Iterator[Piece], cells: int) -> Iterator[Piece]:
    for piece in pieces:
        cells -= piece.cells
        if cells < 0:
            return
        yield piece


def _cells(pieces: Sequence[Piece]) -> int:
    return sum(piece.cells for piece in pieces)
