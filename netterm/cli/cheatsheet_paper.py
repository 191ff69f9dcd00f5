"""The cheat sheet as a Word document: one A4 page in three columns, whichever typeface the computer has for Thai."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import docx
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from netterm.language.numbers import Digits
from netterm.papers import docx_styles

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from netterm.cli.cheatsheet import Sheet

_COLUMNS: Final = 3
_MARGIN: Final = 1.2
_POINTS: Final = 11.0
_LEADING: Final = 12.5
"""Points from line to line, set exactly: other typefaces are higher than TH SarabunPSK."""


def as_docx(made: Sheet) -> bytes:
    """The file's bytes."""
    paper = docx.Document()
    docx_styles.prepare(paper, Digits.ARABIC)
    paper.core_properties.title = made.title
    paper.core_properties.author = paper.core_properties.comments = ""
    _set_page(paper)
    _add(paper, made.title, bold=True, points=14, before=0)
    for section in made.sections:
        _add(paper, section.title, bold=True, points=12, before=4).paragraph_format.keep_with_next = True
        for key, what in section.rows:
            row = _add(paper, key, bold=True)
            _say(row, f"  {what}")
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def _set_page(paper: Document) -> None:
    page = paper.sections[0]
    page.top_margin = page.bottom_margin = page.left_margin = page.right_margin = Cm(_MARGIN)
    page.header_distance = page.footer_distance = Cm(0.5)
    columns = page._sectPr.find(qn("w:cols"))  # noqa: SLF001 - python-docx has no face for columns
    if columns is None:
        columns = OxmlElement("w:cols")
        page._sectPr.append(columns)  # noqa: SLF001 - as above
    columns.set(qn("w:num"), str(_COLUMNS))
    columns.set(qn("w:space"), str(int(Cm(0.5).twips)))


def _add(paper: Document, text: str, *, bold: bool, points: float = _POINTS, before: float = 0) -> Paragraph:
    paragraph = paper.add_paragraph(style="Normal")
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(max(_LEADING, points + 1))
    shape.left_indent, shape.first_line_indent = Cm(0.3), Cm(-0.3)
    _say(paragraph, text, bold=bold, points=points)
    return paragraph


def _say(paragraph: Paragraph, text: str, *, bold: bool = False, points: float = _POINTS) -> None:
    font = paragraph.add_run(text).font
    font.size = Pt(points)
    font.bold = font.cs_bold = bold
    size = OxmlElement("w:szCs")  # the size of Thai, which is an element of its own
    size.set(qn("w:val"), str(int(points * 2)))
    font.element.get_or_add_rPr().append(size)
