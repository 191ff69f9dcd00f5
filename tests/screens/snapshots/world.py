"""The networks that the screens are looked at with: one that was just founded, and one in the middle of its work.

Clock and randomness are given, so that a network made today is the one that was made when the screens were recorded.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from shutil import copytree
from tempfile import mkdtemp
from typing import Final
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.flows.agenda import add_item, go_to, items
from netterm.flows.attendance import add_guest, mark_absent, mark_everybody, mark_present, roll, unmark
from netterm.flows.discussion import write_discussion
from netterm.flows.meetings import close_meeting, open_meeting, plan_meeting
from netterm.flows.members import add_member
from netterm.flows.proceedings import record_resolution
from netterm.flows.recording import hand_over
from netterm.flows.tasks import give_task, move_due, report_progress
from netterm.locale import Language, current, use
from netterm.model import Compartment, Role, Value
from netterm.model.motions import Counts
from netterm.store import Founding, Replica, found, joined
from netterm.store.keys import Cost

__all__ = ["FOUNDER", "Clock", "empty", "found_cheaply", "full", "hand_back", "name_checker", "opened", "write_on"]

_CHEAP: Final = Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1, scrypt_n=10)
_NOW: Final = datetime(2026, 7, 15, 9, 30, 30)  # noqa: DTZ001 - what the clock on the wall shows, within a minute
_NETWORK: Final[dict[str, Value]] = {
    "name_th": "เครือข่ายคนพิการตำบลบ้านกลาง",
    "level": "tambon",
    "purpose": "ให้คนพิการในตำบลเข้าถึงสิทธิ",
}
FOUNDER: Final[dict[str, Value]] = {"title": "นางสาว", "first": "สมศรี", "last": "รักเรียน", "sex": "female"}
_COMMITTEE: Final = (
    ("นาย", "สมชาย", "ใจดี", "chair"),
    ("นางสาว", "ปิ่นแก้วกัลยาณี", "ศรีสุวรรณภูมิวัฒนานุกูล", "vice"),
    ("นาง", "มาลี", "ดอกไม้", "treasurer"),
    ("ว่าที่ร้อยตรี", "วิชัย", "กล้าหาญ", "committee"),
    ("นาย", "ประเสริฐ", "แสงทอง", "committee"),
    ("นาง", "บุญมี", "ศรีสุข", "committee"),
)
_FIRST: Final = ("กำพล", "ขวัญใจ", "จำเนียร", "ชื่นชม", "น้ำผึ้ง", "เที่ยง", "โปร่ง", "ฤดี", "ใกล้รุ่ง", "ไพฑูรย์", "เปี๊ยก", "ฉวีวรรณ")
_LAST: Final = ("ทองคำ", "อยู่เย็น", "ลำน้ำ", "ปัญญาดี", "ผิวผ่อง")
_MEMBERS: Final = 24
_DISCUSSED: Final = """\
นางมาลี ดอกไม้ รายงานว่า อบต. ตั้งงบประมาณทำทางลาดหน้าศาลาประชาคมไว้แล้ว 48,000 บาท แต่ยังไม่ได้ผู้รับจ้าง
นายประเสริฐเสนอให้เชิญช่างมาวัดพื้นที่พร้อมกันกับกรรมการ เพื่อให้ความชันไม่เกินหนึ่งต่อสิบสอง
ที่ประชุมเห็นว่าควรทำให้เสร็จก่อนวันคนพิการสากล
! นัดช่างวัดทางลาด @ประเสริฐ ^+7
"""
_TASKS: Final = (
    ("ทำหนังสือถึงองค์การบริหารส่วนตำบลบ้านกลางเพื่อขอใช้ศาลาประชาคมและทางลาดในวันประชุมใหญ่สามัญประจำปี", "สมศรี", 12, "1"),
    ("ขอใบเสนอราคาทางลาด", "มาลี", 15, "2"),
    ("นัดช่างวัดพื้นที่", "ประเสริฐ", 16, "2"),
    ("รวบรวมรายชื่อผู้ไม่มีบัตรประจำตัวคนพิการ", "สมศรี", 30, "3"),
    ("ส่งรายงานการประชุมให้ พมจ.", "บุญมี", 31, "2"),
)


class Clock:
    """A clock on the wall that stands, but for what keeps two things in order."""

    def __init__(self, now: datetime = _NOW) -> None:
        self._now = now

    def __call__(self) -> float:
        self._now += timedelta(milliseconds=1)
        return self._now.timestamp()

    def at(self, month: int, day: int, hour: int) -> None:
        self._now = datetime(2026, month, day, hour)  # noqa: DTZ001


def opened(made: Path) -> Replica:
    """A copy of a network, open."""
    directory = Path(mkdtemp(dir=made.parent)) / "data"
    copytree(made, directory)
    return Replica.open(directory, clock=Clock(), random=Random(3).randbytes)


@cache
def empty(folder: Path) -> Path:
    """A network that was just founded: one member, nothing else."""
    return _made(folder / "empty", lambda _replica, _clock: None)


@cache
def full(folder: Path) -> Path:
    """A network at work: members, an old meeting, one that runs, one to come, tasks, and people who disagree."""
    return _made(folder / "full", _work)


def hand_back(replica: Replica) -> None:
    """The chair, to whom the recording was handed, hands it back from his own laptop."""
    theirs = replica.directory.parent / "chair"
    copytree(replica.directory.parent.parent / "chair", theirs)
    with Replica.open(theirs, clock=Clock(), random=Random(4).randbytes) as other:
        _exchange(replica, other)
        assert replica.me is not None
        hand_over(other, other.ids("meeting", {"state": "open"})[0], replica.me)
        _exchange(replica, other)


def name_checker(replica: Replica) -> None:
    """The first on its list is to check the minutes of the meeting that was closed."""
    with replica.action() as act:
        meeting = replica.ids("meeting", {"state": "closed"})[0]
        act.set("meeting", meeting, {"checker": roll(replica, meeting)[0].person})


def write_on(replica: Replica) -> None:
    """Two lines more in the minutes of the meeting that was closed."""
    meeting = replica.ids("meeting", {"state": "closed"})[0]
    text = replica.text("agenda_item", items(replica, meeting)[0].id, "discussion")
    text.insert(len(text.value), "ศูนย์เปิดวันจันทร์ถึงวันศุกร์\nนางมาลีขอให้ติดป้ายบอกทาง\n")
    text.commit()


def found_cheaply(
    directory: Path,
    clock: Clock,
    random: Random,
    network: Mapping[str, Value],
    person: Mapping[str, Value],
    office: str,
) -> tuple[Replica, Founding]:
    """Found a network whose keys guard nothing and are the same each time, and for which nobody waits."""
    keys = iter([Ed25519PrivateKey.from_private_bytes(random.randbytes(32)) for _ in range(2)])
    with patch.object(Ed25519PrivateKey, "generate", lambda: next(keys)):
        return found(
            directory,
            network=network,
            person=person,
            office=office,
            label="โน้ตบุ๊กของสมศรี",
            cost=_CHEAP,
            clock=clock,
            random=random.randbytes,
        )


def _made(directory: Path, write: "Callable[[Replica, Clock], None]") -> Path:
    clock = Clock()
    clock.at(5, 1, 9)
    language = current()
    use(Language.TH)  # what the program writes into records is written as in Thai networks
    try:
        replica, _founding = found_cheaply(directory, clock, Random(1), _NETWORK, FOUNDER, "secretary")
        with replica:
            write(replica, clock)
    finally:
        use(language)
    return directory


def _work(replica: Replica, clock: Clock) -> None:
    people = _people(replica)
    with replica.action() as act:
        series = act.add("series", {"name": "ประชุมคณะกรรมการเครือข่าย", "agenda_template": "1 ประธานแจ้งข่าว\n5 นัดหมาย"})
    _old_meeting(replica, clock, series)
    clock.at(7, 1, 9)
    for title, name, day, priority in _TASKS:
        give_task(replica, title, people[name], date(2026, 7, day), priority=priority)
    _report(replica)
    with replica.action() as act:
        planned: dict[str, Value] = {
            "series": series,
            "starts_at": "2026-08-15T09:30",
            "place": "ศาลาประชาคมบ้านกลาง",
            "state": "planned",
        }
        act.add("meeting", {**planned, "title": "ประชุมใหญ่สามัญประจำปี", "kind": "special"})
    clock.at(7, 15, 9)
    _running_meeting(replica, series)
    _disagree(replica, clock)


def _people(replica: Replica) -> dict[str, bytes]:
    """The committee by first names, and everybody else."""
    assert replica.me is not None
    people = {str(FOUNDER["first"]): replica.me}
    for title, first, last, office in _COMMITTEE:
        values: dict[str, Value] = {"title": title, "first": first, "last": last, "nick": first[:3]}
        person, member = add_member(replica, values, {"category": "ordinary", "joined_on": "2026-05-01"})
        with replica.action() as act:
            position = act.add("position", {"code": office})
            act.add("term", {"position": position, "member": member, "from": "2026-05-01"})
        people[first] = person
    for at in range(_MEMBERS):
        named: dict[str, Value] = {"title": "นาย" if at % 2 else "นาง", "first": _FIRST[at % 12], "last": _LAST[at % 5]}
        joined: dict[str, Value] = {"category": ("ordinary", "family", "supporting")[at % 3], "level": str(at % 4)}
        add_member(replica, named, {**joined, "joined_on": f"2026-06-{at + 1:02}"})
    return people


def _old_meeting(replica: Replica, clock: Clock, series: bytes) -> None:
    clock.at(6, 13, 9)
    meeting = plan_meeting(replica, {"series": series, "starts_at": "2026-06-13T09:30", "place": "ศาลาประชาคมบ้านกลาง"})
    add_item(replica, meeting, "เลือกผู้แทนเข้าร่วมประชุมระดับอำเภอ", heading="4")
    open_meeting(replica, meeting)
    mark_everybody(replica, meeting)
    first, *_more, last = items(replica, meeting)
    write_discussion(replica, first.id, "ประธานแจ้งว่าศูนย์บริการคนพิการตำบลเปิดทำการแล้ว\n")
    record_resolution(replica, first.id, "acknowledge", "รับทราบ")
    record_resolution(replica, last.id, "approve", "เห็นชอบตามเสนอ", unanimous=True)
    clock.at(6, 13, 12)
    close_meeting(replica, meeting)


def _running_meeting(replica: Replica, series: bytes) -> None:
    meeting = plan_meeting(replica, {"series": series, "starts_at": "2026-07-15T09:30", "place": "ศาลาประชาคมบ้านกลาง"})
    item = add_item(
        replica, meeting, "ทางลาดและห้องน้ำสำหรับผู้ใช้รถเข็นที่ศาลาประชาคมบ้านกลางและที่โรงพยาบาลส่งเสริมสุขภาพตำบล", heading="4"
    )
    add_item(replica, meeting, "จัดวันคนพิการสากล", heading="4")
    open_meeting(replica, meeting)
    mark_everybody(replica, meeting)
    lines = roll(replica, meeting)
    mark_absent(replica, lines[-1].attendance, "sick")
    unmark(replica, lines[-2].attendance)
    mark_present(replica, lines[-3].attendance)
    add_guest(replica, meeting, "นายช่างวิทยา", "กองช่าง อบต.")
    go_to(replica, item)
    write_discussion(replica, item, _DISCUSSED)
    text = "เห็นชอบให้ทำทางลาดหน้าศาลาประชาคม"
    record_resolution(replica, item, "approve", text, counts=Counts(3, 1, 1))


def _report(replica: Replica) -> None:
    tasks = {str(each["title"]): each.id for each in replica.list("task")}
    letter, offer = (task for title, task in tasks.items() if "ทางลาด" in title)
    report_progress(replica, offer, "โทรหาร้านแล้วสองร้าน รออีกหนึ่งร้าน", percent=40)
    move_due(replica, offer, date(2026, 7, 20), "ร้านที่สามหยุดยาว")
    report_progress(replica, letter, "นายกติดราชการ ไม่มีผู้ลงนาม", state="blocked")
    report_progress(replica, tasks["ส่งรายงานการประชุมให้ พมจ."], "ส่งแล้ว", state="done")


def _disagree(replica: Replica, clock: Clock) -> None:
    """The chair's laptop has all data; on both, people wrote different things before they met again."""
    chair = replica.find("person", "นายสมชาย ใจดี")
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    admission = replica.admit(
        key.public_key().public_bytes_raw(),
        person=chair,
        name="นายสมชาย ใจดี",
        computer="โน้ตบุ๊กของประธาน",
        roles=frozenset({Role.MEMBER, Role.REGISTRAR}),
    )
    directory = replica.directory.parent / "chair"
    with joined(directory, admission, key, cost=_CHEAP, clock=clock, random=Random(2).randbytes) as other:
        _exchange(replica, other)
        person = replica.find("person", "นางมาลี ดอกไม้")
        task = replica.list("task", {"state": "doing"})[0].id
        for laptop, nick, title in (
            (replica, "ลี", "ขอใบเสนอราคาทางลาดจากสามร้าน"),
            (other, "แมว", "ขอใบเสนอราคาทางลาดและห้องน้ำสำหรับผู้ใช้รถเข็นจากร้านในอำเภออย่างน้อยสามร้าน"),
        ):
            with laptop.action() as act:
                act.set("person", person, {"nick": nick})
                act.set("task", task, {"title": title})
        _exchange(replica, other)


def _exchange(first: Replica, second: Replica) -> None:
    for source, target in ((first, second), (second, first)):
        for compartment in (Compartment.TRUST, Compartment.GENERAL):
            for batch, _ in tuple(source.outgoing(compartment, target.heads(compartment))):
                target.merge(compartment, batch)
