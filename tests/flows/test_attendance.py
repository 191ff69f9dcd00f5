import pytest

from netterm.errors import Failure
from netterm.flows.attendance import (
    AlreadyListed,
    NoName,
    Place,
    add_attendee,
    add_guest,
    arrive,
    leave,
    mark_absent,
    mark_present,
    mark_proxy,
    quorum_now,
    quorum_words,
    roll,
    unmark,
)
from netterm.locale import Language, use
from netterm.model import Value
from netterm.model.quorum import Quorum
from tests.flows.rooms import Room


def place_of(room: Room, meeting: bytes, name: str) -> Place:
    return next(place for place in roll(room.replica, meeting) if place.person == room.people[name])


def spans(room: Room, attendance: bytes) -> list[tuple[object, object]]:
    return [
        (each["came_at"], each["left_at"]) for each in room.replica.list("presence_span", {"attendance": attendance})
    ]


def test_the_roll_call_follows_who_is_here(room: Room) -> None:
    meeting = room.opened(everybody=False)
    assert quorum_now(room.replica, meeting) == Quorum(0, 3)
    for name in ("สมชาย", "สมศรี"):
        mark_present(room.replica, place_of(room, meeting, name).attendance)
    mark_absent(room.replica, place_of(room, meeting, "มาลี").attendance, "sick")
    assert quorum_now(room.replica, meeting) == Quorum(2, 3)
    assert not place_of(room, meeting, "มาลี").here
    assert place_of(room, meeting, "มาลี").called
    assert not place_of(room, meeting, "วิชัย").called
    mark_present(room.replica, place_of(room, meeting, "มาลี").attendance)
    assert quorum_now(room.replica, meeting).met
    assert place_of(room, meeting, "มาลี").reason == ""


def test_who_was_marked_by_mistake_is_called_again(room: Room) -> None:
    meeting = room.opened()
    unmark(room.replica, place_of(room, meeting, "มาลี").attendance)
    assert not place_of(room, meeting, "มาลี").called
    assert quorum_now(room.replica, meeting).present == 5


def test_coming_late_and_leaving_early_are_noted_with_their_times(room: Room) -> None:
    meeting = room.opened()
    attendance = place_of(room, meeting, "สมศรี").attendance
    room.clock.go_on(30)
    leave(room.replica, attendance)
    assert place_of(room, meeting, "สมศรี").left_at == "2026-07-15T09:30"
    assert quorum_now(room.replica, meeting).present == 5
    room.clock.go_on(30)
    arrive(room.replica, attendance)
    assert place_of(room, meeting, "สมศรี").here
    assert spans(room, attendance) == [
        ("2026-07-15T09:00", "2026-07-15T09:30"),
        ("2026-07-15T10:00", None),
    ]


def test_who_comes_late_was_not_there_from_the_beginning(room: Room) -> None:
    meeting = room.opened(everybody=False)
    attendance = place_of(room, meeting, "วิชัย").attendance
    mark_absent(room.replica, attendance)
    room.clock.go_on(20)
    arrive(room.replica, attendance)
    arrive(room.replica, attendance)
    assert spans(room, attendance) == [("2026-07-15T09:20", None)]
    assert place_of(room, meeting, "วิชัย").came_at == "2026-07-15T09:20"


def test_leaving_twice_or_without_having_come_changes_nothing(room: Room) -> None:
    meeting = room.opened()
    attendance = place_of(room, meeting, "วิชัย").attendance
    mark_absent(room.replica, attendance)
    leave(room.replica, attendance)
    assert spans(room, attendance) == []


def test_a_laptop_whose_clock_is_behind_counts_who_came_by_another_ones(room: Room) -> None:
    meeting = room.opened(everybody=False)
    room.clock.go_on(60 * 24 * 365 * 70)
    arrive(room.replica, place_of(room, meeting, "วิชัย").attendance)
    room.clock.go_on(-60 * 24 * 365 * 90)
    assert quorum_now(room.replica, meeting).present == 1
    leave(room.replica, place_of(room, meeting, "วิชัย").attendance)
    assert quorum_now(room.replica, meeting).present == 0


def test_a_proxy_counts_for_whom_they_stand_for(room: Room) -> None:
    meeting = room.opened()
    other = room.add("person", {"title": "นาย", "first": "แทน", "last": "ทดแทน"})
    mark_proxy(room.replica, place_of(room, meeting, "บุญมี").attendance, other)
    assert quorum_now(room.replica, meeting).present == 6
    assert not place_of(room, meeting, "บุญมี").here
    proxy = next(place for place in roll(room.replica, meeting) if place.person == other)
    assert (proxy.here, proxy.stands_for) == (True, "นางบุญมี ศรีสุข")
    with pytest.raises(AlreadyListed):
        mark_proxy(room.replica, place_of(room, meeting, "มาลี").attendance, other)


def test_a_guest_takes_part_without_counting(room: Room) -> None:
    meeting = room.opened()
    guest = room.add("person", {"first": "ปลัด", "last": "อบต."})
    add_attendee(room.replica, meeting, guest)
    assert quorum_now(room.replica, meeting).present == 6
    assert roll(room.replica, meeting)[-1].class_ == "participant"
    with pytest.raises(AlreadyListed):
        add_attendee(room.replica, meeting, guest)


def test_the_quorum_of_a_general_meeting_is_of_all_who_may_vote(room: Room) -> None:
    room.set("series", room.series, {"body": "general"})
    for number in range(15):
        person = room.add("person", {"first": f"คนที่{number}", "last": "ทดสอบ"})
        room.add("member", {"person": person, "category": "ordinary", "joined_on": "2026-01-01"})
    assert quorum_now(room.replica, room.opened(everybody=False)).required == 11


def test_the_network_says_what_share_is_needed(room: Room) -> None:
    network = room.replica.list("network")[0]
    room.set("network", network.id, {"quorum_fraction": ">1/2"})
    assert quorum_now(room.replica, room.plan()).required == 4


def test_the_quorum_in_words() -> None:
    assert quorum_words(Quorum(2, 3)) == "No quorum: 2 present, 3 needed."
    assert quorum_words(Quorum(3, 3)) == "Quorum is met: 3 present, 3 needed."
    use(Language.TH)
    assert "3" in quorum_words(Quorum(3, 3))


class TestGuests:
    def test_who_is_in_no_register_is_listed_by_name_and_counts_for_no_quorum(self, room: Room) -> None:
        meeting = room.opened()
        before = quorum_now(room.replica, meeting)
        line = add_guest(room.replica, meeting, " นายก อบต. บ้านกลาง ", "ผู้สังเกตการณ์")
        [guest] = [place for place in roll(room.replica, meeting) if place.attendance == line]
        assert (guest.name, guest.person, guest.position_text) == ("นายก อบต. บ้านกลาง", b"", "ผู้สังเกตการณ์")
        assert guest.here
        assert quorum_now(room.replica, meeting) == before
        leave(room.replica, line)
        assert not next(place for place in roll(room.replica, meeting) if place.attendance == line).here

    def test_a_guest_is_listed_once_and_has_a_name(self, room: Room) -> None:
        meeting = room.opened()
        add_guest(room.replica, meeting, "แขก")
        with pytest.raises(AlreadyListed):
            add_guest(room.replica, meeting, "แขก")
        with pytest.raises(NoName):
            add_guest(room.replica, meeting, " ")

    def test_no_line_is_of_nobody_or_of_two_and_no_guest_is_counted(self, room: Room) -> None:
        meeting = room.opened()
        line: dict[str, Value] = {"meeting": meeting, "class": "participant", "counts_quorum": False}
        both: dict[str, Value] = {"guest": "แขก", "person": room.people["มาลี"]}
        for named in ({}, both):
            with pytest.raises(Failure, match="names somebody in each line"):
                room.add("attendance", line | named)
        for counted in ("class", "counts_quorum"):
            with pytest.raises(Failure, match="counts for no quorum"):
                room.add("attendance", {**line, "guest": "แขก", counted: "attend" if counted == "class" else True})
