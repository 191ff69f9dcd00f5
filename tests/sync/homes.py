"""A replica in memory with real keys and certificates, as a node needs one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.model.kinds import Compartment, Role
from netterm.store import Admission
from netterm.store.certificates import admin_certificate, chain_pem, identity_certificate, root_certificate
from tests.sync.fakes import EVERYTHING, MEMBER, NETWORK, FakeLedger

GENERAL = Compartment.GENERAL


class FakeNetwork:
    """The root of a network, and its one admin's certificate."""

    def __init__(self, number: int = 0, network: bytes = NETWORK) -> None:
        self.network = network
        root = key(f"root {number}")
        self.root = root_certificate(root, network)
        self.admin_key = key(f"admin {number}")
        self.admin = admin_certificate(root, self.root, public(self.admin_key))

    def chain(self, identity: bytes) -> bytes:
        return chain_pem(identity_certificate(self.admin_key, self.admin, identity), self.admin)


def key(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"\0"))


def public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


@dataclass
class FakeHome(FakeLedger):
    """A ledger with the means to show who it is, that tells whoever subscribed of each commit."""

    private_key: Ed25519PrivateKey = field(default_factory=lambda: key("nobody"))
    credentials: bytes = b""
    roots: bytes = b""
    of: FakeNetwork = field(default_factory=FakeNetwork)
    admitted: list[tuple[bytes | None, str, str, frozenset[Role]]] = field(default_factory=list)
    listeners: list[Callable[[object], None]] = field(default_factory=list)

    def label(self, identity: bytes) -> str:
        return identity.hex()[:4]

    def subscribe(self, callback: Callable[[object], None]) -> Callable[[], None]:
        self.listeners.append(callback)
        return lambda: self.listeners.remove(callback)

    def type(self, *values: bytes) -> None:
        """Somebody at this computer writes."""
        self.write(GENERAL, *values)
        for callback in tuple(self.listeners):
            callback(None)

    def admit(
        self, identity: bytes, *, person: bytes | None, name: str, computer: str, roles: frozenset[Role]
    ) -> Admission:
        self.admitted.append((person, name, computer, roles))
        self.grant(identity, MEMBER)
        return Admission(self.network, self.roots, self.of.chain(identity))


def home(private: Ed25519PrivateKey, of: FakeNetwork, chain: bytes | None = None) -> FakeHome:
    return FakeHome(
        identity=public(private),
        network=of.network,
        private_key=private,
        credentials=chain or of.chain(public(private)),
        roots=chain_pem(of.root),
        of=of,
    )


def committee(*names: str) -> list[FakeHome]:
    """Replicas of one network that know each other; the first is the admin's."""
    of = FakeNetwork()
    homes = [home(of.admin_key if at == 0 else key(name), of) for at, name in enumerate(names)]
    for each in homes:
        homes[0].grant(each.identity, EVERYTHING)
    for each in homes[1:]:
        each.entries[Compartment.TRUST] += homes[0].entries[Compartment.TRUST]
    return homes
