"""The program, told by itself how long its loop was held up: ``python -m tests.benchmarks.watched FILE [arguments]``.

FILE gets a line for each time that the loop of the screens did not look for what comes in: when that ended, by the
monotonic clock, and how long it was, in seconds.
"""

from __future__ import annotations

import selectors
import sys
import threading
import time
from pathlib import Path
from typing import Any, TextIO

WORTH_TELLING = 0.02
"""Seconds."""


def watch(report: TextIO) -> None:
    """From now on, for the loop of this thread."""
    mine = threading.get_ident()
    selector: Any = selectors.DefaultSelector
    stock = selector.select
    looked = [time.monotonic()]

    def select(self: selectors.BaseSelector, timeout: float | None = None) -> object:
        if threading.get_ident() != mine:
            return stock(self, timeout)
        now = time.monotonic()
        if now - looked[0] > WORTH_TELLING:
            report.write(f"{now} {now - looked[0]}\n")
            report.flush()
        found = stock(self, timeout)
        looked[0] = time.monotonic()
        return found

    selector.select = select


def stalls(report: Path) -> list[float]:
    """Those that were told so far, in seconds."""
    return [float(line.split()[1]) for line in report.read_text("ascii").splitlines()]


def main() -> None:
    report = sys.argv.pop(1)
    from netterm.cli import main as netterm

    with Path(report).open("a", encoding="ascii") as file:
        watch(file)
        netterm()


if __name__ == "__main__":
    main()
