"""The closed sets that declarations are made of: kinds of field, privacy classes, compartments, roles."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from datetime import date

Value = str | int | bytes | bool | None
"""What one element of a field holds: text, number, flag, or the 16 bytes of a record's id."""


class Privacy(enum.IntEnum):
    """Who may see a field at all; ``SENSITIVE`` lives in a compartment of its own."""

    PUBLIC = 0
    INTERNAL = 1
    PERSONAL = 2
    SENSITIVE = 3


class Compartment(enum.IntEnum):
    """Where entries live. Each has its own logs; data compartments have a database file each."""

    TRUST = 0
    GENERAL = 1
    SENSITIVE = 2


class Role(enum.StrEnum):
    """What an identity (a person's key on one computer) may do in the network."""

    ADMIN = "admin"
    REGISTRAR = "registrar"
    DATA_OFFICER = "data_officer"
    MEMBER = "member"
    VIEWER = "viewer"


EVERYBODY_WRITING = frozenset({Role.ADMIN, Role.REGISTRAR, Role.DATA_OFFICER, Role.MEMBER})
ADMINS = frozenset({Role.ADMIN})
REGISTRY = frozenset({Role.ADMIN, Role.REGISTRAR})
SENSITIVE_READERS = frozenset({Role.ADMIN, Role.REGISTRAR, Role.DATA_OFFICER})


class Merge(enum.Enum):
    """How concurrent changes of one field come together."""

    REGISTER = "register"
    """One value is shown; concurrent ones wait in the conflict inbox."""
    ELEMENTS = "elements"
    """A set whose elements come and go each on their own."""
    SHARED_TEXT = "shared text"
    """Characters merge one by one (Loro)."""


class Kind(enum.Enum):
    """What a field holds; in brackets the stored form."""

    TEXT = "text"
    """One line [str]."""
    PROSE = "prose"
    """Several lines [str]."""
    SHARED = "shared"
    """Text that several people write at once [str, merged by Loro]."""
    INTEGER = "integer"
    """A whole number [int]."""
    MONEY = "money"
    """An amount in satang [int]."""
    DATE = "date"
    """A day [str, ISO Gregorian ``2026-07-15``]."""
    MOMENT = "moment"
    """Local wall time [str, ISO Gregorian ``2026-07-15T09:30``]."""
    FLAG = "flag"
    """Yes or no [bool]."""
    CHOICE = "choice"
    """One of a closed list [str, the code]."""
    STATE = "state"
    """One of a closed list with legal moves between them [str, the code]."""
    REF = "ref"
    """Another record [bytes, its 16-byte id]."""
    NUMBER = "number"
    """A number for people, given by the series' one number-giver [int; None while provisional]."""
    ORDER = "order"
    """A place between two others [str, a fractional index]."""
    NATIONAL_ID = "national_id"
    """The 13 digits of a Thai citizen [str]."""
    PHONE = "phone"
    """A telephone number [str, bare: ``0812345678``, ``+8562055512345``, ``021234567 ต่อ 12``]."""


# What one stored element of each kind looks like. Every change passes here, typed by a person or sent by a peer, so
# these are strict about form and fast; what is typed is read by ``netterm.model.values`` before.

MAX_LINE = 1_000
MAX_PROSE = 200_000
"""Of shared texts too: some sixty pages."""
MAX_INTEGER = 2**53 - 1
"""JSON, CSV and spreadsheets keep integers exactly up to here."""

_UNCLEAN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_UNCLEAN_PROSE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d")
_PHONE = re.compile(r"\+?[0-9]{3,15}(?: ต่อ [0-9]{1,6})?")
_ORDER = re.compile(r"[0-9A-Za-z]{1,255}")


def _is_line(value: object) -> bool:
    # isprintable() is the quick answer for nearly all; it also says no to some harmless spaces.
    return type(value) is str and len(value) <= MAX_LINE and (value.isprintable() or not _UNCLEAN.search(value))


def _is_prose(value: object) -> bool:
    return type(value) is str and len(value) <= MAX_PROSE and not _UNCLEAN_PROSE.search(value)


def _is_integer(value: object) -> bool:
    return type(value) is int and -MAX_INTEGER <= value <= MAX_INTEGER


def _is_day(value: object) -> bool:
    if type(value) is not str or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_moment(value: object) -> bool:
    found = _MOMENT.fullmatch(value) if type(value) is str else None
    return found is not None and _is_day(found[1])


def _is_code(value: object) -> bool:
    # Any code: a newer version may know one more, and refusing it here would lose it after an upgrade.
    return type(value) is str and 0 < len(value) <= 64 and value.isascii() and value.isprintable()


ACCEPTS: dict[Kind, Callable[[object], bool]] = {
    Kind.TEXT: _is_line,
    Kind.PROSE: _is_prose,
    Kind.SHARED: _is_prose,
    Kind.INTEGER: _is_integer,
    Kind.MONEY: _is_integer,
    Kind.DATE: _is_day,
    Kind.MOMENT: _is_moment,
    Kind.FLAG: lambda value: type(value) is bool,
    Kind.CHOICE: _is_code,
    Kind.STATE: _is_code,
    Kind.REF: lambda value: type(value) is bytes and len(value) == 16,
    Kind.NUMBER: lambda value: type(value) is int and 0 < value <= MAX_INTEGER,
    Kind.ORDER: lambda value: type(value) is str and _ORDER.fullmatch(value) is not None,
    Kind.NATIONAL_ID: lambda value: type(value) is str and len(value) == 13 and value.isascii() and value.isdigit(),
    Kind.PHONE: lambda value: type(value) is str and _PHONE.fullmatch(value) is not None,
}
