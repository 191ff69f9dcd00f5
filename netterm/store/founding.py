"""How a replica comes to be: a network is founded, a newcomer is let in, or the recovery kit is used."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model import SCHEMA
from netterm.model.declare import Schema
from netterm.model.kinds import Compartment, Role
from netterm.store import certificates, keys, kit
from netterm.store.holdings import FILES, witness_of
from netterm.store.passport import FILE as PASSPORT
from netterm.store.passport import NetworkExists, Passport, exists
from netterm.store.records import Held
from netterm.store.replica import Replica
from netterm.store.trust_ops import NONCE, ROOT_INCARNATION, Admit, Found, Grant, Readmit, encode, network_id
from netterm.store.volume import Author

DATA_KEY: Final = 32


@dataclass(frozen=True, slots=True)
class Founding:
    """What founding leaves in the founder's hands."""

    kit: kit.RecoveryKit
    passphrase: str
    """Opens the kit; to be written down and kept apart from it."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What a newcomer gets at the door: enough to open TLS and to judge the trust log by."""

    network: bytes
    """The network's id, 16 bytes."""
    root: bytes
    """Its root certificate, PEM."""
    chain: bytes
    """The newcomer's certificate and those above it without the root, PEM."""
    issuer: tuple[bytes, bytes] | None = None
    """For a new admin: the certificate to let others in by, DER, and those above it, PEM."""


def found(  # noqa: PLR0913 - what is not named has a default
    directory: Path,
    *,
    network: Mapping[str, Held],
    person: Mapping[str, Held],
    office: str | None = None,
    passphrase: str | None = None,
    kit_passphrase: str | None = None,
    label: str = "computer",
    cost: keys.Cost = keys.STRONG,
    schema: Schema = SCHEMA,
    clock: Callable[[], float] = time.time,
    random: Callable[[int], bytes] = os.urandom,
) -> tuple[Replica, Founding]:
    """Found a network in an empty directory; the founder is its first admin, member and holder of ``office``.

    ``network`` and ``person`` are field values. Raises :class:`NetworkExists` and what the model's rules raise; then
    the directory is as it was.
    """
    if exists(directory):
        raise NetworkExists(directory)
    root, own = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = own.public_key().public_bytes_raw()
    founding = Found(root.public_key().public_bytes_raw(), public, random(NONCE))
    id = network_id(founding)
    made = _make_ready(directory)
    try:
        unlocked = keys.create(directory, own, _data_keys(random), passphrase, label, cost=cost)
        passport = _certify(Passport(id, _pem(certificates.root_certificate(root, id))), root, own)
        replica = Replica(directory, passport, unlocked, schema, clock, random, witness_of(id, public))
        try:
            member = replica.new_id()
            _write_founding(replica, root, founding, member, label)
            _first_records(replica, network, member, person, office)
            words = kit_passphrase or kit.generate_passphrase()
            sheet = kit.make(root, id, replica.network_name, words, cost=cost)
            passport.write(directory)  # last: until it is there, there is no network in this directory
        except BaseException:
            replica.close()
            raise
    except BaseException:
        _clear(directory, made)
        raise
    return replica, Founding(sheet, words)


def joined(  # noqa: PLR0913 - what is not named has a default
    directory: Path,
    admission: Admission,
    private_key: Ed25519PrivateKey,
    *,
    passphrase: str | None = None,
    label: str = "computer",
    cost: keys.Cost = keys.STRONG,
    schema: Schema = SCHEMA,
    clock: Callable[[], float] = time.time,
    random: Callable[[int], bytes] = os.urandom,
) -> Replica:
    """Make the replica of a newcomer whom an admin has let in; its data comes with the first sync.

    Raises :class:`NetworkExists`.
    """
    if exists(directory):
        raise NetworkExists(directory)
    public = private_key.public_key().public_bytes_raw()
    made = _make_ready(directory)
    try:
        unlocked = keys.create(directory, private_key, _data_keys(random), passphrase, label, cost=cost)
        passport = Passport(admission.network, admission.root).with_chain(public, admission.chain, admission.issuer)
        witness = witness_of(admission.network, public)
        replica = Replica(directory, passport, unlocked, schema, clock, random, witness)
        passport.write(directory)  # last: until it is there, there is no network in this directory
        return replica
    except BaseException:
        _clear(directory, made)
        raise


class WrongKit(Failure):
    """The kit is of another network."""

    def __init__(self) -> None:
        super().__init__(N_("This recovery kit is of another network. Nothing was changed."))


def recover(replica: Replica, text: str, passphrase: str) -> None:
    """With the kit, make this identity an admin again, by the root's own hand.

    Raises :class:`WrongKit` and what :func:`kit.read` raises.
    """
    recovered = kit.read(text, passphrase)
    if recovered.network != replica.network:
        raise WrongKit
    root = recovered.root_private_key
    admin = frozenset({Role.ADMIN})
    state = replica.trust.identities.get(replica.identity)
    if state is None:
        op = encode(Admit(replica.identity, replica.new_id(), "computer", admin))
    elif state.removed is not None:
        op = encode(Readmit(replica.identity, admin, state.person))
    else:
        op = encode(Grant(replica.identity, admin))
    replica.write_trust([op], author=_root_author(root, replica))
    passport = _certify(replica.passport, root, replica.private_key)
    passport.write(replica.directory)
    replica.passport = passport


def admit(replica: Replica, identity: bytes, person: bytes, computer: str, roles: frozenset[Role]) -> Admission:
    """As an admin, write the trust entry that lets an identity in, and certify its key.

    Raises a :class:`Failure` where we may not.
    """
    issuer = replica.passport.issuers.get(replica.identity)
    if issuer is None or Role.ADMIN not in replica.roles:
        raise Failure(N_("Only an admin of the network can let somebody in. Nothing was changed."))
    replica.write_trust([encode(Admit(identity, person, computer or "computer", roles))])
    certificate, above = issuer
    own = _pem(certificate) + above
    leaf = certificates.identity_certificate(replica.private_key, certificate, identity)
    power = None
    if Role.ADMIN in roles:
        power = (certificates.admin_certificate(replica.private_key, certificate, identity), own)
    return Admission(replica.network, replica.passport.root, _pem(leaf) + own, power)


def _write_founding(replica: Replica, root: Ed25519PrivateKey, founding: Found, person: bytes, label: str) -> None:
    admit = Admit(replica.identity, person, label, frozenset({Role.ADMIN}))
    replica.write_trust([encode(founding), encode(admit)], author=_root_author(root, replica))


def _root_author(root: Ed25519PrivateKey, replica: Replica) -> Author:
    """The root writes its founding under the zero incarnation, and each recovery under one of its own.

    A kit may be used on several laptops that do not hear of each other: one incarnation would fork.
    """
    public = root.public_key().public_bytes_raw()
    first = not replica.heads(Compartment.TRUST)
    return Author(root, public, ROOT_INCARNATION if first else replica.new_incarnation())


def _first_records(
    replica: Replica, network: Mapping[str, Held], id: bytes, person: Mapping[str, Held], office: str | None
) -> None:
    today = replica.today().isoformat()
    with replica.action() as action:
        action.add("network", {"founded_on": today, **network})
        action.add("person", person, id=id)
        member = action.add("member", {"person": id, "category": "ordinary", "joined_on": today})
        if office:
            position = action.add("position", {"code": office})
            action.add("term", {"position": position, "member": member, "from": today})


def _certify(passport: Passport, root: Ed25519PrivateKey, own: Ed25519PrivateKey) -> Passport:
    """An admin's two certificates by the root: one to issue by, one to open TLS with."""
    public = own.public_key().public_bytes_raw()
    top = certificates.root_certificate(root, passport.network)
    power = certificates.admin_certificate(root, top, public)
    leaf = certificates.identity_certificate(own, power, public)
    return passport.with_chain(public, _pem(leaf) + _pem(power), (power, b""))


def _pem(certificate: bytes) -> bytes:
    return certificates.chain_pem(certificate)


def _data_keys(random: Callable[[int], bytes]) -> dict[Compartment, bytes]:
    return {c: random(DATA_KEY) for c in (Compartment.GENERAL, Compartment.SENSITIVE)}


def _make_ready(directory: Path) -> bool:
    """The directory, without what a beginning that was cut off left in it; whether it was made here.

    Nothing is deleted: leftovers go into a folder beside the new beginning.
    """
    made = not directory.exists()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    leftovers = [path for path in _own_files(directory) if path.exists()]
    if leftovers:
        aside = directory / f"unfinished-{time.time_ns()}"
        aside.mkdir(mode=0o700)
        for path in leftovers:
            path.rename(aside / path.name)
    return made


def _own_files(directory: Path) -> list[Path]:
    """All that a beginning makes but the passport."""
    files = [directory / (name + suffix) for name in FILES.values() for suffix in ("", "-wal", "-shm")]
    return [*files, directory / keys.FOLDER]


def _clear(directory: Path, made: bool) -> None:
    """Take away what a failed beginning left; a directory that was there before stays."""
    if made:
        shutil.rmtree(directory, ignore_errors=True)
        return
    (directory / PASSPORT).unlink(missing_ok=True)
    for path in _own_files(directory):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
