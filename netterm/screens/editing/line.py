"""A line of text that is edited by Thai clusters and words; its cursor does not blink."""

from collections.abc import Iterator
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from netterm.language.clean import clean_line
from netterm.language.clusters import next_stop, previous_stop
from netterm.language.width import drawn
from netterm.screens.editing.keys import KeysInOrder
from netterm.screens.editing.moves import backspace_from, snap_after, word_after, word_before
from netterm.screens.editing.paint import Look, Piece, line_pieces, runs

__all__ = ["ThaiInput", "still"]


class ThaiInput(KeysInOrder, Input):
    """A line of text that knows Thai clusters and words. What is secret shows none of them: there a cursor goes by code
    points, and the words are one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Textual has the first two delete to the right.
        Binding("ctrl+backspace,alt+backspace", "delete_left_word", show=False),
        Binding("ctrl+delete,alt+delete", "delete_right_word", show=False),
    ]

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        # What stands there is not to be typed over by who comes along with Tab.
        super().__init__(*arguments, **{"select_on_focus": False, **keywords})
        self.cursor_blink = False
        self._dragged = False

    # How it is drawn

    @property
    def content_width(self) -> int:
        if not self.value or self.password:
            return super().content_width
        return drawn(self.value).cells[-1] + 1

    @property
    def cursor_screen_offset(self) -> Offset:
        return self.content_region.offset + Offset(self._cell(self.cursor_position) - self.scroll_offset.x, 0)

    def watch_selection(self) -> None:
        # Textual has scrolled already, by the cells that it thinks the text has.
        if self.is_mounted:
            self.scroll_to_region(Region(self._cell(self.cursor_position), 0, 1, 1), force=True, animate=False)

    def _cell(self, place: int) -> int:
        return place if self.password else drawn(self.value).cell(place)

    def render_line(self, y: int) -> Strip:
        if y or not self.value or self.password or self.highlighter or self.suggester:
            return super().render_line(y)
        styles = {
            Look.TEXT: self.rich_style,
            Look.CURSOR: self.rich_style + self.get_component_rich_style("input--cursor", partial=True),
            Look.SELECTED: self.rich_style + self.get_component_rich_style("input--selection", partial=True),
        }
        pieces = [*_in_window(self._pieces(), self.scroll_offset.x, self.scrollable_content_region.width)]
        return Strip([Segment(text, styles[look]) for text, look in runs(pieces)])

    def _pieces(self) -> Iterator[Piece]:
        start, end = sorted(self.selection) if self.has_focus else (0, 0)
        cursor = self.cursor_position if self.has_focus else None
        yield from line_pieces(self.value, 0, len(self.value), (start, end), cursor)
        if cursor == len(self.value):
            yield Piece(" ", 1, Look.CURSOR)

    # Where its cursor stands

    def validate_selection(self, selection: Selection) -> Selection:
        start, end = super().validate_selection(selection)
        if self.password:
            return Selection(start, end)
        return Selection(snap_after(self.value, start), snap_after(self.value, end))

    def action_cursor_left(self, select: bool = False) -> None:
        start, end = self.selection
        if select or self.selection.is_empty:
            self._go_to(self._before(end), select)
        else:
            self.cursor_position = min(start, end)

    def action_cursor_right(self, select: bool = False) -> None:
        end = self.selection.end
        if (select or self.selection.is_empty) and end < len(self.value):
            self._go_to(self._after(end), select)
        else:
            super().action_cursor_right(select)

    def action_home(self, select: bool = False) -> None:
        self._go_to(0, select)

    def action_end(self, select: bool = False) -> None:
        self._go_to(len(self.value), select)

    def action_cursor_left_word(self, select: bool = False) -> None:
        self._go_to(self._word_before(), select)

    def action_cursor_right_word(self, select: bool = False) -> None:
        self._go_to(self._word_after(), select)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.prevent_default()
        self._dragged = True
        self.capture_mouse()
        self._go_to(self._place_under(event), event.shift)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragged:
            self._go_to(self._place_under(event), True)

    def on_mouse_up(self) -> None:
        if self._dragged:
            self._dragged = False
            self.release_mouse()

    def point_at(self, cell: int) -> None:
        """Put the cursor before what a cell of the text shows, counted from its beginning."""
        self._go_to(self._place(cell), False)

    def _place_under(self, event: events.MouseEvent) -> int:
        return self._place(max(event.get_content_offset_capture(self).x + self.scroll_offset.x, 0))

    def _place(self, cell: int) -> int:
        return min(cell, len(self.value)) if self.password else drawn(self.value).column(cell)

    def _before(self, place: int) -> int:
        return max(place - 1, 0) if self.password else previous_stop(self.value, place)

    def _after(self, place: int) -> int:
        return min(place + 1, len(self.value)) if self.password else next_stop(self.value, place)

    def _word_before(self) -> int:
        return 0 if self.password else word_before(self.value, self.cursor_position)

    def _word_after(self) -> int:
        return len(self.value) if self.password else word_after(self.value, self.cursor_position)

    def _go_to(self, place: int, select: bool) -> None:
        self.selection = Selection(self.selection.start if select else place, place)

    # What is typed and taken out

    def on_paste(self, event: events.Paste) -> None:
        """What comes from outside is cleaned first."""
        line = clean_line(event.text)
        if line:
            self.replace(line, *sorted(self.selection))
        event.stop()
        event.prevent_default()

    def action_delete_left(self) -> None:
        place = self.cursor_position
        if not self.selection.is_empty or place == 0 or self.password:
            super().action_delete_left()
        else:
            self.delete(backspace_from(self.value, place), place)

    def action_delete_right(self) -> None:
        if self.selection.is_empty:
            self.delete(self.cursor_position, self._after(self.cursor_position))
        else:
            self.delete_selection()

    def action_delete_left_word(self) -> None:
        if self.selection.is_empty:
            self.delete(self._word_before(), self.cursor_position)
        else:
            self.delete_selection()

    def action_delete_right_word(self) -> None:
        if self.selection.is_empty:
            self.delete(self.cursor_position, self._word_after())
        else:
            self.delete_selection()


def still(text: str, cells: int, style: Style) -> Iterator[Segment]:
    """A text in so many cells as a line without the focus shows it."""
    pieces = _in_window(line_pieces(text, 0, len(text), (0, 0), None), 0, cells)
    return (Segment(drawn_text, style) for drawn_text, _look in runs(pieces))


def _in_window(pieces: Iterator[Piece], first: int, cells: int) -> Iterator[Piece]:
    """The pieces in ``cells`` cells from ``first`` on, and blanks for what is cut, or missing at the end."""
    at, last = -first, cells
    for text, width, look in pieces:
        begin, at = at, at + width
        if begin >= 0 and at <= last:
            yield Piece(text, width, look)
        else:
            yield from [Piece(" ", 1, look)] * (min(at, last) - max(begin, 0))
    yield from [Piece(" ", 1, Look.TEXT)] * (last - max(at, 0))
