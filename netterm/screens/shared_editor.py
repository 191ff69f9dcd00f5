"""The shared discussion text while it is typed: every keystroke goes to the text at once, and others' edits come in.

What others write moves neither the cursor nor the line at the top: both stay with their characters. Undo is the
author's own.
"""

from collections.abc import Iterable, Sequence

from textual import events
from textual.document._document import EditResult, Location, Selection
from textual.document._edit import Edit as TextEdit
from textual.geometry import Offset
from textual.message import Message

from netterm.flows.task_lines import Name, complete
from netterm.locale import clean
from netterm.model.task_rules import looks_like_task
from netterm.screens.thai import ThaiTextArea
from netterm.store import Edit, SharedText

__all__ = ["SharedEditor", "shifted"]


def shifted(position: int, edits: Iterable[Edit]) -> int:
    """Where a position is after edits by others: it stays behind the character that it stood behind."""
    for edit in edits:
        if edit.at + edit.removed <= position and (edit.removed or edit.at < position):
            position += len(edit.inserted) - edit.removed
        elif edit.at < position:
            position = edit.at
    return position


class SharedEditor(ThaiTextArea):
    """Edits one shared text at a time; none while `text_shown` is None."""

    class Typed(Message):
        """The author has changed the text."""

    class TaskTyped(Message):
        """A line that is meant as a task was ended with Enter."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        self.text_shown: SharedText | None = None
        self.known_names: Sequence[Name] = ()
        self._incoming = False

    # What is shown

    def show(self, shared: SharedText | None) -> None:
        """Edit another text from now on, with the cursor at its end."""
        self.text_shown = None
        self.load_text(_drawable(shared.value) if shared is not None else "")
        self.text_shown = shared
        self.move_cursor(self.document.end)

    def take_in(self, edits: Sequence[Edit]) -> None:
        """Make others' edits on what is shown; cursor, selection and the line at the top stay where they were."""
        if not edits:
            return
        start, end = (self._index(place) for place in self.selection)
        top = self._index(self._top())
        at_top = self.scroll_offset.y
        for edit in edits:
            self._make(edit)
        self.selection = Selection(*(self._location(shifted(place, edits)) for place in (start, end)))
        moved = self.wrapped_document.location_to_offset(self._location(shifted(top, edits))).y
        self.scroll_to(y=moved if at_top else 0, animate=False, immediate=True)

    def line_at_cursor(self) -> str:
        """The line that the cursor is in."""
        return str(self.document[self.cursor_location[0]])

    def replace_line(self, line: str, with_text: str) -> bool:
        """Put another text in the place of a whole line: of several equal ones the nearest above the cursor."""
        row_now = self.cursor_location[0]
        rows = [row for row in range(self.document.line_count) if self.document[row] == line]
        if not rows or self.text_shown is None:
            return False
        row = min(rows, key=lambda each: (each > row_now, abs(row_now - each)))
        self.edit(TextEdit(with_text, (row, 0), (row, len(line)), maintain_selection_offset=True))
        return True

    # What is typed

    def edit(self, edit: TextEdit) -> EditResult:
        """Every change of the text passes here; one by the author goes to the shared text at once."""
        if self._incoming or self.text_shown is None:
            return super().edit(edit)
        edit.text = _storable(edit.text)
        at, end = self._index(edit.top), self._index(edit.bottom)
        result = super().edit(edit)
        self.history.clear()
        if edit.text or end > at:
            self.text_shown.replace(at, end - at, edit.text)
            self.post_message(self.Typed())
        return result

    def undo(self) -> None:
        """Take back the author's own last step, whatever others wrote since."""
        if self.text_shown is not None:
            self._step(self.text_shown.undo())

    def redo(self) -> None:
        """Make it again."""
        if self.text_shown is not None:
            self._step(self.text_shown.redo())

    def update_suggestion(self) -> None:
        """In a line that is a task, the rest of the name behind @."""
        row, column = self.cursor_location
        line = self.document[row]
        at_end = column == len(line) and self.selection.is_empty
        self.suggestion = complete(line, self.known_names) if at_end and looks_like_task(line) else ""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "tab" and self.suggestion:
            self.insert(self.suggestion)
            event.stop()
            event.prevent_default()
            return
        if event.key == "enter" and looks_like_task(self.line_at_cursor()):
            self.post_message(self.TaskTyped(self.line_at_cursor()))
        await super()._on_key(event)

    def _step(self, edits: Sequence[Edit]) -> None:
        if not edits:
            return
        for edit in edits:
            self._make(edit)
        last = edits[-1]
        self.move_cursor(self._location(last.at + len(last.inserted)))
        self.post_message(self.Typed())

    def _make(self, edit: Edit) -> None:
        """An edit that the shared text knows of already, on what is shown."""
        change = TextEdit(
            edit.inserted,
            self._location(edit.at),
            self._location(edit.at + edit.removed),
            maintain_selection_offset=True,
        )
        self._incoming = True
        try:
            super().edit(change)
        finally:
            self._incoming = False
        self.history.clear()

    # Places: the shared text counts code points, the widget rows and columns

    def _index(self, place: Location) -> int:
        row, column = place
        lines = self.document.lines
        return sum(len(line) + 1 for line in lines[:row]) + column

    def _location(self, index: int) -> Location:
        for row, line in enumerate(self.document.lines):
            if index <= len(line):
                return row, max(index, 0)
            index -= len(line) + 1
        return self.document.end

    def _top(self) -> Location:
        return self.wrapped_document.offset_to_location(Offset(0, self.scroll_offset.y))


_LINE_BREAKS = dict.fromkeys(map(ord, "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), " ")


def _drawable(text: str) -> str:
    """A text as long as before, in which only the line feed breaks a line: another program may have written it."""
    return text.translate(_LINE_BREAKS)


def _storable(text: str) -> str:
    """What a shared text may hold: no control characters but line breaks."""
    return "\n".join(clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
