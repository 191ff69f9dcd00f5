"""Thai in text widgets, and the private names of Textual and Rich that it needs."""

import inspect
import os
import subprocess
import sys
from importlib import import_module
from operator import attrgetter
from typing import ClassVar

import pytest
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.strip import Strip
from textual.widgets import Input, TextArea

from netterm.screens import thai
from netterm.screens.thai import ClusterText, SaraAmFilter, ThaiInput, ThaiTextArea, install, latin_name, load_words


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
        yield TextArea(id="stock", read_only=True)

    def action_note(self, what: str) -> None:
        self.noted.append(what)


@pytest.mark.parametrize("private", thai.PRIVATE)
def test_every_private_name_is_there_in_the_pinned_versions(private: str) -> None:
    module, _colon, name = private.partition(":")
    attrgetter(name)(import_module(module))


@pytest.mark.parametrize(
    ("owner", "name", "parameters"),
    [
        (App, "_check_bindings", ["self", "key", "priority"]),
        (Input, "_cell_offset_to_index", ["self", "offset"]),
        (TextArea, "_set_document", ["self", "text", "language"]),
        (TextArea, "_delete_via_keyboard", ["self", "start", "end"]),
        (TextArea, "_replace_via_keyboard", ["self", "insert", "start", "end"]),
    ],
)
def test_what_is_overridden_or_called_takes_what_it_took(owner: type, name: str, parameters: list[str]) -> None:
    assert list(inspect.signature(getattr(owner, name)).parameters) == parameters


@pytest.mark.parametrize("first", ["netterm.app", "netterm.screens.shell", "netterm.screens.thai"])
def test_the_keyboard_protocol_that_loses_thai_letters_is_off(first: str) -> None:
    code = f"import {first}; from textual import constants; print(constants.DISABLE_KITTY_KEY)"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEXTUAL_")}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.strip() == "True"


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
    install()
    async with Editing().run_test(size=(16, 20)) as pilot:
        area = pilot.app.query_one("#area", ThaiTextArea)
        area.show_line_numbers = False
        area.text = "ประชุมคณะกรรมการ"
        await pilot.pause()
        sections = area.wrapped_document.get_sections(0)
        assert "".join(sections) == "ประชุมคณะกรรมการ"
        assert sections[0] == "ประชุม"


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


def test_a_style_never_begins_inside_a_cluster() -> None:
    text = ClusterText("ที่นี่")
    text.stylize("bold", 1, 2)
    assert (text.spans[0].start, text.spans[0].end) == (0, 3)


def test_sara_am_goes_to_the_terminal_in_its_halves() -> None:
    filtered = SaraAmFilter().apply([Segment("น้ำ")], Color(0, 0, 0))
    assert filtered[0].text == "น\u0e4d้า"


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
        assert not pilot.app.query_one("#area", ThaiTextArea).cursor_blink
