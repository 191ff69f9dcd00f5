"""Who is on the committee on a given day, in the order in which minutes name them."""

from dataclasses import dataclass, replace
from datetime import date

from netterm.flows.facts import WRITTEN_IN, ref, text_of
from netterm.language.collation import name_sort_key
from netterm.model import SCHEMA
from netterm.model.declare import Field
from netterm.store import Record, Replica

__all__ = ["OUTSIDE", "Seat", "committee", "holder", "position_shown"]

OUTSIDE = frozenset({"advisor"})
"""The positions that are no seat of the committee and count for no quorum."""

_HOLDING = ("serving", "acting")


@dataclass(frozen=True, slots=True)
class Seat:
    """One person of the committee; who holds two positions has one seat, under the first of them."""

    person: bytes
    member: bytes
    name: str
    codes: tuple[str, ...]
    position_text: str
    """As minutes give it: 'เลขานุการ', 'กรรมการ, เหรัญญิก' where there are two."""


def committee(replica: Replica, on: date) -> list[Seat]:
    """Those who hold a seat of the committee on the day ``on``, chair first."""
    codes = replica.schema["position"]["code"]
    rank = {choice.code: place for place, choice in enumerate(codes.choices)}
    seats: dict[bytes, Seat] = {}
    for code, member in _held(replica, on.isoformat()):
        person = ref(member, "person")
        if person in seats:
            seats[person] = _also(seats[person], code, codes)
        elif person is not None:
            name = replica.title("person", person)
            seats[person] = Seat(person, member.id, name, (code,), _label(codes, code))
    return sorted(seats.values(), key=lambda seat: (rank.get(seat.codes[0], len(rank)), name_sort_key(seat.name)))


def holder(seats: list[Seat], code: str) -> bytes | None:
    """The person who holds a position; of several the first."""
    return next((seat.person for seat in seats if code in seat.codes), None)


def position_shown(position_text: str) -> str:
    """A position as an attendance list has it, in the reader's language where it is an office of the committee."""
    offices = {choice.label.text(WRITTEN_IN): choice.label for choice in SCHEMA["position"]["code"].choices}
    return ", ".join(str(offices.get(each.strip(), each.strip())) for each in position_text.split(","))


def _covers(term: Record, day: str) -> bool:
    to = text_of(term, "to")
    return text_of(term, "from") <= day and (not to or day <= to)


def _held(replica: Replica, day: str) -> list[tuple[str, Record]]:
    """Positions held on a day, each with the member who holds it, the highest position first."""
    positions = {each.id: text_of(each, "code") for each in replica.list("position")}
    terms = [each for each in replica.list("term", {"state": _HOLDING}) if _covers(each, day)]
    members = {each.id: each for each in replica.records("member", [ref(term, "member") or b"" for term in terms])}
    order = [choice.code for choice in replica.schema["position"]["code"].choices]
    found = []
    for term in terms:
        code, member = positions.get(ref(term, "position") or b"", ""), members.get(ref(term, "member") or b"")
        if member is not None and code and code not in OUTSIDE:
            found.append((code, member))
    return sorted(found, key=lambda held: order.index(held[0]) if held[0] in order else len(order))


def _also(seat: Seat, code: str, codes: Field) -> Seat:
    if code in seat.codes:
        return seat
    return replace(seat, codes=(*seat.codes, code), position_text=f"{seat.position_text}, {_label(codes, code)}")


def _label(codes: Field, code: str) -> str:
    found = codes.choice(code)
    return found.label.text(WRITTEN_IN) if found else code
