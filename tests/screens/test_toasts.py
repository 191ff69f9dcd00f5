"""What is said in passing: one toast at a time, and never over what is typed into."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from textual.widgets._toast import Toast

from netterm.app import NettermApp
from netterm.flows.agenda import add_item, go_to
from netterm.locale import Language
from netterm.screens.minutes import MinutesScreen
from netterm.screens.minutes.editor import SharedEditor
from netterm.screens.shell import Tone
from netterm.store import Replica
from tests.flows.rooms import Room
from tests.screens.seeing import seen, until

SMALL = (80, 24)
LONG = "นางสาวสมศรี รักเรียน has left the room. Quorum is met: 5 present, 3 needed, and so on until the line is full."


def toasts(pilot: Pilot[Any]) -> list[Toast]:
    return [each for each in pilot.app.screen.query(Toast) if each.region.area]


async def said(pilot: Pilot[Any], text: str, tone: Tone = Tone.SAID) -> list[Toast]:
    pilot.app.say(text, tone)  # type: ignore[attr-defined]  # the program's
    await pilot.pause(0.2)
    return toasts(pilot)


async def test_the_last_one_stands_alone(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        found = [await said(pilot, f"toast {number}") for number in range(4)][-1]
        assert [str(each.render()) for each in found] == ["toast 3"]


async def test_a_failure_is_left_to_be_read(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await said(pilot, "it failed", Tone.FAILED)
        found = [await said(pilot, f"toast {number}") for number in range(3)][-1]
        assert [str(each.render()) for each in found] == ["it failed", "toast 2"]


def in_the_minutes(room: Room, meeting: bytes, test: Callable[[Pilot[Any]], Awaitable[None]]) -> None:
    async def run() -> None:
        app = NettermApp(room.replica, language=Language.EN)
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            await seen(pilot, "Home")
            await app.push_screen(MinutesScreen(meeting))
            await seen(pilot, "จัดซื้อรถเข็น")
            await test(pilot)

    asyncio.run(run())


@pytest.mark.parametrize("lines", [0, 3, 40])
def test_a_toast_is_over_empty_rows_of_the_discussion_or_over_none_of_it(room: Room, lines: int) -> None:
    meeting = room.opened()
    item = add_item(room.replica, meeting, "จัดซื้อรถเข็น")
    go_to(room.replica, item)
    text = room.replica.text("agenda_item", item, "discussion")
    text.insert(0, "\n".join(f"บรรทัดที่ {number}" for number in range(lines)))
    text.commit()

    async def test(pilot: Pilot[Any]) -> None:
        screen = pilot.app.screen
        editor = screen.query_one(SharedEditor)
        [toast] = await said(pilot, LONG)
        assert toast.region.height == 2
        full = lines > editor.region.height
        assert toast.region.overlaps(editor.region) is not full
        assert toast.region.y >= editor.region.y + lines or full
        hidden = [each for each in ("#item", "#foot") if toast.region.overlaps(screen.query_one(each).region)]
        assert hidden == (["#item"] if full else [])

    in_the_minutes(room, meeting, test)


def test_what_was_said_before_a_dialog_came_is_gone_when_the_dialog_says_something(room: Room) -> None:
    meeting = room.opened()
    go_to(room.replica, add_item(room.replica, meeting, "จัดซื้อรถเข็น"))

    async def test(pilot: Pilot[Any]) -> None:
        await said(pilot, "before the dialog")
        below = pilot.app.screen
        await pilot.press("f9")
        await until(pilot, lambda: bool(pilot.app.screen.query(".dialog")))
        assert [str(each.render()) for each in await said(pilot, "in the dialog")] == ["in the dialog"]
        assert not below.query(Toast)

    in_the_minutes(room, meeting, test)


async def test_what_is_still_said_stands_once_when_a_dialog_comes_and_is_there_again_when_it_goes(
    replica: Replica,
) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await said(pilot, "it is done")
        await pilot.press("ctrl+f")
        await seen(pilot, "Find anything", "it is done")
        await until(pilot, lambda: _toasts_anywhere(pilot) == 1)
        await pilot.press("escape")
        await seen(pilot, "Next meeting", "it is done", gone="Find anything")
        assert _toasts_anywhere(pilot) == 1


def _toasts_anywhere(pilot: Pilot[Any]) -> int:
    return sum(len(screen.query(Toast)) for screen in pilot.app.screen_stack)


async def test_no_toast_is_over_the_field_that_is_typed_into(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        for _field in range(3):
            [toast] = await said(pilot, LONG)
            assert pilot.app.focused is not None
            assert not toast.region.overlaps(pilot.app.focused.region)
            await pilot.press("down")


async def test_no_toast_is_over_a_dialog_that_stands_above(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("ctrl+p")
        await seen(pilot, "type to find a command")
        for character in "undo":
            await pilot.press(character)
        await seen(pilot, "Undo", gone="Quit")
        [toast] = await said(pilot, LONG)
        assert not toast.region.overlaps(pilot.app.screen.query_one(".dialog").region)


@pytest.mark.parametrize("failed", [False, True])
async def test_what_is_said_about_a_form_alone_goes_with_it(replica: Replica, failed: bool) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        if failed:
            await said(pilot, "it failed", Tone.FAILED)
        pilot.app.screen.say_quietly("about the form")  # type: ignore[attr-defined]  # the program's
        await until(pilot, lambda: "about the form" in [str(each.render()) for each in toasts(pilot)])
        await pilot.press("escape")
        await seen(pilot, "M-0001")
        await pilot.pause(0.2)
        assert [str(each.render()) for each in toasts(pilot)] == (["it failed"] if failed else [])


async def test_what_was_done_in_a_form_is_said_on_the_screen_behind_it(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL, notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        pilot.app.screen.say_quietly("about the form")  # type: ignore[attr-defined]  # the program's
        await until(pilot, lambda: bool(toasts(pilot)))
        await said(pilot, "it is done")
        await pilot.press("escape")
        await seen(pilot, "M-0001")
        await pilot.pause(0.2)
        assert [str(each.render()) for each in toasts(pilot)] == ["it is done"]


@pytest.mark.parametrize("rows", [24, 15])
def test_a_toast_makes_way_for_a_dialog_that_comes_after_it(room: Room, rows: int) -> None:
    meeting = room.opened()

    async def run() -> None:
        app = NettermApp(room.replica, language=Language.EN)
        async with app.run_test(size=(60, rows), notifications=True) as pilot:
            await seen(pilot, "Home")
            await app.push_screen(MinutesScreen(meeting))
            await seen(pilot, "Quorum is met")
            [toast] = await said(pilot, " ".join([LONG] * 4))  # as many lines as reach into the dialog
            assert toast.region.right <= 60
            await pilot.press("f5")
            # Not until its words are seen: under a toast they would be once that is over.
            await until(pilot, lambda: bool(pilot.app.screen.query(".dialog")))
            await pilot.pause(0.2)
            dialog = pilot.app.screen.query_one(".dialog").region
            assert not any(each.region.overlaps(dialog) for each in toasts(pilot))

    asyncio.run(run())


def test_the_answers_to_a_long_checklist_are_in_sight_on_a_low_screen(room: Room) -> None:
    meeting = room.opened()
    for number in range(20):
        add_item(room.replica, meeting, f"เรื่องที่ {number}")

    async def run() -> None:
        app = NettermApp(room.replica, language=Language.EN)
        async with app.run_test(size=(60, 15)) as pilot:
            await seen(pilot, "Home")
            await app.push_screen(MinutesScreen(meeting))
            await seen(pilot, "Quorum is met")
            await pilot.press("f12")
            await seen(pilot, "Before the meeting is closed", "Go on with it", "Close the meeting")

    asyncio.run(run())
