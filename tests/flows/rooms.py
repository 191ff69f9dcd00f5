"""A founded network with a committee, for tests of what happens in its meetings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from netterm.flows.attendance import mark_everybody
from netterm.flows.meetings import open_meeting, plan_meeting
from netterm.flows.members import add_member
from netterm.model import Value
from netterm.store import Record, Replica, found
from netterm.store.keys import Cost

CHEAP = Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1, scrypt_n=10)

PEOPLE = (
    ("นาย", "สมชาย", "ใจดี", "chair"),
    ("นางสาว", "สมศรี", "รักเรียน", "secretary"),
    ("นาง", "มาลี", "ดอกไม้", "treasurer"),
    ("นาย", "วิชัย", "กล้าหาญ", "committee"),
    ("นาย", "ประเสริฐ", "แสงทอง", "committee"),
    ("นาง", "บุญมี", "ศรีสุข", "committee"),
)
MORNING = datetime(2026, 7, 15, 9, 0)  # noqa: DTZ001 - what the clock on the wall shows


@dataclass
class Clock:
    """A wall clock that tests set."""

    now: datetime = field(default=MORNING)

    def __call__(self) -> float:
        return self.now.timestamp()

    def go_on(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)


@dataclass
class Room:
    """A replica whose network has a committee, and the clock on its wall."""

    replica: Replica
    clock: Clock
    people: dict[str, bytes] = field(default_factory=dict)
    """First names → persons."""
    series: bytes = b""

    def record(self, entity: str, id_: bytes) -> Record:
        found_ = self.replica.get(entity, id_)
        assert found_ is not None
        return found_

    def set(self, entity: str, id_: bytes, values: dict[str, Value]) -> None:
        with self.replica.action() as act:
            act.set(entity, id_, values)

    def add(self, entity: str, values: dict[str, Value]) -> bytes:
        with self.replica.action() as act:
            return act.add(entity, values)

    def plan(self, starts_at: str = "2026-07-15T09:30", **values: Value) -> bytes:
        wanted: dict[str, Value] = {"series": self.series, "starts_at": starts_at, "place": "ศาลาประชาคม", **values}
        return plan_meeting(self.replica, wanted)

    def opened(self, starts_at: str = "2026-07-15T09:30", *, everybody: bool = True) -> bytes:
        """A meeting that is open, at which everybody is unless said otherwise."""
        meeting = self.plan(starts_at)
        open_meeting(self.replica, meeting)
        if everybody:
            mark_everybody(self.replica, meeting)
        return meeting

    def certify(self, meeting: bytes, text: str = "รายงาน") -> bytes:
        """Certify the minutes of a meeting that is closed, by a resolution of a later one; returns the version."""
        from netterm.flows.minutes import certify, circulate, render

        if self.record("meeting", meeting)["checker"] is None:
            self.set("meeting", meeting, {"checker": self.people["สมชาย"]})
        version = render(self.replica, meeting, text)
        circulate(self.replica, version)
        certify(self.replica, version, self.resolution())
        return version

    def resolution(self, verb: str = "certify", starts_at: str = "2026-08-15T09:30") -> bytes:
        """What a later meeting resolves about minutes."""
        from netterm.flows.proceedings import record_resolution

        item = self.add("agenda_item", {"meeting": self.opened(starts_at), "heading": "2", "title": "รับรองรายงาน"})
        return record_resolution(self.replica, item, verb, "รับรองโดยไม่มีการแก้ไข")

    def titles(self, meeting: bytes) -> list[tuple[str, str]]:
        """The agenda: heading and title of each item."""
        from netterm.flows.agenda import items

        return [(str(each["heading"]), str(each["title"])) for each in items(self.replica, meeting)]


def committee_room(directory: Path, people: Sequence[tuple[str, str, str, str]] = PEOPLE) -> Room:
    """A network founded by the first of ``people``, who are its committee, with a series of meetings."""
    clock = Clock()
    first, *others = people
    replica, _ = found(
        directory,
        network={"name_th": "เครือข่ายคนพิการตำบลบ้านกลาง", "level": "tambon", "purpose": "เข้าถึงสิทธิ"},
        person=_person(first),
        office=first[3],
        cost=CHEAP,
        clock=clock,
    )
    assert replica.me is not None
    room = Room(replica, clock, {first[1]: replica.me})
    for each in others:
        person, member = add_member(replica, _person(each), {"category": "ordinary"})
        position = room.add("position", {"code": each[3]})
        room.add("term", {"position": position, "member": member, "from": "2026-01-01"})
        room.people[each[1]] = person
    room.series = room.add("series", {"name": "ประชุมคณะกรรมการเครือข่าย", "agenda_template": "1 ประธานแจ้งข่าว\n5 นัดหมาย"})
    return room


def _person(each: tuple[str, str, str, str]) -> dict[str, Value]:
    return {"title": each[0], "first": each[1], "last": each[2]}
