"""A number that comes from somebody else than its number-giver does not count."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from netterm.model import declare as d
from netterm.model.kinds import Value
from netterm.store import Replica
from netterm.store.entries import VERSION, Op, join_names, pack_put
from netterm.store.trust_ops import Number, encode
from tests.store.laptops import SCHEMA, digests, key, laptops, pull, settle
from tests.store.test_volume import Pen

TICKET = d.Entity(
    "ticket",
    d.Label("บัตร", "Ticket"),
    (d.text("name", "ชื่อ", "Name"), d.number("number", "เลขที่", "Number", series="ticket", pattern="T-{n}")),
)
ID = bytes(15) + b"t"
Two = tuple[Replica, Replica]


@pytest.fixture
def two() -> Iterator[Two]:
    """The founder, who gives the numbers, and another admin."""
    with laptops(2, schema=d.Schema([*SCHEMA.entities, TICKET])) as (founder, other):
        yield founder, other


def number_of(replica: Replica, id: bytes = ID) -> object:
    record = replica.get("ticket", id)
    return None if record is None else record["number"]


def test_of_anybody_else_does_not_count_however_it_comes(two: Two) -> None:
    founder, other = two
    both: list[dict[str, Value]] = [{"name": "a", "number": 7}, {"number": 7}]
    for number, fields in enumerate(both):
        id = bytes(14) + bytes([number]) + b"t"
        pen = Pen(founder, 1, life=bytes([number]) * 8)
        forged = pen.entry(None, Op(id, pack_put("ticket", fields, {})))
        for replica in (founder, other):
            assert replica.merge(pen.log.compartment, pen.batch([forged])).refused == 1
            assert number_of(replica, id) is None
    settle(founder, other)
    assert digests(founder) == digests(other)


def test_cannot_be_changed_or_cleared_by_anybody_else(two: Two) -> None:
    founder, other = two
    with founder.action() as act:
        id = act.add("ticket", {"name": "a"})
    pull(other, founder)
    assert number_of(other, id) == 1
    version = other.records("ticket", [id])[0].versions["number"]
    pen = Pen(founder, 1)
    seen = join_names(head.name for head in other.heads(pen.log.compartment))
    changed = pen.entry(None, Op(id, pack_put("ticket", {"number": 9}, {"number": version})))._replace(data_seen=seen)
    cleared = pen.entry(changed, Op(id, pack_put("ticket", {"number": None}, {"number": version})))
    kept = pen.entry(cleared, Op(id, pack_put("ticket", {"number": 1}, {"number": version})))
    assert other.merge(pen.log.compartment, pen.batch([changed, cleared, kept])).refused == 2
    record = other.records("ticket", [id])[0]
    assert record["number"] == 1
    assert record.versions["number"] == kept.name(other.network)[:VERSION]


def test_counts_from_whom_the_numbers_were_handed_to(two: Two) -> None:
    founder, other = two
    founder.write_trust([encode(Number("ticket", key("laptop 1").public_key().public_bytes_raw()))])
    pull(other, founder)
    pen = Pen(founder, 1)
    given = pen.entry(None, Op(ID, pack_put("ticket", {"name": "a", "number": 7}, {})))
    assert founder.merge(pen.log.compartment, pen.batch([given])).refused == 0
    assert number_of(founder) == 7
    late = Pen(founder, 0, life=b"another!")
    forged = late.entry(None, Op(bytes(15) + b"u", pack_put("ticket", {"number": 8}, {})))
    assert founder.merge(late.log.compartment, late.batch([forged])).refused == 1
