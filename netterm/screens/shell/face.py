"""What screens may ask of the program around them, and the news that it tells them."""

from collections.abc import Callable, Coroutine, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from textual.message import Message
from textual.signal import Signal

if TYPE_CHECKING:
    from netterm.model.values import Showing
    from netterm.screens.shell.told import Told
    from netterm.screens.sync_control import SyncControl
    from netterm.store import Changed, Replica

__all__ = ["LanguageChanged", "RecordsChanged", "Shell", "SyncChanged", "Tone", "WordsLearnt", "Work"]


Work = Callable[[], Coroutine[Any, Any, None]]
"""What a worker does."""


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


class WordsLearnt(Message):
    """More words and names are known: lines may wrap otherwise than before."""


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

    @property
    def network_name(self) -> str:
        """What the open network is called; known without asking the replica, and '' before one is open."""
        ...

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

    def screens(self) -> "Sequence[Told[Any]]":
        """All that are open, in sight or not; the one in front first."""
        ...

    def open_record(self, entity: str, record: bytes) -> None:
        """Show one record in the screen that is meant for it."""
        ...

    def say(self, text: str, tone: Tone = Tone.SAID) -> None:
        """A toast; its text is data, never markup."""
        ...

    def hint(self, text: str, screen: "Told[Any]") -> None:
        """A toast about one screen alone, which goes with it."""
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

    @property
    def keys_wait(self) -> bool:
        """Whether something that was typed is not done yet."""
        ...

    def followed(self, work: Work) -> Work:
        """The same work; where a key began it, the keys behind that one wait until it has led somewhere."""
        ...
