"""What the fuzz does not see: the order of keys, undo, the mouse's second click, names that become known."""

from collections.abc import AsyncIterator
from random import Random

import pytest
from textual import events

from netterm.language.words import add_words
from netterm.screens.editing.sheet import Replaced, Sheet
from netterm.screens.editing.undo import History, Step
from netterm.screens.word_list import load_words, wrap
from tests.screens.editor.desk import Desk, Form, opened
from tests.screens.editor.emulator import ESCAPED
from tests.screens.editor.speed import fifty_pages


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    load_words()
    async with opened(Desk()) as made:
        yield made


async def test_a_word_typed_at_once_behind_end_stands_at_the_end(desk: Desk) -> None:
    await desk.press("ที่ประชุม" + ESCAPED["home"])
    await desk.press(ESCAPED["end"] + "มีมติ")
    assert desk.editor.text == "ที่ประชุมมีมติ"


async def test_keys_that_come_together_are_done_in_their_order(desk: Desk) -> None:
    await desk.press("กข" + ESCAPED["backspace"] + "ค" + ESCAPED["left"] + "ง" + ESCAPED["enter"])
    assert desk.editor.text == "กง\nค"


async def test_so_are_those_of_a_form() -> None:
    async with opened(Form()) as form:
        await form.press("กข" + ESCAPED["home"] + "ค" + ESCAPED["end"] + "ง")
        assert form.line.value == "คกขง"


async def test_ctrl_keys_work_in_the_thai_layout(desk: Desk) -> None:
    await desk.press("กข")
    desk.driver.send(_key("ctrl+ฟ"))  # Ctrl+A
    await desk.press("ค")
    assert desk.editor.text == "คกข"


async def test_undo_takes_back_ones_own_words_only(desk: Desk) -> None:
    desk.theirs.insert(0, "เรื่อง ")
    await desk.hear()
    await desk.press(ESCAPED["ctrl+end"] + "ของเรา")
    desk.mine.commit()
    desk.theirs.pull()
    desk.theirs.insert(0, "ของเขา ")
    await desk.hear()
    await desk.press(ESCAPED["ctrl+z"])
    assert desk.editor.text == "ของเขา เรื่อง "
    await desk.press(ESCAPED["ctrl+y"])
    assert desk.editor.text == "ของเขา เรื่อง ของเรา"


async def test_what_others_write_elsewhere_sends_nothing(desk: Desk) -> None:
    desk.theirs.insert(0, fifty_pages(Random(1)))
    await desk.hear()
    await desk.press(ESCAPED["ctrl+end"] + "ก")
    row, top = desk.editor.sheet.cursor_row, desk.editor.sheet.top
    desk.theirs.insert(0, "ข้างบน\n")
    text_cells = await desk.hear()
    assert text_cells < 200, "more than the bar at the side was painted"
    assert desk.editor.sheet.cursor_row == row
    assert desk.editor.sheet.top == (top.line + 1, top.section)


async def test_a_letter_in_a_long_text_sends_a_row_at_most(desk: Desk) -> None:
    desk.theirs.insert(0, fifty_pages(Random(1)))
    await desk.hear()
    await desk.press(ESCAPED["ctrl+end"])
    sent = [await desk.press(letter) for letter in "ประธาน"]
    assert max(sent) < 300


async def test_a_move_of_the_cursor_wraps_nothing_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.press("บรรทัดหนึ่ง\rบรรทัดสอง")
    wrapped: list[str] = []

    def noting(line: str, width: int) -> tuple[int, ...]:
        wrapped.append(line)
        return wrap(line, width)

    monkeypatch.setattr(desk.editor.sheet.rows, "_wrap", noting)
    await desk.press(ESCAPED["up"] + ESCAPED["left"])
    assert wrapped == []
    await desk.press("ก")
    assert len(wrapped) == 1


async def test_a_name_that_becomes_known_is_not_broken_any_more(desk: Desk) -> None:
    desk.driver.resize(26, 10)
    await desk.press("มอบหมายให้คุณหทัยกาญจนาภรณ์ไพศาล")
    before = desk.editor.sheet.rows.breaks(0)
    add_words(["หทัยกาญจนาภรณ์ไพศาล"])
    desk.editor.repaint()
    assert before != desk.editor.sheet.rows.breaks(0) == (len("มอบหมายให้คุณ"),)


async def test_two_clicks_select_a_word_and_three_the_line(desk: Desk) -> None:
    Desk.CLICK_CHAIN_TIME_THRESHOLD = 5.0
    try:
        await desk.press("ประชุม คณะกรรมการ วันนี้")
        click = "\x1b[<0;10;1M\x1b[<0;10;1m"
        await desk.press(click + click)
        assert desk.editor.selected_text == "คณะกรรมการ"
        await desk.press(click)
        assert desk.editor.selected_text == "ประชุม คณะกรรมการ วันนี้"
    finally:
        Desk.CLICK_CHAIN_TIME_THRESHOLD = 0.0


async def test_a_text_that_nobody_may_change_can_be_read_and_copied(desk: Desk) -> None:
    await desk.press("ประชุม")
    desk.editor.read_only = True
    await desk.press("ก" + ESCAPED["backspace"] + ESCAPED["ctrl+u"] + ESCAPED["ctrl+x"] + ESCAPED["ctrl+z"])
    assert desk.editor.text == "ประชุม"
    await desk.press(ESCAPED["shift+home"] + ESCAPED["ctrl+c"])
    assert desk.clipboard == "ประชุม"


async def test_hostile_text_reaches_no_terminal(desk: Desk) -> None:
    desk.theirs.insert(0, "ก\x1b]52;c;eA==\x07\u202eข" + "่" * 500)
    await desk.hear()
    shown = "".join(cell.data for cell in desk.driver.screen.row(0, 1, 30))
    assert shown.startswith("ก?]52;c;eA==??ข่่่่ ")


def _key(name: str) -> events.Key:
    return events.Key(name, None)


def test_letters_typed_one_after_another_are_taken_back_together() -> None:
    now = [0.0]
    history = History(lambda: now[0])
    history.record(Step(0, "", "ก", 0))
    history.record(Step(1, "", "ข", 1))
    now[0] = 5.0
    history.record(Step(2, "", "ค", 2))
    assert history.undo() == Step(2, "", "ค", 2)
    assert history.undo() == Step(0, "", "กข", 0)
    assert history.undo() is None
    assert history.redo() == Step(0, "", "กข", 0)
    history.record(Step(2, "", "ง", 2))
    assert history.redo() is None


def test_what_others_write_keeps_the_cursors_row_where_it_was_even_at_the_texts_end() -> None:
    sheet = Sheet("หนึ่ง\nสอง\nสาม", wrap)
    sheet.resize(40, 3)
    sheet.put(sheet.caret._replace(place=len(sheet.lines)))
    assert sheet.cursor_row == 2
    sheet.take_in([Replaced(0, 0, "ศูนย์\n")])
    assert sheet.cursor_row == 2
    sheet.take_in([Replaced(0, 6, ""), Replaced(0, 6, "")])
    assert sheet.cursor_row == 1  # there is no row above to scroll to
