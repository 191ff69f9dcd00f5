"""Dialogs: a question with the safe answer first, one of several, one line, something to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ScreenResultType
from textual.widgets import Button, Input, OptionList, SelectionList, Static
from textual.widgets.option_list import Option
from textual.widgets.selection_list import Selection

from netterm.commands import COMMANDS, Command
from netterm.language.clean import clean_line, for_display
from netterm.locale import N_, _
from netterm.screens.shell import NettermModal, Told
from netterm.screens.thai import ThaiInput

__all__ = ["AskLine", "Confirm", "Entered", "FilledIn", "Pick", "PickSeveral", "Picked"]

COMMANDS.add(
    Command(
        "form.save", N_("Save"), N_("Save what was entered."), ("f2", "ctrl+s"), where=("form", "asking"), footer=1,
        typing=True,
    ),
    Command("form.leave", N_("Leave"), N_("Back, without saving."), ("escape",), where=("form", "asking"), footer=2),
)  # fmt: skip


def _text(text: str, *, classes: str = "") -> Static:
    """A text that is data: no markup in it."""
    return Static(for_display(text, multiline=True), markup=False, classes=classes)


class Confirm(NettermModal[bool]):
    """A question before what cannot be taken back. The safe answer has the focus; Esc is the safe answer."""

    KEYS = (
        ("← → Tab", N_("the other answer")),
        ("Enter", N_("gives the answer that is marked")),
        ("Esc", N_("the safe answer")),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "answer(False)", show=False),
        Binding("left,right", "app.focus_next", show=False),
    ]
    DEFAULT_CSS = """
    Confirm Horizontal { height: auto; align-horizontal: right; margin-top: 1; }
    Confirm Button { margin-left: 2; }
    """

    def __init__(self, question: str, yes: str, no: str = "") -> None:
        super().__init__()
        self._question, self._yes, self._no = question, yes, no

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield _text(self._question)
            with Horizontal():
                yield Button(self._no or _("No, leave it"), id="no")
                yield Button(self._yes, id="yes", variant="warning")

    def on_button_pressed(self, pressed: Button.Pressed) -> None:
        self.dismiss(pressed.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)


class Entered(Told[ScreenResultType], Generic[ScreenResultType]):
    """To be mixed into a screen or dialog that is filled in: it asks before what was entered is lost by leaving it.

    Behind its other base, which Textual takes the style of.
    """

    _at_first: Sequence[object] = ()

    def entered(self) -> Sequence[object]:
        """What stands in its fields now, to be compared."""
        return [each.value for each in self.query(Input)]

    def on_mount(self) -> None:
        self._at_first = self.entered()

    @property
    def would_be_lost(self) -> str:
        return "" if self.entered() == self._at_first else _("What you entered is not saved.")

    async def leave(self) -> None:
        """Go back without a result; where something would be lost, only if that is meant."""
        if not self.would_be_lost or await self.app.push_screen_wait(
            Confirm(_("What you entered is not saved. Leave it?"), _("Leave without saving"), _("Go on entering"))
        ):
            self.dismiss(None)


class FilledIn(NettermModal[ScreenResultType], Entered[ScreenResultType], Generic[ScreenResultType]):
    """What is filled in over a screen: F2 saves it, Esc leaves it, and asks first where something would be lost."""

    KEYS = (("Tab", N_("the next field")), ("Shift+Tab", N_("the field before")))

    PLACE = "asking"

    def __init__(self) -> None:
        super().__init__()
        self._saving = False

    async def save(self) -> None:
        """Take what was entered, and dismiss; where that fails it stays open."""
        raise NotImplementedError

    @property
    def may_be_left(self) -> bool:
        return not self._saving and not self.would_be_lost

    def begin_save(self) -> None:
        """As F2 does."""
        self.begin(self.do_form_save())

    async def do_form_save(self) -> None:
        if self._saving:
            return
        self._saving = True
        try:
            await self.typed_ahead()
            await self.save()
        finally:
            self._saving = False

    async def do_form_leave(self) -> None:
        await self.leave()


class AskLine(FilledIn[str | None]):
    """One line of text; None if it was left."""

    DEFAULT_CSS = "AskLine .dialog { width: 64; }"

    def __init__(self, question: str, value: str = "", *, secret: bool = False, placeholder: str = "") -> None:
        super().__init__()
        self._question, self._value = question, value
        self._secret, self._placeholder = secret, placeholder

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield _text(self._question)
            yield ThaiInput(self._value, password=self._secret, placeholder=self._placeholder)

    def on_input_submitted(self, _submitted: Input.Submitted) -> None:
        self.begin_save()

    async def save(self) -> None:
        self.dismiss(self.query_one(Input).value)


@dataclass(frozen=True, slots=True)
class Picked:
    """One thing to pick: what it stands for, and what it is called."""

    code: str
    label: str


class Pick(NettermModal[str | None]):
    """One of several, by arrows or by typing the beginning; None if it was left."""

    KEYS = (
        ("↑ ↓", N_("one line up or down")),
        ("Enter", N_("takes what is marked")),
        ("Esc", N_("leaves it as it was")),
    )

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]
    DEFAULT_CSS = """
    Pick .dialog { width: 60; }
    Pick OptionList { height: auto; max-height: 50vh; border: none; background: $surface; }
    """

    def __init__(self, title: str, choices: Sequence[Picked], current: str | None = None) -> None:
        super().__init__()
        self._title, self._choices, self._current = title, list(choices), current
        self._shown = list(choices)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield _text(self._title)
            if len(self._choices) > 9:
                yield ThaiInput(placeholder=_("type to find"))
            yield OptionList(*self._options(), markup=False)

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        codes = [each.code for each in self._shown]
        options.highlighted = codes.index(self._current) if self._current in codes else 0
        options.focus()

    def take_letters(self, text: str) -> bool:
        """In a long list, letters are the beginning of what is looked for."""
        for line in self.query(Input):
            self.set_focus(line)
            line.insert_text_at_cursor(clean_line(text))
            return True
        return super().take_letters(text)

    def on_input_changed(self, changed: Input.Changed) -> None:
        typed = changed.value.casefold()
        self._shown = [each for each in self._choices if typed in each.label.casefold()]
        self.query_one(OptionList).clear_options().add_options(self._options())

    def on_input_submitted(self, _submitted: Input.Submitted) -> None:
        if self._shown:
            self.dismiss(self._shown[0].code)

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[selected.option_index].code)

    def _options(self) -> list[Option]:
        return [Option(for_display(each.label)) for each in self._shown]


class PickSeveral(NettermModal[tuple[str, ...] | None]):
    """Any number of several: Space marks, Enter takes what is marked; None if it was left."""

    KEYS = (
        ("↑ ↓", N_("one line up or down")),
        ("Space", N_("marks the line, or no more")),
        ("Enter", N_("takes what is marked")),
        ("Esc", N_("leaves it as it was")),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("enter", "take", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    PickSeveral .dialog { width: 60; }
    PickSeveral SelectionList { height: auto; max-height: 50vh; border: none; background: $surface; }
    """

    def __init__(self, title: str, choices: Sequence[Picked], chosen: Sequence[str] = ()) -> None:
        super().__init__()
        self._title, self._choices, self._chosen = title, list(choices), set(chosen)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield _text(self._title)
            yield SelectionList[str](
                *(_selection(each, each.code in self._chosen) for each in self._choices),
            )
            yield _text(_("Space marks, Enter takes what is marked."), classes="hint")

    def action_take(self) -> None:
        chosen = set(self.query_one(SelectionList).selected)
        self.dismiss(tuple(each.code for each in self._choices if each.code in chosen))


def _selection(picked: Picked, chosen: bool) -> Selection[str]:
    from textual.content import Content

    return Selection(Content(for_display(picked.label)), picked.code, chosen)
