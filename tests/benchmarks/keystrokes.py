"""A character typed on one laptop is seen on the other."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from random import Random
from typing import Final

from netterm.store import Changed, Replica, SharedText
from tests.benchmarks.committee import Committee
from tests.benchmarks.one_change import linked
from tests.benchmarks.report import Figure, Spread

CHARACTERS: Final = 100
PATIENCE: Final = 5.0


def measure(committee: Committee, scratch: Path) -> list[Figure]:
    """From the keystroke until the text here has the character; what was typed is committed after 250 ms."""
    random = Random(1)
    pauses = [random.uniform(0.03, 0.35) for _ in range(CHARACTERS)]
    with linked(committee, scratch) as (replica, peer):
        (note,) = replica.ids("work_note")
        seen = _Seen(replica, note)
        typed = peer.type(note, pauses)
        if not seen.all.wait(PATIENCE):
            raise TimeoutError("not every character came")
    waits = [shown - began for shown, began in zip(seen.at, typed, strict=True)]
    return [Spread("a typed character seen on the other laptop", waits, 0.4)]


class _Seen:
    """When each character was here."""

    def __init__(self, replica: Replica, note: bytes) -> None:
        self.at: list[float] = []
        self.all = threading.Event()
        self._text: SharedText = replica.text("work_note", note, "text")
        self._place = "work_note", note
        replica.subscribe(self._changed)

    def _changed(self, what: Changed) -> None:
        if self._place not in what.records:
            return
        self._text.pull()
        now = time.monotonic()
        self.at += [now] * (len(self._text.value) - len(self.at))
        if len(self.at) == CHARACTERS:
            self.all.set()
