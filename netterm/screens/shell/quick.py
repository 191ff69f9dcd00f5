"""What lets a screen open at once: whatever all of them need is there before anybody asks for one."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker

from netterm.screens import places
from netterm.screens.textual_private import ended, hold_back, paint_at_once, prepare_styles

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["QuickScreens"]

_LATEST = 0.07
"""Seconds after which a screen that comes is painted, whatever it still waits for."""
_LOADING = frozenset({"load", "take", "lines"})
"""The groups of the workers that bring what a screen shows: its own, and those of its list."""
_THRESHOLDS = 10_000, 100, 100
"""How many more objects than went there are before garbage is looked for among them, as a screen has thousands; after
how many such looks among older ones, and so on: only who types without any pause comes to that."""
_PAUSE = 1.0
"""Seconds without a key in which garbage is looked for among all that is not quite new: it may hold a key up."""
_THOROUGH = 10
"""In how many pauses once among everything."""


class QuickScreens(_AnyApp):
    """To be mixed into an app."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        self._usual = gc.get_threshold()
        self._pauses = 0
        self._last_key = 0.0
        self._until_pause: Timer | None = None
        super().__init__(*arguments, **keywords)

    async def get_ready(self) -> None:
        """While nothing else is asked for: load all main screens and what makes papers, parse all styles."""
        await asyncio.to_thread(places.load_all)
        await asyncio.to_thread(import_module, "netterm.papers")
        await prepare_styles(self)
        # Dictionary, schema and styles stay until the end: who looks for garbage among them holds up every key.
        gc.freeze()
        gc.set_threshold(*_THRESHOLDS)

    async def on_event(self, event: events.Event) -> None:
        await super().on_event(event)
        if isinstance(event, events.InputEvent):
            self._last_key = monotonic()
            if self._until_pause is None:
                self._until_pause = self.set_timer(_PAUSE, self._tidy_up)

    def _tidy_up(self) -> None:
        """Garbage is what every screen leaves; who looks for it while one is painted makes that twice as long."""
        left = self._last_key + _PAUSE - monotonic()
        if left > 0:
            self._until_pause = self.set_timer(left, self._tidy_up)
            return
        self._until_pause = None
        self._pauses += 1
        gc.collect(1 if self._pauses % _THOROUGH else 2)

    async def on_unmount(self) -> None:
        gc.unfreeze()
        gc.set_threshold(*self._usual)

    def push_screen(self, *arguments: Any, **keywords: Any) -> Any:
        self.delay_update()
        return super().push_screen(*arguments, **keywords)

    def delay_update(self, delay: float = _LATEST) -> None:
        """The screen that is left stays in sight until the one that comes has what it shows: it is painted once."""
        hold_back(self)
        work: Callable[[], Awaitable[None]] = partial(self._paint_when_loaded, delay)
        self.run_worker(work, group="coming")

    async def _paint_when_loaded(self, latest: float) -> None:
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._loaded(self.screen), latest)
        finally:
            await paint_at_once(self)

    async def _loaded(self, screen: Screen[Any]) -> None:
        """Until a screen stands, and nothing is under way any more that it shows."""
        stands = asyncio.Event()
        screen.call_after_refresh(stands.set)
        await stands.wait()
        while loading := self._loading(screen):
            await ended(loading)

    def _loading(self, screen: Screen[Any]) -> list[Worker[Any]]:
        return [
            each
            for each in self.workers
            if each.group in _LOADING and not each.is_finished and screen in each.node.ancestors_with_self
        ]

    def update_styles(self, node: "DOMNode", animate: bool = True) -> None:
        """Not for what is being made, which gets its styles when it comes to the screen."""
        if node.is_attached:
            super().update_styles(node, animate)
