"""Tasks typed as a line of the minutes: ``! ทำหนังสือถึง อบต. @สมศรี ^+7``."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from netterm.errors import Failure
from netterm.flows.committee import committee
from netterm.flows.facts import WRITTEN_IN, known, ref, text_of
from netterm.flows.tasks import give_task
from netterm.language.dates import format_date, parse_date
from netterm.language.search import normalise
from netterm.locale import N_, _, fill
from netterm.model.task_rules import TaskLine, looks_like_task, parse_task_line
from netterm.store import Record, Replica

__all__ = [
    "Incomplete",
    "Name",
    "complete",
    "find_person",
    "named_in",
    "names",
    "read_line",
    "task_from_line",
    "task_sentence",
]

_TYPING_NAME = re.compile(r"(?<![A-Za-z0-9._%+\-^@])@([^@^!]*)$")


class Incomplete(Failure):
    """A line that does not say everything that a task needs; ``line`` is what could be read."""

    def __init__(self, msgid: str, /, line: TaskLine, **params: object) -> None:
        super().__init__(msgid, **params)
        self.line = line


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody who can be given a task, with the ways in which people type their name."""

    person: bytes
    shown: str
    """In full, with the title."""
    typed: str
    """First and last name."""
    nick: str = ""

    def begins_with(self, text: str) -> bool:
        """Whether ``text``, normalised, is how the name or nickname begins."""
        return any(normalise(each).startswith(text) for each in (self.typed, self.shown, self.nick) if each)


def names(replica: Replica, meeting: bytes) -> list[Name]:
    """Who is likely to be given a task in a meeting: those on its list, then the committee of the day."""
    listed = [ref(each, "person") for each in replica.list("attendance", {"meeting": meeting}, order=["id"])]
    seats = [seat.person for seat in committee(replica, replica.today())]
    ids = [each for each in dict.fromkeys([*listed, *seats]) if each is not None]
    return [_name(replica, each) for each in replica.records("person", ids)]


def complete(line: str, known_names: Sequence[Name]) -> str:
    """What may be added to a line that is typed up to here, so that the name after ``@`` is whole; '' for nothing."""
    found = _TYPING_NAME.search(line) if looks_like_task(line) else None
    typed = found[1].lstrip() if found else ""
    if not typed:
        return ""
    for name in known_names:
        if name.typed.startswith(typed) and name.typed != typed:
            return name.typed[len(typed) :]
    return ""


def named_in(line: str, known_names: Iterable[Name]) -> Name | None:
    """Who is named in a line that is no task yet: the first of the names whose first name is in it."""
    return next((name for name in known_names if name.typed.split(" ")[0] in line), None)


def read_line(line: str) -> TaskLine:
    """A line as a task, with or without ``!`` before it."""
    return parse_task_line(line) or parse_task_line(f"! {line}") or TaskLine(line.strip())


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
    due = parse_date(read.due, today or replica.today())
    return give_task(replica, read.title, person, due, priority=read.priority, item=item)


def find_person(replica: Replica, typed: str, likely: Iterable[Name]) -> bytes:
    """The person that a name, part of a name or nickname means: of the ``likely`` ones if it fits only one of them."""
    wanted = normalise(typed)
    fitting = [name for name in likely if name.begins_with(wanted)]
    exact = [name for name in fitting if wanted in {normalise(each) for each in (name.typed, name.shown, name.nick)}]
    for found in (exact, fitting):
        if len(found) == 1:
            return found[0].person
    return replica.find("person", typed)


def task_sentence(replica: Replica, task: Record) -> str:
    """A task as it stands in the minutes."""
    due = text_of(task, "due")
    words = {
        "name": replica.title("person", ref(task, "assignee") or b""),
        "due": format_date(date.fromisoformat(due), language=WRITTEN_IN) if due else "?",
        "title": text_of(task, "title"),
    }
    return fill(_("{name} is to do by {due}: {title}", WRITTEN_IN), words)


def _name(replica: Replica, person: Record) -> Name:
    typed = f"{text_of(person, 'first')} {text_of(person, 'last')}".strip()
    return Name(person.id, replica.title("person", person.id), typed, text_of(person, "nick"))
