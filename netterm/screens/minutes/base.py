"""What all parts of the minutes screen know of: the meeting, the item that is shown, its text, and how to load them."""

from netterm.screens.minutes.editor import SharedEditor
from netterm.screens.minutes.view import MinutesView
from netterm.screens.shell import NettermScreen
from netterm.store import SharedText

__all__ = ["HERE", "MinutesBase"]

HERE = ("minutes",)
"""The place of the screen's commands."""


class MinutesBase(NettermScreen):
    """One meeting, one of its items, and the item's shared text."""

    def __init__(self, meeting: bytes, item: bytes | None = None) -> None:
        super().__init__()
        self.meeting = meeting
        self.item = item
        self.shared: SharedText | None = None
        """The text that is edited."""
        self.view = MinutesView()

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
