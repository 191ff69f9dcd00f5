"""Thai on the screen: the one place that touches what Textual and Rich keep private.

Cursors move by clusters, words come from the dictionary, lines wrap between words, no cut parts a mark from its base,
and shortcuts work while the Thai layout is on. `PRIVATE` lists the private names that this needs; a test holds each of
them against the pinned versions.
"""

import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import rich._wrap
import textual._wrap
from rich.cells import split_text
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.document._document import Location
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.filter import LineFilter
from textual.geometry import Offset
from textual.keys import _character_to_key
from textual.widgets import Input, TextArea
from textual.widgets._input import Selection as InputSelection

from netterm.language.clean import clean_line, clean_text
from netterm.language.clusters import is_mark, next_stop, previous_stop, snap, stops
from netterm.language.keyboard import latin_key, thai_key
from netterm.language.words import segment, word_starts, wrap_chunks

__all__ = [
    "PRIVATE",
    "ClusterText",
    "KedmaneeKeys",
    "SaraAmFilter",
    "ThaiInput",
    "ThaiTextArea",
    "install",
    "load_words",
    "words_are_loaded",
]

PRIVATE = (
    "rich._wrap:words",
    "rich.segment:Segment._split_cells",
    "textual._wrap:chunks",
    "textual.app:App._check_bindings",
    "textual.document._document:Location",
    "textual.document._document_navigator:DocumentNavigator",
    "textual.document._wrapped_document:WrappedDocument",
    "textual.keys:_character_to_key",
    "textual.widgets._input:Selection",
    "textual.widgets:Input._value",
    "textual.widgets:Input._cell_offset_to_index",
    "textual.widgets:Input._on_paste",
    "textual.widgets:TextArea._delete_via_keyboard",
    "textual.widgets:TextArea._on_paste",
    "textual.widgets:TextArea._replace_via_keyboard",
    "textual.widgets:TextArea._rewrap_and_refresh_virtual_size",
    "textual.widgets:TextArea._set_document",
)
"""What is private there and used or overridden here, as ``module:name``."""

_stock_chunks = textual._wrap.chunks  # noqa: SLF001
_stock_words = rich._wrap.words  # noqa: SLF001
_words_loaded = threading.Event()


def load_words() -> None:
    """Read the word list, which takes a tenth of a second: for a worker. Until then lines wrap at spaces."""
    segment("กข")
    _words_loaded.set()


def words_are_loaded() -> bool:
    """Whether lines wrap between Thai words yet."""
    return _words_loaded.is_set()


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


def install() -> None:
    """Make every wrap of Textual and Rich break between Thai words, and every cut keep marks with their base."""
    textual._wrap.chunks = _chunks  # noqa: SLF001
    rich._wrap.words = _words  # noqa: SLF001
    Segment._split_cells = staticmethod(_split_cells)  # type: ignore[assignment, method-assign]  # noqa: SLF001


class ClusterText(Text):
    """Text in which no style begins or ends inside a cluster: cursor, selection, what was found."""

    def stylize(self, style: str | Style, start: int = 0, end: int | None = None) -> None:
        length = len(self.plain)
        end = length if end is None else end
        if 0 <= start < end <= length and not self.plain.isascii():
            at = stops(self.plain)
            start, end = at[bisect_right(at, start) - 1], at[bisect_left(at, end)]
        super().stylize(style, start, end)


class _WrappedDocument(WrappedDocument):
    """A click or a move to another line ends at a stop."""

    def offset_to_location(self, offset: Offset) -> Location:
        row, column = super().offset_to_location(offset)
        return row, snap(self.document[row], column)

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        return snap(self.document[line_index], super().get_target_document_column(line_index, x_offset, y_offset))


class _Navigator(DocumentNavigator):
    """Left and right go by clusters."""

    def get_location_left(self, location: Location) -> Location:
        row, column = location
        return (row, previous_stop(self._document[row], column)) if column else super().get_location_left(location)

    def get_location_right(self, location: Location) -> Location:
        row, column = location
        line = self._document[row]
        if column < len(line):
            return row, next_stop(line, column)
        return super().get_location_right(location)

    def get_location_end(self, location: Location) -> Location:
        row, column = super().get_location_end(location)
        return row, snap(self._document[row], column)


def _backspace_from(line: str, column: int) -> int:
    """Where what Backspace takes begins: the last mark of a Thai cluster, the whole of any other."""
    start = previous_stop(line, column)
    return column - 1 if any(map(is_mark, line[start:column])) else start


def _word_before(line: str, column: int) -> int:
    starts = word_starts(line)
    at = bisect_left(starts, column) - 1
    return starts[at] if at >= 0 else 0


def _word_after(line: str, column: int) -> int:
    starts = word_starts(line)
    at = bisect_right(starts, column)
    return starts[at] if at < len(starts) else len(line)


class ThaiTextArea(TextArea):
    """A text area that knows Thai clusters and words; its cursor does not blink."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.cursor_blink = False

    def on_mount(self) -> None:
        if not words_are_loaded():
            self.run_worker(self._wrap_by_words, thread=True)

    def _wrap_by_words(self) -> None:
        load_words()
        self.app.call_from_thread(self._rewrap_and_refresh_virtual_size)

    def _set_document(self, text: str, language: str | None) -> None:
        super()._set_document(text, language)
        self.wrapped_document = _WrappedDocument(self.document, tab_width=self.indent_width)
        self.navigator = _Navigator(self.wrapped_document)
        self._rewrap_and_refresh_virtual_size()

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        return ClusterText(line.plain, end=line.end, no_wrap=line.no_wrap)

    def clamp_visitable(self, location: Location) -> Location:
        row, column = super().clamp_visitable(location)
        return row, snap(self.document[row], column)

    def get_cursor_word_left_location(self) -> Location:
        row, column = self.cursor_location
        if column == 0:
            return super().get_cursor_word_left_location()
        return row, _word_before(self.document[row], column)

    def get_cursor_word_right_location(self) -> Location:
        row, column = self.selection.end
        line = self.document[row]
        if column == len(line):
            return super().get_cursor_word_right_location()
        return row, _word_after(line, column)

    def action_delete_left(self) -> None:
        row, column = self.selection.end
        if self.read_only or not self.selection.is_empty or column == 0:
            super().action_delete_left()
        else:
            self._delete_via_keyboard((row, _backspace_from(self.document[row], column)), (row, column))

    def action_delete_word_right(self) -> None:
        if self.cursor_at_end_of_text or self.read_only:
            return
        start, end = self.selection
        self._delete_via_keyboard(start, end if start != end else self.get_cursor_word_right_location())

    async def _on_paste(self, event: events.Paste) -> None:
        """What comes from outside is cleaned first."""
        if not self.read_only and (result := self._replace_via_keyboard(clean_text(event.text), *self.selection)):
            self.move_cursor(result.end_location)
            self.focus()
        event.stop()
        event.prevent_default()


class ThaiInput(Input):
    """A line of text that knows Thai clusters and words; its cursor does not blink."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Textual has the first two delete to the right.
        Binding("ctrl+backspace,alt+backspace", "delete_left_word", show=False),
        Binding("ctrl+delete,alt+delete", "delete_right_word", show=False),
    ]

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        # What stands there is not to be typed over by who comes along with Tab.
        super().__init__(*arguments, **{"select_on_focus": False, **keywords})
        self.cursor_blink = False

    @property
    def _value(self) -> Text:
        text = super()._value
        return text if text.spans else ClusterText(text.plain, no_wrap=True, overflow="ignore", end="")

    def validate_selection(self, selection: InputSelection) -> InputSelection:
        start, end = super().validate_selection(selection)
        return InputSelection(snap(self.value, start), snap(self.value, end))

    def _cell_offset_to_index(self, offset: int) -> int:
        return snap(self.value, super()._cell_offset_to_index(offset))

    def _on_paste(self, event: events.Paste) -> None:
        line = clean_line(event.text)
        if line:
            self.replace(line, *sorted(self.selection))
        event.stop()
        event.prevent_default()

    def action_cursor_left(self, select: bool = False) -> None:
        start, end = self.selection
        if select or self.selection.is_empty:
            self._go_to(previous_stop(self.value, end), select)
        else:
            self.cursor_position = min(start, end)

    def action_cursor_right(self, select: bool = False) -> None:
        end = self.selection.end
        if (select or self.selection.is_empty) and end < len(self.value):
            self._go_to(next_stop(self.value, end), select)
        else:
            super().action_cursor_right(select)

    def action_cursor_left_word(self, select: bool = False) -> None:
        self._go_to(0 if self.password else _word_before(self.value, self.cursor_position), select)

    def action_cursor_right_word(self, select: bool = False) -> None:
        self._go_to(len(self.value) if self.password else _word_after(self.value, self.cursor_position), select)

    def action_delete_left(self) -> None:
        at = self.cursor_position
        if not self.selection.is_empty or at == 0:
            super().action_delete_left()
        else:
            self.delete(_backspace_from(self.value, at), at)

    def action_delete_right(self) -> None:
        if self.selection.is_empty:
            self.delete(self.cursor_position, next_stop(self.value, self.cursor_position))
        else:
            super().action_delete_right()

    def action_delete_left_word(self) -> None:
        if self.password or not self.selection.is_empty:
            super().action_delete_left_word()
        else:
            self.delete(_word_before(self.value, self.cursor_position), self.cursor_position)

    def action_delete_right_word(self) -> None:
        if self.password or not self.selection.is_empty:
            super().action_delete_right_word()
        else:
            self.delete(self.cursor_position, _word_after(self.value, self.cursor_position))

    def _go_to(self, place: int, select: bool) -> None:
        self.selection = InputSelection(self.selection.start if select else place, place)


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


_SARA_AM = re.compile("([\u0e48-\u0e4b]?)\u0e33")


class SaraAmFilter(LineFilter):
    """Sends ำ as its two halves, nikhahit and sara aa: some terminals give the whole letter a cell less."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            Segment(_SARA_AM.sub("\u0e4d\\1\u0e32", each.text), each.style)
            if each.control is None and "\u0e33" in each.text
            else each
            for each in segments
        ]


class SaraAmLines(_AnyApp):
    """To be mixed into an app: every line goes through `SaraAmFilter`."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), _SARA_AM_FILTER]


_SARA_AM_FILTER = SaraAmFilter()
