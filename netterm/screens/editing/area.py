"""A text of several lines, edited by clusters and wrapped by words. Only the cells that changed are painted again."""

from collections.abc import Iterator
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip

from netterm.language.clean import clean_text
from netterm.screens.editing.acts import TextActs
from netterm.screens.editing.lines import Spot
from netterm.screens.editing.moves import Caret
from netterm.screens.editing.paint import Look, Painted, RowToPaint, difference, paint, runs
from netterm.screens.word_list import load_words, words_are_loaded, wrap, wrapping_edition

__all__ = ["ThaiTextArea"]

_WHEEL = 3
"""Rows that a turn of the mouse's wheel scrolls."""
_BESIDE_TEXT = 2
"""Cells that the text leaves free: one where a cursor stands behind a full row, one for the bar at the side."""
_WORD, _LINE = 2, 3
"""Clicks in the same place that select these."""
_NO_ROW = RowToPaint("", 0, 0)


class ThaiTextArea(TextActs, can_focus=True):
    """A text area that knows Thai clusters and words. Its cursor does not blink."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"thai-text-area--{look.value}" for look in Look}
    DEFAULT_CSS = """
    ThaiTextArea { width: 1fr; height: 1fr; color: $foreground; background: $surface; pointer: text; }
    ThaiTextArea .thai-text-area--cursor { color: $input-cursor-foreground; background: $input-cursor-background; }
    ThaiTextArea .thai-text-area--selected {
        color: $input-selection-foreground; background: $input-selection-background;
    }
    ThaiTextArea .thai-text-area--suggested { color: $text-muted; }
    ThaiTextArea .thai-text-area--bar { color: $panel; }
    ThaiTextArea .thai-text-area--thumb { color: $primary; }
    ThaiTextArea:ansi .thai-text-area--cursor, ThaiTextArea:ansi .thai-text-area--selected,
    ThaiTextArea:nocolor .thai-text-area--cursor, ThaiTextArea:nocolor .thai-text-area--selected {
        text-style: reverse;
    }
    """

    class Changed(Message):
        """The text was changed, by whomever."""

        def __init__(self, area: "ThaiTextArea") -> None:
            super().__init__()
            self.area = area

        @property
        def control(self) -> "ThaiTextArea":
            return self.area

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(text, id=id, classes=classes)
        self._edition = wrapping_edition()
        self._rows: list[Painted] = []
        """What is on the screen, or will be with the next paint."""
        self._by_mouse = ""
        """What the mouse is dragged for: ``text`` or ``bar``."""

    # The text and its cursor

    @property
    def text(self) -> str:
        """All of the text."""
        return self.sheet.lines.text

    @text.setter
    def text(self, text: str) -> None:
        self.load_text(text)

    def load_text(self, text: str) -> None:
        """Show another text, with the cursor at its beginning; nothing of the one before can be taken back."""
        self.sheet.load(text)
        self._history.clear()
        self.changed()

    @property
    def cursor_location(self) -> Spot:
        """The line and column of the cursor."""
        return self.sheet.lines.spot(self.sheet.caret.place)

    def move_cursor(self, location: tuple[int, int], select: bool = False) -> None:
        """Put the cursor into a line and column; inside a cluster, behind it."""
        self._go(Caret(self.sheet.moves.between_clusters(self.sheet.lines.place(*location))), select)

    @property
    def rows_written(self) -> int:
        """How many rows of the window there is text for."""
        return sum(1 for _ in self.sheet.to_paint(show_cursor=False))

    def update_suggestion(self) -> None:
        """To be overridden: sets `suggestion` for the text and cursor as they are now."""

    # Painting

    def changed(self) -> None:
        self.post_message(self.Changed(self))
        if self.styles.auto_dimensions:
            self.refresh(layout=True)
        self.moved()

    def moved(self) -> None:
        self.update_suggestion()
        self.repaint()

    def repaint(self) -> None:
        """Have painted what is not as it was; nothing else."""
        if not self.is_mounted or not self.content_size:
            return
        if self._edition != (edition := wrapping_edition()):
            self._edition = edition
            self.sheet.rewrap()
        rows = [*self._painted()]
        width = self.content_size.width
        for y, row in enumerate(rows):
            found = difference(self._rows[y], row) if y < len(self._rows) else (0, width)
            if found is not None:
                self.refresh(Region(found[0], y, found[1] - found[0], 1))
        self._rows = rows

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where on the screen its cursor is; its beginning where it is not in sight."""
        row = self.sheet.cursor_row
        at = Offset() if row is None else Offset(self.sheet.moves.cell(self.sheet.caret), row)
        return self.content_region.offset + at

    def _painted(self) -> Iterator[Painted]:
        width, height = self.content_size
        bar = self._bar(height)
        rows = [*self.sheet.to_paint(self.suggestion if self.has_focus else "", self.has_focus)]
        for y in range(height):
            yield paint(rows[y] if y < len(rows) else _NO_ROW, width, bar(y))

    def _bar(self, height: int) -> "_Bar":
        """What the bar at the side shows in each row."""
        rows, above = self.sheet.rows.about(), self.sheet.rows.about(self.sheet.top.line) + self.sheet.top.section
        return _Bar(height, rows, above)

    def render_line(self, y: int) -> Strip:
        if y >= len(self._rows):
            return Strip.blank(self.content_size.width, self.rich_style)
        styles = self._styles()
        segments = [Segment(text, styles[look]) for text, look in runs(self._rows[y])]
        return Strip(segments, sum(piece.cells for piece in self._rows[y]))

    def _styles(self) -> dict[Look, Style]:
        base = self.rich_style
        found = {
            look: base + self.get_component_rich_style(f"thai-text-area--{look.value}", partial=True) for look in Look
        }
        return found | {Look.TEXT: base}

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return sum(len(wrap(line, width - _BESIDE_TEXT)) + 1 for line in self.sheet.lines)

    # What happens to it

    def on_mount(self) -> None:
        if not words_are_loaded():
            self.run_worker(self._wrap_by_words, thread=True)

    def _wrap_by_words(self) -> None:
        load_words()
        self.app.call_from_thread(self.repaint)

    def on_resize(self) -> None:
        width, height = self.content_size
        self.sheet.resize(width - _BESIDE_TEXT, height)
        self._rows = []
        self.repaint()

    def on_focus(self) -> None:
        self.repaint()

    def on_blur(self) -> None:
        self.repaint()

    async def on_key(self, event: events.Key) -> None:
        self.sheet.let_go()
        if self.read_only:
            return
        typed = "\n" if event.key == "enter" else event.character if event.is_printable else None
        if typed is not None:
            event.stop()
            event.prevent_default()
            self.insert(typed)

    def on_paste(self, event: events.Paste) -> None:
        """What comes from outside is cleaned first."""
        event.stop()
        if not self.read_only:
            self._history.close()
            self.insert(clean_text(event.text))

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return not self.read_only and character is not None and character.isprintable()

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        at = event.get_content_offset_capture(self)
        on_bar = at.x >= self.content_size.width - 1 and self._bar(self.content_size.height).shown
        self._by_mouse = "bar" if on_bar else "text"
        self.capture_mouse()
        self._drag(at, event.shift)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._by_mouse:
            self._drag(event.get_content_offset_capture(self), True)

    def on_mouse_up(self) -> None:
        if self._by_mouse:
            self._by_mouse = ""
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        if event.chain == _WORD:
            self._select(self.sheet.moves.word_around(self.sheet.caret.place))
        elif event.chain == _LINE:
            line = self.cursor_location.line
            self._select((self.sheet.lines.place(line, 0), self.sheet.lines.place(line, len(self.sheet.lines[line]))))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_rows(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_rows(-_WHEEL)

    def scroll_rows(self, by: int) -> None:
        """Look further down or up, without moving the cursor."""
        self.sheet.scroll(by)
        self.repaint()

    def _drag(self, at: Offset, select: bool) -> None:
        height = self.content_size.height
        if self._by_mouse == "bar":
            self.sheet.scroll_to(min(max(at.y / max(height - 1, 1), 0), 1))
            self.repaint()
            return
        if at.y < 0 or at.y >= height:
            self.sheet.scroll(-1 if at.y < 0 else 1)
        self._go(self.sheet.caret_at(at.x, min(max(at.y, 0), height - 1)), select)

    def _select(self, part: tuple[int, int]) -> None:
        self._go(Caret(part[0]))
        self._go(Caret(part[1]), True)


class _Bar:
    """How much of the text is in sight, and where, as a bar at the side."""

    def __init__(self, height: int, rows: int, above: int) -> None:
        self.shown = rows > height
        """Whether not all of it is in sight."""
        length = max(round(height * height / max(rows, 1)), 1)
        self._first = min(round(height * above / max(rows, 1)), height - length)
        self._last = self._first + length

    def __call__(self, y: int) -> Look:
        if not self.shown:
            return Look.TEXT
        return Look.THUMB if self._first <= y < self._last else Look.BAR
