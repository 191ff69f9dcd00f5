"""Who is told of what: each change once."""

from __future__ import annotations

from netterm.store import Changed
from tests.store.laptops import laptops, pull


def test_what_came_from_a_peer_is_not_told_again_as_another_processes_work() -> None:
    with laptops(2) as (ours, theirs):
        told: list[Changed] = []
        ours.notice_others()
        with theirs.action() as act:
            made = act.add("meeting", {"name": "x"})
        stop = ours.subscribe(told.append)
        pull(ours, theirs)
        with ours.general.database.lock:
            ours._moved -= 1  # as if another process had committed something that touches no record
        ours.notice_others()
        stop()
        assert [("meeting", made) in change.records for change in told].count(True) == 1
