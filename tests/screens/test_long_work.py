"""Work that takes long says how far it is, and can be stopped."""

import threading

import pytest

from netterm.app import NettermApp
from netterm.errors import Failure
from netterm.locale import Language
from netterm.screens.shell import NettermScreen
from netterm.screens.shell.long_work import Told, with_progress
from netterm.store import Replica
from tests.screens.seeing import seen, type_text, until


async def test_how_far_it_is_is_shown_with_totals_and_its_result_comes_back(replica: Replica) -> None:
    go_on = threading.Event()
    results: list[object] = []

    def work(told: Told) -> str:
        told(1_200, 3_000)
        go_on.wait(5)
        return "made"

    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")
        screen = pilot.app.screen
        assert isinstance(screen, NettermScreen)

        async def begun() -> None:
            results.append(await with_progress(screen, "[b]Making…", work))

        screen.begin(begun())
        shown = await seen(pilot, "[b]Making…", "1,200 of 3,000", "Esc stops it.")
        bar = next(line for line in shown.splitlines() if "of 3,000" in line)
        assert bar.count("█") / (bar.count("█") + bar.count("░")) == pytest.approx(0.4, abs=0.03)
        go_on.set()
        await until(pilot, lambda: results == ["made"])
        await seen(pilot, "Next meeting", gone="Making")


async def test_esc_stops_it(replica: Replica) -> None:
    done = 0
    results: list[object] = []

    def work(told: Told) -> str:
        nonlocal done
        for done in range(100_000):
            told(done, 100_000)
            threading.Event().wait(0.01)
        return "made"

    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")
        screen = pilot.app.screen
        assert isinstance(screen, NettermScreen)

        async def begun() -> None:
            results.append(await with_progress(screen, "Making…", work))

        screen.begin(begun())
        await seen(pilot, "of 100,000")
        await pilot.press("escape")
        await until(pilot, lambda: results == [None])
        assert done < 100_000 - 1


async def test_what_fails_is_said_like_any_failure(replica: Replica) -> None:
    def work(_told: Told) -> str:
        raise Failure("There is no room.")

    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24), notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        screen = pilot.app.screen
        assert isinstance(screen, NettermScreen)

        async def begun() -> None:
            await with_progress(screen, "Making…", work)

        screen.begin(begun())
        await seen(pilot, "There is no room.", gone="Making")


async def test_the_data_is_checked_from_the_palette(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24), notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("ctrl+p")
        await seen(pilot, "All commands")
        await type_text(pilot, "check the")
        await seen(pilot, "Every signature", gone="Ctrl+F")
        await pilot.press("enter")
        await seen(pilot, "entries checked: all is well.")
