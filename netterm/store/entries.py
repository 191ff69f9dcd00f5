"""One signed item of a log: its exact bytes, its hashes, its name, and the operations inside it.

An entry's *header* is what is signed. It is never sent or stored: both sides build it from its parts, so there is only
one encoding of it. An entry is *named* by ``count ‖ hash`` (4 + 32 bytes): names sort by the Lamport count first, and
their first 20 bytes, the *version*, say which entry gave a field its value: 128 bits of the hash.

Formats are fixed in ``docs/protocol.md``; a change there needs a new ``FORMAT``.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Final, NamedTuple, cast

import msgpack

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.kinds import Compartment, Value

FORMAT: Final = 1
HASH: Final = 32
COUNT: Final = 4
NAME: Final = COUNT + HASH
VERSION: Final = COUNT + 16
SEED: Final = 16
RECORD: Final = 16
MAX_COUNT: Final = 2**32 - 1
MAX_OPS: Final = 20_000
MAX_CONTENT: Final = 4 << 20
SIGNED: Final = b"netterm entry 1\x00"
"""Put before the header's bytes when they are signed."""

_pack: Final = msgpack.Packer(autoreset=True).pack
_new: Final = tuple.__new__
"""Makes a named tuple in a third of the time; for what there is one of per entry."""


_packed: Final = cast("Callable[[object], bytes]", _pack)


# Every hash is BLAKE2b-256 over one distinguishing byte and the data (RFC 7693).
_CONTENT, _LEAF, _OPS, _HEADER, _SALT, _SESSION = (bytes([n]) for n in range(6))


class Refused(Failure):
    """What came is not what it claims to be: a frame, an encoding, a chain or a signature is wrong. Nothing changed."""


class Log(NamedTuple):
    """Whose entries, from which life of a data directory, in which compartment."""

    identity: bytes
    """The author's Ed25519 public key, 32 bytes."""
    incarnation: bytes
    """8 random bytes, new for each life of a data directory."""
    compartment: Compartment


class Head(NamedTuple):
    """The last entry of a log that a replica has."""

    log: Log
    seq: int
    name: bytes


class Gap(Failure):
    """Entries are missing before those that came. Nothing changed; they can be asked for."""

    def __init__(self) -> None:
        super().__init__(N_("Some of the history before this is missing here. Nothing was changed."))


@dataclass(frozen=True, slots=True)
class Total:
    """How much one side has that the other lacks."""

    entries: int
    size: int
    """Bytes of operations, before compression."""


class Outgoing(NamedTuple):
    """A batch for somebody."""

    packed: bytes
    heads: tuple[Head, ...]
    """The last entry of each log or branch in it."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a batch."""

    new: int
    """Entries that were not known before."""
    refused: int
    """Among them those kept and forwarded but not, or not wholly, applied."""
    heads: tuple[Head, ...]
    """The sender certainly has these: the last entry of each log in the batch."""
    touched: frozenset[tuple[str, bytes]] = frozenset()
    """Records that changed, as (entity, id)."""
    grown: frozenset[Log] = frozenset()
    """The logs that got new entries."""


class Kind(enum.IntEnum):
    """What an operation does."""

    PUT = 0
    DELETE = 1
    TEXT = 2


_PUT, _DELETE, _TEXT = (int(kind) for kind in Kind)


class Op(NamedTuple):
    """One change of one record, as exact bytes; where ``content`` was erased (None), ``inner`` stands for it."""

    record: bytes
    content: bytes | None
    inner: bytes | None = None


class Entry(NamedTuple):
    """All parts of one entry. The seed gives the salts; after an erasure those that remain stand in ``salts``."""

    log: Log
    seq: int
    previous: bytes
    """Name of the entry before it in its log; empty for the first."""
    trust_seen: bytes
    """Names of the trust heads that its author had seen, sorted and joined."""
    data_seen: bytes
    """Names of the other logs' heads that moved since its author's previous entry, sorted and joined."""
    wall: int
    """The author's clock, ms since 1970, for showing only."""
    seed: bytes
    ops: tuple[Op, ...]
    salts: tuple[bytes | None, ...] | None = None

    @property
    def lamport(self) -> int:
        """The Lamport count: exactly one above the highest among the entries it was written on."""
        highest = int.from_bytes(self.previous[:COUNT], "big")
        if self.data_seen:  # names are sorted, so the last one is the highest
            highest = max(highest, count_of(self.data_seen[-NAME:]))
        if highest >= MAX_COUNT:
            raise Refused(N_("The history that came holds an impossible count. Nothing was changed."))
        return highest + 1

    def header(self, network: bytes) -> bytes:
        """The exact bytes that are signed: a msgpack array of 13, in this order."""
        return self._header(network, self.lamport)

    def name(self, network: bytes) -> bytes:
        """``count ‖ hash``."""
        count = self.lamport
        return count.to_bytes(COUNT, "big") + blake2b(_HEADER + self._header(network, count), digest_size=HASH).digest()

    def _header(self, network: bytes, count: int) -> bytes:
        (identity, incarnation, compartment), seq, previous, trust_seen, data_seen, wall, seed, ops, salts = self
        return _packed((
            FORMAT, network, identity, incarnation, compartment, seq, previous, trust_seen, data_seen,
            count, wall, len(ops), ops_hash(seed, ops, salts),
        ))  # fmt: skip


def names(joined: bytes) -> tuple[bytes, ...]:
    """The names in a joined list of them."""
    return tuple(joined[i : i + NAME] for i in range(0, len(joined), NAME))


def join_names(parts: Iterable[bytes]) -> bytes:
    """Sorted, so that one set has one encoding."""
    return b"".join(sorted(parts))


def count_of(name: bytes) -> int:
    """The Lamport count in a name or version; 0 for the empty name before a log's first entry."""
    return int.from_bytes(name[:4], "big")


def salt(seed: bytes, index: int) -> bytes:
    """The salt of the op at ``index``: without it an erased op cannot be guessed from its hash."""
    return blake2b(_SALT + seed + index.to_bytes(4, "big"), digest_size=SEED).digest()


def inner_hash(salt_: bytes, content: bytes) -> bytes:
    """What stays of an op's content after its erasure."""
    return blake2b(_CONTENT + salt_ + content, digest_size=HASH).digest()


def ops_hash(seed: bytes, ops: Sequence[Op], salts: Sequence[bytes | None] | None = None) -> bytes:
    """Over one leaf per op, H(record ‖ H(salt ‖ content))."""
    record, content, _ = ops[0]
    if len(ops) == 1 and salts is None and content is not None:  # most are: all in one go
        own = blake2b(_SALT + seed + bytes(4), digest_size=SEED).digest()
        inner = blake2b(_CONTENT + own + content, digest_size=HASH).digest()
        leaf = blake2b(_LEAF + record + inner, digest_size=HASH).digest()
        return blake2b(_OPS + leaf, digest_size=HASH).digest()
    leaves = [_OPS]
    for index, (record, content, erased) in enumerate(ops):
        if content is None:
            inner = cast("bytes", erased)
        else:
            own = salt(seed, index) if salts is None else cast("bytes", salts[index])
            inner = inner_hash(own, content)
        leaves.append(blake2b(_LEAF + record + inner, digest_size=HASH).digest())
    return blake2b(b"".join(leaves), digest_size=HASH).digest()


def text_peer(log: Log, session: bytes) -> int:
    """The Loro peer of one editing session: derived, so that none is used twice or under another's name."""
    derived = blake2b(_SESSION + log.identity + log.incarnation + session, digest_size=8).digest()
    return int.from_bytes(derived, "big") >> 1  # Loro reserves the highest id


# Contents of ops. ``replaces`` gives for a field the versions that the new value replaces, sorted and joined.


class Put(NamedTuple):
    """Fields of a record get values. The first put of a record makes it."""

    entity: str
    fields: Mapping[str, Value]
    replaces: Mapping[str, bytes]


class Delete(NamedTuple):
    """A record goes, as far as these versions of its fields are concerned; an edit that they do not name keeps it."""

    entity: str
    covered: bytes


class Text(NamedTuple):
    """An update of a shared text, opaque but for its Loro peer, which ``session`` proves."""

    entity: str
    field: str
    session: bytes
    update: bytes


class Unknown(NamedTuple):
    """An op of a newer version: kept, forwarded, applied after an upgrade."""

    kind: int


Content = Put | Delete | Text | Unknown


def pack_put(entity: str, fields: Mapping[str, Value], replaces: Mapping[str, bytes]) -> bytes:
    ordered = {name: fields[name] for name in sorted(fields)}
    replaced = {name: replaces[name] for name in sorted(replaces) if replaces[name]}
    return _packed((int(Kind.PUT), entity, ordered, replaced))


def pack_delete(entity: str, covered: bytes) -> bytes:
    return _packed((int(Kind.DELETE), entity, covered))


def pack_text(entity: str, field: str, session: bytes, update: bytes) -> bytes:
    return _packed((int(Kind.TEXT), entity, field, session, update))


class MalformedError(Exception):
    """An op's content is not of any form that this version or a newer one may write; says why, for the log."""


def unpack(content: bytes) -> Content:
    """Read an op's content.

    Raises :class:`MalformedError`; the entry is then kept and forwarded, but not applied.
    """
    try:
        parts = msgpack.unpackb(content, max_map_len=1000, max_array_len=1000, max_ext_len=0)
    except (ValueError, msgpack.UnpackException, RecursionError) as error:
        raise MalformedError(str(error)) from error
    if type(parts) is not list or not parts or type(parts[0]) is not int or _pack(parts) != content:
        raise MalformedError("not canonical")
    kind, size = parts[0], len(parts)
    if kind == _PUT and size == 4:
        _, entity, fields, replaces = parts
        if type(entity) is str and type(fields) is dict and type(replaces) is dict:
            _check_put(fields, replaces)
            return _new(Put, (entity, fields, replaces))
    elif kind == _DELETE and size == 3:
        _, entity, covered = parts
        if type(entity) is str and type(covered) is bytes and covered and _versions_sound(covered):
            return Delete(entity, covered)
    elif kind == _TEXT and size == 5:
        _, entity, field, session, update = parts
        if type(entity) is type(field) is str and type(session) is type(update) is bytes and len(session) == SEED:
            return Text(entity, field, session, update)
    elif kind > _TEXT:
        return Unknown(kind)
    raise MalformedError("no known form")


def written(entry: Entry, place: tuple[str, bytes], field: str) -> Value:
    """What an entry wrote into a field of a record, (entity, id); None where it wrote nothing or was erased."""
    for op in entry.ops:
        try:
            content = None if op.content is None or op.record != place[1] else unpack(op.content)
        except MalformedError:
            continue
        if isinstance(content, Put) and content.entity == place[0] and field in content.fields:
            return content.fields[field]
    return None


def _check_put(fields: dict[object, object], replaces: dict[object, object]) -> None:
    previous = ""
    for name in fields:
        if type(name) is not str or name <= previous:
            raise MalformedError("fields out of order")
        previous = name
    if not previous:
        raise MalformedError("no fields")
    for name, versions in replaces.items():
        if name not in fields or type(versions) is not bytes:
            raise MalformedError("replaces nothing known")
        if len(versions) != VERSION and (not versions or not _versions_sound(versions)):
            raise MalformedError("replaces nothing known")


def _versions_sound(joined: bytes) -> bool:
    parts = versions(joined)
    return len(joined) % VERSION == 0 and all(a < b for a, b in pairwise(parts))


def versions(joined: bytes) -> tuple[bytes, ...]:
    """The versions in a joined list of them."""
    return tuple(joined[i : i + VERSION] for i in range(0, len(joined), VERSION))


def join_versions(parts: Iterable[bytes]) -> bytes:
    """Sorted, so that one set has one encoding."""
    return b"".join(sorted(set(parts)))
