"""Opening the screens: everything that they meet is wired here and in ``netterm.wiring``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netterm import settings
from netterm.cli.place import Place
from netterm.cli.words import Speaking
from netterm.locale import N_, _, current

if TYPE_CHECKING:
    from netterm.screens.sync_control import SyncControl
    from netterm.store import Replica


@click.command("open", cls=Speaking, help=N_("Open the screens; so does netterm without a command."))
@click.pass_obj
def open_screens(place: Place) -> None:
    """The program with screens."""
    run(place)


def run(place: Place) -> None:
    """Open the screens, and end with their exit code; what ended them before their time is raised."""
    from netterm.app import NettermApp
    from netterm.screens.outliving import outliving_the_terminal
    from netterm.wiring.directory import Directory

    chosen = settings.load()
    chosen_by_hand = place.data if place.data != Place().demo_directory else None
    if place.data is None and chosen.network is not None:
        place = replace(place, data=last_network(place.directory, chosen.network))
    opened: list[Replica] = []

    def demo(_directory: Path, report: Callable[[str], None]) -> Replica:
        """In a place of its own: the place of the real network stays free."""
        report(_("Making the demo network…"))
        return open_demo(place)

    def opening() -> Replica | None:
        replica = open_without_asking(place)
        if replica is not None:
            opened.append(replica)
        return replica

    try:
        app = NettermApp(
            None,
            Directory(place.directory, make_demo=demo),
            opening=opening,
            start_sync=start_sync,
            language=current(),
            chosen=chosen,
            settled=settings.keep,
        )
        with outliving_the_terminal():
            app.run()
    finally:
        for replica in opened:
            replica.close()
    if stopped_by := app.failure or app.fault:
        raise stopped_by
    if app.has_replica and chosen_by_hand is not None:
        with suppress(settings.NotKept):  # a help, not a promise
            settings.keep("network", str(chosen_by_hand.resolve()))
    if app.return_code:
        sys.exit(app.return_code)


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
    return Replica.open(place.directory, given if kept[0].protected else None)


def open_demo(place: Place) -> Replica:
    """The demo network, made if need be."""
    from netterm.demo import make
    from netterm.store import Replica

    make(place.demo_directory)
    return Replica.open(place.demo_directory)
