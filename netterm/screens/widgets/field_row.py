"""One field of a form: its label, its value, and what there is to say of it."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import RenderResult
from textual.errors import NoWidget
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from netterm.language.clean import for_display
from netterm.language.clusters import cell_width, cut_to_cells
from netterm.model import Field
from netterm.screens.editing.line import still
from netterm.screens.widgets.editors import (
    Editor,
    Entered,
    Held,
    chosen_in_words,
    editor_for,
    entered_before,
    has_lines,
)
from netterm.screens.widgets.targets import Target
from netterm.screens.word_list import wrap

__all__ = ["LABEL", "FieldRow"]

LABEL = 26
"""Cells that the labels take, as the style below has it."""
_LINES = 2
"""Lines that an editor of several has at least."""


class FieldRow(Widget, can_focus=True):
    """A field that draws itself, and gets its editor once somebody comes to it: a form has dozens of fields, and an
    editor is dear. What takes the focus then says `wake`."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    FieldRow { height: auto; layout: vertical; }
    FieldRow Editor { width: 1fr; margin-left: 26; }
    """

    def __init__(self, part: int, declared: Field, held: Held, named: Mapping[str, bytes]) -> None:
        """`part`: which record of the form it belongs to. `named`: what it refers to now, by name."""
        super().__init__()
        self.part = part
        self.declared = declared
        self._held, self._named = held, named
        self._before = entered_before(declared, held, named)
        self._editor: Editor | None = None
        self._said, self._wrong = for_display(str(declared.help or "")), False

    def on_mount(self) -> None:
        # What has lines to be wrapped is drawn by its editor from the beginning.
        if has_lines(self.declared) and self._before.text:
            self.wake()

    # What is entered

    def entered(self) -> Entered:
        """What stands in it."""
        return self._before if self._editor is None else self._editor.entered()

    def wake(self) -> Widget:
        """Its editor is there from now on, and what of it takes the focus is given: keys may go there at once."""
        if self._editor is None:
            self._editor = editor_for(self.declared, self._held, self._named)
            self._editor.put_into(self)
            self.refresh()
        return self._editor.inner

    def allow_focus(self) -> bool:
        return self._editor is None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if self._editor is not None and event.widget is self and event.x >= LABEL:
            self._editor.point_at(event.x - LABEL)

    def jump_targets(self) -> Iterator[Target]:
        """Where its value begins; the editor is a place of its own."""
        if self._editor is None:
            try:
                seen = self.screen.find_widget(self).visible_region
            except NoWidget:  # it is not shown
                return
            yield Target(seen.x + LABEL, seen.y, self.focus)

    # What is seen

    def say(self, text: str, *, wrong: bool = False) -> None:
        """What there is to say: how the value was understood, or what is wrong with it."""
        if not self.is_attached:
            return  # it was judged while the form was closed
        lines = len(self._said_lines(self.size.width))
        self._said, self._wrong = ("! " if wrong else "") + for_display(text), wrong
        self.refresh(layout=len(self._said_lines(self.size.width)) != lines)

    @property
    def says_something(self) -> bool:
        return bool(self._said)

    def relabel(self) -> None:
        """The label, in the language that is now spoken."""
        self.refresh()
        if self._editor is not None:
            self._editor.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        if self._editor is None:
            value = _LINES if has_lines(self.declared) else 1
        else:
            value = super().get_content_height(container, viewport, width)
        return value + len(self._said_lines(width))

    def _said_lines(self, width: int) -> list[str]:
        room = width - LABEL
        if not self._said or room <= 0:
            return []
        places = (0, *wrap(self._said, room), len(self._said))
        return [self._said[begin:end] for begin, end in pairwise(places)]

    def render(self) -> RenderResult:
        return ""

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        said = self._said_lines(width)
        above = self.size.height - len(said)
        label = _padded(self._labelled() if y == 0 else "", min(LABEL, width), self._look("label"))
        room = max(width - LABEL, 0)
        if y >= above:
            value = [_padded(said[y - above] if y - above < len(said) else "", room, self._look("said"))]
        elif self._editor is None:
            value = [*still(self._seen() if y == 0 else "", room, self._look("value"))]
        else:
            value = [Segment(" " * room, self.rich_style)]
        return Strip([label, *value], width)

    def _look(self, name: str) -> Style:
        """The form's style for a part of its fields: all of them look alike."""
        if name == "label" and self.declared.required:
            name = "needed"
        if name == "said" and self._wrong:
            name = "wrong"
        form = self.parent
        assert isinstance(form, Widget)
        return form.get_component_rich_style(f"record-form--{name}")

    def _seen(self) -> str:
        text = self._before.text
        return chosen_in_words(self.declared, self._held) if text is None else text

    def _labelled(self) -> str:
        return cut_to_cells(str(self.declared.label) + (" *" if self.declared.required else ""), LABEL - 1, "…")


def _padded(text: str, width: int, style: Style) -> Segment:
    cut = cut_to_cells(text, width)
    return Segment(cut + " " * (width - cell_width(cut)), style)
