"""The first run: what somebody wants who has no network on this computer yet."""

from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from netterm.errors import Failure
from netterm.locale import N_, Language, _, current, message
from netterm.screens.entrance.base import Entrance
from netterm.screens.entrance.found import FoundScreen
from netterm.screens.entrance.join import JoinScreen
from netterm.screens.shell.long_work import with_progress

__all__ = ["FirstRunScreen"]


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
