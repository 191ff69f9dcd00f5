"""The heading of every screen says what the network is called, and never waits for the replica."""

from unittest.mock import PropertyMock, patch

from netterm.app import NettermApp
from netterm.screens.widgets.lines import TitleLine
from netterm.store import Replica
from tests.screens.seeing import seen


async def test_it_says_another_name_once_the_network_has_one(replica: Replica) -> None:
    async with NettermApp(replica).run_test() as pilot:
        await seen(pilot, "เครือข่ายสันทราย")
        [network] = replica.ids("network")
        with replica.action() as act:
            act.set("network", network, {"name_th": "เครือข่ายดอยสะเก็ด"})
        await seen(pilot, "เครือข่ายดอยสะเก็ด", gone="เครือข่ายสันทราย")


async def test_it_is_painted_without_asking_the_replica(replica: Replica) -> None:
    async with NettermApp(replica).run_test() as pilot:
        await seen(pilot, "เครือข่ายสันทราย")
        with patch.object(Replica, "network_name", PropertyMock(side_effect=AssertionError("asked"))):
            assert "เครือข่ายสันทราย" in str(pilot.app.screen.query_one(TitleLine).render())
