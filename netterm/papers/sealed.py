"""Certified minutes: drawn from the text that was certified, whatever was written into their records since.

The text is what ``netterm.papers.markdown`` wrote of the minutes; it is read back into the blocks that it was written
from, so that a Word document says the same, and a passage of it can be put right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from netterm.errors import Failure
from netterm.language.clean import clean_line
from netterm.language.numbers import Digits, to_arabic_digits, to_thai_digits
from netterm.locale import N_
from netterm.papers.layout import Block, Style
from netterm.papers.markdown import as_markdown

if TYPE_CHECKING:
    from netterm.store import Record, Replica

__all__ = ["NotCorrected", "certified_text", "corrected", "digits_of", "read_blocks"]

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LABELLED = re.compile(r"\*\*((?:\\.|[^*\\])+)\*\*(?: |$)(.*)", re.DOTALL)
_ROW = re.compile(r"(?:(\d{1,9}[.)])|- (\S+))(?: |$)(.*)", re.ASCII)
_NOTES = re.compile(r" ?(\([^()]*\))$")
_HEADINGS = (("### ", Style.ITEM), ("## ", Style.HEADING), ("# ", Style.TITLE))


class NotCorrected(Failure):
    """A passage that cannot be put right, since it is not clear which one is meant."""


def certified_text(replica: Replica, meeting: bytes) -> str | None:
    """The text of the minutes that hold; None before any are certified."""
    found = replica.list("minutes_version", {"meeting": meeting, "state": "certified"})
    held = max(found, key=_place, default=None)
    text = held["text"] if held is not None else None
    return text if isinstance(text, str) else None


def _place(version: Record) -> tuple[bool, int, bytes]:
    number = version["number"]
    return not isinstance(number, int), number if isinstance(number, int) else 0, version.id


def read_blocks(text: str) -> list[Block]:
    """The blocks that a text was written from; what was written by hand comes as plain paragraphs."""
    said: list[Block] = []
    for paragraph in re.split(r"\n{2,}", text.strip("\n")):
        before_the_list = not any(each.style is Style.HEADING for each in said)
        said += _read(paragraph, Style.CENTRED if said and before_the_list else Style.TEXT)
    return said


def digits_of(blocks: Iterable[Block]) -> Digits:
    """The digits that a paper is written in, by the number at its head."""
    head = "".join(each.text for each in blocks if each.style is Style.CENTRED)
    return Digits.ARABIC if to_arabic_digits(head) == head else Digits.THAI


def corrected(text: str, before: str, after: str) -> str:
    """The text with one passage of it put right. Raises `NotCorrected` where it stands there not once."""
    said = read_blocks(text)
    old, new = clean_line(before).strip(), clean_line(after).strip()
    if digits_of(said) is Digits.THAI:
        old, new = to_thai_digits(old), to_thai_digits(new)
    places = [(at, part) for at, block in enumerate(said) for part in _parts(block) for _ in range(part.count(old))]
    if not old or not places:
        raise NotCorrected(
            N_("“{passage}” does not stand in these minutes: type it as it stands there."), passage=before
        )
    if len(places) > 1:
        raise NotCorrected(
            N_("“{passage}” stands there {count} times: type more of the words around it."),
            passage=before,
            count=len(places),
        )
    at = places[0][0]
    return as_markdown([*said[:at], _changed(said[at], old, new), *said[at + 1 :]])


def _parts(block: Block) -> tuple[str, ...]:
    """What of a block can be put right; a label with the words behind it reads as one."""
    return (f"{block.label} {block.text}" if block.label else block.text, *block.cells)


def _changed(block: Block, old: str, new: str) -> Block:
    cells = tuple(cell.replace(old, new) for cell in block.cells)
    if old in block.text or not block.label:
        return replace(block, text=block.text.replace(old, new), cells=cells)
    whole = f"{block.label} {block.text}".replace(old, new)
    if whole.startswith(block.label + " "):
        return replace(block, text=whole.removeprefix(block.label + " "), cells=cells)
    return replace(block, label="", text=whole, cells=cells)


def _read(paragraph: str, plain: Style) -> Iterator[Block]:
    for mark, style in _HEADINGS:
        if paragraph.startswith(mark):
            yield Block(style, _unescaped(paragraph.removeprefix(mark)))
            return
    if "\\\n" in paragraph:
        yield Block(Style.SIGNATURE, cells=tuple(map(_unescaped, paragraph.split("\\\n"))))
        return
    for line in paragraph.split("\n"):
        yield _read_line(line, plain)


def _read_line(line: str, plain: Style) -> Block:
    if row := _ROW.fullmatch(line):
        return _row(row[1] or row[2], row[3])
    if labelled := _LABELLED.fullmatch(line):
        return Block(plain, _unescaped(labelled[2]), label=_unescaped(labelled[1]))
    return Block(plain, _unescaped(line))


def _row(number: str, said: str) -> Block:
    notes = _NOTES.search(said)
    rest = said[: notes.start()] if notes else said
    name, _dash, position = rest.partition(" – ")
    return Block(Style.ROW, cells=tuple(map(_unescaped, (number, name, position, notes[1] if notes else ""))))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
