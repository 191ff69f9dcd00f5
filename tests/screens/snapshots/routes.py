"""Which keys lead from home, or from the first screen before a network is open, to each place that has commands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from netterm.locale import Language, use
from netterm.model import Role
from tests.screens.snapshots import world
from tests.screens.snapshots.company import Doorstep
from tests.screens.snapshots.terminal import Window
from tests.screens.snapshots.walks import inside, only, outside

__all__ = ["INSIDE", "OUTSIDE", "gone_to"]

INSIDE: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "home": (),
    "meetings": (("m", "meetings"),),
    "agenda": (("m", "meetings"), ("a", "agenda")),
    "minutes": (("m", "meetings"), ("w", "minutes")),
    "roll": (("m", "meetings"), ("r", "roll")),
    "draft": (("m", "meetings"), ("v", "draft")),
    "tasks": (("t", "tasks"),),
    "task": (("t", "tasks"), ("enter", "task")),
    "members": (("p", "members"),),
    "form": (("p", "members"), ("n", "form")),
    "reading": (("p", "members"), ("i", "reading")),
    "asking": (("t", "tasks"), ("r", "asking")),
    "peers": (("c", "peers"),),
    "invite": (("c", "peers"), ("n", "Pick"), ("enter", "invite")),
    "conflicts": (("x", "conflicts"),),
    "settings": (("comma", "settings"),),
    "networks": (("ctrl+p", "Palette"), ("go.networks", "Palette"), ("enter", "networks")),
}
"""Each step: a key, or what is typed, and where it leads."""
OUTSIDE: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "found": (("enter", "found"),),
    "kit": (
        ("enter", "found"),
        ("เครือข่ายคนพิการตำบลบ้านกลาง", "found"),
        *[("tab", "found")] * 3,
        ("นางสาวสมศรี รักเรียน", "found"),
        ("f2", "kit"),
    ),
    "join": (("down", "first-run"), ("enter", "join")),
}


@asynccontextmanager
async def gone_to(place: str, folder: Path, *, role: Role | None = None) -> AsyncIterator[Window]:
    """The program, with somebody at a place."""
    use(Language.EN)
    if place in OUTSIDE:
        async with outside(Doorstep(folder), (80, 24), Language.EN) as window:
            await window.at("first-run")
            await _go(window, OUTSIDE[place])
            yield window
        return
    with world.opened(world.full(folder)) as replica:
        if role is not None:
            only(replica, frozenset({role}))
        async with inside(replica, (80, 24), Language.EN) as window:
            await _go(window, INSIDE[place])
            yield window


async def _go(window: Window, steps: tuple[tuple[str, str], ...]) -> None:
    for key, to in steps:
        window.press(key)
        await window.at(to)
