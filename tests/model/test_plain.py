import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netterm.model import SCHEMA, Field, Kind, Value
from netterm.model.declare import Label, money, national_id
from netterm.model.plain import from_cell, to_cell
from netterm.model.values import InvalidValue, from_plain, to_plain
from tests.model.strategies import values_of

FIELDS = [pytest.param(field, id=f"{each.name}.{field.name}") for each in SCHEMA.all for field in each.fields]
PRICE = money("price", "ราคา", "Price")


def a(kind: Kind) -> Field:
    return Field("it", Label("นี่", "It"), kind)


@pytest.mark.parametrize("field", FIELDS)
@settings(max_examples=10)
@given(data=st.data())
def test_every_value_of_every_field_comes_back_from_json_and_from_a_cell(field: Field, data: st.DataObject) -> None:
    value = data.draw(values_of(field))
    assert field.accepts(value)
    plain = to_plain(field, value)
    assert from_plain(field, plain) == value
    assert type(from_plain(field, plain)) is type(value)
    assert from_plain(field, from_cell(field, to_cell(field, value))) == value


@pytest.mark.parametrize(("satang", "baht"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123_450, "1234.50")])
def test_money_is_baht_in_decimals(satang: int, baht: str) -> None:
    assert to_plain(PRICE, satang) == baht
    assert from_plain(PRICE, baht) == satang


def test_nothing_is_nothing() -> None:
    assert to_plain(PRICE, None) is None
    assert from_plain(PRICE, None) is None
    assert from_plain(PRICE, "") is None
    assert from_plain(a(Kind.TEXT), "") == ""


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        (Kind.TEXT, "a\x1b[31mb"),
        (Kind.TEXT, "a\u202eb"),
        (Kind.TEXT, "two\nlines"),
        (Kind.TEXT, 5),
        (Kind.PROSE, "\x00"),
        (Kind.INTEGER, "1.5"),
        (Kind.INTEGER, 1.5),
        (Kind.INTEGER, True),
        (Kind.INTEGER, 2**60),
        (Kind.MONEY, "1.234"),
        (Kind.MONEY, 5),
        (Kind.DATE, "31/7/2569"),
        (Kind.DATE, "2026-02-31"),
        (Kind.MOMENT, "2026-02-01"),
        (Kind.MOMENT, "2026-02-01T24:00"),
        (Kind.FLAG, "yes"),
        (Kind.FLAG, 1),
        (Kind.CHOICE, "เหนือ"),
        (Kind.REF, "ab"),
        (Kind.REF, "zz" * 16),
        (Kind.NUMBER, 0),
        (Kind.ORDER, "a b"),
        (Kind.PHONE, "081-234-5678"),
        (Kind.TEXT, ["a"]),
    ],
)
def test_what_is_not_exactly_a_value_is_refused_and_said_to_be(kind: Kind, plain: object) -> None:
    with pytest.raises(InvalidValue, match=r"^It: “.*” is not .*\.$"):
        from_plain(a(kind), plain)


def test_a_wrong_national_id_is_not_repeated() -> None:
    with pytest.raises(InvalidValue) as caught:
        from_plain(national_id("nid", "เลขบัตร", "National ID"), "12345")
    assert str(caught.value) == "National ID: “…” is not a national ID of 13 digits."


@pytest.mark.parametrize("typed", ["=1+1", "+66", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "'=1", "''@x", "\u200b=1"])
def test_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it_and_comes_back_without(typed: str) -> None:
    cell = to_cell(a(Kind.TEXT), typed)
    assert cell == f"'{typed}"
    assert from_cell(a(Kind.TEXT), cell) == typed
    assert to_cell(a(Kind.TEXT), (typed, "ข")) == f"'{typed}; ข"


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        (Kind.INTEGER, -5, "-5"),
        (Kind.MONEY, -500, "-5.00"),
        (Kind.PHONE, "+66812345678", "+66812345678"),
        (Kind.FLAG, False, "false"),
        (Kind.TEXT, None, ""),
        (Kind.TEXT, "อบต. = ตำบล", "อบต. = ตำบล"),
        (Kind.TEXT, "'เอก", "'เอก"),
    ],
)
def test_numbers_and_whatever_begins_no_formula_stay_readable(kind: Kind, value: Value, cell: str) -> None:
    assert to_cell(a(kind), value) == cell
    assert from_cell(a(kind), cell) == cell
