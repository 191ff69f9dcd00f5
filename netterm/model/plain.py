"""Stored values as JSON and CSV carry them, losslessly: ids in hex, dates in ISO form, money in baht with two decimals.

In CSV the elements of a set stand in one cell with semicolons between them, and what a spreadsheet would take for a
formula has an apostrophe before it, as OWASP advises: text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line
break. Numbers, amounts and telephone numbers are none, whatever they begin with, and stay as they are.

Unlike what people type, nothing is cleaned or guessed here: what is not exactly a value of the field is refused.
"""

import re
from decimal import Decimal

from netterm.language.clean import for_display
from netterm.model.declare import Field, Label
from netterm.model.failures import InvalidValue, repeated
from netterm.model.kinds import Kind, Value

__all__ = ["Plain", "from_cell", "from_plain", "to_cell", "to_plain"]

Plain = str | int | bool | None
"""What JSON can say; a CSV cell is its ``str``, with ``true`` and ``false`` for flags."""

_BAHT = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,2})?")
_INTEGER = re.compile(r"-?[0-9]{1,16}")
_TEXTS = frozenset({Kind.TEXT, Kind.PROSE, Kind.SHARED})
_FLAGS = {"true": True, "false": False}

_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What begins a formula, in full width too; apostrophes before it, so that one that stood there already is kept."""
_NO_FORMULA = frozenset({Kind.INTEGER, Kind.MONEY, Kind.NUMBER, Kind.PHONE})

_CODE = Label("รหัสของตัวเลือก", "the code of a choice")
_NUMBER = Label("จำนวนเต็ม", "a whole number")
_EXPECTED = {
    Kind.TEXT: Label("ข้อความหนึ่งบรรทัดที่ไม่มีอักขระควบคุม", "one line of text without control characters"),
    Kind.PROSE: Label("ข้อความที่ไม่มีอักขระควบคุม", "text without control characters"),
    Kind.SHARED: Label("ข้อความที่ไม่มีอักขระควบคุม", "text without control characters"),
    Kind.INTEGER: _NUMBER,
    Kind.MONEY: Label("จำนวนเงินบาท เช่น 1234.50", "an amount in baht like 1234.50"),
    Kind.DATE: Label("วันที่แบบ 2026-07-15", "a day like 2026-07-15"),
    Kind.MOMENT: Label("วันเวลาแบบ 2026-07-15T09:30", "a time like 2026-07-15T09:30"),
    Kind.FLAG: Label("true หรือ false", "true or false"),
    Kind.CHOICE: _CODE,
    Kind.STATE: _CODE,
    Kind.REF: Label("รหัสระเบียน 32 ตัว", "the 32 characters of an id"),
    Kind.NUMBER: Label("จำนวนเต็มตั้งแต่ 1", "a whole number from 1"),
    Kind.ORDER: Label("ลำดับที่เก็บไว้", "a stored place in an order"),
    Kind.NATIONAL_ID: Label("เลขประจำตัวประชาชน 13 หลัก", "a national ID of 13 digits"),
    Kind.PHONE: Label("หมายเลขโทรศัพท์", "a bare telephone number"),
}


def to_plain(field: Field, value: Value) -> Plain:
    """A stored value in its plain form."""
    if isinstance(value, bytes):
        return value.hex()
    if field.kind is Kind.MONEY and isinstance(value, int):
        return f"{Decimal(value).scaleb(-2):.2f}"
    return value


def from_plain(field: Field, plain: object) -> Value:
    """The stored value of a plain form, read from JSON or, as text, from CSV; `InvalidValue` if it is none.

    An empty text is an empty text where the field holds text, and otherwise None.
    """
    if plain is None or (plain == "" and field.kind not in _TEXTS):
        return None
    value = _read(field.kind, plain)
    if value is None or not field.accepts(value):
        raise InvalidValue(
            "{field}: “{typed}” is not {expected}.",
            field=field.label,
            typed="…" if field.kind is Kind.NATIONAL_ID else repeated(str(plain)),
            expected=_EXPECTED[field.kind],
        )
    return value


def to_cell(field: Field, held: Value | tuple[Value, ...]) -> str:
    """A value, or the elements of a set, as a CSV cell."""
    elements = held if isinstance(held, tuple) else (held,)
    cell = "; ".join(_cell_text(to_plain(field, each)) for each in elements)
    return f"'{cell}" if _is_formula(field, cell) else cell


def from_cell(field: Field, cell: str) -> str:
    """The text of a CSV cell that :func:`to_cell` made, without the apostrophe that it may have put before it."""
    return cell[1:] if cell[:1] == "'" and _is_formula(field, cell[1:]) else cell


def _is_formula(field: Field, cell: str) -> bool:
    """Whether a spreadsheet would take it for one, as it is or when what is never seen is taken out of it."""
    if field.kind in _NO_FORMULA:
        return False
    return any(_FORMULA.match(text) for text in (cell, for_display(cell, multiline=True)))


def _cell_text(plain: Plain) -> str:
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return "" if plain is None else str(plain)


def _read(kind: Kind, plain: object) -> Value:
    if not isinstance(plain, str):
        fits = isinstance(plain, bool) if kind is Kind.FLAG else isinstance(plain, int) and kind is not Kind.MONEY
        return plain if fits and isinstance(plain, int) else None
    if kind is Kind.REF:
        return _bytes(plain)
    if kind is Kind.FLAG:
        return _FLAGS.get(plain.lower())
    if kind is Kind.MONEY:
        return int(Decimal(plain) * 100) if _BAHT.fullmatch(plain) else None
    if kind in {Kind.INTEGER, Kind.NUMBER}:
        return int(plain) if _INTEGER.fullmatch(plain) else None
    return plain


def _bytes(plain: str) -> bytes | None:
    try:
        return bytes.fromhex(plain)
    except ValueError:
        return None
