"""The screen of a form: fill it in, save it as one action, and leave it without losing anything unasked."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from netterm.commands import COMMANDS, Command
from netterm.locale import N_, message
from netterm.model import SCHEMA, Kind, Value
from netterm.screens.shell import BETWEEN_FIELDS, bindings
from netterm.screens.widgets.dialogs import FilledIn
from netterm.screens.widgets.editors import Held
from netterm.screens.widgets.field_row import FieldRow
from netterm.screens.widgets.lines import KeyLine, TitleLine
from netterm.screens.widgets.record_form import Part, RecordForm

if TYPE_CHECKING:
    from netterm.store import Replica

__all__ = ["FormScreen", "Save", "save_parts"]

Save = Callable[["Replica", Sequence[Part], Sequence[Mapping[str, Held]]], bytes]
"""Writes what was entered for each part, as one action, and gives the id of what the form is about."""

COMMANDS.add(
    Command("form.next", N_("Next field"), N_("As Tab and Enter do."), ("down",), where=("form",)),
    Command("form.previous", N_("Field before"), N_("As Shift+Tab does."), ("up",), where=("form",)),
)


def save_parts(replica: "Replica", parts: Sequence[Part], values: Sequence[Mapping[str, Held]]) -> bytes:
    """Each part as a record of its own, in one action; the first one's id."""
    ids: list[bytes] = []
    with replica.action() as act:
        for part, entered in zip(parts, values, strict=True):
            if part.id is None:
                given = {name: value for name, value in entered.items() if value not in (None, ())}
                ids.append(act.add(part.entity, given))
            else:
                act.set(part.entity, part.id, _changed(part, entered))
                ids.append(part.id)
    return ids[0]


def _changed(part: Part, entered: Mapping[str, Held]) -> dict[str, Held]:
    """Only what this person changed: what others changed meanwhile stays theirs."""
    empty: tuple[Held, ...] = (None, ())
    return {
        name: value
        for name, value in entered.items()
        if value != part.before.get(name) and not (value in empty and part.before.get(name) in empty)
    }


class FormScreen(FilledIn[bytes | None]):
    """A form over the whole screen; gives the id of what was saved, None if it was left."""

    PLACE = "form"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("form"), *BETWEEN_FIELDS]
    DEFAULT_CSS = """
    FormScreen { align: left top; background: $background; }
    """

    def __init__(
        self,
        title: str,
        parts: Sequence[Part],
        named: Mapping[bytes, str] | None = None,
        save: Save = save_parts,
    ) -> None:
        super().__init__()
        self._title, self._parts, self._named, self._save = title, list(parts), named or {}, save

    @classmethod
    def for_new(
        cls,
        entity: str,
        begin_with: Mapping[str, Held] | None = None,
        fixed: Mapping[str, Value] | None = None,
        fields: tuple[str, ...] = (),
    ) -> "FormScreen":
        """A form for a new record."""
        title = message("New: {entity}", entity=SCHEMA[entity].label)
        return cls(title, [Part(entity, None, begin_with or {}, fixed or {}, fields)])

    @classmethod
    def for_record(
        cls, replica: "Replica", entity: str, id: bytes, fields: tuple[str, ...] = ()
    ) -> "FormScreen | None":
        """A form for a record as it stands; None if it is gone. Asks the replica: not for the loop."""
        part = part_of(replica, entity, id, fields)
        if part is None:
            return None
        return cls(replica.title(entity, id), [part], names_in(replica, [part]))

    def compose(self) -> ComposeResult:
        yield TitleLine(self._title)
        yield RecordForm(self._parts, self._named)
        yield KeyLine()

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        """A field gets its editor, which has no place yet that could be scrolled to."""
        if not isinstance(widget, FieldRow):
            super().set_focus(widget, scroll_visible, from_app_focus)
            return
        super().set_focus(widget.wake(), False, from_app_focus)
        if scroll_visible:
            self.call_after_refresh(self._bring_into_sight, widget)

    def _bring_into_sight(self, row: FieldRow) -> None:
        if not self.can_view_entire(row):
            self.scroll_to_center(row, origin_visible=True)

    async def relabel(self) -> None:
        self.query_one(RecordForm).relabel()
        self.query_one(KeyLine).refresh()

    def do_form_next(self) -> None:
        self.focus_next()

    def do_form_previous(self) -> None:
        self.focus_previous()

    def entered(self) -> Sequence[object]:
        return [row.entered() for row in self.query_one(RecordForm).rows]

    async def save(self) -> None:
        values = await self.query_one(RecordForm).values()
        if values is None:
            return
        id = await self.store(lambda replica: self._save(replica, self._parts, values))
        self.say(N_("Saved: {title}"), title=await self.store(lambda replica: replica.title(self._parts[0].entity, id)))
        self.dismiss(id)


def part_of(replica: "Replica", entity: str, id: bytes, fields: tuple[str, ...] = ()) -> Part | None:
    """A record as part of a form."""
    record = replica.get(entity, id)
    return (
        None
        if record is None
        else Part(entity, id, {each.name: record[each.name] for each in record.entity.fields}, {}, fields)
    )


def names_in(replica: "Replica", parts: Sequence[Part]) -> dict[bytes, str]:
    """The names of all that the parts refer to."""
    found: dict[bytes, str] = {}
    for part in parts:
        for each in part.declared.fields:
            held = part.before.get(each.name)
            for value in held if isinstance(held, tuple) else (held,):
                if each.kind is Kind.REF and isinstance(value, bytes):
                    found[value] = replica.title(each.target, value)
    return found
