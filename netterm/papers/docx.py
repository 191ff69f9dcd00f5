"""Minutes as a Word document, the format in which offices go on working."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from netterm.language.numbers import Digits
from netterm.papers.files import write_file
from netterm.papers.gathering import gather
from netterm.papers.layout import Block, Style, blocks
from netterm.papers.sealed import certified_text, digits_of, read_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from netterm.papers.document import MinutesDocument
    from netterm.store import Replica

__all__ = ["drawn", "made", "save", "write_docx"]


def save(replica: Replica, meeting_id: bytes, path: Path) -> None:
    """Write the minutes of a meeting: the certified ones, or as they stand now.

    Raises `NoSuchMeeting` or `NotWritten`.
    """
    write_file(path, drawn(replica, meeting_id))


def drawn(replica: Replica, meeting_id: bytes) -> bytes:
    """The minutes of a meeting as a file: the certified ones, or as they stand now. Raises `NoSuchMeeting`."""
    text = certified_text(replica, meeting_id)
    if text is not None:
        said = read_blocks(text)
        return made(said, digits_of(said))
    document = gather(replica, meeting_id)
    return made(blocks(document), document.digits)


def write_docx(document: MinutesDocument, path: Path) -> None:
    """Write gathered minutes to ``path``, whole or not at all. Raises `NotWritten`."""
    write_file(path, made(blocks(document), document.digits))


def made(said: Sequence[Block], digits: Digits) -> bytes:
    """A paper as a file, its pages numbered in these digits."""
    import docx

    from netterm.papers import docx_styles

    paper = docx.Document()
    docx_styles.prepare(paper, digits)
    _describe(paper, next((each.text for each in said if each.style is Style.TITLE), ""))
    for block in said:
        _add(paper, block)
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def _describe(paper: Document, title: str) -> None:
    """What a file manager shows of it; nothing of who made it, or on which computer."""
    facts = paper.core_properties
    facts.title = title[:255]
    facts.author = facts.last_modified_by = facts.comments = ""
    facts.language = "th-TH"


def _add(paper: Document, block: Block) -> None:
    from netterm.papers import docx_styles as styles

    names = {
        Style.TITLE: styles.TITLE,
        Style.NEXT_PAGE: styles.TITLE,
        Style.CENTRED: styles.CENTRED,
        Style.HEADING: styles.HEADING,
        Style.ITEM: styles.ITEM,
        Style.TEXT: styles.TEXT,
        Style.LINE: styles.LINE,
        Style.ROW: styles.ROW,
        Style.SIGNATURE: styles.SIGNATURE,
    }
    paragraph = paper.add_paragraph(style=names[block.style])
    if block.style is Style.NEXT_PAGE:
        paragraph.paragraph_format.page_break_before = True
    if block.style is Style.SIGNATURE:
        _add_lines(paragraph, block.cells)
    elif block.style is Style.ROW:
        number, name, position, notes = block.cells
        paragraph.add_run(f"{number}\t{name}\t{' '.join(filter(None, (position, notes)))}".rstrip())
    else:
        _add_text(paragraph, block)


def _add_lines(paragraph: Paragraph, lines: tuple[str, ...]) -> None:
    """Lines that stay on one page together."""
    paragraph.paragraph_format.keep_together = True
    for number, line in enumerate(lines):
        run = paragraph.add_run(line)
        if number < len(lines) - 1:
            run.add_break()


def _add_text(paragraph: Paragraph, block: Block) -> None:
    if block.label:
        label = paragraph.add_run(block.label)
        label.font.bold = label.font.cs_bold = True
        paragraph.add_run(f" {block.text}" if block.text else "")
    else:
        paragraph.add_run(block.text)
