"""Text within a terminal's columns, Thai broken between words; click itself counts marks as cells, and cuts words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import click

from netterm.language.clusters import cell_width

WIDTH: Final = 80
"""Columns that every terminal has."""
_GAP: Final = 2
_WIDEST_TERM: Final = 34
"""Cells of a term that has its text beside it; a wider one has it below."""


def wrapped(text: str, width: int) -> list[str]:
    """A paragraph as rows of at most so many cells."""
    if cell_width(text) <= width:
        return [text]
    from netterm.language.words import break_places
    from netterm.language.wrapping import breaks

    places = break_places(text)
    starts = (0, *breaks(text, width, places.words, places.parts), len(text))
    return [text[start:end].strip() for start, end in pairwise(starts)]


def definitions(rows: Sequence[tuple[str, str]], *, indent: int = 2, width: int = WIDTH) -> list[str]:
    """Terms, each with its text beside it, or below where the term is long; texts line up."""
    beside = [cell_width(term) for term, _text in rows if cell_width(term) <= _WIDEST_TERM]
    column = indent + max(beside, default=0) + _GAP
    lines = []
    for term, text in rows:
        first = " " * indent + term
        told = wrapped(text, width - column) if text else []
        if cell_width(first) + _GAP > column:
            lines += _hanging(term, indent, width)
        elif told:
            lines.append(first + " " * (column - cell_width(first)) + told.pop(0))
        else:
            lines.append(first)
        lines += [" " * column + row for row in told]
    return lines


def _hanging(text: str, indent: int, width: int) -> list[str]:
    """A line that goes on further in where it is too long."""
    first, *more = wrapped(text, width - indent - _GAP)
    return [" " * indent + first, *(" " * (indent + _GAP) + row for row in more)]


class Paragraphs(click.HelpFormatter):
    """Help as click builds it, laid out by cells and words."""

    def __init__(self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None) -> None:
        super().__init__(indent_increment, min(width or WIDTH, WIDTH), max_width)

    def write_text(self, text: str) -> None:
        for paragraph in text.split("\n"):
            for row in wrapped(" ".join(paragraph.split()), self.width - self.current_indent):
                self.write(f"{' ' * self.current_indent}{row}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        for line in definitions(list(rows), indent=self.current_indent, width=self.width):
            self.write(f"{line}\n")


class Context(click.Context):
    """What a line is understood in; its help is laid out by us."""

    formatter_class = Paragraphs
