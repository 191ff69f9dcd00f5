"""Addresses that worked are tried again at the next start, whichever program found them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from netterm.store import Replica, found
from netterm.store.keys import Cost
from netterm.sync import node as sync_node
from netterm.sync.discovery import Address
from netterm.sync.news import Reached
from netterm.wiring.addresses import remember, remembered_addresses
from netterm.wiring.node import NodeControl

CHEAP = Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1, scrypt_n=10)
THERE, ALSO = Address("192.0.2.7", 4711), Address("192.0.2.8", 4712)


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    network = {"name_th": "เครือข่าย", "level": "tambon", "purpose": "สิทธิ"}
    made, _founding = found(
        tmp_path / "data", network=network, person={"first": "สมศรี", "last": "ใจดี"}, office=None, cost=CHEAP
    )
    yield made
    made.close()


class NodeForShow:
    """Runs nothing, and remembers with what it was made."""

    made: dict[str, Any]

    def __init__(self, _replica: Replica, _names: Any, notify: Any, **more: Any) -> None:
        NodeForShow.made = {"notify": notify, **more}

    def start(self) -> int:
        return 4711

    def stop(self) -> None:
        """Nothing runs."""


def test_what_worked_last_comes_first(tmp_path: Path) -> None:
    for address in (THERE, ALSO, THERE):
        remember(tmp_path, address)
    assert remembered_addresses(tmp_path) == (THERE, ALSO)


def test_a_file_that_cannot_be_read_is_as_none(tmp_path: Path) -> None:
    (tmp_path / "addresses").write_text("{")
    assert remembered_addresses(tmp_path) == ()


def test_the_screens_try_what_is_remembered_and_remember_what_was_reached(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_node, "Node", NodeForShow)
    remember(replica.directory, THERE)
    control = NodeControl(replica)
    assert NodeForShow.made["remembered"] == (THERE,)
    NodeForShow.made["notify"](Reached(b"x" * 32, ALSO))
    control.stop()
    assert remembered_addresses(replica.directory) == (ALSO, THERE)
