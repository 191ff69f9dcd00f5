"""Steps that many walks take."""

from collections.abc import Awaitable, Callable
from typing import Any

from netterm.errors import Failure
from tests.screens.snapshots.album import Walk

__all__ = ["Steps", "leave", "raising", "refused", "tell", "visit"]

Steps = Callable[[Walk], Awaitable[None]]


async def visit(walk: Walk, home: str, *visits: tuple[str, str, str]) -> None:
    """From a place to others and back: of each the key, where it leads, and what its picture is called."""
    for key, place, picture in visits:
        await walk.go(key, to=place, picture=picture)
        await walk.back(home)


async def leave(walk: Walk, place: str) -> None:
    """Out of something that was filled in, without saving."""
    await walk.go("escape", to="Confirm")
    await walk.press("right")
    await walk.go("enter", to=place)


async def refused(walk: Walk, home: str, opening: str, dialog: str, picture: str, typed: str = "") -> None:
    """A dialog that is saved with what will not do, and is left again."""
    await walk.go(opening, to=dialog)
    await walk.type(typed)
    await walk.press("f2")
    await walk.take(picture)
    await (leave(walk, home) if typed else walk.back(home))


async def tell(walk: Walk, command: str, *, to: str, picture: str = "") -> None:
    """A command by its id, from the palette."""
    await walk.go("ctrl+p", to="Palette")
    await walk.type(command)
    await walk.go("enter", to=to, picture=picture)


def raising(failure: Failure) -> Callable[..., Any]:
    """In the place of what fails."""

    def call(*_arguments: object, **_named: object) -> Any:
        raise failure

    return call
