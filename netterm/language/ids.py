"""Numbers that authorities give: national ID, telephone, postcode. Checked, kept bare, shown in groups.

No sentence here repeats a national ID: it is sensitive, and sentences end up in logs.
"""

import re
from itertools import pairwise

from netterm.errors import Failure
from netterm.language.numbers import to_arabic_digits

__all__ = [
    "InvalidNationalId",
    "InvalidPhone",
    "InvalidPostcode",
    "format_national_id",
    "format_phone",
    "parse_national_id",
    "parse_phone",
    "parse_postcode",
]

_NATIONAL_ID_GROUPS = (0, 1, 5, 10, 12, 13)
_GROUPING = re.compile(r"[\s\-\u2010-\u2015.()/]+")
_EXTENSION = re.compile(r"\s*(?:ต่อ|ext\.?|x|#)\s*([0-9]{1,6})$", re.ASCII | re.IGNORECASE)
# National telecommunications numbering plan (NBTC): mobiles 06, 08, 09 with ten digits, fixed lines with nine of which
# Bangkok's code is 02; 1xxx and 1xx are services.
_MOBILE = re.compile(r"0[689][0-9]{8}", re.ASCII)
_BANGKOK = re.compile(r"02[0-9]{7}", re.ASCII)
_PROVINCE = re.compile(r"0[3457][0-9]{7}", re.ASCII)
_SERVICE = re.compile(r"1[0-9]{2,3}|1[0-9]{9}", re.ASCII)
_FREE = re.compile(r"1[0-9]{9}", re.ASCII)
_ABROAD = re.compile(r"\+(?!66)[1-9][0-9]{6,14}", re.ASCII)
_SAYS_PHONE = re.compile(r"^(?:โทรศัพท์|โทร|เบอร์|มือถือ|tel|phone|mobile)(?:\.|:|\s)*(?=[+0-9(])", re.IGNORECASE)
_BEGINS_MOBILE = re.compile(r"0[689][0-9]*", re.ASCII)
_BEGINS_FIXED = re.compile(r"0[23457][0-9]*", re.ASCII)
_THAILAND = re.compile(r"(?:\+|00[0-9]?)?66(?:0)?(?=[1-9][0-9]{7,8}$)", re.ASCII)
_FIRST_POSTAL_AREA, _LAST_POSTAL_AREA = 10, 96


class InvalidNationalId(Failure):
    """What was typed is no national ID number."""


class InvalidPhone(Failure):
    """What was typed is no telephone number."""


class InvalidPostcode(Failure):
    """What was typed is no Thai postcode."""


def parse_national_id(text: str) -> str:
    """The 13 digits of the national ID typed as `text`; `InvalidNationalId` where length or check digit is wrong.

    The check digit is that of the Department of Provincial Administration: weights 13 to 2, modulo 11. Any first digit
    will do: 1 to 5 and 8 are given to Thais and residents, 6 and 7 to others who live here and to their children, 0 to
    people without papers and 00 to workers from abroad.
    """
    digits = _bare(text)
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidNationalId("A national ID is made of 13 digits only: take out what is not a digit.")
    if len(digits) != 13:
        raise InvalidNationalId("A national ID has 13 digits, but {count} were typed.", count=len(digits))
    if _check_digit(digits) != int(digits[12]):
        raise InvalidNationalId(
            "A digit of this national ID is wrong, for its last digit does not fit: compare the card."
        )
    return digits


def format_national_id(digits: str) -> str:
    """A national ID as the card shows it: '1-2345-67890-12-1'; what has not 13 digits stays as it is."""
    if len(digits) != 13:
        return digits
    return "-".join(digits[start:end] for start, end in pairwise(_NATIONAL_ID_GROUPS))


def parse_phone(text: str) -> str:
    """The bare number typed as `text`: '0812345678', '021234567', '+8562055512345', with 'ต่อ 12' for an extension.

    Thailand's +66 becomes the leading 0. Raises `InvalidPhone`.
    """
    typed = _SAYS_PHONE.sub("", to_arabic_digits(text).strip())
    extension = _EXTENSION.search(typed)
    number = _THAILAND.sub("0", _bare(typed[: extension.start()] if extension else typed))
    if not any(kind.fullmatch(number) for kind in (_MOBILE, _BANGKOK, _PROVINCE, _SERVICE, _ABROAD)):
        raise _no_phone(text, number)
    return f"{number} ต่อ {extension[1]}" if extension else number


def _no_phone(text: str, number: str) -> InvalidPhone:
    """Why `text`, of which `number` was understood, is no telephone number."""
    if _BEGINS_MOBILE.fullmatch(number):
        return InvalidPhone(
            "“{text}” has {count} digits, but a mobile number has 10, like 081-234-5678.",
            text=text[:40],
            count=len(number),
        )
    if _BEGINS_FIXED.fullmatch(number):
        return InvalidPhone(
            "“{text}” has {count} digits, but the number of a landline has 9, like 02-123-4567.",
            text=text[:40],
            count=len(number),
        )
    return InvalidPhone("“{text}” is not a telephone number: type it like 081-234-5678 or 02-123-4567.", text=text[:40])


def format_phone(number: str) -> str:
    """A bare telephone number in groups: '081-234-5678', '02-123-4567', '053-123-456', '1800-123-456'; others, such as
    hotlines of four digits, stay as they are."""
    bare, space, extension = number.partition(" ")
    if _MOBILE.fullmatch(bare):
        groups = (bare[:3], bare[3:6], bare[6:])
    elif _BANGKOK.fullmatch(bare):
        groups = (bare[:2], bare[2:5], bare[5:])
    elif _PROVINCE.fullmatch(bare):
        groups = (bare[:3], bare[3:6], bare[6:])
    elif _FREE.fullmatch(bare):
        groups = (bare[:4], bare[4:7], bare[7:])
    else:
        return number
    return "-".join(groups) + space + extension


def parse_postcode(text: str) -> str:
    """The five digits of the Thai postcode typed as `text`, or `InvalidPostcode`."""
    digits = _bare(text)
    known = re.fullmatch(r"[0-9]{5}", digits) and _FIRST_POSTAL_AREA <= int(digits[:2]) <= _LAST_POSTAL_AREA
    if not known:
        raise InvalidPostcode("“{text}” is not a postcode: type its five digits, like 50200.", text=text[:40])
    return digits


def _bare(text: str) -> str:
    return _GROUPING.sub("", to_arabic_digits(text))


def _check_digit(digits: str) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(digits[:12], range(13, 1, -1), strict=True))
    return (11 - total % 11) % 10
