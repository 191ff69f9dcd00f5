"""Whether enough people are in the room: who counts, how many are needed, and of how many.

Times are stored moments (``2026-07-15T09:30``), which compare as text. Nothing here is stored: quorum is computed
anew whenever somebody comes or goes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from netterm.model.shares import Share

__all__ = [
    "Attendee",
    "Quorum",
    "Span",
    "attendees",
    "committee_size",
    "count_quorum",
    "is_present",
    "present_people",
    "quorum_came_at",
    "stayed",
    "voters",
]

Record = Mapping[str, object]
"""A record's stored values by field name, and its ``id``."""

_COMING = frozenset({"attend", "proxy"})
_HOLDING = frozenset({"serving", "acting"})
_OUTSIDE_COMMITTEE = frozenset({"advisor"})


@dataclass(frozen=True, slots=True)
class Span:
    """One stay in the room, from ``came_at`` until just before ``left_at``; None: still there."""

    came_at: str
    left_at: str | None = None

    def covers(self, moment: str) -> bool:
        """Whether somebody who came and left at these times is in the room at ``moment``."""
        return self.came_at <= moment and (self.left_at is None or moment < self.left_at)


@dataclass(frozen=True, slots=True)
class Attendee:
    """One line of the attendance list."""

    person: bytes
    class_: str
    counts_quorum: bool
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many who count are present, and how many have to be."""

    present: int
    required: int

    @property
    def met(self) -> bool:
        return self.present >= self.required


def attendees(attendances: Iterable[Record], spans: Iterable[Record]) -> tuple[Attendee, ...]:
    """The attendance list of one meeting from its ``attendance`` and ``presence_span`` records."""
    stays: dict[object, list[Span]] = {}
    for span in spans:
        left = span.get("left_at")
        stays.setdefault(span.get("attendance"), []).append(
            Span(str(span["came_at"]), None if left is None else str(left))
        )
    return tuple(
        Attendee(
            person=person,
            class_=str(record.get("class") or "attend"),
            counts_quorum=record.get("counts_quorum") is not False,
            spans=tuple(sorted(stays.get(record.get("id"), ()), key=lambda span: span.came_at)),
        )
        for record in attendances
        if isinstance(person := record.get("person"), bytes)
    )


def is_present(attendee: Attendee, moment: str) -> bool:
    """Whether somebody is in the room at ``moment``; who came and has no times was there throughout."""
    if attendee.class_ == "absent":
        return False
    return not attendee.spans or any(span.covers(moment) for span in attendee.spans)


def present_people(list_: Iterable[Attendee], moment: str) -> frozenset[bytes]:
    """The people who are present at ``moment`` and count for the quorum, each once however often they are listed."""
    return frozenset(
        each.person for each in list_ if each.counts_quorum and each.class_ in _COMING and is_present(each, moment)
    )


def quorum_came_at(list_: Iterable[Attendee], opened: str, required: int) -> str | None:
    """When the quorum came together that was missing at the opening: the first arrival with which it was there."""
    everybody = tuple(list_)
    arrivals = {span.came_at for each in everybody for span in each.spans if span.came_at > opened}
    return next((moment for moment in sorted(arrivals) if len(present_people(everybody, moment)) >= required), None)


def stayed(list_: Iterable[Attendee], closed: str) -> frozenset[bytes]:
    """The people who count and were still there when the meeting closed.

    Who has come and not left before is there, whatever the clock of the laptop said that noted the coming.
    """
    return frozenset(
        each.person
        for each in list_
        if each.counts_quorum
        and each.class_ in _COMING
        and (not each.spans or any(span.left_at is None or span.left_at >= closed for span in each.spans))
    )


def count_quorum(list_: Iterable[Attendee], moment: str, share: Share, whole: int) -> Quorum:
    """The quorum at ``moment``, where ``share`` of ``whole`` people is needed; one person always is."""
    return Quorum(len(present_people(list_, moment)), max(1, share.of(whole)))


def committee_size(terms: Iterable[Record], positions: Iterable[Record], on: date) -> int:
    """Of how many a quorum is counted where all appointed count: the members who hold a seat on the day ``on``.

    Advisors hold none, and who holds two positions is one.
    """
    seats = {each["id"] for each in positions if each.get("code") not in _OUTSIDE_COMMITTEE}
    return len({term.get("member") for term in terms if term.get("position") in seats and _holds(term, on.isoformat())})


def voters(members: Iterable[Record]) -> int:
    """Of how many a quorum is counted where those who may vote count."""
    return sum(1 for each in members if each.get("voting") is not False and (each.get("state") or "active") == "active")


def _holds(term: Record, day: str) -> bool:
    to = term.get("to")
    return (term.get("state") or "serving") in _HOLDING and str(term["from"]) <= day and (to is None or day <= str(to))
