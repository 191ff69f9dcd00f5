"""The notice of a meeting has the parts of an official letter, and the whole agenda."""

import re
import subprocess
from pathlib import Path

import pytest

from netterm import papers
from netterm.flows.meetings import close_meeting, coming_items, invited
from netterm.papers import pdf
from tests.flows.rooms import Room


def notice(room: Room, meeting: bytes) -> papers.notice.Notice:
    people = [(each.name, each.position) for each in invited(room.replica, meeting)]
    return papers.notice.gathered(room.replica, meeting, people, coming_items(room.replica, meeting))


@pytest.fixture
def planned(room: Room) -> bytes:
    before = room.opened("2026-06-15T09:30")
    close_meeting(room.replica, before)
    meeting = room.plan("2026-07-25T09:30", access_arrangements="ทางลาด\nล่ามภาษามือ")
    room.add("agenda_item", {"meeting": meeting, "heading": "4", "title": "จัดซื้อรถเข็น"})
    return meeting


OFFICIAL_ORDER = [
    "เครือข่ายคนพิการตำบลบ้านกลาง",
    "หนังสือเชิญประชุม",
    "15 กรกฎาคม พ.ศ. 2569",
    "เรื่อง ขอเชิญประชุมคณะกรรมการเครือข่าย ครั้งที่ 2/2569",
    "เรียน ผู้มีรายชื่อท้ายหนังสือนี้",
    "สิ่งที่ส่งมาด้วย ระเบียบวาระการประชุม จำนวน 1 ชุด",
    "ในวันเสาร์ที่ 25 กรกฎาคม พ.ศ. 2569 เวลา 09.30 น. ณ ศาลาประชาคม",
    "สิ่งอำนวยความสะดวก ทางลาด",
    "ล่ามภาษามือ",
    "จึงเรียนมาเพื่อโปรดเข้าร่วมประชุม",
    "ขอแสดงความนับถือ",
    "(นางสาวสมศรี รักเรียน)",
    "เลขานุการ",
    "ระเบียบวาระการประชุม",
    "ระเบียบวาระที่ 1 เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
    "1.1 ประธานแจ้งข่าว",
    "ระเบียบวาระที่ 2 เรื่องรับรองรายงานการประชุม",
    "2.1 รับรองรายงานการประชุม ครั้งที่ 1/2569",
    "ระเบียบวาระที่ 3 เรื่องสืบเนื่อง",
    "ระเบียบวาระที่ 4 เรื่องเสนอเพื่อพิจารณา",
    "4.1 จัดซื้อรถเข็น",
    "ระเบียบวาระที่ 5 เรื่องอื่น ๆ",
    "5.1 นัดหมาย",
    "รายชื่อผู้ได้รับเชิญประชุม",
    "1. นายสมชาย ใจดี – ประธาน",
    "6. นาย",
]


def test_everything_stands_in_official_order(room: Room, planned: bytes) -> None:
    text = re.sub(r"\*\*|^#+ |\\$", "", papers.notice.markdown(notice(room, planned)), flags=re.MULTILINE)
    at = -1
    for said in OFFICIAL_ORDER:
        at = text.find(said, at + 1)
        assert at >= 0, said


def test_who_is_in_the_series_or_on_the_list_is_invited_beside_the_committee(room: Room, planned: bytes) -> None:
    adviser = room.add("person", {"title": "นาง", "first": "ที่ปรึกษา", "last": "มาด้วย"})
    room.set("series", room.series, {"invitees": (adviser,)})  # type: ignore[dict-item]  # a set
    room.add("attendance", {"meeting": planned, "guest": "นายก อบต.", "class": "participant", "counts_quorum": False})
    names = [each.name for each in invited(room.replica, planned)]
    assert len(names) == 8
    assert names[-2:] == ["นายก อบต.", "นางที่ปรึกษา มาด้วย"]


def test_it_is_a_word_document_with_the_agenda_on_a_page_of_its_own(room: Room, planned: bytes, tmp_path: Path) -> None:
    import docx

    papers.write_notice(notice(room, planned), tmp_path / "เชิญ.docx")
    paragraphs = docx.Document(str(tmp_path / "เชิญ.docx")).paragraphs
    [agenda] = [each for each in paragraphs if each.paragraph_format.page_break_before]
    assert agenda.text == "ระเบียบวาระการประชุม"


def test_a_form_that_papers_do_not_have_is_refused(room: Room, planned: bytes, tmp_path: Path) -> None:
    with pytest.raises(papers.NoSuchKind, match=r"“เชิญ\.odt” is none"):
        papers.write_notice(notice(room, planned), tmp_path / "เชิญ.odt")


def test_without_the_office_program_no_pdf_is_made_and_it_is_said(
    room: Room, planned: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "office", lambda: None)
    with pytest.raises(pdf.NoPdf, match="LibreOffice"):
        papers.write_notice(notice(room, planned), tmp_path / "เชิญ.pdf")
    monkeypatch.setattr(pdf, "office", lambda: "soffice")
    monkeypatch.setattr(subprocess, "run", lambda *_words, **_more: None)
    with pytest.raises(pdf.NoPdf, match="made no PDF"):
        papers.write_notice(notice(room, planned), tmp_path / "เชิญ.pdf")
    assert list(tmp_path.glob("เชิญ*")) == []


def test_a_pdf_is_what_the_office_program_makes_of_the_word_document(
    room: Room, planned: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(command: list[str], **_more: object) -> None:
        source = Path(command[-1])
        assert source.read_bytes()[:2] == b"PK"
        source.with_suffix(".pdf").write_bytes(b"%PDF-")

    monkeypatch.setattr(pdf, "office", lambda: "soffice")
    monkeypatch.setattr(subprocess, "run", made)
    papers.write_notice(notice(room, planned), tmp_path / "เชิญ.pdf")
    assert (tmp_path / "เชิญ.pdf").read_bytes() == b"%PDF-"
