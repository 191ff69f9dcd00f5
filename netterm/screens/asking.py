"""Dialogs of a few lines that write what was entered themselves, and stay open where that fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Generic, TypeVar

from textual.widgets import Input, Static

from netterm.errors import Failure
from netterm.language.clean import for_display
from netterm.language.dates import DateStyle, format_date, parse_date
from netterm.screens.widgets.dialogs import FilledIn

__all__ = ["Asking", "day_in_full", "said"]

Written = TypeVar("Written")


def said(text: str, id: str = "", classes: str = "") -> Static:
    """A text that is data: no markup in it."""
    return Static(for_display(text, multiline=True), markup=False, id=id or None, classes=classes)


def day_in_full(typed: str, today: date) -> str:
    """The day that was typed, in full, so that a slip of the key shows; '' while it is none."""
    try:
        return format_date(parse_date(typed, today), DateStyle.FULL)
    except Failure:
        return ""


class Asking(FilledIn[Written | None], Generic[Written]):
    """A dialog that writes what was entered itself, and stays open with the sentence where that fails."""

    DEFAULT_CSS = """
    Asking .dialog { width: 74; padding: 0 1; }
    Asking Input { background: $surface; height: 1; }
    Asking Input:focus { background: $panel; }
    Asking .failure { color: $error; text-style: bold; height: auto; }
    Asking Horizontal { height: 1; }
    Asking Horizontal Input { width: 1fr; }
    Asking .label { width: 14; color: $text-muted; }
    Asking .hint { color: $text-muted; }
    """

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        self.begin_save()

    async def write(self) -> Written:
        """Write it, and give what was made. A `Failure` keeps the dialog open."""
        raise NotImplementedError

    @contextmanager
    def amiss(self, id: str) -> Iterator[None]:
        """A `Failure` in it is about this input, which gets the focus."""
        try:
            yield
        except Failure:
            self.query_one(f"#{id}", Input).focus()
            raise

    def value(self, id: str) -> str:
        """What stands in an input."""
        return self.query_one(f"#{id}", Input).value.strip()

    async def save(self) -> None:
        try:
            written = await self.write()
        except Failure as failure:
            sentence = self.query_one(".failure", Static)
            sentence.update(for_display("! " + failure.sentence()))
            self.failed(failure)
            self.call_after_refresh(sentence.scroll_visible, animate=False)
            return
        self.dismiss(written)

    def failed(self, failure: Failure) -> None:
        """Where to go on after a failure."""
