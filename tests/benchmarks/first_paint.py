"""From starting the command until its first whole frame and until home is listed, beside an empty Textual app.

Each is a process of its own under a pty, with the bytecode of its modules cached, as users have it.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Final

import pyte

from netterm.store import found
from tests.benchmarks.committee import QUICK
from tests.benchmarks.report import Figure, Paired

LINES: Final = 24
COLUMNS: Final = 80
PATIENCE: Final = 30.0
NAME: Final = "REHEARSAL"
"""The network's, which only the home screen says; in letters that every terminal keeps in one place."""
_ROOT: Final = Path(__file__).parents[2]
_OURS: Final = """
from netterm.cli import main
main()
"""
_EMPTY: Final = """
from textual.app import App
App().run()
"""


def measure(scratch: Path, runs: int) -> list[Figure]:
    """A founded network is opened and listed; nothing syncs."""
    directory = scratch / "first-paint"
    found(
        directory,
        network={"name_th": NAME, "level": "tambon", "purpose": "วัดความเร็ว"},
        person={"first": "สมหญิง", "last": "ใจดี"},
        kit_passphrase="nothing here is secret",
        cost=QUICK,
    )[0].close()
    paints, homes = [], []
    for _ in range(runs + 1):
        paint, home = _start(scratch, _OURS, NAME, "--data", str(directory))
        empty, _ = _start(scratch, _EMPTY, "")
        paints.append((paint, empty))
        homes.append((home, empty))
    # The first pair finds the files cold and writes the bytecode.
    return [Paired("start to first paint", paints[1:], 1.3), Paired("start to home, listed", homes[1:], None)]


def _start(scratch: Path, program: str, said: str, *arguments: str) -> tuple[float, float]:
    """Seconds from starting Python until every line was painted in the app's own colours, and until it says that."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    environment["PYTHONPYCACHEPREFIX"] = str(scratch / "bytecode")
    for name in ("NO_COLOR", "PYTHONDONTWRITEBYTECODE", "NETTERM_DATA"):
        environment.pop(name, None)
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=_ROOT, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        painted, listed = _seen(ours, said, began + PATIENCE)
        return painted - began, listed - began
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _seen(terminal: int, said: str, until: float) -> tuple[float, float]:
    """When the whole screen was painted, and when it also said that."""
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.ByteStream(screen)
    painted = 0.0
    while time.monotonic() < until:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        if not ready:
            continue
        data = os.read(terminal, 1 << 16)
        now = time.monotonic()
        stream.feed(data)
        if not painted and all(_is_painted(screen, line) for line in range(LINES)):
            painted = now
        if painted and said in "\n".join(screen.display):
            return painted, now
    raise TimeoutError("nothing was painted: " + " ".join(screen.display).strip()[:500])


def _is_painted(screen: pyte.Screen, line: int) -> bool:
    row = screen.buffer[line]
    return all(row[column].bg != "default" for column in (0, COLUMNS // 2))
