"""What a data directory keeps in the clear: which network it is of, and the certificates that open TLS in it.

Nothing secret: ids, public keys and certificates, no names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import msgpack

from netterm.errors import Failure
from netterm.locale import N_
from netterm.store.keys import write_privately

FILE: Final = "network"
_FORMAT: Final = 1


class NoNetwork(Failure):
    """There is no network in this directory yet."""

    def __init__(self, directory: Path) -> None:
        super().__init__(
            N_("There is no network in {directory} yet. Start one with “netterm new” or join one with “netterm join”."),
            directory=directory,
        )


class NetworkExists(Failure):
    """There is one already."""

    def __init__(self, directory: Path) -> None:
        super().__init__(
            N_("There is a network in {directory} already. Nothing was changed; choose another folder with --data."),
            directory=directory,
        )


@dataclass(frozen=True, slots=True)
class Passport:
    """The network, its root certificate, and per identity the chain to show and the certificate to issue by."""

    network: bytes
    root: bytes
    """PEM."""
    chains: Mapping[bytes, bytes] = field(default_factory=dict)
    """Public key → PEM chain, without the root."""
    issuers: Mapping[bytes, tuple[bytes, bytes]] = field(default_factory=dict)
    """Public key of an admin → (DER certificate to issue by, PEM of the chain above it)."""

    @classmethod
    def read(cls, directory: Path) -> Passport:
        """Raises :class:`NoNetwork`."""
        try:
            found = msgpack.unpackb((directory / FILE).read_bytes())
            form, network, root, chains, issuers = found
        except FileNotFoundError as error:
            raise NoNetwork(directory) from error
        except (ValueError, TypeError) as error:
            raise Failure(
                N_("The file {file} is damaged. Nothing was changed; put a backup in its place."), file=FILE
            ) from error
        if form != _FORMAT:
            raise Failure(N_("This data is of a newer version of netterm. Please upgrade."))
        return cls(network, root, chains, {k: (v[0], v[1]) for k, v in issuers.items()})

    def write(self, directory: Path) -> None:
        """Atomically."""
        packed = msgpack.packb((_FORMAT, self.network, self.root, dict(self.chains), dict(self.issuers)))
        write_privately(directory / FILE, packed)

    def with_chain(self, identity: bytes, chain: bytes, issuer: tuple[bytes, bytes] | None = None) -> Passport:
        """The same with one identity's certificates."""
        issuers = dict(self.issuers) if issuer is None else {**self.issuers, identity: issuer}
        return replace(self, chains={**self.chains, identity: chain}, issuers=issuers)


def exists(directory: Path) -> bool:
    """Whether a network lives in this directory."""
    return (directory / FILE).exists()
