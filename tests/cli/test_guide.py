"""The user guide is true: commands, options, keys and links that it names are there, alike in both languages."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from netterm.cli.door import program
from netterm.cli.keys_told import as_remapped
from netterm.commands import COMMANDS, key_name

GUIDE = Path(__file__).parent.parent.parent / "docs" / "guide"
PAGES = {language: (GUIDE / f"{language}.md").read_text(encoding="utf-8") for language in ("th", "en")}
NO_COMMANDS = {"Enter", "Esc", "Ctrl+C", "Ctrl+Z", "F10", "F11", "Fn", "F", "Ctrl", "↑", "↓"}
"""Keys that are no command of a screen: the text's own, the dialogs', the terminal's."""
KEY = re.compile(r"(?:(?:Ctrl|Shift)\+)?(?:F\d+|[!-~]|[↑↓←→]|Esc|Enter|Space|Ins|Del)|Fn")
SIGNS = set("@^!?=~'-+<;")
"""Typed in a text, and beside that no keys."""


def code(page: str) -> Iterator[str]:
    """What stands as code in a page: the lines of blocks, and what is quoted within a line."""
    for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL):
        yield from (line.partition("  #")[0].strip() for line in block.splitlines())
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))


def commands(page: str) -> list[list[str]]:
    """Every line for the program that a page shows, as words."""
    lines = [each for each in code(page) if each.startswith("netterm ")]
    rows = re.findall(r"^\| (`.+?`) \|", page[page.index("--data DIR") :], re.MULTILINE)
    listed = [each for row in rows for each in re.findall(r"`([^`]+)`", row.replace("\\|", "|"))]
    return [line.replace("netterm ", "", 1).split() for line in [*lines, *listed] if line != "netterm"]


def keys(page: str) -> set[str]:
    """Every key that a page names."""
    return {each for each in code(page) if KEY.fullmatch(each)} - SIGNS


def anchors(page: str) -> set[str]:
    """The places in a page that links may lead to, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", page, flags=re.DOTALL), re.MULTILINE)
    kept = {"L", "M", "N"}
    return {
        "".join(c for c in heading.lower().replace(" ", "-") if c in "-_" or unicodedata.category(c)[0] in kept)
        for heading in headings
    }


@pytest.mark.parametrize("language", PAGES)
def test_every_command_and_option_that_the_guide_shows_is_there(language: str) -> None:
    shown = commands(PAGES[language])
    assert len(shown) > 40
    for words in shown:
        context = click.Context(program)
        command: click.Command = program
        for at, word in enumerate(words):
            after_option = at > 0 and words[at - 1].startswith("--")
            if word.startswith("-") or after_option or not isinstance(command, click.Group):
                continue
            found = [command.get_command(context, each) for each in word.split("|")]
            assert None not in found, words
            command = found[-1] or command
        known = {name for each in (command, program) for param in each.get_params(context) for name in param.opts}
        for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", " ".join(words)):
            assert option in known, (option, words)


@pytest.mark.parametrize("language", PAGES)
def test_every_key_that_the_guide_names_does_something(language: str) -> None:
    with as_remapped() as as_declared:
        as_declared()
        known = {key_name(key) for command in COMMANDS for key in COMMANDS.keys(command.id)}
    named = keys(PAGES[language])
    assert len(named) > 40
    assert named - known - NO_COMMANDS == {"ท", "→"} & named


@pytest.mark.parametrize("language", PAGES)
def test_every_link_of_the_guide_leads_somewhere(language: str) -> None:
    page = PAGES[language]
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert len(links) > 30
    for link in links:
        path, _sign, anchor = link.partition("#")
        if path:
            assert (GUIDE / path).exists(), link
        else:
            assert anchor in anchors(page), link


@pytest.mark.parametrize("language", PAGES)
def test_every_section_is_in_the_contents(language: str) -> None:
    page = PAGES[language]
    contents, _sign, rest = page.partition("\n## ")
    linked = {each.partition("#")[2] for each in re.findall(r"\]\((#[^)]+)\)", contents)}
    chapters = set(re.findall(r"^## (.+)$", "## " + rest, re.MULTILINE))
    unlinked = {each for each in chapters if not anchors(f"## {each}") & linked}
    assert len(unlinked) <= 1, unlinked  # the chapter of the meeting, whose parts are there one by one


def test_both_languages_show_the_same() -> None:
    thai, english = PAGES["th"], PAGES["en"]
    assert keys(thai) - {"ท"} == keys(english) - {"ท"}
    assert re.findall(r"pictures/([\w-]+)-th", thai) == re.findall(r"pictures/([\w-]+)-en", english)
    assert len(anchors(thai)) == len(anchors(english))
    verbs = [[words[0] for words in commands(page)] for page in (thai, english)]
    assert sorted(verbs[0]) == sorted(verbs[1])
