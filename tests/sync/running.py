"""Nodes as threads with real sockets on loopback."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from netterm.model.kinds import Role
from netterm.sync.beacons import Surroundings
from netterm.sync.codes import new_code
from netterm.sync.discovery import Address, Outcome
from netterm.sync.joining import Names
from netterm.sync.news import NodeEvent, Trouble
from netterm.sync.node import Node
from netterm.sync.presence import PeerState
from tests.sync.homes import FakeHome

ALONE = Surroundings(look=frozenset, beacons=False)
HERE = "127.0.0.1"
ANYWHERE = Address(HERE, 0)
EVERYWHERE = Address("0.0.0.0", 0)
CODE, OTHER_CODE = (new_code(random.Random(seed).randbytes) for seed in (1, 2))
HOUSE = Names("สมหญิง", "โน้ตบุ๊กเลขาฯ", "ชมรม")
MEMBERS = frozenset({Role.MEMBER})
GUEST = Names("สมชาย", "laptop")


class Running(Node):
    """A node that keeps what it told."""

    def __init__(
        self,
        home: FakeHome,
        *,
        listen: Address = ANYWHERE,
        remembered: tuple[Address, ...] = (),
        around: Surroundings = ALONE,
        tag: bytes = b"",
    ) -> None:
        self.told: list[NodeEvent] = []
        super().__init__(
            home, HOUSE, self.told.append, listen=listen, remembered=remembered, around=around, tag=tag
        )  # fmt: skip
        self.port = self.start()

    def dial(self, other: Running) -> None:
        self.add_address(HERE, other.port)

    @property
    def trouble(self) -> list[BaseException]:
        return [event.error for event in self.told if isinstance(event, Trouble)]

    def tried(self) -> dict[str, Outcome]:
        return {attempt.target: attempt.outcome for attempt in self.attempts()}


@contextmanager
def running(*homes: FakeHome) -> Iterator[list[Running]]:
    with ExitStack() as stack:
        nodes = [Running(each) for each in homes]
        for node in nodes:
            stack.callback(node.stop)
        yield nodes
        assert [error for node in nodes for error in node.trouble] == []


def soon(happens: Callable[[], object], within: float = 5.0) -> None:
    """Fails unless it happens in time."""
    until = time.monotonic() + within
    while not happens():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def all_same(*nodes: Running, others: int = 1) -> Callable[[], bool]:
    return lambda: all([peer.state for peer in node.peers()] == [PeerState.SAME] * others for node in nodes)
