"""What a link does while a run is still coming."""

from __future__ import annotations

import random

from netterm.model.kinds import Compartment
from tests.sync.fakes import Wire
from tests.sync.test_protocol import pair, same

GENERAL = Compartment.GENERAL


def test_looking_around_during_a_run_does_not_ask_for_it_again() -> None:
    a, b = pair()
    a.per_batch = 1
    a.write(GENERAL, *(random.Random(n).randbytes(50_000) for n in range(20)))
    wire = Wire(a, b)
    while wire.flight():
        wire.links[1].idle()
    assert same(a, b)
    assert len(wire.sent[0]) < 1.2 * 20 * 50_000, "nothing went twice"
