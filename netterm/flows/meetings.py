"""A meeting from its plan to its close."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from netterm.errors import Failure
from netterm.flows.agenda import first_agenda, items
from netterm.flows.attendance import expected, quorum_needed
from netterm.flows.certification import Uncertified, uncertified
from netterm.flows.committee import committee, holder
from netterm.flows.facts import facts, known, later, ref, stamp, text_of
from netterm.language.clean import clean_line
from netterm.locale import N_
from netterm.model import Value
from netterm.model.spoken_lines import looks_like_command
from netterm.model.task_rules import looks_like_task
from netterm.store import Record, Replica

__all__ = [
    "Checklist",
    "Invited",
    "NotNow",
    "UnwrittenLine",
    "cancel_meeting",
    "checklist",
    "close_meeting",
    "coming_items",
    "days_short",
    "invited",
    "like_the_last",
    "next_meeting",
    "notify",
    "open_meeting",
    "pause_meeting",
    "plan_meeting",
    "postpone_meeting",
    "refuse_cancelling",
    "refuse_postponing",
    "resume_meeting",
]

_WAITING = ("planned", "notified", "postponed")
_RUNNING = ("open", "paused")
_OVER = ("closed", "certified")
_KEPT = ("series", "kind", "title", "place", "access_arrangements", "checker")
_TO_BE_RESOLVED = frozenset({"2", "4"})
"""The headings under which a meeting decides."""


class NotNow(Failure):
    """Something that the meeting's state does not allow."""


@dataclass(frozen=True, slots=True)
class Invited:
    """One whom a notice is for; ``position`` is '' where there is none."""

    name: str
    position: str


@dataclass(frozen=True, slots=True)
class UnwrittenLine:
    """A line of the minutes that is meant to become something and stands there as it was typed."""

    item: bytes
    line: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is to be looked at before a meeting is closed; nothing of it forbids closing."""

    without_resolution: tuple[Record, ...]
    """Agenda items that were to be decided and have no resolution."""
    not_dealt_with: tuple[Record, ...]
    """Agenda items that go over to the next meeting."""
    unwritten_tasks: tuple[UnwrittenLine, ...]
    incomplete_tasks: tuple[Record, ...]
    """Tasks of this meeting without an owner or a date."""
    unanswered: tuple[Record, ...] = ()
    """Questions without an answer."""
    unwritten_said: tuple[UnwrittenLine, ...] = ()
    """Lines that are meant as a question or an answer."""
    uncertified: tuple[Uncertified, ...] = ()
    """Minutes that this meeting resolved to certify."""

    @property
    def is_empty(self) -> bool:
        listed = (self.without_resolution, self.not_dealt_with, self.unwritten_tasks, self.incomplete_tasks)
        return not any((*listed, self.unanswered, self.unwritten_said, self.uncertified))


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


def notify(replica: Replica, meeting: bytes) -> None:
    """The notice is given now: the agenda stands as it will be opened with, and the meeting is notified.

    A notice may be given again, after a meeting was postponed or its agenda changed. Raises `NotNow`.
    """
    agenda = first_agenda(replica, _waiting(replica, meeting))
    with replica.action() as act:
        act.set("meeting", meeting, {"state": "notified", "notified_at": stamp(replica)})
        for item in agenda:
            act.add("agenda_item", item.values(meeting))


def coming_items(replica: Replica, meeting: bytes) -> list[tuple[str, str]]:
    """What the agenda gets by the notice beside what stands on it: codes of headings, and titles. Raises `NotNow`."""
    return [(each.heading, each.title) for each in first_agenda(replica, _waiting(replica, meeting))]


def days_short(replica: Replica, meeting: bytes) -> tuple[int, int] | None:
    """Where a notice given today comes too late: the days until the meeting, and those that the network asks for."""
    network = next(iter(replica.list("network", limit=1)), None)
    asked = network["notice_days"] if network else None
    starts_at = text_of(known(replica, "meeting", meeting), "starts_at")
    left = (date.fromisoformat(starts_at[:10]) - replica.today()).days
    return (left, asked) if isinstance(asked, int) and left < asked else None


def invited(replica: Replica, meeting: bytes) -> list[Invited]:
    """Whom a notice is for: the committee, whoever the series invites, and who was put on the list already."""
    record = known(replica, "meeting", meeting)
    lines = [*expected(replica, record), *map(facts, replica.list("attendance", {"meeting": meeting}, order=["id"]))]
    series = replica.get("series", ref(record, "series") or b"")
    held = series["invitees"] if series else ()
    lines += [{"person": person} for person in held] if isinstance(held, tuple) else []
    found: dict[Value, Invited] = {}
    for line in lines:
        person, guest = line.get("person"), str(line.get("guest") or "")
        name = replica.title("person", person) if isinstance(person, bytes) else guest
        if name:
            found.setdefault(person or guest, Invited(name, str(line.get("position_text") or "")))
    return list(found.values())


def postpone_meeting(replica: Replica, meeting: bytes, reason: str, starts_at: str = "") -> None:
    """It is held later, for a reason; ``starts_at`` is the new moment, '' where it is not known. Raises `NotNow`."""
    refuse_postponing(replica, meeting)
    values: dict[str, Value] = {"state": "postponed", "state_reason": _reason(reason), "opened_at": None}
    values |= {"starts_at": starts_at} if starts_at else {}
    with replica.action() as act:
        act.set("meeting", meeting, values)


def cancel_meeting(replica: Replica, meeting: bytes, reason: str) -> None:
    """It is not held, for a reason. Raises `NotNow`."""
    refuse_cancelling(replica, meeting)
    with replica.action() as act:
        act.set("meeting", meeting, {"state": "cancelled", "state_reason": _reason(reason)})


def refuse_postponing(replica: Replica, meeting: bytes) -> None:
    """Raises `NotNow` where a meeting is over."""
    if text_of(known(replica, "meeting", meeting), "state") in _OVER:
        raise NotNow(N_("This meeting is over: it can no longer be postponed or cancelled."))


def refuse_cancelling(replica: Replica, meeting: bytes) -> None:
    """Raises `NotNow` where a meeting runs, or is over."""
    refuse_postponing(replica, meeting)
    if text_of(known(replica, "meeting", meeting), "state") in _RUNNING:
        raise NotNow(
            N_("This meeting has begun: it can no longer be cancelled. Close it, or postpone it to another day.")
        )


def like_the_last(replica: Replica) -> dict[str, Value]:
    """What a new meeting is likely to have of the last one that was planned: its body, its place, the day it named."""
    last = next(iter(replica.list("meeting", order=["-starts_at"], limit=1)), None)
    if last is None:
        return {}
    values = {name: value for name in _KEPT if isinstance(value := last[name], (str, bytes)) and value}
    named = text_of(last, "next_meeting")
    return {**values, "starts_at": named} if named > stamp(replica) else dict(values)


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
    unwritten = [line for each in agenda for line in _unwritten(each)]
    return Checklist(
        without_resolution=tuple(
            each for each in agenda if each not in untouched and each.id not in resolved and _wants_resolution(each)
        ),
        not_dealt_with=tuple(untouched),
        unwritten_tasks=tuple(each for each in unwritten if looks_like_task(each.line)),
        incomplete_tasks=tuple(each for each in tasks if not each["assignee"] or not each["due"]),
        unanswered=tuple(
            each for each in replica.list("question", {"meeting": meeting}, order=["id"]) if not each["answer"]
        ),
        unwritten_said=tuple(each for each in unwritten if not looks_like_task(each.line)),
        uncertified=tuple(uncertified(replica, meeting)),
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


def _unwritten(item: Record) -> list[UnwrittenLine]:
    lines = text_of(item, "discussion").splitlines()
    return [UnwrittenLine(item.id, line.strip()) for line in lines if looks_like_command(line)]


def _waiting(replica: Replica, meeting: bytes) -> Record:
    record = known(replica, "meeting", meeting)
    if text_of(record, "state") not in _WAITING:
        raise NotNow(N_("Notice is given of a meeting that is planned: this one is open, over or cancelled."))
    return record


def _reason(typed: str) -> str:
    reason = clean_line(typed).strip()
    if not reason:
        raise NotNow(N_("Nothing was typed: a meeting is postponed or cancelled for a reason, which the members read."))
    return reason


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
