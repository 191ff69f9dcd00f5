"""The air between the laptops of the tests is as bad as it says, and nothing of it stays behind."""

import json
import statistics
import subprocess
from pathlib import Path

import pytest

from tests.scenarios.network import air as air_module
from tests.scenarios.network.air import CLEAR, INTERFACE, NETEM, SOURCE, Conditions, Laptop, air, said_by
from tests.scenarios.network.probe import GROUP, PACE

BAD = Conditions(loss=0.2, delay=0.2)

pytestmark = pytest.mark.needs("ip", "netns", "tc")


def delays(
    source: Laptop, target: Laptop, *, to: str | None = None, count: int = 300, wait: float = 0.5
) -> list[float]:
    """Seconds that each datagram took of those that came."""
    seconds = count * PACE * 1.5 + wait
    command = target.python("tests.scenarios.network.probe", "receive", target.address, str(seconds))
    with subprocess.Popen(command, cwd=SOURCE, stdout=subprocess.PIPE, text=True) as ear:
        assert ear.stdout is not None
        assert ear.stdout.readline() == "listening\n"
        said_by(
            source.python("tests.scenarios.network.probe", "send", source.address, to or target.address, str(count))
        )
        took: list[float] = json.loads(ear.stdout.readline())
        return took


def test_clear_air_loses_and_delays_nothing() -> None:
    with air() as between:
        one, other = between.laptop(), between.laptop()
        took = delays(one, other, count=100)
    assert len(took) == 100
    assert statistics.median(took) < 0.02


def test_bad_air_loses_a_fifth_and_takes_200_ms_each_way(monkeypatch: pytest.MonkeyPatch) -> None:
    with air() as between:
        one, other = between.laptop(), between.laptop()
        delays(one, other, count=5, wait=0.1)  # addresses are known to each other now
        measured = {between.become(BAD): [delays(one, other), delays(other, one)]}
        if NETEM in measured:  # then the relay, which others need, has its turn too
            monkeypatch.setattr(air_module, "has_netem", lambda: False)
            measured[between.become(BAD)] = [delays(one, other), delays(other, one)]
        between.become(CLEAR)
        afterwards = delays(one, other, count=50)
    for by, ways in measured.items():
        for took in ways:
            print(f"\nby {by}: {1 - len(took) / 300:.1%} lost, median {statistics.median(took) * 1000:.0f} ms", end="")
            assert 0.12 < 1 - len(took) / 300 < 0.28
            assert min(took) >= 0.199
            assert statistics.median(took) < 0.3
    print()
    assert len(afterwards) == 50


def test_filtered_air_lets_only_through_what_is_for_one() -> None:
    with air() as between:
        one, other = between.laptop(), between.laptop()

        def pass_through() -> list[bool]:
            everybody = (other.address, GROUP, "10.77.0.255")
            return [bool(delays(one, other, to=to, count=20, wait=0.2)) for to in everybody]

        assert pass_through() == [True, True, True]
        between.become(Conditions(multicast=False))
        assert pass_through() == [True, False, True]
        between.become(Conditions(broadcast=False))
        assert pass_through() == [True, True, False]


def test_a_link_that_is_cut_keeps_its_address_and_comes_back() -> None:
    with air() as between:
        one, other = between.laptop(), between.laptop()
        other.cut()
        assert delays(one, other, count=5, wait=0.1) == []
        assert other.address in other.run("ip", "-4", "address", "show", INTERFACE)
        other.come_back()
        assert delays(one, other, count=1_000) != []  # for two seconds: the address has to be asked for again


def test_nothing_stays_behind() -> None:
    with air() as between:
        one = between.laptop()
        between.laptop()
        between.become(Conditions(multicast=False))
        holders = [between.pid, one.pid]
        assert all(Path(f"/proc/{pid}").exists() for pid in holders)
    assert not any(Path(f"/proc/{pid}").exists() for pid in holders)
    links = subprocess.run(["ip", "-o", "link"], capture_output=True, text=True, check=True).stdout
    assert not any(name in links for name in ("port1", INTERFACE, "air"))


def test_laptops_see_one_another_and_nothing_else() -> None:
    with air() as between:
        laptop = between.laptop()
        assert laptop.run("ip", "-o", "link").count("\n") == 2
        assert laptop.run("ip", "route") == f"10.77.0.0/24 dev {INTERFACE} proto kernel scope link src 10.77.0.1 \n"
