"""Programs are killed with -9 wherever it hurts; nothing that they had shown as saved is missing afterwards."""

import random
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from netterm.store import Replica
from tests.scenarios.committees import Laptops, exchange, laptops
from tests.scenarios.kills.driver import ALPHABETS, Activity, Plan
from tests.scenarios.kills.nursery import Nursery
from tests.scenarios.kills.oracle import Shown
from tests.scenarios.kills.points import Point

GENERATIONS = 7
OURS, THEIRS = ALPHABETS
HALF_WAY = "in the middle of a checkpoint: the file was changed and its log still there"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def plan_of(pair: Laptops, activity: Activity, **more: object) -> Plan:
    return replace(Plan(str(pair.ours), pair.item.hex(), OURS, activity), **more)  # type: ignore[arg-type]  # by name


@dataclass
class Kill:
    """One death that is planned, and what it is counted as."""

    name: str
    plan: Plan


def kills(pair: Laptops, port: int, random_: random.Random, closing_takes: float) -> list[Kill]:
    """For one generation, in random order."""
    planned = []
    for point in Point:
        own = {Activity.TYPING: 0, Activity.ADDING: 0, random_.choice((Activity.TYPING, Activity.SYNCING)): port}
        for activity, peer in own.items():
            plan = plan_of(pair, activity, point=point, count=random_.randint(1, 5), peer=peer)
            planned.append(Kill(f"{point}, own", plan))
        plan = plan_of(pair, Activity.SYNCING, point=point, count=random_.randint(1, 3), peer=port)
        planned.append(Kill(f"{point}, merging a batch", replace(plan, merging=True, pace=0.02)))
    plan = plan_of(pair, Activity.OPENING, point=random_.choice((Point.AFTER_BEGIN, Point.BEFORE_COMMIT)))
    planned.append(Kill("while opening", plan))
    for _ in range(4):
        after = random_.uniform(0.0, 0.8) * closing_takes
        planned.append(Kill("at a checkpoint", plan_of(pair, Activity.CLOSING, after=after)))
    for _ in range(6):
        plan = plan_of(pair, Activity.SYNCING, peer=port, after=random_.uniform(0.0, 0.2), pace=0.005)
        planned.append(Kill("from outside, at any time", plan))
    random_.shuffle(planned)
    return planned


@contextmanager
def at_work(pair: Laptops, state: Path, port: int) -> Iterator[Shown]:
    """The other laptop writes and syncs meanwhile; at the end it is killed too, and what it printed is heard."""
    shown = Shown(THEIRS)
    plan = Plan(str(pair.theirs), pair.item.hex(), THEIRS, Activity.SYNCING, listen=port, pace=0.1, longest=300.0)
    printed = state / "theirs.txt"
    with printed.open("wb") as said, Nursery(state, said) as nursery:
        nursery.bring_up(plan.to_json())
        yield shown
        nursery.stop()
    *lines, end = printed.read_text().splitlines()
    assert end == f"ended {-signal.SIGKILL}"
    shown.hear(lines)


def test_nothing_shown_as_saved_is_lost_to_200_kills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    random_ = random.Random(2569)
    counted: Counter[str] = Counter()
    began = time.monotonic()
    for generation in range(GENERATIONS):
        folder = tmp_path / str(generation)
        folder.mkdir()
        counted += one_generation(laptops(folder, 2), folder, random_)
    half_way = counted.pop(HALF_WAY, 0)
    print()
    for name, count in sorted(counted.items()):
        print(f"{count:4} killed {name}")
    print(f"{half_way:4} of them {HALF_WAY}")
    print(f"{counted.total():4} in {time.monotonic() - began:.0f} s")
    expected = {f"{point}, {where}" for point in Point for where in ("own", "merging a batch")}
    assert set(counted) == expected | {"while opening", "at a checkpoint", "from outside, at any time"}
    assert counted.total() >= 200
    assert half_way > 0


def one_generation(pair: Laptops, folder: Path, random_: random.Random) -> Counter[str]:
    counted: Counter[str] = Counter()
    shown = Shown(OURS)
    file, wal = pair.ours / "general.db", pair.ours / "general.db-wal"
    port = free_port()
    with ExitStack() as stack:
        theirs = stack.enter_context(at_work(pair, folder, port))
        nursery = stack.enter_context(Nursery(folder))
        for kill in kills(pair, port, random_, time_to_close(nursery, pair, shown)):
            before = file.read_bytes()
            nursery.bring_up(kill.plan.to_json())
            lines, status = nursery.said()
            shown.hear(lines)
            assert status == -signal.SIGKILL or (status == 0 and kill.name == "at a checkpoint"), kill
            counted[kill.name] += status == -signal.SIGKILL
            if kill.name == "at a checkpoint" and file.read_bytes() != before and wal.exists() and wal.stat().st_size:
                counted[HALF_WAY] += 1
            with Replica.open(pair.ours) as replica:
                assert shown.missing(replica, pair.item) == [], kill
                assert replica.verify().problems == [], kill
    with Replica.open(pair.ours) as ours, Replica.open(pair.theirs) as others:
        assert others.verify().problems == []
        assert theirs.missing(others, pair.item) == []
        exchange(ours, others)
        for compartment in ours.entitled(others.identity):
            assert ours.digest(compartment) == others.digest(compartment)
        for replica in (ours, others):
            assert shown.missing(replica, pair.item) + theirs.missing(replica, pair.item) == []
    return counted


def time_to_close(nursery: Nursery, pair: Laptops, shown: Shown) -> float:
    """Seconds that a driver takes from having written much to having closed: within them lies the checkpoint."""
    nursery.bring_up(plan_of(pair, Activity.CLOSING).to_json())
    lines, status = nursery.said()
    shown.hear(lines)
    assert status == 0
    return float(next(line for line in lines if line.startswith("closed")).split()[1])


def test_a_program_that_says_saved_too_early_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    pair = laptops(tmp_path, 2)
    shown = Shown(OURS)
    with Nursery(tmp_path) as nursery:
        plan = plan_of(pair, Activity.TYPING, point=Point.BEFORE_COMMIT, count=3, hasty=True)
        nursery.bring_up(plan.to_json())
        lines, status = nursery.said()
    shown.hear(lines)
    assert status == -signal.SIGKILL
    with Replica.open(pair.ours) as replica:
        assert shown.missing(replica, pair.item) != []
