"""Letters that no text takes: each is a command only where it comes alone.

A sentence that is typed or pasted while no text has the focus must not become a chain of commands. So a letter waits a
moment before it is done; two different ones at once are none, and neither is what follows a letter that means nothing
here, until there is a pause. Shortcuts with Ctrl, function keys and arrows are never held up.
"""

from math import inf
from typing import TYPE_CHECKING, Any

from textual import events

from netterm.locale import _
from netterm.screens.shell import NettermModal, NettermScreen
from netterm.screens.textual_private import latin_name

if TYPE_CHECKING:
    from textual.app import App
    from textual.timer import Timer

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["AT_ONCE", "PAUSE", "LettersAlone"]

AT_ONCE = 0.03
"""Seconds within which no two keys are pressed one by one: they were pasted, or came together over a slow line."""
PAUSE = 0.5
"""Seconds without a letter after which what is typed blind is over."""


class LettersAlone(_AnyApp):
    """To be mixed into an app that is a `Shell` and whose screens have single letters as commands."""

    _waiting: events.Key | None = None
    """A letter that is a command unless another one comes with it."""
    _until_done: "Timer | None" = None
    _typed_blind: float = -inf
    """When the last letter came that belongs to a text."""
    _said: bool = False

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            beside = self._goes_beside_texts
            if beside and isinstance(event, events.Key) and _is_letter(event):
                await self._take_letter(event)
                return
            await self._do_waiting()
            if beside and isinstance(event, events.Paste):
                self._take_pasted(event.text)
                return
        await super().on_event(event)

    @property
    def _goes_beside_texts(self) -> bool:
        """Whether what is typed now is for no text; a screen that only waits keeps it for the next one."""
        screen = self.screen
        if not isinstance(screen, (NettermScreen, NettermModal)):
            return False
        return not (screen.keeps_letters or screen.text_takes_letters)

    def _take_beside(self, text: str) -> bool:
        """Whether the screen has a text for it all the same."""
        screen = self.screen
        return isinstance(screen, (NettermScreen, NettermModal)) and screen.take_letters(text)

    def _take_pasted(self, text: str) -> None:
        if not self._take_beside(text):
            self._said = False
            self._say_once()

    async def _take_letter(self, key: events.Key) -> None:
        if self._take_beside(key.character or ""):
            return
        if key.time - self._typed_blind < PAUSE:
            self._typed_blind = key.time
            self._say_once()
        elif self._comes_at_once(key):
            self._forget_waiting()
            self._begin_blind(key)
            self._say_once()
        else:
            await self._do_waiting()
            self._wait_with(key)

    def _comes_at_once(self, key: events.Key) -> bool:
        """With another letter; one that is held down is the same again."""
        waiting = self._waiting
        return waiting is not None and waiting.key != key.key and key.time - waiting.time < AT_ONCE

    def _wait_with(self, key: events.Key) -> None:
        bound = self.screen.active_bindings
        if key.key in bound or latin_name(key.key) in bound:
            self._waiting = key
            self._until_done = self.set_timer(AT_ONCE, self._do_waiting)
        else:
            self._begin_blind(key)

    def _begin_blind(self, key: events.Key) -> None:
        self._typed_blind, self._said = key.time, False

    async def _do_waiting(self) -> None:
        screen = self.screen
        if isinstance(screen, NettermModal):
            screen.type_early()
        key = self._waiting
        self._forget_waiting()
        if key is not None:
            await super().on_event(key)

    def _forget_waiting(self) -> None:
        if self._until_done is not None:
            self._until_done.stop()
        self._waiting = self._until_done = None

    def _say_once(self) -> None:
        screen = self.screen
        if not self._said and isinstance(screen, (NettermScreen, NettermModal)):
            self._said = True
            screen.say_quietly(_("What is typed here goes nowhere: letters are commands, one at a time."))


def _is_letter(key: events.Key) -> bool:
    return key.is_printable and "+" not in key.key
