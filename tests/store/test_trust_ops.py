"""Trust ops have one encoding each, and nothing that is not one of them passes for one."""

from __future__ import annotations

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.model.kinds import Compartment, Role
from netterm.store.entries import Entry, Log, Op
from netterm.store.trust_ops import (
    MAX_LABEL,
    Admit,
    Broken,
    CutAt,
    Erase,
    Found,
    Grant,
    Known,
    Newer,
    Number,
    Readmit,
    Remove,
    ReplaceRoot,
    TrustEntry,
    Withdraw,
    decode,
    encode,
)

KEY, OTHER, ID, NAME = b"k" * 32, b"o" * 32, b"i" * 16, b"n" * 36
keys = st.binary(min_size=32, max_size=32)
ids = st.binary(min_size=16, max_size=16)
roles = st.frozensets(st.sampled_from(Role))
some_roles = st.frozensets(st.sampled_from(Role), min_size=1)
ends = st.builds(
    CutAt,
    st.binary(min_size=8, max_size=8),
    st.integers(0, 255),
    st.integers(1, 2**32 - 1),
    st.binary(min_size=36, max_size=36),
)
cuts = st.frozensets(ends, max_size=4).map(lambda rows: tuple(sorted(rows)))
ops: st.SearchStrategy[Known] = st.one_of(
    st.builds(Found, keys, keys, ids),
    st.builds(Admit, keys, ids, st.sampled_from(["เครื่องของอนงค์", "laptop"]), roles),
    st.builds(Grant, keys, some_roles),
    st.builds(Withdraw, keys, some_roles, cuts),
    st.builds(Remove, keys, cuts),
    st.builds(Readmit, keys, roles, ids),
    st.builds(Number, st.sampled_from(["members", "meetings"]), keys),
    st.builds(Erase, st.frozensets(ids, min_size=1)),
    st.builds(ReplaceRoot, keys),
)


@given(ops)
def test_every_op_reads_back_as_it_was_written(op: Known) -> None:
    assert decode(encode(op)) == op


@given(ops, st.data())
def test_no_other_bytes_read_as_the_same_op(op: Known, data: st.DataObject) -> None:
    content = encode(op)
    at = data.draw(st.integers(0, len(content) - 1))
    flipped = content[:at] + bytes([content[at] ^ data.draw(st.integers(1, 255))]) + content[at + 1 :]
    for changed in (flipped, content[:-1], content + b"\x00"):
        read = decode(changed)
        assert read != op
        assert isinstance(read, Broken | Newer) or encode(read) == changed


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read_without_a_crash(content: bytes) -> None:
    decode(content)


def test_the_encodings_are_frozen() -> None:
    cut = (CutAt(b"12345678", 0, 3, NAME), CutAt(b"12345678", 1, 300, NAME))
    assert encode(Admit(KEY, ID, "ก", frozenset({Role.MEMBER, Role.ADMIN}))).hex() == (
        "9511c420" + KEY.hex() + "c410" + ID.hex() + "a3e0b88192a561646d696ea66d656d626572"
    )
    assert encode(Remove(KEY, cut)).hex() == (
        "9314c420" + KEY.hex() + "92"
        "94c40831323334353637380003c424" + NAME.hex() + "94c408313233343536373801cd012cc424" + NAME.hex()
    )
    assert encode(Erase(frozenset({b"b" * 16, b"a" * 16}))).hex() == "9217c420" + "61" * 16 + "62" * 16


@pytest.mark.parametrize(
    "parts",
    [
        [18, KEY, ["member", "admin"]],
        [18, KEY, ["admin", "admin"]],
        [18, KEY, []],
        [18, KEY[1:], ["admin"]],
        [18, KEY],
        [18, KEY, ["admin"], 1],
        [18, KEY.decode(), ["admin"]],
        [18, KEY, [1]],
        [18, KEY, {"admin": 1}],
        [17, KEY, ID, "", ["admin"]],
        [17, KEY, ID, "x" * (MAX_LABEL + 1), ["admin"]],
        [17, KEY, ID, "\x1b[2J", ["admin"]],
        [17, KEY, ID, "\u202egnona", ["admin"]],
        [20, KEY, [[b"12345678", 0, 0, NAME]]],
        [20, KEY, [[b"12345678", 0, True, NAME]]],
        [20, KEY, [[b"1234567", 0, 1, NAME]]],
        [20, KEY, [[b"12345678", 0, 1, NAME[1:]]]],
        [20, KEY, [[b"12345678", 0, 1, b""]]],
        [20, KEY, [[b"12345678", 1, 1, NAME], [b"12345678", 0, 1, NAME]]],
        [20, KEY, [[b"12345678", 0, 1, NAME], [b"12345678", 0, 1, NAME]]],
        [20, KEY, [[b"12345678", 0, 1]]],
        [20, KEY, [[b"12345678", 0, 1, NAME, 1]]],
        [20, KEY, 5],
        [22, "", KEY],
        [23, b""],
        [23, b"x" * 15],
        [23, b"b" * 16 + b"a" * 16],
        [0, "person", {"name": "x"}, {}],
        [-1],
        [True],
        [15, KEY],
        ["18", KEY, ["admin"]],
        [],
        {},
        18,
    ],
)  # fmt: skip
def test_what_no_version_writes_is_broken(parts: object) -> None:
    assert decode(msgpack.packb(parts)) == Broken()


def test_a_longer_encoding_of_the_same_op_is_broken() -> None:
    content = encode(ReplaceRoot(KEY))
    assert decode(content.replace(b"\xc4\x20", b"\xc5\x00\x20")) == Broken()


def test_what_only_a_newer_version_knows_is_told_apart_from_nonsense() -> None:
    assert decode(msgpack.packb([25, "anything"])) == Newer(25)
    assert decode(msgpack.packb([18, KEY, ["admin", "auditor"]])) == Newer(18)
    assert decode(msgpack.packb([18, KEY, ["auditor", "admin"]])) == Broken()


def test_an_entry_of_the_trust_log_is_read_with_its_parents() -> None:
    log = Log(KEY, b"12345678", Compartment.TRUST)
    before, other = b"\x00\x00\x00\x01" + KEY, b"\x00\x00\x00\x02" + OTHER
    made = (Op(bytes(16), encode(ReplaceRoot(OTHER))), Op(bytes(16), None, b"h" * 32))
    read = TrustEntry.of(b"name", Entry(log, 2, before, b"", other, 0, bytes(16), made))
    assert read == TrustEntry(b"name", log, 2, before, other, (ReplaceRoot(OTHER), Broken()))
    assert read.parents == (before, other)
