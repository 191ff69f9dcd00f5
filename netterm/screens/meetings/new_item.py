"""A new item of the agenda: its title, and under which heading."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from netterm.errors import Failure
from netterm.flows.agenda import add_item
from netterm.language.clean import for_display
from netterm.locale import N_, _, message
from netterm.model.agenda import HEADING_CODES
from netterm.screens.asking import Asking, said
from netterm.screens.thai import ThaiInput

__all__ = ["AskItem"]


class AskItem(Asking[bytes]):
    """Up and down choose another heading than the one it begins with; gives the item."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "heading(-1)", show=False),
        Binding("down", "heading(1)", show=False),
    ]
    DEFAULT_CSS = "AskItem #headings { height: auto; margin-top: 1; }"

    def __init__(self, meeting: bytes, heading: str, named: Sequence[str]) -> None:
        """`named`: the names of the five headings, in order."""
        super().__init__()
        self._meeting, self._heading, self._named = meeting, heading, named

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(self._title(), id="about", classes="title")
            yield ThaiInput(placeholder=_("title of the item"), compact=True, id="title")
            yield said(self._lines(), id="headings")
            yield said("", classes="failure")
            yield said(_("Enter or F2 adds it; ↑ and ↓ choose another heading."), classes="hint")

    def action_heading(self, by: int) -> None:
        """The heading above or below."""
        at = HEADING_CODES.index(self._heading) + by
        self._heading = HEADING_CODES[at % len(HEADING_CODES)]
        self.query_one("#about", Static).update(self._title())
        self.query_one("#headings", Static).update(for_display(self._lines(), multiline=True))

    async def write(self) -> bytes:
        title, heading = self.value("title"), self._heading
        if not title:
            raise Failure(N_("Nothing was typed: an item needs a title."))
        return await self.store(lambda replica: add_item(replica, self._meeting, title, heading=heading))

    def _title(self) -> str:
        return message("New item under heading {heading}", heading=self._heading)

    def _lines(self) -> str:
        marked = ("›" if code == self._heading else " " for code in HEADING_CODES)
        lines = zip(marked, HEADING_CODES, self._named, strict=False)
        return "\n".join(f"{mark} {code} {name}" for mark, code, name in lines)
