"""Records that hang on each other in a ring: nobody can be kept from making one, so deletions must stand it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netterm.errors import Failure
from netterm.model import declare as d
from netterm.store import Replica
from netterm.store.entries import VERSION, Entry, Op, pack_delete, pack_put
from tests.store.laptops import GENERAL, ILL, PEOPLE, laptops, pull, settle
from tests.store.test_volume import Pen

SCHEMA = d.Schema((
    *PEOPLE, ILL,
    d.Entity("folder", d.Label("แฟ้ม", "Folder"), (
        d.text("name", "ชื่อ", "Name"), d.ref("within", "ใน", "Within", to="folder", part_of=True),
    )),
    d.Entity("shelf", d.Label("ชั้น", "Shelf"), (
        d.text("name", "ชื่อ", "Name"), d.ref("within", "ใน", "Within", to="room", part_of=True),
    )),
    d.Entity("room", d.Label("ห้อง", "Room"), (
        d.text("name", "ชื่อ", "Name"), d.ref("within", "ใน", "Within", to="shelf", part_of=True),
    )),
))  # fmt: skip
IDS = tuple(bytes([n]) * 16 for n in range(1, 5))
KINDS = ("folder", "folder", "shelf", "room")
"""Of the records with these ids; those of one kind may hang on each other, and shelves and rooms likewise."""
OWNERS = ((0, 1), (0, 1), (3,), (2,))
"""On which each of them may hang."""


def there(replica: Replica) -> list[bool]:
    return [replica.get(kind, id) is not None for kind, id in zip(KINDS, IDS, strict=True)]


def ring(replica: Replica, *members: int) -> None:
    """Each hangs on the next, and the last on the first."""
    with replica.action() as act:
        for n in members:
            act.add(KINDS[n], {"name": f"{n}"}, id=IDS[n])
        for n, owner in zip(members, (*members[1:], members[0]), strict=True):
            act.set(KINDS[n], IDS[n], {"within": IDS[owner]})


def delete(replica: Replica, n: int) -> None:
    with replica.action() as act:
        act.delete(KINDS[n], IDS[n])


RINGS = {"of itself": (0,), "of two of a kind": (0, 1), "of two kinds": (2, 3)}


@pytest.mark.parametrize("members", RINGS.values(), ids=RINGS)
def test_a_ring_goes_whole_with_any_of_it(members: tuple[int, ...]) -> None:
    with laptops(2, schema=SCHEMA) as (ours, theirs):
        ring(ours, *members)
        pull(theirs, ours)
        delete(ours, members[-1])
        pull(theirs, ours)
        for replica in (ours, theirs):
            assert there(replica) == [False] * 4
            assert replica.verify().clean
        assert ours.digest(GENERAL) == theirs.digest(GENERAL)


@pytest.mark.parametrize("members", [(0, 1), (2, 3)])
def test_an_edit_of_one_keeps_the_whole_ring(members: tuple[int, ...]) -> None:
    with laptops(3, schema=SCHEMA) as (ours, theirs, reader):
        ring(ours, *members)
        settle(ours, theirs)
        with theirs.action() as act:
            act.set(KINDS[members[0]], IDS[members[0]], {"name": "late"})
        delete(ours, members[0])
        pull(reader, theirs)
        settle(ours, theirs, reader)
        for replica in (ours, theirs, reader):
            assert [there(replica)[n] for n in members] == [True, True]
        assert len({replica.digest(GENERAL) for replica in (ours, theirs, reader)}) == 1


def test_two_who_hang_records_on_each_other_at_the_same_time_make_a_ring_that_can_go() -> None:
    with laptops(2, schema=SCHEMA) as (ours, theirs):
        with ours.action() as act:
            for n in (0, 1):
                act.add("folder", {"name": "x"}, id=IDS[n])
        settle(ours, theirs)
        for replica, part, owner in ((ours, 0, 1), (theirs, 1, 0)):
            with replica.action() as act:
                act.set("folder", IDS[part], {"within": IDS[owner]})
        settle(ours, theirs)
        delete(theirs, 1)
        settle(ours, theirs)
        assert there(ours) == there(theirs) == [False] * 4
        assert ours.digest(GENERAL) == theirs.digest(GENERAL)


def test_a_ring_made_by_hand_whose_deletions_come_one_by_one_is_judged_as_if_they_came_together() -> None:
    with laptops(2, schema=SCHEMA) as (ours, theirs):
        pen, run = Pen(ours, 1), list[Entry]()
        for n in (0, 1):
            put = Op(IDS[n], pack_put("folder", {"within": IDS[1 - n]}, {}))
            run.append(pen.entry(run[-1] if run else None, put))
        for n in (0, 1):
            covered = run[n].name(pen.network)[:VERSION]
            run.append(pen.entry(run[-1], Op(IDS[n], pack_delete("folder", covered))))
        for place in range(4):
            ours.merge(GENERAL, pen.batch([run[place]]))
        theirs.merge(GENERAL, pen.batch(run))
        assert there(ours) == there(theirs) == [False] * 4
        assert ours.digest(GENERAL) == theirs.digest(GENERAL)


def _hang(replica: Replica, n: int, owner: int) -> None:
    with replica.action() as act:
        act.set(KINDS[n], IDS[n], {"within": IDS[OWNERS[n][owner % len(OWNERS[n])]]})


def _name(replica: Replica, n: int, name: int) -> None:
    with replica.action() as act:
        act.set(KINDS[n], IDS[n], {"name": f"name {name}"})


def _loosen(replica: Replica, n: int, _: int) -> None:
    with replica.action() as act:
        act.set(KINDS[n], IDS[n], {"within": None})


ACTS: tuple[Callable[[Replica, int, int], None], ...] = (
    _hang, _hang, _name, _loosen, lambda replica, n, _: delete(replica, n), lambda replica, n, _: delete(replica, n),
)  # fmt: skip
STEPS = st.tuples(st.integers(0, 1), st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 1), st.booleans())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=4, max_size=14))
def test_whatever_hangs_on_what_all_replicas_hide_the_same(
    steps: list[tuple[int, Callable[[Replica, int, int], None], int, int, bool]],
) -> None:
    with laptops(3, schema=SCHEMA) as (ours, theirs, reader):
        with ours.action() as act:
            for kind, id in zip(KINDS, IDS, strict=True):
                act.add(kind, {"name": "x"}, id=id)
        settle(ours, theirs, reader)
        writers = (ours, theirs)
        for who, act_on, n, how, tell in steps:
            try:
                act_on(writers[who], n, how)
            except Failure:
                continue  # it is gone
            if tell:
                pull(writers[1 - who], writers[who])
            pull(reader, writers[who])
        settle(ours, theirs, reader)
        assert there(ours) == there(theirs) == there(reader)
        assert len({replica.digest(GENERAL) for replica in (ours, theirs, reader)}) == 1
        assert reader.verify().clean
