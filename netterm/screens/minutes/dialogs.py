"""What the minutes screen asks: the words and votes of a resolution, a task, who comes and goes, whether to close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.suggester import Suggester
from textual.widgets import Button, Input, Static

from netterm.errors import Failure
from netterm.flows.attendance import quorum_words
from netterm.flows.facts import WRITTEN_IN
from netterm.flows.meetings import Checklist
from netterm.flows.proceedings import record_resolution
from netterm.flows.task_lines import Name, find_person
from netterm.flows.tasks import give_task
from netterm.language.dates import parse_date
from netterm.language.numbers import parse_integer
from netterm.locale import _, message
from netterm.model import SCHEMA
from netterm.model.minutes_lines import parse_resolution_line
from netterm.model.motions import Counts
from netterm.model.quorum import Quorum
from netterm.model.task_rules import TaskLine
from netterm.screens.asking import Asking, day_in_full, said
from netterm.screens.shell import NettermModal
from netterm.screens.thai import ThaiInput
from netterm.store import Replica

__all__ = ["AskResolution", "AskTask", "CloseMeeting", "Drafted"]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A resolution as the dialog begins with it."""

    item: bytes
    about: str
    """The item's number and title."""
    verb: str
    text: str


class AskResolution(Asking[bytes]):
    """Words, verb and votes of a resolution: without counts it is unanimous. Below quorum it asks for a reason."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "verb(-1)", show=False),
        Binding("down", "verb(1)", show=False),
    ]
    DEFAULT_CSS = """
    AskResolution #votes Input { width: 8; }
    AskResolution #votes .label { width: 12; padding-left: 2; }
    AskResolution #verb { height: auto; }
    """

    def __init__(self, draft: Drafted, quorum: Quorum) -> None:
        super().__init__()
        self._draft, self._quorum = draft, quorum
        self._verb, self._by_hand = draft.verb, False
        self._verbs = SCHEMA["resolution"]["verb"].choices

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(message("Resolution under {item}", item=self._draft.about), classes="title")
            yield said(quorum_words(self._quorum), id="quorum")
            yield ThaiInput(self._draft.text, placeholder=_("what was resolved"), compact=True, id="words")
            yield said(self._verb_line(), id="verb")
            with Horizontal(id="votes"):
                for name, label in (("for", _("For")), ("against", _("Against")), ("abstain", _("Abstaining"))):
                    yield said(label, classes="label")
                    yield ThaiInput(compact=True, id=name)
            if not self._quorum.met:
                yield ThaiInput(placeholder=_("reason for resolving without a quorum"), compact=True, id="reason")
            yield said("", classes="failure")
            yield said(
                message(
                    "Enter or F2 records it; without numbers all {count} were for it. Up and down change the verb.",
                    count=self._quorum.present,
                ),
                classes="hint",
            )

    def on_mount(self) -> None:
        self.query_one("#words", Input).focus()

    def action_verb(self, by: int) -> None:
        """The next verb of the list."""
        codes = [choice.code for choice in self._verbs]
        self._verb = codes[(codes.index(self._verb) + by) % len(codes)]
        self._by_hand = True
        self.query_one("#verb", Static).update(self._verb_line())

    def on_input_changed(self, changed: Input.Changed) -> None:
        if changed.input.id == "words" and not self._by_hand:
            read = parse_resolution_line(changed.value)
            self._verb = read.verb if read else self._draft.verb
            self.query_one("#verb", Static).update(self._verb_line())

    async def write(self) -> bytes:
        verb, text, counts = self._verb, self._words(), self._counts()
        reason = self.value("reason") if not self._quorum.met else ""

        def record(replica: Replica) -> bytes:
            unanimous = counts is None and verb != "acknowledge"
            return record_resolution(
                replica, self._draft.item, verb, text, counts=counts, unanimous=unanimous, override_reason=reason
            )

        return await self.store(record)

    def failed(self, failure: Failure) -> None:
        if not self._quorum.met:
            self.query_one("#reason", Input).focus()

    def _words(self) -> str:
        """What was typed; where only the verb is meant, the verb."""
        typed = self.value("words")
        chosen = next(choice for choice in self._verbs if choice.code == self._verb)
        return typed or chosen.label.text(WRITTEN_IN)

    def _counts(self) -> Counts | None:
        """The votes: those who abstained are the rest of those present where nothing else is typed."""
        typed = {name: self.value(name) for name in ("for", "against", "abstain")}
        if not any(typed.values()):
            return None
        counted = {name: parse_integer(value) if value else 0 for name, value in typed.items()}
        rest = max(self._quorum.present - counted["for"] - counted["against"], 0)
        return Counts(counted["for"], counted["against"], counted["abstain"] if typed["abstain"] else rest)

    def _verb_line(self) -> str:
        return "  ".join(
            f"[{choice.label.text()}]" if choice.code == self._verb else choice.label.text() for choice in self._verbs
        )


class _NameSuggester(Suggester):
    """The first name that begins as typed."""

    def __init__(self, known_names: Sequence[Name]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = known_names

    async def get_suggestion(self, value: str) -> str | None:
        return next((name.typed for name in self._names if value and name.typed.startswith(value)), None)


class AskTask(Asking[bytes]):
    """What, who, until when. Begins with what could be read of the line, and with what is likely for the rest."""

    def __init__(self, item: bytes, line: TaskLine, names: Sequence[Name], said: str, today: date) -> None:
        super().__init__()
        self._item, self._line, self._names, self._said, self._today = item, line, names, said, today

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(_("A task"), classes="title")
            for id, label, value in (
                ("title", _("What"), self._line.title),
                ("assignee", _("Who"), self._line.assignee),
                ("due", _("Until when"), self._line.due or "+7"),
            ):
                with Horizontal():
                    yield said(label, classes="label")
                    suggester = _NameSuggester(self._names) if id == "assignee" else None
                    yield ThaiInput(value, compact=True, id=id, suggester=suggester)
            yield said("", id="day", classes="hint")
            yield said(self._said, classes="failure")
            yield said(_("Enter or F2 gives the task; → completes a name."), classes="hint")

    def on_mount(self) -> None:
        self.query_one("#assignee" if not self._line.assignee else "#due", Input).focus()
        self._say_day()

    def on_input_changed(self, changed: Input.Changed) -> None:
        if changed.input.id == "due":
            self._say_day()

    async def write(self) -> bytes:
        title, who, when = self.value("title"), self.value("assignee"), self.value("due")
        due = parse_date(when, self._today)
        if not who:
            raise Failure("Who is to do it? Type a name.")

        def give(replica: Replica) -> bytes:
            person = find_person(replica, who, self._names)
            return give_task(replica, title, person, due, priority=self._line.priority, item=self._item)

        return await self.store(give)

    def _say_day(self) -> None:
        self.query_one("#day", Static).update(day_in_full(self.value("due"), self._today))


class CloseMeeting(NettermModal[bool]):
    """The checklist before a meeting is closed; the safe answer has the focus."""

    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", show=False),
        Binding("left,right", "app.focus_next", show=False),
        Binding("up", "look(-1)", show=False),
        Binding("down", "look(1)", show=False),
    ]
    DEFAULT_CSS = """
    CloseMeeting .dialog { width: 74; padding: 0 1; }
    CloseMeeting VerticalScroll { height: auto; max-height: 45vh; }
    CloseMeeting Horizontal { height: auto; align-horizontal: right; }
    CloseMeeting Button { margin-left: 2; }
    """

    def __init__(self, found: Checklist) -> None:
        super().__init__()
        self._found = found

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(_("Before the meeting is closed"), classes="title")
            with VerticalScroll(can_focus=False):
                yield said(checklist_text(self._found))
            with Horizontal():
                yield Button(_("Go on with it"), id="no")
                yield Button(_("Close the meeting"), id="yes", variant="warning")

    def action_look(self, by: int) -> None:
        """Further up or down in what is listed."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def on_button_pressed(self, pressed: Button.Pressed) -> None:
        self.dismiss(pressed.button.id == "yes")


def checklist_text(found: Checklist) -> str:
    """What is still open, in words."""
    if found.is_empty:
        return _("Nothing is open: every item has its resolution, every task its owner and date.")
    parts = (
        (_("Without a resolution:"), [str(each["title"]) for each in found.without_resolution]),
        (_("Not dealt with, goes over to the next meeting:"), [str(each["title"]) for each in found.not_dealt_with]),
        (_("Lines that are no task yet:"), [each.line for each in found.unwritten_tasks]),
        (_("Tasks without an owner or a date:"), [str(each["title"]) for each in found.incomplete_tasks]),
    )
    return "\n".join("\n".join([heading, *(f"  - {line}" for line in lines)]) for heading, lines in parts if lines)
