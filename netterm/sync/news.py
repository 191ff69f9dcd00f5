"""What a node tells, in its own thread; whoever hears it must not dally."""

from __future__ import annotations

from dataclasses import dataclass

from netterm.sync.discovery import Address, Attempt
from netterm.sync.events import Event
from netterm.sync.joining import Asked, Settled, Turned


@dataclass(frozen=True, slots=True)
class FromPeer:
    """A link told something."""

    identity: bytes
    event: Event


@dataclass(frozen=True, slots=True)
class Reached:
    """A peer was reached at this address: worth remembering for next time."""

    identity: bytes
    address: Address


@dataclass(frozen=True, slots=True)
class Tried:
    """A rung of the ladder."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """Something happened with an invitation."""

    event: Asked | Turned | Settled


@dataclass(frozen=True, slots=True)
class Trouble:
    """This side failed: the disk, the store, or a fault of ours. Links go on being tried."""

    error: BaseException


NodeEvent = FromPeer | Reached | Tried | AtTheDoor | Trouble
