"""Reading: filters, order and pages of lists of any length, sets, and what becomes of them after changes."""

from __future__ import annotations

import pytest

from netterm.store import Replica
from tests.store.laptops import laptops

ROWS = (("ข", 3, ("x",)), ("ก", 1, ("x", "y")), ("เก", 2, ()), ("ค", None, ("y",)))


@pytest.fixture(scope="module")
def ours() -> object:
    with laptops(1) as (replica,):
        for name, seats, tags in ROWS:
            with replica.action() as act:
                act.add("meeting", {"name": name, "seats": seats, "tags": tags})
        yield replica


def names(ours: Replica, **asked: object) -> list[object]:
    return [record["name"] for record in ours.list("meeting", **asked)]  # type: ignore[arg-type]  # the keywords of list


def test_a_list_has_the_order_of_its_declaration_and_sorts_as_thai_does(ours: Replica) -> None:
    assert names(ours) == ["ก", "เก", "ข", "ค"]


def test_any_order_can_be_asked_for_also_reversed_and_by_the_time_of_making(ours: Replica) -> None:
    assert names(ours, order=("-name",)) == ["ค", "ข", "เก", "ก"]
    assert names(ours, order=("seats",)) == ["ค", "ก", "เก", "ข"]
    assert names(ours, order=("id",)) == [name for name, *_ in ROWS]
    assert names(ours, order=("-id",)) == [name for name, *_ in ROWS][::-1]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"name": "ก"}, ["ก"]),
        ({"seats": [1, 3]}, ["ก", "ข"]),
        ({"seats": None}, ["ค"]),
        ({"seats": [None, 2]}, ["เก", "ค"]),
        ({"seats": []}, []),
        ({"seats": 1, "name": "ข"}, []),
        ({"stage": "draft"}, ["ก", "เก", "ข", "ค"]),
    ],
)
def test_a_filter_takes_a_value_or_several_or_none(ours: Replica, where: dict[str, object], found: list[str]) -> None:
    assert names(ours, where=where) == found
    assert ours.count("meeting", where) == len(found)  # type: ignore[arg-type]  # values of every kind


def test_pages_make_up_the_whole_list(ours: Replica) -> None:
    whole = names(ours)
    assert [name for start in range(0, 6, 2) for name in names(ours, limit=2, offset=start)] == whole
    assert ours.records("meeting", ours.ids("meeting", limit=2)) == ours.list("meeting", limit=2)


def test_records_come_in_the_order_asked_for_and_strangers_are_left_out(ours: Replica) -> None:
    ids = ours.ids("meeting")
    assert [record.id for record in ours.records("meeting", [ids[2], bytes(16), ids[0]])] == [ids[2], ids[0]]
    assert ours.get("meeting", bytes(16)) is None


def test_more_records_than_one_query_takes(ours: Replica) -> None:
    ids = ours.ids("meeting") * 400
    assert len(ours.records("meeting", ids)) == len(ids)


def test_sets_come_as_tuples_and_what_is_not_set_as_nothing(ours: Replica) -> None:
    held = {record["name"]: record for record in ours.list("meeting")}
    assert {name: set(record["tags"]) for name, record in held.items()} == {  # type: ignore[arg-type]  # sets
        name: set(tags) for name, _, tags in ROWS
    }
    assert held["ค"]["seats"] is None
    assert held["ค"]["place"] is None
    assert held["ค"].get("no such field") is None
    with pytest.raises(KeyError):
        held["ค"]["no such field"]


def test_a_field_that_there_is_not_cannot_be_filtered_by(ours: Replica) -> None:
    with pytest.raises(KeyError):
        names(ours, where={"no such field": 1})


def test_what_a_name_looks_like_does_nothing_to_the_query(ours: Replica) -> None:
    assert names(ours, where={"name": "' OR 1=1 --"}) == []
    assert names(ours, text='" OR *') == []


def test_a_renamed_record_moves_to_its_new_place(ours: Replica) -> None:
    with laptops(1) as (replica,):
        with replica.action() as act:
            act.add("meeting", {"name": "ข"})
            id = act.add("meeting", {"name": "ค"})
        with replica.action() as act:
            act.set("meeting", id, {"name": "ก"})
        assert names(replica) == ["ก", "ข"]
