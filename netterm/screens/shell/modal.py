"""The dialogs, over the screen that asked."""

from collections.abc import Sequence
from typing import ClassVar, Generic

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Static

from netterm.commands import COMMANDS, EVERYWHERE, Command
from netterm.screens.shell.face import LanguageChanged, WordsLearnt
from netterm.screens.shell.told import Completes, Told
from netterm.screens.widgets.lines import TitleLine

__all__ = ["NettermModal"]

_OVER_ALL = frozenset({"program.quit", "program.jump"})
_OVER_DIALOGS = frozenset({"program.help", "program.palette", "program.language", "go.find"})

_LOW = 22
"""Rows of a screen below which a list leaves more of them to what stands around it."""


class NettermModal(ModalScreen[ScreenResultType], Told[ScreenResultType], Generic[ScreenResultType]):
    """A dialog: over the screen that asked, with commands of its own; Esc leaves it without a result."""

    DEFAULT_CSS = """
    NettermModal { align: center middle; }
    NettermModal > .dialog {
        width: auto; max-width: 90%; min-width: 40; height: auto; max-height: 90%;
        padding: 1 2; background: $surface; border: round $primary;
        overflow-y: auto; scrollbar-size-vertical: 1;
    }
    NettermModal.-low OptionList { max-height: 40vh; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "go_on(1)", show=False, priority=True),
        Binding("shift+tab", "go_on(-1)", show=False, priority=True),
        Binding("pageup", "turn_page(-1)", show=False),
        Binding("pagedown", "turn_page(1)", show=False),
    ]

    goes_over_dialogs: ClassVar[bool] = False
    """Whether it is itself one that can be called from any dialog, and over which no other such comes."""
    KEYS: ClassVar[Sequence[tuple[str, str]]] = ()
    """Its keys that are no commands, for its help, and msgids of what they do."""

    _stands: bool = False

    @property
    def stands(self) -> bool:
        return self._stands

    def on_mount(self) -> None:
        if self.app.size.height < _LOW:
            self.add_class("-low")
        self.shell.news.subscribe(self, self.hear, immediate=True)
        self.call_after_refresh(self._came)

    def _came(self) -> None:
        self.shell.place_toasts()
        self._stands = True

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

    def action_turn_page(self, by: int) -> None:
        """More of a dialog that is higher than the screen."""
        for dialog in self.query(".dialog"):
            dialog.scroll_relative(y=by * dialog.scrollable_content_region.height, animate=False)

    def commands(self) -> list[Command]:
        """Its own, and what can be told over any dialog."""
        own = COMMANDS.of(self.PLACE) if self.PLACE else []
        return [command for command in [*own, *filter(self.can_be_told, COMMANDS.of(EVERYWHERE))] if self.may(command)]

    def can_be_told(self, command: Command) -> bool:
        """Whether a command is done here: what would go elsewhere, and leave what was entered, is not."""
        if self.PLACE and self.PLACE in command.where:
            return True
        if EVERYWHERE not in command.where:
            return False
        return command.id in _OVER_ALL or (command.id in _OVER_DIALOGS and not self.goes_over_dialogs)

    @property
    def heading(self) -> str:
        """What stands at its top, by which people call it; '' where nothing does."""
        for line in self.query("TitleLine, .title, .dialog > Static"):
            if isinstance(line, TitleLine):
                return line.heading
            if isinstance(line, Static):
                return str(line.content)
        return ""

    @property
    def may_be_left(self) -> bool:
        """Whether nothing is lost, and nobody misled, by leaving it unasked."""
        return False

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Once; whatever was called over it in the meantime goes first."""
        stack = self.app.screen_stack
        if self not in stack:
            return AwaitComplete()
        for above in reversed(stack[stack.index(self) + 1 :]):
            above.dismiss()
        return super().dismiss(result)

    def hear(self, news: Message) -> None:
        """What changed, told to every dialog."""
        if isinstance(news, LanguageChanged):
            self.begin(self.relabel())
        elif isinstance(news, WordsLearnt):
            self.wrap_anew()

    async def relabel(self) -> None:
        """A dialog that is open keeps its language until it is closed."""
