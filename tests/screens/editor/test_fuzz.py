"""Thousands of random actions leave text, cursor and screen as a model of them says.

As many as fit in a minute; with ``NETTERM_EDITOR_ACTIONS=10000`` so many for each kind of editing.
"""

import asyncio
import os

import pytest

from netterm.screens.editing import area, line, moves, sheet
from netterm.screens.editing.keys import KeysInOrder
from netterm.screens.editing.lines import Change
from netterm.screens.editing.paint import Painted
from netterm.screens.editing.rows import Rows
from netterm.screens.editing.sheet import Sheet
from tests.screens.editor.fuzz import NOT_CHOSEN, LineSession, MismatchError, Session, fuzz, report

SEEDS = {"alone": 3, "together": 3, "line": 1}
ACTIONS = 750
"""For each seed, unless more are asked for."""


def actions_of(kind: str) -> int:
    asked_for = int(os.environ.get("NETTERM_EDITOR_ACTIONS", "0"))
    return max(ACTIONS, -(-asked_for // SEEDS[kind]))


@pytest.mark.parametrize(
    ("kind", "seed"), [(kind, seed) for kind, seeds in SEEDS.items() for seed in range(1, seeds + 1)]
)
def test_editing_at_random_does_what_the_model_says(kind: str, seed: int) -> None:
    counts, sent = asyncio.run(fuzz(kind, actions_of(kind), seed))
    print(f"\n{kind}, seed {seed}: {report(counts, sent)}")
    there_are = LineSession if kind == "line" else Session
    never = {name.removeprefix("do_") for name in dir(there_are) if name.startswith("do_")} - {*counts} - NOT_CHOSEN
    assert not never, f"never done: {never}"
    assert kind == "line" or counts["grow"]
    assert bool(counts["others' edits"]) == (kind == "together")


def code_points_to_the_left(_moves: moves.Moves, place: int) -> int:
    return max(place - 1, 0)


def keeping_breaks(rows: Rows, change: Change) -> None:
    kept = rows._breaks[change.first]
    rows._breaks[change.first : change.first + change.old] = [kept] * change.new


def on_the_cells_of_code_points(old: Painted, new: Painted) -> tuple[int, int] | None:
    """A row is thought to be the same when its letters are, whatever is marked."""
    return None if [each.text for each in old] == [each.text for each in new] else (0, sum(p.cells for p in new))


BROKEN: dict[str, tuple[str, object, str, object]] = {
    "arrows go by code points": ("alone", moves.Moves, "left", code_points_to_the_left),
    "backspace takes clusters": ("alone", moves.Moves, "backspace", moves.Moves.left),
    "the end of a row is its beginning": ("alone", moves.Moves, "row_end", moves.Moves.row_start),
    "the cursor stays behind while others edit": ("together", sheet, "shifted", lambda place, _edits: place),
    "the window does not stay at the cursor": ("together", Sheet, "cursor_row", property(lambda _sheet: None)),
    "the cursor is left out of sight": ("alone", Sheet, "show_cursor", lambda _sheet: None),
    "changed rows keep their breaks": ("alone", Rows, "changed", keeping_breaks),
    "a moved cursor is not painted": ("alone", area, "difference", on_the_cells_of_code_points),
    "keys wait for the app": ("alone", KeysInOrder, "on_key", None),
    "a line's words are code points": ("line", line, "word_before", lambda _line, column: max(column - 1, 0)),
    "a line's Delete takes a code point": ("line", line, "next_stop", lambda _line, column: column + 1),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_editor_is_found_out(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, owner, name, broken = BROKEN[fault]
    if broken is None:
        monkeypatch.delattr(owner, name)
    else:
        monkeypatch.setattr(owner, name, broken)
    with pytest.raises(MismatchError):
        asyncio.run(fuzz(kind, 750, 1))
