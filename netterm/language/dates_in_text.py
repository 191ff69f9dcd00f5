"""Dates within a sentence: which of its words mean a day, so that the day can be shown back in full.

Only what can hardly mean anything else is taken for a date: a number of a meeting like 3/2569 is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from netterm.language.calendar_names import MONTHS, SHORT_MONTHS
from netterm.language.typed_dates import InvalidDate, parse_date
from netterm.language.typed_words import DAYS_AWAY, WEEKDAY_NUMBERS, any_of
from netterm.locale import Language

__all__ = ["FoundDate", "date_near", "dates_in"]

_LONGEST = 4_000
"""Code points of a line that are looked at."""
_NUMBERED = re.compile(r"[\d.\- ]+")
"""What is no date after all, where it reads as none: numbers with points or dashes between them."""
_NOT_AFTER = r"(?<![\w/.\-@^+])"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A part of a text that means a day; ``failure`` instead of the day where there is no such day."""

    start: int
    end: int
    day: date | None
    failure: InvalidDate | None = None


def dates_in(text: str, today: date) -> Iterator[FoundDate]:
    """The dates that are written in a text, in their order."""
    for found in _pattern().finditer(text[:_LONGEST]):
        try:
            yield FoundDate(found.start(), found.end(), parse_date(found[0], today))
        except InvalidDate as failure:
            if _NUMBERED.fullmatch(found[0]) is None:
                yield FoundDate(found.start(), found.end(), None, failure)


def date_near(text: str, column: int, today: date) -> FoundDate | None:
    """The date that the cursor is in or behind; of a text with dates behind the cursor only, the first."""
    found = list(dates_in(text, today))
    before = [each for each in found if each.start <= column]
    return before[-1] if before else next(iter(found), None)


@cache
def _pattern() -> re.Pattern[str]:
    digit = r"[0-9๐-๙]"
    month = any_of(name for names in (MONTHS, SHORT_MONTHS) for name in (*names[Language.TH], *names[Language.EN]))
    weekdays = any_of(name for name in WEEKDAY_NUMBERS if len(name) > 2 and not name.isascii())
    era = r"(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|B\.E\.|A\.D\.)"
    day = rf"(?:วัน(?:{weekdays})ที่\s?)?{digit}{{1,2}}"
    forms = (
        rf"{_NOT_AFTER}{day}\s?([/.\-])\s?{digit}{{1,2}}\s?\1\s?(?:{digit}{{4}}|{digit}{{2}})(?![\w/])",
        rf"{_NOT_AFTER}{digit}{{4}}-{digit}{{2}}-{digit}{{2}}(?![\w/])",
        rf"{_NOT_AFTER}{day}\s?(?:เดือน\s?)?(?:{month})(?:\s?(?:{era}\s?)?(?:{digit}{{4}}|{digit}{{2}})(?!{digit}))?",
        rf"(?:{any_of(word for word in DAYS_AWAY if len(word) > 3 and not word.isascii())})",
        rf"วัน(?:{weekdays})(?:นี้|หน้า)",
    )
    return re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE)
