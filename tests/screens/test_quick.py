"""What makes screens open at once changes nothing that is seen."""

import asyncio
from collections.abc import Awaitable, Callable
from math import inf
from weakref import ref

import pytest
from textual.app import App, ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from netterm.screens.shell.quick import QuickScreens
from netterm.screens.textual_private import install, prepare_styles


class Painted(Static):
    DEFAULT_CSS = "Painted { background: $primary; } Painted.-other { background: $secondary; }"


class Quick(QuickScreens, App[None]):
    def __init__(self, latest: float = 5.0) -> None:
        super().__init__()
        self._latest_paint = latest
        self.painted: list[str] = []
        """What the screens of `Loading` showed, each time that one was painted."""

    def delay_update(self, delay: float = 0.0) -> None:
        super().delay_update(self._latest_paint)

    def on_mount(self) -> None:
        install()

    def post_display_hook(self) -> None:
        if isinstance(self.screen, Loading) and not self._batch_count:
            self.painted += [str(each.render()) for each in self.screen.query(Static)]

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


class Loading(Screen[None]):
    """Shows something once it has come."""

    def __init__(self, takes: float) -> None:
        super().__init__()
        self._takes = takes

    def compose(self) -> ComposeResult:
        yield Static("nothing yet")

    def on_mount(self) -> None:
        work: Callable[[], Awaitable[None]] = self._load
        self.run_worker(work, group="load")

    async def _load(self) -> None:
        await asyncio.sleep(self._takes)
        self.query_one(Static).update("all of it")


async def painted(takes: float, *, latest: float) -> list[str]:
    app = Quick(latest)
    async with app.run_test() as pilot:
        await app.push_screen(Loading(takes))
        async with asyncio.timeout(10):
            while "all of it" not in app.painted:
                await pilot.pause(0.01)
    return app.painted


async def test_a_screen_is_painted_when_it_has_what_it_shows_and_not_before() -> None:
    assert "nothing yet" not in await painted(0.01, latest=5.0)


async def test_a_screen_that_takes_long_is_painted_before_it_has_what_it_shows() -> None:
    assert (await painted(1.0, latest=0.01))[0] == "nothing yet"


async def test_a_screen_that_comes_back_wears_what_was_chosen_meanwhile() -> None:
    app = Quick()
    for mode in ("one", "other"):
        app.add_mode(mode, Second)
    async with app.run_test() as pilot:
        for mode in ("one", "other"):
            await app.switch_mode(mode)
            await pilot.pause()
        app.theme = "dracula" if app.theme != "dracula" else "nord"
        await pilot.pause()
        await app.switch_mode("one")
        await pilot.pause()
        assert app.screen.query_one(Painted).styles.background.hex == app.theme_variables["secondary"].upper()[:7]


class Front(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Static("in front")


async def test_nothing_is_painted_while_nothing_happens_behind_a_dialog_either(monkeypatch: pytest.MonkeyPatch) -> None:
    paints: list[Screen[object]] = []
    stock = Screen._on_timer_update

    def paint(screen: Screen[object]) -> None:
        paints.append(screen)
        stock(screen)

    monkeypatch.setattr(Screen, "_on_timer_update", paint)
    app = Quick()
    async with app.run_test() as pilot:
        await app.push_screen(Front())
        await pilot.pause(0.2)
        app.query_one(Painted).update("behind")
        await pilot.pause(0.2)
        assert paints
        paints.clear()
        await asyncio.sleep(0.3)
        assert paints == []


async def test_what_changes_first_on_a_screen_waits_for_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for where in ("netterm.screens.textual_private", "textual.screen"):  # whoever keeps the time
        monkeypatch.setattr(f"{where}.UPDATE_PERIOD", 30.0)
    app = Quick()
    async with app.run_test():
        await app.push_screen(screen := Second())
        await asyncio.sleep(0.1)
        painted = asyncio.Event()
        stock = screen._compositor_refresh

        def paint() -> None:
            stock()
            painted.set()

        monkeypatch.setattr(screen, "_compositor_refresh", paint)
        screen._update_timer._painted = -inf  # type: ignore[attr-defined]  # ours: the last time is long ago
        screen.query_one(Painted).update("other")
        await asyncio.wait_for(painted.wait(), 5)


class Ring:
    def __init__(self) -> None:
        self.itself = self


async def test_garbage_is_looked_for_when_nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netterm.screens.shell.quick._PAUSE", 0.2)
    app = Quick()
    async with app.run_test() as pilot:
        await app.get_ready()
        await pilot.press("x")
        gone = asyncio.Event()
        ring = ref(Ring(), lambda _: gone.set())
        for _ in range(5):
            await asyncio.sleep(0.1)
            await pilot.press("x")
            assert ring() is not None, "while somebody types, keys come first"
        await asyncio.wait_for(gone.wait(), 10)
