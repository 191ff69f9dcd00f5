"""A committee with a meeting that is open, to be copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from netterm.flows.agenda import add_item, go_to
from tests.flows.rooms import committee_room


@pytest.fixture(scope="package")
def committee(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a network whose meeting has come to an item without any text."""
    directory = tmp_path_factory.mktemp("committee") / "data"
    room = committee_room(directory)
    go_to(room.replica, add_item(room.replica, room.opened(), "จัดซื้อรถเข็น", heading="4"))
    room.replica.close()
    return directory


@pytest.fixture
def home(tmp_path: Path, committee: Path) -> Path:
    """Of a person with that network."""
    shutil.copytree(committee, tmp_path / "data")
    return tmp_path


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made
