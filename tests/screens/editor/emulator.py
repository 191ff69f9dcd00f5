"""A terminal in memory: what the program sends is drawn by an emulator, and keys come as a terminal sends them."""

import asyncio
import unicodedata
from typing import Any

import pyte
from pyte.screens import Char
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import Widget

PATIENCE = 5.0

ESCAPED = {
    "left": "\x1b[D", "right": "\x1b[C", "up": "\x1b[A", "down": "\x1b[B", "home": "\x1b[H", "end": "\x1b[F",
    "shift+left": "\x1b[1;2D", "shift+right": "\x1b[1;2C", "shift+up": "\x1b[1;2A", "shift+down": "\x1b[1;2B",
    "shift+home": "\x1b[1;2H", "shift+end": "\x1b[1;2F",
    "ctrl+left": "\x1b[1;5D", "ctrl+right": "\x1b[1;5C", "ctrl+shift+left": "\x1b[1;6D",
    "ctrl+shift+right": "\x1b[1;6C", "ctrl+home": "\x1b[1;5H", "ctrl+end": "\x1b[1;5F",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "delete": "\x1b[3~", "ctrl+delete": "\x1b[3;5~",
    "backspace": "\x7f", "ctrl+w": "\x17", "ctrl+u": "\x15", "ctrl+k": "\x0b", "ctrl+x": "\x18", "ctrl+c": "\x03",
    "ctrl+v": "\x16", "ctrl+z": "\x1a", "ctrl+y": "\x19", "enter": "\r", "space": " ",
}  # fmt: skip
"""What xterm sends for a key."""


def is_zero_wide(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me"}


class Emulator(pyte.Screen):
    """pyte, but for what it does with marks: it drops those without a combining class, as most Thai vowels are."""

    def draw(self, data: str) -> None:
        for character in data:
            if is_zero_wide(character):
                self._put_upon(character)
            else:
                super().draw(character)

    def _put_upon(self, mark: str) -> None:
        # A terminal draws a mark on the cell before the cursor, be it what it may.
        column = min(self.cursor.x, self.columns) - 1
        assert column >= 0, "a mark at the beginning of a row has nothing to stand on"
        line = self.buffer[self.cursor.y]
        if not line[column].data:
            column -= 1
        line[column] = line[column]._replace(data=line[column].data + mark)

    def row(self, y: int, x: int, cells: int) -> list[Char]:
        return [self.buffer[y][column] for column in range(x, x + cells)]


class MemoryDriver(Driver):
    """Instead of a terminal."""

    def __init__(self, app: App[Any], **keywords: Any) -> None:
        super().__init__(app, **keywords)
        columns, rows = self._size or (80, 24)
        self.screen = Emulator(columns, rows)
        self._stream = pyte.Stream(self.screen)
        self._parser = XTermParser()
        self.sent = 0
        """Bytes since this was last set to 0."""
        self.parts: list[str] = []

    def write(self, data: str) -> None:
        self.sent += len(data.encode())
        self._stream.feed(data)

    def start_application_mode(self) -> None:
        self.resize(self.screen.columns, self.screen.lines)

    def disable_input(self) -> None:
        pass

    def stop_application_mode(self) -> None:
        pass

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        self.screen.reset()
        size = Size(columns, rows)
        self.send(events.Resize(size, size))

    def type(self, data: str) -> None:
        """Bytes from the keyboard or the mouse, all at once."""
        for event in self._parser.feed(data):
            self.process_message(event)

    def send_message(self, message: Message) -> None:
        self.send(message)

    def send(self, message: Message) -> None:
        self._app.post_message(message)


async def painted(app: App[Any], widget: Widget) -> None:
    """Wait until what came before now is done and painted."""
    for pump in (app, app.screen, widget, app, widget):
        await _done(pump)
    widget._check_refresh()
    await _done(app.screen)
    app.screen._on_timer_update()


async def _done(pump: MessagePump) -> None:
    """Wait until a part of the program has done what it was sent before now."""
    done = asyncio.Event()
    pump.call_later(done.set)
    try:
        async with asyncio.timeout(PATIENCE):
            await done.wait()
    except TimeoutError:
        raise AssertionError("the program is gone") from None
