"""The minutes screen: agenda on the left, the shared discussion in the middle, the meeting as it stands on the right.

On a narrow screen the panes at the sides come in the place of the text, one key each.
"""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from netterm.commands import COMMANDS, Command, Group
from netterm.language.words import add_words
from netterm.locale import N_, _, message
from netterm.screens.minutes.agenda_pane import AgendaPane
from netterm.screens.minutes.base import HERE
from netterm.screens.minutes.capturing import Capturing
from netterm.screens.minutes.certification import CertifyingThere
from netterm.screens.minutes.editor import SharedEditor
from netterm.screens.minutes.ending import Ending
from netterm.screens.minutes.foot import Foot
from netterm.screens.minutes.going import GoingThrough
from netterm.screens.minutes.handing import Handing
from netterm.screens.minutes.lines_above import LinesAbove
from netterm.screens.minutes.pacing import Pacing
from netterm.screens.minutes.people import ComingAndGoing
from netterm.screens.minutes.view import heading_of, look
from netterm.screens.offered_names import OfferedNames
from netterm.screens.shell import SyncChanged
from netterm.screens.widgets.dialogs import Confirm
from netterm.screens.widgets.lines import KeyLine

__all__ = ["MinutesScreen"]

WIDE = 100
"""Cells from which on the panes stand beside the text."""

_PANES = ("agenda", "side")

COMMANDS.add(
    Command("minutes.agenda", N_("Agenda"), N_("Show or hide it."), ("f2",), Group.MOVE, HERE, typing=True),
    Command(
        "minutes.side", N_("Meeting"), N_("Show or hide who is here, resolutions and tasks."), ("f4",), Group.MOVE,
        HERE, typing=True,
    ),
    Command("minutes.leave", N_("Back"), keys=("escape",), group=Group.MOVE, where=HERE, typing=True),
)  # fmt: skip


class MinutesScreen(GoingThrough, Capturing, CertifyingThere, ComingAndGoing, Handing, Pacing, Ending):
    """The minutes of one meeting."""

    PLACE = "minutes"
    AUTO_FOCUS = "#discussion"
    has_letters = False  # every letter is for the discussion, wherever the focus is
    heading_msgid = N_("Minutes")
    DEFAULT_CSS = """
    MinutesScreen #agenda, MinutesScreen #side { display: none; }
    MinutesScreen #agenda { width: 32; border: none; background: $surface; padding: 0; }
    MinutesScreen #agenda { scrollbar-gutter: stable; scrollbar-size-vertical: 1; }
    MinutesScreen #side { width: 36; padding: 0 1; background: $surface; }
    MinutesScreen #item { height: auto; max-height: 2; text-style: bold; padding: 0 1; }
    MinutesScreen #summary {
        height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis;
    }
    MinutesScreen #discussion { height: 1fr; padding: 0 1; border: none; }
    MinutesScreen.-narrow #foot { height: 2; }
    MinutesScreen.-wide #agenda, MinutesScreen.-wide #side { display: block; }
    MinutesScreen.-wide #summary { display: none; }
    MinutesScreen.-wide.-without-agenda #agenda, MinutesScreen.-wide.-without-side #side { display: none; }
    MinutesScreen.-narrow.-agenda #agenda, MinutesScreen.-narrow.-side #side { display: block; width: 1fr; }
    MinutesScreen.-narrow.-agenda #middle, MinutesScreen.-narrow.-side #middle { display: none; }
    """

    def __init__(self, meeting: bytes, item: bytes | None = None) -> None:
        super().__init__(meeting, item)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]

    def body(self) -> ComposeResult:
        self._leave_out_panes()
        # Textual says so once it is laid out, and all that is in it would be styled twice.
        is_wide = self.app.size.width >= WIDE
        self.set_class(is_wide, "-wide").set_class(not is_wide, "-narrow")
        with Horizontal():
            yield AgendaPane(id="agenda")
            with Vertical(id="middle"):
                yield Static("", markup=False, id="item", classes="in-sight")
                yield Static("", markup=False, id="summary")
                offered = OfferedNames()
                editor = SharedEditor(id="discussion", offered=offered)
                editor.read_only = True  # until there is a text
                yield editor
                yield offered
                yield LinesAbove()
            with VerticalScroll(id="side"):
                yield Static("", markup=False, id="standing")
        yield Foot(id="foot", classes="in-sight")

    async def load(self) -> None:
        showing = self.shell.showing()
        self.view = await self.store(lambda replica: look(replica, self.meeting, showing))
        add_words(each for name in self.view.names for each in (name.shown, name.typed, name.nick))
        if self.item is not None and not self.view.line(self.item) and self._unwritten:
            await self.commit()  # somebody took the item away while it is written into: that brings it back
            self.view = await self.store(lambda replica: look(replica, self.meeting, showing))
        item = self.item if self.view.line(self.item) else self.view.begin_with()
        if item is None or item != self.item or self.shared is None:
            await self._show_item(item)
        await self.look_since()
        self.show_anew()

    def on_sync_changed(self, _changed: SyncChanged) -> None:
        self.paint_side()

    def on_shared_editor_typed(self) -> None:
        self.paint_pace()

    async def relabel(self) -> None:
        await self.commit()
        self.shared = None
        await super().relabel()

    def show_anew(self) -> None:
        self.know_names()
        self.editor.read_only = self._going or self.shared is None or not self._may_write()
        self.editor.repaint()
        self.set_heading(heading_of(self.view))
        self.query_one(AgendaPane).show(self.view, self.item)
        self.query_one(KeyLine).refresh()  # what can be done follows from how the meeting stands
        self._shown = ()  # of the view that was
        self.paint_pace()

    def on_shared_editor_came_above(self, came: SharedEditor.CameAbove) -> None:
        self.query_one(LinesAbove).tell(came.count, self.editor.content_region)

    def do_minutes_agenda(self) -> None:
        self._show_or_hide("agenda", "side")
        agenda = self.query_one(AgendaPane)
        (agenda if agenda.display else self.editor).focus()

    def do_minutes_side(self) -> None:
        self._show_or_hide("side", "agenda")
        side = self.query_one("#side", VerticalScroll)
        (side if self.has_class("-narrow") and side.display else self.editor).focus()

    def _show_or_hide(self, pane: str, other: str) -> None:
        """On a narrow screen it comes in place of the text until it has served; on a wide one it stays away."""
        self.leave_zoom()
        if self.has_class("-narrow"):
            self.remove_class(f"-{other}")
            self.toggle_class(f"-{pane}")
        else:
            self.toggle_class(f"-without-{pane}")
            self.keep("without", " ".join(each for each in _PANES if self.has_class(f"-without-{each}")))

    def _leave_out_panes(self) -> None:
        """Those that were left out the last time."""
        for pane in self.kept("without").split():
            self.set_class(pane in _PANES, f"-without-{pane}")

    async def do_minutes_leave(self) -> None:
        if self.editor.leave_names():
            return
        if self.has_class("-narrow") and (self.has_class("-agenda") or self.has_class("-side")):
            self.remove_class("-agenda", "-side")
            self.editor.focus()
            return
        await self.commit()
        if (lost := self.would_be_lost) and not await self.app.push_screen_wait(
            Confirm(message("{lost} Leave it?", lost=lost), _("Leave it"), _("Stay"))
        ):
            return
        self.shell.sync.here("")
        self.app.pop_screen()
