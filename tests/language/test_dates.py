"""Dates and times are written as people here expect them."""

from datetime import date, datetime, time

import pytest

from netterm.language.dates import (
    DateStyle,
    Digits,
    buddhist_year,
    format_date,
    format_moment,
    format_time,
    month_name,
    weekday_name,
)
from netterm.locale import Language, use

DAY = date(2026, 7, 5)
MOMENT = datetime(2026, 7, 5, 9, 30)  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize(
    ("style", "thai", "english"),
    [
        (DateStyle.FULL, "วันอาทิตย์ที่ 5 กรกฎาคม พ.ศ. 2569", "Sunday 5 July B.E. 2569"),
        (DateStyle.LONG, "5 กรกฎาคม 2569", "5 July 2569"),
        (DateStyle.MEDIUM, "5 ก.ค. 2569", "5 Jul 2569"),
        (DateStyle.SHORT, "05/07/2569", "05/07/2569"),
    ],
)
def test_a_date_is_written_in_the_buddhist_era(style: DateStyle, thai: str, english: str) -> None:
    assert format_date(DAY, style, language=Language.TH) == thai
    assert format_date(DAY, style, language=Language.EN) == english


@pytest.mark.parametrize(
    ("style", "thai", "english"),
    [
        (DateStyle.FULL, "วันอาทิตย์ที่ 5 กรกฎาคม พ.ศ. 2569 เวลา 09.30 น.", "Sunday 5 July B.E. 2569 at 09:30"),
        (DateStyle.LONG, "5 กรกฎาคม 2569 เวลา 09.30 น.", "5 July 2569 at 09:30"),
        (DateStyle.MEDIUM, "5 ก.ค. 2569 09:30", "5 Jul 2569 09:30"),
        (DateStyle.SHORT, "05/07/2569 09:30", "05/07/2569 09:30"),
    ],
)
def test_a_moment_is_written_with_its_time(style: DateStyle, thai: str, english: str) -> None:
    assert format_moment(MOMENT, style, language=Language.TH) == thai
    assert format_moment(MOMENT, style, language=Language.EN) == english


def test_digits_are_thai_where_asked() -> None:
    assert format_date(DAY, DateStyle.LONG, Digits.THAI, Language.TH) == "๕ กรกฎาคม ๒๕๖๙"
    assert format_time(time(9, 5), DateStyle.LONG, Digits.THAI, Language.TH) == "๐๙.๐๕ น."
    assert format_moment(MOMENT, DateStyle.MEDIUM, Digits.THAI, Language.TH) == "๕ ก.ค. ๒๕๖๙ ๐๙:๓๐"


def test_the_current_language_is_used_where_none_is_named() -> None:
    use(Language.TH)
    assert (format_date(DAY), month_name(2), weekday_name(0)) == ("5 ก.ค. 2569", "กุมภาพันธ์", "วันจันทร์")
    use(Language.EN)
    assert (format_date(DAY), month_name(2), weekday_name(0)) == ("5 Jul 2569", "February", "Monday")


def test_names_of_months_are_long_or_short() -> None:
    assert [month_name(12, language) for language in Language] == ["ธันวาคม", "December"]
    assert [month_name(1, language, short=True) for language in Language] == ["ม.ค.", "Jan"]


def test_the_buddhist_year_is_that_of_a_date_or_of_a_common_year() -> None:
    assert buddhist_year(DAY) == buddhist_year(2026) == 2569
