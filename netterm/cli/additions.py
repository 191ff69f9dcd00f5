"""How records are added and changed that rules stand behind: the same flows that the screens use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from netterm.errors import Failure
from netterm.model import Value

if TYPE_CHECKING:
    from netterm.cli.typed import Held
    from netterm.store import Replica

Addition = Callable[["Replica", Mapping[str, "Held"]], bytes]
Change = Callable[["Replica", bytes, Mapping[str, "Held"], str], None]
"""The id, the new values, and the reason that was given."""


def _meeting(replica: Replica, values: Mapping[str, Held]) -> bytes:
    """What is not given comes from the series and the committee."""
    from netterm.flows.meetings import plan_meeting

    return plan_meeting(replica, _single(values))


def _agenda_item(replica: Replica, values: Mapping[str, Held]) -> bytes:
    """Last under its heading, unless a place is given."""
    from netterm.flows.agenda import items
    from netterm.model.order_keys import between

    meeting, heading = values.get("meeting"), values.get("heading") or "4"
    given = dict(values)
    if isinstance(meeting, bytes) and not given.get("order"):
        orders = [str(each["order"] or "") for each in items(replica, meeting) if each["heading"] == heading]
        given["order"] = between(max(filter(None, orders), default=None), None)
    with replica.action() as action:
        return action.add("agenda_item", given)


def _resolution(replica: Replica, values: Mapping[str, Held]) -> bytes:
    """With who is present now, and stopped below quorum; one that says itself who was present is taken as it is."""
    from netterm.flows.proceedings import record_resolution
    from netterm.model.motions import Counts

    item = values.get("item")
    if values.get("present") is not None or not isinstance(item, bytes):
        with replica.action() as action:
            return action.add("resolution", values)
    votes = [values.get(name) for name in ("for", "against", "abstain")]
    counted = Counts(*(vote if isinstance(vote, int) else 0 for vote in votes)) if any(
        vote is not None for vote in votes
    ) else None  # fmt: skip
    motion = values.get("motion")
    return record_resolution(
        replica,
        item,
        str(values.get("verb") or ""),
        str(values.get("text") or ""),
        counts=counted,
        override_reason=str(values.get("override_reason") or ""),
        motion=motion if isinstance(motion, bytes) else None,
    )


def _member(replica: Replica, values: Mapping[str, Held]) -> bytes:
    """Who joins without saying when joins today."""
    from netterm.flows.members import join_as_member

    person = values.get("person")
    if not isinstance(person, bytes):
        raise Failure(
            "A member is a person: add the person first, then “netterm add member person=…”. Nothing was changed."
        )
    return join_as_member(replica, person, {name: value for name, value in values.items() if name != "person"})


def _attendance(replica: Replica, values: Mapping[str, Held]) -> bytes:
    """A guest by name alone takes part from now on, and counts for no quorum."""
    from netterm.flows.attendance import add_guest

    meeting, guest = values.get("meeting"), values.get("guest")
    if isinstance(meeting, bytes) and isinstance(guest, str) and set(values) <= {"meeting", "guest", "position_text"}:
        return add_guest(replica, meeting, guest, str(values.get("position_text") or ""))
    with replica.action() as action:
        return action.add("attendance", values)


def _change_task(replica: Replica, id: bytes, values: Mapping[str, Held], reason: str) -> None:
    from netterm.flows.tasks import change_task

    change_task(replica, id, values, reason)


def _change_member(replica: Replica, id: bytes, values: Mapping[str, Held], reason: str) -> None:
    from netterm.flows.members import change_member

    change_member(replica, id, values, reason)


def _single(values: Mapping[str, Held]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if not isinstance(value, tuple)}


ADDITIONS: Final[Mapping[str, Addition]] = {
    "meeting": _meeting,
    "agenda_item": _agenda_item,
    "resolution": _resolution,
    "member": _member,
    "attendance": _attendance,
}
CHANGES: Final[Mapping[str, Change]] = {"task": _change_task, "member": _change_member}
