"""The shared discussion text while it is typed: every keystroke goes to the text at once, and others' edits come in.

What others write moves neither the cursor nor what is in sight. Undo is the author's own.
"""

import asyncio
from collections.abc import Sequence

from textual import events
from textual.message import Message

from netterm.errors import Failure
from netterm.flows.task_lines import Name, complete
from netterm.locale import clean
from netterm.model.failures import TextTooLong
from netterm.model.kinds import MAX_PROSE
from netterm.model.task_rules import looks_like_task
from netterm.screens.editing.area import ThaiTextArea
from netterm.screens.editing.moves import Caret
from netterm.screens.editing.sheet import Replaced, shifted
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

    class TaskTyped(Message):
        """A line that is meant as a task was ended with Enter."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.text_shown: SharedText | None = None
        self.known_names: Sequence[Name] = ()

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
            self.changed()

    async def settled(self) -> None:
        """Wait until the keys that were pressed before now have done their work.

        A shortcut for the whole screen is done at once, before the letters that wait here for their turn.
        """
        done = asyncio.Event()
        if self.call_later(done.set):
            await done.wait()

    def line_at_cursor(self) -> str:
        """The line that the cursor is in."""
        return self.sheet.lines[self.cursor_location.line]

    def replace_line(self, line: str, with_text: str) -> bool:
        """Put another text in the place of a whole line: of several equal ones the nearest above the cursor."""
        lines, now = self.sheet.lines, self.cursor_location.line
        equal = [number for number, each in enumerate(lines) if each == line]
        if not equal or self.text_shown is None:
            return False
        found = min(equal, key=lambda each: (each > now, abs(now - each)))
        at, text = lines.place(found, 0), _storable(with_text)
        if not self._written(at, len(line), text):
            return False
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

    def update_suggestion(self) -> None:
        """In a line that is a task, the rest of the name behind @."""
        column, line = self.cursor_location.column, self.line_at_cursor()
        start, end = self.sheet.selection
        at_end = column == len(line) and start == end
        self.suggestion = complete(line, self.known_names) if at_end and looks_like_task(line) else ""

    async def on_key(self, event: events.Key) -> None:
        if event.key == "tab" and self.suggestion:
            self.insert(self.suggestion)
            event.stop()
            event.prevent_default()
        elif event.key == "enter" and looks_like_task(self.line_at_cursor()) and not self.read_only:
            self.post_message(self.TaskTyped(self.line_at_cursor()))

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
