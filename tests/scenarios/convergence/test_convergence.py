"""Replicas come together whatever happens to them, and the tests have seen everything happen.

It prints how often each fault and each kind of conflict occurred; one that never did is a failure too.
``NETTERM_CONVERGENCE=long`` runs far longer, with other examples every time, and shrinks what fails.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.scenarios.convergence.faults import Point
from tests.scenarios.convergence.ground import HAPPENED
from tests.scenarios.convergence.machine import Network

# No shrinking: a failure is to be told within two minutes.
QUICK = settings(
    max_examples=60, stateful_step_count=50, deadline=None, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate],
)  # fmt: skip
LONG = settings(
    QUICK, max_examples=2_000, stateful_step_count=120, print_blob=True,
    phases=[Phase.generate, Phase.shrink],
)  # fmt: skip

ROUNDS = 3
PROFILE = LONG if os.environ.get("NETTERM_CONVERGENCE") == "long" else QUICK
MUST_HAPPEN = (
    "sync", "came", "gap", "came twice", "out of order", "link cut", "dropped", "garbled", "clock set",
    *(f"power cut {point.value}" for point in Point),
    "old copy restored, noticed", "old copy restored, unnoticed", "directory copied", "fork", "two processes",
    "upgrade",
    "right granted", "right withdrawn", "kept, not applied: role", "kept, not applied: unknown",
    "conflict: text", "conflict: integer", "conflict: state", "conflict: three or more", "conflict: with nothing",
    "conflict resolved", "set changed", "deletion", "taken back", "word taken out", "sensitive edit",
)  # fmt: skip


def test_replicas_come_together_whatever_happens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Small batches and early compaction: a few entries meet every boundary.
    monkeypatch.setattr("netterm.store.gathering.BATCH_ENTRIES", 3)
    monkeypatch.setattr("netterm.store.texts.COMPACT_AT", 4)
    HAPPENED.clear()
    missing = list(MUST_HAPPEN)
    for number in range(ROUNDS):  # what is rare is given another chance, with other examples
        run_state_machine_as_test(Network if PROFILE is LONG else seed(number)(Network), settings=PROFILE)
        missing = [what for what in MUST_HAPPEN if not HAPPENED[what]]
        if not missing:
            break
    with capsys.disabled():
        print("\n" + "\n".join(f"  {count:7} {what}" for what, count in sorted(HAPPENED.items())))
    assert missing == []
