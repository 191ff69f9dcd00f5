"""Who records a meeting, and the recording handed to somebody else in the middle of it.

The discussion is a shared text, so that two may well write at once; the recorder is who answers for the minutes.
"""

from dataclasses import dataclass

from netterm.errors import Failure
from netterm.flows.agenda import go_to
from netterm.flows.attendance import Place, roll
from netterm.flows.facts import known, ref, text_of
from netterm.locale import N_
from netterm.store import Replica

__all__ = ["HandedOver", "NotHanded", "hand_over", "handed_to_me", "may_record"]

_RUNNING = ("open", "paused")


class NotHanded(Failure):
    """The recording stays where it is."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The recording of a meeting that runs, handed over by somebody else."""

    entry: bytes
    """Name of the entry that says so: of each there is one."""
    meeting: bytes
    title: str
    by: str
    """The name of who handed it over."""


def may_record(replica: Replica, meeting: bytes) -> list[Place]:
    """Those who can take the recording over: who is here, without the recorder."""
    recorder = ref(known(replica, "meeting", meeting), "secretary")
    return [place for place in roll(replica, meeting) if place.here and place.person and place.person != recorder]


def hand_over(replica: Replica, meeting: bytes, person: bytes, item: bytes | None = None) -> None:
    """``person`` records from now on; ``item`` is the one that is being dealt with. Raises `NotHanded`."""
    record = known(replica, "meeting", meeting)
    if text_of(record, "state") not in _RUNNING:
        raise NotHanded(N_("The recording is handed over while a meeting runs: this one does not."))
    name = replica.title("person", person)
    if ref(record, "secretary") == person:
        raise NotHanded(N_("{name} records this meeting already."), name=name)
    if person not in {place.person for place in roll(replica, meeting) if place.here}:
        raise NotHanded(N_("{name} is not here: note the arrival first. Nothing was changed."), name=name)
    if item is not None and text_of(known(replica, "agenda_item", item), "state") == "pending":
        go_to(replica, item)  # the other one begins with what is dealt with
    with replica.action() as act:
        act.set("meeting", meeting, {"secretary": person})


def handed_to_me(replica: Replica, meeting: bytes) -> HandedOver | None:
    """The recording of a meeting that runs, if somebody else made the person at this computer its recorder last."""
    record = replica.get("meeting", meeting)
    if record is None or replica.me is None or ref(record, "secretary") != replica.me:
        return None
    if text_of(record, "state") not in _RUNNING:
        return None
    last = [each for each in replica.history("meeting", meeting) if each.field == "secretary" and each.counts]
    if not last or last[-1].before is None or replica.person_of(last[-1].who) == replica.me:
        return None
    return HandedOver(
        last[-1].name, meeting, replica.title("meeting", meeting), replica.name_of(last[-1].who)
    )  # fmt: skip
