"""However the program ends, its bytes put the terminal back as it was, and what was typed just before is in the log."""

import os
import re
import signal
import sys
import termios
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.scenarios.terminals.pty_of import Minutes, OnPty, discussion, left_behind

TYPED = "ที่ประชุมมีมติเห็นชอบ"
A_SCREEN = 600
"""Bytes that a screen takes at least."""
CRASHING = (sys.executable, "-m", "tests.scenarios.screens.crashing")


def kill(number: signal.Signals) -> Callable[[OnPty], None]:
    return lambda program: os.kill(program.process.pid, number)


WAYS: dict[str, tuple[Callable[[OnPty], None], int]] = {
    "quit": (lambda program: program.send(b"\x11"), 0),
    "SIGTERM": (kill(signal.SIGTERM), 128 + signal.SIGTERM),
    "SIGHUP": (kill(signal.SIGHUP), 128 + signal.SIGHUP),
    "SIGINT": (kill(signal.SIGINT), 128 + signal.SIGINT),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_terminal_is_as_it_was_and_what_was_typed_last_is_kept(stack: ExitStack, home: Path, way: str) -> None:
    leave, code = WAYS[way]
    program = Minutes(stack, home)
    program.open_minutes()
    assert program.settings != (before := _settings_of_a_new_terminal())
    program.send(TYPED.encode())
    program.sees(TYPED)
    leave(program)
    assert program.ended() == code
    assert left_behind(program.said) == set()
    assert program.settings == before
    assert discussion(home) == TYPED


def test_what_nobody_foresaw_leaves_a_clean_terminal_too(stack: ExitStack, home: Path) -> None:
    program = OnPty(stack, home, CRASHING)
    program.sees("My tasks")
    program.send(b"\x0c")
    assert program.ended() == 1
    assert left_behind(program.said) == set()
    assert program.settings == _settings_of_a_new_terminal()
    assert b"Something unexpected went wrong (ZeroDivisionError)" in program.said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_ending_while_the_screen_is_only_coming_is_clean_too(
    stack: ExitStack, home: Path, number: signal.Signals
) -> None:
    program = OnPty(stack, home)
    program.shows(b"\x1b[?1049h")
    os.kill(program.process.pid, number)
    program.ended()
    assert left_behind(program.said) == set()
    assert program.settings == _settings_of_a_new_terminal()


def test_a_terminal_that_told_more_of_itself_is_put_back_too(stack: ExitStack, home: Path) -> None:
    program = OnPty(stack, home)
    program.shows(b"\x1b[?2048$p")
    program.send(b"\x1b[?2026;2$y\x1b[?2048;2$y")
    program.shows(b"\x1b[?1016h")
    program.sees("My tasks")
    program.send(b"\x11")
    assert program.ended() == 0
    assert left_behind(program.said) == set()


def test_a_program_that_was_stopped_hard_comes_back_with_its_screen_and_its_keys(stack: ExitStack, home: Path) -> None:
    program = Minutes(stack, home)
    program.open_minutes()
    program.send(TYPED.encode())
    program.sees(TYPED)
    for _ in range(3):
        seen = len(program.said)
        os.kill(program.process.pid, signal.SIGSTOP)
        os.kill(program.process.pid, signal.SIGCONT)
        program.waits_for(lambda seen=seen: len(program.said) > seen + A_SCREEN, "a whole screen again")  # type: ignore[misc]
    program.send("แล้ว".encode())
    program.sees(TYPED + "แล้ว")
    program.send(b"\x11")
    assert program.ended() == 0
    assert left_behind(program.said) == set()
    assert program.settings == _settings_of_a_new_terminal()
    assert discussion(home) == TYPED + "แล้ว"


def test_a_program_that_was_asked_to_stop_gives_the_terminal_back_meanwhile(stack: ExitStack, home: Path) -> None:
    program = Minutes(stack, home)
    os.kill(program.process.pid, signal.SIGTSTP)
    program.waits_for(lambda: _is_stopped(program.process.pid), "stopped")
    program.waits_for(lambda: left_behind(program.said) == set(), "the terminal given back")
    assert program.settings == _settings_of_a_new_terminal()
    seen = len(program.said)
    os.kill(program.process.pid, signal.SIGCONT)
    program.waits_for(lambda: len(program.said) > seen + A_SCREEN, "a whole screen again")
    program.sees("My tasks")
    program.send(b"\x11")
    assert program.ended() == 0
    assert left_behind(program.said) == set()


def test_the_size_is_that_of_the_terminal_whatever_the_shell_handed_down(
    stack: ExitStack, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    program = Minutes(stack, home)
    program.resize(100, 30)
    program.waits_for(lambda: len(program.screen.rstrip().splitlines()) == 30, "a screen of that size")


def test_a_window_that_is_dragged_about_settles_on_its_last_size(stack: ExitStack, home: Path) -> None:
    program = Minutes(stack, home)
    for columns in [*range(20, 200, 3), 60]:
        program.resize(columns, 20)
    program.tells(b"m", "tell('go.meetings')")
    program.sees("Meetings · 1 line")
    seen = len(program.said)
    program.tells(b"m", "tell('go.meetings')")
    program.tells(b"h", "tell('go.home')")
    program.sees("My tasks")
    program.send(b"\x11")
    assert program.ended() == 0
    assert left_behind(program.said) == set()
    at = [(int(row), int(column)) for row, column in re.findall(rb"\x1b\[(\d+);(\d+)H", program.said[seen:])]
    assert (max(row for row, _ in at), max(column for _, column in at) <= 60) == (20, True)


def _is_stopped(process: int) -> bool:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def _settings_of_a_new_terminal() -> list[int]:
    master, slave = os.openpty()
    try:
        return termios.tcgetattr(slave)[:4]
    finally:
        os.close(master)
        os.close(slave)
