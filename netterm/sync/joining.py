"""The joining of a newcomer by a one-time code, without I/O: one machine for the door, one for the newcomer.

They meet inside TLS whose certificate nobody can judge yet. So every proof is bound to that certificate, as each side
sees it, to both keys and to both nonces: who sits between the two cannot pass any proof on.

====================  ==========================================================================================
newcomer → door       ``KNOCK version nonce proof``: I know a code. Nothing in it says who knocks.
door → newcomer       ``DOOR nonce identity proof``: so do I, and this is my key.
newcomer → door       ``NAME key person computer proof signature``: this is who I am, and the key is mine.
door → newcomer       ``WAIT network person computer``: somebody is asked. Both names are on both screens now.
door → newcomer       ``ADMITTED network root chain issuer above``: the certificates that open ordinary sync; the last
                      two, empty but for an admin, those to let others in by.
newcomer → door       ``DONE``: they are saved; the code is used up.
door → newcomer       ``DENIED reason``, at any time.
both                  ``PING`` while a person thinks.
====================  ==========================================================================================

A proof is HMAC-SHA256 under a key derived from the code for that one step, over everything said so far. Codes have 90
random bits, so nobody can search for one offline.
"""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from hmac import digest as hmac_digest
from typing import Final

import msgpack

from netterm.errors import Failure
from netterm.locale import N_, clean
from netterm.store import Admission
from netterm.sync.codes import Code

VERSION: Final = 1
NONCE: Final = 32
UNPROVEN_FRAME: Final = 8 << 10
"""The most bytes in a frame before the sender has proved that it knows the code."""
PROVEN_FRAME: Final = 64 << 10
NAME_LENGTH: Final = 200
"""The most characters in a name of a person, computer or network."""
TRIES: Final = 5
"""Wrong codes that one address may try in :data:`TRIES_WITHIN` seconds."""
TRIES_WITHIN: Final = 60.0
_ADDRESSES: Final = 256
_REMEMBERED: Final = 64
_SIGNED: Final = b"netterm join 1\x00"


class _Step(enum.IntEnum):
    KNOCK = 0
    DOOR = 1
    NAME = 2
    WAIT = 3
    PING = 4
    ADMITTED = 5
    DONE = 6
    DENIED = 7


class Denial(enum.IntEnum):
    """Why a door stays shut. The numbers are part of the wire format."""

    WRONG = 0
    USED = 1
    EXPIRED = 2
    REFUSED = 3
    TOO_MANY_TRIES = 4
    VERSION = 5


class NotJoined(Failure):
    """The newcomer's side: it did not come to an admission. Nothing changed on either computer."""


class Denied(NotJoined):
    """The door said no, and why."""

    def __init__(self, denial: Denial) -> None:
        super().__init__(_SENTENCES[denial])
        self.denial = denial


class Impostor(NotJoined):
    """Who answered does not know the code."""

    def __init__(self) -> None:
        super().__init__(N_("The computer that answered does not know the code, so nothing about you was sent to it."))


class Misunderstood(NotJoined):
    """Who answered does not speak as the protocol has it."""

    def __init__(self) -> None:
        super().__init__(N_("The other computer did not answer as netterm does."))


_SENTENCES: Final = {
    Denial.WRONG: N_("This code is not known there: compare it with the one that you were given."),
    Denial.USED: N_("Another computer has used this code already: ask for a new one."),
    Denial.EXPIRED: N_("This code has expired: ask for a new one."),
    Denial.REFUSED: N_("The person who was asked did not let this computer in."),
    Denial.TOO_MANY_TRIES: N_("Too many wrong codes came from here: wait a minute, then try again."),
    Denial.VERSION: N_("The two computers have different versions of netterm: please upgrade the older one."),
}


@dataclass(frozen=True, slots=True)
class Names:
    """How a side shows itself to the people at the other."""

    person: str
    computer: str
    network: str = ""


@dataclass(eq=False, slots=True)
class Invitation:
    """A code that was given out."""

    code: Code
    expires: float
    """On the monotonic clock of its :class:`Invitations`."""
    joiner: bytes | None = None
    """The only key that may use it, from the first that proved to know it."""
    admission: Admission | None = None
    over: Denial | None = None
    """Why it admits nobody any more, or None while it may."""


# Events. The door's:


@dataclass(frozen=True, slots=True)
class Asked:
    """A newcomer who knows the code asks to come in: somebody must call :meth:`Door.confirm` or :meth:`Door.refuse`."""

    invitation: Invitation
    identity: bytes
    """The newcomer's public key, which it proved to hold."""
    person: str
    computer: str


@dataclass(frozen=True, slots=True)
class Turned:
    """A knock that was not let in."""

    denial: Denial


@dataclass(frozen=True, slots=True)
class Settled:
    """The newcomer has saved its admission."""

    invitation: Invitation
    identity: bytes


# The newcomer's:


@dataclass(frozen=True, slots=True)
class Waiting:
    """The door proved itself; its people are being asked."""

    names: Names
    identity: bytes
    """The door's public key."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """Let in. Save the admission, then call :meth:`Newcomer.saved`."""

    admission: Admission


class Invitations:
    """The codes that a door knows, and how often each address has guessed.

    ``clock`` gives seconds that never go back. Codes that are over are remembered, so that who comes late hears why.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._all: deque[Invitation] = deque(maxlen=_REMEMBERED)
        self._wrong: dict[str, deque[float]] = {}

    def open(self, code: Code, lifetime: float) -> Invitation:
        """Let the code in for ``lifetime`` seconds."""
        invitation = Invitation(code, self._clock() + lifetime)
        self._all.append(invitation)
        return invitation

    def close(self, invitation: Invitation, why: Denial = Denial.EXPIRED) -> None:
        """Let it in no longer."""
        if invitation.over is None:
            invitation.over = why

    def live(self) -> tuple[Invitation, ...]:
        """Those that may still let somebody in."""
        return tuple(invitation for invitation in self._all if self.state(invitation) is None)

    def state(self, invitation: Invitation) -> Denial | None:
        """Why it admits nobody any more; None while it may."""
        if invitation.over in {None, Denial.USED} and self._clock() >= invitation.expires:
            invitation.over = Denial.EXPIRED
        return invitation.over

    def barred(self, invitation: Invitation) -> Denial | None:
        """Why not even its own joiner may come with it; None while that one may."""
        state = self.state(invitation)
        return None if state is Denial.USED else state

    def recognise(self, knock: _Knock, binding: bytes, address: str) -> Invitation | Denial:
        """Whose code a knock proves, or why it is turned away. A used code passes: its own joiner may come again."""
        if self._guessed(address) >= TRIES:
            return Denial.TOO_MANY_TRIES
        found = None
        for invitation in self._all:  # all of them, so that the time taken says nothing
            if compare_digest(knock.proof, _knock_proof(invitation.code, binding, knock.nonce)):
                found = invitation
        if found is None:
            self._wrong.setdefault(address, deque(maxlen=TRIES)).append(self._clock())
            return Denial.WRONG
        return self.barred(found) or found

    def _guessed(self, address: str) -> int:
        since = self._clock() - TRIES_WITHIN
        for guessing, times in tuple(self._wrong.items()):
            while times and times[0] <= since:
                times.popleft()
            if not times:
                del self._wrong[guessing]
        while len(self._wrong) >= _ADDRESSES:
            del self._wrong[next(iter(self._wrong))]
        return len(self._wrong.get(address, ()))


@dataclass(frozen=True, slots=True)
class _Knock:
    version: int
    nonce: bytes
    proof: bytes


@dataclass(slots=True)
class _Wire:
    """Frames: four bytes of length, then a msgpack array that starts with its step."""

    limit: int = UNPROVEN_FRAME
    arrived: bytearray = field(default_factory=bytearray)
    leaving: bytearray = field(default_factory=bytearray)

    def send(self, step: _Step, *parts: object) -> bytes:
        body = _pack(int(step), *parts)
        self.leaving += len(body).to_bytes(4, "big") + body
        return body

    def take(self) -> bytes:
        taken = bytes(self.leaving)
        self.leaving.clear()
        return taken

    def next(self) -> bytes | None:
        """The next whole frame's body, or None. Raises :class:`Misunderstood` for one that is too long."""
        if len(self.arrived) < 4:
            return None
        length = int.from_bytes(self.arrived[:4], "big")
        if length > self.limit:
            raise Misunderstood
        if len(self.arrived) < 4 + length:
            return None
        body = bytes(self.arrived[4 : 4 + length])
        del self.arrived[: 4 + length]
        return body


class Door:
    """The side that knows the network, for one connection. Feed it bytes, send what it gives, close when ``over``.

    ``binding`` is the SHA-256 of the certificate, as DER, that this side's TLS showed; ``nonce`` 32 fresh random bytes;
    ``address`` whose guesses are counted together.
    """

    def __init__(
        self, invitations: Invitations, identity: bytes, names: Names, *, binding: bytes, nonce: bytes, address: str
    ) -> None:
        self._invitations = invitations
        self._identity = identity
        self._names = names
        self._binding = binding
        self._nonce = nonce
        self._address = address
        self._wire = _Wire()
        self._said: list[bytes] = []
        self._invitation: Invitation | None = None
        self._newcomer: bytes | None = None
        self.over = False

    def receive(self, data: bytes) -> list[Asked | Turned | Settled]:
        """Take bytes from the newcomer. What is not understood ends the exchange without an answer."""
        self._wire.arrived += data
        events: list[Asked | Turned | Settled] = []
        try:
            while not self.over and (body := self._wire.next()) is not None:
                events += self._frame(body)
        except Misunderstood:
            self.over = True
        return events

    def data_to_send(self) -> bytes:
        return self._wire.take()

    def ping(self) -> None:
        """Show the newcomer that this side is alive."""
        if self._newcomer is not None:
            self._wire.send(_Step.PING)

    def confirm(self, admission: Admission) -> None:
        """Let the newcomer of the last :class:`Asked` in."""
        if self._invitation is not None and not self.over:
            self._invitation.admission = admission
            self._admit(admission)

    def refuse(self) -> None:
        """Do not let it in; the code is over."""
        if self._invitation is not None and not self.over:
            self._invitations.close(self._invitation, Denial.REFUSED)
            self._deny(Denial.REFUSED)

    def _frame(self, body: bytes) -> list[Asked | Turned | Settled]:
        match _unpack(body):
            case [_Step.KNOCK, int(version), bytes(nonce), bytes(proof), *_] if self._invitation is None:
                return self._knocked(_Knock(version, nonce, proof), body)
            case [_Step.NAME, bytes(key), str(person), str(computer), bytes(proof), bytes(signature)] if (
                self._invitation is not None and self._newcomer is None
            ):
                return self._named(self._invitation, (key, person, computer), proof, signature)
            case [_Step.PING] if self._newcomer is not None:
                return []
            case [_Step.DONE] if self._invitation is not None and self._invitation.admission is not None:
                return self._done(self._invitation)
        raise Misunderstood

    def _knocked(self, knock: _Knock, body: bytes) -> list[Asked | Turned | Settled]:
        if knock.version != VERSION:
            return self._deny(Denial.VERSION)
        if len(knock.nonce) != NONCE:
            raise Misunderstood
        match self._invitations.recognise(knock, self._binding, self._address):
            case Denial() as denial:
                return self._deny(denial)
            case invitation:
                self._invitation = invitation
        mine = (self._nonce, self._identity)
        proof = _proof(invitation.code, _Step.DOOR, self._binding, [body], *mine)
        self._said = [body, self._wire.send(_Step.DOOR, *mine, proof)]
        return []

    def _named(
        self, invitation: Invitation, who: tuple[bytes, str, str], proof: bytes, signature: bytes
    ) -> list[Asked | Turned | Settled]:
        if not compare_digest(proof, _proof(invitation.code, _Step.NAME, self._binding, self._said, *who)):
            return self._deny(Denial.WRONG)
        key, person, computer = who
        if not (_presentable(person) and _presentable(computer) and _signed(key, proof, signature)):
            raise Misunderstood
        if invitation.joiner not in {None, key}:
            return self._deny(Denial.USED)
        if (why := self._invitations.barred(invitation)) is not None:
            return self._deny(why)
        invitation.joiner = self._newcomer = key
        self._wire.limit = PROVEN_FRAME
        self._wire.send(_Step.WAIT, self._names.network, self._names.person, self._names.computer)
        if invitation.admission is not None:  # the same key again, whose first answer was lost
            self._admit(invitation.admission)
            return []
        return [Asked(invitation, key, person, computer)]

    def _admit(self, admission: Admission) -> None:
        issuer, above = admission.issuer or (b"", b"")
        self._wire.send(_Step.ADMITTED, admission.network, admission.root, admission.chain, issuer, above)

    def _done(self, invitation: Invitation) -> list[Asked | Turned | Settled]:
        self._invitations.close(invitation, Denial.USED)
        self.over = True
        return [Settled(invitation, invitation.joiner or b"")]

    def _deny(self, denial: Denial) -> list[Asked | Turned | Settled]:
        self._wire.send(_Step.DENIED, int(denial))
        self.over = True
        return [Turned(denial)]


class Newcomer:
    """The side that comes in. Feed it bytes, send what it gives; :meth:`receive` raises why it was not let in.

    ``binding`` is the SHA-256 of the door's certificate, as DER, that TLS showed here; ``nonce`` 32 fresh random
    bytes; ``sign`` signs with the private key of ``identity``.
    """

    def __init__(
        self,
        code: Code,
        identity: bytes,
        sign: Callable[[bytes], bytes],
        names: Names,
        *,
        binding: bytes,
        nonce: bytes,
    ) -> None:
        self._code = code
        self._identity = identity
        self._sign = sign
        self._names = Names(presentable(names.person), presentable(names.computer))
        self._binding = binding
        self._wire = _Wire()
        self._door: bytes | None = None
        self._welcome = False
        self._waited = False
        self._knock = self._wire.send(_Step.KNOCK, VERSION, nonce, _knock_proof(code, binding, nonce))

    @property
    def trusts(self) -> bool:
        """Whether the door has proved that it knows the code."""
        return self._door is not None

    def receive(self, data: bytes) -> list[Waiting | Welcome]:
        """Take bytes from the door.

        Raises :class:`Denied`, :class:`Impostor` or :class:`Misunderstood`; then the exchange is over.
        """
        self._wire.arrived += data
        events: list[Waiting | Welcome] = []
        while (body := self._wire.next()) is not None:
            events += self._frame(body)
        return events

    def data_to_send(self) -> bytes:
        return self._wire.take()

    def ping(self) -> None:
        """Show the door that somebody still waits."""
        if self._waited:
            self._wire.send(_Step.PING)

    def saved(self) -> None:
        """The admission is on disk: the code may be used up."""
        if self._welcome:
            self._wire.send(_Step.DONE)

    def _frame(self, body: bytes) -> list[Waiting | Welcome]:
        match _unpack(body):
            case [_Step.DENIED, int(reason)]:
                raise Denied(Denial(reason)) if reason in set(Denial) else Misunderstood
            case [_Step.DOOR, bytes(nonce), bytes(identity), bytes(proof)] if self._door is None:
                self._answered(body, nonce, identity, proof)
                return []
            case [_Step.WAIT, str(network), str(person), str(computer)] if self._door is not None:
                self._waited = True
                names = Names(presentable(person), presentable(computer), presentable(network))
                return [Waiting(names, self._door)]
            case [_Step.PING] if self._waited:
                return []
            case [_Step.ADMITTED, bytes(network), bytes(root), bytes(chain), bytes(issuer), bytes(above)] if (
                self._waited and len(network) == 16
            ):
                self._welcome = True
                return [Welcome(Admission(network, root, chain, (issuer, above) if issuer else None))]
        raise Misunderstood

    def _answered(self, body: bytes, nonce: bytes, identity: bytes, proof: bytes) -> None:
        expected = _proof(self._code, _Step.DOOR, self._binding, [self._knock], nonce, identity)
        if not compare_digest(proof, expected):
            raise Impostor
        self._door = identity
        self._wire.limit = PROVEN_FRAME
        who = (self._identity, self._names.person, self._names.computer)
        mine = _proof(self._code, _Step.NAME, self._binding, [self._knock, body], *who)
        self._wire.send(_Step.NAME, *who, mine, self._sign(_SIGNED + mine))


def presentable(name: str) -> str:
    """A name on one line, without control characters, at most 200 characters."""
    return clean(name).strip()[:NAME_LENGTH]


def _presentable(name: str) -> bool:
    return len(name) <= NAME_LENGTH and name == presentable(name) and bool(name)


def binding(certificate: bytes) -> bytes:
    """What proofs are bound to, from the door's own certificate as DER."""
    return sha256(certificate).digest()


def _knock_proof(code: Code, binding: bytes, nonce: bytes) -> bytes:
    return _proof(code, _Step.KNOCK, binding, [], VERSION, nonce)


def _proof(code: Code, step: _Step, binding: bytes, said: list[bytes], *parts: object) -> bytes:
    return hmac_digest(code.key(b"join " + step.name.encode()), _pack(binding, said, *parts), "sha256")


def _signed(key: bytes, proof: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        # The proof is a MAC over everything said, both keys included: signing it signs them.
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _SIGNED + proof)
    except (InvalidSignature, ValueError):
        return False
    return True


def _pack(*parts: object) -> bytes:
    packed: bytes = msgpack.packb(parts)
    return packed


def _unpack(body: bytes) -> list[object]:
    try:
        parts = msgpack.unpackb(body, max_array_len=8, max_map_len=0, max_ext_len=0)
    except (ValueError, msgpack.UnpackException, RecursionError) as error:
        raise Misunderstood from error
    if type(parts) is not list:
        raise Misunderstood
    return parts
