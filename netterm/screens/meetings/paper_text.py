"""A paper as it is read on the screen: what stands out stands out, and no marks of any format are between the words."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from netterm.language.clean import for_display
from netterm.screens.widgets.long_text import TextLine

if TYPE_CHECKING:
    from netterm.papers.layout import Block

__all__ = ["paper_lines"]

_TEXT_AT, _SIGNATURES_AT = " " * 4, " " * 6
_STOOD_OUT = frozenset({"TITLE", "NEXT_PAGE", "CENTRED", "HEADING", "ITEM"})


def paper_lines(blocks: "Iterable[Block]") -> Iterator[TextLine]:
    """The lines of a whole paper, its paragraphs apart as on paper."""
    for number, block in enumerate(blocks):
        if number and block.style.name in {"HEADING", "SIGNATURE", "NEXT_PAGE"}:
            yield TextLine("")
        yield from _lines_of(block)
    yield TextLine("")  # free below the last one, so that one sees that it is that


def _lines_of(block: "Block") -> Iterator[TextLine]:
    kind = block.style.name
    if kind == "ROW":
        yield TextLine(f"  {for_display(_row(block.cells))}")
    elif kind == "SIGNATURE":
        yield from (TextLine(f"{_SIGNATURES_AT}{for_display(line)}") for line in block.cells)
    elif kind in _STOOD_OUT:
        text = f"{'  ' if kind == 'ITEM' else ''}{for_display(block.text)}"
        yield TextLine(text, (0, len(text)))
    else:
        label = f"{for_display(block.label)} " if block.label else ""
        begin = f"{_TEXT_AT}{label}"
        yield TextLine(f"{begin}{for_display(block.text)}", (len(_TEXT_AT), len(begin)))


def _row(cells: tuple[str, ...]) -> str:
    number, name, *rest = cells
    return "  ".join(each for each in (f"{number} {name}", " ".join(filter(None, rest))) if each)
