"""A form made from declarations: one field below the other, read and judged as it is left."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from netterm.errors import Failure
from netterm.language.dates import DateStyle, format_date, format_moment
from netterm.model import SCHEMA, Entity, Field, Kind, Value
from netterm.model.values import Reading, parse, parse_many
from netterm.screens.widgets.editors import Chosen, Entered, Held
from netterm.screens.widgets.field_row import FieldRow

if TYPE_CHECKING:
    from netterm.screens.shell import Shell
    from netterm.store import Replica

__all__ = ["FieldRow", "Part", "RecordForm", "fields_of"]

Values = dict[str, Held]
NOT_IN_FORMS = frozenset({Kind.SHARED, Kind.ORDER, Kind.NUMBER})
"""Shared texts have their editor, places are changed by moving, numbers are given."""
_ECHOED = frozenset({Kind.DATE, Kind.MOMENT})


@dataclass(frozen=True)
class Part:
    """One record of a form, new where `id` is None."""

    entity: str
    id: bytes | None = None
    before: Mapping[str, Held] = field(default_factory=dict)
    """What it holds now; for a new one, what it is to begin with."""
    fixed: Mapping[str, Value] = field(default_factory=dict)
    """What is not asked for, since it is clear from where the form was called."""
    fields: tuple[str, ...] = ()
    """Which fields; none for all that a form can have."""

    @property
    def declared(self) -> Entity:
        return SCHEMA[self.entity]


def fields_of(part: Part) -> tuple[Field, ...]:
    """The fields that a form asks for."""
    entity = part.declared
    chosen = [entity[name] for name in part.fields] if part.fields else entity.fields
    return tuple(
        each for each in chosen if each.kind not in NOT_IN_FORMS and not each.given and each.name not in part.fixed
    )


class RecordForm(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The fields of one or more records."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-form--label",
        "record-form--needed",
        "record-form--value",
        "record-form--said",
        "record-form--wrong",
    }
    DEFAULT_CSS = """
    RecordForm { height: 1fr; padding: 0 1; }
    RecordForm .part { text-style: bold; margin-top: 1; }
    RecordForm > .record-form--label, RecordForm > .record-form--said { color: $text-muted; }
    RecordForm > .record-form--needed { color: $foreground; text-style: bold; }
    RecordForm > .record-form--value { color: $foreground; background: $surface; }
    RecordForm > .record-form--wrong { color: $error; text-style: bold; }
    """

    class Edited(Message):
        """Something in it was changed by the person."""

    def __init__(self, parts: Sequence[Part], named: Mapping[bytes, str] | None = None) -> None:
        """`named`: the names of the records that the fields refer to now."""
        super().__init__()
        self._parts = list(parts)
        self._named = named or {}

    def compose(self) -> ComposeResult:
        rows = iter(self.rows)
        for part in self._parts:
            if len(self._parts) > 1:
                yield Static(str(part.declared.label), markup=False, classes="part")
            yield from islice(rows, len(fields_of(part)))

    @cached_property
    def rows(self) -> list[FieldRow]:
        """The fields, in their order."""
        return [self._row(index, each) for index, part in enumerate(self._parts) for each in fields_of(part)]

    def _row(self, index: int, declared: Field) -> FieldRow:
        part = self._parts[index]
        empty = () if declared.many else (None if part.id else declared.default)
        held = part.before.get(declared.name, empty)
        return FieldRow(index, declared, held, self._names_in(declared, held))

    async def values(self) -> list[Values] | None:
        """What was entered for each part, read; None where something is wrong, which is then said under its field."""
        entered = [(row, row.entered()) for row in self.rows]
        replica = self._replica
        asked = [(row.declared, each) for row, each in entered]
        read = await asyncio.to_thread(_read_all, asked, replica)
        values: list[Values] = [dict(part.fixed) for part in self._parts]
        first_wrong: FieldRow | None = None
        for (row, _entered), result in zip(entered, read, strict=True):
            if isinstance(result, Failure):
                row.say(result.sentence(), wrong=True)
                first_wrong = first_wrong or row
            else:
                self._say_understood(row, result)
                values[row.part][row.declared.name] = result
        if first_wrong:
            first_wrong.focus()
            first_wrong.scroll_visible(animate=False)
            return None
        return values

    def relabel(self) -> None:
        for row in self.rows:
            row.relabel()
        for heading, part in zip(self.query(".part").results(Static), self._parts, strict=False):
            heading.update(str(part.declared.label))

    def on_input_changed(self, changed: Input.Changed) -> None:
        row = _row_with(changed.input)
        if row is not None and row.declared.kind in _ECHOED:
            self._echo(row)

    def on_descendant_blur(self, blur: events.DescendantBlur) -> None:
        row = _row_with(blur.widget)
        if row is not None and row.is_attached:
            self.run_worker(self._judge(row), group=f"judge-{id(row)}", exclusive=True)

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        self.screen.focus_next()

    def on_chosen(self, _chosen: Chosen) -> None:
        self.post_message(self.Edited())

    def _echo(self, row: FieldRow) -> None:
        """What is typed so far in full, as soon as it is a whole date. What is wrong is said when the field is left."""
        read = _read(row.declared, row.entered(), self._replica)
        echo = "" if isinstance(read, Failure) else understood(row.declared, read)
        if echo or row.says_something:
            # While it is no date for a moment its line stays: what is below must not jump to and fro.
            row.say(echo or str(row.declared.help or " "))

    async def _judge(self, row: FieldRow) -> None:
        """Say how the value of a field that is left is understood, or what is wrong with it; empty is judged last."""
        entered = row.entered()
        if entered.text is None:
            return
        if not entered.text.strip():
            row.say(str(row.declared.help or ""))
            return
        [result] = await asyncio.to_thread(_read_all, [(row.declared, entered)], self._replica)
        if isinstance(result, Failure):
            row.say(result.sentence(), wrong=True)
        else:
            self._say_understood(row, result)

    def _say_understood(self, row: FieldRow, value: Held) -> None:
        row.say(understood(row.declared, value) or str(row.declared.help or ""))

    def _names_in(self, declared: Field, held: Held) -> dict[str, bytes]:
        ids = held if isinstance(held, tuple) else (held,)
        return {self._named.get(id, id.hex()[-8:]): id for id in ids if isinstance(id, bytes)}

    @property
    def _replica(self) -> "Replica":
        return cast("Shell", self.app).replica


def _row_with(widget: Widget) -> FieldRow | None:
    """The field that a widget is of."""
    return next((node for node in widget.ancestors_with_self if isinstance(node, FieldRow)), None)


def understood(declared: Field, value: Held) -> str:
    """A date in full, so that a slip of the key shows; '' for all else."""
    if declared.kind is Kind.DATE and isinstance(value, str):
        return format_date(date.fromisoformat(value), DateStyle.FULL)
    if declared.kind is Kind.MOMENT and isinstance(value, str):
        return format_moment(datetime.fromisoformat(value), DateStyle.FULL)
    return ""


def _read_all(asked: Iterable[tuple[Field, Entered]], replica: "Replica") -> list[Held | Failure]:
    return [_read(declared, entered, replica) for declared, entered in asked]


def _read(declared: Field, entered: Entered, replica: "Replica") -> Held | Failure:
    if entered.text is None and entered.value is not None:
        return entered.value

    def lookup(entity: str, typed: str) -> bytes:
        known = (entered.known or {}).get(typed.strip())
        return known if known is not None else replica.find(entity, typed)

    reading = Reading(replica.now(), lookup)
    try:
        return (parse_many if declared.many else parse)(declared, entered.text or "", reading)
    except Failure as failure:
        return failure
