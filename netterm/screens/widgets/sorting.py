"""Sorting a list by one of its fields, whatever order its lines come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from netterm.model import Field, Kind
from netterm.screens.widgets.rows import RecordRows, Rows

if TYPE_CHECKING:
    from netterm.store import Replica

__all__ = ["Order", "in_order", "sortable"]


@dataclass(frozen=True, slots=True)
class Order:
    """By which field, and which way."""

    field: str
    down: bool = False

    @property
    def sign(self) -> str:
        """What stands before the heading of the column."""
        return "▼ " if self.down else "▲ "

    def label(self, rows: Rows) -> str:
        """The heading of the column; '' where these lines have none such."""
        return next((str(each.label) for each in sortable(rows) if each.name == self.field), "")

    def written(self) -> str:
        """As `read` takes it."""
        return f"-{self.field}" if self.down else self.field

    @classmethod
    def read(cls, written: str) -> Self | None:
        """What was `written`; None for nothing."""
        return cls(written.lstrip("-"), written.startswith("-")) if written.lstrip("-") else None


def sortable(rows: Rows) -> Sequence[Field]:
    """The fields by which these lines can be sorted: those that are shown and hold one value."""
    if not isinstance(rows, RecordRows) or rows.declared.derived:
        return ()
    return [each for each in rows.shown if not each.many and each.kind is not Kind.SHARED]


def in_order(replica: "Replica", rows: Rows, ids: Sequence[bytes], order: Order | None) -> Sequence[bytes]:
    """The same ids, sorted; as they come where these lines cannot be sorted so."""
    field = next((each for each in sortable(rows) if order is not None and each.name == order.field), None)
    if order is None or field is None or not isinstance(rows, RecordRows):
        return ids
    if field.kind is Kind.REF:
        return _by_reference(replica, rows.entity, ids, field, order.down)
    wanted = set(ids)
    return [id for id in replica.ids(rows.entity, order=[order.written()]) if id in wanted]


def _by_reference(replica: "Replica", entity: str, ids: Sequence[bytes], field: Field, down: bool) -> list[bytes]:
    """In the order in which what they refer to is listed; what refers to nothing comes last."""
    place = {id: at for at, id in enumerate(replica.ids(field.target))}
    refers = {record.id: place.get(record[field.name]) for record in replica.records(entity, ids)}  # type: ignore[arg-type]  # a reference is an id
    known = [id for id in ids if refers.get(id) is not None]
    known.sort(key=lambda id: refers[id] or 0, reverse=down)
    return [*known, *(id for id in ids if refers.get(id) is None)]
