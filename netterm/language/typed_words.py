"""The vocabulary of typed dates and times, and the plain form in which they are read."""

import re
from collections.abc import Iterable
from enum import Enum

from netterm.language.calendar_names import MONTHS, SHORT_MONTHS, WEEKDAYS
from netterm.language.clean import clean_line
from netterm.language.clusters import cut_to_cells
from netterm.language.numbers import to_arabic_digits
from netterm.locale import Language

__all__ = [
    "COUNTS",
    "DAYS_AWAY",
    "ENGLISH_MONTH_NAMES",
    "ERAS",
    "MONTH_NUMBERS",
    "UNITS",
    "WEEKDAY_NUMBERS",
    "WHICH",
    "Era",
    "Unit",
    "any_of",
    "count_of",
    "plain",
    "shown",
]

_POINT_AFTER_LETTER = re.compile(r"(?<=[\u0e01-\u0e4ea-z])\.")
_GAP = re.compile(r"[\s,]+")
_MINUS = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----")


def plain(text: str) -> str:
    """`text` with 0–9, small letters, no points after letters, and single spaces for spaces and commas."""
    folded = to_arabic_digits(clean_line(text)).casefold().translate(_MINUS)
    return _GAP.sub(" ", _POINT_AFTER_LETTER.sub("", folded)).strip()


def shown(text: str) -> str:
    """What was typed, short enough to be repeated in a sentence."""
    return cut_to_cells(clean_line(text), 40, "…")


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _numbered(first: int, *series: Iterable[str]) -> dict[str, int]:
    names = ([name.casefold().replace(".", "") for name in names] for names in series)
    return {name: number for names_of_one in names for number, name in enumerate(names_of_one, first)}


_THAI_MONTHS = _numbered(1, MONTHS[Language.TH], SHORT_MONTHS[Language.TH])
_ENGLISH_MONTHS = _numbered(1, MONTHS[Language.EN], SHORT_MONTHS[Language.EN]) | {"sept": 9}
_SPOKEN_MONTHS = {
    name.removesuffix("คม").removesuffix("ยน"): month for name, month in _THAI_MONTHS.items() if len(name) > 4
}
_MISSPELT_MONTHS = {"กุมภา": 2, "กุมพาพันธ์": 2, "กรกฏาคม": 7, "กรกฏา": 7}

MONTH_NUMBERS = _THAI_MONTHS | _SPOKEN_MONTHS | _MISSPELT_MONTHS | _ENGLISH_MONTHS
"""Month names as typed, plain, to 1–12."""

ENGLISH_MONTH_NAMES = frozenset(_ENGLISH_MONTHS)
"""Those after which a year of two digits may be A.D."""

WEEKDAY_NUMBERS = {
    **_numbered(0, WEEKDAYS[Language.TH], ("จ", "อ", "พ", "พฤ", "ศ", "ส", "อา")),
    **_numbered(0, WEEKDAYS[Language.EN], (day[:3] for day in WEEKDAYS[Language.EN])),
    "พฤหัส": 3,
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
"""Days of the week as typed, plain, to 0–6 from Monday."""


class Unit(Enum):
    """The spans that dates are counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


UNITS = {
    **dict.fromkeys(("วัน", "ว", "day", "days", "d"), Unit.DAY),
    **dict.fromkeys(("สัปดาห์", "อาทิตย์", "สป", "week", "weeks", "wk", "w"), Unit.WEEK),
    **dict.fromkeys(("เดือน", "ด", "month", "months", "mo", "m"), Unit.MONTH),
    **dict.fromkeys(("ปี", "ป", "year", "years", "yr", "y"), Unit.YEAR),
}
"""Names of the spans as typed."""


class Era(Enum):
    """The two ways to count years."""

    BUDDHIST = "buddhist"
    COMMON = "common"


ERAS = {
    **dict.fromkeys(("พศ", "พุทธศักราช", "be"), Era.BUDDHIST),
    **dict.fromkeys(("คศ", "คริสต์ศักราช", "ad", "ce"), Era.COMMON),
}
"""Names of the eras as typed, plain."""

_UNITS_SAID = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_TENS_SAID = ("", "สิบ", "ยี่สิบ", *(f"{unit}สิบ" for unit in _UNITS_SAID[3:]))
_COUNTED = {
    **{
        tens + ("เอ็ด" if tens and unit == "หนึ่ง" else unit): 10 * ten + one
        for ten, tens in enumerate(_TENS_SAID)
        for one, unit in enumerate(_UNITS_SAID)
        if tens or unit
    },
    "นึง": 1,
    **_numbered(1, ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")),
    "a": 1,
    "an": 1,
}

COUNTS = rf"\d{{1,5}}|{any_of(_COUNTED)}"
"""A pattern for a count, in figures or as a word: Thai up to ninety-nine, English up to ten."""

DAYS_AWAY = {
    **dict.fromkeys(("วันนี้", "today"), 0),
    **dict.fromkeys(("พรุ่งนี้", "พรุ้งนี้", "วันพรุ่งนี้", "tomorrow"), 1),
    **dict.fromkeys(("มะรืน", "มะรืนนี้", "วันมะรืน", "วันมะรืนนี้"), 2),
    **dict.fromkeys(("the day after tomorrow", "day after tomorrow"), 2),
    **dict.fromkeys(("มะเรื่อง", "มะเรื่องนี้"), 3),
    **dict.fromkeys(("เมื่อวาน", "เมื่อวานนี้", "วานนี้", "yesterday"), -1),
    **dict.fromkeys(("เมื่อวานซืน", "เมื่อวานซืนนี้", "วานซืน"), -2),
    **dict.fromkeys(("the day before yesterday", "day before yesterday"), -2),
}
"""Words for single days, to how many days away they are."""

WHICH = {
    **dict.fromkeys(("นี้", "this"), 0),
    **dict.fromkeys(("หน้า", "ถัดไป", "next"), 1),
    **dict.fromkeys(("ก่อน", "ที่แล้ว", "ที่ผ่านมา", "last"), -1),
}
"""This, the next, the last: to how many spans away it is."""


def count_of(typed: str) -> int:
    """The number that `COUNTS` matched."""
    return int(typed) if typed.isdigit() else _COUNTED[typed]
