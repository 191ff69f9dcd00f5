"""What is looked for is found however it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.language.search import folded, normalise, trigrams


@pytest.mark.parametrize(
    ("typed", "indexed"),
    [
        ("ครั้งที่ ๓/๒๕๖๙", "ครั้งที่ 3/2569"),
        ("ทํางาน", "ทำงาน"),
        ("  ABC\tdef ", "abc def"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("คน\u200bพิการ", "คนพิการ"),
    ],
)
def test_text_is_searched_in_one_spelling(typed: str, indexed: str) -> None:
    assert normalise(typed) == indexed


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet="กขา ABCß๑๒é.", max_size=20))
def test_clean_text_is_only_folded(text: str) -> None:
    clean = " ".join(text.split())
    assert folded(clean) == normalise(clean)


def test_trigrams_are_every_three_neighbours_once() -> None:
    assert trigrams("กขคง") == ("กขค", "ขคง")
    assert trigrams("AAAAB") == ("aaa", "aab")
    assert trigrams("กข") == ()
    assert trigrams("๑๒๓") == ("123",)
