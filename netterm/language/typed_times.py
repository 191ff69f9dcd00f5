"""Times of day as people type them, in figures or as Thai says them, alone or behind a date."""

import re
from collections.abc import Mapping
from datetime import datetime, time

from netterm.errors import Failure
from netterm.language.typed_dates import InvalidDate, parse_date
from netterm.language.typed_words import COUNTS, count_of, plain, shown

__all__ = ["InvalidTime", "parse_moment", "parse_time"]

_SAYS_TIME = "(?:เวลา|at|@) ?"
_OCLOCK = " ?(?:น|นาฬิกา)"
_NOON = " ?(?P<noon>am|pm)"
_HALF = f"(?: ?(?P<half>ครึ่ง)| ?ตรง| ?(?P<minute>{COUNTS})(?: ?นาที)?)?"

# In figures that can only be a time, whatever stands before them.
_CLOCKS = (
    rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.]\d{{2}})?(?:{_OCLOCK}|{_NOON})?",
    rf"(?P<hour>\d{{1,2}})(?P<minute>\d{{2}}){_OCLOCK}",
    rf"(?P<hour>\d{{1,2}})(?:{_OCLOCK}|{_NOON})",
    r"(?P<hour>\d{1,2}) ?นาฬิกา ?(?P<minute>\d{1,2}) ?นาที",
)
# In figures that may be a day or a year as well.
_BARE = r"(?P<hour>\d{1,2})(?P<minute>\d{2})?"
# In words: the hours that are said so, and what is added to them.
_SAID = (
    (f"(?:เที่ยงคืน|midnight){_HALF}", range(1), 0),
    (f"(?:เที่ยง(?:วัน)?|noon){_HALF}", range(1), 12),
    (f"บ่าย ?โมง{_HALF}", range(1), 13),
    (f"ตี ?(?P<hour>{COUNTS}){_HALF}", range(1, 6), 0),
    (f"บ่าย ?(?P<hour>{COUNTS})(?: ?โมง)?{_HALF}", range(1, 6), 12),
    (f"(?P<hour>{COUNTS}) ?โมง ?เย็น{_HALF}", range(3, 7), 12),
    (f"(?P<hour>{COUNTS}) ?โมง ?เช้า{_HALF}", range(6, 12), 0),
    (f"(?P<hour>{COUNTS}) ?โมง{_HALF}", range(7, 12), 0),  # below seven it is not said which half of the day
    (f"(?P<hour>{COUNTS}) ?ทุ่ม{_HALF}", range(1, 6), 18),
    (f"ทุ่ม(?:นึง|หนึ่ง)?{_HALF}", range(1), 19),
    (f"(?P<hour>{COUNTS}) ?นาฬิกา{_HALF}", range(24), 0),
)
_EITHER_HALF = rf"(?P<hour>{COUNTS}) ?โมง{_HALF}"
"""Below seven this is said of the morning and of the afternoon."""


class InvalidTime(Failure):
    """What was typed is no time of day, for the reason that its sentence gives."""


def parse_time(text: str) -> time:
    """The time of day that `text` means: '9.30', '0930', '๙.๓๐ น.', '2 pm', 'บ่าย 2'; `InvalidTime` if it means none."""
    typed = re.sub(rf"^{_SAYS_TIME}", "", plain(text))
    for form in (*_CLOCKS, _BARE):
        if found := re.fullmatch(form, typed, re.ASCII):
            return _in_figures(found.groupdict())
    for form, hours, added in _SAID:
        found = re.fullmatch(form, typed, re.ASCII)
        if found and (hour := _said_hour(found.groupdict())) in hours:
            return _said(hour + added, found.groupdict(), text)
    if (found := re.fullmatch(_EITHER_HALF, typed, re.ASCII)) and count_of(found["hour"]) in range(1, 7):
        raise InvalidTime(
            "“{text}” can be in the morning or in the afternoon: add which, or type it like 16:00.", text=shown(text)
        )
    raise InvalidTime("“{text}” cannot be read as a time of day: type one like 09:30.", text=shown(text))


def parse_moment(text: str, now: datetime) -> datetime:
    """The moment that `text`, a date and a time, means when typed at `now`; a time alone is one of today.

    It is as aware of its time zone as `now` is. Raises `InvalidDate` or `InvalidTime`.
    """
    typed = re.sub(r"(?<=\d)t(?=\d)", " ", plain(text))
    day_typed, time_typed = _day_and_time(typed, now)
    if not time_typed:
        parse_date(text, now.date())
        raise InvalidTime("“{text}” names no time of day: add one, like 09:30.", text=shown(text))
    day = parse_date(day_typed, now.date()) if day_typed else now.date()
    return datetime.combine(day, parse_time(time_typed), now.tzinfo)


def _day_and_time(typed: str, now: datetime) -> tuple[str, str]:
    """The typed text cut before its time of day, which is '' if there is none."""
    for end in _ENDS_IN_TIME:
        if found := re.fullmatch(end, typed, re.ASCII):
            return found["day"], found["time"]
    if (found := re.fullmatch(_ENDS_IN_BARE_TIME, typed, re.ASCII)) and not _is_date(typed, now):
        return found["day"], found["time"]
    return typed, ""


def _ends_in(time_form: str) -> str:
    # The shortest day leaves the longest time; 7.69 in 15.7.69 is no time, for a point stands before it.
    return rf"(?P<day>.*?) ?(?:{_SAYS_TIME})?(?<![^ @\u0e01-\u0e4e])(?P<time>{time_form})"


_ENDS_IN_TIME = tuple(map(_ends_in, (*_CLOCKS, *(form for form, _, _ in _SAID))))
_ENDS_IN_BARE_TIME = _ends_in(r"\d{3,4}")


def _is_date(typed: str, now: datetime) -> bool:
    try:
        parse_date(typed, now.date())
    except InvalidDate:
        return False
    return True


def _in_figures(parts: Mapping[str, str | None]) -> time:
    hour, minute, noon = int(parts["hour"] or ""), int(parts.get("minute") or "0"), parts.get("noon")
    if noon and 1 <= hour <= 12:
        hour = hour % 12 + (12 if noon == "pm" else 0)
    if hour > 23 or minute > 59:
        raise InvalidTime(
            "There is no time {hour}:{minute}: type hours from 0 to 23 and minutes from 0 to 59.",
            hour=hour,
            minute=f"{minute:02}",
        )
    return time(hour, minute)


def _said(hour: int, parts: Mapping[str, str | None], text: str) -> time:
    minute = count_of(parts["minute"]) if parts["minute"] else 30 if parts["half"] else 0
    if minute > 59:
        raise InvalidTime("“{text}” cannot be read as a time of day: type one like 09:30.", text=shown(text))
    return time(hour, minute)


def _said_hour(parts: Mapping[str, str | None]) -> int:
    return count_of(parts.get("hour") or "0")
