"""``netterm help``: what there is by topic, a command, the keys, how to type dates, the cheat sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from netterm.cli.output import say
from netterm.cli.paragraphs import WIDTH, definitions, wrapped
from netterm.cli.words import Misused, Speaking, option
from netterm.locale import N_, _, message

_TOPICS: Final = (
    (N_("Look around"), "netterm demo"),
    (N_("Begin"), "netterm new · netterm join CODE"),
    (N_("The screens"), "netterm"),
    (N_("Let others in"), "netterm invite · netterm identity"),
    (N_("Members and the rest"), "netterm list · show · add · set · delete · search"),
    (N_("A meeting"), "netterm meeting open · write · meeting close"),
    (N_("Listen to the minutes"), "netterm minutes MEETING --follow"),
    (N_("Papers"), "netterm minutes MEETING -o FILE.docx"),
    (N_("Together"), "netterm sync · conflicts · digest · verify"),
    (N_("A mistake"), "netterm undo · redo · history"),
)
_MORE: Final = (
    ("netterm help COMMAND", N_("what a command does, e.g. “netterm help minutes”")),
    ("netterm help keys [SCREEN]", N_("the keys of the screens")),
    ("netterm help dates", N_("how dates and times are typed")),
    ("netterm help formats", N_("ids, values, files, and what programs can rely on")),
    ("netterm help cheatsheet", N_("all of the screens on one page; --docx FILE to print it")),
    ("netterm --help", N_("every command, a line each")),
)
_FORMATS: Final = (
    ("ID", N_("the id, its last six characters or more, a number like 3/2569 or M-0042, or part of a name")),
    ("field=value", N_("the field's name in either language; nothing behind the sign empties it")),
    (N_("several values"), N_("with commas between them: kind=agency,funder")),
    ("--json", N_("nothing is lost, dates as 2026-07-15; for programs")),
    ("--csv", N_("for spreadsheets: sets in one cell, formulas made harmless by an apostrophe")),
    ("--read-only", N_("nothing is changed; also NETTERM_READ_ONLY=1, or read_only = true in the settings")),
    (N_("how it ends"), N_("0: all went well; 1: it did not, and a sentence says why; 2: the line was not understood; "
                           "130: stopped; 141: the reader of the pipe went away")),
    ("NETTERM_DATA", N_("the data folder, like --data")),
    ("NETTERM_LANG", N_("th or en, like --lang")),
    ("NETTERM_CONFIG", N_("another settings file; “netterm info” says where it is")),
    ("NETTERM_PASSPHRASE", N_("the passphrase, for programs; --passphrase-file is safer")),
)  # fmt: skip
_DATES: Final = ("15/7/69", "15 ก.ค. 69", "15 July 2026", "15", "today", "พรุ่งนี้", "+7", "2w", "ศุกร์หน้า", "next friday",
                 "สิ้นเดือน", "2026-07-15")  # fmt: skip
_MOMENTS: Final = ("15/7/69 09:30", "พรุ่งนี้ 9.30", "+7 13:00", "ศุกร์หน้า บ่ายสองโมง")


@click.command(
    "help", cls=Speaking, help=N_("Say what there is, what a command does, and which keys the screens have.")
)
@click.argument("words", nargs=-1, metavar="[COMMAND | keys [SCREEN] | dates | formats | cheatsheet]")
@option("--docx", metavar="FILE.docx", help=N_("With cheatsheet: as a Word document of one page."))
@option("--names", is_flag=True, help=N_("With keys: the names of the commands, by which the settings give them keys."))
@click.pass_context
def help_(context: click.Context, words: Sequence[str], docx: str | None, names: bool) -> None:
    """``help [TOPIC…]``"""
    topic, *more = words or ("",)
    if names and topic != "keys":
        raise Misused("--names goes with “netterm help keys”: leave it out, or ask for that.")
    if docx is not None and topic != "cheatsheet":
        raise Misused("--docx goes with “netterm help cheatsheet”: leave it out, or ask for that.")
    if topic == "cheatsheet" and docx is not None:
        _write_cheatsheet(Path(docx))
    elif names:
        for line in _names(more):
            say(line)
    elif topic in _PAGES:
        for line in _PAGES[topic](more):
            say(line)
    else:
        click.echo(_command(context.find_root(), words).get_help())


def _command(inner: click.Context, words: Sequence[str]) -> click.Context:
    for word in words:
        group = inner.command
        found = group.get_command(inner, word) if isinstance(group, click.Group) else None
        if found is None:
            raise Misused("There is no command “{command}”: “netterm help” tells which there are.", command=word)
        inner = found.context_class(found, parent=inner, info_name=word)
    return inner


def _overview(_more: Sequence[str]) -> list[str]:
    about = _("netterm does the paperwork of a committee. Everybody has all of the data on their own computer.")
    topics = definitions([(_(topic), commands) for topic, commands in _TOPICS])
    more = definitions([(line, _(said)) for line, said in _MORE])
    return [*wrapped(about, WIDTH), "", *topics, "", _("More:"), *more]


def _names(more: Sequence[str]) -> list[str]:
    from netterm.cli.keys_told import as_remapped, names_at

    with as_remapped():
        return _by_place(more, lambda place: [
            (each.id, f"{each.label}: {' / '.join(each.keys)}" if each.keys else each.label) for each in names_at(place)
        ])  # fmt: skip


def _keys(more: Sequence[str]) -> list[str]:
    from netterm.cli.keys_told import as_remapped, keys_at

    with as_remapped():
        return _by_place(more, lambda place: [
            (" / ".join(each.keys), f"{each.label} – {each.help}" if each.help else each.label)
            for each in keys_at(place)
        ])  # fmt: skip


def _by_place(typed: Sequence[str], rows: Callable[[str], list[tuple[str, str]]]) -> list[str]:
    """The rows of one place, or of each, under its name."""
    from netterm.cli.keys_told import PLACES, place_called, places_with_keys

    lines: list[str] = []
    for place in [place_called(" ".join(typed))] if typed else places_with_keys():
        lines += [*([""] if lines else []), _(PLACES.get(place, place)), *definitions(rows(place))]
    return lines


def _dates(_more: Sequence[str]) -> list[str]:
    from datetime import datetime

    from netterm.language.dates import DateStyle, format_date, format_moment
    from netterm.language.typed_dates import parse_date
    from netterm.language.typed_times import parse_moment

    now = datetime.now()  # noqa: DTZ005 - as the clock on the wall shows it
    days = [(typed, format_date(parse_date(typed, now.date()), DateStyle.LONG)) for typed in _DATES]
    moments = [(typed, format_moment(parse_moment(typed, now), DateStyle.LONG)) for typed in _MOMENTS]
    about = message("Typed today, {today}, these mean:", today=format_date(now.date(), DateStyle.LONG))
    end = _("Years are of the Buddhist Era; one that cannot be is taken for a Western one. Thai digits do as well.")
    return [about, *definitions(days), "", _("With a time:"), *definitions(moments), "", *wrapped(end, WIDTH)]


def _formats(_more: Sequence[str]) -> list[str]:
    return definitions([(_(term), _(said)) for term, said in _FORMATS])


def _cheatsheet(_more: Sequence[str]) -> list[str]:
    from netterm.cli.cheatsheet import as_text, sheet
    from netterm.cli.keys_told import as_remapped

    with as_remapped():
        return as_text(sheet())


def _write_cheatsheet(path: Path) -> None:
    from netterm.cli.cheatsheet import sheet
    from netterm.cli.cheatsheet_paper import as_docx
    from netterm.cli.keys_told import as_remapped
    from netterm.papers import write_file

    if path.suffix.lower() != ".docx":
        raise Misused("The cheat sheet is written as .docx: “{file}” is not.", file=path.name)
    with as_remapped():
        write_file(path, as_docx(sheet()))
    say(message("Written: {file}", file=path))


_PAGES: Final[Mapping[str, Callable[[Sequence[str]], list[str]]]] = {
    "": _overview,
    "keys": _keys,
    "dates": _dates,
    "formats": _formats,
    "cheatsheet": _cheatsheet,
}
