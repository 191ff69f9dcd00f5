"""A text of any length to be read: only the rows in sight are made, and words are found in it."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.app import RenderResult
from textual.geometry import Size
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from netterm.language.search import normalise, occurrences
from netterm.screens.word_list import wrap, wrapping_edition

__all__ = ["LongText", "LongTextView", "TextLine"]


class TextLine(NamedTuple):
    """A line, however long; what is between two of its code points stands out."""

    text: str
    bold: tuple[int, int] = (0, 0)


class _Row(NamedTuple):
    """The code points of a line, from and up to, that stand in one row."""

    line: int
    start: int
    end: int


class _Found(NamedTuple):
    """Where a line has what was looked for: code points, from and up to."""

    line: int
    start: int
    end: int


class LongText:
    """The lines of a text. They are wrapped once for each width."""

    def __init__(self, lines: Iterable[TextLine] = (), widths: Iterable[int] = ()) -> None:
        """It is wrapped for `widths` at once, which with a long text is for a worker."""
        self.lines = [*lines]
        self._rows: dict[tuple[int, int], Sequence[_Row]] = {}
        for width in widths:
            self.rows(width)

    def rows(self, width: int) -> Sequence[_Row]:
        """How its lines fall into rows of so many cells."""
        key = width, wrapping_edition()
        if key not in self._rows:
            self._rows = {each: rows for each, rows in self._rows.items() if each[1] == key[1]}
            self._rows[key] = [*self._wrapped(width)]
        return self._rows[key]

    def find(self, typed: str) -> list[_Found]:
        """Wherever it says what was typed."""
        wanted = normalise(typed)
        if not wanted:
            return []
        return [
            _Found(number, start, end)
            for number, line in enumerate(self.lines)
            for start, end in occurrences(line.text, wanted)
        ]

    def _wrapped(self, width: int) -> Iterator[_Row]:
        for number, line in enumerate(self.lines):
            for start, end in pairwise((0, *wrap(line.text, width), len(line.text))):
                yield _Row(number, start, end)


class LongTextView(Widget):
    """Shows a long text within something that scrolls. It can be marked with the mouse, and searched."""

    DEFAULT_CSS = "LongTextView { height: auto; }"

    def __init__(self, text: LongText | None = None, *, id: str) -> None:
        super().__init__(id=id)
        self._text = text or LongText()
        self._typed = ""
        self._found: list[_Found] = []
        self._at: int | None = None
        """Which of what was found one is at."""

    def show(self, text: LongText) -> None:
        """Another text; what was looked for in the one before is looked for in it."""
        self._text = text
        self._found, self._at = text.find(self._typed), None
        self.refresh(layout=True)

    # Searching

    @property
    def found(self) -> tuple[int, int]:
        """At which place one is, from 1 (0: at none), and of how many."""
        return 0 if self._at is None else self._at + 1, len(self._found)

    def look_for(self, typed: str) -> None:
        """Mark wherever it says this, and go to the first place from the top of what is in sight; '' ends it."""
        self._typed = typed
        self._found = self._text.find(typed)
        self._at = None
        if self._found:
            self._go(bisect_right(self._found, self._top(), key=self._row_of) % len(self._found))
        self.refresh()

    def look_on(self, by: int) -> None:
        """To the next place or the one before; behind the last comes the first."""
        if self._found:
            self._go((self._at + by if self._at is not None else 0) % len(self._found))
            self.refresh()

    def _go(self, at: int) -> None:
        self._at = at
        row = self._row_of(self._found[at])
        top, height = self._top() + 1, self._window.size.height
        if not top <= row < top + height:
            self._window.scroll_to(y=max(0, row - height // 3), animate=False)

    def _top(self) -> int:
        """The row above those in sight."""
        return self._window.scroll_offset.y - 1

    @property
    def _window(self) -> Widget:
        """What it is scrolled in."""
        parent = self.parent
        return parent if isinstance(parent, Widget) else self

    def _row_of(self, found: _Found) -> int:
        rows = self._text.rows(self.size.width)
        return bisect_right(rows, (found.line, found.start), key=lambda row: (row.line, row.start)) - 1

    # Painting

    def render(self) -> RenderResult:
        return ""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._text.rows(width))

    def render_line(self, y: int) -> Strip:
        width, style = self.size.width, self.rich_style
        rows = self._text.rows(width)
        if y >= len(rows):
            return Strip.blank(width, style)
        row, line = rows[y], self._text.lines[rows[y].line]
        spans = [*self._spans(row.line, line)]
        edges = {edge for start, end, _look in spans for edge in (start, end) if row.start < edge < row.end}
        segments = [
            Segment(line.text[start:end], _look_at(start, spans, style))
            for start, end in pairwise(sorted({row.start, row.end, *edges}))
        ]
        return Strip(segments).simplify().apply_offsets(row.start, row.line).adjust_cell_length(width, style)

    def _spans(self, number: int, line: TextLine) -> Iterator[tuple[int, int, Style]]:
        """What looks otherwise in a line: code points, from and up to, and how."""
        yield *line.bold, Style(bold=True)
        for at in self._found_in(number):
            found = self._found[at]
            yield found.start, found.end, Style(reverse=True, bold=True) if at == self._at else Style(underline=True)
        span = None if self.text_selection is None else self.text_selection.get_span(number)
        if span is not None:
            end = len(line.text) if span[1] < 0 else span[1]
            yield span[0], end, self.screen.get_component_rich_style("screen--selection")

    def _found_in(self, number: int) -> range:
        first = bisect_right(self._found, number - 1, key=lambda found: found.line)
        return range(first, bisect_right(self._found, number, key=lambda found: found.line))

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return selection.extract("\n".join(line.text for line in self._text.lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()


def _look_at(place: int, spans: Iterable[tuple[int, int, Style]], usual: Style) -> Style:
    look = usual
    for start, end, more in spans:
        if start <= place < end:
            look += more
    return look
