"""What the screens remember of themselves from one day to the next: layout, sorting, filters, and where one was.

It is kept with the network's data, encrypted, for each person on each computer: a filter may be somebody's name. Where
one was is gone back to only when it was not long ago, as after a dropped line; a new day begins at home. Into minutes,
where every letter becomes text, only who left them just now is put back; later Home offers them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from netterm.errors import Failure
from netterm.locale import _
from netterm.screens import places
from netterm.screens.shell import NettermScreen, Shell

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen
    from textual.timer import Timer

    from netterm.store import Replica

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["Remembering", "way_back"]

_MINUTES = "minutes"

_SOON = 10.0
"""Seconds after which what is remembered is written: a cursor that moves down a list is not worth a write a line."""
_NOT_LONG = timedelta(hours=12)
_JUST_NOW = timedelta(minutes=30)
_WHERE, _WHEN, _BACK = "where", "when", "back"


def way_back(shell: Shell) -> list[places.Step]:
    """The way to minutes that somebody left a while ago, to be offered; nothing where there are none."""
    when, _space, way = shell.kept(_BACK).partition(" ")
    steps = places.read(way) if _is_within(when, _NOT_LONG) else []
    return steps if steps and steps[-1].place == _MINUTES else []


def _is_within(written: str, time: timedelta) -> bool:
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        return False
    return when.tzinfo is not None and abs(datetime.now().astimezone() - when) < time


class Remembering(_AnyApp):
    """To be mixed into an app that is a `Shell`: `kept`, `keep` and `note_where` of it."""

    _kept: dict[str, str]
    _unwritten: dict[str, str]
    _until_written: "Timer | None" = None
    _resumed: bool = False
    """Whether where one was has been gone back to: until then nothing is noted in its place."""

    def kept(self, name: str) -> str:
        return self._kept.get(name, "")

    def keep(self, name: str, value: str) -> None:
        if self._kept.get(name, "") == value:
            return
        self._kept[name] = self._unwritten[name] = value
        if self._until_written is None and self._resumed:
            self._until_written = self.set_timer(_SOON, self._write_behind)

    def note_where(self) -> None:
        if not self._resumed:
            return
        self.keep(_WHERE, places.written([each for each in self.screen_stack if isinstance(each, NettermScreen)]))
        self.keep(_WHEN, datetime.now().astimezone().isoformat(timespec="minutes"))

    def begin_remembering(self, replica: "Replica | None") -> None:
        """Take what was kept of an open replica; what is kept from now on goes there."""
        self._unwritten = {}
        self._kept = replica.kept() if replica is not None else {}

    async def resume(self) -> None:
        """Go back to where one was, if that was not long ago and is still there."""
        shell = cast(Shell, self)
        when = self.kept(_WHEN)
        steps = places.read(self.kept(_WHERE)) if _is_within(when, _NOT_LONG) else []
        into_minutes = bool(steps) and steps[-1].place == _MINUTES
        if into_minutes and not _is_within(when, _JUST_NOW):
            self.keep(_BACK, f"{when} {self.kept(_WHERE)}")
            steps = []
        is_elsewhere = len(steps) > 1 or any(step.place != places.FIRST for step in steps)
        if is_elsewhere and isinstance(self.screen, NettermScreen):
            ways = [step for step in steps[1:] if await asyncio.to_thread(places.is_there, shell.replica, step)]
            if self.screen.PLACE == places.FIRST and len(self.screen_stack) == 1:  # nobody went on meanwhile
                await shell.arrive(steps[0].place)
                came: Screen[Any] = self.screen
                for step in ways:
                    if self.screen is came:  # else somebody went on meanwhile
                        came = places.opened_anew(step)
                        await self.push_screen(came)
                if self.screen is came and isinstance(came, NettermScreen):
                    said = _("You are back in the minutes: type on, or Esc leaves them.")
                    came.say_quietly(said if into_minutes and ways else _("You are back where you were last."))
        self._resumed = True
        self.note_where()  # who went on meanwhile is there now
        if into_minutes and not steps and isinstance(self.screen, NettermScreen):
            self.screen.reload()  # home has something to offer

    def write_kept(self) -> None:
        """Now; not for the loop."""
        if not self._unwritten:
            return
        values, self._unwritten = self._unwritten, {}
        with suppress(Failure):  # a help, not a promise
            cast(Shell, self).replica.keep(values)

    def _write_behind(self) -> None:
        self._until_written = None
        work: Callable[[], Awaitable[None]] = self._write_in_thread
        self.run_worker(work, group="remember")

    async def _write_in_thread(self) -> None:
        await asyncio.to_thread(self.write_kept)
