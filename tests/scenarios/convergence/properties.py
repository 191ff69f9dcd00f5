"""What must hold of a network of replicas, each with a name, so that a broken one can be told by what it breaks."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from netterm.model.kinds import Compartment, Value
from netterm.store import Replica
from netterm.store.entries import count_of
from tests.scenarios.convergence.oracle import Name, Oracle, Slot, Told, plain, shown, told
from tests.store.laptops import TRUST


class Property(enum.Enum):
    """A promise that can be seen to hold or not."""

    EQUAL = "equal heads, equal digests"
    ORACLE = "the tables are what the set of entries says"
    SAVED = "what was shown as saved is shown, waits, or was replaced by somebody who saw it"
    LETTERS = "every letter that was committed is in the text unless somebody took it out"
    VERIFIED = "every chain and signature verifies"
    FORGERY = "nobody writes under another's name"
    CLOCKS = "no clock wins or loses anything"


class BrokenPromiseError(AssertionError):
    """A property does not hold."""

    def __init__(self, property_: Property, detail: object = "") -> None:
        super().__init__(f"{property_.value}: {detail}")
        self.property = property_


def need(property_: Property, holds: bool, detail: object = "") -> None:
    if not holds:
        raise BrokenPromiseError(property_, detail)


@dataclass(frozen=True)
class Saved:
    """A value that somebody was shown as saved."""

    entry: Name
    slot: Slot
    value: Value


@dataclass(frozen=True)
class Letters:
    """A word that somebody was shown as saved in a shared text."""

    word: str
    slot: Slot
    entry: Name
    taken_out: tuple[Name, ...] = ()
    """The entries that deleted it."""


def equal(replicas: Sequence[Replica]) -> None:
    """Whoever has the same heads of a compartment, and the same version of the program, has the same state of it."""
    known: dict[tuple[object, ...], bytes] = {}
    for replica in replicas:
        trust = replica.heads(TRUST)
        for compartment in (TRUST, *replica.volumes):
            heads = replica.heads(compartment)
            key = (heads, trust, compartment, id(replica.schema))  # of one version
            digest = replica.digest(compartment)
            need(Property.EQUAL, known.setdefault(key, digest) == digest, (compartment.name, replica.directory.name))


def as_the_oracle_says(replica: Replica, compartment: Compartment, oracle: Oracle) -> None:
    """The tables and the inbox of a replica are what follows from all entries that it has."""
    ours, right = plain(shown(replica, compartment)), plain(oracle.expected)
    need(Property.ORACLE, ours.rows == right.rows, _difference(ours.rows, right.rows))
    need(Property.ORACLE, ours.hidden == right.hidden, ours.hidden ^ right.hidden)
    need(Property.ORACLE, ours.waiting == right.waiting, _difference(ours.waiting, right.waiting))


def _difference(ours: dict[object, object] | object, right: dict[object, object] | object) -> object:
    assert isinstance(ours, dict)
    assert isinstance(right, dict)
    return [(key, ours.get(key), right.get(key)) for key in {*ours, *right} if ours.get(key) != right.get(key)]


def counted(entries: dict[Name, Told]) -> None:
    """Each entry counts one above the highest that its author had seen, whatever any clock said."""
    for name, entry in entries.items():
        right = 1 + max(map(count_of, entry.parents), default=0)
        need(Property.CLOCKS, count_of(name) == right, (count_of(name), right))


def nothing_disappeared(oracle: Oracle, saved: Sequence[Saved], lost: set[Name]) -> None:
    """``lost`` are entries that were only ever on a disk that is gone."""
    for each in saved:
        if each.entry in lost or each.entry in oracle.without_right:
            continue
        need(Property.SAVED, each.entry in oracle.entries, (each, "is in no log"))
        version = each.entry[:20]
        by = oracle.replaced.get(each.slot, {}).get(version, set())
        if by:
            unseen = [name for name in by if each.entry not in oracle.ancestors[name]]
            need(Property.SAVED, not unseen, (each, "replaced by one who had not seen it"))
        else:
            held = {**oracle.expected.waiting.get(each.slot, {})}.values()
            here = oracle.expected.rows.get(each.slot[:2], {}).get(each.slot[2])
            need(Property.SAVED, each.value == here or each.value in held, (each, "is not there", here))


def every_letter_is_there(replica: Replica, oracle: Oracle, letters: Sequence[Letters], lost: set[Name]) -> None:
    rows = shown(replica, oracle.compartment).rows
    for each in letters:
        if each.entry in lost or each.entry in oracle.without_right:
            continue
        need(Property.LETTERS, each.entry in oracle.entries, each)
        if each.entry in oracle.set_aside and oracle.entries[each.entry].log in oracle.forked:
            continue  # one session of a directory that was set back while it was open
        text = str(rows.get(each.slot[:2], {}).get(each.slot[2], ""))
        if not oracle.without_right.isdisjoint(each.taken_out):
            continue  # whether that counts depends on who wrote on it: the text as a whole is compared elsewhere
        taken = any(name in oracle.entries and name not in oracle.set_aside for name in each.taken_out)
        need(Property.LETTERS, (each.word in text) != taken, (each, text))


def verified(replica: Replica) -> None:
    found = replica.verify()
    need(Property.VERIFIED, found.clean, found.problems)


def everything(
    replicas: Sequence[Replica], saved: Sequence[Saved] = (), letters: Sequence[Letters] = (),
    lost: set[Name] | None = None,
) -> None:  # fmt: skip
    """All properties of a network that has come to rest."""
    equal(replicas)
    for replica in replicas:
        for compartment in replica.volumes:
            entries = told(replica, compartment)
            oracle = Oracle(entries, compartment, replica.schema, replica.trust)
            counted(entries)
            # Whoever lost the right to a compartment gets no more of it.
            if compartment in replica.entitled(replica.identity):
                ours = [each for each in letters if _is_here(each.slot, replica, compartment)]
                every_letter_is_there(replica, oracle, ours, lost or set())
                here = [each for each in saved if _is_here(each.slot, replica, compartment)]
                nothing_disappeared(oracle, here, lost or set())
            as_the_oracle_says(replica, compartment, oracle)
    for replica in replicas:
        verified(replica)


def _is_here(slot: Slot, replica: Replica, compartment: Compartment) -> bool:
    entity = replica.schema.get(slot[0])
    known = entity.by_name.get(slot[2]) if entity is not None else None
    return known is not None and entity is not None and entity.compartment_of(known) is compartment
