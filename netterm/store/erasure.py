"""Erasure: operations of erased records become stubs, on arrival and in what is stored, and nowhere else may one be.

A stub keeps the record's id and the inner hash, so that its entry's name, chain and signature stay what they were. Its
salt goes too, and with it the entry's seed, from which the salt follows: what was erased cannot be guessed either.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.kinds import Compartment
from netterm.store import log, marks, past
from netterm.store.database import Connection
from netterm.store.entries import SEED, Entry, Op, Refused, inner_hash, salt
from netterm.store.log import Fresh

_MARK: Final = "erased"
"""How many records had been erased when this file was last purged: their number only ever grows."""


class StubWithoutErasure(Refused):
    """A sender left out what nobody erased: whoever does that hides something, and is named."""

    def __init__(self) -> None:
        super().__init__(
            N_("The other computer left out a part of the history that nobody erased. Nothing was changed.")
        )


class Erased(Failure):
    """Something was to be written into a record that was erased."""

    def __init__(self) -> None:
        super().__init__(N_("This was erased for good; nothing can be written there any more."))


def check_own(ops: Sequence[Op], erased: Collection[bytes]) -> None:
    """Raises :class:`Erased` where an operation of our own is of an erased record."""
    if erased and any(op.record in erased for op in ops):
        raise Erased


def on_arrival(entries: Sequence[Fresh], compartment: Compartment, erased: Collection[bytes]) -> list[Fresh]:
    """The entries as they may be stored and applied: what is erased is stubbed.

    Raises :class:`StubWithoutErasure`. Nothing of the trust log is ever erased.
    """
    known = () if compartment is Compartment.TRUST else erased
    for _, entry, _ in entries:
        if any(op.content is None and op.record not in known for op in entry.ops):
            raise StubWithoutErasure
    return [(no, stubbed(entry, known), name) for no, entry, name in entries]


def stubbed(entry: Entry, erased: Collection[bytes]) -> Entry:
    """The same entry, with the same name, without what it says of these records."""
    stubs = [op.record in erased or op.content is None for op in entry.ops]
    if not any(stubs):
        return entry
    salts = entry.salts or tuple(salt(entry.seed, index) for index in range(len(entry.ops)))
    ops = tuple(_stub(op, own) if gone else op for op, own, gone in zip(entry.ops, salts, stubs, strict=True))
    kept = tuple(None if gone else own for own, gone in zip(salts, stubs, strict=True))
    return entry._replace(seed=bytes(SEED), ops=ops, salts=kept)


def _stub(op: Op, own: bytes | None) -> Op:
    if op.content is None:
        return op
    assert own is not None, "a content has its salt"
    return Op(op.record, None, inner_hash(own, op.content))


def is_behind(connection: Connection, erased: Collection[bytes]) -> bool:
    """Whether records were erased since this file was last purged."""
    return len(erased) != int.from_bytes(marks.read(connection, _MARK), "big")


def purge(connection: Connection, erased: Collection[bytes]) -> bool:
    """Stub what is stored of erased records, inside a write; whether there was anything to look for.

    The tables are stale then, and the write-ahead log is to be emptied.
    """
    if not is_behind(connection, erased):
        return False
    past.catch_up(connection)
    reader = log.Reader(connection)
    for n in sorted({reader.first_of(n) for n in past.touching(connection, erased)}):
        kept = reader.kept(n)
        if kept.segment.compartment is not Compartment.TRUST:
            log.rewrite(connection, kept, [stubbed(entry, erased) for entry in kept.segment.entries])
    marks.write(connection, _MARK, len(erased).to_bytes(8, "big"))
    return True
