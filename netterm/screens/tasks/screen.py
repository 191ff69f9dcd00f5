"""The tasks: mine, everybody's, one person's, what is overdue, what is done; and what is reported about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.facts import facts, text_of
from netterm.flows.tasks import due_words, loads
from netterm.language.clean import for_display
from netterm.locale import N_, _, ngettext
from netterm.model import Value
from netterm.model.task_rules import OPEN_STATES, is_overdue
from netterm.model.values import Showing
from netterm.screens.browse import ListScreen, declare_list
from netterm.screens.forms import FormScreen
from netterm.screens.tasks.acts import TaskActs
from netterm.screens.tasks.log import TaskScreen
from netterm.screens.widgets.dialogs import Pick, Picked
from netterm.screens.widgets.rows import Column, RecordRows, Row, Rows

if TYPE_CHECKING:
    from netterm.store import Record, Replica

__all__ = ["TasksScreen", "View"]

_AT = ("tasks",)
COMMANDS.add(
    Command("task.new", N_("New task"), N_("A task for somebody."), ("n", "insert"), where=_AT, writes=True, footer=1),
    Command("tasks.mine", N_("Mine"), N_("What I have still to do."), ("1",), Group.MOVE, _AT, footer=3),
    Command("tasks.open", N_("All"), N_("What everybody has still to do."), ("0", "2"), Group.MOVE, _AT),
    Command(
        "tasks.overdue", N_("Overdue"), N_("What should have been done by now."), ("o", "3"), Group.MOVE, _AT, footer=4
    ),
    Command("tasks.person", N_("By person"), N_("What one person has still to do."), ("4",), Group.MOVE, _AT),
    Command("tasks.closed", N_("Done"), N_("What is done or cancelled."), ("5",), Group.MOVE, _AT),
)  # fmt: skip
declare_list("tasks")

_OPEN: tuple[Value, ...] = tuple(sorted(OPEN_STATES))
_CLOSED: tuple[Value, ...] = ("done", "cancelled")
_ORDER = ("due", "priority")
_FIELDS = ("title", "assignee", "due", "percent", "state")
_ASKED = ("title", "assignee", "helpers", "due", "priority", "success_measure", "origin", "evidence", "result")


class View(Enum):
    """Which tasks are shown; the value is the heading's msgid."""

    MINE = N_("My tasks")
    OPEN = N_("Open tasks")
    OVERDUE = N_("Overdue tasks")
    PERSON = N_("Tasks of one person")
    CLOSED = N_("Tasks that are done")


_NONE = {
    View.MINE: N_("You have no open tasks."),
    View.OVERDUE: N_("No task is overdue."),
    View.PERSON: N_("This person has no open tasks."),
    View.CLOSED: N_("No task is done yet."),
}
"""What a list of some of the tasks says where there are none: that there is none at all would not be true."""


@dataclass(frozen=True)
class _TaskRows(RecordRows):
    """Tasks with how far away their day is, in words."""

    entity: str = "task"
    fields: tuple[str, ...] = _FIELDS
    view: View = View.OPEN
    person: bytes | None = None

    def columns(self) -> Sequence[Column]:
        title, assignee, due, _percent, state = super().columns()
        # How far away the day is comes first and says the most; the day itself waits for a wide screen.
        return [Column(_("When"), 17), title, Column(assignee.label, 18), state, Column("%", 5, right=True), due]

    def ids(self, replica: "Replica", text: str) -> Sequence[bytes]:
        if self.view is View.CLOSED:
            return replica.ids("task", {"state": _CLOSED}, text=text, order=("-due",))
        person = replica.me if self.view is View.MINE else self.person
        if self.view is View.MINE and person is None:
            return []
        where: dict[str, Value | Sequence[Value]] = {"state": _OPEN}
        if person is not None:
            where["assignee"] = person
        if self.view is not View.OVERDUE:
            return replica.ids("task", where, text=text, order=_ORDER)
        today = replica.today().isoformat()
        return [
            each.id for each in replica.list("task", where, text=text, order=_ORDER) if text_of(each, "due") < today
        ]

    def rows(self, replica: "Replica", ids: Sequence[bytes], showing: Showing) -> Sequence[Row]:
        return [self._line(replica, each, showing) for each in replica.records("task", ids)]

    def _line(self, replica: "Replica", record: "Record", showing: Showing) -> Row:
        row = self.row(record, showing)
        title, assignee, due, percent, state = row.cells
        late = is_overdue(facts(record), replica.today())
        when = due_words(text_of(record, "due"), replica.today()) if text_of(record, "state") in OPEN_STATES else ""
        return Row(
            row.id, (f"! {when}" if late else when, title, assignee, state, f"{percent or 0} %", due), row.mark, late
        )


class TasksScreen(ListScreen, TaskActs):  # in this order, for styles follow the first base
    """The list of tasks."""

    PLACE = "tasks"
    heading_msgid = N_("Tasks")
    new_command = "task.new"
    touched_by = ("task", "person")

    def __init__(self) -> None:
        super().__init__()
        self._view = View.OPEN
        self._person: tuple[bytes, str] | None = None

    def rows(self) -> Rows:
        return _TaskRows(view=self._view, person=self._person[0] if self._person else None)

    def action_tell(self, command_id: str) -> None:
        if COMMANDS[command_id].of_one and self.at_hand is None:
            self.say_quietly(_("No task is at the cursor."))
        else:
            super().action_tell(command_id)

    @property
    def at_hand(self) -> bytes | None:
        """The task at the cursor."""
        return self.list.current

    @property
    def heading(self) -> str:
        return for_display(self._person[1]) if self._person else _(self._view.value)

    def opened(self, id: bytes) -> None:
        self.app.push_screen(TaskScreen(id))

    def show_record(self, entity: str, id: bytes) -> None:
        self.opened(id)

    def changed(self) -> None:
        self.list.reload()

    def when_empty(self) -> str:
        said = _NONE.get(self._view)
        return _(said) if said else super().when_empty()

    async def do_task_new(self) -> None:
        form = FormScreen.for_new("task", {"priority": "2"}, fields=_ASKED[:6])
        if await self.app.push_screen_wait(form) is not None:
            self.list.reload()

    def do_tasks_mine(self) -> None:
        self._show(View.MINE)

    def do_tasks_open(self) -> None:
        self._show(View.OPEN)

    def do_tasks_overdue(self) -> None:
        self._show(View.OVERDUE)

    def do_tasks_closed(self) -> None:
        self._show(View.CLOSED)

    async def do_tasks_person(self) -> None:
        found = await self.store(loads)
        labels = {each.person.hex(): _load_words(each.name, each.open, each.overdue) for each in found}
        choices = [Picked(code, label) for code, label in labels.items()]
        picked = await self.app.push_screen_wait(Pick(_("Whose tasks?"), choices))
        if picked is not None:
            name = next(each.name for each in found if each.person.hex() == picked)
            self._show(View.PERSON, (bytes.fromhex(picked), name))

    def _show(self, view: View, person: tuple[bytes, str] | None = None) -> None:
        self._view, self._person = view, person
        self.list.show(self.rows())


def _load_words(name: str, open_: int, overdue: int) -> str:
    said = ngettext("{count} open task", "{count} open tasks", open_).format(count=open_)
    late = ngettext("{count} overdue", "{count} overdue", overdue).format(count=overdue)
    return f"{name} · {said}" + (f" · {late}" if overdue else "")
