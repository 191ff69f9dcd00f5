"""Where a list's lines come from: ids of any number at once, and what their lines say a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from netterm.language.clusters import cell_width
from netterm.locale import _
from netterm.model import SCHEMA, Entity, Field, Kind, Value
from netterm.model.values import Showing, show, show_number

if TYPE_CHECKING:
    from netterm.store import Record, Replica

__all__ = ["Column", "Lines", "RecordRows", "Row", "Rows", "columns_of", "layout", "pages_of"]

GAP = 2
"""Cells between columns."""
NARROWEST = 8
"""Cells below which a column is left out rather than shown."""
PAGE = 25
"""Lines that are read at once."""
_WIDTHS = {
    Kind.NUMBER: 10,
    Kind.INTEGER: 8,
    Kind.MONEY: 14,
    Kind.DATE: 13,
    Kind.MOMENT: 19,
    Kind.FLAG: 9,
    Kind.PHONE: 13,
    Kind.NATIONAL_ID: 17,
}
_WIDEST_CHOICE = 22


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and how wide it wants to be: `width` cells, or, where that is 0, a share of what is left."""

    label: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What one line says. `mark` is a word before it, such as “overdue”: never colour alone."""

    id: bytes
    cells: tuple[str, ...]
    mark: str = ""
    emphasis: bool = False


class Rows(Protocol):
    """A source of lines; its calls are made in other threads than the screen's."""

    def columns(self) -> Sequence[Column]:
        """In the language now spoken."""
        ...

    def ids(self, replica: "Replica", text: str) -> Sequence[bytes]:
        """All ids, in order, that `text` leaves; '' leaves all."""
        ...

    def rows(self, replica: "Replica", ids: Sequence[bytes], showing: Showing) -> Sequence[Row]:
        """What the lines of some of them say, in the same order; what is gone is left out."""
        ...


class Lines:
    """What a list shows, as it was read: the ids of all its lines, and those lines that somebody looked at."""

    def __init__(self, ids: Sequence[bytes] = ()) -> None:
        self.ids = ids
        self.beside = 0
        """Cells that the widest mark takes, and a blank behind it."""
        self._rows: dict[int, Row] = {}
        self._pages: set[int] = set()
        """Those that are here or are being read."""

    def row(self, index: int) -> Row | None:
        """One line; None where it is not here yet."""
        return self._rows.get(index)

    def take_missing(self, lines: range) -> range:
        """The pages of these lines, from the first to the last that nobody has asked for; they count as asked for."""
        missing = [page for page in pages_of(lines) if page not in self._pages]
        self._pages.update(missing)
        return range(missing[0], missing[-1] + 1) if missing else range(0)

    def read(self, source: Rows, replica: "Replica", showing: Showing, pages: range) -> None:
        """Read pages, in another thread than the screen's. Raises `Failure` where that cannot be."""
        first = pages.start * PAGE
        wanted = self.ids[first : pages.stop * PAGE]
        place = {id: first + at for at, id in enumerate(wanted)}
        found = {place[row.id]: row for row in source.rows(replica, wanted, showing) if row.id in place}
        beside = max((cell_width(row.mark) + 1 for row in found.values() if row.mark), default=0)
        self._rows |= found
        self.beside = max(self.beside, beside)


def pages_of(lines: range) -> range:
    """The pages that these lines are on."""
    return range(lines.start // PAGE, -(-lines.stop // PAGE))


@dataclass(frozen=True)
class RecordRows:
    """The records of one entity, as its declaration lists them."""

    entity: str
    where: Mapping[str, Value | Sequence[Value]] | None = None
    order: Sequence[str] | None = None
    fields: tuple[str, ...] = ()
    """Other columns than the declared ones."""

    @property
    def declared(self) -> Entity:
        return SCHEMA[self.entity]

    @property
    def shown(self) -> tuple[Field, ...]:
        return tuple(self.declared[name] for name in self.fields) or self.declared.columns

    def columns(self) -> Sequence[Column]:
        return columns_of(self.shown)

    def ids(self, replica: "Replica", text: str) -> Sequence[bytes]:
        return replica.ids(self.entity, self.where or {}, text=text, order=self.order)

    def rows(self, replica: "Replica", ids: Sequence[bytes], showing: Showing) -> Sequence[Row]:
        return [self.row(record, showing) for record in replica.records(self.entity, ids)]

    def row(self, record: "Record", showing: Showing) -> Row:
        """One line; what waits for a decision is marked in words."""
        cells = tuple(cell(record, each, showing) for each in self.shown)
        return Row(record.id, cells, _("differs") if record.conflicts else "")


def cell(record: "Record", field: Field, showing: Showing) -> str:
    """One field of a record as one line."""
    held = record.get(field.name)
    if field.kind is Kind.NUMBER:
        single = {name: value for name, value in record.values.items() if not isinstance(value, tuple)}
        return show_number(record.entity, single, showing)
    if isinstance(held, tuple):
        return ", ".join(show(field, each, showing) for each in held)
    return show(field, held, showing).replace("\n", " ")


def columns_of(fields: Sequence[Field]) -> list[Column]:
    """The columns of fields, as wide as what they hold is."""
    return [Column(str(each.label), _width(each), each.kind in {Kind.INTEGER, Kind.MONEY}) for each in fields]


def _width(field: Field) -> int:
    if field.many:
        return 0
    if field.kind in {Kind.CHOICE, Kind.STATE}:
        widest = max((cell_width(str(choice.label)) for choice in field.choices), default=0)
        return min(max(widest, cell_width(str(field.label))), _WIDEST_CHOICE)
    fixed = _WIDTHS.get(field.kind, 0)
    return fixed and max(fixed, min(cell_width(str(field.label)), fixed + 6))


def layout(columns: Sequence[Column], width: int) -> list[tuple[int, int]]:
    """Which columns are shown in `width` cells, by index, and how wide each is; the last ones go first."""
    for count in range(len(columns), 0, -1):
        shown = columns[:count]
        flexible = sum(column.width == 0 for column in shown)
        left = width - GAP * (count - 1) - sum(column.width for column in shown)
        least = 2 * NARROWEST if count > 1 else 0
        if left >= least * flexible or count == 1:
            return _shared_out(shown, max(left, 0), flexible, width)
    return []


def _shared_out(columns: Sequence[Column], left: int, flexible: int, width: int) -> list[tuple[int, int]]:
    share, rest = divmod(left, flexible) if flexible else (0, 0)
    widths: list[tuple[int, int]] = []
    for index, column in enumerate(columns):
        if column.width:
            widths.append((index, min(column.width, width)))
        else:
            widths.append((index, share + (1 if rest > 0 else 0)))
            rest -= 1
    return widths
