"""The palette and the help: the same commands, found by typing; both made from the registry."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from netterm.commands import COMMANDS, Command, key_name
from netterm.language.clusters import cell_width, cut_to_cells
from netterm.locale import N_, _, message
from netterm.screens.shell import NettermModal
from netterm.screens.thai import ThaiInput

__all__ = ["Help", "Offer", "Palette"]

_WIDEST_LABEL, _KEY = 28, 7
_WHILE_TYPING = "•"
_IN_A_LIST = (
    ("↑ ↓ k j", N_("one line up or down")),
    ("PgUp PgDn", N_("one page up or down")),
    ("g G", N_("to the first line, to the last")),
    ("Enter", N_("opens the line")),
)
"""What `RecordList` binds."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A command, and how it can be told from here."""

    command: Command
    keys: tuple[str, ...] = ()
    """Those that do it from here."""
    elsewhere: str = ""
    """The name of the screen that is shown first, where it is another one."""
    why_not: str = ""
    """Why it cannot be told now."""


class Palette(NettermModal[str | None]):
    """What can be told here, by typing a part of it; gives the id of the command, None if it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
    ]
    DEFAULT_CSS = """
    Palette { align: center top; }
    Palette .dialog { width: 90%; max-width: 100; margin-top: 1; padding: 0 1; }
    Palette OptionList { height: auto; max-height: 65vh; background: $surface; }
    Palette.-low OptionList { max-height: 50vh; }
    Palette #about { height: auto; max-height: 2; color: $text-muted; padding: 0 1; }
    Palette OptionList { text-wrap: nowrap; text-overflow: ellipsis; }
    """
    goes_over_dialogs = True
    grouped: ClassVar[bool] = False

    def __init__(self, offers: Iterable[Offer], *, moving: bool = False, keys: Sequence[tuple[str, str]] = ()) -> None:
        """`moving`: there is a list to move about in; `keys` are others that are no commands, and what they do."""
        super().__init__()
        self._keys = keys
        self._offers = {offer.command: offer for offer in offers}
        self._moving = moving
        self._shown: list[Command | None] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.heading, markup=False)
            yield ThaiInput(placeholder=_("type to find a command"), compact=True)
            options = OptionList(markup=False)
            options.can_focus = False
            yield options
            yield Static("", markup=False, id="about")

    @property
    def heading(self) -> str:
        return _("All commands")

    def list_lines(self) -> Iterator[Option]:
        """What is listed behind the commands while nothing was typed."""
        return iter(())

    def on_mount(self) -> None:
        self._list("")

    def on_input_changed(self, changed: Input.Changed) -> None:
        self._list(changed.value)

    def on_input_submitted(self, _submitted: Input.Submitted) -> None:
        self._choose(self.query_one(OptionList).highlighted)

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        self._choose(selected.option_index)

    def on_option_list_option_highlighted(self, highlighted: OptionList.OptionHighlighted) -> None:
        """What stands cut in its line stands whole below."""
        at = highlighted.option_index
        command = self._shown[at] if at < len(self._shown) else None
        self.query_one("#about", Static).update(command.help_in() if command is not None else "")

    def action_step(self, by: int) -> None:
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def _choose(self, index: int | None) -> None:
        command = self._shown[index] if index is not None and index < len(self._shown) else None
        if command is not None and not self._offers[command].why_not:
            self.dismiss(command.id)

    def _list(self, typed: str) -> None:
        found = COMMANDS.find(typed, self._offers)
        self._shown = []
        options: list[Option] = []
        width = max((cell_width(_label(self._offers[each])) for each in found), default=0)
        group = None
        for command in sorted(found, key=_group) if self.grouped else found:
            if self.grouped and command.group is not group:
                group = command.group
                self._shown.append(None)
                options.append(Option(Text(str(group), "bold"), disabled=True))
            self._shown.append(command)
            offer = self._offers[command]
            options.append(Option(_line(offer, width, marked=self.grouped), disabled=bool(offer.why_not)))
        if not typed:
            options += self.list_lines()
        if not options:
            options.append(Option(_("Nothing was found."), disabled=True))
        lines = self.query_one(OptionList)
        lines.clear_options().add_options(options)
        lines.highlighted = next(
            (at for at, command in enumerate(self._shown) if command and not self._offers[command].why_not), None
        )


class Help(Palette):
    """The commands of the screen under their headings, each with its key and what it does."""

    grouped = True

    @property
    def heading(self) -> str:
        return message("The keys of this screen; {mark} also while a text is typed. Esc closes.", mark=_WHILE_TYPING)

    def list_lines(self) -> Iterator[Option]:
        """What is no command: the keys that move about in what has the focus."""
        if self._keys:
            yield Option(Text(_("In this dialog"), "bold"), disabled=True)
        for keys, said in self._keys:
            yield Option(_told(keys, _(said)), disabled=True)
        if self._moving:
            yield Option(Text(_("In a list"), "bold"), disabled=True)
            for keys, said in _IN_A_LIST:
                yield Option(_told(keys, _(said)), disabled=True)


def _group(command: Command) -> int:
    return list(type(command.group)).index(command.group)


def _label(offer: Offer) -> str:
    return offer.command.label_in() + (f" ({offer.elsewhere})" if offer.elsewhere else "")


def _line(offer: Offer, width: int, *, marked: bool) -> Text:
    """A command with its keys; where `marked`, a sign tells whether they work while a text is typed.

    `width`: cells of the widest label of the list.
    """
    sign = (_WHILE_TYPING if offer.command.typing and offer.keys else " ") + " " if marked else ""
    text = Text(sign + _fill(", ".join(map(key_name, offer.keys[:2])), _KEY + 4), "bold", end="")
    label = _fill(_label(offer), min(width + 2, _WIDEST_LABEL))
    if offer.why_not:
        text.append(f"{label}({offer.why_not})", "not bold dim")
    else:
        text.append(label, "not bold").append(offer.command.help_in(), "not bold dim")
    text.no_wrap, text.overflow = True, "ellipsis"
    return text


def _told(keys: str, said: str) -> Text:
    return Text(f"  {_fill(keys, _KEY + 4)}", "bold", end="", no_wrap=True).append(said, "not bold")


def _fill(text: str, width: int) -> str:
    cut = cut_to_cells(text, width - 1, "…")
    return cut + " " * (width - cell_width(cut))
