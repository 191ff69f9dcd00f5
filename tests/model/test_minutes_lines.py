import pytest

from netterm.model import SCHEMA
from netterm.model.minutes_lines import ResolutionLine, parse_resolution_line, refused, resolution_sentence


@pytest.mark.parametrize(
    ("line", "verb", "text", "announced", "unanimous"),
    [
        ("มติที่ประชุม เห็นชอบให้จัดซื้อรถเข็น", "approve", "เห็นชอบให้จัดซื้อรถเข็น", True, False),
        ("มติ: อนุมัติงบ 5,000 บาท", "allow", "อนุมัติงบ 5,000 บาท", True, False),
        ("ที่ประชุมรับทราบ", "acknowledge", "รับทราบ", True, False),
        ("ที่ประชุมมีมติเป็นเอกฉันท์รับรองรายงานการประชุม", "certify", "รับรองรายงานการประชุม", True, True),
        ("มติเอกฉันท์ ไม่อนุมัติ", "reject", "ไม่อนุมัติ", True, True),
        ("ไม่เห็นชอบตามที่เสนอ", "reject", "ไม่เห็นชอบตามที่เสนอ", False, False),
        ("มีผู้ขาด", None, "", False, False),
        ("มอบหมายให้นายสมชายติดตาม", "assign", "มอบหมายให้นายสมชายติดตาม", False, False),
        ("มติที่ประชุม ให้เลื่อนไปครั้งหน้า", "defer", "เลื่อนไปครั้งหน้า", True, False),
        ("Resolution: Approved as proposed", "approve", "Approved as proposed", True, False),
        ("ที่ประชุมหารือเรื่องงบประมาณ", None, "", False, False),
        ("มติที่ประชุม", None, "", False, False),
        ("", None, "", False, False),
    ],
)
def test_a_resolution_is_known_by_its_verb(
    line: str, verb: str | None, text: str, announced: bool, unanimous: bool
) -> None:
    wanted = ResolutionLine(verb, text, announced, unanimous) if verb else None
    assert parse_resolution_line(line) == wanted


def test_every_verb_is_known_by_both_its_labels() -> None:
    for verb in SCHEMA["resolution"]["verb"].choices:
        for label in (verb.label.th, verb.label.en):
            found = parse_resolution_line(f"มติที่ประชุม {label} ตามเสนอ")
            assert found is not None
            assert found.verb == verb.code


def test_a_resolution_is_cleaned_as_it_is_read() -> None:
    found = parse_resolution_line("มติ \x1b[31mเห็นชอบ\u202e  ตามเสนอ")
    assert found is not None
    assert found.text == "เห็นชอบ ตามเสนอ"


def test_the_verb_is_printed_once() -> None:
    assert resolution_sentence("เห็นชอบ", "ให้จัดซื้อ") == "เห็นชอบ ให้จัดซื้อ"
    assert resolution_sentence("เห็นชอบ", "เห็นชอบให้จัดซื้อ") == "เห็นชอบให้จัดซื้อ"
    assert resolution_sentence("ไม่อนุมัติ", "ไม่เห็นชอบ") == "ไม่เห็นชอบ"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("เห็นชอบให้จัดซื้อ", "ไม่เห็นชอบให้จัดซื้อ"),
        ("อนุมัติงบประมาณ", "ไม่อนุมัติงบประมาณ"),
        ("รับทราบ ทดสอบ", "ไม่เห็นชอบให้รับทราบ ทดสอบ"),
        ("เลื่อนการพิจารณา", "ไม่เห็นชอบให้เลื่อนการพิจารณา"),
        ("มอบหมายนายสมชาย", "ไม่เห็นชอบให้มอบหมายนายสมชาย"),
        ("ไม่เห็นชอบตามเสนอ", "ไม่เห็นชอบตามเสนอ"),
        ("จ้างเหมาบริการ", "จ้างเหมาบริการ"),
        ("Approved to buy", "Rejected: Approved to buy"),
    ],
)
def test_what_was_refused_never_reads_as_resolved(text: str, wanted: str) -> None:
    assert refused(text) == wanted
    assert resolution_sentence("ไม่อนุมัติ", wanted).startswith(("ไม่", "Rejected"))
