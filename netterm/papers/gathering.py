"""The minutes of a meeting, read from a replica."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from netterm.errors import Failure
from netterm.language.clean import for_display
from netterm.language.collation import name_sort_key
from netterm.language.numbers import Digits
from netterm.locale import N_, Language
from netterm.model import SCHEMA, Value
from netterm.model.agenda import HEADING_CODES, heading_label, numbered
from netterm.model.minutes_lines import resolution_sentence
from netterm.model.values import Showing, show, show_number
from netterm.papers.attendance import Attendance, attendance
from netterm.papers.document import (
    Corrected,
    Heading,
    Item,
    MinutesDocument,
    Motion,
    Question,
    Resolution,
    Signatory,
    Task,
    Votes,
)
from netterm.papers.said_once import said_once

if TYPE_CHECKING:
    from netterm.store import Record, Replica

__all__ = ["NoSuchMeeting", "gather"]

_FATES = frozenset({"carried", "withdrawn"})
_ENDED = frozenset({"carried", "lost", "tabled", "withdrawn"})


class NoSuchMeeting(Failure):
    """There is no such meeting, or it was deleted."""


def gather(replica: Replica, meeting_id: bytes) -> MinutesDocument:
    """The minutes of a meeting as they stand now. Raises `NoSuchMeeting`."""
    meeting = replica.get("meeting", meeting_id)
    if meeting is None:
        raise NoSuchMeeting(N_("There is no such meeting here: sync first, or choose one from the list of meetings."))
    return _Gathering(replica, meeting).document()


@dataclass
class _Gathering:
    """One meeting, and the names that were looked up for it."""

    replica: Replica
    meeting: Record
    names: dict[bytes, str] = field(default_factory=dict)

    def document(self) -> MinutesDocument:
        network = next(iter(self.replica.list("network", limit=1)), None)
        own = {} if network is None else _facts(network)
        list_ = attendance(self.replica, self.meeting, self.name)
        questions = self.replica.list("question", {"meeting": self.meeting.id}, order=["id"])
        agenda = self.replica.list("agenda_item", {"meeting": self.meeting.id})
        ids = {each.id for each in agenda}
        return MinutesDocument(
            body=_line(self.meeting, "title") or self._series_name(),
            network=for_display(str(own.get("name_th") or "")),
            number=self.number(self.meeting),
            special=self.meeting["kind"] == "special",
            day=_day(self.meeting, "opened_at") or _day(self.meeting, "starts_at") or self.replica.today(),
            place=_line(self.meeting, "place"),
            present=list_.present,
            absent=list_.absent,
            participants=list_.participants,
            opened=_moment(self.meeting, "opened_at"),
            chair="" if self.meeting["chair"] in list_.missing else self.person(self.meeting, "chair"),
            presence=list_.presence,
            headings=self._headings(agenda, own, questions),
            questions=tuple(self.question(each) for each in questions if each["item"] not in ids),
            next_meeting=_moment(self.meeting, "next_meeting"),
            closed=_moment(self.meeting, "closed_at"),
            recorder=self._signatory("secretary", list_),
            checker=self._signatory("checker", list_),
            digits=Digits.THAI if own.get("digits") == Digits.THAI.value else Digits.ARABIC,
        )

    def name(self, person: bytes) -> str:
        """A person's name as it is written out; '' where it is not known."""
        if person not in self.names:
            self.names[person] = for_display(self.replica.title("person", person))
        return self.names[person]

    def person(self, record: Record, name: str) -> str:
        id_ = record[name]
        return self.name(id_) if isinstance(id_, bytes) else ""

    def number(self, record: Record) -> str:
        declared = record.entity.number
        if declared is None or record[declared.name] is None:
            return ""
        return show_number(record.entity, _facts(record), Showing(Language.TH, record_of=self._record_of))

    def question(self, record: Record) -> Question:
        return Question(
            text=_prose(record, "text"),
            asked_by=self.person(record, "asked_by"),
            answer=_prose(record, "answer"),
            answered_by=self.person(record, "answered_by"),
        )

    def _headings(
        self, agenda: list[Record], own: Mapping[str, Value], questions: Iterable[Record]
    ) -> tuple[Heading, ...]:
        by_id = {each.id: each for each in agenda}
        what_came = _WhatCame.of(self.replica, agenda, questions)
        items: dict[str, list[Item]] = {code: [] for code in HEADING_CODES}
        for number, values in numbered(_facts(each) for each in agenda):
            record = by_id[_id(values)]
            items.setdefault(number.partition(".")[0], []).append(self._item(number, record, what_came))
        return tuple(
            Heading(code, for_display(heading_label(code, own, Language.TH)), tuple(under))
            for code, under in items.items()
        )

    def _item(self, number: str, record: Record, what_came: _WhatCame) -> Item:
        item = Item(
            number=number,
            title=_line(record, "title"),
            presenter=self.person(record, "presenter"),
            fate=_label(record, "state") if record["state"] in _FATES else "",
            discussion=_lines(_prose(record, "discussion")),
            questions=tuple(map(self.question, what_came.questions.get(record.id, ()))),
            motions=tuple(map(self._motion, what_came.motions.get(record.id, ()))),
            resolutions=tuple(map(self._resolution, what_came.resolutions.get(record.id, ()))),
            tasks=tuple(map(self._task, what_came.tasks.get(record.id, ()))),
        )
        return said_once(item)

    def _motion(self, record: Record) -> Motion:
        return Motion(
            text=_prose(record, "text"),
            mover=self.person(record, "mover"),
            seconder=self.person(record, "seconder"),
            outcome=_label(record, "state") if record["state"] in _ENDED else "",
            votes=_votes(record, None),
            named=self._named(record) if record["ballot"] == "named" else (),
        )

    def _named(self, motion: Record) -> tuple[tuple[str, tuple[str, ...]], ...]:
        votes = self.replica.list("vote", {"motion": motion.id})
        names: dict[str, list[str]] = {}
        for vote in votes:  # in the order of the choices
            names.setdefault(_label(vote, "choice"), []).append(self.person(vote, "person"))
        return tuple((choice, tuple(sorted(found, key=name_sort_key))) for choice, found in names.items())

    def _resolution(self, record: Record) -> Resolution:
        present = _count(record, "present")
        return Resolution(
            sentence=resolution_sentence(_label(record, "verb"), _prose(record, "text")),
            number=self.number(record),
            votes=_votes(record, present),
            below_quorum=_prose(record, "override_reason"),
            present=present,
            required=_count(record, "quorum_required"),
            corrected=tuple(self._corrected(record.id)),
        )

    def _corrected(self, resolution: bytes) -> Iterator[Corrected]:
        """What was put right in the minutes that it certifies, in the order in which it was."""
        for certified in self.replica.list("minutes_version", {"certified_by": resolution}, order=["id"]):
            steps = [certified]
            while (before := self._version_before(steps[-1])) is not None and before["certified_by"] is None:
                steps.append(before)
            for each in reversed(steps):
                if passage := _line(each, "correction_before"):
                    yield Corrected(passage, _line(each, "correction_after"), self.person(each, "proposer"))

    def _version_before(self, version: Record) -> Record | None:
        """The one that it corrects."""
        corrects = version["corrects"]
        return self.replica.get("minutes_version", corrects) if isinstance(corrects, bytes) else None

    def _task(self, record: Record) -> Task:
        helpers = record["helpers"]
        ids = helpers if isinstance(helpers, tuple) else ()
        return Task(
            title=_line(record, "title"),
            assignee=self.person(record, "assignee"),
            helpers=tuple(self.name(each) for each in ids if isinstance(each, bytes)),
            due=_day(record, "due"),
        )

    def _signatory(self, name: str, list_: Attendance) -> Signatory:
        person = self.meeting[name]
        if not isinstance(person, bytes):
            return Signatory("", "")
        return Signatory(self.name(person), list_.positions.get(person, ""))

    def _series_name(self) -> str:
        series = self.meeting["series"]
        found = self.replica.get("series", series) if isinstance(series, bytes) else None
        return _line(found, "name") if found else ""

    def _record_of(self, entity: str, id_: bytes) -> Mapping[str, Value]:
        found = self.replica.get(entity, id_)
        return {} if found is None else _facts(found)


@dataclass(frozen=True, slots=True)
class _WhatCame:
    """What hangs on the items of an agenda, by item, in the order of making or of their numbers."""

    questions: Mapping[bytes, list[Record]]
    motions: Mapping[bytes, list[Record]]
    resolutions: Mapping[bytes, list[Record]]
    tasks: Mapping[bytes, list[Record]]

    @classmethod
    def of(cls, replica: Replica, agenda: Iterable[Record], questions: Iterable[Record]) -> _WhatCame:
        ids = [each.id for each in agenda]
        resolutions = sorted(replica.list("resolution", {"item": ids}), key=_in_number_order)
        item_of: dict[object, object] = {each.id: each["item"] for each in resolutions}
        tasks = {each.id: each for each in replica.list("task", {"item": ids}, order=["id"])}
        by_resolution = replica.list("task", {"origin": [each.id for each in resolutions]}, order=["id"])
        owners: dict[bytes, object] = {each.id: item_of[each["origin"]] for each in by_resolution}
        owners |= {each.id: each["item"] for each in tasks.values()}
        tasks |= {each.id: each for each in by_resolution}
        return cls(
            questions=_by_item((each["item"], each) for each in questions),
            motions=_by_item((each["item"], each) for each in replica.list("motion", {"item": ids}, order=["id"])),
            resolutions=_by_item((each["item"], each) for each in resolutions),
            tasks=_by_item((owners[id_], tasks[id_]) for id_ in sorted(tasks)),
        )


def _in_number_order(record: Record) -> tuple[bool, int, bytes]:
    number = _count(record, "number")
    return number is None, number or 0, record.id


def _by_item(found: Iterable[tuple[object, Record]]) -> dict[bytes, list[Record]]:
    grouped: dict[bytes, list[Record]] = {}
    for item, record in found:
        if isinstance(item, bytes):
            grouped.setdefault(item, []).append(record)
    return grouped


def _votes(record: Record, present: int | None) -> Votes | None:
    for_, against, abstain = (_count(record, name) for name in ("for", "against", "abstain"))
    if for_ is None and against is None and abstain is None:
        return None
    unanimous = for_ is not None and 0 < for_ == present and not against and not abstain
    return Votes(for_ or 0, against or 0, abstain or 0, unanimous)


def _facts(record: Record) -> dict[str, Value]:
    held = ((each.name, record[each.name]) for each in record.entity.fields)
    return {name: value for name, value in held if not isinstance(value, tuple)} | {"id": record.id}


def _id(values: Mapping[str, Value]) -> bytes:
    found = values["id"]
    assert isinstance(found, bytes)
    return found


def _line(record: Record, name: str) -> str:
    value = record[name]
    return for_display(value).strip() if isinstance(value, str) else ""


def _prose(record: Record, name: str) -> str:
    value = record[name]
    return for_display(value, multiline=True).strip() if isinstance(value, str) else ""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _label(record: Record, name: str) -> str:
    """A choice in Thai; a code that this version does not know as it is."""
    value = record[name]
    if not isinstance(value, str):
        return ""
    return show(SCHEMA[record.entity.name][name], value, Showing(Language.TH))


def _count(record: Record, name: str) -> int | None:
    value = record[name]
    return value if isinstance(value, int) else None


def _moment(record: Record, name: str) -> datetime | None:
    value = record[name]
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None


def _day(record: Record, name: str) -> date | None:
    value = record[name]
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None
