"""The conversation of two replicas: bytes and events in and out, no socket, no clock, no randomness of its own.

::

    GREETING    hello both ways: network, version, identity as in the certificate
    ANNOUNCING  trust heads both ways
    JUDGING     the trust entries that the other lacks; then the trust log says what the peer may have
    SHARING     for each compartment that both may have: heads, run, digest; then what is new as it is made
    CLOSED

Where there is nothing to send these are four flights, two round trips, the last of them the digests.

The peer has shown a certificate of this network before a link begins. Trust heads go to everybody who did. Trust
entries go to whom the trust log lets have them; to a stranger only from the side that dialled, and only where an admin
of today signed the stranger's certificate; from the other once the stranger's own entries have made it known. So two
newcomers who never heard of each other can meet, and whom a removed admin certified learns nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import netterm
from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.kinds import Compartment
from netterm.store import MAX_BATCH, Gap, Head, Refused, StubWithoutErasure
from netterm.sync.events import (
    ClockOff,
    Closed,
    Event,
    Misbehaved,
    PeerKnown,
    PeerRefused,
    Presence,
    Reason,
    Received,
    TurnedAway,
)
from netterm.sync.exchange import Exchange
from netterm.sync.frames import TOO_LARGE, Frame, FrameReader, WireError
from netterm.sync.ledger import Ledger
from netterm.sync.messages import (
    CAPS,
    DIRECTORY,
    VERSION,
    Batch,
    Digest,
    Done,
    Heads,
    Hello,
    Here,
    Message,
    PresenceMap,
    Refusal,
    RunTotal,
    UpgradeNeeded,
    pack_presence,
    read,
)
from netterm.sync.outbox import Outbox
from netterm.sync.pace import Pace
from netterm.sync.sharing import HIGH_WATER, Sharing
from netterm.sync.turns import OUT_OF_TURN, State, check_turn

MAX_PENDING: Final = 2 * MAX_BATCH
"""Bytes of output that a peer may leave unread while it asks for more."""
MAX_GAPS: Final = 8
CLOCK_OFF_MS: Final = 10 * 60_000

FALSE_NAME: Final = N_("The other computer claims an identity that its certificate does not have.")
KEEPS_BACK: Final = N_("The other computer sends entries again and again, but not the ones before them.")

_TRUST: Final = frozenset({Compartment.TRUST})
_DATA: Final = frozenset(Compartment) - _TRUST


class Link:
    """One connection to one peer, as a state machine.

    Whoever owns it passes in what came (:meth:`receive`), sends what :meth:`data_to_send` gives, calls :meth:`more`
    whenever that has left, and closes the connection once ``state`` is CLOSED and nothing is left to send. Methods
    return what happened, call the ledger, and may block as long as it does; one may be called at a time. What the
    ledger raises beyond ``Refused`` and ``Gap`` (a full disk) passes through: the link is then of no use any more, and
    the peer is not to blame.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        dialled: bool,
        peer: bytes,
        certificate: bytes,
        nonce: bytes,
        clock: Callable[[], int],
        app: str = netterm.__version__,
    ) -> None:
        """``peer`` is the public key of the peer's ``certificate``, which is DER; ``clock`` gives ms since 1970;
        ``nonce`` are 16 random bytes: the first 8 the same for all processes that serve one data directory, the rest
        for all links of a process."""
        self.state = State.GREETING
        self.peer = peer
        self.process = b""
        """The peer's nonce, by which one process of it is told from another; known with its hello."""
        self._certificate = certificate
        self.dialled = dialled
        self._ledger = ledger
        self._nonce = nonce
        self._clock = clock
        self._reader = FrameReader(CAPS)
        self._events: list[Event] = []
        self._outbox = Outbox()
        self._sharing = Sharing(ledger, peer, self._outbox, self._events, self._trust_told)
        self._exchanges = self._sharing.exchanges
        self._trust = self._sharing.trust
        now = clock()
        self._pace = Pace(now)
        self._outbox.put(Hello(VERSION, ledger.network, ledger.schema_version, ledger.identity, app, now, nonce))

    # Called by the owner

    def receive(self, data: bytes) -> list[Event]:
        """Bytes came from the peer."""
        if self._over():
            return []
        try:
            for frame in self._reader.feed(data):
                self._on_frame(frame)
                if self._over():
                    break
        except UpgradeNeeded:
            self._turn_away(Reason.VERSION)
        except (WireError, Refused) as failure:
            self._events.append(Misbehaved(failure))
            self._leave(Reason.MISBEHAVED)
        return self._happened()

    def data_to_send(self) -> bytes:
        """All output so far, which is then the caller's; at most ``HIGH_WATER`` and one message."""
        return self._outbox.take()

    def more(self) -> list[Event]:
        """What was to be sent has left: there is room for more."""
        return self._happened()

    def local_changed(self) -> list[Event]:
        """Entries were committed here, by a person or from another peer."""
        if self.state is State.SHARING:
            self._sharing.push()
        return self._happened()

    def idle(self) -> list[Event]:
        """Nothing happened for a while: make sure that both sides have the same."""
        happened = self.local_changed()
        if self.state is State.SHARING:
            self._sharing.look_again()
        return happened + self._happened()

    def send_presence(self, presence: PresenceMap) -> list[Event]:
        """Tell the peer where our person is: at most five times a second, always the latest.

        Raises ValueError for a map that is not small and flat.
        """
        pack_presence(presence)
        self._pace.tell(presence)
        return self._happened()

    def close(self, reason: Reason = Reason.LEAVING) -> list[Event]:
        """Say goodbye."""
        if not self._over():
            self._leave(reason)
        return self._happened()

    def closed(self) -> list[Event]:
        """The connection is gone."""
        if not self._over():
            self._end()
        self.data_to_send()
        return self._happened()

    # What comes

    def _on_frame(self, frame: Frame) -> None:
        if self._outbox.size > MAX_PENDING:
            raise WireError(TOO_LARGE, detail="asks on and on without reading the answers")
        if frame.code not in CAPS and not self._reader.knows_peer:
            raise WireError(OUT_OF_TURN, detail=f"message {frame.code} before hello")
        message = read(frame)
        if message is not None:
            self._handle(message)

    def _handle(self, message: Message) -> None:
        check_turn(self.state, message)
        match message:
            case Hello():
                self._on_hello(message)
            case Refusal(reason):
                self._events.append(PeerRefused(Reason(reason)))
                self._end()
                self.data_to_send()
            case Here(presence):
                self._on_presence(presence)
            case Heads():
                self._on_heads(self._exchanges[message.compartment], message)
            case _ if self._exchanges[message.compartment].open:
                self._on_shared(self._exchanges[message.compartment], message)
            case _:
                pass  # of a compartment that only the peer believes to be shared: its trust log will catch up

    def _on_shared(self, exchange: Exchange, message: RunTotal | Batch | Done | Digest) -> None:
        match message:
            case RunTotal():
                self._events.append(exchange.run_announced(message))
            case Batch():
                self._on_batch(exchange, message)
            case Done():
                answered = not exchange.asked  # else this ends the run that left the gap, and the answer is to come
                exchange.run_done()
                if self.state is State.JUDGING and answered:
                    self._judge()
                self._sharing.settle(exchange)
            case _:
                exchange.digest_came(message)
                self._sharing.settle(exchange)

    def _on_hello(self, hello: Hello) -> None:
        if hello.identity != self.peer:
            raise WireError(FALSE_NAME)
        reason = self._reason_against(hello)
        if reason is not None:
            self._turn_away(reason)
            return
        self.process = hello.nonce
        skew = hello.wall - self._clock()
        self._events.append(PeerKnown(hello.identity, hello.schema, hello.app, skew))
        if abs(skew) > CLOCK_OFF_MS:
            self._events.append(ClockOff(round(skew / 60_000)))
        self._reader.knows_peer = True
        self.state = State.ANNOUNCING
        self._sharing.announce(self._trust)

    def _reason_against(self, hello: Hello) -> Reason | None:
        if hello.nonce[:DIRECTORY] == self._nonce[:DIRECTORY]:
            return Reason.SELF
        if hello.network != self._ledger.network:
            return Reason.NETWORK
        return Reason.VERSION if abs(hello.version - VERSION) > 1 else None

    def _on_heads(self, exchange: Exchange, message: Heads) -> None:
        heads = exchange.page_came(message)
        if heads is None:
            return
        if self.state is State.ANNOUNCING:
            self._on_first_trust_heads(heads)
        elif exchange.open and self._may_have(exchange.compartment):
            self._sharing.start_run(exchange)

    def _on_first_trust_heads(self, heads: frozenset[Head]) -> None:
        self.state = State.JUDGING
        if self._trust.announced == heads:
            self._judge()  # both sides compare the same two lists, so both know that nothing is to come
        elif self._may_have(Compartment.TRUST):
            self._sharing.start_run(self._trust)
        elif self.dialled:
            self._outbox.put(Done(Compartment.TRUST))  # else two who do not know each other would wait for each other

    def _on_batch(self, exchange: Exchange, message: Batch) -> None:
        exchange.check_room(message.batch)
        try:
            merged = self._ledger.merge(exchange.compartment, message.batch, self.peer)
        except (Gap, StubWithoutErasure) as gap:  # an erasure that explains the stub may be on its way
            self._on_gap(exchange, gap)
            return
        exchange.learn(merged.heads)
        self._events += exchange.batch_came(message)
        if not merged.new:
            return
        exchange.gaps = 0
        self._events.append(Received(exchange.compartment, merged.new, merged.refused))
        if exchange is self._trust and self.state is State.SHARING:
            self._reassess()

    def _on_gap(self, exchange: Exchange, gap: Failure) -> None:
        if exchange.asked or self._has_lost_all():
            return
        exchange.gaps += 1
        if exchange.gaps > MAX_GAPS:
            raise gap if isinstance(gap, Refused) else WireError(KEEPS_BACK)
        exchange.asked = True
        if exchange is not self._trust:
            self._sharing.announce(self._trust)  # what is missing may be the trust entries that data was written on
        self._sharing.announce(exchange)

    def _on_presence(self, presence: PresenceMap) -> None:
        if self._pace.may_come(self._clock()) and self._sharing.data_shared():
            self._events.append(Presence(self.peer, presence))

    # Who may have what

    def _may_have(self, compartment: Compartment) -> bool:
        """Whether the peer may be sent something of it now."""
        if compartment is Compartment.TRUST:
            return compartment in self._ledger.entitled(self.peer) or self._may_meet()
        return self._sharing.may_share(compartment)

    def _has_lost_all(self) -> bool:
        """Whether the peer is known and may have no data: it is told why, and asked for nothing."""
        return self._ledger.entitled(self.peer) == _TRUST

    def _may_meet(self) -> bool:
        """Whether a stranger may be told who is of the network, before it has told us why it is."""
        return self.dialled and self.state is not State.SHARING and self._ledger.vouches(self._certificate)

    def _judge(self) -> None:
        """All trust entries that the peer has are here."""
        self.state = State.SHARING
        if not self._may_have(Compartment.TRUST):
            self._turn_away(Reason.UNKNOWN)
            return
        if self._trust.run is None:
            self._sharing.start_run(self._trust)
        self._reassess()

    def _reassess(self) -> None:
        """Open what both may have now, close what not; a peer that lost every right goes once it was told why."""
        self._sharing.drop_lost()
        if self._trust.run is not None:
            return
        if not self._ledger.entitled(self.peer) - _TRUST:
            self._turn_away(Reason.REMOVED)
            return
        self._sharing.open_data()
        self._sharing.settle(self._trust)

    def _trust_told(self) -> None:
        if self.state is State.SHARING:
            self._reassess()

    def _send_presence(self) -> None:
        if self.state is State.SHARING and self._sharing.data_shared() and self._outbox.size < HIGH_WATER:
            presence = self._pace.due(self._clock())
            if presence is not None:
                self._outbox.put(Here(presence))

    # The end

    def _turn_away(self, reason: Reason) -> None:
        self._events.append(TurnedAway(reason))
        self._leave(reason)

    def _leave(self, reason: Reason) -> None:
        self._outbox.drop(_DATA)
        self._outbox.put(Refusal(reason.value))
        self._end()

    def _over(self) -> bool:
        return self.state is State.CLOSED

    def _end(self) -> None:
        self.state = State.CLOSED
        self._sharing.close()
        self._events.append(Closed())

    def _happened(self) -> list[Event]:
        self._sharing.fill()
        self._send_presence()
        events = list(self._events)
        self._events.clear()
        return events
