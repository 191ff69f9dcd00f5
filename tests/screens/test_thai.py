"""Thai in text widgets and on every screen, and the private names of Textual and Rich that it needs."""

import ast
import inspect
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from netterm.screens import thai
from netterm.screens.editing.area import ThaiTextArea
from netterm.screens.editing.keys import KeysInOrder
from netterm.screens.editing.line import ThaiInput
from netterm.screens.minutes.editor import SharedEditor
from netterm.screens.textual_private import PRIVATE
from netterm.screens.thai import SaraAmFilter, install, latin_name, load_words
from tests.screens.seeing import screen_text

SOURCE = Path(thai.__file__).parents[1]


class Editing(thai.KedmaneeKeys, App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "note('n')"),
        Binding("ctrl+s", "note('ctrl+s')", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []

    def compose(self) -> ComposeResult:
        yield ThaiInput(id="line")
        yield ThaiTextArea(id="area")
        yield Watching(id="stock")

    def action_note(self, what: str) -> None:
        self.noted.append(what)


class Watching(Static, can_focus=True):
    pass


@pytest.mark.parametrize("private", PRIVATE)
def test_every_private_name_is_there_in_the_pinned_versions_and_takes_what_it_took(private: str) -> None:
    module, _colon, name = private.partition(":")
    found = attrgetter(name)(import_module(module))
    if private not in {"rich._wrap:words", "rich.segment:Segment._split_cells", "textual._wrap:chunks"} | {
        "textual.app:App._display",
        "textual.app:App._load_screen_css",
        "textual.screen:Screen._compositor_refresh",
        "textual.screen:Screen._on_screen_resume",
        "textual.screen:Screen._update_timer",
        "textual.css.model:RuleSet.__hash__",
    }:
        assert list(inspect.signature(found).parameters) == PRIVATE[private]
    else:  # ours may stand in its place already: what Textual itself says is in its source
        assert _parameters_in_source(module, name.rpartition(".")[2]) == PRIVATE[private]


def _parameters_in_source(module: str, name: str) -> list[str]:
    tree = ast.parse(inspect.getsource(import_module(module)))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name]
    parameters = [argument.arg for argument in found[-1].args.args]
    return [each for each in parameters if each != "cls"]


def test_nothing_private_is_used_anywhere_else() -> None:
    for file in SOURCE.rglob("*.py"):
        if file.name != "textual_private.py":
            assert not [*_private_imports(ast.parse(file.read_text("utf-8")))], file


def _private_imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{each.name}" for each in node.names]
        else:
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            library, *inner = name.split(".")
            if library in {"rich", "textual"} and any(each.startswith("_") for each in inner):
                yield name


@pytest.mark.parametrize("ours", [SharedEditor, ThaiTextArea, ThaiInput])
def test_no_private_name_of_ours_is_one_of_textuals(ours: type[Widget]) -> None:
    theirs = {name for owner in ours.__mro__ if _is_theirs(owner) for name in vars(owner)}
    theirs |= {name for owner in ours.__mro__ if _is_theirs(owner) for name in _set_in(owner)}
    mine = {name for owner in ours.__mro__ if not _is_theirs(owner) for name in {*vars(owner), *_set_in(owner)}}
    private = {name for name in mine if name.startswith("_") and not name.startswith("__")}
    assert private & theirs <= {name for name in private if name.startswith(_MADE_FOR_EACH_CLASS)}


_MADE_FOR_EACH_CLASS = ("_bindings", "_computes", "_css", "_decorated", "_inherit", "_merged", "_reactive")
"""What Textual puts into every class of widgets."""


def _is_theirs(owner: type) -> bool:
    return not owner.__module__.startswith(("netterm", "tests"))


def _set_in(owner: type) -> set[str]:
    """The attributes that a class gives to itself."""
    module = sys.modules.get(owner.__module__)
    if not isinstance(module, ModuleType) or owner.__module__ == "builtins":
        return set()
    try:
        tree = ast.parse(inspect.getsource(owner).lstrip())
    except (OSError, TypeError, SyntaxError):
        return set()
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


def test_a_widget_that_knows_thai_does_its_keys_in_order() -> None:
    assert issubclass(ThaiInput, KeysInOrder)
    assert issubclass(ThaiTextArea, KeysInOrder)


@pytest.mark.parametrize("first", ["netterm.app", "netterm.screens.shell", "netterm.screens.thai"])
def test_the_keyboard_protocol_that_loses_thai_letters_is_off(first: str) -> None:
    code = f"import {first}; from textual import constants; print(constants.DISABLE_KITTY_KEY)"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEXTUAL_")}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.strip() == "True"


def test_what_the_app_takes_on_loads_no_widget_for_text() -> None:
    code = "import sys, netterm.screens.thai; print([m for m in sys.modules if m.endswith(('_text_area', '.area'))])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


async def test_arrows_go_by_clusters_and_delete_takes_one() -> None:
    async with Editing().run_test() as pilot:
        line = pilot.app.query_one("#line", ThaiInput)
        line.value = "ที่นี่"
        line.cursor_position = 0
        await pilot.press("right")
        assert line.cursor_position == 3
        await pilot.press("delete")
        assert line.value == "ที่"


async def test_backspace_takes_one_mark() -> None:
    async with Editing().run_test() as pilot:
        line = pilot.app.query_one("#line", ThaiInput)
        line.value = "ที่"
        line.cursor_position = 3
        await pilot.press("backspace")
        assert line.value == "ที"
        area = pilot.app.query_one("#area", ThaiTextArea)
        area.focus()
        await pilot.pause()
        area.text = "ที่"
        area.move_cursor((0, 3))
        await pilot.press("backspace")
        assert area.text == "ที"


async def test_the_area_moves_and_deletes_by_clusters() -> None:
    async with Editing().run_test() as pilot:
        area = pilot.app.query_one("#area", ThaiTextArea)
        area.focus()
        await pilot.pause()
        area.text = "ที่นี่"
        area.move_cursor((0, 0))
        await pilot.press("right")
        assert area.cursor_location == (0, 3)
        await pilot.press("left", "delete")
        assert area.text == "นี่"


async def test_words_are_those_of_the_dictionary() -> None:
    load_words()
    async with Editing().run_test() as pilot:
        area = pilot.app.query_one("#area", ThaiTextArea)
        area.focus()
        await pilot.pause()
        area.text = "ประชุมคณะกรรมการ"
        area.move_cursor((0, 0))
        await pilot.press("ctrl+right")
        assert area.cursor_location == (0, len("ประชุม"))
        line = pilot.app.query_one("#line", ThaiInput)
        line.focus()
        await pilot.pause()
        line.value = "ประชุมคณะกรรมการ"
        line.cursor_position = 0
        await pilot.press("ctrl+delete")
        assert line.value == "คณะกรรมการ"


async def test_lines_wrap_between_words() -> None:
    load_words()
    async with Editing().run_test(size=(16, 20)) as pilot:
        area = pilot.app.query_one("#area", ThaiTextArea)
        area.text = "ประชุมคณะกรรมการ"
        await pilot.pause()
        assert area.sheet.rows.breaks(0) == (len("ประชุม"),)


async def test_other_widgets_wrap_between_words_too() -> None:
    load_words()
    install()
    async with Editing().run_test(size=(12, 20)) as pilot:
        pilot.app.query_one("#stock", Static).update("ประชุมคณะกรรมการ")
        await pilot.pause()
        assert "ประชุม\n" in screen_text(pilot)


async def test_what_is_pasted_is_cleaned() -> None:
    from textual import events

    async with Editing().run_test() as pilot:
        line = pilot.app.query_one("#line", ThaiInput)
        line.focus()
        line.post_message(events.Paste("น\u0e4dา\x1b[31m\u202e\nสอง"))
        await pilot.pause()
        assert line.value == "นำ สอง"


def test_a_cut_keeps_marks_with_their_base() -> None:
    install()
    before, after = Segment("ก็ดี").split_cells(1)
    assert (before.text, after.text) == ("ก็", "ดี")
    cut = Strip([Segment("ที่นี่")]).crop(1, 2)
    assert cut.text == "นี่"


def test_sara_am_goes_to_the_terminal_in_its_halves() -> None:
    filtered = SaraAmFilter().apply([Segment("น้ำ")], Color(0, 0, 0))
    assert filtered[0].text == "น\u0e4d้า"


def test_sara_am_in_a_style_of_its_own_leaves_its_ring_below_the_tone() -> None:
    filtered = SaraAmFilter().apply([Segment("น้"), Segment("ำ"), Segment("ำ")], Color(0, 0, 0))
    assert [each.text for each in filtered] == ["น\u0e4d้", "า", "\u0e4dา"]


@pytest.mark.parametrize(
    ("typed", "meant"), [("ห", "s"), ("ctrl+ห", "ctrl+s"), ("thai_character_sara_uee", "n"), ("ฦ", "question_mark")]
)
def test_thai_keys_are_the_ones_below_them(typed: str, meant: str) -> None:
    assert latin_name(typed) == meant


def test_latin_keys_and_function_keys_are_themselves() -> None:
    assert latin_name("s") is None
    assert latin_name("f2") is None


async def test_shortcuts_work_in_the_thai_layout_and_text_stays_text() -> None:
    app = Editing()
    async with app.run_test() as pilot:
        app.query_one("#stock").focus()
        await pilot.pause()
        await pilot.press("thai_character_sara_uee", "ctrl+ห")
        assert app.noted == ["n", "ctrl+s"]
        app.query_one("#line", ThaiInput).focus()
        await pilot.pause()
        await pilot.press("ห")
        assert app.noted == ["n", "ctrl+s"]
        assert app.query_one("#line", ThaiInput).value == "ห"


async def test_cursors_do_not_blink() -> None:
    async with Editing().run_test() as pilot:
        assert not pilot.app.query_one("#line", ThaiInput).cursor_blink
