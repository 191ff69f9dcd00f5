"""What main screens and dialogs share: commands that they are told, work in the background, and what they say."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, cast, runtime_checkable

from textual import events, on
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.screen import Screen, ScreenResultType
from textual.widgets import Input, Static
from textual.worker import Worker

from netterm.commands import COMMANDS, Command, Group
from netterm.errors import Failure
from netterm.locale import message
from netterm.screens.shell.face import Shell, Tone
from netterm.screens.widgets.lines import StatusLine

if TYPE_CHECKING:
    from textual.widget import Widget

    from netterm.store import Replica

__all__ = ["BETWEEN_FIELDS", "Completes", "Told", "WrapsItself", "bindings", "is_letter"]

Result = TypeVar("Result")

_CHARACTER_NAMES = {short: long for long, short in KEY_NAME_REPLACEMENTS.items()}
"""Of keys that Textual calls by a shorter name than their character has."""


def is_letter(key: str) -> bool:
    """Whether a text takes it as something typed."""
    character = None if "+" in key else key_to_character(_CHARACTER_NAMES.get(key, key))
    return character is not None and character.isprintable()


def bindings(place: str) -> list[BindingType]:
    """The key bindings of a place's own commands; each carries the command's id, by which it can be remapped."""
    return [_binding(command) for command in COMMANDS.of(place) if command.keys]


def _binding(command: Command) -> Binding:
    """What works while text is typed comes before the text; the letters among its keys still go to the text."""
    keys = ",".join(command.keys)
    return Binding(keys, f"tell('{command.id}')", command.label, id=command.id, priority=command.typing, show=False)


BETWEEN_FIELDS: list[BindingType] = [
    Binding("tab", "app.focus_next", show=False, priority=True),
    Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    Binding("enter", "leave_line", show=False, priority=True),
]
"""For screens that are filled in: what is typed ahead after Tab or Enter goes to the next field, however slow it is."""


@runtime_checkable
class Completes(Protocol):
    """A field that offers something for what was typed into it."""

    def complete(self) -> None:
        """Take what is offered, if anything is: the person goes on to the next field."""
        ...


@runtime_checkable
class WrapsItself(Protocol):
    """A widget that keeps rows of what it shows."""

    def wrap_anew(self) -> None:
        """Other words are known than when its rows were made."""
        ...


class Told(Screen[ScreenResultType], Generic[ScreenResultType]):
    """What main screens and dialogs share."""

    PLACE: ClassVar[str] = ""
    """The name by which commands know the screen."""
    AUTO_FOCUS = "*"
    has_letters: ClassVar[bool] = True
    """Whether single letters are commands here."""
    keeps_letters: ClassVar[bool] = False
    """Whether keys are not done at all, but kept for the screen that comes next."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._unbegun: dict[Coroutine[Any, Any, None], str] = {}
        """What was begun and has not had its first turn yet; and what it is done alone as."""

    def __init_subclass__(cls, **keywords: Any) -> None:
        if "BINDINGS" not in cls.__dict__:
            cls.BINDINGS = bindings(cls.PLACE)
        super().__init_subclass__(**keywords)

    @property
    def shell(self) -> Shell:
        return cast(Shell, self.app)

    @property
    def stands(self) -> bool:
        """Whether it shows what its keys are about; until then they wait."""
        return True

    @property
    def goes_on(self) -> bool:
        """Whether it does not stand because it goes elsewhere, which always ends: keys wait for that however long."""
        return False

    def write_at_once(self) -> None:
        """Write what waits to be written, though the loop waits for the disk: the screen is about to be taken down."""

    async def finish_writing(self) -> None:
        """Write what waits to be written; somebody leaves the program."""

    @property
    def would_be_lost(self) -> str:
        """What of it would be lost with the screen, as a sentence; '' for nothing."""
        return ""

    def begin(self, doing: Coroutine[Any, Any, None], *, alone: str = "") -> Worker[None]:
        """Do something in the background; a `Failure` in it becomes a toast.

        What is begun under the same name as `alone` ends what was begun under it before.
        """
        if alone:
            self._forget_unbegun(alone)
        self._unbegun[doing] = alone
        work = partial(self._until_failure, doing)
        return self.run_worker(
            work if alone else self.shell.followed(work), group=alone or "default", exclusive=bool(alone)
        )

    @on(events.Unmount)
    def _forget_all(self) -> None:
        self._forget_unbegun()

    def _forget_unbegun(self, alone: str = "") -> None:
        """What will not be done after all, since its worker ended before it began: Python warns of such, else."""
        for doing in [each for each, name in self._unbegun.items() if not alone or name == alone]:
            del self._unbegun[doing]
            doing.close()

    async def store(self, call: "Callable[[Replica], Result]") -> Result:
        """Ask the replica something in another thread; raises the `Failure` that it raises."""
        return await asyncio.to_thread(call, self.shell.replica)

    def say(self, msgid: str, /, **params: object) -> None:
        """A toast in the current language: ``say(N_("…"))``; `params` are data."""
        self.shell.say(message(msgid, **params))

    def say_quietly(self, sentence: str) -> None:
        """About this screen alone: in the line of how things stand, until the next one; a toast where it has no such
        line. Neither is there on the screen that comes after it."""
        for line in self.query(StatusLine):
            line.hint(sentence)
            return
        self.shell.hint(sentence, self)

    def say_failure(self, failure: Failure) -> None:
        self.shell.say(failure.sentence(), Tone.FAILED)

    async def _until_failure(self, doing: Coroutine[Any, Any, None]) -> None:
        self._unbegun.pop(doing, None)
        try:
            await doing
        except Failure as failure:
            self.say_failure(failure)
        except NoMatches:
            if self.app.is_running and self in self.app.screen_stack and self.children:
                raise
            # Else the screen is being taken down: there is nothing left to show it on.

    def wrap_anew(self) -> None:
        """Whatever is shown in rows: more words are known now."""
        for widget in self.query("*"):
            if isinstance(widget, WrapsItself):
                widget.wrap_anew()
            elif isinstance(widget, Static):
                widget.update(widget.content)
            else:
                widget.refresh(layout=True)

    def keys_here(self, command: Command) -> tuple[str, ...]:
        """Those of its keys that do it as things stand: none that is typed where a text has the focus."""
        keys = COMMANDS.keys(command.id)
        if self.has_letters and not self.text_takes_letters:
            return keys
        return tuple(key for key in keys if not is_letter(key))

    @property
    def text_takes_letters(self) -> bool:
        """Whether a text has the focus that can be typed into."""
        return self.focused is not None and self.focused.check_consume_key("a", "a")

    def take_letters(self, text: str) -> bool:
        """What was typed or pasted while no text has the focus; whether it is dealt with, and is no command here."""
        return False

    async def typed_ahead(self) -> None:
        """Until the field with the focus has taken in the keys before the one that is being done."""
        if self.focused is not None:
            taken = asyncio.Event()
            if self.focused.call_later(taken.set):
                await taken.wait()

    def action_leave_line(self) -> None:
        """Enter in a field of one line goes to the next field; elsewhere, and with offers below it, it is its own."""
        line = self.focused
        if not isinstance(line, Input) or (
            line.parent is not None and cast("Widget", line.parent).has_class("-offering")
        ):
            raise SkipAction
        self.focus_next()

    # Commands

    def commands(self) -> list[Command]:
        """What can be told here, by whom it is and as things stand."""
        return [command for command in COMMANDS.at(self.PLACE) if self.may(command)]

    def at_the_foot(self) -> list[Command]:
        """Those of them whose keys are told at the foot of the screen, in order; as many as there is room for."""
        return sorted((each for each in self.commands() if each.footer), key=lambda command: command.footer)

    def may(self, command: Command) -> bool:
        """Whether the person at this computer may tell `command`."""
        if not self.shell.has_replica:
            return command.group is Group.PROGRAM or self.PLACE in command.where
        replica = self.shell.replica
        return command.may_be_told_by(replica.roles, read_only=replica.read_only)

    def action_tell(self, command_id: str) -> None:
        """Do a command, by the screen's own method or the program's."""
        command = COMMANDS[command_id]
        if not self.may(command):
            self.shell.say(self._why_not(command), Tone.WARNED)
            return
        method = getattr(self, command.method, None) or getattr(self.app, command.method)
        doing = method()
        if asyncio.iscoroutine(doing):
            self.begin(doing)

    def _why_not(self, command: Command) -> str:
        if command.writes and self.shell.has_replica and self.shell.replica.read_only:
            return message("This was opened for reading only. Nothing was changed.")
        return message("You may not do that here: it takes another role.")
