"""Dialogs where there is little room: what is filled in is in sight when it has the focus, and none of it cut."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Button, Input

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.model import Role
from netterm.model.quorum import Quorum
from netterm.model.spoken_lines import Said, SpokenLine
from netterm.model.task_rules import TaskLine
from netterm.papers.passages import LatePassage
from netterm.screens.find import FindAnything
from netterm.screens.meetings.certifying import AskCertification, AskCorrection, Certifiable, Passage
from netterm.screens.meetings.moved_on import TakeUp
from netterm.screens.meetings.new_item import AskItem
from netterm.screens.meetings.putting_off import AskPostponement
from netterm.screens.minutes.dialogs import AskTask, Turn
from netterm.screens.minutes.resolving import AskResolution, Drafted
from netterm.screens.minutes.votes import VotesByName
from netterm.screens.peers import InviteScreen
from netterm.screens.shell import NettermModal
from netterm.screens.tasks.acts import AskProgress, MoveDue
from netterm.screens.who import Who, WhoIs
from netterm.screens.widgets.dialogs import AskLine, Confirm, Pick, Picked, PickSeveral
from netterm.screens.widgets.reading import Tell
from netterm.store import Replica
from tests.flows.rooms import Room
from tests.screens.seeing import screen_text, seen, until

LOW = (60, 20)
LONG = "ทางลาดและห้องน้ำสำหรับผู้ใช้รถเข็นที่ศาลาประชาคมบ้านกลางและที่โรงพยาบาลส่งเสริมสุขภาพตำบลบ้านกลาง และวัด"
TODAY = date(2026, 7, 15)
MANY = [Picked(str(number), f"{number} {LONG[:40]}") for number in range(30)]
MOVED = tuple(LatePassage(f"{LONG} {number}", f"{LONG} {number + 1}") for number in range(5))
DIALOGS: dict[str, Callable[[], NettermModal[Any]]] = {
    "a resolution without a quorum": lambda: AskResolution(
        Drafted(b"item", f"4.1 {LONG}", "approve", LONG), Quorum(2, 4), (), ()
    ),
    "a task": lambda: AskTask(b"item", TaskLine(LONG, "", "+7"), (), LONG, TODAY),
    "what a line is": lambda: Turn(b"item", SpokenLine(Said.OPINION, LONG * 3), (), ()),
    "who": lambda: WhoIs(LONG, LONG, [Who(each.label) for each in MANY]),
    "who votes how": lambda: VotesByName([(each.code.encode(), each.label) for each in MANY], {}),
    "what is taken up": lambda: TakeUp("1/2569", MOVED),
    "certifying": lambda: AskCertification(Certifiable(b"version", b"resolution", "1/2569", LONG, LONG, MOVED), (), ()),
    "correcting": lambda: AskCorrection(b"version", LONG, (), Passage(LONG, LONG)),
    "postponing": lambda: AskPostponement(b"meeting"),
    "an item": lambda: AskItem(b"meeting", "4", [LONG[:50]] * 5),
    "progress": lambda: AskProgress(b"task", LONG, 50),
    "another day": lambda: MoveDue(b"task", LONG, "2026-07-22", TODAY),
    "a line": lambda: AskLine(LONG * 4),
    "yes or no": lambda: Confirm(f"{LONG}\n" * 8, LONG[:14], LONG[:14]),
    "one of many": lambda: Pick(LONG, MANY),
    "several of many": lambda: PickSeveral(LONG, MANY),
    "reading": lambda: Tell(LONG, f"{LONG}\n" * 20),
    "inviting": lambda: InviteScreen(Role.MEMBER),
    "finding": FindAnything,
}


async def at_each_field(pilot: Pilot[Any], dialog: NettermModal[Any]) -> list[str]:
    """Whatever of the fields is not in sight while it has the focus."""
    hidden: list[str] = []
    for _field in range(1 + sum(each.focusable for each in dialog.query("*"))):
        await pilot.pause(0.05)
        focused = dialog.focused
        if focused is not None and isinstance(focused, Input | Button) and not _is_in_sight(dialog, focused):
            hidden.append(f"{focused}\n{screen_text(pilot)}")
        await pilot.press("tab")
    return hidden


def _is_in_sight(dialog: NettermModal[Any], widget: Widget) -> bool:
    region = widget.region
    shown = dialog.query_one(".dialog").content_region.intersection(dialog.region)
    return region.width >= 3 and region.intersection(shown) == region


@pytest.mark.parametrize("language", list(Language))
def test_every_field_of_a_dialog_is_in_sight_while_it_is_filled_in(room: Room, language: Language) -> None:
    async def run() -> dict[str, list[str]]:
        hidden: dict[str, list[str]] = {}
        async with NettermApp(room.replica, language=language).run_test(size=LOW) as pilot:
            await until(pilot, lambda: bool(pilot.app.screen.query("StatusLine")))
            for name, make in DIALOGS.items():
                dialog = make()
                await pilot.app.push_screen(dialog)
                if found := await at_each_field(pilot, dialog):
                    hidden[name] = found
                await dialog.dismiss(None)
        return hidden

    found = asyncio.run(run())
    assert not found, "\n".join(f"{name}: {each}" for name, shown in found.items() for each in shown)


async def test_all_of_a_question_that_is_higher_than_the_screen_can_be_read(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=LOW) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.app.push_screen(Confirm("the beginning\n" + "and more\n" * 20 + "the end", "Yes"))
        assert "the beginning" not in await seen(pilot, "the end", "No, leave it", "Yes")
        await pilot.press("pageup", "pageup")
        await seen(pilot, "the beginning", gone="the end")
        await pilot.press("pagedown", "pagedown")
        await seen(pilot, "the end", "Yes", gone="the beginning")


@pytest.mark.parametrize("key", ["f1", "ctrl+p"])
async def test_what_a_command_does_is_said_below_the_list(replica: Replica, key: str) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=LOW) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press(key)
        await seen(pilot, "type to find a command")
        await pilot.press("down")
        await pilot.pause(0.1)
        dialog, about = pilot.app.screen.query_one(".dialog"), pilot.app.screen.query_one("#about")
        assert about.region.height
        assert dialog.content_region.contains_region(about.region)
        assert not dialog.show_vertical_scrollbar
