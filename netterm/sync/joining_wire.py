"""What the two sides of a joining say, byte by byte: frames, proofs, and the names that people are shown.

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
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import digest as hmac_digest
from typing import Final

import msgpack

from netterm.errors import Failure
from netterm.locale import N_, _, clean, message
from netterm.sync.codes import Code

VERSION: Final = 1
NONCE: Final = 32
UNPROVEN_FRAME: Final = 8 << 10
"""The most bytes in a frame before the sender has proved that it knows the code."""
PROVEN_FRAME: Final = 64 << 10
NAME_LENGTH: Final = 200
"""The most characters in a name of a person, computer or network."""
SIGNED: Final = b"netterm join 1\x00"


class Step(enum.IntEnum):
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


def turned_away(denial: Denial) -> str:
    """What the door says to its own people of one who could not come in."""
    return message("Somebody knocked who could not come in: {reason}", reason=_(_TURNED_AWAY[denial]))


_TURNED_AWAY: Final = {
    Denial.WRONG: N_("the code was wrong"),
    Denial.USED: N_("the code is used up"),
    Denial.EXPIRED: N_("the code has expired"),
    Denial.REFUSED: N_("the answer was no"),
    Denial.TOO_MANY_TRIES: N_("too many wrong codes"),
    Denial.VERSION: N_("another version of netterm"),
}


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


@dataclass(frozen=True, slots=True)
class Knock:
    version: int
    nonce: bytes
    proof: bytes


@dataclass(slots=True)
class Wire:
    """Frames: four bytes of length, then a msgpack array that starts with its step."""

    limit: int = UNPROVEN_FRAME
    arrived: bytearray = field(default_factory=bytearray)
    leaving: bytearray = field(default_factory=bytearray)

    def send(self, step: Step, *parts: object) -> bytes:
        body = pack(int(step), *parts)
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


def presentable(name: str) -> str:
    """A name on one line, without control characters, at most 200 characters."""
    return clean(name).strip()[:NAME_LENGTH]


def is_presentable(name: str) -> bool:
    return len(name) <= NAME_LENGTH and name == presentable(name) and bool(name)


def binding(certificate: bytes) -> bytes:
    """What proofs are bound to, from the door's own certificate as DER."""
    return sha256(certificate).digest()


def knock_proof(code: Code, binding: bytes, nonce: bytes) -> bytes:
    return proof_of(code, Step.KNOCK, binding, [], VERSION, nonce)


def proof_of(code: Code, step: Step, binding: bytes, said: list[bytes], *parts: object) -> bytes:
    return hmac_digest(code.key(b"join " + step.name.encode()), pack(binding, said, *parts), "sha256")


def is_signed(key: bytes, proof: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        # The proof is a MAC over everything said, both keys included: signing it signs them.
        Ed25519PublicKey.from_public_bytes(key).verify(signature, SIGNED + proof)
    except (InvalidSignature, ValueError):
        return False
    return True


def pack(*parts: object) -> bytes:
    packed: bytes = msgpack.packb(parts)
    return packed


def unpack(body: bytes) -> list[object]:
    try:
        parts = msgpack.unpackb(body, max_array_len=8, max_map_len=0, max_ext_len=0)
    except (ValueError, msgpack.UnpackException, RecursionError) as error:
        raise Misunderstood from error
    if type(parts) is not list:
        raise Misunderstood
    return parts
