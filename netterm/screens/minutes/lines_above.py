"""That others wrote above what is in sight: said at the edge of the text, which nobody but its reader moves."""

from rich.text import Text
from textual.app import RenderResult
from textual.geometry import Offset, Region
from textual.widget import Widget

from netterm.language.clusters import cell_width
from netterm.locale import ngettext

__all__ = ["LinesAbove"]


class LinesAbove(Widget):
    """A few cells at the upper edge of the text; not there while nothing new is above it."""

    DEFAULT_CSS = """
    LinesAbove {
        display: none; overlay: screen; width: auto; height: 1; padding: 0 1; background: $panel; color: $text;
        text-style: bold;
    }
    """

    _count = 0

    def tell(self, count: int, text: Region) -> None:
        """So many new lines are above the ``text``, a region of the screen."""
        self._count = count
        self.display = bool(count)
        if count:
            width = cell_width(self._said()) + 2
            self.absolute_offset = Offset(max(text.right - 1 - width, text.x), text.y)
            self.refresh(layout=True)

    def _said(self) -> str:
        said = ngettext("↑ {count} new line above", "↑ {count} new lines above", self._count)
        return said.format(count=self._count)

    def render(self) -> RenderResult:
        return Text(self._said(), no_wrap=True, end="")
