"""The colours that the program brings, and having none at all."""

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

__all__ = ["NO_COLOURS", "OWN_COLOURS", "THEMES"]

THEMES = (
    Theme(
        "netterm-dark",
        primary="#35659a",
        secondary="#5f8a6b",
        accent="#d0a24a",
        warning="#e0a030",
        error="#e06c5c",
        success="#6aa56a",
        foreground="#e6e6e6",
        background="#12161c",
        surface="#1b212a",
        panel="#262e3a",
    ),
    Theme(
        "netterm-light",
        primary="#2a5c94",
        secondary="#3f6d4c",
        accent="#8a5a00",
        warning="#8a5a00",
        error="#a32020",
        success="#2d6b2d",
        foreground="#1a1a1a",
        background="#fbfaf6",
        surface="#efede6",
        panel="#e0ddd3",
        dark=False,
    ),
    Theme(
        "netterm-contrast",
        primary="#00d7ff",
        secondary="#00ffff",
        accent="#ffff00",
        warning="#ffff00",
        error="#ff6060",
        success="#60ff60",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#202020",
    ),
)
"""Ours; the first is what the program wears unless somebody chose otherwise."""

OWN_COLOURS = "ansi-dark"
"""Textual's theme that takes the terminal's own colours."""


class _NoColours(LineFilter):
    """Leaves emphasis and takes every colour, the default ones too: their codes are colour codes."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text, style and _plain(style), control) for text, style, control in segments]


_REVERSED = Style(reverse=True)


def _plain(style: Style) -> Style:
    """Without colours. Textual draws “reverse” as dark on light where the terminal's own colours are worn."""
    return style.without_color + _REVERSED if _is_dark_on_light(style) else style.without_color


def _is_dark_on_light(style: Style) -> bool:
    text, behind = style.color, style.bgcolor
    if text is None or behind is None or text.is_default or behind.is_default:
        return False
    return sum(text.get_truecolor()) < sum(behind.get_truecolor())


NO_COLOURS = _NoColours()
