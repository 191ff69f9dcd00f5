"""Taking in a member: the person and the membership in one action."""

from collections.abc import Mapping

from netterm.errors import Failure
from netterm.flows.facts import known
from netterm.language.clean import clean_line
from netterm.locale import N_
from netterm.model import Value
from netterm.store import Replica

__all__ = ["NoReasonGiven", "add_member", "change_member", "join_as_member"]

Values = Mapping[str, Value | tuple[Value, ...]]


def add_member(replica: Replica, person: Values, member: Values) -> tuple[bytes, bytes]:
    """A new person who is a member from now on; returns the ids of both.

    ``member`` lacks ``person``; without ``joined_on`` they join today. The number comes from whoever gives them.
    """
    with replica.action() as act:
        person_id = act.add("person", person)
        defaults: Values = {"joined_on": replica.today().isoformat(), "category": "ordinary"}
        return person_id, act.add("member", {**defaults, **member, "person": person_id})


class NoReasonGiven(Failure):
    """A member's state was to change without a reason."""


def change_member(replica: Replica, member: bytes, values: Values, reason: str = "") -> None:
    """Give fields of a membership new values; a new state holds from today, for ``reason``, unless they say otherwise.

    Raises `NoReasonGiven`.
    """
    record = known(replica, "member", member)
    if values.get("state") not in {None, record["state"]}:
        why = values.get("state_reason") or clean_line(reason) or None
        if why is None:
            raise NoReasonGiven(
                N_("A member's state changes for a reason: say why, so that it stands in the register.")
            )
        values = {"state_since": replica.today().isoformat(), **values, "state_reason": why}
    with replica.action() as act:
        act.set("member", member, values)


def join_as_member(replica: Replica, person: bytes, member: Values) -> bytes:
    """Somebody who is known already becomes a member."""
    with replica.action() as act:
        defaults: Values = {"joined_on": replica.today().isoformat(), "category": "ordinary"}
        return act.add("member", {**defaults, **member, "person": person})
