"""A node around a replica, and what is remembered of where others were reached."""

from __future__ import annotations

import json
import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from netterm.store import write_privately
from netterm.sync.beacons import Surroundings
from netterm.sync.discovery import Address, parse_address
from netterm.sync.hub import FromPeer, NodeEvent, Reached, Trouble
from netterm.sync.joining import Names
from netterm.sync.node import Node
from netterm.wiring import computer_name

if TYPE_CHECKING:
    from netterm.store import Replica

_FILE: Final = "addresses"
_REMEMBERED: Final = 16

Hear = Callable[[NodeEvent], None]


def names(replica: Replica) -> Names:
    """How this computer shows itself at the door."""
    return Names(replica.name_of(replica.identity), computer_name(), replica.network_name)


def typed_address(typed: str | None) -> Address | None:
    """``host:port`` as an address. Raises :class:`~netterm.sync.discovery.AddressMistyped`."""
    return None if typed is None else parse_address(typed)


def start(
    replica: Replica, hear: Hear = lambda _event: None, *, listen: Address | None = None, only: Address | None = None
) -> tuple[Node, int]:
    """A node that runs, and its port; ``only`` looks for nobody and dials that address alone."""

    def heard(event: NodeEvent) -> None:
        if isinstance(event, Reached):
            remember(replica.directory, event.address)
        hear(event)

    around = Surroundings(beacons=only is None)
    remembered = () if only is not None else remembered_addresses(replica.directory)
    node = Node(replica, names(replica), heard, listen=listen, remembered=remembered, around=around)
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
    replica: Replica, *, listen: Address | None = None, only: Address | None = None
) -> Iterator[tuple[Node, int, Events]]:
    """A node for as long as the block lasts, its port, and what it tells."""
    events = Events()
    node, port = start(replica, events.put, listen=listen, only=only)
    try:
        yield node, port, events
    finally:
        node.stop()


def trouble_of(event: NodeEvent) -> BaseException | None:
    """What failed on this side, if that is what the event tells."""
    return event.error if isinstance(event, Trouble) else None


def peer_event(event: NodeEvent) -> FromPeer | None:
    """The event of a peer's link, if it is one."""
    return event if isinstance(event, FromPeer) else None


def remembered_addresses(directory: Path) -> tuple[Address, ...]:
    """Where peers were reached before, the latest first."""
    try:
        found = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        return tuple(Address(str(host), int(port)) for host, port in found)[:_REMEMBERED]
    except (OSError, ValueError, TypeError):
        return ()


def remember(directory: Path, address: Address) -> None:
    """Keep an address that worked, before those that worked earlier."""
    known = remembered_addresses(directory)
    wanted = [address, *(each for each in known if each != address)][:_REMEMBERED]
    if tuple(wanted) == known:
        return
    try:
        write_privately(directory / _FILE, json.dumps(wanted).encode())
    except OSError:
        return  # a help, not a promise


def own_addresses(port: int, listen: Address | None = None) -> tuple[str, ...]:
    """Where this computer can be reached, as others may type it."""
    from netterm.sync.discovery import interfaces

    if listen is not None and listen.host not in {"0.0.0.0", "::"}:
        return (str(Address(listen.host, port)),)
    hosts = sorted({each.ip for each in interfaces() if not each.loopback and not each.ip.startswith("fe80")})
    return tuple(str(Address(host, port)) for host in hosts)
