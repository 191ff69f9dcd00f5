"""Beginning a network, and what a beginning that was cut off leaves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from netterm.errors import Failure
from netterm.store import NetworkExists, NoNetwork, Replica, founding
from netterm.store.keys import Cost

CHEAP = Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1, scrypt_n=10)
NETWORK = {"name_th": "เครือข่าย", "level": "tambon", "purpose": "สิทธิ"}
PERSON = {"first": "สมศรี", "last": "ใจดี"}


class CutOff(BaseException):
    """Stands for the moment at which the power goes."""


def begin(directory: Path) -> Replica:
    made, _ = founding.found(directory, network=NETWORK, person=PERSON, cost=CHEAP)
    return made


def test_a_beginning_that_was_cut_off_is_no_network_and_hinders_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object) -> None:
        raise CutOff

    with monkeypatch.context() as patch:
        patch.setattr(founding, "_first_records", cut_off)
        patch.setattr(founding, "_clear", lambda *_: None)
        with pytest.raises(CutOff):
            begin(tmp_path)
    assert (tmp_path / "general.db").exists()
    with pytest.raises(NoNetwork):
        Replica.open(tmp_path)

    with begin(tmp_path) as replica:
        assert replica.network_name == "เครือข่าย"
        assert replica.verify().clean
    (aside,) = tmp_path.glob("unfinished-*")
    assert (aside / "general.db").exists(), "nothing is deleted that was not ours to delete"


def test_a_beginning_that_breaks_a_rule_leaves_the_directory_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(Failure):
        founding.found(tmp_path, network={}, person=PERSON, cost=CHEAP)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_there_is_one_network_in_a_directory(tmp_path: Path) -> None:
    begin(tmp_path).close()
    with pytest.raises(NetworkExists):
        begin(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's folders apart by other means")
def test_what_it_makes_is_for_its_owner_alone(tmp_path: Path) -> None:
    with begin(tmp_path / "data") as replica:
        modes = {path.name: path.stat().st_mode & 0o077 for path in replica.directory.iterdir()}
    assert set(modes.values()) == {0}
