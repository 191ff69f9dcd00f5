"""What was done in this session: each action can be taken back, and brought back again, the last or any other."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from netterm.store.holdings import Place
    from netterm.store.records import Record

_REMEMBERED: Final = 200
"""Actions; what is older can still be taken back by hand."""


@dataclass(frozen=True, slots=True)
class Done:
    """An action of this session that can be taken back: each record as it was, and as it became."""

    changes: tuple[tuple[Place, Record | None, Record | None], ...]
    names: tuple[bytes, ...] = ()
    """Of the entries that it is."""
    text: tuple[str, bytes, str, bytes] | None = None
    """Entity, record, field and update, where it is a line written into a shared text."""

    @property
    def turned(self) -> Done:
        """The other way round: what this took back."""
        return Done(tuple((place, after, before) for place, before, after in self.changes), self.names, self.text)

    def with_more(self, done: Done) -> Done:
        """This and what was done next, as one."""
        changes = {place: (before, after) for place, before, after in self.changes}
        for place, before, after in done.changes:
            changes[place] = (changes[place][0] if place in changes else before), after
        return Done(tuple((place, *both) for place, both in changes.items()), (*self.names, *done.names))


class Standing(enum.Enum):
    """What became of an action."""

    DONE = "done"
    TAKEN_BACK = "taken back"
    CHANGED_SINCE = "changed since"
    """It can be turned no more, or not until what came after it is taken back."""


@dataclass(frozen=True, slots=True)
class Deed:
    """An action of this session, as people are told of it."""

    number: int
    said: str
    """What was done, and to which record."""
    when: dt.datetime
    standing: Standing
    is_taken_back: bool
    """Whether it is brought back, rather than taken back, where it can be turned."""


@dataclass(slots=True)
class Remembered:
    """An action, what last turned it, and when in the order of all turns that was."""

    number: int
    when: dt.datetime
    first: Done
    last: Done
    turn: int
    is_back: bool = False
    stays: bool = False
    """Whether the last try found it changed."""

    @property
    def standing(self) -> Standing:
        if self.stays:
            return Standing.CHANGED_SINCE
        return Standing.TAKEN_BACK if self.is_back else Standing.DONE


class Deeds:
    """The actions of one session, from the oldest to the newest."""

    def __init__(self) -> None:
        self._all: dict[int, Remembered] = {}
        self._turns = 0

    def __iter__(self) -> Iterator[Remembered]:
        return iter(self._all.values())

    def add(self, done: Done, when: dt.datetime, part_of: int | None = None) -> int:
        """Something was done, or more of a deed that stands as it was; the number of the deed."""
        whole = self._all.get(part_of) if part_of is not None else None
        if whole is not None and whole.last is whole.first and not whole.stays:
            whole.first = whole.last = whole.first.with_more(done)
            return whole.number
        turn = self._next()
        self._all[turn] = Remembered(turn, when, done, done, turn)
        if len(self._all) > _REMEMBERED:
            del self._all[next(iter(self._all))]
        return turn

    def find(self, number: int | None, *, is_back: bool) -> Remembered | None:
        """The one of that number, or else the one that was turned last, of those that are taken back or are not."""
        if number is not None:
            found = self._all.get(number)
            return found if found is not None and found.is_back is is_back else None
        fitting = (each for each in self if each.is_back is is_back and not each.stays)
        return max(fitting, key=lambda each: each.turn, default=None)

    def turned(self, deed: Remembered, by: Done) -> None:
        """It was taken back, or brought back."""
        deed.last, deed.is_back, deed.stays, deed.turn = by, not deed.is_back, False, self._next()

    def _next(self) -> int:
        self._turns += 1
        return self._turns
