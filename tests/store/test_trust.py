"""The trust rules by example: each test is a story of a small committee."""

from __future__ import annotations

import time
from collections.abc import Iterable
from hashlib import blake2b

import pytest

from netterm.locale import Language
from netterm.model.kinds import Compartment, Role
from netterm.store.entries import Head, Log, count_of, join_names, names
from netterm.store.trust import Trust, UpgradeNeeded, Void
from netterm.store.trust_ops import (
    ROOT_INCARNATION,
    Admit,
    Broken,
    Cut,
    CutAt,
    Erase,
    Found,
    Grant,
    Newer,
    Number,
    Readmit,
    Remove,
    ReplaceRoot,
    TrustEntry,
    TrustOp,
    Withdraw,
    cut_of,
    network_id,
)

LIFE = b"life one"
ADMIN, MEMBER, REGISTRAR = (frozenset({role}) for role in (Role.ADMIN, Role.MEMBER, Role.REGISTRAR))
NOBODY: frozenset[Role] = frozenset()


def key(who: str) -> bytes:
    return blake2b(who.encode(), digest_size=32).digest()


def record(of: str) -> bytes:
    return blake2b(of.encode(), digest_size=16).digest()


def log(who: str, compartment: Compartment = Compartment.TRUST, life: bytes = LIFE) -> Log:
    return Log(key(who), ROOT_INCARNATION if (who, life) == ("root", LIFE) else life, compartment)


def admit(who: str, roles: frozenset[Role] = MEMBER) -> Admit:
    return Admit(key(who), record(who), f"laptop of {who}", roles)


def told(who: str, seq: int) -> bytes:
    """The name of a data entry."""
    return seq.to_bytes(4, "big") + blake2b(f"{who} {seq}".encode(), digest_size=32).digest()


def entry(at: Log, before: TrustEntry | None, seen: Iterable[TrustEntry], *ops: TrustOp) -> TrustEntry:
    previous, seq = (before.name, before.seq + 1) if before else (b"", 1)
    others = join_names(other.name for other in seen)
    said = repr((at, seq, previous, others, ops)).encode()
    count = (1 + max(map(count_of, names(previous + others)), default=0)).to_bytes(4, "big")
    return TrustEntry(count + blake2b(said, digest_size=32).digest(), at, seq, previous, others, ops)


class Network:
    """Founded by ``root`` with Anong as its first admin; whoever writes has seen everything unless told otherwise."""

    def __init__(self, *others: str) -> None:
        self.found = Found(key("root"), key("Anong"), bytes(16))
        self.id = network_id(self.found)
        self.entries: list[TrustEntry] = []
        self.first = self.write("root", self.found, admit("Anong", ADMIN), *(admit(who, ADMIN) for who in others))

    def write(self, who: str, *ops: TrustOp, seen: Iterable[TrustEntry] | None = None) -> TrustEntry:
        """``seen`` are the entries of others seen last, when these are not all."""
        at = log(who)
        known = list(self.entries if seen is None else seen)
        mine = [one for one in self.entries if one.log == at]
        one = entry(at, mine[-1] if mine else None, [other for other in known if other.log != at], *ops)
        self.entries.append(one)
        return one

    def cut(self, who: str, trust: int = 0, general: int = 0) -> Cut:
        """That many entries of this author count, of each log."""
        written = [one.name for one in self.entries if one.log == log(who) and one.seq == trust]
        rows = [CutAt(LIFE, Compartment.TRUST, trust, written[0])] if trust else []
        rows += [CutAt(LIFE, Compartment.GENERAL, general, told(who, general))] if general else []
        return tuple(rows)

    @property
    def trust(self) -> Trust:
        return Trust.of(self.entries, self.id)

    def judged(self, who: str, seq: int, *seen: TrustEntry) -> frozenset[Role]:
        """The roles by which an entry of the general log is judged that saw these trust entries."""
        return self.trust.roles_at(key(who), join_names(one.name for one in seen), log(who, Compartment.GENERAL), seq)


def test_the_founding_makes_the_founder_admin_and_the_number_giver_of_every_series() -> None:
    net = Network()
    assert net.trust.admins == {key("Anong")}
    assert net.trust.root == key("root")
    assert net.trust.number_giver("members") == key("Anong")
    assert net.trust.heads == (net.first.name,)
    state = net.trust.identities[key("Anong")]
    assert (state.person, state.label, state.admitted, state.removed) == (
        record("Anong"), "laptop of Anong", net.first.name, None,
    )  # fmt: skip


def test_nothing_known_yet_gives_nobody_anything() -> None:
    trust = Trust.of([], Network().id)
    assert (trust.root, trust.admins, trust.number_giver("members"), trust.heads) == (None, frozenset(), None, ())
    assert trust.entitled(key("Anong")) == frozenset()


def test_a_forged_founding_is_refused_and_takes_nothing_over() -> None:
    net = Network()
    thief = Log(key("thief"), ROOT_INCARNATION, Compartment.TRUST)
    ops = Found(key("thief"), key("Mallory"), bytes(16)), admit("Mallory", ADMIN)
    other = entry(thief, None, [], *ops)
    copied = entry(thief, None, [], net.found, admit("Mallory", ADMIN))
    again = net.write("Anong", net.found)
    net.entries += [other, copied]
    assert net.trust.admins == {key("Anong")}
    assert net.trust.void == dict.fromkeys((other.name, copied.name, again.name), Void.FORGED)


def test_the_network_id_depends_on_every_part_of_the_founding() -> None:
    parts = [key("root"), key("Anong"), bytes(16)]
    changed = [[*parts[:i], bytes([1]) * len(parts[i]), *parts[i + 1 :]] for i in range(3)]
    assert len({network_id(Found(*each)) for each in [parts, *changed]}) == 4


def test_a_member_who_grants_itself_admin_is_void_and_named() -> None:
    net = Network()
    net.write("Anong", admit("Boon"))
    own = net.write("Boon", Grant(key("Boon"), ADMIN))
    stranger = net.write("Mallory", admit("Mallory", ADMIN))
    assert net.trust.roles(key("Boon")) == MEMBER
    assert key("Mallory") not in net.trust.identities
    assert net.trust.void == {own.name: Void.NO_ADMIN, stranger.name: Void.NO_ADMIN}


def test_an_entry_that_did_not_see_its_authors_promotion_is_void() -> None:
    net = Network()
    let_in = net.write("Anong", admit("Boon"))
    net.write("Anong", Grant(key("Boon"), ADMIN))
    early = net.write("Boon", admit("Chai"), seen=[let_in])
    assert net.trust.void == {early.name: Void.NO_ADMIN}
    assert Role.ADMIN in net.trust.roles(key("Boon"))


def test_admins_who_remove_each_other_both_stay_out_until_the_root_speaks() -> None:
    net = Network("Boon")
    net.write("Anong", Remove(key("Boon"), net.cut("Boon")), seen=[net.first])
    net.write("Boon", Remove(key("Anong"), net.cut("Anong")), seen=[net.first])
    assert net.trust.admins == frozenset()
    assert net.trust.void == {}
    net.write("Anong", Readmit(key("Anong"), ADMIN, record("Anong")))
    assert net.trust.admins == frozenset()
    net.write("root", Readmit(key("Boon"), ADMIN, record("Boon")))
    assert net.trust.admins == {key("Boon")}


def test_a_stolen_admin_is_undone_by_the_root_with_everything_it_gave() -> None:
    net = Network("Boon")
    before = net.write("Boon", admit("Chai"))
    stolen = net.write("Boon", admit("Mallory", ADMIN), Remove(key("Anong"), net.cut("Anong")))
    net.write("Mallory", admit("Oscar", ADMIN))
    assert net.trust.admins == {key("Boon"), key("Mallory"), key("Oscar")}
    net.write(
        "root",
        Remove(key("Boon"), net.cut("Boon", trust=1)),
        Readmit(key("Anong"), ADMIN, record("Anong")),
    )
    # From an old view the thief goes on, to no effect.
    net.write("Boon", Remove(key("Anong"), ()), admit("Eve", ADMIN), seen=[before])
    net.write("Mallory", Remove(key("Anong"), ()), Grant(key("Mallory"), ADMIN), seen=[stolen])
    trust = net.trust
    assert trust.admins == {key("Anong")}
    assert trust.roles(key("Chai")) == MEMBER
    assert trust.identities.keys() == {key("Anong"), key("Boon"), key("Chai")}
    assert set(trust.void.values()) == {Void.CUT_OFF}
    assert net.judged("Mallory", 1, stolen) == NOBODY


def test_what_a_removed_admin_rewrites_within_its_cut_gives_nothing() -> None:
    net = Network("Boon")
    net.write("Boon", admit("Chai"))
    net.write("Anong", Remove(key("Boon"), net.cut("Boon", trust=1)))
    forked = entry(log("Boon"), None, [net.first], admit("Mallory", ADMIN))
    net.entries.append(forked)
    assert net.trust.admins == {key("Anong")}
    assert net.trust.void == {forked.name: Void.CUT_OFF}


def test_what_a_removed_member_wrote_later_is_set_aside_and_the_earlier_kept() -> None:
    net = Network()
    seen = net.write("Anong", admit("Boon"))
    removal = net.write("Anong", Remove(key("Boon"), net.cut("Boon", general=7)))
    assert net.judged("Boon", 7, seen) == MEMBER
    assert net.judged("Boon", 8, seen) == NOBODY
    assert net.judged("Boon", 8, removal) == NOBODY
    other_life = log("Boon", Compartment.GENERAL, life=b"life two")
    assert net.trust.roles_at(key("Boon"), seen.name, other_life, 1) == NOBODY
    assert net.trust.identities[key("Boon")].removed == removal.name
    assert net.trust.roles(key("Boon")) == NOBODY


def test_a_readmitted_member_writes_again_but_what_it_wrote_between_stays_aside() -> None:
    net = Network()
    seen = net.write("Anong", admit("Boon", MEMBER | REGISTRAR))
    net.write("Anong", Remove(key("Boon"), net.cut("Boon", general=7)))
    back = net.write("Anong", Readmit(key("Boon"), MEMBER, record("Boon, married")))
    assert net.judged("Boon", 7, seen) == MEMBER | REGISTRAR
    assert net.judged("Boon", 8, seen) == NOBODY
    assert net.judged("Boon", 9, back) == MEMBER
    state = net.trust.identities[key("Boon")]
    assert (state.roles, state.person, state.removed) == (MEMBER, record("Boon, married"), None)


def test_a_grant_does_not_bring_a_removed_identity_back() -> None:
    net = Network()
    net.write("Anong", admit("Boon"))
    net.write("Anong", Remove(key("Boon"), ()))
    granted = net.write("Anong", Grant(key("Boon"), ADMIN))
    assert net.trust.admins == {key("Anong")}
    assert net.judged("Boon", 1, granted) == NOBODY
    net.write("Boon", admit("Mallory"))
    assert key("Mallory") not in net.trust.identities


def test_a_withdrawn_role_is_lost_beyond_the_cut_and_the_others_are_kept() -> None:
    net = Network()
    seen = net.write("Anong", admit("Boon", MEMBER | REGISTRAR))
    net.write("Anong", Withdraw(key("Boon"), REGISTRAR, net.cut("Boon", general=3)))
    assert net.judged("Boon", 3, seen) == MEMBER | REGISTRAR
    assert net.judged("Boon", 4, seen) == MEMBER
    rights = net.trust.rights(log("Boon", Compartment.GENERAL), seen.name)
    spared = frozenset({frozenset({frozenset({(3, told("Boon", 3))})})})
    assert (rights.always, dict(rights.until)) == (MEMBER, {Role.REGISTRAR: spared})


def test_a_withdrawal_beats_a_concurrent_grant() -> None:
    net = Network("Boon")
    seen = net.write("Anong", admit("Chai", MEMBER | REGISTRAR))
    net.write("Anong", Grant(key("Chai"), REGISTRAR), seen=[seen])
    net.write("Boon", Withdraw(key("Chai"), REGISTRAR, ()), seen=[seen])
    assert net.trust.roles(key("Chai")) == MEMBER
    net.write("Anong", Grant(key("Chai"), REGISTRAR))
    assert net.trust.roles(key("Chai")) == MEMBER | REGISTRAR


def test_what_the_root_grants_beats_a_concurrent_withdrawal_but_not_one_that_saw_it() -> None:
    net = Network("Boon")
    granted = net.write("root", Grant(key("Anong"), REGISTRAR), seen=[])
    net.write("Boon", Withdraw(key("Anong"), REGISTRAR, ()), seen=[net.first])
    assert Role.REGISTRAR in net.trust.roles(key("Anong"))
    net.write("Boon", Withdraw(key("Anong"), REGISTRAR, ()), seen=[granted])
    assert Role.REGISTRAR not in net.trust.roles(key("Anong"))


def test_what_the_root_takes_beats_what_it_grants_beside() -> None:
    net = Network()
    net.write("root", Grant(key("Anong"), REGISTRAR), seen=[])
    taken = Withdraw(key("Anong"), REGISTRAR, ())
    net.entries.append(entry(log("root", life=b"life two"), None, [net.first], taken))
    assert net.trust.roles(key("Anong")) == ADMIN


def test_of_two_losses_in_one_entry_the_narrower_cut_counts() -> None:
    net = Network("Boon")
    let_in = net.write("Boon", admit("Chai"))
    both = Remove(key("Boon"), net.cut("Boon", trust=1)), Withdraw(key("Boon"), ADMIN, ())
    net.write("Anong", *both)
    assert net.trust.void == {let_in.name: Void.CUT_OFF}


def test_an_admin_may_hand_over_and_step_down_in_one_entry() -> None:
    net = Network()
    net.write("Anong", admit("Boon", ADMIN), Withdraw(key("Anong"), ADMIN, ()))
    assert net.trust.admins == {key("Boon")}
    assert net.trust.void == {}


def test_an_incarnation_that_a_cut_does_not_name_loses_what_it_gave() -> None:
    net = Network("Boon")
    elsewhere = entry(log("Boon", life=b"life two"), None, [net.first], admit("Chai"))
    net.entries.append(elsewhere)
    cut = (CutAt(LIFE, Compartment.TRUST, 9, told("Boon", 9)),)
    net.write("Anong", Withdraw(key("Boon"), ADMIN, cut))
    assert net.trust.void == {elsewhere.name: Void.CUT_OFF}


def test_numbers_are_given_by_one_identity_at_a_time() -> None:
    net = Network("Boon")
    over = net.write("Anong", Number("members", key("Boon")))
    assert net.trust.number_giver("members") == key("Boon")
    assert net.trust.number_giver("meetings") == key("Anong")
    net.write("root", Number("members", key("Anong")), seen=[over])
    for _ in range(3):
        net.write("Boon", Number("members", key("Boon")), seen=[over])
    assert net.trust.number_giver("members") == key("Anong")  # of concurrent ones the root's
    net.write("Boon", Remove(key("Anong"), net.cut("Anong", trust=1)))
    assert net.trust.number_giver("members") is None


def test_an_erasure_stays_even_if_its_author_is_cut_off() -> None:
    net = Network("Boon")
    net.write("Boon", Erase(frozenset({record("minutes")})))
    net.write("Anong", Remove(key("Boon"), ()))
    net.write("Chai", Erase(frozenset({record("everything")})))
    assert net.trust.erased == {record("minutes")}


def test_who_is_entitled_to_which_compartment() -> None:
    net = Network()
    roles = {role.value: frozenset({role}) for role in Role}
    net.write("Anong", *(admit(who, role) for who, role in roles.items()), admit("gone"), admit("idle", NOBODY))
    net.write("Anong", Remove(key("gone"), ()))
    entitled = {who: net.trust.entitled(key(who)) for who in (*roles, "gone", "idle", "stranger")}
    everything, general = frozenset(Compartment), frozenset({Compartment.TRUST, Compartment.GENERAL})
    only_trust = frozenset({Compartment.TRUST})
    assert entitled == {
        "admin": everything, "registrar": everything, "data_officer": everything, "member": general,
        "viewer": general, "gone": only_trust, "idle": only_trust, "stranger": frozenset(),
    }  # fmt: skip


def test_the_root_can_be_replaced_by_itself_alone_and_then_gives_nothing_more() -> None:
    net = Network()
    attempt = net.write("Anong", ReplaceRoot(key("thief")))
    replaced = net.write("root", ReplaceRoot(key("new root")))
    late = net.write("root", admit("Mallory", ADMIN))
    backdated = entry(log("root", life=b"another!"), None, [net.first], admit("Mallory", ADMIN))
    founded_again = entry(log("root"), None, [], net.found, admit("Mallory", ADMIN))
    net.entries += [backdated, founded_again]
    net.write("new root", Grant(key("Anong"), REGISTRAR), seen=[replaced])
    trust = net.trust
    assert trust.root == key("new root")
    assert trust.admins == {key("Anong")}
    assert Role.REGISTRAR in trust.roles(key("Anong"))
    assert trust.void == {
        attempt.name: Void.NOT_ROOT, late.name: Void.NO_ADMIN,
        backdated.name: Void.CUT_OFF, founded_again.name: Void.CUT_OFF,
    }  # fmt: skip


def test_two_replacements_of_the_root_beside_each_other_leave_the_network_without_one() -> None:
    net = Network()
    net.write("root", ReplaceRoot(key("new root")))
    net.entries.append(entry(log("root", life=b"stolen!!"), None, [net.first], ReplaceRoot(key("thief"))))
    net.write("thief", admit("Mallory", ADMIN))
    assert net.trust.root is None
    assert net.trust.admins == {key("Anong")}


def test_a_malformed_op_makes_its_whole_entry_void() -> None:
    net = Network()
    broken = net.write("Anong", admit("Boon"), Broken())
    assert net.trust.void == {broken.name: Void.MALFORMED}
    assert key("Boon") not in net.trust.identities


def test_an_admins_op_of_a_newer_version_asks_for_an_upgrade_in_both_languages() -> None:
    net = Network("Boon")
    newer = net.write("Boon", Newer(99))
    with pytest.raises(UpgradeNeeded) as raised:
        _ = net.trust
    assert raised.value.sentence(Language.EN) == "This network uses a newer version of netterm. Please upgrade."
    assert raised.value.trust.void == {newer.name: Void.NEWER}
    assert raised.value.trust.admins == {key("Anong"), key("Boon")}
    net.write("Anong", Remove(key("Boon"), ()))
    assert net.trust.void == {newer.name: Void.CUT_OFF}


def test_a_newer_op_of_somebody_without_authority_stops_nobody() -> None:
    net = Network()
    net.write("Anong", admit("Boon"))
    newer = net.write("Boon", Newer(99))
    assert net.trust.void == {newer.name: Void.NO_ADMIN}


def test_an_entry_waits_until_its_ancestors_are_there() -> None:
    net = Network()
    middle = net.write("Anong", admit("Boon", ADMIN))
    last = net.write("Boon", admit("Chai"))
    early = Trust.of([last, net.first], net.id)
    assert not early.known(last.name)
    assert early.heads == (net.first.name,)
    assert early.roles_at(key("Chai"), last.name, log("Chai", Compartment.GENERAL), 1) == NOBODY
    assert Trust.of([last, middle, net.first], net.id) == net.trust


def test_rights_cannot_be_borrowed_from_another_identity() -> None:
    net = Network()
    assert net.trust.roles_at(key("Anong"), net.first.name, log("Mallory", Compartment.GENERAL), 1) == NOBODY


def test_a_cut_names_the_last_entry_of_every_log_of_that_identity_alone() -> None:
    heads = [
        Head(log("Boon", Compartment.GENERAL), 9, b"a" * 36),
        Head(log("Boon"), 2, b"b" * 36),
        Head(log("Anong"), 5, b"c" * 36),
        Head(log("Boon", life=b"a life.."), 4, b"d" * 36),
    ]
    assert cut_of(key("Boon"), heads) == (
        CutAt(b"a life..", 0, 4, b"d" * 36), CutAt(LIFE, 0, 2, b"b" * 36), CutAt(LIFE, 1, 9, b"a" * 36),
    )  # fmt: skip


def test_a_cut_names_every_branch_of_a_forked_log() -> None:
    general = log("Boon", Compartment.GENERAL)
    heads = [Head(general, 4, b"b" * 36), Head(general, 7, b"a" * 36)]
    assert cut_of(key("Boon"), heads) == (CutAt(LIFE, 1, 4, b"b" * 36), CutAt(LIFE, 1, 7, b"a" * 36))


def test_of_a_forked_log_only_the_branch_that_the_cut_names_counts() -> None:
    net = Network()
    seen = net.write("Anong", admit("Boon"))
    net.write("Anong", Remove(key("Boon"), net.cut("Boon", general=7)))
    general = log("Boon", Compartment.GENERAL)
    named = told("Boon", 7)

    def judged(seq: int, shared: int | None) -> frozenset[Role]:
        reach = {named: shared}.__getitem__
        return net.trust.roles_at(key("Boon"), seen.name, general, seq, reach)

    assert judged(7, 7) == MEMBER
    assert judged(7, 5) == NOBODY
    assert judged(5, 5) == MEMBER
    assert judged(1, 0) == NOBODY
    assert judged(7, None) == MEMBER
    assert judged(8, None) == NOBODY


def test_a_trust_entry_that_forks_off_below_the_cut_gives_nothing_even_if_the_remover_saw_it() -> None:
    net = Network("Boon")
    net.write("Boon", admit("Chai"))
    named = net.write("Boon", admit("Dao"))
    forked = entry(log("Boon"), None, [net.first], admit("Mallory"))
    net.entries.append(forked)
    net.write("Anong", Remove(key("Boon"), (CutAt(LIFE, Compartment.TRUST, 2, named.name),)))
    assert net.trust.void == {forked.name: Void.CUT_OFF}
    assert {key("Chai"), key("Dao")} <= net.trust.identities.keys()


def test_who_never_had_authority_is_told_from_who_lost_it() -> None:
    net = Network("Boon")
    net.write("Anong", admit("Chai"))
    own = net.write("Chai", Grant(key("Chai"), ADMIN))
    let_in = net.write("Boon", admit("Dao"), seen=[net.first])
    net.write("Anong", Remove(key("Boon"), ()), seen=[net.first])
    assert net.trust.void == {own.name: Void.NO_ADMIN, let_in.name: Void.CUT_OFF}
    assert net.trust.is_powerless(own.name)
    assert not net.trust.is_powerless(let_in.name)


def test_what_was_written_on_something_newer_is_not_called_powerless() -> None:
    net = Network("Boon")
    net.write("Boon", Newer(99))
    late = net.write("Mallory", admit("Mallory"))
    with pytest.raises(UpgradeNeeded) as raised:
        _ = net.trust
    assert not raised.value.trust.is_powerless(late.name)


def test_only_what_takes_from_somebody_asks_for_a_new_judgement() -> None:
    net = Network("Boon")
    assert net.trust.losses == b""
    net.write("Anong", admit("Chai"))
    net.write("Chai", Remove(key("Anong"), ()))
    assert net.trust.losses == b""
    net.write("Anong", Withdraw(key("Boon"), ADMIN, ()))
    taken = net.trust.losses
    assert taken
    net.write("Anong", Grant(key("Chai"), REGISTRAR))
    assert net.trust.losses == taken
    net.write("Anong", Remove(key("Chai"), ()))
    assert net.trust.losses != taken


def test_three_hundred_entries_with_many_removals_are_judged_at_once() -> None:
    net = Network("Boon", "Chai")
    for n in range(90):
        net.write("Anong", admit(f"guest {n}", ADMIN))
        net.write("Boon", Remove(key(f"guest {n}"), ()))
        net.write("Chai", Readmit(key(f"guest {n}"), MEMBER, record("guest")), seen=[net.entries[-1]])
    entries, network = net.entries, net.id
    began = time.process_time()
    Trust.of(entries, network)
    assert time.process_time() - began < 0.5  # ten times what it takes, for a busy machine
