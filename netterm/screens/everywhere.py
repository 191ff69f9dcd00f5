"""The commands that are on every screen, done by the program whatever the screen."""

import asyncio
from typing import TYPE_CHECKING, Any, cast

from netterm.commands import COMMANDS, EVERYWHERE, Command
from netterm.locale import _, message
from netterm.screens.shell import NettermModal, NettermScreen, Shell

if TYPE_CHECKING:
    from textual.app import App

    from netterm.screens.widgets.palette import Offer, Palette

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["CommandsEverywhere"]


class CommandsEverywhere(_AnyApp):
    """To be mixed into an app that is a `Shell`."""

    @property
    def _shell(self) -> Shell:
        return cast(Shell, self)

    def action_tell(self, command_id: str) -> None:
        screen = self.screen
        if isinstance(screen, (NettermScreen, NettermModal)):
            screen.action_tell(command_id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a dialog without commands of its own, all there is to tell the program is to end."""
        if action != "tell":
            return True
        screen = self.screen
        plain = isinstance(screen, NettermModal) and not screen.PLACE
        return not plain or parameters == ("program.quit",)

    def do_go_home(self) -> None:
        self._shell.go("home")

    def do_go_meetings(self) -> None:
        self._shell.go("meetings")

    def do_go_tasks(self) -> None:
        self._shell.go("tasks")

    def do_go_members(self) -> None:
        self._shell.go("members")

    def do_go_peers(self) -> None:
        self._shell.go("peers")

    def do_go_conflicts(self) -> None:
        self._shell.go("conflicts")

    def do_go_settings(self) -> None:
        self._shell.go("settings")

    async def do_data_undo(self) -> None:
        """Asked, with what it is: there is no way back from it, and it goes to the others too."""
        from netterm.screens.widgets.dialogs import Confirm

        replica = self._shell.replica
        last = await asyncio.to_thread(replica.last_done)
        if last is None:
            self._shell.say(_("There is nothing more to take back in this session."))
            return
        question = message("Take back what you did last: {what}?", what=last)
        if await self.push_screen_wait(Confirm(question, _("Take it back"))):
            undone = await asyncio.to_thread(replica.undo)
            self._shell.say(message("Taken back: {what}", what=undone or last))

    async def do_program_palette(self) -> None:
        from netterm.screens.offering import offered
        from netterm.screens.widgets.palette import Palette

        await self._choose(Palette, offered(self._told))

    async def do_program_help(self) -> None:
        from netterm.screens.offering import told_here
        from netterm.screens.widgets.palette import Help

        await self._choose(Help, told_here(self._told))

    def do_program_quit(self) -> None:
        self.exit()

    def action_copy_or_tell(self) -> None:
        """Ctrl+C copies where something is selected; people also press it to leave."""
        if selected := self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
        else:
            self._shell.say(message("{key} leaves the program.", key=COMMANDS.shown_key("program.quit")))

    @property
    def _told(self) -> "NettermScreen | NettermModal[Any]":
        """The screen that is told commands; there is no other when one is."""
        return cast("NettermScreen | NettermModal[Any]", self.screen)

    async def _choose(self, kind: "type[Palette]", offers: "list[Offer]") -> None:
        from netterm.screens.offering import place_for

        screen = self._told
        chosen = await self.push_screen_wait(kind(offers))
        if chosen is None:
            return
        command = COMMANDS[chosen]
        if command.is_at(screen.PLACE) or EVERYWHERE in command.where:
            screen.action_tell(chosen)
            return
        await self._shell.arrive(place_for(command))
        self.call_later(self._tell_there, command)

    def _tell_there(self, command: Command) -> None:
        """What is about one of many is not done to whichever comes first there."""
        if command.of_one:
            key = COMMANDS.shown_key(command.id)
            self._told.say_quietly(message("Choose one; {key} is: {label}.", key=key, label=command.label_in()))
        else:
            self._told.action_tell(command.id)
