"""How a Word document of ours looks: page, typeface, paragraph styles, the number at the head of each page.

Thai is a complex script. In WordprocessingML (ISO/IEC 29500-1) typeface, size, bold and language of complex scripts are
elements of their own (``w:rFonts/@w:cs``, ``w:szCs``, ``w:bCs``, ``w:lang/@w:bidi``) beside those of Latin text; here
both are set wherever one is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from netterm.language.numbers import Digits

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

__all__ = ["CENTRED", "FACE", "HEADING", "ITEM", "LINE", "POINTS", "ROW", "SIGNATURE", "TEXT", "TITLE", "prepare"]

FACE = "TH SarabunPSK"
"""The typeface of official papers (cabinet resolution of 7 September 2010)."""
OTHER_FACES = "TH Sarabun PSK,TH Sarabun New,TH Sarabun,Sarabun"
"""Its other names and nearest relatives, which a word processor tries in this order."""
POINTS = 16
LANGUAGE = "th-TH"

TITLE, HEADING, ITEM = "Title", "Heading 1", "Heading 2"
CENTRED, TEXT, LINE, ROW = "Minutes Centred", "Minutes Text", "Minutes Line", "Minutes Row"
SIGNATURE = "Minutes Signature"


@dataclass(frozen=True, slots=True)
class _Look:
    """One paragraph style; lengths in points and centimetres."""

    points: int = POINTS
    bold: bool = False
    alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT
    before: int = 0
    left: float = 0
    first_line: float = 0
    tabs: tuple[float, ...] = ()
    with_next: bool = False


_LOOKS = {
    "Normal": _Look(),
    "Header": _Look(alignment=WD_ALIGN_PARAGRAPH.CENTER),
    TITLE: _Look(points=18, bold=True, alignment=WD_ALIGN_PARAGRAPH.CENTER),
    CENTRED: _Look(bold=True, alignment=WD_ALIGN_PARAGRAPH.CENTER),
    HEADING: _Look(bold=True, before=8, with_next=True),
    ITEM: _Look(bold=True, before=2, left=1.25, with_next=True),
    TEXT: _Look(first_line=2.5),
    LINE: _Look(before=4),
    ROW: _Look(left=1.25, first_line=-1, tabs=(1.25, 8.5)),
    SIGNATURE: _Look(alignment=WD_ALIGN_PARAGRAPH.CENTER, before=24, left=4),
}


def prepare(paper: Document, digits: Digits) -> None:
    """Set up an empty document: A4 with official margins, Thai typeface and language, page numbers from page 2."""
    _set_defaults(paper)
    for name, look in _LOOKS.items():
        _set_style(_style(paper, name), look)
    _set_page(paper)
    _number_pages(paper, digits)
    _name_typeface(paper)


def _set_defaults(paper: Document) -> None:
    """What every run has that says nothing else, and the language that the document is set in."""
    defaults = paper.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for child in list(properties):
        properties.remove(child)
    properties.append(_element("w:rFonts", ascii=FACE, hAnsi=FACE, eastAsia=FACE, cs=FACE))
    properties.append(_element("w:sz", val=str(POINTS * 2)))  # half-points
    properties.append(_element("w:szCs", val=str(POINTS * 2)))
    properties.append(_element("w:lang", val=LANGUAGE, eastAsia="en-US", bidi=LANGUAGE))
    theme = paper.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:bidi"), LANGUAGE)


def _style(paper: Document, name: str) -> ParagraphStyle:
    if name in paper.styles:
        return cast("ParagraphStyle", paper.styles[name])
    made = cast("ParagraphStyle", paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    made.base_style = paper.styles["Normal"]
    return made


def _set_style(style: ParagraphStyle, look: _Look) -> None:
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    properties.append(_element("w:rFonts", ascii=FACE, hAnsi=FACE, eastAsia=FACE, cs=FACE))
    properties.extend(_element(tag, val=str(int(look.bold))) for tag in ("w:b", "w:bCs"))
    properties.extend(_element(tag, val=str(look.points * 2)) for tag in ("w:sz", "w:szCs"))
    properties.append(_element("w:lang", val=LANGUAGE, eastAsia="en-US", bidi=LANGUAGE))
    _set_paragraph(style, look)


def _set_paragraph(style: ParagraphStyle, look: _Look) -> None:
    for border in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
        border.getparent().remove(border)
    shape = style.paragraph_format
    shape.alignment = look.alignment
    shape.space_before, shape.space_after = Pt(look.before), Pt(0)
    shape.line_spacing = 1.0
    shape.left_indent, shape.first_line_indent = Cm(look.left), Cm(look.first_line)
    shape.keep_with_next = look.with_next
    for place in look.tabs:
        shape.tab_stops.add_tab_stop(Cm(place), WD_TAB_ALIGNMENT.LEFT)


def _set_page(paper: Document) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.top_margin, page.bottom_margin = Cm(2.5), Cm(2)
    page.left_margin, page.right_margin = Cm(3), Cm(2)


def _number_pages(paper: Document, digits: Digits) -> None:
    """– 2 – at the head of every page but the first, as official papers have it."""
    page = paper.sections[0]
    page.different_first_page_header_footer = True
    head = page.header.paragraphs[0]
    head.add_run("– ")
    _add_field(head, "PAGE")
    head.add_run(" –")
    if digits is Digits.THAI:
        properties = page._sectPr  # noqa: SLF001 - python-docx has no face for the form of page numbers
        properties.find(qn("w:cols")).addprevious(_element("w:pgNumType", fmt="thaiNumbers"))


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    field = _element("w:fldSimple", instr=instruction)
    shown = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "2"
    shown.append(text)
    field.append(shown)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no face for fields


def _name_typeface(paper: Document) -> None:
    """Tell the font table what to take where the typeface is not installed (``w:altName``)."""
    part = paper.part
    table = part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    entry = f'<w:font w:name="{FACE}"><w:altName w:val="{OTHER_FACES}"/><w:family w:val="swiss"/></w:font></w:fonts>'
    named = table.blob.replace(b"</w:fonts>", entry.encode())
    (old,) = [rel_id for rel_id, rel in part.rels.items() if rel.reltype == RELATIONSHIP_TYPE.FONT_TABLE]
    part.drop_rel(old)
    part.relate_to(Part(table.partname, table.content_type, named, table.package), RELATIONSHIP_TYPE.FONT_TABLE)


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made
