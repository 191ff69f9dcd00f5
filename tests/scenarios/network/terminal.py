"""A terminal on a laptop with a program of ours in it: keys go in, and one looks at what is on the screen."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import pyte

from tests.scenarios.network.air import SOURCE, Laptop
from tests.scenarios.network.programs import environment

COLUMNS, ROWS = 110, 36
F2, ENTER, TAB, DOWN, RIGHT = "\x1bOQ", "\r", "\t", "\x1b[B", "\x1b[C"


class Terminal:
    """``python -m netterm`` in a pseudo-terminal; ended with ``stack``."""

    def __init__(self, stack: ExitStack, laptop: Laptop, home: Path) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._lock = threading.Lock()
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._process = subprocess.Popen(
            laptop.command(sys.executable, "-m", "netterm"),
            cwd=SOURCE,
            env={**environment(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._ending = False
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
        stack.callback(self._end)

    def _read(self) -> None:
        while not self._ending:
            ready, _, _ = select.select([self._ours], [], [], 0.1)
            if not ready:
                continue
            try:
                data = os.read(self._ours, 1 << 16)
            except OSError:  # the program has ended
                return
            with self._lock:
                self._stream.feed(data)

    def looks(self) -> str:
        """The screen, line by line. What pyte keeps behind a wide or combined character is left out."""
        with self._lock:
            return "\n".join(line.rstrip() for line in self._screen.display)

    def shows(self, text: str, *, within: float = 15.0) -> str:
        """Wait until the text is on the screen; the screen."""
        until = time.monotonic() + within
        while text not in (seen := self.looks()):
            assert time.monotonic() < until, f"“{text}” is not on the screen:\n{seen}"
            assert self._process.poll() is None, f"the program has ended:\n{seen}"
            time.sleep(0.05)
        return seen

    def type(self, *keys: str) -> None:
        """One after the other, as fingers do."""
        for key in keys:
            os.write(self._ours, key.encode())
            time.sleep(0.05)

    def _end(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._ending = True
        self._reading.join(5)
        with suppress(OSError):
            os.close(self._ours)
