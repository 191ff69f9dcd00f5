"""A bare terminal: a pty, and every byte that a program of ours sends to it, with the time at which it came."""

import fcntl
import os
import pty
import selectors
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.scenarios.screens.terminal import PATIENCE, SOURCE, environment


class RawTerminal:
    """One that ends, with what runs in it, with the ``with`` block of ``stack``; 80 columns and 24 rows."""

    def __init__(self, stack: ExitStack, home: Path, command: Sequence[str], **variables: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.said = b""
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            command,
            cwd=SOURCE,
            env={**environment(home), "TERM": "xterm-256color", **variables},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        stack.callback(self._end)
        self._ready = selectors.DefaultSelector()
        self._ready.register(self._master, selectors.EVENT_READ)

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def shows(self, wanted: bytes, *, within: float = PATIENCE) -> float:
        """The seconds from the start of the program until it had sent it."""
        until = time.monotonic() + within
        while wanted not in self.said:
            assert self._read(until), f"never sent: {wanted!r}, but:\n{self.said!r}"
        return time.monotonic() - self.began

    def ended(self, *, within: float = PATIENCE) -> int:
        """The exit code of the program, which has ended or does so now; all that it sent is read."""
        until = time.monotonic() + within
        while self._read(until):
            pass
        return self.process.wait(max(until - time.monotonic(), 0.1))

    def _read(self, until: float) -> bool:
        """Whether more came."""
        if not self._ready.select(max(until - time.monotonic(), 0)):
            return False
        try:
            more = os.read(self._master, 1 << 16)
        except OSError:  # Linux says so when nobody has the other end any more
            return False
        self.said += more
        return bool(more)

    def _end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self._ready.close()
        os.close(self._master)
