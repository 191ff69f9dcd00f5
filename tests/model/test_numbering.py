from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.model import SCHEMA, Value
from netterm.model.numbering import next_number, scope_of, scope_parts

ITEM, MEETING, SERIES = (bytes([n]) * 16 for n in range(3))


def look(entity: str, record: bytes) -> Mapping[str, Value]:
    return {"meeting": MEETING} if (entity, record) == ("agenda_item", ITEM) else {}


@pytest.mark.parametrize(("given_", "following"), [([], 1), ([1, 2], 3), ([5], 6), ([None, 2, None], 3)])
def test_the_next_number_follows_the_highest_given(given_: list[int | None], following: int) -> None:
    assert next_number(given_) == following


@given(st.lists(st.one_of(st.none(), st.integers(1, 1000))))
def test_the_next_number_is_new_whatever_the_order(numbers: list[int | None]) -> None:
    shuffled = sorted(numbers, key=lambda number: (number is None, -(number or 0)))
    assert next_number(shuffled) == next_number(numbers)
    assert next_number(numbers) not in numbers


def test_meetings_are_counted_by_series_and_buddhist_year() -> None:
    meeting: dict[str, Value] = {"series": SERIES, "starts_at": "2026-07-15T09:00"}
    assert scope_of(SCHEMA["meeting"], meeting, look) == (SERIES, 2569)
    assert scope_of(SCHEMA["meeting"], {}, look) == (None, None)


def test_resolutions_are_counted_by_the_meeting_of_their_item() -> None:
    resolution = SCHEMA["resolution"]
    assert scope_of(resolution, {"item": ITEM}, look) == (MEETING,)
    assert scope_of(resolution, {"item": MEETING}, look) == (None,)
    assert scope_of(resolution, {}, look) == (None,)
    assert scope_parts(resolution, {"item": ITEM}, look, SCHEMA) == (("meeting", "meeting", MEETING),)


def test_members_and_tasks_have_one_count_each() -> None:
    assert scope_of(SCHEMA["member"], {}, look) == ()
    assert scope_of(SCHEMA["task"], {}, look) == ()
    assert scope_of(SCHEMA["person"], {}, look) == ()
