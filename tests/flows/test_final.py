"""What stays as it is: certified minutes, the network, numbers that were given."""

import pytest

from netterm.errors import Failure
from netterm.flows.members import join_as_member
from netterm.flows.proceedings import record_resolution
from netterm.flows.tasks import give_task, report_progress
from netterm.model import Value
from netterm.model.seals import Sealed
from tests.flows.rooms import Room


@pytest.fixture
def certified(room: Room) -> bytes:
    """A certified meeting, with an item, a resolution and a task."""
    meeting = room.opened()
    item = room.add("agenda_item", {"meeting": meeting, "heading": "4", "title": "งบ"})
    resolution = record_resolution(room.replica, item, "approve", "เห็นชอบ")
    give_task(room.replica, "ส่งหนังสือ", room.people["มาลี"], room.replica.today(), item=item, origin=resolution)
    room.set("meeting", meeting, {"state": "closed"})
    room.certify(meeting)
    return meeting


def only(room: Room, entity: str, **where: Value) -> bytes:
    return room.replica.ids(entity, where)[-1]


def test_certified_minutes_take_nothing_in_and_give_nothing_away(room: Room, certified: bytes) -> None:
    item = only(room, "agenda_item", meeting=certified, title="งบ")
    line = only(room, "attendance", meeting=certified)
    adds: list[tuple[str, dict[str, Value]]] = [
        ("agenda_item", {"meeting": certified, "heading": "4", "title": "อื่น"}),
        ("motion", {"item": item, "text": "ให้ซื้อ"}),
        ("resolution", {"item": item, "verb": "approve", "text": "เพิ่ม"}),
        ("question", {"meeting": certified, "text": "?"}),
        ("attendance", {"meeting": certified, "person": room.people["มาลี"]}),
        ("presence_span", {"attendance": line, "came_at": "2026-07-15T09:30"}),
        ("task", {"item": item, "title": "อื่น", "assignee": room.people["มาลี"], "due": "2026-08-01"}),
    ]
    for entity, values in adds:
        with pytest.raises(Sealed):
            room.add(entity, values)
    changes: list[tuple[str, bytes, dict[str, Value]]] = [
        ("agenda_item", item, {"title": "อื่น"}),
        ("attendance", line, {"class": "absent"}),
        ("meeting", certified, {"place": "วัด"}),
        ("resolution", only(room, "resolution", item=item), {"text": "อื่น"}),
    ]
    for entity, id_, values in changes:
        with pytest.raises(Sealed):
            room.set(entity, id_, values)
        with pytest.raises(Sealed), room.replica.action() as act:
            act.delete(entity, id_)


def test_tasks_of_certified_minutes_are_still_done_but_stay_with_them(room: Room, certified: bytes) -> None:
    task = only(room, "task")
    report_progress(room.replica, task, "ส่งแล้ว", state="done")
    with pytest.raises(Sealed), room.replica.action() as act:
        act.delete("task", task)
    with pytest.raises(Sealed):
        room.set("task", task, {"item": None})


def test_what_was_done_before_the_certification_is_not_taken_back_after_it(room: Room, certified: bytes) -> None:
    with pytest.raises(Sealed):
        room.replica.undo()
    assert room.record("meeting", certified)["state"] == "certified"


def test_there_is_one_network_and_it_stays(room: Room) -> None:
    network = only(room, "network")
    with pytest.raises(Failure, match="never another"):
        room.add("network", {"name_th": "อื่น", "level": "tambon", "purpose": "อื่น"})
    with pytest.raises(Failure, match="cannot be deleted"), room.replica.action() as act:
        act.delete("network", network)
    room.set("network", network, {"notice_days": 10})
    assert room.replica.count("network") == 1


def test_a_number_keeps_its_year_when_the_meeting_moves_to_another_one(room: Room) -> None:
    meeting = room.plan("2026-12-20T09:30")
    before = room.replica.title("meeting", meeting)
    assert before.endswith("1/2569")
    room.set("meeting", meeting, {"starts_at": "2027-01-10T09:30"})
    assert room.replica.title("meeting", meeting) == before
    following = room.plan("2027-02-10T09:30")
    assert room.replica.title("meeting", following).endswith("1/2570")
    again = room.plan("2026-12-27T09:30")
    assert room.replica.title("meeting", again).endswith("2/2569")


def test_numbers_are_never_typed(room: Room) -> None:
    task = give_task(room.replica, "ส่งหนังสือ", room.people["มาลี"], room.replica.today())
    person = room.add("person", {"first": "ใหม่", "last": "มาแล้ว"})
    for typed in (500, None):
        with pytest.raises(Failure, match="given by netterm"):
            room.set("task", task, {"number": typed})
    with pytest.raises(Failure, match="given by netterm"):
        room.add("member", {"person": person, "category": "ordinary", "joined_on": "2026-01-01", "number": 9999})
    room.set("task", task, {"number": 1, "priority": "1"})


def test_a_person_is_a_member_once(room: Room) -> None:
    person = room.add("person", {"first": "ใหม่", "last": "มาแล้ว"})
    member = join_as_member(room.replica, person, {})
    with pytest.raises(Failure, match="one already: Member ใหม่ มาแล้ว"):
        join_as_member(room.replica, person, {"category": "family"})
    room.set("member", member, {"state": "resigned", "state_since": "2026-07-15", "state_reason": "ย้าย"})
    assert join_as_member(room.replica, person, {}) != member
