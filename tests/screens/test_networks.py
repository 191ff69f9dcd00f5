"""Several networks on one computer: the person chooses which."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.screens.entrance.beginnings import Beginnings
from netterm.screens.entrance.known import Known
from netterm.store import Replica
from netterm.wiring.directory import Directory
from tests.screens.seeing import seen, type_text, until


class Listed:
    """The networks of a computer, for show; one of them is a real one."""

    def __init__(self, real: Replica | None, *others: Known) -> None:
        self.real = real
        self.listed = [*([Known(real.directory, "สันทราย", date(2026, 7, 14))] if real else []), *others]
        self.remembered: list[tuple[Path, str]] = []

    def known(self) -> Sequence[Known]:
        return self.listed

    def remember(self, directory: Path, name: str) -> None:
        self.remembered.append((directory, name))

    def forget(self, directory: Path) -> None:
        self.listed = [each for each in self.listed if each.directory != directory]

    def fresh(self) -> Path:
        return Path("/nowhere/new")

    def at(self, directory: Path) -> tuple[Beginnings, Callable[[], Replica | None]]:
        opened = self.real if self.real is not None and directory == self.real.directory else None
        return Directory(directory), lambda: opened


OTHER = Known(Path("/nowhere/other"), "[b]แม่ริม", None)


def asking(networks: Listed) -> NettermApp:
    app = NettermApp(None, networks=networks, opening=lambda: networks.real, language=Language.EN)
    app.asks_which = True
    return app


async def test_where_there_are_several_the_person_is_asked_which(replica: Replica) -> None:
    networks = Listed(replica, OTHER)
    async with asking(networks).run_test(size=(80, 24), notifications=True) as pilot:
        shown = await seen(pilot, "Which network?", "สันทราย · last open on 14 Jul 2569", "[b]แม่ริม · /nowhere/other")
        assert "Found or join another network" in shown
        await pilot.press("enter")
        await seen(pilot, "Next meeting")
        await until(pilot, lambda: networks.remembered == [(replica.directory, "เครือข่ายสันทราย")])


async def test_where_there_is_one_nobody_is_asked(replica: Replica) -> None:
    async with asking(Listed(replica)).run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")


async def test_one_can_be_left_out_of_the_list(replica: Replica) -> None:
    networks = Listed(replica, OTHER)
    async with asking(networks).run_test(size=(80, 24), notifications=True) as pilot:
        await seen(pilot, "แม่ริม")
        await pilot.press("down", "delete")
        await seen(pilot, "Left out: [b]แม่ริม. Its data is still in /nowhere/other.")
        await until(pilot, lambda: [each.name for each in networks.listed] == ["สันทราย"])


async def test_another_network_begins_with_the_entrance(replica: Replica, tmp_path: Path) -> None:
    async with asking(Listed(replica, OTHER)).run_test(size=(80, 24), notifications=True) as pilot:
        await seen(pilot, "Which network?")
        await pilot.press("end", "enter")
        await seen(pilot, "/nowhere/new", gone="Which network?")


async def test_another_one_is_opened_in_the_place_of_the_one_that_is_open(replica: Replica) -> None:
    app = NettermApp(replica, networks=Listed(replica, OTHER), language=Language.EN)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("ctrl+p")
        await seen(pilot, "All commands")
        await type_text(pilot, "networks")
        await seen(pilot, "Another network", gone="Ctrl+F")
        await pilot.press("enter")
        await seen(pilot, "open now", "แม่ริม")
        await pilot.press("escape")
        await seen(pilot, "Next meeting", gone="open now")
        await pilot.press("ctrl+p")
        await seen(pilot, "All commands")
        await type_text(pilot, "networks")
        await seen(pilot, "Another network", gone="Ctrl+F")
        await pilot.press("enter")
        await seen(pilot, "open now")
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.next_network is not None)
    assert app.next_network == OTHER.directory
