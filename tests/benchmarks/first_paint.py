"""From starting the program until its first whole frame, beside an empty Textual app: processes under a pty."""

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
_ROOT: Final = Path(__file__).parents[2]
_OURS: Final = """
import sys
from pathlib import Path
from netterm.app import NettermApp
from netterm.store import Replica
with Replica.open(Path(sys.argv[1])) as replica:
    NettermApp(replica).run()
"""
_EMPTY: Final = """
from textual.app import App
App().run()
"""


def measure(scratch: Path, runs: int) -> list[Figure]:
    """A founded network is open; nothing syncs."""
    directory = scratch / "first-paint"
    found(
        directory,
        network={"name_th": "เครือข่ายทดสอบ", "level": "tambon", "purpose": "วัดความเร็ว"},
        person={"first": "สมหญิง", "last": "ใจดี"},
        kit_passphrase="nothing here is secret",
        cost=QUICK,
    )[0].close()
    pairs = [(first_frame(_OURS, str(directory)), first_frame(_EMPTY)) for _ in range(runs + 1)]
    return [Paired("start to first paint", pairs[1:], 1.4)]  # the first pair finds the files cold


def first_frame(program: str, *arguments: str) -> float:
    """Seconds from starting Python until every line of the terminal was painted in the app's own colours."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    environment.pop("NO_COLOR", None)
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=_ROOT, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        return _painted(ours, began + PATIENCE) - began
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _painted(terminal: int, until: float) -> float:
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.ByteStream(screen)
    while time.monotonic() < until:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        if not ready:
            continue
        data = os.read(terminal, 1 << 16)
        now = time.monotonic()
        stream.feed(data)
        if all(_is_painted(screen, line) for line in range(LINES)):
            return now
    raise TimeoutError("nothing was painted: " + " ".join(screen.display).strip()[:500])


def _is_painted(screen: pyte.Screen, line: int) -> bool:
    row = screen.buffer[line]
    return all(row[column].bg != "default" for column in (0, COLUMNS // 2))
