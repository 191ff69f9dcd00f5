"""Thai on every screen: what the app takes on as a whole. Cheap to import; the widgets come with their first use."""

import re
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from netterm.screens.textual_private import KedmaneeKeys, install, latin_name
from netterm.screens.word_list import load_words, words_are_loaded

if TYPE_CHECKING:
    from textual.app import App

    from netterm.screens.editing.area import ThaiTextArea
    from netterm.screens.editing.line import ThaiInput

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = [
    "KedmaneeKeys",
    "SaraAmFilter",
    "SaraAmLines",
    "ThaiInput",
    "ThaiTextArea",
    "install",
    "latin_name",
    "load_words",
    "words_are_loaded",
]

_WIDGETS = {"ThaiInput": "line", "ThaiTextArea": "area"}

_SARA_AM = re.compile("([\u0e48-\u0e4b]?)\u0e33")
_TONES = frozenset("\u0e48\u0e49\u0e4a\u0e4b")


def __getattr__(name: str) -> object:
    if name not in _WIDGETS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"netterm.screens.editing.{_WIDGETS[name]}"), name)


class SaraAmFilter(LineFilter):
    """Sends ำ as its two halves, nikhahit and sara aa: some terminals give the whole letter a cell less."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if not any("\u0e33" in each.text for each in segments):
            return segments
        sent: list[Segment] = []
        for text, style, control in segments:
            if control is None and text.startswith("\u0e33") and sent and sent[-1].text[-1:] in _TONES:
                # Its tone is in the segment before, as where the cursor is on ำ: nikhahit goes below it there.
                before = sent[-1]
                sent[-1] = Segment(f"{before.text[:-1]}\u0e4d{before.text[-1]}", before.style)
                halved = f"\u0e32{text[1:]}"
            else:
                halved = text
            sent.append(Segment(_SARA_AM.sub("\u0e4d\\1\u0e32", halved), style, control))
        return sent


class SaraAmLines(_AnyApp):
    """To be mixed into an app: every line goes through `SaraAmFilter`."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), _SARA_AM_FILTER]


_SARA_AM_FILTER = SaraAmFilter()
