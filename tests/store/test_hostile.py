"""What a member with a valid key may send that no honest program writes: it harms nobody, and nobody else is blamed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netterm.model import declare as d
from netterm.model.kinds import Value
from netterm.store import batches
from netterm.store.entries import VERSION, Gap, Op, Refused, join_versions, pack_delete, pack_put
from netterm.store.replica import Replica
from netterm.store.segments import MAX_WALL
from netterm.store.volume import TooLarge
from tests.store.laptops import GENERAL, SCHEMA, TRUST, digests, laptops, pull, reopen, settle
from tests.store.test_volume import MEETING, OTHER, Pen

DECLARED_MEETING = SCHEMA["meeting"]


def put(fields: dict[str, Value], replaces: dict[str, bytes] | None = None, *, entity: str = "meeting") -> Op:
    return Op(MEETING, pack_put(entity, fields, replaces or {}))


def version(pen: Pen, entry: object) -> bytes:
    return entry.name(pen.network)[:VERSION]  # type: ignore[attr-defined,no-any-return]  # an Entry


def name_of(replica: Replica) -> object:
    record = replica.get("meeting", MEETING)
    return None if record is None else record["name"]


@pytest.mark.parametrize("seq", [2, 4, 1000, 2**32 - 1])
def test_a_number_that_does_not_follow_is_refused(seq: int) -> None:
    with laptops(2) as (ours, _):
        pen = Pen(ours, 1)
        first = pen.put(None, "a")
        second = pen.put(first, "b")
        ours.merge(GENERAL, pen.batch([first, second]))
        before = digests(ours)
        with pytest.raises(Refused):
            ours.merge(GENERAL, pen.batch([pen.put(second, "c")._replace(seq=seq)]))
        assert digests(ours) == before
        assert ours.verify().clean


def test_a_log_cannot_begin_behind_somebody_elses_entry() -> None:
    with laptops(2) as (ours, theirs):
        with ours.action() as act:
            act.add("meeting", {"name": "x"})
        settle(ours, theirs)
        (head,) = [head for head in ours.heads(GENERAL) if head.log.identity == ours.identity][:1]
        pen = Pen(ours, 1)
        stray = pen.put(None, "z")._replace(seq=head.seq + 1, previous=head.name)
        with pytest.raises(Refused):
            ours.merge(GENERAL, pen.batch([stray]))


def test_nor_behind_one_that_comes_with_it_or_is_of_another_compartment() -> None:
    with laptops(2) as (ours, _):
        pen, other = Pen(ours, 1), Pen(ours, 0)
        first = other.put(None, "honest")
        stray = pen.put(None, "z")._replace(seq=2, previous=first.name(ours.network))
        (trusted, *_) = ours.heads(TRUST)
        strange = pen.put(None, "z")._replace(seq=trusted.seq + 1, previous=trusted.name)
        before = digests(ours)
        runs = [(0, first), (1, stray)]
        with pytest.raises(Refused):
            ours.merge(GENERAL, batches.single(GENERAL, runs, [other.sign(first), pen.sign(stray)]))
        with pytest.raises(Refused):
            ours.merge(GENERAL, pen.batch([strange]))
        assert digests(ours) == before


@pytest.mark.parametrize("wall", [-1, -(2**63), MAX_WALL + 1, 2**63 - 1])
def test_a_clock_beyond_all_dates_is_refused(wall: int) -> None:
    with laptops(2) as (ours, _):
        pen = Pen(ours, 1)
        with pytest.raises(Refused):
            ours.merge(GENERAL, pen.batch([pen.entry(None, put({"name": "x"}), wall=wall)]))


def test_one_record_id_under_two_entities_is_two_records() -> None:
    with laptops(3) as (first, second, _):
        one, two = Pen(first, 1), Pen(first, 2)
        sent = [
            pen.batch([pen.entry(None, put({"name": name}), put({"name": name}, entity="item"))])
            for pen, name in ((one, "x"), (two, "y"))
        ]
        for batch in sent:
            first.merge(GENERAL, batch)
        for batch in reversed(sent):
            second.merge(GENERAL, batch)
        assert first.digest(GENERAL) == second.digest(GENERAL)
        assert {conflict.entity for conflict in first.conflicts()} == {"meeting", "item"}


def test_what_replaces_something_unknown_waits_for_it() -> None:
    with laptops(3) as (ours, _, _third):
        honest, evil = Pen(ours, 1), Pen(ours, 2)
        base = honest.put(None, "base")
        later = honest.put(base, "honest", replaces=version(honest, base))
        both = join_versions([version(honest, base), version(honest, later)])
        padding = [evil.entry(None, Op(OTHER, pack_put("meeting", {"seats": 1}, {})), seen=[base])]
        for seats in range(2, 6):
            padding.append(evil.entry(padding[-1], Op(OTHER, pack_put("meeting", {"seats": seats}, {}))))
        claims = evil.entry(padding[-1], put({"name": "evil"}, {"name": both}))
        ours.merge(GENERAL, honest.batch([base]))
        with pytest.raises(Gap):
            ours.merge(GENERAL, evil.batch([*padding, claims]))
        ours.merge(GENERAL, honest.batch([later]))
        ours.merge(GENERAL, evil.batch([*padding, claims]))
        assert (name_of(ours), [c for c in ours.conflicts() if c.field == "name"]) == ("evil", [])


def test_what_replaces_something_not_before_it_is_kept_but_does_not_count() -> None:
    with laptops(3) as (ours, _, _third):
        honest, evil = Pen(ours, 1), Pen(ours, 2)
        base = honest.put(None, "base")
        later = honest.put(base, "honest", replaces=version(honest, base))
        claims = evil.entry(None, put({"name": "evil"}, {"name": version(honest, later)}))
        ours.merge(GENERAL, honest.batch([base, later]))
        assert ours.merge(GENERAL, evil.batch([claims])).refused == 1
        assert name_of(ours) == "honest"


def test_an_entry_that_says_two_things_of_one_field_does_not_count() -> None:
    with laptops(2) as (ours, _):
        pen = Pen(ours, 1)
        assert ours.merge(GENERAL, pen.batch([pen.entry(None, put({"name": "a"}), put({"name": "b"}))])).refused == 1
        assert name_of(ours) is None


def test_a_deletion_of_nothing_does_not_count() -> None:
    with laptops(2) as (ours, _):
        pen = Pen(ours, 1)
        assert ours.merge(GENERAL, pen.batch([pen.entry(None, Op(MEETING, pack_delete("meeting", b"")))])).refused == 1
        assert name_of(ours) is None


def test_whatever_was_taken_in_can_be_handed_on() -> None:
    with laptops(3) as (ours, theirs, _):
        pen = Pen(ours, 1)
        entry = None
        for _round in range(2):
            ops = [Op(MEETING, pack_delete("meeting", bytes([1]) * VERSION)) for _ in range(20_000)]
            entry = pen.entry(entry, *ops)
            ours.merge(GENERAL, pen.batch([entry]))
        for part in range(2):
            pens = [Pen(ours, 1, number.to_bytes(8, "big")) for number in range(part * 600, part * 600 + 600)]
            runs = [(number, each.put(None, "x")) for number, each in enumerate(pens)]
            ours.merge(GENERAL, batches.single(GENERAL, runs, [pen.sign(entry) for _, entry in runs]))
        pull(theirs, ours)
        assert theirs.heads(GENERAL) == ours.heads(GENERAL)


def test_more_than_a_peer_would_take_is_not_written_and_a_large_import_is_split() -> None:
    with laptops(2) as (ours, theirs):
        settle(ours, theirs)
        before = digests(ours)
        with pytest.raises(TooLarge):
            ours.write_text(GENERAL, Op(MEETING, b"\x00" * (5 << 20)))
        assert digests(ours) == before
        with ours.action() as act:
            for _ in range(3_000):
                act.add("meeting", {"name": "ก" * 900})
        pull(theirs, ours)
        assert theirs.count("meeting") == ours.count("meeting") == 3_000


def test_a_yes_or_no_waits_the_same_however_it_came() -> None:
    agreed = replace(d.flag("agreed", "ตกลง", "Agreed"))
    entities = [entity for entity in SCHEMA.entities if entity.name != "meeting"]
    schema = d.Schema([*entities, replace(DECLARED_MEETING, fields=(*DECLARED_MEETING.fields, agreed))])
    with laptops(4, schema=schema) as (first, second, _, _fourth):
        pens = [Pen(first, number) for number in (1, 2, 3)]
        sent = [
            pen.batch([pen.entry(None, put({"agreed": yes}))])
            for pen, yes in zip(pens, (True, False, True), strict=True)
        ]
        for batch in sent:
            first.merge(GENERAL, batch)
        for batch in reversed(sent):
            second.merge(GENERAL, batch)
        assert first.digest(GENERAL) == second.digest(GENERAL)
        assert first.verify().clean


def test_a_rule_that_a_new_version_brings_is_judged_by_after_the_upgrade() -> None:
    stage = DECLARED_MEETING["stage"]
    freer = replace(stage, moves={**stage.moves, "draft": frozenset({"open", "void", "closed"})})
    fields = tuple(freer if f.name == "stage" else f for f in DECLARED_MEETING.fields)
    entities = [entity for entity in SCHEMA.entities if entity.name != "meeting"]
    newer = d.Schema([*entities, replace(DECLARED_MEETING, fields=fields)])
    with laptops(2) as (ours, _):
        pen = Pen(ours, 1)
        draft = pen.entry(None, put({"stage": "draft"}))
        closed = pen.entry(draft, put({"stage": "closed"}, {"stage": version(pen, draft)}))
        assert ours.merge(GENERAL, pen.batch([draft, closed])).refused == 1
        ours.close()
        with reopen(ours.directory, schema=newer) as upgraded:
            record = upgraded.get("meeting", MEETING)
            assert record is not None
            assert record["stage"] == "closed"
