"""Who may do what: one pure function from the set of trust entries, whatever order they came in.

Why the rules are as they are (their mechanics are in ``trust_graph.py``):

- *Loss beats gain where they are concurrent*, and a loss stays even if its author is removed beside it: otherwise two
  admins who remove each other would each undo the other's removal, for ever. Both then stay out until the root speaks.
- *The root decides.* What it grants is beaten by others' losses only if they had seen it, so a stolen admin cannot undo
  it from an old view. It has to remove the stolen identity first or in the same entry.
- *A right is judged by what the entry had seen*, minus every loss that is known. So a removed identity gains nothing by
  writing on an old view: only what the removal's cut names still counts.
- *An erasure stays*, even if its author is cut off later: what was purged cannot come back, and replicas must agree.
- *What is beyond a cut is kept all the same*: others who had not heard of the loss have built on it. But who has lost
  every right cannot bring anything of it by itself, except what takes.
- *Two replacements of the root beside each other* both fail, and the network is without one: to choose either would let
  a stolen kit win.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.kinds import SENSITIVE_READERS, Compartment, Role
from netterm.store.entries import Log, names
from netterm.store.trust_graph import Fault, Graph, Holder, Own, Reprieve, gives
from netterm.store.trust_ops import (
    Admit,
    Erase,
    Found,
    Newer,
    Number,
    Readmit,
    Remove,
    TrustEntry,
    TrustOp,
    Withdraw,
)

_REMEMBERED: Final = 4096
"""Judgements kept at hand; hostile entries could ask for any number of them."""
_NOBODY: Final[frozenset[Role]] = frozenset()


class Void(enum.Enum):
    """Why an entry, or what it gives, does not count; the value is the sentence for people."""

    FORGED = N_("It claims to found this network, but it is not this network's founding.")
    MALFORMED = N_("It is not of any form that a trust entry may have.")
    NO_ADMIN = N_("Its author was not an admin.")
    NOT_ROOT = N_("Only the recovery key can name the next recovery key.")
    CUT_OFF = N_("Its author had lost the right to give this; only what it takes away or erases counts.")
    NEWER = N_("It was written by a newer version of netterm.")


_VOIDS = {
    Fault.FORGED: Void.FORGED,
    Fault.MALFORMED: Void.MALFORMED,
    Fault.NO_ADMIN: Void.NO_ADMIN,
    Fault.NOT_ROOT: Void.NOT_ROOT,
}


class UpgradeNeeded(Failure):
    """Somebody entitled to it wrote what only a newer version understands; nobody's rights can be judged.

    ``trust`` is what the rest amounts to: enough to show, and to go on receiving trust entries, never to judge data by.
    """

    def __init__(self, trust: Trust) -> None:
        super().__init__("This network uses a newer version of netterm. Please upgrade.")
        self.trust = trust


@dataclass(frozen=True, slots=True)
class IdentityState:
    """One person's key on one computer."""

    public: bytes
    person: bytes
    """Id of the person's record."""
    label: str
    """Of the computer."""
    roles: frozenset[Role]
    admitted: bytes
    """Name of the entry that let it in, or in again."""
    removed: bytes | None
    """Name of the entry that removed it, if it is removed."""


Reach = Callable[[bytes], int | None]
"""Of one chain of a log, the number of the last entry that another one, by name, is or follows in its own chain: 0
where that is none, None where the other entry is not here."""


def _not_here(_name: bytes) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Rights:
    """What one log's entries that saw the same trust heads may be judged by."""

    always: frozenset[Role]
    until: Mapping[Role, frozenset[frozenset[Reprieve]]]
    """Roles that were lost later, each with what still has them; see ``View.reprieved``. Empty in the common case."""

    def at(self, seq: int, reach: Reach) -> frozenset[Role]:
        """The roles of the entry with that number in the chain that ``reach`` tells of.

        Of a cut whose entry is not here its number counts: what is here then comes before it, or will be judged anew.
        """
        if not self.until:
            return self.always
        return self.always | {
            role
            for role, spared in self.until.items()
            if any(all(_is_within(seq, reprieve, reach) for reprieve in each) for each in spared)
        }


def _is_within(seq: int, reprieve: Reprieve, reach: Reach) -> bool:
    for last, name in reprieve:
        reached = reach(name)
        if seq <= (last if reached is None else reached):
            return True
    return False


@dataclass(frozen=True, eq=True)
class Trust:
    """What a set of trust entries amounts to; equal for equal sets."""

    network: bytes
    root: bytes | None
    """The recovery root's public key; None before the founding is known, or where two replacements contend."""
    founder: bytes | None
    identities: Mapping[bytes, IdentityState]
    """Everybody who was ever validly admitted, the removed included, by public key."""
    admins: frozenset[bytes]
    erased: frozenset[bytes]
    """Ids of the records that are to be gone; it only ever grows."""
    void: Mapping[bytes, Void]
    """Entries that do not count, by name; of those CUT_OFF their losses and erasures do."""
    heads: tuple[bytes, ...]
    """Names of the entries that no other names, sorted."""
    givers: Mapping[str, bytes]
    """Of each series whose number-giving was handed over, to whom last."""
    _graph: Graph = field(compare=False, repr=False)
    _standing: int = field(compare=False, repr=False)
    ends: Mapping[bytes, frozenset[tuple[Log, int]]] = field(compare=False, repr=False)
    """The entries that cuts name, each with the logs and numbers that it is said to have."""
    losses: bytes = field(compare=False, repr=False)
    """Changes whenever something is taken from somebody: entries are to be judged anew then. Empty for no losses."""
    _remembered: dict[tuple[Log, bytes], Rights] = field(compare=False, repr=False, default_factory=dict)
    _handed: dict[bytes, dict[str, bytes]] = field(compare=False, repr=False, default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[TrustEntry], network: bytes) -> Trust:
        """Judge a set of entries, in any order, for the network with this id.

        Raises :class:`UpgradeNeeded` where an entry that counts has an op of a newer version.
        """
        graph = Graph(entries, network)
        standing = _mask(at for at in range(len(graph.entries)) if graph.whole.stands(at))
        void = _void(graph, standing)
        trust = cls._judged(graph, standing, void, network)
        if Void.NEWER in void.values():
            raise UpgradeNeeded(trust)
        return trust

    @classmethod
    def _judged(cls, graph: Graph, standing: int, void: dict[bytes, Void], network: bytes) -> Trust:
        identities = _identities(graph, standing)
        whole = graph.whole
        roots = [
            holder.identity for holder in graph.gains if holder.right is Own.ROOT and whole.holds(holder, standing)
        ]
        founders = [op.founder for _, op in _ops(graph, graph.founding) if isinstance(op, Found)]
        return cls(
            network=network,
            root=roots[0] if len(roots) == 1 else None,
            founder=founders[0] if founders else None,
            identities=identities,
            admins=frozenset(public for public, state in identities.items() if Role.ADMIN in state.roles),
            erased=frozenset().union(*(op.records for _, op in _counting(graph) if isinstance(op, Erase))),
            void=void,
            heads=tuple(entry.name for at, entry in enumerate(graph.entries) if graph.heads >> at & 1),
            givers=_givers(graph, standing),
            _graph=graph,
            _standing=standing,
            ends=_ends(graph),
            losses=_losses(graph),
        )

    def known(self, name: bytes) -> bool:
        """Whether the entry of that name is among them, with all its ancestors."""
        return name in self._graph.index

    def up_to(self, name: bytes) -> frozenset[bytes]:
        """The names of an entry and all its ancestors."""
        mask = self._graph.seen([name])
        return frozenset(entry.name for at, entry in enumerate(self._graph.entries) if mask >> at & 1)

    def is_powerless(self, name: bytes) -> bool:
        """Whether an entry never had authority, nor will, whatever else comes: its ancestors alone say so.

        What stands on something of a newer version is not judged.
        """
        at = self._graph.index.get(name)
        return at is not None and at in self._graph.faults and not self._graph.ancestors[at] & self._graph.newer

    def is_spent(self, name: bytes) -> bool:
        """Whether an entry gives or erases, though its author had lost the right to: it lies beyond a cut.

        What only takes is never spent: of two admins who remove each other both are heard.
        """
        at = self._graph.index.get(name)
        if at is None or not self._graph.authority >> at & 1 or self._standing >> at & 1:
            return False
        return not all(isinstance(op, Withdraw | Remove) for op in self._graph.entries[at].ops)

    def was_root(self, identity: bytes) -> bool:
        """Whether the identity is, or ever was named as, the recovery root."""
        return self._graph.was_root(identity)

    def roles(self, identity: bytes) -> frozenset[Role]:
        """What an identity may do now."""
        state = self.identities.get(identity)
        return state.roles if state else _NOBODY

    def rights(self, log: Log, trust_seen: bytes) -> Rights:
        """The rights by which entries of a log are judged that saw these trust heads; cheap to ask again.

        Heads that are not :meth:`known` give nothing, so trust comes before data.
        """
        key = (log, trust_seen)
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key] = self._rights(log, self._graph.seen(names(trust_seen)) & self._standing)
        return found

    def _rights(self, log: Log, seen: int) -> Rights:
        reprieved = self._graph.whole.reprieved
        place = reprieved(Holder(log.identity, Own.PLACE), seen, log)
        spared = {}
        for role in Role:
            own = reprieved(Holder(log.identity, role), seen, log)
            spared[role] = frozenset(one | other for one in place for other in own)
        always = frozenset(role for role, each in spared.items() if frozenset() in each)
        return Rights(always, {role: each for role, each in spared.items() if each and role not in always})

    def roles_at(
        self, identity: bytes, trust_seen: bytes, log: Log, seq: int, reach: Reach = _not_here
    ) -> frozenset[Role]:
        """The roles by which one data entry is judged: those it had seen granted, minus those lost before it counts."""
        return self.rights(log, trust_seen).at(seq, reach) if identity == log.identity else _NOBODY

    def entitled(self, identity: bytes) -> frozenset[Compartment]:
        """The compartments that an identity may be sent.

        One that was removed or has no role is still told the trust log, which is how it learns of that; a stranger
        gets nothing.
        """
        if identity not in self.identities:
            return frozenset()
        roles = self.roles(identity)
        if not roles:
            return frozenset({Compartment.TRUST})
        if roles & SENSITIVE_READERS:
            return frozenset(Compartment)
        return frozenset({Compartment.TRUST, Compartment.GENERAL})

    def number_giver(self, series: str) -> bytes | None:
        """Who gives the numbers of a series: the founder, until it is handed over.

        None while that identity may do nothing: then nobody does, until an admin hands it over. Numbers given by two
        at once would be worse than late ones.
        """
        giver = self.givers.get(series, self.founder)
        return giver if giver is not None and self.roles(giver) else None

    def number_giver_at(self, series: str, trust_seen: bytes) -> bytes | None:
        """Whose numbers of a series count in data entries that saw these trust heads; cheap to ask again.

        That is the latest hand-over among those heads and their ancestors that stands under every loss known, or else
        the founder. Whether that identity still had a role in the entry is for :meth:`rights` to say. None before the
        founding is known.
        """
        found = self._handed.get(trust_seen)
        if found is None:
            if len(self._handed) >= _REMEMBERED:
                self._handed.clear()
            seen = self._graph.seen(names(trust_seen)) & self._standing
            found = self._handed[trust_seen] = _givers(self._graph, seen)
        return found.get(series, self.founder)


def _mask(bits: Iterable[int]) -> int:
    mask = 0
    for bit in bits:
        mask |= 1 << bit
    return mask


def _ops(graph: Graph, among: int) -> Iterator[tuple[int, TrustOp]]:
    return ((at, op) for at, entry in enumerate(graph.entries) if among >> at & 1 for op in entry.ops)


def _ends(graph: Graph) -> dict[bytes, frozenset[tuple[Log, int]]]:
    ends: dict[bytes, set[tuple[Log, int]]] = {}
    for _, op in _ops(graph, graph.takes):
        if isinstance(op, Withdraw | Remove):
            for row in op.cut:
                if row.compartment in (Compartment.GENERAL, Compartment.SENSITIVE):
                    log = Log(op.identity, row.incarnation, Compartment(row.compartment))
                    ends.setdefault(row.name, set()).add((log, row.seq))
    return {name: frozenset(said) for name, said in ends.items()}


def _losses(graph: Graph) -> bytes:
    taken = b"".join(entry.name for at, entry in enumerate(graph.entries) if graph.takes >> at & 1)
    return blake2b(taken, digest_size=32).digest() if taken else b""


def _counting(graph: Graph) -> Iterator[tuple[int, TrustOp]]:
    """The ops of the entries with authority that this version wholly understands."""
    for at, entry in enumerate(graph.entries):
        if graph.authority >> at & 1 and not any(isinstance(op, Newer) for op in entry.ops):
            yield from ((at, op) for op in entry.ops)


def _void(graph: Graph, standing: int) -> dict[bytes, Void]:
    void = {}
    for at, entry in enumerate(graph.entries):
        if at in graph.faults:
            void[entry.name] = _VOIDS[graph.faults[at]]
        elif standing >> at & 1:
            if any(isinstance(op, Newer) for op in entry.ops):
                void[entry.name] = Void.NEWER
        elif any(gives(op) or isinstance(op, Newer) for op in entry.ops):
            void[entry.name] = Void.CUT_OFF
    return void


def _identities(graph: Graph, standing: int) -> dict[bytes, IdentityState]:
    """Everybody admitted; the latest admission tells the person and the computer."""
    latest: dict[bytes, tuple[int, Admit | Readmit]] = {}
    labels: dict[bytes, str] = {}
    for at, op in _counting(graph):
        if standing >> at & 1 and isinstance(op, Admit | Readmit):
            latest[op.identity] = (at, op)
            if isinstance(op, Admit):
                labels[op.identity] = op.label
    return {
        public: _state(graph, standing, at, op, labels.get(public, "")) for public, (at, op) in sorted(latest.items())
    }


def _state(graph: Graph, standing: int, at: int, op: Admit | Readmit, label: str) -> IdentityState:
    whole, identity = graph.whole, op.identity
    place = Holder(identity, Own.PLACE)
    if whole.holds(place, standing):
        roles = frozenset(role for role in Role if whole.holds(Holder(identity, role), standing))
        removed = None
    else:
        roles = _NOBODY
        removed = graph.entries[min(whole.beating(place, at))].name
    return IdentityState(identity, op.person, label, roles, graph.entries[at].name, removed)


def _givers(graph: Graph, among: int) -> dict[str, bytes]:
    """The last hand-over of each series among entries that stand; of concurrent ones the root's, then that with the
    highest name."""
    handed: dict[str, dict[int, bytes]] = {}
    for at, op in _counting(graph):
        if among >> at & 1 and isinstance(op, Number):
            handed.setdefault(op.series, {})[at] = op.identity
    givers = {}
    for series, overs in handed.items():
        latest = [at for at in overs if not any(graph.is_before(at, other) for other in overs)]
        givers[series] = overs[max(latest, key=lambda at: (graph.whole.is_by_root(at), at))]
    return givers
