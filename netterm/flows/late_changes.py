"""What came to certified minutes too late: after their text was drawn, or on a laptop that had not heard of it.

The merge takes in all that is signed and in order, and the certified text stays what it is. What was written without
the author of that text, or of its certification, having seen it follows from the log, so that all laptops name the
same; whoever has looked at it says so, or takes it up as a correction.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from netterm.flows.facts import ref, stamp
from netterm.flows.minutes import certified
from netterm.model import Value
from netterm.store import Change, Record, Replica

__all__ = ["LateChange", "SaysMore", "late_changes", "looked_at", "waiting_meetings"]

SaysMore = Callable[[Replica, bytes], bool]
"""Whether the records of a meeting say something else than its certified text: papers know that."""
_PLACED = frozenset({"meeting", "item", "motion", "attendance", "order"})
"""Fields that say where something belongs, and nothing that a paper says."""
_LOOK_BACK = 12
"""A year of monthly meetings: a laptop that was away for longer is a rare guest, and the paper of each tells it too."""
_STEPS = frozenset({("meeting", "state")})
"""Fields that the certification itself changes."""
_OTHER_LIFE = frozenset({"minutes_version", "minutes_signature"})
"""What hangs on a meeting and has seals of its own."""


@dataclass(frozen=True, slots=True)
class LateChange:
    """One thing that somebody wrote into minutes that were certified elsewhere meanwhile."""

    entity: str
    record: bytes
    field: str
    """Empty where the record was deleted."""
    before: Value
    """None for a shared text, and for what is new."""
    after: Value
    who: bytes
    """Public key of the author."""
    when: int
    """The author's clock, ms since 1970."""


def late_changes(replica: Replica, meeting: bytes, says_more: SaysMore) -> list[LateChange]:
    """What came too late for the version that holds and was not looked at since, the last of each field; oldest first.

    None before one is certified. What the author of the certification knew of is among it only where the records say
    more than the certified text: ``says_more`` is asked for that where it matters.
    """
    held = certified(replica, meeting)
    if held is None:
        return []
    drawn = _drawn_at(replica, held)
    unseen = replica.unseen("meeting", meeting, [_last_look(held), *([drawn] if drawn is not None else [])])
    found, *more = (_concerning(replica, changes) for changes in unseen)
    for since in more:
        if len(since) > len(found) and says_more(replica, meeting):
            found = since
    last: dict[tuple[bytes, str], Change] = {}
    for change in found:
        first = last.pop((change.record, change.field), change)
        last[change.record, change.field] = _joined(first, change)
    return [_late(each) for each in last.values()]


def looked_at(replica: Replica, meeting: bytes) -> None:
    """What came too late until now was looked at: it is not named again."""
    held = certified(replica, meeting)
    if held is not None:
        with replica.action() as act:
            act.set("minutes_version", held.id, {"late_seen_at": stamp(replica)})


def waiting_meetings(replica: Replica, says_more: SaysMore) -> Mapping[bytes, Sequence[LateChange]]:
    """The meetings whose certified minutes have late changes that nobody looked at, each with them.

    Of the certified meetings the last ones are looked through: each takes milliseconds.
    """
    certified_ones = replica.ids("meeting", {"state": "certified"}, order=["-starts_at"], limit=_LOOK_BACK)
    found = {id: late_changes(replica, id, says_more) for id in certified_ones}
    return {id: late for id, late in found.items() if late}


def _last_look(version: Record) -> bytes:
    """The entry that certified the version, or the one that says that later things were looked at."""
    return version.versions.get("late_seen_at") or version.versions["state"]


def _drawn_at(replica: Replica, held: Record) -> bytes | None:
    """The entry that drew the text that was certified from its records; None where that says nothing of what came late.

    That is so once later things were looked at, and of a correction, which has a text of its own.
    """
    if held.versions.get("late_seen_at"):
        return None
    first: Record | None = held
    while first is not None and (before := ref(first, "corrects")):
        first = replica.get("minutes_version", before)
        if first is not None and first["certified_by"] is not None:
            return None
    return first.versions.get("text") if first is not None else None


def _concerning(replica: Replica, changes: Iterable[Change]) -> list[Change]:
    return [change for change in changes if change.counts and _concerns_the_text(replica, change)]


def _concerns_the_text(replica: Replica, change: Change) -> bool:
    entity = replica.schema.get(change.entity)
    if entity is None or entity.name in _OTHER_LIFE or (entity.name, change.field) in _STEPS:
        return False
    field = entity.by_name.get(change.field)
    if field is None:
        return not change.field  # a deletion; else of a newer version
    return not (field.after_seal or field.name in entity.given or field.name in _PLACED)


def _joined(first: Change, last: Change) -> Change:
    """What two changes of one field come to."""
    return last if first is last else Change(
        last.entity, last.record, last.kind, last.field, first.before, last.after, last.who, last.when, last.name,
        last.verdict,
    )  # fmt: skip


def _late(change: Change) -> LateChange:
    return LateChange(
        change.entity, change.record, change.field, change.before, change.after, change.who, change.when
    )  # fmt: skip
