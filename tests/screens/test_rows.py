"""How a list's columns share the width that there is."""

import pytest

from netterm.language import cell_width
from netterm.locale import Language
from netterm.model import SCHEMA
from netterm.model.values import Showing, show
from netterm.screens.widgets.rows import GAP, Column, columns_of, layout

COLUMNS = [Column("number", 10), Column("name"), Column("state", 12), Column("place"), Column("date", 12)]


@pytest.mark.parametrize("width", range(20, 200, 7))
def test_columns_and_gaps_never_take_more_than_there_is(width: int) -> None:
    shown = layout(COLUMNS, width)
    assert sum(cells for _, cells in shown) + GAP * (len(shown) - 1) <= width


def test_the_last_columns_go_first_where_there_is_no_room() -> None:
    assert [at for at, _ in layout(COLUMNS, 120)] == [0, 1, 2, 3, 4]
    assert [at for at, _ in layout(COLUMNS, 45)] == [0, 1, 2]


def test_one_column_is_always_shown() -> None:
    assert layout(COLUMNS, 5) == [(0, 5)]


def test_every_entity_has_a_list_that_shows_something_on_80_cells() -> None:
    for entity in SCHEMA.entities:
        assert layout(columns_of(entity.columns), 80), entity.name


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("field", "value"), [("starts_at", "2026-{:02}-28T09:30"), ("founded_on", "2026-{:02}-28")])
def test_every_day_of_the_year_fits_its_column(language: Language, field: str, value: str) -> None:
    declared = SCHEMA["meeting" if field == "starts_at" else "network"][field]
    (column,) = columns_of([declared])
    for month in range(1, 13):
        shown = show(declared, value.format(month), Showing(language=language))
        assert cell_width(shown) <= column.width, shown
