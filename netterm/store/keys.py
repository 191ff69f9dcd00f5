"""People's private keys at rest: one file per identity in ``<data>/keys/``, each a keyslot for the databases.

Several people share a computer without sharing passphrases: each file holds, under its own passphrase, one person's
Ed25519 seed and the raw keys of the databases of those compartments that the person is entitled to.

A file is a msgpack array [format, header, ciphertext, check]. The header is a packed [public key, label, kdf, its
parameters, salt, nonce]; the ciphertext is ChaCha20-Poly1305 (RFC 8439) with the header as associated data; the check
tells a damaged file from a wrong passphrase. Argon2id is RFC 9106, scrypt RFC 7914.
"""

from __future__ import annotations

import base64
import contextlib
import enum
import errno
import os
import re
import secrets
import sys
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import msgpack
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from netterm.errors import Failure
from netterm.locale import N_, clean
from netterm.model.kinds import Compartment

FORMAT: Final = 1
KEY: Final = 32
"""Bytes in every key here: Ed25519 public key and seed, database key, key-encryption key."""
SALT: Final = 16
MAX_LABEL: Final = 200
_NONCE: Final = 12
_MAX_FILE: Final = 1 << 16
_DOMAIN: Final = b"netterm key 1\x00"
FOLDER, _SUFFIX = "keys", ".key"
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_FINGERPRINT: Final = 10
_COMPARTMENTS: Final = frozenset(map(int, Compartment))


class WrongPassphrase(Failure):
    """The passphrase does not open the key or the recovery kit."""

    def __init__(self) -> None:
        super().__init__(N_("The passphrase is wrong. Nothing was changed."))


class PassphraseNeeded(Failure):
    """The key is protected and no passphrase was given."""

    def __init__(self) -> None:
        super().__init__(N_("This key is protected by a passphrase: please give it."))


class PassphraseEmpty(Failure):
    """A new passphrase has no characters."""

    def __init__(self) -> None:
        super().__init__(N_("An empty passphrase protects nothing: please choose another."))


class KeyFileDamaged(Failure):
    """A key file is not what was once written, whoever changed it."""

    def __init__(self, path: Path) -> None:
        msgid = N_(
            "The key file {file} is damaged. Put it back from a backup, or ask an admin to admit this computer anew."
        )
        super().__init__(msgid, file=path.name)


class KeyFileNewer(Failure):
    """A key file has a format that this version does not know."""

    def __init__(self) -> None:
        super().__init__(N_("This key was written by a newer version of netterm: please upgrade."))


class KeyFileChanged(Failure):
    """A key file changed on disk since it was unlocked."""

    def __init__(self) -> None:
        super().__init__(N_("Another program changed this key meanwhile. Nothing was changed here: open it again."))


class KdfMissing(Failure):
    """The cryptography library here cannot do what the passphrase was strengthened with."""

    def __init__(self) -> None:
        super().__init__(
            N_("This computer's cryptography library lacks Argon2id, which opens this key: please upgrade it.")
        )


class NoIdentity(Failure):
    """The key asked for is not in this data directory, or no key is."""


class SeveralIdentities(Failure):
    """Several people keep their keys here and none was chosen."""

    def __init__(self, stored: list[StoredIdentity]) -> None:
        names = ", ".join(f"{each.label} ({fingerprint(each.public)})".strip() for each in stored)
        super().__init__(N_("Several people keep their keys here. Choose one: {names}."), names=names)


class IdentityExists(Failure):
    """The key to be created is here already."""

    def __init__(self) -> None:
        super().__init__(N_("This key is kept here already. Nothing was changed."))


class Kdf(enum.StrEnum):
    """How a key comes from a passphrase."""

    ARGON2ID = "argon2id"
    SCRYPT = "scrypt"
    NONE = "none"
    """Not at all: the salt is the key. This protects nothing; it is for a disk that is protected otherwise."""


# Lowest and highest of each parameter that a file may ask for: never more than 1 GiB and some seconds.
_BOUNDS: Final[dict[Kdf, tuple[tuple[int, int], ...]]] = {
    Kdf.ARGON2ID: ((5, 20), (1, 10), (1, 4)),
    Kdf.SCRYPT: ((10, 20), (8, 8), (1, 4)),
    Kdf.NONE: (),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of a passphrase costs. The default is for people; tests take a light one."""

    argon2_memory: int = 16
    """Base-2 logarithm of KiB: 64 MiB."""
    argon2_passes: int = 3
    argon2_lanes: int = 4
    scrypt_n: int = 17
    """Base-2 logarithm of N, with r = 8 and p = 1: 128 MiB. Only where Argon2id is missing."""


STRONG: Final = Cost()


@dataclass(frozen=True, slots=True)
class Lock:
    """What a passphrase needs to become a key. Raises :class:`ValueError` for parameters out of bounds."""

    kdf: Kdf
    parameters: tuple[int, ...]
    """Argon2id: log2 of KiB, passes, lanes. scrypt: log2 of N, r, p."""
    salt: bytes = field(repr=False)

    def __post_init__(self) -> None:
        bounds = _BOUNDS[self.kdf]
        within = all(
            type(given) is int and low <= given <= high
            for given, (low, high) in zip(self.parameters, bounds, strict=True)
        )
        if not within or len(self.salt) != (KEY if self.kdf is Kdf.NONE else SALT):
            raise ValueError("parameters out of bounds")

    @classmethod
    def new(cls, passphrase: str | None, cost: Cost) -> Lock:
        """A fresh lock for a passphrase, or one that protects nothing without. Raises :class:`PassphraseEmpty`."""
        if passphrase is None:
            return cls(Kdf.NONE, (), secrets.token_bytes(KEY))
        if not passphrase:
            raise PassphraseEmpty
        salt = secrets.token_bytes(SALT)
        argon2 = cls(Kdf.ARGON2ID, (cost.argon2_memory, cost.argon2_passes, cost.argon2_lanes), salt)
        try:
            argon2._argon2()
        except UnsupportedAlgorithm:
            return cls(Kdf.SCRYPT, (cost.scrypt_n, 8, 1), salt)
        return argon2

    def key(self, passphrase: str | None) -> bytes:
        """The 32-byte key. Raises :class:`PassphraseNeeded` or :class:`KdfMissing`."""
        if self.kdf is Kdf.NONE:
            return self.salt
        if passphrase is None:
            raise PassphraseNeeded
        # One passphrase, whether a keyboard composes its characters or not; what no UTF-8 terminal sends is kept too.
        typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
        if self.kdf is Kdf.SCRYPT:
            n, r, p = self.parameters
            return Scrypt(salt=self.salt, length=KEY, n=1 << n, r=r, p=p).derive(typed)
        try:
            return self._argon2().derive(typed)
        except UnsupportedAlgorithm as error:
            raise KdfMissing from error

    def _argon2(self) -> Argon2id:
        memory, passes, lanes = self.parameters
        return Argon2id(salt=self.salt, length=KEY, iterations=passes, lanes=lanes, memory_cost=1 << memory)


@dataclass(frozen=True, slots=True)
class StoredIdentity:
    """One identity of a data directory, as far as can be told without its passphrase."""

    public: bytes
    label: str
    """Whose it is, for choosing; not proved before it is unlocked."""
    protected: bool
    readable: bool = True
    """False for a file that is damaged, of a newer version or another account's: then only the public key is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Unlocked:
    """One person's keys, open. The hidden parts let :func:`update` write without asking for the passphrase again."""

    public: bytes
    label: str
    private_key: Ed25519PrivateKey = field(repr=False)
    database_keys: Mapping[Compartment, bytes] = field(repr=False)
    lock: Lock = field(repr=False)
    key: bytes = field(repr=False)
    others: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Secrets, and keys of compartments, that a newer version put there: kept as they are."""
    stamp: bytes = field(default=b"", repr=False)
    """The check of the file that this stands in."""

    @property
    def protected(self) -> bool:
        """Whether a passphrase is needed to open it."""
        return self.lock.kdf is not Kdf.NONE


def create(
    directory: Path,
    private_key: Ed25519PrivateKey,
    database_keys: Mapping[Compartment, bytes],
    passphrase: str | None,
    label: str,
    *,
    cost: Cost = STRONG,
) -> Unlocked:
    """Keep a new identity in a data directory; without a passphrase it is not protected.

    Raises :class:`IdentityExists` or :class:`PassphraseEmpty`.
    """
    public = private_key.public_key().public_bytes_raw()
    if _path(directory, public).exists():
        raise IdentityExists
    lock = Lock.new(passphrase, cost)
    key = lock.key(passphrase)
    return _write(directory, Unlocked(public, _label(label), private_key, dict(database_keys), lock, key))


def identities(directory: Path) -> list[StoredIdentity]:
    """Who keeps keys in a data directory, by label. A file that cannot be read is listed, and hinders nobody else."""
    found = [_listed(path) for path in (directory / FOLDER).glob("*" + _SUFFIX) if _NAME.fullmatch(path.stem)]
    return sorted(found, key=lambda each: (each.label, each.public))


def _listed(path: Path) -> StoredIdentity:
    public = bytes.fromhex(path.stem)
    try:
        stored = _read(path, public)
    except (KeyFileDamaged, KeyFileNewer, PermissionError):
        return StoredIdentity(public, "", protected=True, readable=False)
    return StoredIdentity(public, stored.label, protected=stored.lock.kdf is not Kdf.NONE)


def unlock(directory: Path, public: bytes | None, passphrase: str | None) -> Unlocked:
    """Open one identity; ``public`` may be None where only one is kept. Takes about 0.15 s if it is protected.

    Raises :class:`NoIdentity`, :class:`SeveralIdentities`, :class:`PassphraseNeeded`, :class:`WrongPassphrase`,
    :class:`KeyFileDamaged`, :class:`KeyFileNewer` or :class:`KdfMissing`.
    """
    if public is None:
        public = _only(directory)
    path = _path(directory, public)
    stored = _read(path, public)
    key = stored.lock.key(passphrase)
    try:
        opened = ChaCha20Poly1305(key).decrypt(stored.nonce, stored.ciphertext, _DOMAIN + stored.header)
    except InvalidTag as error:
        if stored.lock.kdf is Kdf.NONE:
            raise KeyFileDamaged(path) from error
        raise WrongPassphrase from error
    return _unpack(path, public, stored, key, opened)


def update(directory: Path, unlocked: Unlocked, database_keys: Mapping[Compartment, bytes]) -> Unlocked:
    """Keep other database keys than before under the same passphrase: all those that the person is now entitled to.

    Raises :class:`KeyFileChanged` where the file is no longer the one that was unlocked.
    """
    if _read(_path(directory, unlocked.public), unlocked.public).stamp != unlocked.stamp:
        raise KeyFileChanged
    return _write(directory, replace(unlocked, database_keys=dict(database_keys)))


def change_passphrase(
    directory: Path, public: bytes | None, old: str | None, new: str | None, *, cost: Cost = STRONG
) -> Unlocked:
    """Lock one identity anew; ``new`` None takes its protection away. Raises what :func:`unlock` does."""
    unlocked = unlock(directory, public, old)
    lock = Lock.new(new, cost)
    return _write(directory, replace(unlocked, lock=lock, key=lock.key(new)))


def remove(directory: Path, public: bytes) -> None:
    """Delete one identity's file and what an interrupted writing of it may have left. Raises :class:`NoIdentity`."""
    path = _path(directory, public)
    if not path.exists():
        raise _not_here()
    for leftover in path.parent.glob(f".{path.name}.*"):
        leftover.unlink(missing_ok=True)
    path.unlink()
    _sync_directory(path.parent)


def fingerprint(public: bytes) -> str:
    """A public key for people to compare: 80 bits of its BLAKE2b as four groups of four letters (RFC 4648 base32)."""
    letters = base64.b32encode(blake2b(public, digest_size=_FINGERPRINT).digest()).decode()
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def write_privately(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all, and durably: after a power cut the old one or
    the new one stands there."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            _sync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_directory(path.parent)


def _sync(descriptor: int) -> None:
    os.fsync(descriptor)
    if sys.platform == "darwin":  # there fsync leaves the data in the drive's own cache
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)


def _sync_directory(directory: Path) -> None:
    if sys.platform == "win32":  # it can open no directory, and NTFS journals names itself
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # a file system without it, as some sticks and shares are
            raise
    finally:
        os.close(descriptor)


def _label(text: str) -> str:
    return clean(text)[:MAX_LABEL]


def _path(directory: Path, public: bytes) -> Path:
    return directory / FOLDER / (public.hex() + _SUFFIX)


def _only(directory: Path) -> bytes:
    stored = identities(directory)
    if not stored:
        raise NoIdentity("No key is kept here: start a network or join one first.")
    if len(stored) > 1:
        raise SeveralIdentities(stored)
    return stored[0].public


def _not_here() -> NoIdentity:
    return NoIdentity("This key is not kept here.")


@dataclass(frozen=True, slots=True)
class _Stored:
    """A key file's parts."""

    label: str
    lock: Lock
    nonce: bytes
    header: bytes
    ciphertext: bytes
    stamp: bytes


def _write(directory: Path, unlocked: Unlocked) -> Unlocked:
    nonce = secrets.token_bytes(_NONCE)
    lock = unlocked.lock
    header: bytes = msgpack.packb([unlocked.public, unlocked.label, lock.kdf.value, lock.parameters, lock.salt, nonce])
    ciphertext = ChaCha20Poly1305(unlocked.key).encrypt(nonce, _pack(unlocked), _DOMAIN + header)
    stamp = _check(header, ciphertext)
    data: bytes = msgpack.packb([FORMAT, header, ciphertext, stamp])
    path = _path(directory, unlocked.public)
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_directory(directory)
    write_privately(path, data)
    return replace(unlocked, stamp=stamp)


def _pack(unlocked: Unlocked) -> bytes:
    if any(len(each) != KEY for each in unlocked.database_keys.values()):
        raise ValueError("a database key is 32 bytes")
    databases = [[int(compartment), key] for compartment, key in sorted(unlocked.database_keys.items())]
    databases += unlocked.others.get("databases", [])
    seed = unlocked.private_key.private_bytes_raw()
    packed: bytes = msgpack.packb({**unlocked.others, "seed": seed, "databases": databases})
    return packed


def _check(header: bytes, ciphertext: bytes) -> bytes:
    return blake2b(header + ciphertext, digest_size=16).digest()


def _read(path: Path, public: bytes) -> _Stored:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE + 1)
    except FileNotFoundError:
        raise _not_here() from None
    if len(data) > _MAX_FILE:
        raise KeyFileDamaged(path)
    try:
        match msgpack.unpackb(data):
            case [int(format_), *_] if format_ > FORMAT:
                raise KeyFileNewer
            case [int(format_), bytes(header), bytes(ciphertext), bytes(stamp)] if type(format_) is int:
                sound = format_ == FORMAT and stamp == _check(header, ciphertext)
            case _:
                raise KeyFileDamaged(path)
        if not sound:
            raise KeyFileDamaged(path)
        match msgpack.unpackb(header):
            case [bytes(named), str(label), str(kdf), list(parameters), bytes(salt), bytes(nonce)] if named == public:
                lock = Lock(Kdf(kdf), tuple(parameters), salt)
            case _:
                raise KeyFileDamaged(path)
    except (ValueError, msgpack.UnpackException) as error:
        raise KeyFileDamaged(path) from error
    if len(nonce) != _NONCE:
        raise KeyFileDamaged(path)
    return _Stored(_label(label), lock, nonce, header, ciphertext, stamp)


def _unpack(path: Path, public: bytes, stored: _Stored, kek: bytes, opened: bytes) -> Unlocked:
    try:
        others = msgpack.unpackb(opened)
        private_key = Ed25519PrivateKey.from_private_bytes(others.pop("seed"))
        pairs = others.pop("databases")
        databases = {Compartment(number): key for number, key in pairs if number in _COMPARTMENTS}
        others["databases"] = [[number, key] for number, key in pairs if number not in _COMPARTMENTS]
        sound = all(type(each) is bytes and len(each) == KEY for each in databases.values())
    except (ValueError, TypeError, KeyError, AttributeError, msgpack.UnpackException) as error:
        raise KeyFileDamaged(path) from error
    if not sound or private_key.public_key().public_bytes_raw() != public:
        raise KeyFileDamaged(path)
    return Unlocked(public, stored.label, private_key, databases, stored.lock, kek, others, stored.stamp)
