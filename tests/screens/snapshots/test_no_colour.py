"""With NO_COLOR no colour is sent, and what has the focus stands out all the same."""

import asyncio
import re
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widget import Widget

from netterm.locale import Language
from tests.screens.snapshots.album import SIZES, Album, Edition
from tests.screens.snapshots.every_screen import NOT_SHOWN, every_screen
from tests.screens.snapshots.terminal import Window
from tests.screens.snapshots.walks import walk_through

SGR = re.compile(r"\x1b\[([0-9;:]*)m")
EMPHASIS = {"", "0", "1", "2", "3", "4", "5", "7", "9", "21", "22", "23", "24", "25", "27", "29"}
"""Emphasis and its end; everything else says a colour, the terminal's default ones included."""


WALKED = ("full", "founding", "joining", "locked")
"""The walks that lead to every screen."""


class Colourless(Album):
    """In place of pictures: no colour was sent, and one sees where one is."""

    async def take(self, window: Window, screen: str) -> None:
        self.seen.append(type(window.screen).__name__)
        await window.calm()
        await window.until(lambda: stands_out(window), lambda: f"{screen}: {window.screen.focused} does not stand out")
        sent = "".join(window.terminal.stream)
        window.terminal.stream.clear()
        for codes in SGR.findall(sent):
            assert set(re.split("[;:]", codes)) <= EMPHASIS, f"{screen}: a colour was sent: {codes}"


def stands_out(window: Window) -> bool:
    """Whether something of the widget with the focus is drawn otherwise than the text around it."""
    widget = window.screen.focused
    if widget is None or _is_page(widget):
        return True
    marks = window.look(marked=True).marks
    return any("r" in line for line in _cut(marks, widget.region))


def _is_page(widget: Widget) -> bool:
    """A page that keys scroll is where the keys go, since there is nothing else."""
    return isinstance(widget, VerticalScroll)


def _cut(marks: tuple[str, ...], region: Region) -> list[str]:
    return [line[region.x : region.right] for line in marks[region.y : region.bottom]]


def test_without_colours_the_focus_is_seen_on_every_screen(networks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    seen: set[str] = set()
    for state in WALKED:
        judge = Colourless(Edition(state, SIZES[1], Language.EN))
        asyncio.run(walk_through(judge.edition, judge, networks))
        seen.update(judge.seen)
    assert every_screen() - seen == set(NOT_SHOWN)


def test_a_colour_is_known_as_one() -> None:
    for colour in ("31", "38;2;1;2;3", "39;49", "1;96"):
        assert not set(re.split("[;:]", colour)) <= EMPHASIS
