"""The program with screens: wires the replica, sync and the screens to one another. No logic of its own."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from netterm.screens import thai  # before Textual, which reads its environment when imported

if TYPE_CHECKING:
    from netterm.model import Value
    from netterm.model.values import Showing
    from netterm.screens.entrance.beginnings import Beginnings
    from netterm.screens.entrance.known import Networks
    from netterm.screens.sync_control import SyncControl
    from netterm.store import Changed, Replica

from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, NoColor
from textual.message import Message
from textual.screen import Screen
from textual.signal import Signal

from netterm.commands import COMMANDS, EVERYWHERE
from netterm.errors import Failure
from netterm.locale import Language, use
from netterm.screens import places
from netterm.screens.entrance.starting import Starting
from netterm.screens.meetings.handed_over import RecordingOffered
from netterm.screens.shell import (
    NettermScreen,
    RecordsChanged,
    SyncChanged,
    Told,
    Tone,
    WordsLearnt,
    bindings,
)
from netterm.screens.shell.checking import Checking
from netterm.screens.shell.choices import Choices
from netterm.screens.shell.colours import NO_COLOURS, OWN_COLOURS, OWN_COLOURS_CSS, OWN_THEMES, THEMES
from netterm.screens.shell.everywhere import CommandsEverywhere
from netterm.screens.shell.letters import LettersAlone
from netterm.screens.shell.quick import QuickScreens
from netterm.screens.shell.remembering import Remembering
from netterm.screens.shell.taking_back import TakingBack
from netterm.screens.shell.toasts import TOASTS_CSS, Toasts
from netterm.screens.terminal.app import OnATerminal
from netterm.settings import Settings

__all__ = ["NettermApp"]

StartSync = Callable[["Replica"], "SyncControl"]

_HOME_FIRST = 0.2
"""Seconds that home has the computer to itself, before the word list and sync are loaded."""


class NettermApp(
    CommandsEverywhere,
    RecordingOffered,
    Starting,
    TakingBack,
    Checking,
    Remembering,
    Choices,
    LettersAlone,
    Toasts,
    thai.KedmaneeKeys,
    thai.SaraAmLines,
    OnATerminal,
    QuickScreens,
    App[None],
    inherit_bindings=False,
):
    """The program. Without a replica it begins with the entrance: first run, or the passphrase."""

    DEFAULT_MODE = "start"  # home where a network is open already, the entrance otherwise
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(EVERYWHERE),
        Binding("ctrl+c", "copy_or_tell", show=False, system=True),
    ]
    CSS = (
        TOASTS_CSS
        + OWN_COLOURS_CSS
        + """
    OptionList, OptionList:focus, SelectionList, SelectionList:focus { border: none; padding: 0 1; }
    OptionList:nocolor > .option-list--option-highlighted { text-style: reverse; }
    Input:nocolor > .input--cursor, TextArea:nocolor > .text-area--cursor { text-style: reverse; }
    Button:nocolor:focus, ChoiceEditor:nocolor:focus { text-style: reverse; }
    """
    )

    def __init__(
        self,
        replica: "Replica | None" = None,
        beginnings: "Beginnings | None" = None,
        *,
        opening: Callable[[], "Replica | None"] | None = None,
        networks: "Networks | None" = None,
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
        self._network_name = ""
        self._begins_at_home = replica is not None
        self._beginnings = beginnings
        self._opening = opening
        self._networks = networks
        self.failure: Failure | None = None
        self.fault: BaseException | None = None
        """What nobody foresaw, and what ended the program therefore."""
        self._entered_here = False
        self._start_sync = start_sync
        self._sync: SyncControl | None = None
        self._begin_sync: Callable[[], None] = lambda: None
        """In a thread: sync listens and looks around, which takes a moment."""
        self._endings: list[Callable[[], None]] = []
        self.begin_choices(settled)
        self.begin_remembering(None)
        self.animation_level = "none"
        for each in (*THEMES, *OWN_THEMES):
            self.register_theme(each)
        self.theme = OWN_COLOURS if self._without_colours else self._known_theme(chosen.theme)
        self._news: Signal[Message] = Signal(self, "news")

    def _remap(self, keys: Mapping[str, str]) -> None:
        """What is mistaken is left out, and said. Only the screens know their commands, so they are loaded first."""
        places.load_all()
        self._mistakes += COMMANDS.remap_what_fits(keys)
        self.set_keymap({command: ",".join(own) for command, own in COMMANDS.remapped().items()})

    def _known_theme(self, wanted: str | None) -> str:
        if wanted is not None and wanted in self.available_themes:
            return wanted
        if wanted is not None:
            self._mistakes.append(Failure("There are no colours called “{theme}”.", theme=wanted))
        return THEMES[0].name

    def validate_theme(self, theme: str) -> str:
        """Without colours one theme is worn, whichever is looked at: under another one the focus would not be seen."""
        return OWN_COLOURS if self._without_colours else theme

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = super().get_line_filters()
        # Textual's own filter for it would come first, and takes away what is drawn reversed.
        return (
            [NO_COLOURS, *(each for each in filters if not isinstance(each, NoColor))]
            if self._without_colours
            else filters
        )

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
    def network_name(self) -> str:
        return self._network_name

    @property
    def sync(self) -> "SyncControl":
        if self._sync is None:
            from netterm.screens.sync_control import WithoutSync

            self._sync = WithoutSync()
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
        if (mode := self._mode_of(place)) != self.current_mode:
            self.switch_mode(mode)
        # What was gone into from there is left, for the place itself was asked for; but for what would be lost with it.
        for above in reversed(self.screen_stack[1:]):
            if isinstance(above, Told):
                above.write_at_once()
                if lost := above.would_be_lost:
                    self.say(lost, Tone.WARNED)
                    break
            self.pop_screen()

    async def arrive(self, place: str) -> None:
        if (mode := self._mode_of(place)) != self.current_mode:
            await self.switch_mode(mode)
        self.go(place)

    def screens(self) -> "Sequence[Told[Any]]":
        modes = dict.fromkeys((self.current_mode, self.DEFAULT_MODE, *map(self._mode_of, places.PLACES)))
        stacks: list[Screen[Any]] = []
        for mode in modes:
            with suppress(KeyError):  # nobody has been there yet
                stacks += reversed(self.get_screen_stack(mode))
        return [screen for screen in stacks if isinstance(screen, Told)]

    def _mode_of(self, place: str) -> str:
        """Textual's name for it."""
        return self.DEFAULT_MODE if self._begins_at_home and place == places.FIRST else place

    def open_record(self, entity: str, record: bytes) -> None:
        """The screen of its kind, on that record; its history where there is no such screen."""
        work: Callable[[], Awaitable[None]] = self.followed(partial(self._open_record, entity, record))
        self.run_worker(work)

    # Life

    def get_default_screen(self) -> Screen[Any]:
        """What is painted first, before anything that takes long: home where a network is open already."""
        if self._begins_at_home:
            return places.loader(places.FIRST)()
        if self._opening is None:
            return super().get_default_screen()
        from netterm.screens.entrance.opening import OpeningScreen

        return OpeningScreen()

    def on_mount(self) -> None:
        thai.install()
        for place in places.PLACES:
            self.add_mode(self._mode_of(place), places.loader(place))
        if self._replica is not None:
            self.enter(self._replica)
        self.call_after_refresh(self._after_first_paint)

    def enter(self, replica: "Replica") -> None:
        """Go on with an open replica: follow it, sync it, show home."""
        self._entered_here = not self._begins_at_home
        self._replica = replica
        self._network_name = replica.network_name
        self.begin_remembering(replica)
        self._endings.append(replica.subscribe(self._records_changed))
        self.begin_offering()
        self.go(places.FIRST)
        self.call_after_refresh(self._resume)
        if self._start_sync is not None:
            self._prepare_sync(self._start_sync, replica)
        self.set_timer(_HOME_FIRST, self._begin_behind)

    def _resume(self) -> None:
        self.run_worker(self.resume())

    def exit(self, *result: Any, **more: Any) -> None:
        self.note_where()
        super().exit(*result, **more)

    def _prepare_sync(self, start: StartSync, replica: "Replica") -> None:
        from netterm.screens.sync_control import SyncSoon

        self._sync = soon = SyncSoon(lambda: start(replica))
        self._begin_sync = soon.begin
        self._endings.append(soon.subscribe(self._sync_changed))

    async def on_unmount(self) -> None:
        while self._endings:
            self._endings.pop()()
        with suppress(Failure):  # there is nobody any more to be told
            await asyncio.to_thread(self.keep_choices)
        await asyncio.to_thread(self.write_kept)
        if self._sync is not None:
            await asyncio.to_thread(self._sync.stop)
        if self._replica is not None and self._entered_here:
            await asyncio.to_thread(self._replica.close)

    def _fatal_error(self) -> None:
        """In place of Textual's own, which prints every variable in sight: data, where others see it."""
        self.fault = sys.exc_info()[1]
        self._close_messages_no_wait()

    def _after_first_paint(self) -> None:
        for mistake in self._mistakes:
            self.say(mistake.sentence(), Tone.WARNED)
        if self._replica is None:
            self.run_worker(self.begin_outside())

    def _begin_behind(self) -> None:
        """What nothing on home waits for."""
        self._load_words_behind()
        # Awaited in the loop, so that whoever leaves meanwhile hears nothing of a replica that is closed by then.
        for work in (self._begin_sync, partial(self.note_network, self.replica)):
            behind: Callable[[], Awaitable[None]] = partial(asyncio.to_thread, work)
            self.run_worker(behind)

    def _load_words_behind(self) -> None:
        work: Callable[[], Awaitable[None]] = self._load_words  # a callable: one that never starts leaves no warning
        self.run_worker(work)

    async def _load_words(self) -> None:
        """The word list, and the names in the network, so that lines do not break within them."""
        from netterm.screens.word_list import learn_names

        await asyncio.to_thread(thai.load_words)
        if self._replica is not None:
            await asyncio.to_thread(learn_names, self._replica)
        self._publish(WordsLearnt())
        await self.get_ready()
        if self._replica is not None:
            await asyncio.to_thread(self._replica.catch_up)

    def entrance_stands(self) -> None:
        self._load_words_behind()

    # News

    def _records_changed(self, changed: "Changed") -> None:
        """Called in the thread that made or noticed the changes: what takes the disk is asked there."""
        if any(entity == "network" for entity, _id in changed.records):
            self._network_name = self.replica.network_name
        self.call_later(self._publish, RecordsChanged(changed))
        self.call_later(self._learn_names, changed)

    def _learn_names(self, changed: "Changed") -> None:
        """Those that come with a change: lines do not break within them from now on."""
        from netterm.screens.word_list import NAMING, learn_names

        named = [place for place in changed.records if place[0] in NAMING]

        async def learn() -> None:
            if await asyncio.to_thread(learn_names, self.replica, named):
                self._publish(WordsLearnt())

        if named and self.is_running:
            self.run_worker(learn())

    def _sync_changed(self) -> None:
        self.call_later(self._publish, SyncChanged())

    def _publish(self, news: Message) -> None:
        if self.is_running:
            self._news.publish(news)

    async def _open_record(self, entity: str, record: bytes) -> None:
        place = places.place_of(entity)
        if place is not None:
            await self.arrive(place)
            if isinstance(self.screen, NettermScreen):
                self.screen.show_record(entity, record)
            return
        from netterm.screens.history import history_of

        showing = self.showing()
        await self.push_screen(await asyncio.to_thread(history_of, self.replica, entity, record, showing))
