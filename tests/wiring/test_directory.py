"""A directory before there is a network in it: who knocks has one key, whatever becomes of the program."""

import threading
from pathlib import Path
from typing import Any

import pytest

from netterm.errors import Failure
from netterm.sync import doorstep
from netterm.wiring.directory import Directory
from netterm.wiring.newcomer_key import forget_key, kept_key

CODE = "BG2J-04W0-6818-G180-107B"


class LineBroke(Failure):
    """The line broke before anybody answered."""


def knock(directory: Path, passphrase: str | None, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A program of its own knocks, and ends before it is let in; the key that it knocked with."""
    used: list[bytes] = []

    def broken(_code: Any, _names: Any, key: Any, _save: Any, **_more: Any) -> None:
        used.append(key.public_key().public_bytes_raw())
        raise LineBroke("The line broke.")

    monkeypatch.setattr(doorstep, "join", broken)
    monkeypatch.setattr("netterm.sync.codes.read_code", lambda typed: typed)
    with pytest.raises(LineBroke):
        Directory(directory).join(CODE, "บุญ มีสุข", passphrase, "", lambda _said: None, threading.Event())
    return used[0]


@pytest.mark.parametrize("passphrase", [None, "ความลับ"])
def test_a_program_that_was_killed_while_it_joined_comes_again_with_the_same_key(
    tmp_path: Path, passphrase: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = knock(tmp_path / "data", passphrase, monkeypatch)
    assert knock(tmp_path / "data", passphrase, monkeypatch) == first


def test_the_key_lies_there_under_the_passphrase_until_it_is_let_in(tmp_path: Path) -> None:
    key = kept_key(tmp_path, "ความลับ")
    assert b"ENCRYPTED" in (tmp_path / "joining").read_bytes()
    forget_key(tmp_path)
    assert kept_key(tmp_path, "ความลับ").private_bytes_raw() != key.private_bytes_raw()
