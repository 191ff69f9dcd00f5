"""What a value is entered with: one small widget for each way of entering, chosen by the field's declaration."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, OptionList

from netterm.language.clean import for_display
from netterm.locale import _
from netterm.model import Choice, Field, Kind, Value
from netterm.model.values import Showing, show
from netterm.screens.editing.area import ThaiTextArea
from netterm.screens.editing.line import ThaiInput
from netterm.screens.widgets.dialogs import Pick, Picked, PickSeveral

if TYPE_CHECKING:
    from netterm.screens.shell import Shell
    from netterm.store import Replica

__all__ = ["Chosen", "Editor", "Entered", "chosen_in_words", "editor_for", "entered_before", "has_lines"]

Held = Value | tuple[Value, ...]

SUGGESTED = 6
"""Names that are offered at once."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in an editor: text that is still to be read, or, where `text` is None, the value itself."""

    text: str | None = None
    value: Held = None
    known: Mapping[str, bytes] | None = None
    """Names among the text that were picked, and the records that they stand for."""


class Chosen(Message):
    """The value of an editor that is no text was changed."""


class Editor(Widget):
    """What a form has for one field."""

    DEFAULT_CSS = "Editor { color: $foreground; }"

    @property
    def inner(self) -> Widget:
        """What of it takes the focus."""
        return self

    def entered(self) -> Entered:
        raise NotImplementedError

    def put_into(self, parent: Widget) -> None:
        """Mount it, so that what takes the focus is there when this returns."""
        parent.mount(self)
        if self.inner is not self:
            self.mount(self.inner)

    def point_at(self, cell: int) -> None:
        """The mouse was pressed there before it stood."""


class LineEditor(Editor):
    """One line."""

    DEFAULT_CSS = """
    LineEditor { height: 1; }
    LineEditor Input { background: $surface; }
    LineEditor Input:focus { background: $panel; }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._input = ThaiInput(text, compact=True)

    @property
    def inner(self) -> Widget:
        return self._input

    def entered(self) -> Entered:
        return Entered(self._input.value)

    def point_at(self, cell: int) -> None:
        self._input.point_at(cell)


class ProseEditor(Editor):
    """Several lines; for a set, one element a line."""

    DEFAULT_CSS = """
    ProseEditor { height: auto; }
    ProseEditor ThaiTextArea { height: auto; min-height: 2; max-height: 8; background: $surface; }
    ProseEditor ThaiTextArea:focus { background: $panel; }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._area = ThaiTextArea(text)

    @property
    def inner(self) -> Widget:
        return self._area

    def entered(self) -> Entered:
        return Entered(self._area.text)


class ChoiceEditor(Editor, can_focus=True):
    """One of a closed list, or any number where the field is a set: Enter or Space lists them, ← and → go through."""

    DEFAULT_CSS = """
    ChoiceEditor { height: 1; background: $surface; }
    ChoiceEditor:focus { background: $primary; color: $text; }
    ChoiceEditor:ansi:focus { text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "pick", show=False),
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("backspace,delete", "clear", show=False),
    ]

    value: reactive[Held] = reactive(None, init=False)

    def __init__(self, field: Field, value: Held, offered: Sequence[Picked]) -> None:
        super().__init__()
        self._field = field
        self._offered = list(offered)
        self.set_reactive(ChoiceEditor.value, value)

    def render(self) -> RenderResult:
        return Text(chosen_in_words(self._field, self.value), no_wrap=True, end="")

    def entered(self) -> Entered:
        return Entered(value=self.value)

    def watch_value(self) -> None:
        self.post_message(Chosen())

    def on_click(self) -> None:
        self.action_pick()

    def action_pick(self) -> None:
        title = str(self._field.label)
        if self._field.many:
            chosen = [_code(each) for each in self.value] if isinstance(self.value, tuple) else []
            self.app.push_screen(PickSeveral(title, self._offered, chosen), self._take_several)
        else:
            self.app.push_screen(Pick(title, self._offered, _code(self.value)), self._take)

    def action_step(self, by: int) -> None:
        codes = [each.code for each in self._offered]
        if self._field.many or not codes:
            return
        at = codes.index(_code(self.value)) + by if _code(self.value) in codes else 0
        self.value = self._value(codes[at % len(codes)])

    def action_clear(self) -> None:
        if not self._field.required and self._field.kind is not Kind.STATE:
            self.value = () if self._field.many else None

    def _take(self, code: str | None) -> None:
        if code is not None:
            self.value = self._value(code)

    def _take_several(self, codes: tuple[str, ...] | None) -> None:
        if codes is not None:
            self.value = codes

    def _value(self, code: str) -> Value:
        return code == "yes" if self._field.kind is Kind.FLAG else code

    def point_at(self, cell: int) -> None:
        self.call_later(self.action_pick)


def chosen_in_words(field: Field, held: Held) -> str:
    """What is chosen, as its editor shows it."""
    codes = held if isinstance(held, tuple) else (held,)
    labels = [label for code in codes if code is not None and (label := show(field, code, Showing()))]
    return (", ".join(labels) or "–") + " ▾"


def _code(value: Held) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


class ReferenceEditor(Editor):
    """The name of another record, or of several with commas between them, completed as it is typed."""

    DEFAULT_CSS = """
    ReferenceEditor { height: auto; }
    ReferenceEditor Input { background: $surface; }
    ReferenceEditor Input:focus { background: $panel; }
    ReferenceEditor OptionList { height: auto; max-height: 6; border: none; padding: 0; background: $panel; }
    ReferenceEditor OptionList { display: none; }
    ReferenceEditor.-offering OptionList { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "choose(1)", show=False),
        Binding("up", "choose(-1)", show=False),
        Binding("escape", "close", show=False),
    ]

    def __init__(self, field: Field, named: Mapping[str, bytes]) -> None:
        """`named`: what it refers to now, by name."""
        super().__init__()
        self._field = field
        before = entered_before(field, None, named)
        self._known = {**(before.known or {})}
        self._input = ThaiInput(before.text, compact=True)
        self._found: list[tuple[str, bytes]] = []
        self._options: OptionList | None = None
        """Only where something was offered."""

    @property
    def inner(self) -> Widget:
        return self._input

    def entered(self) -> Entered:
        return Entered(self._input.value, known=self._known)

    def point_at(self, cell: int) -> None:
        self._input.point_at(cell)

    def on_input_changed(self, changed: Input.Changed) -> None:
        typed = self._last_part()
        if not typed or typed in self._known or not self._input.has_focus:
            self.action_close()
        else:
            self.run_worker(self._offer(typed), exclusive=True)

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        if self.has_class("-offering"):
            submitted.stop()
            self._take(self._offered().highlighted or 0)

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        selected.stop()
        self._take(selected.option_index)

    def on_descendant_blur(self, _blur: events.DescendantBlur) -> None:
        self.action_close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # With nothing offered, these keys are the form's.
        return self.has_class("-offering") or action not in {"choose", "close"}

    def action_choose(self, by: int) -> None:
        options = self._offered()
        options.highlighted = ((options.highlighted or 0) + by) % max(len(self._found), 1)

    def action_close(self) -> None:
        self.remove_class("-offering")

    async def _offer(self, typed: str) -> None:
        import asyncio

        replica = cast("Shell", self.app).replica
        self._found = await asyncio.to_thread(_named_like, replica, self._field.target, typed)
        options = self._offered()
        options.clear_options().add_options([for_display(name) for name, _id in self._found])
        options.highlighted = 0 if self._found else None
        self.set_class(bool(self._found), "-offering")

    def _offered(self) -> OptionList:
        if self._options is None:
            self._options = OptionList(markup=False)
            self._options.can_focus = False
            self.mount(self._options)
        return self._options

    def _take(self, index: int) -> None:
        name, id = self._found[index]
        self._known[_without_commas(name)] = id
        before, _comma, _typed = self._input.value.rpartition(",") if self._field.many else ("", "", "")
        self._input.value = f"{before}, {_without_commas(name)}" if before else _without_commas(name)
        self._input.cursor_position = len(self._input.value)
        self.action_close()

    def _last_part(self) -> str:
        text = self._input.value
        return (text.rpartition(",")[2] if self._field.many else text).strip()


def _named_like(replica: "Replica", entity: str, typed: str) -> list[tuple[str, bytes]]:
    return [(replica.title(entity, each.id), each.id) for each in replica.list(entity, text=typed, limit=SUGGESTED)]


def _without_commas(name: str) -> str:
    return " ".join(for_display(name).replace(",", " ").replace(";", " ").split())


def editor_for(field: Field, held: Held, named: Mapping[str, bytes]) -> Editor:
    """The editor of a field that holds a value; `named` are the records that it refers to, by name."""
    if _is_chosen(field):
        return ChoiceEditor(field, held, _offered(field, held))
    if field.kind is Kind.REF:
        return ReferenceEditor(field, named)
    return ProseEditor(_typed(field, held)) if has_lines(field) else LineEditor(_typed(field, held))


def entered_before(field: Field, held: Held, named: Mapping[str, bytes]) -> Entered:
    """What its editor would give before anything is typed or chosen."""
    if _is_chosen(field):
        return Entered(value=held)
    if field.kind is Kind.REF:
        known = {_without_commas(name): id for name, id in named.items()}
        return Entered(", ".join(known), known=known)
    return Entered(_typed(field, held))


def has_lines(field: Field) -> bool:
    """Whether it is edited as several lines."""
    return not _is_chosen(field) and field.kind is not Kind.REF and (field.many or field.kind is Kind.PROSE)


def _is_chosen(field: Field) -> bool:
    return field.kind in {Kind.CHOICE, Kind.STATE, Kind.FLAG}


def _offered(field: Field, held: Held) -> list[Picked]:
    if field.kind is Kind.FLAG:
        return [Picked("yes", _("yes")), Picked("no", _("no"))]
    allowed: Callable[[Choice], bool] = lambda choice: True  # noqa: E731
    if field.kind is Kind.STATE and not isinstance(held, tuple):
        allowed = lambda choice: field.may_move(held, choice.code)  # noqa: E731
    return [Picked(each.code, str(each.label)) for each in field.choices if allowed(each)]


def _typed(field: Field, held: Held) -> str:
    """A value as it would be typed."""
    if isinstance(held, tuple):
        return "\n".join(_typed_one(field, each) for each in held)
    return _typed_one(field, held)


def _typed_one(field: Field, value: Value) -> str:
    if value is None:
        return ""
    if field.kind in {Kind.TEXT, Kind.PROSE}:
        return str(value)
    return show(field, value, Showing())
