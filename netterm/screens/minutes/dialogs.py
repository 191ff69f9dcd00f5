"""What the minutes screen asks: a task, and what a line is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from netterm.errors import Failure
from netterm.flows.naming import Name, find_person
from netterm.flows.questions import record_spoken
from netterm.flows.tasks import give_task
from netterm.language.dates import parse_due
from netterm.locale import N_, _
from netterm.model.spoken_lines import Said, SpokenLine
from netterm.model.task_rules import TaskLine
from netterm.screens.asking import Asking, day_in_full, said
from netterm.screens.offered_names import NameInput, OfferedNames
from netterm.screens.thai import ThaiInput
from netterm.store import Replica

__all__ = ["AskTask", "Kind", "Turn", "Turned"]


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
                    if id == "assignee":
                        yield NameInput(value, self._names, self.store, id=id)
                    else:
                        yield ThaiInput(value, compact=True, id=id)
            yield said("", id="day", classes="hint")
            yield said(self._said, classes="failure")
            yield said(_("Enter or F2 gives the task."), classes="hint")
        yield OfferedNames()

    def on_mount(self) -> None:
        # Where nothing is amiss the day is what is still to be thought about; else what was not understood comes first.
        is_due = self._line.assignee and (not self._said or not day_in_full(self.value("due"), self._today))
        self.query_one("#due" if is_due else "#assignee", Input).focus()
        self._say_day()

    def on_input_changed(self, changed: Input.Changed) -> None:
        if changed.input.id == "due":
            self._say_day()

    async def write(self) -> bytes:
        title, who, when = self.value("title"), self.value("assignee"), self.value("due")
        with self.amiss("due"):
            due = parse_due(when, self._today)
        known = self.query_one(NameInput).known_names

        def give(replica: Replica) -> bytes:
            person = find_person(replica, who, known)
            return give_task(replica, title, person, due, priority=self._line.priority, item=self._item)

        with self.amiss("assignee" if title else "title"):
            if not who:
                raise Failure("Who is to do it? Type a name.")
            return await self.store(give)

    def _say_day(self) -> None:
        self.query_one("#day", Static).update(day_in_full(self.value("due"), self._today))


Kind = Said | str
"""What a line can be made: something that was said, or ``task`` or ``resolution``."""

_KINDS: tuple[tuple[Kind, str], ...] = (
    (Said.OPINION, N_("Opinion")),
    (Said.OBJECTION, N_("Objection")),
    (Said.QUESTION, N_("Question")),
    (Said.ANSWER, N_("Answer")),
    ("task", N_("Task")),
    ("resolution", N_("Resolution")),
)


@dataclass(frozen=True, slots=True)
class Turned:
    """What a line is to be: of what was said the words that are to stand there; else who is to do it or moved it."""

    kind: Kind
    words: str = ""
    who: str = ""


class Turn(Asking[Turned]):
    """What a line is, and who said it: up and down choose, a name is completed; Enter makes it that."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "kind(-1)", show=False),
        Binding("down", "kind(1)", show=False),
    ]
    DEFAULT_CSS = """
    Turn #line { color: $text-muted; max-height: 3; }
    Turn #kinds { height: auto; margin: 1 0; }
    """

    def __init__(self, item: bytes, line: SpokenLine, names: Sequence[Name], above: Sequence[str]) -> None:
        """``line`` is what was typed, as what it most likely is; ``above`` are the lines above it."""
        super().__init__()
        self._item, self._line, self._names, self._above = item, line, names, above
        self._kind: Kind = line.said

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(_("What is this line?"), classes="title")
            yield said(self._line.text, id="line")
            yield said(self._kinds(), id="kinds")
            with Horizontal():
                yield said(_("Who said it"), classes="label")
                yield NameInput(self._line.speaker, self._names, self.store, id="who")
            yield said("", classes="failure")
            yield said(_("↑ and ↓ choose; Enter or F2 makes it that. Without a name it is nobody’s."), classes="hint")
        yield OfferedNames()

    def action_kind(self, by: int) -> None:
        """The next kind of line."""
        kinds = [kind for kind, _label in _KINDS]
        self._kind = kinds[(kinds.index(self._kind) + by) % len(kinds)]
        self.query_one("#kinds", Static).update(self._kinds())

    async def write(self) -> Turned:
        kind, who = self._kind, self.value("who")
        if not isinstance(kind, Said):
            return Turned(kind, who=who)
        line, known = replace(self._line, said=kind, speaker=who), self.query_one(NameInput).known_names
        words = await self.store(lambda replica: record_spoken(replica, self._item, line, known, self._above))
        return Turned(kind, words)

    def _kinds(self) -> str:
        return "  ".join(f"[{_(label)}]" if kind == self._kind else _(label) for kind, label in _KINDS)
