"""The main screens: heading, body, a line of how things stand, and the line of keys."""

from copy import copy
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from netterm.errors import Failure
from netterm.language.clean import for_display
from netterm.locale import message
from netterm.screens.shell.face import LanguageChanged, RecordsChanged, SyncChanged
from netterm.screens.shell.told import Told
from netterm.screens.shell.zooming import ZOOM_CSS, Zooms
from netterm.screens.widgets.lines import KeyLine, StatusLine, TitleLine

if TYPE_CHECKING:
    from netterm.screens.widgets.record_list import RecordList

__all__ = ["NettermScreen"]

SETTLING = 0.15
"""Seconds in which changes that follow one another are taken together."""


class NettermScreen(Zooms[None], Told[None]):
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
        self._loaded = False
        self._cannot_load = False
        """Whether there is nothing to wait for, though its lists show nothing."""

    @property
    def stands(self) -> bool:
        return self._cannot_load or (
            self._loaded and all(cast("RecordList", each).is_read for each in self.query("RecordList"))
        )

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
        self.begin(self._load(), alone="load")

    async def _load(self) -> None:
        try:
            await self.load()
        except Failure:
            self._cannot_load = True
            raise
        self._loaded, self._cannot_load = True, False

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

    def on_words_learnt(self) -> None:
        self.wrap_anew()

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
        self._loaded = False
        self.leave_zoom()
        await self.recompose()
        self.reload()

    def _settled(self) -> None:
        self._settling = False
        self.reload()

    def set_heading(self, text: str) -> None:
        """A heading that depends on what is shown; data."""
        self.query_one(TitleLine).say(for_display(text))
