"""Which minutes a meeting is to certify, and how far those of a meeting are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netterm.flows.facts import known, ref, text_of
from netterm.flows.minutes import versions
from netterm.flows.signatures import is_genuine
from netterm.model import Value
from netterm.store import Record, Replica

__all__ = ["ROLES", "Signed", "Standing", "certifying_meeting", "standing", "to_certify", "waiting_resolution"]

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
    """The states that the last version has been in: a step may be left out."""

    @property
    def state(self) -> str:
        """The state of the last version; '' where none was kept."""
        return "" if self.version is None else text_of(self.version, "state")


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
        version, holds, officers, replica.title("meeting", later) if later else "", _passed(replica, version)
    )


def _passed(replica: Replica, version: Record | None) -> frozenset[str]:
    past = replica.history("minutes_version", version.id) if version is not None else []
    return frozenset(str(each.after) for each in past if each.field == "state" and each.counts)


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
    items = replica.ids("agenda_item", {"meeting": [each for each in later if each != meeting], "heading": "2"})
    found = replica.ids("resolution", {"item": items, "verb": "certify"}, order=["-id"]) if items else []
    return next((id for id in found if not replica.count("minutes_version", {"certified_by": id})), None)


def _signed(replica: Replica, version: Record | None, role: str, person: bytes | None) -> Signed:
    name = replica.title("person", person) if person is not None else ""
    if version is None or person is None:
        return Signed(role, person, name, None)
    of: Where = {"version": version.id, "role": role, "person": person}
    each = [is_genuine(replica, id) for id in replica.ids("minutes_signature", of)]
    return Signed(role, person, name, any(each) if each else None)
