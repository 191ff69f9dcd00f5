"""A key is the same key in both layouts."""

import string

import pytest

from netterm.language.keyboard import latin_key, thai_key, typed_on_latin, typed_on_thai


@pytest.mark.parametrize(
    ("thai", "latin"),
    list(zip("หฟแฆฎ๑่์ฦ฿ฅฃๅภใฝ", "sacSE@jN?&|\\14./", strict=True)),
)
def test_a_thai_character_stands_for_its_key(thai: str, latin: str) -> None:
    assert latin_key(thai) == latin
    assert thai_key(latin) == thai


@pytest.mark.parametrize("character", ["a", "/", "-", " ", "é", "漢", "ຫ"])
def test_what_is_not_thai_stands_for_itself(character: str) -> None:
    assert latin_key(character) is None


def test_every_key_has_both_characters() -> None:
    keys = set(string.ascii_letters + string.digits + string.punctuation)
    assert {key for key in keys if thai_key(key)} == keys
    assert len({thai_key(key) for key in keys}) == len(keys)


def test_text_typed_in_the_wrong_layout_is_put_right() -> None:
    assert typed_on_thai("l;ylfu") == "สวัสดี"
    assert typed_on_latin("สวัสดี") == "l;ylfu"
    assert typed_on_latin(typed_on_thai(string.printable)) == string.printable
