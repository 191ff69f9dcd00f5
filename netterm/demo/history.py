"""Two years of monthly meetings: who came, what was said and resolved, what became of the tasks, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from netterm.demo.matters import ANNOUNCED, COMING, CONSIDERED, OBSTACLES, OTHER, PROGRESS, Matter
from netterm.flows.minutes import certify, circulate, render
from netterm.language.calendar_names import buddhist_year
from netterm.model.order_keys import spread
from netterm.papers.minutes import markdown

if TYPE_CHECKING:
    from netterm.demo.making import Clock
    from netterm.model import Value
    from netterm.store import Replica

MEETINGS: Final = 24
_PLACE: Final = "ศาลาประชาคมบ้านสวนหม่อน"
_NAME: Final = "ประชุมคณะกรรมการเครือข่าย"
_TEMPLATE: Final = "1 ประธานแจ้งให้ที่ประชุมทราบ\n5 นัดหมายการประชุมครั้งต่อไป"
_POSITIONS: Final = {
    "chair": "ประธาน",
    "vice": "รองประธาน",
    "secretary": "เลขานุการ",
    "asst_secretary": "ผู้ช่วยเลขานุการ",
    "treasurer": "เหรัญญิก",
    "registrar": "นายทะเบียน",
    "pr": "ประชาสัมพันธ์",
    "committee": "กรรมการ",
}
_QUORUM: Final = 5
_AWAY: Final = 0.2
"""The share of an ordinary committee member's meetings that they miss."""
_KEPT: Final = 0.9
"""The share of older tasks that were done in the end."""

Committee = Mapping[str, list[bytes]]


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item as it is dealt with."""

    id: bytes
    heading: str
    matter: Matter
    words: Mapping[str, str]


@dataclass(slots=True)
class _Told:
    """What the meetings before left for those that follow."""

    tasks: list[tuple[bytes, date, str]] = field(default_factory=list)
    """Open ones: id, due day, title."""
    minutes: bytes | None = None
    """The version that was circulated of the meeting before."""


class Storyteller:
    """Writes the meetings one after the other, each at its own time."""

    def __init__(self, replica: Replica, clock: Clock, random: Random, committee: Committee, today: date) -> None:
        self._replica = replica
        self._clock = clock
        self._random = random
        self._today = today
        self._seats = [(code, person) for code in _POSITIONS for person in committee.get(code, ())]
        self._person = {code: people[0] for code, people in committee.items()}
        self._names = {person: replica.title("person", person) for _, person in self._seats}
        self._told = _Told()
        self._matters = list(CONSIDERED)
        with replica.action() as act:
            self._series = act.add(
                "series",
                {"name": _NAME, "rule": "FREQ=MONTHLY;BYDAY=2SA", "venue": _PLACE, "agenda_template": _TEMPLATE},
            )

    def hold(self, day: date, number: int) -> None:
        """One meeting, from its plan to its close."""
        meeting = self._plan(day)
        self._clock.at(day, 9, 30)
        items = self._open(meeting, day, number)
        self._clock.at(day, 10)
        self._write(items)
        self._clock.at(day, 12)
        self._close(meeting, day, items)
        self._clock.at(day + timedelta(days=2), 10)
        self._told.minutes = render(self._replica, meeting, markdown(self._replica, meeting))
        circulate(self._replica, self._told.minutes)
        self._report(day)

    def plan_next(self) -> None:
        """The meeting that the committee waits for."""
        day = self._today + timedelta(days=3)
        self._clock.at(self._today - timedelta(days=1), 14)
        with self._replica.action() as act:
            meeting = act.add("meeting", self._planned(day))
            for key, title in zip(spread(len(COMING)), COMING, strict=True):
                act.add("agenda_item", {"meeting": meeting, "heading": "4", "order": key, "title": title,
                                        "purpose": "decide"})  # fmt: skip
        with self._replica.action() as act:
            act.set("meeting", meeting, {"state": "notified"})

    def _planned(self, day: date) -> dict[str, Value]:
        return {
            "series": self._series,
            "title": _NAME,
            "starts_at": f"{day.isoformat()}T09:30",
            "place": _PLACE,
            "access_arrangements": "ทางลาดด้านข้าง ล่ามภาษามือหนึ่งคน เอกสารตัวอักษรใหญ่",
            "chair": self._person["chair"],
            "secretary": self._person["secretary"],
            "checker": self._person["vice"],
        }

    def _plan(self, day: date) -> bytes:
        self._clock.at(day - timedelta(days=8), 15)
        with self._replica.action() as act:
            return act.add("meeting", self._planned(day))

    def _open(self, meeting: bytes, day: date, number: int) -> list[Item]:
        agenda = list(self._agenda(day, number))
        with self._replica.action() as act:
            act.set(
                "meeting",
                meeting,
                {"state": "open", "opened_at": f"{day.isoformat()}T09:3{number % 6}", "quorum_required": _QUORUM},
            )
            for code, person in self._seats:
                act.add("attendance", self._attendance(meeting, code, person))
            items = []
            for key, (heading, matter, words, task) in zip(spread(len(agenda)), agenda, strict=True):
                values: dict[str, Value] = {"meeting": meeting, "heading": heading, "order": key, "task": task}
                values["title"] = matter.title.format_map(words)
                values["purpose"] = "decide" if heading in {"2", "4"} else "inform"
                items.append(Item(act.add("agenda_item", values), heading, matter, words))
        return items

    def _attendance(self, meeting: bytes, code: str, person: bytes) -> dict[str, Value]:
        values: dict[str, Value] = {"meeting": meeting, "person": person, "position_text": _POSITIONS[code]}
        if code not in {"chair", "secretary", "vice", "treasurer"} and self._random.random() < _AWAY:
            return values | {"class": "absent", "reason": self._random.choice(("duty", "sick", "leave"))}
        return values | {"class": "attend"}

    def _agenda(self, day: date, number: int) -> Iterator[tuple[str, Matter, Mapping[str, str], bytes | None]]:
        words = self._words(day)
        yield "1", self._random.choice(ANNOUNCED), words, None
        if number > 1:
            yield "2", _CERTIFIED, words, None
        for task, _due, title in self._told.tasks[:2]:
            yield (
                "3",
                Matter(f"ติดตาม: {title}", ("{speaker} รายงานความคืบหน้า ที่ประชุมรับทราบและขอให้เร่งดำเนินการ",)),
                words,
                task,
            )
        for _ in range(2 + number % 2):
            if not self._matters:
                self._matters = list(CONSIDERED)
            yield "4", self._matters.pop(self._random.randrange(len(self._matters))), self._words(day), None
        yield "5", self._random.choice(OTHER), words, None

    def _words(self, day: date) -> dict[str, str]:
        speaker, other = self._random.sample([person for _, person in self._seats], 2)
        return {
            "chair": "ประธาน",
            "secretary": "เลขานุการ",
            "treasurer": "เหรัญญิก",
            "speaker": self._names[speaker],
            "other": self._names[other],
            "moo": str(self._random.randint(1, 9)),
            "year": str(buddhist_year(day)),
            "count": str(self._random.randint(3, 12)),
        }

    def _write(self, items: list[Item]) -> None:
        for item in items:
            text = self._replica.text("agenda_item", item.id, "discussion")
            text.insert(0, "\n".join(line.format_map(item.words) for line in item.matter.lines))
            text.commit()

    def _close(self, meeting: bytes, day: date, items: list[Item]) -> None:
        present = len(self._seats) - self._replica.count("attendance", {"meeting": meeting, "class": "absent"})
        with self._replica.action() as act:
            for item in items:
                act.set("agenda_item", item.id, {"state": "done"})
                if item.matter.verb:
                    resolution = act.add("resolution", self._resolution(item, present))
                    if item.matter.task:
                        title, due = item.matter.task.format_map(item.words), day + timedelta(days=item.matter.days)
                        values: dict[str, Value] = {"item": item.id, "origin": resolution, "title": title}
                        values |= {"assignee": self._random.choice(self._seats)[1], "due": due.isoformat()}
                        values["priority"] = self._random.choice("12223")
                        self._told.tasks.append((act.add("task", values), due, title))
            closed = datetime.combine(day, time(11, self._random.randint(30, 59)))
            act.set("meeting", meeting, {"state": "closed", "closed_at": closed.isoformat(timespec="minutes")})
        if self._told.minutes is not None:
            about = next(item.id for item in items if item.heading == "2")
            certify(self._replica, self._told.minutes, self._replica.ids("resolution", {"item": about})[0])

    def _resolution(self, item: Item, present: int) -> dict[str, Value]:
        values: dict[str, Value] = {"item": item.id, "verb": item.matter.verb}
        values |= {"text": item.matter.resolved.format_map(item.words), "present": present, "quorum_required": _QUORUM}
        if item.matter.verb in {"approve", "allow"}:
            values |= {"for": present, "against": 0, "abstain": 0}
        return values

    def _report(self, day: date) -> None:
        """What became of the tasks until the next meeting: most get done, some hang, some are forgotten."""
        left: list[tuple[bytes, date, str]] = []
        with self._replica.action() as act:
            for task, due, title in self._told.tasks:
                state = self._fate(day, due)
                if state != "open":
                    act.set("task", task, _outcome(state, self._random))
                    act.add("task_log", self._log(task, state, min(day + timedelta(days=9), self._today)))
                if state in {"open", "doing", "blocked"}:
                    left.append((task, due, title))
        self._told.tasks = left

    def _fate(self, day: date, due: date) -> str:
        chance = self._random.random()
        if (self._today - day).days < 75:
            for state, share in _LATELY:
                if chance < share:
                    return state
        return "done" if chance < _KEPT or due < day - timedelta(days=40) else "cancelled"

    def _log(self, task: bytes, state: str, on: date) -> dict[str, Value]:
        text = self._random.choice(PROGRESS)
        percent = 100 if state == "done" else self._random.choice((20, 40, 50, 70))
        by = self._random.choice(self._seats)[1]
        return {"task": task, "on": on.isoformat(), "by": by, "percent": percent, "text": text}


_LATELY: Final = (
    *(("open", 0.25), ("doing", 0.5), ("blocked", 0.6), ("submitted", 0.7), ("done", 0.95), ("cancelled", 1.0)),
)
"""How the tasks of the last months stand: each state up to its share."""
_CERTIFIED: Final = Matter(
    "รับรองรายงานการประชุมครั้งที่แล้ว",
    ("{secretary} เสนอรายงานการประชุมครั้งที่แล้วซึ่งได้แจ้งเวียนให้กรรมการทุกคนแล้ว ไม่มีผู้ขอแก้ไข",),
    "certify",
    "รับรองรายงานการประชุมโดยไม่มีการแก้ไข",
)


def _outcome(state: str, random: Random) -> dict[str, Value]:
    percent = {"done": 100, "submitted": 90}.get(state, random.choice((20, 40, 60)))
    values: dict[str, Value] = {"state": state, "percent": percent}
    if state == "blocked":
        values["obstacle"] = random.choice(OBSTACLES)
    if state == "cancelled":
        values["cancel_reason"] = "หน่วยงานอื่นรับไปดำเนินการแล้ว"
    if state == "done":
        values["result"] = "ดำเนินการเรียบร้อย รายงานที่ประชุมแล้ว"
    return values


def write_history(
    replica: Replica,
    clock: Clock,
    random: Random,
    committee: Committee,
    today: date,
    told: Callable[[int, int], None] = lambda _done, _total: None,
) -> None:
    """Meetings of the last two years, and the next one planned; ``told`` hears how many are held, of how many."""
    teller = Storyteller(replica, clock, random, committee, today)
    for number, day in enumerate(_meeting_days(today), start=1):
        told(number - 1, MEETINGS)
        teller.hold(day, number)
    teller.plan_next()


def _meeting_days(today: date) -> list[date]:
    """The second Saturdays of the last months, the oldest first; the last is a fortnight ago or more."""
    days: list[date] = []
    year, month = today.year, today.month
    while len(days) < MEETINGS:
        day = _second_saturday(year, month)
        if day <= today - timedelta(days=14):
            days.append(day)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return days[::-1]


def _second_saturday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(5 - first.weekday()) % 7 + 7)
