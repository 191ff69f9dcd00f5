"""What a secretary does in a meeting, in so many keys: real keys through a terminal, counted as a person presses them.

Text is not counted: what is counted are the keys beside it. The program runs as it is installed, in Thai, at 80 × 24.
"""

import shlex
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from netterm.flows.agenda import add_item, items
from netterm.flows.attendance import mark_everybody, roll
from netterm.flows.meetings import close_meeting, open_meeting, plan_meeting
from netterm.flows.members import add_member
from netterm.model import Value
from netterm.store import Record, Replica, found
from netterm.store.keys import Cost
from tests.scenarios.screens.terminal import Terminal, netterm

pytestmark = pytest.mark.needs("tmux")

CHEAP = Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1, scrypt_n=10)
FIRST_NAMES = ("สมชาย", "สมศรี", "มาลี", "วิชัย", "ประเสริฐ", "บุญมี", "กมล", "ดวงใจ", "อรทัย", "ธีระ")
LEFT_OVER, DECIDED, OTHER = "ทางลาดหน้าสำนักงาน", "งบประมาณประจำปี", "เรื่องทั่วไป"


_BETWEEN_KEYS = 0.12
"""Seconds: letters that come faster than a person presses keys are taken for text that went astray."""


@dataclass
class Fingers:
    """A person at the keyboard."""

    terminal: Terminal
    pressed: int = 0

    def press(self, *keys: str) -> None:
        """Keys, each of which counts."""
        for key in keys:
            self.pressed += 1
            self.terminal.press(key)
            time.sleep(_BETWEEN_KEYS)

    def type(self, text: str) -> None:
        """Text, which does not count."""
        self.terminal.type(text)

    @contextmanager
    def within(self, most: int) -> Iterator[None]:
        """Fails where more keys were pressed than UX.md allows."""
        before = self.pressed
        yield
        assert self.pressed - before <= most, f"{self.pressed - before} keys, {most} allowed"


@dataclass
class Desk:
    """A laptop on which a committee of ten has a meeting planned, and left something over from the last one."""

    home: Path
    fingers: Fingers
    meeting: bytes

    def sees(self, *texts: str, gone: str = "") -> str:
        shown = self.fingers.terminal.shows(*map(as_sent, texts), gone=as_sent(gone))
        return shown.replace("ํา", "ำ")

    def replica(self) -> Replica:
        """What is kept by now, read by another process as it were."""
        return Replica.open(self.home / "data")

    def only(self, entity: str, where: dict[str, Value] | None = None) -> Record:
        with self.replica() as replica:
            (record,) = replica.list(entity, where or {})
        return record

    def the(self, entity: str, title: str) -> Record:
        """The record that is called so, once it is kept."""
        with self.replica() as replica:
            found_ = [each for each in replica.list(entity) if title in replica.title(entity, each.id)]
        assert len(found_) == 1, (entity, title, found_)
        return found_[0]


def as_sent(text: str) -> str:
    """Sara am goes to the terminal as its two halves, since some draw the whole one narrow."""
    return text.replace("ำ", "ํา")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    meeting = committee_of_ten(tmp_path / "data")
    with ExitStack() as stack:
        terminal = Terminal(stack, tmp_path, f"cd {shlex.quote(str(tmp_path))} && exec {netterm('--lang', 'th')}")
        yield Desk(tmp_path, Fingers(terminal), meeting)


def committee_of_ten(directory: Path) -> bytes:
    """A committee with an item left over from its last meeting, and the next meeting planned; that meeting."""
    network: dict[str, Value] = {"name_th": "เครือข่ายคนพิการตำบลบ้านกลาง", "level": "tambon", "purpose": "เข้าถึงสิทธิ"}
    people = [{"title": "นาง", "first": first, "last": f"บ้านกลาง{first}"} for first in FIRST_NAMES]
    replica, _kit = found(directory, network=network, person=people[1], office="secretary", cost=CHEAP)
    with replica:
        for at, person in enumerate(people):
            if at != 1:
                _someone, member = add_member(replica, dict(person), {"category": "ordinary"})
                with replica.action() as act:
                    position = act.add("position", {"code": "chair" if at == 0 else "committee"})
                    act.add("term", {"position": position, "member": member, "from": "2026-01-01"})
        with replica.action() as act:
            series = act.add("series", {"name": "ประชุมคณะกรรมการ"})
        last = plan_meeting(replica, {"series": series, "starts_at": days_from_now(-30), "place": "ศาลาประชาคม"})
        open_meeting(replica, last)
        mark_everybody(replica, last)
        add_item(replica, last, LEFT_OVER)
        close_meeting(replica, last)
        coming = plan_meeting(replica, {"series": series, "starts_at": days_from_now(0), "place": "ศาลาประชาคม"})
        add_item(replica, coming, DECIDED)
        add_item(replica, coming, OTHER, heading="5")
    return coming


def days_from_now(days: int) -> str:
    return (datetime.now() + timedelta(days=days)).isoformat(timespec="minutes")  # noqa: DTZ005 - the wall's clock


def begin_minutes(desk: Desk) -> None:
    """Open the meeting, everybody present, and go to the item that is to be decided."""
    desk.sees("ประชุมครั้งต่อไป")
    desk.fingers.press("m")
    desk.sees("การประชุม · 2 รายการ")
    desk.fingers.press("o")
    desk.sees("เช็กชื่อ", FIRST_NAMES[9])
    desk.fingers.press("e", "w")
    desk.sees("F9")
    while DECIDED not in (shown := item_shown(desk)):
        desk.fingers.press("F8")
        desk.sees("F9", gone=shown)


def item_shown(desk: Desk) -> str:
    """Number and title of the item, without how long it has taken."""
    return desk.sees("F9").splitlines()[1].split("·")[0].strip()


def test_opening_the_next_meeting_with_what_was_left_over_and_a_roll_call_of_ten(desk: Desk) -> None:
    desk.sees("ประชุมครั้งต่อไป")
    with desk.fingers.within(15):
        desk.fingers.press("m")
        desk.sees("การประชุม · 2 รายการ")
        desk.fingers.press("o")
        desk.sees("เช็กชื่อ", FIRST_NAMES[9])
        desk.fingers.press(*["Space"] * 9, "s")
        desk.sees("องค์ประชุม")
        desk.fingers.press("w")
        desk.sees("F9")
    with desk.replica() as replica:
        opened = replica.get("meeting", desk.meeting)
        assert opened is not None
        assert opened["state"] == "open"
        assert opened["opened_at"]
        assert opened["quorum_required"] == 5
        assert [place.here for place in roll(replica, desk.meeting)].count(True) == 9
        assert (LEFT_OVER, "3") in [(each["title"], each["heading"]) for each in items(replica, desk.meeting)]


def test_lines_items_resolutions_and_tasks(desk: Desk) -> None:
    begin_minutes(desk)
    fingers = desk.fingers
    fingers.type("เหรัญญิกเสนองบประมาณ")
    with fingers.within(1):
        fingers.press("Enter")
    fingers.type("มติที่ประชุม เห็นชอบให้ใช้งบประมาณตามเสนอ")
    with fingers.within(3):
        fingers.press("F9")
        desk.sees("มติในวาระ")
        fingers.press("Enter")
        desk.sees("มติ 1")
    assert desk.only("resolution")["for"] == 10

    fingers.type("อนุมัติให้ซื้อรถเข็นสองคัน")
    with fingers.within(6):
        fingers.press("F9")
        desk.sees("มติในวาระ")
        fingers.press("Tab", "7", "Tab", "2", "F2")
        desk.sees("มติ 2")
    counted = desk.only("resolution", {"for": 7})
    assert (counted["against"], counted["abstain"]) == (2, 1)

    fingers.press("Enter")
    fingers.type("! ทำหนังสือถึง อบต. @มาลี ^+7")
    with fingers.within(2):
        fingers.press("Enter")
        desk.sees("ภารกิจ 1")
    with desk.replica() as replica:
        assert replica.title("person", bytes(str_bytes(desk.only("task")["assignee"]))).startswith("นางมาลี")

    fingers.type("ให้กมลติดต่อโรงพยาบาล")
    with fingers.within(2):
        fingers.press("F7")
        desk.sees("ผู้รับผิดชอบ")
        fingers.press("Enter")
        desk.sees("ภารกิจ 2")

    before = item_shown(desk)
    with fingers.within(1):
        fingers.press("F8")
        desk.sees(OTHER, gone=before)


def str_bytes(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value


def test_leaving_coming_back_and_a_resolution_below_quorum(desk: Desk) -> None:
    begin_minutes(desk)
    fingers = desk.fingers
    for name in FIRST_NAMES[2:8]:
        with fingers.within(3):
            fingers.press("F5")
            desk.sees("ใครมาหรือกลับ")
            fingers.type(name)
            desk.sees(f"บ้านกลาง{name}")
            fingers.press("Enter")
            desk.sees("F9", gone="ใครมาหรือกลับ")
    desk.sees("ไม่ครบองค์ประชุม")
    fingers.press("F9")
    desk.sees("มติในวาระ")
    fingers.type("เห็นชอบ")
    fingers.press("Enter")
    desk.sees("ไม่ครบองค์ประชุม")
    with desk.replica() as replica:
        assert replica.count("resolution") == 0, "it is stopped"
    fingers.type("เป็นเรื่องเร่งด่วน")
    fingers.press("Enter")
    desk.sees("มติ 1")
    assert desk.only("resolution")["override_reason"] == "เป็นเรื่องเร่งด่วน"
    with fingers.within(3):
        fingers.press("F5")
        fingers.type(FIRST_NAMES[2])
        desk.sees(f"บ้านกลาง{FIRST_NAMES[2]}")
        fingers.press("Enter")
    desk.sees("ครบองค์ประชุม", gone="ไม่ครบองค์ประชุม")


def test_the_close_the_paper_and_finding_anything(desk: Desk) -> None:
    begin_minutes(desk)
    fingers = desk.fingers
    with fingers.within(4):
        fingers.press("F12")
        desk.sees("ก่อนปิดประชุม", DECIDED)
        fingers.press("F12")
        desk.sees("ร่างรายงานการประชุม")
    assert desk.the("meeting", "2/25")["state"] == "closed"
    with fingers.within(2):
        fingers.press("C-s")
        desk.sees(".docx")
        fingers.press("Enter")
        desk.sees("บันทึกแล้วที่")
    assert list(desk.home.rglob("*.docx"))
    with fingers.within(2):
        fingers.press("C-f")
        desk.sees("ค้นหา")
        fingers.type("ทางลาด")
        desk.sees(LEFT_OVER)
        fingers.press("Enter")
        desk.sees(LEFT_OVER, "F9")


@pytest.mark.needs("soffice")
def test_the_minutes_as_pdf_from_where_they_are_written(desk: Desk) -> None:
    begin_minutes(desk)
    with desk.fingers.within(2):
        desk.fingers.press("C-s")
        desk.sees(".docx")
        desk.fingers.press("F3")
    desk.fingers.terminal.shows("บันทึกแล้วที่", ".pdf", within=60)
    assert list(desk.home.rglob("*.pdf"))
