"""Who could give and take rights when: the graph of trust entries, and how it is judged.

Entries are numbered in the order of their names, which is causal because a name starts with its Lamport count; a set of
entries is an ``int`` with one bit for each. The rules, for which ``trust.py`` gives the reasons:

- An entry has *authority* if its author was the root or an admin as seen from its ancestors alone. That never changes,
  so what it takes away stays taken, whatever becomes of its author.
- A gain *stands* if its author still had the right under every loss that is known, later and concurrent ones included.
- A loss *beats* a gain unless it is among the gain's ancestors, in one entry too; the root's gains are beaten by losses
  of others only where these had seen them.
- A loss *spares* what is within its cut: each entry that the cut names, and what is before that in its own chain.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from netterm.model.kinds import Compartment, Role
from netterm.store.entries import Log
from netterm.store.trust_ops import (
    ROOT_INCARNATION,
    Admit,
    Broken,
    Cut,
    Found,
    Grant,
    Newer,
    Number,
    Readmit,
    Remove,
    ReplaceRoot,
    TrustEntry,
    TrustOp,
    Withdraw,
    network_id,
)


class Own(enum.Enum):
    """What an identity holds beside its roles."""

    PLACE = "place"
    """It was admitted and not removed; roles without it are asleep."""
    ROOT = "root"
    """It is the recovery root."""


class Holder(NamedTuple):
    """A right of one identity: what a gain gives and a loss takes."""

    identity: bytes
    right: Role | Own


class Fault(enum.Enum):
    """Why an entry has no authority, whoever looks."""

    FORGED = "forged"
    MALFORMED = "malformed"
    NO_ADMIN = "no admin"
    NOT_ROOT = "not root"


Reprieve = frozenset[tuple[int, bytes]]
"""Of what a loss spares in one log: the (number, name) of each last entry that counts."""


class Graph:
    """The entries, who saw what, and what each gives and takes.

    An entry whose ancestors are not all there is left out, as if it had not come yet.
    """

    def __init__(self, entries: Iterable[TrustEntry], network: bytes) -> None:
        self.entries: list[TrustEntry] = []
        self.index: dict[bytes, int] = {}
        self.ancestors: list[int] = []
        self.chains: list[int] = []
        """Of each entry, it and what is before it in its own log."""
        self.heads = 0
        self.founding = 0
        self.authority = 0
        self.faults: dict[int, Fault] = {}
        self.gains: dict[Holder, int] = {}
        self.losses: dict[Holder, int] = {}
        self.takes = 0
        """The entries that take something, with authority."""
        self.newer = 0
        """The entries with authority that this version does not wholly understand."""
        self._cuts: dict[tuple[Holder, int], list[Cut]] = {}
        self._powerful = 0
        self._roots: set[bytes] = set()
        self._views: dict[int, View] = {}
        self._network = network
        for entry in sorted({entry.name: entry for entry in entries}.values(), key=lambda entry: entry.name):
            self._add(entry)
        self.whole = View(self, self.takes)
        self.whole.judge(len(self.entries))
        self._views.clear()  # only needed while entries were judged as their authors saw them

    def seen(self, names: Iterable[bytes]) -> int:
        """These entries and their ancestors; names that are not known add nothing."""
        mask = 0
        for name in names:
            at = self.index.get(name)
            if at is not None:
                mask |= self.ancestors[at] | 1 << at
        return mask

    def is_before(self, earlier: int, later: int) -> bool:
        return bool(self.ancestors[later] >> earlier & 1)

    def reprieves(self, holder: Holder, loss: int, log: Log) -> Iterator[Reprieve]:
        """What each cut of a loss spares of a data log; empty for nothing."""
        key = (log.incarnation, int(log.compartment))
        for cut in self._cuts[holder, loss]:
            yield frozenset((row.seq, row.name) for row in cut if (row.incarnation, row.compartment) == key)

    def spares(self, loss: int, holder: Holder, at: int) -> bool:
        """Whether a loss leaves alone what its holder did in the trust entry ``at``.

        An author's own loss begins after its entry. Others spare what is in their cut, of which their author must have
        seen all that it names.
        """
        if loss == at:
            return True
        if not self.is_before(at, loss):
            return False
        # The root's cut is what its successor had seen.
        return holder.right is Own.ROOT or all(self._is_within(at, cut, loss) for cut in self._cuts[holder, loss])

    def _is_within(self, at: int, cut: Cut, loss: int) -> bool:
        named = (self.index.get(row.name) for row in cut)
        return any(self.is_before(end, loss) and self.chains[end] >> at & 1 for end in named if end is not None)

    def _add(self, entry: TrustEntry) -> None:
        parents = entry.parents
        if not self.index.keys() >= set(parents):
            return
        at, mask = len(self.entries), self.seen(parents)
        self.entries.append(entry)
        self.index[entry.name] = at
        self.ancestors.append(mask)
        before = self.index.get(entry.previous)
        follows = before is not None and self.entries[before].log == entry.log
        self.chains.append(1 << at | (self.chains[before] if follows and before is not None else 0))
        for parent in parents:
            self.heads &= ~(1 << self.index[parent])
        self.heads |= 1 << at
        fault = _own_fault(entry, self._network)
        if fault is None and isinstance(entry.ops[0], Found):
            self.founding |= 1 << at
            self._roots.add(entry.log.identity)
        fault = fault or self._authority_fault(at)
        if fault:
            self.faults[at] = fault
            return
        self.authority |= 1 << at
        if any(isinstance(op, Newer) for op in entry.ops):
            self.newer |= 1 << at
            return
        for op in entry.ops:
            self._take(at, op)

    def _authority_fault(self, at: int) -> Fault | None:
        losses = self.takes & self.ancestors[at]
        view = self._views.setdefault(losses, View(self, losses))
        view.judge(at)
        if view.is_by_root(at):
            return None
        if not view.is_by_admin(at):
            return Fault.NO_ADMIN
        if any(isinstance(op, ReplaceRoot) for op in self.entries[at].ops):
            return Fault.NOT_ROOT
        return None

    def _take(self, at: int, op: TrustOp) -> None:
        match op:
            case Found(root, _, _):
                self._gain(at, root, [Own.ROOT])
            case ReplaceRoot(root):
                self._gain(at, root, [Own.ROOT])
                self._roots.add(root)
                self._lose(at, self.entries[at].log.identity, [Own.ROOT], ())
            case Admit(identity=identity, roles=roles) | Readmit(identity=identity, roles=roles):
                self._gain(at, identity, [Own.PLACE, *roles])
            case Grant(identity, roles):
                self._gain(at, identity, roles)
            case Withdraw(identity, roles, cut):
                self._lose(at, identity, roles, cut)
            case Remove(identity, cut):
                self._lose(at, identity, [Own.PLACE, *Role], cut)
            case _:
                pass  # numbers and erasures give and take no right

    def _gain(self, at: int, identity: bytes, rights: Iterable[Role | Own]) -> None:
        for right in rights:
            holder = Holder(identity, right)
            self.gains[holder] = self.gains.get(holder, 0) | 1 << at
            if right in (Role.ADMIN, Own.PLACE, Own.ROOT):
                self._powerful |= 1 << at

    def _lose(self, at: int, identity: bytes, rights: Iterable[Role | Own], cut: Cut) -> None:
        self.takes |= 1 << at
        for right in rights:
            holder = Holder(identity, right)
            self.losses[holder] = self.losses.get(holder, 0) | 1 << at
            self._cuts.setdefault((holder, at), []).append(cut)

    def is_powerful(self, at: int) -> bool:
        """Whether the entry gives what giving further rights takes."""
        return bool(self._powerful >> at & 1)

    def was_root(self, identity: bytes) -> bool:
        """Whether the identity was ever named as the root."""
        return identity in self._roots


class View:
    """The graph as judged under one set of losses: all of them, or those that one entry's author had seen."""

    def __init__(self, graph: Graph, losses: int) -> None:
        self._graph = graph
        self._losses = losses
        self._judged = 0
        self._by_root = 0
        self._power_stands = 0

    def judge(self, end: int) -> None:
        """Judge the entries below ``end``, in order, since each stands on what stands before it."""
        fresh = range(self._judged, end)
        self._judged = end
        for at in fresh:
            if self.is_by_root(at):
                self._by_root |= 1 << at
        for at in fresh:
            if self._graph.is_powerful(at) and self.stands(at):
                self._power_stands |= 1 << at

    def stands(self, at: int) -> bool:
        """Whether what an entry gives counts."""
        graph = self._graph
        return bool(graph.authority >> at & 1) and (bool(self._by_root >> at & 1) or self.is_by_admin(at))

    def is_by_root(self, at: int) -> bool:
        """Whether the entry's author was the recovery root and had not been replaced before or beside it."""
        graph = self._graph
        author = graph.entries[at].log.identity
        if not graph.was_root(author):
            return False
        holder = Holder(author, Own.ROOT)
        losses = graph.losses.get(holder, 0) & self._losses
        if graph.founding >> at & 1:
            return all(graph.spares(loss, holder, at) for loss in _bits(losses))
        gains = graph.gains.get(holder, 0) & graph.ancestors[at] & self._by_root
        return any(
            all(graph.spares(loss, holder, at) for loss in _bits(losses & ~graph.ancestors[gain]))
            for gain in _bits(gains)
        )

    def is_by_admin(self, at: int) -> bool:
        """Whether the entry's author was an admin then."""
        author = self._graph.entries[at].log.identity
        return self._held(Holder(author, Role.ADMIN), at) and self._held(Holder(author, Own.PLACE), at)

    def _held(self, holder: Holder, at: int) -> bool:
        graph = self._graph
        gains = graph.gains.get(holder, 0) & graph.ancestors[at] & self._power_stands
        if not graph.losses.get(holder, 0) & self._losses:
            return bool(gains)
        return any(all(graph.spares(loss, holder, at) for loss in self.beating(holder, gain)) for gain in _bits(gains))

    def beating(self, holder: Holder, gain: int) -> Iterator[int]:
        """The losses that beat a gain, as far as their cuts reach."""
        graph = self._graph
        losses = graph.losses.get(holder, 0) & self._losses & ~graph.ancestors[gain]
        from_root = self._by_root >> gain & 1 and holder.right is not Own.ROOT
        for loss in _bits(losses):
            if not from_root or self._by_root >> loss & 1 or graph.is_before(gain, loss):
                yield loss

    def holds(self, holder: Holder, seen: int) -> bool:
        """Whether a right gained in ``seen`` holds to this day. ``seen`` must hold nothing but entries that stand."""
        gains = self._graph.gains.get(holder, 0) & seen
        return any(next(self.beating(holder, gain), None) is None for gain in _bits(gains))

    def reprieved(self, holder: Holder, seen: int, log: Log) -> frozenset[frozenset[Reprieve]]:
        """What of a log a right gained in ``seen`` still covers: for each of its gains, what beat it and spares it.

        An entry has the right if for one of these sets it is within every reprieve: any entry, where one set is empty.
        """
        found = set()
        for gain in _bits(self._graph.gains.get(holder, 0) & seen):
            losses = self.beating(holder, gain)
            reprieves = frozenset(each for loss in losses for each in self._graph.reprieves(holder, loss, log))
            if not reprieves:
                return frozenset({reprieves})
            if all(reprieves):
                found.add(reprieves)
        return frozenset(found)


def _own_fault(entry: TrustEntry, network: bytes) -> Fault | None:
    """What is wrong with an entry by itself."""
    founds = [op for op in entry.ops if isinstance(op, Found)]
    if any(isinstance(op, Broken) for op in entry.ops) or not entry.ops:
        return Fault.MALFORMED
    if sum(isinstance(op, ReplaceRoot) for op in entry.ops) > 1 or ReplaceRoot(entry.log.identity) in entry.ops:
        return Fault.MALFORMED
    if founds and not (len(founds) == 1 and entry.ops[0] == founds[0] and _founds(entry, founds[0], network)):
        return Fault.FORGED
    return None


def _founds(entry: TrustEntry, found: Found, network: bytes) -> bool:
    first = entry.seq == 1 and not entry.previous and not entry.seen
    by_root = entry.log == Log(found.root, ROOT_INCARNATION, Compartment.TRUST)
    return first and by_root and network_id(found) == network


def gives(op: TrustOp) -> bool:
    """Whether an op gives somebody something, and so counts only while its author could give."""
    return isinstance(op, Found | Admit | Grant | Readmit | Number | ReplaceRoot)


def _bits(mask: int) -> Iterator[int]:
    """The set bits, the latest first: rights mostly come from late gains."""
    while mask:
        at = mask.bit_length() - 1
        yield at
        mask ^= 1 << at
