"""The replicas that the benchmarks work on: made once, then copied for every run, so that each starts from the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.model.kinds import Compartment, Role, Value
from netterm.store import Replica, batches, exists, found, joined
from netterm.store.entries import SEED as SALTS
from netterm.store.entries import SIGNED, VERSION, Entry, Op, join_names, pack_put
from netterm.store.keys import Cost
from netterm.store.volume import Author
from tests.benchmarks.workload import AUTHORS, BENCH_SCHEMA, Edit, Made, Workload

GENERAL: Final = Compartment.GENERAL
QUICK: Final = Cost(5, 1, 1, 10)
"""Unlocking is not measured."""
MEMBER: Final = frozenset({Role.MEMBER})
_BATCH: Final = 500
NEWEST_OPEN: Final = {"status": "open"}


@dataclass(frozen=True)
class Committee:
    """Directories of replicas of one network."""

    base: Path
    """The founder's, with all 20,000 records."""
    newcomer: Path
    """A member's, just let in: nothing is there yet."""
    level: Path
    """The newcomer's once it has everything."""
    here: Path
    """The founder's, with 10,000 changes of their own."""
    there: Path
    """The newcomer's, with 10,000 others."""


def prepare(scratch: Path, workload: Workload) -> Committee:
    """Found the network, and let everybody make what the workload says they made."""
    committee = Committee(*(scratch / name for name in ("base", "newcomer", "level", "here", "there")))
    random = Random(0)
    founder, _ = found(
        committee.base,
        network={"name_th": "เครือข่ายทดสอบ", "level": "tambon", "purpose": "วัดความเร็ว"},
        person={"first": "สมหญิง", "last": "ใจดี"},
        kit_passphrase="nothing here is secret",
        cost=QUICK,
        schema=BENCH_SCHEMA,
    )
    with founder:
        authors = [_admitted(founder, random) for _ in range(AUTHORS)]
        own = Ed25519PrivateKey.generate()
        with founder.action() as action:
            action.add("work_note", {"title": "บันทึก"})
        admission = founder.admit(_public(own), person=None, name="สมชาย ใจดี", computer="laptop", roles=MEMBER)
        joined(committee.newcomer, admission, own, cost=QUICK, schema=BENCH_SCHEMA).close()
        shutil.copytree(committee.newcomer, committee.level)
        _write_base(founder, authors, workload.records, random)
        with opened(committee.level) as level:
            level_up(founder, level)
            settle(founder)
            settle(level)
    for source, copy, edits in (
        (committee.base, committee.here, workload.here),
        (committee.level, committee.there, workload.there),
    ):
        shutil.copytree(source, copy)
        with opened(copy) as replica:
            write_edits(replica, edits)
    return committee


def opened(directory: Path) -> Replica:
    """A replica of the benchmarks' schema."""
    assert exists(directory)
    return Replica.open(directory, schema=BENCH_SCHEMA)


def fresh_copy(source: Path, to: Path) -> Path:
    """The same bytes again, for the next run."""
    shutil.rmtree(to, ignore_errors=True)
    return shutil.copytree(source, to)


def level_up(source: Replica, to: Replica) -> None:
    """Everything that the one has and the other lacks, without a network between them."""
    for compartment in (Compartment.TRUST, GENERAL):
        transfer(source, to, compartment)


def transfer(source: Replica, to: Replica, compartment: Compartment = GENERAL) -> None:
    """The same for one compartment."""
    for batch, _ in source.outgoing(compartment, to.heads(compartment)):
        to.merge(compartment, batch)


def newest_open(replica: Replica) -> int:
    """List the 50 newest open tasks; how many there were."""
    return len(replica.list("work_task", NEWEST_OPEN, order=("-created",), limit=50))


def settle(replica: Replica) -> None:
    """Write the write-ahead logs back into their files."""
    for volume in replica.volumes.values():
        with volume.database.lock:
            volume.database.connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")


def size(directory: Path) -> int:
    """Bytes of everything in it."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def write_edits(replica: Replica, edits: Sequence[Edit]) -> None:
    """Changes of our own, each one signed entry, each replacing what was shown; durable all at once."""
    volume = replica.general
    versions: dict[tuple[bytes, str], bytes] = {}
    for entity in {edit.entity for edit in edits}:
        for record in replica.records(entity, [edit.id for edit in edits if edit.entity == entity]):
            versions |= {(record.id, name): version for name, version in record.versions.items()}
    trust_seen = join_names(replica.trust.heads)
    with volume.write() as connection:
        for edit in edits:
            replaced = versions[edit.id, edit.field]
            op = Op(edit.id, pack_put(edit.entity, {edit.field: edit.value}, {edit.field: replaced}))
            seed = edit.wall.to_bytes(SALTS, "big")
            _, name, _ = volume.append(connection, replica.author, GENERAL, [op], edit.wall, trust_seen, seed)
            versions[edit.id, edit.field] = name[:VERSION]


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def _admitted(founder: Replica, random: Random) -> Author:
    key = Ed25519PrivateKey.generate()
    founder.admit(_public(key), person=None, name="ผู้เขียน ใจดี", computer="laptop", roles=MEMBER)
    return Author(key, _public(key), random.randbytes(8))


def _write_base(founder: Replica, authors: Sequence[Author], records: Iterable[Made], random: Random) -> None:
    """Each author's own log, as the founder's replica gets it: in the order of time, some hundreds at once."""
    trust_seen = join_names(founder.trust.heads)
    seqs, previous = [0] * AUTHORS, [b""] * AUTHORS
    entries: list[tuple[int, Entry]] = []
    for made in records:
        at, author = made.author, authors[made.author]
        seqs[at] += 1
        op = Op(made.id, pack_put(made.entity, made.fields, {}))
        seed = random.randbytes(SALTS)
        entry = Entry(author.log(GENERAL), seqs[at], previous[at], trust_seen, b"", made.wall, seed, (op,))
        previous[at] = entry.name(founder.network)
        entries.append((at, entry))
    for start in range(0, len(entries), _BATCH):
        part = entries[start : start + _BATCH]
        last = dict(part)  # in order of appearance, each with its last
        signatures = [authors[at].key.sign(SIGNED + entry.header(founder.network)) for at, entry in last.items()]
        founder.merge(GENERAL, batches.single(GENERAL, part, signatures))


def value_of(replica: Replica, edit: Edit) -> Value | tuple[Value, ...]:
    """What a replica shows where an edit was made."""
    record = replica.get(edit.entity, edit.id)
    return None if record is None else record[edit.field]
