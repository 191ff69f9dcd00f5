"""What people type that cannot be, and names that would like to be more than names."""

from pathlib import Path

import pytest

from netterm.locale import use
from netterm.store import Replica, WrongForm
from tests.scenarios.bad_input.desk import Desk, Sentences, both, desk

WRONG_PASSPHRASE = both(
    "The passphrase is wrong. Nothing was changed.",
    "วลีรหัสผ่านไม่ถูกต้อง ไม่มีอะไรเปลี่ยนแปลง",
)
NAME_NEEDED = both("First name is needed: it was left empty.", "ต้องระบุชื่อ แต่ยังว่างอยู่")
WRONG_FORM = both(
    "This value does not fit the field First name. Nothing was changed.",
    "ค่านี้ใช้กับช่องชื่อไม่ได้ ไม่มีอะไรเปลี่ยนแปลง",
)
MARKUP = ("[/x]", "[@click=app.quit]ชื่อ", "{name}", r"\[x]%s")
UNSEEN = (
    ("\x1b[31mแดง\x1b[0m", "แดง"),
    ("\x1b]0;owned\x07ชื่อ", "ชื่อ"),  # a title for the terminal
    ("ชื่อ\u202eกลับ\u2066", "ชื่อกลับ"),  # a line turned around
    ("ชื่อ\x07\tรอง", "ชื่อ รอง"),
    ("ชื่อ\x9b31m", "ชื่อ"),
)
"""Names, and what is left of them."""


def nobody_called(name: str) -> Sentences:
    return both(f"There is no Person “{name}”.", f"ไม่พบบุคคล “{name}”")


def test_a_wrong_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    ours = desk(tmp_path, "ถูกต้อง")
    ours.refuses("list", "person", sentences=WRONG_PASSPHRASE, passphrase="ไม่ถูกต้อง")
    assert ours.netterm("list", "person").code == 0


@pytest.mark.parametrize(("typed", "year"), [("31/2/2569", 2569), ("2026-02-31", 2026), ("31 ก.พ. 67", 2567)])
def test_the_31st_of_february(typed: str, year: int, ours: Desk) -> None:
    last = 29 if year == 2567 else 28
    sentences = both(
        f"Due: There is no day 31 in February {year}: type a day from 1 to {last}.",
        f"กำหนดเสร็จ: เดือนกุมภาพันธ์ {year} ไม่มีวันที่ 31 ให้พิมพ์วันที่ 1 ถึง {last}",
    )
    ours.refuses("add", "task", "title=x", f"due={typed}", sentences=sentences)


def test_a_name_of_nothing_but_an_escape_sequence(ours: Desk) -> None:
    ours.refuses("add", "person", "first=\x1b[31m\u202e", "last=x", sentences=NAME_NEEDED)


def test_a_name_that_no_door_has_cleaned_is_not_taken(ours: Desk) -> None:
    before = ours.state()
    with Replica.open(ours.data) as replica:
        for harmful, _ in UNSEEN:
            for language, sentence in WRONG_FORM.items():
                use(language)
                with pytest.raises(WrongForm) as raised, replica.action() as act:
                    act.add("person", {"first": harmful, "last": "x"})
                assert raised.value.sentence() == sentence
    assert ours.state() == before


def test_markup_in_a_name_is_nothing_but_a_name(ours: Desk) -> None:
    id = ""
    for name in MARKUP:
        added = ours.netterm("add", "person", f"first={name}", f"last={name}")
        assert (added.code, added.err, added.out.splitlines()[0]) == (0, "", f"Saved: {name} {name}")
        id = added.out.splitlines()[-1]
    before = ours.state()
    listed = ours.netterm("list", "person").out
    for name in MARKUP:
        assert listed.count(name) == 2
    for command in (("show", "person", id), ("history", "person", id), ("search", MARKUP[-1])):
        said = ours.netterm(*command)
        assert (said.code, said.err) == (0, "")
        assert MARKUP[-1] in said.out
    for name in MARKUP[:3]:
        ours.says("show", "person", name + "?", sentences=nobody_called(name + "?"))
    assert ours.state() == before


def test_what_is_unseen_in_a_name_is_taken_out_of_it(ours: Desk) -> None:
    for harmful, left in UNSEEN:
        assert ours.netterm("add", "person", f"first={harmful}", "last=x").out.splitlines()[0] == f"Saved: {left} x"
    before = ours.state()
    harmful = "ชื่อ\x1b[31m\u202e\x07\x9b31m"
    for command in (("add", harmful), (harmful,), ("sync", "--peer", harmful), ("add", "person", harmful)):
        said = ours.netterm(*command)
        assert said.code != 0
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert said.err[:-1].isprintable()
    ours.says("show", "person", "หาย\u202eไป\x07", sentences=nobody_called("หายไป"))
    assert ours.state() == before
