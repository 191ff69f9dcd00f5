"""Incarnations: a directory that was copied or set back goes on as somebody new; one that was not, does not."""

from __future__ import annotations

import shutil

import pytest

from netterm.model.kinds import Role
from netterm.store import Replica
from netterm.store.trust_ops import Grant, Withdraw, cut_of, encode
from tests.store.laptops import GENERAL, SENSITIVE, TRUST, digests, kill, laptops, pull, reopen, settle


def write(replica: Replica, name: str = "a") -> bytes:
    with replica.action() as act:
        return act.add("meeting", {"name": name})


def back_up(replica: Replica) -> dict[str, bytes]:
    """The database files of a closed directory."""
    return {path.name: path.read_bytes() for path in replica.directory.glob("*.db*")}


def restore(replica: Replica, files: dict[str, bytes]) -> None:
    for path in replica.directory.glob("*.db*"):
        path.unlink()
    for name, content in files.items():
        (replica.directory / name).write_bytes(content)


def forks(replica: Replica) -> int:
    logs = [head.log for compartment in (TRUST, *replica.volumes) for head in replica.heads(compartment)]
    return len(logs) - len(set(logs))


def test_closing_and_opening_again_is_the_same_life() -> None:
    with laptops(1) as (ours,):
        life = ours.incarnation
        write(ours)
        ours.close()
        again = reopen(ours.directory)
        assert again.incarnation == life
        write(again)
        assert len([head for head in again.heads(GENERAL) if head.log.incarnation == life]) == 1
        kill(again)


def test_a_process_that_was_killed_goes_on_in_the_same_life() -> None:
    with laptops(1) as (ours,):
        life = ours.incarnation
        write(ours)
        kill(ours)
        again = reopen(ours.directory)
        assert again.incarnation == life
        assert again.count("meeting") == 1
        kill(again)


def test_a_copied_directory_is_a_new_life_and_both_come_together() -> None:
    with laptops(2) as (ours, theirs):
        write(ours)
        ours.close()
        twin = ours.directory.with_name("twin")
        shutil.copytree(ours.directory, twin)
        first, second = reopen(ours.directory), reopen(twin)
        assert first.incarnation == ours.incarnation != second.incarnation
        write(first, "b")
        write(second, "c")
        settle(first, second, theirs)
        assert forks(theirs) == 0
        assert digests(first) == digests(second) == digests(theirs)
        assert theirs.count("meeting") == 3
        kill(first)
        kill(second)


def test_a_directory_that_was_set_back_is_a_new_life() -> None:
    with laptops(2) as (ours, theirs):
        ours.close()
        old = back_up(ours)
        later = reopen(ours.directory)
        life = later.incarnation
        write(later)
        pull(theirs, later)
        later.close()
        restore(ours, old)
        again = reopen(ours.directory)
        assert again.incarnation != life
        write(again, "b")
        settle(again, theirs)
        assert forks(theirs) == 0
        assert again.count("meeting") == 2
        kill(again)


def test_a_directory_that_was_set_back_to_an_earlier_life_is_a_new_one() -> None:
    """What is known of earlier lives counts too: the copy may be older than the last of them."""
    with laptops(2) as (ours, theirs):
        ours.close()
        old = back_up(ours)
        for _ in range(2):
            later = reopen(ours.directory)
            write(later)
            pull(theirs, later)
            later.close()
            restore(ours, old)
        again = reopen(ours.directory)
        write(again, "b")
        settle(again, theirs)
        assert forks(theirs) == 0
        kill(again)


def test_a_directory_that_was_set_back_behind_a_trust_entry_is_a_new_life() -> None:
    with laptops(2) as (ours, theirs):
        ours.close()
        old = back_up(ours)
        later = reopen(ours.directory)
        later.write_trust([encode(Grant(theirs.identity, frozenset({Role.MEMBER})))])
        pull(theirs, later)
        later.close()
        restore(ours, old)
        again = reopen(ours.directory)
        again.write_trust([encode(Grant(theirs.identity, frozenset({Role.REGISTRAR})))])
        settle(again, theirs)
        assert forks(theirs) == 0
        assert digests(again) == digests(theirs)
        kill(again)


def test_what_nothing_told_of_is_found_out_from_others_and_both_branches_count() -> None:
    with laptops(2) as (ours, theirs):
        ours.close()
        old = back_up(ours)
        later = reopen(ours.directory)
        write(later, "lost here")
        pull(theirs, later)
        kill(later)  # it leaves no word
        restore(ours, old)
        again = reopen(ours.directory)
        life = again.incarnation
        write(again, "written over")
        settle(again, theirs)
        assert again.incarnation != life
        assert forks(again) == forks(theirs) == 1
        assert {record["name"] for record in again.list("meeting")} == {"lost here", "written over"}
        assert digests(again) == digests(theirs)
        assert again.verify().clean
        write(again, "new life")
        settle(again, theirs)
        assert forks(theirs) == 1
        assert digests(again) == digests(theirs)
        kill(again)


def test_a_laptop_that_loses_and_regains_sensitive_data_never_writes_a_number_twice() -> None:
    with laptops(3) as (admin, _, registrar):

        def advise(name: str) -> None:
            with registrar.action() as act:
                act.add("advice", {"name": name})

        role = frozenset({Role.REGISTRAR})
        advise("one")
        pull(admin, registrar)
        admin.write_trust([encode(Grant(registrar.identity, frozenset({Role.MEMBER})))])
        heads = [*admin.heads(GENERAL), *admin.heads(SENSITIVE)]
        admin.write_trust([encode(Withdraw(registrar.identity, role, cut_of(registrar.identity, heads)))])
        pull(registrar, admin)
        assert SENSITIVE not in registrar.volumes
        admin.write_trust([encode(Grant(registrar.identity, role))])
        for batch, _ in admin.outgoing(TRUST, registrar.heads(TRUST)):
            registrar.merge(TRUST, batch)
        advise("two")
        settle(admin, registrar)
        assert forks(admin) == 0
        assert {record["name"] for record in admin.list("advice")} == {"one", "two"}
        assert digests(admin) == digests(registrar)


@pytest.mark.parametrize("broken", [b"", b"\xc1", b"\x01", b"\x81\xa1a\x01"])
def test_a_note_that_cannot_be_read_hinders_nobody(broken: bytes) -> None:
    with laptops(1) as (ours,):
        life = ours.incarnation
        ours.close()
        ours._witness.write_bytes(broken)
        again = reopen(ours.directory)
        assert again.incarnation == life
        again.close()
