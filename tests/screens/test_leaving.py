"""Leaving the program, or a screen: what is nowhere but on a screen is asked about first."""

from collections.abc import Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

from netterm.app import NettermApp
from netterm.screens.minutes import MinutesScreen
from netterm.store import DiskFull, Replica
from tests.flows.rooms import Room
from tests.screens.minutes_desk import SMALL, discussion, editor, held_meeting, in_minutes, item_of
from tests.screens.seeing import form_opened, seen, type_text, until

FULL = "The disk is full. Nothing was changed; make room and try again."


@pytest.fixture
def meeting(room: Room) -> bytes:
    return held_meeting(room)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """From now on nothing is written, until it is undone."""

    def full(*_arguments: object, **_keywords: object) -> None:
        raise DiskFull(FULL)

    with monkeypatch.context() as patch:
        patch.setattr("netterm.store.shared.SharedText.commit", full)
        yield patch


async def test_a_form_that_was_filled_in_is_not_lost_with_the_program(replica: Replica) -> None:
    app = NettermApp(replica)
    async with app.run_test(size=SMALL) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("p", "n")
        await form_opened(pilot)
        await pilot.press("down")
        await type_text(pilot, "ชื่นใจ")
        await pilot.press("ctrl+q")
        await seen(pilot, "What you entered is not saved. Leave the program all the same?")
        await pilot.press("ctrl+q")  # once more is not yes
        await pilot.press("escape")
        await seen(pilot, "ชื่นใจ", gone="all the same")
        await pilot.press("ctrl+q")
        await seen(pilot, "all the same")
        await pilot.press("right", "enter")
        await until(pilot, lambda: not app.is_running)


async def test_where_nothing_would_be_lost_the_program_is_left_unasked(replica: Replica) -> None:
    app = NettermApp(replica)
    async with app.run_test(size=SMALL) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("p", "n")
        await form_opened(pilot)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running)


def test_minutes_that_cannot_be_written_are_not_lost_with_the_program(
    room: Room, meeting: bytes, full_disk: pytest.MonkeyPatch
) -> None:
    item = item_of(room.replica, meeting, "จัดซื้อ")

    async def test(pilot: Pilot[Any]) -> None:
        await type_text(pilot, "ที่ประชุมหารือ")
        await pilot.press("ctrl+q")
        await seen(pilot, "What you typed last is not saved: The disk is full.", "all the same?")
        await pilot.press("enter")  # the safe answer
        await seen(pilot, "ที่ประชุมหารือ", gone="all the same?")
        full_disk.undo()
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running)

    in_minutes(room.replica, meeting, test, SMALL)
    assert discussion(room.replica, item) == "ที่ประชุมหารือ"


def test_minutes_that_cannot_be_written_are_still_there_for_who_went_elsewhere(
    room: Room, meeting: bytes, full_disk: pytest.MonkeyPatch
) -> None:
    item = item_of(room.replica, meeting, "จัดซื้อ")

    async def test(pilot: Pilot[Any]) -> None:
        await type_text(pilot, "ที่ประชุมหารือ")
        await seen(pilot, "Not saved yet")
        said: list[str] = []
        pilot.app.say = lambda text, *_tone: said.append(text)  # type: ignore[attr-defined]  # listens
        pilot.app.go("home")  # type: ignore[attr-defined]  # its own
        assert said == [f"What you typed last is not saved: {FULL}"]
        assert isinstance(pilot.app.screen, MinutesScreen)
        assert editor(pilot).text == "ที่ประชุมหารือ"
        full_disk.undo()
        await seen(pilot, "Saved", gone="Not saved yet")

    in_minutes(room.replica, meeting, test, SMALL)
    assert discussion(room.replica, item) == "ที่ประชุมหารือ"
