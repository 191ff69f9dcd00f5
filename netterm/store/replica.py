"""A replica: one data directory, opened by one person. The public face of the store."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from netterm.locale import N_
from netterm.model import SCHEMA
from netterm.model.declare import Schema
from netterm.model.kinds import Compartment, Role
from netterm.store import batches, digests, keys
from netterm.store.batches import Batch
from netterm.store.database import Connection, require
from netterm.store.entries import (
    Head,
    Merged,
    Outgoing,
    Refused,
    Total,
)
from netterm.store.holdings import FILES, Changed, last_number, witness_of
from netterm.store.passport import Passport
from netterm.store.trust import Trust, UpgradeNeeded
from netterm.store.verification import Verification, verify
from netterm.store.volume import Volume
from netterm.store.writing import Writing

if TYPE_CHECKING:
    from netterm.store.founding import Admission

SCHEMA_VERSION: Final = 1


class Replica(Writing):
    """Everything that screens, commands and sync do with data goes through here. Safe from any thread."""

    @classmethod
    def open(
        cls,
        directory: Path,
        passphrase: str | None = None,
        *,
        identity: bytes | None = None,
        schema: Schema = SCHEMA,
        clock: Callable[[], float] = time.time,
        random: Callable[[int], bytes] = os.urandom,
    ) -> Replica:
        """Open a data directory as one of its identities.

        Raises :class:`~netterm.store.passport.NoNetwork`, what :func:`keys.unlock` raises,
        :class:`~netterm.store.database.DatabaseUnreadable`, :class:`~netterm.store.database.DiskFull`.
        """
        passport = Passport.read(directory)
        unlocked = keys.unlock(directory, identity, passphrase)
        require(directory / FILES[Compartment.GENERAL])
        return cls(directory, passport, unlocked, schema, clock, random, witness_of(passport.network, unlocked.public))

    # Health.

    def verify(self, told: Callable[[int, int], None] = lambda _done, _total: None) -> Verification:
        """Check every chain and signature, and the tables against the log.

        ``told`` hears how many entries are checked, of how many; what it raises stops the work, and changes nothing.
        """
        with self._lock:
            return verify(self, told)

    def info(self) -> dict[str, object]:
        """What this replica is and where: for people and scripts."""
        return {
            "directory": str(self.directory),
            "network": self.network.hex(),
            "identity": keys.fingerprint(self.identity),
            "roles": sorted(self.roles),
            "logs": sum(len(self.heads(c)) for c in (Compartment.TRUST, *self.volumes)),
        }

    # What a node of ours needs to show who we are and to let others in: see ``netterm.sync``.

    @property
    def schema_version(self) -> int:
        """The version of the data model; goes up when peers should know of it."""
        return SCHEMA_VERSION

    @property
    def credentials(self) -> bytes:
        """The chain of our certificates, PEM."""
        return self.passport.chains[self.identity]

    @property
    def roots(self) -> bytes:
        """The network's root certificate, PEM."""
        return self.passport.root

    def admit(
        self, identity: bytes, *, person: bytes | None, name: str, computer: str, roles: frozenset[Role]
    ) -> Admission:
        """As an admin, let an identity in and certify its key; ``person`` None is a new person by this name.

        Raises :class:`NoRight`, or a :class:`Failure` for whom is no admin.
        """
        from netterm.language.people import split_name
        from netterm.store.founding import admit

        if person is None:
            title, first, last = split_name(name)
            with self.action() as action:
                person = action.add("person", {"title": title or None, "first": first or name, "last": last or None})
        return admit(self, identity, person, computer, roles)

    def vouches(self, certificate: bytes) -> bool:
        """Whether the recovery key or somebody who is an admin now signed a certificate (DER)."""
        from netterm.store.certificates import is_signed_by

        signers = self.trust.admins | ({self.trust.root} if self.trust.root is not None else set())
        return any(is_signed_by(certificate, public) for public in signers)

    # A peer's side: see ``netterm.sync.ledger``.

    def entitled(self, identity: bytes) -> frozenset[Compartment]:
        """The compartments that an identity may be sent, of those that are here."""
        return self.trust.entitled(identity) & {Compartment.TRUST, *self.volumes}

    def heads(self, compartment: Compartment) -> tuple[Head, ...]:
        """Of every log of that compartment, sorted."""
        return self._volume(compartment).heads(compartment)

    def digest(self, compartment: Compartment) -> bytes:
        """32 bytes over heads, tables and conflict inbox."""
        volume = self._volume(compartment)
        with volume.database.read() as connection:
            heads = [] if compartment is Compartment.TRUST else list(self.trust.heads)
            return digests.digest(connection, compartment, volume.tables, heads)

    def outstanding(self, compartment: Compartment, theirs: tuple[Head, ...], to: bytes | None = None) -> Total:
        """What a peer with these heads lacks, of what the identity ``to`` may have of that compartment."""
        volume = self._volume(compartment)
        return volume.outstanding(compartment, theirs, self._only_for(compartment, to))

    def outgoing(
        self, compartment: Compartment, theirs: tuple[Head, ...], to: bytes | None = None
    ) -> Iterator[Outgoing]:
        """That, as packed batches in causal order."""
        return self._volume(compartment).outgoing(compartment, theirs, self._only_for(compartment, to))

    def _only_for(self, compartment: Compartment, identity: bytes | None) -> Callable[[bytes], bool] | None:
        """Who was removed is told of that, and of what was before; None for whom nothing is kept from."""
        state = None if identity is None else self.trust.identities.get(identity)
        if compartment is not Compartment.TRUST or state is None or state.removed is None:
            return None
        return self.trust.up_to(state.removed).__contains__

    def batch_heads(self, batch: bytes) -> tuple[Head, ...]:
        """The last entry of each log in a batch."""
        return batches.read(batch, self.network).heads()

    def merge(self, compartment: Compartment, batch: bytes, source: bytes | None = None) -> Merged:
        """Take a peer's batch in. Raises :class:`Refused` or :class:`Gap`; nothing changed then.

        ``source`` is whose connection it came over. Who has lost every right brings nothing that the loss has spent.
        """
        volume = self._volume(compartment)
        moved = [False]
        last = [0]
        known = [self.trust]

        def within(connection: Connection, read: Batch, new: int) -> None:
            newest = last_number(connection)
            if volume is self.general and newest - new == self._last:
                last[0] = newest  # told below; only what other processes wrote is left to be noticed
            if read.compartment is Compartment.TRUST:
                moved[0] = True
                self._load_trust(connection)
                self._check_authors(read)
                self._check_powers(read)
                if source is not None and _has_lost_all(source, known[0]) and _has_lost_all(source, self.trust):
                    self._check_spent(read, known[0])
                self._judge_anew(connection, volume)

        def begin(connection: Connection) -> None:
            if volume is self.general:  # another process may have taken in more of it
                self._load_trust(connection)
            known[0] = self.trust

        with self._lock:
            last[0] = self._last
            with self._keeping_trust():
                self._judge_by_newest(volume, compartment)
                try:
                    outcome = volume.merge(compartment, batch, begin, within)
                except _SpentError:
                    self.trust = known[0]
                    return Merged(0, 0, (), frozenset(), frozenset())
            self._last = last[0]
            if moved[0]:
                self._trust_moved()
            self._notice_own_past(outcome)
        if outcome.new:
            self._tell(Changed(outcome.touched, trust=moved[0]))
            self.give_numbers(outcome.touched)
        return outcome

    def _judge_by_newest(self, volume: Volume, compartment: Compartment) -> None:
        """For the sensitive file: the trust log lies in the general one. Raises :class:`UpgradeNeeded`."""
        if volume is not self.general:
            with self.general.database.read() as connection:
                self._load_trust(connection)
        if self.upgrade_needed and compartment is not Compartment.TRUST:
            raise UpgradeNeeded(self.trust)

    def _check_authors(self, batch: Batch) -> None:
        for start in batch.starts:
            identity = start.log.identity
            if identity not in self.trust.identities and not self.trust.was_root(identity):
                raise Refused(N_("The trust log that came is not of this network. Nothing was changed."))

    def _check_powers(self, batch: Batch) -> None:
        """What never counts is not kept: its ancestors alone say so, hence no honest peer kept it either."""
        if any(self.trust.is_powerless(name) for _, _, name in batch.entries):
            raise Refused(N_("A change of rights came from somebody who is no admin. Nothing was changed."))

    def _check_spent(self, batch: Batch, known: Trust) -> None:
        """What somebody wrote beyond the loss of a right comes in by those alone who had not heard of the loss."""
        if any(self.trust.is_spent(name) and not known.known(name) for _, _, name in batch.entries):
            raise _SpentError

    def _notice_own_past(self, outcome: Merged) -> None:
        """A peer knows entries of ours that we do not: this directory was set back or copied. Begin a new life."""
        if any(grown == self._log(grown.compartment) for grown in outcome.grown):
            self.begin_incarnation()


class _SpentError(Exception):
    """A batch is left alone, and nobody is to blame: who was removed may not have heard of that."""


def _has_lost_all(identity: bytes, trust: Trust) -> bool:
    return identity in trust.identities and not trust.roles(identity)
