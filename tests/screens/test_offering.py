"""The palette finds every command there is, and the line of keys shows those that work where the focus is."""

import asyncio

import pytest

from netterm.app import NettermApp
from netterm.commands import COMMANDS
from netterm.flows.agenda import add_item, go_to
from netterm.locale import Language
from netterm.screens import places
from netterm.screens.members import MembersScreen
from netterm.screens.minutes import MinutesScreen
from netterm.screens.peers import PeersScreen
from netterm.screens.shell.offering import offered
from netterm.screens.widgets.palette import Palette
from netterm.store import Replica
from tests.flows.rooms import Room
from tests.screens.seeing import seen, type_text

SMALL = (80, 24)
ENTRANCE_AND_DIALOGS = {"found", "join", "kit", "networks", "form", "asking", "invite"}
"""Where the palette is not: before a network is open, and in what is being filled in."""


async def test_every_command_is_offered_everywhere_but_what_only_moves_about_elsewhere(replica: Replica) -> None:
    places.load_all()
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
        await seen(pilot, "Next meeting")
        found = {offer.command.id for offer in offered(pilot.app.screen)}  # type: ignore[arg-type]  # one of ours
    for command in COMMANDS:
        moves = bool({"escape", "slash"} & set(command.keys))
        elsewhere = set(command.where) <= ENTRANCE_AND_DIALOGS
        assert moves or elsewhere or command.id in found, command.id


async def test_a_command_of_another_screen_goes_there_and_is_done(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("ctrl+p")
        await seen(pilot, "All commands")
        await type_text(pilot, "inv")
        await seen(pilot, "Invite (Computers)")
        await pilot.press("enter")
        await seen(pilot, "What may the person at the new computer do?")
        assert isinstance(pilot.app.screen_stack[0], PeersScreen)


async def test_what_is_about_one_of_many_goes_there_and_does_nothing_yet(replica: Replica) -> None:
    before = replica.count("member")
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("ctrl+p")
        await seen(pilot, "All commands")
        await type_text(pilot, "delete the membership")
        await seen(pilot, "Delete (Members)")
        await pilot.press("enter")
        await seen(pilot, "M-0001", "Choose one; Del is: Delete.")
        assert isinstance(pilot.app.screen, MembersScreen)
    assert replica.count("member") == before


async def test_what_cannot_be_told_now_is_there_with_the_reason_and_cannot_be_chosen(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("ctrl+p")
        await seen(pilot, "All commands")
        await type_text(pilot, "next item")
        await seen(pilot, "(only in the minutes)")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, Palette)
        await pilot.press("escape")
        replica.read_only = True
        await pilot.press("ctrl+p")
        await seen(pilot, "All commands")
        await type_text(pilot, "new member")
        await seen(pilot, "(read only)")


def test_in_the_minutes_the_keys_that_are_shown_are_those_that_work_while_one_types(room: Room) -> None:
    meeting = room.opened()
    go_to(room.replica, add_item(room.replica, meeting, "จัดซื้อรถเข็น"))

    async def run() -> None:
        app = NettermApp(room.replica, language=Language.EN)
        async with app.run_test(size=(120, 24)) as pilot:
            await seen(pilot, "Home")
            await app.push_screen(MinutesScreen(meeting))
            shown = await seen(pilot, "จัดซื้อรถเข็น", "F1 Help")
            assert "? Help" not in shown
            await pilot.press("ctrl+p")
            await seen(pilot, "All commands")
            await type_text(pilot, "what waits for you")
            shown = await seen(pilot, "What comes next, and what waits")
            home = next(line for line in shown.splitlines() if "What comes next, and what waits" in line)
            assert "Home" in home
            assert " h " not in home  # a letter, here

    asyncio.run(run())


async def test_in_a_filter_the_line_of_keys_shows_no_letters(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("p")
        await seen(pilot, "n New member", "? Help")
        await pilot.press("slash")
        await seen(pilot, "F1 Help", gone="n New member")
        await pilot.press("escape")
        await seen(pilot, "n New member", "? Help")


@pytest.mark.parametrize(("columns", "left_out"), [(80, ""), (60, ""), (50, "F12")])
def test_the_help_is_always_among_the_keys_that_are_shown(room: Room, columns: int, left_out: str) -> None:
    meeting = room.opened()

    async def run() -> None:
        app = NettermApp(room.replica, language=Language.EN)
        async with app.run_test(size=(columns, 24)) as pilot:
            await seen(pilot, "Home")
            await app.push_screen(MinutesScreen(meeting))
            shown = await seen(pilot, "F8 Next item", "F1 Help")
            assert not left_out or left_out not in shown

    asyncio.run(run())
