"""Light commands do not pay for what they do not use."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import netterm

# What takes longest to import: all that only some commands need, and of that what no list or digest needs.
OF_SCREENS_PAPERS_AND_NETWORK = {"docx", "loro", "textual", "typst", "zeroconf"}
HEAVY = OF_SCREENS_PAPERS_AND_NETWORK | {"asyncio", "cryptography", "sqlcipher3", "sqlite_utils"}
SCREENS = {"app", "screens"}
ROOMS = sorted({module.name for module in pkgutil.iter_modules(netterm.__path__)} - SCREENS - {"__main__"})


def imported_by(code: str) -> set[str]:
    """The top-level modules in a fresh interpreter that has run `code`."""
    report = "import sys, atexit; atexit.register(lambda: print('\\n' + ' '.join(sys.modules)))\n"
    run = subprocess.run([sys.executable, "-c", report + code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return {name.partition(".")[0] for name in run.stdout.splitlines()[-1].split()}


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
