"""Numbers and amounts are read and written as on Thai papers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.language.numbers import (
    Digits,
    InvalidAmount,
    InvalidNumber,
    format_integer,
    format_money,
    numbered_in_year,
    ordinal,
    parse_integer,
    parse_money,
    to_arabic_digits,
    to_thai_digits,
)
from netterm.locale import Language


def test_digits_go_both_ways() -> None:
    assert to_thai_digits("ข้อ 1,234.50") == "ข้อ ๑,๒๓๔.๕๐"
    assert to_arabic_digits("๐๑๒๓๔๕๖๗๘๙ ก") == "0123456789 ก"


@pytest.mark.parametrize(
    ("satang", "written"),
    [(123450, "1,234.50 บาท"), (80000, "800.00 บาท"), (5, "0.05 บาท"), (0, "0.00 บาท"), (-150, "-1.50 บาท")],
)
def test_money_is_written_in_baht(satang: int, written: str) -> None:
    assert format_money(satang, language=Language.TH) == written


def test_money_is_written_in_other_digits_and_languages() -> None:
    assert format_money(123450, Digits.THAI, Language.TH) == "๑,๒๓๔.๕๐ บาท"
    assert format_money(123450, language=Language.EN) == "1,234.50 baht"
    assert format_money(123450, unit=False) == "1,234.50"


@pytest.mark.parametrize(
    ("typed", "satang"),
    [
        ("1,234.50", 123450),
        ("1234.5", 123450),
        ("1,234.50 บาท", 123450),
        ("๑,๒๓๔.๕๐ บาท", 123450),
        ("800", 80000),
        ("800 บาทถ้วน", 80000),
        ("800.-", 80000),
        ("฿20", 2000),
        ("THB 20", 2000),
        ("5 บาท 50 สตางค์", 550),
        ("5 บาท 5 สตางค์", 505),
        ("25 สตางค์", 25),
        ("-1.50", -150),
        (" 1 234 ", 123400),
    ],
)
def test_money_is_read_as_it_is_typed(typed: str, satang: int) -> None:
    assert parse_money(typed) == satang


@pytest.mark.parametrize("typed", ["", "บาท", "abc", "1.234", "12,34", "1,2345", "1.2.3", "5 50 สตางค์", "1e5", "²"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        parse_money(typed)
    assert str(refusal.value) == f"“{typed}” is not an amount of money: type baht, like 1,234.50."
    assert refusal.value.sentence(Language.TH) == f"“{typed}” ไม่ใช่จำนวนเงิน ให้พิมพ์เป็นบาท เช่น 1,234.50"


@pytest.mark.parametrize("typed", ["999999999999999", "9" * 30, "9" * 6_000])
def test_more_money_than_there_is_is_refused(typed: str) -> None:
    with pytest.raises(InvalidAmount, match="more money than can be kept here"):
        parse_money(typed)


@given(st.integers(-(10**15), 10**15), st.sampled_from(Digits), st.sampled_from(Language), st.booleans())
def test_an_amount_that_was_written_here_is_read_back(
    satang: int, digits: Digits, language: Language, unit: bool
) -> None:
    assert parse_money(format_money(satang, digits, language, unit=unit)) == satang


@given(st.integers(-(10**15), 10**15), st.sampled_from(Digits))
def test_a_number_that_was_written_here_is_read_back(number: int, digits: Digits) -> None:
    assert parse_integer(format_integer(number, digits)) == number


def test_thousands_are_set_apart() -> None:
    assert format_integer(1234567) == "1,234,567"
    assert format_integer(1234, Digits.THAI) == "๑,๒๓๔"


@pytest.mark.parametrize("typed", ["", "12.5", "1,2", "ห้า", "9" * 5_000, "²"])
def test_what_is_no_whole_number_is_refused(typed: str) -> None:
    with pytest.raises(InvalidNumber) as refusal:
        parse_integer(typed)
    assert str(refusal.value) == f"“{typed[:40]}” is not a whole number: type only digits, like 1,200."
    assert refusal.value.sentence(Language.TH) == f"“{typed[:40]}” ไม่ใช่จำนวนเต็ม ให้พิมพ์เฉพาะตัวเลข เช่น 1,200"


def test_what_is_counted_anew_each_year_names_the_year() -> None:
    assert numbered_in_year(3, 2569, language=Language.TH) == "ครั้งที่ 3/2569"
    assert numbered_in_year(3, 2569, Digits.THAI, Language.TH) == "ครั้งที่ ๓/๒๕๖๙"
    assert numbered_in_year(3, 2569, language=Language.EN) == "No. 3/2569"


@pytest.mark.parametrize(
    ("number", "english"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (112, "112th"), (121, "121st")],
)
def test_an_ordinal_is_written_as_each_language_does(number: int, english: str) -> None:
    assert ordinal(number, language=Language.EN) == english
    assert ordinal(number, language=Language.TH) == f"ที่ {number}"
