"""Dialogs of a few lines that write what was entered themselves, and stay open where that fails."""

from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from netterm.errors import Failure
from netterm.language.clean import for_display
from netterm.language.dates import DateStyle, format_date, parse_date
from netterm.screens.shell import NettermModal

__all__ = ["Asking", "day_in_full", "said"]


def said(text: str, id: str = "", classes: str = "") -> Static:
    """A text that is data: no markup in it."""
    return Static(for_display(text, multiline=True), markup=False, id=id or None, classes=classes)


def day_in_full(typed: str, today: date) -> str:
    """The day that was typed, in full, so that a slip of the key shows; '' while it is none."""
    try:
        return format_date(parse_date(typed, today), DateStyle.FULL)
    except Failure:
        return ""


class Asking(NettermModal[bytes | None]):
    """A dialog that writes what was entered itself, and stays open with the sentence where that fails."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]
    DEFAULT_CSS = """
    Asking .dialog { width: 74; padding: 0 1; }
    Asking Input { background: $surface; height: 1; }
    Asking Input:focus { background: $panel; }
    Asking .failure { color: $error; text-style: bold; height: auto; }
    Asking Horizontal { height: 1; }
    Asking .label { width: 14; color: $text-muted; }
    Asking .hint { color: $text-muted; }
    """

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        self.begin(self._write(), alone="write")

    async def write(self) -> bytes:
        """Write it; the record's id. A `Failure` keeps the dialog open."""
        raise NotImplementedError

    def value(self, id: str) -> str:
        """What stands in an input."""
        return self.query_one(f"#{id}", Input).value.strip()

    async def _write(self) -> None:
        try:
            written = await self.write()
        except Failure as failure:
            self.query_one(".failure", Static).update(for_display("! " + failure.sentence()))
            self.failed(failure)
            return
        self.dismiss(written)

    def failed(self, failure: Failure) -> None:
        """Where to go on after a failure."""
