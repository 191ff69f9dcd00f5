"""While nothing happens nothing goes to the terminal, on any screen, with another computer connected."""

from pathlib import Path

from tests.benchmarks.idle import SCREENS, connected, idle

IDLE = 1.5
"""Seconds for which each screen is watched: longer than a clock's or a blink's."""


def test_nothing_is_sent_while_nothing_happens(tmp_path: Path) -> None:
    with connected(tmp_path) as (one, other):
        names = [*SCREENS]
        for at in range(0, len(names), 2):
            here, there = names[at : at + 2]
            assert idle([(one, here), (other, there)], IDLE) == {here: 0, there: 0}
            for terminal, screen in ((one, here), (other, there)):
                if screen == "minutes":
                    terminal.type("\x1b")
