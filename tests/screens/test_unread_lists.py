"""A list that cannot be read says why in its place, for as long as that is so."""

import asyncio
from typing import Any

import pytest

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.screens.browse import ListScreen
from netterm.store import DatabaseUnreadable, Replica
from tests.screens.conftest import add_member
from tests.screens.seeing import screen_text, seen, until

SMALL = (80, 24)
WHY = (
    "The data file {file} is damaged or does not belong here. Nothing was changed;"
    " put a backup in its place, or join the network again."
)


def damage(damaged: pytest.MonkeyPatch, replica: Replica) -> None:
    whole = replica.ids

    def ids(entity: str, *arguments: Any, **keywords: Any) -> Any:
        if entity == "member":
            raise DatabaseUnreadable(WHY, file="general.db")
        return whole(entity, *arguments, **keywords)

    damaged.setattr(replica, "ids", ids, raising=False)


async def test_the_sentence_stays_until_the_list_can_be_read_again(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
        await seen(pilot, "Next meeting")
        with monkeypatch.context() as damaged:
            damage(damaged, replica)
            await pilot.press("p")
            shown = await seen(pilot, "! The data file general.db is damaged", "join the network again.")
            assert "There is nothing here yet" not in shown
            assert "0 lines" not in shown
            await asyncio.sleep(0.2)
            assert "general.db is damaged" in screen_text(pilot)
        add_member(replica, "คมสัน")
        await seen(pilot, "2 lines", "นายคมสัน", gone="general.db")


async def test_the_cursor_is_on_its_line_again_once_the_list_can_be_read(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = add_member(replica, "คมสัน")
    async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("p")
        await seen(pilot, "2 lines")
        await pilot.press("down")
        screen = pilot.app.screen
        assert isinstance(screen, ListScreen)
        with monkeypatch.context() as damaged:
            damage(damaged, replica)
            screen.list.reload()
            await seen(pilot, "general.db is damaged", gone="คมสัน")
        screen.list.reload()
        await seen(pilot, "คมสัน")
        await until(pilot, lambda: screen.list.current == second)


async def test_keys_do_not_wait_for_a_list_that_cannot_be_read(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as damaged:
        damage(damaged, replica)
        async with NettermApp(replica, language=Language.EN).run_test(size=SMALL) as pilot:
            await seen(pilot, "Next meeting")
            await pilot.press("p")
            await seen(pilot, "general.db is damaged")
            await pilot.press("enter", "n")
            await seen(pilot, "New member", "First name")
