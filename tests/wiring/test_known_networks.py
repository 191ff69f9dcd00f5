"""Which networks are on this computer, in a file of the program's own."""

import stat
from datetime import date
from pathlib import Path

import pytest

from netterm import store
from netterm.wiring.known_networks import KnownNetworks, state_path


@pytest.fixture(autouse=True)
def _every_directory_is_one_of_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "exists", lambda directory: (directory / "network").exists(), raising=False)


def network(directory: Path) -> Path:
    directory.mkdir(parents=True)
    (directory / "network").touch()
    return directory


def known(tmp_path: Path, *leaves_out: Path) -> KnownNetworks:
    def at(_directory: Path) -> tuple[object, object]:
        raise AssertionError("nothing is opened here")

    path = tmp_path / "state" / "networks.json"
    return KnownNetworks(tmp_path / "usual", at, frozenset(leaves_out), path)  # type: ignore[arg-type]  # never called


def test_those_that_were_open_are_known_the_last_one_first(tmp_path: Path) -> None:
    networks, one, other = known(tmp_path), network(tmp_path / "หนึ่ง"), network(tmp_path / "other")
    networks.remember(one, "เครือข่ายหนึ่ง")
    networks.remember(other, "other")
    networks.remember(one, "เครือข่ายหนึ่ง")
    assert [(each.directory, each.name) for each in networks.known()] == [(one, "เครือข่ายหนึ่ง"), (other, "other")]
    assert networks.known()[0].last_open == date.today()  # noqa: DTZ011
    assert stat.S_IMODE((tmp_path / "state" / "networks.json").stat().st_mode) == 0o600


def test_one_that_is_gone_is_not_listed_and_one_at_the_usual_place_is(tmp_path: Path) -> None:
    networks = known(tmp_path)
    networks.remember(tmp_path / "gone", "gone")
    usual = network(tmp_path / "usual")
    assert [each.directory for each in networks.known()] == [usual]


def test_forgetting_leaves_the_data(tmp_path: Path) -> None:
    networks, one = known(tmp_path), network(tmp_path / "one")
    networks.remember(one, "one")
    networks.forget(one)
    assert networks.known() == []
    assert one.exists()


def test_the_demo_is_not_listed(tmp_path: Path) -> None:
    demo = network(tmp_path / "demo")
    networks = known(tmp_path, demo)
    networks.remember(demo, "demo")
    assert networks.known() == []


def test_another_network_has_a_place_beside_the_usual_one(tmp_path: Path) -> None:
    networks = known(tmp_path)
    assert networks.fresh() == tmp_path / "usual"
    network(tmp_path / "usual")
    network(tmp_path / "usual-2")
    assert networks.fresh() == tmp_path / "usual-3"


@pytest.mark.parametrize("broken", ["", "[", "{}", "[1, {}]", '[{"directory": 1, "name": "x", "open": null}]', "\x00"])
def test_a_file_that_cannot_be_read_is_as_if_it_were_not_there(tmp_path: Path, broken: str) -> None:
    networks, one = known(tmp_path), network(tmp_path / "one")
    assert networks.path is not None
    networks.path.parent.mkdir()
    networks.path.write_text(broken)
    assert networks.known() == []
    networks.remember(one, "one")
    assert [each.name for each in networks.known()] == ["one"]


def test_where_it_cannot_be_written_nothing_is_raised(tmp_path: Path) -> None:
    networks = known(tmp_path)
    (tmp_path / "state").touch()
    networks.remember(network(tmp_path / "one"), "one")
    assert networks.known() == []


def test_the_environment_may_name_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETTERM_STATE", str(tmp_path))
    assert state_path() == tmp_path / "networks.json"
