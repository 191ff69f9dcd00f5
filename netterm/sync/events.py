"""What a link tells its owner: values, in the order in which they happened."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from netterm.errors import Failure
from netterm.locale import N_, _
from netterm.model.kinds import Compartment
from netterm.sync.messages import PresenceMap


class Reason(enum.StrEnum):
    """Why a link was refused or given up; the value is what stands on the wire."""

    REMOVED = "removed"
    UNKNOWN = "unknown"
    NETWORK = "network"
    VERSION = "version"
    SELF = "self"
    DUPLICATE = "duplicate"
    LEAVING = "leaving"
    MISBEHAVED = "misbehaved"
    OTHER = "other"
    """One that only a newer version knows."""

    @classmethod
    def _missing_(cls, value: object) -> Reason:
        return cls.OTHER


_THEY_REFUSED: Final[Mapping[Reason, str]] = {
    Reason.REMOVED: N_("This identity was removed from the network. The other computer sends it nothing more."),
    Reason.UNKNOWN: N_("The other computer has not heard that you were admitted. Sync with an admin first."),
    Reason.NETWORK: N_("The other computer belongs to another network."),
    Reason.VERSION: N_("The two computers run versions too far apart. Please upgrade the older one."),
    Reason.SELF: N_("This address is this computer's own."),
    Reason.DUPLICATE: N_("The two computers are connected already."),
    Reason.LEAVING: N_("The other computer has closed the connection."),
    Reason.MISBEHAVED: N_("The other computer could not make sense of what this one sent. Please upgrade both."),
    Reason.OTHER: N_("The other computer ended the connection for a reason that only a newer version knows."),
}
_WE_REFUSED: Final[Mapping[Reason, str]] = {
    Reason.REMOVED: N_("The other computer's identity was removed from the network. It was sent no data."),
    Reason.UNKNOWN: N_("The other computer's identity is not known in this network. It was sent no data."),
}


class Direction(enum.Enum):
    SENDING = "sending"
    RECEIVING = "receiving"


@dataclass(frozen=True, slots=True)
class PeerKnown:
    """The peer said who it is, and its certificate agrees: only now say "connected"."""

    identity: bytes
    schema: int
    app: str
    clock_skew_ms: int
    """The peer's clock minus ours."""


@dataclass(frozen=True, slots=True)
class ClockOff:
    """The clocks differ by more than ten minutes; both people are told. Positive: the peer's is ahead."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. It begins with nothing done and ends with everything done."""

    direction: Direction
    compartment: Compartment
    done_entries: int
    total_entries: int
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Received:
    """Entries of the peer's were merged, durably."""

    compartment: Compartment
    new: int
    refused: int


@dataclass(frozen=True, slots=True)
class InSync:
    """Both sides have the same heads of every compartment that they share, and compared what they made of them."""

    digests: Mapping[Compartment, bytes]
    """Ours."""
    same: bool


@dataclass(frozen=True, slots=True)
class Presence:
    """Where the peer's person is."""

    identity: bytes
    presence: PresenceMap


@dataclass(frozen=True, slots=True)
class PeerRefused:
    """The peer wants no link with us."""

    reason: Reason

    @property
    def sentence(self) -> str:
        return _(_THEY_REFUSED[self.reason])


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """We want no link with the peer."""

    reason: Reason

    @property
    def sentence(self) -> str:
        return _(_WE_REFUSED.get(self.reason, _THEY_REFUSED[self.reason]))


@dataclass(frozen=True, slots=True)
class Misbehaved:
    """The peer broke the rules. It is dropped, and its owner is to be named."""

    failure: Failure

    @property
    def sentence(self) -> str:
        return self.failure.sentence()


@dataclass(frozen=True, slots=True)
class Closed:
    """The last event."""


Event = PeerKnown | ClockOff | Progress | Received | InSync | Presence | PeerRefused | TurnedAway | Misbehaved | Closed
