"""Commands for who is in the network: what a computer may do, taking it out and in again, who gives the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from netterm.cli.confirming import confirm
from netterm.cli.output import roles_told, say
from netterm.cli.place import Place
from netterm.cli.words import OneOf, Speaking, SpeakingGroup, option
from netterm.locale import N_, _, message

if TYPE_CHECKING:
    from netterm.store import Replica

ROLES = ("admin", "registrar", "data_officer", "member", "viewer")
"""As people type them; the codes of :class:`~netterm.model.Role`."""

_yes = option("--yes", is_flag=True, help=N_("Do it without asking."))


@click.group(
    "identity", cls=SpeakingGroup, help=N_("As an admin: what a computer may do, and whether it is in at all.")
)
def identity() -> None:
    """``identity role|remove|readmit|numbers``; ``list identity`` tells who is in."""


@identity.command("role", cls=Speaking, help=N_("From now on a computer has these roles and no others."))
@click.argument("who", metavar="ID")
@click.argument("roles", metavar="ROLE…", nargs=-1, required=True, type=OneOf(*ROLES))
@_yes
@click.pass_obj
def role(place: Place, who: str, roles: Sequence[str], yes: bool) -> None:
    """``identity role ID ROLE… [--yes]``"""
    from netterm.model import Role
    from netterm.store import set_roles

    with place.open() as replica:
        key = _key(replica, who)
        wanted = frozenset(map(Role, roles))
        before = replica.trust.roles(key)
        say(f"{replica.label(key)}: {roles_told(before)} → {roles_told(wanted)}")
        if before - wanted:
            say(_("What it wrote by a right that it loses stays as far as it has come here; nothing later counts."))
        if Role.ADMIN in wanted - before:
            say(_("As an admin it decides all this too; inviting others takes a computer that came in as an admin."))
        confirm(_("Change what it may do?"), yes)
        set_roles(replica, key, wanted)
        say(message("{name} has these roles now: {roles}", name=replica.label(key), roles=roles_told(wanted)))


@identity.command("remove", cls=Speaking, help=N_("Take a computer out: one that was lost, or whose owner has left."))
@click.argument("who", metavar="ID")
@_yes
@click.pass_obj
def remove(place: Place, who: str, yes: bool) -> None:
    """``identity remove ID [--yes]``"""
    from netterm.store import remove_identity, series_given_by

    with place.open() as replica:
        key = _key(replica, who)
        handed = series_given_by(replica, key)
        say(f"{replica.label(key)}: {roles_told(replica.trust.roles(key))}")
        say(_("It gets nothing more of this network. What it holds already stays on it, under its passphrase."))
        say(_("What it wrote stays as far as it has come here; nothing later counts."))
        if handed:
            say(message("This computer gives its numbers from now on: {kinds}", kinds=_kinds(replica, handed)))
        confirm(_("Remove it?"), yes)
        remove_identity(replica, key)
        say(message("Removed: {name}. The others follow as they sync.", name=replica.label(key)))


@identity.command("readmit", cls=Speaking, help=N_("Let a computer that was removed in again, with these roles."))
@click.argument("who", metavar="ID")
@click.argument("roles", metavar="ROLE…", nargs=-1, required=True, type=OneOf(*ROLES))
@_yes
@click.pass_obj
def readmit(place: Place, who: str, roles: Sequence[str], yes: bool) -> None:
    """``identity readmit ID ROLE… [--yes]``"""
    from netterm.model import Role
    from netterm.store import readmit_identity

    with place.open() as replica:
        key = _key(replica, who)
        wanted = frozenset(map(Role, roles))
        say(f"{replica.label(key)}: {roles_told(wanted)}")
        say(_("What it wrote while it was out stays out."))
        confirm(_("Let it in again?"), yes)
        readmit_identity(replica, key, wanted)
        say(message("In again: {name}. The others follow as they sync.", name=replica.label(key)))


@identity.command("numbers", cls=Speaking, help=N_("Who gives the numbers; with an ID, that computer from now on."))
@click.argument("who", metavar="[ID]", required=False)
@_yes
@click.pass_obj
def numbers(place: Place, who: str | None, yes: bool) -> None:
    """``identity numbers [ID] [--yes]``"""
    from netterm.store import all_series, hand_over_numbers

    with place.open() as replica:
        if who is None:
            for series in all_series(replica):
                giver = replica.trust.number_giver(series)
                said = (
                    replica.label(giver) if giver is not None else _("nobody: hand them over to a computer that is in")
                )
                say(f"{_kinds(replica, [series])}: {said}")
            return
        key = _key(replica, who)
        say(message("{name} gives all numbers from now on.", name=replica.label(key)))
        say(_("Sync with the computer that gave them till now first, if you can: then no number is given twice."))
        confirm(_("Hand the numbers over?"), yes)
        hand_over_numbers(replica, key)
        say(message("Handed over: {name}. The others follow as they sync.", name=replica.label(key)))


def _key(replica: Replica, typed: str) -> bytes:
    """The public key that is meant. Raises what finding a record does."""
    from netterm.store.derived import identity_id

    id = replica.find("identity", typed)
    return next(public for public in replica.trust.identities if identity_id(public) == id)


def _kinds(replica: Replica, series: Sequence[str]) -> str:
    """What is numbered in these series, by its name."""
    numbered = [each for each in replica.schema.entities if each.number is not None]
    return ", ".join(str(each.label) for each in numbered if each.number is not None and each.number.series in series)
