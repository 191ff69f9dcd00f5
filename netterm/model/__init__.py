"""What a network knows about, and the rules it goes by: pure Python, without files, clocks or screens."""

from netterm.model import committee, meetings, minutes, network, people, proceedings, tasks
from netterm.model.declare import Choice, Entity, Field, Label, Schema, element_name
from netterm.model.kinds import Compartment, Kind, Merge, Privacy, Role, Value

__all__ = [
    "SCHEMA",
    "Choice",
    "Compartment",
    "Entity",
    "Field",
    "Kind",
    "Label",
    "Merge",
    "Privacy",
    "Role",
    "Schema",
    "Value",
    "element_name",
]

SCHEMA = Schema(
    [
        network.NETWORK,
        network.ORG,
        people.PERSON,
        people.MEMBER,
        committee.POSITION,
        committee.TERM,
        meetings.SERIES,
        meetings.MEETING,
        meetings.ATTENDANCE,
        meetings.PRESENCE_SPAN,
        proceedings.AGENDA_ITEM,
        proceedings.MOTION,
        proceedings.RESOLUTION,
        proceedings.QUESTION,
        minutes.MINUTES_VERSION,
        minutes.MINUTES_SIGNATURE,
        tasks.TASK,
        tasks.TASK_LOG,
    ]
)
"""Everything that this version knows about, in the order in which people are offered it."""
