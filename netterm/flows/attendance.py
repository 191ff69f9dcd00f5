"""Who is at a meeting: the roll call, coming late and leaving early, and the quorum that follows.

A line of the attendance list that says absent without a reason is one that nobody has called yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from netterm.errors import Failure
from netterm.flows.committee import committee, position_shown
from netterm.flows.facts import facts, known, later, ref, stamp, text_of
from netterm.language.clean import clean_line
from netterm.language.collation import name_sort_key
from netterm.locale import N_, _, message
from netterm.model import Value
from netterm.model.quorum import Attendee, Quorum, attendees, committee_size, count_quorum, present_people, voters
from netterm.model.shares import Share, parse_share
from netterm.store import Record, Replica

__all__ = [
    "REASONS",
    "AlreadyListed",
    "NoName",
    "Place",
    "add_attendee",
    "add_guest",
    "arrive",
    "expected",
    "leave",
    "mark_absent",
    "mark_everybody",
    "mark_present",
    "mark_proxy",
    "quorum_needed",
    "quorum_now",
    "quorum_words",
    "resumed_words",
    "roll",
    "unmark",
    "voting_now",
]

REASONS = ("none", "duty", "sick", "leave")
"""Codes of ``attendance.reason`` in the order in which the roll call offers them."""

_HERE = frozenset({"attend", "proxy", "participant"})
_END_OF_TIME = "9999-12-31T23:59"


class AlreadyListed(Failure):
    """Somebody is on the attendance list already."""


class NoName(Failure):
    """A guest without a name."""


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the roll."""

    attendance: bytes
    person: bytes
    """Empty for a guest who is in no register."""
    name: str
    position_text: str
    """In the reader's language."""
    class_: str
    reason: str
    """Why absent: '' where nobody has asked yet."""
    counts: bool
    came_at: str
    left_at: str
    """When they left for good so far; '' while they are here."""
    stands_for: str

    @property
    def here(self) -> bool:
        """In the room now."""
        return self.class_ in _HERE and not self.left_at

    @property
    def called(self) -> bool:
        """Whether the roll call has come by."""
        return self.class_ in _HERE or bool(self.reason)


def roll(replica: Replica, meeting: bytes) -> list[Place]:
    """The attendance list: the committee, chair first, then the others."""
    on = date.fromisoformat(text_of(known(replica, "meeting", meeting), "starts_at")[:10])
    rank = {seat.person: place for place, seat in enumerate(committee(replica, on))}
    lines = replica.list("attendance", {"meeting": meeting})
    spans = _spans(replica, lines)
    places = [_place(replica, line, spans.get(line.id, [])) for line in lines]
    return sorted(places, key=lambda place: (rank.get(place.person, len(rank)), name_sort_key(place.name)))


def mark_present(replica: Replica, attendance: bytes) -> None:
    """At the roll call: here, and here from the beginning; who had left is back from now on."""
    line = known(replica, "attendance", attendance)
    spans = _spans(replica, [line]).get(line.id, [])
    with replica.action() as act:
        act.set("attendance", attendance, {"class": _class_when_here(line), "reason": None})
        if spans and all(span["left_at"] is not None for span in spans):
            act.add("presence_span", {"attendance": attendance, "came_at": _after(replica, spans)})


def mark_absent(replica: Replica, attendance: bytes, reason: str = "none") -> None:
    """Not here, for a reason of `REASONS`; times noted by mistake go."""
    line = known(replica, "attendance", attendance)
    with replica.action() as act:
        act.set("attendance", attendance, {"class": "absent", "reason": reason, "for": None})
        for span in _spans(replica, [line]).get(line.id, []):
            act.delete("presence_span", span.id)


def unmark(replica: Replica, attendance: bytes) -> None:
    """As if the roll call had not come by yet."""
    known(replica, "attendance", attendance)
    with replica.action() as act:
        act.set("attendance", attendance, {"class": "absent", "reason": None, "for": None})


def mark_everybody(replica: Replica, meeting: bytes) -> int:
    """All whom the roll call has not come by are here; returns how many that were."""
    waiting = [place for place in roll(replica, meeting) if not place.called]
    with replica.action() as act:
        for place in waiting:
            act.set("attendance", place.attendance, {"class": "attend"})
    return len(waiting)


def mark_proxy(replica: Replica, attendance: bytes, person: bytes) -> bytes:
    """``person`` comes instead of the one of that line, who is absent on duty; returns the new line."""
    line = known(replica, "attendance", attendance)
    meeting, absent = ref(line, "meeting") or b"", ref(line, "person")
    _refuse_twice(replica, meeting, person)
    with replica.action() as act:
        act.set("attendance", attendance, {"class": "absent", "reason": text_of(line, "reason") or "duty"})
        return act.add(
            "attendance",
            {
                "meeting": meeting,
                "person": person,
                "class": "proxy",
                "for": absent,
                "position_text": line["position_text"],
                "counts_quorum": line["counts_quorum"],
            },
        )


def add_attendee(replica: Replica, meeting: bytes, person: bytes) -> bytes:
    """Somebody who is not on the list is here: they take part, and count for no quorum; noted from now on.

    Before the meeting is open no time is noted. Raises `AlreadyListed`.
    """
    _refuse_twice(replica, meeting, person)
    return _take_part(replica, meeting, {"person": person})


def add_guest(replica: Replica, meeting: bytes, name: str, position: str = "") -> bytes:
    """Somebody who is in no register is here: noted by name alone, and otherwise as by `add_attendee`.

    Raises `NoName` and `AlreadyListed`.
    """
    guest = clean_line(name)
    if not guest:
        raise NoName(N_("Nothing was typed: a guest needs a name."))
    if replica.count("attendance", {"meeting": meeting, "guest": guest}):
        raise AlreadyListed(N_("{name} is on the attendance list already."), name=guest)
    return _take_part(replica, meeting, {"guest": guest, "position_text": clean_line(position) or None})


def _take_part(replica: Replica, meeting: bytes, who: dict[str, Value]) -> bytes:
    opened = text_of(known(replica, "meeting", meeting), "opened_at")
    with replica.action() as act:
        values: dict[str, Value] = {"meeting": meeting, "class": "participant", "counts_quorum": False}
        attendance = act.add("attendance", values | who)
        if opened:
            act.add("presence_span", {"attendance": attendance, "came_at": later(stamp(replica), opened)})
    return attendance


def arrive(replica: Replica, attendance: bytes) -> None:
    """Comes into the room now; who is here already stays so."""
    line = known(replica, "attendance", attendance)
    spans = _spans(replica, [line]).get(line.id, [])
    if text_of(line, "class") in _HERE and (not spans or any(span["left_at"] is None for span in spans)):
        return
    with replica.action() as act:
        act.set("attendance", attendance, {"class": _class_when_here(line), "reason": None})
        act.add("presence_span", {"attendance": attendance, "came_at": _after(replica, spans)})


def leave(replica: Replica, attendance: bytes) -> None:
    """Leaves the room now; who is not here stays so."""
    line = known(replica, "attendance", attendance)
    if text_of(line, "class") not in _HERE:
        return
    spans = _spans(replica, [line]).get(line.id, [])
    now = stamp(replica)
    with replica.action() as act:
        if not spans:
            opened = text_of(known(replica, "meeting", ref(line, "meeting") or b""), "opened_at") or now
            span: dict[str, Value] = {"attendance": attendance, "came_at": opened, "left_at": later(now, opened)}
            act.add("presence_span", span)
        for each in spans:
            if each["left_at"] is None:
                act.set("presence_span", each.id, {"left_at": later(now, text_of(each, "came_at"))})


def quorum_now(replica: Replica, meeting: bytes) -> Quorum:
    """How many who count are in the room, and how many have to be.

    Who has come and not left is here: no clock is asked, for those of two laptops may differ.
    """
    record = known(replica, "meeting", meeting)
    list_ = _attendees(replica, meeting)
    share, whole = _share_and_whole(replica, record)
    counted = count_quorum(list_, _END_OF_TIME, share, whole)
    stamped = record["quorum_required"]
    return Quorum(counted.present, stamped) if isinstance(stamped, int) else counted


def voting_now(replica: Replica, meeting: bytes) -> frozenset[bytes]:
    """The people in the room who count for the quorum: those who vote."""
    return present_people(_attendees(replica, meeting), _END_OF_TIME)


def _attendees(replica: Replica, meeting: bytes) -> tuple[Attendee, ...]:
    lines = replica.list("attendance", {"meeting": meeting})
    spans = [span for each in _spans(replica, lines).values() for span in each]
    return attendees([facts(line) for line in lines], [facts(span) for span in spans])


def quorum_needed(replica: Replica, meeting: bytes) -> int:
    """How many have to be present by the network's rule on the meeting's day, whatever the meeting itself says."""
    share, whole = _share_and_whole(replica, known(replica, "meeting", meeting))
    return count_quorum((), _END_OF_TIME, share, whole).required


def quorum_words(quorum: Quorum) -> str:
    """The quorum as a sentence."""
    if quorum.met:
        return message(
            "Quorum is met: {present} present, {required} needed.", present=quorum.present, required=quorum.required
        )
    return message("No quorum: {present} present, {required} needed.", present=quorum.present, required=quorum.required)


def resumed_words(quorum: Quorum, *, again: bool) -> str:
    """That a meeting goes on after a break, or ``again`` after its close; and the quorum where it is not met."""
    said = _("The meeting is open again.") if again else _("The meeting goes on.")
    return said if quorum.met else f"{said} {quorum_words(quorum)}"


def _share_and_whole(replica: Replica, meeting: Record) -> tuple[Share, int]:
    network = next(iter(replica.list("network", limit=1)), None)
    fraction = text_of(network, "quorum_fraction") if network else ""
    base = text_of(network, "quorum_base") if network else ""
    return parse_share(fraction or "1/2"), _whole(replica, meeting, base or "appointed")


def _whole(replica: Replica, meeting: Record, base: str) -> int:
    """Of how many the quorum is counted: a general meeting's is of all who may vote, a committee's as its rules say."""
    series = replica.get("series", ref(meeting, "series") or b"")
    if base == "voting" or (series is not None and series["body"] == "general"):
        return voters(facts(each) for each in replica.list("member", {"state": "active"}))
    on = date.fromisoformat(text_of(meeting, "starts_at")[:10])
    terms, positions = replica.list("term"), replica.list("position")
    return committee_size(map(facts, terms), map(facts, positions), on)


def _spans(replica: Replica, lines: Sequence[Record]) -> dict[bytes, list[Record]]:
    found: dict[bytes, list[Record]] = {}
    if lines:
        for span in replica.list("presence_span", {"attendance": [line.id for line in lines]}, order=["came_at"]):
            found.setdefault(ref(span, "attendance") or b"", []).append(span)
    return found


def _place(replica: Replica, line: Record, spans: Sequence[Record]) -> Place:
    stands_for = ref(line, "for")
    left = [text_of(span, "left_at") for span in spans]
    return Place(
        attendance=line.id,
        person=ref(line, "person") or b"",
        name=replica.title("person", ref(line, "person") or b"") or text_of(line, "guest"),
        position_text=position_shown(text_of(line, "position_text")),
        class_=text_of(line, "class") or "attend",
        reason=text_of(line, "reason"),
        counts=line["counts_quorum"] is not False,
        came_at=min((text_of(span, "came_at") for span in spans), default=""),
        left_at=max(left) if left and all(left) else "",
        stands_for=replica.title("person", stands_for) if stands_for else "",
    )


def _class_when_here(line: Record) -> str:
    if text_of(line, "class") in _HERE:
        return text_of(line, "class")
    return "attend" if line["counts_quorum"] is not False else "participant"


def _after(replica: Replica, spans: Sequence[Record]) -> str:
    """Now, and not before they left last."""
    return max([stamp(replica), *(text_of(span, "left_at") for span in spans)])


def _refuse_twice(replica: Replica, meeting: bytes, person: bytes) -> None:
    if replica.count("attendance", {"meeting": meeting, "person": person}):
        raise AlreadyListed(N_("{name} is on the attendance list already."), name=replica.title("person", person))


def expected(replica: Replica, meeting: Record) -> list[dict[str, Value]]:
    """The attendance list that a meeting opens with: everybody of its body, none of them called yet."""
    on = date.fromisoformat(text_of(meeting, "starts_at")[:10])
    return [
        {"meeting": meeting.id, "person": seat.person, "position_text": seat.position_text, "class": "absent"}
        for seat in committee(replica, on)
    ]
