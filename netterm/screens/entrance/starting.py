"""Before a network is open: which one, if there are several; opened unasked where that can be, or else the entrance."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from netterm.errors import Failure
from netterm.locale import _
from netterm.screens.shell import Shell

if TYPE_CHECKING:
    from textual.app import App

    from netterm.screens.entrance.beginnings import Beginnings
    from netterm.screens.entrance.known import Networks
    from netterm.store import Replica

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["Starting"]


class Starting(_AnyApp):
    """To be mixed into an app that is a `Shell`."""

    _beginnings: "Beginnings | None"
    _opening: "Callable[[], Replica | None] | None"
    _networks: "Networks | None"
    asks_which: bool = False
    """Whether the person is asked where there are several networks, rather than one was named."""
    failure: Failure | None
    """What ended the program before anything was open."""
    next_network: Path | None = None
    """What is to be opened once the program has ended: another network was chosen."""

    async def begin_outside(self) -> None:
        """Open the network, or ask whoever sits there; who typed meanwhile meant the screen that comes next."""
        from netterm.screens.entrance.opening import OpeningScreen

        stood = self.screen_stack[0]
        if not await self._asked_which():
            await self._open_or_ask()
        if isinstance(stood, OpeningScreen) and self.screen is not stood:
            stood.hand_over_to(self.screen)

    async def do_go_networks(self) -> None:
        """The list; another network is opened in the place of this one."""
        from netterm.screens.entrance.networks import NetworksScreen

        shell = cast(Shell, self)
        if self._networks is None:
            shell.say(_("No other network is known here."))
        else:
            await self.push_screen(NetworksScreen(self._networks, self._leave_for, shell.replica.directory))

    def note_network(self, replica: "Replica") -> None:
        """It is open, hence known; not for the loop."""
        if self._networks is not None:
            self._networks.remember(replica.directory, replica.network_name)

    def _leave_for(self, directory: Path) -> None:
        self.next_network = directory
        self.exit()

    async def _asked_which(self) -> bool:
        networks = self._networks
        if networks is None or not self.asks_which or len(await asyncio.to_thread(networks.known)) < 2:
            return False
        from netterm.screens.entrance.networks import NetworksScreen

        def chosen(directory: Path) -> None:
            self._beginnings, self._opening = networks.at(directory)
            self.run_worker(self._open_or_ask())

        await self.push_screen(NetworksScreen(networks, chosen))
        return True

    async def _open_or_ask(self) -> None:
        if self._opening is None or not await self._opened(self._opening):
            await self._show_entrance()

    async def _show_entrance(self) -> None:
        from netterm.screens.entrance.first_run import FirstRunScreen
        from netterm.screens.entrance.unlock import UnlockScreen

        beginnings = self._beginnings
        if beginnings is None:
            raise RuntimeError("neither a replica nor a way to come by one was given")
        if not await asyncio.to_thread(lambda: beginnings.exists):
            await self.push_screen(FirstRunScreen(beginnings))
        else:
            identities = tuple(await asyncio.to_thread(beginnings.identities))
            await self.push_screen(UnlockScreen(beginnings, identities))
        self.entrance_stands()

    def entrance_stands(self) -> None:
        """What nobody waits for there may be loaded now."""
        raise NotImplementedError

    async def _opened(self, opening: "Callable[[], Replica | None]") -> bool:
        """Whether that is all: the replica is open, or the program ends since it cannot be."""
        try:
            replica = await asyncio.to_thread(opening)
        except Failure as failure:
            self.failure = failure
            self.exit(return_code=1)
            return True
        if replica is not None:
            cast(Shell, self).enter(replica)
        return replica is not None
