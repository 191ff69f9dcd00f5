"""The colours that the program brings, those of the terminal itself, and having none at all."""

from dataclasses import replace

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import BUILTIN_THEMES, Theme

__all__ = ["NO_COLOURS", "OWN_COLOURS", "OWN_COLOURS_CSS", "OWN_THEMES", "THEMES", "known_colours", "worn_on"]

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

_READABLE = {
    "link-color": "ansi_default",
    "input-selection-background": "ansi_cyan",
    "input-selection-foreground": "ansi_black",
    "screen-selection-background": "ansi_cyan",
    "screen-selection-foreground": "ansi_black",
}
OWN_THEMES = (
    replace(
        BUILTIN_THEMES["ansi-dark"],
        warning="ansi_bright_yellow",
        error="ansi_bright_red",
        accent="ansi_blue",
        variables=BUILTIN_THEMES["ansi-dark"].variables | _READABLE,
    ),
    replace(
        BUILTIN_THEMES["ansi-light"],
        primary="ansi_cyan",
        warning="ansi_magenta",
        accent="ansi_cyan",
        variables=BUILTIN_THEMES["ansi-light"].variables | _READABLE,
    ),
    replace(
        BUILTIN_THEMES["ansi-dark"],
        name="ansi-plain",
        primary="ansi_default",
        secondary="ansi_default",
        warning="ansi_default",
        error="ansi_default",
        success="ansi_default",
        accent="ansi_default",
        variables=BUILTIN_THEMES["ansi-dark"].variables
        | _READABLE
        | {
            "block-cursor-foreground": "ansi_bright_white",
            "block-cursor-background": "ansi_blue",
            "input-cursor-foreground": "ansi_default",
            "input-cursor-background": "ansi_default",
            "input-cursor-text-style": "reverse",
        },
    ),
)
"""Textual's themes that take the terminal's own colours, of which those are written with that can be read both on the
console of Linux and in xterm: on a dark ground, on a light one, and with two colours on whichever it is."""
OWN_COLOURS_CSS = """
TitleLine:ansi { background: ansi_blue; color: ansi_bright_white; }
RecordList:ansi > .record-list--cursor { background: transparent; text-style: bold; }
RecordList:ansi:focus > .record-list--cursor, ChoiceEditor:ansi:focus, Jump:ansi > Static {
    background: ansi_blue; color: ansi_bright_white; text-style: bold;
}
TitleLine:nocolor { background: transparent; }
RecordList:nocolor > .record-list--cursor, RecordList:nocolor:focus > .record-list--cursor, ChoiceEditor:nocolor:focus,
Jump:nocolor > Static { background: ansi_white; color: ansi_black; text-style: bold; }
"""
"""What stands out is bright upon blue, which both kinds of ground let be read; without colours it is turned round,
as `NO_COLOURS` does with what is dark upon light."""
OWN_COLOURS = "ansi-dark"
_TWO_COLOURS = "ansi-plain"
_SIXTEEN = frozenset({"standard", "windows"})
"""Rich's names of what a terminal can show that has sixteen colours."""


def known_colours() -> frozenset[str]:
    """The names of all colours that can be worn: ours, and those that Textual brings."""
    return frozenset(BUILTIN_THEMES) | {theme.name for theme in (*THEMES, *OWN_THEMES)}


def worn_on(color_system: str | None, wanted: str, *, is_dark: bool) -> str:
    """The colours to begin with where a terminal has that `color_system` (Rich's name of it); `is_dark` if it is known.

    With sixteen colours every other theme would be shown in the nearest of them: grey upon the same grey.
    """
    if color_system not in _SIXTEEN or wanted in {theme.name for theme in OWN_THEMES}:
        return wanted
    return OWN_COLOURS if is_dark else _TWO_COLOURS


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
