"""Lines break between words, never inside a cluster or a name, and nothing is wider than it may be."""

from collections.abc import Iterable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.demo import matters
from netterm.demo.names import people
from netterm.language.clusters import is_mark, stops
from netterm.language.width import drawn
from netterm.language.words import Dictionary
from netterm.language.wrapping import breaks
from tests.language.held_out import HELD_OUT, NAMES
from tests.language.minutes import BY_HAND, DEMO

WIDTHS = range(20, 121, 4)
ALLOWED = 0.04
"""The part of the breaks that may be inside a word."""

LINE = st.text(alphabet=st.sampled_from("กขงนมรสอเแไะาำิีืุู่้์ๆฯ๑  aB1-(漢\u0301😀"), max_size=60)


def rows(line: str, found: tuple[int, ...]) -> list[str]:
    return [line[start:end] for start, end in pairwise((0, *found, len(line)))]


def wrapped(dictionary: Dictionary, line: str, width: int) -> tuple[int, ...]:
    places = dictionary.places(line)
    return breaks(line, width, places.words, places.parts)


def edges(by_hand: str) -> tuple[str, set[int]]:
    """The line, and where it may be broken."""
    line, allowed = "", set()
    for word in by_hand.split("|"):
        line += word
        allowed.add(len(line))
    return line, allowed | {place for place in range(1, len(line)) if line[place - 1] == " "}


def test_at_most_four_in_a_hundred_breaks_of_minutes_are_inside_a_word() -> None:
    dictionary = Dictionary()
    found = [
        place in allowed
        for line, allowed in map(edges, BY_HAND)
        for width in WIDTHS
        for place in wrapped(dictionary, line, width)
    ]
    assert len(found) > 200
    assert found.count(False) <= ALLOWED * len(found), f"{found.count(False)} of {len(found)} breaks"


def test_the_same_holds_for_sentences_that_nothing_was_fitted_to() -> None:
    dictionary = Dictionary(NAMES)
    inside_word = inside_name = places = 0
    found: list[bool] = []
    for line, allowed in map(edges, HELD_OUT):
        within = inside(NAMES, line)
        broken = [place for width in WIDTHS for place in wrapped(dictionary, line, width)]
        found += [place in allowed or place in within for place in broken]
        inside_name += len(within & {*dictionary.places(line).words})
        inside_word += len({*dictionary.places(line).words} - allowed - within)
        places += len(dictionary.places(line).words)
    assert len(HELD_OUT) == 20
    assert len(found) > 300
    assert inside_name == 0
    assert found.count(False) <= ALLOWED * len(found), f"{found.count(False)} of {len(found)} breaks"
    assert inside_word <= ALLOWED * places, f"{inside_word} of {places} places where a line may break"


def inside(names: Iterable[str], line: str) -> set[int]:
    """The places of a line that are inside one of the names."""
    return {
        place
        for name in names
        for start in range(len(line))
        if line.startswith(name, start)
        for place in range(start + 1, start + len(name))
    }


def demo_lines(names: list[str], random: Random) -> list[tuple[str, set[int]]]:
    """Two hundred lines of the demo's minutes, cut by hand, with names put in."""
    lines: list[tuple[str, set[int]]] = []
    while len(lines) < 200:
        for template in DEMO:
            words = {"chair": "ประธาน", "secretary": "เลขานุการ", "treasurer": "เหรัญญิก"}
            speaker, other = (random.choice(["", "นาย", "นางสาว"]) + name for name in random.sample(names, 2))
            numbers = {"moo": str(random.randint(1, 9)), "count": str(random.randint(3, 12))}
            lines.append(edges(template.format(speaker=speaker, other=other, **words, **numbers)))
    return lines[:200]


def test_the_lines_cut_by_hand_are_those_of_the_demo() -> None:
    said = {
        line
        for group in vars(matters).values()
        if isinstance(group, tuple)
        for matter in group
        if isinstance(matter, matters.Matter)
        for line in matter.lines
    }
    assert said == {line.replace("|", "") for line in DEMO}


def test_the_demos_minutes_break_between_words_and_never_inside_a_name() -> None:
    everybody = people(60, Random(1))
    names = [f"{each.first} {each.last}" for each in everybody]
    dictionary = Dictionary(names)
    inside_word = inside_name = total = 0
    for line, allowed in demo_lines(names, Random(2)):
        within = inside(names, line)
        for width in WIDTHS:
            found = wrapped(dictionary, line, width)
            total += len(found)
            inside_name += len(within & {*found})
            inside_word += len({*found} - allowed - within)
    assert total > 2_000
    assert inside_name == 0
    assert inside_word <= ALLOWED * total, f"{inside_word} of {total} breaks"


def test_a_name_that_is_not_known_would_be_broken() -> None:
    line = "มอบหมายให้นายเอื้ออารีกุลธวัชกรณ์ไปพบนายอำเภอ"
    name = "เอื้ออารีกุลธวัชกรณ์"
    within = {*range(line.index(name) + 1, line.index(name) + len(name))}
    assert any(within & {*wrapped(Dictionary(), line, width)} for width in range(20, 40))
    assert not any(within & {*wrapped(Dictionary([name]), line, width)} for width in range(20, 40))


def test_a_name_that_is_wider_than_a_row_breaks_between_its_own_words() -> None:
    line = "นายเอื้ออารี กุลธวัชกรณ์"
    dictionary = Dictionary(["เอื้ออารี กุลธวัชกรณ์"])
    assert rows(line, wrapped(dictionary, line, 15)) == ["นาย", "เอื้ออารี กุลธวัชกรณ์"]
    assert rows(line, wrapped(dictionary, line, 10)) == ["นาย", "เอื้ออารี ", "กุลธวัชกรณ์"]


@given(LINE, st.integers(6, 40))
def test_rows_are_whole_clusters_and_none_is_too_wide(line: str, width: int) -> None:
    found = wrapped(DICTIONARY, line, width)
    shape = drawn(line)
    assert list(found) == sorted({*found})
    assert set(found) <= {*stops(line), len(line)}
    for start, end in pairwise((0, *found, len(line))):
        solid = start + len(line[start:end].rstrip(" "))
        assert shape.cell(solid) - shape.cell(start) <= width
        assert shape.cell(end) - shape.cell(start) <= width + 1
    assert shape.cells[-1] <= width or found


@given(LINE, st.integers(6, 40))
def test_no_row_begins_with_what_belongs_to_the_letter_before(line: str, width: int) -> None:
    for row in rows(line, wrapped(DICTIONARY, line, width))[1:]:
        assert not row or not is_mark(row[0])


@pytest.mark.parametrize(
    ("line", "width", "expected"),
    [
        ("", 10, [""]),
        ("สั้น", 10, ["สั้น"]),
        ("ประชุมคณะกรรมการ", 10, ["ประชุม", "คณะกรรมการ"]),
        ("aaa bbb", 3, ["aaa ", "bbb"]),
        ("aaaaaa bbb", 6, ["aaaaaa ", "bbb"]),
        ("aaaaaa  bbb", 6, ["aaaaaa ", " bbb"]),
        ("aaaaaaa ", 7, ["aaaaaaa ", ""]),
        ("aaaaaaaaaaaaa", 6, ["aaaaaa", "aaaaaa", "a"]),
        ("กำกำกำกำ", 7, ["กำกำกำ", "กำ"]),
        ("เกเกเกเก", 7, ["เกเกเก", "เก"]),
        ("ก่ก่ก่ก่ก่ก่ก่", 6, ["ก่ก่ก่ก่ก่ก่", "ก่"]),
    ],
)
def test_a_line_is_broken_like_this(line: str, width: int, expected: list[str]) -> None:
    places = DICTIONARY.places(line)
    assert rows(line, breaks(line, width, places.words, places.parts)) == expected


DICTIONARY = Dictionary()
