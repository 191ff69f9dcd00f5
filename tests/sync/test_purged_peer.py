"""An honest peer purges in the middle of a run: its stubs go ahead of the erasure, and it is no liar."""

from __future__ import annotations

import random

from netterm.model import declare as d
from netterm.model.kinds import Compartment
from netterm.store import Replica
from netterm.store.trust_ops import Erase, encode
from netterm.sync.events import Misbehaved
from netterm.sync.protocol import Link
from netterm.sync.turns import State
from tests.store.laptops import ILL, PEOPLE, digests, laptops

GENERAL = Compartment.GENERAL
LETTERS = d.Schema((*PEOPLE, ILL, d.Entity("letter", d.Label("จดหมาย", "Letter"), (d.prose("text", "ความ", "Text"),))))


def links(ours: Replica, theirs: Replica) -> tuple[Link, Link]:
    def link(replica: Replica, peer: Replica, *, dialled: bool) -> Link:
        return Link(
            replica, dialled=dialled, peer=peer.identity, certificate=b"", nonce=replica.identity[:16], clock=lambda: 0
        )

    return link(ours, theirs, dialled=True), link(theirs, ours, dialled=False)


def test_an_erasure_during_a_run_is_asked_for_and_blames_nobody() -> None:
    chance = random.Random(1)
    with laptops(2, schema=LETTERS) as (ours, theirs):
        letters = [n.to_bytes(16, "big") for n in range(32)]
        for id in letters:
            with ours.action() as act:
                act.add("letter", {"text": chance.randbytes(95_000).hex()}, id=id)
        sending, receiving = links(ours, theirs)
        erased, asked = False, False
        for _ in range(60):
            events = receiving.receive(sending.data_to_send())
            assert not [event for event in events if isinstance(event, Misbehaved)]
            asked |= receiving._exchanges[GENERAL].gaps > 0
            if not erased and sending._exchanges[GENERAL].run is not None:
                # Committed in another thread: the link has not been told yet.
                ours.write_trust([encode(Erase(frozenset(letters[-4:])))])
                erased = True
            sending.more()
            sending.receive(receiving.data_to_send())
            receiving.more()
        assert erased
        assert asked
        assert sending.state is receiving.state is State.SHARING
        assert theirs.count("letter") == ours.count("letter") == 28
        assert digests(ours) == digests(theirs)
