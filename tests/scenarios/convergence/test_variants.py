"""Every broken store is caught, by the property that is meant for it; the real one passes the same scenes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import permutations

import pytest

from netterm.model.kinds import Value
from netterm.store import Gap, Refused, Replica, batches
from netterm.store.entries import Head
from netterm.store.erasure import stubbed
from tests.scenarios.convergence import variants
from tests.scenarios.convergence.faults import Point, PowerCuts
from tests.scenarios.convergence.oracle import told
from tests.scenarios.convergence.properties import BrokenPromiseError, Letters, Property, Saved, everything, need
from tests.scenarios.convergence.variants import Variant
from tests.store.laptops import GENERAL, YEAR, Clock, kill, laptops, pull, reopen, settle
from tests.store.test_volume import Pen

Scene = Callable[[], None]


def _meeting(replica: Replica, *others: Replica) -> bytes:
    with replica.action() as act:
        id = act.add("meeting", {"name": "ก"})
    for other in others:
        pull(other, replica)
    return id


def _put(replica: Replica, id: bytes, value: Value, field: str = "name") -> Saved:
    with replica.action() as act:
        act.set("meeting", id, {field: value})
    return Saved(_newest(replica), ("meeting", id, field), value)


def _newest(replica: Replica) -> bytes:
    own: list[Head] = [head for head in replica.heads(GENERAL) if head.log == replica.author.log(GENERAL)]
    return own[0].name


def two_edit_one_field_and_sync_both_ways() -> None:
    with laptops(3) as replicas:
        id = _meeting(replicas[0], *replicas[1:])
        saved = [_put(replica, id, name) for replica, name in zip(replicas, "abc", strict=True)]
        settle(*replicas)
        everything(replicas, saved)


def the_power_goes_right_after_saved_was_shown() -> None:
    with laptops(1) as (ours,):
        id = _meeting(ours)
        with ours.general.database.lock:
            saved = [_put(ours, id, "a")]
        disk = {path: path.read_bytes() for path in ours.directory.glob("*.db*") if not path.name.endswith("-shm")}
        kill(ours)
        for path, content in disk.items():
            path.write_bytes(content)
        again = reopen(ours.directory)
        try:
            need(Property.SAVED, saved[0].entry in told(again, GENERAL), "it went with the power")
            everything([again], saved)
        finally:
            again.close()


def somebody_rewrites_a_log_from_its_middle() -> None:
    with laptops(2) as (ours, other):
        pen = Pen(ours, 1)
        first, elsewhere = pen.put(None, "a"), pen.put(None, "never sent")
        for replica in (ours, other):
            replica.merge(GENERAL, pen.batch([first]))
        with suppress(Gap, Refused):
            ours.merge(GENERAL, pen.batch([pen.put(elsewhere, "b")]))
        everything([ours, other])


def one_edit_follows_another() -> None:
    with laptops(2) as (ours, theirs):
        id = _meeting(ours, theirs)
        saved = [_put(ours, id, "a")]
        pull(theirs, ours)
        saved.append(_put(theirs, id, "b"))
        settle(ours, theirs)
        everything([ours, theirs], saved)


def somebody_writes_under_anothers_name() -> None:
    with laptops(2) as (ours, theirs):
        honest, forger = Pen(ours, 1), Pen(ours, 0)
        forged = honest.put(None, "forged")
        batch = batches.single(GENERAL, [(0, forged)], [forger.sign(forged)])
        with suppress(Refused):
            ours.merge(GENERAL, batch)
        need(Property.FORGERY, not [record for record in ours.list("meeting") if record["name"] == "forged"])
        everything([ours, theirs])


def somebody_leaves_out_what_nobody_erased() -> None:
    with laptops(3) as (ours, theirs, third):
        id = _meeting(ours, theirs, third)
        saved = [_put(ours, id, "a")]
        ((batch, _),) = ours.outgoing(GENERAL, theirs.heads(GENERAL))
        pairs = []
        for run, entry, _ in batches.read(batch, ours.network).entries:
            pairs.append((run, stubbed(entry, {id})))
        stubs = batches.single(GENERAL, pairs, batches.read(batch, ours.network).signatures)
        with suppress(Refused):
            theirs.merge(GENERAL, stubs)
        settle(ours, theirs, third)
        for replica in (ours, theirs, third):
            record = replica.get("meeting", id)
            need(Property.SAVED, record is not None and record["name"] == "a", "hidden")
        everything([ours, theirs, third], saved)


def two_type_on_one_laptop_at_once() -> None:
    with laptops(2) as (ours, theirs):
        with ours.action() as act:
            id = act.add("item", {"name": "i"})
        sessions = [ours.text("item", id, "body") for _ in range(2)]
        letters = []
        for session, word in zip(sessions, ("‹1›", "‹2›"), strict=True):
            session.insert(0, word)
            session.commit()
            letters.append(Letters(word, ("item", id, "body"), _newest(ours)))
        settle(ours, theirs)
        everything([ours, theirs], letters=letters)


def the_same_happens_under_other_clocks() -> None:
    winners = {_winners(years) for years in permutations((0, 56, 129))}
    need(Property.CLOCKS, winners == {("long", "last")}, winners)


def _winners(years: Sequence[int]) -> tuple[object, ...]:
    """A longer history beats a shorter, and who saw a value replaces it: on laptops whose clocks are decades apart."""
    with laptops(3) as replicas:
        for replica, year in zip(replicas, years, strict=True):
            replica._clock = Clock(year * YEAR)
        a, b, c = replicas
        id = bytes(range(16))
        with a.action() as act:
            act.add("meeting", {"name": "first", "place": "first"}, id=id)
        for other in (b, c):
            pull(other, a)
        for seats in (1, 2, 3):
            _put(b, id, seats, "seats")
        _put(b, id, "long")
        _put(c, id, "short")
        settle(*replicas)
        for replica, place in ((a, "seen"), (c, "seen too"), (b, "last")):
            _put(replica, id, place, "place")
            settle(*replicas)
        record = b.get("meeting", id)
        assert record is not None
        return record["name"], record["place"]


def batches_come_in_the_wrong_order() -> None:
    with laptops(3) as (ours, theirs, third):
        id = _meeting(ours, theirs, third)
        before = third.heads(GENERAL)
        saved = [_put(ours, id, "a")]
        ((first, _),) = ours.outgoing(GENERAL, before)
        pull(theirs, ours)
        heads = theirs.heads(GENERAL)
        saved.append(_put(theirs, id, 5, "seats"))
        ((second, _),) = theirs.outgoing(GENERAL, heads)
        for batch in (second, first, second):
            try:
                third.merge(GENERAL, batch)
            except Gap:
                continue
            everything([third])
        settle(ours, theirs, third)
        everything([ours, theirs, third], saved)


CASES: dict[Callable[[], Variant], tuple[Scene, Property]] = {
    variants.ties_by_arrival_order: (two_edit_one_field_and_sync_both_ways, Property.EQUAL),
    variants.saved_shown_before_commit: (the_power_goes_right_after_saved_was_shown, Property.SAVED),
    variants.chain_unchecked: (somebody_rewrites_a_log_from_its_middle, Property.VERIFIED),
    variants.replaces_ignored: (one_edit_follows_another, Property.ORACLE),
    variants.signature_unchecked: (somebody_writes_under_anothers_name, Property.FORGERY),
    variants.stub_without_erasure: (somebody_leaves_out_what_nobody_erased, Property.SAVED),
    variants.text_peer_reused: (two_type_on_one_laptop_at_once, Property.LETTERS),
    variants.clock_used_for_order: (the_same_happens_under_other_clocks, Property.CLOCKS),
    variants.gap_applied: (batches_come_in_the_wrong_order, Property.VERIFIED),
}
EACH = pytest.mark.parametrize(("variant", "scene", "broken"), [
    pytest.param(variant, *case, id=variant.__name__) for variant, case in CASES.items()
])  # fmt: skip


@EACH
def test_a_broken_store_is_caught_by_the_property_meant_for_it(
    variant: Callable[[], Variant], scene: Scene, broken: Property
) -> None:
    with laptops(1):
        pass  # the networks of these scenes start from a sound one
    with variant(), pytest.raises(BrokenPromiseError) as caught:
        scene()
    assert caught.value.property is broken, caught.value


@EACH
def test_the_store_itself_passes_the_same_scene(variant: Callable[[], Variant], scene: Scene, broken: Property) -> None:
    scene()


@pytest.mark.parametrize("point", Point)
@pytest.mark.parametrize("doing", ["edit", "merge"])
def test_a_power_cut_at_any_point_leaves_all_or_nothing(point: Point, doing: str) -> None:
    with laptops(2) as (ours, theirs), PowerCuts().installed() as cuts:
        id = _meeting(ours, theirs)
        _put(theirs, id, "theirs")
        before = told(ours, GENERAL)
        cut = cuts.at(point, ours, lambda: _put(ours, id, "a") if doing == "edit" else pull(ours, theirs))
        assert cut
        again = reopen(ours.directory)
        try:
            after = told(again, GENERAL)
            assert (after.keys() > before.keys()) == (point is Point.COMMITTED)
            assert (after == before) == (point is not Point.COMMITTED)
            settle(again, theirs)
            everything([again, theirs])
        finally:
            again.close()
