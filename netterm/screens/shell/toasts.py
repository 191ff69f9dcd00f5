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

__all__ = ["TOASTS_CSS", "Toasts", "place_for"]

_STANDS = {Tone.SAID: 4.0, Tone.WARNED: 8.0, Tone.FAILED: 8.0}
"""Seconds that each kind stays."""
_READ = 2.0
"""Seconds that what failed is left to be read before anything else takes its place."""
_WIDEST, _FRAME = 0.95, 3
"""The part of the screen's width that a toast takes at most, and cells of it that are no text."""
_HEAD, _FOOT = 1, 2
"""Lines of a screen that no toast hides: the heading, and below how things stand and the keys."""

_RAISED = {"below": _FOOT, "higher": _FOOT + 1, "highest": _FOOT + 2}
"""Lines below a toast: of the foot, and of what a screen has to say over it, in one line or two."""
_PLACES = ("above", *_RAISED)
"""Under the heading, or over the foot."""

TOASTS_CSS = f"""
    ToastRack {{ dock: top; align: right top; margin: {_HEAD} 0 0 0; overflow: hidden; }}
    Toast {{ width: auto; max-width: {_WIDEST:.0%}; margin: 0; padding: 0 1; }}
""" + "".join(
    f"    ToastRack.-{place} {{ dock: bottom; align: right bottom; margin: 0 0 {lines} 0; }}\n"
    for place, lines in _RAISED.items()
)


class Toasts(_AnyApp):
    """To be mixed into an app, with `TOASTS_CSS` in its style: `say` of its `Shell`."""

    _failed: tuple[float, str] = (-_READ, "")
    """When something failed last, and what was said of it."""
    _shown: str = ""
    """What was said last."""
    _about: Screen[Any] | None = None
    """The screen that this is about alone, if it is about one."""

    def on_mount(self) -> None:
        # At once, so that the screen that comes is not painted with it first.
        self.screen_change_signal.subscribe(self, self._forget_hint, immediate=True)

    def say(self, text: str, tone: Tone = Tone.SAID) -> None:
        """A toast in place of the one before, but for a failure that nobody can have read yet."""
        self._shown, self._about = for_display(text, multiline=True), None
        since, failure = self._failed
        self._clear()
        self._put(place_for(self.screen, self._shown))
        if tone is not Tone.FAILED and monotonic() - since < _READ:
            self._show(failure, Tone.FAILED)
        if tone is Tone.FAILED:
            self._failed = monotonic(), self._shown
        self._show(self._shown, tone)

    def hint(self, text: str, screen: Screen[Any]) -> None:
        """A toast about one screen alone, which goes with it."""
        self.say(text)
        self._about = screen

    def _forget_hint(self, _front: Screen[Any]) -> None:
        if self._about is None or self._about in self.screen_stack:
            return
        self._about = None
        self._clear()
        since, failure = self._failed
        if monotonic() - since < _READ:
            self._show(failure, Tone.FAILED)

    def place_toasts(self) -> None:
        """A dialog has come: what is still shown moves out of its way, or goes."""
        place = place_for(self.screen, self._shown)
        self._put(place)
        if not place:
            self._clear()
            return
        for behind in self.screen_stack[:-1]:  # it is shown in front now; those behind show it when they are again
            behind.query("ToastHolder").remove()

    def _put(self, place: str) -> None:
        for rack in self.screen.query("ToastRack"):  # it alone: what a class is put on is styled anew with all in it
            for each in _RAISED:
                rack.set_class(each == place, f"-{each}")

    def _clear(self) -> None:
        """Textual leaves what held a toast, a line high, and the next one would stand below that.

        Under a dialog the screen that it was opened from is still seen, with its toast.
        """
        self.clear_notifications()
        for screen in self.screen_stack:
            screen.query("ToastHolder").remove()

    def _show(self, shown: str, tone: Tone) -> None:
        self.notify(shown, severity=tone.value, markup=False, timeout=_STANDS[tone])


def place_for(screen: Screen[Any], text: str) -> str:
    """Where a toast hides nothing of the dialog that is open, or of what is typed into: one of `_PLACES`;
    '' where there is no such place. One is taken where it hides nothing that is read either, if there is.
    """
    width, height = screen.size
    room = max(int(width * _WIDEST) - _FRAME, 1)
    lines = max(sum(-(-cell_width(line) // room) for line in text.split("\n")), 1)
    rows = {"above": _HEAD} | {place: height - below - lines for place, below in _RAISED.items()}
    for avoided in ([*_in_use(screen), *_in_sight(screen)], _in_use(screen)):
        for place in _PLACES:
            region = Region(0, rows[place], width, lines)
            if not any(region.overlaps(each) for each in avoided):
                return place
    return ""


def _in_use(screen: Screen[Any]) -> list[Region]:
    """What no toast may hide."""
    found = [each.region for each in screen.query(".dialog")]
    focused = screen.focused
    if focused is not None and focused.check_consume_key("a", "a"):
        # A text that fills the screen is written where its cursor is.
        cursor = focused.app.cursor_position
        found.append(Region(0, cursor.y, screen.size.width, 1) if focused.region.height > 1 else focused.region)
    return found


def _in_sight(screen: Screen[Any]) -> list[Region]:
    """What is read meanwhile: the lines that a screen marks as such, and those of a text, but for its empty rows."""
    from netterm.screens.editing.area import ThaiTextArea

    texts = [each for each in screen.query(ThaiTextArea) if each.region.area]
    written = [Region(each.region.x, each.region.y, each.region.width, each.rows_written) for each in texts]
    return [*(each.region for each in screen.query(".in-sight")), *written]
