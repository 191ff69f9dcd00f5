"""Thai is sorted as in a Thai dictionary."""

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.demo.names import people
from netterm.language import words
from netterm.language.collation import name_sort_key, sort_key
from netterm.language.people import full_name
from tests.language.icu import sort_key_of

# Each list is in the order of the Royal Institute's dictionary, and of ICU for Thai.
IN_ORDER = [
    ["ก", "กก", "กะ", "กา", "กำ", "กิ", "กี", "กึ", "กื", "กุ", "กู", "เก", "แก", "โก", "ใก", "ไก", "ข"],
    ["กา", "ก่า", "ก้า", "ก๊า", "ก๋า", "กาก", "ก้าก", "กาง"],
    ["เก", "เกง", "เก็ง", "เก่ง", "เก้ง", "เกา", "เก่า", "แก", "แก่"],
    ["มา", "ม้า", "มาก", "มาร", "ไม่", "ไม้", "ยา"],
    ["ร", "เรา", "ไร", "ฤดู", "ฤทธิ์", "ล", "ฦ", "ว"],
    ["คน", "ค้น", "คนพิการ", "คม", "เคน", "แคน"],
    ["แคร์", "แคร่"],
    ["พัน", "พันธ์", "พันธุ์"],
    ["หน่อย", "หนอง", "หน่อง", "หนัก", "เหน็บ", "แหนบ", "ใหม่", "ไหม", "ไหว้"][1:],
    ["1", "2", "ก", "ฮ", "a", "B", "c"],
    ["กค", "กฎ", "ก.ต.", "ก.ม.", "กรุงเทพฯ", "กรุงเทพมหานคร", "กล้วยกล้าย"],
    ["eclair", "éclair", "eclairs", "z"],
    ["๑ ก", "1 ข", "๒ ก"],
]

ALIKE_TO_US = {("ฤาษี", "ฤๅษี"), ("ธูปฤาษี", "ธูปฤๅษี")}
"""Words of the dictionary that ICU tells apart and we do not: ๅ is written for า, and who looks for one finds both."""

TITLES = ("", "นาย", "นาง", "นางสาว", "น.ส.", "ดร.", "ว่าที่ร้อยตรี", "พ.ต.ท.", "ม.ร.ว.", "พระครู")


def the_dictionary() -> list[str]:
    data = Path(words.__file__).parent / "data"
    listed = "\n".join(path.read_text("utf-8") for path in sorted(data.glob("words_*.txt")))
    return sorted({*listed.split("\n")} - {""})


def test_icu_sorts_every_word_of_the_dictionary_as_we_do() -> None:
    icu = sort_key_of("th_TH")
    found = sorted(the_dictionary(), key=icu)
    assert len(found) > 62_000
    pairs = [(one, other, sort_key(one), sort_key(other)) for one, other in pairwise(found)]
    assert [(one, other) for one, other, ours, theirs in pairs if ours > theirs] == []
    alike = {(one, other) for one, other, ours, theirs in pairs if (ours == theirs) != (icu(one) == icu(other))}
    assert alike == ALIKE_TO_US


def test_icu_sorts_names_without_their_titles_as_we_do() -> None:
    icu = sort_key_of("th_TH")
    everybody = [(full_name(TITLES[n % len(TITLES)], each.first, each.last), each.first, each.last)
                 for n, each in enumerate(people(500, Random(3)))]  # fmt: skip
    by_icu = sorted(everybody, key=lambda each: (icu(each[1]), icu(each[2])))
    assert sorted(everybody, key=lambda each: name_sort_key(each[0])) == by_icu
    assert sorted(everybody, key=lambda each: sort_key(each[0])) != by_icu


def test_a_rank_before_a_name_has_no_part_in_its_place() -> None:
    written = ["พันตำรวจโท กมล ใจดี", "นางสาวขวัญ ใจดี", "นายคำ ใจดี", "ม.ล.งาม ใจดี", "จันทร์ ใจดี"]
    assert sorted([*written[1::2], *written[::2]], key=name_sort_key) == written


def test_people_of_one_given_name_stand_together() -> None:
    written = ["นายสม กล้า", "นางสม อินทร์", "นายสมชาย กล้า", "นางสาวสมชาย ใจดี", "ส้ม กล้า"]
    assert sorted(written, key=name_sort_key) == [*written[:2], written[4], *written[2:4]]


@pytest.mark.parametrize("words", IN_ORDER)
def test_words_come_in_the_order_of_a_dictionary(words: list[str]) -> None:
    shuffled = [*words[1::2], *words[::2]]
    assert sorted(shuffled, key=sort_key) == words
    assert sorted(shuffled, key=sort_key_of("th_TH")) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ABC", "abc"),
        ("๑๒", "12"),
        ("ทํา", "ทำ"),
        ("ฤๅษี", "ฤาษี"),
        ("e\u0301", "é"),
        ("ก.ค.", "กค"),
        ("อบต. ดอยแก้ว", "อบต.ดอยแก้ว"),
        ("กล้วย ๆ", "กล้วย"),
        ("กรุงเทพฯ", "กรุงเทพ"),
        ("“ปากกา” – ดินสอ", "ปากกาดินสอ"),
    ],
)
def test_what_is_spelled_two_ways_is_in_one_place(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


@given(st.text(max_size=20))
def test_any_text_has_a_key_without_the_character_that_ends_strings(text: str) -> None:
    assert "\x00" not in sort_key(text.replace("\x00", ""))


@given(st.text(alphabet=st.sampled_from("กขเาะ่้ัa "), max_size=8), st.text(alphabet="กขา", min_size=1, max_size=4))
def test_a_word_comes_before_what_is_longer(word: str, more: str) -> None:
    assert sort_key(word) <= sort_key(word + more) or word.endswith(("เ", " "))


SYLLABLES = ("กา", "ก่า", "เก", "เก้า", "ขำ", "ไข่", "ฤๅ", "ณ", "ธิ์", "แข็", "ฯ", "ๆ", " ", ".", "๑", "2", "B", "นํ")


@given(*[st.lists(st.sampled_from(SYLLABLES), max_size=5).map("".join)] * 2)
def test_icu_sorts_any_words_as_we_do(one: str, other: str) -> None:
    icu = sort_key_of("th_TH")
    if icu(one) < icu(other):
        assert sort_key(one) <= sort_key(other)
