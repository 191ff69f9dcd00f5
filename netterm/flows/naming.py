"""The names of people as they are typed while a meeting goes on: who is meant, and whom to offer."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netterm.errors import Failure
from netterm.flows.attendance import Place, roll
from netterm.flows.committee import committee
from netterm.flows.facts import text_of
from netterm.language.search import normalise
from netterm.locale import N_
from netterm.store import Record, Replica

__all__ = [
    "Name",
    "OnlyAGuest",
    "TypedName",
    "find_person",
    "find_speaker",
    "fitting",
    "in_register",
    "meant",
    "named_in",
    "names",
    "typed_name",
]

_TYPED = re.compile(r"(?<![A-Za-z0-9._%+\-^@])@([\"“]?)([^@^!\"“”]{0,60})$")
_LOOKED_AT = 80
"""Code points before the cursor in which a name can be that is being typed."""
_ASKED_FOR = 40
"""People of the register among whom those are looked for whose name begins as typed."""


class OnlyAGuest(Failure):
    """Somebody who is meant is in no register."""


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody who may be named, with the ways in which people type their name."""

    person: bytes
    """Empty for a guest who is in no register."""
    shown: str
    """In full, with the title."""
    typed: str
    """First and last name."""
    nick: str = ""
    here: bool = False
    """In the room now."""

    def begins_with(self, text: str) -> bool:
        """Whether ``text``, normalised, is how the first name, the last, the nickname or the whole begins."""
        last = self.typed.partition(" ")[2]
        return any(normalise(each).startswith(text) for each in (self.typed, last, self.shown, self.nick) if each)

    def is_called(self, text: str) -> bool:
        """Whether ``text``, normalised, is the name or the nickname."""
        return text in {normalise(each) for each in (self.typed, self.shown, self.nick) if each}


@dataclass(frozen=True, slots=True)
class TypedName:
    """What stands between ``@`` and the cursor."""

    text: str
    length: int
    """Code points from the ``@`` to the cursor."""


def names(replica: Replica, meeting: bytes, places: Sequence[Place] | None = None) -> list[Name]:
    """Who is likely to be named in a meeting: those in the room, then others on its list, then the committee."""
    called = (roll(replica, meeting) if meeting else []) if places is None else places
    listed = sorted(called, key=lambda place: not place.here)
    here = {place.person for place in listed if place.here}
    seats = [seat.person for seat in committee(replica, replica.today())]
    ids = [each for each in dict.fromkeys([*(place.person for place in listed), *seats]) if each]
    known = {each.id: _name(each, replica.title("person", each.id), here) for each in replica.records("person", ids)}
    guests = [Name(b"", place.name, place.name, here=True) for place in listed if not place.person and place.here]
    found = [known[each] for each in ids if each in known]
    return [*(each for each in found if each.here), *guests, *(each for each in found if not each.here)]


def typed_name(before: str) -> TypedName | None:
    """The name that is being typed at the end of what stands ``before`` the cursor; None where it is none."""
    if "@" not in before[-_LOOKED_AT:]:
        return None
    found = _TYPED.search(before[-_LOOKED_AT:])
    return TypedName(found[2], len(found[0])) if found else None


def fitting(known_names: Iterable[Name], typed: str) -> list[Name]:
    """Those whose name begins as typed, in their order; all where nothing is typed, none where a name is typed out."""
    wanted = normalise(typed)
    # A space behind what was typed ends it, unless a name goes on with one.
    exact = wanted + " " if typed.endswith(" ") and wanted else wanted
    found = [name for name in known_names if name.begins_with(exact)]
    return [] if [name for name in found if wanted in {normalise(name.typed), normalise(name.shown)}] else found


def named_in(line: str, known_names: Iterable[Name]) -> Name | None:
    """Who is named in a line in passing: the first of the names whose first name is in it."""
    return next((name for name in known_names if name.typed.split(" ")[0] in line), None)


def in_register(replica: Replica, typed: str, most: int) -> list[Name]:
    """People of the register whose name has in it what was typed; those first whose name begins so."""
    wanted = normalise(typed)
    if not wanted:
        return []
    people = replica.list("person", text=typed, limit=_ASKED_FOR)
    found = [_name(each, replica.title("person", each.id)) for each in people]
    return sorted(found, key=lambda name: not name.begins_with(wanted))[:most]


def find_person(replica: Replica, typed: str, likely: Iterable[Name]) -> bytes:
    """The person that a name, part of a name or nickname means: of the ``likely`` ones if it fits only one of them.

    Raises `OnlyAGuest`, and what the register has to say where it knows nobody, or several.
    """
    found = find_speaker(replica, typed, likely)
    if not found.person:
        raise OnlyAGuest(
            N_("{name} is a guest who is in no register: name somebody of the register."), name=found.shown
        )
    return found.person


def find_speaker(replica: Replica, typed: str, likely: Iterable[Name]) -> Name:
    """Whom a name means, as by `find_person`; a guest who is here may be meant too."""
    found = meant(likely, typed)
    if found is not None:
        return found
    person = replica.find("person", typed)
    return next(_name(each, replica.title("person", person)) for each in replica.records("person", [person]))


def meant(known_names: Iterable[Name], typed: str) -> Name | None:
    """The one of these who is called so, or else whose name alone begins so; None where there is no such one."""
    wanted = normalise(typed)
    beginning = [name for name in known_names if name.begins_with(wanted)]
    exact = [name for name in beginning if name.is_called(wanted)]
    return next((found[0] for found in (exact, beginning) if len(found) == 1), None)


def _name(person: Record, shown: str, here: frozenset[bytes] | set[bytes] = frozenset()) -> Name:
    typed = f"{text_of(person, 'first')} {text_of(person, 'last')}".strip()
    return Name(person.id, shown, typed, text_of(person, "nick"), person.id in here)
