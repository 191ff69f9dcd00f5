"""Two programs on one data directory, and programs that are told how far they may go."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from netterm.flows.members import add_member
from netterm.store import Replica
from netterm.sync.discovery import BROADCAST_PORT
from tests.scenarios.committees import laptops
from tests.scenarios.network.air import Air, Laptop, air
from tests.scenarios.network.programs import Program, netterm
from tests.scenarios.network.terminal import Terminal
from tests.scenarios.network.test_meeting import event, identity

pytestmark = pytest.mark.needs("ip", "netns")

PORT = 4712
ELSEWHERE = "10.88.0.1"


@pytest.fixture
def room() -> Iterator[Air]:
    with air() as between:
        yield between


@pytest.fixture
def programs() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_two_programs_on_one_directory_both_sync_with_others_and_not_with_each_other(
    room: Air, programs: ExitStack, tmp_path: Path
) -> None:
    made = laptops(tmp_path, 2)
    one, two = room.laptop(), room.laptop()
    ours, theirs = identity(made, 0), identity(made, 1)
    first = Program(programs, one, tmp_path / "1", "netterm", "sync", "--json")
    other = Program(programs, two, tmp_path / "2", "netterm", "sync", "--json")
    first.said(event("in_sync", peer=theirs, same=True))
    assert "all is the same" in netterm(one, tmp_path / "1", "sync", "--once")
    second = Program(programs, one, tmp_path / "1", "netterm", "sync", "--json")
    second.said(event("syncing_already"))
    second.said(event("in_sync", peer=theirs, same=True))
    time.sleep(1.5)
    everybody = (first, second, other)
    settled = [len(each.everything.splitlines()) for each in everybody]
    time.sleep(3.0)  # in which links that drive each other out would come and go several times
    later = [each.everything.splitlines()[before:] for each, before in zip(everybody, settled, strict=True)]
    assert {json.loads(line)["event"] for lines in later for line in lines} <= {"tried"}
    for each in (first, second):
        assert ours not in {json.loads(line).get("peer") for line in each.everything.splitlines()}


def test_two_screens_on_one_directory_show_no_other_computer(room: Air, programs: ExitStack, tmp_path: Path) -> None:
    laptops(tmp_path, 1)
    laptop = room.laptop()
    screens = []
    for _each in range(2):
        screens.append(Terminal(programs, laptop, tmp_path / "1"))
        screens[-1].shows("Home")
    screens[1].type("c")
    screens[1].shows("it was syncing this network already")
    screens[1].shows("that is this computer")
    for each in screens:
        assert "No other computer is connected" in each.looks()


@pytest.mark.parametrize(
    "how_far",
    [
        ["--listen", f"127.0.0.1:{PORT}"],
        ["--listen", f"{ELSEWHERE}:{PORT}"],
        ["--peer", f"10.77.0.99:{PORT}"],
    ],
)
def test_who_is_told_not_to_go_out_is_not_heard_on_the_air(
    how_far: list[str], room: Air, programs: ExitStack, tmp_path: Path
) -> None:
    laptops(tmp_path, 1)
    one, two = room.laptop(), room.laptop()
    one.run("ip", "link", "add", "cable", "type", "veth", "peer", "name", "socket")
    one.run("ip", "address", "add", f"{ELSEWHERE}/24", "dev", "cable")
    for end in ("cable", "socket"):
        one.run("ip", "link", "set", end, "up")
    ear = Program(programs, two, tmp_path / "2", "tests.scenarios.network.eavesdrop", two.address)
    ear.said(lambda line: line == "listening")
    quiet = Program(programs, one, tmp_path / "1", "netterm", "sync", "--json", *how_far)
    time.sleep(4.0)
    assert ear.everything == "listening"
    assert listening(one).split() == [each for each in how_far[1:] if "--listen" in how_far]
    quiet.end()
    Program(programs, one, tmp_path / "1", "netterm", "sync", "--json")
    for port in (5353, BROADCAST_PORT):
        ear.said(f"from {one.address} to {port}".__eq__)


def test_who_listens_at_one_address_is_found_there(room: Air, programs: ExitStack, tmp_path: Path) -> None:
    made = laptops(tmp_path, 2)
    one, two = room.laptop(), room.laptop()
    at = f"{one.address}:{PORT}"
    with Replica.open(made.ours) as replica:
        add_member(replica, {"first": "มาใหม่", "last": "ทดสอบ"}, {"category": "ordinary"})
    Program(programs, one, tmp_path / "1", "netterm", "sync", "--json", "--listen", at).said(event("listening"))
    assert listening(one).split() == [at]
    netterm(two, tmp_path / "2", "sync", "--once")
    assert "มาใหม่" in netterm(two, tmp_path / "2", "list", "member")


def listening(laptop: Laptop) -> str:
    """Each TCP address at which a program there listens, as Linux tells it."""
    rows = [line.split() for line in laptop.run("cat", "/proc/net/tcp", "/proc/net/tcp6").splitlines()]
    return "\n".join(_readable(row[1]) for row in rows if len(row) > 3 and row[3] == "0A")


def _readable(told: str) -> str:
    host, port = told.split(":")
    if len(host) > 8:
        return f"0.0.0.0:{int(port, 16)}" if not int(host, 16) else told
    return ".".join(str(each) for each in reversed(bytes.fromhex(host))) + f":{int(port, 16)}"
