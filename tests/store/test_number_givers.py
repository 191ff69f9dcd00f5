"""Whose numbers count: the one number-giver of a series, as the trust log stood for the entry."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netterm.store.entries import join_names
from netterm.store.numbers import counts
from netterm.store.trust import Trust
from netterm.store.trust_ops import Number, Remove, TrustEntry
from tests.store.test_trust import Network, key
from tests.store.test_trust_properties import NETWORK, SlowJudge, _sound, histories


def giver(net: Network, *seen: TrustEntry, series: str = "members") -> bytes | None:
    return net.trust.number_giver_at(series, join_names(one.name for one in seen))


def test_numbers_are_the_founders_until_the_hand_over_was_seen() -> None:
    net = Network("Boon")
    over = net.write("Anong", Number("members", key("Boon")))
    back = net.write("Boon", Number("members", key("Anong")))
    assert [giver(net, one) for one in (net.first, over, back)] == [key("Anong"), key("Boon"), key("Anong")]
    assert giver(net, over, series="letters") == key("Anong")


def test_of_two_hand_overs_that_were_both_seen_the_one_after_the_other_holds() -> None:
    net = Network("Boon", "Chai")
    one = net.write("Boon", Number("members", key("Boon")), seen=[net.first])
    other = net.write("Chai", Number("members", key("Chai")), seen=[net.first])
    both = max((one, other), key=lambda entry: entry.name)
    assert giver(net, one) == key("Boon")
    assert giver(net, other) == key("Chai")
    assert giver(net, one, other) == both.log.identity
    last = net.write("Anong", Number("members", key("Anong")))
    assert giver(net, last) == giver(net, last, one) == key("Anong")


def test_a_hand_over_by_somebody_who_had_lost_the_right_to_it_never_counts() -> None:
    net = Network("Boon")
    net.write("Anong", Remove(key("Boon"), ()))
    late = net.write("Boon", Number("members", key("Boon")), seen=[net.first])
    assert giver(net, late) == key("Anong")


def test_before_the_founding_is_known_there_is_no_giver() -> None:
    assert Trust.of([], Network().id).number_giver_at("members", b"") is None


def test_what_was_not_seen_gives_nothing() -> None:
    net = Network("Boon")
    net.write("Anong", Number("members", key("Boon")))
    assert net.trust.number_giver_at("members", b"") == key("Anong")
    assert net.trust.number_giver_at("members", bytes(36)) == key("Anong")


@settings(max_examples=80, deadline=None)
@given(histories(9), st.data())
def test_the_giver_is_that_of_the_slow_judge(history: list[TrustEntry], data: st.DataObject) -> None:
    entries = _sound(history)
    judge, trust, everything = SlowJudge(entries), Trust.of(entries, NETWORK), frozenset(entries)
    heads = data.draw(st.lists(st.sampled_from(entries), min_size=1, max_size=2, unique=True))
    seen = frozenset(heads).union(*map(judge.before, heads))
    overs = [
        one for one in seen
        if judge.stands(one, everything) and any(isinstance(op, Number) and op.series == "members" for op in one.ops)
    ]  # fmt: skip
    latest = [one for one in overs if not any(one in judge.before(other) for other in overs)]
    expected = trust.founder
    if latest:
        chosen = max(latest, key=lambda one: (judge.may(one, everything, "root"), one.name))
        expected = [op.identity for op in chosen.ops if isinstance(op, Number)][-1]
    assert trust.number_giver_at("members", join_names(one.name for one in heads)) == expected


@given(histories())
def test_for_an_entry_that_saw_everything_it_is_the_giver_of_now(history: list[TrustEntry]) -> None:
    trust = Trust.of(history, NETWORK)
    now = trust.number_giver_at("members", b"".join(trust.heads))
    assert trust.number_giver("members") == (now if now is not None and trust.roles(now) else None)


@pytest.mark.parametrize(
    ("value", "replaced", "is_fine"),
    [(7, (), False), (7, (6,), False), (7, (7,), True), (7, (6, 7), True), (None, (7,), False), (None, (), True)],
)
def test_others_than_the_giver_only_write_again_what_stood_there(
    value: int | None, replaced: tuple[int, ...], is_fine: bool
) -> None:
    assert counts(value, replaced, by_giver=False) is is_fine
    assert counts(value, replaced, by_giver=True)
