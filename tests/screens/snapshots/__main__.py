"""Records the screens anew: ``python -m tests.screens.snapshots``; ``… 80x24 th-full`` only what is called so."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.screens.snapshots.album import Album, Edition
from tests.screens.snapshots.walks import editions, walk_through


def main(called: list[str]) -> None:
    """Record, and say what is another than it was."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _at_home_in(folder)
        changed = 0
        for edition in editions():
            if all(part in str(edition) for part in called):
                changed += _record(edition, folder)
    print(f"{changed} screens are recorded anew")


def _record(edition: Edition, folder: Path) -> int:
    album = Album(edition, recording=True)
    own = folder / str(edition)
    own.mkdir()
    try:
        asyncio.run(walk_through(edition, album, own))
    except AssertionError as lost:
        print(f"{edition}: the way is lost after {album.seen[-1:]}: {lost}")
        return len(album.changed)
    for path in album.leftover():
        path.unlink()
    print(f"{edition}: {len(album.seen)} screens, {len(album.changed)} of them anew")
    return len(album.changed)


def _at_home_in(folder: Path) -> None:
    """Nothing that the person at this machine keeps or has set up has a part in it."""
    for variable in [each for each in os.environ if each.startswith(("NETTERM_", "XDG_")) or each == "NO_COLOR"]:
        del os.environ[variable]
    os.environ["HOME"] = str(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
