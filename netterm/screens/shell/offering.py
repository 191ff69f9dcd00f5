"""What can be told from a screen, to be found by typing: all there is, also what another screen does."""

from typing import Any

from netterm.commands import COMMANDS, EVERYWHERE, Command
from netterm.locale import _
from netterm.screens import places
from netterm.screens.shell import NettermModal, NettermScreen
from netterm.screens.widgets.palette import Offer

__all__ = ["offered", "told_here"]

AnyScreen = NettermScreen | NettermModal[Any]


def told_here(screen: AnyScreen) -> list[Offer]:
    """What this screen does, or the program whatever the screen."""
    return [Offer(command, screen.keys_here(command)) for command in screen.commands()]


def offered(screen: AnyScreen) -> list[Offer]:
    """What is told here, then what goes to another screen first, then what cannot be told now and why."""
    here = told_here(screen)
    if screen.is_modal or not screen.shell.has_replica:
        return here
    places.load_all()
    others = [offer for command in COMMANDS if (offer := _from_elsewhere(screen, command)) is not None]
    return [*here, *sorted(others, key=lambda offer: bool(offer.why_not))]


def place_for(command: Command) -> str:
    """The main screen that does it; '' where one has to go into something first."""
    return next((place for place in places.PLACES if place in command.where), "")


def _from_elsewhere(screen: AnyScreen, command: Command) -> Offer | None:
    """None for what is told here, and for what only moves about on a screen."""
    own = command.is_at(screen.PLACE) or EVERYWHERE in command.where
    if own:
        return None if screen.may(command) else Offer(command, why_not=_why_not(screen))
    place, within = place_for(command), places.within(command.where)
    if _only_moves(command) or not (place or within):
        return None
    label = COMMANDS["go." + place].label_in() if place else ""
    if not screen.may(command):
        return Offer(command, elsewhere=label, why_not=_why_not(screen))
    return Offer(command, elsewhere=label, why_not="" if place else within)


def _only_moves(command: Command) -> bool:
    return bool({"escape", "slash"} & set(command.keys))


def _why_not(screen: AnyScreen) -> str:
    return _("read only") if screen.shell.replica.read_only else _("it takes another role")
