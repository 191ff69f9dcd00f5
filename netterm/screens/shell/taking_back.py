"""Taking back what was done to the data in this session, and bringing it back: the last thing, or any from a list."""

import asyncio
from typing import TYPE_CHECKING, Any, cast

from netterm.commands import COMMANDS, key_name
from netterm.locale import N_, _, message
from netterm.screens.shell import NettermModal, NettermScreen, Shell

if TYPE_CHECKING:
    from textual.app import App

    from netterm.store import Deed

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["TakingBack"]


class TakingBack(_AnyApp):
    """To be mixed into an app that is a `Shell`."""

    async def do_data_undo(self) -> None:
        """At once and unasked: what was taken back is said, and one key brings it back."""
        await self._take_back(None)

    async def do_data_redo(self) -> None:
        await self._bring_back(None)

    async def do_data_deeds(self) -> None:
        """Choose which: what stands is taken back, what was taken back is brought back."""
        from netterm.screens.widgets.dialogs import Pick, Picked

        shell = cast(Shell, self)
        deeds = {str(each.number): each for each in await asyncio.to_thread(shell.replica.deeds)}
        if not deeds:
            shell.say(_("Nothing was done to the data in this session."))
            return
        title = _("What you did in this session. Enter takes it back, or brings it back.")
        chosen = await self.push_screen_wait(Pick(title, [Picked(code, _line(deed)) for code, deed in deeds.items()]))
        if chosen is not None:
            deed = deeds[chosen]
            await (self._bring_back if deed.is_taken_back else self._take_back)(deed.number)

    async def _take_back(self, number: int | None) -> None:
        shell = cast(Shell, self)
        said = await asyncio.to_thread(shell.replica.undo, number)
        if said is None:
            shell.say(_("There is nothing more to take back in this session."))
        elif key := self._key_here("data.redo"):
            shell.say(message("Taken back: {what}. {key} brings it back.", what=said, key=key))
        else:
            shell.say(message("Taken back: {what}.", what=said))

    async def _bring_back(self, number: int | None) -> None:
        shell = cast(Shell, self)
        said = await asyncio.to_thread(shell.replica.redo, number)
        if said is None:
            shell.say(_("Nothing was taken back that could be brought back."))
        elif key := self._key_here("data.undo"):
            shell.say(message("Brought back: {what}. {key} takes it back again.", what=said, key=key))
        else:
            shell.say(message("Brought back: {what}.", what=said))

    def _key_here(self, command_id: str) -> str:
        """The key that does it where one is now; '' for none."""
        screen = self.screen
        if not isinstance(screen, (NettermScreen, NettermModal)):
            return ""
        return next(map(key_name, screen.keys_here(COMMANDS[command_id])), "")


_STANDING = {
    "taken back": N_("taken back"),
    "changed since": N_("changed since"),
}


def _line(deed: "Deed") -> str:
    standing = _STANDING.get(deed.standing.value)
    said = f"{deed.when:%H:%M}  {deed.said}"
    return f"{said}  ({_(standing)})" if standing else said
