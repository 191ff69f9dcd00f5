"""Joining a network from this computer: the key that knocks, the door, and the first sync."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.cli.network import peer_event, running, trouble_of
from netterm.errors import Failure
from netterm.language.clean import clean_line, for_display
from netterm.locale import N_, _, message
from netterm.store import Admission, NetworkExists, Replica, exists, fingerprint, joined
from netterm.sync.codes import Code
from netterm.sync.discovery import Address, Attempt, Means, Outcome
from netterm.sync.doorstep import join
from netterm.sync.events import InSync, Misbehaved, PeerRefused
from netterm.sync.joining import Names, Waiting
from netterm.wiring import computer_name
from netterm.wiring.addresses import remember
from netterm.wiring.newcomer_key import forget_key, kept_key

if TYPE_CHECKING:
    from netterm.sync.doorstep import Joined

FIRST_SYNC: Final = 60.0
"""Seconds without any news after which the first sync is given up; it goes on with the next start."""

_MAY_CHANGE: Final = frozenset(
    {Outcome.REFUSED, Outcome.TIMED_OUT, Outcome.NO_ROUTE, Outcome.NO_NETWORK, Outcome.NO_NAME, Outcome.UNINVITED}
)
"""What may have come of an address and still be otherwise a moment later."""

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
        key = kept_key(self.directory, self.passphrase)
        made: list[Replica] = []

        def save(admission: Admission) -> None:
            made.append(
                joined(self.directory, admission, key, passphrase=self.passphrase, label=computer_name())
            )  # fmt: skip
            forget_key(self.directory)

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
        said: set[Outcome] = set()

        def tell(what: Waiting | Attempt) -> None:
            if isinstance(what, Attempt):
                if what.means is Means.TYPED and what.outcome in _MAY_CHANGE - said:
                    said.add(what.outcome)
                    tried = message("{address}: {reason}. Trying again…", address=what.target, reason=what.outcome)
                    click.echo(for_display(tried), err=True)
            else:
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
        if peer is None:
            click.echo(for_display(_("Looking for the computer that shows this code…")), err=True)
        return join(code, shown, key, save, address=peer, report=tell, stop=stop)


def first_sync(replica: Replica, address: Address, report: Report, stop: threading.Event | None = None) -> None:
    """Get everything from whoever let us in. Raises :class:`FirstSyncBroke` where nothing comes any more."""
    with running(replica, only=address) as run:
        while stop is None or not stop.is_set():
            event = run.events.next(FIRST_SYNC)
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
