"""Which minutes a meeting is to certify, and how far those of a meeting are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netterm.flows.agenda import meeting_number, previous_meeting
from netterm.flows.facts import known, ref, text_of
from netterm.flows.minutes import versions
from netterm.flows.signatures import is_genuine
from netterm.model import Value
from netterm.store import Record, Replica

__all__ = [
    "ROLES",
    "Signed",
    "Standing",
    "Uncertified",
    "certifying_meeting",
    "standing",
    "to_certify",
    "uncertified",
    "unused_resolution",
    "waiting_resolution",
]

ROLES = ("recorder", "checker")
"""Who answers for minutes, in the order in which they sign."""
_OVER = ("closed", "certified")
Where = Mapping[str, Value | Sequence[Value]]
_LOOK_BACK = 50
"""Meetings looked at for minutes that wait; a body that certifies nothing for longer certifies by the command line."""


@dataclass(frozen=True, slots=True)
class Signed:
    """One who is to sign minutes."""

    role: str
    person: bytes | None
    name: str
    """'' where nobody is named."""
    genuine: bool | None
    """Whether the signature is of this text by this person's key; None where there is none."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the minutes of a meeting are."""

    version: Record | None
    """The last one; None where none was kept."""
    holds: Record | None
    """The certified one."""
    officers: tuple[Signed, ...]
    certified_in: str
    """The later meeting, as it is called; '' before the certification."""
    passed: frozenset[str] = frozenset()
    """The states that the last version has been in: a step may be left out. What the meeting that certifies it puts
    right in it needs no other check, so that what was checked before stays checked."""
    rewritten: bool = False
    """Whether it is a draft of other words than those that were checked: they are to be checked again."""

    @property
    def state(self) -> str:
        """The state of the last version; '' where none was kept."""
        return "" if self.version is None else text_of(self.version, "state")


@dataclass(frozen=True, slots=True)
class Uncertified:
    """Minutes that a later meeting resolved to certify, and that are not certified."""

    meeting: bytes
    number: str
    """Of the meeting, as people read it."""
    circulated: bool
    """Whether they can be certified now; else they are circulated first."""


def standing(replica: Replica, meeting: bytes) -> Standing:
    """How far the minutes of a meeting are, and who answers for them."""
    record = known(replica, "meeting", meeting)
    kept = versions(replica, meeting)
    version = kept[-1] if kept else None
    holds = next((each for each in reversed(kept) if each["state"] == "certified"), None)
    people: Mapping[str, bytes | None]
    if version is None:
        people = {"recorder": ref(record, "secretary"), "checker": ref(record, "checker")}
    else:
        people = {role: ref(version, role) for role in ROLES}
    officers = tuple(_signed(replica, version, role, people[role]) for role in ROLES)
    later = certifying_meeting(replica, holds) if holds is not None else None
    return Standing(
        version,
        holds,
        officers,
        replica.title("meeting", later) if later else "",
        _passed(replica, version) if version is not None else frozenset(),
        version is not None and version["state"] == "draft" and _was_rewritten(replica, version, kept),
    )


def _passed(replica: Replica, version: Record) -> frozenset[str]:
    """The states of a version, and of those whose text the certifying meeting corrected in it."""
    passed, seen = _states(replica, version), {version.id}
    before = replica.get("minutes_version", ref(version, "corrects") or b"")
    while before is not None and before.id not in seen and "certified" not in (states := _states(replica, before)):
        passed |= states
        seen.add(before.id)  # a peer may have said of two that each corrects the other
        before = replica.get("minutes_version", ref(before, "corrects") or b"")
    return passed


def _states(replica: Replica, version: Record) -> frozenset[str]:
    past = replica.history("minutes_version", version.id)
    return frozenset(str(each.after) for each in past if each.field == "state" and each.counts)


def _was_rewritten(replica: Replica, draft: Record, kept: Sequence[Record]) -> bool:
    """Whether versions were checked, and none of them in the words that the draft has."""
    checked = {each for version in kept for each in _checked_texts(replica, version)}
    return bool(checked) and draft["content_hash"] not in checked


def _checked_texts(replica: Replica, version: Record) -> list[Value]:
    """The hashes of the texts in which a version was checked."""
    found: list[Value] = []
    text: Value = None
    for each in replica.history("minutes_version", version.id):
        if each.field == "content_hash" and each.counts:
            text = each.after
        elif each.field == "state" and each.after == "checked" and each.counts:
            found.append(text)
    return found


def certifying_meeting(replica: Replica, version: Record) -> bytes | None:
    """The meeting that certified a version."""
    resolution = replica.get("resolution", ref(version, "certified_by") or b"")
    item = replica.get("agenda_item", ref(resolution, "item") or b"") if resolution else None
    return ref(item, "meeting") if item else None


def to_certify(replica: Replica, meeting: bytes) -> list[Record]:
    """The circulated versions that a meeting can certify, those of the earliest meeting first.

    They are of earlier meetings of the same series, of each the last version.
    """
    record = known(replica, "meeting", meeting)
    where: Where = {"series": ref(record, "series"), "state": _OVER}
    earlier = replica.list("meeting", where, order=["-starts_at"], limit=_LOOK_BACK)
    before = [
        each for each in earlier if each.id != meeting and text_of(each, "starts_at") <= text_of(record, "starts_at")
    ]
    kept = [versions(replica, each.id) for each in reversed(before)]
    return [each[-1] for each in kept if each and each[-1]["state"] == "circulated"]


def waiting_resolution(replica: Replica, meeting: bytes) -> bytes | None:
    """The last resolution that certifies, of a later meeting of the series, by which no minutes were certified yet."""
    record = known(replica, "meeting", meeting)
    series = replica.list("meeting", {"series": ref(record, "series")}, order=["-starts_at"], limit=_LOOK_BACK)
    later = [each.id for each in series if text_of(each, "starts_at") >= text_of(record, "starts_at")]
    return _unused(replica, [each for each in later if each != meeting])


def unused_resolution(replica: Replica, meeting: bytes) -> bytes | None:
    """The last resolution of a meeting that certifies minutes, by which none were certified yet."""
    return _unused(replica, [meeting])


def uncertified(replica: Replica, meeting: bytes) -> list[Uncertified]:
    """The minutes that a meeting resolved to certify and that are not certified, those of the earliest meeting first.

    Where none of them was circulated, those of the meeting before.
    """
    if unused_resolution(replica, meeting) is None:
        return []
    waiting = replica.records("meeting", [ref(each, "meeting") or b"" for each in to_certify(replica, meeting)])
    if waiting:
        return [Uncertified(each.id, meeting_number(replica, each), circulated=True) for each in waiting]
    before = previous_meeting(replica, known(replica, "meeting", meeting))
    if before is None or before["state"] == "certified":
        return []
    return [Uncertified(before.id, meeting_number(replica, before), circulated=False)]


def _unused(replica: Replica, meetings: Sequence[bytes]) -> bytes | None:
    items = replica.ids("agenda_item", {"meeting": meetings, "heading": "2"})
    found = replica.ids("resolution", {"item": items, "verb": "certify"}, order=["-id"]) if items else []
    return next((id for id in found if not replica.count("minutes_version", {"certified_by": id})), None)


def _signed(replica: Replica, version: Record | None, role: str, person: bytes | None) -> Signed:
    name = replica.title("person", person) if person is not None else ""
    if version is None or person is None:
        return Signed(role, person, name, None)
    of: Where = {"version": version.id, "role": role, "person": person}
    each = [is_genuine(replica, id) for id in replica.ids("minutes_signature", of)]
    return Signed(role, person, name, any(each) if each else None)
