"""The passphrase of a network that is on this computer."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from netterm.language.clean import for_display
from netterm.locale import N_, _
from netterm.screens.entrance.base import Entrance, label
from netterm.screens.entrance.beginnings import Beginnings
from netterm.screens.thai import ThaiInput

if TYPE_CHECKING:
    from netterm.store import Replica, StoredIdentity

__all__ = ["UnlockScreen"]


class UnlockScreen(Entrance):
    """Whose keys, and their passphrase."""

    PLACE = "unlock"
    heading_msgid = N_("Open the network")

    def __init__(self, beginnings: Beginnings, identities: "tuple[StoredIdentity, ...]") -> None:
        super().__init__(beginnings)
        self._identities = identities

    def body(self) -> ComposeResult:
        with Vertical():
            if len(self._identities) > 1:
                yield label(_("Who are you?"))
                yield OptionList(*(Option(for_display(each.label)) for each in self._identities), markup=False)
            yield label(_("Passphrase"))
            yield ThaiInput(password=True, compact=True, id="passphrase")
            yield Static("", markup=False, id="said")
            yield Button(_("Open"), id="open")

    def on_mount(self) -> None:
        self.query_one("#passphrase").focus()

    def on_input_submitted(self, _submitted: Input.Submitted) -> None:
        self.begin(self._open())

    def on_button_pressed(self, _pressed: Button.Pressed) -> None:
        self.begin(self._open())

    async def _open(self) -> None:
        passphrase, identity = self.typed("passphrase") or None, self._chosen()
        replica: Replica | None = await self.wait_for(
            lambda: self.beginnings.unlock(passphrase, identity), _("Opening…")
        )
        if replica is not None:
            self.shell.enter(replica)
        else:
            self.query_one("#passphrase", Input).value = ""

    def _chosen(self) -> bytes | None:
        if len(self._identities) < 2:
            return None
        return self._identities[self.query_one(OptionList).highlighted or 0].public
