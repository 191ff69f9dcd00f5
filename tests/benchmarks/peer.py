"""The other laptop: a process of its own that serves a replica and does as it is told, one line of JSON each.

Times are of the machine's monotonic clock, which all its processes share.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from netterm.model.kinds import Value
from netterm.store import Replica
from netterm.sync.beacons import Surroundings
from netterm.sync.discovery import Address
from netterm.sync.joining import Names
from netterm.sync.node import Node
from tests.benchmarks.committee import opened

HERE: Final = "127.0.0.1"
COMMIT_AFTER: Final = 0.25
"""Seconds from the first character that is not in the log to its commit: the rule of the minutes screen."""
_ROOT: Final = Path(__file__).parents[2]


def node(replica: Replica) -> Node:
    """A node that listens on loopback and looks for nobody."""
    around = Surroundings(look=frozenset, beacons=False)
    return Node(replica, Names("สมหญิง", "laptop", "เครือข่าย"), listen=Address(HERE, 0), around=around)


class Peer:
    """That process, seen from this one."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.port = int(self._answer()["port"])

    def set(self, entity: str, id: bytes, field: str, value: Value) -> float:
        """Change a field over there; when that was begun."""
        return float(self._ask(do="set", entity=entity, id=id.hex(), field=field, value=value)["began"])

    def type(self, id: bytes, pauses: list[float]) -> list[float]:
        """Type a character behind the note's text after each pause, in seconds; when each was typed."""
        return [float(at) for at in self._ask(do="type", id=id.hex(), pauses=pauses)["typed"]]

    def _ask(self, **what: object) -> dict[str, Any]:
        _say(self._process.stdin, what)
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the other laptop has gone")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def serving(directory: Path) -> Iterator[Peer]:
    """The other laptop, serving the replica in this directory."""
    command = [sys.executable, "-m", "tests.benchmarks.peer", str(directory)]
    with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Peer(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(20)


def main(directory: Path) -> None:
    """Serve until nothing more is said."""
    with opened(directory) as replica:
        served = node(replica)
        _say(sys.stdout, {"port": served.start()})
        try:
            for line in sys.stdin:
                asked = json.loads(line)
                _say(sys.stdout, _set(replica, asked) if asked["do"] == "set" else _type(replica, asked))
        finally:
            served.stop()


def _set(replica: Replica, asked: dict[str, Any]) -> dict[str, object]:
    began = time.monotonic()
    with replica.action() as action:
        action.set(asked["entity"], bytes.fromhex(asked["id"]), {asked["field"]: asked["value"]})
    return {"began": began}


def _type(replica: Replica, asked: dict[str, Any]) -> dict[str, object]:
    text = replica.text("work_note", bytes.fromhex(asked["id"]), "text")
    typed: list[float] = []
    due: float | None = None
    for pause in asked["pauses"]:
        until = time.monotonic() + pause
        if due is not None and due <= until:
            time.sleep(max(0.0, due - time.monotonic()))
            text.commit()
            due = None
        time.sleep(max(0.0, until - time.monotonic()))
        typed.append(time.monotonic())
        text.insert(len(text.value), "ก")
        due = due if due is not None else typed[-1] + COMMIT_AFTER
    time.sleep(max(0.0, (due or 0.0) - time.monotonic()))
    text.commit()
    return {"typed": typed}


def _say(to: IO[str] | None, what: object) -> None:
    assert to is not None
    to.write(json.dumps(what) + "\n")
    to.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
