"""A main screen that is a list: filter, open, and the key that makes the first one."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input

from netterm.commands import COMMANDS, Command, Group
from netterm.locale import N_, _, message, ngettext
from netterm.screens.shell import NettermScreen, RecordsChanged
from netterm.screens.thai import ThaiInput
from netterm.screens.widgets.record_list import RecordList
from netterm.screens.widgets.rows import Rows

__all__ = ["ListScreen", "declare_list"]


def declare_list(place: str) -> None:
    """Give a place the commands that every list has."""
    COMMANDS.add(
        Command(
            f"{place}.filter",
            N_("Filter"),
            N_("Show only what has these words."),
            ("slash",),
            Group.MOVE,
            (place,),
            footer=5,
        ),
        Command(f"{place}.back", N_("Back"), N_("Show all again, or go back."), ("escape",), Group.MOVE, (place,)),
    )


class ListScreen(NettermScreen):
    """A list with a filter. `declare_list` its place, say what `rows` it has, and what Enter opens."""

    new_command: ClassVar[str] = ""
    """The command that makes a new one: an empty list says its key."""
    touched_by: ClassVar[tuple[str, ...]] = ()
    """The entities whose changes matter; none for all."""

    AUTO_FOCUS = "#list"
    DEFAULT_CSS = """
    ListScreen #filter { display: none; height: 1; background: $panel; }
    ListScreen.-filtering #filter { display: block; }
    """

    def rows(self) -> Rows:
        """Where the lines come from."""
        raise NotImplementedError

    def opened(self, id: bytes) -> None:
        """Enter on a line."""

    def body(self) -> ComposeResult:
        yield ThaiInput(placeholder=_("type to filter, Enter to the list, Esc shows all"), compact=True, id="filter")
        yield RecordList(self.rows(), self.when_empty, id="list")

    def when_empty(self) -> str:
        """What an empty list says."""
        key = COMMANDS.shown_key(self.new_command) if self.new_command else ""
        if key and self.may(COMMANDS[self.new_command]):
            return message("There is nothing here yet. {key} makes the first one.", key=key)
        return _("There is nothing here yet.")

    @property
    def list(self) -> RecordList:
        return self.query_one("#list", RecordList)

    def on_mount(self) -> None:
        self.list.focus()

    async def load(self) -> None:
        self.list.reload()

    def reload(self) -> None:
        self.list.reload()

    def show_record(self, entity: str, id: bytes) -> None:
        self.list.place_on(id)

    def concerns(self, changed: RecordsChanged) -> bool:
        return not self.touched_by or changed.touches(*self.touched_by)

    async def relabel(self) -> None:
        await self.recompose()
        self.list.focus()

    def action_tell(self, command_id: str) -> None:
        place, _dot, verb = command_id.partition(".")
        own = {"filter": self.start_filter, "back": self.go_back}.get(verb) if place == self.PLACE else None
        if own is None:
            super().action_tell(command_id)
        else:
            own()

    def start_filter(self) -> None:
        """The line for the words to filter by."""
        self.add_class("-filtering")
        self.query_one("#filter", Input).focus()

    def go_back(self) -> None:
        """Out of the filter; or, without one, home."""
        line = self.query_one("#filter", Input)
        if self.has_class("-filtering"):
            line.value = ""
            self.remove_class("-filtering")
            self.list.focus()
        else:
            self.shell.go("home")

    def on_input_changed(self, changed: Input.Changed) -> None:
        if changed.input.id == "filter":
            self.list.show_only(changed.value.strip())

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        if submitted.input.id == "filter":
            self.list.focus()

    def on_record_list_opened(self, opened: RecordList.Opened) -> None:
        self.opened(opened.id)

    def on_record_list_counted(self, counted: RecordList.Counted) -> None:
        said = ngettext("{heading} · {count:,} line", "{heading} · {count:,} lines", counted.count)
        self.set_heading(said.format(heading=self.heading, count=counted.count))
