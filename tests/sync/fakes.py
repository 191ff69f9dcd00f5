"""A replica in memory, without signatures, and a wire that cuts what goes over it into pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeVar

import msgpack

from netterm.model.kinds import Compartment
from netterm.store import Gap, Outgoing
from netterm.store.entries import Head, Log, Refused
from netterm.sync.events import Event
from netterm.sync.ledger import Merged, Total
from netterm.sync.protocol import Link

E = TypeVar("E")
NETWORK = b"n" * 16
TRUST, GENERAL, SENSITIVE = Compartment
MEMBER = frozenset({TRUST, GENERAL})
EVERYTHING = frozenset(Compartment)
CERTIFICATE = b"signed by an admin"
NOTHING: frozenset[Compartment] = frozenset()


def key(name: str) -> bytes:
    return name.encode().ljust(32, b"\0")


@dataclass
class FakeLedger:
    """Append-only logs of opaque values. A trust entry ``b"rights"`` ‖ key ‖ compartments says who may have what."""

    identity: bytes
    per_batch: int = 3
    network: bytes = NETWORK
    schema_version: int = 1
    lies_in_digest: bool = False
    full: bool = False
    vouched: frozenset[bytes] = frozenset({CERTIFICATE})
    """Certificates that an admin of today signed."""
    entries: dict[Compartment, list[tuple[Log, int, bytes, bytes]]] = field(default_factory=lambda: defaultdict(list))
    read: int = 0
    """Batches handed out."""
    digested: int = 0
    while_digesting: Callable[[Compartment], None] = lambda _: None

    # A person at this replica

    def write(self, compartment: Compartment, *values: bytes) -> None:
        log = Log(self.identity, b"\1" * 8, compartment)
        for value in values:
            seq = sum(entry[0] == log for entry in self.entries[compartment]) + 1
            self.entries[compartment].append((log, seq, self._name(log, seq, value), value))

    def grant(self, identity: bytes, compartments: frozenset[Compartment]) -> None:
        self.write(TRUST, b"rights" + identity + bytes(sorted(compartments)))

    def values(self, compartment: Compartment) -> list[bytes]:
        return sorted(value for *_, value in self.entries[compartment])

    def _name(self, log: Log, seq: int, value: bytes) -> bytes:
        return seq.to_bytes(4, "big") + blake2b(repr((log, seq)).encode() + value, digest_size=32).digest()

    # The replica as its peers meet it

    def entitled(self, identity: bytes) -> frozenset[Compartment]:
        given = [value[38:] for *_, value in self.entries[TRUST] if value[:38] == b"rights" + identity]
        if b"\0" in given:  # a loss beats every gain, whenever it was heard of
            return frozenset({TRUST})
        return frozenset(Compartment(code) for codes in given for code in codes)

    def heads(self, compartment: Compartment) -> tuple[Head, ...]:
        last = {log: Head(log, seq, name) for log, seq, name, _ in self.entries[compartment]}
        return tuple(sorted(last.values()))

    def _missing(self, compartment: Compartment, theirs: tuple[Head, ...]) -> list[tuple[Log, int, bytes, bytes]]:
        have = {head.log: head.seq for head in theirs}
        return [entry for entry in self.entries[compartment] if entry[1] > have.get(entry[0], 0)]

    def vouches(self, certificate: bytes) -> bool:
        return certificate in self.vouched

    def outstanding(self, compartment: Compartment, theirs: tuple[Head, ...], to: bytes) -> Total:
        missing = self._missing(compartment, theirs)
        return Total(len(missing), sum(len(value) for *_, value in missing))

    def outgoing(self, compartment: Compartment, theirs: tuple[Head, ...], to: bytes) -> Iterator[Outgoing]:
        missing = self._missing(compartment, theirs)
        for at in range(0, len(missing), self.per_batch):
            self.read += 1
            part = [
                (log.identity, log.incarnation, seq, value) for log, seq, _, value in missing[at:][: self.per_batch]
            ]
            batch = msgpack.packb((int(compartment), part))
            yield Outgoing(batch, self.batch_heads(batch))

    def _unpacked(self, batch: bytes) -> tuple[Compartment, list[tuple[Log, int, bytes, bytes]]]:
        try:
            number, part = msgpack.unpackb(batch)
            compartment = Compartment(number)
            logs = [(Log(identity, incarnation, compartment), seq, value) for identity, incarnation, seq, value in part]
        except (ValueError, TypeError) as error:
            raise Refused("Broken.") from error
        if not all(type(seq) is int and 0 < seq < 1 << 32 for _, seq, _ in logs):
            raise Refused("Broken.")
        return compartment, [(log, seq, self._name(log, seq, value), value) for log, seq, value in logs]

    def batch_heads(self, batch: bytes) -> tuple[Head, ...]:
        last = {log: Head(log, seq, name) for log, seq, name, _ in self._unpacked(batch)[1]}
        return tuple(sorted(last.values()))

    def merge(self, compartment: Compartment, batch: bytes, source: bytes) -> Merged:
        if self.full:
            raise OSError("disk full")
        of, entries = self._unpacked(batch)
        if of is not compartment:
            raise Refused("Another compartment.")
        have = {head.log: head.seq for head in self.heads(compartment)}
        fresh = []
        for entry in entries:
            if entry[1] > have.get(entry[0], 0) + 1:
                raise Gap
            if entry[1] == have.get(entry[0], 0) + 1:
                have[entry[0]] = entry[1]
                fresh.append(entry)
        self.entries[compartment] += fresh
        return Merged(len(fresh), sum(value == b"refused" for *_, value in fresh), self.batch_heads(batch))

    def digest(self, compartment: Compartment) -> bytes:
        self.digested += 1
        self.while_digesting(compartment)
        content = repr((self.heads(compartment), self.values(compartment), self.lies_in_digest)).encode()
        return blake2b(content, digest_size=32).digest()


class Clock:
    """Stands still unless it is moved."""

    def __init__(self, now: int = 1_790_000_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def link(ledger: FakeLedger, peer: bytes, *, dialled: bool, clock: Clock | None = None, nonce: bytes = b"") -> Link:
    return Link(
        ledger,
        dialled=dialled,
        peer=peer,
        certificate=CERTIFICATE,
        nonce=nonce or ledger.identity[:16],
        clock=clock or Clock(),
        app="1.0",
    )


class Wire:
    """Two links and what is between them."""

    def __init__(self, left: FakeLedger, right: FakeLedger, clock: Clock | None = None) -> None:
        self.links = (
            link(left, right.identity, dialled=True, clock=clock),
            link(right, left.identity, dialled=False, clock=clock),
        )
        self.events: tuple[list[Event], list[Event]] = ([], [])
        self.sent = [b"", b""]
        """All that each side ever sent."""
        self.flights = 0
        self.largest = 0

    def flight(self, piece: int = 0) -> bool:
        """What both have to say goes over, in pieces of that size; whether there was anything."""
        going = [each.data_to_send() for each in self.links]
        for side, data in enumerate(going):
            self.sent[side] += data
            self.largest = max(self.largest, len(data))
            size = piece or max(1, len(data))
            for at in range(0, len(data), size):
                self.events[1 - side].extend(self.links[1 - side].receive(data[at : at + size]))
        for side, each in enumerate(self.links):
            self.events[side].extend(each.more())
        self.flights += any(going)
        return any(going)

    def byte(self) -> None:
        """One byte each way."""
        for side, each in enumerate(self.links):
            self.sent[side] += each.data_to_send()
            each.more()
        for side, data in enumerate(self.sent):
            self.events[1 - side].extend(self.links[1 - side].receive(data[:1]))
            self.sent[side] = data[1:]

    def run(self, piece: int = 0, most: int = 10_000) -> Wire:
        """Until both are silent."""
        for _ in range(most):
            if not self.flight(piece):
                return self
        raise AssertionError("they never stop talking")

    def changed(self, side: int) -> Wire:
        self.events[side].extend(self.links[side].local_changed())
        return self

    def idle(self) -> Wire:
        for side, each in enumerate(self.links):
            self.events[side].extend(each.idle())
        return self.run()

    def of(self, side: int, kind: type[E]) -> list[E]:
        return [event for event in self.events[side] if isinstance(event, kind)]
