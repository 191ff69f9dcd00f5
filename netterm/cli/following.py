"""Minutes as they are written, one plain line after the other: for a screen reader, a braille line or a pipe."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from netterm.flows.agenda import items
from netterm.locale import message
from netterm.model.values import Showing, show

if TYPE_CHECKING:
    from netterm.store import Changed, Record, Replica

_SETTLES: Final = 0.4
"""Seconds that changes are gathered for, so that a line is read once it stands and not at each letter."""
_OF_MEETING: Final = frozenset(
    {"meeting", "agenda_item", "resolution", "task", "question", "motion", "attendance", "presence_span"}
)

Say = Callable[[str], None]


def follow_minutes(replica: Replica, meeting: bytes, say: Say, stop: threading.Event | None = None) -> None:
    """Say what is there, and then each line that comes, until Ctrl+C or ``stop``."""
    changed, ended = threading.Event(), stop or threading.Event()

    def heard(what: Changed) -> None:
        if any(entity in _OF_MEETING for entity, _ in what.records):
            changed.set()

    follower = Follower(replica, meeting)
    unsubscribe = replica.subscribe(heard)
    try:
        with suppress(KeyboardInterrupt):  # the way that this ends
            while True:
                for line in follower.news():
                    say(line)
                while not changed.wait(0.2):
                    if ended.is_set():
                        return
                ended.wait(_SETTLES)
                changed.clear()
    finally:
        unsubscribe()


class Follower:
    """Remembers what was said."""

    def __init__(self, replica: Replica, meeting: bytes) -> None:
        self._replica = replica
        self._meeting = meeting
        self._said: dict[bytes, list[str]] = {}
        self._heading = b""

    def news(self) -> list[str]:
        """The lines that are new or were changed since the last time, each under its agenda item."""
        found: list[str] = []
        record = self._replica.get("meeting", self._meeting)
        if record is not None:
            found += self._fresh(b"meeting", [self._replica.title("meeting", self._meeting), _state(record)])
        for item in items(self._replica, self._meeting):
            fresh = self._fresh(item.id, self._lines(item))
            if fresh and self._heading != item.id:
                self._heading = item.id
                found.append(message("Item {heading}: {title}", heading=item["heading"], title=item["title"]))
            found += fresh
        return found

    def _fresh(self, key: bytes, lines: list[str]) -> list[str]:
        known = self._said.get(key, [])
        self._said[key] = lines
        left = list(known)
        fresh = []
        for line in lines:
            if line in left:
                left.remove(line)
            elif line.strip():
                fresh.append(line)
        return fresh

    def _lines(self, item: Record) -> list[str]:
        lines = [line.strip() for line in str(item["discussion"] or "").splitlines()]
        for each in self._replica.list("resolution", {"item": item.id}, order=("id",)):
            verb = show(each.entity["verb"], _code(each, "verb"), _plain())
            lines.append(message("Resolution: {verb} {text}", verb=verb, text=each["text"]))
        for each in self._replica.list("task", {"item": item.id}, order=("id",)):
            who = each["assignee"]
            name = self._replica.title("person", who) if isinstance(who, bytes) else ""
            due = show(each.entity["due"], _code(each, "due"), _plain())
            lines.append(message("Task: {title}, {who}, by {due}", title=each["title"], who=name, due=due))
        return lines


def _state(meeting: Record) -> str:
    return show(meeting.entity["state"], _code(meeting, "state"), _plain())


def _code(record: Record, name: str) -> str | None:
    value = record[name]
    return value if isinstance(value, str) else None


def _plain() -> Showing:
    return Showing()
