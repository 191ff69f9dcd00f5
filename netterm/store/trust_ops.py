"""What a trust entry says: its operations, their one encoding, and the entry as the trust rules read it.

An op's content is a canonical msgpack array ``[kind, …]`` with the kinds from 16 up, so that no trust op is ever taken
for a change of a record. Formats are fixed in ``docs/protocol.md``.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, NamedTuple

import msgpack

from netterm.model.kinds import ACCEPTS, Kind, Role
from netterm.store.entries import HASH, MAX_CONTENT, MAX_COUNT, NAME, RECORD, Entry, Head, Log, names

KEY: Final = 32
INCARNATION: Final = 8
NONCE: Final = 16
NETWORK: Final = 16
ROOT_INCARNATION: Final = bytes(INCARNATION)
"""The recovery root founds from no data directory; its first log has this incarnation."""
MAX_LABEL: Final = 100
MAX_CUT: Final = 10_000
_NETWORK: Final = b"netterm network 1\x00"
_KNOWN_ROLES: Final = frozenset(role.value for role in Role)


class TrustKind(enum.IntEnum):
    """What a trust op does; the first element of its content."""

    FOUND = 16
    ADMIT = 17
    GRANT = 18
    WITHDRAW = 19
    REMOVE = 20
    READMIT = 21
    NUMBER = 22
    ERASE = 23
    REPLACE_ROOT = 24


class CutAt(NamedTuple):
    """The last entry of one log, or of one branch of a forked log, that still counts, with all before it in its chain.

    The name is what counts: the number alone could be written again in a branch that leaves the log below it.
    """

    incarnation: bytes
    compartment: int
    """Of :class:`~netterm.model.kinds.Compartment`, or one of a newer version."""
    seq: int
    name: bytes


Cut = tuple[CutAt, ...]
"""Where an identity's logs are cut off; a log that is not named is cut off whole."""


@dataclass(frozen=True, slots=True)
class Found:
    """A network begins. Its id follows from this; see :func:`network_id`."""

    root: bytes
    founder: bytes
    nonce: bytes


@dataclass(frozen=True, slots=True)
class Admit:
    """An identity belongs to a person and gets its first roles."""

    identity: bytes
    person: bytes
    label: str
    """Of the computer, as its user calls it."""
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Grant:
    identity: bytes
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Some roles go; entries within the cut keep them."""

    identity: bytes
    roles: frozenset[Role]
    cut: Cut


@dataclass(frozen=True, slots=True)
class Remove:
    """An identity and all its roles go; entries within the cut keep them."""

    identity: bytes
    cut: Cut


@dataclass(frozen=True, slots=True)
class Readmit:
    """A removed identity comes back with these roles and no others."""

    identity: bytes
    roles: frozenset[Role]
    person: bytes


@dataclass(frozen=True, slots=True)
class Number:
    """From now on this identity alone gives the numbers of a series."""

    series: str
    identity: bytes


@dataclass(frozen=True, slots=True)
class Erase:
    records: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class ReplaceRoot:
    """The recovery root gives its place to another key."""

    root: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """No op that any version may write."""


@dataclass(frozen=True, slots=True)
class Newer:
    """An op of a newer version, or one with roles that only a newer version knows."""

    kind: int


Known = Found | Admit | Grant | Withdraw | Remove | Readmit | Number | Erase | ReplaceRoot
TrustOp = Known | Broken | Newer


@dataclass(frozen=True, slots=True)
class TrustEntry:
    """One entry of a trust log, its signature and chain already checked."""

    name: bytes
    log: Log
    seq: int
    previous: bytes
    """Name of the entry before it in its log; empty for the first."""
    seen: bytes
    """Names of the other trust heads that its author had seen, joined."""
    ops: tuple[TrustOp, ...]

    @classmethod
    def of(cls, name: bytes, entry: Entry) -> TrustEntry:
        """What an entry of the trust compartment says. Trust ops are never erased: a stub is :class:`Broken`."""
        ops = tuple(Broken() if op.content is None else decode(op.content) for op in entry.ops)
        return cls(name, entry.log, entry.seq, entry.previous, entry.data_seen, ops)

    @property
    def parents(self) -> tuple[bytes, ...]:
        return names(self.previous + self.seen)


def network_id(found: Found) -> bytes:
    """The 16 bytes that name a network: nobody can make another founding for them."""
    return blake2b(_NETWORK + found.root + found.founder + found.nonce, digest_size=HASH).digest()[:NETWORK]


def cut_of(identity: bytes, heads: Iterable[Head]) -> Cut:
    """The cut right after these heads, of which only that identity's count."""
    return tuple(
        sorted(
            CutAt(log.incarnation, int(log.compartment), seq, name)
            for log, seq, name in heads
            if log.identity == identity
        )
    )


def encode(op: Known) -> bytes:
    """The op's one encoding: sets are written sorted."""
    return msgpack.packb(_parts(op))


def _parts(op: Known) -> tuple[object, ...]:
    match op:
        case Found(root, founder, nonce):
            return TrustKind.FOUND, root, founder, nonce
        case Admit(identity, person, label, roles):
            return TrustKind.ADMIT, identity, person, label, sorted(roles)
        case Grant(identity, roles):
            return TrustKind.GRANT, identity, sorted(roles)
        case Withdraw(identity, roles, cut):
            return TrustKind.WITHDRAW, identity, sorted(roles), sorted(cut)
        case Remove(identity, cut):
            return TrustKind.REMOVE, identity, sorted(cut)
        case Readmit(identity, roles, person):
            return TrustKind.READMIT, identity, sorted(roles), person
        case Number(series, identity):
            return TrustKind.NUMBER, series, identity
        case Erase(records):
            return TrustKind.ERASE, b"".join(sorted(records))
        case ReplaceRoot(root):
            return TrustKind.REPLACE_ROOT, root


class _UnreadableError(Exception):
    """The content is of no form that its kind has."""


class _LaterError(Exception):
    """The content is sound, but says what only a newer version understands."""


def decode(content: bytes) -> TrustOp:
    """Read an op's content; whatever it is, its entry can be kept and forwarded, so nothing raises."""
    if len(content) > MAX_CONTENT:
        return Broken()
    try:
        parts = msgpack.unpackb(content, max_map_len=1000, max_array_len=MAX_CUT, max_ext_len=0)
    except (ValueError, msgpack.UnpackException, RecursionError):
        return Broken()
    if type(parts) is not list or not parts or type(parts[0]) is not int or msgpack.packb(parts) != content:
        return Broken()
    kind, *rest = parts
    if kind > max(TrustKind):
        return Newer(kind)
    return _read(kind, rest, content)


def _read(kind: int, rest: list[object], content: bytes) -> TrustOp:
    if kind not in _FORMS:
        return Broken()
    make, fields = _FORMS[TrustKind(kind)]
    try:
        op = make(*(read(part) for read, part in zip(fields, rest, strict=True)))
    except _LaterError:
        return Newer(kind)
    except (_UnreadableError, ValueError):
        return Broken()
    return op if encode(op) == content else Broken()  # sets out of order or with doubles


def _sized(size: int) -> Callable[[object], bytes]:
    def read(part: object) -> bytes:
        if type(part) is not bytes or len(part) != size:
            raise _UnreadableError
        return part

    return read


def _label(part: object) -> str:
    if type(part) is not str or not 0 < len(part) <= MAX_LABEL or not ACCEPTS[Kind.TEXT](part):
        raise _UnreadableError
    return part


def _code(part: object) -> str:
    if type(part) is not str or not ACCEPTS[Kind.CHOICE](part):
        raise _UnreadableError
    return part


def _roles(part: object) -> frozenset[Role]:
    if type(part) is not list:
        raise _UnreadableError
    codes = [_code(code) for code in part]
    if not _KNOWN_ROLES.issuperset(codes) and codes == sorted(set(codes)):
        raise _LaterError
    return frozenset(map(Role, codes))


def _some_roles(part: object) -> frozenset[Role]:
    roles = _roles(part)
    if not roles:
        raise _UnreadableError
    return roles


def _cut(part: object) -> Cut:
    if type(part) is not list:
        raise _UnreadableError
    cut = tuple(_cut_at(row) for row in part)
    if len(set(cut)) != len(cut):
        raise _UnreadableError
    return cut


def _cut_at(row: object) -> CutAt:
    if type(row) is not list or [type(part) for part in row] != [bytes, int, int, bytes]:
        raise _UnreadableError
    at = CutAt(*row)
    if len(at.incarnation) != INCARNATION or not 0 <= at.compartment < 256:
        raise _UnreadableError
    if not 0 < at.seq <= MAX_COUNT or len(at.name) != NAME:
        raise _UnreadableError
    return at


def _records(part: object) -> frozenset[bytes]:
    if type(part) is not bytes or not part or len(part) % RECORD:
        raise _UnreadableError
    return frozenset(part[i : i + RECORD] for i in range(0, len(part), RECORD))


_key, _record, _nonce = _sized(KEY), _sized(RECORD), _sized(NONCE)
_FORMS: Final[dict[TrustKind, tuple[Callable[..., Known], tuple[Callable[[object], object], ...]]]] = {
    TrustKind.FOUND: (Found, (_key, _key, _nonce)),
    TrustKind.ADMIT: (Admit, (_key, _record, _label, _roles)),
    TrustKind.GRANT: (Grant, (_key, _some_roles)),
    TrustKind.WITHDRAW: (Withdraw, (_key, _some_roles, _cut)),
    TrustKind.REMOVE: (Remove, (_key, _cut)),
    TrustKind.READMIT: (Readmit, (_key, _roles, _record)),
    TrustKind.NUMBER: (Number, (_code, _key)),
    TrustKind.ERASE: (Erase, (_records,)),
    TrustKind.REPLACE_ROOT: (ReplaceRoot, (_key,)),
}
