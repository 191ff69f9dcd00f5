from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.rooms import Room, committee_room
from tests.papers.meetings import Held, held_meeting


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = committee_room(tmp_path / "data")
    yield made
    made.replica.close()


@pytest.fixture
def held(room: Room) -> Held:
    return held_meeting(room)
