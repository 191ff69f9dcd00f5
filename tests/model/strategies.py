"""Values of every kind for Hypothesis."""

from datetime import date, datetime

from hypothesis import strategies as st

from netterm.model import Field, Kind, Value
from netterm.model.kinds import MAX_INTEGER

_LINE = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=30)
_DAYS = st.dates(date(1800, 1, 1), date(2200, 12, 31))
_MINUTES = st.datetimes(datetime.fromisoformat("1800-01-01"), datetime.fromisoformat("2200-12-31")).map(
    lambda at: at.isoformat(timespec="minutes")
)
_DIGITS = "0123456789"

_OF_KIND: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.TEXT: _LINE,
    Kind.PROSE: st.lists(_LINE, max_size=3).map("\n".join),
    Kind.SHARED: st.lists(_LINE, max_size=3).map("\n".join),
    Kind.INTEGER: st.integers(-MAX_INTEGER, MAX_INTEGER),
    Kind.MONEY: st.integers(-(10**15), 10**15),
    Kind.DATE: _DAYS.map(date.isoformat),
    Kind.MOMENT: _MINUTES,
    Kind.FLAG: st.booleans(),
    Kind.REF: st.binary(min_size=16, max_size=16),
    Kind.NUMBER: st.integers(1, MAX_INTEGER),
    Kind.ORDER: st.text(_DIGITS + "ABCxyz", min_size=1, max_size=20),
    Kind.NATIONAL_ID: st.text(_DIGITS, min_size=13, max_size=13),
    Kind.PHONE: st.text(_DIGITS, min_size=9, max_size=10),
}


def values_of(field: Field) -> st.SearchStrategy[Value]:
    """Stored values of one element of ``field``."""
    if field.choices:
        return st.sampled_from(sorted(field.codes))
    return _OF_KIND[field.kind]
