"""Commands that begin: a new network, the demo, the screens."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netterm.cli.output import say
from netterm.cli.place import Place
from netterm.cli.progress import long_work
from netterm.cli.words import Count, Misused, OneOf, Speaking, option
from netterm.errors import Failure, refusal
from netterm.locale import N_, _, message

if TYPE_CHECKING:
    from netterm.model import Value
    from netterm.store import Founding, Replica

_LEVELS = ("tambon", "district", "province", "region", "national")


@click.command("new", cls=Speaking, help=N_("Found a network."))
@click.argument("name")
@option("--as", "person", metavar="PERSON", required=True, help=N_("Your name, as it stands in the minutes."))
@option("--office", metavar="OFFICE", help=N_("Your office: chair, secretary, treasurer…"))
@option("--kit", metavar="FILE", help=N_("Where the recovery kit is written; beside the data unless said."))
@option("--no-passphrase", is_flag=True, help=N_("Keep the keys open: for a computer whose disk is protected."))
@option("--level", type=OneOf(*_LEVELS), default="tambon", help=N_("How large the network is."))
@option("--purpose", help=N_("What it is for."))
@click.pass_obj
def new(
    place: Place,
    name: str,
    person: str,
    office: str | None,
    kit: str | None,
    no_passphrase: bool,
    level: str,
    purpose: str | None,
) -> None:
    """``new NAME --as PERSON [--office chair] [--kit FILE]``"""
    from netterm.flows.facts import WRITTEN_IN
    from netterm.store import NetworkExists, exists
    from netterm.wiring import default_kit_path

    place.check_writable()
    directory = place.directory
    if exists(directory):
        raise NetworkExists(directory)
    path = Path(kit) if kit is not None else default_kit_path(directory)
    if kit is None:  # beside the data, which may be the first that there is
        path.parent.mkdir(parents=True, exist_ok=True)
    check_kit_path(path)
    network: dict[str, Value] = {"name_th": _named(name), "level": level}
    network["purpose"] = purpose or _("The rights and quality of life of persons with disabilities", WRITTEN_IN)
    replica, founding = found_with_kit(
        directory, path, network, person_values(person), _office(office), place.new_passphrase(no_passphrase)
    )
    with replica:
        say(message("Founded: {network}", network=replica.network_name))
        say(message("Data: {directory}", directory=directory))
        say(message("Recovery kit: {file}", file=path))
        say(_("Passphrase of the kit, shown only now; write it down and keep it apart from the kit:"))
        say(founding.passphrase)


@click.command("demo", cls=Speaking, help=N_("Make a realistic network to look at, once, and open it."))
@option("--no-open", is_flag=True, help=N_("Only make it."))
@option("--members", type=Count(12, 10_000), metavar="N", help=N_("How many members it has: 120 unless said."))
@option("--seed", type=Count(0, 2**31), metavar="K", help=N_("Another number makes other people."))
@click.pass_obj
def demo(place: Place, no_open: bool, members: int | None, seed: int | None) -> None:
    """``demo [--no-open] [--members N] [--seed K]``"""
    from netterm.demo import make
    from netterm.store import exists

    directory = place.demo_directory
    if not exists(directory):
        place.check_writable()
    with long_work(N_("Stopped. No demo was made.")) as progress:

        def told(done: int, total: int) -> None:
            progress.tell(N_("Making the demo: meetings"), done, total)

        made = make(directory, members=members, seed=seed, told=told)
    if no_open:
        said = N_("The demo network is in {directory}.") if made else N_("The demo network is in {directory} already.")
        say(message(said, directory=directory))
        return
    from netterm.cli.screens import run

    run(replace(place, data=directory))


def found_with_kit(
    directory: Path,
    kit: Path,
    network: dict[str, Value],
    person: dict[str, Value],
    office: str | None,
    passphrase: str | None,
) -> tuple[Replica, Founding]:
    """Found a network and write its kit; where the kit cannot be written, nothing is founded."""
    from netterm.store import found
    from netterm.wiring import computer_name

    was_there = directory.exists()
    before = set(directory.iterdir()) if was_there else set()
    replica, founding = found(
        directory, network=network, person=person, office=office, passphrase=passphrase, label=computer_name()
    )
    try:
        founding.kit.save(kit)
    except BaseException as error:
        replica.close()
        _take_away(directory, was_there, before)
        if isinstance(error, OSError):
            raise CannotWriteKit(kit, error) from error
        raise
    return replica, founding


class CannotWriteKit(Failure):
    """There is no place for the recovery kit, and without one nothing is founded."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            N_("The recovery kit could not be written to {file}: {reason}. Nothing was founded; choose another place."),
            file=path,
            reason=refusal(error),
        )


def check_kit_path(path: Path) -> None:
    """See beforehand whether a kit can be written there. Raises `CannotWriteKit` and the kit's own failures."""
    import tempfile

    from netterm.store.kit import KitExists

    if path.exists():
        raise KitExists(path)
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise CannotWriteKit(path, error) from error


def person_values(typed: str) -> dict[str, Value]:
    """A person's name as fields. Raises a :class:`Failure` where nothing is left of it."""
    from netterm.language.people import split_name

    title, first, last = split_name(typed)
    if not first:
        raise Misused("A name is needed, as it stands in the minutes: “{typed}” is none.", typed=typed)
    return {"title": title or None, "first": first, "last": last or None}


def _named(typed: str) -> str:
    from netterm.language.clean import clean_line

    name = clean_line(typed)
    if not name:
        raise Misused("The network needs a name.")
    return name


def _office(typed: str | None) -> str | None:
    if typed is None:
        return None
    from netterm.model import SCHEMA

    for choice in SCHEMA["position"]["code"].choices:
        if typed.casefold() in {choice.code, choice.label.th, choice.label.en.casefold()}:
            return choice.code
    codes = ", ".join(choice.code for choice in SCHEMA["position"]["code"].choices)
    raise Misused("“{typed}” is none of these: {choices}.", typed=typed, choices=codes)


def _take_away(directory: Path, was_there: bool, before: set[Path]) -> None:
    """What founding made; what was there before stays."""
    if not was_there:
        shutil.rmtree(directory, ignore_errors=True)
        return
    for path in set(directory.iterdir()) - before:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
