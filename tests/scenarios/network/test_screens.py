"""A committee comes together through the screens alone: one invites, the other joins by the code."""

import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from netterm.store import Replica
from tests.scenarios.committees import laptops
from tests.scenarios.network.air import air
from tests.scenarios.network.programs import soon
from tests.scenarios.network.terminal import DOWN, ENTER, F2, RIGHT, TAB, Terminal

pytestmark = pytest.mark.needs("ip", "netns")

SPACED_CODE = re.compile(r"(?:[0-9A-Z] ){3}[0-9A-Z](?: {5}(?:[0-9A-Z] ){3}[0-9A-Z]){4}")
FINGERPRINT = re.compile(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")


def test_joined_by_code_through_the_screens(tmp_path: Path) -> None:
    laptops(tmp_path, 1)
    with air() as room, ExitStack() as stack:
        one, two = room.laptop(), room.laptop()
        ours = Terminal(stack, one, tmp_path / "1")
        theirs = Terminal(stack, two, tmp_path / "2")
        ours.shows("Home")
        ours.type("c")
        ours.shows("How others are looked for")
        ours.type("n")
        ours.shows("What may the person at the new computer do?")
        ours.type(ENTER)
        ours.shows("Read this code out")
        soon(lambda: SPACED_CODE.search(ours.looks()), 5)
        code = "".join(SPACED_CODE.findall(ours.looks())).lower()

        theirs.shows("What would you like to do?")
        theirs.type(DOWN, ENTER)
        theirs.shows("The code, as it was given to you")
        theirs.type(code, TAB, "สมศรี รักเรียน", F2)
        # Lines of Thai are not asked for: the emulator gives combining marks cells that a real terminal does not.
        asked = FINGERPRINT.search(ours.shows("Both screens must show: "))
        assert asked is not None
        theirs.shows(asked[0])
        ours.type(RIGHT, ENTER)
        theirs.shows("Home", within=20)
        ours.shows("1 computer here")
        theirs.shows("1 computer here")
        soon(lambda: same(tmp_path), 15)
    assert same(tmp_path)


def same(folder: Path) -> bool:
    with Replica.open(folder / "1" / "data") as ours, Replica.open(folder / "2" / "data") as theirs:
        return all(ours.digest(each) == theirs.digest(each) for each in theirs.entitled(theirs.identity))
