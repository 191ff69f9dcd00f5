"""What is new in a meeting, one thing at a time: how it is said, and the facts of it for programs."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from netterm.cli.finished_lines import QUIET, Change, Lines
from netterm.cli.things import THINGS, Thing, things
from netterm.flows.agenda import items
from netterm.flows.attendance import Place as Seat
from netterm.flows.attendance import quorum_now, quorum_words, roll
from netterm.flows.facts import facts, known, text_of
from netterm.locale import N_, _, message
from netterm.model.agenda import numbered

if TYPE_CHECKING:
    from netterm.model.quorum import Quorum
    from netterm.store import Record, Replica
    from netterm.store.holdings import Place

_OVER: Final = frozenset({"closed", "certified", "cancelled", "postponed"})
"""States of a meeting in which no more is written."""
_SAID: Final[Mapping[Change, str]] = {
    Change.NEW: "{line}",
    Change.CHANGED: N_("Changed: {line}"),
    Change.DELETED: N_("Deleted: {line}"),
}
_FATES: Final[Mapping[str, str]] = {
    "carried": N_("Goes to the next meeting: {what}"),
    "withdrawn": N_("Withdrawn: {what}"),
}
"""What is said of an agenda item that comes to such a state; of others nothing is."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing to say."""

    event: str
    line: str
    """As people hear it: one line, in their language."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """As programs are told it."""

    @property
    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {"event": self.event, "line": self.line, **self.facts}


@dataclass(slots=True)
class _Item:
    """An agenda item as it was said last."""

    number: str
    title: str
    state: str
    lines: Lines = field(default_factory=Lines)

    @property
    def named(self) -> str:
        return f"{self.number} {self.title}"


class Newsreader:
    """Knows what was said of a meeting, and what is new."""

    def __init__(self, replica: Replica, meeting: bytes, clock: Callable[[], float] = time.monotonic) -> None:
        self._replica = replica
        self._meeting = meeting
        self._clock = clock
        self._state = ""
        self._quorum: Quorum | None = None
        self._seats: dict[bytes, Seat] = {}
        self._items: dict[bytes, _Item] = {}
        self._things: dict[bytes, Thing] = {}
        self._waiting: dict[bytes, tuple[float, Change]] = {}
        """Things whose words may be on their way into the discussion, and since when."""
        self._under = b""
        self.over = False
        """Whether there will be no more."""

    @property
    def settles_at(self) -> float | None:
        """When `settled` will have something to say if nothing changes before; None where nothing waits."""
        lines = (item.lines.settles_at for item in self._items.values())
        things = (since + QUIET for since, _change in self._waiting.values())
        return min((at for at in (*lines, *things) if at is not None), default=None)

    def standing(self) -> Iterator[News]:
        """What is there at the beginning, item by item."""
        meeting = self._replica.get("meeting", self._meeting)
        title = self._replica.title("meeting", self._meeting)
        yield News("meeting", title, {"id": self._meeting.hex(), "title": title})
        if meeting is not None:
            yield from self._new_state(meeting)
        yield from self._attendance(begins=True)
        self._things = things(self._replica, list(self._agenda()))
        for id, (number, record) in self._agenda().items():
            item = self._items[id] = _Item(number, text_of(record, "title"), text_of(record, "state"))
            self._under = id
            yield self._item(id, Change.NEW)
            for line in item.lines.begin(text_of(record, "discussion")):
                yield self._line(id, Change.NEW, line)
            for thing in self._things.values():
                if thing.item == id and not thing.is_written:
                    yield self._thing(thing, Change.NEW)

    def changed(self, places: Collection[Place]) -> Iterator[News]:
        """What is new, where these records changed."""
        kinds = {entity for entity, _id in places}
        if "meeting" in kinds and self._replica.get("meeting", self._meeting) is None:
            self.over = True
            yield News("end", _("This meeting was deleted."))
            return
        if "agenda_item" in kinds:
            yield from self._changed_agenda({id for entity, id in places if entity == "agenda_item"})
        if kinds & THINGS:
            yield from self._changed_things()
        if kinds & {"attendance", "presence_span", "person", "meeting"}:
            yield from self._attendance()
        yield from self.settled()
        if "meeting" in kinds:
            yield from self._changed_meeting()

    def settled(self, quiet: float = QUIET) -> Iterator[News]:
        """What nothing has happened to for a while: lines, and what was recorded but stands in no line."""
        now = self._clock()
        for id, item in self._items.items():
            for line in item.lines.settled(now, quiet):
                yield from self._beneath(id, self._line(id, line.change, line.text))
        due = [id for id, (since, _change) in self._waiting.items() if now - since >= quiet]
        if due:
            self._things = things(self._replica, list(self._items))
        for id in due:
            _since, change = self._waiting.pop(id)
            thing = self._things.get(id)
            if thing is not None and not thing.is_written:
                yield from self._beneath(thing.item, self._thing(thing, change))

    # The meeting itself.

    def _changed_meeting(self) -> Iterator[News]:
        meeting = known(self._replica, "meeting", self._meeting)
        if text_of(meeting, "state") != self._state:
            if text_of(meeting, "state") in _OVER:
                yield from self.settled(quiet=0)
            yield from self._new_state(meeting)

    def _new_state(self, meeting: Record) -> Iterator[News]:
        self._state = text_of(meeting, "state")
        self.over = self._state in _OVER
        choice = meeting.entity["state"].choice(self._state)
        said = str(choice.label) if choice is not None else self._state
        yield News("state", message("The meeting: {state}", state=said), {"state": self._state})

    # Who is here.

    def _attendance(self, *, begins: bool = False) -> Iterator[News]:
        seats = {seat.attendance: seat for seat in roll(self._replica, self._meeting)}
        before, self._seats = self._seats, seats
        if begins:
            yield from (_seat("here", N_("Here: {name}"), seat) for seat in seats.values() if seat.here)
        else:
            came, left = _here(seats) - _here(before), _here(before) - _here(seats)
            yield from (_seat("arrived", N_("Has come: {name}"), seats[id]) for id in seats if id in came)
            yield from (_seat("left", N_("Has left: {name}"), before[id]) for id in before if id in left)
        quorum = quorum_now(self._replica, self._meeting)
        if quorum != self._quorum and (self._quorum is not None or begins):
            told = {"present": quorum.present, "required": quorum.required, "met": quorum.met}
            yield News("quorum", quorum_words(quorum), told)
        self._quorum = quorum

    # The agenda and what is written.

    def _agenda(self) -> dict[bytes, tuple[str, Record]]:
        records = {each.id: each for each in items(self._replica, self._meeting)}
        ordered = numbered(facts(each) for each in records.values())
        return {id: (number, records[id]) for number, values in ordered if isinstance(id := values["id"], bytes)}

    def _changed_agenda(self, changed: Collection[bytes]) -> Iterator[News]:
        agenda = self._agenda()
        for gone in self._items.keys() - agenda.keys():
            yield self._item(gone, Change.DELETED)
            del self._items[gone]
        for id, (number, record) in agenda.items():
            known = self._items.get(id)
            if known is None:
                known = self._items[id] = _Item(number, text_of(record, "title"), "pending")
                self._under = id
                yield self._item(id, Change.NEW)
            known.number = number  # moves along when one comes before it: nothing to say by itself
            if id in changed:
                yield from self._changed_item(id, record)

    def _changed_item(self, id: bytes, record: Record) -> Iterator[News]:
        item, state = self._items[id], text_of(record, "state")
        if item.title != text_of(record, "title"):
            item.title = text_of(record, "title")
            yield self._item(id, Change.CHANGED)
        if item.state != state:
            item.state = state
            if state in _FATES:
                yield News(state, message(_FATES[state], what=item.named), self._facts_of(id))
            elif state == "current":
                yield from self._beneath(id)
        for line in item.lines.take(text_of(record, "discussion"), self._clock()):
            yield from self._beneath(id, self._line(id, line.change, line.text))

    def _changed_things(self) -> Iterator[News]:
        before, self._things = self._things, things(self._replica, list(self._items))
        for id, thing in self._things.items():
            if thing.is_written or (id in before and before[id].line == thing.line):
                continue
            change = Change.CHANGED if id in before else Change.NEW
            if thing.may_be_written:
                self._waiting[id] = self._clock(), self._waiting.get(id, (0.0, change))[1]
            else:
                yield from self._beneath(thing.item, self._thing(thing, change))
        for id, thing in before.items():
            if id not in self._things and not thing.is_written and not self._waiting.pop(id, None):
                yield from self._beneath(thing.item, self._thing(thing, Change.DELETED))

    # How it is said.

    def _beneath(self, item: bytes, *news: News) -> Iterator[News]:
        """Under its agenda item, which is named when it is another one than before."""
        if item != self._under and item in self._items:
            self._under = item
            yield News("under", _named(self._items[item]), self._facts_of(item))
        yield from news

    def _item(self, id: bytes, change: Change) -> News:
        return _told("item", change, _named(self._items[id]), self._facts_of(id))

    def _line(self, id: bytes, change: Change, text: str) -> News:
        return _told("line", change, text, {**self._facts_of(id), "text": text})

    def _thing(self, thing: Thing, change: Change) -> News:
        under = self._facts_of(thing.item) if thing.item in self._items else {}
        return _told(thing.entity, change, thing.line, {**under, "id": thing.id.hex()})

    def _facts_of(self, item: bytes) -> dict[str, Any]:
        known = self._items[item]
        return {"item": item.hex(), "number": known.number, "title": known.title}


def _named(item: _Item) -> str:
    return message("Item {heading}: {title}", heading=item.number, title=item.title)


def _here(seats: Mapping[bytes, Seat]) -> frozenset[bytes]:
    return frozenset(id for id, seat in seats.items() if seat.here)


def _seat(event: str, msgid: str, seat: Seat) -> News:
    name = f"{seat.name}, {seat.position_text}" if seat.position_text else seat.name
    return News(event, message(msgid, name=name), {"name": seat.name, "position": seat.position_text})


def _told(event: str, change: Change, line: str, told: Mapping[str, Any]) -> News:
    return News(event, message(_SAID[change], line=line), {"change": change.value, **told})
