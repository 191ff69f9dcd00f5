from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netterm.errors import Failure
from netterm.language.numbers import to_arabic_digits
from netterm.locale import Language
from netterm.model import SCHEMA, Field, Kind, Value
from netterm.model.declare import date, flag, integer, moment, money, number, order, phone, prose, ref, text
from netterm.model.values import InvalidValue, Reading, parse, parse_many

SOMSRI = bytes(range(16))
TASK, PERSON, MEETING = SCHEMA["task"], SCHEMA["person"], SCHEMA["meeting"]
NAMED = [(f"{entity.name}.{field.name}", field) for entity in SCHEMA.all for field in entity.fields]
ALL_FIELDS = [pytest.param(field, id=name) for name, field in NAMED]
REQUIRED_FIELDS = [pytest.param(field, id=name) for name, field in NAMED if field.required]


def find(entity: str, typed: str) -> bytes:
    if (entity, typed) == ("person", "สมศรี"):
        return SOMSRI
    raise Failure("No {entity} is called “{typed}”.", entity=entity, typed=typed)


READING = Reading(now=datetime.fromisoformat("2026-07-15T09:00"), lookup=find)


def refusal(field: Field, typed: str) -> str:
    with pytest.raises(InvalidValue) as caught:
        parse(field, typed, READING)
    return caught.value.sentence(Language.EN)


def value_or_refusal(field: Field, typed: str) -> Value | InvalidValue:
    try:
        return parse(field, typed, READING)
    except InvalidValue as refused:
        return refused


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (TASK["title"], "  ส่ง   หนังสือ\n", "ส่ง หนังสือ"),
        (TASK["title"], "ทํา", "ทำ"),
        (TASK["result"], "บรรทัดแรก\r\nบรรทัดสอง", "บรรทัดแรก\nบรรทัดสอง"),
        (TASK["due"], "15/8/69", "2026-08-15"),
        (TASK["due"], "+7", "2026-07-22"),
        (TASK["due"], "พรุ่งนี้", "2026-07-16"),
        (MEETING["starts_at"], "15/7/69 13:30", "2026-07-15T13:30"),
        (TASK["percent"], "๕๐", 50),
        (money("price", "ราคา", "Price"), "1,234.50", 123_450),
        (TASK["assignee"], " สมศรี ", SOMSRI),
        (TASK["priority"], "1", "1"),
        (TASK["priority"], "ด่วน", "1"),
        (TASK["priority"], "high", "1"),
        (TASK["state"], "Doi", "doing"),
        (TASK["state"], "กำลัง", "doing"),
        (TASK["state"], "done", "done"),
        (SCHEMA["attendance"]["counts_quorum"], "ใช่", True),
        (SCHEMA["attendance"]["counts_quorum"], "NO", False),
        (PERSON["national_id"], "1-1017-00230-70-8", "1101700230708"),
        (PERSON["phones"], "+66 81 234 5678", "0812345678"),
        (MEETING["number"], "ครั้งที่ ๓/๒๕๖๙", 3),
        (SCHEMA["member"]["number"], "M-0042", 42),
        (SCHEMA["member"]["number"], "ร่าง", None),
        (TASK["result"], " \n ", None),
        (TASK["percent"], "", None),
        (SCHEMA["agenda_item"]["order"], "aV", "aV"),
    ],
)
def test_what_people_type_is_read(field: Field, typed: str, stored: Value) -> None:
    assert parse(field, typed, READING) == stored


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (TASK["title"], "  ", "Title is needed: it was left empty."),
        (TASK["title"], "ก" * 1001, "Title is 1,001 characters long, and at most 1,000 are kept: shorten it."),
        (TASK["percent"], "ครึ่ง", "Percent done: “ครึ่ง” is not a whole number: type only digits, like 1,200."),
        (
            TASK["percent"],
            "99999999999999999999",
            "Percent done: “99999999999999999999” is not between -9,007,199,254,740,991 and 9,007,199,254,740,991.",
        ),
        (TASK["priority"], "สูง", "Priority: “สูง” is none of these: High, Normal, Low."),
        (TASK["state"], "ส่ง", "State: “ส่ง” could be any of these: Submitted, Returned."),
        (SCHEMA["member"]["voting"], "maybe", "May vote: “maybe” is neither yes nor no."),
        (TASK["assignee"], "ใครก็ได้", "Assignee: No person is called “ใครก็ได้”."),
        (SCHEMA["member"]["number"], "M-", "Member number: “M-” has no number in it, like 42."),
        (
            SCHEMA["member"]["number"],
            "M-0",
            "Member number: “0” is not between 1 and 9,007,199,254,740,991.",
        ),
        (
            SCHEMA["agenda_item"]["order"],
            "สาม",
            "Place: “สาม” is not a place in an order: move the record up or down instead.",
        ),
        (PERSON["national_id"], "110170023070", "A national ID has 13 digits, but 12 were typed."),
    ],
)
def test_what_cannot_be_read_is_answered_with_the_exact_sentence(field: Field, typed: str, sentence: str) -> None:
    assert refusal(field, typed) == sentence


@pytest.mark.parametrize(
    ("field", "typed"), [(TASK["due"], "31/2/69"), (MEETING["starts_at"], "เมื่อไหร่ก็ได้"), (PERSON["phones"], "12")]
)
def test_the_reason_of_the_language_room_is_given_behind_the_field(field: Field, typed: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse(field, typed, READING)
    assert str(caught.value).startswith(f"{field.label}: ")
    reason = caught.value.__cause__
    assert isinstance(reason, Failure)
    assert reason.sentence(Language.EN) in caught.value.sentence(Language.EN)


@pytest.mark.parametrize(
    ("field", "typed", "english", "thai"),
    [
        (
            PERSON["national_id"],
            "1-1017-00230-70-9",
            "A digit of this national ID is wrong, for its last digit does not fit: compare the card.",
            "เลขประจำตัวประชาชนนี้มีหลักที่ผิด เพราะหลักสุดท้ายไม่ตรง ให้เทียบกับบัตรอีกครั้ง",
        ),
        (
            PERSON["national_id"],
            "๑๑๐๑๗๐๐๒๓๐๗๐๘๘",
            "A national ID has 13 digits, but 14 were typed.",
            "เลขประจำตัวประชาชนมี 13 หลัก แต่พิมพ์มา 14 หลัก",
        ),
        (
            PERSON["phones"],
            "053-12345",
            "Telephone: “053-12345” has 8 digits, but the number of a landline has 9, like 02-123-4567.",
            "โทรศัพท์: “053-12345” มี 8 หลัก แต่หมายเลขโทรศัพท์ประจำที่มี 9 หลัก เช่น 02-123-4567",
        ),
        (
            PERSON["phones"],
            "081-234-5678, 4321",
            "Telephone: “4321” is not a telephone number: type it like 081-234-5678 or 02-123-4567.",
            "โทรศัพท์: “4321” ไม่ใช่หมายเลขโทรศัพท์ ให้พิมพ์เช่น 081-234-5678 หรือ 02-123-4567",
        ),
    ],
)
def test_a_wrong_number_of_a_card_or_telephone_is_refused_in_both_languages(
    field: Field, typed: str, english: str, thai: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_many(field, typed, READING)
    assert caught.value.sentence(Language.EN) == english
    assert caught.value.sentence(Language.TH) == thai


def test_labels_in_a_sentence_are_in_its_language() -> None:
    with pytest.raises(InvalidValue) as caught:
        parse(TASK["priority"], "สูง", READING)
    assert "Priority" not in caught.value.sentence(Language.TH)
    assert "ความสำคัญ" in caught.value.sentence(Language.TH)
    assert "ด่วน, ปกติ, ไม่เร่ง" in caught.value.sentence(Language.TH)


def test_a_sentence_never_repeats_a_national_id() -> None:
    assert "1101700230700" not in refusal(PERSON["national_id"], "1101700230700")


@pytest.mark.parametrize(
    "hostile",
    ["a\x1b[31mred", "a\x1b]0;title\x07b", "x\u202eevil", "\u2066x\u2069", "a\x00b", "a\ud800b", "[/x][@click=y]"],
)
@pytest.mark.parametrize("kind", [text("it", "นี่", "It"), prose("it", "นี่", "It")])
def test_hostile_text_is_cleaned_before_it_is_stored(kind: Field, hostile: str) -> None:
    stored = parse(kind, hostile, READING)
    assert isinstance(stored, str)
    assert kind.accepts(stored)
    assert not set(stored) & set("\x1b\x07\x00\u202e\u2066\u2069\ud800")


@pytest.mark.parametrize("field", ALL_FIELDS)
@settings(max_examples=15)
@given(typed=st.text(max_size=60))
def test_whatever_is_typed_is_stored_well_or_refused_with_the_fields_name(field: Field, typed: str) -> None:
    read = value_or_refusal(field, typed)
    if isinstance(read, InvalidValue):
        assert field.label.en.casefold() in read.sentence(Language.EN).casefold()
        assert read.sentence(Language.TH) != ""
    else:
        assert read is None or field.accepts(read)


@pytest.mark.parametrize("field", REQUIRED_FIELDS)
def test_every_required_field_refuses_to_be_left_empty(field: Field) -> None:
    assert refusal(field, " \u200b ") == f"{field.label.en} is needed: it was left empty."


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (SCHEMA["network"]["purposes"], "propose, ข้อเรียกร้อง; Claim rights", ("propose", "demand", "claim_right")),
        (PERSON["phones"], "081-234-5678\n0812345678\n02 123 4567", ("0812345678", "021234567")),
        (PERSON["phones"], "081-234-5678/02-123-4567", ("0812345678", "021234567")),
        (PERSON["phones"], "081-234-5678 ๐๘๙-๘๗๖-๕๔๓๒", ("0812345678", "0898765432")),
        (PERSON["phones"], "โทร. 081 234 5678 หรือ 053 123 456 ต่อ 12", ("0812345678", "053123456 ต่อ 12")),
        (PERSON["phones"], "081 234 5678, 1479", ("0812345678", "1479")),
        (TASK["helpers"], " ; ", ()),
    ],
)
def test_the_elements_of_a_set_are_read_each_once(field: Field, typed: str, stored: tuple[Value, ...]) -> None:
    assert parse_many(field, typed, READING) == stored


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (TASK["percent"], "๕๐", 50),
        (SCHEMA["meeting"]["quorum_required"], "๑,๒๐๐", 1_200),
        (money("price", "ราคา", "Price"), "๑,๒๓๔.๕๐ บาท", 123_450),
        (SCHEMA["member"]["number"], "M-๐๐๔๒", 42),
        (TASK["number"], "๗", 7),
        (TASK["due"], "๑๕/๗/๖๙", "2026-07-15"),
        (MEETING["starts_at"], "๑๕ ก.ค. ๒๕๖๙ ๐๙.๓๐ น.", "2026-07-15T09:30"),
        (PERSON["national_id"], "๑-๑๐๑๗-๐๐๒๓๐-๗๐-๘", "1101700230708"),
        (PERSON["phones"], "๐๘๑-๒๓๔-๕๖๗๘", "0812345678"),
        (SCHEMA["member"]["voting"], "๑", True),
        (TASK["priority"], "๑", "1"),
    ],
)
def test_thai_digits_are_read_wherever_a_number_is(field: Field, typed: str, stored: Value) -> None:
    assert parse(field, typed, READING) == stored
    assert parse(field, to_arabic_digits(typed), READING) == stored


def test_every_choice_is_read_from_its_code_and_both_labels() -> None:
    for entity in SCHEMA.entities:
        for field in entity.fields:
            for each in field.choices:
                for typed in (each.code, each.label.th, each.label.en):
                    assert parse(field, typed, READING) == each.code, (entity.name, field.name, typed)


def test_every_kind_is_read() -> None:
    made = [maker("it", "นี่", "It") for maker in (text, prose, integer, money, date, moment, flag, phone, order)]
    made += [ref("it", "นี่", "It", to="person"), number("it", "นี่", "It", series="s", pattern="{n}")]
    for field in made:
        assert parse(field, "", READING) is None
    assert {field.kind for each in SCHEMA.all for field in each.fields} | {each.kind for each in made} == set(Kind)
