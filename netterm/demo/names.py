"""Made-up people: given names that many have, family names that we invented."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

_MEN: Final = (
    *("สมชาย", "สมศักดิ์", "ประเสริฐ", "วิชัย", "สุรชัย", "บุญมี", "ประยูร", "สมบัติ", "สุชาติ", "วีระ"),
    *("อนันต์", "ธวัชชัย", "มานพ", "ไพโรจน์", "ชัยวัฒน์", "สำราญ", "ณรงค์", "เฉลิม", "ทองดี", "บุญส่ง"),
    *("อำนาจ", "พิชัย", "นิพนธ์", "สถิตย์", "กิตติ", "ธนพล", "ณัฐพล", "ภานุ", "อุดม", "คำปัน"),
)
_WOMEN: Final = (
    *("สมศรี", "มาลี", "บุญมา", "วันเพ็ญ", "ประนอม", "สุดา", "รัตนา", "อรุณี", "จันทร์เพ็ญ", "ลำดวน"),
    *("พิมพ์ใจ", "กัลยา", "นงลักษณ์", "สุภาพร", "ทองใบ", "คำแปง", "บัวผัน", "ศรีนวล", "วราภรณ์", "ดวงใจ"),
    *("นิตยา", "เพ็ญศรี", "จินตนา", "อัมพร", "สายสมร", "กาญจนา", "ปราณี", "ชุติมา", "ณัฐธิดา", "แสงดาว"),
)
_FAMILIES: Final = (
    *("ใจสว่างวงศ์", "ทุ่งแสงทอง", "ธารน้ำใส", "ดอยคำฟ้า", "สวนหม่อนงาม", "นาข้าวหอม", "เรือนไม้สัก", "พรายฟ้าใส"),
    *("รุ่งอรุณไพร", "ไร่ดอกคูน", "เพียรทำดี", "มั่นในธรรม", "ก้าวหน้าสกุล", "แก้วกลางนา", "บุญนำสุข", "หอมดอกรัง"),
    *("ทองปลายนา", "ร่มโพธิ์เย็น", "ศรีลานทอง", "ภูผาแก้ว", "สายธารธรรม", "ฟ้าหลังฝน", "ดีพร้อมมูล", "คงมั่นใจ"),
    *("แสนใจเย็น", "ลมหนาวนำ", "วังปลาทอง", "ป่าสนเขียว", "ทางสายไหม", "เมืองพิณทอง", "รักบ้านเกิด", "พอเพียงพันธุ์"),
    *("ยิ้มแย้มดี", "สุขกลางใจ", "ตั้งใจจริงวงศ์", "น้ำผึ้งเดือนห้า", "ดาวเหนือใจ", "เกล้ามะลิ", "ผาสุกนิรันดร์", "หวังก้าวไกล"),
    *("คำมูลเรือง", "เดือนเต็มดวง", "แพรสีทอง", "ปันน้ำใจ", "ขยันการงาน", "งามตาวัน", "พิงดอย", "ขวัญนาดี"),
    *("สานฝันวงศ์", "ชื่นใจจริง", "บัวบานเช้า", "ไม้หอมไพร", "พูนผลงาม", "ต้นกล้าดี", "ทรายทองคำ", "หาญไม่ท้อ"),
    *("ร้อยดาวเรือง", "เอื้ออารีกุล", "อุ่นไอรักษ์", "แสงเทียนชัย"),
)
_NICKS: Final = ("แดง", "ต้อย", "หนุ่ย", "เล็ก", "อ้อย", "นก", "ติ๋ม", "ป้อม", "แอ๊ด", "หมู", "จุ๋ม", "ตุ่น")
_NEEDS: Final = ("ทางลาดและที่จอดรถเข็น", "ล่ามภาษามือ", "เอกสารตัวอักษรใหญ่", "ผู้ช่วยเดินทาง", "เอกสารเสียง")
_NICKED, _NEEDING = 0.3, 0.15


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person who does not exist."""

    title: str
    first: str
    last: str
    nick: str
    sex: str
    birth_year: int
    house: str
    moo: int
    need: str
    """What they need to take part; '' for nothing."""


def people(count: int, random: Random) -> list[Somebody]:
    """So many, no two with the same name; there are 3,600 names, and with more people than that some share one."""
    pairs = [(first, last) for last in _FAMILIES for first in (*_MEN, *_WOMEN)]
    random.shuffle(pairs)
    return [_somebody(*pairs[place % len(pairs)], random) for place in range(count)]


def _somebody(first: str, last: str, random: Random) -> Somebody:
    man = first in _MEN
    title = "นาย" if man else random.choice(("นาง", "นางสาว"))
    return Somebody(
        title,
        first,
        last,
        random.choice(_NICKS) if random.random() < _NICKED else "",
        "male" if man else "female",
        random.randint(1945, 2004),
        f"{random.randint(1, 240)}",
        random.randint(1, 9),
        random.choice(_NEEDS) if random.random() < _NEEDING else "",
    )
