"""What is sent to a terminal that cannot draw everything: as many cells, and nothing that it cannot draw."""

from rich.segment import Segment
from textual.app import App
from textual.color import Color

from netterm.app import NettermApp
from netterm.language.clusters import cell_width
from netterm.locale import Language, current
from netterm.screens.terminal.app import Letters, LettersFilter, OnATerminal
from netterm.screens.thai import SaraAmLines
from netterm.store import Replica
from tests.screens.seeing import seen

BLACK = Color(0, 0, 0)
LINE = "╭─ น้ำท่วม หมู่ ๕ ─╮ “ab…” · █"


def drawn(letters: Letters) -> str:
    return "".join(each.text for each in LettersFilter(letters).apply([Segment(LINE)], BLACK))


def test_thai_is_a_sign_for_each_cell_and_the_rest_is_as_it_was() -> None:
    assert drawn(Letters.NO_THAI) == "╭─ ????? ?? ? ─╮ “ab…” · █"
    assert len(drawn(Letters.NO_THAI)) == cell_width(LINE)


def test_where_only_ascii_is_there_lines_are_drawn_in_it() -> None:
    assert drawn(Letters.ASCII).isascii()
    assert len(drawn(Letters.ASCII)) == cell_width(LINE)
    assert drawn(Letters.ASCII).startswith("+- ?")


class _App(SaraAmLines, OnATerminal, App[None]):
    pass


async def test_a_good_terminal_gets_every_letter() -> None:
    app = _App()
    assert not [each for each in app.get_line_filters() if isinstance(each, LettersFilter)]
    app.letters = Letters.ASCII
    assert [each for each in app.get_line_filters() if isinstance(each, LettersFilter)]


async def test_where_thai_cannot_be_drawn_it_is_not_spoken(replica: Replica) -> None:
    app = NettermApp(replica, language=Language.EN)
    app.letters = Letters.NO_THAI
    async with app.run_test(notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("ctrl+l")
        await seen(pilot, "This terminal cannot show Thai")
        assert current() is Language.EN
