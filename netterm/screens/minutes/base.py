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
        """Begin what asks something: the keys from now on are for its dialog, not for the text."""
        if self.editor.hold():
            self.begin(self._holding(doing))

    async def _holding(self, doing: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await self.editor.settled()
            await doing()
        finally:
            self.editor.give_back()

    async def answer(self, dialog: NettermModal[Result]) -> Result:
        """Show a dialog, with what was typed for it already, and give what it ends with."""
        answered = self.app.push_screen(dialog, wait_for_dismiss=True)
        self.editor.hand_over_to(dialog)
        return await answered

    async def resolved(self, resolution: bytes) -> None:
        """A resolution was recorded here just now, in its dialog."""

    @property
    def editor(self) -> SharedEditor:
        """Where the discussion is typed."""
        return self.query_one("#discussion", SharedEditor)

    async def go(self, item: bytes) -> None:
        """Show another item of the agenda, ready to be typed into."""
        raise NotImplementedError

    async def commit(self) -> None:
        """Write what was typed; “saved” is said when it is, and not before."""
        raise NotImplementedError

    def show_anew(self) -> None:
        """Paint what `view` holds."""
        raise NotImplementedError
