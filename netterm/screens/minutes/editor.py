"""The shared discussion text while it is typed: every keystroke goes to the text at once, and others' edits come in.

What others write moves neither the cursor nor what is in sight. Undo is the author's own.
"""

import asyncio
from collections.abc import Sequence

from textual import events
from textual.geometry import Offset
from textual.message import Message

from netterm.errors import Failure
from netterm.flows.naming import Name, TypedName, fitting, typed_name
from netterm.language.search import normalise, occurrences
from netterm.locale import clean
from netterm.model.failures import TextTooLong
from netterm.model.kinds import MAX_PROSE
from netterm.model.spoken_lines import looks_like_command
from netterm.screens.editing.area import ThaiTextArea
from netterm.screens.editing.moves import Caret
from netterm.screens.editing.sheet import Replaced, shifted
from netterm.screens.offered_names import MOST, OfferedNames
from netterm.store import Edit, SharedText

__all__ = ["SharedEditor", "shifted"]


class SharedEditor(ThaiTextArea):
    """Edits one shared text at a time; none while `text_shown` is None."""

    class Typed(Message):
        """The author has changed the text."""

    class Refused(Message):
        """What was typed or pasted was not taken."""

        def __init__(self, failure: Failure) -> None:
            super().__init__()
            self.failure = failure

    class LineEnded(Message):
        """A line that is meant to become something was ended with Enter."""

        def __init__(self, line: str, above: Sequence[str]) -> None:
            super().__init__()
            self.line = line
            self.above = above
            """The lines above it."""

    class CursorMoved(Message):
        """The cursor is elsewhere, or its line is another one."""

    class CameAbove(Message):
        """Another number of lines than before are new, and above what is in sight."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    class NameTyped(Message):
        """Behind @ stands the beginning of a name; more names than those at hand may fit."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, *, id: str, offered: OfferedNames | None = None) -> None:
        """``offered`` shows the names that fit what is typed behind @; without it none are offered."""
        super().__init__(id=id)
        self._offered = offered
        self.text_shown: SharedText | None = None
        self.known_names: Sequence[Name] = ()
        self._naming: TypedName | None = None
        """The name behind @ that is being typed."""
        self._left: int | None = None
        """The place of the @ whose names were not wanted."""
        self._above = 0
        """How many new lines are above what is in sight."""

    # What is shown

    def show(self, shared: SharedText | None) -> None:
        """Edit another text from now on, with the cursor at its end."""
        self.text_shown = shared
        self.load_text(shared.value if shared is not None else "")
        self.action_text_end()

    def take_in(self, edits: Sequence[Edit]) -> None:
        """Make others' edits on what is shown."""
        if edits:
            self.sheet.take_in(edits)
            self.sheet.note_came(edits)
            self.changed()

    def repaint(self) -> None:
        super().repaint()
        if (above := self.sheet.came_above()) != self._above:
            self._above = above
            self.post_message(self.CameAbove(above))

    def seek(self, typed: str) -> None:
        """Put the cursor behind the first place that says what was typed, or else one of its words; if there is one."""
        words = normalise(typed)
        places = (place for wanted in (words, *words.split()) for place in occurrences(self.text, wanted))
        if words and (place := next(places, None)):
            self.sheet.put(Caret(place[1]))
            self.changed()

    def line_at_cursor(self) -> str:
        """The line that the cursor is in."""
        return self.sheet.lines[self.cursor_location.line]

    def lines_above(self) -> list[str]:
        """The lines above the one that the cursor is in."""
        lines = self.sheet.lines
        return [lines[number] for number in range(self.cursor_location.line)]

    def replace_line(self, line: str, with_text: str) -> bool:
        """Put another text in the place of a whole line: of several equal ones the nearest above the cursor."""
        lines, now = self.sheet.lines, self.cursor_location.line
        equal = [number for number, each in enumerate(lines) if each == line]
        if not equal or self.text_shown is None:
            return False
        found = min(equal, key=lambda each: (each > now, abs(now - each)))
        at, text = lines.place(found, 0), _storable(with_text)
        self._begin_step()
        if not self._written(at, len(line), text):
            return False
        self._begin_step()
        self.sheet.take_in([Replaced(at, len(line), text)])
        self._typed()
        return True

    # What is typed

    def edit(self, at: int, count: int, text: str) -> None:
        """An edit by the author goes to the shared text at once; what is too much of it goes nowhere."""
        if len(text) > 2 * MAX_PROSE:  # cleaning all of it would take its time
            self.post_message(self.Refused(TextTooLong(len(text))))
            return
        text = _storable(text)
        if (count or text) and self._written(at, count, text):
            self.sheet.replace(at, count, text)
            self._typed()

    def _written(self, at: int, count: int, text: str) -> bool:
        """Whether the shared text took an edit."""
        if self.text_shown is None:
            return False
        try:
            self.text_shown.replace(at, count, text)
        except TextTooLong as failure:
            self.post_message(self.Refused(failure))
            return False
        return True

    def undo(self) -> None:
        """Take back the author's own last step, whatever others wrote since."""
        if self.text_shown is not None:
            self._step(self.text_shown.undo())

    def redo(self) -> None:
        """Make it again."""
        if self.text_shown is not None:
            self._step(self.text_shown.redo())

    def _begin_step(self) -> None:
        if self.text_shown is not None:
            self.text_shown.begin_step()

    def update_suggestion(self) -> None:
        self._offer_names()
        self.post_message(self.CursorMoved())

    async def settled(self) -> None:
        """Wait until the keys that were pressed before now have done their work.

        A shortcut for the whole screen is done at once, before the letters that wait here for their turn.
        """
        done = asyncio.Event()
        if self.call_later(done.set):
            await done.wait()

    async def on_key(self, event: events.Key) -> None:
        if self._does_with_names(event.key):
            event.stop()
            event.prevent_default()
            return
        line = self.line_at_cursor()
        if event.key == "enter" and looks_like_command(line) and not self.read_only:
            # Such a line is one thing: Enter ends it wherever the cursor is in it.
            self.move_cursor((self.cursor_location.line, len(line)))
            self.post_message(self.LineEnded(line, self.lines_above()))

    # Names behind @

    def _does_with_names(self, key: str) -> bool:
        """Whether a key took one of the names that are offered, or chose among them."""
        if self._offered is None or not self._offered.is_open:
            return False
        name = self._offered.first if key == "tab" else self._offered.marked if key == "enter" else None
        if name is not None:
            self.take_name(name)
        return name is not None or self._offered.does(key)

    def _offer_names(self) -> None:
        if self._offered is None:
            return
        start, end = self.sheet.selection
        line, column = self.line_at_cursor(), self.cursor_location.column
        typed = typed_name(line[:column]) if start == end and self.has_focus and not self.read_only else None
        if typed is None or end - typed.length == self._left:
            self._naming = None
            if self._left is not None and typed is None:
                self._left = None
            self._offered.close()
            return
        self._naming, self._left = typed, None
        self.offer_names(typed.text)
        if typed.text.strip():
            self.post_message(self.NameTyped(typed.text))

    def offer_names(self, typed: str) -> None:
        """Offer the known names that fit, if that is still what stands behind @."""
        row = self.sheet.cursor_row
        if self._offered is None or self._naming is None or self._naming.text != typed or row is None:
            return
        cell = self.sheet.moves.cell(self.sheet.caret)
        at = self.content_region.offset + Offset(max(cell - self._naming.length, 0), row)
        self._offered.offer(fitting(self.known_names, typed)[:MOST], at, marked=False)

    def leave_names(self) -> bool:
        """Offer none for this @ any more; whether some were offered."""
        if self._offered is None or self._naming is None or not self._offered.is_open:
            return False
        self._left = self.sheet.caret.place - self._naming.length
        self._offer_names()
        return True

    def take_name(self, name: Name) -> None:
        """Put a name in the place of what was typed of it: in a sentence as it is written, in a line that is to become
        something behind its @."""
        if self._naming is None:
            return
        line, column = self.line_at_cursor(), self.cursor_location.column
        begin = column - self._naming.length
        text = name.shown
        if looks_like_command(line):
            # Before what the line says a name is one word, or in quotation marks.
            text = f"@{name.typed}" if len(line[:begin].strip()) > 1 else f'@"{name.typed}" '
        self.edit(self.sheet.caret.place - self._naming.length, self._naming.length, text)

    def on_blur(self) -> None:
        if self._offered is not None:
            self._offered.close()

    def _step(self, edits: Sequence[Edit]) -> None:
        if edits:
            self.sheet.take_in(edits)
            last = edits[-1]
            self.sheet.put(Caret(self.sheet.moves.between_clusters(last.at + len(last.inserted)), trailing=True))
            self._typed()

    def _typed(self) -> None:
        self.changed()
        self.post_message(self.Typed())


def _storable(text: str) -> str:
    """What a shared text may hold: no control characters but line breaks."""
    return "\n".join(clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
