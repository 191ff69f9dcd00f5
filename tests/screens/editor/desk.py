"""Widgets for text, each alone in a terminal in memory; and for the shared editor a second replica of its text."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any, TypeVar

from rich.console import Console
from textual.app import App, ComposeResult
from textual.widget import Widget

from netterm.screens import thai
from netterm.screens.editing.line import ThaiInput
from netterm.screens.minutes.editor import SharedEditor
from netterm.store import SharedText
from tests.screens.editor.emulator import MemoryDriver, painted

CURSOR, SELECTED = "ff0000", "0000ff"
"""Colours by which a test knows the cursor and the selection."""


B = TypeVar("B", bound="Bench")


class Shelf:
    """Where the replicas of one text leave what they wrote for one another."""

    def __init__(self) -> None:
        self.updates: list[bytes] = []

    def text(self, peer: int) -> SharedText:
        return SharedText(_Keeper(self, peer))


class _Keeper:
    def __init__(self, shelf: Shelf, peer: int) -> None:
        self._shelf, self._peer = shelf, peer

    def peer(self) -> int:
        return self._peer

    def fetch(self, mark: int) -> tuple[list[bytes], int]:
        return self._shelf.updates[mark:], len(self._shelf.updates)

    def keep(self, update: bytes) -> None:
        self._shelf.updates.append(update)


class Bench(thai.KedmaneeKeys, thai.SaraAmLines, App[None]):
    """The program, as far as one widget for text is concerned, in a terminal in memory."""

    CLICK_CHAIN_TIME_THRESHOLD = 0.0  # a click is a click, how quickly they may follow each other
    ENABLE_COMMAND_PALETTE = False
    CSS = f"""
    SharedEditor {{ padding: 0 1; background: black; color: white; }}
    SharedEditor .thai-text-area--cursor {{ background: #{CURSOR}; color: white; }}
    SharedEditor .thai-text-area--selected {{ background: #{SELECTED}; color: white; }}
    Input {{ border: none; padding: 0 1; background: black; color: white; height: 1; }}
    Input .input--cursor {{ background: #{CURSOR}; color: white; text-style: none; }}
    Input .input--selection {{ background: #{SELECTED}; color: white; }}
    """

    def __init__(self) -> None:
        super().__init__(driver_class=MemoryDriver)
        # The same colours whatever terminal the tests are run in.
        self.console = Console(file=StringIO(), color_system="truecolor", force_terminal=True, legacy_windows=False)

    def on_mount(self) -> None:
        thai.install()

    @property
    def widget(self) -> Widget:
        """What is tried."""
        raise NotImplementedError

    @property
    def driver(self) -> MemoryDriver:
        driver: Any = self._driver
        assert isinstance(driver, MemoryDriver)
        return driver

    async def press(self, data: str) -> int:
        """Bytes from the keyboard; how many bytes the terminal got for them."""
        self.driver.sent = 0
        if data:
            self.driver.type(data)
        await painted(self, self.widget)
        return self.driver.sent


class Desk(Bench):
    """The shared editor, and a second replica of its text."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf = Shelf()
        self.mine, self.theirs = self.shelf.text(1), self.shelf.text(2)

    def compose(self) -> ComposeResult:
        yield SharedEditor(id="discussion")

    def on_mount(self) -> None:
        super().on_mount()
        self.editor.show(self.mine)
        self.editor.focus()

    @property
    def editor(self) -> SharedEditor:
        return self.query_one(SharedEditor)

    @property
    def widget(self) -> Widget:
        return self.editor

    async def hear(self) -> int:
        """Take in what the second replica wrote; how many bytes the terminal got for it."""
        self.driver.sent = 0
        self.theirs.commit()
        self.editor.take_in(self.mine.pull())
        await painted(self, self.editor)
        return self.driver.sent


class Form(Bench):
    """A line of text."""

    def compose(self) -> ComposeResult:
        yield ThaiInput()

    @property
    def line(self) -> ThaiInput:
        return self.query_one(ThaiInput)

    @property
    def widget(self) -> Widget:
        return self.line


@asynccontextmanager
async def opened(bench: B) -> AsyncIterator[B]:
    """The program once it is there; it ends afterwards."""
    running = asyncio.create_task(bench.run_async(size=(80, 24)))
    try:
        while not (bench.is_running and bench.screen.focused):
            assert not running.done(), running.result()
            await asyncio.sleep(0.005)
        await painted(bench, bench.widget)
        yield bench
    finally:
        bench.exit()
        await running
