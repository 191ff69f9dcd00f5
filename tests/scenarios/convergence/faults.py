"""What can go wrong under a replica: power cuts at named points of a commit, and a network that loses and mixes up."""

from __future__ import annotations

import enum
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from netterm.model.kinds import Compartment
from netterm.store import Replica, log
from netterm.store.volume import Volume
from tests.store.laptops import kill


class Point(enum.Enum):
    """Where a commit can be cut off."""

    BEGUN = "after BEGIN"
    APPLIED = "after the tables"
    LOGGED = "after the log"
    WRITTEN = "before COMMIT"
    COMMITTED = "after COMMIT"


class PowerCut(BaseException):
    """Nothing after this happened."""


class PowerCuts:
    """Cuts the power at the next time that an armed point of a commit is reached.

    What lay on the disk at that moment is kept, and is what the laptop starts from again.
    """

    def __init__(self) -> None:
        self._armed: Point | None = None
        self._at: list[Path] = []
        self._disk: dict[Path, bytes] = {}

    @contextmanager
    def installed(self) -> Iterator[PowerCuts]:
        with (
            mock.patch.object(Volume, "write", self._write(Volume.write)),
            mock.patch.object(Volume, "_apply", self._after(Volume._apply, Point.APPLIED)),
            mock.patch.object(log, "append", self._after(log.append, Point.LOGGED)),
        ):
            yield self

    def at(self, point: Point, replica: Replica, act: Callable[[], object]) -> bool:
        """Do something with the power cut at that point. False if it never came there; then it was done."""
        self._armed = point
        try:
            act()
        except PowerCut:
            kill(replica)
            for path in replica.directory.glob("*.db*"):
                path.unlink()
            for path, content in self._disk.items():
                path.write_bytes(content)
            return True
        finally:
            self._armed = None
        return False

    def _hit(self, point: Point) -> None:
        if self._armed is point:
            self._armed = None
            files = (path for path in self._at[-1].glob("*.db*") if not path.name.endswith("-shm"))
            self._disk = {path: path.read_bytes() for path in files}
            raise PowerCut

    def _write(self, original: Callable[[Volume], Any]) -> Callable[[Volume], Any]:
        @contextmanager
        def write(volume: Volume) -> Iterator[Any]:
            self._at.append(volume.database.path.parent)
            try:
                with original(volume) as connection:
                    self._hit(Point.BEGUN)
                    yield connection
                    self._hit(Point.WRITTEN)
                self._hit(Point.COMMITTED)
            finally:
                self._at.pop()

        return write

    def _after(self, original: Callable[..., Any], point: Point) -> Callable[..., Any]:
        def wrapped(*arguments: Any) -> Any:
            done = original(*arguments)
            self._hit(point)
            return done

        return wrapped


class Wires:
    """Batches under way between laptops. What is sent may come never, twice, or after what was sent later."""

    def __init__(self) -> None:
        self.under_way: list[tuple[int, Compartment, bytes]] = []
        """(to whom, of which compartment, the batch)."""

    def send(self, source: Replica, to: int, target: Replica, cut: int) -> int:
        """Everything that the target lacks as far as its heads say now, but for what comes after ``cut`` batches."""
        sent = 0
        for compartment in sorted(source.entitled(target.identity)):
            if compartment is not Compartment.TRUST and compartment not in target.volumes:
                continue
            for batch, _ in source.outgoing(compartment, target.heads(compartment)):
                if sent < cut:
                    self.under_way.append((to, compartment, batch))
                sent += 1
        return sent

    def take(self, pick: int, *, keep: bool = False) -> tuple[int, Compartment, bytes]:
        """One message, whichever; ``keep`` leaves it to come again."""
        at = pick % len(self.under_way)
        return self.under_way[at] if keep else self.under_way.pop(at)


def garbled(batch: bytes, chance: random.Random) -> bytes:
    """One bit turned over, or the end cut off."""
    at = chance.randrange(len(batch))
    if chance.random() < 0.3:
        return batch[:at]
    return batch[:at] + bytes([batch[at] ^ 1 << chance.randrange(8)]) + batch[at + 1 :]
