"""What commands print: plain lines, tables, JSON and CSV. Data of others is cleaned before it meets a terminal."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from netterm.language.clean import for_display
from netterm.locale import message

if TYPE_CHECKING:
    from netterm.model import Field
    from netterm.store import Record, Replica

SHORT: Final = 8
"""Characters of an id's end that lists show: enough to type back."""
_WIDEST: Final = 40
_HARMFUL: Final = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def say(line: str) -> None:
    """One line to stdout, at once."""
    click.echo(for_display(line))


def say_lines(text: str) -> None:
    """Several lines to stdout."""
    click.echo(for_display(text, multiline=True))


def say_json(value: Any, *, one_line: bool = False) -> None:
    """JSON without loss; what could do something to a terminal is written as an escape."""
    click.echo(_HARMFUL.sub(_escaped, json.dumps(value, ensure_ascii=False, indent=None if one_line else 2)))


def say_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """CSV (RFC 4180) with a header."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows(rows)
    click.echo(for_display_csv(file.getvalue()), nl=False)


def for_display_csv(text: str) -> str:
    """Without what could do something to a terminal; the line ends stay as they are."""
    return "\r\n".join(for_display(part, multiline=True) for part in text.split("\r\n"))


def say_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as what is in them, by terminal cells."""
    from netterm.language.clusters import cell_width, cut_to_cells

    cut = [[cut_to_cells(for_display(cell), _WIDEST, "…") for cell in row] for row in (header, *rows)]
    widths = [max(cell_width(row[place]) for row in cut) for place in range(len(header))]
    for row in cut:
        cells = (cell + " " * (width - cell_width(cell)) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def short(id: bytes) -> str:
    """The end of an id, as lists show it."""
    return id.hex()[-SHORT:]


def plain_record(record: Record, title: str) -> dict[str, Any]:
    """A record for JSON: its fields by name, and beside them what no field can be called."""
    about: dict[str, Any] = {"_entity": record.entity.name, "id": record.id.hex(), "_title": title}
    about["_conflicts"] = record.conflicts
    return about | {each.name: plain_held(each, record[each.name]) for each in record.entity.fields}


def plain_held(field: Field, held: object) -> Any:
    """A value, or the elements of a set as a list, in plain form."""
    from netterm.model.values import to_plain  # not for those who only say a sentence

    if isinstance(held, tuple):
        return [to_plain(field, each) for each in held]
    return to_plain(field, held if isinstance(held, (str, int, bytes)) else None)


def roles_told(roles: Iterable[str]) -> str:
    """Roles in the reader's language, the mightiest first."""
    from netterm.model import SCHEMA

    held = frozenset(roles)
    return ", ".join(str(each.label) for each in SCHEMA["identity"]["roles"].choices if each.code in held) or "–"


def version_named(replica: Replica, version: bytes) -> str:
    """A version of minutes as people speak of it: the meeting, and which one of its versions where it has a number."""
    record = replica.get("minutes_version", version)
    meeting, number = (record["meeting"], record["number"]) if record is not None else (None, None)
    named = replica.title("meeting", meeting) if isinstance(meeting, bytes) else ""
    return f"{named} · {message('version {number}', number=number)}" if isinstance(number, int) else named


def with_names(pairs: Mapping[str, str]) -> None:
    """``name: value`` lines."""
    for name, value in pairs.items():
        say(f"{name}: {value}")


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
