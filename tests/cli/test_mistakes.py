"""What is mistaken in the settings is said by every command, once, where a script does not read it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from netterm.cli import mistakes
from netterm.commands import COMMANDS
from netterm.settings import Settings, load
from tests.cli.lines import Terminal

MISTAKEN = """language = "fr"
theme = "pink"
[keys]
"task.gnu" = "n"
"task.new" = "ctrl+banana"
"""


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "config.toml"
    monkeypatch.setenv("NETTERM_CONFIG", str(file))
    return file


def test_each_mistake_is_said_once_and_not_within_the_json(bare: Terminal, file: Path) -> None:
    file.write_text(MISTAKEN, encoding="utf-8")
    for _again in range(2):
        said = bare.good("info", "--json")
        assert said.err.splitlines() == [
            f"“language” in {file} is left out: it is “th” or “en”.",
            "There is no command “task.gnu” to give a key to.",
            "There is no key “ctrl+banana” for “task.new”. It keeps its own.",
            "There are no colours called “pink”.",
        ]
        assert json.loads(said.out)["config"] == str(file)
    assert not COMMANDS.remapped()


def test_a_file_that_is_no_toml_is_said(bare: Terminal, file: Path) -> None:
    file.write_text("language = \n", encoding="utf-8")
    assert "near line 1, column 12 is not understood" in bare.good("info").err


def test_without_a_mistake_nothing_is_said(bare: Terminal, file: Path) -> None:
    assert bare.good("info").err == ""
    file.write_text('theme = "netterm-light"\n[keys]\n"task.new" = "Ctrl+K"\n', encoding="utf-8")
    assert bare.good("info").err == ""


def test_settings_that_were_found_right_are_not_looked_at_by_the_screens_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, str]] = []

    def of_keys(chosen: Settings) -> tuple[()]:
        asked.append(dict(chosen.keys))
        return ()

    monkeypatch.setattr(mistakes, "_of_keys", of_keys)
    for content in ('[keys]\n"task.new" = "x"\n', '[keys]\n"task.new" = "x"\n', '[keys]\n"task.new" = "z"\n'):
        file.write_text(content, encoding="utf-8")
        mistakes.mistakes(load())
    assert asked == [{"task.new": "x"}, {"task.new": "z"}]


def test_a_command_loads_no_screens_for_settings_that_were_found_right(file: Path, tmp_path: Path) -> None:
    file.write_text('[keys]\n"task.new" = "Ctrl+K"\n', encoding="utf-8")
    code = (
        "import sys\n"
        "from netterm.cli import door\n"
        "try: door.program.main(['--data', sys.argv[1], 'info'])\n"
        "except SystemExit: print('textual' in sys.modules)"
    )
    loaded = [
        subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True).stdout
        for _again in range(2)
    ]
    assert [each.split()[-1] for each in loaded] == ["True", "False"]


def test_the_screens_say_it_themselves(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(MISTAKEN, encoding="utf-8")
    for command in (None, "open", "demo"):
        mistakes.tell(load(), command)
    assert capsys.readouterr().err == ""
