"""Numbers as Thai papers write them: digits, thousands, baht, and what is counted anew each year."""

import re
from enum import Enum

from netterm.errors import Failure
from netterm.locale import Language, current

__all__ = [
    "Digits",
    "InvalidAmount",
    "InvalidNumber",
    "format_integer",
    "format_money",
    "numbered_in_year",
    "ordinal",
    "parse_integer",
    "parse_money",
    "to_arabic_digits",
    "to_thai_digits",
    "with_digits",
]

_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_ARABIC_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_THAI_DIGIT = re.compile("[๐-๙]")

_WHOLE = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+"
_INTEGER = re.compile(rf"([+-]?)({_WHOLE})", re.ASCII)
_BAHT = re.compile(rf"([+-]?)({_WHOLE})(?:\.([0-9]{{1,2}})|\.-)?", re.ASCII)
_BAHT_AND_SATANG = re.compile(rf"()({_WHOLE})บาท([0-9]{{1,2}})(?:สตางค์|ส\.ต\.|สต\.)", re.ASCII)
_SATANG = re.compile(r"()()([0-9]{1,2})(?:สตางค์|satang)", re.ASCII)
_UNIT = re.compile(r"^(?:฿|thb)|(?:บาท(?:ถ้วน)?|baht|thb|฿)$", re.IGNORECASE)
_MOST = 10**16  # satang; well inside the 64 bits that hold an amount


class Digits(Enum):
    """Which digits numbers are written with."""

    ARABIC = "arabic"
    THAI = "thai"


class InvalidNumber(Failure):
    """What was typed is no whole number."""


class InvalidAmount(Failure):
    """What was typed is no amount of money."""


def to_thai_digits(text: str) -> str:
    """`text` with ๐–๙ in place of 0–9."""
    return text.translate(_THAI_DIGITS)


def to_arabic_digits(text: str) -> str:
    """`text` with 0–9 in place of ๐–๙."""
    # Looking first is ten times quicker than translating, and all that is indexed for searching passes here.
    return text.translate(_ARABIC_DIGITS) if _THAI_DIGIT.search(text) else text


def with_digits(text: str, digits: Digits) -> str:
    """`text` with its digits written as `digits` says."""
    return to_thai_digits(text) if digits is Digits.THAI else to_arabic_digits(text)


def format_integer(number: int, digits: Digits = Digits.ARABIC) -> str:
    """`number` with commas between thousands: '1,234', '๑,๒๓๔'."""
    return with_digits(f"{number:,}", digits)


def parse_integer(text: str) -> int:
    """The whole number typed as `text`, in either digits, with or without commas; `InvalidNumber` if it is none."""
    found = _INTEGER.fullmatch(to_arabic_digits(text).strip())
    if not found or len(found[2]) > 24:
        raise InvalidNumber("“{text}” is not a whole number: type only digits, like 1,200.", text=text[:40])
    return _signed(found[1], int(found[2].replace(",", "")))


def format_money(
    satang: int, digits: Digits = Digits.ARABIC, language: Language | None = None, *, unit: bool = True
) -> str:
    """An amount given in satang, in baht with two decimals: '1,234.50 บาท', or '1,234.50' without its `unit`.

    `language` names the baht; the current one if none is given.
    """
    baht, rest = divmod(abs(satang), 100)
    amount = f"{'-' if satang < 0 else ''}{baht:,}.{rest:02}"
    name = "บาท" if (language or current()) is Language.TH else "baht"
    return with_digits(f"{amount} {name}" if unit else amount, digits)


def parse_money(text: str) -> int:
    """The satang in an amount typed in baht: '1,234.50', '1234.5 บาท', '๘๐๐', '฿20', '5 บาท 50 สตางค์'.

    Raises `InvalidAmount` where it cannot be read, or is finer than a satang.
    """
    plain = "".join(to_arabic_digits(text).split()).casefold()
    for pattern, typed in ((_BAHT_AND_SATANG, plain), (_SATANG, plain), (_BAHT, _UNIT.sub("", plain))):
        if found := pattern.fullmatch(typed):
            break
    else:
        raise InvalidAmount("“{text}” is not an amount of money: type baht, like 1,234.50.", text=text[:40])
    sign, baht, fraction = found.groups()
    # After a point '5' is fifty satang; before the word it is five.
    hundredths = (fraction or "0").ljust(2, "0") if pattern is _BAHT else fraction
    satang = int((baht or "0").replace(",", "")[:20]) * 100 + int(hundredths)
    if satang > _MOST or len(baht) > 20:
        raise InvalidAmount("“{text}” is more money than can be kept here: check the number.", text=text[:40])
    return _signed(sign, satang)


def ordinal(number: int, digits: Digits = Digits.ARABIC, language: Language | None = None) -> str:
    """Which one in a row: 'ที่ 3', or '3rd' in English."""
    if (language or current()) is Language.TH:
        return with_digits(f"ที่ {number}", digits)
    ending = "th" if number % 100 in range(11, 14) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def numbered_in_year(
    number: int, buddhist_year: int, digits: Digits = Digits.ARABIC, language: Language | None = None
) -> str:
    """Which one of a year, as meetings are counted: 'ครั้งที่ 3/2569', or 'No. 3/2569' in English."""
    name = "ครั้งที่" if (language or current()) is Language.TH else "No."
    return with_digits(f"{name} {number}/{buddhist_year}", digits)


def _signed(sign: str, value: int) -> int:
    return -value if sign == "-" else value
