"""Undoing: a person's own last actions go back, one after the other, and never over what somebody did since."""

from __future__ import annotations

from pathlib import Path

import msgpack
import pytest

from netterm.errors import Failure
from netterm.store import Record, Replica, Standing, undone
from netterm.store.undoing import CannotTakeBack
from netterm.store.undone import Undone
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


def test_what_was_taken_back_is_brought_back_by_name() -> None:
    with laptops(2) as (ours, theirs):
        id = meeting(ours)
        put(ours, id, name="n", tags=("y", "z"))
        could = [ours.can_redo]
        ours.undo()
        could.append(ours.can_redo)
        assert ours.redo() == "Meeting “n” changed"
        assert shown(ours, id) == ("n", 1, {"y", "z"})
        could.append(ours.can_redo)
        assert could == [False, True, False]
        assert ours.redo() is None
        settle(ours, theirs)
        assert digests(ours) == digests(theirs)


def test_undo_and_redo_go_to_and_fro_as_often_as_one_likes() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours)
        put(ours, id, name="n")
        put(ours, id, name="o")
        for _ in range(2):
            for _ in range(3):
                assert ours.undo()
            assert shown(ours, id) is None
            for _ in range(3):
                assert ours.redo()
            assert shown(ours, id) == ("o", 1, {"x", "y"})


def test_what_was_made_comes_back_with_all_that_hung_on_it() -> None:
    with laptops(1) as (ours,):
        with ours.action() as act:
            id = act.add("meeting", {"name": "m", "seats": 1, "tags": ("x", "y")})
            item = act.add("item", {"meeting": id, "name": "i"})
        ours.undo()
        assert ours.get("item", item) is None
        assert ours.redo() == "Meeting “m” added"
        assert shown(ours, id) == ("m", 1, {"x", "y"})
        assert ours.get("item", item) is not None
        assert ours.verify().clean


def test_what_somebody_changed_since_is_not_written_over_by_bringing_back() -> None:
    with laptops(2) as (ours, theirs):
        id = meeting(ours)
        put(ours, id, name="n")
        ours.undo()
        pull(theirs, ours)
        put(theirs, id, name="theirs")
        pull(ours, theirs)
        before = digests(ours)
        with pytest.raises(CannotTakeBack, match="was changed since then"):
            ours.redo()
        assert digests(ours) == before


def test_what_was_deleted_and_lives_on_by_what_somebody_wrote_stays_as_they_have_it() -> None:
    with laptops(2) as (ours, theirs):
        id = meeting(ours)
        settle(ours, theirs)
        put(theirs, id, name="theirs")
        with ours.action() as act:
            act.delete("meeting", id)
        settle(ours, theirs)
        before = shown(ours, id)
        assert before is not None
        assert before[0] == "theirs"
        with pytest.raises(CannotTakeBack):
            ours.undo()
        assert shown(ours, id) == before


def test_what_stays_does_not_stand_in_the_way_of_what_was_done_before() -> None:
    with laptops(2) as (ours, theirs):
        first = meeting(ours)
        second = meeting(ours)
        pull(theirs, ours)
        put(theirs, second, name="theirs")
        pull(ours, theirs)
        with pytest.raises(CannotTakeBack):
            ours.undo()
        ours.undo()
        assert (shown(ours, first), shown(ours, second)) == (None, ("theirs", 1, {"x", "y"}))


def test_any_action_of_the_session_can_be_taken_back_by_its_number() -> None:
    with laptops(1) as (ours,):
        first, second = meeting(ours), meeting(ours)
        put(ours, second, name="n")
        changed, _second, made = ours.deeds()
        assert [each.said for each in ours.deeds()] == ["Meeting “n” changed", "Meeting “m” added", "Meeting “m” added"]
        ours.undo(made.number)
        assert (shown(ours, first), shown(ours, second)) == (None, ("n", 1, {"x", "y"}))
        assert [each.standing for each in ours.deeds()] == [Standing.DONE, Standing.DONE, Standing.TAKEN_BACK]
        with pytest.raises(CannotTakeBack):
            ours.undo(_second.number)
        assert ours.deeds()[1].standing is Standing.CHANGED_SINCE
        ours.undo(changed.number)
        ours.undo(_second.number)
        assert shown(ours, second) is None
        ours.redo(made.number)
        assert shown(ours, first) == ("m", 1, {"x", "y"})


def test_where_no_word_of_it_can_be_left_it_is_taken_back_and_told_all_the_same() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours)
        (ours.directory / "undone").mkdir()  # nothing can be written there
        heard: list[object] = []
        ours.subscribe(heard.append)
        assert ours.undo() == "Meeting “m” added"
        assert (shown(ours, id), len(heard)) == (None, 1)
        assert ours.redo() == "Meeting “m” added"


def test_what_completes_an_action_goes_and_comes_back_with_it() -> None:
    with laptops(1) as (ours,):
        with ours.action() as first:
            id = first.add("meeting", {"name": "m", "seats": 1, "tags": ("x", "y")})
        other = meeting(ours)
        with ours.action(part_of=first) as more:
            more.set("meeting", id, {"name": "n"})
        _other, deed = ours.deeds()
        assert len(ours.deeds()) == 2
        ours.undo(deed.number)
        assert (shown(ours, id), shown(ours, other)) == (None, ("m", 1, {"x", "y"}))
        ours.redo()
        assert shown(ours, id) == ("n", 1, {"x", "y"})


def test_what_comes_after_an_action_was_taken_back_is_one_of_its_own() -> None:
    with laptops(1) as (ours,):
        with ours.action() as first:
            first.add("meeting", {"name": "m", "seats": 1})
        ours.undo()
        with ours.action(part_of=first) as more:
            id = more.add("meeting", {"name": "n", "seats": 1})
        ours.undo()
        assert shown(ours, id) is None
        assert not ours.can_undo


def test_another_session_brings_back_what_was_taken_back() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours)
        put(ours, id, name="n")
        ours.undo()
        ours.undo()
        kill(ours)
        again = reopen(ours.directory)
        assert again.redo() is None
        assert again.redo(earlier=True) == "Meeting “m” added"
        assert shown(again, id) == ("m", 1, {"x", "y"})
        assert again.redo(earlier=True) == "Meeting “n” changed"
        assert shown(again, id) == ("n", 1, {"x", "y"})
        assert again.redo(earlier=True) is None
        again.undo(earlier=True)
        assert shown(again, id) == ("m", 1, {"x", "y"})
        kill(again)


def test_a_line_that_was_taken_out_comes_back() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours)
        with ours.action() as act:
            item = act.add("item", {"meeting": id, "name": "i"})
        session = ours.text("item", item, "body")
        session.insert(0, "words")
        session.commit()
        kill(ours)
        again = reopen(ours.directory)
        again.undo(earlier=True)
        again.redo(earlier=True)
        record = again.get("item", item)
        assert record is not None
        assert record["body"] == "words"
        kill(again)


def test_nothing_is_taken_back_where_nothing_may_be_written() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours)
        put(ours, id, name="n")
        ours.read_only = True
        with pytest.raises(Failure, match="reading only"):
            ours.undo()
        assert shown(ours, id) == ("n", 1, {"x", "y"})
        ours.read_only = False
        assert ours.undo() == "Meeting “n” changed"


def test_a_note_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert undone.read(tmp_path) == Undone()
    for broken in (b"", b"\xc1", b"\x81\x01\x02", b"\x93\x01\x02\x03"):
        (tmp_path / "undone").write_bytes(broken)
        assert undone.read(tmp_path) == Undone()
    (tmp_path / "undone").write_bytes(msgpack.packb([b"1" * 32]))
    assert undone.read(tmp_path).aside == (b"1" * 32,)
    kept = Undone((b"1",), (b"2",), ((b"3", b"4"),))
    undone.write(tmp_path, kept)
    assert undone.read(tmp_path) == kept
