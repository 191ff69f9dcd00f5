"""Letters that no text takes: each is a command only where it comes alone.

A sentence that is typed or pasted while no text has the focus must not become a chain of commands. So a letter waits a
moment before it is done; two different ones at once are none, and neither is what follows a letter that means nothing
here, until there is a pause. Shortcuts with Ctrl, function keys and arrows are never held up.
"""

import asyncio
from contextlib import suppress
from itertools import chain
from math import inf
from typing import TypeGuard

from textual import events

from netterm.locale import _
from netterm.screens.shell import NettermModal, NettermScreen
from netterm.screens.shell.in_turn import KeysInTurn, Typed
from netterm.screens.shell.told import Told
from netterm.screens.textual_private import latin_name

__all__ = ["AT_ONCE", "PAUSE", "LettersAlone"]

AT_ONCE = 0.02
"""Seconds within which no two keys are pressed one by one: they were pasted, came together over a slow line, or from a
card reader, which takes 5 to 15 ms for a key where people take 50 and more."""
PAUSE = 0.5
"""Seconds without a letter after which what is typed blind is over."""


class LettersAlone(KeysInTurn):
    """To be mixed into an app that is a `Shell` and whose screens have single letters as commands."""

    _typed_blind: float = -inf
    """When the last letter came that belongs to a text."""
    _said: bool = False
    _more: asyncio.Event | None = None
    """Set once something comes behind a letter."""

    async def on_event(self, event: events.Event) -> None:
        if self._more is not None and isinstance(event, (events.Key, events.Paste)):
            self._more.set()
        await super().on_event(event)

    def is_alone(self, typed: Typed) -> bool:
        return not (_is_letter(typed) and self._goes_beside_texts)

    async def wait_for_more(self, typed: Typed) -> None:
        """A moment, where nothing has come yet."""
        if self.behind() is None:
            self._more = asyncio.Event()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._more.wait(), AT_ONCE)
            self._more = None

    def waited_in_vain(self) -> None:
        """What was typed for a screen that did not come must not become a chain of commands."""
        if not self._goes_beside_texts:
            return
        kept = [typed for typed in self.waiting if not (_is_letter(typed) or isinstance(typed, events.Paste))]
        if len(kept) < len(self.waiting) - 1:  # one alone is the command that it is here
            self.waiting.clear()
            self.waiting.extend(kept)
            self._said = False
            self._say_once()

    async def do_typed(self, typed: Typed) -> None:
        if not self._goes_beside_texts or isinstance(typed, events.MouseEvent):
            await super().do_typed(typed)
        elif isinstance(typed, events.Paste):
            self._take_pasted(typed.text)
        elif not _is_letter(typed):
            if not self._ends_blind(typed):
                await super().do_typed(typed)
        elif self._is_command(typed):
            await super().do_typed(typed)

    def _ends_blind(self, key: events.Key) -> bool:
        """Whether Enter or Tab is a part of what was typed for no text, and means nothing here either."""
        return key.key in {"enter", "tab"} and key.time - self._typed_blind < PAUSE

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

    def _is_command(self, key: events.Key) -> bool:
        """Whether a letter is one that comes alone; else it is dealt with."""
        if self._take_beside(key.character or ""):
            return False
        if key.time - self._typed_blind < PAUSE:
            self._typed_blind = key.time
            self._say_once()
            return False
        comes_alone = not self._comes_with_another(key)
        if comes_alone and self._means_something(key):
            return True
        self._typed_blind, self._said = key.time, False
        if not comes_alone:
            self._say_once()
        return False

    def _comes_with_another(self, key: events.Key) -> bool:
        """With another letter; one that is held down is the same again."""
        behind = self.behind()
        if not (key.character or "").isalpha():
            return False  # a sign such as / begins no sentence: what follows is for the line that it opens
        return (
            isinstance(behind, events.Key)
            and _is_letter(behind)
            and behind.key != key.key
            and behind.time - key.time < AT_ONCE
        )

    def _means_something(self, key: events.Key) -> bool:
        screen, keys = self.screen, {key.key, latin_name(key.key)}
        # Textual leaves out what is the program's, where there is a dialog.
        told = (screen.keys_here(command) for command in screen.commands()) if isinstance(screen, Told) else ()
        return not keys.isdisjoint({*screen.active_bindings, *chain.from_iterable(told)})

    def _say_once(self) -> None:
        screen = self.screen
        if not self._said and isinstance(screen, (NettermScreen, NettermModal)):
            self._said = True
            screen.say_quietly(_("What is typed here goes nowhere: letters are commands, one at a time."))


def _is_letter(typed: Typed) -> TypeGuard[events.Key]:
    return isinstance(typed, events.Key) and typed.is_printable and "+" not in typed.key
