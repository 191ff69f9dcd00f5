"""The main screens by the places that commands and `Shell.go` know them by; each is loaded when it is first shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from netterm.locale import N_, _

if TYPE_CHECKING:
    from netterm.screens.shell import NettermScreen
    from netterm.store import Replica

__all__ = [
    "FIRST",
    "PLACES",
    "Step",
    "is_there",
    "load_all",
    "loader",
    "opened_anew",
    "place_of",
    "read",
    "within",
    "written",
]

FIRST = "home"
"""Where one is once a network is open."""

_SCREENS = {
    "home": "netterm.screens.home:HomeScreen",
    "meetings": "netterm.screens.meetings.screen:MeetingsScreen",
    "tasks": "netterm.screens.tasks.screen:TasksScreen",
    "members": "netterm.screens.members:MembersScreen",
    "peers": "netterm.screens.peers:PeersScreen",
    "conflicts": "netterm.screens.conflicts:ConflictsScreen",
    "settings": "netterm.screens.settings:SettingsScreen",
}
_WITHIN = {
    "agenda": N_("only in an agenda"),
    "draft": N_("only at the paper of the minutes"),
    "minutes": N_("only in the minutes"),
    "roll": N_("only in a roll call"),
    "task": N_("only in a task"),
}
_OPENED_BY = {
    "agenda": ("netterm.screens.meetings.agenda:AgendaScreen", {"meeting": "meeting"}),
    "draft": ("netterm.screens.meetings.draft:DraftScreen", {"meeting": "meeting"}),
    "minutes": ("netterm.screens.minutes:MinutesScreen", {"meeting": "meeting", "item": "agenda_item"}),
    "roll": ("netterm.screens.meetings.roll_call:RollCallScreen", {"meeting": "meeting"}),
    "task": ("netterm.screens.tasks.log:TaskScreen", {"at_hand": "task"}),
}
"""Screens that are gone into: what each is made with, by the names of its attributes, and of which kind that is."""
_PLACE_OF = {"meeting": "meetings", "task": "tasks", "member": "members", "person": "members"}

PLACES = tuple(_SCREENS)


def place_of(entity: str) -> str | None:
    """The place that shows records of a kind; None where there is none for it."""
    return _PLACE_OF.get(entity)


def within(places: Iterable[str]) -> str:
    """Where one has to be, in words, for what is only done on a screen that is gone into; '' for none such."""
    return next((_(_WITHIN[place]) for place in places if place in _WITHIN), "")


@dataclass(frozen=True, slots=True)
class Step:
    """A screen on the way to where somebody is, and the records that it was opened on; None for none."""

    place: str
    records: tuple[bytes | None, ...] = ()


def written(screens: Sequence["NettermScreen"]) -> str:
    """The way to where somebody is, as `read` takes it: the main screen, then what can be opened anew."""
    steps = []
    for screen in screens:
        _made, attributes = _OPENED_BY.get(screen.PLACE, ("", {}))
        records = [getattr(screen, name, None) for name in attributes]
        if screen.PLACE in _SCREENS or (records and records[0] is not None):
            steps.append(":".join([screen.PLACE, *(record.hex() if record else "" for record in records)]))
    return " ".join(steps)


def read(way: str) -> list[Step]:
    """What was `written`; nothing where it leads nowhere."""
    steps: list[Step] = []
    for each in way.split():
        place, *records = each.split(":")
        known = place in _SCREENS if not steps else place in _OPENED_BY
        try:
            step = Step(place, tuple(bytes.fromhex(record) or None for record in records))
        except ValueError:
            break
        if not known or len(records) != (len(_OPENED_BY[place][1]) if steps else 0):
            break
        steps.append(step)
    return steps


def is_there(replica: "Replica", step: Step) -> bool:
    """Whether a screen can still be opened on its records; not for the loop."""
    _made, attributes = _OPENED_BY[step.place]
    named = zip(attributes.values(), step.records, strict=True)
    return step.records[0] is not None and all(
        id is None or replica.get(entity, id) is not None for entity, id in named
    )


def opened_anew(step: Step) -> Screen[Any]:
    """A screen that is gone into, on the records that it was opened on."""
    made, _attributes = _OPENED_BY[step.place]
    screen: Screen[Any] = _named(made)(*step.records)
    return screen


def loader(place: str) -> Callable[[], Screen[Any]]:
    """Makes the screen of a place."""

    def load() -> Screen[Any]:
        screen: Screen[Any] = _named(_SCREENS[place])()
        return screen

    return load


def _named(where: str) -> Any:
    module, _colon, name = where.partition(":")
    return getattr(import_module(module), name)


def load_all() -> None:
    """Have every place's commands in the registry."""
    for where in _SCREENS.values():
        import_module(where.partition(":")[0])
