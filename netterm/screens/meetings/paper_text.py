"""A paper as it is read on the screen: what stands out stands out, and no marks of any format are between the words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.text import Text

from netterm.language.clean import for_display

if TYPE_CHECKING:
    from netterm.papers.layout import Block

__all__ = ["paper_text"]

_SIGNATURES_AT = "      "
_STOOD_OUT = frozenset({"TITLE", "NEXT_PAGE", "CENTRED", "HEADING"})


def paper_text(blocks: "Iterable[Block]") -> Text:
    """The whole paper, its paragraphs apart as on paper."""
    text = Text()
    for block in blocks:
        kind = block.style.name
        if kind in {"HEADING", "SIGNATURE", "NEXT_PAGE"} and text:
            text.append("\n")
        if kind == "ROW":
            text.append(f"  {for_display(_row(block.cells))}\n")
        elif kind == "SIGNATURE":
            text.append("".join(f"{_SIGNATURES_AT}{for_display(line)}\n" for line in block.cells))
        elif kind in _STOOD_OUT:
            text.append(f"{for_display(block.text)}\n", "bold")
        elif kind == "ITEM":
            text.append(f"  {for_display(block.text)}\n", "bold")
        else:
            _add_plain(text, block)
    return text


def _add_plain(text: Text, block: "Block") -> None:
    text.append("    ")
    if block.label:
        text.append(f"{for_display(block.label)} ", "bold")
    text.append(f"{for_display(block.text)}\n")


def _row(cells: tuple[str, ...]) -> str:
    number, name, *rest = cells
    return "  ".join(each for each in (f"{number} {name}", " ".join(filter(None, rest))) if each)
