"""Whatever comes from outside is harmless and spelled one way."""

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netterm.language.clean import MOST_MARKS, clean_line, clean_text, for_display, normalise_thai

HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("\x1b\x9b[]0;31mPX^_\\\x07\x9d\x9c\n\r\t\x85\u2028 \u202e\u2066\u200b\u200d\ufeff\u00ad"),
        st.sampled_from("กขนเแะาำัิีึืฺุู็่้๊๋์ํ๎\uf70a\uf710\uf71a"),
        st.sampled_from("ae\u0301\u0302\u0323\u0300\u0489漢"),
        st.characters(),
    ),
    max_size=40,
)
THAI = st.text(alphabet=st.sampled_from("กขนเแะาำัิีึืฺุู็่้๊๋์ํ๎ "), max_size=24)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  สมชาย   ใจดี ", "สมชาย ใจดี"),
        ("one\r\ntwo\nthree\u2028four\x85five", "one two three four five"),
        ("a\tb\u00a0c\u3000d", "a b c d"),
        ("\x1b[31mแดง\x1b[0m", "แดง"),
        ("\x9b2Jล้าง", "ล้าง"),
        ("\x1b]0;title\x07ชื่อ", "ชื่อ"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;no end", "0;no end"),
        ("\x1b(Bชุด", "ชุด"),
        ("\x1b\x1b[0m[31m", "[31m"),
        ("abc\u202edef\u2066g\u2069\u200f", "abcdefg"),
        ("คน\u200bพิการ\u2060\ufeff", "คนพิการ"),
        ("a\u200db\u00adc\ufe0f\U000e0041", "abc"),
        ("\u3164", ""),
        ("\ud800ก\uffff", "ก"),
        ("cafe\u0301", "café"),
        ("่สระลอย", "สระลอย"),
        (" ่ ิก", "ก"),
        ("[/x] [@click=app.quit]", "[/x] [@click=app.quit]"),
    ],
)
def test_a_line_is_cleaned(typed: str, cleaned: str) -> None:
    assert clean_line(typed) == cleaned


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("ทํา", "ทำ"),
        ("นํ้า", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("สำาคัญ", "สำคัญ"),
        ("สําาคัญ", "สำคัญ"),
        ("เเม่", "แม่"),
        ("เ\u200bเม่", "แม่"),
        ("ที่ี่", "ที่"),
        ("ท่ี", "ที่"),
        ("กู้่", "กู้่"),
        ("กู้", "กู้"),
        ("พันธ์ุ", "พันธุ์"),
        ("สุํ", "สุํ"),
        ("\u0e17\uf702\uf70a", "ที่"),
        ("\u0e1b\uf710\uf70e", "ปั์"),
        ("น้ำใจ", "น้ำใจ"),
        ("ฤๅษี", "ฤๅษี"),
    ],
)
def test_thai_is_spelled_one_way(typed: str, spelled: str) -> None:
    assert clean_line(typed) == clean_text(typed) == spelled


def test_text_of_several_lines_keeps_its_lines_and_spaces() -> None:
    assert clean_text(" หนึ่ง\r\n\n  สอง\rสาม\x0bสี่  ") == " หนึ่ง\n\n  สอง\nสาม\nสี่  "


def test_a_pile_of_marks_is_cut_down_and_a_vietnamese_letter_is_not() -> None:
    assert clean_line("Z" + "\u0310\u0311\u0312\u0313\u0314\u0315") == "Z\u0310\u0311\u0312\u0313"
    assert clean_line("Việt Nam") == "Việt Nam"


@pytest.mark.parametrize("clean", [clean_line, clean_text, for_display, normalise_thai])
@given(text=HOSTILE)
@example(text="\x1b]\x1b]a\x07\x07")
@example(text="ํําา้")
@example(text="่ ่x")
@example(text="เ\u0000เเ")
def test_cleaning_twice_changes_nothing_more(clean: object, text: str) -> None:
    assert callable(clean)
    once = clean(text)
    assert clean(once) == once


@given(HOSTILE)
def test_nothing_that_controls_comes_out(text: str) -> None:
    for out, allowed in (
        (clean_line(text), ""),
        (clean_text(text), "\n"),
        (for_display(text), ""),
        (for_display(text, multiline=True), "\n"),
    ):
        kept = [c for c in out if c not in allowed and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
        assert kept == []


@given(HOSTILE)
def test_no_base_carries_more_marks_than_allowed(text: str) -> None:
    for out in (clean_line(text), clean_text(text), for_display(text)):
        in_a_row = 0
        for character in out:
            in_a_row = in_a_row + 1 if unicodedata.category(character).startswith("M") else 0
            assert in_a_row <= MOST_MARKS


@given(HOSTILE)
def test_a_clean_line_is_one_line_without_stray_spaces_or_marks(text: str) -> None:
    line = clean_line(text)
    assert line == " ".join(line.split(" ")).strip()
    assert "  " not in line
    assert not line or not unicodedata.category(line[0]).startswith("M")


@given(THAI)
def test_what_looks_ordinary_is_treated_like_the_rest(text: str) -> None:
    # A soft hyphen makes any text odd, and leaves no trace.
    assert clean_line(text) == clean_line(text + "\u00ad")
    assert clean_text(text) == clean_text(text + "\u00ad")
    assert for_display(text) == for_display(text + "\u00ad")


@given(st.text(alphabet=st.sampled_from("กขคงaBé漢 .!?[]/@=๑๒ะาใไ"), max_size=30))
def test_painting_changes_nothing_that_is_harmless(text: str) -> None:
    assert for_display(text) == text


def test_painting_keeps_lines_apart_only_where_asked() -> None:
    assert for_display("one\ntwo\x1b[2J") == "one two"
    assert for_display("one\r\n่two", multiline=True) == "one\ntwo"


@pytest.mark.parametrize("piece", ["ํ", "\x1b]", "\x9d", "\x1b[1", "ำ", "่", "เ", "\x1b(", "\u0301", "ำา้"])
def test_no_text_takes_long_to_clean(piece: str) -> None:
    started = time.perf_counter()
    clean_text(piece * 20_000)
    for_display(piece * 20_000)
    assert time.perf_counter() - started < 2
