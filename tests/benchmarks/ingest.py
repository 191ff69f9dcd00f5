"""100,000 field changes come from a peer over TLS: verified, durable, searchable."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Final

from netterm.store import Changed, Replica
from tests.benchmarks import floor
from tests.benchmarks.committee import Committee, fresh_copy, newest_open, opened, settle, size
from tests.benchmarks.peer import HERE, node, serving
from tests.benchmarks.relay import Relay
from tests.benchmarks.report import Figure, Paired, Single
from tests.benchmarks.workload import WORK, Workload

PATIENCE: Final = 120.0
_WORK: Final = {entity.name for entity in WORK}


def measure(committee: Committee, workload: Workload, scratch: Path, runs: int) -> list[Figure]:
    """The time, and the bytes on the wire and on the disk."""
    packed = floor.wire(floor.batches(workload.records))
    pairs = []
    copy = scratch / "ingest"
    with serving(committee.base) as peer:
        for _ in range(runs):
            ours = _take(fresh_copy(committee.newcomer, copy), peer.port, workload)
            pairs.append((ours, _floor(scratch / "floor.db", packed)))
        with Relay(peer.port) as relay:
            _take(fresh_copy(committee.newcomer, copy), relay.port, workload)
            carried = relay.carried
    with opened(copy) as replica:
        settle(replica)
    return [
        Paired("ingest of 100,000 field changes from a peer over TLS on loopback", pairs, 1.5),
        Single(
            "bytes on the wire for the 100,000", carried / 1e6, "MB", 2.2, f"{workload.json_size / 1e6:.1f} MB as JSON"
        ),
        Single("bytes on disk afterwards, history and index included", size(copy) / 1e6, "MB", 16.0),
    ]


def _take(directory: Path, port: int, workload: Workload) -> float:
    """Seconds from dialling until everything is there and a search answers."""
    with opened(directory) as replica:
        arrival = _Arrival(replica, workload)
        joined = node(replica)
        joined.start()
        began = time.monotonic()
        joined.add_address(HERE, port)
        try:
            if not arrival.done.wait(PATIENCE):
                raise TimeoutError("not everything came")
        finally:
            joined.stop()
    return arrival.at - began


class _Arrival:
    """Waits until every record of the workload has come, and looks for one."""

    def __init__(self, replica: Replica, workload: Workload) -> None:
        self.done = threading.Event()
        self.at = 0.0
        self._replica = replica
        self._wanted = len(workload.records)
        self._last = workload.records[-1]
        replica.subscribe(self._changed)

    def _changed(self, changed: Changed) -> None:
        self._wanted -= sum(entity in _WORK for entity, _ in changed.records)
        if self._wanted:
            return
        text = str(self._last.fields["title" if self._last.entity == "work_task" else "name"])
        assert self._last.id in {found.id for found in self._replica.search(text)}, "what came is not found"
        assert newest_open(self._replica) == 50
        self.at = time.monotonic()
        self.done.set()


def _floor(path: Path, packed: bytes) -> float:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    began = time.monotonic()
    with floor.opened(path) as database:
        database.apply(floor.unwire(packed))
        assert len(database.newest_open()) == 50
        return time.monotonic() - began
