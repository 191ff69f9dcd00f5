"""The palette and the help: the same commands, found by typing; both made from the registry."""

from collections.abc import Iterable
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
from netterm.locale import _
from netterm.screens.shell import NettermModal
from netterm.screens.thai import ThaiInput

__all__ = ["Help", "Offer", "Palette"]

_LABEL, _KEY = 28, 7


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
    Palette OptionList { height: auto; max-height: 70vh; background: $surface; }
    Palette OptionList { text-wrap: nowrap; text-overflow: ellipsis; }
    """
    grouped: ClassVar[bool] = False

    def __init__(self, offers: Iterable[Offer]) -> None:
        super().__init__()
        self._offers = {offer.command: offer for offer in offers}
        self._shown: list[Command | None] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.heading, markup=False)
            yield ThaiInput(placeholder=_("type to find a command"), compact=True)
            options = OptionList(markup=False)
            options.can_focus = False
            yield options

    @property
    def heading(self) -> str:
        return _("All commands")

    def on_mount(self) -> None:
        self._list("")

    def on_input_changed(self, changed: Input.Changed) -> None:
        self._list(changed.value)

    def on_input_submitted(self, _submitted: Input.Submitted) -> None:
        self._choose(self.query_one(OptionList).highlighted)

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        self._choose(selected.option_index)

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
        group = None
        for command in sorted(found, key=_group) if self.grouped else found:
            if self.grouped and command.group is not group:
                group = command.group
                self._shown.append(None)
                options.append(Option(Text(str(group), "bold"), disabled=True))
            self._shown.append(command)
            offer = self._offers[command]
            options.append(Option(_line(offer), disabled=bool(offer.why_not)))
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
        return _("The keys of this screen. Enter does it, Esc closes.")


def _group(command: Command) -> int:
    return list(type(command.group)).index(command.group)


def _line(offer: Offer) -> Text:
    text = Text(_fill(", ".join(map(key_name, offer.keys[:2])), _KEY + 4), "bold", end="")
    label = offer.command.label_in() + (f" ({offer.elsewhere})" if offer.elsewhere else "")
    if offer.why_not:
        text.append(f"{_fill(label, _LABEL)}({offer.why_not})", "not bold dim")
    else:
        text.append(_fill(label, _LABEL), "not bold").append(offer.command.help_in(), "not bold dim")
    text.no_wrap, text.overflow = True, "ellipsis"
    return text


def _fill(text: str, width: int) -> str:
    cut = cut_to_cells(text, width - 1, "…")
    return cut + " " * (width - cell_width(cut))
