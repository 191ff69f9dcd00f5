"""Looking for words in a long text that is read: one key asks for them, two go from place to place."""

from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from netterm.commands import COMMANDS, Command, Group
from netterm.locale import N_, _, message
from netterm.screens.thai import ThaiInput
from netterm.screens.widgets.long_text import LongTextView

if TYPE_CHECKING:
    from netterm.screens.shell.told import Told

    _AnyScreen = Told[Any]
else:
    _AnyScreen = object

__all__ = ["SearchesText", "search_css"]

_AT = ("draft", "reading")

COMMANDS.add(
    Command("text.search", N_("Search"), N_("Words in this text."), ("slash",), Group.MOVE, _AT, footer=4),
    Command("text.next", N_("Next place"), N_("Where the text says it again."), ("n",), Group.MOVE, _AT),
    Command("text.previous", N_("Place before"), N_("Where the text says it before."), ("N",), Group.MOVE, _AT),
)


def search_css(screen: str) -> str:
    """For the styles of a screen of that class."""
    return f"""
    {screen} #searching {{ display: none; height: 1; background: $panel; }}
    {screen}.-searching #searching {{ display: block; }}
    {screen} #search {{ width: 1fr; background: $panel; }}
    {screen} #places {{ width: auto; padding: 0 1; }}
    """


class SearchesText(_AnyScreen):
    """To be mixed into a screen or dialog that yields a `search_line` above one `LongTextView`."""

    def search_line(self) -> ComposeResult:
        """Where the words are typed, and beside them how often they were found."""
        with Horizontal(id="searching"):
            yield ThaiInput(placeholder=_("words; Enter to the text, Esc ends"), compact=True, id="search")
            yield Static("", markup=False, id="places")

    def do_text_search(self) -> None:
        self.add_class("-searching")
        self.query_one("#search", Input).focus()

    def do_text_next(self) -> None:
        self._look_on(1)

    def do_text_previous(self) -> None:
        self._look_on(-1)

    def leave_search(self) -> bool:
        """Look for nothing any more; whether something was looked for."""
        if not self.has_class("-searching"):
            return False
        self.remove_class("-searching")
        self.query_one("#search", Input).value = ""
        self._back_to_text()
        return True

    def on_input_changed(self, changed: Input.Changed) -> None:
        if changed.input.id == "search":
            self._searched.look_for(changed.value)
            self._say_places()

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        if submitted.input.id == "search":
            self._back_to_text()

    def _look_on(self, by: int) -> None:
        if not self.has_class("-searching"):
            self.do_text_search()
            return
        self._searched.look_on(by)
        self._say_places()

    def _say_places(self) -> None:
        at, count = self._searched.found
        typed = self.query_one("#search", Input).value.strip()
        said = message("{at} of {count}", at=at, count=count) if count else _("Nothing was found.") if typed else ""
        self.query_one("#places", Static).update(said)

    def _back_to_text(self) -> None:
        parent = self._searched.parent
        if parent is not None:
            self.set_focus(parent)  # type: ignore[arg-type]  # a widget that scrolls

    @property
    def _searched(self) -> LongTextView:
        return self.query_one(LongTextView)
