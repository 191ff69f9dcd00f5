"""Joining a network from this computer: the key that knocks, the door, and the first sync."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.cli.network import peer_event, remember, running, trouble_of
from netterm.errors import Failure
from netterm.language.clean import clean_line
from netterm.locale import N_, message
from netterm.store import Admission, NetworkExists, Replica, exists, fingerprint, joined, write_privately
from netterm.sync.codes import Code
from netterm.sync.discovery import Address, Attempt
from netterm.sync.doorstep import join
from netterm.sync.events import InSync, Misbehaved, PeerRefused
from netterm.sync.joining import Names, Waiting
from netterm.wiring import computer_name

if TYPE_CHECKING:
    from netterm.sync.doorstep import Joined

PENDING: Final = "joining"
"""The key of a newcomer who has not been let in yet: after a broken line only the same key may use the code again."""
FIRST_SYNC: Final = 60.0
"""Seconds without any news after which the first sync is given up; it goes on with the next start."""

Report = Callable[[str], None]


class FirstSyncBroke(Failure):
    """Let in, but the data did not all come."""

    def __init__(self) -> None:
        super().__init__(
            N_("This computer has been let in, but not all data has come yet: run “netterm sync” to get the rest.")
        )


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who joins, and where the data shall be."""

    directory: Path
    person: str
    passphrase: str | None

    def come_in(
        self, code: Code, peer: Address | None, report: Report, stop: threading.Event | None = None
    ) -> tuple[Replica, Address]:
        """Knock until let in. Raises :class:`NetworkExists` and :class:`~netterm.sync.joining.NotJoined` in its kinds.

        Returns the replica, still empty, and where its data can be got.
        """
        if exists(self.directory):
            raise NetworkExists(self.directory)
        key = self._kept_key()
        made: list[Replica] = []

        def save(admission: Admission) -> None:
            made.append(
                joined(self.directory, admission, key, passphrase=self.passphrase, label=computer_name())
            )  # fmt: skip
            (self.directory / PENDING).unlink(missing_ok=True)

        came = self._knock(code, key, save, peer, report, stop)
        remember(self.directory, came.address)
        return made[0], came.address

    def _knock(
        self,
        code: Code,
        key: Ed25519PrivateKey,
        save: Callable[[Admission], None],
        peer: Address | None,
        report: Report,
        stop: threading.Event | None,
    ) -> Joined:
        def tell(what: Waiting | Attempt) -> None:
            if isinstance(what, Waiting):
                shown = fingerprint(key.public_key().public_bytes_raw())
                report(
                    message(
                        "{name} at {computer} is asked to let you in. Your key: {fingerprint}",
                        name=what.names.person,
                        computer=what.names.computer,
                        fingerprint=shown,
                    )
                )

        shown = Names(clean_line(self.person), computer_name())
        return join(code, shown, key, save, address=peer, report=tell, stop=stop)

    def _kept_key(self) -> Ed25519PrivateKey:
        """The key of an attempt before, or a new one, kept before it is used."""
        path = self.directory / PENDING
        try:
            return _read(path, self.passphrase)
        except (OSError, ValueError, TypeError):
            key = Ed25519PrivateKey.generate()
        self.directory.mkdir(parents=True, exist_ok=True)
        write_privately(path, _written(key, self.passphrase))
        return key


def first_sync(replica: Replica, address: Address, report: Report, stop: threading.Event | None = None) -> None:
    """Get everything from whoever let us in. Raises :class:`FirstSyncBroke` where nothing comes any more."""
    with running(replica, only=address) as (_node, _port, events):
        while stop is None or not stop.is_set():
            event = events.next(FIRST_SYNC)
            if event is None:
                raise FirstSyncBroke
            trouble = trouble_of(event)
            if trouble is not None:
                raise trouble
            told = peer_event(event)
            if told is None:
                continue
            if isinstance(told.event, InSync):
                report(message("All data has come: {network}", network=replica.network_name))
                return
            if isinstance(told.event, Misbehaved):
                raise told.event.failure
            if isinstance(told.event, PeerRefused):
                report(told.event.sentence)


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
