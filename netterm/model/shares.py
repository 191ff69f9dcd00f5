"""A share of a number of people, as statutes put it: at least half of them, more than half, two thirds."""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from netterm.errors import Failure
from netterm.language.numbers import to_arabic_digits

__all__ = ["HALF", "MORE_THAN_HALF", "TWO_THIRDS", "InvalidShare", "Share", "parse_share"]

_FORM = re.compile(r"(>?)\s*([0-9]{1,4})\s*/\s*([0-9]{1,4})")


class InvalidShare(Failure):
    """What was typed is no share."""


@dataclass(frozen=True, slots=True)
class Share:
    """At least this fraction of a whole; or more than it, where ``more`` is set (กึ่งหนึ่ง, เกินกึ่งหนึ่ง)."""

    fraction: Fraction
    more: bool = False

    def of(self, whole: int) -> int:
        """The smallest number of people that is this share of ``whole``."""
        exact = self.fraction * whole
        return floor(exact) + 1 if self.more else ceil(exact)

    def __str__(self) -> str:
        return f"{'>' if self.more else ''}{self.fraction.numerator}/{self.fraction.denominator}"


HALF = Share(Fraction(1, 2))
"""ไม่น้อยกว่ากึ่งหนึ่ง: the quorum of a committee unless its rules say otherwise (Administrative Procedure Act, s. 79)."""
MORE_THAN_HALF = Share(Fraction(1, 2), more=True)
TWO_THIRDS = Share(Fraction(2, 3))


def parse_share(text: str) -> Share:
    """The share typed as ``1/2`` (at least half) or ``>1/2`` (more than half); `InvalidShare` if it is none."""
    found = _FORM.fullmatch(to_arabic_digits(text).strip())
    more, part, whole = found.groups() if found else ("", "0", "0")
    if int(whole) == 0 or int(part) == 0 or int(part) > int(whole) or (more and part == whole):
        raise InvalidShare(
            "“{text}” is not a share: type it like 1/2 for at least half, or >1/2 for more than half.", text=text[:40]
        )
    return Share(Fraction(int(part), int(whole)), bool(more))
