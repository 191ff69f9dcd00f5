"""Minutes typed in a terminal: what a key costs on a slow line beside nano and vim, and when it is painted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from netterm.demo.making import make
from netterm.flows.agenda import items
from netterm.flows.meetings import next_meeting
from netterm.store import Replica
from tests.benchmarks.committee import level_up
from tests.benchmarks.idle import other_member
from tests.benchmarks.report import Figure, Sent, Spread
from tests.benchmarks.terminal import ROOT, Chunk, Terminal, size_of
from tests.language.minutes import BY_HAND
from tests.screens.editor.speed import fifty_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES: Final = ((80, 24), (120, 40))
KEYS: Final = 1_000
AT_END: Final = 800
"""Keys typed at the end of the text; the rest within what was typed."""
PAUSE: Final = 0.04
"""Seconds from key to key; all that comes meanwhile is the key's."""
QUIET: Final = 0.3
LETTERS: Final = 150
"""Keys of which the waits are measured."""
_MINUTES: Final = "\n".join(sentence.replace("|", "") for sentence in BY_HAND)
_BACK: Final = "\x1b[A" * 3 + "\x1b[H"


def text(keys: int) -> str:
    """So many code points of minutes."""
    return (_MINUTES * (keys // len(_MINUTES) + 1))[:keys]


def bytes_sent(scratch: Path) -> list[Figure]:
    """The same keys into the minutes screen, nano and vim, at each size; all at once, for bytes do not hurry."""
    with ThreadPoolExecutor() as pool:
        ours = [pool.submit(_ours, scratch / f"typing-{columns}", columns, rows) for columns, rows in SIZES]
        theirs = [
            pool.submit(_theirs, scratch / f"{command[0]}-{columns}", command, columns, rows)
            for command in _editors()
            for columns, rows in SIZES
        ]
        return [each.result() for each in (*ours, *theirs)]


def _editors() -> list[list[str]]:
    """Those that are here, as they are without any settings, wrapping long lines."""
    commands = [
        ["nano", "--ignorercfiles", "--softwrap"],
        ["vim", "-u", "NONE", "-i", "NONE", "-n", "-N", "-c", "startinsert"],
    ]
    return [command for command in commands if shutil.which(command[0])]


def _ours(home: Path, columns: int, rows: int) -> Figure:
    make(home / "data", members=12, seed=columns)
    with minutes_open(home, columns, rows) as terminal:
        return Sent(f"bytes for a key of minutes, {columns} × {rows}", typed(terminal), 120, 400)


def _theirs(home: Path, command: Sequence[str], columns: int, rows: int) -> Figure:
    with Terminal([*command, str(home / "minutes.txt")], home, columns=columns, rows=rows) as terminal:
        terminal.quiet(QUIET, first=3.0)
        return Sent(f"the same in {command[0]}, {columns} × {rows}", typed(terminal))


def typed(terminal: Terminal) -> list[int]:
    """Bytes for each key, in the end of the text and then within it."""
    keys = text(KEYS)
    sizes = [_one(terminal, key) for key in keys[:AT_END]]
    terminal.type(_BACK)
    terminal.quiet(QUIET, first=3.0)
    sizes += [_one(terminal, key) for key in keys[AT_END:]]
    terminal.quiet(QUIET)
    return sizes


def _one(terminal: Terminal, key: str) -> int:
    terminal.type("\r" if key == "\n" else key)
    return size_of(terminal.heard(PAUSE))


@contextmanager
def minutes_open(home: Path, columns: int = 80, rows: int = 24) -> Iterator[Terminal]:
    """The minutes screen of the next meeting, in its first item; the data are in ``home / "data"``."""
    with Terminal([sys.executable, "-m", "netterm"], home, columns=columns, rows=rows) as terminal:
        terminal.until("Next meeting")
        terminal.type("m")
        terminal.until("Meetings ·")
        terminal.quiet(QUIET)
        terminal.type("w")
        terminal.until("Minutes ·")
        terminal.quiet(2.0)  # the dictionary, sync and the other screens are loaded behind it
        yield terminal


# Key to paint


def waits(scratch: Path) -> list[Figure]:
    """In an item of fifty pages: alone, and while another member's entries into it come in."""
    home = scratch / "fifty-pages"
    make(home / "data", members=12, seed=50)
    item = _fill(home / "data")
    other = home / "other"
    other_member(home / "data", other)
    with minutes_open(home) as terminal:
        alone = [_wait(terminal, key) for key in _letters(LETTERS)]
        peer = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.typing_minutes", str(home / "data"), str(other), item.hex()],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            if peer.stdout is None or not peer.stdout.readline():
                raise RuntimeError("the other member does not type")
            together = [_wait(terminal, key) for key in _letters(LETTERS)]
        finally:
            peer.kill()
            peer.wait()
    return [
        Spread("a key painted, in an item of 50 pages", alone, 0.03),
        Spread("the same while another member types into it", together, 0.05),
    ]


def _letters(count: int) -> list[str]:
    return [key for key in text(3 * count) if not key.isspace()][:count]


def _wait(terminal: Terminal, key: str) -> float:
    """Seconds until the letter had come; then the time until the next one, as fingers have it."""
    began = terminal.type(key)
    wanted = ("า" if key == "ำ" else key).encode()
    came: list[Chunk] = []
    while wanted not in b"".join(chunk.data for chunk in came):
        more = terminal.first(2.0)
        if not more:
            raise TimeoutError(f"{key!r} was never painted:\n{terminal.looks()}")
        came += more
    terminal.heard(max(PAUSE - (time.monotonic() - began), 0.01))
    return came[-1].at - began


def _fill(directory: Path) -> bytes:
    """Fifty pages in the item that the minutes begin with."""
    with Replica.open(directory) as replica:
        meeting = next_meeting(replica)
        if meeting is None:
            raise RuntimeError("the demo has no next meeting")
        item = items(replica, meeting.id)[0].id
        discussion = replica.text("agenda_item", item, "discussion")
        discussion.insert(0, fifty_pages(Random(1)))
        discussion.commit()
    return item


def _type_as_the_other(mine: Path, theirs: Path, item: bytes) -> None:
    """A word every quarter of a second, anywhere in the text, and what sync does with it, until the end."""
    random = Random(2)
    with Replica.open(theirs) as other, Replica.open(mine) as replica:
        discussion = other.text("agenda_item", item, "discussion")
        while True:
            at = random.randrange(len(discussion.value))
            discussion.insert(at, random.choice(("ประธาน", "ที่ประชุม", "งบประมาณ")))
            discussion.commit()
            level_up(other, replica)
            os.write(1, b"typed\n")
            time.sleep(0.25)


if __name__ == "__main__":
    _type_as_the_other(Path(sys.argv[1]), Path(sys.argv[2]), bytes.fromhex(sys.argv[3]))
