"""Checking a replica against itself: every chain, every signature, and that the tables are what the log says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from netterm.locale import N_, message
from netterm.model.kinds import Compartment
from netterm.store import digests, log
from netterm.store.database import Connection
from netterm.store.entries import SIGNED, names
from netterm.store.volume import Volume

if TYPE_CHECKING:
    from netterm.store.replica import Replica


@dataclass(slots=True)
class Verification:
    """What was checked, and in one sentence each what is wrong."""

    entries: int = 0
    signatures: int = 0
    set_aside: int = 0
    """Entries kept but not applied, by the rules."""
    problems: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.problems


Told = Callable[[int, int], None]
"""How many entries are checked, of how many."""


def verify(replica: Replica, told: Told = lambda _done, _total: None) -> Verification:
    """Check every entry's hash, chain, causes and signature, and build the tables anew to compare them.

    What stops it, from ``told`` too, leaves everything as it was.
    """
    found = Verification()
    total = sum(_count(volume) for volume in replica.volumes.values())
    for compartment, volume in replica.volumes.items():
        with volume.write() as connection:
            _check_file(volume, found)
            for each in volume.compartments:
                _check_logs(connection, volume, each, found, lambda done: told(done, total))
            heads = list(replica.trust.heads)
            before = digests.digest(connection, compartment, volume.tables, heads)
            volume.rebuild(connection)
            if digests.digest(connection, compartment, volume.tables, heads) != before:
                found.problems.append(
                    message(
                        "The tables of {file} were not what its log says; they were built anew.",
                        file=volume.database.path.name,
                    )
                )
    return found


def _count(volume: Volume) -> int:
    with volume.database.read() as connection:
        return sum(len(log.by_name(connection, each)) for each in volume.compartments)


def _check_file(volume: Volume, found: Verification) -> None:
    for row in volume.database.connection.execute("PRAGMA integrity_check"):
        if row[0] != "ok":
            found.problems.append(
                message("The data file {file} is damaged: {detail}", file=volume.database.path.name, detail=row[0])
            )


def _check_logs(
    connection: Connection, volume: Volume, compartment: Compartment, found: Verification, told: Callable[[int], None]
) -> None:
    known = {name for name, _ in log.by_name(connection, compartment)}
    verdicts = log.verdicts(connection)
    reader = log.Reader(connection)
    for row in log.logs(connection, compartment):
        previous, signed = row.base, True
        base = reader.place(row.base) if row.base else None
        seq = 0 if base is None else base.seq
        for stored in reader.of_log(row.no):
            entry = stored.entry
            seq += 1
            found.entries += 1
            told(found.entries)
            found.set_aside += stored.n in verdicts and not verdicts[stored.n].is_applied
            seen = names(entry.data_seen)
            if entry.previous != previous or entry.seq != seq or entry.name(volume.network) != stored.name:
                found.problems.append(_wrong(N_("The chain of {who} breaks at number {seq}."), row, entry.seq))
            if not known.issuperset(seen):
                found.problems.append(
                    _wrong(N_("Entry {seq} of {who} stands on entries that are not here."), row, entry.seq)
                )
            signed = stored.signature is not None
            if stored.signature is not None:
                found.signatures += 1
                if not _is_signed(entry.log.identity, stored.signature, SIGNED + entry.header(volume.network)):
                    found.problems.append(
                        _wrong(N_("The signature of {who} at number {seq} is wrong."), row, entry.seq)
                    )
            previous = stored.name
        if not signed or (row.seq and previous != row.name):
            found.problems.append(_wrong(N_("The last entry of {who}, number {seq}, is not signed."), row, row.seq))


def _is_signed(identity: bytes, signature: bytes, message_: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(identity).verify(signature, message_)
    except (InvalidSignature, ValueError):
        return False
    return True


def _wrong(msgid: str, row: log.LogRow, seq: int) -> str:
    from netterm.store.keys import fingerprint

    return message(msgid, who=fingerprint(row.log.identity), seq=seq)
