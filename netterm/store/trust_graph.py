"""Who could give and take rights when: the graph of trust entries, and how it is judged.

Entries are numbered in the order of their names, which is causal because a name starts with its Lamport count; a set of
entries is an ``int`` with one bit for each. The rules, for which ``trust.py`` gives the reasons:

- An entry has *authority* if its author was the root or an admin as seen from its ancestors alone. That never changes,
  so what it takes away stays taken, whatever becomes of its author.
- A gain *stands* if its author still had the right under every loss that is known, later and concurrent ones included.
- A loss *beats* a gain unless it is among the gain's ancestors, in one entry too; the root's gains are beaten by losses
  of others only where these had seen them.
- A loss *spares* what is within its cut.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

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

FOREVER: Final = 2**63
"""A sequence number that no log reaches."""


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


_Limits = dict[tuple[bytes, int], int]


class Graph:
    """The entries, who saw what, and what each gives and takes.

    An entry whose ancestors are not all there is left out, as if it had not come yet.
    """

    def __init__(self, entries: Iterable[TrustEntry], network: bytes) -> None:
        self.entries: list[TrustEntry] = []
        self.index: dict[bytes, int] = {}
        self.ancestors: list[int] = []
        self.heads = 0
        self.founding = 0
        self.authority = 0
        self.faults: dict[int, Fault] = {}
        self.gains: dict[Holder, int] = {}
        self.losses: dict[Holder, int] = {}
        self._cuts: dict[tuple[Holder, int], list[_Limits]] = {}
        self._powerful = 0
        self._roots: set[bytes] = set()
        self._all_losses = 0
        self._views: dict[int, View] = {}
        self._network = network
        for entry in sorted({entry.name: entry for entry in entries}.values(), key=lambda entry: entry.name):
            self._add(entry)
        self.whole = View(self, self._all_losses)
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

    def limits(self, holder: Holder, loss: int) -> list[_Limits]:
        """The cuts of a loss, each as the last sequence number that counts per (incarnation, compartment)."""
        return self._cuts[holder, loss]

    def spares(self, loss: int, holder: Holder, at: int) -> bool:
        """Whether a loss leaves alone what its holder did in the trust entry ``at``.

        An author's own loss begins after its entry. Others spare what is in their cut if its author had also seen it:
        a cut names numbers, and the same number could be written again in a forked log.
        """
        if loss == at:
            return True
        if not self.is_before(at, loss):
            return False
        entry = self.entries[at]
        key = (entry.log.incarnation, int(entry.log.compartment))
        # The root's cut is what its successor had seen.
        return holder.right is Own.ROOT or all(entry.seq <= cut.get(key, 0) for cut in self._cuts[holder, loss])

    def _add(self, entry: TrustEntry) -> None:
        parents = entry.parents
        if not self.index.keys() >= set(parents):
            return
        at, mask = len(self.entries), self.seen(parents)
        self.entries.append(entry)
        self.index[entry.name] = at
        self.ancestors.append(mask)
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
        if not any(isinstance(op, Newer) for op in entry.ops):
            for op in entry.ops:
                self._take(at, op)

    def _authority_fault(self, at: int) -> Fault | None:
        losses = self._all_losses & self.ancestors[at]
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
        self._all_losses |= 1 << at
        limits = {(row.incarnation, row.compartment): row.seq for row in cut}
        for right in rights:
            holder = Holder(identity, right)
            self.losses[holder] = self.losses.get(holder, 0) | 1 << at
            self._cuts.setdefault((holder, at), []).append(limits)

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

    def until(self, holder: Holder, seen: int, log: Log | None = None) -> int:
        """The last sequence number of a log up to which a right gained in ``seen`` holds: 0 for never, or FOREVER.

        ``seen`` must hold nothing but entries that stand. Without a log, what holds of a log that no cut names.
        """
        key = None if log is None else (log.incarnation, int(log.compartment))
        best = 0
        for gain in _bits(self._graph.gains.get(holder, 0) & seen):
            limits = (cut for loss in self.beating(holder, gain) for cut in self._graph.limits(holder, loss))
            best = max(best, min((0 if key is None else cut.get(key, 0) for cut in limits), default=FOREVER))
            if best == FOREVER:
                break
        return best


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
