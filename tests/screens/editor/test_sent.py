"""The terminal is sent what it does not show yet, and nothing else."""

import asyncio

from tests.screens.editor.desk import Bench, Desk, Form, opened
from tests.screens.editor.emulator import ESCAPED, painted

LINE = "ที่ประชุมมีมติเห็นชอบให้ทำหนังสือถึงองค์การบริหารส่วนตำบลเรื่องทางลาด"


async def repainted(bench: Bench, *, layout: bool = False) -> int:
    """Have everything painted once more; how many bytes the terminal got for it."""
    bench.driver.sent = 0
    bench.screen.refresh(layout=layout)
    await painted(bench, bench.widget)
    return bench.driver.sent


async def test_what_is_shown_already_is_not_sent_again() -> None:
    async with opened(Form()) as form:
        await form.press(LINE)
        assert await repainted(form) == 0
        assert await repainted(form, layout=True) == 0


async def test_in_a_form_a_letter_costs_no_line() -> None:
    async with opened(Form()) as form:
        await form.press(LINE)
        await form.press(ESCAPED["home"])
        assert 0 < await form.press("ก") < 110
        assert 0 < await form.press(ESCAPED["delete"]) < 110
        assert 0 < await form.press(ESCAPED["end"]) < 110


async def test_in_a_long_line_of_the_discussion_a_letter_costs_no_line() -> None:
    async with opened(Desk()) as desk:
        await desk.press(LINE)
        await desk.press(ESCAPED["home"])
        assert 0 < await desk.press("ก") < 110


async def test_after_somebody_else_had_the_terminal_everything_is_sent() -> None:
    async with opened(Form()) as form:
        await form.press(LINE)
        form.app_resume_signal.publish(form)
        assert await repainted(form) > len(LINE.encode())


async def test_another_size_is_painted_whole() -> None:
    async with opened(Desk()) as desk:
        await desk.press(LINE)
        desk.driver.resize(60, 10)
        while desk.editor.sheet.height != 10:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        await painted(desk, desk.editor)
        shown = "".join(cell.data for cell in desk.driver.screen.row(0, 1, 20))
        assert shown.startswith("ที่ประชุมมีมติ")
