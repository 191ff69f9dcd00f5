"""A committee meets without internet: its laptops find each other, exchange all, and write at once on a bad line."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from netterm.flows.members import add_member
from netterm.store import Replica, identities
from tests.scenarios.committees import Laptops, laptops, meeting_with_item
from tests.scenarios.network.air import CLEAR, Air, Conditions, Laptop, air
from tests.scenarios.network.programs import Program, netterm, soon

pytestmark = pytest.mark.needs("ip", "netns", "tc")

BAD = Conditions(loss=0.2, delay=0.2)
ONLY_MDNS = Conditions(broadcast=False)
NO_CALLS = Conditions(multicast=False, broadcast=False)
LETTERS = ("กขฃคฅฆงจฉชซฌญฎฏ", "ฐฑฒณดตถทธนบปผฝพ", "ฟภมยรลวศษสหฬอฮ")
PORT = 4711


@pytest.fixture
def room() -> Iterator[Air]:
    with air() as between:
        yield between


@pytest.fixture
def programs() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def event(name: str, **wanted: object) -> Callable[[str], bool]:
    """Whether a line of ``netterm sync --json`` tells of that."""

    def tells(line: str) -> bool:
        told = json.loads(line)
        return bool(told["event"] == name and all(told.get(key) == value for key, value in wanted.items()))

    return tells


def identity(made: Laptops, place: int) -> str:
    """The key of whoever uses that laptop, as JSON tells of it."""
    return next(iter(identities(made.directories[place]))).public.hex()


def digests(laptop: Laptop, home: Path) -> str:
    return netterm(laptop, home, "digest")


class Table:
    """Scribes at one table, each on a laptop of its own."""

    def __init__(self, stack: ExitStack, room: Air, folder: Path, count: int) -> None:
        self.made = laptops(folder, count)
        self.scribes = []
        for place, laptop in enumerate(room.laptops):
            words = ("tests.scenarios.network.scribe", self.made.item.hex(), LETTERS[place])
            self.scribes.append(Program(stack, laptop, folder / str(place + 1), *words))
        for scribe in self.scribes:
            scribe.said(lambda line: line == "ready")
        self._looks = 0

    def look(self) -> list[dict[str, object]]:
        """What each of them sees."""
        seen: list[dict[str, object]] = []
        for scribe in self.scribes:
            before = scribe.everything.count("\n{")
            scribe.tell("look")
            soon(lambda said=scribe, count=before: said.everything.count("\n{") > count, 10)  # type: ignore[misc]  # bound now
            seen.append(json.loads(scribe.everything.rpartition("\n")[2]))
        return seen

    def type(self, letters: int) -> None:
        for scribe in self.scribes:
            scribe.tell(f"type {letters}")

    def linked(self) -> bool:
        """Whether everybody is connected to everybody."""
        return all(each["peers"] == ["SAME"] * (len(self.scribes) - 1) for each in self.look())

    def all_the_same(self) -> bool:
        """Everybody has done typing, and has every letter of everybody, in order, and the same digests."""
        seen = self.look()
        if any(each["busy"] or each["digests"] != seen[0]["digests"] for each in seen):
            return False
        return all(_letters(str(each["text"]), at) == _typed(seen[at], at) for each in seen for at in range(len(seen)))


def _letters(text: str, place: int) -> str:
    return "".join(letter for letter in text if letter in LETTERS[place])


def _typed(look: dict[str, object], place: int) -> str:
    count = int(str(look["typed"]))
    return (LETTERS[place] * (count // len(LETTERS[place]) + 1))[:count]


def test_joined_by_code_on_the_command_line_and_1000_members_flow_over(
    room: Air, programs: ExitStack, tmp_path: Path
) -> None:
    ours, theirs = tmp_path / "1", tmp_path / "2"
    one, two = room.laptop(), room.laptop()
    netterm(one, ours, "new", "เครือข่ายบ้านกลาง", "--as", "นายสมชาย ใจดี", "--office", "chair", "--no-passphrase")
    with Replica.open(ours / "data") as replica:
        meeting_with_item(replica)
        with replica.action() as act:
            for number in range(998):
                person = act.add("person", {"first": f"คนที่{number}", "last": "ทดสอบ"})
                act.add("member", {"person": person, "category": "ordinary", "joined_on": "2026-07-01"})
    invite = Program(programs, one, ours, "netterm", "invite", "--yes", "--role", "registrar")
    code, _ = invite.said(lambda line: line.count("-") == 4)
    began = time.monotonic()
    said = netterm(two, theirs, "join", code, "--as", "นางสาวสมศรี รักเรียน", "--no-passphrase", within=60)
    took = time.monotonic() - began
    invite.ends_well()
    print(f"\njoined and synced by code, start to end: {took:.1f} s")
    assert "All data has come: เครือข่ายบ้านกลาง" in said
    assert netterm(two, theirs, "list", "person", "--csv").count("ทดสอบ") == 998
    assert netterm(two, theirs, "list", "member", "--csv").count("ordinary") == 999
    assert digests(one, ours) == digests(two, theirs)
    assert "general" in digests(two, theirs)


def test_found_by_mdns_within_3_seconds_of_the_later_start(room: Air, programs: ExitStack, tmp_path: Path) -> None:
    made = laptops(tmp_path, 3)
    for _ in range(3):
        room.laptop()
    room.become(ONLY_MDNS)
    syncs: list[Program] = []
    for place, laptop in enumerate(room.laptops):
        later = Program(programs, laptop, tmp_path / str(place + 1), "netterm", "sync", "--json")
        syncs.append(later)
        if not place:
            time.sleep(2.0)
        for other in syncs[:-1]:
            _, seconds = later.said(event("connected", peer=identity(made, syncs.index(other))))
            print(f"\nlaptop {place + 1} found by mDNS {seconds:.2f} s after its start", end="")
            assert seconds < 3.0
            other.said(event("in_sync", peer=identity(made, place), same=True))
    print()
    means = {json.loads(line)["means"] for each in syncs for line in each.everything.splitlines()
             if event("tried", outcome="connected")(line)}  # fmt: skip
    assert means == {"mdns"}


@pytest.mark.parametrize("count", [2, 3])
def test_all_write_at_once_on_a_bad_line_that_breaks_and_heals(
    count: int, room: Air, programs: ExitStack, tmp_path: Path
) -> None:
    for _ in range(count):
        room.laptop()
    table = Table(programs, room, tmp_path, count)
    soon(table.linked, 10)
    by = room.become(BAD)
    table.type(40)
    time.sleep(2.0)
    room.laptops[-1].cut()
    time.sleep(3.0)
    assert not table.all_the_same()
    room.laptops[-1].come_back()
    healing = soon(table.all_the_same, 60)
    print(f"\n{count} laptops, 20 % lost and 200 ms more by {by}: all the same {healing:.1f} s after the link was back")

    table.type(20)
    time.sleep(0.5)
    room.laptops[-1].cut()
    time.sleep(4.0)
    room.become(CLEAR)
    room.laptops[-1].come_back()
    healed = soon(table.all_the_same, 10)
    print(f"{count} laptops, on a line that is good again: all the same after {healed:.1f} s")
    assert [each["typed"] for each in table.look()] == [60] * count


def test_a_network_that_comes_up_after_both_programs_started(room: Air, programs: ExitStack, tmp_path: Path) -> None:
    for _ in range(2):
        room.laptop(connected=False)
    table = Table(programs, room, tmp_path, 2)
    table.type(10)
    time.sleep(2.0)
    assert not table.all_the_same()
    for laptop in room.laptops:
        laptop.connect()
    took = soon(table.all_the_same, 10)
    print(f"\nall the same {took:.1f} s after the network came up")


def test_a_typed_address_does_the_same_where_calls_are_blocked(room: Air, programs: ExitStack, tmp_path: Path) -> None:
    made = laptops(tmp_path, 2)
    one, two = room.laptop(), room.laptop()
    room.become(NO_CALLS)
    with Replica.open(made.ours) as replica:
        add_member(replica, {"first": "มาใหม่", "last": "ทดสอบ"}, {"category": "ordinary"})
    sync = Program(programs, one, tmp_path / "1", "netterm", "sync", "--json", "--listen", f"0.0.0.0:{PORT}")
    sync.said(event("listening"))
    nobody = Program(programs, two, tmp_path / "2", "netterm", "sync", "--json")
    time.sleep(4.0)  # after three calls
    nobody.end()
    assert '"listening"' in nobody.everything
    assert '"connected"' not in nobody.everything
    netterm(two, tmp_path / "2", "sync", "--once", "--peer", f"{one.address}:{PORT}")
    assert "มาใหม่" in netterm(two, tmp_path / "2", "list", "member")
    sync.end()
    assert digests(one, tmp_path / "1") == digests(two, tmp_path / "2")


def test_joined_by_code_and_typed_address_where_calls_are_blocked(
    room: Air, programs: ExitStack, tmp_path: Path
) -> None:
    laptops(tmp_path, 1)
    one, two = room.laptop(), room.laptop()
    room.become(NO_CALLS)
    at = f"{one.address}:{PORT}"
    invite = Program(programs, one, tmp_path / "1", "netterm", "invite", "--yes", "--listen", f"0.0.0.0:{PORT}")
    code, _ = invite.said(lambda line: line.count("-") == 4)
    netterm(two, tmp_path / "2", "join", code, "--as", "สมศรี รักเรียน", "--peer", at, "--no-passphrase")
    invite.ends_well()
    assert digests(one, tmp_path / "1").splitlines()[:2] == digests(two, tmp_path / "2").splitlines()[:2]
