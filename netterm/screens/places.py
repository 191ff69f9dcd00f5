"""The main screens by the places that commands and `Shell.go` know them by; each is loaded when it is first shown."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from textual.screen import Screen

from netterm.locale import N_, _

__all__ = ["FIRST", "PLACES", "load_all", "loader", "place_of", "within"]

FIRST = "home"
"""Where one is once a network is open."""

_SCREENS = {
    "home": "netterm.screens.home:HomeScreen",
    "meetings": "netterm.screens.meetings:MeetingsScreen",
    "tasks": "netterm.screens.tasks:TasksScreen",
    "members": "netterm.screens.members:MembersScreen",
    "peers": "netterm.screens.peers:PeersScreen",
    "conflicts": "netterm.screens.conflicts:ConflictsScreen",
    "settings": "netterm.screens.settings:SettingsScreen",
}
_WITHIN = {
    "agenda": N_("only in an agenda"),
    "minutes": N_("only in the minutes"),
    "roll": N_("only in a roll call"),
    "task": N_("only in a task"),
}
_PLACE_OF = {"meeting": "meetings", "task": "tasks", "member": "members", "person": "members"}

PLACES = tuple(_SCREENS)


def place_of(entity: str) -> str | None:
    """The place that shows records of a kind; None where there is none for it."""
    return _PLACE_OF.get(entity)


def within(places: Iterable[str]) -> str:
    """Where one has to be, in words, for what is only done on a screen that is gone into; '' for none such."""
    return next((_(_WITHIN[place]) for place in places if place in _WITHIN), "")


def loader(place: str) -> Callable[[], Screen[Any]]:
    """Makes the screen of a place."""
    module, _colon, name = _SCREENS[place].partition(":")

    def load() -> Screen[Any]:
        screen: Screen[Any] = getattr(import_module(module), name)()
        return screen

    return load


def load_all() -> None:
    """Have every place's commands in the registry."""
    for where in _SCREENS.values():
        import_module(where.partition(":")[0])
