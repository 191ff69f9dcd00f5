"""Light commands do not pay for what they do not use."""

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import netterm

# What takes longest to import: all that only some commands need, and of that what no list or digest needs.
OF_SCREENS_PAPERS_AND_NETWORK = {"docx", "loro", "textual", "typst", "zeroconf"}
HEAVY = OF_SCREENS_PAPERS_AND_NETWORK | {"asyncio", "cryptography", "sqlcipher3", "sqlite_utils"}
# What the first screen has no use for: it stands before the network is open, and before there is anything to write in.
BEHIND_THE_FIRST_SCREEN = {
    *(HEAVY - {"asyncio", "textual"}),
    "msgpack",
    "netterm.flows",
    "netterm.language.calendar_names",
    "netterm.model.declare",
    "netterm.model.schema",
    "netterm.papers",
    "netterm.screens.entrance.base",
    "netterm.screens.home",
    "netterm.screens.sync_control",
    "netterm.screens.widgets.editors",
    "netterm.store",
    "netterm.sync",
    "netterm.wiring.node",
    "textual.widgets._text_area",
}
SCREENS = {"app", "screens"}
ROOMS = sorted({module.name for module in pkgutil.iter_modules(netterm.__path__)} - SCREENS - {"__main__"})


def imported_by(code: str) -> set[str]:
    """The top-level modules in a fresh interpreter that has run `code`."""
    return {name.partition(".")[0] for name in all_imported_by(code)}


def all_imported_by(code: str) -> set[str]:
    """All modules in a fresh interpreter that has run `code`."""
    report = "import sys, atexit; atexit.register(lambda: print('\\n' + ' '.join(sys.modules)))\n"
    headless = os.environ | {"TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver"}
    run = subprocess.run(
        [sys.executable, "-c", report + code], capture_output=True, text=True, check=False, env=headless
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("room", ROOMS)
def test_coming_through_the_door_of_a_room_pays_for_no_screen_document_or_network(room: str) -> None:
    assert not imported_by(f"import netterm.{room}") & OF_SCREENS_PAPERS_AND_NETWORK


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_telling_the_version_or_the_usage_opens_nothing(arguments: list[str]) -> None:
    assert not imported_by(f"from netterm.cli import main; main({arguments!r})") & HEAVY


def test_listing_records_pays_for_no_screen_document_or_network(tmp_path: Path) -> None:
    replica = ["--data", str(tmp_path / "replica")]
    new = ["new", "Ward 3", "--as", "Anna", "--no-passphrase", "--kit", str(tmp_path / "kit.txt")]
    subprocess.run([sys.executable, "-m", "netterm", *replica, *new], capture_output=True, check=True)
    assert not (
        imported_by(f"from netterm.cli import main; main({[*replica, 'list', 'person']!r})")
        & OF_SCREENS_PAPERS_AND_NETWORK
    )


ENDED_BY_OPENING = """
import os, sys
from netterm.cli import main, screens

def told(_place):
    sys.__stdout__.write("\\n" + " ".join(sys.modules) + "\\n")
    sys.__stdout__.flush()
    os._exit(0)

screens.open_without_asking = told
"""


def test_the_first_screen_stands_before_anything_is_loaded_that_it_does_not_show(tmp_path: Path) -> None:
    """The network is opened once the first screen is painted; what is imported by then has held it up."""
    imported = all_imported_by(f"{ENDED_BY_OPENING}\nmain({['--data', str(tmp_path)]!r})")
    assert "netterm.screens.entrance.opening" in imported
    assert sorted(imported & BEHIND_THE_FIRST_SCREEN) == []
