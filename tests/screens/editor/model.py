"""What an editor of Thai must do, written down a second time and in the plainest way: slow, and without any Textual."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from netterm.language.words import break_places, edition, word_starts
from tests.screens.editor.emulator import is_zero_wide

MOST_MARKS = 4
"""Marks on one base that are drawn: more only serve to scrawl over the rows above."""

Layout = list[tuple[int, int, int]]
"""Rows: the place at which the row's line begins, and the columns of the line from and up to which the row goes."""


def cells_of(character: str) -> int:
    """Of a single one, which half a flag may be."""
    if is_zero_wide(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@lru_cache(256)
def edges(line: str) -> tuple[int, ...]:
    """Where a cursor may stand in a line."""
    inside = {at for at in range(1, len(line)) if is_zero_wide(line[at])} | {*_second_halves(line)}
    return (0, *(at for at in range(1, len(line)) if at not in inside), *([len(line)] if line else []))


def is_half_a_flag(character: str) -> bool:
    """Two of these letters are one flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _second_halves(line: str) -> Iterator[int]:
    """Where the second letter of a flag stands; marks between both hang on the first."""
    flag_is_open = False
    for at, character in enumerate(line):
        if is_half_a_flag(character):
            if flag_is_open:
                yield at
            flag_is_open = not flag_is_open
        elif not is_zero_wide(character):
            flag_is_open = False


def _with_few_marks(cluster: str) -> str:
    """As it is drawn: of many marks the first."""
    kept, marks = "", 0
    for character in cluster:
        marks = marks + 1 if is_zero_wide(character) else 0
        kept += character if marks <= MOST_MARKS else ""
    return kept


@lru_cache(256)
def grid(line: str) -> tuple[tuple[int, str], ...]:
    """For each cell of a line: the column of what is drawn in it, and what that is; '' behind something wide."""
    found: list[tuple[int, str]] = []
    for start, end in pairwise(edges(line)):
        cluster = _with_few_marks(line[start:end])
        if is_zero_wide(cluster[0]) or (cluster[0] == "ำ" and start == 0):
            found.append((start, "◌" + ("" if cluster[0] == "ำ" else cluster)))
            if cluster[0] != "ำ":
                continue
        if cluster[0] == "ำ":
            number = len(found) - 1
            if not found[number][1]:
                number -= 1
            on, base = found[number]
            tones = len(base) - len(base.rstrip("่้๊๋"))
            found[number] = (on, base[: len(base) - tones] + "ํ" + base[len(base) - tones :])
            found.append((start, "า" + cluster[1:]))
        else:
            found.append((start, cluster))
            if cells_of(cluster[0]) == 2 or sum(map(is_half_a_flag, cluster)) == 2:
                found.append((start, ""))
    return tuple(found)


def width_of(line: str, start: int, end: int) -> int:
    return sum(start <= column < end for column, _ in grid(line))


@lru_cache(4_096)
def _rows(line: str, width: int, _edition: int) -> tuple[tuple[int, int], ...]:
    places = break_places(line)
    allowed = set(edges(line))
    letters = _letters(line)
    spaces = [
        at for at in range(1, len(line)) if line[at] == " " and _after_spaces(line, at) in {*places.words, len(line)}
    ]
    taken = Counter(column for column, _ in grid(line))
    cell = [0, *accumulate(taken[at] for at in range(len(line)))]

    def fits(start: int, end: int) -> bool:
        solid = len(line[:end].rstrip(" "))
        return cell[max(solid, start)] - cell[start] <= width and cell[end] - cell[start] <= width + 1

    rows, start = [], 0
    while not fits(start, len(line)):
        # Of many spaces those that find no room behind a full row begin the next one.
        full = [end for end in spaces if cell[end] - cell[start] == width + 1]
        for choice in ([*places.words, *full], places.parts, letters):
            ends = [end for end in choice if end > start and end in allowed and fits(start, end)]
            if ends:
                rows.append((start, max(ends)))
                start = max(ends)
                break
        else:
            raise AssertionError(f"{line!r} cannot be broken at {start}")
    rows.append((start, len(line)))
    if cell[len(line)] - cell[start] > width:
        rows.append((len(line), len(line)))
    return tuple(rows)


def _after_spaces(line: str, at: int) -> int:
    return len(line) - len(line[at:].lstrip(" "))


def _letters(line: str) -> list[int]:
    """Where what reads as one letter begins: at most two of these follow a base, at most one leads it."""
    at = edges(line)[:-1]
    bases = [line[edge] for edge in at]
    found: list[int] = []
    unit = 0
    while unit < len(bases):
        found.append(at[unit])
        length = 1
        if bases[unit] in "เแโใไ" and unit + 1 < len(bases) and bases[unit + 1] not in "ะาำๅๆฯ":
            length = 2
        followers = 0
        while bases[unit] not in "ะาำๅๆฯ" and followers < 2 and bases[unit + length : unit + length + 1]:
            if bases[unit + length] not in "ะาำๅๆฯ":
                break
            followers, length = followers + 1, length + 1
        unit += length
    return found[1:]


def rows_of(line: str, width: int) -> tuple[tuple[int, int], ...]:
    return _rows(line, width, edition())


class Model:
    """A text, a cursor and the other end of the selection, each a place between two code points."""

    def __init__(self, width: int) -> None:
        self.text = ""
        self.cursor = self.anchor = 0
        self.trailing = False
        """Between two rows the cursor is shown at the end of the first."""
        self.width = width
        self.goal: int | None = None
        self.clipboard = ""
        self.former = {""}
        """Texts that there were."""

    # Lines and rows

    def line(self, place: int) -> tuple[int, str]:
        """Where the line of a place begins, and the line."""
        begin = self.text.rfind("\n", 0, place) + 1
        end = self.text.find("\n", begin)
        return begin, self.text[begin : len(self.text) if end < 0 else end]

    def layout(self) -> Layout:
        found: Layout = []
        begin = 0
        for line in self.text.split("\n"):
            found += [(begin, start, end) for start, end in rows_of(line, self.width)]
            begin += len(line) + 1
        return found

    def cursor_row(self, layout: Layout) -> int:
        begin, line = self.line(self.cursor)
        column = self.cursor - begin
        rows = [number for number, (at, start, end) in enumerate(layout) if at == begin and start <= column <= end]
        first, last = rows[0], rows[-1]
        return first if self.trailing and column and line[column - 1] != " " else last

    def cursor_cell(self, layout: Layout) -> int:
        begin, start, _ = layout[self.cursor_row(layout)]
        return width_of(self.line(begin)[1], start, self.cursor - begin)

    def snap(self, place: int) -> int:
        """The place, or the end of the cluster that it is in."""
        begin, line = self.line(place)
        return next(begin + edge for edge in edges(line) if begin + edge >= place)

    # Editing

    def replace(self, start: int, end: int, text: str) -> None:
        self.text = self.text[:start] + text + self.text[end:]
        self.cursor = self.anchor = self.snap(start + len(text))
        self.trailing = True
        self.goal = None
        self.former.add(self.text)

    def selection(self) -> tuple[int, int]:
        return min(self.cursor, self.anchor), max(self.cursor, self.anchor)

    def type(self, text: str) -> None:
        if text or self.cursor != self.anchor:
            self.replace(*self.selection(), text)

    def delete(self, start: int, end: int) -> None:
        first, last = self.selection()
        if first == last:
            first, last = start, end
        if first < last:
            self.replace(first, last, "")

    # Moving

    def move(self, place: int, select: bool = False, trailing: bool = False) -> None:
        self.cursor, self.trailing, self.goal = place, trailing, None
        if not select:
            self.anchor = place

    def left(self) -> int:
        begin, line = self.line(self.cursor)
        column = self.cursor - begin
        return begin + max(edge for edge in edges(line) if edge < column) if column else max(self.cursor - 1, 0)

    def right(self) -> int:
        begin, line = self.line(self.cursor)
        column = self.cursor - begin
        if column == len(line):
            return min(self.cursor + 1, len(self.text))
        return begin + min(edge for edge in edges(line) if edge > column)

    def backspace(self) -> int:
        left = self.left()
        thai = any("\u0e00" < mark < "\u0e7f" and is_zero_wide(mark) for mark in self.text[left : self.cursor])
        return self.cursor - 1 if thai else left

    def word_left(self) -> int:
        begin, line = self.line(self.cursor)
        column = self.cursor - begin
        if not column:
            return max(self.cursor - 1, 0)
        return begin + max((start for start in word_starts(line) if start < column), default=0)

    def word_right(self) -> int:
        begin, line = self.line(self.cursor)
        column = self.cursor - begin
        if column == len(line):
            return min(self.cursor + 1, len(self.text))
        return begin + min((start for start in word_starts(line) if start > column), default=len(line))

    def row_start(self) -> int:
        layout = self.layout()
        begin, start, _ = layout[self.cursor_row(layout)]
        return begin + start

    def row_end(self) -> tuple[int, bool]:
        layout = self.layout()
        return self._end_of(layout, self.cursor_row(layout))

    def _end_of(self, layout: Layout, number: int) -> tuple[int, bool]:
        begin, start, end = layout[number]
        last_of_line = number + 1 == len(layout) or layout[number + 1][0] != begin
        if last_of_line:
            return begin + end, False
        if end > start and self.text[begin + end - 1] == " ":
            return begin + end - 1, False
        return begin + end, True

    def at_cell(self, layout: Layout, number: int, cell: int) -> tuple[int, bool]:
        begin, start, end = layout[number]
        in_row = [column for column, _ in grid(self.line(begin)[1]) if start <= column < end]
        return (begin + in_row[cell], False) if cell < len(in_row) else self._end_of(layout, number)

    def vertical(self, by: int, select: bool = False) -> None:
        layout = self.layout()
        row = self.cursor_row(layout)
        goal = self.goal if self.goal is not None else self.cursor_cell(layout)
        target = min(max(row + by, 0), len(layout) - 1)
        if target == row:
            self.move(len(self.text) if by > 0 else 0, select)
        else:
            place, trailing = self.at_cell(layout, target, goal)
            self.move(place, select, trailing)
        self.goal = goal
