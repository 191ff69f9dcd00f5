"""Two people at two computers, who know nothing but what their screens show them."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.scenarios.screens.terminal import Terminal, netterm

pytestmark = pytest.mark.needs("tmux")

CODE = r"│ +((?:\w +){19}\w) +│"
ABOUT_NOW = 5.0
"""Seconds in which a committee still says that it came at once."""


@pytest.fixture
def secretary(tmp_path: Path) -> Iterator[Terminal]:
    with ExitStack() as stack:
        yield Terminal(stack, tmp_path / "secretary", netterm())


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Terminal]:
    with ExitStack() as stack:
        yield Terminal(stack, tmp_path / "newcomer", netterm())


def found(terminal: Terminal) -> None:
    terminal.shows("There is no network on this computer yet.")
    terminal.press("Enter")
    terminal.shows("Name of the network")
    terminal.fill("เครือข่ายคนพิการสันทราย", "", "", "นางสาวสมศรี ใจดี")
    terminal.press("F2")
    terminal.shows("Write this passphrase down")
    terminal.press("F2")
    terminal.shows("Next meeting", "เครือข่ายคนพิการสันทราย")


def invite(terminal: Terminal) -> str:
    terminal.press("c")
    terminal.shows("Can be reached at")
    terminal.press("n")
    terminal.shows("What may the person")
    terminal.press("Enter")
    return terminal.finds(CODE).replace(" ", "")


def knock(terminal: Terminal, code: str) -> None:
    terminal.shows("There is no network on this computer yet.")
    terminal.press("Down", "Enter")
    terminal.shows("The code, as it was given to you")
    terminal.fill(code, "นายสมชาย น้ำใส")
    terminal.press("F2")


def open_a_meeting(terminal: Terminal) -> None:
    """Planned, opened, the roll called; the cursor is in the discussion of the first item."""
    terminal.press("m")
    terminal.shows("n makes the first one.")
    terminal.press("n")
    terminal.shows("New meeting", "F2 Save")
    terminal.fill("", "", "วาระพิเศษ", "วันนี้ 9:00", "ศาลาประชาคม")
    terminal.press("F2")
    terminal.shows("Agenda · ")
    terminal.press("Escape")
    terminal.shows("Meetings · 1 line")
    terminal.press("o")
    terminal.shows("Roll call")
    terminal.press("w")
    terminal.shows("Minutes · ")
    terminal.press("F3")
    terminal.shows("New item")
    terminal.type("รถเข็น")
    terminal.press("Enter")
    terminal.shows("รถเข็น", gone="New item")


def fingerprint(terminal: Terminal) -> str:
    return terminal.finds(r"Both screens must show: *(\S+)")


def test_a_newcomer_joins_by_the_code_and_both_write_the_minutes(secretary: Terminal, newcomer: Terminal) -> None:
    found(secretary)
    knock(newcomer, invite(secretary))

    secretary.shows("นายสมชาย", "asks to come in")
    assert fingerprint(secretary) == fingerprint(newcomer)
    secretary.press("Right", "Enter")
    newcomer.shows("Next meeting", "เครือข่ายคนพิการสันทราย", "นางสาวสมศรี ใจดี")
    secretary.shows("นายสมชาย", "synced", gone="Read this code out")

    open_a_meeting(secretary)
    newcomer.press("m")
    newcomer.shows("Meetings · 1 line")
    newcomer.press("w")
    newcomer.shows("Minutes · ")
    secretary.type("ที่ประชุมรับทราบ")
    newcomer.shows("ที่ประชุมรับทราบ", within=ABOUT_NOW)
    newcomer.type("เลขานุการจดแล้ว")
    secretary.shows("ที่ประชุมรับทราบ", "เลขานุการจดแล้ว", within=ABOUT_NOW)


def test_a_mistyped_and_an_unknown_code_are_said_and_the_right_one_may_follow(
    secretary: Terminal, newcomer: Terminal
) -> None:
    found(secretary)
    code = invite(secretary)
    knock(newcomer, code[:-1] + ("A" if code[-1] != "A" else "B"))
    newcomer.shows("! The code is mistyped")
    newcomer.press("C-u")
    newcomer.type(code)
    newcomer.press("F2")
    secretary.shows("asks to come in")
    secretary.press("Enter")  # the safe answer
    newcomer.shows("! The person who was asked did not let this computer in.")
    secretary.shows("Turned away. The code is over.", gone="Read this code out")
    newcomer.press("F2")
    newcomer.shows(" this network ", gone="! ")  # whom it looks for, and how
    newcomer.press("Escape")
    newcomer.shows("! Joining was stopped.")
