from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.model import SCHEMA
from netterm.model.motions import Counts, ImpossibleCounts, Outcome, Threshold, check_counts, outcome, votes_needed
from netterm.model.shares import Share

THREE_QUARTERS = Share(Fraction(3, 4))


@pytest.mark.parametrize(
    ("threshold", "counts", "present", "carried"),
    [
        (Threshold.SIMPLE, Counts(3, 2, 5), 10, True),
        (Threshold.SIMPLE, Counts(3, 3), 6, False),
        (Threshold.SIMPLE, Counts(0, 0, 9), 9, False),
        (Threshold.SIMPLE, Counts(1, 0, 9), 10, True),
        (Threshold.MAJORITY_PRESENT, Counts(5, 0), 10, False),
        (Threshold.MAJORITY_PRESENT, Counts(6, 4), 10, True),
        (Threshold.TWO_THIRDS, Counts(6, 3), 9, True),
        (Threshold.TWO_THIRDS, Counts(6, 0), 10, False),
        (Threshold.CUSTOM, Counts(8, 2), 10, True),
        (Threshold.CUSTOM, Counts(7, 3), 10, False),
    ],
)
def test_a_motion_is_carried_where_its_threshold_is_reached(
    threshold: Threshold, counts: Counts, present: int, carried: bool
) -> None:
    assert outcome(threshold, counts, present, THREE_QUARTERS) is (Outcome.CARRIED if carried else Outcome.LOST)


@given(st.sampled_from(sorted(Threshold)), st.integers(0, 40), st.integers(0, 20), st.integers(0, 20))
def test_one_more_vote_for_it_never_loses_a_motion(threshold: Threshold, for_: int, against: int, more: int) -> None:
    present = for_ + against + more + 1
    if outcome(threshold, Counts(for_, against), present, THREE_QUARTERS) is Outcome.CARRIED:
        assert outcome(threshold, Counts(for_ + 1, against), present, THREE_QUARTERS) is Outcome.CARRIED


@given(st.integers(0, 30))
def test_a_tie_is_lost_under_every_threshold_of_half_or_more(each: int) -> None:
    for threshold in (Threshold.SIMPLE, Threshold.MAJORITY_PRESENT, Threshold.TWO_THIRDS):
        assert outcome(threshold, Counts(each, each), 2 * each) is Outcome.LOST


def test_what_is_needed_can_be_said_beforehand() -> None:
    assert votes_needed(Threshold.TWO_THIRDS, Counts(0, 0), 10) == 7


def test_a_custom_threshold_without_a_share_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="share"):
        outcome(Threshold.CUSTOM, Counts(1, 0), 1)


def test_thresholds_and_outcomes_are_codes_of_a_motion() -> None:
    motion = SCHEMA["motion"]
    assert set(Threshold) == motion["threshold"].codes
    assert set(Outcome) <= motion["state"].codes


@pytest.mark.parametrize("counts", [Counts(3, 2), Counts(2, 2, 1), Counts(3, 3), Counts(0, 0)])
def test_votes_that_can_be_are_accepted(counts: Counts) -> None:
    check_counts(counts, 6)


def test_a_chair_who_breaks_a_tie_votes_twice() -> None:
    check_counts(Counts(4, 3), 6)
    with pytest.raises(ImpossibleCounts):
        check_counts(Counts(5, 2), 6)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (
            Counts(5, 5),
            "10 votes were counted, but only 6 people were present: count again, or correct who is here.",
        ),
        (Counts(5, -1), "A number of votes is below zero: count again."),
    ],
)
def test_votes_that_cannot_be_are_refused(counts: Counts, sentence: str) -> None:
    with pytest.raises(ImpossibleCounts) as caught:
        check_counts(counts, 6)
    assert str(caught.value) == sentence
