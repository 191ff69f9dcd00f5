"""Types into the discussion of an agenda item as a person does, while its node syncs with whoever is there.

``python -m tests.scenarios.network.scribe ITEM LETTERS``, the data directory in NETTERM_DATA. It types a letter of
LETTERS after the other, each after the last one of its own, and commits every 250 ms as the screens do. It answers
lines from standard input: ``type N`` begins to type N letters, ``look`` prints one JSON object: what it has typed and
not yet committed, the text, the digests and the peers. It ends with its standard input.
"""

import json
import os
import queue
import sys
import threading
import time
from pathlib import Path

from netterm.store import Replica
from netterm.sync.joining import Names
from netterm.sync.node import Node

EVERY = 0.25
"""Seconds between two commits."""
PACE = 0.06
"""Seconds between two letters."""


class Scribe:
    """Who types."""

    def __init__(self, replica: Replica, node: Node, item: bytes, letters: str) -> None:
        self._replica = replica
        self._node = node
        self._item = item
        self._letters = letters
        self._text = replica.text("agenda_item", item, "discussion")
        self._typed = 0
        self._left = 0
        self._committed = time.monotonic()
        self._changed = threading.Event()
        replica.subscribe(lambda _changed: self._changed.set())

    def run(self, told: "queue.SimpleQueue[str]") -> None:
        while True:
            try:
                line = told.get(timeout=PACE)
            except queue.Empty:
                self._go_on()
                continue
            word, _, rest = line.partition(" ")
            if word == "type":
                self._left += int(rest)
            elif word == "look":
                print(json.dumps(self._look(), ensure_ascii=False), flush=True)
            else:
                return

    def _go_on(self) -> None:
        if self._changed.is_set():
            self._changed.clear()
            self._text.pull()
        if self._left:
            self._left -= 1
            value = self._text.value
            at = 1 + max((place for place, letter in enumerate(value) if letter in self._letters), default=-1)
            self._text.insert(at, self._letters[self._typed % len(self._letters)])
            self._typed += 1
        if time.monotonic() - self._committed >= EVERY:
            self._committed = time.monotonic()
            self._text.commit()

    def _look(self) -> dict[str, object]:
        record = self._replica.get("agenda_item", self._item)
        return {
            "typed": self._typed,
            "busy": self._left > 0 or self._text.uncommitted,
            "text": "" if record is None else str(record.get("discussion") or ""),
            "digests": [self._replica.digest(each).hex() for each in self._replica.volumes],
            "peers": [peer.state.name for peer in self._node.peers()],
            "tried": [f"{each.means.name} {each.target} {each.outcome.name}" for each in self._node.attempts()],
        }


def main(item: str, letters: str) -> None:
    told: queue.SimpleQueue[str] = queue.SimpleQueue()

    def listen() -> None:
        for line in sys.stdin:
            told.put(line.strip())
        told.put("")

    threading.Thread(target=listen, daemon=True).start()
    with Replica.open(Path(os.environ["NETTERM_DATA"])) as replica:
        node = Node(replica, Names("", ""))
        node.start()
        try:
            print("ready", flush=True)
            Scribe(replica, node, bytes.fromhex(item), letters).run(told)
        finally:
            node.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
