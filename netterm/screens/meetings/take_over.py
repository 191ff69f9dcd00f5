"""What is asked of whom the recording of a meeting is handed to."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button

from netterm.flows.recording import HandedOver
from netterm.locale import N_, _, message
from netterm.screens.asking import said
from netterm.screens.shell import NettermModal

__all__ = ["TakeOver"]


class TakeOver(NettermModal[bool]):
    """Enter opens the minutes; Esc leaves one where one is."""

    AUTO_FOCUS = "#yes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", show=False),
        Binding("left,right", "app.focus_next", show=False),
    ]
    KEYS = (
        ("← → Tab", N_("the other answer")),
        ("Enter", N_("gives the answer that is marked")),
        ("Esc", N_("the safe answer")),
    )
    DEFAULT_CSS = """
    TakeOver Horizontal { height: auto; align-horizontal: right; margin-top: 1; }
    TakeOver Button { margin-left: 2; }
    """

    def __init__(self, handed: HandedOver) -> None:
        super().__init__()
        self._handed = handed

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(self._handed.title, classes="title")
            yield said(message("{name} hands the recording to you: Enter opens the minutes.", name=self._handed.by))
            with Horizontal():
                yield Button(_("Not now"), id="no")
                yield Button(_("Open the minutes"), id="yes", variant="primary")

    def on_button_pressed(self, pressed: Button.Pressed) -> None:
        self.dismiss(pressed.button.id == "yes")
