"""Zoom: the pane that has the focus takes the whole screen but for the line of how things stand, and gives it back."""

from collections.abc import Iterator
from typing import Any

from textual.containers import Horizontal
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

__all__ = ["ZOOM_CSS", "Zooms"]

ZOOM_CSS = """
    NettermScreen.-zoomed > TitleLine, NettermScreen.-zoomed > KeyLine { display: none; }
    NettermScreen.-zoomed .-beside { display: none !important; }
    NettermScreen.-zoomed .-whole { width: 1fr !important; max-width: 100% !important; }
"""


class Zooms(Screen[ScreenResultType]):
    """To be mixed into a screen whose panes stand beside one another, each in a `Horizontal`."""

    @property
    def is_zoomed(self) -> bool:
        return self.has_class("-zoomed")

    def zoom(self) -> None:
        """Show the pane with the focus alone, or all of them again."""
        if self.is_zoomed:
            self.leave_zoom()
            return
        for pane, besides in _panes(self.focused):
            pane.add_class("-whole")
            for each in besides:
                each.add_class("-beside")
        self.add_class("-zoomed")

    def leave_zoom(self) -> None:
        """Show all panes again; to be called before another pane is shown or hidden."""
        self.remove_class("-zoomed")
        self.query(".-whole, .-beside").remove_class("-whole", "-beside")


def _panes(focused: Widget | None) -> Iterator[tuple[Widget, list[Widget]]]:
    """The panes that hold what has the focus, and of each what stands beside it."""
    node: Any = focused
    while isinstance(node, Widget) and not isinstance(node, Screen):
        parent = node.parent
        if isinstance(parent, Horizontal):
            yield node, [each for each in parent.children if each is not node]
        node = parent
