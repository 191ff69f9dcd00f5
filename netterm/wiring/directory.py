"""A data directory before its network is open, as the screens ask for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netterm.errors import Failure, refusal
from netterm.locale import N_, message
from netterm.wiring import computer_name, default_kit_path, grouped

if TYPE_CHECKING:
    from netterm.model import Value
    from netterm.screens.entrance.beginnings import Founded, Report, Told
    from netterm.store import Replica, StoredIdentity

__all__ = ["Directory"]


@dataclass
class Directory:
    """A data directory before its network is open: `netterm.screens.entrance.beginnings.Beginnings`."""

    directory: Path
    make_demo: Callable[[Path, Told], Replica] | None = None
    read_only: bool = False

    @property
    def exists(self) -> bool:
        from netterm.store import exists

        return exists(self.directory)

    def identities(self) -> Sequence[StoredIdentity]:
        from netterm.store import identities

        return identities(self.directory)

    def unlock(self, passphrase: str | None, identity: bytes | None) -> Replica:
        from netterm.store import Replica

        replica = Replica.open(self.directory, passphrase, identity=identity)
        replica.read_only = self.read_only
        return replica

    def found(
        self, network: Mapping[str, Value], person: Mapping[str, Value], office: str | None, passphrase: str | None
    ) -> Founded:
        from netterm.screens.entrance.beginnings import Founded
        from netterm.store import found

        self._check_writable()
        replica, founding = found(
            self.directory,
            network=network,
            person=person,
            office=office,
            passphrase=passphrase,
            label=computer_name(),
        )
        return Founded(replica, founding.kit.text, founding.passphrase, default_kit_path(self.directory))

    def save_kit(self, founded: Founded, path: Path) -> None:
        from netterm.store import RecoveryKit

        try:
            RecoveryKit(founded.kit).save(path)
        except OSError as error:
            raise Failure(
                N_("The kit could not be saved to {path}: {reason}. Choose another place."),
                path=path,
                reason=refusal(error),
            ) from error

    def join(
        self, code: str, person: str, passphrase: str | None, peer: str, report: Report, stop: threading.Event
    ) -> Replica:
        from netterm.store import Admission, NetworkExists, exists, joined
        from netterm.sync.codes import read_code
        from netterm.sync.discovery import Attempt as Tried
        from netterm.sync.discovery import Outcome, parse_address
        from netterm.sync.doorstep import join
        from netterm.sync.joining import Names, Waiting
        from netterm.wiring.addresses import remember
        from netterm.wiring.newcomer_key import forget_key, kept_key

        self._check_writable()
        read = read_code(code)
        if exists(self.directory):
            raise NetworkExists(self.directory)
        key = kept_key(self.directory, passphrase)
        made: list[Replica] = []
        shown = message(
            "Both screens must show: {fingerprint}", fingerprint=grouped(key.public_key().public_bytes_raw())
        )

        def save(admission: Admission) -> None:
            made.append(joined(self.directory, admission, key, passphrase=passphrase, label=computer_name()))
            forget_key(self.directory)

        asked_to_wait: list[str] = []

        def said(what: Waiting | Tried) -> None:
            if isinstance(what, Waiting):
                sentence = N_("{name} at {computer} is asked to let you in. Wait…")
                asked_to_wait[:] = [message(sentence, name=what.names.person, computer=what.names.computer), shown]
                report("\n".join(asked_to_wait))
            elif not asked_to_wait:
                report(str(what))
            elif what.outcome is Outcome.DROPPED:
                report("\n".join([*asked_to_wait, f"{what.target}: {what.outcome}"]))

        address = parse_address(peer) if peer else None
        came = join(read, Names(person, computer_name()), key, save, address=address, report=said, stop=stop)
        remember(self.directory, came.address)
        return made[0]

    def demo(self, told: Told) -> Replica:
        if self.make_demo is None:
            raise Failure(N_("There is no demo in this version."))
        return self.make_demo(self.directory, told)

    def _check_writable(self) -> None:
        if self.read_only:
            from netterm.store.writing import ReadOnly

            raise ReadOnly
