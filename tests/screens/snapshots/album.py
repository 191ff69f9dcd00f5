"""The recorded screens: one file of plain text for each screen, size, language and state."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import Any, Final

from netterm.locale import Language
from netterm.screens.widgets.record_list import RecordList
from netterm.store import Replica
from tests.screens.snapshots.company import NEWCOMER
from tests.screens.snapshots.terminal import Window

__all__ = ["FOLDER", "SIZES", "WITHOUT_COLOURS", "Album", "Edition", "Walk"]

FOLDER: Final = Path(__file__).parent
WITHOUT_COLOURS: Final = "nocolour"
"""The state of which it is recorded, too, where cells stand out."""
SIZES: Final = ((80, 24), (120, 40))
_AWAITED: Final = 12.0
"""Seconds for a screen to become what was recorded."""
_HURRIED: Final = 0.5
"""Seconds for each screen once several were not as recorded: whatever is wrong is known by then."""
_SEVERAL: Final = 3
_MOST_SHOWN: Final = 4


@dataclass(frozen=True)
class Edition:
    """What a walk through the screens is made with."""

    state: str
    size: tuple[int, int]
    language: Language

    def __str__(self) -> str:
        return f"{self.size[0]}x{self.size[1]}-{self.language.value}-{self.state}"

    def path(self, screen: str) -> Path:
        return FOLDER / screen / f"{self}.txt"


@dataclass
class Album:
    """Compares what is seen with what was recorded, or records it."""

    edition: Edition
    recording: bool = False
    seen: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """Of each screen that is not as recorded, how it differs."""

    async def take(self, window: Window, screen: str) -> None:
        """Look at a screen once it has come to rest; or, quicker, as soon as it is as recorded."""
        assert screen not in self.seen, f"two pictures are called {screen}"
        self.seen.append(screen)
        path = self.edition.path(screen)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        now = await self._recorded(window) if self.recording else await self._awaited(window, before)
        if now != before:
            self.changed.append(_difference(path, before, now))
        if self.recording and now != before:
            path.parent.mkdir(exist_ok=True)
            path.write_text(now, encoding="utf-8")

    def leftover(self) -> list[Path]:
        """Files of this edition that show a screen which no walk comes to any more."""
        return sorted(path for path in FOLDER.glob(f"*/{self.edition}.txt") if path.parent.name not in self.seen)

    def report(self) -> str:
        """What is not as recorded, for people."""
        shown = "\n".join(self.changed[:_MOST_SHOWN])
        more = len(self.changed) - _MOST_SHOWN
        return f"{len(self.changed)} screens are not as recorded (make snapshots records them anew):\n{shown}" + (
            f"\n... and {more} more" if more > 0 else ""
        )

    async def _recorded(self, window: Window) -> str:
        await window.still()
        return self._now(window)

    async def _awaited(self, window: Window, wanted: str) -> str:
        end = time.monotonic() + (_HURRIED if len(self.changed) >= _SEVERAL else _AWAITED)
        while (now := self._now(window)) != wanted and time.monotonic() < end:
            await window.breathe()
        return now

    def _now(self, window: Window) -> str:
        return window.look(marked=self.edition.state == WITHOUT_COLOURS).text()


class Walk:
    """One who goes from screen to screen by keys, and takes pictures."""

    def __init__(self, window: Window, album: Album) -> None:
        self.window, self._album = window, album
        self.newcomer = NEWCOMER
        """Who comes with the code that is shown."""

    @property
    def replica(self) -> Replica:
        return self.window.app.replica

    @property
    def wide(self) -> bool:
        """Whether there is room for panes beside one another."""
        return self.window.size[0] >= 100

    def knock(self) -> None:
        """The newcomer has typed the code."""
        sync: Any = self.window.app.sync
        sync._running.told(self.newcomer)

    async def press(self, *keys: str) -> None:
        """One key after the other, each once the one before is done."""
        for key in keys:
            await self.window.calm()
            self.window.forget()
            self.window.press(key)
        await self.window.calm()

    async def type(self, text: str) -> None:
        """Into a text, one character after the other."""
        for character in text:
            self.window.press(character)
            await self.window.calm()

    async def at(self, place: str) -> None:
        await self.window.at(place)

    async def listed(self) -> None:
        """Wait until the list has a line, where there is one since one was here the last time."""
        lines = self.window.screen.focused
        assert isinstance(lines, RecordList)
        await self.window.until(lambda: lines.current is not None)
        await self.window.calm()

    async def go(self, *keys: str, to: str, picture: str = "") -> None:
        """Press keys that lead to a screen; a picture of it."""
        await self.press(*keys)
        await self.at(to)
        if picture:
            await self.take(picture)

    async def take(self, screen: str) -> None:
        await self._album.take(self.window, screen)

    async def back(self, to: str) -> None:
        """Esc, which leads to a screen."""
        await self.go("escape", to=to)


def _difference(path: Path, before: str, now: str) -> str:
    name = str(path.relative_to(FOLDER))
    lines: Sequence[str] = [*unified_diff(before.splitlines(), now.splitlines(), name, "now", lineterm="", n=1)]
    return "\n".join(lines)
