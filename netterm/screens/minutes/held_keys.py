"""Keys that are kept for a dialog which is on its way, so that none of them is typed into the text below it."""

import asyncio
from typing import TYPE_CHECKING, Any

from textual import events

from netterm.screens.shell import NettermModal

if TYPE_CHECKING:
    from textual.widget import Widget

    _AnyWidget = Widget
else:
    _AnyWidget = object

__all__ = ["HoldsKeys"]

Typed = events.Key | events.Paste


class HoldsKeys(_AnyWidget):
    """To be mixed into a text, before it."""

    _held: list[Typed] | None = None
    """What was typed since keys are held; None while they are not."""
    _holding = False
    """Whether keys are held, or will be once those before have done their work."""

    @property
    def is_holding(self) -> bool:
        """Whether what is typed now is for what comes."""
        return self._holding

    def hold(self) -> bool:
        """Keep all keys that are pressed from now on; those before still do their work. False where it does already."""
        if self._holding:
            return False
        self._holding = True
        self.call_later(self._begin_holding)
        return True

    def _begin_holding(self) -> None:
        if self._holding and self._held is None:
            self._held = []

    async def settled(self) -> None:
        """Wait until the keys that were pressed before now have done their work.

        A shortcut for the whole screen is done at once, before the letters that wait here for their turn.
        """
        done = asyncio.Event()
        if self.call_later(done.set):
            await done.wait()

    def keeps(self, typed: Typed) -> bool:
        """Whether what is typed is kept."""
        if self._held is None:
            return False
        self._held.append(typed)
        typed.stop()
        typed.prevent_default()
        return True

    def keep(self, text: str) -> None:
        """Keep what was typed while another part of the screen had the focus."""
        self._begin_holding()
        if self._held is not None:
            self._held.append(events.Paste(text))

    def on_paste(self, paste: events.Paste) -> None:
        self.keeps(paste)

    def hand_over_to(self, dialog: NettermModal[Any]) -> None:
        """Keep no more; what was kept is for a dialog: letters for its line, and other keys once it stands."""
        held = self._end_holding()
        while held and (text := _text(held[0])):
            held.pop(0)
            dialog.take_letters(text)
        if held:
            dialog.call_after_refresh(self._press_again, held)

    def give_back(self) -> None:
        """Keep no more; what was kept is for the text after all."""
        for typed in self._end_holding():
            self.post_message(_again(typed))

    def _end_holding(self) -> list[Typed]:
        held, self._held, self._holding = self._held or [], None, False
        return held

    def _press_again(self, held: list[Typed]) -> None:
        for typed in held:
            self.app.post_message(_again(typed))


def _text(typed: Typed) -> str:
    if isinstance(typed, events.Paste):
        return typed.text
    return typed.character or "" if typed.is_printable else ""


def _again(typed: Typed) -> Typed:
    again = events.Paste(typed.text) if isinstance(typed, events.Paste) else events.Key(typed.key, typed.character)
    again.time = typed.time  # typed one by one, though they come together
    return again
