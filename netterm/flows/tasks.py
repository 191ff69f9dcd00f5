"""Tasks: given in the minutes, reported on, moved, and counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from netterm.errors import Failure
from netterm.flows.facts import known, text_of
from netterm.language.clean import clean_line, clean_text
from netterm.locale import N_, message, ngettext
from netterm.model import Value
from netterm.model.task_rules import OPEN_STATES
from netterm.store import Action, Record, Replica

__all__ = [
    "Load",
    "NothingReported",
    "change_task",
    "due_words",
    "give_task",
    "loads",
    "mine",
    "move_due",
    "of_person",
    "open_tasks",
    "overdue",
    "report_progress",
]

_OPEN = tuple(sorted(OPEN_STATES))
_ORDER = ("due", "priority")
_REASON_FIELD = {"blocked": "obstacle", "cancelled": "cancel_reason"}


class NothingReported(Failure):
    """A report in which nothing is said and nothing changes."""


@dataclass(frozen=True, slots=True)
class Load:
    """How much one person has to do."""

    person: bytes
    name: str
    open: int
    overdue: int


def give_task(
    replica: Replica,
    title: str,
    assignee: bytes,
    due: date,
    *,
    priority: str = "2",
    item: bytes | None = None,
    origin: bytes | None = None,
) -> bytes:
    """A new task for somebody, due on a day; ``item`` and ``origin`` are the agenda item and resolution it is from."""
    words = clean_line(title).strip()
    if not words:
        raise NothingReported(N_("Nothing was typed: a task needs words that say what to do."))
    values: dict[str, Value] = {"title": words, "assignee": assignee, "due": due.isoformat(), "priority": priority}
    with replica.action() as act:
        return act.add("task", values | {"item": item, "origin": origin})


def report_progress(
    replica: Replica, task: bytes, text: str = "", *, percent: int | None = None, state: str | None = None
) -> bytes:
    """A line in the task's log, and the task as it stands after it; returns the line's id.

    A task that is done is done wholly; one that was waiting is begun with the first report. What is said of a blocked
    task is its obstacle, and of a cancelled one its reason. Raises `NothingReported`.
    """
    record = known(replica, "task", task)
    words = clean_text(text).strip()
    if not words and percent is None and state is None:
        raise NothingReported(N_("Nothing was typed: say what was done, or how far it is."))
    before = text_of(record, "state") or "open"
    after = state or ("doing" if before == "open" else before)
    share = 100 if after == "done" else percent
    changes: dict[str, Value] = {"state": after} | ({} if share is None else {"percent": share})
    if words and after in _REASON_FIELD:
        changes[_REASON_FIELD[after]] = words
    with replica.action() as act:
        act.set("task", task, changes)
        return act.add("task_log", _line(replica, task, words) | {"percent": share})


def move_due(replica: Replica, task: bytes, due: date, reason: str) -> bytes:
    """Another due date, for a reason that stays in the log; returns the id of that line. Raises `NothingReported`."""
    with replica.action() as act:
        return _move(replica, act, known(replica, "task", task), due.isoformat(), reason)


def change_task(
    replica: Replica, task: bytes, values: Mapping[str, Value | tuple[Value, ...]], reason: str = ""
) -> None:
    """Give fields of a task new values, in one action; where the due date is among them, ``reason`` says why it moves.

    Raises `NothingReported`.
    """
    record = known(replica, "task", task)
    due = values.get("due")
    with replica.action() as act:
        act.set("task", task, {name: value for name, value in values.items() if name != "due"})
        if isinstance(due, str) and due != record["due"]:
            _move(replica, act, record, due, reason)
        elif "due" in values:
            act.set("task", task, {"due": due})


def _move(replica: Replica, act: Action, task: Record, due: str, reason: str) -> bytes:
    words = clean_line(reason).strip()
    if not words:
        raise NothingReported(N_("Nothing was changed: say why the date moves, so that it stands in the task's log."))
    act.set("task", task.id, {"due": due})
    moved: dict[str, Value] = {"due_before": text_of(task, "due") or None, "due_after": due, "due_reason": words}
    return act.add("task_log", _line(replica, task.id, "") | moved)


def open_tasks(replica: Replica, *, limit: int | None = None) -> list[Record]:
    """What is still to be done, by everybody, the most pressing first."""
    return replica.list("task", {"state": _OPEN}, order=_ORDER, limit=limit)


def mine(replica: Replica, *, limit: int | None = None) -> list[Record]:
    """What the person at this computer has still to do."""
    return of_person(replica, replica.me, limit=limit) if replica.me is not None else []


def of_person(replica: Replica, person: bytes, *, limit: int | None = None) -> list[Record]:
    """What one person has still to do."""
    return replica.list("task", {"assignee": person, "state": _OPEN}, order=_ORDER, limit=limit)


def overdue(replica: Replica, tasks: Iterable[Record] | None = None) -> list[Record]:
    """Those of ``tasks``, or of all that are open, whose day has passed."""
    today = replica.today().isoformat()
    given = open_tasks(replica) if tasks is None else tasks
    return [each for each in given if text_of(each, "state") in OPEN_STATES and "" < text_of(each, "due") < today]


def loads(replica: Replica) -> list[Load]:
    """Who has how much to do, whoever has most overdue first."""
    today = replica.today().isoformat()
    counted: dict[bytes, list[int]] = {}
    for task in open_tasks(replica):
        if isinstance(person := task["assignee"], bytes):
            count = counted.setdefault(person, [0, 0])
            count[0] += 1
            count[1] += "" < text_of(task, "due") < today
    found = [Load(person, replica.title("person", person), *count) for person, count in counted.items()]
    return sorted(found, key=lambda load: (-load.overdue, -load.open, load.name))


def due_words(due: str, today: date) -> str:
    """How far away a stored day is: 'today', 'in 3 days', '3 days late'; '' where there is none."""
    if not due:
        return ""
    left = (date.fromisoformat(due) - today).days
    if left < 0:
        return ngettext("{count} day late", "{count} days late", -left).format(count=-left)
    if left == 0:
        return message("due today")
    return ngettext("in {count} day", "in {count} days", left).format(count=left)


def _line(replica: Replica, task: bytes, text: str) -> dict[str, Value]:
    return {"task": task, "on": replica.today().isoformat(), "by": replica.me, "text": text or None}
