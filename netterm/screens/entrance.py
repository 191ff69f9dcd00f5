"""The screens before a network is open: the first run, and the passphrase."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from netterm.commands import COMMANDS, Command
from netterm.errors import Failure
from netterm.flows.facts import WRITTEN_IN
from netterm.language.clean import clean_line, for_display
from netterm.language.people import split_name
from netterm.locale import N_, Language, _, current, message
from netterm.model import SCHEMA, Value
from netterm.screens.beginnings import Beginnings, Founded
from netterm.screens.long_work import with_progress
from netterm.screens.shell import BETWEEN_FIELDS, NettermScreen, bindings
from netterm.screens.thai import ThaiInput
from netterm.screens.widgets.dialogs import Confirm
from netterm.screens.widgets.editors import ChoiceEditor, editor_for

if TYPE_CHECKING:
    from netterm.store import Replica, StoredIdentity

__all__ = ["FirstRunScreen", "FoundScreen", "JoinScreen", "KitScreen", "UnlockScreen"]

Result = TypeVar("Result")

COMMANDS.add(
    Command("entrance.back", N_("Back"), keys=("escape",), where=("found", "join"), footer=1),
    Command("found.go", N_("Found the network"), N_("With what is filled in; the recovery kit comes next."),
            ("f2", "ctrl+s"), where=("found",), footer=2, typing=True),
    Command("join.go", N_("Join"), N_("Look for the computer that gave the code, and ask it to let this one in."),
            ("f2", "ctrl+s"), where=("join",), footer=2, typing=True),
    Command("kit.save", N_("Save and go on"), N_("Write the recovery kit into the file, and open the network."),
            ("f2", "ctrl+s"), where=("kit",), footer=1, typing=True),
)  # fmt: skip


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


class FirstRunScreen(Entrance):
    """Found, join, or look at the demo."""

    PLACE = "first-run"
    heading_msgid = N_("Welcome to netterm")

    def body(self) -> ComposeResult:
        yield Static(_("There is no network on this computer yet. What would you like to do?"), markup=False)
        yield Static("", classes="label")
        yield OptionList(
            Option(_("Found a new network"), id="found"),
            Option(_("Join a network by a code that somebody gave me"), id="join"),
            Option(_("Look at a demo network"), id="demo"),
            Option("English" if current() is Language.TH else "ภาษาไทย", id="language"),
            markup=False,
        )
        yield Static("", markup=False, id="said")
        place = message("Data is kept in {directory}.", directory=self.beginnings.directory)
        yield Static(place, markup=False, classes="hint")

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        match selected.option_id:
            case "found":
                self.app.push_screen(FoundScreen(self.beginnings))
            case "join":
                self.app.push_screen(JoinScreen(self.beginnings))
            case "demo":
                self.begin(self._demo())
            case _:
                self.action_tell("program.language")

    async def _demo(self) -> None:
        self.tell("")
        try:
            replica = await with_progress(self, _("Making the demo network…"), self.beginnings.demo)
        except Failure as failure:
            self.tell(failure.sentence(), wrong=True)
            return
        if replica is not None:
            self.shell.enter(replica)


class _WrongField(Failure):
    """What stands in one field will not do."""

    def __init__(self, msgid: str, /, *, field: str) -> None:
        super().__init__(msgid)
        self.field = field


class _Form(Entrance):
    """Fields below one another."""

    def tell_wrong(self, failure: "_WrongField") -> None:
        """Say what is wrong, and put the cursor there."""
        self.tell(failure.sentence(), wrong=True)
        self.set_focus(self.query_one(f"#{failure.field}", Input))

    def entered(self) -> list[str]:
        """What stands in the fields, to be compared."""
        return [field.value for field in self.query(Input)]

    def on_mount(self) -> None:
        self._at_first = self.entered()

    async def do_entrance_back(self) -> None:
        if self.entered() == self._at_first or await self.app.push_screen_wait(
            Confirm(_("What you entered is not saved. Leave it?"), _("Leave without saving"), _("Go on entering"))
        ):
            self.dismiss()

    def passphrase(self) -> str | None:
        """The passphrase if both times the same was typed, None for none. Raises `_WrongField` otherwise."""
        first, again = self.typed("passphrase"), self.typed("again")
        if first != again:
            raise _WrongField(N_("The two passphrases are not the same. Type them once more."), field="passphrase")
        return first or None

    def passphrases(self) -> ComposeResult:
        """The two lines for a passphrase."""
        yield _label(_("Passphrase for this computer (or none, where the disk is protected)"))
        yield ThaiInput(password=True, compact=True, id="passphrase")
        yield _label(_("The passphrase once more"))
        yield ThaiInput(password=True, compact=True, id="again")


def _label(text: str) -> Static:
    return Static(text, markup=False, classes="label")


class FoundScreen(_Form):
    """Who founds, what it is called, and a passphrase."""

    PLACE = "found"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("found"), *BETWEEN_FIELDS]
    heading_msgid = N_("Found a new network")

    def body(self) -> ComposeResult:
        level, office = SCHEMA["network"]["level"], SCHEMA["position"]["code"]
        with VerticalScroll(can_focus=False):
            yield _label(_("Name of the network"))
            yield ThaiInput(compact=True, id="network")
            yield _label(str(level.label))
            yield editor_for(level, "tambon", {})
            yield _label(str(SCHEMA["network"]["purpose"].label))
            yield ThaiInput(
                _("The rights and quality of life of persons with disabilities", WRITTEN_IN),
                compact=True,
                select_on_focus=True,
                id="purpose",
            )
            yield _label(_("Your name, as in the minutes"))
            yield ThaiInput(compact=True, id="person")
            yield _label(_("Your office"))
            yield editor_for(office, "secretary", {})
            yield from self.passphrases()
        yield Static("", markup=False, id="said")

    async def do_found_go(self) -> None:
        await self.typed_ahead()
        try:
            network, person, office, passphrase = self._entered()
        except _WrongField as failure:
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
            raise _WrongField(N_("The network needs a name."), field="network")
        if not first:
            raise _WrongField(N_("Please give your name, as it stands in the minutes."), field="person")
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
        yield _label(_("Save the kit to"))
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


class JoinScreen(_Form):
    """The code, the name, and where to knock if nobody is found."""

    PLACE = "join"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("join"), *BETWEEN_FIELDS]
    heading_msgid = N_("Join a network")

    def __init__(self, beginnings: Beginnings) -> None:
        super().__init__(beginnings)
        self._stop = threading.Event()

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield _label(_("The code, as it was given to you"))
            yield ThaiInput(compact=True, id="code", placeholder="XXXX-XXXX-XXXX-XXXX-XXXX")
            yield _label(_("Your name, as in the minutes"))
            yield ThaiInput(compact=True, id="person")
            yield from self.passphrases()
            yield _label(_("Address of the other computer, only if it is not found by itself (host:port)"))
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
                raise _WrongField(N_("Please give your name, as it stands in the minutes."), field="person")
        except _WrongField as failure:
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
                yield _label(_("Who are you?"))
                yield OptionList(*(Option(for_display(each.label)) for each in self._identities), markup=False)
            yield _label(_("Passphrase"))
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
