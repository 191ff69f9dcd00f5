"""Any usual way to type a date is understood, and what is no date is refused in one clear sentence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.language.dates import DateStyle, Digits, InvalidDate, format_date, parse_date, parse_due
from netterm.locale import Language, use

TODAY = date(2026, 7, 15)  # a Wednesday

THE_DAY_ITSELF = """
15/7/69
15/7/2569
15/07/2569
15-7-69
15.7.69
15 7 69
15/7/2026
15/7
๑๕/๗/๖๙
๑๕/๗/๒๕๖๙
15 ก.ค. 2569
15 ก.ค. 69
15ก.ค.69
15 กค 69
15 กค
15 ก.ค. พ.ศ. 2569
15 กรกฎาคม 2569
15 กรกฎาคม พ.ศ. 2569
15 กรกฎาคม พ.ศ.2569
15 กรกฎาคม พุทธศักราช ๒๕๖๙
15 กรกฎาคม ค.ศ. 2026
15 กรกฎาคม ค.ศ. 26
15 กรกฎาคม พ.ศ. ๖๙
15/ก.ค./69
15 - ก.ค. - 69
15 ก.ค.'69
15 ก.ค. นี้
15 ก.ค. ปีนี้
15 เดือน 7 ปี 2569
วันที่ 15 เดือน 7 ปี 69
วันพุธที่ 15
วันพุธที่ 15 นี้
วันที่ 15 นี้
วันที่ 15 เดือนนี้
ภายใน 15 ก.ค.
ภายในวันที่ 15
the 15th
15 กรกฎาคม
15 กรกฎา
15 กรกฏาคม 2569
15 เดือนกรกฎาคม ปี 2569
วันที่ 15 กรกฎาคม 2569
เมื่อวันที่ 15 กรกฎาคม 2569
ที่ 15 ก.ค. 69
วันพุธที่ 15 กรกฎาคม 2569
วันพุธ ที่ ๑๕ กรกฎาคม พ.ศ. ๒๕๖๙
พุธ 15 ก.ค. 69
พ. 15/7/69
2026-07-15
2569-07-15
2026/7/15
15072569
150769
15072026
20260715
25690715
15
วันที่ 15
15 Jul 2026
15 July 2569
15 jul 69
15 Jul 26
15-Jul-2026
15th July 2026
15th of July 2026
on the 15th of July
July 15, 2026
Jul 15
Wed 15 Jul 2026
Wednesday, 15 July 2569
15 July B.E. 2569
15 July 2569 BE
15 July 2026 AD
วันนี้
today
+0
พุธ
วันพุธ
wednesday
""".strip().splitlines()

OTHER_DAYS = [
    ("+7", date(2026, 7, 22)),
    ("-3", date(2026, 7, 12)),
    ("−3", date(2026, 7, 12)),
    ("+3ว", date(2026, 7, 18)),
    ("+3 วัน", date(2026, 7, 18)),
    ("+๓", date(2026, 7, 18)),
    ("+2สัปดาห์", date(2026, 7, 29)),
    ("+1ด", date(2026, 8, 15)),
    ("+1เดือน", date(2026, 8, 15)),
    ("-1ปี", date(2025, 7, 15)),
    ("+1w", date(2026, 7, 22)),
    ("+1m", date(2026, 8, 15)),
    ("พรุ่งนี้", date(2026, 7, 16)),
    ("มะรืน", date(2026, 7, 17)),
    ("มะรืนนี้", date(2026, 7, 17)),
    ("เมื่อวาน", date(2026, 7, 14)),
    ("เมื่อวานซืน", date(2026, 7, 13)),
    ("tomorrow", date(2026, 7, 16)),
    ("Yesterday", date(2026, 7, 14)),
    ("the day after tomorrow", date(2026, 7, 17)),
    ("อีก 3 วัน", date(2026, 7, 18)),
    ("อีกสองสัปดาห์", date(2026, 7, 29)),
    ("อีก 2 อาทิตย์", date(2026, 7, 29)),
    ("3 วันก่อน", date(2026, 7, 12)),
    ("in 3 days", date(2026, 7, 18)),
    ("a week ago", date(2026, 7, 8)),
    ("2 weeks from now", date(2026, 7, 29)),
    ("สัปดาห์หน้า", date(2026, 7, 22)),
    ("อาทิตย์หน้า", date(2026, 7, 22)),
    ("เดือนหน้า", date(2026, 8, 15)),
    ("ปีที่แล้ว", date(2025, 7, 15)),
    ("next month", date(2026, 8, 15)),
    ("last week", date(2026, 7, 8)),
    ("ศุกร์", date(2026, 7, 17)),
    ("จันทร์", date(2026, 7, 20)),
    ("ศ.", date(2026, 7, 17)),
    ("ศุกร์นี้", date(2026, 7, 17)),
    ("วันจันทร์นี้", date(2026, 7, 13)),
    ("ศุกร์หน้า", date(2026, 7, 24)),
    ("วันอาทิตย์หน้า", date(2026, 7, 26)),
    ("พฤหัสที่แล้ว", date(2026, 7, 9)),
    ("next friday", date(2026, 7, 24)),
    ("this monday", date(2026, 7, 13)),
    ("last fri", date(2026, 7, 10)),
    ("+10d", date(2026, 7, 25)),
    ("-1w", date(2026, 7, 8)),
    ("+2w", date(2026, 7, 29)),
    ("อีก 7 วัน", date(2026, 7, 22)),
    ("อีกสิบห้าวัน", date(2026, 7, 30)),
    ("อีกยี่สิบเอ็ดวัน", date(2026, 8, 5)),
    ("ภายใน 7 วัน", date(2026, 7, 22)),
    ("7 วันข้างหน้า", date(2026, 7, 22)),
    ("เมื่อ 2 วันก่อน", date(2026, 7, 13)),
    ("วันจันทร์หน้า", date(2026, 7, 20)),
    ("ศุกร์สัปดาห์หน้า", date(2026, 7, 24)),
    ("วันศุกร์ของสัปดาห์หน้า", date(2026, 7, 24)),
    ("สัปดาห์หน้า วันศุกร์", date(2026, 7, 24)),
    ("วันศุกร์ที่จะถึงนี้", date(2026, 7, 17)),
    ("วันพุธที่จะถึง", date(2026, 7, 15)),
    ("เมื่อวันศุกร์", date(2026, 7, 10)),
    ("เมื่อวันพุธ", date(2026, 7, 8)),
    ("ศุกร์ที่ 17", date(2026, 7, 17)),
    ("วันศุกร์ที่ 14", date(2026, 8, 14)),
    ("วันศุกร์ที่ 12", date(2026, 6, 12)),
    ("วันที่ 5 เดือนหน้า", date(2026, 8, 5)),
    ("5 เดือนหน้า", date(2026, 8, 5)),
    ("วันที่ ๕ ของเดือนหน้า", date(2026, 8, 5)),
    ("30 เดือนที่แล้ว", date(2026, 6, 30)),
    ("5 เดือน", date(2026, 12, 15)),
    ("15 ก.ค. ปีหน้า", date(2027, 7, 15)),
    ("ภายในสิ้นเดือน", date(2026, 7, 31)),
    ("ภายในเดือนนี้", date(2026, 7, 31)),
    ("ภายในเดือนหน้า", date(2026, 8, 31)),
    ("สิ้นสัปดาห์", date(2026, 7, 19)),
    ("ภายในสัปดาห์หน้า", date(2026, 7, 26)),
    ("by end of month", date(2026, 7, 31)),
    ("15/7/26", date(1983, 7, 15)),
    ("13 เม.ย. 70", date(2027, 4, 13)),
    ("13 เมย 70", date(2027, 4, 13)),
    ("12 สิงหา", date(2026, 8, 12)),
    ("5 ธันวา 69", date(2026, 12, 5)),
    ("สิ้นเดือน", date(2026, 7, 31)),
    ("สิ้นเดือนหน้า", date(2026, 8, 31)),
    ("ต้นเดือนหน้า", date(2026, 8, 1)),
    ("สิ้นปี", date(2026, 12, 31)),
    ("สิ้นปีงบประมาณ", date(2026, 9, 30)),
    ("end of month", date(2026, 7, 31)),
    ("end of next month", date(2026, 8, 31)),
    ("start of the year", date(2026, 1, 1)),
    ("29/2/67", date(2024, 2, 29)),
    ("1/1/43", date(2000, 1, 1)),
    ("1/1/2399", date(1856, 1, 1)),
    ("31 ธ.ค.", date(2026, 12, 31)),
    ("5 ม.ค.", date(2027, 1, 5)),
]

REFUSED = [
    (
        "31/2/69",
        "There is no day 31 in February 2569: type a day from 1 to 28.",
        "เดือนกุมภาพันธ์ 2569 ไม่มีวันที่ 31 ให้พิมพ์วันที่ 1 ถึง 28",
    ),
    ("31 Feb 2026", "There is no day 31 in February 2026: type a day from 1 to 28.", None),
    ("30 ก.พ. 67", "There is no day 30 in February 2567: type a day from 1 to 29.", None),
    ("31 เม.ย.", "There is no day 31 in April 2569: type a day from 1 to 30.", None),
    ("0/7/69", "There is no day 0 in July 2569: type a day from 1 to 31.", None),
    ("29 ก.พ.", "There is no day 29 in February 2569: type a day from 1 to 28.", None),
    (
        "15/13/69",
        "There is no month 13: type the day first, then a month from 1 to 12.",
        "ไม่มีเดือนที่ 13 ให้พิมพ์วันก่อน แล้วตามด้วยเดือน 1 ถึง 12",
    ),
    (
        "วันจันทร์ที่ 15 กรกฎาคม 2569",
        "15 July 2569 is a Wednesday, not a Monday: mend the day of the week or the date.",
        "15 กรกฎาคม 2569 เป็นวันพุธ ไม่ใช่วันจันทร์ ให้แก้วันหรือวันที่ให้ตรงกัน",
    ),
    (
        "1/1/1500",
        "“1/1/1500” is too far away: type a date from B.E. 2343 to 2743.",
        "“1/1/1500” อยู่ไกลเกินไป ให้พิมพ์วันที่ตั้งแต่ พ.ศ. 2343 ถึง 2743",
    ),
    ("+99999ปี", "“+99999ปี” is too far away: type a date from B.E. 2343 to 2743.", None),
    ("+99999 weeks", "“+99999 weeks” is too far away: type a date from B.E. 2343 to 2743.", None),
    ("15 July 0001 BE", "“15 July 0001 BE” is too far away: type a date from B.E. 2343 to 2743.", None),
    ("15/7/3569", "“15/7/3569” is too far away: type a date from B.E. 2343 to 2743.", None),
    ("29 ก.พ. 2569", "There is no day 29 in February 2569: type a day from 1 to 28.", None),
    ("วันที่ 31 เดือนที่แล้ว", "There is no day 31 in June 2569: type a day from 1 to 30.", None),
    (
        "วันศุกร์ที่ 16",
        "16 July 2569 is a Thursday, not a Friday: mend the day of the week or the date.",
        "16 กรกฎาคม 2569 เป็นวันพฤหัสบดี ไม่ใช่วันศุกร์ ให้แก้วันหรือวันที่ให้ตรงกัน",
    ),
    ("7/15/2026", "There is no month 15: type the day first, then a month from 1 to 12.", None),
    (
        "เดือนนี้",
        "“เดือนนี้” is many days, not one: type which day, like Friday, 25 or end of month.",
        "“เดือนนี้” มีหลายวัน ให้พิมพ์ว่าวันไหน เช่น วันศุกร์, 25 หรือ สิ้นเดือน",
    ),
    ("อาทิตย์นี้", "“อาทิตย์นี้” is many days, not one: type which day, like Friday, 25 or end of month.", None),
    ("this week", "“this week” is many days, not one: type which day, like Friday, 25 or end of month.", None),
    (
        "เร็วๆ นี้",
        "“เร็วๆ นี้” cannot be read as a date: type one like 15/7/2569, 15 Jul 2569, +7 or tomorrow.",
        "อ่าน “เร็วๆ นี้” เป็นวันที่ไม่ได้ ให้พิมพ์เช่น 15/7/2569, 15 ก.ค. 2569, +7 หรือ พรุ่งนี้",
    ),
    ("15 Foo 2569", None, None),
    ("15/7/2", None, None),
    ("1/2/3/4", None, None),
    ("", "No date was typed: type one like 15/7/2569.", "ยังไม่ได้พิมพ์วันที่ ให้พิมพ์เช่น 15/7/2569"),
    (" \t", "No date was typed: type one like 15/7/2569.", None),
]


@pytest.mark.parametrize("typed", THE_DAY_ITSELF)
def test_the_same_day_is_understood_however_it_is_typed(typed: str) -> None:
    assert parse_date(typed, TODAY) == TODAY


@pytest.mark.parametrize(("typed", "meant"), OTHER_DAYS)
def test_a_day_away_from_today_is_understood(typed: str, meant: date) -> None:
    assert parse_date(typed, TODAY) == meant


@pytest.mark.parametrize(("typed", "sentence", "_thai"), REFUSED)
def test_what_is_no_date_is_refused_with_the_reason(typed: str, sentence: str | None, _thai: str | None) -> None:
    with pytest.raises(InvalidDate) as refusal:
        parse_date(typed, TODAY)
    assert str(refusal.value) == (
        sentence or f"“{typed}” cannot be read as a date: type one like 15/7/2569, 15 Jul 2569, +7 or tomorrow."
    )


@pytest.mark.parametrize(("typed", "thai"), [(typed, thai) for typed, _, thai in REFUSED if thai])
def test_the_reason_is_given_in_thai_as_well(typed: str, thai: str) -> None:
    with pytest.raises(InvalidDate) as refusal:
        parse_date(typed, TODAY)
    assert refusal.value.sentence(Language.TH) == thai
    use(Language.TH)
    assert str(refusal.value) == thai


@pytest.mark.parametrize(
    ("typed", "today", "meant"),
    [
        ("15 ธ.ค.", date(2026, 1, 5), date(2025, 12, 15)),
        ("5 ม.ค.", date(2026, 12, 20), date(2027, 1, 5)),
        ("29 ก.พ.", date(2027, 12, 1), date(2028, 2, 29)),
        ("+1เดือน", date(2026, 1, 31), date(2026, 2, 28)),
        ("+1ปี", date(2028, 2, 29), date(2029, 2, 28)),
        ("-1เดือน", date(2026, 1, 31), date(2025, 12, 31)),
        ("สิ้นเดือน", date(2028, 2, 10), date(2028, 2, 29)),
        ("สิ้นเดือนที่แล้ว", date(2026, 1, 31), date(2025, 12, 31)),
        ("สิ้นปีงบประมาณ", date(2026, 10, 1), date(2027, 9, 30)),
        ("สิ้นปีงบ", date(2026, 9, 30), date(2026, 9, 30)),
        ("15 Jul 69", date(2069, 1, 1), date(2069, 7, 15)),
        ("วันศุกร์ที่ 30", date(2026, 2, 10), date(2026, 1, 30)),
        ("5 เดือนหน้า", date(2026, 12, 31), date(2027, 1, 5)),
        ("ภายในสัปดาห์นี้", date(2026, 7, 19), date(2026, 7, 19)),
    ],
)
def test_what_is_relative_depends_on_the_day_it_is_typed(typed: str, today: date, meant: date) -> None:
    assert parse_date(typed, today) == meant


def test_a_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(InvalidDate) as refusal:
        parse_date("ยาว" * 5_000, TODAY)
    assert len(str(refusal.value)) < 200


@given(
    day=st.dates(date(1801, 1, 1), date(2199, 12, 31)),
    today=st.dates(date(1970, 1, 1), date(2099, 12, 31)),
    style=st.sampled_from(DateStyle),
    digits=st.sampled_from(Digits),
    language=st.sampled_from(Language),
)
def test_a_date_that_was_written_here_is_read_back(
    day: date, today: date, style: DateStyle, digits: Digits, language: Language
) -> None:
    assert parse_date(format_date(day, style, digits, language), today) == day


@given(st.text(alphabet=st.one_of(st.sampled_from("0123456789/-. +กคพศวนที่หน้าjulw"), st.characters()), max_size=20))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        assert 1800 <= parse_date(text, TODAY).year <= 2200
    except InvalidDate as refused:
        refusal = str(refused)
    else:
        refusal = ""
    assert "{" not in refusal or "{" in text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("15", date(2026, 12, 15)),
        ("23", date(2026, 11, 23)),
        ("30", date(2026, 11, 30)),
        ("15/7", date(2027, 7, 15)),
        ("1 ธ.ค.", date(2026, 12, 1)),
        ("15/7/69", date(2026, 7, 15)),
        ("15 เดือนนี้", date(2026, 11, 15)),
        ("เมื่อวาน", date(2026, 11, 22)),
        ("+7", date(2026, 11, 30)),
    ],
)
def test_a_due_day_is_to_come_where_what_was_typed_leaves_that_open(typed: str, meant: date) -> None:
    assert parse_due(typed, date(2026, 11, 23)) == meant
