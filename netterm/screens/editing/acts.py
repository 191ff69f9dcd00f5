"""What the keys of a text do to it."""

from time import monotonic
from typing import ClassVar

from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.widget import Widget

from netterm.screens.editing.keys import KeysInOrder
from netterm.screens.editing.moves import Caret
from netterm.screens.editing.sheet import Sheet
from netterm.screens.editing.undo import History, Step
from netterm.screens.word_list import wrap

__all__ = ["TextActs"]


class TextActs(KeysInOrder, Widget):
    """A widget with a text, and what can be done to it by keys. `changed` and `moved` are told what was done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "left", show=False),
        Binding("shift+left", "left(True)", show=False),
        Binding("right", "right", show=False),
        Binding("shift+right", "right(True)", show=False),
        Binding("ctrl+left", "word_left", show=False),
        Binding("ctrl+shift+left", "word_left(True)", show=False),
        Binding("ctrl+right", "word_right", show=False),
        Binding("ctrl+shift+right", "word_right(True)", show=False),
        Binding("up", "rows(-1)", show=False),
        Binding("shift+up", "rows(-1, True)", show=False),
        Binding("down", "rows(1)", show=False),
        Binding("shift+down", "rows(1, True)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("shift+pageup", "page(-1, True)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("shift+pagedown", "page(1, True)", show=False),
        Binding("home,ctrl+a", "row_start", show=False),
        Binding("shift+home", "row_start(True)", show=False),
        Binding("end,ctrl+e", "row_end", show=False),
        Binding("shift+end", "row_end(True)", show=False),
        Binding("ctrl+home", "text_start", show=False),
        Binding("ctrl+shift+home", "text_start(True)", show=False),
        Binding("ctrl+end", "text_end", show=False),
        Binding("ctrl+shift+end", "text_end(True)", show=False),
        Binding("super+a", "select_all", show=False),
        Binding("backspace", "delete_left", show=False),
        Binding("delete,ctrl+d", "delete_right", show=False),
        Binding("ctrl+backspace,alt+backspace,ctrl+w", "delete_word_left", show=False),
        Binding("ctrl+delete,alt+delete", "delete_word_right", show=False),
        Binding("ctrl+u,super+backspace", "delete_to_row_start", show=False),
        Binding("ctrl+k", "delete_to_row_end", show=False),
        Binding("ctrl+shift+k", "delete_line", show=False),
        Binding("ctrl+x,super+x", "cut", show=False),
        Binding("ctrl+c,super+c", "copy", show=False),
        Binding("ctrl+v,super+v", "paste", show=False),
        Binding("ctrl+z,super+z", "undo", show=False),
        Binding("ctrl+y,ctrl+shift+z,super+y", "redo", show=False),
    ]

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.sheet = Sheet(text, wrap)
        """The text, its cursor, and what of it is in sight."""
        self.read_only = False
        self.suggestion = ""
        """What may follow at the cursor: → takes it."""
        self._history = History(monotonic)

    def changed(self) -> None:
        """The text is another one now."""

    def moved(self) -> None:
        """The cursor, the selection or what is in sight has moved."""

    # Editing: every change by the author passes `edit`

    def edit(self, at: int, count: int, text: str) -> None:
        """Take ``count`` code points out at ``at`` and put ``text`` in; the cursor is behind it then."""
        cursor = self.sheet.caret.place
        removed = self.sheet.replace(at, count, text)
        if removed or text:
            self._history.record(Step(at, removed, text, cursor))
            self.changed()

    def insert(self, text: str) -> None:
        """Type ``text`` in the place of what is selected."""
        start, end = self.sheet.selection
        if text or end > start:
            self.edit(start, end - start, text)

    def undo(self) -> None:
        """Take back the last step."""
        if step := self._history.undo():
            self.sheet.replace(step.at, len(step.inserted), step.removed)
            self.sheet.put(Caret(self.sheet.moves.between_clusters(step.cursor)))
            self.changed()

    def redo(self) -> None:
        """Make again what was taken back."""
        if step := self._history.redo():
            self.sheet.replace(step.at, len(step.removed), step.inserted)
            self.changed()

    def _delete(self, start: int, end: int) -> None:
        """Take ``start:end`` out, or else what is selected."""
        first, last = self.sheet.selection
        if first == last:
            first, last = sorted((start, end))
        if last > first and not self.read_only:
            self.edit(first, last - first, "")

    def action_delete_left(self) -> None:
        place = self.sheet.caret.place
        self._delete(self.sheet.moves.backspace(place), place)

    def action_delete_right(self) -> None:
        place = self.sheet.caret.place
        self._delete(place, self.sheet.moves.right(place))

    def action_delete_word_left(self) -> None:
        place = self.sheet.caret.place
        self._delete(self.sheet.moves.word_left(place), place)

    def action_delete_word_right(self) -> None:
        place = self.sheet.caret.place
        self._delete(place, self.sheet.moves.word_right(place))

    def action_delete_to_row_start(self) -> None:
        place = self.sheet.caret.place
        start = self.sheet.moves.row_start(self.sheet.caret).place
        self._delete(start if start < place else self.sheet.moves.left(place), place)

    def action_delete_to_row_end(self) -> None:
        place = self.sheet.caret.place
        end = self.sheet.moves.row_end(self.sheet.caret).place
        self._delete(place, end if end > place else self.sheet.moves.right(place))

    def action_delete_line(self) -> None:
        if self.read_only:
            return
        start, end = self._whole_lines()
        if end > start:
            self.edit(start, end - start, "")

    def _whole_lines(self) -> tuple[int, int]:
        """The lines that are selected, or the cursor's, with the break behind them, or else the one before."""
        lines = self.sheet.lines
        first, last = (lines.spot(place).line for place in self.sheet.selection)
        start, end = lines.place(first, 0), lines.place(last, len(lines[last]))
        if last < lines.count - 1:
            return start, end + 1
        return max(start - 1, 0), end

    def action_undo(self) -> None:
        if not self.read_only:
            self.undo()

    def action_redo(self) -> None:
        if not self.read_only:
            self.redo()

    # The clipboard

    @property
    def selected_text(self) -> str:
        """What is selected."""
        return self.sheet.lines.between(*self.sheet.selection)

    def action_copy(self) -> None:
        if not self.selected_text:
            raise SkipAction
        self.app.copy_to_clipboard(self.selected_text)

    def action_cut(self) -> None:
        if self.selected_text:
            self.app.copy_to_clipboard(self.selected_text)
            self._delete(*self.sheet.selection)

    def action_paste(self) -> None:
        if not self.read_only:
            self.insert(self.app.clipboard)

    # Moving

    def _go(self, caret: Caret, select: bool = False) -> None:
        self._history.close()
        self.sheet.put(caret, select=select)
        self.moved()

    def action_left(self, select: bool = False) -> None:
        start, end = self.sheet.selection
        place = start if end > start and not select else self.sheet.moves.left(self.sheet.caret.place)
        self._go(Caret(place), select)

    def action_right(self, select: bool = False) -> None:
        if self.suggestion and not select and not self.read_only:
            self.insert(self.suggestion)
            return
        start, end = self.sheet.selection
        place = end if end > start and not select else self.sheet.moves.right(self.sheet.caret.place)
        self._go(Caret(place), select)

    def action_word_left(self, select: bool = False) -> None:
        self._go(Caret(self.sheet.moves.word_left(self.sheet.caret.place)), select)

    def action_word_right(self, select: bool = False) -> None:
        self._go(Caret(self.sheet.moves.word_right(self.sheet.caret.place)), select)

    def action_rows(self, by: int, select: bool = False) -> None:
        self._history.close()
        self.sheet.go(by, select=select)
        self.moved()

    def action_page(self, by: int, select: bool = False) -> None:
        self._history.close()
        self.sheet.page(by, select=select)
        self.moved()

    def action_row_start(self, select: bool = False) -> None:
        self._go(self.sheet.moves.row_start(self.sheet.caret), select)

    def action_row_end(self, select: bool = False) -> None:
        self._go(self.sheet.moves.row_end(self.sheet.caret), select)

    def action_text_start(self, select: bool = False) -> None:
        self._go(Caret(0), select)

    def action_text_end(self, select: bool = False) -> None:
        self._go(Caret(len(self.sheet.lines)), select)

    def action_select_all(self) -> None:
        self._go(Caret(0))
        self._go(Caret(len(self.sheet.lines)), True)
