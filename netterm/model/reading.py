"""What people type into a field, read: cleaned, checked, and turned into what is stored."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from netterm.errors import Failure
from netterm.language.clean import clean_line, clean_text
from netterm.language.dates import parse_date, parse_due, parse_moment
from netterm.language.ids import parse_national_id, parse_phone
from netterm.language.numbers import parse_integer, parse_money, to_arabic_digits
from netterm.language.search import normalise
from netterm.locale import Language
from netterm.model.declare import Choice, Field
from netterm.model.failures import InvalidValue, repeated
from netterm.model.kinds import MAX_INTEGER, MAX_LINE, MAX_PROSE, Kind, Value

__all__ = ["Lookup", "Reading", "parse", "parse_many"]

Lookup = Callable[[str, str], bytes]
"""Finds the record that people mean: entity name and what was typed → its id. Raises a `Failure` that says what was not
found, or which ones it could be."""

_YES = frozenset(["yes", "y", "true", "t", "on", "1", "ใช่", "มี", "ได้", "จริง"])
_NO = frozenset(["no", "n", "false", "f", "off", "0", "ไม่ใช่", "ไม่มี", "ไม่", "ไม่ได้", "ไม่จริง", "เท็จ"])
_PROVISIONAL = frozenset({"draft", "ร่าง"})
_SPEAKS_FOR_ITSELF = frozenset({Kind.NATIONAL_ID, Kind.REF})
"""What is wrong with these often names the field already: there is no person of that name."""
_FIRST_NUMBER = re.compile(r"[0-9]+")
_PARTED = re.compile(r"[\n,;]")
_PHONES_PARTED = re.compile(r"[\n,;/]|\s(?:และ|หรือ|and|or)\s|(?<=\d{4})\s+(?=[0๐]\d-?\d{3}|[0๐]\d{2}-)")
"""After the last four digits of a telephone number and a space a 0 begins the next one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading depends on beside the text: the local time, and the records that it can mean."""

    now: datetime
    lookup: Lookup
    language: Language | None = None
    """In which the answer is shown; what is typed may be in either."""

    @property
    def today(self) -> date:
        return self.now.date()


def parse(field: Field, typed: str, reading: Reading) -> Value:
    """The stored form of one value (one element, where the field is a set) typed as ``typed``; None where it is blank.

    Raises `InvalidValue`, whose sentence names the field, what was typed and what is expected; a required field left
    blank is one too.
    """
    text = _cleaned(field, typed)
    if not text.strip():
        if field.required:
            raise InvalidValue("{field} is needed: it was left empty.", field=field.label)
        return None
    value = _read(field, text, reading)
    if value is not None and not field.accepts(value):
        raise _beyond(field, value)
    return value


def parse_many(field: Field, typed: str, reading: Reading) -> tuple[Value, ...]:
    """The elements of a set, typed with commas, semicolons or line breaks between them; each once.

    Telephone numbers are written in more ways after one another: with a stroke, an “or”, or a space between them.
    """
    parted = _PHONES_PARTED if field.kind is Kind.PHONE else _PARTED
    each_typed = [part for part in parted.split(typed) if part.strip()]
    read = [value for part in each_typed if (value := parse(field, part, reading)) is not None]
    return tuple(dict.fromkeys(read))


def _cleaned(field: Field, typed: str) -> str:
    return clean_text(typed) if field.kind in {Kind.PROSE, Kind.SHARED} else clean_line(typed)


def _read(field: Field, text: str, reading: Reading) -> Value:
    try:
        return _READERS[field.kind](field, text, reading)
    except InvalidValue:
        raise
    except Failure as reason:
        if field.kind in _SPEAKS_FOR_ITSELF and _names(field, reason):
            raise InvalidValue(reason.msgid, **reason.params) from reason
        raise InvalidValue("{field}: {reason}", field=field.label, reason=reason) from reason


def _names(field: Field, reason: Failure) -> bool:
    return field.label.en.casefold() in reason.sentence(Language.EN).casefold()


def _beyond(field: Field, value: Value) -> InvalidValue:
    """Why a value of the right kind is not accepted: it is too much of it."""
    if isinstance(value, str):
        most = MAX_PROSE if field.kind in {Kind.PROSE, Kind.SHARED} else MAX_LINE
        return InvalidValue(
            "{field} is {count:,} characters long, and at most {most:,} are kept: shorten it.",
            field=field.label,
            count=len(value),
            most=most,
        )
    return InvalidValue(
        "{field}: “{typed}” is not between {least:,} and {most:,}.",
        field=field.label,
        typed=repeated(str(value)),
        least=1 if field.kind is Kind.NUMBER else -MAX_INTEGER,
        most=MAX_INTEGER,
    )


def _as_typed(_field: Field, text: str, _reading: Reading) -> Value:
    return text


def _integer(_field: Field, text: str, _reading: Reading) -> Value:
    return parse_integer(text)


def _money(_field: Field, text: str, _reading: Reading) -> Value:
    return parse_money(text)


def _date(field: Field, text: str, reading: Reading) -> Value:
    return (parse_due if field.coming else parse_date)(text, reading.today).isoformat()


def _moment(_field: Field, text: str, reading: Reading) -> Value:
    return parse_moment(text, reading.now).replace(tzinfo=None).isoformat(timespec="minutes")


def _national_id(_field: Field, text: str, _reading: Reading) -> Value:
    return parse_national_id(text)


def _phone(_field: Field, text: str, _reading: Reading) -> Value:
    return parse_phone(text)


def _ref(field: Field, text: str, reading: Reading) -> Value:
    return reading.lookup(field.target, text)


def _flag(field: Field, text: str, _reading: Reading) -> Value:
    word = normalise(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise InvalidValue("{field}: “{typed}” is neither yes nor no.", field=field.label, typed=repeated(text))


def _number(field: Field, text: str, _reading: Reading) -> Value:
    if normalise(text) in _PROVISIONAL:
        return None
    found = _FIRST_NUMBER.search(to_arabic_digits(text))
    if found is None or len(found[0]) > len(str(MAX_INTEGER)):
        raise InvalidValue("{field}: “{typed}” has no number in it, like 42.", field=field.label, typed=repeated(text))
    return int(found[0])


def _order(field: Field, text: str, _reading: Reading) -> Value:
    if field.accepts(text):
        return text
    raise InvalidValue(
        "{field}: “{typed}” is not a place in an order: move the record up or down instead.",
        field=field.label,
        typed=repeated(text),
    )


def _choice(field: Field, text: str, _reading: Reading) -> Value:
    found = _meant(field, normalise(text))
    if len(found) == 1:
        return found[0].code
    if found:
        raise InvalidValue(
            "{field}: “{typed}” could be any of these: {choices}.",
            field=field.label,
            typed=repeated(text),
            choices=tuple(each.label for each in found),
        )
    raise InvalidValue(
        "{field}: “{typed}” is none of these: {choices}.",
        field=field.label,
        typed=repeated(text),
        choices=tuple(each.label for each in field.choices),
    )


def _meant(field: Field, typed: str) -> tuple[Choice, ...]:
    """The choices whose code or a label is what was typed; where none is, those of which a label begins with it."""
    exact = tuple(each for each in field.choices if typed in _called(each))
    if exact:
        return exact
    return tuple(each for each in field.choices if any(name.startswith(typed) for name in _called(each)))


def _called(choice: Choice) -> tuple[str, str, str]:
    return normalise(choice.code), normalise(choice.label.th), normalise(choice.label.en)


_READERS: Mapping[Kind, Callable[[Field, str, Reading], Value]] = {
    Kind.TEXT: _as_typed,
    Kind.PROSE: _as_typed,
    Kind.SHARED: _as_typed,
    Kind.INTEGER: _integer,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.STATE: _choice,
    Kind.REF: _ref,
    Kind.NUMBER: _number,
    Kind.ORDER: _order,
    Kind.NATIONAL_ID: _national_id,
    Kind.PHONE: _phone,
}
