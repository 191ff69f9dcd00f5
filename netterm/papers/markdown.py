"""Papers as Markdown (CommonMark): what people wrote stays text, whatever it looks like."""

import re
from collections.abc import Callable, Iterable, Mapping

from netterm.papers.layout import Block, Style

__all__ = ["as_markdown", "escaped"]

# What means something anywhere in a line: in CommonMark, and in what GitHub adds to it. An underscore within a word
# means nothing.
_SPECIAL = re.compile(r"[*`\[|~]|\\(?=[!-/:-@\[-`{-~])|<(?=[A-Za-z/!?])|&(?=#?\w{1,31};)|(?<!\w)_|_(?!\w)")
# What means something at the beginning of one.
_OPENING = re.compile(r"(#{1,6}(?=\s|$)|[-+](?=\s|$)|[-=]{1,}\s*$|>|-(?:\s*-){2,}\s*$)")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)", re.ASCII)


def as_markdown(blocks: Iterable[Block]) -> str:
    """The paper as a file of lines, each paragraph apart."""
    paragraphs: list[str] = []
    rows: list[str] = []
    for block in blocks:
        written = _WRITERS[block.style](block)
        if block.style is Style.ROW:
            rows.append(written)
            continue
        if rows:
            paragraphs.append("\n".join(rows))
            rows = []
        paragraphs.append(written)
    if rows:
        paragraphs.append("\n".join(rows))
    return "\n\n".join(paragraphs) + "\n"


def escaped(text: str) -> str:
    """``text`` on one line, written so that Markdown shows it as it is."""
    inner = _within(text)
    inner = _OPENING.sub(r"\\\1", inner) if _OPENING.match(inner) else inner
    return _NUMBERED.sub(r"\1\\\2", inner, count=1) if _NUMBERED.match(inner) else inner


def _within(text: str) -> str:
    """What stands behind something else in its line."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def _heading(level: int) -> Callable[[Block], str]:
    return lambda block: f"{'#' * level} {_in_heading(block.text)}"


def _in_heading(text: str) -> str:
    """A row of # at the end of a heading, behind a gap, would be taken for its close."""
    return re.sub(r"(?<= )(#+)$", r"\\\1", escaped(text))


def _text(block: Block) -> str:
    if not block.label:
        return escaped(block.text)
    return f"**{_within(block.label)}** {_within(block.text)}".rstrip()


def _row(block: Block) -> str:
    """Thai digits number no list in Markdown, so that such a row is a bullet."""
    number, name, position, notes = map(_within, block.cells)
    said = f"{name}{' – ' if position else ''}{position}{' ' if notes else ''}{notes}"
    return f"{number} {said}" if _NUMBERED.match(number) else f"- {number} {said}"


def _signature(block: Block) -> str:
    return "\\\n".join(map(escaped, block.cells))


_WRITERS: Mapping[Style, Callable[[Block], str]] = {
    Style.TITLE: _heading(1),
    Style.NEXT_PAGE: _heading(1),
    Style.CENTRED: _text,
    Style.HEADING: _heading(2),
    Style.ITEM: _heading(3),
    Style.TEXT: _text,
    Style.LINE: _text,
    Style.ROW: _row,
    Style.SIGNATURE: _signature,
}
