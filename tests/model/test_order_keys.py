import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.model import SCHEMA
from netterm.model.order_keys import NoRoomError, between, moved, spread

ORDER = SCHEMA["agenda_item"]["order"]
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
KEYS = st.text(DIGITS, min_size=1, max_size=8)


@given(st.lists(st.integers(0, 10_000), max_size=120))
def test_there_is_always_room_at_any_place_and_every_key_is_one(places: list[int]) -> None:
    keys: list[str] = []
    for place in places:
        at = place % (len(keys) + 1)
        keys.insert(at, between(keys[at - 1] if at else None, keys[at] if at < len(keys) else None))
    assert keys == sorted(set(keys))
    assert all(ORDER.accepts(key) and not key.endswith("0") for key in keys)


@given(KEYS, KEYS)
def test_between_any_two_keys_of_anybody_is_a_key_or_an_honest_refusal(one: str, other: str) -> None:
    low, high = sorted((one, other))
    if low == high or (high.startswith(low) and not high[len(low) :].strip("0")):
        with pytest.raises(NoRoomError):
            between(low, high)
    else:
        assert low < between(low, high) < high


@given(KEYS)
def test_before_and_behind_every_key_is_room(key: str) -> None:
    assert between(key, None) > key
    if key.strip("0"):
        assert between(None, key) < key
    else:
        with pytest.raises(NoRoomError):
            between(None, key)


def test_keys_at_the_ends_stay_short() -> None:
    last = first = between(None, None)
    for _ in range(300):
        last, first = between(last, None), between(None, first)
    assert max(len(last), len(first)) <= 12


def test_the_same_place_gives_the_same_key() -> None:
    assert between("V", "W") == between("V", "W")


@given(st.integers(0, 500))
def test_keys_spread_out_are_in_order_and_leave_room_everywhere(count: int) -> None:
    keys = spread(count)
    assert len(keys) == count
    assert list(keys) == sorted(set(keys))
    ends = [None, *keys, None]
    assert all(between(before, after) for before, after in itertools.pairwise(ends))


def shown_after(placed: list[tuple[bytes, str | None]], record: bytes, index: int) -> list[bytes]:
    keys = dict(placed) | dict(moved(placed, record, index))
    return sorted(keys, key=lambda each: (keys[each] is None, keys[each] or "", each))


def test_moving_one_gives_one_new_key() -> None:
    placed: list[tuple[bytes, str | None]] = [(b"a", "A"), (b"b", "B"), (b"c", "C")]
    assert moved(placed, b"c", 0).keys() == {b"c"}
    assert shown_after(placed, b"c", 0) == [b"c", b"a", b"b"]
    assert shown_after(placed, b"a", 99) == [b"b", b"c", b"a"]
    assert shown_after(placed, b"new", 1) == [b"a", b"new", b"b", b"c"]


@pytest.mark.parametrize(
    "placed",
    [
        [(b"a", "V"), (b"b", "V"), (b"c", "V")],
        [(b"a", None), (b"b", None), (b"c", None)],
        [(b"a", "0"), (b"b", "00"), (b"c", "000")],
        [(b"a", "V" * 255), (b"b", "V" * 254 + "W"), (b"c", None)],
    ],
)
@pytest.mark.parametrize("index", range(4))
def test_where_there_is_no_room_all_are_placed_anew(placed: list[tuple[bytes, str | None]], index: int) -> None:
    wanted = [each for each, _ in placed]
    wanted.insert(index, b"new")
    assert shown_after(placed, b"new", index) == wanted
    assert all(ORDER.accepts(key) for key in moved(placed, b"new", index).values())


def test_a_thousand_moves_in_the_worst_place_still_fit() -> None:
    placed: list[tuple[bytes, str | None]] = [(b"first", "A"), (b"last", "B")]
    chance = random.Random(7)
    for n in range(1000):
        record, index = n.to_bytes(2, "big"), 1 + chance.randrange(2)
        keys = dict(placed) | dict(moved(placed, record, min(index, len(placed) - 1)))
        assert all(key is not None and ORDER.accepts(key) for key in keys.values())
        placed = sorted(keys.items(), key=lambda each: (each[1] or "", each[0]))
    assert placed[0][0] == b"first"
