"""The agenda beside the discussion: headings and items, each title in a column of its own however long it is."""

from rich.text import Text
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from netterm.language.clean import for_display
from netterm.language.clusters import cell_width
from netterm.screens.minutes.view import MinutesView, state_mark
from netterm.screens.word_list import rows_of

__all__ = ["AgendaPane", "hanging"]

_LEAST = 8
"""Cells that a title gets, however narrow the pane."""


class AgendaPane(OptionList):
    """Enter on an item goes to it; the one that is shown is marked."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._view = MinutesView()
        self._item: bytes | None = None
        self._width = 0

    def show(self, view: MinutesView, item: bytes | None) -> None:
        """Show the agenda of a meeting, with an item marked."""
        self._view, self._item = view, item
        if self.size.width:  # else it is painted once it has its place
            self._paint()

    def wrap_anew(self) -> None:
        self._paint()

    def on_resize(self) -> None:
        if self._width != self.scrollable_content_region.width:
            self._paint()

    def _paint(self) -> None:
        self._width = self.scrollable_content_region.width
        self.clear_options()
        for code, heading in enumerate(self._view.headings, start=1):
            self.add_option(Option(self._text(f"{code} ", for_display(heading), "bold"), disabled=True))
            for line in self._view.agenda:
                if line.heading == str(code):
                    marked = "reverse" if line.id == self._item else ""
                    text = self._text(f"{state_mark(line.state)} {line.number} ", line.title, marked)
                    self.add_option(Option(text, line.id.hex()))
        if self._item is not None and self._view.line(self._item):
            self.highlighted = self.get_option_index(self._item.hex())

    def _text(self, before: str, title: str, style: str) -> Text:
        return Text(hanging(before, title, self._width), style)


def hanging(before: str, text: str, width: int) -> str:
    """``text`` in rows of at most ``width`` cells, the first behind ``before`` and the others under its beginning."""
    indent = cell_width(before)
    return before + f"\n{' ' * indent}".join(rows_of(text, max(width - indent, _LEAST)))
