"""What a person waits for on the screens of a network of ten years and ten thousand members, key by key.

``python -m tests.benchmarks.screens`` measures that alone, and tells every run.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from tests.benchmarks.report import Figure, Longest
from tests.benchmarks.terminal import ROOT, Terminal
from tests.benchmarks.watched import stalls

HOME: Final = "Next meeting"
QUIET: Final = 0.25
"""Seconds after which all that a key does is painted."""
LATEST: Final = 3.0
"""Seconds after which a key has done nothing."""
SETTLED: Final = 3.0
"""Seconds after which what is done behind a start is done."""
VISITS: Final = 2
UP: Final = "\x1b"
"""Esc; a program has to wait whether more comes, as it does with an arrow."""


class Visit(NamedTuple):
    """One screen: the keys that open it, what is seen once all of it is there, and the keys that lead back."""

    name: str
    keys: str
    seen: str
    back: str


FROM_HOME: Final = (
    Visit("members", "p", "Members · ", ""),
    Visit("home", "h", HOME, ""),
    Visit("meetings", "m", "Meetings · ", "h"),
    Visit("tasks", "t", "tasks · ", "h"),
    Visit("computers", "c", "Computers", "h"),
    Visit("conflicts", "x", "Conflicts · ", "h"),
    Visit("settings", ",", "Settings", "h"),
    Visit("palette", "\x10", "Members", UP),
    Visit("help", "?", "Esc closes", UP),
)
FROM_MEETINGS: Final = (
    Visit("agenda", "a", "Announcements", UP),
    Visit("minutes", "w", "Quorum", UP),
    Visit("roll call", "r", "Present", UP),
    Visit("draft", "v", "ผู้มาประชุม", UP),
)
FROM_MEMBERS: Final = (
    Visit("a member's form", "e", "First name", UP),
    Visit("a member's history", "i", "History", UP),
)
TYPED: Final = "สมชาย"


def prepare(directory: Path) -> None:
    """The network, made by a process of its own."""
    subprocess.run([sys.executable, "-m", "tests.benchmarks.decade", directory / "data"], cwd=ROOT, check=True)


def measure(directory: Path) -> list[Figure]:
    """Each screen several times, the first time too; then the list of members is filtered and walked through."""
    told = directory / "stalls"
    opened = Longest("a screen of 10,000 members and ten years opens", 0.15)
    typed = Longest("a list of 10,000 is filtered by one more letter", 0.1)
    walked = Longest("the end of a list of 10,000, and pages of it", 0.1)
    command = [sys.executable, "-m", "tests.benchmarks.watched", str(told)]
    with Terminal(command, directory) as terminal:
        terminal.until(HOME)
        terminal.quiet(SETTLED)
        began = len(stalls(told))
        for _ in range(VISITS):
            _visit(terminal, FROM_HOME, opened)
            _in(terminal, "mj", "Meetings", lambda: _visit(terminal, FROM_MEETINGS, opened))
            _in(terminal, "p", "Members", lambda: _visit(terminal, FROM_MEMBERS, opened))
            _in(terminal, "p", "Members", lambda: _filter(terminal, typed))
            _in(terminal, "p", "Members", lambda: _walk(terminal, walked))
        held_up = stalls(told)[began:]  # the end of the program waits for its threads, and nobody for it
    held = Longest("the screens' loop is held up meanwhile", 0.1)
    for stall in held_up:
        held.add("longest", stall)
    return [opened, typed, walked, held]


def _visit(terminal: Terminal, visits: tuple[Visit, ...], figure: Longest) -> None:
    for visit in visits:
        before = terminal.looks().splitlines()[0]
        figure.add(visit.name, waited(terminal, visit.keys, visit.seen))
        if visit.back:
            terminal.type(visit.back)
            terminal.until(partial(_begins_with, before))
            terminal.quiet(QUIET)


def _begins_with(line: str, screen: str) -> bool:
    return screen.startswith(line)


def _in(terminal: Terminal, keys: str, seen: str, doing: Callable[[], None]) -> None:
    """Do something on a main screen, and go home."""
    for key in keys:
        waited(terminal, key, seen)
    doing()
    waited(terminal, "h", HOME)


def _filter(terminal: Terminal, figure: Longest) -> None:
    waited(terminal, "/", "type to filter")
    for count, letter in enumerate(TYPED, start=1):
        figure.add(TYPED[:count], waited(terminal, letter))
    waited(terminal, UP)


def _walk(terminal: Terminal, figure: Longest) -> None:
    for name, keys in (("G", "G"), ("g", "g"), ("PgDn", "\x1b[6~"), ("PgDn again", "\x1b[6~")):
        figure.add(name, waited(terminal, keys))


def waited(terminal: Terminal, keys: str, seen: str = "") -> float:
    """Seconds from a key until the last of what it changed was there, and it was what it should be."""
    began = terminal.type(keys)
    came = terminal.quiet(QUIET, first=LATEST)
    while seen not in terminal.looks():
        came = terminal.quiet(QUIET, first=LATEST)
        if not came:
            raise AssertionError(f"{keys!r} never showed {seen!r}:\n{terminal.looks()}")
    if not came:
        raise AssertionError(f"{keys!r} changed nothing:\n{terminal.looks()}")
    return came[-1].at - began


def main() -> None:
    """Measure on screens alone."""
    with tempfile.TemporaryDirectory(prefix="netterm-bench-") as name:
        directory = Path(name)
        prepare(directory)
        for figure in measure(directory):
            print(" · ".join(part for part in figure.row() if part), "" if figure.met else "MISSED")
            print("   ", figure.every(), flush=True)


if __name__ == "__main__":
    main()
