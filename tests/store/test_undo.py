"""Undoing: a person's own last actions go back, one after the other, and never over what somebody did since."""

from __future__ import annotations

import pytest

from netterm.store import Record, Replica
from netterm.store.undoing import CannotTakeBack
from tests.store.laptops import digests, kill, laptops, pull, reopen, settle


def meeting(replica: Replica) -> bytes:
    with replica.action() as act:
        return act.add("meeting", {"name": "m", "seats": 1, "tags": ("x", "y")})


def put(replica: Replica, id: bytes, **values: object) -> None:
    with replica.action() as act:
        act.set("meeting", id, values)  # type: ignore[arg-type]  # values of every kind


def shown(replica: Replica, id: bytes) -> tuple[object, ...] | None:
    record = replica.get("meeting", id)
    if record is None:
        return None
    tags = record["tags"]
    assert isinstance(tags, tuple)
    return record["name"], record["seats"], set(tags)


def test_there_is_nothing_to_take_back_at_first() -> None:
    with laptops(1) as (ours,):
        assert not ours.can_undo
        assert ours.undo() is None


def test_what_was_made_goes_again_and_is_named() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours)
        assert ours.undo() == "Meeting “m” added"
        assert ours.get("meeting", id) is None
        assert not ours.can_undo


def test_edits_go_back_one_by_one() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours)
        put(ours, id, name="n", seats=None)
        put(ours, id, tags=("y", "z"))
        assert shown(ours, id) == ("n", None, {"y", "z"})
        ours.undo()
        assert shown(ours, id) == ("n", None, {"x", "y"})
        ours.undo()
        assert shown(ours, id) == ("m", 1, {"x", "y"})
        ours.undo()
        assert shown(ours, id) is None


def test_what_was_deleted_comes_back_with_all_that_hung_on_it() -> None:
    with laptops(2) as (ours, theirs):
        id = meeting(ours)
        with ours.action() as act:
            item = act.add("item", {"meeting": id, "name": "i"})
        session = ours.text("item", item, "body")
        session.insert(0, "words")
        session.commit()
        with ours.action() as act:
            act.delete("meeting", id)
        assert ours.undo()
        assert shown(ours, id) == ("m", 1, {"x", "y"})
        record = ours.get("item", item)
        assert isinstance(record, Record)
        assert (record["name"], record["body"]) == ("i", "words")
        settle(ours, theirs)
        assert digests(ours) == digests(theirs)
        assert ours.verify().clean


def test_it_does_not_go_over_what_somebody_did_since() -> None:
    with laptops(2) as (ours, theirs):
        id = meeting(ours)
        put(ours, id, name="n")
        pull(theirs, ours)
        put(theirs, id, name="theirs")
        pull(ours, theirs)
        before = digests(ours)
        with pytest.raises(CannotTakeBack, match="was changed since then"):
            ours.undo()
        assert digests(ours) == before


def test_what_others_do_at_the_same_time_stands_beside_it() -> None:
    with laptops(2) as (ours, theirs):
        id = meeting(ours)
        put(ours, id, name="n")
        pull(theirs, ours)
        ours.undo()
        put(theirs, id, name="theirs")
        settle(ours, theirs)
        (conflict,) = ours.conflicts()
        assert {conflict.shown.value, *(each.value for each in conflict.others)} == {"m", "theirs"}
        assert digests(ours) == digests(theirs)


def test_it_is_an_action_like_any_other_to_everybody_else() -> None:
    with laptops(2) as (ours, theirs):
        id = meeting(ours)
        put(ours, id, name="n")
        ours.undo()
        settle(ours, theirs)
        assert shown(theirs, id) == ("m", 1, {"x", "y"})
        assert [change.after for change in theirs.history("meeting", id) if change.field == "name"] == ["m", "n", "m"]
        assert digests(ours) == digests(theirs)


def test_a_move_that_cannot_go_back_is_told_and_stays() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours)
        put(ours, id, stage="open")
        put(ours, id, stage="closed")
        before = digests(ours)
        with pytest.raises(Exception, match="state") as caught:
            ours.undo()
        assert str(caught.value)
        assert digests(ours) == before


def test_another_session_takes_back_what_the_log_tells() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours)
        put(ours, id, name="n")
        kill(ours)
        again = reopen(ours.directory)
        assert again.undo() is None
        again.undo(earlier=True)
        assert shown(again, id) == ("m", 1, {"x", "y"})
        again.undo(earlier=True)
        assert shown(again, id) is None
        kill(again)
