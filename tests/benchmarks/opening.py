"""Opening what is unlocked, and listing the 50 newest open tasks."""

from __future__ import annotations

import os
import time
from pathlib import Path

from netterm.store import Replica
from netterm.store.holdings import witness_of
from netterm.store.keys import unlock
from netterm.store.passport import Passport
from tests.benchmarks import floor
from tests.benchmarks.committee import Committee, fresh_copy, newest_open, opened
from tests.benchmarks.report import Figure, Paired
from tests.benchmarks.workload import BENCH_SCHEMA, Workload


def measure(committee: Committee, workload: Workload, scratch: Path, runs: int) -> list[Figure]:
    """In this process, where every library is loaded already; the passphrase is not asked for on either side."""
    directory, path = fresh_copy(committee.level, scratch / "opening"), scratch / "opening.db"
    opened(directory).close()  # a copy begins a new incarnation, once
    with floor.opened(path) as database:
        database.apply(floor.unwire(floor.wire(floor.batches(workload.records))))
        database.settle()
    pairs = [(_ours(directory), _floor(path)) for _ in range(runs)]
    return [Paired("open (unlocked) and list the 50 newest open tasks", pairs, 3.0)]


def _ours(directory: Path) -> float:
    unlocked = unlock(directory, None, None)
    began = time.perf_counter()
    passport = Passport.read(directory)
    witness = witness_of(passport.network, unlocked.public)
    with Replica(directory, passport, unlocked, BENCH_SCHEMA, time.time, os.urandom, witness) as replica:
        assert newest_open(replica) == 50
        return time.perf_counter() - began


def _floor(path: Path) -> float:
    began = time.perf_counter()
    with floor.opened(path) as database:
        assert len(database.newest_open()) == 50
        return time.perf_counter() - began
