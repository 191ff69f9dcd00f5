"""However the screens end, the terminal is as it was, and what was saved is there."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.scenarios.screens.raw import RawTerminal
from tests.scenarios.screens.terminal import PATIENCE, SOURCE, Terminal, environment, netterm

pytestmark = pytest.mark.needs("tmux")

CRASHING = "tests.scenarios.screens.crashing"
SHELL_AFTERWARDS = "; echo ended with $?; exec cat"
COLOUR = rb"\x1b\[(?:[0-9]+[;:])*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:[;:][0-9;:]*)?m"


def command(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the command line, with its answer."""
    return subprocess.run(
        [sys.executable, "-m", "netterm", *words],
        cwd=SOURCE,
        env=environment(home),
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Of a person with a network, its keys without a passphrase."""
    made = command(tmp_path, "new", "เครือข่าย", "--as", "สมศรี ใจดี", "--no-passphrase")
    assert made.returncode == 0, made.stderr
    return tmp_path


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


def work_that_is_saved(terminal: Terminal) -> None:
    """A member more; said to be saved."""
    terminal.shows("Next meeting")
    terminal.press("p")
    terminal.shows("Members · 1 line")
    terminal.press("n")
    terminal.shows("New member", "F2 Save")
    terminal.fill("", "มานี", "มีนา")
    terminal.press("F2")
    terminal.shows("Members · 2 lines")


def is_kept(home: Path) -> bool:
    """The member, in a network whose every entry stands."""
    return command(home, "verify").returncode == 0 and "มานี" in command(home, "list", "person").stdout


def is_as_it_was(terminal: Terminal) -> bool:
    """No other screen, no mouse, no hidden cursor, no bracketed paste."""
    facts = [terminal.fact(name) for name in ("alternate_on", "mouse_any_flag", "mouse_sgr_flag", "cursor_flag")]
    return facts == ["0", "0", "0", "1"]


def is_running(process: int) -> bool:
    """Not one that has ended already and that nobody has asked about yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def child_of(process: int) -> int:
    """The program that the shell in the terminal runs."""
    return int(subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize(
    ("leave", "code"),
    [
        (lambda terminal: terminal.press("C-q"), 0),
        (lambda terminal: os.kill(child_of(terminal.process), signal.SIGTERM), 128 + signal.SIGTERM),
        (lambda terminal: os.kill(child_of(terminal.process), signal.SIGHUP), 128 + signal.SIGHUP),
    ],
    ids=["quit", "SIGTERM", "SIGHUP"],
)
def test_the_terminal_is_as_it_was_and_the_work_is_kept(
    stack: ExitStack, home: Path, leave: Callable[[Terminal], None], code: int
) -> None:
    terminal = Terminal(stack, home, netterm() + SHELL_AFTERWARDS)
    work_that_is_saved(terminal)
    leave(terminal)
    terminal.shows(f"ended with {code}")
    assert is_as_it_was(terminal)
    assert is_kept(home)


def test_a_closed_window_ends_the_program_and_the_work_is_kept(stack: ExitStack, home: Path) -> None:
    terminal = Terminal(stack, home, "exec " + netterm())
    work_that_is_saved(terminal)
    process = terminal.process
    terminal.close()
    until = time.monotonic() + PATIENCE
    while is_running(process):
        assert time.monotonic() < until, "the program goes on without its window"
        time.sleep(0.05)
    assert is_kept(home)


def test_a_crash_is_said_in_one_sentence_on_a_clean_terminal_and_the_work_is_kept(stack: ExitStack, home: Path) -> None:
    terminal = Terminal(stack, home, netterm().replace("netterm", CRASHING, 1) + SHELL_AFTERWARDS)
    work_that_is_saved(terminal)
    terminal.press("h", "C-l")
    shown = terminal.shows("Something unexpected went wrong (ZeroDivisionError)", "ended with 1")
    assert "Traceback" not in shown
    assert is_as_it_was(terminal)
    assert is_kept(home)
    [log] = home.rglob("netterm.log")
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_a_wrong_passphrase_ends_with_one_sentence(stack: ExitStack, tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "netterm", "new", "N", "--as", "A B"],
        cwd=SOURCE,
        env={**environment(tmp_path), "NETTERM_PASSPHRASE": "right"},
        capture_output=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    terminal = RawTerminal(stack, tmp_path, [sys.executable, "-m", "netterm"], NETTERM_PASSPHRASE="wrong")
    assert terminal.ended() == 1
    assert terminal.said.rstrip().endswith(b"The passphrase is wrong. Nothing was changed.")


def test_with_no_color_not_one_colour_code_is_sent(stack: ExitStack, home: Path) -> None:
    terminal = RawTerminal(stack, home, [sys.executable, "-m", "netterm"], NO_COLOR="1", COLORTERM="truecolor")
    terminal.shows(b"My tasks")
    terminal.type("p")
    terminal.shows(b"M-0001")
    terminal.type("?")
    terminal.shows(b"The keys of this screen")
    terminal.type("\x11")
    assert terminal.ended() == 0
    assert re.findall(COLOUR, terminal.said) == []


def test_without_no_color_there_are_colours_to_be_found(stack: ExitStack, home: Path) -> None:
    terminal = RawTerminal(stack, home, [sys.executable, "-m", "netterm"])
    terminal.shows(b"My tasks")
    terminal.type("\x11")
    assert terminal.ended() == 0
    assert re.findall(COLOUR, terminal.said)
