"""The minutes screen: agenda on the left, the shared discussion in the middle, the meeting as it stands on the right.

On a narrow screen the panes at the sides come in the place of the text, one key each.
"""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from netterm.commands import COMMANDS, Command, Group
from netterm.language.clean import for_display
from netterm.language.words import add_words
from netterm.locale import N_, message
from netterm.screens.minutes.base import HERE
from netterm.screens.minutes.capturing import Capturing
from netterm.screens.minutes.editor import SharedEditor
from netterm.screens.minutes.ending import Ending
from netterm.screens.minutes.going import GoingThrough
from netterm.screens.minutes.people import ComingAndGoing
from netterm.screens.minutes.view import heading_of, look, side_text, state_mark, summary
from netterm.screens.shell import SyncChanged

__all__ = ["MinutesScreen"]

WIDE = 100
"""Cells from which on the panes stand beside the text."""

COMMANDS.add(
    Command("minutes.agenda", N_("Agenda"), N_("Show or hide it."), ("f2",), Group.MOVE, HERE, typing=True),
    Command(
        "minutes.side", N_("Meeting"), N_("Show or hide who is here, resolutions and tasks."), ("f4",), Group.MOVE,
        HERE, typing=True,
    ),
    Command("minutes.leave", N_("Back"), keys=("escape",), group=Group.MOVE, where=HERE, typing=True),
)  # fmt: skip


class MinutesScreen(GoingThrough, Capturing, ComingAndGoing, Ending):
    """The minutes of one meeting."""

    PLACE = "minutes"
    AUTO_FOCUS = "#discussion"
    has_letters = False  # every letter is for the discussion, wherever the focus is
    heading_msgid = N_("Minutes")
    DEFAULT_CSS = """
    MinutesScreen #agenda, MinutesScreen #side { display: none; }
    MinutesScreen #agenda { width: 32; border: none; background: $surface; padding: 0; }
    MinutesScreen #side { width: 36; padding: 0 1; background: $surface; }
    MinutesScreen #item { height: auto; max-height: 2; text-style: bold; padding: 0 1; }
    MinutesScreen #summary { height: 1; padding: 0 1; color: $text-muted; }
    MinutesScreen #discussion { height: 1fr; padding: 0 1; border: none; }
    MinutesScreen.-wide #agenda, MinutesScreen.-wide #side { display: block; }
    MinutesScreen.-wide #summary { display: none; }
    MinutesScreen.-wide.-agenda #agenda, MinutesScreen.-wide.-side #side { display: none; }
    MinutesScreen.-narrow.-agenda #agenda, MinutesScreen.-narrow.-side #side { display: block; width: 1fr; }
    MinutesScreen.-narrow.-agenda #middle, MinutesScreen.-narrow.-side #middle { display: none; }
    """

    def __init__(self, meeting: bytes, item: bytes | None = None) -> None:
        super().__init__(meeting, item)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]

    def body(self) -> ComposeResult:
        with Horizontal():
            yield OptionList(id="agenda", markup=False)
            with Vertical(id="middle"):
                yield Static("", markup=False, id="item")
                yield Static("", markup=False, id="summary")
                editor = SharedEditor(id="discussion")
                editor.read_only = True  # until there is a text
                yield editor
            with VerticalScroll(id="side"):
                yield Static("", markup=False, id="standing")

    async def load(self) -> None:
        showing = self.shell.showing()
        self.view = await self.store(lambda replica: look(replica, self.meeting, showing))
        add_words(each for name in self.view.names for each in (name.shown, name.typed, name.nick))
        item = self.item if self.view.line(self.item) else self.view.begin_with()
        if item is None or item != self.item or self.shared is None:
            await self._show_item(item)
        self.show_anew()
        self._type_early()

    def on_sync_changed(self, _changed: SyncChanged) -> None:
        self._paint_side()

    async def relabel(self) -> None:
        await self.commit()
        self.shared = None
        await super().relabel()

    def show_anew(self) -> None:
        self.editor.known_names = self.view.names
        self.editor.read_only = self._going or self.shared is None or not self._may_write()
        self.editor.repaint()
        self.set_heading(heading_of(self.view))
        self._paint_agenda()
        self._paint_side()

    def _paint_agenda(self) -> None:
        options = self.query_one("#agenda", OptionList)
        options.clear_options()
        for code, heading in enumerate(self.view.headings, start=1):
            options.add_option(Option(Text(f"{code} {for_display(heading)}", "bold"), disabled=True))
            for line in self.view.agenda:
                if line.heading == str(code):
                    shown = f"{state_mark(line.state)} {line.named}"
                    options.add_option(Option(Text(shown, "reverse" if line.id == self.item else ""), line.id.hex()))
        if self.item is not None and self.view.line(self.item):
            options.highlighted = options.get_option_index(self.item.hex())

    def _paint_side(self) -> None:
        peers = self.shell.sync.state().peers
        line = self.view.line(self.item)
        add = COMMANDS.shown_key("minutes.add")
        said = line.named if line else message("The agenda is empty. {key} makes the first item.", key=add)
        self.query_one("#item", Static).update(said)
        self.query_one("#summary", Static).update(summary(self.view, peers))
        self.query_one("#standing", Static).update(side_text(self.view, peers))

    def do_minutes_agenda(self) -> None:
        self.remove_class("-side" if self.has_class("-narrow") else "")
        self.toggle_class("-agenda")
        agenda = self.query_one("#agenda", OptionList)
        (agenda if agenda.display else self.editor).focus()

    def do_minutes_side(self) -> None:
        self.remove_class("-agenda" if self.has_class("-narrow") else "")
        self.toggle_class("-side")
        side = self.query_one("#side", VerticalScroll)
        (side if self.has_class("-narrow") and self.has_class("-side") else self.editor).focus()

    async def do_minutes_leave(self) -> None:
        if self.has_class("-narrow") and (self.has_class("-agenda") or self.has_class("-side")):
            self.remove_class("-agenda", "-side")
            self.editor.focus()
            return
        await self.commit()
        self.shell.sync.here("")
        self.app.pop_screen()
