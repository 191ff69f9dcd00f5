"""The trust rules under random histories, beside a slow judge that was written apart from the fast one.

The slow judge takes the rules word by word: a *view* is a set of entries, and every question walks it anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hypothesis import given, settings
from hypothesis import strategies as st

from netterm.model.kinds import Compartment, Role
from netterm.store.entries import join_names
from netterm.store.trust import Trust, Void
from netterm.store.trust_ops import (
    Admit,
    Cut,
    CutAt,
    Erase,
    Found,
    Grant,
    Number,
    Readmit,
    Remove,
    ReplaceRoot,
    TrustEntry,
    TrustOp,
    Withdraw,
    network_id,
)
from tests.store.test_trust import LIFE, admit, entry, key, log, record, told

PEOPLE = ("Anong", "Boon", "Chai", "Dao")
ROLES = (Role.ADMIN, Role.MEMBER, Role.REGISTRAR)
FOUND = Found(key("root"), key("Anong"), bytes(16))
NETWORK = network_id(FOUND)
View = frozenset[TrustEntry]


@dataclass
class SlowJudge:
    """Answers for a set of entries by the words of the rules."""

    entries: list[TrustEntry]
    remembered: dict[object, bool] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> dict[bytes, TrustEntry]:
        return {one.name: one for one in self.entries}

    def before(self, one: TrustEntry) -> View:
        """Its ancestors."""
        reached: set[TrustEntry] = set()
        waiting = [one]
        while waiting:
            for name in waiting.pop().parents:
                if self.by_name[name] not in reached:
                    reached.add(self.by_name[name])
                    waiting.append(self.by_name[name])
        return frozenset(reached)

    def has_authority(self, one: TrustEntry) -> bool:
        view = self.before(one)
        if self.may(one, view, "root"):
            return True
        return self.may(one, view, "admin") and not any(isinstance(op, ReplaceRoot) for op in one.ops)

    def may(self, one: TrustEntry, view: View, what: str) -> bool:
        """Whether the author could act as root or as admin, with the losses of that view."""
        question = (one, view, what)
        if question not in self.remembered:
            who = one.log.identity
            if what == "root" and isinstance(one.ops[0], Found):
                self.remembered[question] = self.spared(one, self.losses(view, who, "root"), who, "root")
            else:
                rights = ["root"] if what == "root" else ["admin", "place"]
                self.remembered[question] = all(
                    any(
                        self.spared(one, self.beating(gain, view, who, right), who, right)
                        for gain in self.gains(self.before(one), view, who, right)
                    )
                    for right in rights
                )
        return self.remembered[question]

    def stands(self, one: TrustEntry, view: View) -> bool:
        return self.has_authority(one) and (self.may(one, view, "root") or self.may(one, view, "admin"))

    def gains(self, among: View, view: View, who: bytes, right: str) -> list[TrustEntry]:
        found = [one for one in among if any(_gives(op, who, right) for op in one.ops)]
        if right == "root":
            return [one for one in found if self.has_authority(one) and self.may(one, view, "root")]
        return [one for one in found if self.stands(one, view)]

    def losses(self, view: View, who: bytes, right: str) -> list[TrustEntry]:
        return [one for one in view if any(_takes(one, op, who, right) for op in one.ops) and self.has_authority(one)]

    def beating(self, gain: TrustEntry, view: View, who: bytes, right: str) -> list[TrustEntry]:
        beating = []
        for loss in self.losses(view, who, right):
            heard = loss in self.before(gain)
            overruled = (
                right != "root"
                and self.may(gain, view, "root")
                and not self.may(loss, view, "root")
                and gain not in self.before(loss)
            )
            if not heard and not overruled:
                beating.append(loss)
        return beating

    def spared(self, one: TrustEntry, losses: list[TrustEntry], who: bytes, right: str) -> bool:
        for loss in losses:
            if loss == one:
                continue
            if one not in self.before(loss):
                return False
            if right != "root" and not all(self.covers(cut, loss, one) for cut in _cuts(loss, who, right)):
                return False
        return True

    def covers(self, cut: Cut, loss: TrustEntry, one: TrustEntry) -> bool:
        """Whether a cut names this trust entry, or one after it in its log, of those that the loss had seen."""
        return any(row.name == end.name and one in self.chain(end) for row in cut for end in self.before(loss))

    def chain(self, end: TrustEntry) -> list[TrustEntry]:
        found = [end]
        while found[-1].previous:
            found.append(self.by_name[found[-1].previous])
        return found

    def roles(self, who: bytes, seen: View, seq: int, shared: Mapping[bytes, int]) -> frozenset[Role]:
        """Of an entry of the general log, in a chain that has so many entries in common with those of other names."""
        whole = frozenset(self.entries)

        def held(right: str) -> bool:
            return any(
                all(
                    any(seq <= shared.get(row.name, row.seq) for row in cut if row.compartment == Compartment.GENERAL)
                    for loss in self.beating(gain, whole, who, right)
                    for cut in _cuts(loss, who, right)
                )
                for gain in self.gains(seen, whole, who, right)
            )

        return frozenset(role for role in Role if held(role.value)) if held("place") else frozenset()


def _gives(op: TrustOp, who: bytes, right: str) -> bool:
    if isinstance(op, Found | ReplaceRoot):
        return right == "root" and op.root == who
    if isinstance(op, Admit | Readmit | Grant) and op.identity == who:
        return right in op.roles or (right == "place" and not isinstance(op, Grant))
    return False


def _takes(one: TrustEntry, op: TrustOp, who: bytes, right: str) -> bool:
    if isinstance(op, ReplaceRoot):
        return right == "root" and one.log.identity == who
    if isinstance(op, Withdraw | Remove) and op.identity == who and right != "root":
        return isinstance(op, Remove) or right in op.roles
    return False


def _cuts(loss: TrustEntry, who: bytes, right: str) -> list[Cut]:
    return [op.cut for op in loss.ops if isinstance(op, Withdraw | Remove) and _takes(loss, op, who, right)]


@st.composite
def histories(draw: st.DrawFn, largest: int = 11) -> list[TrustEntry]:
    """People act on whatever they happened to have seen; some forget to be honest, forks included."""
    founded = entry(log("root"), None, [], FOUND, *(admit(who, frozenset(ROLES)) for who in PEOPLE[:3]))
    made = [founded]
    for _ in range(draw(st.integers(largest // 2, largest))):
        who = draw(st.sampled_from((*PEOPLE[:3], *PEOPLE[:3], *PEOPLE, "root", "root", "new root")))
        mine = [one for one in made if one.log == log(who)]
        forks = draw(st.integers(0, 9)) == 0
        last = (draw(st.sampled_from([None, *mine])) if forks else mine[-1]) if mine else None
        others = [one for one in made if one.log != log(who)]
        seen = draw(st.lists(st.sampled_from([founded, *others[-3:]]), unique=True, min_size=1, max_size=2))
        ops = draw(st.lists(_ops(made), min_size=1, max_size=2))
        made.append(entry(log(who), last, [one for one in seen if one.log != log(who)], *ops))
    return list(dict.fromkeys(made))


@st.composite
def _ops(draw: st.DrawFn, made: list[TrustEntry]) -> TrustOp:
    who = draw(st.sampled_from(PEOPLE))
    roles = draw(st.sampled_from([frozenset({Role.ADMIN}), frozenset({Role.MEMBER}), frozenset(ROLES)]))
    trust = draw(st.sampled_from([None, *(one for one in made if one.log == log(who))]))
    general = draw(st.integers(0, 3))
    ends = [CutAt(LIFE, Compartment.TRUST, trust.seq, trust.name)] if trust else []
    ends += [CutAt(LIFE, Compartment.GENERAL, general, told(who, general))] if general else []
    cut: Cut = tuple(ends)
    kinds: list[TrustOp] = [
        admit(who, roles), Grant(key(who), roles), Readmit(key(who), roles, record(who)),
        Withdraw(key(who), roles, cut), Remove(key(who), cut), Remove(key(who), cut),
        Number("members", key(who)), Erase(frozenset({record(who)})),
    ]  # fmt: skip
    if draw(st.integers(0, 9)) == 0:
        return ReplaceRoot(key(draw(st.sampled_from(("new root", "Dao")))))
    return draw(st.sampled_from(kinds))


def _sound(history: list[TrustEntry]) -> list[TrustEntry]:
    """Without entries that are void by their mere form, which the slow judge does not look at."""
    kept: list[TrustEntry] = []
    for one in history:
        replaced = [op.root for op in one.ops if isinstance(op, ReplaceRoot)]
        names = {other.name for other in kept}
        if len(replaced) < 2 and one.log.identity not in replaced and names.issuperset(one.parents):
            kept.append(one)
    return kept


@given(histories(), st.data())
def test_the_order_of_arrival_and_doubles_change_nothing(history: list[TrustEntry], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(history))
    assert Trust.of([*shuffled, *shuffled[:3]], NETWORK) == Trust.of(history, NETWORK)


@settings(max_examples=300, deadline=None)
@given(histories(9), st.data())
def test_everybodys_rights_are_those_of_the_slow_judge(history: list[TrustEntry], data: st.DataObject) -> None:
    entries = _sound(history)
    judge, trust = SlowJudge(entries), Trust.of(entries, NETWORK)
    assert {one.name for one in entries if not judge.has_authority(one)} == {
        name for name, why in trust.void.items() if why is not Void.CUT_OFF
    }
    heads = data.draw(st.lists(st.sampled_from(entries), min_size=1, max_size=2, unique=True))
    seen = frozenset(heads).union(*map(judge.before, heads))
    joined = join_names(one.name for one in heads)
    for who in PEOPLE:
        everything = frozenset(entries)
        shared = data.draw(st.dictionaries(st.sampled_from([told(who, seq) for seq in (1, 2, 3)]), st.integers(0, 3)))
        assert trust.roles(key(who)) == judge.roles(key(who), everything, 99, {}), who
        for seq in (1, 3, 99):
            fast = trust.roles_at(key(who), joined, log(who, Compartment.GENERAL), seq, shared.get)
            assert fast == judge.roles(key(who), seen, seq, shared), (who, seq)


@given(histories(), st.sampled_from(("Anong", "Boon", "root")), st.sampled_from(PEOPLE), st.booleans(), st.data())
def test_one_more_loss_never_gives_anybody_more(
    history: list[TrustEntry], by: str, who: str, wholly: bool, data: st.DataObject
) -> None:
    loss: TrustOp = Remove(key(who), ()) if wholly else Withdraw(key(who), frozenset({Role.ADMIN}), ())
    seen = data.draw(st.lists(st.sampled_from(history), min_size=1, max_size=2, unique=True))
    more = entry(log(by, life=b"elsewher"), None, seen, loss)
    few, many = Trust.of(history, NETWORK), Trust.of([*history, more], NETWORK)
    for one in history:
        for person in PEOPLE:
            general = log(person, Compartment.GENERAL)
            for seq in (1, 3, 99):
                less = many.roles_at(key(person), one.name, general, seq)
                assert less <= few.roles_at(key(person), one.name, general, seq)
    assert few.erased <= many.erased


@given(histories())
def test_an_entry_that_saw_everything_has_the_rights_of_now(history: list[TrustEntry]) -> None:
    trust = Trust.of(history, NETWORK)
    for who in PEOPLE:
        fresh = log(who, Compartment.GENERAL, life=b"new life")
        assert trust.roles_at(key(who), b"".join(trust.heads), fresh, 1) == trust.roles(key(who))


@given(histories())
def test_power_only_comes_down_from_the_root(history: list[TrustEntry]) -> None:
    """Whoever is an admin was made one by somebody with a chain of gifts from the root, losses aside."""
    powerful, kin = {key("root")}, -1
    while kin != len(powerful):
        kin = len(powerful)
        for one in history:
            if one.log.identity in powerful:
                powerful |= {op.root for op in one.ops if isinstance(op, ReplaceRoot)}
                gifts = [op for op in one.ops if isinstance(op, Admit | Grant | Readmit)]
                powerful |= {op.identity for op in gifts if Role.ADMIN in op.roles}
    assert Trust.of(history, NETWORK).admins <= powerful


@given(histories())
def test_what_a_member_or_stranger_writes_changes_nothing_but_the_list_of_the_void(history: list[TrustEntry]) -> None:
    before = Trust.of(history, NETWORK)
    ops = (admit("Mallory", frozenset(ROLES)), Remove(key("Anong"), ()), Number("members", key("Mallory")))
    added = entry(log("Mallory"), None, history[-1:], *ops, Erase(frozenset({record("all")})))
    after = Trust.of([*history, added], NETWORK)
    assert after.void == {**before.void, added.name: after.void[added.name]}
    assert (after.identities, after.erased, after.givers) == (before.identities, before.erased, before.givers)
