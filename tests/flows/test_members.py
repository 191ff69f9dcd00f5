from netterm.flows.members import add_member, join_as_member
from tests.flows.rooms import Room


def test_a_person_and_the_membership_come_in_one_action(room: Room) -> None:
    before = room.replica.count("person")
    person, member = add_member(room.replica, {"first": "ใหม่", "last": "มาก", "phones": ("0812345678",)}, {})
    record = room.record("member", member)
    assert (record["person"], record["joined_on"], record["number"]) == (person, "2026-07-15", 7)
    room.replica.undo()
    assert room.replica.count("person") == before
    assert room.replica.get("member", member) is None


def test_somebody_who_is_known_becomes_a_member(room: Room) -> None:
    person = room.add("person", {"first": "รู้จัก", "last": "กันแล้ว"})
    member = join_as_member(room.replica, person, {"category": "supporting", "joined_on": "2026-02-01"})
    record = room.record("member", member)
    assert (record["person"], record["category"], record["joined_on"]) == (person, "supporting", "2026-02-01")
