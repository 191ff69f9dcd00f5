"""Who is here: what the screens show of each peer, drawn from what its link told."""

from __future__ import annotations

import enum
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from netterm.locale import N_, _
from netterm.model.kinds import Compartment
from netterm.sync.discovery import Address
from netterm.sync.events import (
    ClockOff,
    Direction,
    Event,
    InSync,
    Misbehaved,
    PeerKnown,
    PeerRefused,
    Presence,
    Progress,
    Reason,
    Received,
    TurnedAway,
)
from netterm.sync.messages import PresenceMap


class PeerState(enum.Enum):
    """How it stands with a peer."""

    SYNCING = N_("syncing")
    SAME = N_("same")
    DIFFERENT = N_("different")
    """Same entries, other digest: one of the two computers is wrong."""
    REFUSED = N_("refused")
    AWAY = N_("away")

    def __str__(self) -> str:
        return _(self.value)


Running = Mapping[tuple[Direction, Compartment], Progress]


@dataclass(frozen=True, slots=True)
class PeerStatus:
    """One peer, as the screens show it."""

    identity: bytes
    label: str
    """How people call it."""
    address: Address | None
    state: PeerState
    progress: Running = field(default_factory=dict)
    """The runs under way."""
    same: bool | None = None
    """Whether both sides have the same, by digests; None while that is not known."""
    last_seen: float = 0.0
    """Seconds since 1970 by this computer's clock, for showing only."""
    presence: PresenceMap = field(default_factory=dict)
    """Where its person is; empty while it is away."""
    clock_off: int = 0
    """Minutes by which its clock is ahead of ours, where that is more than ten either way."""
    sentence: str = ""
    """What went wrong, in the language of the people here."""

    @property
    def here(self) -> bool:
        """Whether there is a link to it now."""
        return self.state in _HERE


_HERE: Final = frozenset({PeerState.SYNCING, PeerState.SAME, PeerState.DIFFERENT})


class Roll:
    """The peers that were met since the start. May be read from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._peers: dict[bytes, PeerStatus] = {}

    def peers(self) -> tuple[PeerStatus, ...]:
        """Those who are here first, then by label."""
        with self._lock:
            return tuple(sorted(self._peers.values(), key=lambda peer: (not peer.here, peer.label, peer.identity)))

    def arrived(self, identity: bytes, label: str, address: Address, now: float) -> None:
        """A link to it stands."""
        with self._lock:
            self._peers[identity] = PeerStatus(identity, label, address, PeerState.SYNCING, last_seen=now)

    def named(self, identity: bytes, label: str) -> None:
        """How people call it may be known only after its trust log came."""
        with self._lock:
            peer = self._peers.get(identity)
            if peer is not None:
                self._peers[identity] = replace(peer, label=label)

    def left(self, identity: bytes, now: float) -> None:
        """The last link to it is gone."""
        with self._lock:
            peer = self._peers.get(identity)
            if peer is not None:
                state = PeerState.AWAY if peer.here else peer.state
                self._peers[identity] = replace(peer, state=state, progress={}, presence={}, last_seen=now)

    def told(self, identity: bytes, event: Event, now: float) -> None:
        """Its link told something."""
        with self._lock:
            peer = self._peers.get(identity)
            if peer is not None:
                self._peers[identity] = replace(_after(peer, event), last_seen=now)

    def changed_here(self) -> None:
        """Something was written here: nobody is known to have the same until the digests agree again."""
        with self._lock:
            for identity, peer in self._peers.items():
                if peer.state is PeerState.SAME:
                    self._peers[identity] = replace(peer, state=PeerState.SYNCING, same=None)


def _after(peer: PeerStatus, event: Event) -> PeerStatus:
    match event:
        case PeerKnown():
            return replace(peer, state=PeerState.SYNCING, same=None, sentence="")
        case ClockOff(minutes):
            return replace(peer, clock_off=minutes)
        case Progress():
            return replace(peer, state=PeerState.SYNCING, same=None, progress=_running(peer.progress, event))
        case Received():
            return replace(peer, state=PeerState.SYNCING, same=None)
        case InSync(same=same):
            return replace(peer, state=PeerState.SAME if same else PeerState.DIFFERENT, same=same, progress={})
        case Presence(presence=presence):
            return replace(peer, presence=presence)
        case PeerRefused(Reason.LEAVING | Reason.DUPLICATE) | TurnedAway(Reason.LEAVING | Reason.DUPLICATE):
            return peer  # the end of a link, not of good terms
        case PeerRefused() | TurnedAway() | Misbehaved():
            return replace(peer, state=PeerState.REFUSED, sentence=event.sentence)
    return peer


def _running(before: Running, progress: Progress) -> Running:
    running = dict(before)
    running[progress.direction, progress.compartment] = progress
    if progress.done_entries >= progress.total_entries:
        del running[progress.direction, progress.compartment]
    return running
