"""The colours that the program brings can be read, and are seen before they are taken."""

import pytest
from textual.color import Color
from textual.theme import Theme

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.screens.settings import THEMES as OFFERED
from netterm.screens.shell.colours import THEMES
from netterm.store import Replica
from tests.screens.seeing import seen, until

ENOUGH, HIGH = 4.5, 7.0
"""WCAG 2.2, success criteria 1.4.3 and 1.4.6."""
PAIRS = [
    ("foreground", "background"), ("foreground", "surface"), ("foreground", "panel"), ("text", "primary"),
    ("text-muted", "background"), ("text-muted", "surface"), ("warning", "background"), ("error", "background"),
    ("error", "surface"), ("accent", "background"),
]  # fmt: skip
"""What is written upon what."""


def luminance(color: Color) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)


def contrast(one: Color, other: Color) -> float:
    """WCAG 2.2, definition of contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def worn(theme: Theme, name: str, on: str) -> Color:
    """A colour as it comes to stand upon another one."""
    variables = theme.to_color_system().generate()
    below = Color.parse(variables[on])
    named = variables[name]
    if named.startswith("auto"):
        return below + below.get_contrast_text(float(named.split()[1].rstrip("%")) / 100)
    return below + Color.parse(named)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("name", "on"), PAIRS)
def test_what_is_written_can_be_read(theme: Theme, name: str, on: str) -> None:
    below = Color.parse(theme.to_color_system().generate()[on])
    wanted = HIGH if "contrast" in theme.name else ENOUGH
    assert contrast(worn(theme, name, on), below) >= wanted


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_line_of_the_cursor_can_be_read_where_the_list_has_not_the_focus(theme: Theme) -> None:
    variables = theme.to_color_system().generate()
    line = Color.parse(variables["background"]) + Color.parse(variables["primary"]).with_alpha(0.4)
    wanted = HIGH if "contrast" in theme.name else ENOUGH
    assert contrast(Color.parse(variables["foreground"]), line) >= wanted


def test_the_contrast_of_black_and_white_is_as_the_definition_has_it() -> None:
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21.0)
    assert contrast(Color.parse("#777777"), Color.parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


def test_there_are_dark_light_high_contrast_and_the_terminals_own() -> None:
    assert {theme.name for theme in THEMES} < set(OFFERED)
    assert {"ansi-dark", "ansi-light"} < set(OFFERED)
    assert {theme.dark for theme in THEMES} == {True, False}


async def test_moving_over_the_colours_shows_them_and_going_on_without_enter_leaves_what_was(replica: Replica) -> None:
    kept: dict[str, str] = {}
    app = NettermApp(replica, language=Language.EN, settled=kept.__setitem__)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("comma")
        await seen(pilot, "✓ Dark")
        await pilot.press("tab", "down")
        await until(pilot, lambda: app.theme == "netterm-light")
        await pilot.press("escape")
        await seen(pilot, "Next meeting")
        assert app.theme == "netterm-dark"
        await pilot.press("comma")
        await seen(pilot, "✓ Dark")
    assert kept == {}


async def test_enter_takes_the_colours_and_marks_them(replica: Replica) -> None:
    kept: dict[str, str] = {}
    app = NettermApp(replica, language=Language.EN, settled=kept.__setitem__)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("comma")
        await seen(pilot, "✓ Dark")
        await pilot.press("tab", "down", "down", "enter")
        await seen(pilot, "✓ High contrast", gone="✓ Dark")
        await pilot.press("escape")
        await seen(pilot, "Next meeting")
        assert app.theme == "netterm-contrast"
    assert kept == {"theme": "netterm-contrast"}
