"""What is looked for is found however it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.language.search import excerpt, folded, normalise, occurrences, phone_digits, spellings, trigrams


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


@pytest.mark.parametrize(
    ("word", "digits"),
    [
        ("081-234", "081234"),
        ("0812345678", "0812345678"),
        ("+66812345678", "0812345678"),
        ("+66(0)81", "081"),
        ("(02)123", "02123"),
        ("081x", ""),
        ("m-0042", ""),
        ("-", ""),
        ("", ""),
    ],
)
def test_a_word_may_be_a_part_of_a_telephone_number(word: str, digits: str) -> None:
    assert phone_digits(word) == digits


@pytest.mark.parametrize(
    ("word", "both"),
    [
        ("น.ส.สมศรี", ("น.ส.สมศรี", "นางสาวสมศรี")),
        ("นางสาวสมศรี", ("นางสาวสมศรี", "น.ส.สมศรี")),
        ("ด.ช.ก้อง", ("ด.ช.ก้อง", "เด็กชายก้อง")),
        ("เด็กหญิงกานดา", ("เด็กหญิงกานดา", "ด.ญ.กานดา")),
        ("นางสาว", ("นางสาว",)),
        ("สมศรี", ("สมศรี",)),
    ],
)
def test_a_title_before_a_name_may_be_written_in_full_or_short(word: str, both: tuple[str, ...]) -> None:
    assert spellings(word) == both


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("ประชุมครั้งที่ ๑๐/๒๕๖๙ และ 10/2569", "10/2569", ["๑๐/๒๕๖๙", "10/2569"]),
        ("ABC abc", "Abc", ["ABC", "abc"]),
        ("Straße, Garage", "garage", ["Garage"]),
        ("ทำงาน", "ทํา", ["ทำ"]),
        ("กกก", "กก", ["กก"]),
        ("ทางลาด", "รถเข็น", []),
    ],
)
def test_words_are_found_in_a_text_where_they_stand_in_it(text: str, typed: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in occurrences(text, normalise(typed))] == found


def test_an_excerpt_is_cut_around_the_word_and_marked_where_it_is_cut() -> None:
    shown = excerpt([None, "nothing", "a" * 100 + " needle " + "b" * 100], "NEEDLE")
    assert shown.startswith("…")
    assert " needle " in shown
    assert shown.endswith("…")
    assert len(shown) == 60
    assert excerpt(["short needle"], "needle") == "short needle"
    assert excerpt(["nothing"], "needle") == ""


def test_an_excerpt_is_of_the_first_word_that_is_there_and_of_a_title_written_otherwise() -> None:
    assert excerpt(["กข ค", "ง\nจ"], "ไม่มี จ") == "ง จ"
    assert excerpt(["พบ น.ส.มาลี"], "นางสาวมาลี") == "พบ น.ส.มาลี"
