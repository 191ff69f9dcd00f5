"""A node around a replica, and what is remembered of where others were reached."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from netterm.sync.beacons import Surroundings
from netterm.sync.company import Company
from netterm.sync.discovery import Address, parse_address
from netterm.sync.joining import Names
from netterm.sync.news import FromPeer, NodeEvent, Reached, Trouble
from netterm.sync.node import Node
from netterm.wiring import computer_name
from netterm.wiring.addresses import remember, remembered_addresses

if TYPE_CHECKING:
    from netterm.store import Replica

Hear = Callable[[NodeEvent], None]


def names(replica: Replica) -> Names:
    """How this computer shows itself at the door."""
    return Names(replica.name_of(replica.identity), computer_name(), replica.network_name)


def typed_address(typed: str | None) -> Address | None:
    """``host:port`` as an address. Raises :class:`~netterm.sync.discovery.AddressMistyped`."""
    return None if typed is None else parse_address(typed)


class Running(NamedTuple):
    """A node that runs, and what it tells."""

    node: Node
    port: int
    """0 where nobody is to come."""
    events: Events
    alone: bool
    """Whether no other program of this computer synced the same data when this one began."""


def _start(replica: Replica, hear: Hear, tag: bytes, listen: Address | None, only: Address | None) -> tuple[Node, int]:
    """A node that runs, and its port; ``only`` looks for nobody and dials that address alone."""

    def heard(event: NodeEvent) -> None:
        if isinstance(event, Reached):
            remember(replica.directory, event.address)
        hear(event)

    around = Surroundings(beacons=only is None, listens=only is None or listen is not None)
    remembered = () if only is not None else remembered_addresses(replica.directory)
    node = Node(replica, names(replica), heard, listen=listen, remembered=remembered, around=around, tag=tag)
    port = node.start()
    if only is not None:
        node.add_address(*only)
    return node, port


class Events:
    """What a node tells, in the thread that asks."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[NodeEvent] = queue.SimpleQueue()

    def put(self, event: NodeEvent) -> None:
        """From any thread."""
        self._queue.put(event)

    def next(self, seconds: float | None = None) -> NodeEvent | None:
        """The next one; None after so many seconds. Ctrl+C comes through."""
        until = None if seconds is None else time.monotonic() + seconds
        while True:
            # Short waits, since a queue waited for without end hears no Ctrl+C on Windows.
            left = 0.5 if until is None else min(0.5, until - time.monotonic())
            try:
                return self._queue.get(timeout=max(left, 0.0)) if left > 0 else self._queue.get_nowait()
            except queue.Empty:
                if until is not None and time.monotonic() >= until:
                    return None


@contextmanager
def running(
    replica: Replica, *, listen: Address | None = None, only: Address | None = None, hear: Hear | None = None
) -> Iterator[Running]:
    """A node for as long as the block lasts.

    Without ``only`` it looks for everybody. With it, that address alone is dialled, nothing is announced, and nobody
    can come unless an address to ``listen`` at is given too. What it tells goes to ``hear`` in the node's own thread,
    or else waits in ``events``.
    """
    events = Events()
    with Company(replica.directory) as company:
        node, port = _start(replica, hear or events.put, company.tag, listen, only)
        try:
            yield Running(node, port, events, company.alone)
        finally:
            node.stop()


def trouble_of(event: NodeEvent) -> BaseException | None:
    """What failed on this side, if that is what the event tells."""
    return event.error if isinstance(event, Trouble) else None


def peer_event(event: NodeEvent) -> FromPeer | None:
    """The event of a peer's link, if it is one."""
    return event if isinstance(event, FromPeer) else None


def own_addresses(port: int, listen: Address | None = None) -> tuple[str, ...]:
    """Where this computer can be reached, as others may type it."""
    from netterm.sync.discovery import interfaces

    if listen is not None and not listen.is_everywhere:
        return (str(Address(listen.host, port)),)
    hosts = sorted({each.ip for each in interfaces() if not each.loopback and not each.ip.startswith("fe80")})
    return tuple(str(Address(host, port)) for host in hosts)
