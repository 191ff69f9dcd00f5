"""Every screen looks as it was recorded: at both sizes, in both languages, empty, full, and with something wrong."""

import asyncio
from pathlib import Path

import pytest

from tests.screens.snapshots.album import FOLDER, Album, Edition
from tests.screens.snapshots.walks import editions, walk_through

EDITIONS = editions()


@pytest.mark.parametrize("edition", EDITIONS, ids=str)
def test_the_screens_are_as_recorded(edition: Edition, networks: Path) -> None:
    album = Album(edition)
    asyncio.run(walk_through(edition, album, networks))
    assert not album.changed, album.report()
    assert not album.leftover(), "recorded, but nothing leads there any more (make snapshots takes them away)"


def test_every_picture_belongs_to_a_walk() -> None:
    known = {str(edition) for edition in EDITIONS}
    assert {path.stem for path in FOLDER.glob("*/*.txt")} == known


def test_no_line_of_a_screen_is_longer_or_shorter_than_the_terminal() -> None:
    from netterm.language import cell_width

    for path in FOLDER.glob("*/*.txt"):
        columns = int(path.stem.partition("x")[0])
        for row in path.read_text(encoding="utf-8").splitlines()[1:]:
            if row.startswith("│"):
                assert cell_width(row) == columns + 2, f"{path}: {row}"
