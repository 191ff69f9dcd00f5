"""What lets a screen open at once: whatever all of them need is there before anybody asks for one."""

import asyncio
import gc
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from textual.screen import Screen

from netterm.screens import places
from netterm.screens.textual_private import prepare_styles

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["QuickScreens"]

_TRANSITION = 0.02
"""Seconds for which the screen that is left stays in sight, so that the one that comes is painted once."""
_NEW_OBJECTS = 10_000
"""How many more objects than went there are before garbage is looked for: a screen has thousands."""


class QuickScreens(_AnyApp):
    """To be mixed into an app."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        self._shown_before: WeakSet[Screen[Any]] = WeakSet()
        self._usual = gc.get_threshold()
        super().__init__(*arguments, **keywords)

    async def get_ready(self) -> None:
        """While nothing else is asked for: load all main screens, parse all styles."""
        await asyncio.to_thread(places.load_all)
        await prepare_styles(self)
        # Dictionary, schema and styles stay until the end: who looks for garbage among them holds up every key.
        gc.freeze()
        gc.set_threshold(_NEW_OBJECTS, *self._usual[1:])

    async def on_unmount(self) -> None:
        gc.unfreeze()
        gc.set_threshold(*self._usual)

    def push_screen(self, *arguments: Any, **keywords: Any) -> Any:
        self.delay_update()
        return super().push_screen(*arguments, **keywords)

    def delay_update(self, delay: float = _TRANSITION) -> None:
        super().delay_update(delay)

    def update_styles(self, node: "DOMNode", animate: bool = True) -> None:
        """Not for what is being made, which gets its styles when it comes to the screen; and not once more for a screen
        that has just come: Textual does that, without animation, whenever a screen is shown."""
        if not node.is_attached:
            return
        if isinstance(node, Screen) and not animate and node not in self._shown_before:
            self._shown_before.add(node)
            return
        super().update_styles(node, animate)
