"""What stands under the discussion: what is understood of the line at the cursor, or else what the chair says next."""

from itertools import pairwise

from rich.style import Style
from rich.text import Text
from textual.app import RenderResult
from textual.widget import Widget

from netterm.language.clean import for_display
from netterm.language.clusters import cell_width, cut_to_cells
from netterm.screens.word_list import wrap

__all__ = ["Foot", "fitted"]


class Foot(Widget):
    """As many rows as it is given, always there, so that nothing moves when it has something else to say."""

    DEFAULT_CSS = "Foot { height: 1; width: 1fr; padding: 0 1; color: $text-muted; }"

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._echo = self._usual = self._more = ""
        self._amiss = False

    def echo(self, text: str, *, amiss: bool = False) -> None:
        """What is understood of the line at the cursor; '' where it is a line like any other."""
        self._change(for_display(text), amiss, self._usual)

    def usual(self, text: str, more: str = "") -> None:
        """What stands here otherwise; ``more`` says how to see all of it, where it does not fit."""
        self._more = more
        self._change(self._echo, self._amiss, for_display(text))

    def _change(self, echo: str, amiss: bool, usual: str) -> None:
        before = self._echo or self._usual, self._amiss
        self._echo, self._amiss, self._usual = echo, amiss, usual
        if (echo or usual, amiss) != before:
            self.refresh()

    def render(self) -> RenderResult:
        width, height = self.size
        if not self._echo:
            return Text("\n".join(fitted(self._usual, width, height, self._more)), no_wrap=True, end="")
        text = ("! " if self._amiss else "→ ") + self._echo
        return Text("\n".join(fitted(text, width, height)), Style(bold=True), no_wrap=True, end="")


def fitted(text: str, width: int, height: int, more: str = "") -> list[str]:
    """A text in at most ``height`` rows of ``width`` cells; where it is cut, … and ``more`` stand at its end."""
    starts = [0, *wrap(text, width)]
    if len(starts) <= height:
        ends = [*starts[1:], len(text)]
        return [text[start:end].rstrip() for start, end in zip(starts, ends, strict=True)]
    kept = [text[start:end].rstrip() for start, end in pairwise(starts[: max(height, 1)])]
    room = width - (cell_width(more) + 1 if more else 0)
    last = cut_to_cells(text[starts[len(kept)] :], room, "…")
    return [*kept, f"{last} {more}".rstrip()]
