"""What is pressed where a terminal sends a sequence, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.screens.terminal.keys import NOTHING, Pressed, pressed


@pytest.mark.parametrize(
    ("sequence", "found"),
    [
        ("\x1bOQ", Pressed("f2")),
        ("\x1b[12~", Pressed("f2")),
        ("\x1b[[B", Pressed("f2")),
        ("\x1b[1;129Q", Pressed("f2")),
        ("\x1b[1;2Q", Pressed("f2", held=("shift",))),
        ("\x1b[27u", Pressed("escape", "\x1b")),
        ("\x1b[13;2u", Pressed("enter", "\r")),
        ("\x1b[9;2u", Pressed("tab", held=("shift",))),
        ("\x1b[Z", Pressed("tab", held=("shift",))),
        ("\x1b[3;3~", Pressed("delete", held=("alt",))),
        ("\x1b[1;8D", Pressed("left", held=("alt", "ctrl", "shift"))),
        ("\x1b[115;5u", Pressed("s", held=("ctrl",))),
        ("\x1b[83;6u", Pressed("s", held=("ctrl", "shift"))),
        ("\x1b[3627::115;5u", Pressed("s", held=("ctrl",))),
        ("\x1b[3627;5u", Pressed("s", held=("ctrl",))),
        ("\x1b[1099;5u", Pressed("ы", held=("ctrl",))),
        ("\x1b[3627;3u", Pressed("s", "ห", ("alt",))),
        ("\x1b[3627:3590:115;2u", Pressed("ฆ", "ฆ")),
        ("\x1b[109;5u", Pressed("enter", "\r")),
        ("\x1b[27;5;3627~", Pressed("s", held=("ctrl",))),
        ("\x1b[57414u", Pressed("enter", "\r")),
        ("\x1bOw", Pressed("7", "7")),
    ],
)
def test_keys(sequence: str, found: Pressed) -> None:
    assert pressed(sequence) == found


@pytest.mark.parametrize(
    "sequence",
    ["\x1b[?62;22c", "\x1b[>0;136;0c", "\x1b[99;1~", "\x1b[115;5:3u", "\x1b[57441;2u", "\x1b[8;24;80t", "\x1bOz"],
)
def test_what_is_no_key_is_nothing(sequence: str) -> None:
    assert pressed(sequence) is NOTHING


@pytest.mark.parametrize(
    "sequence", ["\x1b", "\x1b[", "\x1bO", "\x1b[[", "\x1b[1;", "\x1b[5;7R", "\x1b[<0;1;1M", "\x1b[M", "\x1b[?2026;2$y"]
)
def test_what_goes_on_or_is_for_somebody_else_is_left(sequence: str) -> None:
    assert pressed(sequence) is None


@given(st.text("\x1b[O0123456789;:?<>$ ~uABMRSZacm@^\x07ห", max_size=12))
def test_nothing_that_a_terminal_sends_is_too_much(sent: str) -> None:
    found = pressed(sent)
    assert found is None or found is NOTHING or found.key
