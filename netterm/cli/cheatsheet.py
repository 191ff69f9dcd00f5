"""The cheat sheet: the keys of the screens as the registry has them, and what is typed, on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from netterm.cli.keys_told import PLACES, Keys, keys_at
from netterm.cli.paragraphs import definitions
from netterm.commands import EVERYWHERE
from netterm.locale import N_, _

_SCREENS: Final = ("minutes", "roll", "meetings", "agenda", "draft", "tasks", "members", "peers", "conflicts")
"""Those with keys worth learning, the most used first."""
_OF_LISTS: Final = ("filter", "sort", "back")
"""The same on every list: told once."""
_GONE_WITHOUT: Final = frozenset({"leave", "back"})
"""What Esc does everywhere."""
_KEYS_AT_MOST: Final = 2

TYPED: Final = (
    ("@สม…", N_("a name: ↓ and Enter choose")),
    ("! ทำหนังสือ @สมศรี ^+7", N_("a task, for whom, until when")),
    ("^15/8 · ^ศุกร์หน้า · ^+7", N_("a date: any form will do")),
    ("? งบมาจากไหน @วิชัย", N_("a question, and who asks")),
    ("= กองทุนฟื้นฟู @มาลี", N_("the answer, and whose")),
    ("มติที่ประชุม เห็นชอบ…", N_("a resolution, with its key")),
)
"""Typed in the minutes, and ended with Enter."""
_LINES: Final = (
    ("netterm minutes M --follow", N_("hear the minutes")),
    ("netterm minutes M -o F.docx", N_("the minutes as a file")),
    ("netterm sync --once", N_("exchange, and end")),
    ("netterm search …", N_("find anything")),
    ("netterm help", N_("more of this")),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its rows: key or words, and what they do."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it, in the current language and with the keys as they are now."""

    title: str
    sections: tuple[Section, ...]


def sheet() -> Sheet:
    """The cheat sheet. The registry has to know every screen's commands: see `keys_told.as_remapped`."""
    sections = [
        Section(_(PLACES[EVERYWHERE]), _rows(keys_at(EVERYWHERE))),
        _in_lists(),
        *(Section(_(PLACES[place]), _rows(_own(place))) for place in _SCREENS),
    ]
    sections.insert(3, Section(_("Typed in the minutes, then Enter"), _spoken(TYPED)))
    sections.append(Section(_("On the command line"), _spoken(_LINES)))
    return Sheet(_("netterm on one page"), tuple(each for each in sections if each.rows))


def as_text(made: Sheet) -> list[str]:
    """As plain lines within 80 columns."""
    lines = [made.title]
    for section in made.sections:
        lines += ["", section.title, *definitions(section.rows)]
    return lines


def as_markdown(made: Sheet, note: str) -> str:
    """As a page of the guide; ``note`` stands below the heading."""
    parts = [f"# {made.title}\n\n{note}\n"]
    for section in made.sections:
        rows = "\n".join(f"| {_in_cell(key)} | {what} |" for key, what in section.rows)
        parts.append(f"## {section.title}\n\n| | |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def _in_cell(keys: str) -> str:
    return " / ".join(f"`{key}`" for key in keys.replace("|", "\\|").split(" / "))


def _own(place: str) -> list[Keys]:
    """What is not told once for all lists, and is not only the way back."""
    return [each for each in keys_at(place) if each.id.partition(".")[2] not in {*_OF_LISTS, *_GONE_WITHOUT}]


def _in_lists() -> Section:
    found = [each for each in keys_at("meetings") if each.id.partition(".")[2] in _OF_LISTS]
    return Section(_("In every list"), _rows(found))


def _rows(keys: Sequence[Keys]) -> tuple[tuple[str, str], ...]:
    return tuple((" / ".join(each.keys[:_KEYS_AT_MOST]), each.label) for each in keys)


def _spoken(rows: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((typed, _(what)) for typed, what in rows)
