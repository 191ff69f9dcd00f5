"""Everything that netterm does with what Textual and Rich keep private stands here, and nowhere else.

`install` makes each screen right for Thai: every wrap breaks between words, no cut parts a mark from its base, and of a
row only the cells that changed are sent. `KedmaneeKeys` lets shortcuts work while the Thai layout is on. `PRIVATE`
lists the names, with what a test holds them against in the pinned versions.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import rich._wrap
import textual._compositor
import textual._wrap
from rich.cells import split_text
from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from textual.app import App
from textual.keys import _character_to_key

from netterm.language.keyboard import latin_key, thai_key
from netterm.language.words import wrap_chunks
from netterm.screens.word_list import words_are_loaded

__all__ = ["PRIVATE", "KedmaneeKeys", "install", "latin_name"]

PRIVATE = {
    "rich._wrap:words": ["text"],
    "rich.segment:Segment._split_cells": ["segment", "cut"],
    "textual._compositor:ChopsUpdate.__init__": ["self", "chops", "spans", "chop_ends"],
    "textual._compositor:ChopsUpdate.render_segments": ["self", "console"],
    "textual._wrap:chunks": ["text"],
    "textual.app:App._check_bindings": ["self", "key", "priority"],
    "textual.keys:_character_to_key": ["character"],
}
"""What is private there and used or replaced by us, as ``module:name``, and the parameters that it takes."""

_stock_chunks = textual._wrap.chunks  # noqa: SLF001
_stock_words = rich._wrap.words  # noqa: SLF001


def _chunks(text: str) -> Iterable[tuple[int, int, str]]:
    return _stock_chunks(text) if text.isascii() or not words_are_loaded() else wrap_chunks(text)


def _words(text: str) -> Iterable[tuple[int, int, str]]:
    return _stock_words(text) if text.isascii() or not words_are_loaded() else wrap_chunks(text)


@lru_cache(16_384)
def _split_cells(segment: Segment, cut: int) -> tuple[Segment, Segment]:
    """A segment cut after `cut` cells, never between a base and its marks."""
    text, style, control = segment
    if cut >= segment.cell_length:
        return segment, Segment("", style, control)
    before, after = split_text(text, cut)
    return Segment(before, style, control), Segment(after, style, control)


def _render_segments(update: textual._compositor.ChopsUpdate, console: Console) -> str:
    """What a partial update sends: of each row the cells that are to be shown anew, and no others.

    Textual sends all that is to the left of them in the same widget too.
    """
    sent: list[str] = []
    for y, begin, end in update.spans:
        for chop_end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            first, last = max(x, begin), min(chop_end, end)
            if strip is not None and first < last:
                sent += [Control.move_to(first, y).segment.text, strip.crop(first - x, last - x).render(console)]
    return "".join(sent)


def install() -> None:
    """Make every wrap of Textual and Rich break between Thai words, every cut keep marks with their base, and every
    partial update send only what is to be shown anew."""
    textual._wrap.chunks = _chunks  # noqa: SLF001
    rich._wrap.words = _words  # noqa: SLF001
    Segment._split_cells = staticmethod(_split_cells)  # type: ignore[assignment, method-assign]  # noqa: SLF001
    textual._compositor.ChopsUpdate.render_segments = (  # type: ignore[method-assign]  # noqa: SLF001
        _render_segments  # type: ignore[assignment]
    )


# Textual names the key of a letter by the letter, and that of a mark by its name in Unicode.
_THAI_KEYS = {
    _character_to_key(thai): _character_to_key(latin)
    for latin in map(chr, range(0x21, 0x7F))
    if (thai := thai_key(latin)) is not None and latin_key(thai) == latin
}


def latin_name(key: str) -> str | None:
    """The name of the key that `key`, typed while the Thai layout is on, is on the US one; None if it is none."""
    *held, last = key.split("+")
    latin = _THAI_KEYS.get(last)
    return "+".join([*held, latin]) if latin else None


if TYPE_CHECKING:
    _AnyApp = App[Any]
else:
    _AnyApp = object


class KedmaneeKeys(_AnyApp):
    """To be mixed into an app: a shortcut typed while the Thai layout is on works as its key on the US one."""

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        if await super()._check_bindings(key, priority):
            return True
        latin = latin_name(key)
        # Before the text that is being typed, a bare letter is the text's; what it leaves is a shortcut of either kind.
        if latin is None or (priority and "+" not in key):
            return False
        return await super()._check_bindings(latin, True) or await super()._check_bindings(latin, False)
