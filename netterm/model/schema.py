"""All entities that this version knows, each declared in the file of its area."""

from netterm.model import committee, identity, meetings, minutes, network, people, proceedings, tasks
from netterm.model.declare import Schema

__all__ = ["SCHEMA"]

SCHEMA = Schema(
    [
        network.NETWORK,
        network.ORG,
        people.PERSON,
        people.MEMBER,
        identity.IDENTITY,
        committee.POSITION,
        committee.TERM,
        meetings.SERIES,
        meetings.MEETING,
        meetings.ATTENDANCE,
        meetings.PRESENCE_SPAN,
        proceedings.AGENDA_ITEM,
        proceedings.MOTION,
        proceedings.VOTE,
        proceedings.RESOLUTION,
        proceedings.QUESTION,
        minutes.MINUTES_VERSION,
        minutes.MINUTES_SIGNATURE,
        tasks.TASK,
        tasks.TASK_LOG,
    ]
)
"""Everything that this version knows about, in the order in which people are offered it."""
