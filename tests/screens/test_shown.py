"""What is sent makes an emulated terminal show what it should, and is little."""

import unicodedata
from random import Random

import pyte
import pytest

from netterm.language.clusters import cell_width
from netterm.screens.terminal.cells import PLAIN, Look, Row, Shown, look_of, row_of
from tests.screens.editor.emulator import Emulator

COLUMNS, ROWS = 40, 6
LOOKS = [look_of(codes) for codes in ("", "1", "7", "4;31", "38;2;1;2;3;48;2;4;5;6", "48;2;4;5;6", "1;38;5;9;49", "44")]
PIECES = [*"กขคงจ abc-. ", "ที่", "น้ํ", "า", "漢", "😀", "é", "่", " " * 9, "ประชุม", "การประชุม"]


class Terminal:
    """A terminal, and what is thought of it."""

    def __init__(self) -> None:
        self.screen = Emulator(COLUMNS, ROWS)
        self._stream = pyte.Stream(self.screen)
        self.shown = Shown()
        self.rows: list[Row] = [row_of([(" " * COLUMNS, PLAIN)]) for _ in range(ROWS)]
        self.shown.drawn(COLUMNS, [lambda row=row: [*row] for row in self.rows])  # type: ignore[misc]

    def change(self, *parts: tuple[int, int, Row]) -> str:
        sent = self.shown.change(parts)
        self._stream.feed(sent)
        for y, x, cells in parts:
            self.rows[y][x : x + len(cells)] = cells
        return sent

    def check(self) -> None:
        for y, row in enumerate(self.rows):
            for x, (cell, seen) in enumerate(zip(row, self.screen.row(y, 0, COLUMNS), strict=True)):
                assert cell is not None
                text, look, _sure = cell
                assert _same(seen.data, text), f"cell {x},{y} shows {seen.data!r}, not {text!r}"
                assert _wears(seen, look), f"cell {x},{y} {text!r} wears {seen}, not {look}"


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def _wears(seen: pyte.screens.Char, look: Look) -> bool:
    colours = {"": "default", "31": "red", "44": "blue", "38;2;1;2;3": "010203", "48;2;4;5;6": "040506"}
    if seen.bg != colours[look.background]:
        return False
    attributes = look.attributes.split(";")
    seen_on_blanks = seen.reverse == ("7" in attributes) and seen.underscore == ("4" in attributes)
    if look.blank or not seen.data:
        return seen_on_blanks or not seen.data
    foreground = look.foreground == "38;5;9" or seen.fg == colours[look.foreground]
    return seen_on_blanks and foreground and seen.bold == ("1" in attributes)


def some_row(random: Random, cells: int) -> Row:
    row: Row = []
    while len(row) < cells:
        row += row_of([("".join(random.choices(PIECES, k=random.randint(1, 6))), random.choice(LOOKS))])
    row = row[:cells]
    if cells and row[-1] is not None and not _whole(row):
        row[-1] = (" ", PLAIN._replace(blank=True), True)
    return row


def _whole(row: Row) -> bool:
    last = row[-1]
    return last is not None and cell_width(last[0]) < 2


def edited(random: Random, row: Row) -> Row:
    """Something comes in, goes, or both."""
    at = random.randrange(len(row))
    while at and row[at] is not None and not row[at][0]:  # type: ignore[index]
        at -= 1
    came = some_row(random, random.randint(0, 12)) if random.random() < 0.7 else []
    gone = random.randint(0, 12) if random.random() < 0.5 else 0
    rest = row[at + gone :]
    if rest and rest[0] is not None and not rest[0][0]:
        rest = rest[1:]
    new = [*row[:at], *came, *rest, *some_row(random, COLUMNS)][: len(row)]
    if not _whole(new):
        new[-1] = (" ", PLAIN._replace(blank=True), True)
    return new


@pytest.mark.parametrize("seed", range(8))
def test_what_is_sent_shows_what_it_should(seed: int) -> None:
    random = Random(seed)
    terminal = Terminal()
    for _ in range(150):
        chosen = random.sample(range(ROWS), random.randint(1, ROWS))
        parts = [(y, 0, edited(random, terminal.rows[y])) for y in chosen]
        terminal.change(*parts)
        terminal.check()


def test_what_is_shown_already_is_not_sent() -> None:
    terminal = Terminal()
    row = some_row(Random(3), COLUMNS)
    assert terminal.change((2, 0, row))
    assert terminal.change((2, 0, [*row])) == ""


def test_a_letter_within_a_line_moves_the_rest_of_it_instead_of_sending_it_again() -> None:
    terminal = Terminal()
    line = "ที่ประชุมมีมติเห็นชอบตามที่เสนอทุกประการ"
    terminal.change((1, 0, row_of([(line, LOOKS[4])])))
    sent = terminal.change((1, 0, row_of([(line[:3] + "ก" + line[3:], LOOKS[4])])[:COLUMNS]))
    terminal.check()
    assert len(sent.encode()) < 60, sent
    sent = terminal.change((1, 0, row_of([(line, LOOKS[4])])))
    terminal.check()
    assert len(sent.encode()) < 60, sent


@pytest.mark.parametrize("by", [1, -1, 2])
def test_rows_that_scroll_are_moved_by_the_terminal_and_only_the_new_one_is_sent(by: int) -> None:
    terminal = Terminal()
    letters = "กขคงจฉชซญดตถทธนบปผฝพฟมยรลวสหอฮabcdefghijklmnopqrstuvwxyz"
    rows = [row_of([("".join(Random(y).sample(letters, COLUMNS)), LOOKS[4])]) for y in range(ROWS)]
    frame = row_of([("|", PLAIN)])
    terminal.change(*((y, 0, [*rows[y][:-1], *frame]) for y in range(1, ROWS)))
    new = row_of([("*" * (COLUMNS - 1), LOOKS[5])])
    moved = [[*row[:-1]] for row in rows[1:]]
    moved = [*moved[by:], *[new] * by] if by > 0 else [*[new] * -by, *moved[:by]]
    sent = terminal.change(*((y, 0, row) for y, row in enumerate(moved, start=1)))
    terminal.check()
    assert len(sent.encode()) < 80 * abs(by) + 40, sent


@pytest.mark.parametrize("seed", range(8))
def test_scrolled_and_edited_at_once_it_shows_what_it_should(seed: int) -> None:
    random = Random(seed)
    terminal = Terminal()
    terminal.change(*((y, 0, some_row(random, COLUMNS)) for y in range(ROWS)))
    for _ in range(60):
        by, top = random.choice((1, 2, -1, -2)), random.randrange(2)
        block = [[*row] for row in terminal.rows[top:]]
        new = [some_row(random, COLUMNS) for _ in range(abs(by))]
        moved = [*block[by:], *new] if by > 0 else [*new, *block[:by]]
        at = random.randrange(len(moved))
        moved[at] = edited(random, moved[at])
        terminal.change(*((y, 0, row) for y, row in enumerate(moved, start=top)))
        terminal.check()


def test_of_colours_only_what_changes_is_sent() -> None:
    terminal = Terminal()
    both, bold = look_of("38;2;1;2;3;48;2;4;5;6"), look_of("1;38;2;1;2;3;48;2;4;5;6")
    sent = terminal.change((0, 0, row_of([("a", both), (" ", PLAIN), ("b", bold)])))
    assert sent == "\x1b[1;1H\x1b[38;2;1;2;3;48;2;4;5;6ma\x1b[3G\x1b[1mb\x1b[0m"


def test_where_terminals_disagree_on_widths_what_follows_is_placed_anew_and_the_row_sent_whole() -> None:
    terminal = Terminal()
    family, after = "👨‍👩‍👧", "มา"
    row = row_of([(family + after, PLAIN)])
    assert [cell[0] for cell in row if cell] == [family, "", "ม", "า"]
    sent = terminal.change((0, 0, row))
    assert f"{family}\x1b[1;3Hมา" in sent
    again = terminal.change((0, 2, row_of([("ไป", PLAIN)])))
    assert family in again
    assert "\x1b[1;3Hไป" in again


def test_a_mark_without_a_base_is_never_sent_alone_and_control_characters_never() -> None:
    assert row_of([("่ก", PLAIN)]) == row_of([("ก", PLAIN)])
    assert row_of([("ก", PLAIN), ("่", LOOKS[1])]) == row_of([("ก่", PLAIN)])
    assert row_of([("ก\x1b\u202e\x07ข", PLAIN)]) == row_of([("กข", PLAIN)])


def test_after_somebody_else_has_drawn_everything_is_sent() -> None:
    terminal = Terminal()
    row = some_row(Random(1), COLUMNS)
    terminal.change((0, 0, row))
    terminal.shown.forget()
    sent = terminal.change((0, 0, row))
    assert len(sent) >= COLUMNS


def test_of_something_wide_that_is_drawn_over_no_half_is_left() -> None:
    terminal = Terminal()
    terminal.change((0, 0, row_of([("ก漢字ข", PLAIN)])))
    terminal.change((0, 2, row_of([("|", PLAIN)])))
    terminal.change((0, 3, row_of([("|", PLAIN)])))
    assert "".join(cell.data for cell in terminal.screen.row(0, 0, 6)) == "ก || ข"
