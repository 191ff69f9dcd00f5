"""The dialogs, over the screen that asked; what is typed before one stands is typed into it."""

from typing import ClassVar, Generic

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Input

from netterm.language.clean import clean_line
from netterm.screens.shell.face import LanguageChanged
from netterm.screens.shell.told import Completes, Told

__all__ = ["NettermModal"]


class NettermModal(ModalScreen[ScreenResultType], Told[ScreenResultType], Generic[ScreenResultType]):
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
