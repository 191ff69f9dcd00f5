"""Opening the screens: everything that they meet is wired here and in ``netterm.wiring``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from netterm.locale import _, current

if TYPE_CHECKING:
    from netterm.cli.place import Place
    from netterm.store import Replica


def run(place: Place) -> None:
    """Open the screens, and end with their exit code."""
    from netterm.app import NettermApp
    from netterm.wiring import Directory, NodeControl

    def demo(_directory: Path, report: Callable[[str], None]) -> Replica:
        """In a place of its own: the place of the real network stays free."""
        report(_("Making the demo network…"))
        return open_demo(place)

    replica = open_without_asking(place)
    try:
        app = NettermApp(
            replica, Directory(place.directory, make_demo=demo), start_sync=NodeControl, language=current()
        )
        app.run()
    finally:
        if replica is not None:
            replica.close()
    if app.return_code:
        sys.exit(app.return_code)


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
