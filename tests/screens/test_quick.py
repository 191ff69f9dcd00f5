"""What makes screens open at once changes nothing that is seen."""

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Input, Static

from netterm.screens.shell.quick import QuickScreens
from netterm.screens.textual_private import install, prepare_styles


class Painted(Static):
    DEFAULT_CSS = "Painted { background: $primary; } Painted.-other { background: $secondary; }"


class Quick(QuickScreens, App[None]):
    def on_mount(self) -> None:
        install()

    def compose(self) -> ComposeResult:
        yield Painted("a")


class Second(Screen[None]):
    CSS = "Second Painted { height: 5; }"

    def compose(self) -> ComposeResult:
        yield Painted("b", classes="-other")
        yield Input("c", compact=True)


async def test_another_theme_is_seen_at_once() -> None:
    app = Quick()
    async with app.run_test() as pilot:
        before = app.query_one(Painted).styles.background
        app.theme = "dracula" if app.theme != "dracula" else "nord"
        await pilot.pause()
        assert app.query_one(Painted).styles.background != before


async def test_a_screen_has_its_styles_when_it_comes_and_when_it_comes_back() -> None:
    app = Quick()
    async with app.run_test() as pilot:
        await prepare_styles(app)
        for _ in range(2):
            screen = Second()
            await app.push_screen(screen)
            await pilot.pause()
            painted = screen.query_one(Painted)
            assert painted.size.height == 5
            assert painted.styles.background.hex == app.theme_variables["secondary"].upper()[:7]
            assert screen.query_one(Input).has_class("-textual-compact")
            app.pop_screen()
            await pilot.pause()


async def test_styles_that_are_prepared_are_not_parsed_again() -> None:
    app = Quick()
    async with app.run_test() as pilot:
        await prepare_styles(app)
        known = set(app.stylesheet.source)
        await app.mount(Input())
        await pilot.pause()
        assert set(app.stylesheet.source) == known
