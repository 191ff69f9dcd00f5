import pytest

from netterm.flows.agenda import NothingTyped, add_item, go_to, items, move_item, next_item, rename_item, withdraw_item
from tests.flows.rooms import Room


def states(room: Room, meeting: bytes) -> dict[str, object]:
    return {str(each["title"]): each["state"] for each in items(room.replica, meeting)}


def test_a_new_item_is_the_last_under_its_heading(room: Room) -> None:
    meeting = room.plan()
    for heading, title in (("4", "ก"), ("5", "ค"), ("4", "ข")):
        add_item(room.replica, meeting, title, heading=heading)
    assert room.titles(meeting) == [("4", "ก"), ("4", "ข"), ("5", "ค")]


def test_an_item_needs_a_title(room: Room) -> None:
    meeting = room.plan()
    with pytest.raises(NothingTyped):
        add_item(room.replica, meeting, "  ")
    item = add_item(room.replica, meeting, "ก")
    with pytest.raises(NothingTyped):
        rename_item(room.replica, item, "\x1b")


def test_items_move_past_one_another_and_into_the_next_heading(room: Room) -> None:
    meeting = room.plan()
    first, second = (add_item(room.replica, meeting, title, heading="4") for title in "กข")
    add_item(room.replica, meeting, "ค", heading="5")
    move_item(room.replica, first, 1)
    assert room.titles(meeting) == [("4", "ข"), ("4", "ก"), ("5", "ค")]
    move_item(room.replica, first, 1)
    assert room.titles(meeting) == [("4", "ข"), ("5", "ก"), ("5", "ค")]
    move_item(room.replica, first, -1)
    assert room.titles(meeting) == [("4", "ข"), ("4", "ก"), ("5", "ค")]
    move_item(room.replica, second, -1)
    assert room.titles(meeting) == [("3", "ข"), ("4", "ก"), ("5", "ค")]


def test_nothing_moves_beyond_the_ends(room: Room) -> None:
    meeting = room.plan()
    item = add_item(room.replica, meeting, "ก", heading="5")
    move_item(room.replica, item, 1)
    assert room.titles(meeting) == [("5", "ก")]


def test_going_on_finishes_the_item_and_takes_up_the_next(room: Room) -> None:
    meeting = room.plan()
    first, gone, last = (add_item(room.replica, meeting, title) for title in "กขค")
    withdraw_item(room.replica, gone)
    go_to(room.replica, first)
    following = next_item(items(room.replica, meeting), first)
    assert following == last
    go_to(room.replica, last, finished=first)
    assert states(room, meeting) == {"ก": "done", "ข": "withdrawn", "ค": "current"}
    assert next_item(items(room.replica, meeting), last) is None


def test_only_one_item_is_current(room: Room) -> None:
    meeting = room.plan()
    first, second = (add_item(room.replica, meeting, title) for title in "กข")
    go_to(room.replica, first)
    go_to(room.replica, second)
    assert states(room, meeting) == {"ก": "pending", "ข": "current"}
