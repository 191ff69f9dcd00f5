"""Volumes: how batches are linked into logs, forks included, and what a peer lacks."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from netterm.model.kinds import Compartment, Role
from netterm.store import Gap, Replica, batches
from netterm.store.entries import (
    NAME,
    SIGNED,
    VERSION,
    Entry,
    Log,
    Op,
    Refused,
    join_names,
    pack_put,
    pack_text,
    text_peer,
    versions,
)
from tests.store.laptops import GENERAL, OLDER, TRUST, digests, key, kill, laptops, pull, reopen, settle

LIFE = b"life two"
MEETING, OTHER = b"meeting" + bytes(9), b"another" + bytes(9)


class Pen:
    """Writes entries of one laptop's key by hand, honest or not, outside any replica."""

    def __init__(self, replica: Replica, number: int, life: bytes = LIFE) -> None:
        self.key = key(f"laptop {number}")
        self.network = replica.network
        self.trust = join_names(replica.trust.heads)
        self.log = Log(self.key.public_key().public_bytes_raw(), life, GENERAL)

    def entry(self, after: Entry | None, *ops: Op, seen: Sequence[Entry] = (), wall: int = 0) -> Entry:
        previous, seq = (after.name(self.network), after.seq + 1) if after else (b"", 1)
        told = join_names(each.name(self.network) for each in seen)
        return Entry(self.log, seq, previous, self.trust, told, wall, bytes(15) + bytes([seq]), ops)

    def put(self, after: Entry | None, name: str, *, replaces: bytes = b"", seen: Sequence[Entry] = ()) -> Entry:
        return self.entry(after, Op(MEETING, pack_put("meeting", {"name": name}, {"name": replaces})), seen=seen)

    def batch(self, *runs: Sequence[Entry]) -> bytes:
        """Runs one after the other, each signed at its end."""
        pairs = [(number, entry) for number, run in enumerate(runs) for entry in run]
        return batches.single(self.log.compartment, pairs, [self.sign(run[-1]) for run in runs])

    def sign(self, entry: Entry) -> bytes:
        return self.key.sign(SIGNED + entry.header(self.network))


def heads_of(replica: Replica, log: Log) -> list[tuple[int, bytes]]:
    return [(head.seq, head.name) for head in replica.heads(GENERAL) if head.log == log]


class TestLinking:
    def test_the_same_batch_again_changes_nothing(self) -> None:
        with laptops(2) as (ours, theirs):
            with theirs.action() as act:
                act.add("meeting", {"name": "x"})
            ((batch, _),) = theirs.outgoing(GENERAL, ours.heads(GENERAL))
            assert ours.merge(GENERAL, batch).new == 1
            before = digests(ours)
            assert ours.merge(GENERAL, batch).new == 0
            assert digests(ours) == before == digests(theirs)

    def test_what_hangs_in_the_air_is_a_gap_and_changes_nothing(self) -> None:
        with laptops(2) as (ours, _):
            pen = Pen(ours, 1)
            first = pen.put(None, "a")
            second, third = pen.put(first, "b"), pen.put(None, "c", seen=[first])
            before = digests(ours)
            for run in ([second], [third]):
                with pytest.raises(Gap):
                    ours.merge(GENERAL, pen.batch(run))
            assert digests(ours) == before

    def test_an_unknown_trust_head_is_a_gap(self) -> None:
        with laptops(2) as (ours, _):
            pen = Pen(ours, 1)
            pen.trust = bytes(NAME)
            with pytest.raises(Gap):
                ours.merge(GENERAL, pen.batch([pen.put(None, "a")]))

    def test_a_strangers_entry_is_a_gap(self) -> None:
        with laptops(2) as (ours, _):
            pen = Pen(ours, 99)
            with pytest.raises(Gap):
                ours.merge(GENERAL, pen.batch([pen.put(None, "a")]))

    def test_a_wrong_signature_over_the_last_of_a_run_is_refused(self) -> None:
        with laptops(2) as (ours, _):
            pen = Pen(ours, 1)
            one = pen.put(None, "a")
            two = pen.put(one, "b")
            forged = batches.single(GENERAL, [(0, one), (0, two)], [pen.sign(one)])
            before = digests(ours)
            with pytest.raises(Refused):
                ours.merge(GENERAL, forged)
            assert digests(ours) == before

    def test_a_batch_of_another_compartment_than_it_was_sent_for_is_refused(self) -> None:
        with laptops(2) as (ours, _):
            pen = Pen(ours, 1)
            with pytest.raises(Refused):
                ours.merge(TRUST, pen.batch([pen.put(None, "a")]))


class TestForks:
    """One number of one log given twice: both branches count, in every order in which they may come."""

    def fork(self, pen: Pen) -> tuple[Entry, list[Entry], list[Entry]]:
        root = pen.put(None, "root")
        left = [pen.put(root, "left")]
        right = [pen.put(root, "right")]
        left.append(pen.put(left[0], "left again", replaces=left[0].name(pen.network)[:VERSION]))
        return root, left, right

    def test_both_branches_are_kept_and_both_values_stand_beside_each_other(self) -> None:
        with laptops(2) as (ours, _):
            pen = Pen(ours, 1)
            root, left, right = self.fork(pen)
            ours.merge(GENERAL, pen.batch([root, *left]))
            ours.merge(GENERAL, pen.batch([root, *right]))
            assert len(heads_of(ours, pen.log)) == 2
            (conflict,) = ours.conflicts()
            values = {conflict.shown.value, *(other.value for other in conflict.others)}
            assert values == {"root", "left again", "right"}
            assert ours.verify().clean

    @pytest.mark.parametrize("order", ["one batch", "two runs behind the same head", "branch by branch", "right first"])
    def test_a_newcomer_takes_a_forked_log_in(self, order: str) -> None:
        with laptops(3) as (ours, other, _):
            pen = Pen(ours, 1)
            root, left, right = self.fork(pen)
            other.merge(GENERAL, pen.batch([root, *left]))
            other.merge(GENERAL, pen.batch([root, *right]))
            if order == "one batch":
                ours.merge(GENERAL, pen.batch([root, *left], right))
            elif order == "two runs behind the same head":
                ours.merge(GENERAL, pen.batch([root]))
                ours.merge(GENERAL, pen.batch(left, right))
            elif order == "right first":
                ours.merge(GENERAL, pen.batch([root, *right]))
                ours.merge(GENERAL, pen.batch([root, *left]))
            pull(ours, other)
            assert digests(ours) == digests(other)
            assert ours.verify().clean

    def test_one_run_sent_twice_in_a_batch_counts_once(self) -> None:
        with laptops(2) as (ours, other):
            pen = Pen(ours, 1)
            one = pen.put(None, "a")
            ours.merge(GENERAL, pen.batch([one], [one]))
            other.merge(GENERAL, pen.batch([one]))
            assert digests(ours) == digests(other)

    def test_text_on_both_branches_gives_one_text_everywhere(self) -> None:
        with laptops(2) as (ours, other):
            pen = Pen(ours, 1)
            made = pen.entry(None, Op(MEETING, pack_put("item", {"name": "i"}, {})))
            whole = _typed(text_peer(pen.log, bytes(16)), "ab", "cd")
            left = pen.entry(made, Op(MEETING, pack_text("item", "body", bytes(16), whole[0])))
            right = pen.entry(made, Op(MEETING, pack_text("item", "body", bytes(16), whole[1])))
            ours.merge(GENERAL, pen.batch([made, left]))
            ours.merge(GENERAL, pen.batch([made, right]))
            other.merge(GENERAL, pen.batch([made, right]))
            other.merge(GENERAL, pen.batch([made, left]))
            assert digests(ours) == digests(other)
            assert ours.verify().clean
            assert other.verify().clean


def _typed(peer: int, *parts: str) -> list[bytes]:
    """Updates of one Loro peer, one for each part typed after the other."""
    from loro import CounterSpan, ExportMode, IdSpan, LoroDoc

    document = LoroDoc()  # type: ignore[no-untyped-call]  # the stub says no types
    document.peer_id = peer
    updates, at = [], 0
    for part in parts:
        document.get_text("t").insert(at, part)
        document.commit()
        span = IdSpan(peer, CounterSpan(at, at + len(part)))
        updates.append(document.export(ExportMode.UpdatesInRange([span])))
        at += len(part)
    return updates


class TestWhatAPeerLacks:
    def test_is_counted_and_sent_in_causal_order(self) -> None:
        with laptops(3) as (ours, theirs, third):
            for replica, name in ((ours, "a"), (theirs, "b"), (ours, "c")):
                with replica.action() as act:
                    act.add("meeting", {"name": name})
                pull(theirs, ours)
                pull(ours, theirs)
            total = theirs.outstanding(GENERAL, third.heads(GENERAL))
            assert total.entries == 3
            assert total.size > 0
            pull(third, theirs)
            assert digests(third) == digests(ours)
            assert theirs.outstanding(GENERAL, third.heads(GENERAL)).entries == 0

    def test_is_split_into_batches_that_each_end_signed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("netterm.store.gathering.BATCH_ENTRIES", 2)
        with laptops(2) as (ours, theirs):
            for name in "abcde":
                with theirs.action() as act:
                    act.add("meeting", {"name": name})
            sent = [batch for batch, _ in theirs.outgoing(GENERAL, ours.heads(GENERAL))]
            assert [len(list(batches.read(each, ours.network).entries)) for each in sent] == [2, 2, 1]
            for batch in sent:
                ours.merge(GENERAL, batch)
            assert digests(ours) == digests(theirs)

    def test_is_everything_for_one_whose_head_is_unknown(self) -> None:
        with laptops(2) as (ours, theirs):
            pen = Pen(ours, 1)
            first = pen.put(None, "a")
            ours.merge(GENERAL, pen.batch([first, pen.put(first, "b")]))
            theirs.merge(GENERAL, pen.batch([first, pen.put(first, "c")]))
            settle(ours, theirs)
            assert digests(ours) == digests(theirs)


class TestOwnEntries:
    def test_name_what_was_heard_since_the_one_before(self) -> None:
        with laptops(2) as (ours, theirs):
            with theirs.action() as act:
                act.add("meeting", {"name": "a"})
            pull(ours, theirs)
            for _ in range(2):
                with ours.action() as act:
                    act.add("meeting", {"name": "b"})
            ((batch, _),) = ours.outgoing(GENERAL, theirs.heads(GENERAL))
            first, second = (entry for _, entry, _ in batches.read(batch, ours.network).entries)
            (head,) = (h for h in theirs.heads(GENERAL) if h.log.incarnation == theirs.incarnation)
            assert head.name in first.data_seen
            assert second.data_seen == b""
            assert second.lamport == first.lamport + 1

    def test_that_break_a_rule_are_refused_in_a_sentence_and_leave_nothing(self) -> None:
        from netterm.errors import Failure

        with laptops(2) as (ours, _):
            with ours.action() as act:
                id = act.add("meeting", {"name": "a"})
            before = digests(ours)
            version = ours.get("meeting", id).versions["stage"]  # type: ignore[union-attr]  # it was just added
            op = Op(id, pack_put("meeting", {"stage": "closed"}, {"stage": version}))
            with pytest.raises(Failure, match="moves a state"):
                ours._write(GENERAL, lambda: [op])
            assert digests(ours) == before


class TestRebuilding:
    def test_makes_the_same_tables(self) -> None:
        with laptops(2) as (ours, theirs):
            with ours.action() as act:
                id = act.add("meeting", {"name": "a", "tags": ("x", "y")})
            pull(theirs, ours)
            for replica, name in ((ours, "b"), (theirs, "c")):
                with replica.action() as act:
                    act.set("meeting", id, {"name": name})
            settle(ours, theirs)
            before = digests(ours)
            with ours.general.write() as connection:
                ours.general.rebuild(connection)
            assert digests(ours) == before == digests(theirs)
            assert ours.list("meeting", text="c") == theirs.list("meeting", text="c")

    def test_begins_no_new_life(self) -> None:
        with laptops(1) as (ours,):
            life = ours.incarnation
            assert ours.verify().clean
            ours.close()
            again = reopen(ours.directory)
            assert again.incarnation == life
            kill(again)


def test_a_peer_that_sends_our_own_entries_back_is_no_sign_of_a_copy() -> None:
    with laptops(3) as (ours, theirs, _):
        with ours.action() as act:
            act.add("meeting", {"name": "a"})
        stale = ours.heads(GENERAL)
        life = ours.incarnation
        with ours.action() as act:
            act.add("meeting", {"name": "b"})
        pull(theirs, ours)
        with theirs.action() as act:
            act.add("meeting", {"name": "c"})
        for batch, _ in theirs.outgoing(GENERAL, stale):
            assert ours.merge(GENERAL, batch).new == 1
        assert ours.incarnation == life


def test_a_transaction_that_fails_late_takes_what_was_learnt_of_trust_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from netterm.store.trust_ops import Grant, encode

    with laptops(2) as (ours, theirs):
        theirs.write_trust([encode(Grant(ours.identity, frozenset({Role.REGISTRAR})))])
        ((batch, _),) = theirs.outgoing(TRUST, ours.heads(TRUST))
        heads = ours.trust.heads

        def full(*_: object) -> bool:
            raise OSError("full")

        monkeypatch.setattr(Replica, "_judge_anew", full)
        with pytest.raises(OSError, match="full"):
            ours.merge(TRUST, batch)
        assert ours.trust.heads == heads


def test_versions_and_names_are_told_apart_by_their_length() -> None:
    assert versions(bytes(40)) == (bytes(20), bytes(20))
    assert Compartment.GENERAL is GENERAL


def test_another_version_of_the_model_builds_the_tables_anew_with_everybodys_rights() -> None:
    with laptops(2) as (ours, theirs):
        with ours.action() as act:
            id = act.add("meeting", {"name": "a", "place": "hall"})
        pull(theirs, ours)
        before = digests(ours)
        ours.close()
        older = reopen(ours.directory, schema=OLDER)
        assert [record["name"] for record in older.list("meeting")] == ["a"]
        older.close()
        again = reopen(ours.directory)
        assert again.get("meeting", id) == theirs.get("meeting", id)
        assert digests(again) == before == digests(theirs)
        kill(again)
