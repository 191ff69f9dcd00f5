"""The program in a bare terminal: what it was told by keys, how it left the terminal, and the minutes afterwards."""

import fcntl
import os
import re
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyte

from netterm.store import Replica
from tests.scenarios.screens.raw import RawTerminal
from tests.screens.editor.emulator import Emulator

__all__ = ["NETTERM", "PATIENCE", "TELLING", "Minutes", "OnPty", "discussion", "left_behind"]

NETTERM = (sys.executable, "-m", "netterm")
TELLING = (sys.executable, "-m", "tests.scenarios.terminals.telling")
PATIENCE = 30.0
"""Seconds after which what was not seen will not come, on a busy machine."""
_LOOK_AGAIN = 0.02
_STILL = 0.25
ITEM = "จัดซื้อรถเข็น"

_UNFINISHED = re.compile(rb"\x1b[^A-Za-z~\x07]*$")
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][\d;]*[A-Za-z]|\x1b\[\?\d+\$p|\x1b\][^\x07]*\x07")

_HALVES = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
"""How ำ is sent."""

_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_KITTY = re.compile(rb"\x1b\[([<>])\d*u")
_OTHER_KEYS = re.compile(rb"\x1b\[>4(?:;(\d))?m")
_ON_AT_FIRST = frozenset({"25", "7"})
"""The cursor is seen, and lines wrap."""


class OnPty(RawTerminal):
    """A terminal with a program in it whose settings and bytes can be looked at."""

    def __init__(self, stack: ExitStack, home: Path, command: Sequence[str] = NETTERM, **variables: str) -> None:
        # As a terminal says that draws Thai: it is not asked.
        super().__init__(stack, home, command, **{"COLORTERM": "truecolor", **variables})
        self.home = home
        self._screen = Emulator(80, 24)
        self._emulator = pyte.ByteStream(self._screen)
        self._drawn = 0

    @property
    def screen(self) -> str:
        """What the terminal shows after all that was sent, as its text was typed."""
        sent = self.said[self._drawn :]
        whole = len(sent) - len(found[0]) if (found := _UNFINISHED.search(sent)) else len(sent)
        self._emulator.feed(_UNKNOWN_TO_PYTE.sub(b"", sent[:whole]))
        self._drawn += whole
        return _HALVES.sub("\\1\u0e33", "\n".join(self._screen.display))

    def sees(self, *texts: str) -> None:
        """Wait until all of them are on the screen: only what changes is sent, so that no bytes can be waited for."""
        self.waits_for(lambda: all(text in self.screen for text in texts), f"seen: {texts}")

    @property
    def settings(self) -> list[Any]:
        """What ``stty -a`` tells, but for the speed."""
        return termios.tcgetattr(self._master)[:4]

    def resize(self, columns: int, rows: int) -> None:
        """As when the window is dragged."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen.resize(rows, columns)
        self.process.send_signal(signal.SIGWINCH)

    def send(self, sequence: bytes) -> None:
        os.write(self._master, sequence)

    def waits_for(self, condition: Callable[[], bool], what: str) -> None:
        """Look until it is so; what the program sends meanwhile is read, for it would wait otherwise."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"never: {what}\n{self.screen}"
            self._read(time.monotonic() + _LOOK_AGAIN)

    def open_minutes(self) -> None:
        """From home, by two letters; with the Thai layout on."""
        self.sees("My tasks")
        self.send("ท".encode())  # the key of m
        self.sees("Meetings · 1 line", "1/2569")
        self.send("ไ".encode())  # the key of w
        self.sees("Minutes · ", ITEM)
        self.settles()

    def settles(self) -> None:
        """Until nothing more is painted."""
        while self._read(time.monotonic() + _STILL):
            pass


class Minutes(OnPty):
    """The program that writes down what it hears, with home on its screen."""

    def __init__(self, stack: ExitStack, home: Path, **variables: str) -> None:
        self._told = home / "told"
        super().__init__(stack, home, TELLING, TOLD=str(self._told), **variables)
        self.sees("My tasks")

    def only_listen(self) -> None:
        """Commands are written down from now on, and not done."""
        self._told.with_name("told.armed").touch()

    def told(self) -> list[str]:
        return self._told.read_text("utf-8").splitlines() if self._told.exists() else []

    def tells(self, sequence: bytes, wanted: str) -> None:
        """Send what a key sends; it must tell the program that, and nothing else."""
        before = len(self.told())
        self.send(sequence)
        self.waits_for(lambda: len(self.told()) > before, f"{sequence!r} told anything, not even {wanted}")
        assert self.told()[before:] == [wanted], sequence


def discussion(home: Path) -> str:
    """What stands in the minutes, read from the disk when the program has ended."""
    with Replica.open(home / "data") as replica:
        [item] = [each for each in replica.list("agenda_item", limit=100) if each["title"] == ITEM]
        return str(item["discussion"] or "")


def left_behind(said: bytes) -> set[str]:
    """The modes of a terminal that a program did not put back: by number, ``keys`` and ``kitty`` among them."""
    left: set[str] = set()
    for numbers, how in _MODE.findall(said):
        for number in numbers.decode().split(";"):
            changed = (how == b"h") != (number in _ON_AT_FIRST)
            left = left | {number} if changed else left - {number}
    for how in _KITTY.findall(said):
        left = left | {"kitty"} if how == b">" else left - {"kitty"}
    for level in _OTHER_KEYS.findall(said):
        left = left | {"keys"} if level else left - {"keys"}
    return left
