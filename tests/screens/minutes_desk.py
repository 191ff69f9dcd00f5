"""A meeting that is held, and its minutes on the screen."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

from netterm.app import NettermApp
from netterm.flows.agenda import add_item, go_to, items
from netterm.screens.minutes import MinutesScreen
from netterm.screens.minutes.editor import SharedEditor
from netterm.store import Replica
from tests.flows.rooms import Room
from tests.screens.seeing import seen, until

Size = tuple[int, int]
SMALL, LARGE = (80, 24), (120, 40)


def held_meeting(room: Room) -> bytes:
    """A meeting that is open, with two items, the first of them taken up."""
    opened = room.opened()
    first = add_item(room.replica, opened, "จัดซื้อรถเข็น")
    add_item(room.replica, opened, "ทางลาดหน้าอนามัย")
    go_to(room.replica, first)
    return opened


def item_of(replica: Replica, meeting: bytes, title: str) -> bytes:
    """The item whose title has this in it."""
    return next(each.id for each in items(replica, meeting) if title in str(each["title"]))


def discussion(replica: Replica, item: bytes) -> str:
    """What is in the log of it."""
    record = replica.get("agenda_item", item)
    assert record is not None
    return str(record["discussion"] or "")


def in_minutes(
    replica: Replica, meeting: bytes, test: Callable[[Pilot[Any]], Awaitable[None]], size: Size = LARGE
) -> None:
    """Run a test on the minutes screen, once its text can be typed into."""

    async def run() -> None:
        app = NettermApp(replica)
        async with app.run_test(size=size) as pilot:
            await seen(pilot, "Home")
            await app.push_screen(MinutesScreen(meeting, item_of(replica, meeting, "จัดซื้อ")))
            await seen(pilot, "จัดซื้อรถเข็น")
            await until(pilot, lambda: editor(pilot).text_shown is not None)
            await test(pilot)

    asyncio.run(run())


def editor(pilot: Pilot[Any]) -> SharedEditor:
    """Where the discussion is typed, also while a dialog is over it."""
    found = next(each for each in reversed(pilot.app.screen_stack) if isinstance(each, MinutesScreen))
    return found.query_one("#discussion", SharedEditor)
