"""Thai is sorted as in a Thai dictionary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.language.collation import sort_key

# Each list is in the order of the Royal Institute's dictionary, and of ICU for Thai.
IN_ORDER = [
    ["ก", "กก", "กะ", "กา", "กำ", "กิ", "กี", "กึ", "กื", "กุ", "กู", "เก", "แก", "โก", "ใก", "ไก", "ข"],
    ["กา", "ก่า", "ก้า", "ก๊า", "ก๋า", "กาก", "ก้าก", "กาง"],
    ["เก", "เกง", "เก็ง", "เก่ง", "เก้ง", "เกา", "เก่า", "แก", "แก่"],
    ["มา", "ม้า", "มาก", "มาร", "ไม่", "ไม้", "ยา"],
    ["ร", "เรา", "ไร", "ฤดู", "ฤทธิ์", "ล", "ฦ", "ว"],
    ["สม", "สม ใจดี", "สมชาย", "สมชาย ก", "สมชาย ข", "สมศรี"],
    ["คน", "ค้น", "คนพิการ", "คม", "เคน", "แคน"],
    ["พัน", "พันธ์", "พันธุ์"],
    ["หน่อย", "หนอง", "หน่อง", "หนัก", "เหน็บ", "แหนบ", "ใหม่", "ไหม", "ไหว้"][1:],
    ["1", "2", "a", "B", "c", "ก"],
    ["eclair", "éclair", "eclairs", "z"],
    ["๑ ก", "1 ข", "๒ ก"],
]


@pytest.mark.parametrize("words", IN_ORDER)
def test_words_come_in_the_order_of_a_dictionary(words: list[str]) -> None:
    shuffled = [*words[1::2], *words[::2]]
    assert sorted(shuffled, key=sort_key) == words


@pytest.mark.parametrize(
    ("one", "other"), [("ABC", "abc"), ("๑๒", "12"), ("ทํา", "ทำ"), ("ฤๅษี", "ฤาษี"), ("e\u0301", "é")]
)
def test_what_is_spelled_two_ways_is_in_one_place(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


@given(st.text(max_size=20))
def test_any_text_has_a_key_without_the_character_that_ends_strings(text: str) -> None:
    assert "\x00" not in sort_key(text.replace("\x00", ""))


@given(st.text(alphabet=st.sampled_from("กขเาะ่้ัa "), max_size=8), st.text(alphabet="กขา", min_size=1, max_size=4))
def test_a_word_comes_before_what_is_longer(word: str, more: str) -> None:
    assert sort_key(word) <= sort_key(word + more) or word.endswith(("เ", " "))
