"""An app on a real terminal: which driver it runs with, what was typed before it stood, and what can be drawn there."""

import asyncio
import re
import signal
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from rich.segment import Segment
from textual import events
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Offset

from netterm.screens.textual_private import forget_shown

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["Letters", "LettersFilter", "OnATerminal"]

_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_THAI = re.compile("[\u0e00-\u0e7f]")
_IN_ASCII = str.maketrans(
    "─━│┃┌┐└┘├┤┬┴┼╭╮╰╯·•…“”‘’–—×✓↑↓←→▏▎▍▌▋▊▉█▁▂▃▄▅▆▇▔▕",
    "--||+++++++++++++..." + "\"\"''--xv^v<>" + "|||||###_____##-|",
)  # fmt: skip


class Letters(Enum):
    """What a terminal can draw."""

    ALL = "all"
    NO_THAI = "no Thai"
    ASCII = "ASCII"


class LettersFilter(LineFilter):
    """A sign for each cell of what a terminal cannot draw, so that everything else stands where it belongs."""

    def __init__(self, letters: Letters) -> None:
        super().__init__()
        self._letters = letters

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(self._drawn(text), style, control) for text, style, control in segments]

    def _drawn(self, text: str) -> str:
        if text.isascii():
            return text
        without_thai = _THAI.sub("?", _MARKS.sub("", text))
        return without_thai.translate(_IN_ASCII) if self._letters is Letters.ASCII else without_thai


@runtime_checkable
class HasCursor(Protocol):
    """A widget that says where in it its cursor stands."""

    @property
    def cursor_screen_offset(self) -> Offset:
        """The cell of the screen."""
        ...


class OnATerminal(_AnyApp):
    """To be mixed into an app: its driver is ours wherever there is one like it; Windows keeps Textual's."""

    typed_ahead: str = ""
    """What the terminal sent while it was asked what it is."""
    letters: Letters = Letters.ALL

    def get_driver_class(self) -> "type[Driver]":
        found = super().get_driver_class()
        if found.__name__ != "LinuxDriver":
            return found
        from netterm.screens.terminal.driver import TerminalDriver

        return TerminalDriver

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's own cursor is put with each picture: nobody sees it, but what composes letters, reads
        the screen aloud or magnifies it goes by it. It stands in what has the focus, from the first picture on."""
        focused = self.focused if self.screen_stack else None
        with_cursor: object = focused
        if isinstance(with_cursor, HasCursor):
            return with_cursor.cursor_screen_offset
        return Offset() if focused is None else focused.content_region.offset

    @cursor_position.setter
    def cursor_position(self, position: Offset) -> None:
        """Textual's widgets say it as they are told of the focus, which is before they have a place."""

    async def on_event(self, event: events.Event) -> None:
        await super().on_event(event)
        if isinstance(event, events.Resize) and not event.is_forwarded:
            # Whatever size it was before and is now: a terminal cuts and moves what it shows when it is drawn larger.
            forget_shown(self)
            self.refresh()

    def leave_on_signals(self) -> None:
        """A dropped line and a request to end leave the terminal as it was; the exit code says which it was."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with suppress(RuntimeError, ValueError):  # in threads that are not the first
                loop.add_signal_handler(number, self.exit, None, 128 + number)

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = super().get_line_filters()
        return filters if self.letters is Letters.ALL else [*filters, LettersFilter(self.letters)]
