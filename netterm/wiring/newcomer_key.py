"""The key of a newcomer who has not been let in yet: after a broken line only the same key may use the code again."""

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.store import write_privately

__all__ = ["forget_key", "kept_key"]

_FILE: Final = "joining"


def kept_key(directory: Path, passphrase: str | None) -> Ed25519PrivateKey:
    """The key of an attempt before, or a new one, kept before it is used."""
    path = directory / _FILE
    try:
        return _read(path, passphrase)
    except (OSError, ValueError, TypeError):
        key = Ed25519PrivateKey.generate()
    directory.mkdir(parents=True, exist_ok=True)
    write_privately(path, _written(key, passphrase))
    return key


def forget_key(directory: Path) -> None:
    """It was let in, and is kept with the data from now on."""
    (directory / _FILE).unlink(missing_ok=True)


def _written(key: Ed25519PrivateKey, passphrase: str | None) -> bytes:
    how: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        how = serialization.BestAvailableEncryption(passphrase.encode("utf-8", "surrogatepass"))
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)


def _read(path: Path, passphrase: str | None) -> Ed25519PrivateKey:
    secret = passphrase.encode("utf-8", "surrogatepass") if passphrase else None
    key = serialization.load_pem_private_key(path.read_bytes(), secret)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("another kind of key")
    return key
