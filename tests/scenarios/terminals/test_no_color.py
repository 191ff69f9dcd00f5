"""With NO_COLOR not one code for a colour is sent, on any screen."""

import re
import time
from contextlib import ExitStack
from pathlib import Path

from tests.scenarios.terminals.pty_of import Minutes

_SGR = re.compile(rb"\x1b\[([\d;:]*)m")
ESCAPE = b"\x1b[27u"
F2, F4, F9, F12 = b"\x1bOQ", b"\x1bOS", b"\x1b[20~", b"\x1b[24~"
TRIES = 10
A_WHILE = 3.0
CTRL_L, CTRL_P = b"\x0c", b"\x10"

WALK = (
    (b"t", "go.tasks"), (b"n", "task.new"), (ESCAPE, ""), (ESCAPE, ""),
    (b"p", "go.members"), (b"n", "member.new"), (ESCAPE, ""), (ESCAPE, ""),
    (b"c", "go.peers"), (b"x", "go.conflicts"), (b",", "go.settings"), (b"h", "go.home"),
    (b"?", "program.help"), (ESCAPE, ""), (CTRL_P, "program.palette"), (ESCAPE, ""),
    (CTRL_L, "program.language"), (CTRL_L, "program.language"),
    (b"m", "go.meetings"), (b"a", "meeting.agenda"), (ESCAPE, "agenda.leave"),
    (b"r", "meeting.roll"), (ESCAPE, "roll.back"), (b"v", "meeting.draft"), (ESCAPE, "draft.leave"),
    (b"w", "meeting.minutes"), ("น้ำ".encode(), ""), (F2, "minutes.agenda"), (F2, "minutes.agenda"),
    (F4, "minutes.side"), (F4, "minutes.side"), (F9, "minutes.resolution"), (ESCAPE, ""), (F12, "minutes.close"),
    (ESCAPE, ""),
)  # fmt: skip
"""What is pressed, and the command that it tells; Esc twice where the first closes only what is offered."""


def colours(said: bytes) -> list[int]:
    """The parameters of all SGR sequences that stand for a colour of the text, of what is behind it or below it."""
    found = [int(each or 0) for codes in _SGR.findall(said) for each in re.split(rb"[;:]", codes)]
    return [each for each in found if 30 <= each <= 49 or 90 <= each <= 107 or each in {58, 59}]


def test_a_walk_through_all_screens_sends_no_colour(stack: ExitStack, home: Path) -> None:
    program = Minutes(stack, home, NO_COLOR="1")
    for keys, told in WALK:
        press(program, keys, told)
        program.settles()
    program.send(b"\x11")
    assert program.ended() == 0
    assert colours(program.said) == []


def test_without_it_there_are_colours_to_be_found(stack: ExitStack, home: Path) -> None:
    program = Minutes(stack, home)
    program.send(b"\x11")
    assert program.ended() == 0
    assert colours(program.said)


def press(program: Minutes, keys: bytes, command: str) -> None:
    """Until the command is told: on a busy machine the screen that has it may not stand yet."""
    before = len(program.told())
    for _ in range(TRIES):
        program.send(keys)
        until = time.monotonic() + A_WHILE
        while time.monotonic() < until:
            program.settles()
            if not command or f"tell('{command}')" in program.told()[before:]:
                return
    raise AssertionError(f"{keys!r} never told {command}\n{program.screen}")
