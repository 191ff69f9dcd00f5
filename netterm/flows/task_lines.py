"""Tasks typed as a line of the minutes: ``! ทำหนังสือถึง อบต. @สมศรี ^+7``."""

from collections.abc import Sequence
from datetime import date

from netterm.errors import Failure
from netterm.flows.facts import WRITTEN_IN, known, ref, text_of
from netterm.flows.naming import Name, find_person, names
from netterm.flows.tasks import give_task
from netterm.language.dates import DateStyle, format_date, parse_due
from netterm.locale import N_
from netterm.model import task_rules
from netterm.model.task_rules import TaskLine, parse_task_line
from netterm.store import Record, Replica

__all__ = [
    "Incomplete",
    "read_line",
    "task_from_line",
    "task_sentence",
]


class Incomplete(Failure):
    """A line that does not say everything that a task needs; ``line`` is what could be read."""

    def __init__(self, msgid: str, /, line: TaskLine, **params: object) -> None:
        super().__init__(msgid, **params)
        self.line = line


def read_line(line: str) -> TaskLine:
    """A line as a task, with or without ``!`` before it."""
    return parse_task_line(line) or parse_task_line(f"! {line}") or TaskLine("")


def task_from_line(
    replica: Replica, item: bytes, line: str, *, today: date | None = None, known_names: Sequence[Name] | None = None
) -> bytes:
    """The task that a line means, given under an agenda item; any line can be one.

    Raises `Incomplete` where nobody or no date is named, and what the name or date cannot be read by.
    """
    read = read_line(line)
    if not read.title:
        raise Incomplete(N_("Nothing was typed: a task needs words that say what to do."), read)
    if not read.assignee:
        raise Incomplete(N_("Who is to do it? Add @ and a name."), read)
    if not read.due:
        raise Incomplete(N_("Until when? Add ^ and a date, or ^+7 for a week from today."), read)
    meeting = ref(known(replica, "agenda_item", item), "meeting") or b""
    people = names(replica, meeting) if known_names is None else known_names
    person = find_person(replica, read.assignee, people)
    due = parse_due(read.due, today or replica.today())
    return give_task(replica, read.title, person, due, priority=read.priority, item=item)


def task_sentence(replica: Replica, task: Record) -> str:
    """A task as it stands in the minutes."""
    due = text_of(task, "due")
    return task_rules.task_sentence(
        replica.title("person", ref(task, "assignee") or b""),
        format_date(date.fromisoformat(due), DateStyle.LONG, language=WRITTEN_IN) if due else "?",
        text_of(task, "title"),
    )
