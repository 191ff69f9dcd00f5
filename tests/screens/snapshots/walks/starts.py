"""Where the walks begin: in a network that is open, or before one is."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from tempfile import mkdtemp
from types import MappingProxyType
from unittest.mock import patch

from netterm.app import NettermApp
from netterm.locale import Language, use
from netterm.model import Role
from netterm.store import Replica
from tests.screens.snapshots import world
from tests.screens.snapshots.company import Doorstep, Shelf, Together
from tests.screens.snapshots.terminal import Window, in_window

__all__ = ["Start", "doorstep", "inside", "network", "only", "outside", "shelf"]

Start = Callable[[Path, tuple[int, int], Language], AbstractAsyncContextManager[Window]]
"""Begins a walk; what it makes is in the folder."""


@asynccontextmanager
async def inside(
    replica: Replica,
    size: tuple[int, int],
    language: Language,
    company: Together | None = None,
    networks: Shelf | None = None,
) -> AsyncIterator[Window]:
    """The program on an open network, in company, once it knows the names between which lines break."""
    beside = company or Together()
    app = NettermApp(replica, networks=networks or Shelf(), start_sync=lambda _replica: beside, language=language)
    is_ready, get_ready = asyncio.Event(), app.get_ready

    async def until_ready() -> None:
        await get_ready()
        is_ready.set()

    with patch.object(app, "get_ready", until_ready):
        async with in_window(app, size) as window:
            await window.at("home")
            await window.until(lambda: app.sync.state().running and is_ready.is_set())
            yield window


@asynccontextmanager
async def outside(
    before: Doorstep, size: tuple[int, int], language: Language, networks: Shelf | None = None
) -> AsyncIterator[Window]:
    """The program before a network is open; where there are several, it asks which one is meant."""
    app = NettermApp(None, before, networks=networks, opening=(lambda: None) if networks else None, language=language)
    app.asks_which = networks is not None
    try:
        async with in_window(app, size) as window:
            yield window
    finally:
        for replica in before.made:
            replica.close()


def network(made: Callable[[Path], Path], *roles: Role, environ: Mapping[str, str] = MappingProxyType({})) -> Start:
    """In a network, as one who is no more than `roles`, if any are given."""

    @asynccontextmanager
    async def start(folder: Path, size: tuple[int, int], language: Language) -> AsyncIterator[Window]:
        use(language)
        with world.opened(made(folder)) as replica, patch.dict(os.environ, environ):
            if roles:
                only(replica, frozenset(roles))
            async with inside(replica, size, language) as window:
                yield window

    return start


def only(replica: Replica, roles: frozenset[Role]) -> None:
    """Have the person at this computer be no more than that."""

    class Lesser(type(replica)):  # type: ignore[misc]  # whatever a replica is
        @property
        def roles(self) -> frozenset[Role]:
            return roles

    replica.__class__ = Lesser


def doorstep(*identities: str) -> Start:
    """Before a network is open; with identities there is one that is locked."""

    @asynccontextmanager
    async def start(folder: Path, size: tuple[int, int], language: Language) -> AsyncIterator[Window]:
        use(language)
        own = Path(mkdtemp(dir=folder))
        async with outside(Doorstep(own, identities=identities), size, language) as window:
            yield window

    return start


def shelf(*names: str, identities: tuple[str, ...]) -> Start:
    """Where several networks are on the computer, each of which is locked."""

    @asynccontextmanager
    async def start(folder: Path, size: tuple[int, int], language: Language) -> AsyncIterator[Window]:
        use(language)
        own = Path(mkdtemp(dir=folder))
        locked = Doorstep(own, identities=identities)
        async with outside(locked, size, language, Shelf(*names, behind=locked, shut=True)) as window:
            yield window

    return start
