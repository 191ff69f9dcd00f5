"""The program with screens: wires the replica, sync and the screens to one another. No logic of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from netterm.screens import thai  # before Textual, which reads its environment when imported

if TYPE_CHECKING:
    from netterm.model import Value
    from netterm.model.values import Showing
    from netterm.store import Changed, Replica

from rich.segment import Segment
from textual.app import App
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen
from textual.signal import Signal
from textual.theme import Theme

from netterm.commands import COMMANDS, EVERYWHERE, KeysMistaken
from netterm.errors import Failure
from netterm.language.clean import for_display
from netterm.locale import Language, _, current, message, use
from netterm.screens.beginnings import Beginnings
from netterm.screens.shell import (
    LanguageChanged,
    NettermModal,
    NettermScreen,
    RecordsChanged,
    SyncChanged,
    Tone,
    bindings,
)
from netterm.screens.sync_control import SyncControl, WithoutSync
from netterm.settings import Settings

__all__ = ["NettermApp"]

StartSync = Callable[["Replica"], SyncControl]

_DARK = Theme(
    "netterm-dark",
    primary="#3b6ea5",
    secondary="#5f8a6b",
    accent="#d0a24a",
    warning="#e0a030",
    error="#e06c5c",
    success="#6aa56a",
    foreground="#e6e6e6",
    background="#12161c",
    surface="#1b212a",
    panel="#262e3a",
)
_LIGHT = Theme(
    "netterm-light",
    primary="#2a5c94",
    secondary="#3f6d4c",
    accent="#8a5a00",
    warning="#8a5a00",
    error="#a32020",
    success="#2d6b2d",
    foreground="#1a1a1a",
    background="#fbfaf6",
    surface="#efede6",
    panel="#e0ddd3",
    dark=False,
)
_CONTRAST = Theme(
    "netterm-contrast",
    primary="#0050ff",
    secondary="#00ffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff6060",
    success="#60ff60",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#202020",
)
_OWN_COLOURS = "ansi-dark"
_SETTLED = 0.3
"""Seconds after which a setting that was not changed again is kept."""

# Loaded when first shown. A place that is no room's yet would fail here, not at the start.
_PLACES = {
    "home": "netterm.screens.home:HomeScreen",
    "meetings": "netterm.screens.meetings:MeetingsScreen",
    "tasks": "netterm.screens.tasks:TasksScreen",
    "members": "netterm.screens.members:MembersScreen",
    "peers": "netterm.screens.peers:PeersScreen",
    "conflicts": "netterm.screens.conflicts:ConflictsScreen",
    "settings": "netterm.screens.settings:SettingsScreen",
}
_SCREEN_OF = {"meeting": "meetings", "task": "tasks", "member": "members", "person": "members"}


class NettermApp(thai.KedmaneeKeys, thai.SaraAmLines, App[None], inherit_bindings=False):
    """The program. Without a replica it begins with the entrance: first run, or the passphrase."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(EVERYWHERE),
        Binding("ctrl+c", "copy_or_tell", show=False, system=True),
    ]
    CSS = """
    Toast { width: 60; max-width: 75%; }
    ToastRack { margin-bottom: 2; }
    OptionList, OptionList:focus, SelectionList, SelectionList:focus { border: none; padding: 0 1; }
    OptionList:nocolor > .option-list--option-highlighted { text-style: reverse; }
    Input:nocolor > .input--cursor, TextArea:nocolor > .text-area--cursor { text-style: reverse; }
    Button:nocolor:focus, ChoiceEditor:nocolor:focus { text-style: reverse; }
    """

    def __init__(
        self,
        replica: "Replica | None" = None,
        beginnings: Beginnings | None = None,
        *,
        opening: Callable[[], "Replica | None"] | None = None,
        start_sync: StartSync | None = None,
        language: Language | None = None,
        chosen: Settings = Settings(),  # noqa: B008 - frozen
        settled: Callable[[str, str], None] = lambda _name, _value: None,
    ) -> None:
        """`opening` opens the replica in a thread once the screen stands, or gives None where the person must be asked;
        its `Failure` ends the program and is then in `failure`. `chosen` is what the config file says; what is wrong
        there is said at the start. `settled` keeps a setting (``language``, ``theme``), and is called in a thread.
        """
        # Only the terminal's own colours can be left out altogether, and Textual decides on this at once.
        self._without_colours = "NO_COLOR" in os.environ
        super().__init__(ansi_color=True if self._without_colours else None)
        if language is not None:
            use(language)
        self._mistakes = list(chosen.mistakes)
        if chosen.keys:
            self._remap(chosen.keys)
        self._replica = replica
        self._beginnings = beginnings
        self._opening = opening
        self.failure: Failure | None = None
        self.fault: BaseException | None = None
        """What nobody foresaw, and what ended the program therefore."""
        self._entered_here = False
        self._start_sync = start_sync
        self._sync: SyncControl = WithoutSync()
        self._endings: list[Callable[[], None]] = []
        self._settled = settled
        self._unkept: dict[str, str] = {}
        self.animation_level = "none"
        for each in (_DARK, _LIGHT, _CONTRAST):
            self.register_theme(each)
        self.theme = _OWN_COLOURS if self._without_colours else self._known_theme(chosen.theme)
        self._news: Signal[Message] = Signal(self, "news")

    def _remap(self, keys: Mapping[str, str]) -> None:
        """All or none. Only the screens know their commands, so they are loaded first."""
        for where in _PLACES.values():
            import_module(where.partition(":")[0])
        try:
            COMMANDS.remap(keys)
        except KeysMistaken as mistake:
            self._mistakes.append(mistake)
        else:
            self.set_keymap({command: ",".join(COMMANDS.keys(command)) for command in keys})

    def _known_theme(self, wanted: str | None) -> str:
        if wanted is not None and wanted in self.available_themes:
            return wanted
        if wanted is not None:
            self._mistakes.append(Failure("There are no colours called “{theme}”.", theme=wanted))
        return _DARK.name

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = super().get_line_filters()
        return [*filters, _NO_COLOURS] if self._without_colours else filters

    # The face that screens see: netterm.screens.shell.Shell

    @property
    def replica(self) -> "Replica":
        if self._replica is None:
            raise RuntimeError("no replica is open")
        return self._replica

    @property
    def has_replica(self) -> bool:
        return self._replica is not None

    @property
    def sync(self) -> SyncControl:
        return self._sync

    @property
    def news(self) -> Signal[Message]:
        return self._news

    def showing(self) -> "Showing":
        from netterm.model.values import Showing

        replica = self.replica

        def record_of(entity: str, id: bytes) -> "Mapping[str, Value]":
            found = replica.get(entity, id)
            held = found.values if found else {}
            return {name: value for name, value in held.items() if not isinstance(value, tuple)}

        return Showing(name_of=replica.title, record_of=record_of, schema=replica.schema)

    def go(self, place: str) -> None:
        if place != self.current_mode:
            self.switch_mode(place)

    def open_record(self, entity: str, record: bytes) -> None:
        """The screen of its kind, on that record; its history where there is no such screen."""
        self.run_worker(self._open_record(entity, record))

    def say(self, text: str, tone: Tone = Tone.SAID) -> None:
        self.notify(for_display(text), severity=tone.value, markup=False, timeout=6 if tone is Tone.SAID else 12)

    # Life

    def get_default_screen(self) -> Screen[Any]:
        """What is painted first, before anything that takes long."""
        if self._opening is None:
            return super().get_default_screen()
        from netterm.screens.opening import OpeningScreen

        return OpeningScreen()

    def on_mount(self) -> None:
        thai.install()
        self._leave_on_signals()
        for place, where in _PLACES.items():
            self.add_mode(place, _loader(where))
        if self._replica is not None:
            self.enter(self._replica)
        self.call_after_refresh(self._after_first_paint)

    def enter(self, replica: "Replica") -> None:
        """Go on with an open replica: follow it, sync it, show home."""
        self._entered_here = self._replica is None
        self._replica = replica
        self._endings.append(replica.subscribe(self._records_changed))
        self.switch_mode("home")
        if self._entered_here:
            self.run_worker(self._load_words, thread=True)
        if self._start_sync is not None:
            self._sync = WithoutSync(_("Sync is starting"))
            self.call_after_refresh(self._sync_soon)

    async def on_unmount(self) -> None:
        while self._endings:
            self._endings.pop()()
        with suppress(Failure):  # there is nobody any more to be told
            await asyncio.to_thread(self._keep_all)
        await asyncio.to_thread(self._sync.stop)
        if self._replica is not None and self._entered_here:
            await asyncio.to_thread(self._replica.close)

    def _fatal_error(self) -> None:
        """In place of Textual's own, which prints every variable in sight: data, where others see it."""
        self.fault = sys.exc_info()[1]
        self._close_messages_no_wait()

    def _leave_on_signals(self) -> None:
        """A dropped line and a request to end leave the terminal as it was."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is None:
                continue
            try:
                loop.add_signal_handler(number, self.exit, None, 128 + number)
            except (NotImplementedError, RuntimeError, ValueError):  # Windows, and threads that are not the first
                continue

    def _after_first_paint(self) -> None:
        for mistake in self._mistakes:
            self.say(mistake.sentence(), Tone.WARNED)
        if self._replica is None:
            self.run_worker(self._show_entrance())
        else:
            self.run_worker(self._load_words, thread=True)

    def _load_words(self) -> None:
        """The word list, and the names of people, so that lines do not break within them."""
        thai.load_words()
        if self._replica is not None:
            from netterm.language.words import add_words

            people = self._replica.list("person", limit=5_000)
            add_words(str(each[name] or "") for each in people for name in ("first", "last", "nick"))
        self.call_from_thread(self.refresh, layout=True)

    async def _show_entrance(self) -> None:
        if self._opening is not None and await self._opened(self._opening):
            return
        from netterm.screens.entrance import FirstRunScreen, UnlockScreen

        beginnings = self._beginnings
        if beginnings is None:
            raise RuntimeError("neither a replica nor a way to come by one was given")
        if not await asyncio.to_thread(lambda: beginnings.exists):
            await self.push_screen(FirstRunScreen(beginnings))
        else:
            identities = tuple(await asyncio.to_thread(beginnings.identities))
            await self.push_screen(UnlockScreen(beginnings, identities))
        self.run_worker(self._load_words, thread=True)

    async def _opened(self, opening: Callable[[], "Replica | None"]) -> bool:
        """Whether that is all: the replica is open, or the program ends since it cannot be."""
        try:
            replica = await asyncio.to_thread(opening)
        except Failure as failure:
            self.failure = failure
            self.exit(return_code=1)
            return True
        if replica is not None:
            self.enter(replica)
        return replica is not None

    def _sync_soon(self) -> None:
        self.run_worker(self._begin_sync, thread=True)

    def _begin_sync(self) -> None:
        """In a thread: sync listens and looks around, which takes a moment."""
        if self._start_sync is None:
            return
        try:
            self._sync = self._start_sync(self.replica)
        except Failure as failure:
            self._sync = WithoutSync(failure.sentence())
        else:
            self._endings.append(self._sync.subscribe(self._sync_changed))
        self._sync_changed()

    # News

    def _records_changed(self, changed: "Changed") -> None:
        self.call_later(self._publish, RecordsChanged(changed))

    def _sync_changed(self) -> None:
        self.call_later(self._publish, SyncChanged())

    def _publish(self, news: Message) -> None:
        if self.is_running:
            self._news.publish(news)

    # Commands that are everywhere

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
        self.go("home")

    def do_go_meetings(self) -> None:
        self.go("meetings")

    def do_go_tasks(self) -> None:
        self.go("tasks")

    def do_go_members(self) -> None:
        self.go("members")

    def do_go_peers(self) -> None:
        self.go("peers")

    def do_go_conflicts(self) -> None:
        self.go("conflicts")

    def do_go_settings(self) -> None:
        self.go("settings")

    async def do_data_undo(self) -> None:
        undone = await asyncio.to_thread(self.replica.undo)
        if undone is None:
            self.say(_("There is nothing more to take back in this session."))
        else:
            self.say(message("Taken back: {what}", what=undone))

    async def do_program_palette(self) -> None:
        from netterm.screens.widgets.palette import Palette

        await self._choose(Palette)

    async def do_program_help(self) -> None:
        from netterm.screens.widgets.palette import Help

        await self._choose(Help)

    def do_program_language(self) -> None:
        language = Language.EN if current() is Language.TH else Language.TH
        use(language)
        self._keep("language", language.value)
        self._news.publish(LanguageChanged())

    def do_program_quit(self) -> None:
        self.exit()

    def action_copy_or_tell(self) -> None:
        """Ctrl+C copies where something is selected; people also press it to leave."""
        if selected := self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
        else:
            self.say(message("{key} leaves the program.", key=COMMANDS.shown_key("program.quit")))

    def watch_theme(self, theme: str) -> None:
        if self.is_running and not self._without_colours:
            self._keep("theme", theme)

    def _keep(self, name: str, value: str) -> None:
        self._unkept[name] = value
        work: Callable[[], Awaitable[None]] = self._keep_soon
        self.run_worker(work, group="keep", exclusive=True)

    async def _keep_soon(self) -> None:
        """A moment later, for moving over the themes shows each of them."""
        await asyncio.sleep(_SETTLED)
        try:
            await asyncio.to_thread(self._keep_all)
        except Failure as failure:
            self.say(failure.sentence(), Tone.WARNED)

    def _keep_all(self) -> None:
        while self._unkept:
            self._settled(*self._unkept.popitem())

    async def _choose(self, kind: Any) -> None:
        screen = self.screen
        if isinstance(screen, (NettermScreen, NettermModal)):
            chosen = await self.push_screen_wait(kind(screen.commands()))
            if chosen is not None:
                screen.action_tell(chosen)

    async def _open_record(self, entity: str, record: bytes) -> None:
        place = _SCREEN_OF.get(entity)
        if place is not None:
            if place != self.current_mode:
                await self.switch_mode(place)
            if isinstance(self.screen, NettermScreen):
                self.screen.show_record(entity, record)
            return
        from netterm.screens.history import history_of

        showing = self.showing()
        await self.push_screen(await asyncio.to_thread(history_of, self.replica, entity, record, showing))


class _NoColours(LineFilter):
    """Leaves emphasis and takes every colour, the default ones too: their codes are colour codes."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text, style and style.without_color, control) for text, style, control in segments]


_NO_COLOURS = _NoColours()


def _loader(where: str) -> Callable[[], Screen[Any]]:
    """Makes the screen that ``module:Class`` names."""

    def load() -> Screen[Any]:
        module, _colon, name = where.partition(":")
        screen: Screen[Any] = getattr(import_module(module), name)()
        return screen

    return load
