"""What every screen stands on: getting at the replica, working in the background, hearing of changes, being told."""

import asyncio
from collections.abc import Callable, Coroutine
from copy import copy
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, cast, runtime_checkable

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.keys import key_to_character
from textual.message import Message
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.signal import Signal
from textual.widgets import Input
from textual.worker import Worker

from netterm.commands import COMMANDS, EVERYWHERE, Command, Group
from netterm.errors import Failure
from netterm.language.clean import clean_line, for_display
from netterm.locale import message
from netterm.screens.widgets.lines import KeyLine, StatusLine, TitleLine
from netterm.screens.zooming import ZOOM_CSS, Zooms

if TYPE_CHECKING:
    from textual.widget import Widget

    from netterm.model.values import Showing
    from netterm.screens.sync_control import SyncControl
    from netterm.store import Changed, Replica

__all__ = [
    "BETWEEN_FIELDS",
    "Completes",
    "LanguageChanged",
    "NettermModal",
    "NettermScreen",
    "RecordsChanged",
    "Shell",
    "SyncChanged",
    "Tone",
    "bindings",
    "is_letter",
]

Result = TypeVar("Result")

SETTLING = 0.15
"""Seconds in which changes that follow one another are taken together."""


class Tone(Enum):
    """How a toast is meant; the value is Textual's severity."""

    SAID = "information"
    WARNED = "warning"
    FAILED = "error"


class RecordsChanged(Message):
    """Records were changed here, by a peer or by another process; `NettermScreen.concerns` says whom it matters to."""

    def __init__(self, changed: "Changed") -> None:
        super().__init__()
        self.records = changed.records
        self.trust = changed.trust
        self.own = changed.own

    def touches(self, *entities: str) -> bool:
        """Whether a record of one of `entities` is among them."""
        return any(entity in entities for entity, _ in self.records)


class SyncChanged(Message):
    """The state of sync is another one: ask `Shell.sync` for it."""


class LanguageChanged(Message):
    """Another language is spoken from now on."""


class Shell(Protocol):
    """What screens may ask of the program around them."""

    @property
    def replica(self) -> "Replica":
        """The open replica; screens that need one are only shown while there is one."""
        ...

    @property
    def sync(self) -> "SyncControl": ...

    @property
    def news(self) -> "Signal[Message]":
        """Tells every screen, in sight or not, of what changed."""
        ...

    @property
    def has_replica(self) -> bool: ...

    def showing(self) -> "Showing":
        """How values are shown now: language, digits, names of what is referred to. May be called in any thread."""
        ...

    def enter(self, replica: "Replica") -> None:
        """Go on with a replica that was just opened."""
        ...

    def go(self, place: str) -> None:
        """Show one of the main screens, by its place."""
        ...

    async def arrive(self, place: str) -> None:
        """Show one of the main screens, and wait until it stands."""
        ...

    def open_record(self, entity: str, record: bytes) -> None:
        """Show one record in the screen that is meant for it."""
        ...

    def say(self, text: str, tone: Tone = Tone.SAID) -> None:
        """A toast; its text is data, never markup."""
        ...

    def kept(self, name: str) -> str:
        """What was kept under a name by this person on this computer, in this network; '' for nothing."""
        ...

    def keep(self, name: str, value: str) -> None:
        """Keep it for the next time, encrypted with the data; '' forgets it. Returns at once."""
        ...

    def note_where(self) -> None:
        """Somebody is elsewhere now: that is gone back to after a dropped line."""
        ...

    def choose_theme(self, theme: str) -> None:
        """Wear these colours from now on, also the next time."""
        ...

    def place_toasts(self) -> None:
        """Have what is said in passing hide nothing of the dialog that has come."""
        ...


def is_letter(key: str) -> bool:
    """Whether a text takes it as something typed."""
    character = None if "+" in key else key_to_character(key)
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


class _Told(Screen[ScreenResultType], Generic[ScreenResultType]):
    """What main screens and dialogs share."""

    PLACE: ClassVar[str] = ""
    """The name by which commands know the screen."""
    AUTO_FOCUS = "*"
    has_letters: ClassVar[bool] = True
    """Whether single letters are commands here."""
    keeps_letters: ClassVar[bool] = False
    """Whether keys are not done at all, but kept for the screen that comes next."""

    def __init_subclass__(cls, **keywords: Any) -> None:
        if "BINDINGS" not in cls.__dict__:
            cls.BINDINGS = bindings(cls.PLACE)
        super().__init_subclass__(**keywords)

    @property
    def shell(self) -> Shell:
        return cast(Shell, self.app)

    def begin(self, doing: Coroutine[Any, Any, None], *, alone: str = "") -> Worker[None]:
        """Do something in the background; a `Failure` in it becomes a toast.

        What is begun under the same name as `alone` ends what was begun under it before.
        """
        return self.run_worker(
            self._until_failure(doing), group=alone or "default", exclusive=bool(alone), exit_on_error=True
        )

    async def store(self, call: "Callable[[Replica], Result]") -> Result:
        """Ask the replica something in another thread; raises the `Failure` that it raises."""
        return await asyncio.to_thread(call, self.shell.replica)

    def say(self, msgid: str, /, **params: object) -> None:
        """A toast in the current language: ``say(N_("…"))``; `params` are data."""
        self.shell.say(message(msgid, **params))

    def say_quietly(self, sentence: str) -> None:
        """In the line of how things stand, until the next one; a toast where the screen has no such line."""
        for line in self.query(StatusLine):
            line.hint(sentence)
            return
        self.shell.say(sentence)

    def say_failure(self, failure: Failure) -> None:
        self.shell.say(failure.sentence(), Tone.FAILED)

    async def _until_failure(self, doing: Coroutine[Any, Any, None]) -> None:
        try:
            await doing
        except Failure as failure:
            self.say_failure(failure)
        except NoMatches:
            if self.app.is_running and self.is_attached and self.children:
                raise
            # Else the screen was taken down meanwhile: there is nothing left to show it on.

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
            self.focused.call_later(taken.set)
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
        everywhere = [] if self.is_modal else [command for command in COMMANDS if EVERYWHERE in command.where]
        return [command for command in [*COMMANDS.of(self.PLACE), *everywhere] if self.may(command)]

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


class NettermScreen(Zooms[None], _Told[None]):
    """A main screen: heading, body, a line of how things stand, and the line of keys."""

    heading_msgid: ClassVar[str] = ""

    DEFAULT_CSS = f"""
    {ZOOM_CSS}
    NettermScreen {{ layers: base over; }}
    NettermScreen > #body {{ height: 1fr; }}
    """

    def __init__(self) -> None:
        super().__init__()
        self._stale = False
        self._settling = False

    @property
    def heading(self) -> str:
        """What stands above the screen, in the current language."""
        return message(self.heading_msgid)

    def body(self) -> ComposeResult:
        """The widgets between the heading and the line of how things stand."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield TitleLine(self.heading)
        with Vertical(id="body"):
            yield from self.body()
        yield StatusLine()
        yield KeyLine()

    async def load(self) -> None:
        """Take what is shown from the replica: at the start, and whenever something that it concerns has changed."""

    def show_record(self, entity: str, id: bytes) -> None:
        """Put the cursor on a record, or open it: somebody came here for its sake."""

    def reload(self) -> None:
        """`load` in the background; one at a time, the last wins."""
        self.begin(self.load(), alone="load")

    def concerns(self, changed: RecordsChanged) -> bool:
        """Whether what is shown depends on what changed."""
        return True

    def on_mount(self) -> None:
        self.shell.news.subscribe(self, self.hear, immediate=True)
        self.reload()

    def hear(self, news: Message) -> None:
        """What changed, told to every screen."""
        self.post_message(copy(news))

    def on_language_changed(self, _changed: LanguageChanged) -> None:
        self.begin(self.relabel())

    def on_records_changed(self, changed: RecordsChanged) -> None:
        if changed.touches("network"):
            self.query_one(TitleLine).refresh()
        if not self.concerns(changed):
            return
        if not self.is_current:
            self._stale = True
        elif not self._settling:
            self._settling = True
            self.set_timer(SETTLING, self._settled)

    def on_sync_changed(self, _changed: SyncChanged) -> None:
        self.query_one(StatusLine).look_again()

    def kept(self, name: str) -> str:
        """What this screen kept under a name the last time; '' for nothing."""
        return self.shell.kept(f"{self.PLACE}.{name}")

    def keep(self, name: str, value: str) -> None:
        """Keep it for the next time: what is shown and how, never what is typed into a record."""
        self.shell.keep(f"{self.PLACE}.{name}", value)

    def on_screen_resume(self) -> None:
        self.shell.note_where()
        if self._stale:
            self._stale = False
            self.reload()
        for line in self.query(StatusLine):
            line.look_again()

    async def relabel(self) -> None:
        """Everything again, in the language that is now spoken."""
        self.leave_zoom()
        await self.recompose()
        self.reload()

    def _settled(self) -> None:
        self._settling = False
        self.reload()

    def set_heading(self, text: str) -> None:
        """A heading that depends on what is shown; data."""
        self.query_one(TitleLine).say(for_display(text))


class NettermModal(ModalScreen[ScreenResultType], _Told[ScreenResultType], Generic[ScreenResultType]):
    """A dialog: over the screen that asked, with commands of its own; Esc leaves it without a result."""

    DEFAULT_CSS = """
    NettermModal { align: center middle; }
    NettermModal > .dialog {
        width: auto; max-width: 90%; min-width: 40; height: auto; max-height: 90%;
        padding: 1 2; background: $surface; border: round $primary;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "go_on(1)", show=False, priority=True),
        Binding("shift+tab", "go_on(-1)", show=False, priority=True),
    ]

    _typed_early: str | None = ""
    """What was typed before it stood; None since then."""

    def on_mount(self) -> None:
        self.shell.news.subscribe(self, self.hear, immediate=True)
        self.call_after_refresh(self._stands)

    def _stands(self) -> None:
        self.shell.place_toasts()
        self.type_early()
        self._typed_early = None

    async def action_go_on(self, by: int) -> None:
        """To the next field or the one before: what was typed before the key is in this one, what follows is not."""
        await self.typed_ahead()
        field: object = self.focused
        if by < 0:
            self.focus_previous()
            return
        if isinstance(field, Completes):
            field.complete()
        self.focus_next()

    @property
    def text_takes_letters(self) -> bool:
        return not self._typed_early and super().text_takes_letters

    def take_letters(self, text: str) -> bool:
        """What is typed before its line has the focus is meant for that line."""
        if self._typed_early is None:
            return super().take_letters(text)
        self._typed_early += text
        self.type_early()
        return True

    def type_early(self) -> None:
        """Put what was typed into the line, now that it has the focus."""
        if self._typed_early and isinstance(self.focused, Input):
            line = self.focused
            line.replace(clean_line(self._typed_early), *sorted(line.selection))
            self._typed_early = None

    def hear(self, news: Message) -> None:
        """What changed, told to every dialog."""
        if isinstance(news, LanguageChanged):
            self.begin(self.relabel())

    async def relabel(self) -> None:
        """A dialog that is open keeps its language until it is closed."""
