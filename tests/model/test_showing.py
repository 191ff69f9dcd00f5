from collections.abc import Mapping

import pytest

from netterm.language.dates import DateStyle
from netterm.language.numbers import Digits
from netterm.locale import Language
from netterm.model import SCHEMA, Field, Kind, Value
from netterm.model.declare import money, number
from netterm.model.values import Showing, show, show_number, show_record, title

PERSON_ID, MEETING_ID, ITEM_ID, MEMBER_ID, CHAIR_ID = (bytes([n]) * 16 for n in range(1, 6))
PERSON: dict[str, Value] = {"title": "นางสาว", "first": "สมศรี", "last": "ใจดี"}
MEETING: dict[str, Value] = {"title": "ประชุมคณะกรรมการ", "number": 1, "starts_at": "2026-01-15T09:30"}
RECORDS: Mapping[bytes, dict[str, Value]] = {
    PERSON_ID: PERSON,
    MEETING_ID: MEETING,
    ITEM_ID: {"title": "งบประมาณ", "meeting": MEETING_ID},
    MEMBER_ID: {"person": PERSON_ID},
    CHAIR_ID: {"code": "chair"},
}


def record_of(_entity: str, record: bytes) -> Mapping[str, Value]:
    return RECORDS.get(record, {})


def name_of(entity: str, record: bytes) -> str:
    return title(SCHEMA[entity], record_of(entity, record), THAI)


THAI = Showing(Language.TH, name_of=name_of, record_of=record_of)
ENGLISH = Showing(Language.EN, name_of=name_of, record_of=record_of)
OFFICIAL = Showing(Language.TH, Digits.THAI, DateStyle.LONG, name_of, record_of)
TASK = SCHEMA["task"]


@pytest.mark.parametrize(
    ("field", "value", "showing", "text"),
    [
        (TASK["title"], "ส่งหนังสือ", THAI, "ส่งหนังสือ"),
        (TASK["due"], "2026-07-15", THAI, "15 ก.ค. 2569"),
        (TASK["due"], "2026-07-15", ENGLISH, "15 Jul 2569"),
        (TASK["due"], "2026-07-15", OFFICIAL, "๑๕ กรกฎาคม ๒๕๖๙"),
        (SCHEMA["meeting"]["starts_at"], "2026-07-15T09:30", THAI, "15 ก.ค. 2569 09:30"),
        (TASK["percent"], 50, OFFICIAL, "๕๐"),
        (TASK["state"], "doing", THAI, "กำลังทำ"),
        (TASK["state"], "doing", ENGLISH, "Doing"),
        (TASK["state"], "from-later", ENGLISH, "from-later"),
        (TASK["assignee"], PERSON_ID, THAI, "นางสาวสมศรี ใจดี"),
        (SCHEMA["member"]["voting"], True, ENGLISH, "yes"),
        (SCHEMA["member"]["voting"], False, ENGLISH, "no"),
        (SCHEMA["member"]["number"], 42, THAI, "M-0042"),
        (SCHEMA["meeting"]["number"], 3, THAI, "3"),
        (SCHEMA["person"]["national_id"], "1101700230708", THAI, "1-1017-00230-70-8"),
        (SCHEMA["person"]["phones"], "0812345678", THAI, "081-234-5678"),
        (money("price", "ราคา", "Price"), 123_450, ENGLISH, "1,234.50 baht"),
        (TASK["due"], None, THAI, ""),
        (TASK["state"], None, THAI, ""),
    ],
)
def test_a_value_is_shown_as_people_read_it(field: Field, value: Value, showing: Showing, text: str) -> None:
    assert show(field, value, showing) == text


def test_a_number_is_a_draft_until_it_is_given() -> None:
    assert show_number(TASK, {"number": None}, ENGLISH) == "draft"
    assert show(TASK["number"], None, ENGLISH) == "draft"


def test_a_number_within_a_year_shows_the_buddhist_year() -> None:
    assert show_number(SCHEMA["meeting"], MEETING, THAI) == "1/2569"
    assert show_number(SCHEMA["meeting"], MEETING, OFFICIAL) == "๑/๒๕๖๙"
    assert show_number(SCHEMA["meeting"], {"number": 2}, THAI) == "2/"


def test_a_number_within_another_record_shows_that_records_number() -> None:
    assert show_number(SCHEMA["resolution"], {"number": 3, "item": ITEM_ID}, THAI) == "3/1/2569"


def test_what_has_no_number_shows_none() -> None:
    assert show_number(SCHEMA["person"], PERSON, THAI) == ""


@pytest.mark.parametrize(
    ("entity", "values", "showing", "text"),
    [
        ("person", PERSON, THAI, "นางสาวสมศรี ใจดี"),
        ("person", {"title": "พันตำรวจเอก", "first": "สมชาย", "last": "ใจดี"}, THAI, "พันตำรวจเอก สมชาย ใจดี"),
        ("person", {"first": "สมชาย"}, THAI, "สมชาย"),
        ("member", {"person": PERSON_ID}, THAI, "นางสาวสมศรี ใจดี"),
        ("position", {"code": "chair"}, ENGLISH, "Chair"),
        ("term", {"position": CHAIR_ID, "member": MEMBER_ID}, THAI, "ประธาน นางสาวสมศรี ใจดี"),
        ("meeting", MEETING, THAI, "ประชุมคณะกรรมการ 1/2569"),
        ("resolution", {"number": 3, "item": ITEM_ID, "text": "เห็นชอบ"}, THAI, "3/1/2569 เห็นชอบ"),
        ("minutes_version", {"meeting": MEETING_ID, "number": 3}, THAI, "รายงานการประชุมคณะกรรมการ 1/2569 ฉบับที่ 3"),
        (
            "minutes_version",
            {"meeting": MEETING_ID, "number": 3},
            ENGLISH,
            "Minutes of ประชุมคณะกรรมการ 1/2569, version 3",
        ),
        ("minutes_version", {"meeting": MEETING_ID}, THAI, "รายงานการประชุมคณะกรรมการ 1/2569 ร่าง"),
        ("minutes_version", {"meeting": MEETING_ID}, ENGLISH, "Minutes of ประชุมคณะกรรมการ 1/2569, draft"),
        ("minutes_version", {"number": 3}, THAI, "รายงานการประชุม ฉบับที่ 3"),
        ("task", {"title": "ก\x1b[2Jข\u202e"}, THAI, "กข"),
    ],
)
def test_a_record_is_called_by_its_title(entity: str, values: dict[str, Value], showing: Showing, text: str) -> None:
    assert title(SCHEMA[entity], values, showing) == text


def test_a_title_asks_only_for_what_it_says() -> None:
    asked: list[str] = []

    def asking(entity: str, record: bytes) -> str:
        asked.append(entity)
        return name_of(entity, record)

    showing = Showing(Language.TH, name_of=asking, record_of=record_of)
    meeting: dict[str, Value] = {**MEETING, "chair": PERSON_ID, "secretary": PERSON_ID}
    assert title(SCHEMA["meeting"], meeting, showing) == title(SCHEMA["meeting"], MEETING, THAI)
    assert asked == []
    assert title(SCHEMA["member"], {"person": PERSON_ID}, showing) == "นางสาวสมศรี ใจดี"
    assert asked == ["person"]


def test_a_whole_record_is_shown_with_its_number_in_full() -> None:
    shown = show_record(SCHEMA["meeting"], MEETING, THAI)
    assert shown["number"] == "1/2569"
    assert shown["title"] == "ประชุมคณะกรรมการ"
    assert shown["closed_at"] == ""
    assert "purposes" not in show_record(SCHEMA["network"], {}, THAI)


def test_text_from_elsewhere_cannot_move_the_cursor() -> None:
    assert show(TASK["title"], "a\x1b[2Jb\u2066c\nd", THAI) == "abc d"
    assert show(TASK["result"], "a\nb\x1b[2J", THAI) == "a\nb"


def test_every_kind_is_shown() -> None:
    shown = {field.kind for entity in SCHEMA.all for field in entity.fields if field.default is not None}
    assert shown <= set(Kind)
    lone = number("it", "ที่", "It", series="s", pattern="ก-{n:03}")
    assert show(lone, 7, OFFICIAL) == "ก-๐๐๗"
