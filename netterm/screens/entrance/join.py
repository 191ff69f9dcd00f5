"""Joining a network by a code that somebody gave."""

import threading
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from netterm.commands import COMMANDS, Command
from netterm.language.clean import clean_line
from netterm.locale import N_, _
from netterm.screens.entrance.base import EntranceForm, WrongField, label
from netterm.screens.entrance.beginnings import Beginnings
from netterm.screens.shell import BETWEEN_FIELDS, bindings
from netterm.screens.thai import ThaiInput

__all__ = ["JoinScreen"]

COMMANDS.add(
    Command(
        "join.go",
        N_("Join"),
        N_("Look for the computer that gave the code, and ask it to let this one in."),
        ("f2", "ctrl+s"),
        where=("join",),
        footer=2,
        typing=True,
    ),
)


class JoinScreen(EntranceForm):
    """The code, the name, and where to knock if nobody is found."""

    PLACE = "join"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("join"), *BETWEEN_FIELDS]
    heading_msgid = N_("Join a network")

    def __init__(self, beginnings: Beginnings) -> None:
        super().__init__(beginnings)
        self._stop = threading.Event()

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield label(_("The code, as it was given to you"))
            yield ThaiInput(compact=True, id="code", placeholder="XXXX-XXXX-XXXX-XXXX-XXXX")
            yield label(_("Your name, as in the minutes"))
            yield ThaiInput(compact=True, id="person")
            yield from self.passphrases()
            yield label(_("Address of the other computer, only if it is not found by itself (host:port)"))
            yield ThaiInput(compact=True, id="peer")
        yield Static("", markup=False, id="said")

    async def do_entrance_back(self) -> None:
        if self._busy:
            self._stop.set()
        else:
            await super().do_entrance_back()

    async def do_join_go(self) -> None:
        await self.typed_ahead()
        try:
            passphrase = self.passphrase()
            code, person, peer = self.typed("code"), clean_line(self.typed("person")), self.typed("peer").strip()
            if not person:
                raise WrongField(N_("Please give your name, as it stands in the minutes."), field="person")
        except WrongField as failure:
            self.tell_wrong(failure)
            return
        self._stop = stop = threading.Event()

        def report(sentence: str) -> None:
            self.app.call_from_thread(self.tell, sentence)

        looking = _("Looking for the computer that gave the code… Esc stops.")
        replica = await self.wait_for(
            lambda: self.beginnings.join(code, person, passphrase, peer, report, stop), looking
        )
        if replica is not None:
            self.shell.enter(replica)
        else:
            self.set_focus(self.query_one("#code", Input))
