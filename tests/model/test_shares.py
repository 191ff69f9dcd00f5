from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.model.shares import HALF, MORE_THAN_HALF, TWO_THIRDS, InvalidShare, Share, parse_share


@pytest.mark.parametrize(
    ("share", "whole", "needed"),
    [
        (HALF, 10, 5),
        (HALF, 11, 6),
        (HALF, 1, 1),
        (HALF, 0, 0),
        (MORE_THAN_HALF, 10, 6),
        (MORE_THAN_HALF, 11, 6),
        (TWO_THIRDS, 9, 6),
        (TWO_THIRDS, 10, 7),
        (Share(Fraction(1)), 7, 7),
    ],
)
def test_how_many_people_a_share_is(share: Share, whole: int, needed: int) -> None:
    assert share.of(whole) == needed


@given(st.integers(1, 50), st.integers(1, 50), st.booleans(), st.integers(0, 500))
def test_a_share_is_the_smallest_number_that_is_enough(part: int, more_parts: int, more: bool, whole: int) -> None:
    share = Share(Fraction(part, part + more_parts), more)
    needed = share.of(whole)

    def enough(people: int) -> bool:
        return people * (part + more_parts) > part * whole if more else people * (part + more_parts) >= part * whole

    assert enough(needed)
    assert needed == 0 or not enough(needed - 1)


@pytest.mark.parametrize("text", ["1/2", ">1/2", "2/3", "1/1"])
def test_a_share_is_read_as_it_is_written(text: str) -> None:
    assert str(parse_share(text)) == text


def test_a_share_is_read_in_thai_digits_too() -> None:
    assert parse_share(" ๑ / ๒ ") == HALF


@pytest.mark.parametrize("text", ["", "half", "0/2", "1/0", "3/2", ">1/1", "1/2/3", "-1/2", "99999/99999"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(InvalidShare) as caught:
        parse_share(text)
    assert str(caught.value) == (
        f"“{text}” is not a share: type it like 1/2 for at least half, or >1/2 for more than half."
    )
