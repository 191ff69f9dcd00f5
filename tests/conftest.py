"""What every test starts from, and what happens to those that need a tool which this machine lacks."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from netterm.locale import Language, use
from tests.flows.rooms import Room, committee_room
from tests.machine import TOOLS

ALL_TOOLS = "NETTERM_ALL_TOOLS"
LACKING = "needs "

# Each property runs as often as its own test says, however busy the machine; a failure prints how to have it again.
settings.register_profile("netterm", deadline=None, print_blob=True)
settings.load_profile("netterm")


def pytest_runtest_setup(item: pytest.Item) -> None:
    use(Language.EN)
    missing = [name for mark in item.iter_markers("needs") for name in mark.args if not TOOLS[name].is_here()]
    if missing:
        _cannot_run(missing)


def _cannot_run(missing: list[str]) -> None:
    reason = LACKING + ", ".join(f"{name} (from {TOOLS[name].comes_with})" for name in missing)
    if os.environ.get(ALL_TOOLS) == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that could not run; read from their reports, which may come from several processes."""
    lacking: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        _file, _line, reason = report.longrepr
        if reason.startswith(f"Skipped: {LACKING}"):
            for tool in reason.removeprefix(f"Skipped: {LACKING}").split(", "):
                lacking.setdefault(tool, []).append(report.nodeid)
    for tool, tests in sorted(lacking.items()):
        terminalreporter.section(f"could not run for lack of a tool: {tool}")
        for test in tests:
            terminalreporter.line(test)


@pytest.fixture(scope="session", autouse=True)
def _a_home_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads or writes what the person at this machine keeps, nor follows how they set it up."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("NETTERM_") and name != ALL_TOOLS]:
            patch.delenv(name)
        for name in [name for name in os.environ if name.startswith("XDG_")]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        yield home


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A committee with its network, at its first laptop."""
    made = committee_room(tmp_path / "data")
    yield made
    made.replica.close()
