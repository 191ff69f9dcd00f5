"""Keys in their turn: each is done once what the one before began is there, and never on a screen that is being left.

A screen takes a moment to come: a command reads what it shows, its widgets are made, its lines are read. What is typed
meanwhile is kept here, and is done as if it had been typed later: Enter opens the line that the cursor is on once the
list is read, letters go into the field that has the focus once the dialog stands. What belongs to no screen (help,
another place) waits only behind other keys; and Esc, where nothing comes, takes back what still waits. What is clicked
waits behind keys alone, and is dropped where what was clicked on has gone meanwhile.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual import events
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.screen import Screen

from netterm.commands import COMMANDS, EVERYWHERE
from netterm.screens.shell.face import Work
from netterm.screens.shell.told import Told
from netterm.screens.textual_private import latin_name

if TYPE_CHECKING:
    from textual.app import App

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["KeysInTurn", "Typed"]

Typed = events.Key | events.Paste | events.MouseDown | events.MouseUp

_LOOK = 0.005
"""Seconds between two looks whether a key that waits may be done."""
_LONGEST_WORK = 3.0
"""Seconds after its beginning for which keys wait for what a command does: one that looks around in the network may
take minutes."""
_WORK_BEFORE_ESCAPE = 0.5
"""The same for Esc, which stops many a work."""
_LONGEST_READING = 10.0
"""Seconds for which keys wait until what their screen shows is read."""
_IMPATIENT = 1.0
"""Seconds of waiting after which Esc takes back what waits, in place of waiting behind it."""
_LONGEST_ROUND = 1.0
_GONE = 0.05
"""Seconds between two looks whether a widget is still there."""
_ROUNDS = 4
"""From what a key does to what follows from that, and so on: a key opens a line, the line a dialog."""
_IN_A_TEXT = frozenset({"left", "right", "home", "end", "backspace", "delete"})
"""Keys that, as letters do, stay in the text that has the focus."""

_work: ContextVar["_Doing | None"] = ContextVar("_work", default=None)
"""What the command that runs here does."""


@runtime_checkable
class OnlyMoves(Protocol):
    """A widget in which some keys do no more than move its cursor: the next one need not wait for them."""

    MOVES: ClassVar[frozenset[str]]


class _Doing:
    """What a command does, but for the time in which it waits for somebody's answer."""

    def __init__(self) -> None:
        self.since: float | None = monotonic()

    def waits(self) -> None:
        self.since = None

    def goes_on(self) -> None:
        self.since = monotonic()


class KeysInTurn(_AnyApp):
    """To be mixed into an app whose screens are `Told`."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        self._ahead: deque[Typed] = deque()
        """What waits; the first is the one whose turn it is."""
        self._ahead_since = 0.0
        self._doing: set[_Doing] = set()
        self._takes_turns = False
        """Whether somebody sees to what waits."""
        self._went_to: DOMNode = self
        """Where the last key went that may lead somewhere."""
        self._sent = self._seen = 0
        """How often something was sent on its way through the queues, and of how much it is known that it arrived."""
        self._clicked_on: dict[Typed, Screen[Any]] = {}
        """What the mouse was pressed on, by one that waits."""
        self._is_pressed = True
        """Whether the last press was done, and not dropped: a release belongs to it."""
        self._waits_for: Screen[Any] | None = None
        """The screen that the first key waits for, because it does not stand yet."""
        self._waits_since = 0.0
        super().__init__(*arguments, **keywords)

    @property
    def keys_wait(self) -> bool:
        """Whether something that was typed is not done yet."""
        return bool(self._ahead)

    @property
    def _follows(self) -> bool:
        """Whether what the last key began may still be on its way."""
        return self._sent != self._seen

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, Typed) or event.is_forwarded:
            await super().on_event(event)
            return
        is_click = isinstance(event, events.MouseEvent)
        if isinstance(event, events.MouseDown):
            self._clicked_on[event] = self.screen
        if not self.app_focus:
            self.app_focus = True  # whoever types is here, whatever the terminal said last
        if self._ahead:
            await self._line_up(event)
        elif self._takes_turns or self._follows or not (is_click or (self.is_alone(event) and not self._held(event))):
            self._begin_with(event)
        else:
            await self.do_typed(event)

    async def do_typed(self, typed: Typed) -> None:
        """It is the turn of what was typed."""
        if isinstance(typed, events.MouseDown):
            self._is_pressed = self._clicked_on.pop(typed, self.screen) is self.screen
        if isinstance(typed, events.MouseEvent) and not self._is_pressed:
            return
        leads_on = self._leads_on(typed)
        if leads_on:
            self._went_to = self.focused or self.screen
            self._sent += 1
        await super().on_event(typed)
        if leads_on:
            self._take_turns()

    def is_alone(self, _typed: Typed) -> bool:
        """Whether what it means does not depend on what comes right behind it."""
        return True

    async def wait_for_more(self, typed: Typed) -> None:
        """Until what comes right behind it is there."""

    def waited_in_vain(self) -> None:
        """The screen that what waits is for did not come in time: it is done on the one that is there."""

    @property
    def waiting(self) -> "deque[Typed]":
        """What waits; the first is the one whose turn it is."""
        return self._ahead

    def behind(self) -> Typed | None:
        """What was typed after the one whose turn it is."""
        return self._ahead[1] if len(self._ahead) > 1 else None

    # What follows from a key

    def followed(self, work: Work) -> Work:
        """The same work; keys that are typed from now on wait until it has led somewhere, if a key began it or what a
        key began."""
        if not self._follows and self._done_here() is None:
            return work
        doing = _Doing()
        self._doing.add(doing)
        return partial(self._until_done, doing, work)

    async def _until_done(self, doing: _Doing, work: Work) -> None:
        _work.set(doing)
        try:
            await work()
        finally:
            self._doing.discard(doing)
            self._sent += 1  # what it told others
            self._take_turns()

    def _done_here(self) -> _Doing | None:
        """What the command does that is at work here; not what once made the screen that this happens on."""
        doing = _work.get()
        is_at_work = doing is not None and doing.since is not None and doing in self._doing
        return doing if is_at_work else None

    def push_screen(self, *arguments: Any, **keywords: Any) -> Any:
        doing, pushed = self._done_here(), super().push_screen(*arguments, **keywords)
        if doing is not None and isinstance(pushed, asyncio.Future):
            doing.waits()
            pushed.add_done_callback(lambda _answer: doing.goes_on())
        return pushed

    # Whose turn it is

    def _begin_with(self, typed: Typed) -> None:
        self._ahead.append(typed)
        self._ahead_since = monotonic()
        self._take_turns()

    def _take_turns(self) -> None:
        """See to what waits, and to what is on its way: what begins of itself later on does not follow from a key."""
        if not self._takes_turns and self.is_running:
            self._takes_turns = True
            work: Callable[[], Awaitable[None]] = self._in_turn  # a callable: one that never starts leaves no warning
            self.run_worker(work, group="keys")

    async def _line_up(self, typed: Typed) -> None:
        """Behind the others. Who has waited in vain is not held back from leaving, nor means more by another Enter."""
        is_impatient = monotonic() - self._ahead_since > _IMPATIENT
        if is_impatient and _is_key(typed, "escape", *COMMANDS.keys("program.quit")) and self.screen.is_mounted:
            self._ahead.clear()
            await self.do_typed(typed)
        elif not (is_impatient and _is_key(typed, "enter") and _is_key(self._ahead[-1], "enter")):
            self._ahead.append(typed)

    async def _in_turn(self) -> None:
        try:
            await self._arrived()
            while self._ahead:
                await self._take_turn(self._ahead[0])
                if not self._ahead:
                    await self._arrived()
        finally:
            self._takes_turns = False
            self._clicked_on.clear()

    async def _take_turn(self, typed: Typed) -> None:
        await self._until_its_turn(typed)
        if not self.is_alone(typed):
            await self.wait_for_more(typed)
            await self._until_its_turn(typed)
        if self._waits_on(typed) and not _is_key(typed, "escape"):
            self.waited_in_vain()
        if self._is_first(typed):  # else it was taken back
            await self._passed(self, typed)
        if self._is_first(typed):
            self._ahead.popleft()
            self._ahead_since = monotonic()

    def _is_first(self, typed: Typed) -> bool:
        return bool(self._ahead) and self._ahead[0] is typed

    async def _until_its_turn(self, typed: Typed) -> None:
        await self._arrived()
        while self._is_first(typed) and self._held(typed):
            await asyncio.sleep(_LOOK)
            await self._arrived()

    def _held(self, typed: Typed) -> bool:
        """Whether a key has still to wait for its screen."""
        now = monotonic()
        longest = _WORK_BEFORE_ESCAPE if _is_key(typed, "escape") else _LONGEST_WORK
        if any(doing.since is not None and now - doing.since < longest for doing in self._doing):
            return True
        if self._can_take(typed):
            self._waits_for = None
            return False
        if self._waits_for is not self.screen:
            self._waits_for, self._waits_since = self.screen, now
        goes_on = isinstance(self.screen, Told) and self.screen.goes_on
        return goes_on or now - self._waits_since < _LONGEST_READING

    def _waits_on(self, typed: Typed) -> bool:
        """Whether it would still have to wait if it had not waited long enough."""
        return not self._can_take(typed) or any(doing.since is not None for doing in self._doing)

    def _can_take(self, typed: Typed) -> bool:
        """Whether the screen is there, as far as it matters to the key."""
        screen = self.screen
        if not screen.is_mounted:
            return False
        return not isinstance(screen, Told) or screen.stands or _is_of_no_screen(typed, screen)

    def _leads_on(self, typed: Typed) -> bool:
        """Whether more may come of it than of a letter in a text, or a step in a list."""
        focused: object = self.focused
        if isinstance(focused, OnlyMoves) and isinstance(typed, events.Key):
            return typed.key not in focused.MOVES
        if self.focused is None or not self.focused.check_consume_key("a", "a"):
            return True
        is_in_text = isinstance(typed, events.Key) and (typed.is_printable or typed.key in _IN_A_TEXT)
        return not is_in_text and not isinstance(typed, events.Paste)

    # On its way through the queues

    async def _arrived(self) -> None:
        """Until the last key, and what follows from it, has been through all queues that it goes through."""
        while self._follows:
            sent = self._sent
            with suppress(TimeoutError):
                async with asyncio.timeout(_LONGEST_ROUND):
                    for _round in range(_ROUNDS):
                        pumps = [*self._on_the_way()]
                        for pump in pumps:
                            await self._passed(pump)
                        if not any(pump.message_queue_size for pump in pumps):
                            break
            self._seen = sent

    def _on_the_way(self) -> Iterator[MessagePump]:
        """From where the key went up to the app, and from where the focus is now."""
        seen: set[MessagePump] = set()
        for target in (self._went_to, self.focused or self.screen):
            for pump in target.ancestors_with_self:
                if pump not in seen and pump.is_running:
                    seen.add(pump)
                    yield pump

    async def _passed(self, pump: MessagePump, typed: Typed | None = None) -> None:
        """Until a queue is done with what is in it now; and, in the app's own, with what was typed."""
        done = asyncio.Event()

        async def do() -> None:
            try:
                if typed is not None and self._is_first(typed):
                    await self.do_typed(typed)
            finally:
                done.set()

        queued = pump.call_later(do)
        while queued and pump.is_running and not done.is_set():  # what is taken down may never come to it
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), _GONE)


def _is_key(typed: Typed, *keys: str) -> bool:
    return isinstance(typed, events.Key) and typed.key in keys


def _is_of_no_screen(typed: Typed, screen: Told[Any]) -> bool:
    """Whether it does the same whatever a main screen shows: it leaves it, or is for the program."""
    if screen.is_modal or not isinstance(typed, events.Key):
        return False
    everywhere = (key for command in COMMANDS.of(EVERYWHERE) for key in screen.keys_here(command))
    return not {typed.key, latin_name(typed.key)}.isdisjoint({"escape", *everywhere})
