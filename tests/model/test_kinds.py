"""What every change has to look like, whoever sends it."""

import pytest

from netterm.model import Kind
from netterm.model.kinds import ACCEPTS, MAX_INTEGER, MAX_LINE, MAX_PROSE

LINES = ["สวัสดี", "a b", "", "[/x][@click=app.quit]", "ก" * MAX_LINE, "zero\u200bwidth"]
UNCLEAN = ["\x1b[31m", "\x00", "\x7f", "\x9b", "\u202e", "\u2066", "\u200e", "\u2028"]


@pytest.mark.parametrize("text", LINES)
def test_a_line_of_any_script_is_accepted(text: str) -> None:
    assert ACCEPTS[Kind.TEXT](text)
    assert ACCEPTS[Kind.PROSE](text + "\n\t" + text)


@pytest.mark.parametrize("unclean", UNCLEAN)
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.PROSE, Kind.SHARED])
def test_what_can_move_a_cursor_or_turn_a_line_around_is_refused(kind: Kind, unclean: str) -> None:
    assert not ACCEPTS[kind](f"ก{unclean}ข")


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        (Kind.INTEGER, -MAX_INTEGER),
        (Kind.MONEY, 0),
        (Kind.DATE, "2024-02-29"),
        (Kind.MOMENT, "2026-07-15T23:59"),
        (Kind.FLAG, False),
        (Kind.CHOICE, "a-code_of-later"),
        (Kind.REF, bytes(16)),
        (Kind.NUMBER, 1),
        (Kind.ORDER, "zV"),
        (Kind.NATIONAL_ID, "1101700230708"),
        (Kind.PHONE, "0812345678"),
        (Kind.PHONE, "1669"),
        (Kind.PHONE, "+8562055512345"),
        (Kind.PHONE, "021234567 ต่อ 12"),
    ],
)
def test_a_value_of_its_kind_is_accepted(kind: Kind, good: object) -> None:
    assert ACCEPTS[kind](good)


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        (Kind.TEXT, "two\nlines"),
        (Kind.TEXT, "ก" * (MAX_LINE + 1)),
        (Kind.TEXT, b"bytes"),
        (Kind.PROSE, "ก" * (MAX_PROSE + 1)),
        (Kind.INTEGER, True),
        (Kind.INTEGER, MAX_INTEGER + 1),
        (Kind.INTEGER, 1.0),
        (Kind.MONEY, "1.00"),
        (Kind.DATE, "2026-02-31"),
        (Kind.DATE, "2569-7-1"),
        (Kind.DATE, "๒๐๒๖-๐๗-๑๕"),
        (Kind.MOMENT, "2026-07-15"),
        (Kind.MOMENT, "2026-07-15T24:00"),
        (Kind.MOMENT, "2026-02-31T09:00"),
        (Kind.FLAG, 1),
        (Kind.CHOICE, ""),
        (Kind.CHOICE, "ค"),
        (Kind.CHOICE, "a\n"),
        (Kind.REF, bytes(15)),
        (Kind.REF, "0" * 16),
        (Kind.NUMBER, 0),
        (Kind.NUMBER, True),
        (Kind.ORDER, ""),
        (Kind.ORDER, "a" * 256),
        (Kind.NATIONAL_ID, "๑๑๐๑๗๐๐๒๓๐๗๐๘"),
        (Kind.NATIONAL_ID, "110170023070"),
        (Kind.PHONE, "081-2345678"),
        (Kind.PHONE, "0812345678 ต่อ "),
    ],
)
def test_a_value_of_another_form_is_refused(kind: Kind, bad: object) -> None:
    assert not ACCEPTS[kind](bad)
    assert not ACCEPTS[kind](None)


def test_every_kind_has_its_form() -> None:
    assert set(ACCEPTS) == set(Kind)
