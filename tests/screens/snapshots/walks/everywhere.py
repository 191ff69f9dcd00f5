"""What can be done on every screen, and the screens that stand for themselves: computers, conflicts, settings."""

import threading
from collections.abc import Callable
from typing import Any

from tests.screens.snapshots.album import Walk
from tests.screens.snapshots.walks.steps import tell, visit

__all__ = ["through_the_rest", "through_what_is_everywhere", "through_what_was_done"]


async def through_what_is_everywhere(walk: Walk) -> None:
    await walk.take("home")
    await visit(
        walk,
        "home",
        ("ctrl+p", "Palette", "palette"),
        ("question_mark", "Help", "help"),
        ("ctrl+g", "Jump", "jump"),
    )
    await walk.go("ctrl+f", to="FindAnything")
    await walk.type("ทางลาด")
    await walk.take("find")
    await walk.back("home")
    await tell(walk, "go.networks", to="networks", picture="networks")
    await walk.back("home")
    await _checking_the_data(walk)


async def _checking_the_data(walk: Walk) -> None:
    """As if there was so much of it that one sees how far it is."""
    replica: Any = walk.replica
    over = threading.Event()

    def half(told: Callable[[int, int], None]) -> None:
        while not over.wait(0.05):
            told(1_240, 3_500)

    replica.verify = half
    try:
        await tell(walk, "data.verify", to="LongWork", picture="checking")
        await walk.go("escape", to="home", picture="checking-stopped")
    finally:
        over.set()
        del replica.verify


async def through_what_was_done(walk: Walk) -> None:
    """What can be taken back; from the meetings."""
    await tell(walk, "data.deeds", to="Pick", picture="deeds")
    await walk.back("meetings")


async def through_the_rest(walk: Walk) -> None:
    await walk.go("c", to="peers", picture="peers")
    await visit(walk, "peers", ("o", "asking", "peers-dial"))
    await walk.go("x", to="conflicts", picture="conflicts")
    await visit(walk, "conflicts", ("enter", "Pick", "conflict"))
    await walk.go("comma", to="settings", picture="settings")
    await walk.press("tab", "down")
    await walk.take("settings-colours")
    await walk.back("home")
