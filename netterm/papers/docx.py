"""Minutes as a Word document, the format in which offices go on working."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from netterm.papers.files import write_file
from netterm.papers.gathering import gather
from netterm.papers.layout import Block, Style, blocks, title

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from netterm.papers.document import MinutesDocument
    from netterm.store import Replica

__all__ = ["save", "write_docx"]


def save(replica: Replica, meeting_id: bytes, path: Path) -> None:
    """Write the minutes of a meeting as they stand now. Raises `NoSuchMeeting` or `NotWritten`."""
    write_docx(gather(replica, meeting_id), path)


def write_docx(document: MinutesDocument, path: Path) -> None:
    """Write gathered minutes to ``path``, whole or not at all. Raises `NotWritten`."""
    write_file(path, _made(document))


def _made(document: MinutesDocument) -> bytes:
    import docx

    from netterm.papers import docx_styles

    paper = docx.Document()
    docx_styles.prepare(paper, document.digits)
    _describe(paper, document)
    for block in blocks(document):
        _add(paper, block)
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def _describe(paper: Document, document: MinutesDocument) -> None:
    """What a file manager shows of it; nothing of who made it, or on which computer."""
    facts = paper.core_properties
    facts.title = title(document)[:255]
    facts.author = facts.last_modified_by = facts.comments = ""
    facts.language = "th-TH"


def _add(paper: Document, block: Block) -> None:
    from netterm.papers import docx_styles as styles

    names = {
        Style.TITLE: styles.TITLE,
        Style.CENTRED: styles.CENTRED,
        Style.HEADING: styles.HEADING,
        Style.ITEM: styles.ITEM,
        Style.TEXT: styles.TEXT,
        Style.ROW: styles.ROW,
        Style.SIGNATURE: styles.SIGNATURE,
    }
    paragraph = paper.add_paragraph(style=names[block.style])
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
