"""What a terminal is sent for a line has the cells that are counted, and no mark stands on nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.language.clusters import cell_width, stops
from netterm.language.width import drawn

ANYTHING = st.text(alphabet=st.one_of(st.sampled_from("กน่้ำัเา๑ a\t\x1b\u200b\u0301漢"), st.characters()), max_size=30)


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("น้ำ", ("นํ้", "า")),
        ("กำ", ("กํ", "า")),
        ("ำ", ("◌ํา",)),
        ("่ก", ("◌่", "ก")),
        ("ก\x1bข", ("ก", "?", "ข")),
        ("ก\tข", ("ก", " ", "ข")),
        ("ก\u200bข", ("ก", "ข")),
        ("ก" + "่" * 9, ("ก่่่่",)),
        ("漢ำ", ("漢ํ", "า")),
    ],
)
def test_a_line_is_sent_like_this(line: str, pieces: tuple[str, ...]) -> None:
    assert drawn(line).pieces == pieces


@given(ANYTHING)
def test_every_cluster_has_the_cells_that_are_counted(line: str) -> None:
    line = line.replace("\n", "")
    shape = drawn(line)
    assert shape.stops == stops(line)
    for number, piece in enumerate(shape.pieces):
        assert shape.cells[number + 1] - shape.cells[number] == cell_width(piece) > 0
        assert cell_width(piece[0]) > 0


@given(ANYTHING)
def test_nothing_that_controls_a_terminal_is_sent(line: str) -> None:
    for piece in drawn(line.replace("\n", "")).pieces:
        assert not [each for each in piece if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


def test_cells_and_columns_belong_to_each_other() -> None:
    shape = drawn("น้ำ漢x")
    assert [shape.cell(column) for column in range(6)] == [0, 0, 1, 2, 4, 5]
    assert [shape.column(cell) for cell in range(7)] == [0, 2, 3, 3, 4, 5, 5]
