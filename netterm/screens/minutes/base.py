"""What all parts of the minutes screen know of: the meeting, the item that is shown, its text, and how to load them."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from netterm.commands import Command
from netterm.screens.minutes.editor import SharedEditor
from netterm.screens.minutes.view import MinutesView
from netterm.screens.shell import NettermModal, NettermScreen
from netterm.store import SharedText

__all__ = ["HERE", "MinutesBase"]

Result = TypeVar("Result")

HERE = ("minutes",)
"""The place of the screen's commands."""

_RUNNING = frozenset({"open", "paused"})
_NOT_FINAL = frozenset({"planned", "notified", "postponed", "open", "paused", "closed"})
_IN_STATES = {
    "minutes.close": _RUNNING,
    "minutes.people": _RUNNING,
    "minutes.chair": _RUNNING,
    "minutes.resolution": _RUNNING | {"closed"},
    "minutes.task": _NOT_FINAL,
    "minutes.turn": _NOT_FINAL,
    "minutes.add": _NOT_FINAL,
}
"""In which states of the meeting a command does something; the others do in all of them."""


class MinutesBase(NettermScreen):
    """One meeting, one of its items, and the item's shared text."""

    def __init__(self, meeting: bytes, item: bytes | None = None) -> None:
        super().__init__()
        self.meeting = meeting
        self.item = item
        self.sought = ""
        """Words in the text of an item at which the cursor is to be once it is shown; '' for its end."""
        self.shared: SharedText | None = None
        """The text that is edited."""
        self.view = MinutesView()

    def commands(self) -> list[Command]:
        return [command for command in super().commands() if self.fits(command)]

    def fits(self, command: Command) -> bool:
        """Whether a command does something as the meeting stands."""
        states = _IN_STATES.get(command.id)
        return states is None or not self.view.state or self.view.state in states

    def ask(self, doing: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begin what asks something, once the keys that were pressed before are in the text."""
        self.begin(self._when_settled(doing))

    async def _when_settled(self, doing: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await self.editor.settled()
        await doing()

    async def answer(self, dialog: NettermModal[Result]) -> Result:
        """Show a dialog, and give what it ends with."""
        return await self.app.push_screen_wait(dialog)

    async def resolved(self, resolution: bytes) -> None:
        """A resolution was recorded here just now, in its dialog."""

    @property
    def editor(self) -> SharedEditor:
        """Where the discussion is typed."""
        return self.query_one("#discussion", SharedEditor)

    async def go(self, item: bytes, sought: str = "") -> None:
        """Show another item of the agenda, ready to be typed into; at these words, if its text has them."""
        raise NotImplementedError

    async def commit(self) -> None:
        """Write what was typed; “saved” is said when it is, and not before."""
        raise NotImplementedError

    def show_anew(self) -> None:
        """Paint what `view` holds."""
        raise NotImplementedError
