"""What was typed and could not be written yet is kept, wherever one goes from there."""

from typing import Any

import pytest
from textual.pilot import Pilot

from netterm.store import DiskFull
from netterm.store.shared import SharedText
from tests.flows.rooms import Room
from tests.screens.minutes_desk import SMALL, discussion, editor, held_meeting, in_minutes, item_of
from tests.screens.seeing import seen, type_text, until


@pytest.fixture
def meeting(room: Room) -> bytes:
    return held_meeting(room)


@pytest.fixture
def full_once(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often from now on something cannot be written."""
    left, stock = [0], SharedText.commit

    def commit(text: SharedText) -> bool:
        if text.uncommitted and left[0] > 0:
            left[0] -= 1
            raise DiskFull("The disk is full. Nothing was changed; make room and try again.")
        return stock(text)

    monkeypatch.setattr(SharedText, "commit", commit)
    monkeypatch.setattr("netterm.screens.minutes.recording.COMMIT_AFTER", 2.0)  # not before one goes elsewhere
    return left


@pytest.mark.parametrize("failures", [1, 2])
def test_an_item_that_cannot_be_written_is_not_left_and_its_words_are_there(
    room: Room, meeting: bytes, full_once: list[int], failures: int
) -> None:
    first = item_of(room.replica, meeting, "จัดซื้อ")
    second = item_of(room.replica, meeting, "ทางลาด")

    async def test(pilot: Pilot[Any]) -> None:
        await pilot.press("f8")
        await seen(pilot, "4.2 ทางลาด")
        full_once[0] = failures
        await type_text(pilot, "เขียนไว้ที่ข้อสอง")
        await pilot.press("f6")  # before it is written of itself
        await seen(pilot, "Not saved yet")
        assert editor(pilot).text == "เขียนไว้ที่ข้อสอง"
        await until(pilot, lambda: discussion(room.replica, second) == "เขียนไว้ที่ข้อสอง")
        await pilot.press("f6")
        await seen(pilot, "4.1 จัดซื้อ")

    in_minutes(room.replica, meeting, test, SMALL)
    assert (discussion(room.replica, first), discussion(room.replica, second)) == ("", "เขียนไว้ที่ข้อสอง")


def test_going_elsewhere_before_it_is_written_loses_nothing(room: Room, meeting: bytes, full_once: list[int]) -> None:
    item = item_of(room.replica, meeting, "จัดซื้อ")

    async def test(pilot: Pilot[Any]) -> None:
        full_once[0] = 1
        await type_text(pilot, "ยังไม่บันทึก")
        pilot.app.go("home")  # type: ignore[attr-defined]  # its own
        await until(pilot, lambda: discussion(room.replica, item) == "ยังไม่บันทึก")
        assert editor(pilot).text == "ยังไม่บันทึก"

    in_minutes(room.replica, meeting, test, SMALL)
