"""The program in a terminal in memory: it gets the bytes that a terminal sends, and what it sends back is drawn."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import StringIO
from math import inf
from typing import Any, Final
from unittest.mock import patch

from pyte.screens import Char
from rich.console import Console
from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from netterm.app import NettermApp
from netterm.language import words
from netterm.screens.shell import NettermModal, NettermScreen, toasts
from netterm.screens.widgets import lines
from netterm.screens.widgets.lines import StatusLine
from netterm.screens.widgets.record_form import RecordForm
from netterm.screens.word_list import load_words
from tests.screens.editor.emulator import ESCAPED, MemoryDriver, _done

__all__ = ["KEYS", "PATIENCE", "Gone", "Terminal", "Window", "in_window"]

PATIENCE: Final = 15.0
_LOOK: Final = 0.01
_STILL: Final = 0.35
"""Seconds of a screen that is at rest, without anybody at work."""

KEYS: Final = ESCAPED | {
    "tab": "\t", "shift+tab": "\x1b[Z", "insert": "\x1b[2~", "comma": ",", "slash": "/", "colon": ":",
    "question_mark": "?", "backspace": "\x7f", "escape": "\x1b", "ctrl+backslash": "\x1c",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
} | {f"ctrl+{letter}": chr(ord(letter) & 0x1F) for letter in "abdefglnopqrst"}  # fmt: skip
"""What a terminal sends for a key; every other key is the letter itself."""


class Gone(AssertionError):  # noqa: N818 - what was waited for
    """Something that was waited for never came."""


class Terminal(MemoryDriver):
    """Keeps all that it was sent."""

    def __init__(self, app: App[Any], **keywords: Any) -> None:
        super().__init__(app, **keywords)
        self.stream: list[str] = []
        self.writes = 0
        """How often it was sent something."""

    def write(self, data: str) -> None:
        self.stream.append(data)
        self.writes += 1
        super().write(data)


@dataclass(frozen=True)
class Look:
    """A screen as it is drawn."""

    focus: str
    rows: tuple[str, ...]
    marks: tuple[str, ...] = ()
    """Below each row, where its cells stand out: reversed ``r``, bold ``b``, underlined ``u``, italic ``i``."""

    def text(self) -> str:
        """To be read by people, and compared."""
        lines = [self.focus]
        for at, row in enumerate(self.rows):
            lines.append(f"│{row}│")
            if self.marks and self.marks[at].strip():
                lines.append(f"╵{self.marks[at]}")
        return "\n".join(line.rstrip() for line in lines) + "\n"


class Window:
    """The program at work, and the one who sits before it."""

    def __init__(self, app: NettermApp, columns: int, rows: int) -> None:
        self.app, self.size = app, (columns, rows)
        self._looked: tuple[tuple[int, str, bool], Look] | None = None

    @property
    def terminal(self) -> Terminal:
        driver: Any = self.app._driver
        assert isinstance(driver, Terminal)
        return driver

    @property
    def screen(self) -> Screen[Any]:
        return self.app.screen

    @property
    def told(self) -> NettermScreen | NettermModal[Any]:
        """The screen that is told commands."""
        screen = self.app.screen
        assert isinstance(screen, (NettermScreen, NettermModal))
        return screen

    def press(self, *keys: str) -> None:
        """Keys as a terminal sends them, all at once."""
        for key in keys:
            if key == "escape":  # alone it is one only once nothing has followed for a while
                self.terminal.send_message(events.Key("escape", "\x1b"))
            else:
                self.terminal.type(KEYS.get(key, key))

    async def until(self, holds: Callable[[], bool], what: Callable[[], str] = lambda: "") -> None:
        """Wait; raises `Gone` where it does not come to that."""
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                raise Gone(f"{what()}\n{self.look().text()}")
            await self.breathe()

    async def at(self, place: str) -> None:
        """Wait until a screen is the one that keys are for: by its place, or by the name of its class."""

        def stands() -> bool:
            screen = self.screen
            names = {type(screen).__name__, getattr(screen, "PLACE", "")}
            return place in names and screen.is_running

        await self.until(stands, lambda: f"never at {place}, but at {self.screen}")
        await self.calm()

    async def calm(self) -> None:
        """Wait until what was pressed is done, as far as the loop knows; letters wait a moment before they are."""
        await _done(self.app)
        await self.until(lambda: not self.app.keys_wait)
        for pump in (self.app, self.screen, self.screen.focused or self.screen):
            await self._done(pump)

    async def _done(self, pump: MessagePump) -> None:
        """Wait until a part of the program, where it is not taken down, has done what it was sent before now."""
        done = asyncio.Event()
        queued = pump.call_later(done.set)
        await self.until(lambda: done.is_set() or not (queued and pump.is_running))

    async def still(self) -> Look:
        """The screen once it is at rest, and nobody is at work on it."""
        shown, since, worked = self.look(), time.monotonic(), time.process_time()
        while time.monotonic() - since < _STILL:
            await asyncio.sleep(_LOOK * 3)
            now = self.look()
            if now != shown or time.process_time() - worked > _STILL / 3:
                shown, since, worked = now, time.monotonic(), time.process_time()
        return shown

    async def breathe(self) -> None:
        """Let the program go on for a moment; raises what ended it."""
        if self.app._exception is not None:
            raise self.app._exception
        if self.app.fault is not None:
            raise self.app.fault
        await asyncio.sleep(_LOOK)

    def look(self, *, marked: bool = False) -> Look:
        """What is drawn now; drawn anew only after something was sent."""
        focus = _focus(self)
        known = (self.terminal.writes, focus, marked)
        if self._looked is None or self._looked[0] != known:
            self._looked = known, _look(self, focus, marked=marked)
        return self._looked[1]

    def forget(self) -> None:
        """What was said in passing is over."""
        self.app._clear()
        self.app._failed = (-inf, "")
        for line in self.screen.query(StatusLine):
            line._show_hint("")


def _look(window: Window, focus: str, *, marked: bool) -> Look:
    """What the terminal shows, cell by cell."""
    columns, rows = window.size
    buffer = window.terminal.screen.buffer
    cells = [[buffer[y][x] for x in range(columns)] for y in range(rows)]
    drawn = tuple("".join(cell.data for cell in row) for row in cells)
    marks = tuple("".join(map(_mark, row)) for row in cells) if marked else ()
    return Look(focus, drawn, marks)


def _mark(cell: Char) -> str:
    if cell.reverse:
        return "r"
    if cell.underscore:
        return "u"
    if not cell.data.strip():
        return " "  # nobody sees a bold blank
    if cell.italics:
        return "i"
    return "b" if cell.bold else " "


def _focus(window: Window) -> str:
    screen, widget = window.screen, window.screen.focused
    if widget is None:
        return f"{type(screen).__name__}: nothing has the focus"
    named = " > ".join(map(_named, reversed([widget, *_owners(widget)])))
    at = f", before character {widget.cursor_position + 1}" if isinstance(widget, Input) else ""
    return f"{type(screen).__name__}: {named}{at}"


def _owners(widget: Widget) -> Sequence[Widget]:
    """Those above it that are widgets of ours or have a name."""
    above = [
        node for node in widget.ancestors if isinstance(node, Widget) and not isinstance(node, (Screen, RecordForm))
    ]
    return [node for node in above if type(node).__module__.startswith("netterm")]


def _named(widget: Widget) -> str:
    declared = getattr(widget, "declared", None)
    if declared is not None and hasattr(declared, "name"):
        return str(declared.name)
    return type(widget).__name__ + (f"#{widget.id}" if widget.id else "")


@asynccontextmanager
async def in_window(app: NettermApp, size: tuple[int, int]) -> AsyncIterator[Window]:
    """The program from its start; it ends afterwards."""
    load_words()  # or lines would wrap in one way until the word list is there, and then in another
    app.driver_class = Terminal
    # The same colours whatever terminal the tests are run in.
    app.console = Console(
        file=StringIO(), color_system="truecolor", force_terminal=True, legacy_windows=False, markup=False,
        highlight=False, emoji=False, width=size[0], height=size[1],
        _environ={name: value for name, value in os.environ.items() if name == "NO_COLOR"},
    )  # fmt: skip
    stays = dict.fromkeys(toasts._STANDS, 3_600.0)  # what is said in passing is seen however slow the machine is
    unread = words.Dictionary()  # which knows the names of no other network
    with (
        patch.dict(toasts._STANDS, stays),
        patch.object(lines, "_HINTED", 3_600.0),
        patch.object(words, "_shared", unread),
    ):
        async with app.run_test(headless=False, size=size, notifications=True):
            yield Window(app, *size)
