"""A list of any length of which only the lines in sight are made."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from netterm.errors import Failure
from netterm.language.clean import for_display
from netterm.language.clusters import cell_width, cut_to_cells
from netterm.locale import _
from netterm.screens.widgets.rows import GAP, Column, Row, Rows, layout
from netterm.screens.widgets.sorting import Order, in_order
from netterm.screens.widgets.targets import Target
from netterm.screens.word_list import rows_of

if TYPE_CHECKING:
    from netterm.screens.shell import Shell

__all__ = ["RecordList"]

PAGE = 50
"""Lines that are asked for at once."""


class RecordList(ScrollView, can_focus=True):
    """Lines of `Rows`, with a cursor. Filter it by `show_only`, take it by `reload`, for the first time too."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-list--head",
        "record-list--cursor",
        "record-list--mark",
        "record-list--quiet",
    }

    DEFAULT_CSS = """
    RecordList { height: 1fr; background: $background; color: $foreground; scrollbar-size-horizontal: 0; }
    RecordList > .record-list--head { color: $text-muted; text-style: bold underline; }
    RecordList > .record-list--cursor { background: $primary 40%; text-style: bold; }
    RecordList:focus > .record-list--cursor { background: $primary; color: $text; }
    RecordList:ansi > .record-list--cursor { text-style: reverse; }
    RecordList > .record-list--mark { color: $warning; text-style: bold; }
    RecordList > .record-list--quiet { color: $text-muted; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move_page(-1)", show=False),
        Binding("pagedown", "move_page(1)", show=False),
        Binding("home,g", "first", show=False),
        Binding("end,G", "last", show=False),
        Binding("enter", "open", show=False),
    ]

    MOVES: ClassVar[frozenset[str]] = frozenset({"up", "k", "down", "j", "pageup", "pagedown", "home", "g", "end", "G"})
    """The keys of these that only move the cursor."""

    cursor: reactive[int] = reactive(0, init=False)

    class Opened(Message):
        """Enter was pressed, or a click made, on a line."""

        def __init__(self, rows: "RecordList", id: bytes) -> None:
            super().__init__()
            self.list = rows
            self.id = id

        @property
        def control(self) -> "RecordList":
            return self.list

    class Moved(Message):
        """The cursor is on another line."""

        def __init__(self, rows: "RecordList", id: bytes | None) -> None:
            super().__init__()
            self.list = rows
            self.id = id

        @property
        def control(self) -> "RecordList":
            return self.list

    class Counted(Message):
        """The list was taken anew; None where it cannot be read."""

        def __init__(self, rows: "RecordList", count: int | None) -> None:
            super().__init__()
            self.list = rows
            self.count = count

        @property
        def control(self) -> "RecordList":
            return self.list

    def __init__(self, rows: Rows, empty: Callable[[], str] = lambda: "", *, id: str | None = None) -> None:
        """`empty` says what there is to say when there is nothing: which key makes the first one."""
        super().__init__(id=id)
        self._source = rows
        self._empty = empty
        self._ids: Sequence[bytes] = ()
        self._made: dict[int, Row] = {}
        self._asked: set[int] = set()
        self._taken = False
        self._reading = True
        """Whether what was asked for is another thing than what is shown."""
        self._wanted: bytes | None = None
        """The record that the cursor comes on once it is read."""
        self._unread = ""
        """Why it cannot be read; harmless text."""
        self._text = ""
        self._order: Order | None = None
        self._columns: Sequence[Column] = rows.columns()
        self._generation = 0
        self._beside = 0
        """Cells before the columns that the marks of the lines take."""

    # What is in it

    @property
    def count(self) -> int:
        return len(self._ids)

    @property
    def is_read(self) -> bool:
        """Whether it shows what was asked for, or says why not."""
        return not self._reading

    @property
    def current(self) -> bytes | None:
        """The id of the line under the cursor."""
        return self._ids[self.cursor] if 0 <= self.cursor < len(self._ids) else None

    def show(self, rows: Rows) -> None:
        """Another source of lines."""
        self._source = rows
        self._columns = rows.columns()
        self._taken = False
        self._read_another()

    def show_only(self, text: str) -> None:
        """Filter by a text; '' shows all."""
        self._text = text
        self._read_another()

    @property
    def order(self) -> Order | None:
        """By what it is sorted, where somebody chose that."""
        return self._order

    def sort_by(self, order: Order | None) -> None:
        """Sort by a field; None for the order that the lines come in."""
        self._order = order
        self._read_another()

    @property
    def source(self) -> Rows:
        """Where the lines come from."""
        return self._source

    def reload(self) -> None:
        """Take everything anew, in the background; the cursor stays on its record."""
        work: Callable[[], Awaitable[None]] = self._take  # a callable: one that never starts leaves no warning
        self.run_worker(work, group="take", exclusive=True)

    def _read_another(self) -> None:
        self._reading = True
        self.reload()

    def place_on(self, id: bytes) -> None:
        """Put the cursor on a record if it is here, or else if it is there once the list is read again."""
        if self.is_read and id in self._ids:
            self.cursor = self._ids.index(id)
        else:
            self._wanted = id

    async def _take(self) -> None:
        shell, text, source, order = self._shell, self._text, self._source, self._order
        try:
            ids = await asyncio.to_thread(
                lambda: in_order(shell.replica, source, source.ids(shell.replica, text), order)
            )
            page = await self._lines(ids, self._cursor_in(ids) if self._taken or self._wanted else 0)
        except Failure as failure:
            self._wanted = self._wanted or self.current
            self._unread = for_display(failure.sentence(), multiline=True)
            ids, page = [], {}
        else:
            self._unread = ""
        self._generation += 1
        self._replace(ids, page)
        self._reading = False

    def _cursor_in(self, ids: Sequence[bytes]) -> int:
        """Where the cursor will be: on its record, or else in its place."""
        for wanted in (self._wanted, self.current):
            if wanted is not None and wanted in ids:
                return ids.index(wanted)
        return min(self.cursor, max(len(ids) - 1, 0))

    def _replace(self, ids: Sequence[bytes], page: dict[int, Row]) -> None:
        current, at = self.current, self._cursor_in(ids)
        self._beside = _marked(page)
        self._ids, self._made, self._asked, self._taken = ids, page, set(), True
        self._columns = self._source.columns()
        self.virtual_size = Size(0, len(ids) + 1)
        self.set_reactive(RecordList.cursor, at)
        if not self._unread:
            self._wanted = None
        self._keep_in_sight(at)
        self.refresh()
        self.post_message(self.Counted(self, None if self._unread else len(ids)))
        if self.current != current and not self._unread:
            self.post_message(self.Moved(self, self.current))

    async def _lines(self, ids: Sequence[bytes], around: int) -> dict[int, Row]:
        """The page of lines that one of them is on."""
        first = max(min(around, len(ids) - 1), 0) // PAGE * PAGE
        wanted = ids[first : first + PAGE]
        shell, source = self._shell, self._source
        rows = await asyncio.to_thread(lambda: source.rows(shell.replica, wanted, shell.showing()))
        index = {id: first + at for at, id in enumerate(wanted)}
        return {index[row.id]: row for row in rows if row.id in index}

    def _ask_for(self, index: int) -> None:
        page = index // PAGE
        if page not in self._asked:
            self._asked.add(page)
            self.run_worker(self._add_page(index), group="pages")

    async def _add_page(self, index: int) -> None:
        generation = self._generation
        try:
            page = await self._lines(self._ids, index)
        except Failure as failure:
            self._shell.say(failure.sentence())
            return
        if generation == self._generation:
            self._made.update(page)
            self._beside = max(self._beside, _marked(page))
            self.refresh()

    # How it looks

    def render_line(self, y: int) -> Strip:
        width = self._width
        if y == 0:
            return self._head(width)
        index = self.scroll_offset.y + y - 1
        if index < len(self._ids):
            return self._line(index, width)
        said = [] if self._ids or not self._taken else self._said(width)
        row = y - min(2, max(self.size.height - len(said), 1))
        if 0 <= row < len(said):
            return self._plain("  " + said[row], width, f"record-list--{'mark' if self._unread else 'quiet'}")
        return Strip.blank(width, self.rich_style)

    def _said(self, width: int) -> list[str]:
        """What stands in the place of the lines, in rows."""
        text = (self._unread and "! " + self._unread) or (
            (self._text and _("Nothing here fits the filter. Esc shows all.")) or self._empty()
        )
        return rows_of(text, max(width - 4, 1))

    def _head(self, width: int) -> Strip:
        shown = layout(self._columns, width - self._beside)
        text = (" " * GAP).join(_fitted(self._label(at), cells, self._columns[at].right) for at, cells in shown)
        return self._plain(" " * self._beside + text, width, "record-list--head")

    def _label(self, at: int) -> str:
        """A column's heading, with a sign where the lines are sorted by it."""
        label = self._columns[at].label
        return (
            self._order.sign + label if self._order is not None and self._order.label(self._source) == label else label
        )

    def _line(self, index: int, width: int) -> Strip:
        row = self._made.get(index)
        if row is None:
            self._ask_for(index)
            return self._plain("…", width, "record-list--quiet")
        style = self.rich_style
        if index == self.cursor:
            style += self.get_component_rich_style("record-list--cursor")
        mark = Segment(_fitted(row.mark, self._beside), style + self._mark_style(index))
        room = width - self._beside
        shown = layout(self._columns, room)
        text = (" " * GAP).join(
            _fitted(row.cells[at] if at < len(row.cells) else "", cells, self._columns[at].right) for at, cells in shown
        )
        body = Segment(_fitted(text, room), style + Style(bold=True) if row.emphasis else style)
        return Strip([mark, body], width)

    def _mark_style(self, index: int) -> Style:
        # On the cursor's line the line's own colours stay readable.
        if index == self.cursor:
            return Style(bold=True)
        return self.get_component_rich_style("record-list--mark", partial=True)

    def _plain(self, text: str, width: int, name: str) -> Strip:
        style = self.rich_style + self.get_component_rich_style(name)
        return Strip([Segment(_fitted(text, width), style)], width)

    @property
    def _width(self) -> int:
        """Cells of a line, beside the scroll bar."""
        return self.scrollable_content_region.width

    def on_resize(self, _event: events.Resize) -> None:
        self._keep_in_sight(self.cursor)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the line under the cursor begins on the screen."""
        return self.content_region.offset + Offset(0, self.cursor + 1 - self.scroll_offset.y)

    # How it moves

    def jump_targets(self) -> Iterator[Target]:
        """The lines in sight."""
        shown = self.content_region
        for y in range(1, shown.height):
            index = self.scroll_offset.y + y - 1
            if index < len(self._ids):
                yield Target(shown.x, shown.y + y, partial(self._jump_to, index))

    def _jump_to(self, index: int) -> None:
        self.focus()
        self.cursor = index

    def validate_cursor(self, cursor: int) -> int:
        return max(min(cursor, len(self._ids) - 1), 0)

    def watch_cursor(self, before: int, now: int) -> None:
        self._keep_in_sight(now)
        for index in (before, now):
            self.refresh(Region(0, index + 1 - self.scroll_offset.y, self.size.width, 1))
        self.post_message(self.Moved(self, self.current))

    def action_move(self, by: int) -> None:
        self.cursor += by

    def action_move_page(self, by: int) -> None:
        self.cursor += by * max(self.size.height - 2, 1)

    def action_first(self) -> None:
        self.cursor = 0

    def action_last(self) -> None:
        self.cursor = len(self._ids) - 1

    def action_open(self) -> None:
        if self.current is not None:
            self.post_message(self.Opened(self, self.current))

    def on_click(self, event: events.Click) -> None:
        index = self.scroll_offset.y + event.y - 1
        if event.y == 0 or not 0 <= index < len(self._ids):
            return
        again = index == self.cursor
        self.cursor = index
        if again or event.chain > 1:
            self.action_open()

    def _keep_in_sight(self, index: int) -> None:
        room = max(self.size.height - 1, 1)
        top = self.scroll_offset.y
        wanted = min(max(top, index - room + 1), index)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, immediate=True)

    @property
    def _shell(self) -> "Shell":
        return cast("Shell", self.app)


def _marked(page: Mapping[int, Row]) -> int:
    """Cells that the widest mark takes, and a blank behind it."""
    return max((cell_width(row.mark) + 1 for row in page.values() if row.mark), default=0)


def _fitted(text: str, width: int, right: bool = False) -> str:
    """A text as exactly so many cells."""
    cut = cut_to_cells(for_display(text), width, "…")
    blank = " " * max(width - cell_width(cut), 0)
    return blank + cut if right else cut + blank
