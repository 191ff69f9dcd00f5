"""What official minutes say, and in which order."""

import dataclasses
import re
from itertools import pairwise

import pytest

from netterm.flows.facts import ref
from netterm.flows.minutes import Correction, certify_corrected, circulate, render
from netterm.language.numbers import Digits
from netterm.locale import Language, use
from netterm.papers import NoSuchMeeting, minutes
from netterm.papers.layout import Style, blocks, title
from netterm.store import Replica
from tests.papers.meetings import Held

OFFICIAL_ORDER = [
    "รายงานการประชุมคณะกรรมการเครือข่าย",
    "เครือข่ายคนพิการตำบลบ้านกลาง",
    "ครั้งที่ 1/2569",
    "เมื่อวันที่ 15 กรกฎาคม พ.ศ. 2569",
    "ณ ศาลาประชาคม",
    "ผู้มาประชุม",
    "1. นายสมชาย ใจดี",
    "ผู้ไม่มาประชุม",
    "1. นางบุญมี ศรีสุข",
    "ผู้เข้าร่วมประชุม",
    "1. นายแขก รับเชิญ",
    "เริ่มประชุมเวลา 09.00 น.",
    "นายสมชาย ใจดี เป็นประธานในที่ประชุม",
    "ระเบียบวาระที่ 1 เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
    "1.1 ประธานแจ้งข่าว",
    "ระเบียบวาระที่ 2 เรื่องรับรองรายงานการประชุม",
    "ระเบียบวาระที่ 3 เรื่องสืบเนื่อง",
    "ระเบียบวาระที่ 4 เรื่องเสนอเพื่อพิจารณา",
    "4.1 จัดซื้อรถเข็น",
    "ประธานเสนอให้จัดซื้อรถเข็น 5 คัน",
    "เหรัญญิกแจ้งว่ามีงบประมาณพอ",
    "ข้อซักถาม (นางมาลี ดอกไม้) ซื้อจากที่ใด",
    "ตอบ (นายสมชาย ใจดี) จากร้านในอำเภอ",
    "ญัตติ ขอให้ซื้อ 5 คัน (ผู้เสนอ นางมาลี ดอกไม้ ผู้รับรอง นางสาวสมศรี รักเรียน) ผล: ผ่าน",
    "มติที่ประชุม เห็นชอบให้จัดซื้อรถเข็น (เห็นด้วย 3 เสียง ไม่เห็นด้วย 1 เสียง งดออกเสียง 1 เสียง) (มติที่ 1/1/2569)",
    "ภารกิจ ทำหนังสือถึง อบต. ผู้รับผิดชอบ นางสาวสมศรี รักเรียน กำหนดเสร็จ 22 กรกฎาคม 2569",
    "ระเบียบวาระที่ 5 เรื่องอื่น ๆ",
    "5.1 นัดหมาย",
    "นัดประชุมครั้งต่อไป วันที่ 12 สิงหาคม 2569 เวลา 09.30 น.",
    "เลิกประชุมเวลา 10.40 น.",
    "ผู้จดรายงานการประชุม",
    "(นางสาวสมศรี รักเรียน)",
    "ผู้ตรวจรายงานการประชุม",
    "(นายสมชาย ใจดี)",
]


def plain(held: Held) -> str:
    """The minutes without the marks of Markdown."""
    return re.sub(r"\*\*|^#+ |\\$", "", minutes.markdown(held.room.replica, held.meeting), flags=re.MULTILINE)


def headings(held: Held) -> list[str]:
    document = minutes.gather(held.room.replica, held.meeting)
    return [each.text for each in blocks(document) if each.style is Style.HEADING]


def test_everything_stands_in_official_order(held: Held) -> None:
    text = plain(held)
    places: list[int] = []
    for said in OFFICIAL_ORDER:
        places.append(text.find(said, places[-1] + 1 if places else 0))
        assert places[-1] >= 0, said
    assert all(before < after for before, after in pairwise(places))


def test_the_headings_are_these_and_no_others(held: Held) -> None:
    assert headings(held) == [
        "ผู้มาประชุม",
        "ผู้ไม่มาประชุม",
        "ผู้เข้าร่วมประชุม",
        "ระเบียบวาระที่ 1 เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
        "ระเบียบวาระที่ 2 เรื่องรับรองรายงานการประชุม",
        "ระเบียบวาระที่ 3 เรื่องสืบเนื่อง",
        "ระเบียบวาระที่ 4 เรื่องเสนอเพื่อพิจารณา",
        "ระเบียบวาระที่ 5 เรื่องอื่น ๆ",
    ]


def test_a_heading_that_the_network_renamed_has_its_name(held: Held) -> None:
    network = held.room.replica.list("network")[0]
    held.room.set("network", network.id, {"heading_5": "เรื่องเบ็ดเตล็ด"})
    assert headings(held)[-1] == "ระเบียบวาระที่ 5 เรื่องเบ็ดเตล็ด"


def test_the_committee_is_listed_by_office_and_everybody_with_what_is_to_be_said_of_them(held: Held) -> None:
    document = minutes.gather(held.room.replica, held.meeting)
    rows = [" ".join(filter(None, each.cells)) for each in blocks(document) if each.style is Style.ROW]
    assert rows == [
        "1. นายสมชาย ใจดี ประธาน",
        "2. นางสาวสมศรี รักเรียน เลขานุการ",
        "3. นางมาลี ดอกไม้ เหรัญญิก",
        "4. นายแทนคุณ มาช่วย กรรมการ (แทน นางบุญมี ศรีสุข)",
        "5. นายประเสริฐ แสงทอง กรรมการ",
        "1. นางบุญมี ศรีสุข กรรมการ (ติดภารกิจ)",
        "2. นายวิชัย กล้าหาญ กรรมการ (ป่วย)",
        "1. นายแขก รับเชิญ (เข้าประชุมเวลา 09.40 น.)",
    ]


def test_official_minutes_are_thai_whatever_language_the_program_speaks(held: Held) -> None:
    english = minutes.markdown(held.room.replica, held.meeting)
    use(Language.TH)
    assert minutes.markdown(held.room.replica, held.meeting) == english
    assert not re.search("[A-Za-z]", english)


def test_a_resolution_of_all_who_are_there_is_called_unanimous(held: Held) -> None:
    from netterm.flows.proceedings import record_resolution

    record_resolution(held.room.replica, held.item, "acknowledge", "รับทราบ", unanimous=True)
    assert "มติที่ประชุม รับทราบ (เป็นเอกฉันท์ 5 เสียง)" in plain(held)


def test_a_resolution_below_quorum_says_so_and_why(held: Held) -> None:
    from netterm.flows.proceedings import record_resolution

    held.room.set("meeting", held.meeting, {"quorum_required": 9})
    record_resolution(held.room.replica, held.item, "approve", "เห็นชอบ", override_reason="น้ำท่วม")
    assert "(ลงมติเมื่อไม่ครบองค์ประชุม มีผู้มาประชุม 5 คน จากที่ต้องการ 9 คน เนื่องจากน้ำท่วม)" in plain(held)


def test_what_is_not_known_yet_is_left_open_to_be_written_in(held: Held) -> None:
    meeting = held.room.plan("2026-09-01T09:30", series=None, title="เตรียมงาน")
    text = minutes.markdown(held.room.replica, meeting)
    assert re.search(r"\*\*เลิกประชุมเวลา\*\* \.{5,} น\.", text)
    assert re.search(r"^\(\.{5,}\)$", text, re.MULTILINE)


def test_thai_digits_are_used_where_the_network_wants_them_but_in_nothing_latin(held: Held) -> None:
    held.write("\nดูที่ https://example.org/2569 รุ่น A4 จำนวน 12 ชุด")
    document = dataclasses.replace(minutes.gather(held.room.replica, held.meeting), digits=Digits.THAI)
    text = minutes.rendered(document)
    assert "ครั้งที่ ๑/๒๕๖๙" in text
    assert "### ๔.๑ จัดซื้อรถเข็น" in text
    assert "https://example.org/2569 รุ่น A4 จำนวน ๑๒ ชุด" in text
    assert set(re.findall(r"\S*[0-9]\S*", text)) == {"https://example.org/2569", "A4"}


def test_the_setting_of_the_network_is_what_decides_about_digits(held: Held) -> None:
    network = held.room.replica.list("network")[0]
    held.room.set("network", network.id, {"digits": "thai"})
    assert minutes.gather(held.room.replica, held.meeting).digits is Digits.THAI


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        ("ประชุมคณะกรรมการ", "รายงานการประชุมคณะกรรมการ"),
        ("การประชุมคณะกรรมการ", "รายงานการประชุมคณะกรรมการ"),
        ("คณะกรรมการ", "รายงานการประชุมคณะกรรมการ"),
        ("รายงานการประชุมคณะกรรมการ", "รายงานการประชุมคณะกรรมการ"),
        ("", "รายงานการประชุมเครือข่ายคนพิการตำบลบ้านกลาง"),
    ],
)
def test_the_title_says_minutes_once_whatever_the_meeting_is_called(held: Held, body: str, whole: str) -> None:
    document = minutes.gather(held.room.replica, held.meeting)
    assert title(dataclasses.replace(document, body=body)) == whole


def test_a_meeting_that_went_on_past_midnight_says_on_which_day_it_closed(held: Held) -> None:
    held.room.set("meeting", held.meeting, {"closed_at": "2026-07-16T00:30"})
    assert "เลิกประชุมเวลา 00.30 น. (วันที่ 16 กรกฎาคม 2569)" in plain(held)


def test_a_meeting_that_is_not_there_is_named_in_a_sentence(held: Held) -> None:
    with pytest.raises(NoSuchMeeting, match="There is no such meeting here"):
        minutes.markdown(held.room.replica, bytes(16))


def test_what_was_put_right_as_earlier_minutes_were_certified_stands_behind_the_resolution(held: Held) -> None:
    replica, people = held.room.replica, held.room.people
    text = minutes.markdown(replica, held.meeting)
    version = render(replica, held.meeting, text)
    circulate(replica, version)
    by = held.room.resolution()
    once = text.replace("5 คัน", "6 คัน")
    corrections = [
        Correction("รถเข็น 5 คัน", "รถเข็น 6 คัน", once, people["มาลี"]),
        Correction("มีงบประมาณพอ", "มีงบประมาณ", once.replace("งบประมาณพอ", "งบประมาณ"), people["สมชาย"]),
    ]
    certify_corrected(replica, version, by, corrections)
    later = replica.get("agenda_item", bytes(ref(held.room.record("resolution", by), "item") or b""))
    assert later is not None
    said = lines_of(replica, ref(later, "meeting") or b"")
    at = said.index(next(each for each in said if each.startswith("มติที่ประชุม รับรอง")))
    assert said[at + 1 : at + 3] == [
        "แก้ไข “รถเข็น 5 คัน” เป็น “รถเข็น 6 คัน” (ผู้ขอแก้ไข นางมาลี ดอกไม้)",
        "แก้ไข “มีงบประมาณพอ” เป็น “มีงบประมาณ” (ผู้ขอแก้ไข นายสมชาย ใจดี)",
    ]


def lines_of(replica: Replica, meeting: bytes) -> list[str]:
    return [f"{each.label} {each.text}".strip() for each in blocks(minutes.gather(replica, meeting))]
