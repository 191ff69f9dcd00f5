"""What can be done with a task, from the list and from its own screen: report, finish, block, move its date."""

from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from netterm.commands import COMMANDS, Command
from netterm.errors import Failure
from netterm.flows.facts import known, text_of
from netterm.flows.tasks import move_due, report_progress
from netterm.language.dates import DateStyle, format_date, parse_due
from netterm.language.numbers import parse_integer
from netterm.locale import N_, _, message
from netterm.screens.asking import Asking, day_in_full, said
from netterm.screens.forms import FormScreen
from netterm.screens.history import history_of
from netterm.screens.shell import NettermScreen
from netterm.screens.thai import ThaiInput

__all__ = ["AskProgress", "MoveDue", "TaskActs"]

_AT = ("tasks", "task")
COMMANDS.add(
    Command("task.report", N_("Report"), N_("What was done, and how far it is."), ("r",), where=_AT, writes=True,
            footer=2, of_one=True),
    Command("task.finish", N_("Finish"), N_("The task is done."), ("f",), where=_AT, writes=True, footer=6,
            of_one=True),
    Command("task.block", N_("Blocked"), N_("Something is in the way: say what."), ("b",), where=_AT, writes=True,
            footer=8, of_one=True),
    Command("task.cancel", N_("Cancel task"), N_("It is not to be done any more: say why."), ("delete",), where=_AT,
            writes=True, of_one=True),
    Command("task.move", N_("Move the date"), N_("Another day, for a reason that stays."), ("d",), where=_AT,
            writes=True, footer=7, of_one=True),
    Command("task.edit", N_("Edit"), N_("Title, assignee and the rest."), ("e",), where=_AT, writes=True, of_one=True),
    Command("task.history", N_("History"), N_("Who changed what, and when."), ("i",), where=_AT, of_one=True),
)  # fmt: skip

_ASKED = ("title", "assignee", "helpers", "priority", "success_measure", "origin", "evidence", "result")
"""Not the due date: it moves by a command of its own, which asks for the reason."""


_TITLE_CSS = "{} .title {{ max-height: 3; }}"
"""The title of the task is there to be known by: a long one leaves room for what is asked."""


class AskProgress(Asking[bytes]):
    """What was done, and how far it is; with a state, what that state needs to be said."""

    DEFAULT_CSS = _TITLE_CSS.format("AskProgress")

    def __init__(self, task: bytes, title: str, percent: int, state: str | None = None, question: str = "") -> None:
        super().__init__()
        self._about, self._title, self._percent = task, title, percent
        self._state, self._question = state, question

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(self._title, classes="title")
            yield ThaiInput(placeholder=self._question or _("what was done"), compact=True, id="text")
            if self._state is None:
                with Horizontal():
                    yield said(_("Percent done"), classes="label")
                    yield ThaiInput(str(self._percent), compact=True, id="percent", select_on_focus=True)
            yield said("", classes="failure")
            yield said(_("Enter or F2 writes it into the log of the task."), classes="hint")

    async def write(self) -> bytes:
        text, state = self.value("text"), self._state
        percent = parse_integer(self.value("percent") or "0") if state is None else None
        if state is not None and not text:
            raise Failure("Nothing was typed: say why.")
        if percent is not None and not 0 <= percent <= 100:
            raise Failure("How far it is goes from 0 to 100.")
        changed = percent if percent != self._percent else None
        return await self.store(
            lambda replica: report_progress(replica, self._about, text, percent=changed, state=state)
        )


class MoveDue(Asking[bytes]):
    """Another due date, and why."""

    DEFAULT_CSS = _TITLE_CSS.format("MoveDue")

    def __init__(self, task: bytes, title: str, due: str, today: date) -> None:
        super().__init__()
        self._about, self._title, self._due, self._today = task, title, due, today
        self._amiss = ""
        """The line that a failure is about."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(self._title, classes="title")
            yield said(message("Due until now: {day}", day=_day(self._due)))
            for id, label in (("due", _("New date")), ("reason", _("Why"))):
                with Horizontal():
                    yield said(label, classes="label")
                    yield ThaiInput(placeholder="+7" if id == "due" else "", compact=True, id=id)
            yield said("", id="day", classes="hint")
            yield said("", classes="failure")
            yield said(_("Enter or F2 moves it; the old date and the reason stay in the log."), classes="hint")

    def on_input_changed(self, changed: Input.Changed) -> None:
        self.query_one(".failure", Static).update("")  # it was about what stood there before
        if changed.input.id == "due":
            self.query_one("#day", Static).update(day_in_full(changed.value, self._today))

    async def write(self) -> bytes:
        reason = self.value("reason")
        self._amiss = "due"
        due = parse_due(self.value("due"), self._today)
        self._amiss = "" if reason else "reason"
        return await self.store(lambda replica: move_due(replica, self._about, due, reason))

    def failed(self, failure: Failure) -> None:
        if self._amiss:
            self.query_one(f"#{self._amiss}", Input).focus()


class TaskActs(NettermScreen):
    """A screen on which one task is at hand."""

    @property
    def at_hand(self) -> bytes | None:
        """The task at hand."""
        raise NotImplementedError

    def changed(self) -> None:
        """The task was changed from here."""

    async def do_task_report(self) -> None:
        await self._report()

    async def do_task_block(self) -> None:
        await self._report("blocked", _("what is in the way"))

    async def do_task_cancel(self) -> None:
        await self._report("cancelled", _("why it is not to be done any more"))

    async def do_task_finish(self) -> None:
        if (task := self.at_hand) is not None:
            await self.store(lambda replica: report_progress(replica, task, state="done"))
            self.changed()
            title = await self.store(lambda replica: replica.title("task", task))
            key = COMMANDS.shown_key("data.undo")
            self.say(N_("Done: {title}. {key} takes it back."), title=title, key=key)

    async def do_task_move(self) -> None:
        if (task := self.at_hand) is not None:
            record, today = await self.store(lambda replica: (known(replica, "task", task), replica.today()))
            dialog = MoveDue(task, text_of(record, "title"), text_of(record, "due"), today)
            if await self.app.push_screen_wait(dialog) is not None:
                self.changed()

    async def do_task_edit(self) -> None:
        if (task := self.at_hand) is not None:
            form = await self.store(lambda replica: FormScreen.for_record(replica, "task", task, _ASKED))
            if form is not None and await self.app.push_screen_wait(form) is not None:
                self.changed()

    async def do_task_history(self) -> None:
        if (task := self.at_hand) is not None:
            showing = self.shell.showing()
            await self.app.push_screen_wait(
                await self.store(lambda replica: history_of(replica, "task", task, showing))
            )

    async def _report(self, state: str | None = None, question: str = "") -> None:
        if (task := self.at_hand) is not None:
            record = await self.store(lambda replica: known(replica, "task", task))
            percent = record["percent"] if isinstance(record["percent"], int) else 0
            dialog = AskProgress(task, text_of(record, "title"), percent, state, question)
            if await self.app.push_screen_wait(dialog) is not None:
                self.changed()


def _day(stored: str) -> str:
    return format_date(date.fromisoformat(stored), DateStyle.FULL) if stored else "-"
