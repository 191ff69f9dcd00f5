"""What an author had not seen: the same on every laptop, whatever came first."""

from netterm.store import Replica
from tests.store.laptops import laptops, pull, settle


def meeting_with_item(replica: Replica) -> tuple[bytes, bytes]:
    with replica.action() as act:
        meeting = act.add("meeting", {"name": "ก"})
        return meeting, act.add("item", {"meeting": meeting, "name": "งบ"})


def set_name(replica: Replica, entity: str, id: bytes, name: str) -> None:
    with replica.action() as act:
        act.set(entity, id, {"name": name})


def version_of(replica: Replica, meeting: bytes, field: str) -> bytes:
    record = replica.get("meeting", meeting)
    assert record is not None
    return record.versions[field]


def told(replica: Replica, meeting: bytes, version: bytes) -> list[tuple[str, str, object]]:
    return [(each.entity, each.field, each.after) for each in replica.unseen("meeting", meeting, [version])[0]]


def test_only_what_was_written_without_being_seen_is_named_and_all_laptops_name_the_same() -> None:
    with laptops(3) as (first, second, third):
        meeting, item = meeting_with_item(first)
        settle(first, second, third)
        set_name(second, "item", item, "ก่อนปิด")
        pull(first, second)
        set_name(third, "item", item, "ไม่รู้ว่าปิด")
        with third.action() as act:
            act.add("vote", {"item": item, "weight": 3})
        for stage in ("open", "closed"):
            with first.action() as act:
                act.set("meeting", meeting, {"stage": stage})
        version = version_of(first, meeting, "stage")
        assert told(first, meeting, version) == []
        settle(first, second, third)
        found = [told(each, meeting, version) for each in (first, second, third)]
        assert found[0] == found[1] == found[2]
        assert sorted(each[:2] for each in found[0]) == [("item", "name"), ("vote", "item"), ("vote", "weight")]
        assert ("item", "name", "ไม่รู้ว่าปิด") in found[0]


def test_who_looks_again_has_seen_what_came_meanwhile() -> None:
    with laptops(2) as (first, second):
        meeting, item = meeting_with_item(first)
        settle(first, second)
        set_name(second, "item", item, "ไม่รู้")
        with first.action() as act:
            act.set("meeting", meeting, {"stage": "open"})
        before = version_of(first, meeting, "stage")
        settle(first, second)
        assert told(first, meeting, before) == [("item", "name", "ไม่รู้")]
        with first.action() as act:
            act.set("meeting", meeting, {"seats": 5})
        assert told(first, meeting, version_of(first, meeting, "seats")) == []


def test_what_was_taken_away_unseen_is_named_too() -> None:
    with laptops(2) as (first, second):
        meeting, item = meeting_with_item(first)
        settle(first, second)
        with second.action() as act:
            act.delete("item", item)
        with first.action() as act:
            act.set("meeting", meeting, {"stage": "open"})
        settle(first, second)
        assert told(first, meeting, version_of(first, meeting, "stage")) == [("item", "", None)]
        assert told(first, meeting, b"\0" * 20) == []
