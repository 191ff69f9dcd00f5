"""A paper on the screen: what stands out, how it falls into rows, and what is copied of it."""

from collections.abc import Iterable

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Offset
from textual.selection import Selection

from netterm.language.clusters import cell_width
from netterm.papers.layout import Block, Style
from netterm.screens.meetings.paper_text import paper_lines
from netterm.screens.widgets.long_text import LongText, LongTextView

HEAD = Block(Style.HEADING, "ระเบียบวาระที่ ๑")
SAID = Block(Style.TEXT, "รับทราบ " * 30, label="มติที่ประชุม")
WIDTH = 40


class Reader(App[None]):
    def __init__(self, blocks: Iterable[Block]) -> None:
        super().__init__()
        self._paper = LongText(paper_lines(blocks))

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield LongTextView(id="text")

    def on_mount(self) -> None:
        self.query_one(LongTextView).show(self._paper)


def shown(view: LongTextView, y: int) -> str:
    return view.render_line(y).text.rstrip()


def test_headings_and_labels_stand_out_and_the_rest_does_not() -> None:
    head, said, _free = paper_lines([HEAD, SAID])
    assert head.text[slice(*head.bold)] == head.text
    assert said.text[slice(*said.bold)] == "มติที่ประชุม "


def test_paragraphs_under_a_heading_are_apart_from_those_above() -> None:
    assert [line.text for line in paper_lines([HEAD, HEAD])] == [HEAD.text, "", HEAD.text, ""]


def test_every_row_fits_and_together_they_are_the_paper() -> None:
    paper = LongText(paper_lines([HEAD, SAID]), [WIDTH])
    rows = [paper.lines[row.line].text[row.start : row.end] for row in paper.rows(WIDTH)]
    assert len(rows) > 3
    assert all(cell_width(row.rstrip()) <= WIDTH for row in rows)
    assert "".join(rows) == "".join(line.text for line in paper.lines)


async def test_a_long_paper_can_be_scrolled_to_its_last_row_and_a_free_one_below() -> None:
    app = Reader([*[SAID] * 20, HEAD])
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        await pilot.pause()
        await pilot.press("end")
        await pilot.pause()
        view, window = app.query_one(LongTextView), app.query_one(VerticalScroll)
        assert view.size.height == window.scroll_offset.y + window.size.height
        assert [shown(view, view.size.height - below) for below in (2, 1)] == [HEAD.text, ""]


async def test_what_stands_out_is_bold() -> None:
    app = Reader([SAID])
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        await pilot.pause()
        looks = [(text, bool(style and style.bold)) for text, style, _ in app.query_one(LongTextView).render_line(0)]
        assert "".join(text for text, bold in looks if bold) == "มติที่ประชุม "


async def test_what_is_copied_are_its_lines_and_not_its_rows() -> None:
    app = Reader([HEAD, SAID])
    async with app.run_test(size=(WIDTH, 10)) as pilot:
        await pilot.pause()
        view = app.query_one(LongTextView)
        app.screen.selections = {view: Selection(Offset(0, 1), None)}
        assert app.screen.get_selected_text() == next(paper_lines([SAID])).text
        marked = app.screen.get_component_rich_style("screen--selection").bgcolor
        assert all(style and style.bgcolor == marked for text, style, _ in view.render_line(1) if text.strip())
        assert all(style and style.bgcolor != marked for text, style, _ in view.render_line(0) if text.strip())
