"""Looking on: nothing is changed by whoever opened it so, whichever way they said it, and a sentence tells."""

from pathlib import Path

import pytest

from netterm.cli.place import Place
from netterm.cli.screens import open_without_asking
from netterm.store import Replica
from netterm.wiring.directory import Directory
from tests.cli.lines import Terminal

SENTENCE = "This was opened for reading only. Nothing was changed."


@pytest.fixture
def before(line: Terminal) -> str:
    line.add("org", "name=อบต.")
    return line.good("digest").out


def refused(line: Terminal, *words: str) -> None:
    english, thai = line.refused("--read-only", *words)
    assert english == SENTENCE
    assert thai != english


def test_every_command_that_writes_is_refused(line: Terminal, meeting: str, item: str, founded: Path) -> None:
    org = line.add("org", "name=อบต.")
    line.good("set", "org", org, "name=อบต. กลาง")
    digest = line.good("digest").out
    for words in (
        ["add", "org", "name=x"],
        ["set", "org", org, "name=x"],
        ["delete", "org", org],
        ["write", item, "x"],
        ["write", item, "--append", "x"],
        ["undo"],
        ["meeting", "close", meeting],
        ["invite", "--yes"],
    ):
        refused(line, *words)
    assert line.good("digest").out == digest


def test_nothing_new_is_begun(bare: Terminal) -> None:
    refused(bare, "new", "เครือข่าย", "--as", "สมชาย", "--no-passphrase")
    refused(bare, "demo", "--no-open")
    refused(bare, "join", "0000-0000-0000-0000-0000", "--as", "สมชาย", "--no-passphrase")
    assert not bare.data.exists()


def test_everything_is_read_as_ever(line: Terminal, before: str) -> None:
    assert line.good("--read-only", "list", "org").out == line.good("list", "org").out
    assert line.good("--read-only", "digest").out == before


def test_it_can_be_asked_for_by_environment_and_settings(line: Terminal, before: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("read_only = true\n", encoding="utf-8")
    for env in ({"NETTERM_READ_ONLY": "1"}, {"NETTERM_CONFIG": str(tmp_path / "config.toml")}):
        said = line("add", "org", "name=x", env={**env})
        assert (said.code, said.err) == (1, SENTENCE + "\n")
    assert line.good("digest").out == before


def test_rights_are_not_changed_either(line: Terminal, founded: Path) -> None:
    key = line.good("list", "identity", "--json").json()[0]["id"]
    refused(line, "identity", "role", key, "member", "admin", "--yes")
    kit = str(founded.parent / "kit.txt")
    said = line("--read-only", "recover", kit, env={"NETTERM_KIT_PASSPHRASE": "a passphrase for the kit"})
    assert (said.code, said.err) == (1, SENTENCE + "\n")


def test_the_screens_open_it_so(line: Terminal, before: str) -> None:
    opened = open_without_asking(Place(line.data, read_only=True))
    assert opened is not None
    with opened:
        assert opened.read_only
    with Directory(line.data, read_only=True).unlock(None, None) as unlocked:
        assert unlocked.read_only
    with Directory(line.data).unlock(None, None) as unlocked:
        assert not unlocked.read_only
    with Replica.open(line.data) as again:
        assert again.count("org") == 1


def test_the_screens_found_nothing_then(tmp_path: Path) -> None:
    from netterm.errors import Failure

    with pytest.raises(Failure, match="reading only"):
        Directory(tmp_path / "data", read_only=True).found({}, {}, None, None)
