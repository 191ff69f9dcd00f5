"""One change comes into 100,000: durable and visible, handed over in process and over a live link."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import msgpack

from netterm.store import Changed, Replica
from tests.benchmarks import floor
from tests.benchmarks.committee import (
    GENERAL,
    Committee,
    fresh_copy,
    level_up,
    newest_open,
    opened,
    transfer,
    value_of,
)
from tests.benchmarks.floor import Floor
from tests.benchmarks.peer import HERE, Peer, node, serving
from tests.benchmarks.report import Figure, Paired, Spread
from tests.benchmarks.workload import Edit, Workload

FLOOR_AUTHOR: Final = 2
PATIENCE: Final = 20.0


def measure(committee: Committee, workload: Workload, scratch: Path) -> list[Figure]:
    """Half of the single changes each way."""
    half = len(workload.single) // 2
    return [
        Paired("one change into 100,000, in process", _in_process(committee, workload, scratch, half), 3.0),
        Spread("one change into 100,000, over a live link", _over_a_link(committee, workload, scratch, half), 0.025),
    ]


def _in_process(committee: Committee, workload: Workload, scratch: Path, count: int) -> list[tuple[float, float]]:
    packed = floor.wire(floor.batches(workload.records))
    with ExitStack() as stack:
        ours, theirs = (
            stack.enter_context(opened(fresh_copy(source, scratch / f"change-{source.name}")))
            for source in (committee.base, committee.level)
        )
        level_up(theirs, ours)
        floors = [stack.enter_context(floor.opened(scratch / f"change-{at}.db")) for at in range(2)]
        for each in floors:
            each.apply(floor.unwire(packed))
        return [(_ours(theirs, ours, edit), _floor(floors[0], floors[1], edit)) for edit in workload.single[:count]]


def _ours(theirs: Replica, ours: Replica, edit: Edit) -> float:
    with theirs.action() as action:
        action.set(edit.entity, edit.id, {edit.field: edit.value})
    began = time.perf_counter()
    transfer(theirs, ours, GENERAL)
    assert newest_open(ours) == 50
    took = time.perf_counter() - began
    assert value_of(ours, edit) == edit.value
    return took


def _floor(theirs: Floor, ours: Floor, edit: Edit) -> float:
    theirs.write(FLOOR_AUTHOR, [edit])
    began = time.perf_counter()
    asked = msgpack.packb(ours.have())
    ours.apply(floor.unwire(floor.wire(theirs.missing(msgpack.unpackb(asked, strict_map_key=False)))))
    assert len(ours.newest_open()) == 50
    return time.perf_counter() - began


def _over_a_link(committee: Committee, workload: Workload, scratch: Path, count: int) -> list[float]:
    """Seconds from where the other laptop begins to write until this one can show it."""
    edits = workload.single[count : 2 * count]
    with linked(committee, scratch) as (replica, peer):
        return [_until_shown(replica, peer, edit) for edit in edits]


@contextmanager
def linked(committee: Committee, scratch: Path) -> Iterator[tuple[Replica, Peer]]:
    """A replica here that has a live link to the same data in another process."""
    there = fresh_copy(committee.base, scratch / "link-there")
    here = fresh_copy(committee.level, scratch / "link-here")
    with serving(there) as peer, opened(here) as replica:
        ours = node(replica)
        ours.start()
        ours.add_address(HERE, peer.port)
        try:
            _wait(lambda: any(status.same is True for status in ours.peers()))
            yield replica, peer
        finally:
            ours.stop()


def _until_shown(replica: Replica, peer: Peer, edit: Edit) -> float:
    if value_of(replica, edit) == edit.value:
        edit = Edit(edit.entity, edit.id, "created", edit.wall, edit.wall)
    shown = threading.Event()
    at = [0.0]

    def changed(what: Changed) -> None:
        if (edit.entity, edit.id) in what.records and value_of(replica, edit) == edit.value:
            newest_open(replica)
            at[0] = time.monotonic()
            shown.set()

    stop = replica.subscribe(changed)
    began = peer.set(edit.entity, edit.id, edit.field, edit.value)
    if not shown.wait(PATIENCE):
        raise TimeoutError("the change did not come")
    stop()
    return at[0] - began


def _wait(happens: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happens():
        if time.monotonic() > until:
            raise TimeoutError("it did not happen")
        time.sleep(0.01)
