"""Dates as people type them, in either era, in Thai or English, absolute or relative to a day that is handed in.

`_FORMS` is the grammar: each form a pattern and what reads it, tried in order against the plain text.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from netterm.errors import Failure
from netterm.language.calendar_names import MonthName, WeekdayName, buddhist_year, gregorian_year
from netterm.language.typed_words import (
    COUNTS,
    DAYS_AWAY,
    ENGLISH_MONTH_NAMES,
    ERAS,
    MONTH_NUMBERS,
    UNITS,
    WEEKDAY_NUMBERS,
    WHICH,
    Era,
    Unit,
    any_of,
    count_of,
    plain,
    shown,
)
from netterm.locale import Language, _, current, fill

__all__ = ["InvalidDate", "parse_date", "parse_due"]

_FIRST_YEAR, _LAST_YEAR = 1800, 2200  # A.D.; B.E. 2343 to 2743 do not overlap, so four digits tell their era

_Parts = Mapping[str, str | None]


class InvalidDate(Failure):
    """What was typed is no date, for the reason that its sentence gives."""

    def sentence(self, language: Language | None = None) -> str:
        """The sentence in `language`, or in the current one; months and days of the week are named in it too."""
        spoken = language or current()
        named = {
            name: value.in_language(spoken) if isinstance(value, (MonthName, WeekdayName)) else value
            for name, value in self.params.items()
        }
        return fill(_(self.msgid, spoken), named)


def parse_date(text: str, today: date) -> date:
    """The day that `text` means, typed on `today`; `InvalidDate` where it means none or cannot be read.

    A year of two digits is of the Buddhist Era ('69' is 2569), one of four of the era that it can be of; behind an
    English month two digits are the nearer of both. Without a year the nearest such day is meant. A week begins on
    Monday: 'ศุกร์หน้า' is the Friday of the next week.
    """
    typed = _SAYS_DATE.sub("", plain(text))
    if not typed:
        raise InvalidDate("No date was typed: type one like 15/7/2569.")
    for form, read in _FORMS:
        if found := re.fullmatch(form, typed, re.ASCII):
            return _within_reach(read, found.groupdict(), today, text)
    raise InvalidDate(
        "“{text}” cannot be read as a date: type one like 15/7/2569, 15 Jul 2569, +7 or tomorrow.", text=shown(text)
    )


def parse_due(text: str, today: date) -> date:
    """The day until which something is to be done: as `parse_date`, a day without a month or year being to come."""
    near = parse_date(text, today)
    if near >= today:
        return near
    typed = _SAYS_DATE.sub("", plain(text))
    for form, read in _FORMS:
        if found := re.fullmatch(form, typed, re.ASCII):
            return next((day for day in _later_ones(read, found.groupdict(), near, today) if day >= today), near)
    return near


def _later_ones(read: "_Reader", parts: _Parts, near: date, today: date) -> Iterator[date]:
    """The same day of later months or years, where none was typed; a month that lacks it is passed over."""
    if read is _day_of_month and not parts.get("which"):
        months = (_later(today.replace(day=1), away, Unit.MONTH) for away in range(1, 4))
        yield from (
            month.replace(day=near.day) for month in months if near.day <= monthrange(*month.timetuple()[:2])[1]
        )
    elif read is _day_month_year and _year(parts, today) is None and not parts.get("weekday"):
        years = range(today.year, today.year + 2)
        yield from (date(year, near.month, near.day) for year in years if near.day <= _last_day(year, near.month))


def _last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _within_reach(read: "_Reader", parts: _Parts, today: date, text: str) -> date:
    try:
        day = read(parts, today)
        _check_reach(day.year)
    except OverflowError:
        raise InvalidDate(
            "“{text}” is too far away: type a date from B.E. {first} to {last}.",
            text=shown(text),
            first=buddhist_year(_FIRST_YEAR),
            last=buddhist_year(_LAST_YEAR),
        ) from None
    return day


def _check_reach(year: int) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise OverflowError


# --------------------------------------------------------------------------------- days that are named by the calendar


def _day_month_year(parts: _Parts, today: date) -> date:
    """A day, a month by number or name, perhaps with a year, its era, and the day of the week."""
    number, month = int(parts["day"] or ""), _month(parts["month"] or "")
    year = _year(parts, today)
    day = _nearest(number, month, today) if year is None else _existing(number, month, year, parts.get("year"))
    weekday = parts.get("weekday")
    return _on_weekday(day, WEEKDAY_NUMBERS[weekday]) if weekday else day


def _on_weekday(day: date, weekday: int) -> date:
    """`day`, where it is that day of the week."""
    if weekday != day.weekday():
        raise InvalidDate(
            "{day} {month} {year} is a {actual}, not a {typed}: mend the day of the week or the date.",
            day=day.day,
            month=MonthName(day.month),
            year=buddhist_year(day),
            actual=WeekdayName(day.weekday()),
            typed=WeekdayName(weekday),
        )
    return day


def _only_digits(parts: _Parts, today: date) -> date:
    """15072569, 150769, or 25690715 as computers write it."""
    digits = parts["digits"] or ""
    day, month, year = digits[:2], digits[2:4], digits[4:]
    if len(year) == 4 and not _FIRST_YEAR <= int(year) <= buddhist_year(_LAST_YEAR):
        year, month, day = digits[:4], digits[4:6], digits[6:]
    return _day_month_year({"day": day, "month": month, "year": year}, today)


def _day_of_month(parts: _Parts, today: date) -> date:
    """The 17th, or the 5th of the next month."""
    which = parts.get("which")
    month = _later(today.replace(day=1), WHICH[which] if which else 0, Unit.MONTH)
    return _existing(int(parts["day"] or ""), month.month, month.year, None)


def _weekday_of_month(parts: _Parts, today: date) -> date:
    """Friday the 17th: of this month, or else of the next or the last one in which the 17th is a Friday."""
    number, weekday = int(parts["day"] or ""), WEEKDAY_NUMBERS[parts["weekday"] or ""]
    for away in (0, 1, -1):
        month = _later(today.replace(day=1), away, Unit.MONTH)
        if 1 <= number <= _last_day(month.year, month.month) and month.replace(day=number).weekday() == weekday:
            return month.replace(day=number)
    return _on_weekday(_existing(number, today.month, today.year, None), weekday)


def _month(typed: str) -> int:
    month = int(typed) if typed.isdigit() else MONTH_NUMBERS[typed]
    if not 1 <= month <= 12:
        raise InvalidDate("There is no month {month}: type the day first, then a month from 1 to 12.", month=month)
    return month


def _year(parts: _Parts, today: date) -> int | None:
    """The year A.D. that was typed, if one was."""
    typed = parts.get("year")
    if which := parts.get("which_year"):
        return today.year + WHICH[which]
    if not typed:
        return None
    era = ERAS.get(parts.get("era") or parts.get("era_behind") or "")
    if len(typed) == 4:
        era = era or (Era.BUDDHIST if int(typed) >= buddhist_year(_FIRST_YEAR) else Era.COMMON)
        return gregorian_year(int(typed)) if era is Era.BUDDHIST else int(typed)
    buddhist, common = gregorian_year(2500 + int(typed)), 2000 + int(typed)
    if era is None and parts["month"] in ENGLISH_MONTH_NAMES:
        return min(common, buddhist, key=lambda year: abs(year - today.year))
    return common if era is Era.COMMON else buddhist


def _existing(day: int, month: int, year: int, typed_year: str | None) -> date:
    """That day, if there is one; the sentence names the year as it was typed, or of the Buddhist Era."""
    _check_reach(year)
    last = _last_day(year, month)
    if not 1 <= day <= last:
        raise InvalidDate(
            "There is no day {day} in {month} {year}: type a day from 1 to {last}.",
            day=day,
            month=MonthName(month),
            year=typed_year if typed_year and len(typed_year) == 4 else str(buddhist_year(year)),
            last=last,
        )
    return date(year, month, day)


def _nearest(day: int, month: int, today: date) -> date:
    """That day of the year in which it is nearest to `today`."""
    years = [year for year in range(today.year - 1, today.year + 2) if 1 <= day <= _last_day(year, month)]
    if not years:
        return _existing(day, month, today.year, None)
    return min((date(year, month, day) for year in years), key=lambda candidate: abs(candidate - today))


# ------------------------------------------------------------------------------------------- days counted from today


def _named_day(parts: _Parts, today: date) -> date:
    return today + timedelta(DAYS_AWAY[parts["name"] or ""])


def _counted(parts: _Parts, today: date) -> date:
    """+7, อีก 2 สัปดาห์, 3 days ago."""
    count = count_of(parts["count"] or "")
    back = parts.get("sign") == "-" or parts.get("back") is not None
    return _later(today, -count if back else count, UNITS[parts["unit"]] if parts["unit"] else Unit.DAY)


def _span_away(parts: _Parts, today: date) -> date:
    """The same day of the next or last week, month or year."""
    return _later(today, WHICH[parts["which"] or ""], UNITS[parts["unit"] or ""])


def _no_one_day(parts: _Parts, _today: date) -> date:
    """This week, this month, this year."""
    raise InvalidDate(
        "“{text}” is many days, not one: type which day, like Friday, 25 or end of month.", text=parts["span"]
    )


def _weekday(parts: _Parts, today: date) -> date:
    """A day of this, the next or the last week; alone, the first such day from today on, or the last one before it."""
    weekday = WEEKDAY_NUMBERS[parts["weekday"] or ""]
    if parts.get("passed"):
        return today - timedelta((today.weekday() - weekday - 1) % 7 + 1)
    if not parts["which"]:
        return today + timedelta((weekday - today.weekday()) % 7)
    return today + timedelta(weekday - today.weekday() + 7 * WHICH[parts["which"]])


def _edge(parts: _Parts, today: date) -> date:
    """The first or last day of a week, month or year."""
    unit = UNITS[parts["unit"] or ""]
    away = WHICH[parts["which"]] if parts["which"] else 0
    if unit is Unit.WEEK:
        return today + timedelta(7 * away + (0 if parts.get("start") else 6) - today.weekday())
    first = _later(today.replace(day=1, month=1 if unit is Unit.YEAR else today.month), away, unit)
    return first if parts.get("start") else _later(first, 1, unit) - timedelta(1)


def _end_of_fiscal_year(_parts: _Parts, today: date) -> date:
    """30 September, when the year of the Thai budget ends."""
    end = today.replace(month=9, day=30)
    return end if end >= today else end.replace(year=today.year + 1)


def _later(day: date, count: int, unit: Unit) -> date:
    """`day` moved by `count` units; in a shorter month its last day."""
    if unit in {Unit.DAY, Unit.WEEK}:
        return day + timedelta(count * (7 if unit is Unit.WEEK else 1))
    years, month = divmod(day.month - 1 + count * (12 if unit is Unit.YEAR else 1), 12)
    _check_reach(day.year + years)
    return date(day.year + years, month + 1, min(day.day, _last_day(day.year + years, month + 1)))


# ---------------------------------------------------------------------------------------------------------- the grammar

_Reader = Callable[[_Parts, date], date]

_THAI_WHICH = rf"(?P<which>{any_of(word for word in WHICH if not word.isascii())})"
_THAI_SPAN = "สัปดาห์|อาทิตย์|เดือน|ปี"
# Within this month is by its end, and no way to say this month.
_SAYS_DATE = re.compile(
    rf"^(?:(?:ภายใน|ไม่เกิน|by) ?(?!(?:{_THAI_SPAN})(?: ?{_THAI_WHICH})?$))?"
    r"(?:(?:(?:เมื่อ|ณ) ?)?(?:วันที่|ที่) ?(?=\d)|เมื่อ ?(?=\d)|on (?:the )?|the (?=\d))?"
)
_ON_WEEKDAY = rf"(?:(?:วัน)?(?P<weekday>{any_of(WEEKDAY_NUMBERS)}) ?(?:(?:วัน)?ที่ ?)?)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH_NAME = rf"(?:เดือน ?)?(?P<month>{any_of(MONTH_NUMBERS)})"
_YEAR = rf"(?:ปี ?)?(?:(?P<era>{any_of(ERAS)}) ?)?['’]?(?P<year>\d{{4}}|\d{{2}})(?: ?(?P<era_behind>be|ad|ce))?"
_WHICH_YEAR = _THAI_WHICH.replace("which", "which_year")
_UNIT = rf"(?P<unit>{any_of(UNITS)})"
_ENGLISH_WHICH = "(?P<which>this|next|last)"
_WEEKDAY = rf"(?P<weekday>{any_of(WEEKDAY_NUMBERS)})"
_COMES = "(?:ที่จะถึง(?: ?นี้)?)"

# Compiled when first read, by re itself: the program starts without any of it.
_FORMS: tuple[tuple[str, _Reader], ...] = (
    (rf"{_ON_WEEKDAY}{_DAY} ?[-/. ] ?(?P<month>\d{{1,2}})(?: ?[-/. ] ?{_YEAR})?", _day_month_year),
    (rf"{_ON_WEEKDAY}{_DAY} ?เดือน(?:ที่)? ?(?P<month>\d{{1,2}})(?: ?{_YEAR})?", _day_month_year),
    (r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})[-/. ](?P<day>\d{1,2})", _day_month_year),
    (r"(?P<digits>\d{8}|\d{6})", _only_digits),
    (rf"{_ON_WEEKDAY}{_DAY}[-/ ]*(?:of )?{_MONTH_NAME}(?:[-/ ]*{_YEAR}| ?นี้)?", _day_month_year),
    (rf"{_ON_WEEKDAY}{_DAY} ?{_MONTH_NAME} ?ปี ?{_WHICH_YEAR}", _day_month_year),
    (rf"{_ON_WEEKDAY}{_MONTH_NAME} ?{_DAY}(?: {_YEAR})?", _day_month_year),
    (rf"(?:วัน)?{_WEEKDAY} ?(?:(?:วัน)?ที่ ?)?{_DAY}(?: ?นี้)?", _weekday_of_month),
    (rf"{_DAY}(?: ?นี้)?", _day_of_month),
    (rf"{_DAY} ?(?:ของ ?)?เดือน ?{_THAI_WHICH}", _day_of_month),
    (rf"(?P<name>{any_of(DAYS_AWAY)})", _named_day),
    (rf"(?P<sign>[+-]) ?(?P<count>\d{{1,5}}) ?{_UNIT}?", _counted),
    (rf"(?:อีก|in) ?(?P<count>{COUNTS}) ?{_UNIT}(?: ?ข้างหน้า)?", _counted),
    (rf"(?P<count>{COUNTS}) ?{_UNIT} ?(?:(?P<back>ก่อน|ที่แล้ว|ที่ผ่านมา|ago)|ข้างหน้า|from now)?", _counted),
    (rf"(?P<span>(?:{_THAI_SPAN}) ?นี้|this (?:week|month|year))", _no_one_day),
    (rf"(?P<unit>{_THAI_SPAN}) ?{_THAI_WHICH}", _span_away),
    (rf"{_ENGLISH_WHICH} (?P<unit>week|month|year)", _span_away),
    (rf"(?:วัน)?{_WEEKDAY} ?(?:(?:ของ ?)?(?:สัปดาห์|อาทิตย์)?{_THAI_WHICH}|{_COMES})?", _weekday),
    (rf"(?P<passed>เมื่อ) ?(?:วัน)?{_WEEKDAY}", _weekday),
    (rf"(?:สัปดาห์|อาทิตย์){_THAI_WHICH} ?(?:วัน)?{_WEEKDAY}", _weekday),
    (rf"(?:{_ENGLISH_WHICH} )?{_WEEKDAY}", _weekday),
    (rf"(?:(?P<start>ต้น)|สิ้น|ภายใน ?|ไม่เกิน ?)(?P<unit>{_THAI_SPAN}) ?{_THAI_WHICH}?", _edge),
    (rf"(?:the )?(?:(?P<start>start|beginning)|end) of (?:the )?(?:{_ENGLISH_WHICH} )?(?P<unit>month|year)", _edge),
    ("สิ้นปีงบ(?:ประมาณ)?", _end_of_fiscal_year),
)
