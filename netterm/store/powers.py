"""What an admin decides about the keys in the network: what each may do, which are out, and which gives the numbers.

Each decision is one entry of the trust log, and counts everywhere as soon as it has come there.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.kinds import Compartment, Role
from netterm.store.trust_ops import Cut, Grant, Known, Number, Readmit, Remove, Withdraw, cut_of, encode
from netterm.store.writing import NoPower

if TYPE_CHECKING:
    from netterm.store.replica import Replica
    from netterm.store.trust import IdentityState


class AsItIs(Failure):
    """What was to be decided is so already."""


class OwnRemoval(Failure):
    """An admin was about to lock themselves out."""

    def __init__(self) -> None:
        super().__init__(N_("This is your own computer: another admin has to remove it. Nothing was changed."))


class LastAdmin(Failure):
    """The network would have nobody who can decide anything."""

    def __init__(self, name: str) -> None:
        super().__init__(
            N_("{name} is the last admin: make somebody else an admin first. Nothing was changed."), name=name
        )


class NoRole(Failure):
    """Somebody would be in the network, and be allowed nothing."""

    def __init__(self) -> None:
        super().__init__(N_("Somebody without any role can do nothing: give a role, or remove. Nothing was changed."))


def set_roles(replica: Replica, identity: bytes, roles: Collection[Role]) -> None:
    """From now on an identity has these roles and no others.

    Raises :class:`NoPower`, :class:`AsItIs`, :class:`LastAdmin`, :class:`NoRole`.
    """
    state, wanted = _known(replica, identity), frozenset(roles)
    if state.removed is not None:
        raise AsItIs(N_("{name} was removed: let that computer in again first. Nothing was changed."),
                     name=replica.label(identity))  # fmt: skip
    if not wanted:
        raise NoRole
    if wanted == state.roles:
        raise AsItIs(N_("{name} has just these roles already. Nothing was changed."), name=replica.label(identity))
    gained, lost = wanted - state.roles, state.roles - wanted
    if Role.ADMIN in lost and replica.trust.admins <= {identity}:
        raise LastAdmin(replica.label(identity))
    ops: list[Known] = [Grant(identity, gained)] if gained else []
    if lost:
        ops.append(Withdraw(identity, lost, _cut(replica, identity)))
    _write(replica, ops)


def remove_identity(replica: Replica, identity: bytes) -> None:
    """An identity is out, with all its roles; what it wrote as far as it has come here stays, and nothing later counts.

    The numbers that it gave are given from here. Raises :class:`NoPower`, :class:`AsItIs`, :class:`OwnRemoval`.
    """
    if _known(replica, identity).removed is not None:
        raise AsItIs(N_("{name} was removed already. Nothing was changed."), name=replica.label(identity))
    if identity == replica.identity:
        raise OwnRemoval
    handed = [Number(series, replica.identity) for series in series_given_by(replica, identity)]
    _write(replica, [Remove(identity, _cut(replica, identity)), *handed])


def readmit_identity(replica: Replica, identity: bytes, roles: Collection[Role]) -> None:
    """An identity that was removed is in again, as the same person, with these roles.

    Raises :class:`NoPower`, :class:`AsItIs`, :class:`NoRole`.
    """
    state = _known(replica, identity)
    if state.removed is None:
        raise AsItIs(N_("{name} is in the network already. Nothing was changed."), name=replica.label(identity))
    if not roles:
        raise NoRole
    _write(replica, [Readmit(identity, frozenset(roles), state.person)])


def hand_over_numbers(replica: Replica, identity: bytes) -> None:
    """From now on this identity gives all numbers.

    Raises :class:`NoPower`, :class:`AsItIs`, :class:`NoRole`.
    """
    if not _known(replica, identity).roles:
        raise NoRole
    series = [each for each in all_series(replica) if _giver(replica, each) != identity]
    if not series:
        raise AsItIs(N_("{name} gives all numbers already. Nothing was changed."), name=replica.label(identity))
    _write(replica, [Number(each, identity) for each in series])


def all_series(replica: Replica) -> tuple[str, ...]:
    """The series in which records are numbered, in the order of the schema."""
    return tuple(dict.fromkeys(each.number.series for each in replica.schema.entities if each.number is not None))


def series_given_by(replica: Replica, identity: bytes) -> tuple[str, ...]:
    """The series whose numbers an identity gives, or would if it still might do anything."""
    return tuple(each for each in all_series(replica) if _giver(replica, each) == identity)


def _giver(replica: Replica, series: str) -> bytes | None:
    return replica.trust.givers.get(series, replica.trust.founder)


def _known(replica: Replica, identity: bytes) -> IdentityState:
    if Role.ADMIN not in replica.roles:
        raise NoPower
    return replica.trust.identities[identity]


def _cut(replica: Replica, identity: bytes) -> Cut:
    """Right behind all that has come here of an identity."""
    compartments = (Compartment.TRUST, *replica.volumes)
    return cut_of(identity, [head for each in compartments for head in replica.heads(each)])


def _write(replica: Replica, ops: list[Known]) -> None:
    replica.write_trust([encode(op) for op in ops])
    replica.give_numbers()
