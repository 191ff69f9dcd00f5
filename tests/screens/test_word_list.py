"""Lines do not break inside the names that are in the network's records."""

import pytest

from netterm.language.words import break_places
from netterm.screens.word_list import learn_names, words_of
from netterm.store import Replica

PERSON = {"title": "นางสาว", "first": "ปฏิมาพร", "last": "วงศ์ฆฤตา", "nick": "ปฏิ", "tambon": "ตำบลแม่กรวดงาม"}


def changed_by(replica: Replica, entity: str, values: dict[str, str]) -> list[tuple[str, bytes]]:
    with replica.action() as act:
        return [(entity, act.add(entity, dict(values)))]


def breaks_inside(name: str, line: str) -> set[int]:
    start = line.index(name)
    return {place for place in break_places(line).words if start < place < start + len(name)}


def test_a_person_is_known_by_every_name_and_by_where_they_live(replica: Replica) -> None:
    found = words_of(replica, changed_by(replica, "person", PERSON))
    assert {"ปฏิมาพร", "วงศ์ฆฤตา", "ปฏิ", "ปฏิมาพร วงศ์ฆฤตา", "แม่กรวดงาม"} <= {*found}
    assert "" not in found


@pytest.mark.parametrize(
    ("entity", "values", "name"),
    [
        ("person", {"first": "กรวรัมภา", "last": "ตั้งใจจริงแท้"}, "กรวรัมภา ตั้งใจจริงแท้"),
        ("person", {"first": "ก้อง", "tambon": "ต.หนองกระทุ่มลาย"}, "หนองกระทุ่มลาย"),
        ("org", {"name": "มูลนิธิรวมใจสู่วันใหม่"}, "มูลนิธิรวมใจสู่วันใหม่"),
        ("org", {"name": "อบต.ทุ่งรวงทองคำ", "area": "อำเภอดอยผาหมอกใหญ่"}, "ดอยผาหมอกใหญ่"),
        ("series", {"name": "คณะทำงานติดตามรถรับส่ง", "body": "working"}, "คณะทำงานติดตามรถรับส่ง"),
    ],
)
def test_no_line_breaks_inside_a_name_once_it_appears(
    replica: Replica, entity: str, values: dict[str, str], name: str
) -> None:
    line = f"ที่ประชุมมอบหมายให้{name}ไปหารือเรื่องทางลาด"
    assert breaks_inside(name, line)
    changed = changed_by(replica, entity, values)
    assert breaks_inside(name, line)
    assert learn_names(replica, changed)
    assert not breaks_inside(name, line)
    assert not learn_names(replica, changed)


def test_all_names_of_the_network_are_learnt_at_the_start(replica: Replica) -> None:
    changed_by(replica, "person", {"first": "พิมพ์ชนันภัทร", "last": "ดวงใจงามตา"})
    line = "ขอบคุณพิมพ์ชนันภัทร ดวงใจงามตาและเครือข่ายสันทราย"
    learn_names(replica)
    assert not breaks_inside("พิมพ์ชนันภัทร ดวงใจงามตา", line)
    assert not breaks_inside("เครือข่ายสันทราย", line)


def test_records_without_names_and_deleted_ones_name_nobody(replica: Replica) -> None:
    assert words_of(replica, [("task", bytes(16))]) == []
    gone = changed_by(replica, "person", PERSON)
    with replica.action() as act:
        act.delete(*gone[0])
    assert words_of(replica, gone) == []
