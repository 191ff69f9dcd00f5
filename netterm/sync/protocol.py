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

import enum
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import netterm
from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.kinds import Compartment
from netterm.store import MAX_BATCH, Gap, Refused, StubWithoutErasure
from netterm.sync.events import (
    ClockOff,
    Closed,
    Event,
    InSync,
    Misbehaved,
    PeerKnown,
    PeerRefused,
    Presence,
    Reason,
    Received,
    TurnedAway,
)
from netterm.sync.exchange import Exchange, Run
from netterm.sync.frames import TOO_LARGE, Frame, FrameReader, WireError
from netterm.sync.ledger import Ledger
from netterm.sync.messages import (
    CAPS,
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
    write,
)

HIGH_WATER: Final = 32 << 10
"""Bytes of output beyond which no further batch is read from the ledger."""
MAX_PENDING: Final = 2 * MAX_BATCH
"""Bytes of output that a peer may leave unread while it asks for more."""
MAX_GAPS: Final = 8
CLOCK_OFF_MS: Final = 10 * 60_000
PRESENCE_EVERY_MS: Final = 200
PRESENCE_BURST: Final = 20

OUT_OF_TURN: Final = N_("The other computer sent something before it was its turn. Nothing was changed.")
FALSE_NAME: Final = N_("The other computer claims an identity that its certificate does not have.")
KEEPS_BACK: Final = N_("The other computer sends entries again and again, but not the ones before them.")


class State(enum.Enum):
    GREETING = enum.auto()
    ANNOUNCING = enum.auto()
    JUDGING = enum.auto()
    SHARING = enum.auto()
    CLOSED = enum.auto()


_NONE: Final = frozenset[Compartment]()
_TRUST: Final = frozenset({Compartment.TRUST})
_ALL: Final = frozenset(Compartment)

MAY_COME: Final[Mapping[State, Mapping[type[Message], frozenset[Compartment]]]] = {
    State.GREETING: {Hello: _NONE, Refusal: _NONE},
    State.ANNOUNCING: {Heads: _TRUST, Refusal: _NONE},
    State.JUDGING: {Heads: _TRUST, RunTotal: _TRUST, Batch: _TRUST, Done: _TRUST, Refusal: _NONE},
    State.SHARING: {
        Heads: _ALL, RunTotal: _ALL, Batch: _ALL, Done: _ALL, Digest: _ALL, Here: _NONE, Refusal: _NONE,
    },
    State.CLOSED: {},
}  # fmt: skip
"""Which messages the peer may send when, and about which compartments. Everything else is a lie or an attack."""


def keep_which(local: bytes, remote: bytes, i_dialled: bool) -> bool:
    """Of two links between the same two identities, whether this one stays: the one that the lower identity dialled.

    Two replicas of one identity cannot be told apart by it: both links stay.
    """
    return local == remote or (local < remote) == i_dialled


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
        ``nonce`` are 16 random bytes, the same for all links of a process."""
        self.state = State.GREETING
        self.peer = peer
        self._certificate = certificate
        self.dialled = dialled
        self._ledger = ledger
        self._nonce = nonce
        self._clock = clock
        self._reader = FrameReader(CAPS)
        self._exchanges = {compartment: Exchange(ledger, compartment, peer) for compartment in Compartment}
        self._trust = self._exchanges[Compartment.TRUST]
        self._pending: list[tuple[Compartment, bytes]] = []
        self._pending_size = 0
        self._events: list[Event] = []
        self._reported: object = None
        self._presence: PresenceMap | None = None
        self._presence_sent = -PRESENCE_EVERY_MS
        self._presence_allowance = float(PRESENCE_BURST)
        self._presence_heard = clock()
        self._send(
            Hello(VERSION, ledger.network, ledger.schema_version, ledger.identity, app, self._presence_heard, nonce)
        )

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
        data = b"".join(frame for _, frame in self._pending)
        self._pending.clear()
        self._pending_size = 0
        return data

    def more(self) -> list[Event]:
        """What was to be sent has left: there is room for more."""
        return self._happened()

    def local_changed(self) -> list[Event]:
        """Entries were committed here, by a person or from another peer."""
        if self.state is State.SHARING:
            self._drop_lost()
            for exchange in self._open():
                exchange.start_push()
        return self._happened()

    def idle(self) -> list[Event]:
        """Nothing happened for a while: make sure that both sides have the same."""
        happened = self.local_changed()
        if self.state is State.SHARING:
            for exchange in self._open():
                if exchange.run is None and not exchange.receiving and not exchange.level():
                    self._announce_again(exchange)
                self._settle(exchange)
        return happened + self._happened()

    def send_presence(self, presence: PresenceMap) -> list[Event]:
        """Tell the peer where our person is: at most five times a second, always the latest.

        Raises ValueError for a map that is not small and flat.
        """
        pack_presence(presence)
        self._presence = presence
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
        if self._pending_size > MAX_PENDING:
            raise WireError(TOO_LARGE, detail="asks on and on without reading the answers")
        if frame.code not in CAPS and not self._reader.knows_peer:
            raise WireError(OUT_OF_TURN, detail=f"message {frame.code} before hello")
        message = read(frame)
        if message is not None:
            self._handle(message)

    def _handle(self, message: Message) -> None:
        allowed = MAY_COME[self.state].get(type(message))
        about = None if isinstance(message, (Hello, Refusal, Here)) else message.compartment
        if allowed is None or (about is not None and about not in allowed):
            raise WireError(OUT_OF_TURN, detail=f"{type(message).__name__} of {about} in {self.state.name}")
        match message:
            case Hello():
                self._on_hello(message)
            case Refusal(reason):
                self._events.append(PeerRefused(Reason(reason)))
                self._end()
                self.data_to_send()
            case Here(presence):
                self._on_presence(presence)
            case Heads(compartment, _):
                self._on_heads(self._exchanges[compartment], message)
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
                self._settle(exchange)
            case _:
                exchange.digest_came(message)
                self._settle(exchange)

    def _on_hello(self, hello: Hello) -> None:
        if hello.identity != self.peer:
            raise WireError(FALSE_NAME)
        reason = self._reason_against(hello)
        if reason is not None:
            self._turn_away(reason)
            return
        skew = hello.wall - self._clock()
        self._events.append(PeerKnown(hello.identity, hello.schema, hello.app, skew))
        if abs(skew) > CLOCK_OFF_MS:
            self._events.append(ClockOff(round(skew / 60_000)))
        self._reader.knows_peer = True
        self.state = State.ANNOUNCING
        self._send(self._trust.announce())

    def _reason_against(self, hello: Hello) -> Reason | None:
        if hello.nonce == self._nonce:
            return Reason.SELF
        if hello.network != self._ledger.network:
            return Reason.NETWORK
        return Reason.VERSION if abs(hello.version - VERSION) > 1 else None

    def _on_heads(self, exchange: Exchange, message: Heads) -> None:
        exchange.heads_came(message.heads)
        if self.state is State.ANNOUNCING:
            self._on_first_trust_heads(message)
        elif exchange.open and self._may_have(exchange.compartment):
            self._start_run(exchange)

    def _on_first_trust_heads(self, message: Heads) -> None:
        self.state = State.JUDGING
        if self._trust.announced == frozenset(message.heads):
            self._judge()  # both sides compare the same two lists, so both know that nothing is to come
        elif self._may_have(Compartment.TRUST):
            self._start_run(self._trust)
        elif self.dialled:
            self._send(Done(Compartment.TRUST))  # else two who do not know each other would wait for each other

    def _on_batch(self, exchange: Exchange, message: Batch) -> None:
        try:
            merged = self._ledger.merge(exchange.compartment, message.batch)
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
        if exchange.asked:
            return
        exchange.gaps += 1
        if exchange.gaps > MAX_GAPS:
            raise WireError(KEEPS_BACK) from gap
        exchange.asked = True
        if exchange is not self._trust:
            self._send(self._trust.announce())  # what is missing may be the trust entries that data was written on
        self._send(exchange.announce())

    def _on_presence(self, presence: PresenceMap) -> None:
        now = self._clock()
        gained = max(0, now - self._presence_heard) / PRESENCE_EVERY_MS
        self._presence_heard = now
        self._presence_allowance = min(PRESENCE_BURST, self._presence_allowance + gained)
        if self._presence_allowance >= 1 and self._data_shared():
            self._presence_allowance -= 1
            self._events.append(Presence(self.peer, presence))

    # Who may have what

    def _may_have(self, compartment: Compartment) -> bool:
        """Whether the peer may be sent something of it now; asked anew each time, for others may have changed that."""
        theirs = self._ledger.entitled(self.peer)
        if compartment is Compartment.TRUST:
            return compartment in theirs or self._may_meet()
        return compartment in theirs and compartment in self._ledger.entitled(self._ledger.identity)

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
            self._start_run(self._trust)
        self._reassess()

    def _reassess(self) -> None:
        """Open what both may have now, close what not; a peer that lost every right goes once it was told why."""
        self._drop_lost()
        if self._trust.run is not None:
            return
        if not self._ledger.entitled(self.peer) - _TRUST:
            self._turn_away(Reason.REMOVED)
            return
        for exchange in self._exchanges.values():
            if not exchange.open and self._may_have(exchange.compartment):
                self._send(exchange.announce())
                if exchange.heard:
                    self._start_run(exchange)
        self._settle(self._trust)

    def _drop_lost(self) -> None:
        for exchange in self._open():
            if exchange is not self._trust and not self._may_have(exchange.compartment):
                exchange.close()
                self._unsend(frozenset({exchange.compartment}))
                self._trust.start_push()

    def _open(self) -> list[Exchange]:
        return [exchange for exchange in self._exchanges.values() if exchange.open]

    def _data_shared(self) -> bool:
        return any(exchange is not self._trust for exchange in self._open())

    # What goes

    def _start_run(self, exchange: Exchange) -> None:
        total = exchange.start_run()
        if total is None:
            self._send(Done(exchange.compartment))
            self._settle(exchange)
        else:
            self._send(total)
            self._events.append(exchange.begun(total))

    def _announce_again(self, exchange: Exchange) -> None:
        before = exchange.announced
        message = exchange.announce()
        if exchange.announced != before:
            self._send(message)

    def _fill(self) -> None:
        while self._pending_size < HIGH_WATER:
            exchange = next((each for each in self._exchanges.values() if each.run is not None), None)
            if exchange is None:
                return
            self._step(exchange)

    def _step(self, exchange: Exchange) -> None:
        run = exchange.run
        assert run is not None
        if exchange is not self._trust:
            self._drop_lost()
            if exchange.run is None:
                return
        batch = exchange.next_batch(run)
        if batch is not None:
            self._send(batch)
            self._events += exchange.sent(run, batch)
        if run.upcoming is None:
            self._finish(exchange, run)

    def _finish(self, exchange: Exchange, run: Run) -> None:
        exchange.end_run(run)
        if run.total is not None:
            self._send(Done(exchange.compartment))
            self._settle(exchange)
        if exchange is self._trust and self.state is State.SHARING:
            self._reassess()

    def _settle(self, exchange: Exchange) -> None:
        """Exchange digests where both have the same, and say so once all compartments were compared."""
        if not exchange.open or exchange.run is not None or not self._data_shared():
            return
        digest = exchange.fresh_digest()
        if digest is not None:
            self._send(digest)
        shared = self._open()
        if not all(each.compared() for each in shared):
            return
        pairs = [(each.mine, each.yours) for each in shared]
        if pairs != self._reported:
            self._reported = pairs
            mine = MappingProxyType({digest.compartment: digest.digest for digest, _ in pairs if digest is not None})
            self._events.append(InSync(mine, all(ours == theirs for ours, theirs in pairs)))

    def _send(self, message: Message) -> None:
        about = Compartment.TRUST if isinstance(message, (Hello, Refusal, Here)) else message.compartment
        frame = write(message)
        self._pending.append((about, frame))
        self._pending_size += len(frame)

    def _unsend(self, compartments: frozenset[Compartment]) -> None:
        self._pending = [(about, frame) for about, frame in self._pending if about not in compartments]
        self._pending_size = sum(len(frame) for _, frame in self._pending)

    def _send_presence(self) -> None:
        now = self._clock()
        if self._presence is None or self.state is not State.SHARING or not self._data_shared():
            return
        if not 0 <= now - self._presence_sent < PRESENCE_EVERY_MS and self._pending_size < HIGH_WATER:
            self._send(Here(self._presence))
            self._presence = None
            self._presence_sent = now

    # The end

    def _turn_away(self, reason: Reason) -> None:
        self._events.append(TurnedAway(reason))
        self._leave(reason)

    def _leave(self, reason: Reason) -> None:
        self._unsend(_ALL - _TRUST)
        self._send(Refusal(reason.value))
        self._end()

    def _over(self) -> bool:
        return self.state is State.CLOSED

    def _end(self) -> None:
        self.state = State.CLOSED
        for exchange in self._exchanges.values():
            exchange.close()
        self._events.append(Closed())

    def _happened(self) -> list[Event]:
        self._fill()
        self._send_presence()
        events, self._events = self._events, []
        return events
