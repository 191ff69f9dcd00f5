"""A real terminal, on a screen that nobody sees: the Thai keyboard writes minutes in it."""

import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.scenarios.terminals.pty_of import TELLING, discussion
from tools.real_terminals import KEY_M, KEY_Q, KEY_S, KEY_W, TERMINALS, TYPED, Desktop

pytestmark = pytest.mark.needs("xterm")

TRIES = 8
A_WHILE = 5.0
"""Seconds in which a busy machine opens a screen, as a rule."""


class Secretary:
    """Presses keys until the program has heard them: nobody can see here whether its screen stands already."""

    def __init__(self, desktop: Desktop, told: Path) -> None:
        self._desktop = desktop
        self._told = told

    def has_told(self, command: str) -> bool:
        return self._told.exists() and f"tell('{command}')" in self._told.read_text("utf-8").splitlines()

    def tells(self, key: str, command: str, within: float = A_WHILE * TRIES, every: float = 1.0) -> bool:
        """Press the key until it has told that command."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            self._desktop.press(key)
            again = time.monotonic() + every
            while time.monotonic() < again:
                if self.has_told(command):
                    return True
                time.sleep(0.05)
        return False


def test_in_xterm_the_thai_keyboard_gives_commands_and_writes_the_minutes(stack: ExitStack, home: Path) -> None:
    desktop = Desktop(stack, home)
    secretary = Secretary(desktop, home / "told")
    variables = {"NETTERM_DATA": str(home / "data"), "NETTERM_LANG": "th", "TOLD": str(home / "told")}
    xterm = desktop.open(TERMINALS["xterm"], TELLING, **variables)
    desktop.layout("th,us")
    assert secretary.tells(KEY_M, "go.meetings")
    for _ in range(TRIES):
        assert secretary.tells(KEY_W, "meeting.minutes")
        if secretary.tells("F4", "minutes.side", within=A_WHILE):  # which only the minutes know
            break
    desktop.type(TYPED)
    assert secretary.tells(f"ctrl+{KEY_S}", "meeting.paper", every=A_WHILE)
    desktop.press("Escape")
    assert secretary.tells(f"ctrl+{KEY_Q}", "program.quit", every=A_WHILE)
    assert xterm.wait(30) == 0
    assert discussion(home) == TYPED
