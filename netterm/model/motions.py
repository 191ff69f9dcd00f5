"""How a vote ends: what a threshold asks for, and whether the counts reach it."""

from dataclasses import dataclass
from enum import StrEnum

from netterm.errors import Failure
from netterm.model.shares import MORE_THAN_HALF, TWO_THIRDS, Share

__all__ = [
    "Counts",
    "ImpossibleCounts",
    "Outcome",
    "Threshold",
    "check_counts",
    "outcome",
    "verb_agrees",
    "votes_needed",
]


class Threshold(StrEnum):
    """What a motion needs; the values are the codes of ``motion.threshold``."""

    SIMPLE = "simple"
    """More for than against, of those who voted at all."""
    MAJORITY_PRESENT = "majority_present"
    TWO_THIRDS = "two_thirds"
    CUSTOM = "custom"
    """A share of those present that the motion gives itself."""


class Outcome(StrEnum):
    """How a counted motion ends; the values are codes of ``motion.state``."""

    CARRIED = "carried"
    LOST = "lost"


_REFUSES = "reject"


@dataclass(frozen=True, slots=True)
class Counts:
    """Votes for, votes against and abstentions, the chair's casting vote among them."""

    for_: int
    against: int
    abstain: int = 0

    @property
    def cast(self) -> int:
        return self.for_ + self.against + self.abstain


class ImpossibleCounts(Failure):
    """More votes than people, or fewer than none."""


def outcome(threshold: Threshold, counts: Counts, present: int, custom: Share | None = None) -> Outcome:
    """Carried or lost. A tie is lost: a chair who breaks it casts a vote, and is counted.

    ``present`` is how many who may vote were there. Raises ``ValueError`` where ``custom`` is needed and missing.
    """
    carried = counts.for_ > 0 and counts.for_ >= votes_needed(threshold, counts, present, custom)
    return Outcome.CARRIED if carried else Outcome.LOST


def votes_needed(threshold: Threshold, counts: Counts, present: int, custom: Share | None = None) -> int:
    """The votes for a motion that carry it."""
    if threshold is Threshold.SIMPLE:
        return counts.against + 1
    if threshold is Threshold.MAJORITY_PRESENT:
        return MORE_THAN_HALF.of(present)
    if threshold is Threshold.TWO_THIRDS:
        return TWO_THIRDS.of(present)
    if custom is None:
        raise ValueError("a custom threshold needs its share")
    return custom.of(present)


def verb_agrees(verb: str, result: Outcome, *, of_motion: bool) -> bool:
    """Whether a resolution with a code of ``resolution.verb`` can follow from a vote that ended so.

    What is lost can only be rejected: whatever was voted on, be it to put something off, the meeting has not resolved.
    A motion that was carried is not rejected; without a motion one may have voted for rejecting.
    """
    if verb == _REFUSES:
        return not of_motion or result is Outcome.LOST
    return result is Outcome.CARRIED


def check_counts(counts: Counts, present: int) -> None:
    """Raise `ImpossibleCounts` unless the votes can be those of ``present`` people.

    One more than those present is possible where the chair voted twice, to break a tie.
    """
    if min(counts.for_, counts.against, counts.abstain) < 0:
        raise ImpossibleCounts("A number of votes is below zero: count again.")
    broke_a_tie = abs(counts.for_ - counts.against) == 1
    if counts.cast > present + broke_a_tie:
        raise ImpossibleCounts(
            "{cast} votes were counted, but only {present} people were present: count again, or correct who is here.",
            cast=counts.cast,
            present=present,
        )
