"""Numbers that authorities give are checked, kept bare and shown in groups."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.language.ids import (
    InvalidNationalId,
    InvalidPhone,
    InvalidPostcode,
    format_national_id,
    format_phone,
    parse_national_id,
    parse_phone,
    parse_postcode,
)
from netterm.locale import Language

VALID_ID = "1234567890121"


@pytest.mark.parametrize("typed", [VALID_ID, "1-2345-67890-12-1", "1 2345 67890 12 1", "๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑"])
def test_a_national_id_is_read_however_it_is_grouped(typed: str) -> None:
    assert parse_national_id(typed) == VALID_ID


@pytest.mark.parametrize(
    "shown", ["0-1234-56789-01-6", "0-0123-45678-90-9", "6-1234-56789-01-5", "7-1234-56789-01-3", "8-1234-56789-01-1"]
)
def test_people_without_thai_nationality_have_national_ids_too(shown: str) -> None:
    digits = shown.replace("-", "")
    assert parse_national_id(shown) == parse_national_id(digits) == digits
    assert format_national_id(digits) == shown
    with pytest.raises(InvalidNationalId, match="last digit does not fit"):
        parse_national_id(digits[:-1] + str((int(digits[-1]) + 1) % 10))


def test_a_national_id_is_shown_as_on_the_card() -> None:
    assert format_national_id(VALID_ID) == "1-2345-67890-12-1"
    assert format_national_id("12") == "12"


@pytest.mark.parametrize(
    ("typed", "sentence", "thai"),
    [
        (
            "123456789012",
            "A national ID has 13 digits, but 12 were typed.",
            "เลขประจำตัวประชาชนมี 13 หลัก แต่พิมพ์มา 12 หลัก",
        ),
        (
            "1234567890122",
            "A digit of this national ID is wrong, for its last digit does not fit: compare the card.",
            "เลขประจำตัวประชาชนนี้มีหลักที่ผิด เพราะหลักสุดท้ายไม่ตรง ให้เทียบกับบัตรอีกครั้ง",
        ),
        (
            "123456789012X",
            "A national ID is made of 13 digits only: take out what is not a digit.",
            "เลขประจำตัวประชาชนมีแต่ตัวเลข 13 หลัก ให้ลบสิ่งที่ไม่ใช่ตัวเลขออก",
        ),
        ("", "A national ID is made of 13 digits only: take out what is not a digit.", None),
    ],
)
def test_a_wrong_national_id_is_refused_without_repeating_it(typed: str, sentence: str, thai: str | None) -> None:
    with pytest.raises(InvalidNationalId) as refusal:
        parse_national_id(typed)
    assert str(refusal.value) == sentence
    if thai:
        assert refusal.value.sentence(Language.TH) == thai
    assert not typed or typed not in repr(refusal.value.params)


@given(st.integers(0, 10**12 - 1), st.integers(0, 12), st.integers(1, 9))
def test_any_single_wrong_digit_of_a_national_id_is_caught(first_twelve: int, place: int, shift: int) -> None:
    body = f"{first_twelve:012}"
    valid = next(body + str(last) for last in range(10) if _is_valid(body + str(last)))
    wrong = valid[:place] + str((int(valid[place]) + shift) % 10) + valid[place + 1 :]
    # Modulo 11 pressed into ten digits lets 0 and 10 stand for each other: the law has it so.
    total = sum(int(digit) * weight for digit, weight in zip(wrong[:12], range(13, 1, -1), strict=True))
    assert _is_valid(wrong) == ((11 - total % 11) % 10 == int(wrong[12]))


def _is_valid(digits: str) -> bool:
    try:
        return parse_national_id(digits) == digits
    except InvalidNationalId:
        return False


@pytest.mark.parametrize(
    ("typed", "bare", "shown"),
    [
        ("081-234-5678", "0812345678", "081-234-5678"),
        ("๐๘๑ ๒๓๔ ๕๖๗๘", "0812345678", "081-234-5678"),
        ("+66 81 234 5678", "0812345678", "081-234-5678"),
        ("+66 (0)81 234 5678", "0812345678", "081-234-5678"),
        ("0066812345678", "0812345678", "081-234-5678"),
        ("66812345678", "0812345678", "081-234-5678"),
        ("0612345678", "0612345678", "061-234-5678"),
        ("02-123-4567", "021234567", "02-123-4567"),
        ("+6621234567", "021234567", "02-123-4567"),
        ("02 123 4567 ต่อ 12", "021234567 ต่อ 12", "02-123-4567 ต่อ 12"),
        ("02-123-4567 ext. 12", "021234567 ต่อ 12", "02-123-4567 ต่อ 12"),
        ("053-123456", "053123456", "053-123-456"),
        ("0 2123 4567", "021234567", "02-123-4567"),
        ("074 123 456 ต่อ ๑๒", "074123456 ต่อ 12", "074-123-456 ต่อ 12"),
        ("โทร. 081-234-5678", "0812345678", "081-234-5678"),
        ("มือถือ 0912345678", "0912345678", "091-234-5678"),
        ("1479", "1479", "1479"),
        ("1300", "1300", "1300"),
        ("๑๖๖๙", "1669", "1669"),
        ("1800123456", "1800123456", "1800-123-456"),
        ("191", "191", "191"),
        ("+856 20 5551 2345", "+8562055512345", "+8562055512345"),
    ],
)
def test_a_telephone_number_is_kept_bare_and_shown_in_groups(typed: str, bare: str, shown: str) -> None:
    assert parse_phone(typed) == bare
    assert parse_phone(bare) == bare
    assert format_phone(bare) == shown


@pytest.mark.parametrize("typed", ["", "12345", "0112345678", "โทร", "081-234-567x", "+66", "ต่อ 12", "0"])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(InvalidPhone) as refusal:
        parse_phone(typed)
    assert str(refusal.value) == (f"“{typed}” is not a telephone number: type it like 081-234-5678 or 02-123-4567.")
    assert refusal.value.sentence(Language.TH) == (f"“{typed}” ไม่ใช่หมายเลขโทรศัพท์ ให้พิมพ์เช่น 081-234-5678 หรือ 02-123-4567")


@pytest.mark.parametrize(
    ("typed", "count"), [("081234567", 9), ("08123456789", 11), ("06-1234-567", 9), ("+66 9 1234 567", 9), ("๐๘๑", 3)]
)
def test_a_mobile_number_with_too_few_or_too_many_digits_says_how_many(typed: str, count: int) -> None:
    with pytest.raises(InvalidPhone) as refusal:
        parse_phone(typed)
    assert str(refusal.value) == f"“{typed}” has {count} digits, but a mobile number has 10, like 081-234-5678."
    assert refusal.value.sentence(Language.TH) == (f"“{typed}” มี {count} หลัก แต่หมายเลขมือถือมี 10 หลัก เช่น 081-234-5678")


@pytest.mark.parametrize(("typed", "count"), [("02-1234-5678", 10), ("053-12345", 8), ("02-123-456 ต่อ 7", 8)])
def test_a_landline_with_too_few_or_too_many_digits_says_how_many(typed: str, count: int) -> None:
    with pytest.raises(InvalidPhone) as refusal:
        parse_phone(typed)
    assert str(refusal.value) == (
        f"“{typed}” has {count} digits, but the number of a landline has 9, like 02-123-4567."
    )
    assert refusal.value.sentence(Language.TH) == (
        f"“{typed}” มี {count} หลัก แต่หมายเลขโทรศัพท์ประจำที่มี 9 หลัก เช่น 02-123-4567"
    )


def test_a_postcode_has_five_digits_of_a_thai_postal_area() -> None:
    assert parse_postcode(" ๕๐๒๐๐ ") == "50200"
    assert parse_postcode("10110") == "10110"


@pytest.mark.parametrize("typed", ["", "5020", "502000", "09999", "97000", "5020x"])
def test_what_is_no_postcode_is_refused(typed: str) -> None:
    with pytest.raises(InvalidPostcode) as refusal:
        parse_postcode(typed)
    assert str(refusal.value) == f"“{typed}” is not a postcode: type its five digits, like 50200."
    assert refusal.value.sentence(Language.TH) == f"“{typed}” ไม่ใช่รหัสไปรษณีย์ ให้พิมพ์ตัวเลขห้าหลัก เช่น 50200"
