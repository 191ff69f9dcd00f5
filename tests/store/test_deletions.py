"""Deletions: an edit beats one, edits of what hangs on a record included; what nobody touched goes with its owner."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest

from netterm.store import Record, Replica
from tests.store.laptops import GENERAL, digests, laptops, pull, settle


def family(replica: Replica) -> tuple[bytes, bytes, bytes]:
    """A meeting with tags, an item of it, a vote on that."""
    with replica.action() as act:
        meeting = act.add("meeting", {"name": "m", "seats": 1, "tags": ("x", "y")})
        item = act.add("item", {"meeting": meeting, "name": "i"})
        return meeting, item, act.add("vote", {"item": item, "weight": 1})


def delete(replica: Replica, entity: str, id: bytes) -> None:
    with replica.action() as act:
        act.delete(entity, id)


def put(replica: Replica, entity: str, id: bytes, **values: object) -> None:
    with replica.action() as act:
        act.set(entity, id, values)  # type: ignore[arg-type]  # values of every kind


def there(replica: Replica, *ids: bytes) -> list[bool]:
    return [replica.get(entity, id) is not None for entity, id in zip(("meeting", "item", "vote"), ids, strict=False)]


def test_a_record_goes_with_all_that_hangs_on_it_everywhere() -> None:
    with laptops(2) as (ours, theirs):
        ids = family(ours)
        pull(theirs, ours)
        delete(ours, "meeting", ids[0])
        assert there(ours, *ids) == [False] * 3
        assert ours.count("meeting") == ours.count("item") == ours.count("vote") == 0
        pull(theirs, ours)
        assert there(theirs, *ids) == [False] * 3
        assert digests(ours) == digests(theirs)
        assert theirs.verify().clean


def test_a_part_goes_alone() -> None:
    with laptops(1) as (ours,):
        ids = family(ours)
        delete(ours, "item", ids[1])
        assert there(ours, *ids) == [True, False, False]


def session(replica: Replica, id: bytes) -> None:
    text = replica.text("item", id, "body")
    text.insert(0, "late")
    text.commit()


EDITS: dict[str, tuple[Callable[[Replica, tuple[bytes, bytes, bytes]], object], list[bool]]] = {
    "of the record": (lambda r, ids: put(r, "meeting", ids[0], name="late"), [True, False, False]),
    "of a field that was never set": (lambda r, ids: put(r, "meeting", ids[0], place="late"), [True, False, False]),
    "that clears a field": (lambda r, ids: put(r, "meeting", ids[0], seats=None), [True, False, False]),
    "of a part": (lambda r, ids: put(r, "item", ids[1], name="late"), [True, True, False]),
    "of a part of a part": (lambda r, ids: put(r, "vote", ids[2], weight=2), [True, True, True]),
    "of a shared text": (lambda r, ids: session(r, ids[1]), [True, True, False]),
    "that adds to a set": (lambda r, ids: put(r, "meeting", ids[0], tags=("x", "y", "z")), [True, False, False]),
    "that adds a part": (lambda r, ids: add_item(r, ids[0]), [True, False, False]),
}


def add_item(replica: Replica, meeting: bytes) -> None:
    with replica.action() as act:
        act.add("item", {"meeting": meeting, "name": "late"})


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_that_the_deletion_did_not_know_of_beats_it_in_every_order(edit: str) -> None:
    act, left = EDITS[edit]
    with laptops(4) as (ours, theirs, one, other):
        ids = family(ours)
        for replica in (theirs, one, other):
            pull(replica, ours)
        delete(ours, "meeting", ids[0])
        act(theirs, ids)
        pull(one, ours)
        pull(one, theirs)
        pull(other, theirs)
        pull(other, ours)
        settle(ours, theirs)
        for replica in (ours, theirs, one, other):
            assert there(replica, *ids) == left
            assert replica.verify().clean
        assert ours.digest(GENERAL) == theirs.digest(GENERAL) == one.digest(GENERAL) == other.digest(GENERAL)


def test_a_deletion_that_knew_of_the_edit_takes_it_along() -> None:
    with laptops(2) as (ours, theirs):
        ids = family(ours)
        pull(theirs, ours)
        put(theirs, "vote", ids[2], weight=5)
        pull(ours, theirs)
        delete(ours, "meeting", ids[0])
        settle(ours, theirs)
        assert there(theirs, *ids) == [False] * 3


def test_two_deletions_that_each_missed_one_edit_take_both_along_together() -> None:
    with laptops(3) as (a, b, c):
        ids = family(a)
        pull(b, a)
        pull(c, a)
        put(b, "meeting", ids[0], name="b")
        put(c, "meeting", ids[0], seats=9)
        delete(b, "meeting", ids[0])
        delete(c, "meeting", ids[0])
        settle(a, b, c)
        assert there(a, *ids) == there(b, *ids) == there(c, *ids) == [False] * 3
        assert a.digest(GENERAL) == b.digest(GENERAL) == c.digest(GENERAL)


def test_a_waiting_value_that_the_deletion_did_not_know_of_keeps_the_record() -> None:
    for order in permutations(range(3)):
        with laptops(4) as replicas:
            a, b, c, reader = replicas
            ids = family(a)
            for replica in (b, c, reader):
                pull(replica, a)
            put(a, "meeting", ids[0], name="a")
            put(b, "meeting", ids[0], name="b")
            delete(c, "meeting", ids[0])
            for number in order:
                pull(reader, replicas[number])
            (conflict,) = reader.conflicts()
            assert {conflict.shown.value, *(each.value for each in conflict.others)} == {"a", "b"}


def test_a_part_that_moves_to_another_owner_lets_the_first_go() -> None:
    with laptops(2) as (ours, theirs):
        first, item, _ = family(ours)
        second, *_ = family(ours)
        pull(theirs, ours)
        delete(ours, "meeting", first)
        put(theirs, "item", item, meeting=second)
        settle(ours, theirs)
        for replica in (ours, theirs):
            assert there(replica, first, item) == [False, True]
        assert digests(ours) == digests(theirs)


def test_what_was_deleted_can_be_written_again() -> None:
    with laptops(2) as (ours, theirs):
        ids = family(ours)
        pull(theirs, ours)
        delete(ours, "meeting", ids[0])
        pull(theirs, ours)
        ours.undo()
        settle(ours, theirs)
        for replica in (ours, theirs):
            assert there(replica, *ids) == [True] * 3
            record = replica.get("meeting", ids[0])
            assert isinstance(record, Record)
            assert (record["name"], record["seats"], set(record["tags"])) == ("m", 1, {"x", "y"})  # type: ignore[arg-type]  # a set
        assert digests(ours) == digests(theirs)


def test_an_element_that_comes_and_goes_is_there_if_anybody_last_wanted_it_unknown_to_who_took_it_out() -> None:
    with laptops(2) as (ours, theirs):
        meeting, *_ = family(ours)
        pull(theirs, ours)
        put(ours, "meeting", meeting, tags=("x",))
        put(theirs, "meeting", meeting, tags=("x", "y", "z"))
        settle(ours, theirs)
        assert set(ours.get("meeting", meeting)["tags"]) == {"x", "z"}  # type: ignore[arg-type,index]  # it is there, and a set
        put(theirs, "meeting", meeting, tags=("x", "y", "z"))
        settle(ours, theirs)
        assert set(ours.get("meeting", meeting)["tags"]) == {"x", "y", "z"}  # type: ignore[arg-type,index]  # it is there, and a set
        assert digests(ours) == digests(theirs)
