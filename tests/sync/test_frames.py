"""Frames: any pieces in, the same frames out, and nothing large, deep or broken gets past."""

from __future__ import annotations

import itertools
import random
import tracemalloc
import zlib

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netterm.locale import Language
from netterm.sync.frames import (
    BROKEN,
    COMPRESSED,
    MAX_OTHER,
    MAX_STRANGER,
    TOO_LARGE,
    Frame,
    FrameReader,
    WireError,
    inflate,
    pack_items,
    write_frame,
)

CAPS = {1: 100, 2: 1 << 20}
NOISE = random.Random(1).randbytes(5_000)


def reader(*, knows_peer: bool = True) -> FrameReader:
    made = FrameReader(CAPS)
    made.knows_peer = knows_peer
    return made


def raw(flags: int, payload: bytes) -> bytes:
    return (1 + len(payload)).to_bytes(4, "big") + bytes([flags]) + payload


def refused(data: bytes, *, knows_peer: bool = True) -> str:
    with pytest.raises(WireError) as failure:
        list(reader(knows_peer=knows_peer).feed(data))
    assert failure.value.detail
    return failure.value.msgid


@settings(max_examples=60)
@given(
    payloads=st.lists(st.tuples(st.binary(max_size=90), st.booleans()), max_size=6),
    cuts=st.lists(st.integers(1, 40), min_size=1),
)
def test_frames_come_out_as_they_went_in_whatever_the_pieces(
    payloads: list[tuple[bytes, bool]], cuts: list[int]
) -> None:
    stream = b"".join(write_frame(1, payload, may_ignore=ignore) for payload, ignore in payloads)
    made, found, sizes = reader(), [], itertools.cycle(cuts)
    while stream:
        size = next(sizes)
        found += list(made.feed(stream[:size]))
        stream = stream[size:]
    assert found == [Frame(1, payload, ignore) for payload, ignore in payloads]


def test_a_payload_is_compressed_where_that_is_shorter_and_not_where_it_is_longer() -> None:
    text = "ที่ประชุมมีมติเห็นชอบ".encode() * 20
    assert len(write_frame(2, text)) < len(text) // 5
    assert len(write_frame(2, NOISE)) == len(NOISE) + 5
    for payload in (text, NOISE, b"short"):
        assert [frame.payload for frame in reader().feed(write_frame(2, payload))] == [payload]


def test_what_would_inflate_suspiciously_is_sent_as_it_is() -> None:
    zeros = bytes(200_000)
    frame = write_frame(2, zeros)
    assert len(frame) == len(zeros) + 5
    assert [each.payload for each in reader().feed(frame)] == [zeros]


def test_a_length_is_refused_before_anything_of_it_came() -> None:
    assert refused((102).to_bytes(4, "big") + b"\x01") == TOO_LARGE
    assert refused((2**32 - 1).to_bytes(4, "big") + b"\x02") == TOO_LARGE
    assert refused((MAX_OTHER + 2).to_bytes(4, "big") + b"\x3f") == TOO_LARGE
    assert refused(bytes(5)) == TOO_LARGE
    assert list(reader().feed((101).to_bytes(4, "big") + b"\x01")) == []


def test_a_stranger_has_8_kib_and_not_a_byte_more() -> None:
    most = MAX_STRANGER - 5
    assert len(list(reader(knows_peer=False).feed(raw(2, NOISE[:1] * most)))) == 1
    assert refused(raw(2, bytes(most + 1)), knows_peer=False) == TOO_LARGE
    assert refused(raw(2 | COMPRESSED, zlib.compress(NOISE + NOISE)), knows_peer=False) == TOO_LARGE
    assert len(list(reader().feed(raw(2, bytes(most + 1))))) == 1


def test_a_limit_that_one_frame_lifts_is_lifted_for_the_next_in_the_same_piece() -> None:
    made = reader(knows_peer=False)
    sizes = []
    for frame in made.feed(raw(1, b"hello") + raw(2, bytes(MAX_STRANGER))):
        made.knows_peer = True
        sizes.append(len(frame.payload))
    assert sizes == [5, MAX_STRANGER]


def test_a_zip_bomb_is_cut_off_by_the_cap_and_by_the_ratio() -> None:
    bomb = zlib.compress(bytes(100_000_000), 9)
    assert refused(raw(2 | COMPRESSED, bomb)) == TOO_LARGE
    assert refused(raw(2 | COMPRESSED, zlib.compress(bytes(100_000)))) == TOO_LARGE
    assert inflate(zlib.compress(NOISE), 5_000) == NOISE
    with pytest.raises(WireError):
        inflate(zlib.compress(NOISE), 4_999)


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"no zlib", zlib.compress(NOISE)[:-1], zlib.compress(NOISE) + b"x", zlib.compress(NOISE)[:200],
        zlib.compress(NOISE)[:-1] + b"\0",
    ],
)  # fmt: skip
def test_a_compressed_payload_is_one_whole_stream(payload: bytes) -> None:
    assert refused(raw(2 | COMPRESSED, payload)) == BROKEN


def test_a_zip_bomb_is_never_unpacked_in_memory() -> None:
    bomb = raw(2 | COMPRESSED, zlib.compress(bytes(50_000_000), 9))
    tracemalloc.start()
    try:
        assert refused(bomb) == TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_items_are_numbers_bytes_short_strings_and_none() -> None:
    items = (1, -(2**40), b"x" * 9_000, "ก" * 21, None)
    assert Frame(2, pack_items(*items)).items() == items


@pytest.mark.parametrize(
    "item", [[], [1], {}, {1: 2}, True, 1.5, "a" * 65, msgpack.ExtType(1, b""), msgpack.ExtType(1, b"x")], ids=repr
)
def test_nothing_is_nested_in_a_payload(item: object) -> None:
    with pytest.raises(WireError):
        Frame(1, msgpack.packb([item])).items()


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"\x01", b"\xc1", b"\x91", b"\x91\xc1", b"\x91\x01\x01", b"\x91\xa1\xff", b"\xdd\xff\xff\xff\xff\x01",
        b"\x91" * 100_000, b"\x91\xc6\x7f\xff\xff\xff\x01", msgpack.packb(list(range(17))),
    ],
)  # fmt: skip
def test_a_payload_is_one_flat_array_and_nothing_after_it(payload: bytes) -> None:
    with pytest.raises(WireError):
        Frame(1, payload).items()


@settings(max_examples=200)
@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_whatever_raise_anything_but_a_wire_error(data: bytes, knows_peer: bool) -> None:
    try:
        for frame in reader(knows_peer=knows_peer).feed(data):
            frame.items()
    except WireError:
        pass


def test_what_a_person_reads_of_it_is_a_sentence_without_the_detail() -> None:
    failure = WireError(BROKEN, detail="frame 9 of 77 bytes")
    assert failure.sentence(Language.EN) == BROKEN
