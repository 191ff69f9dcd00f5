"""Dates and times as people here write them: in the Buddhist Era, Thai or English. Typed ones are read here as well.

Nothing here looks at a clock: what is relative is relative to the day that is handed in.
"""

from datetime import date, datetime, time
from enum import Enum

from netterm.language.calendar_names import buddhist_year, month_name, weekday_name
from netterm.language.numbers import Digits, with_digits
from netterm.language.typed_dates import InvalidDate, parse_date, parse_due
from netterm.language.typed_times import InvalidTime, parse_moment, parse_time
from netterm.locale import Language, current

__all__ = [
    "DateStyle",
    "Digits",
    "InvalidDate",
    "InvalidTime",
    "buddhist_year",
    "format_date",
    "format_moment",
    "format_time",
    "month_name",
    "parse_date",
    "parse_due",
    "parse_moment",
    "parse_time",
    "weekday_name",
]


class DateStyle(Enum):
    """How much of a date is written out."""

    FULL = "full"
    """วันพุธที่ 15 กรกฎาคม พ.ศ. 2569; Wednesday 15 July B.E. 2569."""
    LONG = "long"
    """15 กรกฎาคม 2569; 15 July 2569."""
    MEDIUM = "medium"
    """15 ก.ค. 2569; 15 Jul 2569."""
    SHORT = "short"
    """15/07/2569."""


def format_date(
    day: date,
    style: DateStyle = DateStyle.MEDIUM,
    digits: Digits = Digits.ARABIC,
    language: Language | None = None,
) -> str:
    """`day` in the Buddhist Era, in `language` or the current one."""
    spoken = language or current()
    year = buddhist_year(day)
    if style is DateStyle.SHORT:
        written = f"{day.day:02}/{day.month:02}/{year}"
    elif style is DateStyle.FULL:
        joint, era = ("ที่ ", "พ.ศ.") if spoken is Language.TH else (" ", "B.E.")
        weekday = weekday_name(day.weekday(), spoken)
        written = f"{weekday}{joint}{day.day} {month_name(day.month, spoken)} {era} {year}"
    else:
        written = f"{day.day} {month_name(day.month, spoken, short=style is DateStyle.MEDIUM)} {year}"
    return with_digits(written, digits)


def format_time(
    moment: time | datetime,
    style: DateStyle = DateStyle.MEDIUM,
    digits: Digits = Digits.ARABIC,
    language: Language | None = None,
) -> str:
    """Hours and minutes: '09:30', or '09.30 น.' as Thai papers have it where the style is full or long."""
    official = style in {DateStyle.FULL, DateStyle.LONG} and (language or current()) is Language.TH
    written = f"{moment:%H.%M} น." if official else f"{moment:%H:%M}"
    return with_digits(written, digits)


def format_moment(
    moment: datetime,
    style: DateStyle = DateStyle.MEDIUM,
    digits: Digits = Digits.ARABIC,
    language: Language | None = None,
) -> str:
    """Date and time: '15 ก.ค. 2569 09:30'; full and long '15 กรกฎาคม 2569 เวลา 09.30 น.'."""
    spoken = language or current()
    joint = " "
    if style in {DateStyle.FULL, DateStyle.LONG}:
        joint = " เวลา " if spoken is Language.TH else " at "
    return format_date(moment, style, digits, spoken) + joint + format_time(moment, style, digits, spoken)
