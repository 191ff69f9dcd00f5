"""Something to read, of any length, over the screen that told it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Button, Static

from netterm.language.clean import for_display
from netterm.locale import N_, _
from netterm.screens.shell import NettermModal, bindings
from netterm.screens.widgets.long_text import LongText, LongTextView, TextLine
from netterm.screens.widgets.searching import SearchesText, search_css

__all__ = ["Tell"]


class Tell(SearchesText, NettermModal[None]):
    """Enter closes it, and so does Esc where nothing is looked for in it."""

    PLACE = "reading"
    AUTO_FOCUS = "VerticalScroll"
    KEYS = (("↑ ↓", N_("one line up or down")), ("Enter Esc", N_("closes it")))
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("reading"),
        Binding("escape", "leave", show=False),
        Binding("enter", "dismiss(None)", show=False),
    ]
    DEFAULT_CSS = f"""
    {search_css("Tell")}
    Tell .dialog {{ width: 90%; max-width: 110; }}
    Tell VerticalScroll {{ height: auto; max-height: 60vh; }}
    Tell Button {{ margin-top: 1; }}
    """

    def __init__(self, title: str, text: str) -> None:
        """Both are data, the lines of the text with line breaks between them."""
        super().__init__()
        self._title = title
        self._lines = LongText(map(TextLine, for_display(text, multiline=True).split("\n")))

    @property
    def may_be_left(self) -> bool:
        return True

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(for_display(self._title, multiline=True), markup=False, classes="title")
            yield from self.search_line()
            with VerticalScroll():
                yield LongTextView(self._lines, id="text")
            yield Button(_("Close"))

    def on_button_pressed(self, _pressed: Button.Pressed) -> None:
        self.dismiss(None)

    def action_leave(self) -> None:
        if not self.leave_search():
            self.dismiss(None)
