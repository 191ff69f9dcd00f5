"""What stands on the wire: a length, a byte of type and flags, a payload, perhaps compressed.

::

    4 bytes  length of all that follows, big-endian
    1 byte   0x80 payload is compressed (zlib, RFC 1950) · 0x40 may be ignored by who does not know it · 0x3f code
    n bytes  payload: one flat msgpack array of scalars, so there is nothing to nest

Every length is checked before anything of that length is kept, inflated or decoded.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import msgpack

from netterm.errors import Failure
from netterm.locale import N_

COMPRESSED: Final = 0x80
MAY_IGNORE: Final = 0x40
CODE: Final = 0x3F
PREFIX: Final = 5
MAX_STRANGER: Final = 8 << 10
"""Bytes of a frame, header and inflated payload alike, while it is not known who sends."""
MAX_OTHER: Final = 64 << 10
"""Bytes of a payload whose code has no cap of its own: a newer version's."""
MAX_RATIO: Final = 100
"""A payload never inflates to more than this many times its bytes; what would is sent as it is."""
MAX_ITEMS: Final = 16
MAX_STRING: Final = 64
MIN_COMPRESSED: Final = 256
LEVEL: Final = 3
"""Of zlib. On 20,000 entries of Thai text (5.2 MB): 1 gives 2.0 MB in 45 ms, 3 1.6 MB in 55 ms, 6 1.5 MB in 132 ms."""

Scalar = int | bytes | str | None

TOO_LARGE: Final = N_("The other computer sent more at once than is allowed. Nothing was changed.")
BROKEN: Final = N_("The other computer sent something that is no message. Nothing was changed.")


class WireError(Failure):
    """The peer broke the protocol. ``detail`` says how, in English, for the log."""

    def __init__(self, msgid: str, /, *, detail: str = "", **params: object) -> None:
        super().__init__(msgid, **params)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, its payload inflated but not yet decoded."""

    code: int
    payload: bytes
    may_ignore: bool = False

    def items(self) -> tuple[Scalar, ...]:
        """The payload's items. Raises :class:`WireError` unless it is one flat array of scalars and nothing else."""
        return _decode(self.payload)


def pack_items(*items: Scalar) -> bytes:
    """A payload."""
    packed: bytes = msgpack.packb(items)
    return packed


def write_frame(code: int, payload: bytes, *, may_ignore: bool = False) -> bytes:
    """The bytes of a frame, compressed where that pays."""
    flags = MAY_IGNORE if may_ignore else 0
    if len(payload) >= MIN_COMPRESSED:
        smaller = zlib.compress(payload, LEVEL)
        if len(smaller) < len(payload) <= len(smaller) * MAX_RATIO:
            payload, flags = smaller, flags | COMPRESSED
    return (1 + len(payload)).to_bytes(4, "big") + bytes([flags | code]) + payload


class FrameReader:
    """Cuts a stream of bytes, in whatever pieces it comes, into frames.

    Holds at most one frame beyond what it was last fed. After a :class:`WireError` it is of no use any more.
    """

    def __init__(self, caps: Mapping[int, int]) -> None:
        """``caps`` gives for a code the most bytes of its payload."""
        self._caps = caps
        self._buffer = bytearray()
        self.knows_peer = False
        """While False no frame may be longer than ``MAX_STRANGER``, whatever its code."""

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that end in ``data``, one by one: a cap that one of them lifts is lifted for the next.

        Raises :class:`WireError`, from the iterator.
        """
        self._buffer += data
        return self._frames()

    def _frames(self) -> Iterator[Frame]:
        while len(self._buffer) >= PREFIX:
            length = int.from_bytes(self._buffer[:4], "big")
            flags = self._buffer[4]
            cap = self._cap(flags & CODE)
            if not 1 <= length <= 1 + cap:
                raise WireError(TOO_LARGE, detail=f"frame {flags & CODE} of {length} bytes")
            if len(self._buffer) < 4 + length:
                return
            payload = bytes(self._buffer[PREFIX : 4 + length])
            del self._buffer[: 4 + length]
            if flags & COMPRESSED:
                payload = inflate(payload, cap)
            yield Frame(flags & CODE, payload, may_ignore=bool(flags & MAY_IGNORE))

    def _cap(self, code: int) -> int:
        cap = self._caps.get(code, MAX_OTHER)
        return cap if self.knows_peer else min(cap, MAX_STRANGER - PREFIX)


def inflate(payload: bytes, cap: int) -> bytes:
    """Decompress to at most ``cap`` bytes and ``MAX_RATIO`` times the payload; raises :class:`WireError` beyond."""
    most = min(cap, len(payload) * MAX_RATIO)
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(payload, most + 1)
    except zlib.error as error:
        raise WireError(BROKEN, detail=f"zlib: {error}") from error
    if len(plain) > most:
        raise WireError(TOO_LARGE, detail=f"inflates beyond {most} bytes")
    if not inflater.eof or inflater.unused_data:
        raise WireError(BROKEN, detail="zlib: not one whole stream")
    return plain


def _decode(payload: bytes) -> tuple[Scalar, ...]:
    # The outer array is read by hand: inside it no array, map or extension of any size is allowed.
    unpacker = msgpack.Unpacker(
        max_buffer_size=max(1, len(payload)), max_str_len=MAX_STRING, max_bin_len=len(payload),
        max_array_len=0, max_map_len=0, max_ext_len=0,
    )  # fmt: skip
    unpacker.feed(payload)
    try:
        count = unpacker.read_array_header()
        if count > MAX_ITEMS:
            raise WireError(TOO_LARGE, detail=f"{count} items")
        items = tuple([unpacker.unpack() for _ in range(count)])
    except (ValueError, msgpack.UnpackException) as error:
        raise WireError(BROKEN, detail=f"msgpack: {error!r}") from error
    if unpacker.tell() != len(payload) or not all(type(item) in _SCALARS for item in items):
        raise WireError(BROKEN, detail="not one flat array of scalars")
    return items


_SCALARS: Final = frozenset({int, bytes, str, type(None)})
