"""Opening the screens: everything that they meet is wired here and in ``netterm.wiring``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from netterm import settings
from netterm.cli.place import Place
from netterm.cli.words import Speaking
from netterm.locale import N_, Language, current, use

if TYPE_CHECKING:
    from netterm.app import NettermApp
    from netterm.screens.sync_control import SyncControl
    from netterm.store import Replica


@click.command("open", cls=Speaking, help=N_("Open the screens; so does netterm without a command."))
@click.pass_obj
def open_screens(place: Place) -> None:
    """The program with screens."""
    run(place)


def run(place: Place) -> None:
    """Open the screens, and end with their exit code; what ended them before their time is raised."""
    from netterm.wiring.asking_terminal import Asked, may_go_on_in_thai, use_encoding

    chosen = settings.load()
    with Asked() as terminal:
        from netterm.app import NettermApp
        from netterm.screens.shell.colours import worn_on
        from netterm.screens.terminal.outliving import outliving_the_terminal
        from netterm.wiring.directory import Directory
        from netterm.wiring.known_networks import KnownNetworks
        from netterm.wiring.terminal import Hindrance

        hindrance, typed_ahead = terminal.hindrance()
    use_encoding(hindrance)
    if hindrance is not None and not english_is_chosen(chosen) and not may_go_on_in_thai(hindrance):
        use(Language.EN)
    asks_which = place.data is None
    chosen_by_hand = place.data if place.data != Place().demo_directory else None
    if place.data is None and chosen.network is not None:
        place = replace(place, data=last_network(place.directory, chosen.network))
    opened: list[Replica] = []

    def demo(_directory: Path, told: Callable[[int, int], None]) -> Replica:
        """In a place of its own: the place of the real network stays free."""
        return open_demo(place, told)

    def at(directory: Path) -> tuple[Directory, Callable[[], Replica | None]]:
        there = replace(place, data=directory)

        def opening() -> Replica | None:
            replica = open_without_asking(there)
            if replica is not None:
                opened.append(replica)
            return replica

        return Directory(directory, make_demo=demo, read_only=place.read_only), opening

    beginnings, opening = at(place.directory)
    try:
        app = NettermApp(
            None,
            beginnings,
            opening=opening,
            networks=KnownNetworks(Place().directory, at, frozenset({Place().demo_directory})),
            start_sync=start_sync,
            language=current(),
            chosen=chosen,
            settled=settings.keep,
        )
        app.theme = worn_on(app.console.color_system, app.theme, is_dark=hindrance is Hindrance.CONSOLE)
        app.asks_which = asks_which
        app.typed_ahead = typed_ahead
        app.letters = hindrance.letters if hindrance else app.letters
        with outliving_the_terminal():
            app.run()
    finally:
        for replica in opened:
            replica.close()
    _end(app, chosen_by_hand)
    if app.next_network is not None:
        run(replace(place, data=app.next_network))


def _end(app: NettermApp, chosen_by_hand: Path | None) -> None:
    """What comes after the screens; does not return where the program failed, or was ended from outside."""
    if stopped_by := app.failure or app.fault:
        raise stopped_by
    if app.has_replica and chosen_by_hand is not None:
        with suppress(settings.NotKept):  # a help, not a promise
            settings.keep("network", str(chosen_by_hand.resolve()))
    if app.return_code:
        sys.exit(app.return_code)


def english_is_chosen(chosen: settings.Settings) -> bool:
    """Whether the person asked for English by name; a locale that merely is not Thai does not count."""
    context = click.get_current_context(silent=True)
    named = context is not None and context.find_root().get_parameter_source("lang") is ParameterSource.COMMANDLINE
    chosen_before = bool(os.environ.get("NETTERM_LANG")) or chosen.language is not None
    return current() is Language.EN and (named or chosen_before)


def start_sync(replica: Replica) -> SyncControl:
    """Begin to sync. Loads all of sync, so it is called once the screens stand."""
    from netterm.wiring.node import NodeControl

    return NodeControl(replica)


def last_network(usual: Path, last: Path) -> Path | None:
    """The network that the screens had open last, unless there is one at the usual place; None for the usual place."""
    from netterm.store import exists

    return last if not exists(usual) and exists(last) else None


def open_without_asking(place: Place) -> Replica | None:
    """The replica where nobody need be asked for a passphrase, or one was given; the screens ask otherwise."""
    from netterm.store import Replica, exists, identities

    if not exists(place.directory):
        return None
    kept = identities(place.directory)
    given = place.given_passphrase()
    if len(kept) != 1 or (kept[0].protected and given is None):
        return None
    return place.for_reading(Replica.open(place.directory, given if kept[0].protected else None))


def open_demo(place: Place, told: Callable[[int, int], None]) -> Replica:
    """The demo network, made if need be; ``told`` hears how far that is."""
    from netterm.demo import make
    from netterm.store import Replica, exists

    if not exists(place.demo_directory):
        place.check_writable()
        make(place.demo_directory, told=told)
    return place.for_reading(Replica.open(place.demo_directory))
