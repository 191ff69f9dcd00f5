"""What the screens before a network is open share: the line that says how it goes, and fields below one another."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from textual.app import ComposeResult
from textual.widgets import Input, Static

from netterm.commands import COMMANDS, Command
from netterm.errors import Failure
from netterm.language.clean import for_display
from netterm.locale import N_, _
from netterm.screens.entrance.beginnings import Beginnings
from netterm.screens.shell import NettermScreen
from netterm.screens.thai import ThaiInput
from netterm.screens.widgets.dialogs import Entered

__all__ = ["Entrance", "EntranceForm", "WrongField", "label"]

Result = TypeVar("Result")

COMMANDS.add(
    Command("entrance.back", N_("Back"), keys=("escape",), where=("found", "join"), footer=1),
)


class Entrance(NettermScreen):
    """A screen that works through `Beginnings`, with a line that says what is going on or what went wrong."""

    DEFAULT_CSS = """
    Entrance #body { padding: 1 2; }
    Entrance .label { color: $text-muted; margin-top: 1; }
    Entrance .hint { color: $text-muted; }
    Entrance Input { width: 60; max-width: 100%; background: $surface; }
    Entrance Input:focus { background: $panel; }
    Entrance #path { width: 100%; }
    Entrance ChoiceEditor { width: 60; max-width: 100%; }
    Entrance #said { height: auto; }
    Entrance VerticalScroll { height: 1fr; }
    Entrance #said.-wrong { color: $error; text-style: bold; }
    Entrance OptionList { width: 60; max-width: 100%; height: auto; max-height: 12; border: none; }
    """

    def __init__(self, beginnings: Beginnings) -> None:
        super().__init__()
        self.beginnings = beginnings
        self._busy = False

    def tell(self, sentence: str, *, wrong: bool = False) -> None:
        """What is going on, or what went wrong."""
        said = self.query_one("#said", Static)
        said.update(("! " if wrong else "") + for_display(sentence, multiline=True))
        said.set_class(wrong, "-wrong")

    async def wait_for(self, call: Callable[[], Result], saying: str) -> Result | None:
        """Do something that takes time; None, and the reason on the screen, if it fails or is busy."""
        if self._busy:
            return None
        self._busy = True
        self.tell(saying)
        try:
            return await asyncio.to_thread(call)
        except Failure as failure:
            self.tell(failure.sentence(), wrong=True)
            return None
        finally:
            self._busy = False

    def typed(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value


class WrongField(Failure):
    """What stands in one field will not do."""

    def __init__(self, msgid: str, /, *, field: str) -> None:
        super().__init__(msgid)
        self.field = field


class EntranceForm(Entrance, Entered[None]):
    """Fields below one another."""

    def tell_wrong(self, failure: WrongField) -> None:
        """Say what is wrong, and put the cursor there."""
        self.tell(failure.sentence(), wrong=True)
        self.set_focus(self.query_one(f"#{failure.field}", Input))

    async def do_entrance_back(self) -> None:
        await self.leave()

    def passphrase(self) -> str | None:
        """The passphrase if both times the same was typed, None for none. Raises `WrongField` otherwise."""
        first, again = self.typed("passphrase"), self.typed("again")
        if first != again:
            raise WrongField(N_("The two passphrases are not the same. Type them once more."), field="passphrase")
        return first or None

    def passphrases(self) -> ComposeResult:
        """The two lines for a passphrase."""
        yield label(_("Passphrase for this computer (or none, where the disk is protected)"))
        yield ThaiInput(password=True, compact=True, id="passphrase")
        yield label(_("The passphrase once more"))
        yield ThaiInput(password=True, compact=True, id="again")


def label(text: str) -> Static:
    return Static(text, markup=False, classes="label")
