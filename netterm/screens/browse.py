"""A main screen that is a list: filter, open, and the key that makes the first one."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input

from netterm.commands import COMMANDS, Command, Group
from netterm.locale import N_, _, message, ngettext
from netterm.screens.shell import NettermScreen, RecordsChanged
from netterm.screens.thai import ThaiInput
from netterm.screens.widgets.dialogs import Pick, Picked
from netterm.screens.widgets.record_list import RecordList
from netterm.screens.widgets.rows import Rows
from netterm.screens.widgets.sorting import Order, sortable

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
        Command(
            f"{place}.sort", N_("Sort"), N_("By one of the columns; the same again turns it round."), ("s",),
            Group.MOVE, (place,),
        ),
        Command(f"{place}.back", N_("Back"), N_("Show all again, or go back."), ("escape",), Group.MOVE, (place,)),
    )  # fmt: skip


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

    @property
    def stands(self) -> bool:
        lists = self.query(RecordList)
        return bool(lists) and (isinstance(self.focused, Input) or all(each.is_read for each in lists))

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
        self._take_up()
        self.list.focus()

    def _take_up(self) -> None:
        """As it was left: sorted so, and showing only what the filter said, which stands above it then."""
        if at := self.kept("at"):
            self.list.place_on(bytes.fromhex(at))
        if order := Order.read(self.kept("order")):
            self.list.sort_by(order)
        if words := self.kept("filter"):
            self.add_class("-filtering")
            with self.prevent(Input.Changed):
                self.query_one("#filter", Input).value = words
            self.list.show_only(words)
        self.list.reload()

    async def load(self) -> None:
        self.list.reload()

    def reload(self) -> None:
        self.list.reload()

    def show_record(self, entity: str, id: bytes) -> None:
        self.list.place_on(id)

    def concerns(self, changed: RecordsChanged) -> bool:
        return not self.touched_by or changed.touches(*self.touched_by)

    async def relabel(self) -> None:
        self.leave_zoom()
        await self.recompose()
        self._take_up()
        self.list.focus()

    def action_tell(self, command_id: str) -> None:
        place, _dot, verb = command_id.partition(".")
        by_verb = {"filter": self.start_filter, "back": self.go_back, "sort": self.start_sorting}
        own = by_verb.get(verb) if place == self.PLACE else None
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

    def start_sorting(self) -> None:
        """Ask by which column."""
        fields = sortable(self.list.source)
        if not fields:
            self.say_quietly(_("This list has its own order."))
            return
        now = self.list.order
        signs = {now.field: now.sign} if now is not None else {}
        choices = [Picked(each.name, f"{signs.get(each.name, '')}{each.label}") for each in fields]
        title = _("Sort by which column? The same again turns it round.")
        usual = Picked("", _("As it usually is"))
        self.app.push_screen(Pick(title, [*choices, usual], now.field if now is not None else None), self._sort_by)

    def _sort_by(self, field: str | None) -> None:
        if field is None:
            return
        now = self.list.order
        again = now is not None and now.field == field and not now.down
        order = Order(field, again) if field else None
        self.keep("order", order.written() if order is not None else "")
        self.list.sort_by(order)

    def on_input_changed(self, changed: Input.Changed) -> None:
        if changed.input.id == "filter":
            self.keep("filter", changed.value.strip())
            self.list.show_only(changed.value.strip())

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        if submitted.input.id == "filter":
            self.list.focus()

    def on_record_list_opened(self, opened: RecordList.Opened) -> None:
        self.opened(opened.id)

    def on_record_list_moved(self, moved: RecordList.Moved) -> None:
        if moved.id is not None:
            self.keep("at", moved.id.hex())

    def on_record_list_counted(self, counted: RecordList.Counted) -> None:
        if counted.count is None:
            self.set_heading(self.heading)
            return
        said = ngettext("{heading} · {count:,} line", "{heading} · {count:,} lines", counted.count)
        self.set_heading(said.format(heading=self.heading, count=counted.count))
