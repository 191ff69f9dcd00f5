"""What two replicas say to each other, each message as a value and as the items of a frame.

===========  ========================================================================================
hello        version, network, schema, identity, app, wall, nonce (items after these are a newer version's)
refusal      reason
heads        compartment, a page of the sender's heads of it: 84 bytes each
total        compartment, entries, bytes: what the run that follows brings
batch        compartment, a packed batch, entries and bytes of the run still to come after it
done         compartment: the run is over, the receiver was sent all that the sender has
digest       compartment, hash of the heads it is of, digest
presence     a small map of the sender's own, as msgpack; may be ignored
===========  ========================================================================================
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType
from typing import Final

import msgpack

from netterm.model.kinds import Compartment
from netterm.store import MAX_BATCH, NAME, Head, Log
from netterm.sync.frames import BROKEN, Frame, Scalar, WireError, pack_items, write_frame

VERSION: Final = 1
"""Of this protocol. Versions that differ by one understand each other."""
IDENTITY: Final = 32
NETWORK: Final = 16
NONCE: Final = 16
DIRECTORY: Final = 8
"""The bytes of the nonce that all processes on one data directory share."""
INCARNATION: Final = 8
DIGEST: Final = 32
HEAD: Final = IDENTITY + INCARNATION + NAME + 8
MAX_HEADS: Final = 16_384
"""In one message: a page of the list. The first page that has fewer is the last."""
MAX_PAGES: Final = 8
MAX_APP: Final = 32
MAX_INTEGER: Final = 2**53 - 1
MAX_PRESENCE: Final = 1_024
"""Bytes of a presence map, packed."""
MAX_PRESENCE_KEYS: Final = 16
SLACK: Final = 64


class Code(enum.IntEnum):
    HELLO = 1
    REFUSAL = 2
    HEADS = 3
    TOTAL = 4
    BATCH = 5
    DONE = 6
    DIGEST = 7
    PRESENCE = 8


CAPS: Final[Mapping[int, int]] = {
    Code.HELLO: 1_024,
    Code.REFUSAL: SLACK,
    Code.HEADS: MAX_HEADS * HEAD + SLACK,
    Code.TOTAL: SLACK,
    Code.BATCH: MAX_BATCH + SLACK,
    Code.DONE: SLACK,
    Code.DIGEST: 2 * DIGEST + SLACK,
    Code.PRESENCE: MAX_PRESENCE + SLACK,
}
"""The most bytes of each payload."""

PresenceMap = Mapping[str, Scalar]


class UpgradeNeeded(Exception):  # noqa: N818 - neither side made an error
    """The peer speaks of something that this version does not know and may not skip."""


@dataclass(frozen=True, slots=True)
class Hello:
    """Who calls. Nothing else is read before it."""

    version: int
    network: bytes
    schema: int
    identity: bytes
    app: str
    """The program's version, for showing."""
    wall: int
    """The sender's clock, ms since 1970."""
    nonce: bytes
    """16 bytes, new for each process: who hears its own has called itself."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Goodbye, and why; the last message."""

    reason: str


@dataclass(frozen=True, slots=True)
class Heads:
    """A page of the sender's heads; see :func:`pages`."""

    compartment: Compartment
    heads: tuple[Head, ...]

    @property
    def is_last(self) -> bool:
        """Whether the list ends with it."""
        return len(self.heads) < MAX_HEADS


@dataclass(frozen=True, slots=True)
class RunTotal:
    compartment: Compartment
    entries: int
    size: int


@dataclass(frozen=True, slots=True)
class Batch:
    compartment: Compartment
    batch: bytes
    entries_left: int = 0
    size_left: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    compartment: Compartment


@dataclass(frozen=True, slots=True)
class Digest:
    compartment: Compartment
    of: bytes
    """:func:`heads_hash` of the heads that the digest was computed at."""
    digest: bytes


@dataclass(frozen=True, slots=True)
class Here:
    """Where the peer's person is in the program."""

    presence: PresenceMap


Message = Hello | Refusal | Heads | RunTotal | Batch | Done | Digest | Here


def write(message: Message) -> bytes:
    """The bytes of a message's frame."""
    code, items = _items(message)
    return write_frame(code, pack_items(*items), may_ignore=code is Code.PRESENCE)


def _items(message: Message) -> tuple[Code, tuple[Scalar, ...]]:
    match message:
        case Hello(version, network, schema, identity, app, wall, nonce):
            return Code.HELLO, (version, network, schema, identity, app, wall, nonce)
        case Refusal(reason):
            return Code.REFUSAL, (reason,)
        case Heads(compartment, heads):
            return Code.HEADS, (compartment, pack_heads(heads))
        case RunTotal(compartment, entries, size):
            return Code.TOTAL, (compartment, entries, size)
        case Batch(compartment, batch, entries_left, size_left):
            return Code.BATCH, (compartment, batch, entries_left, size_left)
        case Done(compartment):
            return Code.DONE, (compartment,)
        case Digest(compartment, of, digest):
            return Code.DIGEST, (compartment, of, digest)
        case _:
            return Code.PRESENCE, (pack_presence(message.presence),)


def read(frame: Frame) -> Message | None:
    """The message in a frame; None where this version does not know it and may do without.

    Raises :class:`WireError` for what is no message, :class:`UpgradeNeeded` for one that must not be skipped.
    """
    if frame.code not in CAPS:
        if frame.may_ignore:
            return None
        raise UpgradeNeeded(f"message {frame.code}")
    message = _read(Code(frame.code), frame.items())
    if message is None:
        raise WireError(BROKEN, detail=f"form of message {frame.code}")
    return message


def _read(code: Code, items: tuple[Scalar, ...]) -> Message | None:
    match code, items:
        case Code.HELLO, (
            int(version), bytes(network), int(schema), bytes(identity), str(app), int(wall), bytes(nonce), *_,
        ) if (
            _natural(version, schema, abs(wall)) and _sized(network, NETWORK) and _sized(identity, IDENTITY)
            and _sized(nonce, NONCE) and len(app) <= MAX_APP and app.isascii() and app.isprintable()
        ):  # fmt: skip
            return Hello(version, network, schema, identity, app, wall, nonce)
        case Code.REFUSAL, (str(reason),):
            return Refusal(reason)
        case Code.PRESENCE, (bytes(packed),):
            return Here(_read_presence(packed))
        case _, (int(number), *rest) if number in _COMPARTMENTS:
            return _read_about(code, Compartment(number), rest)
    return None


def _read_about(code: Code, compartment: Compartment, rest: list[Scalar]) -> Message | None:
    match code, rest:
        case Code.HEADS, (bytes(packed),):
            return Heads(compartment, _read_heads(compartment, packed))
        case Code.TOTAL, (int(entries), int(size)) if _natural(entries, size):
            return RunTotal(compartment, entries, size)
        case Code.BATCH, (bytes(batch), int(entries), int(size)) if len(batch) <= MAX_BATCH and _natural(entries, size):
            return Batch(compartment, batch, entries, size)
        case Code.DONE, ():
            return Done(compartment)
        case Code.DIGEST, (bytes(of), bytes(digest)) if _sized(of, DIGEST) and _sized(digest, DIGEST):
            return Digest(compartment, of, digest)
    return None


_COMPARTMENTS: Final = frozenset(map(int, Compartment))


def _sized(value: bytes, size: int) -> bool:
    return len(value) == size


def _natural(*numbers: int) -> bool:
    return all(0 <= number <= MAX_INTEGER for number in numbers)


def pages(compartment: Compartment, heads: Iterable[Head]) -> list[Heads]:
    """A list of heads as messages: sorted throughout, every page full but the last, which may be empty."""
    listed = sorted(heads)
    return [Heads(compartment, tuple(listed[at : at + MAX_HEADS])) for at in range(0, len(listed) + 1, MAX_HEADS)]


def pack_heads(heads: Iterable[Head]) -> bytes:
    """Sorted, 84 bytes each: identity, incarnation, sequence number (8, big-endian), name."""
    return b"".join(
        sorted(head.log.identity + head.log.incarnation + head.seq.to_bytes(8, "big") + head.name for head in heads)
    )


def _read_heads(compartment: Compartment, packed: bytes) -> tuple[Head, ...]:
    if len(packed) % HEAD or len(packed) > MAX_HEADS * HEAD:
        raise WireError(BROKEN, detail=f"{len(packed)} bytes of heads")
    parts = [packed[at : at + HEAD] for at in range(0, len(packed), HEAD)]
    if parts != sorted(set(parts)):
        raise WireError(BROKEN, detail="heads out of order")
    return tuple([_read_head(compartment, part) for part in parts])


def _read_head(compartment: Compartment, part: bytes) -> Head:
    log = Log(part[:IDENTITY], part[IDENTITY : IDENTITY + INCARNATION], compartment)
    seq = int.from_bytes(part[IDENTITY + INCARNATION : -NAME], "big")
    if not 1 <= seq <= MAX_INTEGER:
        raise WireError(BROKEN, detail=f"head at {seq}")
    return Head(log, seq, part[-NAME:])


def heads_hash(heads: Iterable[Head]) -> bytes:
    """32 bytes that say which heads a digest is of (BLAKE2b)."""
    return blake2b(pack_heads(heads), digest_size=DIGEST).digest()


def pack_presence(presence: PresenceMap) -> bytes:
    """A presence map; raises ValueError for one that a peer would not take."""
    packed: bytes = msgpack.packb(dict(presence))
    if not _presence_sound(presence) or len(packed) > MAX_PRESENCE:
        raise ValueError("a presence map is small and flat")
    return packed


def _read_presence(packed: bytes) -> PresenceMap:
    try:
        presence = msgpack.unpackb(packed, max_map_len=MAX_PRESENCE_KEYS, max_array_len=0, max_ext_len=0)
    except (ValueError, msgpack.UnpackException) as error:
        raise WireError(BROKEN, detail=f"presence: {error!r}") from error
    if not isinstance(presence, dict) or not _presence_sound(presence):
        raise WireError(BROKEN, detail="presence is no small flat map")
    return MappingProxyType(presence)


def _presence_sound(presence: Mapping[str, object]) -> bool:
    return len(presence) <= MAX_PRESENCE_KEYS and all(
        type(key) is str and (value is None or type(value) in {int, bytes, str}) for key, value in presence.items()
    )
