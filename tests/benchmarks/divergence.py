"""Two times 10,000 changes made apart come together, both ways; conflicts are kept."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

from netterm.model.kinds import Compartment
from tests.benchmarks import floor
from tests.benchmarks.committee import GENERAL, Committee, fresh_copy, opened
from tests.benchmarks.report import Figure, Paired
from tests.benchmarks.workload import Workload


def measure(committee: Committee, workload: Workload, scratch: Path, runs: int) -> list[Figure]:
    """In process, one side after the other."""
    prepared = _floors(workload, scratch)
    pairs = [(_ours(committee, scratch), _floor(prepared, scratch)) for _ in range(runs)]
    return [Paired("2 × 10,000 divergent changes merged both ways, conflicts kept", pairs, 1.5)]


def _ours(committee: Committee, scratch: Path) -> float:
    with ExitStack() as stack:
        here, there = (
            stack.enter_context(opened(fresh_copy(source, scratch / f"meeting-{source.name}")))
            for source in (committee.here, committee.there)
        )
        for batch, _ in here.outgoing(Compartment.TRUST, there.heads(Compartment.TRUST)):
            there.merge(Compartment.TRUST, batch)
        began = time.perf_counter()
        heads = here.heads(GENERAL), there.heads(GENERAL)
        for batch, _ in here.outgoing(GENERAL, heads[1]):
            there.merge(GENERAL, batch)
        for batch, _ in there.outgoing(GENERAL, heads[0]):
            here.merge(GENERAL, batch)
        took = time.perf_counter() - began
        assert here.digest(GENERAL) == there.digest(GENERAL)
        assert here.conflicts()
        return took


def _floors(workload: Workload, scratch: Path) -> tuple[Path, Path]:
    """Two databases with everything, each with 10,000 changes that the other lacks, each signed."""
    packed = floor.wire(floor.batches(workload.records))
    paths = scratch / "apart-0.db", scratch / "apart-1.db"
    for author, (path, edits) in enumerate(zip(paths, (workload.here, workload.there), strict=True)):
        with floor.opened(path) as database:
            database.apply(floor.unwire(packed))
            database.write(author, edits)
            database.settle()
    return paths


def _floor(prepared: tuple[Path, Path], scratch: Path) -> float:
    with ExitStack() as stack:
        copies = []
        for path in prepared:
            copy = scratch / f"copy-{path.name}"
            for suffix in ("", "-wal", "-shm"):
                copy.with_name(copy.name + suffix).unlink(missing_ok=True)
            copy.write_bytes(path.read_bytes())
            copies.append(stack.enter_context(floor.opened(copy)))
        here, there = copies
        began = time.perf_counter()
        have = here.have(), there.have()
        to_there, to_here = floor.wire(here.missing(have[1])), floor.wire(there.missing(have[0]))
        there.apply(floor.unwire(to_there))
        here.apply(floor.unwire(to_here))
        took = time.perf_counter() - began
        assert here.newest_open() == there.newest_open()
        return took
