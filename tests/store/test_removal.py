"""What is left to somebody whose rights were taken: in logs, in the trust log, and in their own files."""

from __future__ import annotations

import shutil
from itertools import permutations
from unittest import mock

import pytest

from netterm.model.kinds import Role
from netterm.store import Replica, batches, certificates
from netterm.store.entries import VERSION, Entry, Op, Refused, join_names, pack_put
from netterm.store.keys import unlock
from netterm.store.trust_ops import Grant, Known, Readmit, Remove, Withdraw, cut_of, encode
from netterm.store.volume import Volume
from netterm.store.writing import NoPower
from tests.store.laptops import GENERAL, SENSITIVE, TRUST, digests, key, laptops, pull, settle
from tests.store.test_volume import MEETING, OTHER, Pen


def version(pen: Pen, entry: Entry) -> bytes:
    return entry.name(pen.network)[:VERSION]


def remove(admin: Replica, identity: bytes) -> None:
    heads = [head for compartment in (TRUST, *admin.volumes) for head in admin.heads(compartment)]
    admin.write_trust([encode(Remove(identity, cut_of(identity, heads)))])


def trust_run(replica: Replica, number: int, *ops: Known, count: int = 1, seen: bytes | None = None) -> bytes:
    """Trust entries of one laptop's key, written by hand."""
    pen = Pen(replica, number)
    log, run, previous = pen.log._replace(compartment=TRUST), list[Entry](), b""
    packed = tuple(Op(bytes(16), encode(op)) for op in ops)
    for seq in range(1, count + 1):
        heads = (join_names(replica.trust.heads) if seen is None else seen) if seq == 1 else b""
        run.append(Entry(log, seq, previous, b"", heads, 0, bytes(16), packed))
        previous = run[-1].name(pen.network)
    return batches.single(TRUST, [(0, entry) for entry in run], [pen.sign(run[-1])])


def test_who_was_removed_gains_nothing_by_forking_below_the_cut() -> None:
    with laptops(3) as (admin, other, _):
        pen = Pen(admin, 3)
        first = pen.put(None, "honest")
        second = pen.entry(first, Op(MEETING, pack_put("meeting", {"seats": 1}, {})))
        third = pen.entry(second, Op(MEETING, pack_put("meeting", {"seats": 2}, {"seats": version(pen, second)})))
        for replica in (admin, other):
            replica.merge(GENERAL, pen.batch([first, second, third]))
        remove(admin, pen.log.identity)
        pull(other, admin)
        assert other.get("meeting", MEETING)["seats"] == 2  # type: ignore[index]  # it is there
        late = pen.put(first, "written after the removal", replaces=version(pen, first))
        later = pen.entry(late, Op(OTHER, pack_put("meeting", {"name": "and this"}, {})))
        assert other.merge(GENERAL, pen.batch([late, later])).refused == 2
        assert other.get("meeting", MEETING)["name"] == "honest"  # type: ignore[index]  # it is there
        assert other.get("meeting", OTHER) is None
        settle(admin, other)
        assert digests(admin) == digests(other)


@pytest.mark.parametrize("order", [*permutations(("cut", "honest", "forged"))])
def test_whatever_comes_first_the_cut_tells_the_branches_apart(order: tuple[str, ...]) -> None:
    with laptops(4) as (admin, other, _, third):
        pen = Pen(admin, 3)
        first, second = (last := pen.put(None, "honest")), pen.put(last, "kept", replaces=version(pen, last))
        forged = pen.put(first, "forged", replaces=version(pen, first))
        third.merge(GENERAL, pen.batch([first]))
        other.merge(GENERAL, pen.batch([first]))
        admin.merge(GENERAL, pen.batch([first, second]))
        remove(admin, pen.log.identity)
        for what in order:
            if what == "cut":
                for batch, _ in admin.outgoing(TRUST, other.heads(TRUST)):
                    other.merge(TRUST, batch)
            else:
                other.merge(GENERAL, pen.batch([second if what == "honest" else forged]))
        admin.merge(GENERAL, pen.batch([forged]))
        record = other.get("meeting", MEETING)
        assert record is not None
        assert record["name"] == "kept"
        assert not record.conflicts
        assert digests(other) == digests(admin)
        assert other.verify().clean


def test_who_was_removed_hears_of_that_and_of_nothing_later() -> None:
    with laptops(3) as (admin, other, gone):
        remove(admin, gone.identity)
        for n in range(3):
            public = key(f"later {n}").public_key().public_bytes_raw()
            admin.admit(public, person=None, name="Later", computer=f"later {n}", roles=frozenset({Role.MEMBER}))
        settle(admin, other)  # the other has them at second hand, and tells the same
        for source in (admin, other):
            heads = gone.heads(TRUST)
            assert source.outstanding(TRUST, heads, gone.identity).entries == (1 if source is admin else 0)
            for batch, _ in source.outgoing(TRUST, heads, gone.identity):
                gone.merge(TRUST, batch)
            assert gone.trust.identities[gone.identity].removed is not None
            assert not [state.label for state in gone.trust.identities.values() if "later" in state.label]


def test_a_removal_can_be_told_at_second_hand_without_what_follows_it() -> None:
    with laptops(3) as (admin, other, gone):
        remove(admin, gone.identity)
        admin.write_trust([encode(Grant(other.identity, frozenset({Role.MEMBER})))])
        pull(other, admin)
        for batch, _ in other.outgoing(TRUST, gone.heads(TRUST), gone.identity):
            gone.merge(TRUST, batch)
        assert gone.trust.identities[gone.identity].removed is not None
        assert gone.verify().clean


def test_what_somebody_without_power_writes_about_rights_is_not_kept() -> None:
    with laptops(4) as (admin, *_, member):
        before = admin.heads(TRUST)
        batch = trust_run(admin, 3, Grant(member.identity, frozenset({Role.ADMIN})), count=5)
        with pytest.raises(Refused):
            admin.merge(TRUST, batch)
        with pytest.raises(NoPower):
            member.write_trust([encode(Grant(member.identity, frozenset({Role.ADMIN})))])
        assert member.heads(TRUST) == admin.heads(TRUST) == before
        assert admin.trust.void == {}


def test_what_a_removed_admin_wrote_before_it_heard_of_that_is_kept() -> None:
    with laptops(4) as (admin, gone, other, member):
        gone.write_trust([encode(Grant(member.identity, frozenset({Role.REGISTRAR})))])
        remove(admin, gone.identity)
        settle(admin, other)
        assert pull(admin, gone)
        assert pull(other, admin)
        assert Role.REGISTRAR not in other.trust.roles(member.identity)


def test_tables_are_made_anew_only_when_something_is_taken_from_somebody() -> None:
    with laptops(4) as (admin, other, _, member):
        remove(admin, member.identity)
        settle(admin, other)
        with mock.patch.object(Volume, "rebuild", autospec=True, side_effect=Volume.rebuild) as rebuild:
            back = Readmit(member.identity, frozenset({Role.MEMBER}), bytes(16))
            admin.write_trust([encode(back)])
            pull(other, admin)
            assert not rebuild.called
            remove(admin, member.identity)
            pull(other, admin)
            assert rebuild.call_count >= 2


def test_who_lost_the_right_to_it_no_longer_reads_the_sensitive_file_that_stays_for_another() -> None:
    with laptops(3) as (admin, _, registrar):
        with registrar.action() as action:
            action.add("advice", {"name": "HIV"})
        settle(admin, registrar)
        for file in (admin.directory / "keys").iterdir():
            shutil.copy(file, registrar.directory / "keys" / file.name)
        heads = [head for compartment in (GENERAL, SENSITIVE) for head in admin.heads(compartment)]
        taken = Withdraw(registrar.identity, frozenset({Role.REGISTRAR}), cut_of(registrar.identity, heads))
        admin.write_trust([encode(taken), encode(Grant(registrar.identity, frozenset({Role.MEMBER})))])
        pull(registrar, admin)
        assert SENSITIVE not in registrar.volumes
        assert not registrar.list("advice")
        assert (registrar.directory / "sensitive.db").exists()
        assert SENSITIVE not in unlock(registrar.directory, registrar.identity, None).database_keys
        admin.write_trust([encode(Grant(registrar.identity, frozenset({Role.REGISTRAR})))])
        pull(registrar, admin)
        assert registrar.roles == {Role.MEMBER, Role.REGISTRAR}
        assert SENSITIVE not in registrar.volumes  # it is the other's alone now


def test_who_gets_the_right_back_begins_a_new_sensitive_file() -> None:
    with laptops(3) as (admin, _, registrar):
        with admin.action() as action:
            action.add("advice", {"name": "HIV"})
        settle(admin, registrar)
        taken = Withdraw(registrar.identity, frozenset({Role.REGISTRAR}), ())
        admin.write_trust([encode(taken), encode(Grant(registrar.identity, frozenset({Role.MEMBER})))])
        pull(registrar, admin)
        assert not (registrar.directory / "sensitive.db").exists()
        admin.write_trust([encode(Grant(registrar.identity, frozenset({Role.REGISTRAR})))])
        settle(admin, registrar)
        assert [record["name"] for record in registrar.list("advice")] == ["HIV"]


def test_only_certificates_that_an_admin_of_today_signed_vouch_for_a_stranger() -> None:
    with laptops(2) as (admin, gone):
        public = key("stranger").public_key().public_bytes_raw()
        signed = {}
        for replica in (admin, gone):
            issuer, _ = replica.passport.issuers[replica.identity]
            signed[replica] = certificates.identity_certificate(replica.private_key, issuer, public)
        assert admin.vouches(signed[admin])
        assert admin.vouches(signed[gone])
        remove(admin, gone.identity)
        assert admin.vouches(signed[admin])
        assert not admin.vouches(signed[gone])
        assert not admin.vouches(b"no certificate")
