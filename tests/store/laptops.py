"""A few laptops of one network, made quickly: real replicas with a small model, in memory where the system has that."""

from __future__ import annotations

import atexit
import itertools
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest import mock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.model import declare as d
from netterm.model.kinds import Compartment, Privacy, Role
from netterm.store import Replica, found, founding, joined
from netterm.store.keys import Cost

TRUST, GENERAL, SENSITIVE = Compartment
CHEAP = Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1, scrypt_n=10)
ROLES = (Role.ADMIN, Role.ADMIN, Role.REGISTRAR, *[Role.MEMBER] * 5)
"""Of the laptops, in order; the first is the founder's."""
YEAR = 365.25 * 86_400

PEOPLE = (
    d.Entity("network", d.Label("เครือข่าย", "Network"), (
        d.text("name_th", "ชื่อ", "Name"), d.date("founded_on", "ก่อตั้ง", "Founded"),
    )),
    d.Entity("person", d.Label("บุคคล", "Person"), (
        d.text("title", "คำนำหน้า", "Title"),
        d.text("first", "ชื่อ", "First name", required=True, searched=True),
        d.text("last", "สกุล", "Last name", searched=True),
        d.text("phones", "โทรศัพท์", "Phones", many=True),
        d.text("illness", "โรคประจำตัว", "Illness", privacy=Privacy.SENSITIVE),
    ), title="{title} {first} {last}", order=("first",)),
    d.Entity("member", d.Label("สมาชิก", "Member"), (
        d.ref("person", "บุคคล", "Person", to="person", part_of=True),
        d.text("category", "ประเภท", "Category"), d.date("joined_on", "วันที่", "Joined"),
    )),
)  # fmt: skip
STAGES = {"draft": ("ร่าง", "Draft"), "open": ("เปิด", "Open"), "closed": ("ปิด", "Closed"), "void": ("ยกเลิก", "Void")}
STAGE = d.state("stage", "สถานะ", "Stage", STAGES, {"draft": "open void", "open": "closed void"})
MEETING = (d.text("name", "ชื่อ", "Name", required=True, searched=True), d.integer("seats", "ที่นั่ง", "Seats"), STAGE)
ITEM = (
    d.ref("meeting", "การประชุม", "Meeting", to="meeting", part_of=True),
    d.text("name", "ชื่อ", "Name", searched=True),
    d.shared("body", "อภิปราย", "Discussion", searched=True),
)
VOTE = d.Entity("vote", d.Label("เสียง", "Vote"), (
    d.ref("item", "วาระ", "Item", to="item", part_of=True), d.integer("weight", "เสียง", "Weight"),
))  # fmt: skip
ILL = d.Entity(
    "advice", d.Label("คำแนะนำแพทย์", "Advice"),
    (d.text("name", "ชื่อ", "Name"), d.integer("seats", "จำนวน", "Count")), privacy=Privacy.SENSITIVE,
)  # fmt: skip


def _meeting(*more: d.Field) -> d.Entity:
    return d.Entity("meeting", d.Label("การประชุม", "Meeting"), (*MEETING, *more), order=("name",))


def _item(*more: d.Field) -> d.Entity:
    return d.Entity("item", d.Label("วาระ", "Item"), (*ITEM, *more))


SCHEMA = d.Schema((
    *PEOPLE, _meeting(d.text("tags", "ป้าย", "Tags", many=True), d.text("place", "สถานที่", "Place")),
    _item(d.shared("notes", "บันทึก", "Notes")), VOTE, ILL,
))  # fmt: skip
OLDER = d.Schema((*PEOPLE, _meeting(), _item(), ILL))
"""The version before: without the places and tags of meetings, the notes of items, and votes."""


class Clock:
    """A laptop's clock, which may be decades off."""

    def __init__(self, now: float = 50 * YEAR) -> None:
        self.now = now

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


def key(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"\0"))


class _Keys(Ed25519PrivateKey):
    """Hands out the founder's keys in place of random ones, so that every run of a test is the same."""

    left: Iterator[str]

    @classmethod
    def generate(cls) -> Ed25519PrivateKey:
        return key(next(cls.left))


@cache
def _template() -> Path:
    """The directories of all laptops after their first sync; each network of a test starts as a copy."""
    home = Path(tempfile.mkdtemp(prefix="laptops-", dir=memory()))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    _Keys.left = iter(("root", "laptop 0"))
    chance = random.Random("template")
    with mock.patch.object(founding, "Ed25519PrivateKey", _Keys):
        first, _ = found(
            home / "0", network={"name_th": "เครือข่าย"}, person={"first": "คน 0"}, kit_passphrase="kit",
            label="laptop 0", cost=CHEAP, schema=SCHEMA, clock=Clock(), random=chance.randbytes,
        )  # fmt: skip
    replicas = [first]
    for number, role in enumerate(ROLES[1:], 1):
        own = key(f"laptop {number}")
        public = own.public_key().public_bytes_raw()
        admission = first.admit(
            public, person=None, name=f"คน {number}", computer=f"laptop {number}", roles=frozenset({role})
        )
        replicas.append(joined(
            home / str(number), admission, own, label=f"laptop {number}", cost=CHEAP, schema=SCHEMA, clock=Clock(),
            random=chance.randbytes,
        ))  # fmt: skip
    for other in replicas[1:]:
        pull(other, first)
    for replica in replicas:
        replica.close()
    return home


def memory() -> Path | None:
    """Where files cost no disk; None where there is no such place."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() else None


_openings = itertools.count()


def reopen(directory: Path, *, schema: d.Schema = SCHEMA, clock: Clock | None = None) -> Replica:
    """Open a laptop's directory, with randomness that is the same in every run, and never the same twice in one."""
    source = random.Random(f"{directory.name} {next(_openings)}")
    return Replica.open(directory, schema=schema, clock=clock or Clock(), random=source.randbytes)


@contextmanager
def laptops(count: int, *, schema: d.Schema = SCHEMA) -> Iterator[list[Replica]]:
    """The first ``count`` laptops of the network, open and in sync."""
    global _openings  # noqa: PLW0603 - a network's randomness starts with it
    template = _template()
    _openings = itertools.count()
    home = Path(tempfile.mkdtemp(prefix="network-", dir=memory()))
    replicas: list[Replica] = []
    with mock.patch.dict(os.environ, XDG_STATE_HOME=str(home / "state")):
        try:
            for number in range(count):
                shutil.copytree(template / str(number), home / str(number))
                replicas.append(reopen(home / str(number), schema=schema))
            yield replicas
        finally:
            for replica in replicas:
                replica.close()
            shutil.rmtree(home, ignore_errors=True)


def pull(to: Replica, source: Replica) -> int:
    """What ``source`` has and ``to`` lacks, as one sync would bring it. How many entries were new."""
    new = 0
    for compartment in sorted(source.entitled(to.identity)):
        if compartment is TRUST or compartment in to.volumes:
            for batch, _ in source.outgoing(compartment, to.heads(compartment)):
                new += to.merge(compartment, batch).new
    return new


def settle(*replicas: Replica) -> None:
    """Sync all pairs until nobody has anything new to tell."""
    while sum(pull(a, b) for a in replicas for b in replicas if a is not b):
        pass


def digests(replica: Replica) -> dict[Compartment, bytes]:
    return {c: replica.digest(c) for c in (TRUST, *replica.volumes)}


def kill(replica: Replica) -> None:
    """The process ends without a word: nothing is written any more."""
    for volume in replica.volumes.values():
        volume.database.close()
    replica.volumes.clear()
