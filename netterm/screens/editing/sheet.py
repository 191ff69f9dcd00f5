"""A text with a cursor, seen through a window of some rows.

The cursor, the other end of the selection and the row at the top belong to places in the text, and go with them. What
the author does shows the cursor; what others do moves neither the cursor's row on the screen nor, when the cursor is
out of sight, the row at the top.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from netterm.screens.editing.lines import Lines
from netterm.screens.editing.moves import Caret, Moves
from netterm.screens.editing.paint import RowToPaint
from netterm.screens.editing.rows import Row, Rows

__all__ = ["Edited", "Replaced", "Sheet", "shifted"]

_TOP = Row(0, 0)


class Edited(Protocol):
    """At ``at``, ``removed`` code points went and ``inserted`` came."""

    @property
    def at(self) -> int: ...
    @property
    def removed(self) -> int: ...
    @property
    def inserted(self) -> str: ...


class Replaced(NamedTuple):
    """An edit."""

    at: int
    removed: int
    inserted: str


def shifted(place: int, edits: Iterable[Edited]) -> int:
    """Where a place is after edits by others: it stays behind the character that it stood behind."""
    for edit in edits:
        if edit.at + edit.removed <= place and (edit.removed or edit.at < place):
            place += len(edit.inserted) - edit.removed
        elif edit.at < place:
            place = edit.at
    return place


class Sheet:
    """One text, as one person sees and edits it."""

    def __init__(self, text: str, wrap: Callable[[str, int], tuple[int, ...]]) -> None:
        self._wrap = wrap
        self.height = 1
        """Rows of the window."""
        self._width = 80
        self.load(text)

    def load(self, text: str) -> None:
        """Another text; the cursor is at its beginning."""
        self.lines = Lines(text)
        self.rows = Rows(self.lines, self._width, self._wrap)
        self.moves = Moves(self.rows)
        self.caret = Caret(0)
        self.anchor = 0
        """Where the selection began; the cursor's place where nothing is selected."""
        self.top = _TOP
        """The row at the top of the window."""
        self._goal: int | None = None
        self._held = False
        """Whether rows behind the text's end are in sight, so that what others changed moves nothing."""
        self._came: list[int] = []
        """A place in each line that others wrote above the window, until it is seen."""

    # The window

    def resize(self, width: int, height: int) -> None:
        """The window has another size, in cells and rows; text to ``width`` cells, and a cursor one beyond."""
        if (width, height) == (self._width, self.height):
            return
        if width != self._width:
            self._width = width
            self.rewrap()
        self.height = max(height, 1)
        self._goal = None
        self._held = False
        self.show_cursor()

    def rewrap(self) -> None:
        """Wrap everything anew: the width has changed, or more words have become known."""
        self._anchored(lambda: self.rows.forget(self._width), ())

    def scroll(self, by: int) -> None:
        """Look further down or up; the cursor stays where it is, even out of sight."""
        self._held = False
        self.top = min(self.rows.moved(self.top, by), self._lowest_top())

    def scroll_to(self, part: float) -> None:
        """Look at what is at this part of the text: 0 for its beginning, 1 for its end."""
        line = round(part * (self.lines.count - 1))
        self._held = False
        self.top = min(Row(line, 0), self._lowest_top())

    def let_go(self) -> None:
        """The author does something: from now on nothing is hidden above while rows below are empty."""
        self._held = False

    def show_cursor(self) -> None:
        """Scroll so far that the cursor is in sight."""
        row = self.rows.row(*self.caret)
        self.top = self.rows.nearest(self.top)
        down = self.rows.distance(self.top, row, self.height)
        if down < 0:
            self.top = row
        elif down >= self.height:
            self.top = self.rows.moved(row, 1 - self.height)
        lowest = self._lowest_top()
        if self.top <= lowest:
            self._held = False
        elif not self._held:
            self.top = lowest

    @property
    def cursor_row(self) -> int | None:
        """The row of the window that the cursor is in; None while it is out of sight."""
        down = self.rows.distance(self.top, self.rows.row(*self.caret), self.height)
        return down if 0 <= down < self.height else None

    def caret_at(self, cell: int, row: int) -> Caret:
        """Where in the text a cell of the window is."""
        return self.moves.in_row(self.rows.moved(self.top, row), cell)

    def to_paint(self, suggestion: str = "", show_cursor: bool = True) -> Iterator[RowToPaint]:
        """The rows of the window, from its top, as far as there is text."""
        start, end = sorted((self.anchor, self.caret.place))
        with_cursor = self.rows.row(*self.caret) if show_cursor else None
        row = self.top
        for _ in range(self.height):
            yield self._row_to_paint(row, start, end, row == with_cursor, suggestion)
            below = self.rows.moved(row, 1)
            if below == row:
                return
            row = below

    def _row_to_paint(self, row: Row, start: int, end: int, with_cursor: bool, suggestion: str) -> RowToPaint:
        first, last = self.rows.span(row)
        begin = self.lines.place(row.line, 0)
        line = self.lines[row.line]
        return RowToPaint(
            line,
            first,
            last,
            self.caret.place - begin if with_cursor else None,
            (max(start - begin, first), min(end - begin, last))
            if start < begin + last and end > begin + first
            else (0, 0),
            last == len(line) and start <= begin + last < end,
            suggestion if with_cursor else "",
        )

    # The cursor

    def put(self, caret: Caret, *, select: bool = False, goal: int | None = None) -> None:
        """Set the cursor; with ``select`` the selection goes on to it. ``goal`` is the cell for rows up and down."""
        self.caret = caret
        if not select:
            self.anchor = caret.place
        self._goal = goal
        self.show_cursor()

    def go(self, by: int, *, select: bool = False) -> None:
        """So many rows down, or up, in the cells in which the way began."""
        goal = self._goal if self._goal is not None else self.moves.cell(self.caret)
        self.put(self.moves.vertical(self.caret, by, goal), select=select, goal=goal)

    def page(self, by: int, *, select: bool = False) -> None:
        """A window down, or up."""
        if by > 0:
            self.top = min(self.rows.moved(self.top, self.height), max(self._lowest_top(), self.top))
        else:
            self.top = self.rows.moved(self.top, -self.height)
        self.go(by * self.height, select=select)

    @property
    def selection(self) -> tuple[int, int]:
        """What is selected: from, and up to."""
        start, end = sorted((self.anchor, self.caret.place))
        return start, end

    # The text

    def replace(self, at: int, count: int, text: str) -> str:
        """An edit by the author, who then is behind what came; what was there before is given back."""
        removed = self.lines.between(at, at + count)
        self._anchored(lambda: self._change(at, count, text), (Replaced(at, count, text),), show=True)
        place = self.moves.between_clusters(at + len(text))
        self.put(Caret(place, trailing=True))
        return removed

    def take_in(self, edits: Sequence[Edited]) -> None:
        """Edits by others, each made on what those before have left."""

        def change() -> None:
            for edit in edits:
                self._change(edit.at, edit.removed, edit.inserted)

        self._anchored(change, edits)

    def note_came(self, edits: Iterable[Edited]) -> None:
        """What was taken in is new to the reader: see `came_above`."""
        found: list[int] = []
        for edit in edits:
            found = [shifted(place, (edit,)) for place in found]
            at = edit.at
            for piece in edit.inserted.split("\n"):
                if piece:
                    found.append(at + len(piece))
                at += len(piece) + 1
        self._came += found

    def came_above(self) -> int:
        """How many lines that others wrote are above the window, and were never in sight."""
        if self._came:
            by_line = {self.lines.spot(place).line: place for place in self._came}
            self._came = [place for line, place in by_line.items() if line < self.top.line]
        return len(self._came)

    def _change(self, at: int, count: int, text: str) -> None:
        self.rows.changed(self.lines.replace(at, count, text))

    def _anchored(self, change: Callable[[], None], edits: Sequence[Edited], *, show: bool = False) -> None:
        """Make a change of text or wrapping; what was seen is seen in the same place."""
        in_sight = None if show else self.cursor_row
        seen = self.rows.start(self.rows.nearest(self.top))
        change()
        move = self.moves.between_clusters
        self.caret = self.caret._replace(place=move(shifted(self.caret.place, edits)))
        self.anchor = move(shifted(self.anchor, edits))
        self._came = [shifted(place, edits) for place in self._came]
        if in_sight is None:
            self.top = self.rows.row(shifted(seen, edits))
        else:
            self.top = self.rows.moved(self.rows.row(*self.caret), -in_sight)
        self._held = not show and self.top > self._lowest_top()

    def _lowest_top(self) -> Row:
        """The row at the top when the last is at the bottom."""
        return self.rows.moved(self.rows.last, 1 - self.height)
