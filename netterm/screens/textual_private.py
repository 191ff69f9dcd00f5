"""Everything that netterm does with what Textual and Rich keep private stands here, and nowhere else.

`install` makes each screen right for Thai: every wrap breaks between words, no cut parts a mark from its base, and only
cells that changed are sent. `KedmaneeKeys` lets shortcuts work while the Thai layout is on. `PRIVATE`
lists the names, with what a test holds them against in the pinned versions.
"""

import asyncio
import inspect
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from functools import lru_cache, partial
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import rich._wrap
import textual._compositor
import textual._wrap
import textual._xterm_parser
from rich.cells import split_text
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.keys import Keys, _character_to_key
from textual.screen import UPDATE_PERIOD, Screen
from textual.strip import Strip
from textual.widget import Widget

from netterm.language.keyboard import latin_key, thai_key
from netterm.language.words import wrap_chunks
from netterm.screens.terminal.cells import PLAIN, Look, Row, Shown, is_sure, look_of, row_of
from netterm.screens.terminal.keys import NOTHING, pressed
from netterm.screens.word_list import words_are_loaded

__all__ = [
    "PRIVATE",
    "KedmaneeKeys",
    "ended",
    "forget_shown",
    "hold_back",
    "install",
    "latin_name",
    "messages_of",
    "paint_at_once",
    "prepare_styles",
    "read_every_key",
]

PRIVATE = {
    "rich._wrap:words": ["text"],
    "rich.segment:Segment._split_cells": ["segment", "cut"],
    "textual._compositor:ChopsUpdate.__init__": ["self", "chops", "spans", "chop_ends"],
    "textual._compositor:LayoutUpdate.__init__": ["self", "strips", "region"],
    "textual._compositor:LayoutUpdate.render_segments": ["self", "console"],
    "textual._wrap:chunks": ["text"],
    "textual._xterm_parser:XTermParser._sequence_to_key_events": ["self", "sequence", "alt"],
    "textual.css.stylesheet:Stylesheet._parse_rules": [
        "self",
        "css",
        "read_from",
        "is_default_rules",
        "tie_breaker",
        "scope",
    ],
    "textual.css.model:RuleSet.__hash__": ["self"],
    "textual.dom:DOMNode._css_bases": ["base"],
    "textual.app:App._begin_batch": ["self"],
    "textual.app:App._check_bindings": ["self", "key", "priority"],
    "textual.app:App._display": ["self", "screen", "renderable"],
    "textual.app:App._end_batch": ["self"],
    "textual.app:App._load_screen_css": ["self", "screen"],
    "textual.screen:Screen._compositor_refresh": ["self"],
    "textual.screen:Screen._on_screen_resume": ["self", "event"],
    "textual.screen:Screen._on_timer_update": ["self"],
    "textual.screen:Screen._refresh_layout": ["self", "size", "scroll"],
    "textual.screen:Screen._update_timer": ["self"],
    "textual.drivers.linux_driver:LinuxDriver._get_terminal_size": ["self"],
    "textual.drivers.linux_driver:LinuxDriver._sigcont_application": ["self", "_"],
    "textual.drivers.linux_driver:LinuxDriver._sigtstp_application": ["self", "_"],
    "textual.drivers.linux_driver:getincrementaldecoder": ["encoding"],
    "textual.keys:_character_to_key": ["character"],
}
"""What is private there and used or replaced by us, as ``module:name``, and the parameters that it takes."""

_MOST_STYLES = 1_024
"""Pieces of CSS, of which each kind of widget has one."""
_MOST_LAYOUTS = 3
"""How often a screen is laid out at most before it is painted: one layout may ask for the next."""
_shown: WeakKeyDictionary["App[Any]", Shown] = WeakKeyDictionary()
_paints: "WeakKeyDictionary[Screen[Any], _PaintSoon]" = WeakKeyDictionary()
_stock_set_variables = Stylesheet.set_variables
_stock_parse = Stylesheet.parse
_stock_display: Callable[..., None] = App._display  # noqa: SLF001
_stock_load_css: Callable[..., None] = App._load_screen_css  # noqa: SLF001
_stock_resume: Callable[..., None] = Screen._on_screen_resume  # noqa: SLF001
_stock_refresh = Screen._compositor_refresh  # noqa: SLF001
_stock_key_events = textual._xterm_parser.XTermParser._sequence_to_key_events  # noqa: SLF001
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


class _Rendered(textual._compositor.CompositorUpdate):  # noqa: SLF001
    """What is sent, for Textual to send it."""

    def __init__(self, sequences: str) -> None:
        self._sequences = sequences

    def render_segments(self, console: Console) -> str:
        return self._sequences


def _display(app: "App[Any]", screen: Screen[Any], update: RenderableType | None) -> None:
    """Sends of an update what the terminal does not show yet; and nothing if it shows it all."""
    whole = isinstance(update, textual._compositor.LayoutUpdate)  # noqa: SLF001
    part = isinstance(update, textual._compositor.ChopsUpdate)  # noqa: SLF001
    driver = app._driver  # noqa: SLF001
    goes_out = app._running and not app._closed and not app._batch_count  # noqa: SLF001
    if not (whole or part) or not goes_out or driver is None or app.is_headless:
        _stock_display(app, screen, update)
        return
    sequences = _sequences(_shown_by(app), app.console, update)
    if sequences or app.screen.outer_size.clamp_offset(app.cursor_position) != app._previous_cursor_position:  # noqa: SLF001
        _stock_display(app, screen, _Rendered(sequences))
    else:
        app.post_display_hook()


def _refresh(screen: Screen[Any]) -> None:
    """While updates are held back, Textual draws all of them and sends none: they are drawn with what comes then."""
    if not screen.app._batch_count:  # noqa: SLF001
        _stock_refresh(screen)


def forget_shown(app: "App[Any]") -> None:
    """The terminal was somebody else's in the meantime: what is painted from now on is sent whatever it shows."""
    if app in _shown:
        _shown[app].forget()


def _shown_by(app: "App[Any]") -> Shown:
    """What the app's terminal shows."""
    found = _shown.get(app)
    if found is None:
        found = _shown[app] = Shown()
        app.app_resume_signal.subscribe(app, forget_shown, immediate=True)
    return found


def _sequences(shown: Shown, console: Console, update: Any) -> str:
    if isinstance(update, textual._compositor.ChopsUpdate):  # noqa: SLF001
        return shown.change([*_parts(update, console)])
    rows = [[*strips] for strips in update.strips]
    columns = update.region.width
    if shown.size == (columns, len(rows)):
        return shown.change([(y, 0, _row(strips, console)) for y, strips in enumerate(rows)])
    shown.drawn(columns, [partial(_row, strips, console) for strips in rows])
    update.strips = rows
    sequences: str = update.render_segments(console)
    if is_sure(sequences):
        return sequences
    shown.forget()
    return shown.change([(y, 0, _row(strips, console)) for y, strips in enumerate(rows)])


def _parts(update: textual._compositor.ChopsUpdate, console: Console) -> Iterator[tuple[int, int, Row]]:
    """Of each row the cells that are to be shown anew, and no others."""
    for y, begin, end in update.spans:
        for chop_end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            first, last = max(x, begin), min(chop_end, end)
            if strip is not None and first < last:
                yield y, first, _row([strip.crop(first - x, last - x)], console)


def _row(strips: Iterable[Strip], console: Console) -> Row:
    system = COLOR_SYSTEMS[console.color_system or "truecolor"]
    return row_of((text, _look(style, system)) for strip in strips for text, style, control in strip if not control)


@lru_cache(1_024)
def _look(style: Style | None, system: ColorSystem) -> Look:
    return PLAIN if style is None else look_of(Strip.render_ansi(style, system))


def _set_variables(sheet: Stylesheet, variables: dict[str, str]) -> None:
    """Textual parses every style anew each time that a screen is shown, though only another theme changes any."""
    if variables != sheet._variables:  # noqa: SLF001
        _stock_set_variables(sheet, variables)
        sheet._require_parse = True  # noqa: SLF001


def _reparse(sheet: Stylesheet) -> None:
    if sheet._require_parse:  # noqa: SLF001
        sheet.parse()


def _parse(sheet: Stylesheet) -> None:
    """Textual keeps of what it parsed less than we have, and begins from the start with each new kind of widget."""
    sheet._parse_cache.maxsize = _MOST_STYLES  # noqa: SLF001
    _stock_parse(sheet)


class _PaintSoon:
    """When a screen is painted: at once, but no more often than Textual does it.

    In place of Textual's timer, which lets the first change of each screen, and many a second one, wait for a tick. As
    there, it is done beside the screen's queue: a screen behind a dialog asks for the next turn in each.
    """

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._loop, self._context = asyncio.get_running_loop(), copy_context()
        self._painted = -inf
        self._next: asyncio.TimerHandle | None = None

    def resume(self) -> None:
        """Something is to be painted."""
        if self._next is None:
            wait = max(self._painted + UPDATE_PERIOD - monotonic(), 0)
            self._next = self._loop.call_later(wait, self._paint, context=self._context)

    def pause(self) -> None:
        """It is being painted."""
        if self._next is not None:
            self._next.cancel()
        self._next, self._painted = None, monotonic()

    def _paint(self) -> None:
        app = self._screen.app
        try:
            if _stands(app) and not app._exit:  # noqa: SLF001
                self._screen._on_timer_update()  # noqa: SLF001
        except Exception as error:  # noqa: BLE001 - as Textual does it
            app._handle_exception(error)  # noqa: SLF001


def _paint_soon(screen: Screen[Any]) -> _PaintSoon:
    found = _paints.get(screen)
    if found is None:
        found = _paints[screen] = _PaintSoon(screen)
    return found


def hold_back(app: "App[Any]") -> None:
    """Nothing is painted from now on, until somebody says `paint_at_once` as often as this was called."""
    app._begin_batch()  # noqa: SLF001


async def paint_at_once(app: "App[Any]") -> None:
    """Paint what was held back, and do not wait for the clock of the screen, which a new one begins with a wait."""
    for _ in range(_MOST_LAYOUTS):
        if not _stands(app) or not app.screen._layout_required:  # noqa: SLF001
            break
        # Its widgets hear how large they are before they are painted, not after; a scroll bar may follow from that.
        app.screen._refresh_layout()  # noqa: SLF001
        app.screen._layout_required = False  # noqa: SLF001
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    app._end_batch()  # noqa: SLF001
    if _stands(app) and not app._batch_count:  # noqa: SLF001
        # Whole: another one may stand there.
        app.screen._dirty_widgets.add(app.screen)  # noqa: SLF001
        app.screen._repaint_required = False  # noqa: SLF001
        app.screen._on_timer_update()  # noqa: SLF001


def _stands(app: "App[Any]") -> bool:
    return app._running and bool(app.screen_stack)  # noqa: SLF001


async def ended(workers: "Iterable[Worker[Any]]") -> None:
    """Until each of the workers has come to its end, whatever that is."""
    if tasks := [each._task for each in workers if each._task is not None]:  # noqa: SLF001
        await asyncio.wait(tasks)


def _load_css(app: "App[Any]", screen: Screen[Any]) -> None:
    """What is about to be made gets its styles as they are now: not the screen that it comes after once more."""
    _stock_load_css(app, screen)
    if screen._css_update_count < 0:  # noqa: SLF001
        screen._css_update_count = app._css_update_count  # noqa: SLF001


def _resume(screen: Screen[Any], event: events.ScreenResume) -> None:
    """Textual gives a screen its styles again whenever it is shown, though they are those that it has."""
    event.refresh_styles &= screen._css_update_count != screen.app._css_update_count  # noqa: SLF001
    _stock_resume(screen, event)


async def prepare_styles(app: "App[Any]") -> None:
    """Parse the styles of every kind of widget that is known by now, one at a time, before any of them is shown."""
    sheet, sources = app.stylesheet, _sources(_kinds_of(Widget))
    for read_from, (css, tie_breaker, scope) in sources.items():
        sheet._parse_rules(css, read_from, True, tie_breaker, scope)  # noqa: SLF001
        await asyncio.sleep(0)
    for read_from, (css, tie_breaker, scope) in sources.items():
        sheet.add_source(css, read_from, is_default_css=True, tie_breaker=tie_breaker, scope=scope)
    sheet.parse()


def _sources(kinds: Iterable[type[Widget]]) -> dict[tuple[str, str], tuple[str, int, str]]:
    """Where each style is from; the style, how far it gives way to others, and what it is for."""
    found: dict[tuple[str, str], tuple[str, int, str]] = {}
    for kind in kinds:
        for depth, base in enumerate(kind._css_bases(kind)):  # noqa: SLF001
            if css := base.__dict__.get("DEFAULT_CSS", ""):
                read_from = inspect.getfile(base), f"{base.__name__}.DEFAULT_CSS"
                scope = base._css_type_name if base.__dict__.get("SCOPED_CSS", True) else ""  # noqa: SLF001
                found[read_from] = css, min(-depth, found.get(read_from, ("", 0, ""))[1]), scope
    return found


def _kinds_of(kind: type[Widget]) -> Iterator[type[Widget]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds_of(each)


def install() -> None:
    """Make every wrap of Textual and Rich break between Thai words, every cut keep marks with their base, and every
    update send only what the terminal does not show yet; and every style be parsed once."""
    textual._wrap.chunks = _chunks  # noqa: SLF001
    rich._wrap.words = _words  # noqa: SLF001
    Segment._split_cells = staticmethod(_split_cells)  # type: ignore[assignment, method-assign]  # noqa: SLF001
    Stylesheet.set_variables = _set_variables  # type: ignore[assignment, method-assign]
    Stylesheet.reparse = _reparse  # type: ignore[assignment, method-assign]
    Stylesheet.parse = _parse  # type: ignore[assignment, method-assign]
    Screen._compositor_refresh = _refresh  # type: ignore[assignment, method-assign]  # noqa: SLF001
    Screen._update_timer = property(_paint_soon)  # type: ignore[assignment, method-assign]  # noqa: SLF001
    Screen._on_screen_resume = _resume  # type: ignore[assignment, method-assign]  # noqa: SLF001
    App._display = _display  # type: ignore[assignment, method-assign]  # noqa: SLF001
    App._load_screen_css = _load_css  # type: ignore[assignment, method-assign]  # noqa: SLF001
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]  # by identity, as it is, but without a call


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
    from textual.message import Message
    from textual.worker import Worker

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


def _key_events(parser: textual._xterm_parser.XTermParser, sequence: str, alt: bool = False) -> Iterable[events.Key]:
    """The key that sends `sequence`: what every terminal may send, and only then what Textual knows."""
    found = pressed(sequence)
    if found is None:
        yield from _stock_key_events(parser, sequence, alt)
    elif found is NOTHING:
        yield events.Key(Keys.Ignore, sequence)
    else:
        name = _character_to_key(found.key) if len(found.key) == 1 else found.key
        yield events.Key("+".join([*found.held, name]), found.types or None)


def read_every_key() -> None:
    """Have Textual understand the keys of all terminals; what it does not know then is typed into no text."""
    textual._xterm_parser.XTermParser._sequence_to_key_events = _key_events  # type: ignore[assignment, method-assign]  # noqa: SLF001


def messages_of(typed: str) -> "Iterator[Message]":
    """What Textual makes of all that was `typed`, as a terminal sent it."""
    parser = textual._xterm_parser.XTermParser()  # noqa: SLF001
    yield from parser.feed(typed)
    yield from parser.feed("")
