"""Minutes as they are written, one plain line after the other: for a screen reader, a braille line or a pipe."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from netterm.cli.news import News, Newsreader

if TYPE_CHECKING:
    from netterm.store import Changed, Replica
    from netterm.store.holdings import Place

_AT_MOST: Final = 0.5
"""Seconds waited at once, since a wait without end hears no Ctrl+C on Windows."""

Say = Callable[[News], None]


def follow_minutes(replica: Replica, meeting: bytes, say: Say, stop: threading.Event | None = None) -> None:
    """Say what stands and then what comes, until the meeting is over, Ctrl+C, or ``stop``.

    What comes is told of by the store, whoever wrote it: this process (which may sync), another one on this computer,
    or a peer of either.
    """
    inbox = Inbox()
    reader = Newsreader(replica, meeting)
    ended = stop or threading.Event()
    unsubscribe = replica.subscribe(inbox.put)
    try:
        with suppress(KeyboardInterrupt):  # the way that this ends
            _say_all(reader.standing(), say)
            while not reader.over and not ended.is_set():
                changed = inbox.take(reader.settles_at)
                _say_all(reader.changed(changed) if changed else reader.settled(), say)
    finally:
        unsubscribe()


def _say_all(news: Iterable[News], say: Say) -> None:
    for each in news:
        say(each)


class Inbox:
    """What changed, from whatever thread changed it."""

    def __init__(self) -> None:
        self._changed: set[Place] = set()
        self._lock = threading.Lock()
        self._there = threading.Event()

    def put(self, changed: Changed) -> None:
        """In any thread."""
        with self._lock:
            self._changed |= changed.records
        self._there.set()

    def take(self, until: float | None) -> frozenset[Place]:
        """What came; nothing after a moment, or once ``until`` has come on the monotonic clock."""
        left = _AT_MOST if until is None else min(_AT_MOST, until - time.monotonic())
        if left > 0:
            self._there.wait(left)
        with self._lock:
            self._there.clear()
            taken, self._changed = frozenset(self._changed), set()
        return taken
