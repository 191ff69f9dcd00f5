"""What ``netterm help`` tells: within 80 columns in both languages, and as the registry has it."""

from itertools import chain
from pathlib import Path

import click
import pytest
from docx import Document

from netterm.cli.cheatsheet import TYPED
from netterm.cli.door import program
from netterm.cli.keys_told import PLACES, as_remapped, keys_at
from netterm.cli.paragraphs import definitions, wrapped
from netterm.commands import COMMANDS
from netterm.language.clusters import cell_width
from netterm.language.dates import DateStyle, format_date
from netterm.locale import Language
from netterm.model.minutes_lines import parse_resolution_line
from netterm.model.spoken_lines import looks_like_command
from netterm.papers.pdf import write_pdf
from tests.cli.lines import Terminal
from tools.cheatsheet import page, path_of

TOPICS = [[], ["keys"], ["keys", "--names"], ["dates"], ["formats"], ["cheatsheet"]]


def commands() -> list[list[str]]:
    """Every command, those within groups too."""
    found = []
    for name in program.list_commands(click.Context(program)):
        command = program.get_command(click.Context(program), name)
        inner = command.list_commands(click.Context(command)) if isinstance(command, click.Group) else []
        found += [[name], *([name, each] for each in inner)]
    return found


@pytest.mark.parametrize("language", ["en", "th"])
def test_all_help_fits_80_columns(bare: Terminal, language: str) -> None:
    for words in [*TOPICS, *commands()]:
        for line in bare.good("--lang", language, "help", *words).lines:
            assert cell_width(line) <= 80, (words, line)
    for line in bare.good("--lang", language, "--help").lines:
        assert cell_width(line) <= 80, line


def test_the_overview_is_for_newcomers(bare: Terminal) -> None:
    said = bare.good("help")
    assert len(said.lines) <= 24
    assert "netterm demo" in said.out
    for words in ("COMMAND", "keys", "dates", "formats", "cheatsheet"):
        assert f"netterm help {words}" in said.out


def test_every_command_that_the_overview_names_is_there(bare: Terminal) -> None:
    names = {words[0] for words in commands()}
    for line in bare.good("help").lines:
        _topic, sign, told = line.partition("  netterm ")
        if sign and not told.startswith(("help", "-")):
            assert {part.removeprefix("netterm ").split()[0] for part in told.split(" · ")} <= names


def test_the_keys_of_a_screen_are_those_of_the_registry(bare: Terminal) -> None:
    said = bare.good("help", "keys", "minutes").out
    with as_remapped():
        own = keys_at("minutes")
    assert len(own) > 5
    for each in own:
        assert f"  {' / '.join(each.keys)} " in said
        assert each.label in said
    assert bare.good("help", "keys", "รายงานการประชุม").out == said
    everything = bare.good("help", "keys").out
    assert said in everything


def test_remapped_keys_are_told_as_they_are_now(bare: Terminal, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[keys]\n"minutes.next" = "ctrl+y"\n', encoding="utf-8")
    env: dict[str, str | None] = {"NETTERM_CONFIG": str(tmp_path / "config.toml")}
    assert "  Ctrl+Y " in bare.good("help", "keys", "minutes", env=env).out
    assert "Ctrl+Y  " in bare.good("help", "cheatsheet", env=env).out
    assert "  Ctrl+Y " not in bare.good("help", "keys", "minutes").out


def test_the_names_of_all_commands_are_told_for_who_remaps_them(bare: Terminal) -> None:
    said = [line.split()[0] for line in bare.good("help", "keys", "--names").lines if line.startswith("  ")]
    with as_remapped():
        assert {command.id for command in COMMANDS} <= set(said)
    assert bare.refused("help", "dates", "--names", code=2)[0].startswith("--names goes with")


def test_a_screen_that_is_none_is_told(bare: Terminal) -> None:
    english, thai = bare.refused("help", "keys", "kitchen", code=2)
    assert english.startswith("There is no screen “kitchen”: there are Meetings, Agenda, ")
    named = thai.removesuffix(".").partition(": ")[2].split(", ")
    assert "รายงานการประชุม" in named
    assert len(named) == len(set(named))


def test_no_letter_is_told_as_a_key_where_it_goes_into_a_text() -> None:
    from netterm.screens.minutes import MinutesScreen
    from netterm.screens.shell import is_letter

    assert not MinutesScreen.has_letters
    with as_remapped():
        assert "minutes.next" in {each.id for each in keys_at("minutes")}
        for command in COMMANDS.of("minutes"):
            shown = next((each.keys for each in keys_at("minutes") if each.id == command.id), ())
            assert len(shown) == len([key for key in COMMANDS.keys(command.id) if not is_letter(key)])


def test_every_place_of_the_registry_has_a_name() -> None:
    with as_remapped():
        places = set(chain.from_iterable(command.where for command in COMMANDS))
    before_a_network = {"found", "join", "kit"}  # they say their keys themselves
    assert places - PLACES.keys() - before_a_network == set()


def test_dates_are_told_as_the_program_reads_them(bare: Terminal) -> None:
    from datetime import date, timedelta

    week = format_date(date.today() + timedelta(days=7), DateStyle.LONG)  # noqa: DTZ011 - the wall's
    assert f"+7 {week}" in [" ".join(line.split()) for line in bare.good("help", "dates").lines]


def test_what_the_sheet_says_is_typed_is_understood_so() -> None:
    signs = [typed for typed, _what in TYPED if typed[0] in "!?="]
    assert len(signs) == 3
    assert all(map(looks_like_command, signs))
    assert any(parse_resolution_line(typed) for typed, _what in TYPED)


@pytest.mark.parametrize("language", Language)
def test_the_cheat_sheet_in_the_guide_is_that_of_the_program(language: Language) -> None:
    """If it is not, a key or a label has changed: ``python -m tools.cheatsheet`` writes it anew."""
    assert path_of(language).read_text(encoding="utf-8") == page(language)


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_printed_sheet_says_what_the_plain_one_says(bare: Terminal, tmp_path: Path, language: str) -> None:
    plain = bare.good("--lang", language, "help", "cheatsheet")
    bare.good("--lang", language, "help", "cheatsheet", "--docx", str(tmp_path / "sheet.docx"))
    printed = [paragraph.text for paragraph in Document(str(tmp_path / "sheet.docx")).paragraphs]
    assert " ".join("\n".join(printed).split()) == " ".join(plain.out.split())


@pytest.mark.needs("soffice", "pdfinfo")
@pytest.mark.parametrize("language", ["en", "th"])
def test_it_is_printed_on_one_page(bare: Terminal, tmp_path: Path, language: str) -> None:
    import subprocess

    bare.good("--lang", language, "help", "cheatsheet", "--docx", str(tmp_path / "sheet.docx"))
    write_pdf((tmp_path / "sheet.docx").read_bytes(), tmp_path / "sheet.pdf")
    told = subprocess.run(["pdfinfo", str(tmp_path / "sheet.pdf")], capture_output=True, text=True, check=True).stdout
    assert "Pages:           1\n" in told
    assert "A4" in told


def test_another_kind_of_file_is_refused(bare: Terminal, tmp_path: Path) -> None:
    english, _thai = bare.refused("help", "cheatsheet", "--docx", str(tmp_path / "sheet.pdf"), code=2)
    assert english == "The cheat sheet is written as .docx: “sheet.pdf” is not."
    assert bare.refused("help", "keys", "--docx", "x.docx", code=2)[0].startswith("--docx goes with")


class TestParagraphs:
    def test_thai_is_broken_between_words_and_by_cells(self) -> None:
        text = "เครือข่ายคนพิการตำบลบ้านกลางประชุมคณะกรรมการทุกวันเสาร์ที่สองของเดือนที่ศาลาประชาคม"
        rows = wrapped(text, 30)
        assert all(cell_width(row) <= 30 for row in rows)
        assert "".join(rows) == text
        assert not any(row[0] in "ะาำิีึืุูั่้๊๋์" for row in rows)

    def test_texts_line_up_beside_their_terms(self) -> None:
        rows = definitions([("ก", "หนึ่ง"), ("กี่", "สอง"), ("abc", "three")], indent=2)
        assert rows == ["  ก    หนึ่ง", "  กี่    สอง", "  abc  three"]

    def test_a_long_term_has_its_text_below(self) -> None:
        rows = definitions([("a", "short"), ("x" * 40, "long")], indent=2)
        assert rows == ["  a  short", "  " + "x" * 40, "     long"]
