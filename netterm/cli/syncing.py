"""Sync without a screen: one line per event, for people or as JSON."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from netterm.cli.network import Running, own_addresses, trouble_of
from netterm.cli.output import say, say_json
from netterm.errors import Failure
from netterm.locale import N_, _, message
from netterm.sync.discovery import Attempt, Means, Outcome
from netterm.sync.events import (
    ClockOff,
    Closed,
    Direction,
    InSync,
    Misbehaved,
    PeerKnown,
    PeerRefused,
    Reason,
    Received,
    TurnedAway,
)
from netterm.sync.events import Progress as Progress_
from netterm.sync.news import FromPeer, NodeEvent, Reached, Tried

if TYPE_CHECKING:
    from netterm.cli.progress import Progress
    from netterm.store import Replica
    from netterm.sync.discovery import Address

FINDING: Final = 20.0
"""Seconds in which somebody has to be reached; half of them where another program here may have reached everybody."""
FINDING_THERE: Final = 10.0
"""The same where there is one address to try."""
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


class NothingToSyncWith(Failure):
    """What answered at the address that was typed will never be synced with."""

    def __init__(self, address: str, outcome: Outcome) -> None:
        super().__init__(
            N_("There is nobody to sync with at {address}: {reason}. Nothing was exchanged."),
            address=address,
            reason=outcome,
        )


_LASTING: Final = frozenset({Outcome.STRANGER, Outcome.GARBLED, Outcome.VERSION, Outcome.OURSELVES})
"""What waiting does not change at an address that was typed."""
_LASTING_LONG: Final = _LASTING | {Outcome.DENIED, Outcome.MISBEHAVED}
"""What it does not change within the time that one exchange is waited for."""


def until_in_sync(run: Running, teller: Teller, only: Address | None) -> None:
    """Until all is the same as on one other computer, or nobody else is there where another program syncs here already.

    Raises :class:`NobodyReached`, :class:`AnotherNetwork`, :class:`NothingToSyncWith`, :class:`NotFinished` or
    :class:`TablesDiffer`.
    """
    accompanied = only is None and not run.alone
    until = time.monotonic() + (FINDING if only is None else FINDING_THERE) * (0.5 if accompanied else 1.0)
    reached = False
    while (left := until - time.monotonic()) > 0:
        event = run.events.next(left)
        if event is None:
            continue
        _raise_lasting(event, _LASTING_LONG)
        teller.tell(event)
        _raise_trouble(event)
        if isinstance(event, FromPeer):
            if isinstance(event.event, InSync):
                if not event.event.same:
                    raise TablesDiffer
                return
            if not isinstance(event.event, (Closed, PeerRefused, TurnedAway)):
                reached, until = True, time.monotonic() + SILENCE
    if reached:
        raise NotFinished
    if not accompanied:
        raise NobodyReached
    teller.left_to_the_other()


def until_stopped(run: Running, teller: Teller, _only: Address | None) -> None:
    """Until Ctrl+C or a request to end, which is how this ends well.

    Raises :class:`AnotherNetwork` or :class:`NothingToSyncWith`.
    """
    with suppress(KeyboardInterrupt):
        while True:
            event = run.events.next()
            if event is not None:
                _raise_lasting(event, _LASTING)
                teller.tell(event)
                _raise_trouble(event)


def _raise_lasting(event: NodeEvent, lasting: frozenset[Outcome]) -> None:
    """The sentence of a failure says it all: the event is not told beside it."""
    if isinstance(event, Tried) and event.attempt.means is Means.TYPED and event.attempt.outcome in lasting:
        if event.attempt.outcome is Outcome.STRANGER:
            raise AnotherNetwork
        raise NothingToSyncWith(event.attempt.target, event.attempt.outcome)


def _raise_trouble(event: NodeEvent) -> None:
    trouble = trouble_of(event)
    if trouble is not None:
        raise trouble


class Teller:
    """Says what happens."""

    def __init__(self, replica: Replica, as_json: bool, progress: Progress | None = None) -> None:
        """``progress`` shows how far it is on a terminal, in place of a line for each step."""
        self._replica = replica
        self._as_json = as_json
        self._progress = progress
        self._tried: dict[tuple[Means, str], Outcome] = {}

    def started(self, run: Running, listen: Address | None) -> None:
        """Where others can reach us, if they can, and who else is at it here."""
        if run.port:
            addresses = own_addresses(run.port, listen)
            said = message("Listening at {addresses}", addresses=", ".join(addresses) or str(run.port))
            self._say(said, {"event": "listening", "port": run.port, "addresses": list(addresses)})
        if not run.alone:
            said = _("Another program on this computer is syncing this network already. Both go on.")
            self._say(said, {"event": "syncing_already"})

    def left_to_the_other(self) -> None:
        """Nobody was reached from here, and that is no failure."""
        said = _("No other computer was reached from here. The other program on this computer goes on syncing.")
        self._say(said, {"event": "left_to_the_other"})

    def _say(self, line: str, plain: dict[str, Any]) -> None:
        if self._progress is not None:
            self._progress.clear()
        if self._as_json:
            say_json(plain, one_line=True)
        else:
            say(line)

    def tell(self, event: NodeEvent) -> None:
        """One line, or none where there is nothing to know."""
        if isinstance(event, Tried) and not self._is_new(event.attempt):
            return
        if not self._as_json and self._shows(event):
            return
        line, plain = ("", self._plain(event)) if self._as_json else (self._line(event), {})
        if line or plain:
            self._say(line, plain)

    def _shows(self, event: NodeEvent) -> bool:
        """Whether it is a step that the terminal shows in passing."""
        if self._progress is None or not self._progress.is_shown or not isinstance(event, FromPeer):
            return False
        match event.event:
            case Progress_(direction=Direction.SENDING, done_entries=done, total_entries=total):
                self._progress.tell(N_("Sending: entries"), done, total)
            case Progress_(done_entries=done, total_entries=total):
                self._progress.tell(N_("Receiving: entries"), done, total)
            case _:
                return False
        return True

    def _is_new(self, attempt: Attempt) -> bool:
        """What came of a rung is told once, however often it is tried."""
        rung = attempt.means, attempt.target
        before = self._tried.get(rung)
        if before is attempt.outcome or (before is not None and attempt.outcome is Outcome.LOOKING):
            return False
        self._tried[rung] = attempt.outcome
        return True

    def _plain(self, event: NodeEvent) -> dict[str, Any]:
        match event:
            case Tried(attempt):
                told = {"means": attempt.means.name.lower(), "target": attempt.target}
                return {"event": "tried", **told, "outcome": attempt.outcome.name.lower(), "detail": attempt.detail}
            case Reached(identity, address):
                return {"event": "reached", **self._who(identity), "address": str(address)}
            case FromPeer(identity, inner):
                return {**told, **self._who(identity)} if (told := _plain_event(inner)) else {}
        return {}

    def _who(self, identity: bytes) -> dict[str, str]:
        return {"peer": identity.hex(), "name": self._replica.label(identity)}

    def _line(self, event: NodeEvent) -> str:
        match event:
            case Tried(attempt) if attempt.outcome is not Outcome.LOOKING:
                return str(attempt)
            case FromPeer(identity, inner):
                said = _line_of(inner)
                return f"{self._replica.label(identity) or identity.hex()[:8]}: {said}" if said else ""
        return ""


_NO_NEWS: Final = {Reason.LEAVING: "leaving", Reason.DUPLICATE: "duplicate"}
"""How a program is told why a line is over without anything being wrong; people are told only that it is over."""


def _plain_event(event: object) -> dict[str, Any]:
    match event:
        case PeerKnown():
            return {"event": "connected", "clock_skew_ms": event.clock_skew_ms}
        case Progress_():
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
        case PeerRefused(reason) | TurnedAway(reason) if reason in _NO_NEWS:
            return {"event": _NO_NEWS[reason]}
        case PeerRefused() | TurnedAway() | Misbehaved():
            return {"event": "refused", "sentence": event.sentence}
        case Closed():
            return {"event": "closed"}
    return {}


def _line_of(event: object) -> str:
    match event:
        case PeerKnown():
            return _("connected")
        case Progress_() if event.direction is Direction.SENDING:
            return message("sent {done:,} of {total:,}", done=event.done_entries, total=event.total_entries)
        case Progress_():
            return message("received {done:,} of {total:,}", done=event.done_entries, total=event.total_entries)
        case InSync():
            return _("all is the same") if event.same else _("the tables differ")
        case ClockOff():
            return message("its clock is {minutes} minutes off ours", minutes=event.minutes)
        case PeerRefused(reason) | TurnedAway(reason) if reason in _NO_NEWS:
            return ""
        case PeerRefused() | TurnedAway() | Misbehaved():
            return event.sentence
        case Closed():
            return _("disconnected")
    return ""
