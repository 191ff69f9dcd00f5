"""What the terminal shows, cell by cell, and the least to send so that it shows something else.

Every byte counts on a slow line: only cells that look otherwise are sent, the text behind a letter that comes or goes
is moved by the terminal itself, and of a change of colours only the part that changes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import ne
from typing import NamedTuple

from netterm.language.clusters import cell_width, clusters, is_mark

__all__ = ["PLAIN", "Cell", "Look", "Row", "Shown", "is_sure", "look_of", "row_of"]


class Look(NamedTuple):
    """How a cell is drawn: the parts of an SGR sequence (ECMA-48), '' for what nobody asked for."""

    attributes: str
    foreground: str
    background: str
    blank: bool = False
    """Whether nothing but the background is seen of it."""


Cell = tuple[str, Look, bool]
"""What is sent for it, '' for the second half of something wide; its look; and whether every terminal gives it the
cells that are counted here."""
Row = list[Cell | None]
"""None where it is not known what the terminal shows."""

PLAIN = Look("", "", "")
_SEEN_ON_BLANKS = {"4", "5", "7", "9", "21", "51", "52", "53"}
_MAY_DIFFER = re.compile("[\u0300-\u0dff\u0f00-\u1fff\u200d\ufe00-\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
_HALVES_OF_FLAGS = {chr(letter) for letter in range(0x1F1E6, 0x1F200)}
_SARA_AA = "\u0e32"
_KEPT_GAP = 5
"""Bytes of unchanged text up to which it is sent again, for going over it would take as many."""
_WORTH_SCROLLING = 4
"""Rows that change, from which on it is tried whether the terminal can move them."""
_FEW_ROWS = 3
"""Rows that a block is moved, at most: a turn of the mouse's wheel."""
_WORTH_MOVING = 16
"""Cells that are to be sent, from which on it is tried whether the terminal can move them."""
_MOVING = 4
"""Bytes that it takes to have a text moved, about."""
_ALIKE = 3
"""Cells that are the same where a text was moved."""
_NEW = 8
"""Cells that may have changed before it."""
_FURTHEST = 24
"""Cells that a text is moved, at most: a long word."""


@lru_cache(1_024)
def look_of(codes: str) -> Look:
    """The look that an SGR sequence gives, by its numbers between semicolons."""
    parts: dict[str, list[str]] = {"": [], "3": [], "4": []}
    numbers = iter(codes.split(";") if codes else ())
    for number in numbers:
        if number in {"38", "48"}:
            kind = next(numbers)
            rest = [next(numbers) for _ in range(3 if kind == "2" else 1)]
            parts[number[0]] = [number, kind, *rest]
        elif len(number) > 1 and number[-2] in "349" and number not in {"39", "49"}:
            parts["3" if number[-2] in "39" else "4"] = [number]
        elif len(number) > 2:
            parts["4"] = [number]
        elif number not in {"39", "49"}:
            parts[""].append(number)
    return Look(";".join(parts[""]), ";".join(parts["3"]), ";".join(parts["4"]))


@lru_cache(1_024)
def _on_blank(look: Look) -> Look:
    """The look of a space: whatever has a letter's colour does not matter where there is no letter."""
    if _SEEN_ON_BLANKS & {*look.attributes.split(";")}:
        return look
    return Look("", "", look.background, True)


def row_of(parts: Iterable[tuple[str, Look]]) -> Row:
    """The cells that texts of different looks take, side by side. What has no cell is only there upon something."""
    row: Row = []
    for text, look in parts:
        blank = (" ", _on_blank(look), True)
        if text.isascii() and text.isprintable():
            row += [blank if character == " " else (character, look, True) for character in text]
            continue
        for cluster in clusters(text):
            cells = cell_width(cluster)
            if cluster == " ":
                row.append(blank)
            elif cells:
                row.append((cluster, look, sure := _is_sure(cluster)))
                row += [("", look, sure)] * (cells - 1)
            elif is_mark(cluster[0]):
                _put_upon(row, cluster)
    return row


def _put_upon(row: Row, marks: str) -> None:
    at = len(row) - 1
    while at > 0 and _is_second_half(row[at]):
        at -= 1
    if at >= 0 and (cell := row[at]) is not None:
        row[at] = (cell[0] + marks, cell[1], cell[2])


def is_sure(text: str) -> bool:
    """Whether every terminal gives each letter of a text, which may have control sequences in it, the same cells."""
    return _MAY_DIFFER.search(text) is None


@lru_cache(2_048)
def _is_sure(cluster: str) -> bool:
    """Terminals differ on what is joined of several, on halves of it, and on marks of scripts that few of them know."""
    if cluster[0] in _HALVES_OF_FLAGS:
        return False
    return len(cluster) == 1 or all(is_mark(each) for each in cluster[1:])


class Shown:
    """The cells of one terminal, of which some may be unknown."""

    def __init__(self) -> None:
        self.size = (0, 0)
        """Columns and rows; (0, 0) while nothing is known."""
        self._rows: list[Row | Callable[[], Row]] = []

    def forget(self) -> None:
        """Somebody else has drawn on it: nothing of what it shows is known any more."""
        columns, rows = self.size
        self._rows = [[None] * columns for _ in range(rows)]

    def drawn(self, columns: int, rows: Sequence[Callable[[], Row]]) -> None:
        """All of it was drawn anew, and shows those rows, which are asked for when they are first needed."""
        self.size = (columns, len(rows))
        self._rows = [*rows]

    def change(self, parts: Sequence[tuple[int, int, Row]]) -> str:
        """What is to be sent so that each part, a row, its first column and the cells from there on, is shown."""
        pen = _Pen()
        wanted: dict[int, Row] = {}
        for y, x, cells in parts:
            before = wanted.get(y) or self._row(y)
            if before is None:
                pen.draw(y, x, cells)
            else:
                wanted[y] = _with(before, x, cells)
        wanted = {y: after for y, after in wanted.items() if after != self._row(y)}
        self._scroll(pen, wanted)
        for y, after in sorted(wanted.items()):
            if (before := self._row(y)) is not None and after != before:
                _change_row(pen, y, before, after)
                self._rows[y] = after
        return pen.sent()

    def _scroll(self, pen: "_Pen", wanted: dict[int, Row]) -> None:
        """Have the terminal move all rows from the first to the last that changes, if that spares half of the work."""
        if len(wanted) < _WORTH_SCROLLING:
            return
        top, bottom = min(wanted), max(wanted)
        before = [self._row(y) or [] for y in range(top, bottom + 1)]
        after = [wanted.get(y, row) for y, row in enumerate(before, start=top)]
        by, least = 0, _differing(before, after) // 2
        for rows in range(1, _FEW_ROWS + 1):
            fresh = rows * self.size[0]
            up = _differing(before[rows:], after[:-rows]) + fresh
            down = _differing(before[:-rows], after[rows:]) + fresh
            if min(up, down) <= least:
                by, least = (rows, up - 1) if up <= down else (-rows, down - 1)
        if by:
            pen.scroll(top, bottom, by)
            unknown: list[Row] = [[None] * self.size[0] for _ in range(abs(by))]
            self._rows[top : bottom + 1] = [*before[by:], *unknown] if by > 0 else [*unknown, *before[:by]]
            wanted.update(enumerate(after, start=top))

    def _row(self, y: int) -> Row | None:
        if y >= self.size[1]:
            return None
        row = self._rows[y]
        if callable(row):
            row = row()
            # What does not have the width of the terminal is not what it shows.
            row = self._rows[y] = row if len(row) == self.size[0] else [None] * self.size[0]
        return row


def _with(row: Row, x: int, cells: Row) -> Row:
    """The row with other cells from a column on; of what they cut in two nothing but a blank is left."""
    after = [*row[:x], *cells, *row[x + len(cells) :]]
    for at in (x, x + len(cells)):
        if 0 < at < len(after) and (left := after[at - 1]) is not None:
            right = after[at]
            begins, ends = cell_width(left[0]) > 1, _is_second_half(right)
            if begins and not ends:
                after[at - 1] = (" ", _on_blank(left[1]), True)
            elif right is not None and ends and not begins:
                after[at] = (" ", _on_blank(right[1]), True)
    return after


def _differing(before: Sequence[Row], after: Sequence[Row]) -> int:
    """Cells that are not the same in two blocks of as many rows."""
    return sum(sum(map(ne, *rows)) for rows in zip(before, after, strict=True))


def _change_row(pen: "_Pen", y: int, before: Row, after: Row) -> None:
    if not all(cell is None or cell[2] for row in (before, after) for cell in row):
        # Where a terminal disagrees on widths, nobody knows what stands where behind it, or in the row below.
        pen.draw_unwrapped(y, after)
        return
    differing = sum(map(ne, before, after))
    if differing >= _WORTH_MOVING:
        before = _moved(pen, y, before, after, differing)
    for start, end in _changes(before, after):
        pen.draw(y, start, after[start:end])


def _moved(pen: "_Pen", y: int, before: Row, after: Row, differing: int) -> Row:
    """The row after the terminal has moved the text behind the first change, if that spares half of the work."""
    at = next(number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new)
    while at and (_is_second_half(before[at]) or _is_second_half(after[at])):
        at -= 1
    by, least = 0, differing // 2 - _MOVING
    for cells in range(1, _FURTHEST + 1):
        for distance, old, new in ((cells, at, at + cells), (-cells, at + cells, at)):
            if not _goes_on(before, old, after, new):
                continue
            differs = sum(map(ne, before[old : len(before) - max(distance, 0)], after[new:])) + cells
            if differs <= least:
                by, least = distance, differs - 1
    if not by:
        return before
    pen.move(y, at, by)
    return _shifted(before, at, by)


def _goes_on(before: Row, old: int, after: Row, new: int) -> bool:
    """Whether it looks as if the text from one cell on stood from another one on now, or after something new there."""
    return any(
        before[old + skipped : old + skipped + _ALIKE] == after[new + skipped : new + skipped + _ALIKE]
        for skipped in (0, _NEW)
    )


def _shifted(row: Row, at: int, by: int) -> Row:
    unknown: Row = [None] * abs(by)
    if by > 0:
        kept = row[at : len(row) - by]
        if by < len(row) and _is_second_half(row[len(row) - by]) and kept:
            kept[-1] = None
        return [*row[:at], *unknown, *kept][: len(row)]
    rest = row[at - by :]
    if rest and _is_second_half(rest[0]):
        rest[0] = None
    return [*row[:at], *rest, *unknown][: len(row)]


def _is_second_half(cell: Cell | None) -> bool:
    return cell is not None and not cell[0]


def _changes(before: Row, after: Row) -> Iterator[tuple[int, int]]:
    """From and up to which cells there is something to send, and never half of something."""
    run: tuple[int, int] | None = None
    for at in (number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new):
        start, end = _whole(after, at)
        if run is not None and (start <= run[1] or _gap(after, run[1], start) <= _KEPT_GAP):
            run = run[0], max(run[1], end)
            continue
        if run is not None:
            yield run
        run = start, end
    if run is not None:
        yield run


def _whole(row: Row, at: int) -> tuple[int, int]:
    start, end = at, at + 1
    while start and _is_second_half(row[start]):
        start -= 1
    cell = row[start]
    if start and cell is not None and cell[0].startswith(_SARA_AA):
        start -= 1  # of ำ a part is on the cell before: some terminals draw both as one
        while start and _is_second_half(row[start]):
            start -= 1
    while end < len(row) and _is_second_half(row[end]):
        end += 1
    return start, end


def _gap(row: Row, start: int, end: int) -> int:
    """What it takes to send what stands between two changes, in bytes; more than enough where it looks otherwise."""
    looks = {cell[1] for cell in row[max(start - 1, 0) : end] if cell is not None}
    if len({look for look in looks if not look.blank}) > 1 or len({look.background for look in looks}) > 1:
        return _KEPT_GAP + 1
    return sum(len(cell[0].encode()) for cell in row[start:end] if cell is not None)


class _Pen:
    """Writes the sequences: where the terminal's cursor is, and in which look it would write."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._look = PLAIN
        self._at: tuple[int, int] | None = None
        """Row and column; None where it is not sure."""

    def sent(self) -> str:
        """Everything, and then no look any more."""
        self._wear(PLAIN)
        return "".join(self._parts)

    def move(self, y: int, x: int, by: int) -> None:
        """What stands from a cell on, so many cells to the right, or to the left and over what stood there."""
        self._go(y, x)
        self._parts.append(f"\x1b[{abs(by) if abs(by) > 1 else ''}{'@' if by > 0 else 'P'}")

    def scroll(self, top: int, bottom: int, by: int) -> None:
        """The rows of a block, so many up, or down; what comes in at its end is blank. Every terminal can delete and
        insert rows between margins; not every one scrolls by itself."""
        self._wear(PLAIN)
        rows = f"{abs(by) if abs(by) > 1 else ''}{'M' if by > 0 else 'L'}"
        self._parts.append(f"\x1b[{top + 1};{bottom + 1}r\x1b[{top + 1}H\x1b[{rows}\x1b[r")
        self._at = None

    def draw(self, y: int, x: int, cells: Row) -> None:
        """The cells, from that column on; placed anew behind each of which the width is not sure."""
        for at, cell in enumerate(cells, start=x):
            if cell is None or not cell[0]:
                continue
            text, look, sure = cell
            self._go(y, at)
            self._wear(look)
            self._parts.append(text)
            wide = at + 1 - x < len(cells) and _is_second_half(cells[at + 1 - x])
            self._at = (y, at + 1 + wide) if sure else None

    def draw_unwrapped(self, y: int, cells: Row) -> None:
        """A row, of which nothing gets into the next one: at the end of the screen that would scroll it."""
        self._parts.append("\x1b[?7l")
        self.draw(y, 0, cells)
        self._parts.append("\x1b[?7h")
        self._at = None

    def _go(self, y: int, x: int) -> None:
        if self._at == (y, x):
            return
        same_row = self._at is not None and self._at[0] == y
        self._parts.append(f"\x1b[{x + 1}G" if same_row else f"\x1b[{y + 1};{x + 1}H")
        self._at = y, x

    def _wear(self, look: Look) -> None:
        codes, self._look = _change_of(self._look, look)
        if codes:
            self._parts.append(f"\x1b[{codes}m")


@lru_cache(1_024)
def _change_of(now: Look, wanted: Look) -> tuple[str, Look]:
    """The SGR numbers from one look to another, '' where there is nothing to send, and the look then."""
    if wanted == PLAIN:
        return "" if now == PLAIN else "0", PLAIN
    if wanted.blank:
        # The attributes and colour of the letters before may stay, unless they would be seen.
        if not _SEEN_ON_BLANKS & {*now.attributes.split(";")}:
            codes = "" if now.background == wanted.background else wanted.background or "49"
            return codes, now._replace(background=wanted.background)
        wanted = wanted._replace(blank=False)
    parts = []
    if now.attributes != wanted.attributes:
        if now.attributes:
            parts.append("0")
            now = PLAIN
        parts.append(wanted.attributes)
    if now.foreground != wanted.foreground:
        parts.append(wanted.foreground or "39")
    if now.background != wanted.background:
        parts.append(wanted.background or "49")
    return ";".join(part for part in parts if part), wanted
