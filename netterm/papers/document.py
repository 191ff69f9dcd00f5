"""What the minutes of a meeting say, before they are put in words: values alone, cleaned, in official order."""

from dataclasses import dataclass
from datetime import date, datetime

from netterm.language.numbers import Digits

__all__ = [
    "Attendee",
    "Corrected",
    "Heading",
    "Item",
    "MinutesDocument",
    "Motion",
    "Presence",
    "Question",
    "Resolution",
    "Signatory",
    "Task",
    "Votes",
]


@dataclass(frozen=True, slots=True)
class Attendee:
    """One line of the attendance list; what is not known is ''."""

    name: str
    position: str
    stands_for: str = ""
    """Whose place they take."""
    reason: str = ""
    """Why absent."""
    came_late: datetime | None = None
    left_early: datetime | None = None


@dataclass(frozen=True, slots=True)
class Votes:
    """How many voted for, against, and abstained."""

    for_: int
    against: int
    abstain: int
    unanimous: bool
    """All who were present and counted voted for it."""


@dataclass(frozen=True, slots=True)
class Motion:
    """What was moved, by whom, and how it ended."""

    text: str
    mover: str
    seconder: str
    outcome: str
    """'' while it is open."""
    votes: Votes | None
    named: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """In a ballot by name, who voted how: each choice that was made, with the names."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A passage of earlier minutes that was put right as they were certified."""

    before: str
    after: str
    proposer: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a meeting resolved (มติที่ประชุม)."""

    sentence: str
    number: str
    """'' until the number-giver gives it one."""
    votes: Votes | None
    below_quorum: str = ""
    """The reason for resolving below quorum."""
    present: int | None = None
    required: int | None = None
    corrected: tuple[Corrected, ...] = ()
    """Where it certifies earlier minutes, what was put right in them."""


@dataclass(frozen=True, slots=True)
class Task:
    """What was given to somebody to do."""

    title: str
    assignee: str
    helpers: tuple[str, ...]
    due: date | None


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked and answered, and by whom; what is not known is ''."""

    text: str
    asked_by: str
    answer: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item with all that came of it."""

    number: str
    """Within its heading: '4.1'."""
    title: str
    presenter: str
    fate: str
    """What became of it where it was not dealt with: carried over, withdrawn."""
    discussion: tuple[str, ...]
    """Its lines, none empty."""
    questions: tuple[Question, ...]
    motions: tuple[Motion, ...]
    resolutions: tuple[Resolution, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """One ระเบียบวาระ with its items."""

    code: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Presence:
    """How many who count for the quorum were there, of those needed; None where that is not known."""

    at_opening: int | None = None
    came_together: datetime | None = None
    """When the quorum was there that was missing at the opening."""
    at_close: int | None = None
    required: int | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs; '' leaves the line open."""

    name: str
    position: str


@dataclass(frozen=True, slots=True)
class MinutesDocument:
    """The minutes of one meeting. Texts are safe to put into any format as data; moments are local wall time."""

    body: str
    """Whose meeting it was, as it stands behind รายงานการประชุม."""
    network: str
    number: str
    """'3/2569'; '' while provisional."""
    special: bool
    day: date
    place: str
    present: tuple[Attendee, ...]
    absent: tuple[Attendee, ...]
    participants: tuple[Attendee, ...]
    opened: datetime | None
    chair: str
    """Who presided; '' leaves it open."""
    presence: Presence
    headings: tuple[Heading, ...]
    questions: tuple[Question, ...]
    """Those that belong to no item."""
    next_meeting: datetime | None
    closed: datetime | None
    recorder: Signatory
    checker: Signatory
    digits: Digits
