"""The commands that are on every screen, done by the program whatever the screen."""

from typing import TYPE_CHECKING, Any, cast

from netterm.commands import COMMANDS, EVERYWHERE, Command, key_name
from netterm.locale import _, message
from netterm.screens.shell import NettermModal, NettermScreen, Shell

if TYPE_CHECKING:
    from textual.app import App

    from netterm.screens.widgets.palette import Palette
    from netterm.screens.widgets.targets import Target

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["CommandsEverywhere"]


class CommandsEverywhere(_AnyApp):
    """To be mixed into an app that is a `Shell`."""

    _asks_to_quit = False

    @property
    def _shell(self) -> Shell:
        return cast(Shell, self)

    def action_tell(self, command_id: str) -> None:
        screen = self.screen
        if isinstance(screen, (NettermScreen, NettermModal)):
            screen.action_tell(command_id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a dialog there are only its own commands, and those that leave it as it is."""
        screen = self.screen
        if action != "tell" or not isinstance(screen, NettermModal):
            return True
        return screen.can_be_told(COMMANDS[str(parameters[0])])

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

    async def do_go_find(self) -> None:
        from netterm.screens.find import FindAnything, go_to

        place = await self.push_screen_wait(FindAnything())
        if place is not None and self._leave_dialogs():
            await go_to(self, self._shell, place)

    def _leave_dialogs(self) -> bool:
        """Whether none is in the way any more; one that something was entered into stays."""
        dialogs = [screen for screen in self.screen_stack if isinstance(screen, NettermModal)]
        stays = next((dialog for dialog in reversed(dialogs) if not dialog.may_be_left), None)
        if stays is not None:
            self._told.say_quietly(_still_open(stays))
            return False
        if dialogs:
            dialogs[0].dismiss()
        return True

    async def do_program_palette(self) -> None:
        from netterm.screens.shell.offering import offered
        from netterm.screens.widgets.palette import Palette

        await self._choose(Palette(offered(self._told)))

    async def do_program_help(self) -> None:
        from netterm.screens.shell.offering import told_here
        from netterm.screens.widgets.palette import Help

        told = self._told
        keys = told.KEYS if isinstance(told, NettermModal) else ()
        await self._choose(Help(told_here(told), moving=bool(self.screen.query("RecordList")), keys=keys))

    def do_program_jump(self) -> None:
        """At once, so that the next key is a letter of it already."""
        from netterm.screens.shell.jumping import Jump, targets

        self.push_screen(Jump(targets(self.screen)), self._go_to)

    def _go_to(self, target: "Target | None") -> None:
        if target is not None:
            target.go()

    def do_program_zoom(self) -> None:
        screen = self.screen
        if isinstance(screen, NettermScreen):
            screen.zoom()
            if screen.is_zoomed:
                key = next(map(key_name, screen.keys_here(COMMANDS["program.zoom"])), "")
                screen.say_quietly(message("{key} brings the rest of the screen back.", key=key))

    async def do_program_quit(self) -> None:
        """What is nowhere but on a screen is asked about, one after the other."""
        if self._asks_to_quit:
            return
        self._asks_to_quit = True
        try:
            for screen in self._shell.screens():
                await screen.finish_writing()
                if screen.would_be_lost and not await self._is_to_be_lost(screen.would_be_lost):
                    return
        finally:
            self._asks_to_quit = False
        self.exit()

    async def _is_to_be_lost(self, lost: str) -> bool:
        from netterm.screens.widgets.dialogs import Confirm

        question = message("{lost} Leave the program all the same?", lost=lost)
        return await self.push_screen_wait(Confirm(question, _("Leave without saving"), _("Stay")))

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

    async def _choose(self, palette: "Palette") -> None:
        from netterm.screens.shell.offering import place_for

        screen = self._told
        chosen = await self.push_screen_wait(palette)
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


def _still_open(dialog: "NettermModal[Any]") -> str:
    """That a dialog is in the way of what was found, and the keys that go on."""
    what = f"“{dialog.heading}”" if dialog.heading else _("What is open here")
    key = COMMANDS.shown_key("go.find")
    if not dialog.would_be_lost:
        return message(
            "{what} waits for an answer: give one or leave it with {leave}, then find this again with {key}.",
            what=what, leave=key_name("escape"), key=key,
        )  # fmt: skip
    return message(
        "{what} is not saved yet: save it with {save} or leave it with {leave}, then find this again with {key}.",
        what=what, save=COMMANDS.shown_key("form.save"), leave=COMMANDS.shown_key("form.leave"), key=key,
    )  # fmt: skip
