"""Search: any part of any searched text, in Thai and Latin letters, always of what is there now."""

from __future__ import annotations

import pytest

from netterm.store import Replica
from netterm.store.search import excerpt
from tests.store.laptops import laptops, pull, settle


def meeting(replica: Replica, name: str) -> bytes:
    with replica.action() as act:
        return act.add("meeting", {"name": name})


def found(replica: Replica, text: str) -> set[object]:
    return {record["name"] for record in replica.list("meeting", text=text)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ประชุม", {"การประชุมใหญ่", "ห้องประชุม"}),
        ("ชุม", {"การประชุมใหญ่", "ห้องประชุม"}),
        ("ชุ", {"การประชุมใหญ่", "ห้องประชุม"}),
        ("ประชุม ใหญ่", {"การประชุมใหญ่"}),
        ("ใหญ่ ประชุม", {"การประชุมใหญ่"}),
        ("BUDGET", {"Budget 2570"}),
        ("257", {"Budget 2570"}),
        ("7", {"Budget 2570"}),
        ("ประชุม budget", set()),
        ("%", set()),
        ("", {"การประชุมใหญ่", "ห้องประชุม", "Budget 2570"}),
        ("  ", {"การประชุมใหญ่", "ห้องประชุม", "Budget 2570"}),
    ],
)
def test_every_word_is_found_anywhere_in_the_text(text: str, names: set[str]) -> None:
    with laptops(1) as (ours,):
        for name in ("การประชุมใหญ่", "ห้องประชุม", "Budget 2570"):
            meeting(ours, name)
        assert found(ours, text) == names
        assert ours.count("meeting", text=text) == len(names)


def test_what_was_changed_is_found_by_what_it_is_now() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours, "before")
        assert found(ours, "before") == {"before"}
        with ours.action() as act:
            act.set("meeting", id, {"name": "afterwards"})
        assert (found(ours, "before"), found(ours, "wards")) == (set(), {"afterwards"})


def test_what_was_deleted_is_not_found_and_what_came_back_is() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours, "something")
        with ours.action() as act:
            act.delete("meeting", id)
        assert found(ours, "something") == set()
        ours.undo()
        assert found(ours, "something") == {"something"}


def test_what_a_peer_wrote_is_found_and_so_is_a_shared_text() -> None:
    with laptops(2) as (ours, theirs):
        with theirs.action() as act:
            id = act.add("item", {"name": "i"})
        session = theirs.text("item", id, "body")
        session.insert(0, "ที่ประชุมรับทราบ")
        session.commit()
        pull(ours, theirs)
        assert [result.id for result in ours.search("รับทราบ")] == [id]
        session.delete(0, 3)
        session.insert(0, "ผู้")
        session.commit()
        pull(ours, theirs)
        assert [result.id for result in ours.search("ผู้ประชุม")] == [id]
        assert ours.search("ที่ประชุม") == []


def test_of_two_values_the_one_that_is_shown_is_found() -> None:
    with laptops(2) as (ours, theirs):
        id = meeting(ours, "first")
        pull(theirs, ours)
        for replica, name in ((ours, "left side"), (theirs, "right side")):
            with replica.action() as act:
                act.set("meeting", id, {"name": name})
        settle(ours, theirs)
        (shown,) = found(ours, "side")
        assert found(theirs, "side") == {shown}
        assert found(ours, str(shown)) == {shown}


def test_results_tell_what_they_are_and_where_it_stands() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours, "การประชุมสามัญประจำปี ครั้งที่ 1 ณ ศาลาประชาคม หมู่ที่ 4 ตำบลบ้านใหม่")
        (result,) = ours.search("ศาลา")
        assert (result.entity, result.id) == ("meeting", id)
        assert "ศาลา" in result.excerpt
        assert len(result.excerpt) <= 62
        assert ours.search("ไม่มีที่ไหน") == []


def test_no_more_results_than_asked_for() -> None:
    with laptops(1) as (ours,):
        for number in range(5):
            meeting(ours, f"same {number}")
        assert len(ours.search("same", limit=3)) == 3


def test_an_excerpt_is_cut_around_the_word_and_marked_where_it_is_cut() -> None:
    long = "a" * 100 + " needle " + "b" * 100
    shown = excerpt([None, "nothing", long], "NEEDLE")
    assert "needle" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert excerpt(["short needle"], "needle") == "short needle"
    assert excerpt(["nothing"], "needle") == ""
