"""One task: what it is, how it stands, and everything that was reported about it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.facts import facts, known, text_of
from netterm.flows.tasks import due_words
from netterm.language.clean import for_display
from netterm.locale import N_, _, message
from netterm.model.task_rules import OPEN_STATES
from netterm.model.values import Showing, show, show_record
from netterm.screens.shell import RecordsChanged
from netterm.screens.tasks.acts import TaskActs
from netterm.screens.widgets.reading import Tell
from netterm.screens.widgets.record_list import RecordList
from netterm.screens.widgets.rows import Column, Row

if TYPE_CHECKING:
    from netterm.store import Record, Replica

__all__ = ["TaskScreen"]

COMMANDS.add(Command("task.leave", N_("Back"), keys=("escape",), group=Group.MOVE, where=("task",), footer=9))

_SHOWN = (
    "number",
    "assignee",
    "due",
    "percent",
    "state",
    "priority",
    "origin",
    "success_measure",
    "obstacle",
    "result",
)


_DONE = 100
"""Per cent."""


class _LogRows:
    """What was reported, the newest first."""

    def __init__(self, task: bytes) -> None:
        self._of = task

    def columns(self) -> Sequence[Column]:
        return [Column(_("Day"), 13), Column(_("What was reported")), Column("%", 5, right=True), Column(_("By"), 20)]

    def ids(self, replica: "Replica", text: str) -> Sequence[bytes]:
        return replica.ids("task_log", {"task": self._of}, text=text, order=("-on", "-id"))

    def rows(self, replica: "Replica", ids: Sequence[bytes], showing: Showing) -> Sequence[Row]:
        return [_log_row(each, showing) for each in replica.records("task_log", ids)]


class TaskScreen(TaskActs):
    """One task and its log."""

    PLACE = "task"
    heading_msgid = N_("Task")
    DEFAULT_CSS = "TaskScreen #about { height: auto; max-height: 12; padding: 0 1 1 1; }"

    def __init__(self, task: bytes) -> None:
        super().__init__()
        self._task_shown = task

    @property
    def at_hand(self) -> bytes | None:
        return self._task_shown

    def body(self) -> ComposeResult:
        yield Static("", markup=False, id="about")
        yield RecordList(_LogRows(self._task_shown), self._when_empty, id="list")

    async def load(self) -> None:
        showing = self.shell.showing()
        title, said = await self.store(lambda replica: _about(replica, self._task_shown, showing))
        self.set_heading(message("Task · {title}", title=title))
        self.query_one("#about", Static).update(said)
        self.query_one("#list", RecordList).reload()

    def changed(self) -> None:
        self.reload()

    def concerns(self, changed: RecordsChanged) -> bool:
        return changed.touches("task", "task_log")

    async def on_record_list_opened(self, opened: RecordList.Opened) -> None:
        """The whole of a line, however long."""
        showing = self.shell.showing()
        title, said = await self.store(lambda replica: _in_full(replica, opened.id, showing))
        self.app.push_screen(Tell(title, said))

    def do_task_leave(self) -> None:
        self.app.pop_screen()

    def _when_empty(self) -> str:
        return message("Nothing was reported yet. {key} reports.", key=COMMANDS.shown_key("task.report"))


def _about(replica: "Replica", task: bytes, showing: Showing) -> tuple[str, str]:
    """The title, and a line for each field that has something in it."""
    record = known(replica, "task", task)
    shown = show_record(record.entity, facts(record), showing)
    if text_of(record, "state") in OPEN_STATES:
        shown["due"] += f" ({due_words(text_of(record, 'due'), replica.today())})"
    lines = [f"{record.entity[name].label}: {shown[name]}" for name in _SHOWN if shown[name]]
    return text_of(record, "title"), for_display("\n".join(lines), multiline=True)


def _in_full(replica: "Replica", line: bytes, showing: Showing) -> tuple[str, str]:
    """When and by whom, and what was reported."""
    row = _log_row(known(replica, "task_log", line), showing, multiline=True)
    day, text, percent, by = row.cells
    return " · ".join(part for part in (day, by, f"{percent} %" if percent else "") if part), text


def _log_row(record: "Record", showing: Showing, *, multiline: bool = False) -> Row:
    shown = {each.name: show(each, facts(record)[each.name], showing) for each in record.entity.fields}
    text = shown["text"] if multiline else shown["text"].replace("\n", " ")
    if record["due_after"] is not None:
        moved = message("date moved from {before} to {after}: {reason}", before=shown["due_before"],
                        after=shown["due_after"], reason=shown["due_reason"])  # fmt: skip
        text = f"{text} {moved}".strip()
    if not text and record["percent"] == _DONE:
        text = _("The task is done.")
    return Row(record.id, (shown["on"], text, shown["percent"], shown["by"]))
