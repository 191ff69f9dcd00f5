"""A real replica with a small committee in it, and the program on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from netterm.commands import COMMANDS
from netterm.store import Replica, found
from netterm.store.keys import Cost

CHEAP = Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1, scrypt_n=10)
NOON = 1_784_091_600.0  # 15 July 2026, 12:00 in Bangkok


@pytest.fixture(autouse=True)
def _keys_as_declared() -> Iterator[None]:
    yield
    COMMANDS.remap({})


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    network = {"name_th": "เครือข่ายสันทราย", "level": "district", "purpose": "สิทธิ"}
    person = {"title": "นางสาว", "first": "สมศรี", "last": "ใจดี"}
    made, _founding = found(
        tmp_path / "data", network=network, person=person, office="secretary", cost=CHEAP, clock=lambda: NOON
    )
    yield made
    made.close()


def add_member(replica: Replica, first: str, last: str = "น้ำใส", title: str = "นาย") -> bytes:
    with replica.action() as act:
        person = act.add("person", {"title": title, "first": first, "last": last})
        return act.add("member", {"person": person, "category": "ordinary", "joined_on": "2026-07-01"})
