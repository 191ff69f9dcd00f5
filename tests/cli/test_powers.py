"""What an admin decides about the others' computers, as it is typed."""

from pathlib import Path

import pytest

from netterm.model import Compartment, Role
from netterm.store import Replica
from tests.cli.computers import exchange, second_computer
from tests.cli.lines import Terminal


@pytest.fixture
def other(line: Terminal, tmp_path: Path) -> Terminal:
    """The computer of a member, whose network is that of ``line``."""
    return second_computer(line, tmp_path / "other")


def roles(terminal: Terminal, label: str = "อีกเครื่อง") -> list[str]:
    found: list[dict[str, list[str]]] = terminal.good("list", "identity", "--where", f"label={label}", "--json").json()
    return found[0]["roles"]


def sync(target: Terminal, source: Terminal) -> None:
    with Replica.open(target.data) as to, Replica.open(source.data) as of:
        exchange(to, of, (Compartment.TRUST, Compartment.GENERAL))


def test_roles_are_given_and_taken_in_one_step(line: Terminal, other: Terminal) -> None:
    said = line.good("identity", "role", "อีกเครื่อง", "registrar", "viewer", "--yes")
    assert said.lines[0] == "นางสาวสมศรี (อีกเครื่อง): Member → Registrar, Viewer"
    assert said.last == "นางสาวสมศรี (อีกเครื่อง) has these roles now: Registrar, Viewer"
    assert roles(line) == ["registrar", "viewer"]
    sync(other, line)
    assert other.good("info", "--json").json()["roles"] == ["registrar", "viewer"]


def test_who_lost_a_role_writes_nothing_by_it_any_more(line: Terminal, other: Terminal) -> None:
    line.good("identity", "role", "อีกเครื่อง", "viewer", "--yes")
    other.add("org", "name=บนภาพเดิม")  # had not heard of it yet
    sync(line, other)
    assert line.good("list", "org", "--json").json() == []


def test_a_computer_is_removed_and_what_it_writes_later_does_not_count(line: Terminal, other: Terminal) -> None:
    other.add("org", "name=ก่อน")
    sync(line, other)
    said = line.good("identity", "remove", "อีกเครื่อง", "--yes")
    assert said.last == "Removed: นางสาวสมศรี (อีกเครื่อง). The others follow as they sync."
    other.add("org", "name=หลัง")
    with Replica.open(other.data) as theirs, Replica.open(line.data) as ours:
        exchange(ours, theirs, (Compartment.GENERAL,))
    assert [each["name"] for each in line.good("list", "org", "--json").json()] == ["ก่อน"]
    assert roles(line) == []
    sync(other, line)
    assert other.good("info", "--json").json()["roles"] == []


def test_a_removed_computer_is_let_in_again(line: Terminal, other: Terminal) -> None:
    english, _thai = line.refused("identity", "readmit", "อีกเครื่อง", "member", "--yes")
    assert english == "นางสาวสมศรี (อีกเครื่อง) is in the network already. Nothing was changed."
    line.good("identity", "remove", "อีกเครื่อง", "--yes")
    assert line.refused("identity", "remove", "อีกเครื่อง", "--yes")[0].endswith(
        "was removed already. Nothing was changed."
    )
    assert "let that computer in again first" in line.refused("identity", "role", "อีกเครื่อง", "viewer", "--yes")[0]
    line.good("identity", "readmit", "อีกเครื่อง", "member", "--yes")
    assert roles(line) == ["member"]


def test_nothing_is_done_that_was_not_confirmed(line: Terminal, other: Terminal) -> None:
    english, thai = line.refused("identity", "remove", "อีกเครื่อง")
    assert english == "Nobody is here to be asked: give --yes, or run this in a terminal. Nothing was changed."
    assert thai != english
    assert roles(line) == ["member"]


@pytest.mark.parametrize(("typed", "is_done"), [("yes\n", True), ("ใช่\n", True), ("\n", False), ("no\n", False)])
def test_an_empty_answer_is_a_no(
    line: Terminal, other: Terminal, typed: str, is_done: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _self: True, raising=False)
    said = line("identity", "remove", "อีกเครื่อง", typed=typed)
    assert (said.code == 0) is is_done
    assert (roles(line) == []) is is_done
    assert said.err.endswith("" if is_done else "Nothing was changed.\n")


def test_the_network_is_never_left_without_an_admin(line: Terminal, other: Terminal) -> None:
    mine = next(each["label"] for each in line.good("list", "identity", "--json").json() if each["roles"] == ["admin"])
    english, _thai = line.refused("identity", "role", mine, "member", "--yes")
    assert english.endswith("is the last admin: make somebody else an admin first. Nothing was changed.")
    assert line.refused("identity", "remove", mine, "--yes")[0].startswith("This is your own computer")
    line.good("identity", "role", "อีกเครื่อง", "admin", "--yes")
    line.good("identity", "role", mine, "member", "--yes")
    assert line.refused("identity", "role", "อีกเครื่อง", "member", "--yes")[0] == (
        "Only an admin can change who may do what. Nothing was changed."
    )


def test_a_member_decides_nothing(line: Terminal, other: Terminal) -> None:
    for words in (["remove", "อีกเครื่อง"], ["role", "อีกเครื่อง", "admin"], ["numbers", "อีกเครื่อง"]):
        english, thai = other.refused("identity", *words, "--yes")
        assert english == "Only an admin can change who may do what. Nothing was changed."
        assert thai != english


def test_the_numbers_are_handed_over_and_come_back_with_a_removal(line: Terminal, other: Terminal) -> None:
    line.good("identity", "role", "อีกเครื่อง", "registrar", "--yes")
    assert all("สมชาย" in each for each in line.good("identity", "numbers").lines)
    line.good("identity", "numbers", "อีกเครื่อง", "--yes")
    assert all("สมศรี" in each for each in line.good("identity", "numbers").lines)
    assert line.refused("identity", "numbers", "อีกเครื่อง", "--yes")[0].endswith(
        "gives all numbers already. Nothing was changed."
    )
    line.good("meeting", "open", line.add("meeting", "title=ประชุม", "starts_at=+1 09:30", "place=ศาลา"))
    assert line.good("list", "meeting", "--json").json()[0]["number"] is None
    said = line.good("identity", "remove", "อีกเครื่อง", "--yes")
    assert "This computer gives its numbers from now on: Member, Meeting, Resolution" in said.out
    assert line.good("list", "meeting", "--json").json()[0]["number"] == 1


def test_an_admin_made_later_is_told_what_it_cannot_do(line: Terminal, other: Terminal) -> None:
    said = line.good("identity", "role", "อีกเครื่อง", "admin", "member", "--yes")
    assert "inviting others takes a computer that came in as an admin" in said.out
    with Replica.open(line.data) as replica:
        assert sum(Role.ADMIN in each.roles for each in replica.trust.identities.values()) == 2
