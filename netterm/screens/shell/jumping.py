"""Jump mode: a letter on everything that one can go to; typing it goes there.

What is shown stays where it is: the letters lie over it, a cell or two each. A widget with several places to go to,
such as a list with its lines, says so by a method ``jump_targets``; any other that can have the focus is one place.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.errors import NoWidget
from textual.geometry import Region, Size
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import OptionList, Static

from netterm.language.keyboard import latin_key
from netterm.screens.widgets.targets import JumpsWithin, Target

__all__ = ["Jump", "labels", "targets"]

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""Those under the fingers first; all are where a Thai keyboard has its letters."""


def targets(screen: Screen[Any]) -> list[Target]:
    """All that is in sight, from top to bottom; of two on the same cell the first."""
    found: dict[tuple[int, int], Target] = {}
    for widget in screen.query("*"):
        if _is_in_sight(screen, widget):
            for target in _of(screen, widget):
                if screen.region.contains(target.x, target.y):
                    found.setdefault((target.y, target.x), target)
    return [found[place] for place in sorted(found)]


def labels(count: int) -> list[str]:
    """So many, of one letter or two, none of which is the beginning of another."""
    pairs = 0
    while len(_LETTERS) - pairs + pairs * len(_LETTERS) < count and pairs < len(_LETTERS):
        pairs += 1
    single = list(_LETTERS[: len(_LETTERS) - pairs])
    double = [first + second for first in _LETTERS[len(_LETTERS) - pairs :] for second in _LETTERS]
    return (single + double)[:count]


def _is_in_sight(screen: Screen[Any], widget: Widget) -> bool:
    return not widget.is_disabled and bool(_seen(screen, widget))


def _seen(screen: Screen[Any], widget: Widget) -> Region:
    """The part of a widget that is in sight."""
    try:
        return screen.find_widget(widget).visible_region
    except NoWidget:  # it is not shown
        return Region()


def _of(screen: Screen[Any], widget: Widget) -> Iterator[Target]:
    if isinstance(widget, OptionList) and widget.option_count and widget.can_focus:
        yield from _options(widget)
    elif isinstance(widget, JumpsWithin) and (within := list(widget.jump_targets())):
        yield from within
    elif widget.focusable:
        seen = _seen(screen, widget)
        yield Target(seen.x, seen.y, widget.focus)


def _options(widget: OptionList) -> Iterator[Target]:
    """The options in sight, each on the first of its lines that is."""
    shown = widget.content_region
    seen: set[int] = set()
    for y in range(shown.height):
        index = _option_of(widget.render_line(y))
        if index is not None and index not in seen and not widget.get_option_at_index(index).disabled:
            yield Target(shown.x, shown.y + y, partial(_highlight, widget, index))
            seen.add(index)


def _option_of(line: Strip) -> int | None:
    """Which option a line that is shown belongs to."""
    metas = (segment.style.meta for segment in line if segment.style is not None)
    return next((meta["option"] for meta in metas if "option" in meta), None)


def _highlight(widget: OptionList, index: int) -> None:
    widget.focus()
    widget.highlighted = index


class Jump(ModalScreen[Target | None]):
    """Letters over the screen that is below; gives where to go, None where Esc or no such letter was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]
    DEFAULT_CSS = """
    Jump { background: transparent; overflow: hidden; }
    Jump > Static {
        position: absolute; width: auto; height: 1; background: $accent; color: $text; text-style: bold;
    }
    Jump:ansi > Static { text-style: bold reverse; }
    Jump:nocolor > Static { text-style: bold reverse; }
    """

    def __init__(self, found: Sequence[Target]) -> None:
        super().__init__()
        self._by_label = dict(zip(labels(len(found)), found, strict=False))
        self._typed = ""
        self._stood: Size | None = None

    def compose(self) -> ComposeResult:
        for label, target in self._by_label.items():
            shown = Static(label, markup=False, name=label)
            # Over the last cell of a line there is room for one letter.
            shown.styles.offset = (min(target.x, self.app.size.width - len(label)), target.y)
            yield shown

    def on_key(self, key: events.Key) -> None:
        letter = _letter(key.character)
        if letter:
            key.stop()
            self._take(letter)

    def on_click(self) -> None:
        self.dismiss(None)

    def on_resize(self, resized: events.Resize) -> None:
        """The first tells the size; after another one what is below stands elsewhere."""
        if self._stood not in (None, resized.size):
            self.dismiss(None)
        self._stood = resized.size

    def _take(self, letter: str) -> None:
        self._typed += letter
        if self._typed in self._by_label:
            self.dismiss(self._by_label[self._typed])
        elif not any(label.startswith(self._typed) for label in self._by_label):
            self.dismiss(None)
        else:
            for shown in self.query(Static):
                shown.display = (shown.name or "").startswith(self._typed)


def _letter(character: str | None) -> str:
    """The letter of the key that was pressed, on either layout; '' for none."""
    typed = (latin_key(character) or character if character else "").lower()
    return typed if typed in _LETTERS else ""
