"""The colours that the program brings can be read, and are seen before they are taken."""

import pytest
from textual.color import Color
from textual.theme import Theme

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.screens.settings import THEMES as OFFERED
from netterm.screens.shell.colours import NO_COLOURS, OWN_THEMES, THEMES, worn_on
from netterm.screens.widgets.record_list import RecordList
from netterm.settings import Settings
from netterm.store import Replica
from tests.screens.seeing import seen, until

BLACK = Color(0, 0, 0)
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


CONSOLE, XTERM = (
    {
        name: f"rgb({red},{green},{blue})"
        for name, (red, green, blue) in {
            "black": (0, 0, 0), "red": (red_, 0, 0), "green": (0, red_, 0), "blue": (0, 0, blue_),
            "magenta": (red_, 0, red_), "cyan": (0, red_, red_), "white": (white_, white_, white_),
            "bright_black": (grey, grey, grey), "bright_red": (255, low, low), "bright_yellow": (255, 255, low),
            "bright_blue": (light, light, 255), "bright_white": (255, 255, 255),
        }.items()
    }
    for red_, blue_, white_, grey, low, light in ((170, 170, 170, 85, 85, 85), (205, 238, 229, 127, 0, 92))
)  # fmt: skip
"""The sixteen colours as the console of Linux and xterm draw them, as far as they are used."""
WRITTEN = [
    ("text", "primary"), ("text", "accent"), ("text", "background"), ("text-muted", "background"),
    ("error", "background"), ("warning", "background"), ("link-color", "background"),
    ("block-cursor-foreground", "block-cursor-background"),
    ("input-selection-foreground", "input-selection-background"),
    ("screen-selection-foreground", "screen-selection-background"), ("link-color-hover", "link-background-hover"),
]  # fmt: skip


@pytest.mark.parametrize("palette", [CONSOLE, XTERM], ids=["console", "xterm"])
@pytest.mark.parametrize(
    ("name_of_theme", "paper", "ink"),
    [
        ("ansi-dark", "black", "white"),
        ("ansi-light", "bright_white", "black"),
        ("ansi-plain", "black", "white"),
        ("ansi-plain", "bright_white", "black"),
    ],
)
@pytest.mark.parametrize(("name", "on"), WRITTEN)
def test_what_is_written_in_the_terminals_own_colours_can_be_read(
    name_of_theme: str, paper: str, ink: str, palette: dict[str, str], name: str, on: str
) -> None:
    variables = next(each for each in OWN_THEMES if each.name == name_of_theme).to_color_system().generate()

    def drawn(variable: str, default: str) -> Color:
        named = variables[variable].split()[0].removeprefix("ansi_")
        return Color.parse(palette[default if named == "default" else named])

    written, below = drawn(name, ink), drawn(on, paper)
    assert contrast(written, below) >= ENOUGH


@pytest.mark.parametrize(
    ("color_system", "is_dark", "wanted", "worn"),
    [
        ("standard", True, "netterm-dark", "ansi-dark"),
        ("standard", False, "netterm-dark", "ansi-plain"),
        ("windows", False, "netterm-light", "ansi-plain"),
        ("standard", True, "ansi-light", "ansi-light"),
        ("256", True, "netterm-light", "netterm-light"),
        ("truecolor", False, "netterm-dark", "netterm-dark"),
        (None, False, "netterm-dark", "netterm-dark"),
    ],
)
def test_a_terminal_of_sixteen_colours_shows_its_own(
    color_system: str | None, is_dark: bool, wanted: str, worn: str
) -> None:
    assert worn_on(color_system, wanted, is_dark=is_dark) == worn


@pytest.mark.parametrize("theme", OWN_THEMES, ids=lambda theme: theme.name)
async def test_the_terminals_own_colours_are_worn_as_they_are_ours(replica: Replica, theme: Theme) -> None:
    app = NettermApp(replica, language=Language.EN, chosen=Settings(theme=theme.name))
    async with app.run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")
        assert app.current_theme == theme


async def test_without_colours_the_line_of_the_cursor_is_turned_round(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = NettermApp(replica, language=Language.EN)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("p")
        await seen(pilot, "Members ·")
        lines = pilot.app.screen.query_one(RecordList)
        cursor = lines.content_region.y + 1  # below the head
        drawn = app.screen._compositor.render_strips()
        turned = [
            any(part.style and part.style.reverse for part in NO_COLOURS.apply(list(strip), BLACK)) for strip in drawn
        ]
        assert turned[cursor]
        assert not turned[cursor + 1]


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
    assert {theme.name for theme in OWN_THEMES} < set(OFFERED)
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
