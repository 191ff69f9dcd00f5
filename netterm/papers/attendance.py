"""The attendance list of a meeting as its minutes give it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from netterm.language.clean import for_display
from netterm.language.collation import name_sort_key
from netterm.model import SCHEMA
from netterm.model.quorum import attendees, present_people, quorum_came_at, stayed
from netterm.papers.document import Attendee, Presence

if TYPE_CHECKING:
    from netterm.store import Record, Replica

__all__ = ["Attendance", "attendance", "official_position"]

_COMING = frozenset({"attend", "proxy"})
_OFFICES = SCHEMA["position"]["code"].choices
_THAI = {choice.label.en.casefold(): choice.label.th for choice in _OFFICES}
_RANK = {choice.label.th: place for place, choice in enumerate(_OFFICES)}


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who came, who did not, who else was there: each in official order."""

    present: tuple[Attendee, ...]
    absent: tuple[Attendee, ...]
    participants: tuple[Attendee, ...]
    presence: Presence
    positions: Mapping[bytes, str]
    """The positions of those listed, by person."""
    missing: frozenset[bytes]
    """The people who are listed as absent."""


def attendance(replica: Replica, meeting: Record, name: Callable[[bytes], str]) -> Attendance:
    """The list of ``meeting``; ``name`` gives a person's name."""
    lines = replica.list("attendance", {"meeting": meeting.id}, order=["id"])
    stays = _stays(replica, lines)
    people = [_Listed.of(line, stays.get(line.id, []), meeting, name) for line in lines]
    people.sort(key=lambda each: each.rank)
    return Attendance(
        present=tuple(each.attendee for each in people if each.class_ in _COMING),
        absent=tuple(each.attendee for each in people if each.class_ == "absent"),
        participants=tuple(each.attendee for each in people if each.class_ not in _COMING | {"absent"}),
        presence=_presence(meeting, lines, (span for each in stays.values() for span in each)),
        positions={each.person: each.attendee.position for each in people if each.person},
        missing=frozenset(each.person for each in people if each.class_ == "absent"),
    )


def official_position(text: str) -> str:
    """A position as official papers give it: in Thai also where it was noted in English."""
    return ", ".join(_THAI.get(each.strip().casefold(), each.strip()) for each in for_display(text).split(","))


@dataclass(frozen=True, slots=True)
class _Listed:
    person: bytes
    class_: str
    attendee: Attendee

    @classmethod
    def of(cls, line: Record, stays: list[Record], meeting: Record, name: Callable[[bytes], str]) -> _Listed:
        person, stands_for, class_ = _ref(line, "person"), _ref(line, "for"), str(line["class"] or "attend")
        came, left = _edges(stays, str(meeting["opened_at"] or ""), str(meeting["closed_at"] or ""))
        attendee = Attendee(
            name=name(person) if person else for_display(str(line["guest"] or "")),
            position=official_position(str(line["position_text"] or "")),
            stands_for=name(stands_for) if class_ == "proxy" and stands_for else "",
            reason=_reason(line) if class_ == "absent" else "",
            came_late=None if class_ == "absent" else came,
            left_early=None if class_ == "absent" else left,
        )
        return cls(person, class_, attendee)

    @property
    def rank(self) -> tuple[int, str]:
        """The committee by office, whoever has none after it, each by name."""
        first = self.attendee.position.partition(",")[0]
        return _RANK.get(first, len(_RANK)), name_sort_key(self.attendee.name)


def _stays(replica: Replica, lines: Iterable[Record]) -> dict[bytes, list[Record]]:
    stays: dict[bytes, list[Record]] = {}
    for span in replica.list("presence_span", {"attendance": [line.id for line in lines]}, order=["came_at", "id"]):
        stays.setdefault(_ref(span, "attendance"), []).append(span)
    return stays


def _edges(stays: list[Record], opened: str, closed: str) -> tuple[datetime | None, datetime | None]:
    """When somebody came, if after the opening, and when they left for good, if before the close."""
    if not stays or not opened:
        return None, None
    first, last = str(stays[0]["came_at"]), stays[-1]["left_at"]
    came = datetime.fromisoformat(first) if first > opened else None
    left = datetime.fromisoformat(last) if isinstance(last, str) and (not closed or last < closed) else None
    return came, left


def _presence(meeting: Record, lines: list[Record], spans: Iterable[Record]) -> Presence:
    """Nothing is said before anybody was called, for then nobody knows."""
    opened, closed, required = meeting["opened_at"], meeting["closed_at"], meeting["quorum_required"]
    called = any(each["class"] != "absent" or each["reason"] is not None for each in lines)
    if not isinstance(opened, str) or not called:
        return Presence()
    list_ = attendees([_facts(each) for each in lines], [_facts(each) for each in spans])
    at_opening, needed = len(present_people(list_, opened)), required if isinstance(required, int) else None
    came = quorum_came_at(list_, opened, needed) if needed is not None and at_opening < needed else None
    return Presence(
        at_opening,
        datetime.fromisoformat(came) if came is not None else None,
        len(stayed(list_, closed)) if isinstance(closed, str) else None,
        needed,
    )


def _reason(line: Record) -> str:
    code = line["reason"]
    choice = SCHEMA["attendance"]["reason"].choice(str(code)) if code is not None else None
    return choice.label.th if choice else ""


def _facts(record: Record) -> dict[str, object]:
    return {"id": record.id, **{each.name: record[each.name] for each in record.entity.fields}}


def _ref(record: Record, name: str) -> bytes:
    value = record[name]
    return value if isinstance(value, bytes) else b""
