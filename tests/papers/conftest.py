import pytest

from tests.flows.rooms import Room
from tests.papers.meetings import Held, held_meeting


@pytest.fixture
def held(room: Room) -> Held:
    return held_meeting(room)
