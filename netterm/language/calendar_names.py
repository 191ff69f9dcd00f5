"""The words of the calendar, Thai and English, and the Buddhist Era."""

from dataclasses import dataclass
from datetime import date

from netterm.locale import Language, current

__all__ = [
    "MONTHS",
    "SHORT_MONTHS",
    "WEEKDAYS",
    "MonthName",
    "WeekdayName",
    "buddhist_year",
    "gregorian_year",
    "month_name",
    "weekday_name",
]

YEARS_BETWEEN_ERAS = 543
"""B.E. 2569 is A.D. 2026. (Before 1941 the Thai year began in April; such old dates are taken as today's calendar.)"""

MONTHS = {
    Language.TH: (
        *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
        *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
    ),
    Language.EN: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
"""Names of the months, January first."""

SHORT_MONTHS = {
    Language.TH: (
        *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
        *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
    ),
    Language.EN: tuple(name[:3] for name in MONTHS[Language.EN]),
}
"""Short names of the months, January first."""

WEEKDAYS = {
    Language.TH: ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"),
    Language.EN: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
"""Names of the days of the week, Monday first as in `date.weekday`."""


def month_name(month: int, language: Language | None = None, *, short: bool = False) -> str:
    """The name of `month`, 1 to 12, in `language` or the current one: 'กรกฎาคม', or 'ก.ค.' if `short`."""
    return (SHORT_MONTHS if short else MONTHS)[language or current()][month - 1]


def weekday_name(weekday: int, language: Language | None = None) -> str:
    """The name of a day of the week, 0 for Monday, as a sentence has it: 'วันพุธ', 'Wednesday'."""
    spoken = language or current()
    name = WEEKDAYS[spoken][weekday]
    return f"วัน{name}" if spoken is Language.TH else name


def buddhist_year(when: date | int) -> int:
    """The year in the Buddhist Era of a date (or of a year A.D.): 2026 is 2569."""
    return (when if isinstance(when, int) else when.year) + YEARS_BETWEEN_ERAS


def gregorian_year(year: int) -> int:
    """The year A.D. of a `year` of the Buddhist Era: 2569 is 2026."""
    return year - YEARS_BETWEEN_ERAS


@dataclass(frozen=True)
class MonthName:
    """A month to be named in whichever language its sentence will be spoken."""

    month: int

    def in_language(self, language: Language) -> str:
        """Its name in `language`."""
        return month_name(self.month, language)


@dataclass(frozen=True)
class WeekdayName:
    """A day of the week, 0 for Monday, to be named in whichever language its sentence will be spoken."""

    weekday: int

    def in_language(self, language: Language) -> str:
        """Its name in `language`."""
        return weekday_name(self.weekday, language)
