"""Commands between computers: invite, join, sync."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netterm.cli.output import say
from netterm.cli.place import Place
from netterm.cli.progress import long_work
from netterm.cli.words import OneOf, Speaking, option
from netterm.locale import N_, message

if TYPE_CHECKING:
    from netterm.sync.discovery import Address

_ROLES = ("admin", "registrar", "data_officer", "member", "viewer")


@click.command("invite", cls=Speaking, help=N_("Let one more computer in: prints a code, and waits for who has it."))
@option("--role", type=OneOf(*_ROLES), default="member", help=N_("What the newcomer may do."))
@option("--person", metavar="ID", help=N_("Who it is, if the person is known already."))
@option("--listen", metavar="HOST:PORT", help=N_("Wait here and nowhere else."))
@option("--yes", is_flag=True, help=N_("Let in whoever has the code, without asking."))
@click.pass_obj
def invite(place: Place, role: str, person: str | None, listen: str | None, yes: bool) -> None:
    """``invite``: serves until the code is used or has expired."""
    import secrets

    from netterm.cli.inviting import Inviting, check_may_invite
    from netterm.cli.network import running, typed_address
    from netterm.model import Role
    from netterm.sync.codes import new_code

    at = typed_address(listen)
    with place.open() as replica:
        place.check_writable()
        check_may_invite(replica, yes)
        whom = None if person is None else replica.find("person", person)
        inviting = Inviting(replica, Role(role), whom, yes, say)
        code = new_code(secrets.token_bytes)
        with running(replica, listen=at) as run:
            inviting.open(run.node, code)
            say(str(code))
            _say_where(run.port, at)
            inviting.serve(run.events)


@click.command("join", cls=Speaking, help=N_("Join a network by a code that somebody gave you."))
@click.argument("code")
@option("--as", "person", metavar="PERSON", required=True, help=N_("Your name, as it stands in the minutes."))
@option("--peer", metavar="HOST:PORT", help=N_("Where the other computer is, if it is not found by itself."))
@option("--no-passphrase", is_flag=True, help=N_("Keep the keys open: for a computer whose disk is protected."))
@click.pass_obj
def join(place: Place, code: str, person: str, peer: str | None, no_passphrase: bool) -> None:
    """``join CODE --as PERSON [--peer HOST:PORT]``: comes in, and syncs once."""
    from netterm.cli.beginning import person_values
    from netterm.cli.joining import Newcomer, first_sync
    from netterm.cli.network import typed_address
    from netterm.store import NetworkExists, exists
    from netterm.sync.codes import read_code

    place.check_writable()
    read, at = read_code(code), typed_address(peer)
    person_values(person)  # a name that is none is better said now
    if exists(place.directory):
        raise NetworkExists(place.directory)
    newcomer = Newcomer(place.directory, person, place.new_passphrase(no_passphrase))
    replica, address = newcomer.come_in(read, at, say)
    with replica:
        say(message("You have been let in. Data: {directory}", directory=place.directory))
        first_sync(replica, address, say)


@click.command("sync", cls=Speaking, help=N_("Exchange everything with the other computers of the network."))
@option("--once", is_flag=True, help=N_("End once all is the same as on another computer."))
@option("--peer", metavar="HOST:PORT", help=N_("Only with this computer."))
@option("--listen", metavar="HOST:PORT", help=N_("Wait here and nowhere else."))
@option("--json", "as_json", is_flag=True, help=N_("One JSON object per line."))
@click.pass_obj
def sync(place: Place, once: bool, peer: str | None, listen: str | None, as_json: bool) -> None:
    """``sync [--once] [--peer HOST:PORT] [--listen HOST:PORT] [--json]``"""
    from netterm.cli.network import running, typed_address
    from netterm.cli.syncing import Teller, until_in_sync, until_stopped

    at, only = typed_address(listen), typed_address(peer)
    stopped = N_("Stopped. What came is kept; run it again for the rest.")
    with place.open() as replica, long_work(stopped) as progress, running(replica, listen=at, only=only) as run:
        teller = Teller(replica, as_json, progress)
        teller.started(run, at)
        (until_in_sync if once else until_stopped)(run, teller, only)


def _say_where(port: int, listen: Address | None) -> None:
    from netterm.cli.network import own_addresses

    for address in own_addresses(port, listen):
        say(message("Waiting at {address}", address=address))
