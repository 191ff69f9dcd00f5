"""Entries: one encoding, names that sort by count, hashes over everything, contents that are what they claim."""

from __future__ import annotations

from contextlib import suppress

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.store.entries import (
    HASH,
    MAX_COUNT,
    NAME,
    VERSION,
    Delete,
    Entry,
    Log,
    MalformedError,
    Op,
    Put,
    Refused,
    Text,
    Unknown,
    count_of,
    inner_hash,
    join_names,
    join_versions,
    names,
    ops_hash,
    pack_delete,
    pack_put,
    pack_text,
    salt,
    text_peer,
    unpack,
    versions,
    written,
)
from tests.store.laptops import GENERAL, SENSITIVE

NETWORK = b"network" + bytes(9)
LOG = Log(b"k" * 32, b"one life", GENERAL)
OP = Op(b"r" * 16, pack_put("meeting", {"name": "a"}, {}))
ENTRY = Entry(LOG, 1, b"", b"", b"", 1_000, b"s" * 16, (OP,))


def name(count: int, tail: bytes = b"") -> bytes:
    return count.to_bytes(4, "big") + tail.ljust(HASH, b"\0")


def test_the_header_is_one_msgpack_array_of_thirteen_in_a_fixed_order() -> None:
    parts = msgpack.unpackb(ENTRY.header(NETWORK))
    assert parts == [
        1, NETWORK, LOG.identity, LOG.incarnation, int(GENERAL), 1, b"", b"", b"", 1, 1_000, 1,
        ops_hash(b"s" * 16, (OP,)),
    ]  # fmt: skip
    assert msgpack.packb(parts) == ENTRY.header(NETWORK)


@pytest.mark.parametrize(
    "changed",
    [
        ENTRY._replace(log=LOG._replace(identity=b"x" * 32)),
        ENTRY._replace(log=LOG._replace(incarnation=b"another!")),
        ENTRY._replace(log=LOG._replace(compartment=SENSITIVE)),
        ENTRY._replace(seq=2),
        ENTRY._replace(previous=name(3)),
        ENTRY._replace(trust_seen=name(1)),
        ENTRY._replace(data_seen=name(1)),
        ENTRY._replace(wall=1_001),
        ENTRY._replace(seed=b"t" * 16),
        ENTRY._replace(ops=(OP, OP)),
        ENTRY._replace(ops=(Op(b"q" * 16, OP.content),)),
        ENTRY._replace(ops=(Op(OP.record, pack_put("meeting", {"name": "b"}, {})),)),
    ],
)
def test_whatever_is_changed_the_name_is_another(changed: Entry) -> None:
    assert changed.name(NETWORK) != ENTRY.name(NETWORK)


def test_an_entry_of_one_network_has_another_name_in_another() -> None:
    assert ENTRY.name(NETWORK) != ENTRY.name(bytes(16))


@pytest.mark.parametrize(
    ("previous", "seen", "count"),
    [(b"", b"", 1), (name(4), b"", 5), (b"", name(7), 8), (name(4), join_names([name(2), name(9)]), 10)],
)
def test_it_counts_one_above_the_highest_that_it_was_written_on(previous: bytes, seen: bytes, count: int) -> None:
    entry = ENTRY._replace(previous=previous, data_seen=seen, wall=-5)
    assert entry.lamport == count == count_of(entry.name(NETWORK))


def test_a_count_that_no_name_can_hold_is_refused() -> None:
    with pytest.raises(Refused, match="impossible count"):
        ENTRY._replace(previous=name(MAX_COUNT)).name(NETWORK)


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(min_size=HASH, max_size=HASH)), max_size=5))
def test_names_sort_by_count_first_and_have_one_joined_form(parts: list[tuple[int, bytes]]) -> None:
    each = [name(count, tail) for count, tail in parts]
    joined = join_names(each)
    assert joined == join_names(reversed(each))
    assert [count_of(one) for one in names(joined)] == sorted(count for count, _ in parts)
    assert all(len(one) == NAME for one in names(joined))


@given(st.sets(st.binary(min_size=VERSION, max_size=VERSION), max_size=5))
def test_versions_have_one_joined_form(parts: set[bytes]) -> None:
    joined = join_versions(parts)
    assert versions(joined) == tuple(sorted(parts))
    assert join_versions([*parts, *parts]) == joined


def test_a_stub_in_place_of_a_content_leaves_the_hash_as_it_was() -> None:
    assert OP.content is not None
    seed = b"s" * 16
    stub = Op(OP.record, None, inner_hash(salt(seed, 1), OP.content))
    assert ops_hash(seed, (OP, OP)) == ops_hash(bytes(16), (OP, stub), (salt(seed, 0), None))


def test_equal_contents_in_one_entry_have_different_inner_hashes() -> None:
    """Or one that stays would give away what was erased."""
    assert OP.content is not None
    assert inner_hash(salt(b"s" * 16, 0), OP.content) != inner_hash(salt(b"s" * 16, 1), OP.content)


def test_each_session_of_each_life_of_each_identity_writes_as_a_peer_of_its_own() -> None:
    logs = [LOG, LOG._replace(identity=b"x" * 32), LOG._replace(incarnation=b"another!")]
    peers = {text_peer(log, session) for log in logs for session in (bytes(16), b"1" * 16)}
    assert len(peers) == 6
    assert all(0 <= peer < 2**63 for peer in peers)


VALUES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=9) | st.binary(max_size=16)
FIELDS = st.dictionaries(st.text(min_size=1, max_size=9), VALUES, min_size=1, max_size=4)


class TestContents:
    @given(st.text(max_size=9), FIELDS, st.sets(st.binary(min_size=VERSION, max_size=VERSION), min_size=1, max_size=3))
    def test_a_put_reads_back_as_it_was_written(self, entity: str, fields: dict[str, object], some: set[bytes]) -> None:
        replaces = {next(iter(fields)): join_versions(some)}
        assert unpack(pack_put(entity, fields, replaces)) == Put(entity, fields, replaces)  # type: ignore[arg-type]  # values of every kind

    def test_fields_have_one_order_and_what_replaces_nothing_is_left_out(self) -> None:
        assert pack_put("m", {"b": 1, "a": 2}, {"a": b"", "b": b""}) == pack_put("m", {"a": 2, "b": 1}, {})

    def test_deletions_and_texts_read_back_as_they_were_written(self) -> None:
        covered = join_versions([b"a" * VERSION, b"b" * VERSION])
        assert unpack(pack_delete("m", covered)) == Delete("m", covered)
        assert unpack(pack_text("m", "body", bytes(16), b"update")) == Text("m", "body", bytes(16), b"update")

    def test_a_kind_of_a_newer_version_is_unknown_not_malformed(self) -> None:
        assert unpack(msgpack.packb([7, "anything", {}])) == Unknown(7)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\xc1",
            b"\x00",
            msgpack.packb([]),
            msgpack.packb(["put"]),
            msgpack.packb([True, "m", {"a": 1}, {}]),
            msgpack.packb([0, "m", {}, {}]),
            msgpack.packb([0, "m", {"a": 1}]),
            msgpack.packb([0, 5, {"a": 1}, {}]),
            msgpack.packb([0, "m", {"b": 1, "a": 1}, {}]),
            msgpack.packb([0, "m", {1: 1}, {}]),
            msgpack.packb([0, "m", {"a": 1}, {"b": b"v" * 12}]),
            msgpack.packb([0, "m", {"a": 1}, {"a": b""}]),
            msgpack.packb([0, "m", {"a": 1}, {"a": b"v" * 11}]),
            msgpack.packb([0, "m", {"a": 1}, {"a": b"w" * 12 + b"v" * 12}]),
            msgpack.packb([0, "m", {"a": 1}, {"a": b"v" * 24}]),
            msgpack.packb([1, "m", b"v" * 13]),
            msgpack.packb([2, "m", "f", b"short", b"u"]),
            pack_delete("m", b"") + b"\x00",
            b"\x94\xd0\x00" + pack_put("m", {"a": 1}, {})[2:],  # a longer encoding of the same
            b"\x91" * 5_000,
        ],
    )
    def test_every_other_form_is_malformed(self, content: bytes) -> None:
        with pytest.raises(MalformedError):
            unpack(content)

    @given(st.binary(max_size=60))
    def test_no_bytes_do_any_harm(self, content: bytes) -> None:
        with suppress(MalformedError):
            unpack(content)


def test_what_an_entry_wrote_into_a_field_is_found_past_what_cannot_be_read() -> None:
    entry = ENTRY._replace(ops=(Op(OP.record, b"\xc1"), Op(b"q" * 16, pack_put("m", {"name": "x"}, {})), OP))
    assert written(entry, ("meeting", OP.record), "name") == "a"
    assert written(entry, ("meeting", OP.record), "seats") is None
    assert written(entry, ("item", OP.record), "name") is None
