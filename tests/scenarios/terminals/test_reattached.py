"""Detached from tmux and come back to in a window of another size, the minutes go on where they were."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.scenarios.screens.terminal import Terminal, netterm
from tests.scenarios.terminals.pty_of import OnPty, discussion, left_behind

pytestmark = pytest.mark.needs("tmux")


def attach(stack: ExitStack, terminal: Terminal, home: Path, columns: int, rows: int) -> OnPty:
    """A person who sees that session in a window of their own."""
    client = OnPty(stack, home, ["tmux", "-u", "-S", str(terminal._socket), "attach"])
    client.waits_for(lambda: terminal.fact("session_attached") == "1", "somebody who looks")
    client.resize(columns, rows)
    client.waits_for(lambda: terminal.fact("window_width") == str(columns), "a window of that size")
    return client


def test_the_minutes_go_on_in_a_window_of_another_size(stack: ExitStack, home: Path) -> None:
    terminal = Terminal(stack, home, netterm() + "; echo ended with $?; exec cat")
    terminal.shows("My tasks")
    terminal.type("ท")
    terminal.shows("Meetings · 1 line")
    terminal.type("ไ")
    terminal.shows("จัดซื้อรถเข็น")
    first = attach(stack, terminal, home, 72, 20)
    first.send("ที่ประชุม".encode())
    terminal.shows("ที่ประชุม")
    first.send(b"\x02d")
    assert first.ended() == 0
    assert left_behind(first.said) == set()

    terminal.type("รับทราบ")  # what reaches the program while nobody looks
    again = attach(stack, terminal, home, 120, 30)
    again.waits_for(lambda: _rows(terminal) == 29, "a screen of that size")
    terminal.shows("ที่ประชุมรับทราบ")
    again.send("แล้ว".encode())
    terminal.shows("ที่ประชุมรับทราบแล้ว")
    again.send(b"\x11")
    terminal.shows("ended with 0")
    assert [terminal.fact(name) for name in ("alternate_on", "mouse_any_flag", "cursor_flag")] == ["0", "0", "1"]
    assert discussion(home) == "ที่ประชุมรับทราบแล้ว"


def _rows(terminal: Terminal) -> int:
    """Down to the line of keys; the last of the window is tmux's own."""
    return len(terminal.screen.rstrip("\n").splitlines())
