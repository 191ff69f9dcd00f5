"""Every screen looks as it was recorded: at both sizes, in both languages, empty, full, and with something wrong."""

import asyncio
from pathlib import Path

import pytest

from netterm.locale import Language
from tests.screens.snapshots.album import FOLDER, SIZES, Album, Edition
from tests.screens.snapshots.every_screen import NOT_SHOWN, every_screen
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


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_there_is_a_picture_of_every_screen_and_dialog(size: tuple[int, int], language: Language) -> None:
    pictures = FOLDER.glob(f"*/{size[0]}x{size[1]}-{language.value}-*.txt")
    shown = {path.read_text(encoding="utf-8").partition(":")[0] for path in pictures}
    assert every_screen() - shown == set(NOT_SHOWN)


def test_no_line_of_a_screen_is_longer_or_shorter_than_the_terminal() -> None:
    from netterm.language import cell_width

    for path in FOLDER.glob("*/*.txt"):
        columns = int(path.stem.partition("x")[0])
        for row in path.read_text(encoding="utf-8").splitlines()[1:]:
            if row.startswith("│"):
                assert cell_width(row) == columns + 2, f"{path}: {row}"
