"""A meeting from its plan to its close."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from netterm.errors import Failure
from netterm.flows.agenda import first_agenda, items
from netterm.flows.attendance import expected, quorum_needed
from netterm.flows.committee import committee, holder
from netterm.flows.facts import known, later, ref, stamp, text_of
from netterm.locale import N_
from netterm.model import Value
from netterm.model.task_rules import looks_like_task
from netterm.store import Record, Replica

__all__ = [
    "Checklist",
    "NotNow",
    "UnwrittenTask",
    "checklist",
    "close_meeting",
    "next_meeting",
    "open_meeting",
    "pause_meeting",
    "plan_meeting",
    "resume_meeting",
]

_WAITING = ("planned", "notified", "postponed")
_RUNNING = ("open", "paused")
_TO_BE_RESOLVED = frozenset({"2", "4"})
"""The headings under which a meeting decides."""


class NotNow(Failure):
    """Something that the meeting's state does not allow."""


@dataclass(frozen=True, slots=True)
class UnwrittenTask:
    """A line of the minutes that is meant as a task and is none yet."""

    item: bytes
    line: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is to be looked at before a meeting is closed; nothing of it forbids closing."""

    without_resolution: tuple[Record, ...]
    """Agenda items that were to be decided and have no resolution."""
    not_dealt_with: tuple[Record, ...]
    """Agenda items that go over to the next meeting."""
    unwritten_tasks: tuple[UnwrittenTask, ...]
    incomplete_tasks: tuple[Record, ...]
    """Tasks of this meeting without an owner or a date."""

    @property
    def is_empty(self) -> bool:
        return not (self.without_resolution or self.not_dealt_with or self.unwritten_tasks or self.incomplete_tasks)


def next_meeting(replica: Replica) -> Record | None:
    """The meeting that runs now, or else the next one that waits to be opened."""
    running = replica.list("meeting", {"state": _RUNNING}, order=["-starts_at"], limit=1)
    if running:
        return running[0]
    today = replica.today().isoformat()
    waiting = replica.list("meeting", {"state": _WAITING}, order=["starts_at"], limit=200)
    coming = [each for each in waiting if text_of(each, "starts_at") >= today]
    return next(iter(coming), waiting[-1] if waiting else None)


def plan_meeting(replica: Replica, values: Mapping[str, Value]) -> bytes:
    """A new meeting; what is not given comes from its series and from the committee of that day."""
    given = {name: value for name, value in values.items() if value not in {None, ""}}
    series = replica.get("series", _ref_in(given, "series") or b"")
    from_series = {"title": series["name"], "place": series["venue"]} if series else {}
    wanted: dict[str, Value] = {name: value for name, value in from_series.items() if isinstance(value, str)}
    wanted |= given
    starts_at = wanted.get("starts_at")
    officers = _officers(replica, starts_at[:10]) if isinstance(starts_at, str) else {}
    with replica.action() as act:
        return act.add("meeting", officers | wanted)


def open_meeting(replica: Replica, meeting: bytes) -> None:
    """Open it now: the quorum needed is stamped, the agenda filled, the committee listed and not called yet.

    A meeting that was opened before, by mistake or to go on on another day, keeps what it has. Raises `NotNow`.
    """
    record = known(replica, "meeting", meeting)
    if text_of(record, "state") not in _WAITING:
        raise NotNow(N_("This meeting is open already, or over: choose one that is planned."))
    listed = {ref(each, "person") for each in replica.list("attendance", {"meeting": meeting})}
    lines = [line for line in expected(replica, record) if line["person"] not in listed]
    agenda = first_agenda(replica, record)
    with replica.action() as act:
        act.set("meeting", meeting, _opening_values(replica, record))
        for line in lines:
            act.add("attendance", line)
        for item in agenda:
            act.add("agenda_item", item.values(meeting))


def pause_meeting(replica: Replica, meeting: bytes) -> None:
    """A break."""
    _move(replica, meeting, "paused")


def resume_meeting(replica: Replica, meeting: bytes) -> None:
    """On with it, after a break or where it was closed too early."""
    with replica.action() as act:
        act.set("meeting", meeting, {"state": "open", "closed_at": None})


def checklist(replica: Replica, meeting: bytes) -> Checklist:
    """What is still open in a meeting."""
    agenda = [each for each in items(replica, meeting) if text_of(each, "state") != "withdrawn"]
    ids = [each.id for each in agenda]
    resolved = {ref(each, "item") for each in replica.list("resolution", {"item": ids})}
    tasks = replica.list("task", {"item": ids})
    untouched = [each for each in agenda if not _was_dealt_with(each, resolved)]
    return Checklist(
        without_resolution=tuple(
            each for each in agenda if each not in untouched and each.id not in resolved and _wants_resolution(each)
        ),
        not_dealt_with=tuple(untouched),
        unwritten_tasks=tuple(
            UnwrittenTask(each.id, line.strip())
            for each in agenda
            for line in text_of(each, "discussion").splitlines()
            if looks_like_task(line)
        ),
        incomplete_tasks=tuple(each for each in tasks if not each["assignee"] or not each["due"]),
    )


def close_meeting(replica: Replica, meeting: bytes) -> None:
    """Close it now. What was dealt with is done; what was not goes over to the next meeting. Raises `NotNow`."""
    record = known(replica, "meeting", meeting)
    if text_of(record, "state") not in _RUNNING:
        raise NotNow(N_("This meeting is not open: there is nothing to close."))
    agenda = items(replica, meeting)
    resolved = {ref(each, "item") for each in replica.list("resolution", {"item": [each.id for each in agenda]})}
    closed_at = later(stamp(replica), text_of(record, "opened_at"))
    with replica.action() as act:
        for each in agenda:
            if text_of(each, "state") in {"pending", "current"}:
                act.set("agenda_item", each.id, {"state": "done" if _was_dealt_with(each, resolved) else "carried"})
        act.set("meeting", meeting, {"state": "closed", "closed_at": closed_at})


def _ref_in(values: Mapping[str, Value], name: str) -> bytes | None:
    value = values.get(name)
    return value if isinstance(value, bytes) else None


def _opening_values(replica: Replica, meeting: Record) -> dict[str, Value]:
    values: dict[str, Value] = {"state": "open"}
    values["opened_at"] = text_of(meeting, "opened_at") or stamp(replica)
    if meeting["quorum_required"] is None:
        values["quorum_required"] = quorum_needed(replica, meeting.id)
    officers = _officers(replica, text_of(meeting, "starts_at")[:10])
    return values | {name: person for name, person in officers.items() if meeting[name] is None}


def _officers(replica: Replica, day: str) -> dict[str, Value]:
    """Who presides and who writes by office, on that day; where there is no secretary, whoever sits here writes."""
    seats = committee(replica, date.fromisoformat(day))
    chair, secretary = holder(seats, "chair"), holder(seats, "secretary") or replica.me
    return {name: person for name, person in (("chair", chair), ("secretary", secretary)) if person is not None}


def _move(replica: Replica, meeting: bytes, state: str) -> None:
    with replica.action() as act:
        act.set("meeting", meeting, {"state": state})


def _was_dealt_with(item: Record, resolved: set[bytes | None]) -> bool:
    return text_of(item, "state") == "done" or item.id in resolved or bool(text_of(item, "discussion").strip())


def _wants_resolution(item: Record) -> bool:
    return text_of(item, "purpose") == "decide" or text_of(item, "heading") in _TO_BE_RESOLVED
