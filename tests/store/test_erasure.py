"""Erasure: what was erased is gone from every replica that has heard of it, every chain still verifies, nobody lies."""

from __future__ import annotations

from itertools import permutations

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from netterm.store import Replica, batches
from netterm.store.entries import SEED, Op, Refused, pack_put
from netterm.store.erasure import Erased, StubWithoutErasure, stubbed
from netterm.store.trust_ops import Erase, encode
from tests.store.laptops import GENERAL, SENSITIVE, TRUST, digests, kill, laptops, pull, reopen, settle
from tests.store.test_volume import MEETING, OTHER, Pen

SECRET = "ความลับที่ต้องลบ"
PAGE = 4096


def person(replica: Replica, name: str = SECRET) -> bytes:
    with replica.action() as act:
        return act.add("person", {"first": name, "illness": name} if SENSITIVE in replica.volumes else {"first": name})


def erase(replica: Replica, *records: bytes) -> None:
    replica.write_trust([encode(Erase(frozenset(records)))])


def contents(replica: Replica, record: bytes) -> list[bytes | None]:
    """What the logs still say of a record."""
    found = []
    for compartment in replica.volumes:
        for batch, _ in replica.outgoing(compartment, ()):
            for _, entry, _ in batches.read(batch, replica.network).entries:
                found += [op.content for op in entry.ops if op.record == record]
    return found


def everything_on_disk(replica: Replica) -> bytes:
    """Every page of the database files, freed ones and those of the write-ahead log included, deciphered.

    SQLCipher 4: pages of 4096 bytes, of which the last 80 are an IV and a MAC; the first begins with the salt.
    """
    plain = bytearray()
    for compartment, volume in replica.volumes.items():
        key = replica._unlocked.database_keys[compartment]
        path = volume.database.path
        data = path.read_bytes()
        pages = [data[at : at + PAGE] for at in range(0, len(data), PAGE)]
        log = path.with_name(path.name + "-wal").read_bytes()
        pages += [log[at + 24 : at + 24 + PAGE] for at in range(32, len(log), 24 + PAGE)]
        for page in pages:
            decryptor = Cipher(algorithms.AES256(key), modes.CBC(page[-80:-64])).decryptor()
            start = 16 if page is pages[0] else 0
            plain += decryptor.update(page[start:-80])
    return bytes(plain)


def test_the_disk_is_really_read() -> None:
    with laptops(1) as (ours,):
        person(ours)
        assert SECRET.encode() in everything_on_disk(ours)


def test_an_erased_record_is_gone_from_tables_logs_and_search_and_all_verifies() -> None:
    with laptops(2) as (ours, theirs):
        id, other = person(ours), person(ours, "คนอื่น")
        pull(theirs, ours)
        assert len(ours.list("person", text="ความลับ")) == 1
        erase(ours, id)
        settle(ours, theirs)
        for replica in (ours, theirs):
            assert replica.get("person", id) is None
            assert replica.get("person", other) is not None
            assert replica.list("person", text="ความลับ") == []
            assert replica.history("person", id) == []
            assert set(contents(replica, id)) == {None}
            assert SECRET.encode() not in everything_on_disk(replica)
            assert replica.verify().clean
        assert digests(ours) == digests(theirs)


def test_what_arrives_later_of_an_erased_record_is_stubbed_on_arrival() -> None:
    with laptops(3) as (ours, theirs, late):
        id = person(ours, "known")
        pull(theirs, ours)
        with theirs.action() as act:
            act.set("person", id, {"first": SECRET})
            act.add("meeting", {"name": "kept"})
        erase(ours, id)
        whole = [batch for batch, _ in theirs.outgoing(GENERAL, ours.heads(GENERAL))]
        for batch in whole:
            ours.merge(GENERAL, batch)
        assert set(contents(ours, id)) == {None}
        assert ours.get("person", id) is None
        assert [record["name"] for record in ours.list("meeting")] == ["kept"]
        settle(ours, theirs, late)
        assert digests(ours) == digests(theirs) == digests(late)
        assert all(replica.verify().clean for replica in (ours, theirs, late))


def test_the_order_in_which_entry_and_erasure_come_makes_no_difference() -> None:
    with laptops(3) as (ours, theirs, third):
        id = person(ours)
        pull(theirs, ours)
        with theirs.action() as act:
            act.set("person", id, {"last": SECRET})
        erase(ours, id)
        for a, b in permutations((ours, theirs, third), 2):
            pull(a, b)
        settle(ours, theirs, third)
        assert digests(ours) == digests(theirs) == digests(third)


def test_a_newcomer_gets_the_stubs_and_verifies_every_chain() -> None:
    with laptops(3) as (ours, _, newcomer):
        id = person(ours)
        erase(ours, id)
        pull(newcomer, ours)
        assert set(contents(newcomer, id)) == {None}
        assert digests(newcomer) == digests(ours)
        assert newcomer.verify().clean


def test_an_erasure_that_a_crash_interrupted_is_completed_at_the_next_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two files are two transactions: the second may not have been reached."""
    with laptops(1) as (ours,):
        id = person(ours)
        with monkeypatch.context() as patch:
            patch.setattr(Replica, "_trust_moved", lambda _: None)
            erase(ours, id)
        assert contents(ours, id).count(None) == 1
        kill(ours)
        again = reopen(ours.directory)
        assert set(contents(again, id)) == {None}
        assert SECRET.encode() not in everything_on_disk(again)
        kill(again)


def test_nothing_can_be_written_into_an_erased_record_any_more() -> None:
    with laptops(1) as (ours,):
        with ours.action() as act:
            id = act.add("item", {"name": "i"})
        session = ours.text("item", id, "body")
        session.insert(0, SECRET)
        erase(ours, id)
        with pytest.raises(Erased, match="erased for good"):
            session.commit()
        assert SECRET.encode() not in everything_on_disk(ours)


class TestLies:
    def test_a_stub_that_no_erasure_names_is_refused_by_name_and_changes_nothing(self) -> None:
        with laptops(2) as (ours, _):
            pen = Pen(ours, 1)
            batch = pen.batch([stubbed(pen.put(None, "a"), {MEETING})])
            before = digests(ours)
            with pytest.raises(StubWithoutErasure, match="nobody erased") as caught:
                ours.merge(GENERAL, batch)
            assert isinstance(caught.value, Refused)
            assert digests(ours) == before

    def test_the_erasure_of_one_record_excuses_no_stub_of_another(self) -> None:
        with laptops(2) as (ours, _):
            pen = Pen(ours, 1)
            erase(ours, OTHER)
            ops = [Op(id, pack_put("meeting", {"name": "a"}, {})) for id in (MEETING, OTHER)]
            entry = pen.entry(None, *ops)
            with pytest.raises(StubWithoutErasure):
                ours.merge(GENERAL, pen.batch([stubbed(entry, {MEETING, OTHER})]))
            assert ours.merge(GENERAL, pen.batch([stubbed(entry, {OTHER})])).new == 1
            assert ours.get("meeting", MEETING) is not None

    def test_no_trust_entry_is_ever_a_stub(self) -> None:
        """Or a removal could be hidden by whoever passes it on."""
        with laptops(2) as (ours, theirs):
            erase(ours, bytes(16))
            pull(theirs, ours)
            erase(ours, MEETING)
            ((batch, _),) = ours.outgoing(TRUST, theirs.heads(TRUST))
            read = batches.read(batch, ours.network)
            pairs = [(run, stubbed(entry, {bytes(16)})) for run, entry, _ in read.entries]
            with pytest.raises(StubWithoutErasure):
                theirs.merge(TRUST, batches.single(TRUST, pairs, read.signatures))

    def test_a_stub_with_another_hash_breaks_the_signature(self) -> None:
        with laptops(2) as (ours, _):
            pen = Pen(ours, 1)
            erase(ours, MEETING)
            entry = stubbed(pen.put(None, "a"), {MEETING})
            forged = entry._replace(ops=(Op(MEETING, None, bytes(32)),))
            with pytest.raises(Refused):
                ours.merge(GENERAL, batches.single(GENERAL, [(0, forged)], [pen.sign(entry)]))


class TestStubs:
    def test_keep_the_name_and_give_nothing_away(self) -> None:
        with laptops(2) as (ours, _):
            pen = Pen(ours, 1)
            ops = [Op(id, pack_put("meeting", {"name": "a"}, {})) for id in (MEETING, OTHER)]
            entry = pen.entry(None, *ops)
            stub = stubbed(entry, {MEETING})
            assert stub.name(ours.network) == entry.name(ours.network)
            assert stub.seed == bytes(SEED)  # the salts of what was erased follow from it
            assert stub.salts is not None
            assert stub.salts[0] is None
            assert stub.ops[0].content is None
            assert stub.ops[1] == entry.ops[1]

    def test_made_twice_are_the_same(self) -> None:
        with laptops(2) as (ours, _):
            pen = Pen(ours, 1)
            ops = [Op(id, pack_put("meeting", {"name": "a"}, {})) for id in (MEETING, OTHER)]
            one = stubbed(pen.entry(None, *ops), {MEETING})
            assert stubbed(one, {MEETING}) == one
            both = stubbed(one, {OTHER})
            assert both == stubbed(pen.entry(None, *ops), {MEETING, OTHER})
            assert both.name(ours.network) == one.name(ours.network)

    def test_nothing_is_touched_where_nothing_is_erased(self) -> None:
        with laptops(2) as (ours, _):
            entry = Pen(ours, 1).put(None, "a")
            assert stubbed(entry, {OTHER}) is entry
