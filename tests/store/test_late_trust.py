"""What a removed admin still writes about rights, on the view it had: kept where others brought it, else left alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from netterm.model.kinds import Role
from netterm.store import Replica
from netterm.store.trust_ops import Erase, Grant, Known, Readmit, Remove, Withdraw, encode
from tests.store.laptops import TRUST, digests, laptops, pull, settle
from tests.store.test_removal import remove

RECORD = bytes(15) + b"r"
REGISTRARS = frozenset({Role.REGISTRAR})


def bring(to: Replica, source: Replica, over: Replica | None = None) -> int:
    """What ``source`` has of the trust log and ``to`` lacks, over the connection of ``over``; how much was new."""
    via = (over or source).identity
    return sum(to.merge(TRUST, batch, via).new for batch, _ in source.outgoing(TRUST, to.heads(TRUST)))


@contextmanager
def removed() -> Iterator[tuple[Replica, Replica, Replica, Replica]]:
    """An admin, one who was removed and has not heard of it, one who has, and one who has not."""
    with laptops(4) as (admin, gone, hears, deaf):
        remove(admin, gone.identity)
        pull(hears, admin)
        yield admin, gone, hears, deaf


SPENT: dict[str, list[Known]] = {
    "a gift": [Grant(bytes(32), REGISTRARS)],
    "an erasure": [Erase(frozenset({RECORD}))],
    "a loss with a gift": [Remove(bytes(32), ()), Grant(bytes(32), REGISTRARS)],
}


@pytest.mark.parametrize("ops", SPENT.values(), ids=SPENT)
def test_the_removed_cannot_bring_what_gives_or_erases_to_whom_knows_of_the_removal(ops: list[Known]) -> None:
    with removed() as (admin, gone, hears, _):
        before = digests(hears)
        gone.write_trust([encode(op) for op in ops])
        assert not bring(hears, gone)
        assert digests(hears) == before
        assert hears.trust == admin.trust
        pull(gone, hears)
        assert not bring(hears, gone)


def test_neither_can_they_over_the_connection_of_another_who_was_removed() -> None:
    with removed() as (admin, gone, hears, other):
        remove(admin, other.identity)
        pull(hears, admin)
        gone.write_trust([encode(Erase(frozenset({RECORD})))])
        assert not bring(hears, gone, over=other)
        assert RECORD not in hears.trust.erased


def test_what_only_takes_is_heard_so_that_two_who_remove_each_other_both_are_out() -> None:
    with removed() as (admin, gone, hears, _):
        remove(gone, admin.identity)
        assert bring(hears, gone) == 1
        assert not hears.trust.roles(admin.identity)
        assert not hears.trust.roles(gone.identity)


def test_what_came_to_somebody_before_they_heard_goes_round_and_is_void_for_all_alike() -> None:
    with removed() as (admin, gone, hears, deaf):
        gone.write_trust([encode(Grant(deaf.identity, REGISTRARS)), encode(Erase(frozenset({RECORD})))])
        assert bring(deaf, gone) == 1
        assert Role.REGISTRAR in deaf.roles
        settle(admin, hears, deaf)
        for replica in (admin, hears, deaf):
            assert replica.trust.roles(deaf.identity) == {Role.MEMBER}
            assert replica.trust.erased == {RECORD}
            assert replica.verify().clean
        assert digests(admin)[TRUST] == digests(hears)[TRUST] == digests(deaf)[TRUST]


def test_what_the_cut_spares_may_come_from_the_removed_themselves() -> None:
    with laptops(4) as (admin, gone, hears, member):
        gone.write_trust([encode(Grant(member.identity, REGISTRARS))])
        pull(admin, gone)
        remove(admin, gone.identity)
        pull(gone, admin)
        assert bring(hears, gone) == 2  # the gift and the removal
        assert Role.REGISTRAR in hears.trust.roles(member.identity)


def test_who_was_let_in_again_may_bring_the_news_and_go_on() -> None:
    with removed() as (admin, gone, hears, _):
        person = gone.me or b""
        admin.write_trust([encode(Readmit(gone.identity, frozenset({Role.ADMIN}), person))])
        pull(gone, admin)
        gone.write_trust([encode(Grant(hears.identity, REGISTRARS))])
        assert bring(hears, gone) == 2
        assert Role.REGISTRAR in hears.roles


def test_a_role_that_was_withdrawn_and_others_that_stay_are_no_loss_of_everything() -> None:
    with laptops(3) as (admin, other, hears):
        admin.write_trust(
            [
                encode(Grant(other.identity, frozenset({Role.MEMBER}))),
                encode(Withdraw(other.identity, frozenset({Role.ADMIN}), ())),
            ]
        )
        pull(hears, admin)
        other.write_trust([encode(Grant(hears.identity, REGISTRARS))])
        assert bring(hears, other) == 1
