"""One compartment between two replicas: what the peer is known to have, what is on its way, whose digests agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.kinds import Compartment
from netterm.store import Head, Log, Outgoing
from netterm.sync.events import Direction, Progress
from netterm.sync.frames import BROKEN, TOO_LARGE, WireError
from netterm.sync.ledger import Ledger, Total
from netterm.sync.messages import MAX_HEADS, MAX_PAGES, Batch, Digest, Heads, RunTotal, heads_hash, pages

MAX_LIVES: Final = 4_096
"""Logs and branches of one identity in one compartment beyond which it is not listened to: eleven years of a new one
every day."""
MAX_KEPT: Final = MAX_HEADS * MAX_PAGES // 2
"""Logs and branches of one compartment beyond which nothing is taken of those identities, whoever brings it."""

TOO_MANY_LOGS: Final = N_("Somebody's computer begins one log after another without end. Nothing of that was kept.")


class TooManyLogs(Failure):
    """We have more logs than we could tell any peer of."""

    def __init__(self) -> None:
        super().__init__(N_("There are too many logs in this network to sync it. Please tell an admin."))


@dataclass(slots=True)
class Run:
    """Batches being sent, read from the ledger one at a time."""

    batches: Iterator[Outgoing]
    total: Total | None
    """What was announced; None for a live push."""
    again: bool = False
    """More was committed meanwhile."""
    upcoming: Outgoing | None = None
    """The batch to be sent next; None once there is none. One is read ahead, so that the last is known as the last."""

    def __post_init__(self) -> None:
        self.upcoming = next(self.batches, None)


class Exchange:
    """The bookkeeping of one compartment on one link; it sends nothing by itself."""

    def __init__(self, ledger: Ledger, compartment: Compartment, peer: bytes) -> None:
        self._ledger = ledger
        self._peer = peer
        self.compartment = compartment
        self.open = False
        """Both sides may have it, and our heads were sent."""
        self.announced: frozenset[Head] = frozenset()
        """Our heads as last sent."""
        self.run: Run | None = None
        self.asked = False
        """The peer was sent our heads because its entries left a gap, and has not answered yet."""
        self.gaps = 0
        """Gaps since something of the peer's was merged."""
        self.mine: Digest | None = None
        self.yours: Digest | None = None
        self._theirs: dict[Log, set[Head]] | None = None
        self._pages: list[Head] = []
        """Of a list of the peer's heads whose last page has not come yet."""
        self._incoming: Total | None = None

    # What the peer has

    def announce(self) -> list[Heads]:
        """Our heads, to be sent now. Raises :class:`TooManyLogs`."""
        heads = self._ledger.heads(self.compartment)
        if len(heads) >= MAX_HEADS * MAX_PAGES:
            raise TooManyLogs
        self.open = True
        self.announced = frozenset(heads)
        return pages(self.compartment, heads)

    def page_came(self, page: Heads) -> frozenset[Head] | None:
        """All heads that the peer has, once the last page of them came. Raises :class:`WireError`."""
        if self._pages and page.heads and page.heads[0] <= self._pages[-1]:
            raise WireError(BROKEN, detail="pages of heads out of order")
        if len(self._pages) >= MAX_HEADS * (MAX_PAGES - 1) and not page.is_last:
            raise WireError(TOO_LARGE, detail=f"more than {len(self._pages)} heads")
        self._pages += page.heads
        if not page.is_last:
            return None
        came, self._pages = self._pages, []
        self.heads_came(came)
        return frozenset(came)

    def heads_came(self, heads: Iterable[Head]) -> None:
        """The peer has these and nothing else."""
        self._theirs = {}
        for head in heads:
            self._theirs.setdefault(head.log, set()).add(head)

    def learn(self, heads: Iterable[Head]) -> None:
        """The peer has these too.

        An older tip of the same log goes, unless it is a head of ours still: then it is a branch's, and both have it.
        """
        if self._theirs is None:
            return
        own = frozenset(self._ledger.heads(self.compartment))
        for head in heads:
            tips = self._theirs.setdefault(head.log, set())
            tips -= {tip for tip in tips if tip.seq < head.seq and tip not in own}
            if head in own or all(tip.seq <= head.seq for tip in tips):
                tips.add(head)

    def check_room(self, batch: bytes) -> None:
        """Raises :class:`WireError` for a batch of or by somebody who begins one log after another.

        Nothing but the author's own connection tells who is to blame: others forward what they had to take.
        """
        heads = self._ledger.heads(self.compartment)
        if len(heads) <= MAX_LIVES:
            return
        tips = Counter(head.log.identity for head in heads)
        endless = {identity for identity, count in tips.items() if count > MAX_LIVES}
        if self._peer in endless or (
            len(heads) > MAX_KEPT and any(head.log.identity in endless for head in self._ledger.batch_heads(batch))
        ):
            raise WireError(TOO_MANY_LOGS, detail=f"{len(heads)} logs")

    @property
    def heard(self) -> bool:
        """Whether the peer's heads came."""
        return self._theirs is not None

    def theirs(self) -> tuple[Head, ...]:
        """The heads that the peer has, as far as we know; sorted."""
        return tuple(sorted(tip for tips in (self._theirs or {}).values() for tip in tips))

    @property
    def receiving(self) -> bool:
        """Whether the peer has begun a run and not ended it: asking again now would bring everything twice."""
        return self._incoming is not None

    def level(self) -> bool:
        """Whether both sides have the same heads, as far as we know."""
        return self.heard and set(self.theirs()) == set(self._ledger.heads(self.compartment))

    # What goes to the peer

    def start_run(self) -> RunTotal | None:
        """Begin sending all that the peer lacks, from the start. None where that is nothing: then no run is begun."""
        total = self._ledger.outstanding(self.compartment, self.theirs(), self._peer)
        if not total.entries:
            self.run = None
            return None
        self.run = Run(self._ledger.outgoing(self.compartment, self.theirs(), self._peer), total)
        return RunTotal(self.compartment, total.entries, total.size)

    def start_push(self) -> None:
        """Begin sending what is new, unannounced; a run under way is followed by it."""
        if self.run is not None:
            self.run.again = True
        elif self.heard:
            self.run = Run(self._ledger.outgoing(self.compartment, self.theirs(), self._peer), None)

    def next_batch(self, run: Run) -> Batch | None:
        """The next batch of the run and what is left after it; None at its end."""
        batch = run.upcoming
        if batch is None:
            return None
        run.upcoming = next(run.batches, None)
        self.learn(batch.heads)
        left = Total(0, 0)
        if run.total is not None and run.upcoming is not None:
            left = self._ledger.outstanding(self.compartment, self.theirs(), self._peer)
        return Batch(self.compartment, batch.packed, left.entries, left.size)

    def end_run(self, run: Run) -> None:
        """The run has no more batches."""
        self.run = None
        if run.again:
            self.start_push()

    def close(self) -> None:
        """The right to it is lost: forget everything but what the peer has."""
        self.open = False
        self.run = self.mine = self.yours = self._incoming = None

    # Progress

    def sent(self, run: Run, batch: Batch) -> list[Progress]:
        return [] if run.total is None else [self._progress(Direction.SENDING, run.total, batch)]

    def run_announced(self, message: RunTotal) -> Progress:
        self.asked = False
        self._incoming = Total(message.entries, message.size)
        return self._progress(Direction.RECEIVING, self._incoming, None)

    def batch_came(self, batch: Batch) -> list[Progress]:
        return [] if self._incoming is None else [self._progress(Direction.RECEIVING, self._incoming, batch)]

    def run_done(self) -> None:
        self.asked = False
        self._incoming = None

    def begun(self, total: RunTotal) -> Progress:
        return self._progress(Direction.SENDING, Total(total.entries, total.size), None)

    def _progress(self, direction: Direction, total: Total, batch: Batch | None) -> Progress:
        left = total if batch is None else Total(batch.entries_left, batch.size_left)
        done = (max(0, total.entries - left.entries), max(0, total.size - left.size))
        return Progress(direction, self.compartment, done[0], total.entries, done[1], total.size)

    # Digests

    def fresh_digest(self) -> Digest | None:
        """Our digest where both sides have the same heads and it was not computed at these yet."""
        heads = self._ledger.heads(self.compartment)
        of = heads_hash(heads)
        if not self.level() or (self.mine is not None and self.mine.of == of):
            return None
        digest = Digest(self.compartment, of, self._ledger.digest(self.compartment))
        if self._ledger.heads(self.compartment) != heads:
            return None  # something was committed in between: the digest may be of that
        self.mine = digest
        return digest

    def digest_came(self, digest: Digest) -> None:
        self.yours = digest
        heads = self._ledger.heads(self.compartment)
        if heads_hash(heads) == digest.of:
            self.heads_came(heads)

    def compared(self) -> bool:
        """Whether both digests are there, of the same heads."""
        return self.mine is not None and self.yours is not None and self.mine.of == self.yours.of
