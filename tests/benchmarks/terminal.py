"""A terminal with a program in it, for what a person at it waits for: every byte that comes, and when it came."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

import pyte

from tests.screens.editor.emulator import Emulator

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 30.0
_ASKED: Final = re.compile(rb"\x1b\[(?:(\d*)c|6n|\?(\d+)\$p)")
_IGNORED: Final = re.compile(rb"\x1b\[[<>=?][\d;]*[mu]")
"""How keys are to be reported, which pyte takes for something else."""


class Chunk(NamedTuple):
    """What came at once."""

    at: float
    """By the monotonic clock, in seconds."""
    data: bytes


class Terminal:
    """Runs a command until the end of the ``with`` block. It answers what programs ask a modern terminal."""

    def __init__(
        self, command: Sequence[str], home: Path, *, columns: int = 80, rows: int = 24, more: Mapping[str, str] = {}
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._screen = Emulator(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._pending = b""
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**_environment(home), **more},
            start_new_session=True,
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._ours)

    def type(self, keys: str) -> float:
        """Press keys, all at once; the moment just before."""
        began = time.monotonic()
        os.write(self._ours, keys.encode())
        return began

    def heard(self, seconds: float) -> list[Chunk]:
        """All that comes within so many seconds."""
        until = time.monotonic() + seconds
        found = []
        while (left := until - time.monotonic()) > 0:
            found += self._read(left)
        return found

    def quiet(self, seconds: float, *, first: float = 0.0, within: float = PATIENCE) -> list[Chunk]:
        """All that comes until nothing has come for so many seconds; for what comes first it waits longer."""
        until = time.monotonic() + within
        found = self._read(first) if first else []
        while more := self._read(seconds):
            found += more
            if time.monotonic() > until:
                raise TimeoutError(f"never quiet:\n{self.looks()}")
        return found

    def first(self, seconds: float) -> list[Chunk]:
        """What comes next, if it comes within so many seconds."""
        return self._read(seconds)

    def until(self, seen: str | Callable[[str], bool], *, within: float = PATIENCE) -> float:
        """Wait until the screen shows a text, or whatever is asked of it; when what made it so had come."""
        shows = (lambda screen: seen in screen) if isinstance(seen, str) else seen
        if shows(self.looks()):
            return time.monotonic()
        until = time.monotonic() + within
        while time.monotonic() < until:
            for chunk in self._read(0.5):
                if shows(self.looks()):
                    return chunk.at
            if self._process.poll() is not None:
                break
        raise TimeoutError(f"never seen: {seen}\n{self.looks()}")

    def looks(self) -> str:
        """The screen, line by line."""
        self._draw_pending()
        return "\n".join(line.rstrip() for line in self._screen.display)

    def _read(self, seconds: float) -> list[Chunk]:
        ready, _, _ = select.select([self._ours], [], [], seconds)
        if not ready:
            return []
        try:
            chunk = Chunk(time.monotonic(), os.read(self._ours, 1 << 16))
        except OSError:  # the program has ended
            raise TimeoutError(f"the program has ended:\n{self.looks()}") from None
        # Drawn when somebody looks, or an answer is waited for: who draws meanwhile lets the program wait.
        self._pending += chunk.data
        if _ASKED.search(self._pending):
            self._draw_pending()
        return [chunk]

    def _draw_pending(self) -> None:
        data, self._pending = self._pending, b""
        begin = 0
        for asked in _ASKED.finditer(data):
            self._stream.feed(_IGNORED.sub(b"", data[begin : asked.start()]))
            begin = asked.end()
            os.write(self._ours, self._answer(asked))
        self._stream.feed(_IGNORED.sub(b"", data[begin:]))

    def _answer(self, asked: re.Match[bytes]) -> bytes:
        if asked[0].endswith(b"n"):
            return f"\x1b[{self._screen.cursor.y + 1};{self._screen.cursor.x + 1}R".encode()
        if asked[2] is not None:  # whether updates may be bracketed: they cost more bytes then
            return b"\x1b[?%b;%b$y" % (asked[2], b"2" if asked[2] == b"2026" else b"0")
        return b"\x1b[?62;22c"


def size_of(chunks: Sequence[Chunk]) -> int:
    """Bytes."""
    return sum(len(chunk.data) for chunk in chunks)


def _environment(home: Path) -> dict[str, str]:
    """Of a computer that keeps its files below ``home``, in a terminal with all colours and Unicode."""
    left_out = {"NO_COLOR", "NETTERM_DATA", "NETTERM_CONFIG", "TMUX", "PYTHONDONTWRITEBYTECODE", "VIMINIT"}
    return {
        **{name: value for name, value in os.environ.items() if name not in left_out},
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "NETTERM_DATA": str(home / "data"),
        "NETTERM_LANG": "en",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPYCACHEPREFIX": str(home.parent / "bytecode"),
    }
