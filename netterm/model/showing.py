"""What is stored in a field, shown to people in their language."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from netterm.language.clean import for_display
from netterm.language.dates import DateStyle, format_date, format_moment
from netterm.language.ids import format_national_id, format_phone
from netterm.language.numbers import Digits, format_integer, format_money, with_digits
from netterm.locale import Language, _
from netterm.model import SCHEMA
from netterm.model.declare import Entity, Field, Schema
from netterm.model.kinds import Kind, Value
from netterm.model.numbering import Look, scope_parts

__all__ = ["Showing", "show", "show_number", "show_record", "title"]

_PLACE = re.compile(r"\{(\w+)(?::(0\d+))?\}")


def _nothing_known(_entity: str, _record: bytes) -> Mapping[str, Value]:
    return {}


def _short_id(_entity: str, record: bytes) -> str:
    return record.hex()


@dataclass(frozen=True, slots=True)
class Showing:
    """How values are shown, and where the records that they refer to are found."""

    language: Language | None = None
    digits: Digits = Digits.ARABIC
    style: DateStyle = DateStyle.MEDIUM
    name_of: Callable[[str, bytes], str] = _short_id
    """What people call a record, by entity name and id."""
    record_of: Look = _nothing_known
    """The stored values of a record, for numbers that are counted within another record."""
    schema: Schema = SCHEMA


def show(field: Field, value: Value, showing: Showing) -> str:
    """One stored value (one element of a set) as people read it; '' where there is none, and a draft's number as such.

    A code that this version does not know is shown as it is. What shall be numbered within something else is shown by
    `show_number`.
    """
    if value is None:
        return _draft(showing) if field.kind is Kind.NUMBER else ""
    return _SHOWERS[field.kind](field, value, showing)


def show_number(entity: Entity, values: Mapping[str, Value], showing: Showing) -> str:
    """A record's number as its series writes it: 'M-0042', '3/2569', '2/3/2569'; 'draft' or 'ร่าง' until it has one."""
    field = entity.number
    number = values.get(field.name) if field else None
    if field is None or not isinstance(number, int):
        return _draft(showing) if field else ""
    parts = scope_parts(entity, values, showing.record_of, showing.schema)
    places = {name: _scope_shown(target, value, showing) for name, target, value in parts}
    return _filled(field.pattern, number, places, showing)


def show_record(entity: Entity, values: Mapping[str, Value], showing: Showing) -> dict[str, str]:
    """Every field of a record, sets aside, as people read it."""
    return {each.name: _field(entity, each, values, showing) for each in entity.fields if not each.many}


def _field(entity: Entity, field: Field, values: Mapping[str, Value], showing: Showing) -> str:
    if field.kind is Kind.NUMBER:
        return show_number(entity, values, showing)
    return show(field, values.get(field.name), showing)


def title(entity: Entity, values: Mapping[str, Value], showing: Showing) -> str:
    """What people call a record, with what it refers to called by its own title."""
    return for_display(entity.titled(_Shown(entity, values, showing), showing.language))


class _Shown(Mapping[str, str]):
    """A record's fields as people read them, '' for its sets; each is made when it is asked for.

    A title is made of few of them, and what the others refer to would have to be looked up.
    """

    def __init__(self, entity: Entity, values: Mapping[str, Value], showing: Showing) -> None:
        self._entity = entity
        self._values = values
        self._showing = showing

    def __getitem__(self, name: str) -> str:
        field = self._entity.by_name[name]
        return "" if field.many else _field(self._entity, field, self._values, self._showing)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entity.by_name)

    def __len__(self) -> int:
        return len(self._entity.by_name)


def _draft(showing: Showing) -> str:
    return _("draft", showing.language)


def _scope_shown(target: str, value: Value, showing: Showing) -> str:
    """A part of a scope within a number: a year, or the number of the record that counts are kept for."""
    if isinstance(value, bytes) and target:
        return show_number(showing.schema[target], showing.record_of(target, value), showing)
    return "" if value is None else str(value)


def _filled(pattern: str, number: int, places: Mapping[str, str], showing: Showing) -> str:
    def text(place: re.Match[str]) -> str:
        return f"{number:{place[2] or ''}}" if place[1] == "n" else places.get(place[1], "")

    return with_digits(_PLACE.sub(text, pattern), showing.digits)


def _line(_field: Field, value: Value, _showing: Showing) -> str:
    return for_display(str(value))


def _prose(_field: Field, value: Value, _showing: Showing) -> str:
    return for_display(str(value), multiline=True)


def _integer(_field: Field, value: Value, showing: Showing) -> str:
    return format_integer(int(value or 0), showing.digits)


def _money(_field: Field, value: Value, showing: Showing) -> str:
    return format_money(int(value or 0), showing.digits, showing.language)


def _date(_field: Field, value: Value, showing: Showing) -> str:
    return format_date(date.fromisoformat(str(value)), showing.style, showing.digits, showing.language)


def _moment(_field: Field, value: Value, showing: Showing) -> str:
    return format_moment(datetime.fromisoformat(str(value)), showing.style, showing.digits, showing.language)


def _flag(_field: Field, value: Value, showing: Showing) -> str:
    return _("yes", showing.language) if value else _("no", showing.language)


def _choice(field: Field, value: Value, showing: Showing) -> str:
    known = field.choice(str(value))
    return known.label.text(showing.language) if known else for_display(str(value))


def _ref(field: Field, value: Value, showing: Showing) -> str:
    return for_display(showing.name_of(field.target, value)) if isinstance(value, bytes) else ""


def _number(field: Field, value: Value, showing: Showing) -> str:
    """Without its record a number has only itself to fill its pattern."""
    places = {place[1] for place in _PLACE.finditer(field.pattern)}
    return _filled(field.pattern if places == {"n"} else "{n}", int(value or 0), {}, showing)


def _national_id(_field: Field, value: Value, showing: Showing) -> str:
    return with_digits(format_national_id(str(value)), showing.digits)


def _phone(_field: Field, value: Value, showing: Showing) -> str:
    return with_digits(format_phone(str(value)), showing.digits)


_SHOWERS: Mapping[Kind, Callable[[Field, Value, Showing], str]] = {
    Kind.TEXT: _line,
    Kind.PROSE: _prose,
    Kind.SHARED: _prose,
    Kind.INTEGER: _integer,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.STATE: _choice,
    Kind.REF: _ref,
    Kind.NUMBER: _number,
    Kind.ORDER: _line,
    Kind.NATIONAL_ID: _national_id,
    Kind.PHONE: _phone,
}
