"""Who comes with a wrong or used code, from another network, or from 1970."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from netterm.locale import Language
from netterm.model.kinds import Compartment, Role
from netterm.store import Replica
from netterm.sync.beacons import Surroundings
from netterm.sync.codes import Code, new_code
from netterm.sync.discovery import Address
from netterm.sync.door import letting_in
from netterm.sync.joining import Names
from netterm.sync.node import Node
from tests.scenarios.bad_input.desk import IN_1970, Desk, both, desk

WRONG_CODE = both(
    "This code is not known there: compare it with the one that you were given.",
    "เครื่องปลายทางไม่รู้จักรหัสนี้: โปรดเทียบกับรหัสที่คุณได้รับ",
)
USED_CODE = both(
    "Another computer has used this code already: ask for a new one.",
    "มีเครื่องอื่นใช้รหัสนี้ไปแล้ว: โปรดขอรหัสใหม่",
)
MISTYPED_CODE = both(
    "The code is mistyped, most likely in group 5.",
    "พิมพ์รหัสผิด น่าจะอยู่ที่กลุ่มที่ 5",
)
ANOTHER_NETWORK = both(
    "The other computer belongs to another network.",
    "เครื่องอีกฝ่ายอยู่ในเครือข่ายอื่น",
)
CODE, OTHER_CODE = (new_code(random.Random(seed).randbytes) for seed in (31, 32))
ALONE = Surroundings(look=frozenset, beacons=False)


@contextmanager
def at_the_door(ours: Desk, code: Code) -> Iterator[str]:
    """Our laptop lets in whoever has the code; where it listens."""
    with Replica.open(ours.data) as replica:
        node = Node(replica, Names("สมชาย", "โน้ตบุ๊ก"), listen=Address("127.0.0.1", 0), around=ALONE)
        port = node.start()
        try:
            node.invite(code, letting_in(replica, frozenset({Role.MEMBER}), None, lambda _asked: True))
            yield f"127.0.0.1:{port}"
        finally:
            node.stop()


def join(who: Desk, code: object, address: str, language: Language = Language.EN) -> tuple[int, str]:
    said = who.netterm("join", str(code), "--as", "[/x]\u202e ใจดี", "--peer", address, "--no-passphrase",
                       language=language)  # fmt: skip
    return said.code, said.err


def clock_off(language: Language) -> list[str]:
    """The sentence, give or take the minute in which it was said."""
    minutes = round(time.time() / 60)
    return [
        both(f"its clock is {each} minutes off ours", f"นาฬิกาต่างจากเครื่องนี้ {each} นาที")[language]
        for each in range(minutes - 2, minutes + 1)
    ]


def empty(who: Desk) -> bool:
    """No network came to be there."""
    return not (who.data / "network").exists() and not (who.data / "general.db").exists()


def test_a_code_that_nobody_was_given(ours: Desk, tmp_path: Path) -> None:
    before, guest = ours.state(), Desk(tmp_path / "guest")
    with at_the_door(ours, CODE) as address:
        for language, sentence in WRONG_CODE.items():
            assert join(guest, OTHER_CODE, address, language) == (1, sentence + "\n")
        for language, sentence in MISTYPED_CODE.items():
            mistyped = str(CODE)[:-1] + ("0" if str(CODE)[-1] != "0" else "1")
            assert join(guest, mistyped, address, language) == (1, sentence + "\n")
    assert empty(guest)
    assert ours.state() == before


def test_a_code_that_another_has_used(ours: Desk, tmp_path: Path) -> None:
    guest, late = Desk(tmp_path / "guest"), Desk(tmp_path / "late")
    with at_the_door(ours, CODE) as address:
        assert join(guest, CODE, address) == (0, "")
        with Replica.open(ours.data) as replica:
            before = replica.digest(Compartment.GENERAL), replica.digest(Compartment.TRUST)
            assert [each["first"] for each in replica.list("person", {"last": "ใจดี"})] == ["สมชาย", "[/x]"]
        for language, sentence in USED_CODE.items():
            assert join(late, CODE, address, language) == (1, sentence + "\n")
    assert empty(late)
    with Replica.open(ours.data) as replica:
        assert (replica.digest(Compartment.GENERAL), replica.digest(Compartment.TRUST)) == before


def test_a_peer_of_another_network(ours: Desk, tmp_path: Path) -> None:
    theirs = desk(tmp_path / "theirs")
    before = ours.state(), theirs.state()
    with at_the_door(theirs, CODE) as address:
        for language, sentence in ANOTHER_NETWORK.items():
            said = ours.netterm("sync", "--once", "--peer", address, language=language)
            assert (said.code, said.err) == (1, sentence + "\n")
    assert (ours.state(), theirs.state()) == before


def test_a_clock_in_1970(ours: Desk, tmp_path: Path) -> None:
    """It joins, writes and syncs like any other, wins nothing by it, and both are told that it is off."""
    late = replace(Desk(tmp_path / "late"), program=IN_1970)
    with at_the_door(ours, CODE) as address:
        assert join(late, CODE, address) == (0, "")
        assert late.netterm("add", "series", "name=จากปี 1970").code == 0
        assert late.netterm("set", "agenda_item", ours.item.hex(), "title=จากปี 1970").code == 0
        told = {language: late.netterm("sync", "--once", "--peer", address, language=language) for language in Language}
    for language, said in told.items():
        assert (said.code, said.err) == (0, "")
        assert any(f": {sentence}\n" in said.out for sentence in clock_off(language)), said.out
    with Replica.open(ours.data) as replica, Replica.open(late.data) as other:
        assert replica.digest(Compartment.GENERAL) == other.digest(Compartment.GENERAL)
        assert replica.verify().problems + other.verify().problems == []
        item = replica.get("agenda_item", ours.item)
        assert item is not None
        assert item["title"] == "จากปี 1970"
        with replica.action() as act:
            act.set("agenda_item", ours.item, {"title": "จากวันนี้"})
        assert replica.conflicts() == []


def test_a_network_founded_in_1970(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    old = Desk(tmp_path, program=IN_1970)
    assert old.netterm("new", "เครือข่าย", "--as", "สมชาย ใจดี", "--no-passphrase").err == ""
    guest = Desk(tmp_path / "guest")
    with at_the_door(old, CODE) as address:
        assert join(guest, CODE, address) == (0, "")
    assert old.netterm("digest").out.splitlines()[:2] == guest.netterm("digest").out.splitlines()[:2]
