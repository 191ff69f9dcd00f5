"""Several networks on one computer: chosen from a list, at the start and whenever one wants another."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from netterm.commands import COMMANDS, Command, Group
from netterm.language.clean import for_display
from netterm.language.dates import format_date
from netterm.locale import N_, _, message
from netterm.screens.entrance.known import Known, Networks
from netterm.screens.shell import NettermScreen

__all__ = ["NetworksScreen"]

_AT = ("networks",)
COMMANDS.add(
    Command("networks.back", N_("Back"), keys=("escape",), group=Group.MOVE, where=_AT, footer=1),
    Command(
        "networks.forget", N_("Leave out of the list"), N_("Its data stays where it is."), ("delete",), where=_AT,
        footer=2,
    ),
)  # fmt: skip


class NetworksScreen(NettermScreen):
    """The networks of this computer, the last one first, and a line that leads to another one."""

    PLACE = "networks"
    heading_msgid = N_("Which network?")
    DEFAULT_CSS = """
    NetworksScreen #body { padding: 1 2; }
    NetworksScreen OptionList { height: auto; max-height: 1fr; border: none; }
    NetworksScreen Static { margin-bottom: 1; }
    """

    def __init__(self, networks: Networks, chosen: Callable[[Path], None], current: Path | None = None) -> None:
        """`current` is the one that is open already."""
        super().__init__()
        self._networks, self._chosen, self._current = networks, chosen, current
        self._known: Sequence[Known] = ()

    def body(self) -> ComposeResult:
        yield Static(_("There are several networks on this computer. Which one shall be opened?"), markup=False)
        yield OptionList(markup=False)

    async def load(self) -> None:
        self._known = await asyncio.to_thread(self._networks.known)
        lines = self.query_one(OptionList)
        at = lines.highlighted or 0
        lines.clear_options().add_options([Option(self._line(each)) for each in self._known])
        lines.add_option(Option(_("Found or join another network"), id="another"))
        lines.highlighted = min(at, len(self._known))
        lines.focus()

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        if selected.option_id == "another":
            self.begin(self._another())
        else:
            self._choose(self._known[selected.option_index].directory)

    def do_networks_back(self) -> None:
        if self._current is None:
            key = COMMANDS.shown_key("program.quit")
            self.say_quietly(message("{key} leaves the program.", key=key))
        else:
            self.app.pop_screen()

    async def do_networks_forget(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is None or at >= len(self._known):
            return
        left = self._known[at]
        await asyncio.to_thread(self._networks.forget, left.directory)
        self.say(N_("Left out: {network}. Its data is still in {directory}."), network=for_display(left.name),
                 directory=left.directory)  # fmt: skip
        await self.load()

    async def _another(self) -> None:
        self._choose(await asyncio.to_thread(self._networks.fresh))

    def _choose(self, directory: Path) -> None:
        if self._current is not None and directory == self._current:
            self.app.pop_screen()
        else:
            self._chosen(directory)

    def _line(self, known: Known) -> str:
        when = message("last open on {date}", date=format_date(known.last_open)) if known.last_open else ""
        here = _("open now") if known.directory == self._current else when
        return for_display(" · ".join(part for part in (known.name, here, str(known.directory)) if part))
