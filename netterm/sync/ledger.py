"""What the protocol needs of a replica. ``netterm.store.Replica`` is one; tests bring others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from netterm.model.kinds import Compartment
from netterm.store import Head, Merged, Outgoing, Total

__all__ = ["Ledger", "Merged", "Total"]


class Ledger(Protocol):
    """A replica as its peers meet it. Every method is one short transaction, safe to call from any thread."""

    @property
    def network(self) -> bytes:
        """16 bytes."""

    @property
    def identity(self) -> bytes:
        """The Ed25519 public key, 32 bytes, that this link speaks for."""

    @property
    def schema_version(self) -> int:
        """The version of the data model."""

    def entitled(self, identity: bytes) -> frozenset[Compartment]:
        """The compartments that the trust log lets an identity have now; empty for a stranger or one removed.
        TRUST is in it for every identity that is or was to hear of its own standing."""

    def heads(self, compartment: Compartment) -> tuple[Head, ...]:
        """Of every log of that compartment, sorted."""

    def vouches(self, certificate: bytes) -> bool:
        """Whether a certificate, DER, was signed by the recovery key or by somebody who is an admin now."""

    def outstanding(self, compartment: Compartment, theirs: tuple[Head, ...], to: bytes) -> Total:
        """What a peer with these heads lacks. Of the trust log, who was removed is told that and what was before."""

    def outgoing(self, compartment: Compartment, theirs: tuple[Head, ...], to: bytes) -> Iterator[Outgoing]:
        """That, as packed batches in causal order, each at most ``MAX_BATCH`` bytes and closed by signatures."""

    def batch_heads(self, batch: bytes) -> tuple[Head, ...]:
        """The last entry of each log in a batch."""

    def merge(self, compartment: Compartment, batch: bytes, source: bytes) -> Merged:
        """Take in, durably, a batch that came over the connection of ``source``.

        Of the trust log, nothing is new of what somebody who has lost every right brings beyond the loss.

        Raises :class:`~netterm.store.entries.Refused` for a batch that lies, is broken, or is not of the compartment
        that the protocol lets the peer write to now (nothing changed; drop the peer) and
        :class:`~netterm.store.volume.Gap` where entries before it are missing (nothing changed; ask again).
        """

    def digest(self, compartment: Compartment) -> bytes:
        """32 bytes over heads, tables and conflict inbox: equal digests, equal state."""
