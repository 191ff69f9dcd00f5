"""What speed is measured on: a committee's tasks and members in Thai, the same for everybody who names the same seed.

20,000 records in five fields each are 100,000 field changes by three authors; then two times 10,000 changes made apart,
and single ones.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Final

from netterm.model import SCHEMA
from netterm.model.declare import Entity, Label, Schema, choice, date, integer, shared, text
from netterm.model.kinds import Value

SEED: Final = int(os.environ.get("WORKLOAD_SEED", "7"))
RECORDS: Final = 20_000
DIVERGENT: Final = 10_000
SINGLE: Final = 120
AUTHORS: Final = 3
_START: Final = 1_735_689_600_000
"""2025-01-01T00:00Z in ms."""

TASK: Final = Entity(
    "work_task",
    Label("งาน", "Work"),
    (
        text("title", "เรื่อง", "Title", searched=True),
        choice("status", "สถานะ", "Status", {code: (code, code) for code in ("open", "doing", "done")}),
        date("due", "กำหนด", "Due"),
        text("assignee", "ผู้รับผิดชอบ", "Assignee", searched=True),
        integer("created", "สร้างเมื่อ", "Created"),
    ),
    indexes=(("status", "created"),),
)
MEMBER: Final = Entity(
    "work_member",
    Label("คน", "Worker"),
    (
        text("name", "ชื่อ", "Name", searched=True),
        text("role", "หน้าที่", "Role"),
        text("phone", "โทรศัพท์", "Telephone"),
        text("address", "ที่อยู่", "Address", searched=True),
        integer("created", "สร้างเมื่อ", "Created"),
    ),
)
NOTE: Final = Entity(
    "work_note", Label("บันทึก", "Note"), (text("title", "เรื่อง", "Title"), shared("text", "ข้อความ", "Text"))
)
BENCH_SCHEMA: Final = Schema([*SCHEMA.entities, TASK, MEMBER, NOTE])
"""The program's own entities, and those of the workload beside them."""
WORK: Final = (TASK, MEMBER)


def _listed(words: str) -> list[str]:
    return words.split()


_WORDS: Final = _listed(
    "ที่ประชุม มีมติ เห็นชอบ งบประมาณ โครงการ คณะกรรมการ หมู่บ้าน รายงาน การเงิน ประธาน เลขานุการ สมาชิก "
    "กองทุน ถนน น้ำประปา ไฟฟ้า โรงเรียน วัด ตลาด ชุมชน ตรวจสอบ ติดตาม ซ่อมแซม จัดซื้อ เสนอ อนุมัติ เลื่อน "
    "ครั้งหน้า วันจันทร์ ผู้สูงอายุ เด็ก เยาวชน สุขภาพ ขยะ ป่าไม้ ข้าว ยางพารา ประกัน เงินกู้ ดอกเบี้ย "
    "ใบเสร็จ บัญชี ปิดงบ กรรมการ ญัตติ ลงคะแนน งดออกเสียง คัดค้าน แก้ไข เพิ่มเติม รับรอง บันทึก วาระ"
)
_FIRST: Final = _listed("สมชาย สมหญิง ประเสริฐ วิไล มานะ มานี ปิติ ชูใจ วีระ สุดา อำนวย บุญมี ทองดี คำแก้ว จันทร์เพ็ญ สุรชัย")
_LAST: Final = _listed("ใจดี รักไทย ทองคำ ศรีสุข บุญเรือง แก้วมณี พงษ์ไพร วงศ์ใหญ่ สายทอง เพชรดี อินทร์แก้ว คำภา")
_ROLES: Final = _listed("ประธาน รองประธาน เลขานุการ เหรัญญิก กรรมการ ที่ปรึกษา สมาชิก ผู้สังเกตการณ์")


@dataclass(frozen=True, slots=True)
class Made:
    """A record as its author made it: one entry."""

    author: int
    entity: str
    id: bytes
    fields: dict[str, Value]
    wall: int


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of one record gets a value: one entry."""

    entity: str
    id: bytes
    field: str
    value: Value
    wall: int


@dataclass(frozen=True)
class Workload:
    """Everything of one seed."""

    records: tuple[Made, ...]
    here: tuple[Edit, ...]
    """Made by one author while another makes those ``there``."""
    there: tuple[Edit, ...]
    single: tuple[Edit, ...]

    @cached_property
    def json_size(self) -> int:
        """Bytes of the records as compact JSON."""
        state: dict[str, dict[str, dict[str, Value]]] = {}
        for made in self.records:
            state.setdefault(made.entity.removeprefix("work_"), {})[made.id.hex()] = made.fields
        return len(json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode())


def generate(seed: int = SEED) -> Workload:
    """The workload of a seed."""
    random = Random(seed)
    records = _records(random)
    end = records[-1].wall
    here, there = (_edits(random, records, DIVERGENT, end) for _ in range(2))
    return Workload(tuple(records), tuple(here), tuple(there), tuple(_edits(random, records, SINGLE, end + 10**8)))


def _records(random: Random) -> list[Made]:
    made, wall = [], _START
    for _ in range(RECORDS):
        entity = TASK if random.random() < 0.6 else MEMBER
        wall += random.randint(50, 90_000)
        fields = {f.name: _value(random, f.name) for f in entity.fields if f.name != "created"} | {"created": wall}
        made.append(Made(random.randrange(AUTHORS), entity.name, random.randbytes(16), fields, wall))
    return made


def _edits(random: Random, records: list[Made], count: int, wall: int) -> list[Edit]:
    edits = []
    for _ in range(count):
        made = random.choice(records)
        field = random.choice([name for name in made.fields if name != "created"])
        wall += random.randint(1, 5_000)
        edits.append(Edit(made.entity, made.id, field, _value(random, field), wall))
    return edits


def _value(random: Random, field: str) -> Value:
    match field:
        case "title":
            return _phrase(random)
        case "status":
            return random.choice(("open", "open", "doing", "done"))
        case "due":
            return f"2025-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        case "role":
            return random.choice(_ROLES)
        case "phone":
            return f"08{random.randint(10**7, 10**8 - 1)}"
        case "address":
            return f"{random.randint(1, 399)} หมู่ {random.randint(1, 14)} ต.{random.choice(_LAST)} อ.เมือง"
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def _phrase(random: Random) -> str:
    parts = []
    for _ in range(random.randint(3, 9)):
        parts.append(random.choice(_WORDS))
        if random.random() < 0.15:
            parts.append(" ")
    return "".join(parts).strip()
