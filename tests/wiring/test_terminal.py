"""What is made of what a terminal, its environment and tmux say."""

import pytest

from netterm.language.clusters import cell_width
from netterm.locale import Language
from netterm.screens.terminal.app import Letters
from netterm.wiring.asking_terminal import within
from netterm.wiring.terminal import (
    QUESTION,
    Answer,
    Hindrance,
    answer_in,
    hindrance,
    is_known_good,
    is_whole,
    without_terminal,
)

UTF8 = {"TERM": "xterm-256color", "LANG": "th_TH.UTF-8"}
GOOD = Answer(cells=1)


@pytest.mark.parametrize(
    ("environ", "answer", "found"),
    [
        (UTF8, GOOD, None),
        (UTF8, Answer(), None),  # one that answers nothing is believed
        (UTF8, Answer(cells=2), Hindrance.MARKS),
        (UTF8, Answer(cells=6), Hindrance.NOT_UTF8),
        (UTF8, Answer(cells=4), Hindrance.NOT_UTF8),
        (UTF8, Answer(cells=1, is_putty=True), Hindrance.PUTTY),
        ({"TERM": "linux", "LANG": "th_TH.UTF-8"}, GOOD, Hindrance.CONSOLE),
        ({"TERM": "screen.linux"}, GOOD, Hindrance.CONSOLE),
        ({"TERM": "linux-16color"}, GOOD, Hindrance.CONSOLE),
        ({"TERM": "xterm", "LANG": "C"}, Answer(), Hindrance.NOT_UTF8),
        ({"TERM": "xterm", "LANG": "C", "LC_CTYPE": "C.UTF-8"}, Answer(), Hindrance.NOT_UTF8),  # Python's own
        ({"TERM": "xterm", "LANG": "C", "LC_ALL": "C.UTF-8"}, Answer(), None),
        ({"TERM": "xterm", "LANG": "th_TH.TIS-620"}, Answer(), Hindrance.NOT_UTF8),
        ({"TERM": "xterm", "LC_ALL": "POSIX"}, GOOD, None),  # what it does counts, not what it is said to do
        ({"TERM": "xterm", "LC_ALL": "C", "VTE_VERSION": "7006"}, Answer(), None),
    ],
)
def test_what_keeps_thai_from_being_drawn(environ: dict[str, str], answer: Answer, found: Hindrance | None) -> None:
    assert hindrance(environ, answer, platform="linux") is found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("1 xterm-256color\n", None),
        ("0 xterm-256color\n", Hindrance.TMUX),
        ("1 linux\n", Hindrance.CONSOLE),
        ("\n", None),
        ("", None),
    ],
)
def test_inside_tmux_the_terminal_around_it_counts(said: str, found: Hindrance | None) -> None:
    assert hindrance({**UTF8, "TMUX": "/tmp/x"}, Answer(), said, platform="linux") is found


def test_on_windows_only_the_old_console_window_is_told_of() -> None:
    assert hindrance({}, Answer(), platform="win32") is Hindrance.WINDOWS
    assert hindrance({"WT_SESSION": "1"}, Answer(), platform="win32") is None
    assert is_known_good({}, "win32")


@pytest.mark.parametrize(
    "environ",
    [
        {"VTE_VERSION": "7006"},
        {"KITTY_WINDOW_ID": "1"},
        {"KONSOLE_VERSION": "221203"},
        {"TERM": "xterm-kitty"},
        {"COLORTERM": "truecolor"},
    ],
)
def test_what_says_that_it_is_good_is_not_asked(environ: dict[str, str]) -> None:
    assert is_known_good(environ, "linux")
    assert not is_known_good({**environ, "TMUX": "/tmp/x"}, "linux")


def test_others_are_asked() -> None:
    assert not is_known_good(UTF8, "linux")


def test_the_answer_is_taken_out_of_what_is_typed() -> None:
    received = "ก\x1b[5;2R\x1b[>0;136;0cข".encode()
    assert not is_whole(received)
    received += "\x1b[?6cค".encode()
    assert is_whole(received)
    assert answer_in(received) == Answer(1, True, "กขค")


def test_the_question_has_no_byte_that_commands_a_terminal_without_utf8() -> None:
    said = QUESTION.encode().partition(b"\x1b")[0].strip()
    assert said
    assert not [byte for byte in said if byte < 0x20 or 0x7F <= byte < 0xA0]


@pytest.mark.parametrize("each", Hindrance)
def test_what_to_do_is_said_in_english_and_fits_a_terminal(each: Hindrance) -> None:
    lines = each.value.splitlines()
    assert all(len(line) <= 110 for line in lines)
    assert each is Hindrance.PUTTY or each.value.isascii()


def test_what_can_be_used_where_thai_cannot() -> None:
    assert Hindrance.CONSOLE.letters is Letters.NO_THAI
    assert Hindrance.NOT_UTF8.letters is Letters.ASCII
    assert Hindrance.PUTTY.letters is Letters.ALL


def test_without_a_terminal_to_paint_on_there_are_no_screens() -> None:
    assert without_terminal({"TERM": "xterm"}, True) is None
    for environ, are_terminals, said in (
        ({"TERM": "xterm"}, False, "need a terminal"),
        ({"TERM": "dumb"}, True, "dumb"),
    ):
        failure = without_terminal(environ, are_terminals)
        assert failure is not None
        assert said in failure.sentence(Language.EN)


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("found", Hindrance)
def test_what_is_told_breaks_no_word_at_the_edge(found: Hindrance, columns: int) -> None:
    told = f"{found.value}\n\nPress Enter to go on. "
    shown = within(told, columns)
    assert shown.split() == told.split()
    assert shown.endswith(" ")
    assert all(cell_width(line) < columns for line in shown.splitlines())
