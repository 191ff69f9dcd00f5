"""The joining of a newcomer by a one-time code, without I/O: one machine for the door, one for the newcomer.

They meet inside TLS whose certificate nobody can judge yet. So every proof is bound to that certificate, as each side
sees it, to both keys and to both nonces: who sits between the two cannot pass any proof on. What is said stands in
``joining_wire.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest

from netterm.store import Admission
from netterm.sync.codes import Code
from netterm.sync.invitations import TRIES, TRIES_WITHIN, Invitation, Invitations
from netterm.sync.joining_wire import (
    NONCE,
    PROVEN_FRAME,
    SIGNED,
    UNPROVEN_FRAME,
    VERSION,
    Denial,
    Denied,
    Impostor,
    Knock,
    Misunderstood,
    Names,
    NotJoined,
    Step,
    Wire,
    binding,
    is_presentable,
    is_signed,
    knock_proof,
    presentable,
    proof_of,
    unpack,
)

__all__ = [
    "NONCE",
    "PROVEN_FRAME",
    "TRIES",
    "TRIES_WITHIN",
    "UNPROVEN_FRAME",
    "Asked",
    "Denial",
    "Denied",
    "Door",
    "Impostor",
    "Invitation",
    "Invitations",
    "Misunderstood",
    "Names",
    "Newcomer",
    "NotJoined",
    "Settled",
    "Turned",
    "Waiting",
    "Welcome",
    "binding",
]

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
        self._wire = Wire()
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
            self._wire.send(Step.PING)

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
        match unpack(body):
            case [Step.KNOCK, int(version), bytes(nonce), bytes(proof), *_] if self._invitation is None:
                return self._knocked(Knock(version, nonce, proof), body)
            case [Step.NAME, bytes(key), str(person), str(computer), bytes(proof), bytes(signature)] if (
                self._invitation is not None and self._newcomer is None
            ):
                return self._named(self._invitation, (key, person, computer), proof, signature)
            case [Step.PING] if self._newcomer is not None:
                return []
            case [Step.DONE] if self._invitation is not None and self._invitation.admission is not None:
                return self._done(self._invitation)
        raise Misunderstood

    def _knocked(self, knock: Knock, body: bytes) -> list[Asked | Turned | Settled]:
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
        proof = proof_of(invitation.code, Step.DOOR, self._binding, [body], *mine)
        self._said = [body, self._wire.send(Step.DOOR, *mine, proof)]
        return []

    def _named(
        self, invitation: Invitation, who: tuple[bytes, str, str], proof: bytes, signature: bytes
    ) -> list[Asked | Turned | Settled]:
        if not compare_digest(proof, proof_of(invitation.code, Step.NAME, self._binding, self._said, *who)):
            return self._deny(Denial.WRONG)
        key, person, computer = who
        if not (is_presentable(person) and is_presentable(computer) and is_signed(key, proof, signature)):
            raise Misunderstood
        if invitation.joiner not in {None, key}:
            return self._deny(Denial.USED)
        if (why := self._invitations.barred(invitation)) is not None:
            return self._deny(why)
        invitation.joiner = self._newcomer = key
        self._wire.limit = PROVEN_FRAME
        self._wire.send(Step.WAIT, self._names.network, self._names.person, self._names.computer)
        if invitation.admission is not None:  # the same key again, whose first answer was lost
            self._admit(invitation.admission)
            return []
        return [Asked(invitation, key, person, computer)]

    def _admit(self, admission: Admission) -> None:
        issuer, above = admission.issuer or (b"", b"")
        self._wire.send(Step.ADMITTED, admission.network, admission.root, admission.chain, issuer, above)

    def _done(self, invitation: Invitation) -> list[Asked | Turned | Settled]:
        self._invitations.close(invitation, Denial.USED)
        self.over = True
        return [Settled(invitation, invitation.joiner or b"")]

    def _deny(self, denial: Denial) -> list[Asked | Turned | Settled]:
        self._wire.send(Step.DENIED, int(denial))
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
        self._wire = Wire()
        self._door: bytes | None = None
        self._welcome = False
        self._waited = False
        self._knock = self._wire.send(Step.KNOCK, VERSION, nonce, knock_proof(code, binding, nonce))

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
            self._wire.send(Step.PING)

    def saved(self) -> None:
        """The admission is on disk: the code may be used up."""
        if self._welcome:
            self._wire.send(Step.DONE)

    def _frame(self, body: bytes) -> list[Waiting | Welcome]:
        match unpack(body):
            case [Step.DENIED, int(reason)]:
                raise Denied(Denial(reason)) if reason in set(Denial) else Misunderstood
            case [Step.DOOR, bytes(nonce), bytes(identity), bytes(proof)] if self._door is None:
                self._answered(body, nonce, identity, proof)
                return []
            case [Step.WAIT, str(network), str(person), str(computer)] if self._door is not None:
                self._waited = True
                names = Names(presentable(person), presentable(computer), presentable(network))
                return [Waiting(names, self._door)]
            case [Step.PING] if self._waited:
                return []
            case [Step.ADMITTED, bytes(network), bytes(root), bytes(chain), bytes(issuer), bytes(above)] if (
                self._waited and len(network) == 16
            ):
                self._welcome = True
                return [Welcome(Admission(network, root, chain, (issuer, above) if issuer else None))]
        raise Misunderstood

    def _answered(self, body: bytes, nonce: bytes, identity: bytes, proof: bytes) -> None:
        expected = proof_of(self._code, Step.DOOR, self._binding, [self._knock], nonce, identity)
        if not compare_digest(proof, expected):
            raise Impostor
        self._door = identity
        self._wire.limit = PROVEN_FRAME
        who = (self._identity, self._names.person, self._names.computer)
        mine = proof_of(self._code, Step.NAME, self._binding, [self._knock, body], *who)
        self._wire.send(Step.NAME, *who, mine, self._sign(SIGNED + mine))
