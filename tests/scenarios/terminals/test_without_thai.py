"""A terminal that cannot draw Thai is recognised before anything is painted, and told what to do in English."""

import re
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from netterm.locale import Language, _
from tests.scenarios.screens.terminal import SOURCE, environment
from tests.scenarios.terminals.pty_of import NETTERM, OnPty, left_behind

GOOD = b"\x1b[1;2R\x1b[>41;379;0c\x1b[?64;1c"
LATIN = b"\x1b[1;7R\x1b[?64;1c"
APART = b"\x1b[1;3R\x1b[?64;1c"
PUTTY = b"\x1b[1;2R\x1b[>0;136;0c\x1b[?6c"
QUESTION_ENDS = b"\x1b[c"
SCREENS = b"\x1b[?1049h"
ASKED = b"Ctrl+C to stop"
THAI = re.compile("[\u0e00-\u0e7f]")
HOME_IN_THAI = _("My tasks", Language.TH)


def unknown(stack: ExitStack, home: Path, *words: str, **variables: str) -> OnPty:
    """A program in a terminal that nothing is known of, so that it is asked."""
    plain = {"COLORTERM": "", "NETTERM_LANG": "", "LC_ALL": "C.UTF-8"}
    return OnPty(stack, home, [*NETTERM, *words], **{**plain, **variables})


def answers(program: OnPty, answer: bytes) -> None:
    program.shows(QUESTION_ENDS)
    program.send(answer)


@pytest.mark.parametrize(
    ("variables", "answer", "said"),
    [
        ({"TERM": "linux"}, GOOD, "text console of Linux"),
        ({}, LATIN, "not set to UTF-8"),
        ({}, APART, "marks on their letters"),
        ({"LC_ALL": "", "LC_CTYPE": "", "LANG": "C"}, b"", "not set to UTF-8"),
    ],
    ids=["Linux console", "no UTF-8", "marks apart", "LANG=C and no answer"],
)
def test_who_would_see_no_thai_is_told_so_and_goes_on_in_english(
    stack: ExitStack, home: Path, variables: dict[str, str], answer: bytes, said: str
) -> None:
    program = unknown(stack, home, **variables)
    answers(program, answer)
    program.shows(ASKED)
    assert said.encode() in program.said
    assert SCREENS not in program.said
    asked = len(program.said)
    program.send(b"\n")
    program.sees("My tasks")
    program.send(b"\x11")
    assert program.ended() == 0
    assert not THAI.search(program.said[asked:].decode())
    assert left_behind(program.said) == set()


def test_without_utf8_nothing_but_ascii_is_sent(stack: ExitStack, home: Path) -> None:
    program = unknown(stack, home)
    answers(program, LATIN)
    program.shows(ASKED)
    asked = len(program.said)
    program.send(b"\n")
    program.sees("My tasks")
    program.send(b"m")
    program.sees("Meetings . 1 line")
    program.send(b"\x11")
    assert program.ended() == 0
    assert program.said[asked:].isascii()


def test_who_does_not_go_on_finds_the_terminal_as_it_was(stack: ExitStack, home: Path) -> None:
    program = unknown(stack, home, TERM="linux")
    before = program.settings
    program.shows(ASKED)
    program.send(b"\x04")
    assert program.ended() == 130
    assert SCREENS not in program.said
    assert program.settings == before


def test_who_asked_for_english_is_not_asked_again(stack: ExitStack, home: Path) -> None:
    program = unknown(stack, home, "--lang", "en", TERM="linux")
    program.sees("My tasks")
    program.send(b"\x11")
    assert program.ended() == 0
    assert ASKED not in program.said


def test_putty_is_asked_once_whether_thai_is_seen(stack: ExitStack, home: Path) -> None:
    first = unknown(stack, home, NETTERM_LANG="th")
    answers(first, PUTTY)
    first.shows(b"This is PuTTY")
    first.shows(b"Enter alone for English")
    first.send(b"y\n")
    first.sees(HOME_IN_THAI)
    first.send(b"\x11")
    assert first.ended() == 0
    again = unknown(stack, home, NETTERM_LANG="th")
    answers(again, PUTTY)
    again.sees(HOME_IN_THAI)
    again.send(b"\x11")
    assert again.ended() == 0
    assert b"This is PuTTY" not in again.said


def test_a_good_terminal_is_asked_nothing_of_its_person_and_loses_no_key(stack: ExitStack, home: Path) -> None:
    program = unknown(stack, home)
    program.shows(QUESTION_ENDS)
    program.send(GOOD[:6] + "ท".encode() + GOOD[6:])  # the key of m, pressed before anything was there
    program.sees("Meetings · 1 line")
    assert THAI.search(program.screen)
    program.send(b"\x11")
    assert program.ended() == 0
    assert ASKED not in program.said
    assert left_behind(program.said) == set()


def test_an_answer_that_comes_too_late_is_no_key(stack: ExitStack, home: Path) -> None:
    program = unknown(stack, home)
    program.sees("My tasks")
    program.send(GOOD)
    program.send(b"m")
    program.sees("Meetings · 1 line")
    program.send(b"\x11")
    assert program.ended() == 0


@pytest.mark.parametrize(("term", "terminal"), [("dumb", True), ("xterm", False)])
def test_where_no_screen_can_be_painted_a_sentence_says_what_works(
    stack: ExitStack, home: Path, term: str, terminal: bool
) -> None:
    if terminal:
        program = OnPty(stack, home, TERM=term)
        code, said = program.ended(), program.said.decode()
    else:
        run = subprocess.run(
            NETTERM, cwd=SOURCE, env={**environment(home), "TERM": term}, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        code, said = run.returncode, run.stderr
    assert code == 1
    assert "netterm list task" in said
    assert "\x1b" not in said
