"""What stands on the screen until the network is open."""

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from netterm.locale import N_, _
from netterm.screens.shell import NettermScreen

__all__ = ["OpeningScreen"]


class OpeningScreen(NettermScreen):
    """Painted before the store is even loaded. What is typed meanwhile is meant for the screen that comes next."""

    PLACE = "opening"
    keeps_letters = True
    heading_msgid = N_("Open the network")

    DEFAULT_CSS = "OpeningScreen #body { padding: 1 2; }"

    def __init__(self) -> None:
        super().__init__()
        self._typed_ahead: list[events.Key | events.Paste] = []

    def body(self) -> ComposeResult:
        yield Static(_("Opening…"), markup=False)

    def on_key(self, key: events.Key) -> None:
        self._keep(key)

    def on_paste(self, paste: events.Paste) -> None:
        self._keep(paste)

    def hand_over_to(self, screen: Screen[object]) -> None:
        """Once `screen` stands, it gets what was typed."""
        screen.call_after_refresh(self._hand_over)

    def _keep(self, typed: events.Key | events.Paste) -> None:
        typed.stop()
        typed.prevent_default()
        self._typed_ahead.append(typed)

    def _hand_over(self) -> None:
        for typed in self._typed_ahead:
            again = (
                events.Paste(typed.text) if isinstance(typed, events.Paste) else events.Key(typed.key, typed.character)
            )
            again.time = typed.time  # typed one by one, though they come together
            self.app.post_message(again)
        self._typed_ahead.clear()
