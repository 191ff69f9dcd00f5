"""Work that takes long: how far it is, of how much, and a key that stops it."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, ClassVar, Generic, TypeVar

from rich.text import Text
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from netterm.errors import Failure
from netterm.language.clean import for_display
from netterm.locale import _, message
from netterm.screens.shell import NettermModal

__all__ = ["HowFar", "LongWork", "Told", "with_progress"]

Told = Callable[[int, int], None]
"""Called from the work's thread: so much is done, of so much. Raises where the work is to stop."""

Result = TypeVar("Result")

_BETWEEN = 0.2
"""Seconds between two paintings, so that a slow line is not filled with them."""


class _StoppedError(Exception):
    """The person asked for it."""


@dataclass(frozen=True, slots=True)
class _Ended(Generic[Result]):
    """How the work ended: with a result, a failure, or stopped without either."""

    result: Result | None = None
    failure: Failure | None = None


async def with_progress(screen: Screen[Any], title: str, work: Callable[[Told], Result]) -> Result | None:
    """Do `work` in a thread, under a dialog that says how far it is; None if it was stopped.

    What it leaves behind when it is stopped is its own affair. Raises the `Failure` that it raises. To be awaited in
    what `NettermScreen.begin` began; `title` is data.
    """
    ended = await screen.app.push_screen_wait(LongWork(title, work))
    if ended.failure is not None:
        raise ended.failure
    return ended.result


class HowFar(Widget):
    """A bar, and the numbers behind it: ``█████░░░░░ 1,200 of 3,000``."""

    DEFAULT_CSS = "HowFar { height: 1; width: 1fr; }"

    done: reactive[tuple[int, int]] = reactive((0, 0))
    """So much, of so much; nothing is known of it while that is 0."""

    def render(self) -> RenderResult:
        done, total = self.done
        if not total:
            return Text("…", end="")
        said = " " + message("{done:,} of {total:,}", done=done, total=total)
        room = max(self.size.width - len(said), 0)
        full = room * min(done, total) // total
        return Text("█" * full + "░" * (room - full) + said, no_wrap=True, end="")


class LongWork(NettermModal[_Ended[Result]], Generic[Result]):
    """The dialog over the screen that asked for the work; Esc stops that."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", show=False)]
    DEFAULT_CSS = """
    LongWork .dialog { width: 64; }
    LongWork HowFar { margin: 1 0; }
    """

    def __init__(self, title: str, work: Callable[[Told], Result]) -> None:
        super().__init__()
        self._title, self._work = title, work
        self._stop = threading.Event()
        self._told = 0.0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(for_display(self._title), markup=False)
            yield HowFar()
            yield Static(_("Esc stops it."), markup=False, id="said")

    def on_mount(self) -> None:
        self.run_worker(self._run())

    def on_unmount(self) -> None:
        self._stop.set()

    def action_stop(self) -> None:
        """At the next moment at which the work says how far it is."""
        self._stop.set()
        self.query_one("#said", Static).update(_("Stopping…"))

    async def _run(self) -> None:
        try:
            ended = _Ended(await asyncio.to_thread(self._work, self._tell))
        except _StoppedError:
            ended = _Ended()
        except Failure as failure:
            ended = _Ended(failure=failure)
        self.dismiss(ended)

    def _tell(self, done: int, total: int) -> None:
        """In the work's thread."""
        if self._stop.is_set():
            raise _StoppedError
        now = monotonic()
        if now >= self._told + _BETWEEN:
            self._told = now
            self.app.call_from_thread(self._show, done, total)

    def _show(self, done: int, total: int) -> None:
        for bar in self.query(HowFar):
            bar.done = done, total
