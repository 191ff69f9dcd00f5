"""What the program says in passing: one toast at a time, and where it hides nothing that is typed into."""

from time import monotonic
from typing import TYPE_CHECKING, Any

from textual.geometry import Region
from textual.screen import Screen

from netterm.language.clean import for_display
from netterm.language.clusters import cell_width
from netterm.screens.shell import Tone

if TYPE_CHECKING:
    from textual.app import App

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["TOASTS_CSS", "Toasts", "places_free"]

_STANDS = {Tone.SAID: 4.0, Tone.WARNED: 8.0, Tone.FAILED: 8.0}
"""Seconds that each kind stays."""
_READ = 2.0
"""Seconds that what failed is left to be read before anything else takes its place."""
_WIDEST, _FRAME = 0.95, 3
"""The part of the screen's width that a toast takes at most, and cells of it that are no text."""
_HEAD, _FOOT = 1, 2
"""Lines of a screen that no toast hides: the heading, and below how things stand and the keys."""

TOASTS_CSS = f"""
    ToastRack {{ dock: top; align: right top; margin: {_HEAD} 0 0 0; overflow: hidden; }}
    .-toasts-below ToastRack {{ dock: bottom; align: right bottom; margin: 0 0 {_FOOT} 0; }}
    Toast {{ width: auto; max-width: {_WIDEST:.0%}; margin: 0; padding: 0 1; }}
"""


class Toasts(_AnyApp):
    """To be mixed into an app, with `TOASTS_CSS` in its style: `say` of its `Shell`."""

    _failed: tuple[float, str] = (-_READ, "")
    """When something failed last, and what was said of it."""
    _shown: str = ""
    """What was said last."""

    def say(self, text: str, tone: Tone = Tone.SAID) -> None:
        """A toast in place of the one before, but for a failure that nobody can have read yet."""
        self._shown = for_display(text, multiline=True)
        since, failure = self._failed
        self.clear_notifications()
        self.screen.set_class(places_free(self.screen, self._shown) == ["below"], "-toasts-below")
        if tone is not Tone.FAILED and monotonic() - since < _READ:
            self._show(failure, Tone.FAILED)
        if tone is Tone.FAILED:
            self._failed = monotonic(), self._shown
        self._show(self._shown, tone)

    def place_toasts(self) -> None:
        """A dialog has come: what is still shown moves out of its way, or goes."""
        free = places_free(self.screen, self._shown)
        self.screen.set_class(free == ["below"], "-toasts-below")
        if not free:
            self.clear_notifications()

    def _show(self, shown: str, tone: Tone) -> None:
        self.notify(shown, severity=tone.value, markup=False, timeout=_STANDS[tone])


def places_free(screen: Screen[Any], text: str) -> list[str]:
    """Where a toast hides nothing of the dialog that is open, or of what is typed into: ``above``, ``below``."""
    width, height = screen.size
    room = max(int(width * _WIDEST) - _FRAME, 1)
    lines = max(sum(-(-cell_width(line) // room) for line in text.split("\n")), 1)
    used = _in_use(screen)
    rows = {"above": Region(0, _HEAD, width, lines), "below": Region(0, height - _FOOT - lines, width, lines)}
    return [name for name, region in rows.items() if not any(region.overlaps(each) for each in used)]


def _in_use(screen: Screen[Any]) -> list[Region]:
    found = [each.region for each in screen.query(".dialog")]
    focused = screen.focused
    if focused is not None and focused.check_consume_key("a", "a"):
        # A text that fills the screen is written where its cursor is.
        cursor = focused.app.cursor_position
        found.append(Region(0, cursor.y, screen.size.width, 1) if focused.region.height > 1 else focused.region)
    return found
