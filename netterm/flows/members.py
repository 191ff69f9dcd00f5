"""Taking in a member: the person and the membership in one action."""

from collections.abc import Mapping

from netterm.model import Value
from netterm.store import Replica

__all__ = ["add_member", "join_as_member"]

Values = Mapping[str, Value | tuple[Value, ...]]


def add_member(replica: Replica, person: Values, member: Values) -> tuple[bytes, bytes]:
    """A new person who is a member from now on; returns the ids of both.

    ``member`` lacks ``person``; without ``joined_on`` they join today. The number comes from whoever gives them.
    """
    with replica.action() as act:
        person_id = act.add("person", person)
        defaults: Values = {"joined_on": replica.today().isoformat(), "category": "ordinary"}
        return person_id, act.add("member", {**defaults, **member, "person": person_id})


def join_as_member(replica: Replica, person: bytes, member: Values) -> bytes:
    """Somebody who is known already becomes a member."""
    with replica.action() as act:
        defaults: Values = {"joined_on": replica.today().isoformat(), "category": "ordinary"}
        return act.add("member", {**defaults, **member, "person": person})
