"""Sync without a screen: one line per event, for people or as JSON."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from netterm.cli.network import Events, own_addresses, trouble_of
from netterm.cli.output import say, say_json
from netterm.errors import Failure
from netterm.locale import N_, _, message
from netterm.sync.discovery import Means, Outcome
from netterm.sync.events import (
    ClockOff,
    Closed,
    Direction,
    InSync,
    Misbehaved,
    PeerKnown,
    PeerRefused,
    Progress,
    Reason,
    Received,
    TurnedAway,
)
from netterm.sync.hub import FromPeer, NodeEvent, Reached, Tried

if TYPE_CHECKING:
    from netterm.store import Replica
    from netterm.sync.discovery import Address

FINDING: Final = 20.0
"""Seconds in which somebody has to be reached."""
SILENCE: Final = 60.0
"""Seconds without news from who was reached, after which nothing more is expected."""


class NobodyReached(Failure):
    """Nobody was there to sync with."""

    def __init__(self) -> None:
        super().__init__(N_("No other computer of the network was reached. Nothing was exchanged."))


class NotFinished(Failure):
    """Somebody was there, but the exchange did not come to its end."""

    def __init__(self) -> None:
        super().__init__(N_("The exchange did not come to its end. What came is kept; run it again for the rest."))


class TablesDiffer(Failure):
    """The same history, but not the same tables: one of the two computers is wrong."""

    def __init__(self) -> None:
        super().__init__(
            N_("Both computers have the same history but not the same tables: run “netterm verify” on both.")
        )


class AnotherNetwork(Failure):
    """Who answered at the address that was typed is a stranger: looking further is of no use."""

    def __init__(self) -> None:
        super().__init__("The other computer belongs to another network.")


def until_in_sync(events: Events, teller: Teller) -> None:
    """Until all is the same as on one other computer.

    Raises :class:`NobodyReached`, :class:`AnotherNetwork`, :class:`NotFinished` or :class:`TablesDiffer`.
    """
    until = time.monotonic() + FINDING
    reached = False
    while (left := until - time.monotonic()) > 0:
        event = events.next(left)
        if event is None:
            continue
        teller.tell(event)
        _raise_trouble(event)
        if isinstance(event, Tried) and (event.attempt.means, event.attempt.outcome) == (Means.TYPED, Outcome.STRANGER):
            raise AnotherNetwork
        if isinstance(event, FromPeer):
            if isinstance(event.event, InSync):
                if not event.event.same:
                    raise TablesDiffer
                return
            if not isinstance(event.event, (Closed, PeerRefused, TurnedAway)):
                reached, until = True, time.monotonic() + SILENCE
    raise NotFinished if reached else NobodyReached


def until_stopped(events: Events, teller: Teller) -> None:
    """Until Ctrl+C or a request to end, which is how this ends well."""
    with suppress(KeyboardInterrupt):
        while True:
            event = events.next()
            if event is not None:
                teller.tell(event)
                _raise_trouble(event)


def _raise_trouble(event: NodeEvent) -> None:
    trouble = trouble_of(event)
    if trouble is not None:
        raise trouble


class Teller:
    """Says what happens."""

    def __init__(self, replica: Replica, as_json: bool) -> None:
        self._replica = replica
        self._as_json = as_json

    def started(self, port: int, listen: Address | None) -> None:
        """Where others can reach us."""
        addresses = own_addresses(port, listen)
        if self._as_json:
            say_json({"event": "listening", "port": port, "addresses": list(addresses)}, one_line=True)
        else:
            say(message("Listening at {addresses}", addresses=", ".join(addresses) or str(port)))

    def tell(self, event: NodeEvent) -> None:
        """One line, or none where there is nothing to know."""
        if self._as_json:
            told = self._plain(event)
            if told:
                say_json(told, one_line=True)
        else:
            line = self._line(event)
            if line:
                say(line)

    def _plain(self, event: NodeEvent) -> dict[str, Any]:
        match event:
            case Tried(attempt):
                told = {"means": attempt.means.name.lower(), "target": attempt.target}
                return {"event": "tried", **told, "outcome": attempt.outcome.name.lower(), "detail": attempt.detail}
            case Reached(identity, address):
                return {"event": "reached", **self._who(identity), "address": str(address)}
            case FromPeer(identity, inner):
                return {**_plain_event(inner), **self._who(identity)} if _plain_event(inner) else {}
        return {}

    def _who(self, identity: bytes) -> dict[str, str]:
        return {"peer": identity.hex(), "name": self._replica.label(identity)}

    def _line(self, event: NodeEvent) -> str:
        match event:
            case Tried(attempt) if attempt.outcome is not Outcome.LOOKING:
                detail = f" ({attempt.detail})" if attempt.detail else ""
                return f"{attempt.means} {attempt.target}: {attempt.outcome}{detail}"
            case FromPeer(identity, inner):
                said = _line_of(inner)
                return f"{self._replica.label(identity) or identity.hex()[:8]}: {said}" if said else ""
        return ""


def _plain_event(event: object) -> dict[str, Any]:
    match event:
        case PeerKnown():
            return {"event": "connected", "clock_skew_ms": event.clock_skew_ms}
        case Progress():
            return {
                "event": "sending" if event.direction is Direction.SENDING else "receiving",
                "compartment": event.compartment.name.lower(),
                "entries": event.done_entries,
                "of_entries": event.total_entries,
                "bytes": event.done_bytes,
                "of_bytes": event.total_bytes,
            }
        case Received():
            return {"event": "received", "compartment": event.compartment.name.lower(), "new": event.new,
                    "refused": event.refused}  # fmt: skip
        case InSync():
            digests = {compartment.name.lower(): digest.hex() for compartment, digest in event.digests.items()}
            return {"event": "in_sync", "same": event.same, "digests": digests}
        case ClockOff():
            return {"event": "clock_off", "minutes": event.minutes}
        case PeerRefused() | TurnedAway() | Misbehaved():
            return {"event": "refused", "sentence": event.sentence}
        case Closed():
            return {"event": "closed"}
    return {}


def _line_of(event: object) -> str:
    match event:
        case PeerKnown():
            return _("connected")
        case Progress() if event.direction is Direction.SENDING:
            return message("sent {done:,} of {total:,}", done=event.done_entries, total=event.total_entries)
        case Progress():
            return message("received {done:,} of {total:,}", done=event.done_entries, total=event.total_entries)
        case InSync():
            return _("all is the same") if event.same else _("the tables differ")
        case ClockOff():
            return message("its clock is {minutes} minutes off ours", minutes=event.minutes)
        case PeerRefused(Reason.LEAVING | Reason.DUPLICATE) | TurnedAway(Reason.LEAVING | Reason.DUPLICATE):
            return ""
        case PeerRefused() | TurnedAway() | Misbehaved():
            return event.sentence
        case Closed():
            return _("disconnected")
    return ""
