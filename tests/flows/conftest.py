from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.rooms import Room, committee_room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = committee_room(tmp_path / "data")
    yield made
    made.replica.close()
