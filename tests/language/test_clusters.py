"""A cursor stops before each cluster, and nothing is cut inside one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from netterm.language.clusters import (
    cell_width,
    clusters,
    cut_around,
    cut_to_cells,
    is_mark,
    next_stop,
    previous_stop,
    snap,
    stops,
)

THAI = st.text(alphabet=st.sampled_from("กขงนมรสอเแไะาำิีึืุู็่้์ํๆฯ๑฿ aB1-"), max_size=30)
MIXED = st.text(
    alphabet=st.one_of(st.sampled_from("กำ่ิ é\u0301漢字👍🇹🇭\u200d\ufe0f\t"), st.characters(exclude_categories=["Cs"])),
    max_size=20,
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", ()),
        ("abc", ("a", "b", "c")),
        ("ที่นี่", ("ที่", "นี่")),
        ("น้ำ", ("น้", "ำ")),
        ("กำ", ("ก", "ำ")),
        ("เก่ง", ("เ", "ก่", "ง")),
        ("พันธุ์", ("พั", "น", "ธุ์")),
        ("่ก", ("่", "ก")),
        ("e\u0301a", ("e\u0301", "a")),
        ("🇹🇭🇱🇦", ("🇹🇭", "🇱🇦")),
        ("ก\tข", ("ก", "\t", "ข")),
        ("漢่", ("漢่",)),
    ],
)
def test_a_cluster_is_what_a_terminal_draws_as_one_piece(line: str, expected: tuple[str, ...]) -> None:
    assert clusters(line) == expected


@given(THAI)
def test_thai_and_ascii_are_cut_as_rich_cuts_them(line: str) -> None:
    assert stops(line) == (0, *(end for _, end, _ in split_graphemes(line)[0]))


@given(st.one_of(THAI, MIXED))
def test_width_is_what_rich_draws(text: str) -> None:
    assert cell_width(text) == cell_len(text)


@given(st.one_of(THAI, MIXED))
def test_clusters_joined_are_the_text_again(text: str) -> None:
    assert "".join(clusters(text)) == text
    assert stops(text) == tuple(sorted({0, *stops(text), len(text)}))


@given(st.one_of(THAI, MIXED), st.integers(-3, 40))
@example("abc", 9)
@example("abc", -2)
@example("กี่", -1)
def test_steps_go_from_stop_to_stop(line: str, column: int) -> None:
    at = stops(line)
    assert snap(line, column) == max((stop for stop in at if stop <= column), default=0)
    assert previous_stop(line, column) == max((stop for stop in at if stop < column), default=0)
    assert next_stop(line, column) == min((stop for stop in at if stop > column), default=len(line))


@given(st.one_of(THAI, MIXED), st.integers(-2, 30))
def test_a_cut_is_the_longest_start_of_whole_clusters_that_fits(text: str, cells: int) -> None:
    cut = cut_to_cells(text, cells)
    if cell_width(text) <= cells:
        assert cut == text
    else:
        assert text.startswith(cut)
        assert len(cut) in stops(text)
        following = next_stop(text, len(cut))
        pieces = clusters(text[:following])
        assert sum(map(cell_width, pieces)) > cells or cells < 0


@pytest.mark.parametrize(("cells", "expected"), [(5, "ที่นี่ดีๆ"), (4, "ที่นี่ดีๆ"), (3, "ที่นี่…"), (2, "ที่…"), (1, "…"), (0, "")])
def test_an_ellipsis_counts_and_gives_way_where_there_is_no_room(cells: int, expected: str) -> None:
    assert cut_to_cells("ที่นี่ดีๆ", cells, "…") == expected


@pytest.mark.parametrize("character", "ัิีึืฺุู็่้๊๋์ํ๎")
def test_thai_marks_are_marks(character: str) -> None:
    assert is_mark(character)


@pytest.mark.parametrize("character", "กะาำเๆฯ๐฿aๅ")
def test_letters_that_have_a_cell_are_no_marks(character: str) -> None:
    assert not is_mark(character)


def test_a_very_long_line_is_cut_like_a_short_one() -> None:
    assert stops("ที่" * 3_000) == tuple(range(0, 9_001, 3))


@pytest.mark.parametrize("cells", [12, 20, 40])
@pytest.mark.parametrize("before", [0, 1, 8, 15, 39, 300])
@pytest.mark.parametrize("behind", [0, 1, 15, 300])
def test_what_is_cut_around_a_word_shows_all_of_it(cells: int, before: int, behind: int) -> None:
    text = "ที่" * before + "ทางลาด" + "ปู่" * behind
    place = 3 * before
    shown = cut_around(text, place, place + 6, cells)
    assert "ทางลาด" in shown
    assert cell_width(shown) <= cells
    assert shown.strip("…") in text
    assert (shown == text) == (cell_width(text) <= cells)


@given(MIXED, st.integers(0, 20), st.integers(0, 20), st.integers(1, 12))
def test_what_is_cut_around_anything_fits(text: str, start: int, length: int, cells: int) -> None:
    assert cell_width(cut_around(text, min(start, len(text)), start + length, cells)) <= cells
