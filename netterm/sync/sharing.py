"""What one link has to send and to compare, of all compartments that both sides may have."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from netterm.model.kinds import Compartment
from netterm.sync.events import Event, InSync
from netterm.sync.exchange import Exchange, Run
from netterm.sync.ledger import Ledger
from netterm.sync.messages import Done
from netterm.sync.outbox import Outbox

HIGH_WATER: Final = 32 << 10
"""Bytes of output beyond which no further batch is read from the ledger."""


class Sharing:
    """The exchanges of a link and their runs. ``trust_told`` is called when a run of the trust log has ended."""

    def __init__(
        self, ledger: Ledger, peer: bytes, outbox: Outbox, events: list[Event], trust_told: Callable[[], None]
    ) -> None:
        self._ledger = ledger
        self._peer = peer
        self._outbox = outbox
        self._events = events
        self._trust_told = trust_told
        self._reported: object = None
        self.exchanges = {compartment: Exchange(ledger, compartment, peer) for compartment in Compartment}
        self.trust = self.exchanges[Compartment.TRUST]

    def may_share(self, compartment: Compartment) -> bool:
        """Whether both sides may have these data now; asked anew each time, for others may have changed that."""
        return all(compartment in self._ledger.entitled(each) for each in (self._peer, self._ledger.identity))

    def open(self) -> list[Exchange]:
        """Those whose heads were told."""
        return [exchange for exchange in self.exchanges.values() if exchange.open]

    def data_shared(self) -> bool:
        """Whether any are of data."""
        return any(exchange is not self.trust for exchange in self.open())

    def announce(self, exchange: Exchange) -> None:
        """Tell our heads."""
        for page in exchange.announce():
            self._outbox.put(page)

    def open_data(self) -> None:
        """Tell our heads of what both may have now and did not yet share."""
        for exchange in self.exchanges.values():
            if exchange is not self.trust and not exchange.open and self.may_share(exchange.compartment):
                self.announce(exchange)
                if exchange.heard:
                    self.start_run(exchange)

    def drop_lost(self) -> None:
        """Close what either side may have no more."""
        for exchange in self.open():
            if exchange is not self.trust and not self.may_share(exchange.compartment):
                exchange.close()
                self._outbox.drop({exchange.compartment})
                self.trust.start_push()

    def push(self) -> None:
        """Something was committed here: send what is new."""
        self.drop_lost()
        for exchange in self.open():
            exchange.start_push()

    def look_again(self) -> None:
        """Tell our heads anew where the peer seems to have others, and compare."""
        for exchange in self.open():
            if exchange.run is None and not exchange.receiving and not exchange.level():
                before = exchange.announced
                listed = exchange.announce()
                if exchange.announced != before:
                    for page in listed:
                        self._outbox.put(page)
            self.settle(exchange)

    def start_run(self, exchange: Exchange) -> None:
        """Send all that the peer lacks, or that it lacks nothing."""
        total = exchange.start_run()
        if total is None:
            self._outbox.put(Done(exchange.compartment))
            self.settle(exchange)
        else:
            self._outbox.put(total)
            self._events.append(exchange.begun(total))

    def fill(self) -> None:
        """Read batches from the ledger while there is room."""
        while self._outbox.size < HIGH_WATER:
            exchange = next((each for each in self.exchanges.values() if each.run is not None), None)
            if exchange is None:
                return
            if exchange is not self.trust:
                self.drop_lost()
            if exchange.run is not None:
                self._step(exchange, exchange.run)

    def _step(self, exchange: Exchange, run: Run) -> None:
        batch = exchange.next_batch(run)
        if batch is not None:
            self._outbox.put(batch)
            self._events += exchange.sent(run, batch)
        if run.upcoming is None:
            self._finish(exchange, run)

    def _finish(self, exchange: Exchange, run: Run) -> None:
        exchange.end_run(run)
        if run.total is not None:
            self._outbox.put(Done(exchange.compartment))
            self.settle(exchange)
        if exchange is self.trust:
            self._trust_told()

    def settle(self, exchange: Exchange) -> None:
        """Exchange digests where both have the same, and say so once all compartments were compared."""
        if not exchange.open or exchange.run is not None or not self.data_shared():
            return
        digest = exchange.fresh_digest()
        if digest is not None:
            self._outbox.put(digest)
        shared = self.open()
        if not all(each.compared() for each in shared):
            return
        pairs = [(each.mine, each.yours) for each in shared]
        if pairs != self._reported:
            self._reported = pairs
            mine = MappingProxyType({digest.compartment: digest.digest for digest, _ in pairs if digest is not None})
            self._events.append(InSync(mine, all(ours == theirs for ours, theirs in pairs)))

    def close(self) -> None:
        """The conversation is over."""
        for exchange in self.exchanges.values():
            exchange.close()
