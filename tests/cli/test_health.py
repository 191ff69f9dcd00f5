import re
import shutil
from pathlib import Path

import pytest

from netterm.model import Compartment
from netterm.store import Replica
from tests.cli.conftest import KIT_PASSPHRASE
from tests.cli.lines import Terminal


@pytest.fixture
def divided(line: Terminal, tmp_path: Path) -> tuple[Terminal, str]:
    """A terminal where one name was given twice at the same time, by a copy of the same computer; and the record."""
    org = line.add("org", "name=อบต.")
    shutil.copytree(line.data, tmp_path / "copy")
    other = Terminal(tmp_path / "copy")
    line.good("set", "org", org, "name=อบต. กลาง")
    other.good("set", "org", org, "name=อบต. เหนือ")
    with Replica.open(line.data) as here, Replica.open(other.data) as there:
        for batch, _ in there.outgoing(Compartment.GENERAL, here.heads(Compartment.GENERAL)):
            here.merge(Compartment.GENERAL, batch)
    return line, org


def test_digest_is_one_line_for_each_part(line: Terminal) -> None:
    before = line.good("digest")
    assert [each.split()[0] for each in before.lines] == ["trust", "general", "sensitive"]
    assert line.good("digest").out == before.out
    line.add("org", "name=อบต.")
    assert [a == b for a, b in zip(before.lines, line.good("digest").lines, strict=True)] == [True, False, True]


def test_verify_says_that_all_is_in_order(line: Terminal) -> None:
    assert line.good("verify").last == "Everything is in order."


def test_verify_ends_with_1_where_something_is_wrong(line: Terminal) -> None:
    org = line.add("org", "name=อบต.")
    with Replica.open(line.data) as replica, replica.general.write() as connection:
        connection.execute("UPDATE org SET name = 'อื่น' WHERE id = ?", (bytes.fromhex(org),))
    said = line("verify")
    assert (said.code, said.err) == (1, "1 problem was found.\n")
    assert "general.db" in said.lines[0]
    assert line.good("verify").last == "Everything is in order."


def test_conflicts_are_listed_and_settled(divided: tuple[Terminal, str]) -> None:
    line, org = divided
    (conflict,) = line.good("conflicts", "--json").json()
    assert (conflict["record"], conflict["field"]) == (org, "name")
    assert {conflict["shown"]["value"], conflict["others"][0]["value"]} == {"อบต. กลาง", "อบต. เหนือ"}
    plain = line.good("conflicts").out
    assert conflict["id"] in plain
    assert "นายสมชาย ใจดี" in plain
    line.good("resolve", conflict["id"], "อบต. เหนือ")
    assert line.good("show", "org", org, "--json").json()["name"] == "อบต. เหนือ"
    assert line.good("conflicts").err == "There are no conflicts.\n"


def test_show_tells_of_a_conflict(divided: tuple[Terminal, str]) -> None:
    line, org = divided
    assert "netterm conflicts" in line.good("show", "org", org).last
    assert line.good("show", "org", org, "--json").json()["_conflicts"] == 1


def test_a_conflict_that_is_none_is_refused(line: Terminal) -> None:
    english, thai = line.refused("resolve", "no:name", "x")
    assert english == "There is no such conflict; somebody may have resolved it meanwhile."
    assert thai != english


def test_info_says_where_and_who(line: Terminal) -> None:
    told = line.good("info", "--json").json()
    assert told["name"] == "เครือข่ายคนพิการตำบลบ้านกลาง"
    assert told["you"] == "นายสมชาย ใจดี"
    assert told["roles"] == ["admin"]
    assert told["directory"] == str(line.data)
    assert f"directory: {line.data}" in line.good("info").lines


def test_info_names_its_facts_in_the_language_that_is_spoken(line: Terminal) -> None:
    labels = [each.partition(":")[0] for each in line.good("info").lines]
    assert {"directory", "you", "read only"} <= set(labels)
    assert len(set(labels)) == len(labels) == len(line.good("info", "--json").json())
    told = line.good("--lang", "th", "info").lines
    assert not any(re.match(r"[a-zA-Z_ ]+:", each) for each in told)
    assert {"คุณ: นายสมชาย ใจดี", "สิทธิ: ผู้ดูแล"} <= set(told)
    assert "roles: Admin" in line.good("info").lines
    assert line.good("--lang", "th", "info", "--json").json() == line.good("info", "--json").json()


def test_info_says_where_things_are_before_there_is_a_network(bare: Terminal) -> None:
    told = bare.good("info", "--json").json()
    assert told["directory"] == str(bare.data)
    assert {"config", "state_directory", "log"} <= told.keys()
    assert "name" not in told


def test_recover_with_the_kit(line: Terminal, founded: Path) -> None:
    kit = founded.parent / "kit.txt"
    said = line.good("recover", str(kit), env={"NETTERM_KIT_PASSPHRASE": KIT_PASSPHRASE})
    assert said.last == "You are an admin of เครือข่ายคนพิการตำบลบ้านกลาง again."


def test_recover_with_what_is_no_kit_is_refused(line: Terminal, tmp_path: Path, founded: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear network", encoding="utf-8")
    assert line.refused("recover", str(founded.parent / "kit.txt"))[0].startswith("The kit's passphrase is needed")
    said = line("recover", str(tmp_path / "letter.txt"), env={"NETTERM_KIT_PASSPHRASE": "x"})
    assert (said.code, said.err.partition(":")[0]) == (1, "There is no recovery kit in this text")
    english, thai = line.refused("recover", str(tmp_path / "none.txt"))
    assert english.startswith(f"{tmp_path / 'none.txt'} could not be read or written: it is not there")
    assert thai.startswith(f"อ่านหรือเขียน {tmp_path / 'none.txt'} ไม่ได้")
