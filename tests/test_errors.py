import copy
import errno
import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.errors import Failure, refusal
from netterm.locale import Language, use


def test_a_failure_is_its_sentence_with_the_places_filled() -> None:
    failure = Failure("{name} is not in {place}; nothing was changed.", name="สมชาย", place="Ward 3")
    assert str(failure) == "สมชาย is not in Ward 3; nothing was changed."


def test_a_failure_keeps_its_sentence_and_what_fills_it_apart() -> None:
    failure = Failure("Only {count} left.", count=3)
    assert (failure.msgid, failure.params) == ("Only {count} left.", {"count": 3})


def test_a_sentence_without_a_translation_is_english() -> None:
    failure = Failure("No catalogue has this sentence about {thing}.", thing="x")
    use(Language.TH)
    assert str(failure) == failure.sentence(Language.EN) == "No catalogue has this sentence about x."


def test_braces_in_data_mean_nothing() -> None:
    assert str(Failure("{a}{b}", a="{b}", b="{0.__class__}")) == "{b}{0.__class__}"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\x1b[2Jgone", "[2Jgone"),
        ("\x9b31mred", "31mred"),
        ("two\nlines\tand\r\nmore", "two lines and  more"),
        ("user\u202egpj.exe", "usergpj.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("bell\a\0\x7f", "bell"),
        ("half \ud800 pair", "half  pair"),
        ("มติ\u200bที่ประชุม", "มติ\u200bที่ประชุม"),
        ("น้ำ\u200dใจ", "น้ำ\u200dใจ"),
        ("[/x][@click=app.quit]", "[/x][@click=app.quit]"),
    ],
)
def test_data_cannot_move_the_cursor_or_turn_the_line(name: str, shown: str) -> None:
    assert str(Failure("<{name}>", name=name)) == f"<{shown}>"


def test_numbers_keep_their_type_for_the_format_of_the_template() -> None:
    assert str(Failure("{count:,} of {share:.0%}", count=12345, share=0.5)) == "12,345 of 50%"


def test_other_values_are_shown_as_their_text() -> None:
    assert str(Failure("{value}", value=Fraction(1, 3))) == "1/3"


def test_a_place_without_a_value_stays_visible_and_does_not_fail() -> None:
    assert str(Failure("{name} and {other}", name="a")) == "a and {other}"


def test_a_failure_survives_copying_and_the_way_between_processes() -> None:
    failure = Failure("{name} is locked.", name="the store")
    assert str(copy.copy(failure)) == str(pickle.loads(pickle.dumps(failure))) == str(failure)  # noqa: S301 - our own


@given(st.dictionaries(st.sampled_from(["msgid", "self", "a"]), st.text()))
def test_any_text_under_any_name_gives_one_printable_line(params: dict[str, str]) -> None:
    sentence = str(Failure("<{msgid}{self}{a}>", **params))
    assert sentence.encode("utf-8").count(b"\n") == 0
    assert not set(sentence) & {"\x1b", "\u202e", "\u2028"}


def test_words_of_ours_within_a_sentence_are_said_in_its_language() -> None:
    why = refusal(PermissionError(13, "no"))
    said = Failure("The settings in {file} are left out: {reason}.", file="x", reason=why)
    assert said.sentence(Language.EN) == "The settings in x are left out: this computer does not allow it."
    assert "not allow" not in said.sentence(Language.TH)


def test_a_refusal_that_has_no_words_of_ours_is_told_in_those_of_the_system() -> None:
    assert str(refusal(OSError(errno.EXDEV, "Invalid cross-device link"))) == "Invalid cross-device link"
