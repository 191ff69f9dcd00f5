"""A list of any length of which only the lines in sight are made."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
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
from netterm.screens.widgets.rows import GAP, Column, Lines, Rows, layout
from netterm.screens.widgets.sorting import Order, in_order
from netterm.screens.widgets.targets import Target
from netterm.screens.word_list import rows_of

if TYPE_CHECKING:
    from netterm.screens.shell import Shell

__all__ = ["RecordList"]


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
        self._lines = Lines()
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

    # What is in it

    @property
    def count(self) -> int:
        return len(self._lines.ids)

    @property
    def is_read(self) -> bool:
        """Whether it shows what was asked for, or says why not."""
        return not self._reading

    @property
    def current(self) -> bytes | None:
        """The id of the line under the cursor."""
        return self._lines.ids[self.cursor] if 0 <= self.cursor < self.count else None

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
        if self.is_read and id in self._lines.ids:
            self.cursor = self._lines.ids.index(id)
        else:
            self._wanted = id

    async def _take(self) -> None:
        shell, text, source, order = self._shell, self._text, self._source, self._order
        try:
            lines = await asyncio.to_thread(
                lambda: Lines(in_order(shell.replica, source, source.ids(shell.replica, text), order))
            )
            at = self._cursor_in(lines.ids) if self._taken or self._wanted else 0
            await self._read(lines, lines.take_missing(self._sight(len(lines.ids), at)))
        except Failure as failure:
            self._wanted = self._wanted or self.current
            self._unread = for_display(failure.sentence(), multiline=True)
            lines = Lines()
        else:
            self._unread = ""
        self._replace(lines)
        self._reading = False

    async def _read(self, lines: Lines, pages: range) -> None:
        shell, source = self._shell, self._source
        if pages:
            await asyncio.to_thread(lambda: lines.read(source, shell.replica, shell.showing(), pages))

    def _cursor_in(self, ids: Sequence[bytes]) -> int:
        """Where the cursor will be: on its record, or else in its place."""
        for wanted in (self._wanted, self.current):
            if wanted is not None and wanted in ids:
                return ids.index(wanted)
        return min(self.cursor, max(len(ids) - 1, 0))

    def _replace(self, lines: Lines) -> None:
        current, at = self.current, self._cursor_in(lines.ids)
        self._lines, self._taken = lines, True
        self._columns = self._source.columns()
        self.virtual_size = Size(0, self.count + 1)
        self.set_reactive(RecordList.cursor, at)
        if not self._unread:
            self._wanted = None
        self._keep_in_sight(at)
        self._bring()
        self.refresh()
        self.post_message(self.Counted(self, None if self._unread else self.count))
        if self.current != current and not self._unread:
            self.post_message(self.Moved(self, self.current))

    def _sight(self, count: int, cursor: int | None = None) -> range:
        """The lines in sight, of so many; or those that will be once the cursor is on one of them."""
        room = self._room
        top = self.scroll_offset.y if cursor is None else self._top_for(cursor)
        top = max(min(top, count - room), 0)
        return range(top, min(top + room, count))

    def _bring(self) -> None:
        """Read the lines in sight that are not here; what is in sight now stays so until they are, if that is soon."""
        if pages := self._lines.take_missing(self._sight(self.count)):
            self.run_worker(self._bring_pages(self._lines, pages), group="lines")
            self.app.delay_update()

    async def _bring_pages(self, lines: Lines, pages: range) -> None:
        try:
            await self._read(lines, pages)
        except Failure as failure:
            self._shell.say(failure.sentence())
        self.refresh()

    # How it looks

    def render_line(self, y: int) -> Strip:
        width = self._width
        if y == 0:
            return self._head(width)
        index = self.scroll_offset.y + y - 1
        if index < self.count:
            return self._line(index, width)
        said = [] if self.count or not self._taken else self._said(width)
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
        shown = layout(self._columns, width - self._lines.beside)
        text = (" " * GAP).join(_fitted(self._label(at), cells, self._columns[at].right) for at, cells in shown)
        return self._plain(" " * self._lines.beside + text, width, "record-list--head")

    def _label(self, at: int) -> str:
        """A column's heading, with a sign where the lines are sorted by it."""
        label = self._columns[at].label
        return (
            self._order.sign + label if self._order is not None and self._order.label(self._source) == label else label
        )

    def _line(self, index: int, width: int) -> Strip:
        row = self._lines.row(index)
        if row is None:
            return self._plain("…", width, "record-list--quiet")
        style = self.rich_style
        if index == self.cursor:
            style += self.get_component_rich_style("record-list--cursor")
        mark = Segment(_fitted(row.mark, self._lines.beside), style + self._mark_style(index))
        room = width - self._lines.beside
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
        self._bring()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._bring()

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
            if index < self.count:
                yield Target(shown.x, shown.y + y, partial(self._jump_to, index))

    def _jump_to(self, index: int) -> None:
        self.focus()
        self.cursor = index

    def validate_cursor(self, cursor: int) -> int:
        return max(min(cursor, self.count - 1), 0)

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
        self.cursor = self.count - 1

    def action_open(self) -> None:
        if self.current is not None:
            self.post_message(self.Opened(self, self.current))

    def on_click(self, event: events.Click) -> None:
        index = self.scroll_offset.y + event.y - 1
        if event.y == 0 or not 0 <= index < self.count:
            return
        again = index == self.cursor
        self.cursor = index
        if again or event.chain > 1:
            self.action_open()

    def _keep_in_sight(self, index: int) -> None:
        if (top := self._top_for(index)) != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, immediate=True)

    def _top_for(self, index: int) -> int:
        """The first line in sight once this one is."""
        return min(max(self.scroll_offset.y, index - self._room + 1), index)

    @property
    def _room(self) -> int:
        """Lines that there is room for."""
        return max((self.size.height or self.app.size.height) - 1, 1)

    @property
    def _shell(self) -> "Shell":
        return cast("Shell", self.app)


def _fitted(text: str, width: int, right: bool = False) -> str:
    """A text as exactly so many cells."""
    cut = cut_to_cells(for_display(text), width, "…")
    blank = " " * max(width - cell_width(cut), 0)
    return blank + cut if right else cut + blank
