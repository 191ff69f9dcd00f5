"""The keys of each screen as the registry has them, remapped ones as the person remapped them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from netterm import settings
from netterm.cli.words import Misused
from netterm.commands import COMMANDS, EVERYWHERE, Command, KeysMistaken, key_name
from netterm.locale import N_, Language, _

PLACES: Final[Mapping[str, str]] = {
    EVERYWHERE: N_("On every screen; letters where no text is typed"),
    "home": N_("Home"),
    "meetings": N_("Meetings"),
    "agenda": N_("Agenda"),
    "roll": N_("Roll call"),
    "minutes": N_("Minutes"),
    "draft": N_("Paper and steps"),
    "tasks": N_("Tasks"),
    "task": N_("One task"),
    "members": N_("Members"),
    "peers": N_("Computers"),
    "invite": N_("Invitation"),
    "conflicts": N_("Conflicts"),
    "networks": N_("Networks"),
    "settings": N_("Settings"),
    "form": N_("Forms"),
    "asking": N_("Dialogs"),
    "reading": N_("Something to read"),
}
"""What people call the places that commands are at, in the order in which they are told."""
WITHOUT_LETTERS: Final = frozenset({"minutes", "form", "asking"})
"""Where every letter goes into a text, so that none is a command."""


@dataclass(frozen=True, slots=True)
class Keys:
    """One command as it is told."""

    id: str
    keys: tuple[str, ...]
    """As people read them, the main one first."""
    label: str
    help: str


def keys_at(place: str) -> list[Keys]:
    """What is at a place and has a key; what is everywhere stands by itself."""
    found = (_told(command, without_letters=place in WITHOUT_LETTERS) for command in COMMANDS.of(place))
    return [told for told in found if told.keys]


def names_at(place: str) -> list[Keys]:
    """All that can be told at a place, without a key too: for who gives them keys."""
    return [_told(command, without_letters=place in WITHOUT_LETTERS) for command in COMMANDS.of(place)]


def places_with_keys() -> list[str]:
    """Every place with keys of its own: the known ones in their order, then what else there is."""
    everything = dict.fromkeys([*PLACES, *(place for command in COMMANDS for place in command.where)])
    return [place for place in everything if keys_at(place)]


def place_called(typed: str) -> str:
    """The place of that name, in code or in either language. Raises `Misused`."""
    wanted = typed.strip().casefold()
    for place in places_with_keys():
        names = {place, *(_(PLACES.get(place, place), language) for language in Language)}
        if wanted in {name.casefold() for name in names}:
            return place
    others = (_(PLACES.get(place, place)) for place in places_with_keys() if place != EVERYWHERE)
    named = ", ".join(dict.fromkeys(others))  # two may be called the same
    raise Misused("There is no screen “{typed}”: there are {screens}.", typed=typed, screens=named)


@contextmanager
def as_remapped() -> Iterator[Callable[[], None]]:
    """With every screen's commands loaded, and the keys of the settings; gives how to leave these out."""
    with remapping(settings.load().keys):
        yield lambda: COMMANDS.remap({})


@contextmanager
def remapping(keys: Mapping[str, str]) -> Iterator[list[KeysMistaken]]:
    """With every screen's commands loaded, and these keys as far as they fit; gives what is mistaken in them."""
    from netterm.screens import places

    places.load_all()
    before = COMMANDS.remapped()
    mistaken = COMMANDS.remap_what_fits(keys)
    try:
        yield mistaken
    finally:
        COMMANDS.remap(before)


def _told(command: Command, *, without_letters: bool) -> Keys:
    keys = tuple(key_name(key) for key in COMMANDS.keys(command.id) if not (without_letters and is_typed(key)))
    return Keys(command.id, keys, command.label_in(), command.help_in())


def is_typed(key: str) -> bool:
    """Whether a text takes it as something typed: a letter or a sign."""
    return len(key_name(key)) == 1 and key not in {"up", "down", "left", "right"}
