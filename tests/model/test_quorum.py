from datetime import date

import pytest

from netterm.model.quorum import (
    Attendee,
    Quorum,
    Span,
    attendees,
    committee_size,
    count_quorum,
    is_present,
    present_people,
    voters,
)
from netterm.model.shares import HALF, MORE_THAN_HALF

NINE, TEN, ELEVEN = "2026-07-15T09:00", "2026-07-15T10:00", "2026-07-15T11:00"
A, B, C, D = b"a", b"b", b"c", b"d"


def came(person: bytes, *spans: Span, class_: str = "attend", counts: bool = True) -> Attendee:
    return Attendee(person, class_, counts, spans)


def test_who_came_and_has_no_times_is_there_throughout() -> None:
    assert is_present(came(A), NINE)


@pytest.mark.parametrize(("moment", "there"), [("2026-07-15T08:59", False), (NINE, True), (TEN, False), (ELEVEN, True)])
def test_who_leaves_and_comes_back_is_there_in_between_his_times(moment: str, there: bool) -> None:
    assert is_present(came(A, Span(NINE, TEN), Span(ELEVEN)), moment) is there


def test_who_is_noted_as_absent_is_absent_whatever_the_times_say() -> None:
    assert not is_present(came(A, Span(NINE), class_="absent"), TEN)


def test_only_those_who_count_make_the_quorum_and_each_once() -> None:
    room = [
        came(A),
        came(A, Span(NINE)),
        came(B, class_="proxy"),
        came(C, class_="participant"),
        came(D, counts=False),
        came(b"e", class_="absent"),
        came(b"f", Span(NINE, TEN)),
    ]
    assert present_people(room, TEN) == {A, B}


@pytest.mark.parametrize(("people", "met"), [(4, False), (5, True), (6, True)])
def test_half_of_ten_is_a_quorum(people: int, met: bool) -> None:
    quorum = count_quorum([came(bytes([n])) for n in range(people)], NINE, HALF, 10)
    assert quorum == Quorum(people, 5)
    assert quorum.met is met


def test_more_than_half_of_ten_is_six() -> None:
    assert count_quorum([], NINE, MORE_THAN_HALF, 10).required == 6


def test_an_empty_room_is_never_a_quorum() -> None:
    assert not count_quorum([], NINE, HALF, 0).met


def test_the_list_is_made_of_attendance_and_its_times() -> None:
    records: list[dict[str, object]] = [
        {"id": b"1", "person": A, "class": "attend", "counts_quorum": True},
        {"id": b"2", "person": B, "class": None, "counts_quorum": None},
        {"id": b"3", "person": None},
    ]
    spans: list[dict[str, object]] = [
        {"attendance": b"1", "came_at": ELEVEN, "left_at": None},
        {"attendance": b"1", "came_at": NINE, "left_at": TEN},
        {"attendance": b"gone", "came_at": NINE, "left_at": None},
    ]
    assert attendees(records, spans) == (came(A, Span(NINE, TEN), Span(ELEVEN)), came(B))


def test_a_committee_is_those_who_hold_a_seat_on_that_day() -> None:
    positions = [{"id": b"chair", "code": "chair"}, {"id": b"adv", "code": "advisor"}, {"id": b"pr", "code": "pr"}]
    serving = {"position": b"chair", "from": "2026-01-01", "to": None, "state": "serving"}
    terms = [
        serving | {"member": A},
        serving | {"member": A, "position": b"pr"},
        serving | {"member": B, "position": b"adv"},
        serving | {"member": C, "to": "2026-07-14"},
        serving | {"member": D, "to": "2026-07-15", "state": "acting"},
        serving | {"member": b"e", "state": "ended"},
        serving | {"member": b"f", "from": "2026-07-16"},
        serving | {"member": b"g", "position": b"deleted"},
    ]
    assert committee_size(terms, positions, date(2026, 7, 15)) == 2


def test_voters_are_the_active_members_who_may_vote() -> None:
    members: list[dict[str, object]] = [
        {"voting": True, "state": "active"},
        {"voting": None, "state": None},
        {"voting": False, "state": "active"},
        {"voting": True, "state": "suspended"},
    ]
    assert voters(members) == 2
