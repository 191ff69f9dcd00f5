"""Random editing, compared after each action with a model of it and with the screen that an emulator draws.

``python -m tests.screens.editor.fuzz --actions 10000 --seed 1`` does as many as are wanted, ``--kind
together`` with a second replica that edits at once, ``--kind line`` in a form, and prints how often each occurred.
"""

import argparse
import asyncio
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from statistics import median, quantiles

from netterm.language.clean import clean_line, clean_text
from netterm.language.words import add_words
from netterm.screens.word_list import load_words
from tests.screens.editor.desk import CURSOR, SELECTED, Desk, Form, opened
from tests.screens.editor.emulator import ESCAPED, painted
from tests.screens.editor.model import Layout, Model, edges, grid, is_half_a_flag

SESSION = 250
"""Actions on one text in one terminal."""
LONGEST = 2_000
"""Code points beyond which a text is cut down."""
SHORTEST = 250
"""Code points up to which it is given more: most windows are too small for it then."""
ROOM_BESIDE = 4
"""Cells of the terminal that no text stands in: padding at both sides, the cursor behind a full row, and the bar."""

WORDS = [
    "ประธาน",
    "แจ้งให้",
    "ที่ประชุมทราบ",
    "ว่า",
    "คนพิการ",
    "ในตำบล",
    "ยังไม่ได้รับ",
    "เบี้ยความพิการ",
    "จำนวน",
    "๑๒",
    "ราย",
    "จึงขอให้",
    "กรรมการ",
    "น้ำ",
    "ทำ",
    "ไม่ดี",
    "สำนักงาน",
    "นำเสนอ",
    "ซ้ำ",
    "ค่ำ",
    "ปั๊มน้ำมัน",
    "เก้าอี้",
    "ผู้ใหญ่",
    "ที่ดิน",
    "พันธุ์",
    "ศิลป์",
    "ปรากฏ",
    "กุญแจ",
    "ก็",
    "เพื่อ",
    "เสื้อ",
    "เรียบร้อย",
    "ๆ",
    "ฯลฯ",
    "น.ส.",
    "อบต.",
]
LETTERS = "กขคงจชดตทนบปพมยรลวสหอเแไโใะาำๆฯๅฤ"
MARKS = "ัิีึืุู็่้๊๋์ํ"
PASTED = [
    "รายงานการประชุม\nครั้งที่ 3/2569\n",
    "นางสาวสมศรี ใจดี (เลขานุการ) โทร. 08-1234-5678",
    "  ย่อหน้า   เว้นวรรค  หลายช่อง   ",
    "Agenda item 4: wheelchair ramps, 漢字 and 😀 café e\u0301\u0301",
    "่ขึ้นต้นด้วยวรรณยุกต์ำ",
    "น\u0e4d้าเเละ\x1b[31mสี\x07\u200b\tแท็บ",
    "กกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกก",
    "1234567890" * 13,
    "ก" + "่" * 20,
    "ก" + "้" * 500 + "ำ",
    "ครอบครัว \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1f9\U0001f1ed\U0001f1f1\U0001f1e6\U0001f1f9 ธง",
    "\u202eกลับ\u202c שלום العربية \u2067ขวา\u2069 a\u0301\u0323",
    "",
]
NAMES = ["กัญญารัตน์ ใจงาม", "บุญเลิศ ทองคำดี", "สันติสุข แก้ววิเศษ", "ชมรมคนพิการสันทราย", "วราภรณ์"]


STACK = "ก" + "้" * 500
"""Marks that nothing can clean away: who sends them has another program."""

KINDS = ("alone", "together", "line")
"""The shared editor, the same with a second replica that edits at once, and a line of a form."""

WEIGHTS = {"word": 12, "letter": 6, "mark": 4, "latin": 3, "digits": 2, "space": 3, "backspace": 4, "delete": 3}


NOT_CHOSEN = {"cut_down", "grow"}
"""What is done when a text is too long or too short."""


class MismatchError(AssertionError):
    """The editor is not what the model says."""


class Typist:
    """Who types at random. What is done gives what the keyboard sends, and does the same to the model."""

    def __init__(self, random: Random, counts: Counter[str]) -> None:
        self.random, self.counts = random, counts
        self.model = Model(1)
        self.actions: dict[str, Callable[[], str | None]] = {
            name.removeprefix("do_"): getattr(self, name) for name in dir(type(self)) if name.startswith("do_")
        }

    def some(self, actions: int) -> Iterator[str]:
        """What to do, in this order."""
        names = [name for name in self.actions if name not in NOT_CHOSEN]
        yield from self.random.choices(names, [WEIGHTS.get(name, 1) for name in names], k=actions)

    def do_cut_down(self) -> str:
        """Take a lot out, so that texts do not only grow."""
        raise NotImplementedError

    def do_word(self) -> str:
        return self._typed(self.random.choice(WORDS))

    def do_letter(self) -> str:
        return self._typed(self.random.choice(LETTERS))

    def do_mark(self) -> str:
        return self._typed(self.random.choice(MARKS))

    def do_latin(self) -> str:
        return self._typed(self.random.choice(["a", "Zoom", "OK", "-", "(", ")", '"', ",", "."]))

    def do_digits(self) -> str:
        return self._typed(self.random.choice(["1", "2569", "๑๒", "10.30", "3/2569", "50%"]))

    def do_space(self) -> str:
        return self._typed(" ")

    def do_name(self) -> str:
        return self._typed(self.random.choice(NAMES))

    def do_grow(self) -> str:
        """Some paragraphs at once."""
        words = [self.random.choice([*WORDS, *NAMES, " ", "\n"]) for _ in range(120)]
        text = clean_text("".join(words))
        self.model.type(text)
        return f"\x1b[200~{text}\x1b[201~"

    def do_backspace(self) -> str:
        self.model.delete(self.model.backspace(), self.model.cursor)
        return ESCAPED["backspace"]

    def do_delete(self) -> str:
        self.model.delete(self.model.cursor, self.model.right())
        return ESCAPED["delete"]

    def do_delete_word_left(self) -> str:
        self.model.delete(self.model.word_left(), self.model.cursor)
        return ESCAPED["ctrl+w"]

    def do_delete_word_right(self) -> str:
        self.model.delete(self.model.cursor, self.model.word_right())
        return ESCAPED["ctrl+delete"]

    def do_left(self) -> str:
        model = self.model
        model.move(model.left() if model.cursor == model.anchor else model.selection()[0])
        return ESCAPED["left"]

    def do_right(self) -> str:
        model = self.model
        model.move(model.right() if model.cursor == model.anchor else model.selection()[1])
        return ESCAPED["right"]

    def do_select_left(self) -> str:
        self.model.move(self.model.left(), select=True)
        return ESCAPED["shift+left"]

    def do_select_right(self) -> str:
        self.model.move(self.model.right(), select=True)
        return ESCAPED["shift+right"]

    def do_word_left(self) -> str:
        self.model.move(self.model.word_left())
        return ESCAPED["ctrl+left"]

    def do_word_right(self) -> str:
        self.model.move(self.model.word_right())
        return ESCAPED["ctrl+right"]

    def do_select_word_left(self) -> str:
        self.model.move(self.model.word_left(), select=True)
        return ESCAPED["ctrl+shift+left"]

    def do_select_word_right(self) -> str:
        self.model.move(self.model.word_right(), select=True)
        return ESCAPED["ctrl+shift+right"]

    def do_copy(self) -> str | None:
        start, end = self.model.selection()
        if end == start:
            return None
        self.model.clipboard = self.model.text[start:end]
        return ESCAPED["ctrl+c"]

    def _typed(self, text: str) -> str:
        if len(self.model.text) >= LONGEST:
            return self.do_cut_down()
        for character in text:
            self.model.type(character)
        return text


class Session(Typist):
    """One text, one terminal, some hundred actions."""

    def __init__(self, app: Desk, random: Random, counts: Counter[str], *, together: bool) -> None:
        super().__init__(random, counts)
        self.app = app
        self.size = (80, 24)
        self.together = together
        self._was_in_sight = True

    def do_enter(self) -> str:
        self.model.type("\n")
        return ESCAPED["enter"]

    def do_paste(self) -> str:
        text = self.random.choice(PASTED)
        if len(self.model.text) < LONGEST:
            # Escape sequences do not go through a paste unharmed: a terminal, too, takes them out.
            text = text.replace("\x1b[31m", "").replace("\x07", "")
            self.model.type(clean_text(text))
            return f"\x1b[200~{text}\x1b[201~"
        return self.do_cut_down()

    def do_cut_down(self) -> str:
        """Take a lot out, so that texts do not only grow."""
        model = self.model
        model.move(0)
        keys = ESCAPED["ctrl+home"]
        for _ in range(min(8, len(model.text.split("\n")))):
            model.vertical(1, select=True)
            keys += ESCAPED["shift+down"]
        model.delete(model.cursor, model.cursor)
        return keys + ESCAPED["delete"]

    def do_delete_to_row_start(self) -> str:
        start = self.model.row_start()
        self.model.delete(start if start < self.model.cursor else self.model.left(), self.model.cursor)
        return ESCAPED["ctrl+u"]

    def do_delete_to_row_end(self) -> str:
        end, _ = self.model.row_end()
        self.model.delete(self.model.cursor, end if end > self.model.cursor else self.model.right())
        return ESCAPED["ctrl+k"]

    def do_up(self) -> str:
        self.model.vertical(-1)
        return ESCAPED["up"]

    def do_down(self) -> str:
        self.model.vertical(1)
        return ESCAPED["down"]

    def do_select_up(self) -> str:
        self.model.vertical(-1, select=True)
        return ESCAPED["shift+up"]

    def do_select_down(self) -> str:
        self.model.vertical(1, select=True)
        return ESCAPED["shift+down"]

    def do_page_up(self) -> str:
        self.model.vertical(-self.size[1])
        return ESCAPED["pageup"]

    def do_page_down(self) -> str:
        self.model.vertical(self.size[1])
        return ESCAPED["pagedown"]

    def do_home(self) -> str:
        self.model.move(self.model.row_start())
        return ESCAPED["home"]

    def do_end(self) -> str:
        place, trailing = self.model.row_end()
        self.model.move(place, trailing=trailing)
        return ESCAPED["end"]

    def do_select_home(self) -> str:
        self.model.move(self.model.row_start(), select=True)
        return ESCAPED["shift+home"]

    def do_select_end(self) -> str:
        place, trailing = self.model.row_end()
        self.model.move(place, select=True, trailing=trailing)
        return ESCAPED["shift+end"]

    def do_text_start(self) -> str:
        self.model.move(0)
        return ESCAPED["ctrl+home"]

    def do_text_end(self) -> str:
        self.model.move(len(self.model.text))
        return ESCAPED["ctrl+end"]

    def do_cut(self) -> str:
        start, end = self.model.selection()
        if end > start:
            self.model.clipboard = self.model.text[start:end]
            self.model.delete(start, end)
        return ESCAPED["ctrl+x"]

    def do_paste_own(self) -> str:
        if len(self.model.text) < LONGEST:
            self.model.type(self.model.clipboard)
            return ESCAPED["ctrl+v"]
        return self.do_cut_down()

    def do_burst(self) -> str:
        """Several keys at once, as they come over a slow line."""
        kinds = ["end", "word", "home", "letter", "left", "mark", "backspace", "enter", "up", "latin"]
        chosen = ["end", "word", *self.random.choices(kinds, k=4)]
        return "".join(getattr(self, f"do_{kind}")() for kind in chosen)

    def do_undo(self) -> None:
        """What is taken back depends on the clock; that it is a text that there was does not."""
        self._by_history(ESCAPED["ctrl+z"])

    def do_redo(self) -> None:
        self._by_history(ESCAPED["ctrl+y"])

    def do_click(self) -> str:
        x, y = self._somewhere()
        place, trailing = self._at(x, y)
        self.model.move(place, trailing=trailing)
        return f"\x1b[<0;{x + 2};{y + 1}M\x1b[<0;{x + 2};{y + 1}m"

    def do_drag(self) -> str:
        (x, y), (to_x, to_y) = self._somewhere(), self._somewhere()
        place, trailing = self._at(x, y)
        self.model.move(place, trailing=trailing)
        place, trailing = self._at(to_x, to_y)
        self.model.move(place, select=True, trailing=trailing)
        return f"\x1b[<0;{x + 2};{y + 1}M\x1b[<32;{to_x + 2};{to_y + 1}M\x1b[<0;{to_x + 2};{to_y + 1}m"

    def do_wheel(self) -> str:
        return f"\x1b[<{self.random.choice([64, 65])};5;2M"

    def do_resize(self) -> None:
        before = self.size
        while self.size == before:  # a terminal tells of a size that is another one only
            self.size = (self.random.randint(20, 120), self.random.choice([3, 5, 10, 24]))
        self.model.width = self.size[0] - ROOM_BESIDE
        self.model.goal = None
        self.app.driver.resize(*self.size)

    def do_learn_name(self) -> None:
        syllables = self.random.sample(["กัน", "ยา", "มาลี", "สุข", "ใจ", "พร", "ชัย", "ทอง", "บัว"], 3)
        add_words(["".join(syllables), " ".join(syllables)])
        self.app.editor.repaint()

    def _somewhere(self) -> tuple[int, int]:
        return self.random.randrange(self.model.width + 1), self.random.randrange(self.size[1])

    def _at(self, x: int, y: int) -> tuple[int, bool]:
        layout = self.model.layout()
        return self.model.at_cell(layout, min(self._top(layout) + y, len(layout) - 1), x)

    def _by_history(self, keys: str) -> None:
        self.app.driver.type(keys)
        self._adopt = True

    # What must hold

    async def run(self, actions: int) -> list[int]:
        """Do so many actions; how many bytes each sent."""
        self.do_resize()
        await self._painted()
        sent = []
        for name in self.some(actions):
            await self.act("grow" if len(self.model.text) < SHORTEST else name)
            sent.append(self.app.driver.sent)
        assert self.app.mine.value == self.model.text
        return sent

    async def act(self, name: str) -> None:
        before = self.model.text
        try:
            if self.together and self.random.random() < 0.5:
                self.counts["others' edits"] += 1
                await self._others_edit()
            self.counts[name] += 1
            await self._do(name)
        except AssertionError as failure:
            said = f"{failure}\nin {name} at {self.size}\nbefore {before!r}\nmodel  {self.model.text!r}"
            raise MismatchError(said) from None

    async def _do(self, name: str) -> None:
        self._adopt = False
        before = (self.model.text, self.model.cursor)
        keys = self.actions[name]()
        self.app.driver.sent = 0
        if keys:
            self.app.driver.type(keys)
        await self._painted()
        if self._adopt:
            self._take_over_history()
        self.check()
        if self._was_in_sight or before != (self.model.text, self.model.cursor):
            assert name == "wheel" or self._in_sight(), "the cursor is out of sight"
        self._was_in_sight = self._in_sight()

    async def _painted(self) -> None:
        sheet = self.app.editor.sheet
        while (sheet.rows.width, sheet.height) != (self.model.width, self.size[1]):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        await painted(self.app, self.app.editor)

    def _take_over_history(self) -> None:
        sheet = self.app.editor.sheet
        if not self.together:
            assert sheet.lines.text in self.model.former, "undone to a text that never was"
        if sheet.lines.text != self.model.text or sheet.caret.place != self.model.cursor:
            self.model.move(sheet.caret.place, trailing=sheet.caret.trailing)
        self.model.text = sheet.lines.text
        self.model.anchor = sheet.anchor
        assert self.model.snap(self.model.cursor) == self.model.cursor

    def _in_sight(self) -> bool:
        layout = self.model.layout()
        return 0 <= self.model.cursor_row(layout) - self._top(layout) < self.size[1]

    async def _others_edit(self) -> None:
        """Somebody else writes: neither this cursor nor its row on the screen moves."""
        model, random, theirs = self.model, self.random, self.app.theirs
        theirs.pull()
        self.app.mine.commit()
        theirs.pull()
        assert theirs.value == model.text
        layout = model.layout()
        top = self._top(layout)
        row = model.cursor_row(layout) - top
        seen = row if 0 <= row < self.size[1] else None
        at = random.randint(0, len(model.text))
        count = random.choice([0, 0, 0, 1, 3, 12]) if len(model.text) < LONGEST else 200
        count = min(count, len(model.text) - at)
        text = (
            "" if len(model.text) >= LONGEST else random.choice([*WORDS, *MARKS, "\n", "ข้างบน\nสองบรรทัด\n", STACK, ""])
        )
        theirs.replace(at, count, text)
        places = [self._with_text(place, at, count, text) for place in (model.cursor, model.anchor)]
        model.text = model.text[:at] + text + model.text[at + count :]
        model.cursor, model.anchor = (model.snap(place) for place in places)
        model.former.add(model.text)
        await self.app.hear()
        self._was_in_sight = self._in_sight()
        assert self.app.editor.text == model.text, "the replicas differ"
        layout = model.layout()
        now = model.cursor_row(layout) - self._top(layout)
        if seen is not None:
            assert now == min(seen, model.cursor_row(layout)), f"the cursor's row moved from {seen} to {now}"
        self.check(scrolled=seen is None)

    @staticmethod
    def _with_text(place: int, at: int, count: int, text: str) -> int:
        """The place behind the letter that it was behind; if that has gone, behind the one before."""
        if place <= at:
            return place
        return at if place <= at + count else place + len(text) - count

    def _top(self, layout: Layout) -> int:
        line, section = self.app.editor.sheet.top
        begins = [begin for begin, start, _ in layout if start == 0]
        return next(number for number, (begin, _, _) in enumerate(layout) if begin == begins[line]) + section

    def check(self, *, scrolled: bool = True) -> None:
        editor, model = self.app.editor, self.model
        assert editor.text == model.text, f"text: {editor.text!r}"
        assert self.app.mine.value == model.text, "the shared text differs"
        assert editor.sheet.caret.place == model.cursor, f"cursor {editor.sheet.caret.place}, not {model.cursor}"
        assert editor.sheet.anchor == model.anchor, f"anchor {editor.sheet.anchor}, not {model.anchor}"
        begin, line = model.line(model.cursor)
        assert model.cursor - begin in edges(line), "the cursor is inside a cluster"
        layout = model.layout()
        top = self._top(layout)
        self._check_screen(layout, top)

    def _check_screen(self, layout: Layout, top: int) -> None:
        model = self.model
        cursor_row = model.cursor_row(layout)
        for y in range(self.size[1]):
            shown = self.app.driver.screen.row(y, 1, model.width + 1)
            expected = self._expected(layout, top + y, cursor_row) if top + y < len(layout) else []
            expected += [(" ", None)] * (model.width + 1 - len(expected))
            for x, (cell, (text, look)) in enumerate(zip(shown, expected, strict=True)):
                same = _shows(cell.data, text)
                assert same, f"cell {x},{y} shows {cell.data!r}, not {text!r}"
                seen = cell.bg if cell.bg in {CURSOR, SELECTED} else None
                assert seen == look, f"cell {x},{y} is marked as {seen}, not {look}"

    def _expected(self, layout: Layout, number: int, cursor_row: int) -> list[tuple[str, str | None]]:
        model = self.model
        begin, start, end = layout[number]
        line = model.line(begin)[1]
        first, last = model.selection()
        found: list[tuple[str, str | None]] = []
        at_cursor = model.cursor - begin if number == cursor_row else None
        for column, text in grid(line):
            if start <= column < end:
                chosen = SELECTED if first <= begin + column < last else None
                found.append((text, CURSOR if column == at_cursor else chosen))
        if at_cursor == end:
            found.append((" ", CURSOR))
        elif end == len(line) and first <= begin + end < last:
            found.append((" ", SELECTED))
        return found


def _shows(seen: str, expected: str) -> bool:
    """Whether a cell shows what it should; of flags the emulator knows the halves alone, each too wide."""
    flag = any(map(is_half_a_flag, expected)) or any(map(is_half_a_flag, seen))
    return flag or unicodedata.normalize("NFC", seen) == unicodedata.normalize("NFC", expected)


class LineSession(Typist):
    """One line in a form."""

    def __init__(self, app: Form, random: Random, counts: Counter[str]) -> None:
        super().__init__(random, counts)
        self.app = app
        self.width = 78

    async def run(self, actions: int) -> list[int]:
        """Do so many actions; how many bytes each sent."""
        sent = []
        for name in self.some(actions):
            self.counts[name] += 1
            before = self.model.text
            keys = self.actions[name]()
            try:
                sent.append(await self.app.press(keys or ""))
                self.check()
            except AssertionError as failure:
                said = f"{failure}\nin {name} at {self.width}\nbefore {before!r}\nmodel  {self.model.text!r}"
                raise MismatchError(said) from None
        return sent

    def do_cut_down(self) -> str:
        self.model.replace(0, self.model.cursor, "")
        self.model.anchor = self.model.cursor
        return ESCAPED["left"] + ESCAPED["ctrl+u"]

    def do_home(self) -> str:
        self.model.move(0)
        return ESCAPED["home"]

    def do_end(self) -> str:
        self.model.move(len(self.model.text))
        return ESCAPED["end"]

    def do_select_home(self) -> str:
        self.model.move(0, select=True)
        return ESCAPED["shift+home"]

    def do_select_end(self) -> str:
        self.model.move(len(self.model.text), select=True)
        return ESCAPED["shift+end"]

    def do_delete_to_start(self) -> str:
        self.model.delete(0, self.model.cursor)
        return ESCAPED["ctrl+u"]

    def do_delete_to_end(self) -> str:
        self.model.delete(self.model.cursor, len(self.model.text))
        return ESCAPED["ctrl+k"]

    def do_paste(self) -> str:
        text = self.random.choice(PASTED).replace("\x1b[31m", "").replace("\x07", "")
        if clean_line(text):
            self.model.type(clean_line(text))
        return f"\x1b[200~{text}\x1b[201~"

    def do_burst(self) -> str:
        kinds = ["end", "word", *self.random.choices(["home", "letter", "left", "mark", "backspace", "latin"], k=4)]
        return "".join(getattr(self, f"do_{kind}")() for kind in kinds)

    def do_click(self) -> str:
        place, x = self._somewhere()
        self.model.move(place)
        return f"\x1b[<0;{x + 2};1M\x1b[<0;{x + 2};1m"

    def do_drag(self) -> str:
        """From one cell to another: both are in sight all the time."""
        place, x = self._somewhere()
        to_place, to_x = self._somewhere()
        self.model.move(place)
        self.model.move(to_place, select=True)
        return f"\x1b[<0;{x + 2};1M\x1b[<32;{to_x + 2};1M\x1b[<0;{to_x + 2};1m"

    def _somewhere(self) -> tuple[int, int]:
        cells = grid(self.model.text)
        first = self.app.line.scroll_offset.x
        x = self.random.randrange(max(min(self.width, len(cells) - first), 1))
        return (cells[first + x][0] if first + x < len(cells) else len(self.model.text)), x

    def check(self) -> None:
        line, model = self.app.line, self.model
        assert line.value == model.text, f"text: {line.value!r}"
        assert line.selection == (model.anchor, model.cursor), f"{line.selection}"
        assert model.cursor in edges(model.text), "the cursor is inside a cluster"
        first = line.scroll_offset.x
        at = model.cursor_cell([(0, 0, len(model.text))])
        assert first <= at < first + self.width, "the cursor is out of sight"
        expected = self._expected()[first : first + self.width]
        expected += [(" ", None)] * (self.width - len(expected))
        if expected[0][0] == "":
            expected[0] = (" ", expected[0][1])
        shown = self.app.driver.screen.row(0, 1, self.width)
        for x, (cell, (text, look)) in enumerate(zip(shown, expected, strict=True)):
            same = _shows(cell.data, text)
            assert same or (x + 1 == self.width and cell.data == " "), f"cell {x} shows {cell.data!r}, not {text!r}"
            seen = cell.bg if cell.bg in {CURSOR, SELECTED} else None
            assert seen == look, f"cell {x} is marked as {seen}, not {look}"

    def _expected(self) -> list[tuple[str, str | None]]:
        first, last = self.model.selection()
        found: list[tuple[str, str | None]] = []
        for column, text in grid(self.model.text):
            chosen = SELECTED if first <= column < last else None
            found.append((text, CURSOR if column == self.model.cursor else chosen))
        return found + ([(" ", CURSOR)] if self.model.cursor == len(self.model.text) else [])


async def fuzz(kind: str, actions: int, seed: int) -> tuple[Counter[str], list[int]]:
    """So many actions of one of `KINDS`; how often each was done, and the bytes that the terminal got for each."""
    load_words()
    add_words(NAMES)
    counts: Counter[str] = Counter()
    sent: list[int] = []
    for first in range(0, actions, SESSION):
        random = Random(f"{seed} {first} {kind}")
        some = min(SESSION, actions - first)
        if kind == "line":
            async with opened(Form()) as form:
                sent += await LineSession(form, random, counts).run(some)
        else:
            async with opened(Desk()) as desk:
                sent += await Session(desk, random, counts, together=kind == "together").run(some)
    return counts, sent


def report(counts: Counter[str], sent: list[int]) -> str:
    done = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    return f"{done}\nbytes: median {median(sent):.0f}, p95 {quantiles(sent, n=20)[-1]:.0f}, most {max(sent)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=KINDS, default="alone")
    chosen = parser.parse_args()
    print(report(*asyncio.run(fuzz(chosen.kind, chosen.actions, chosen.seed))))


if __name__ == "__main__":
    main()
