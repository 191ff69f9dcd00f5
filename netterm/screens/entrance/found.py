"""Founding a network, and the recovery kit that comes of it."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from netterm.commands import COMMANDS, Command
from netterm.flows.facts import WRITTEN_IN
from netterm.language.clean import clean_line
from netterm.language.people import split_name
from netterm.locale import N_, _
from netterm.model import SCHEMA, Value
from netterm.screens.entrance.base import Entrance, EntranceForm, WrongField, label
from netterm.screens.entrance.beginnings import Beginnings, Founded
from netterm.screens.shell import BETWEEN_FIELDS, bindings
from netterm.screens.thai import ThaiInput
from netterm.screens.widgets.editors import ChoiceEditor, editor_for

__all__ = ["FoundScreen", "KitScreen"]

COMMANDS.add(
    Command(
        "found.go",
        N_("Found the network"),
        N_("With what is filled in; the recovery kit comes next."),
        ("f2", "ctrl+s"),
        where=("found",),
        footer=2,
        typing=True,
    ),
    Command(
        "kit.save",
        N_("Save and go on"),
        N_("Write the recovery kit into the file, and open the network."),
        ("f2", "ctrl+s"),
        where=("kit",),
        footer=1,
        typing=True,
    ),
)


class FoundScreen(EntranceForm):
    """Who founds, what it is called, and a passphrase."""

    PLACE = "found"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("found"), *BETWEEN_FIELDS]
    heading_msgid = N_("Found a new network")

    def body(self) -> ComposeResult:
        level, office = SCHEMA["network"]["level"], SCHEMA["position"]["code"]
        with VerticalScroll(can_focus=False):
            yield label(_("Name of the network"))
            yield ThaiInput(compact=True, id="network")
            yield label(str(level.label))
            yield editor_for(level, "tambon", {})
            yield label(str(SCHEMA["network"]["purpose"].label))
            yield ThaiInput(
                _("The rights and quality of life of persons with disabilities", WRITTEN_IN),
                compact=True,
                select_on_focus=True,
                id="purpose",
            )
            yield label(_("Your name, as in the minutes"))
            yield ThaiInput(compact=True, id="person")
            yield label(_("Your office"))
            yield editor_for(office, "secretary", {})
            yield from self.passphrases()
        yield Static("", markup=False, id="said")

    async def do_found_go(self) -> None:
        await self.typed_ahead()
        try:
            network, person, office, passphrase = self._entered()
        except WrongField as failure:
            self.tell_wrong(failure)
            return
        founded = await self.wait_for(
            lambda: self.beginnings.found(network, person, office, passphrase), _("Founding the network…")
        )
        if founded is not None:
            self.app.switch_screen(KitScreen(self.beginnings, founded))

    def _entered(self) -> tuple[dict[str, Value], dict[str, Value], str, str | None]:
        level, office = (str(editor.value) for editor in self.query(ChoiceEditor))
        title, first, last = split_name(self.typed("person"))
        name, purpose = clean_line(self.typed("network")), clean_line(self.typed("purpose"))
        if not name:
            raise WrongField(N_("The network needs a name."), field="network")
        if not first:
            raise WrongField(N_("Please give your name, as it stands in the minutes."), field="person")
        network: dict[str, Value] = {"name_th": name, "level": level, "purpose": purpose or name}
        return network, {"title": title or None, "first": first, "last": last or None}, office, self.passphrase()


class KitScreen(Entrance):
    """The recovery kit, shown once: what opens the network when all else is lost."""

    PLACE = "kit"
    heading_msgid = N_("The recovery kit")

    def __init__(self, beginnings: Beginnings, founded: Founded) -> None:
        super().__init__(beginnings)
        self._founded = founded

    def body(self) -> ComposeResult:
        yield Static(_("With this kit and its passphrase the network can be recovered when computers are lost."))
        yield Static(_("Write this passphrase down, on paper, apart from the kit:"), classes="label")
        yield Static(f"    {self._founded.kit_passphrase}", markup=False, id="kit-passphrase")
        yield label(_("Save the kit to"))
        yield ThaiInput(str(self._founded.kit_path), compact=True, id="path")
        yield Static("", markup=False, id="said")
        with VerticalScroll(id="kit"):
            yield Static(self._founded.kit, markup=False)

    async def do_kit_save(self) -> None:
        await self.typed_ahead()
        typed = self.typed("path")

        def save() -> Path:
            path = Path(typed).expanduser()
            self.beginnings.save_kit(self._founded, path)
            return path

        if path := await self.wait_for(save, _("Saving…")):
            self.say(N_("The recovery kit is in {path}. Keep it safe, apart from its passphrase."), path=path)
            self.shell.enter(self._founded.replica)
