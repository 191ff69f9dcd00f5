"""What stands on the screen until the network is open."""

from textual.app import ComposeResult
from textual.widgets import Static

from netterm.locale import N_, _
from netterm.screens.shell import NettermScreen

__all__ = ["OpeningScreen"]


class OpeningScreen(NettermScreen):
    """Painted before the store is even loaded."""

    PLACE = "opening"
    heading_msgid = N_("Open the network")

    DEFAULT_CSS = "OpeningScreen #body { padding: 1 2; }"

    def body(self) -> ComposeResult:
        yield Static(_("Opening…"), markup=False)
