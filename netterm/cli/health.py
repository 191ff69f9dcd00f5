"""Commands for what a replica is made of: conflicts, digests, verification, recovery, facts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netterm.cli.output import plain_held, roles_told, say, say_json, with_names
from netterm.cli.place import Place, kit_passphrase
from netterm.cli.progress import long_work
from netterm.cli.words import Speaking, option
from netterm.errors import Failure
from netterm.locale import N_, _, message, ngettext

if TYPE_CHECKING:
    from netterm.model import Field
    from netterm.store import Alternative, Conflict, Replica

_LONGEST_KIT = 1 << 20
_INFO = {
    "directory": N_("directory"),
    "network": N_("key of the network"),
    "identity": N_("key of this computer"),
    "roles": N_("roles"),
    "logs": N_("logs"),
    "name": N_("network"),
    "you": N_("you"),
    "read_only": N_("read only"),
    "version": N_("version"),
    "config": N_("settings"),
    "state_directory": N_("state"),
    "log": N_("what went wrong"),
}
"""What people read in the place of the names that scripts do."""


@click.command("conflicts", cls=Speaking, help=N_("What several people wrote at the same time, to be settled."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON."))
@click.pass_obj
def conflicts(place: Place, as_json: bool) -> None:
    """``conflicts [--json]``"""
    with place.open() as replica:
        found = replica.conflicts()
        if as_json:
            say_json([_plain_conflict(replica, conflict) for conflict in found])
            return
        for conflict in found:
            _say_conflict(replica, conflict)
        if not found:
            click.echo(_("There are no conflicts."), err=True)


@click.command("resolve", cls=Speaking, help=N_("Settle a conflict: this value holds from now on."))
@click.argument("conflict", metavar="ID")
@click.argument("value")
@click.pass_obj
def resolve(place: Place, conflict: str, value: str) -> None:
    """``resolve ID VALUE``"""
    from netterm.cli.typed import reading
    from netterm.model.values import parse
    from netterm.store.inbox import chosen

    with place.open() as replica:
        found = chosen(replica.conflicts(), conflict)
        field = _field(replica, found)
        replica.resolve(found.id, parse(field, value, reading(replica)))
        say(message("Saved: {what}", what=replica.title(found.entity, found.record)))


@click.command("digest", cls=Speaking, help=N_("One line per part of the data: equal on computers that have the same."))
@click.pass_obj
def digest(place: Place) -> None:
    """``digest``"""
    from netterm.model import Compartment

    with place.open() as replica:
        for compartment in Compartment:
            if compartment is Compartment.TRUST or compartment in replica.volumes:
                say(f"{compartment.name.lower()} {replica.digest(compartment).hex()}")


@click.command("verify", cls=Speaking, help=N_("Check every signature and every table against the history."))
@click.pass_context
def verify(context: click.Context) -> None:
    """``verify``: ends with 1 if something is wrong."""
    place: Place = context.obj
    with (
        place.open() as replica,
        long_work(N_("Stopped. Nothing was changed, and not everything was checked.")) as work,
    ):
        found = replica.verify(lambda done, total: work.tell(N_("Checking: entries"), done, total))
    for problem in found.problems:
        say(problem)
    say(
        message(
            "Checked: {entries:,} entries, {signatures:,} signatures, {set_aside:,} set aside by the rules.",
            entries=found.entries,
            signatures=found.signatures,
            set_aside=found.set_aside,
        )
    )
    if not found.clean:
        count = len(found.problems)
        msgid = ngettext("{count} problem was found.", "{count} problems were found.", count)
        click.echo(msgid.format(count=count), err=True)
        context.exit(1)
    say(_("Everything is in order."))


@click.command("recover", cls=Speaking, help=N_("With the recovery kit, become an admin of the network again."))
@click.argument("kit", metavar="KIT")
@click.pass_obj
def recover(place: Place, kit: str) -> None:
    """``recover KIT``, the file of the recovery kit."""
    from netterm.store import recover as recover_with

    with Path(kit).open(encoding="utf-8", errors="replace") as file:
        text = file.read(_LONGEST_KIT)
    with place.open() as replica:
        recover_with(replica, text, kit_passphrase())
        say(message("You are an admin of {network} again.", network=replica.network_name))


@click.command("info", cls=Speaking, help=N_("Which network this is, who you are in it, and where things are."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON."))
@click.pass_obj
def info(place: Place, as_json: bool) -> None:
    """``info [--json]``"""
    import netterm
    from netterm.store import exists

    facts: dict[str, Any] = {"directory": str(place.directory)}
    if exists(place.directory):  # where things are is worth knowing before there is a network, too
        with place.open() as replica:
            facts |= replica.info()
            facts |= {"name": replica.network_name, "you": replica.name_of(replica.identity)}
            facts["read_only"] = replica.read_only
    facts |= {"version": netterm.__version__, **_where()}
    if as_json:
        say_json(facts)
    else:
        with_names({_(_INFO[name]): _told_fact(name, value) for name, value in facts.items()})


def _told_fact(name: str, value: object) -> str:
    if name == "roles" and isinstance(value, list):
        return roles_told(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(value) if isinstance(value, list) else str(value)


def _where() -> dict[str, str]:
    import platformdirs

    from netterm.settings import config_path

    return {
        "config": str(config_path()),
        "state_directory": platformdirs.user_state_dir("netterm", appauthor=False),
        "log": str(Path(platformdirs.user_log_dir("netterm", appauthor=False)) / "netterm.log"),
    }


def _field(replica: Replica, conflict: Conflict) -> Field:
    entity = replica.schema.get(conflict.entity)
    if entity is None or conflict.field not in entity.by_name:
        raise Failure("This conflict is about something that only a newer version knows. Please upgrade.")
    return entity[conflict.field]


def _say_conflict(replica: Replica, conflict: Conflict) -> None:
    field = _field(replica, conflict)
    say(f"{conflict.id}  {replica.title(conflict.entity, conflict.record)} – {field.label}")
    say("    " + message("shown: {value}", value=_told(replica, field, conflict.shown)))
    for other in conflict.others:
        say("    " + message("also written: {value}", value=_told(replica, field, other)))


def _told(replica: Replica, field: Field, written: Alternative) -> str:
    from netterm.model.values import show
    from netterm.store.naming import showing

    return f"{show(field, written.value, showing(replica)) or '–'} ({replica.name_of(written.who)})"


def _plain_conflict(replica: Replica, conflict: Conflict) -> dict[str, Any]:
    field = _field(replica, conflict)
    return {
        "id": conflict.id,
        "entity": conflict.entity,
        "record": conflict.record.hex(),
        "title": replica.title(conflict.entity, conflict.record),
        "field": conflict.field,
        "shown": _plain_alternative(replica, field, conflict.shown),
        "others": [_plain_alternative(replica, field, other) for other in conflict.others],
    }


def _plain_alternative(replica: Replica, field: Field, written: Alternative) -> dict[str, Any]:
    return {
        "value": plain_held(field, written.value),
        "who": written.who.hex(),
        "name": replica.name_of(written.who),
        "when": written.when,
    }
