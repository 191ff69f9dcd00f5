"""Commands for records of any kind: add, set, delete, list, show, history, search, undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from netterm.cli.output import plain_held, plain_record, say, say_csv, say_json, say_table, short
from netterm.cli.place import Place
from netterm.cli.words import Misused, Speaking, option
from netterm.errors import Failure
from netterm.language.clean import for_display
from netterm.locale import N_, _, message

if TYPE_CHECKING:
    from netterm.cli.typed import Held
    from netterm.model import Entity
    from netterm.store import Change, Record, Replica


@click.command("add", cls=Speaking, help=N_("Add a record. The last line printed is its id."))
@click.argument("entity")
@click.argument("values", nargs=-1, metavar="field=value…")
@click.pass_obj
def add(place: Place, entity: str, values: Sequence[str]) -> None:
    """``add ENTITY field=value…``"""
    from netterm.cli.typed import entity_called, values_typed

    declared = entity_called(entity)
    with place.open() as replica:
        id = _added(replica, declared, values_typed(replica, declared, values))
        say(message("Saved: {what}", what=replica.title(declared.name, id)))
        say(id.hex())


@click.command("set", cls=Speaking, help=N_("Change fields of a record; an empty value empties the field."))
@click.argument("entity")
@click.argument("record", metavar="ID")
@click.argument("values", nargs=-1, required=True, metavar="field=value…")
@option("--reason", metavar="TEXT", help=N_("Why a task's due date moves or a member's state changes."))
@click.pass_obj
def set_(place: Place, entity: str, record: str, values: Sequence[str], reason: str | None) -> None:
    """``set ENTITY ID [--reason TEXT] field=value…``"""
    from netterm.cli.additions import CHANGES
    from netterm.cli.typed import entity_called, values_typed

    declared = entity_called(entity)
    with place.open() as replica:
        id = replica.find(declared.name, record)
        typed = values_typed(replica, declared, values)
        special = CHANGES.get(declared.name)
        if special is not None:
            special(replica, id, typed, reason or "")
        elif reason is not None:
            raise Misused("--reason is for a task's due date and a member's state: leave it out here.")
        else:
            with replica.action() as action:
                action.set(declared.name, id, typed)
        say(message("Saved: {what}", what=replica.title(declared.name, id)))


@click.command("delete", cls=Speaking, help=N_("Delete a record and what hangs on it; “netterm undo” brings it back."))
@click.argument("entity")
@click.argument("record", metavar="ID")
@click.pass_obj
def delete(place: Place, entity: str, record: str) -> None:
    """``delete ENTITY ID``"""
    from netterm.cli.typed import entity_called

    declared = entity_called(entity)
    with place.open() as replica:
        id = replica.find(declared.name, record)
        title = replica.title(declared.name, id)
        with replica.action() as action:
            action.delete(declared.name, id)
        say(message("Deleted: {what}", what=title))


@click.command("list", cls=Speaking, help=N_("List records."))
@click.argument("entity")
@option("--where", multiple=True, metavar="field=value", help=N_("Only those with this value; may be given again."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON."))
@option("--csv", "as_csv", is_flag=True, help=N_("As CSV."))
@click.pass_obj
def list_(place: Place, entity: str, where: Sequence[str], as_json: bool, as_csv: bool) -> None:
    """``list ENTITY [--where field=value] [--json|--csv]``"""
    from netterm.cli.typed import entity_called, where_typed

    if as_json and as_csv:
        raise Misused("A list is JSON or CSV, not both: leave one of --json and --csv out.")
    declared = entity_called(entity)
    with place.open() as replica:
        records = replica.list(declared.name, where_typed(replica, declared, where))
        if as_json:
            _list_json(replica, records)
        elif as_csv:
            _list_csv(declared, records)
        elif records:
            _list_plain(replica, declared, records)
        else:
            _say_empty(declared, filtered=bool(where) and replica.count(declared.name) > 0)


@click.command("show", cls=Speaking, help=N_("Show one record."))
@click.argument("entity")
@click.argument("record", metavar="ID")
@option("--json", "as_json", is_flag=True, help=N_("As JSON."))
@click.pass_obj
def show(place: Place, entity: str, record: str, as_json: bool) -> None:
    """``show ENTITY ID [--json]``"""
    from netterm.cli.titles import Titles
    from netterm.cli.typed import entity_called

    declared = entity_called(entity)
    with place.open() as replica:
        found = _known(replica, declared, record)
        titles = Titles(replica)
        if as_json:
            say_json(plain_record(found, titles.of(found)))
            return
        say(f"{declared.label}: {titles.of(found)}")
        say(f"id: {found.id.hex()}")
        for field in declared.fields:
            text = titles.shown(found, field)
            if text:
                _say_field(str(field.label), text)
        if found.conflicts:
            say(_("Others wrote something else at the same time: “netterm conflicts” shows it."))


@click.command("history", cls=Speaking, help=N_("Show who changed what in a record, and when."))
@click.argument("entity")
@click.argument("record", metavar="ID")
@option("--json", "as_json", is_flag=True, help=N_("As JSON."))
@click.pass_obj
def history(place: Place, entity: str, record: str, as_json: bool) -> None:
    """``history ENTITY ID [--json]``"""
    from netterm.cli.typed import entity_called
    from netterm.store.entries import Kind

    declared = entity_called(entity)
    with place.open() as replica:
        id = replica.find(declared.name, record)
        changes = replica.history(declared.name, id)
        if as_json:
            say_json([_plain_change(replica, change) for change in changes])
        else:
            for change in changes:
                say(_change_line(replica, change))
            if any(change.kind is Kind.DELETE and change.record == id and change.counts for change in changes):
                say(_("It was deleted, and is there all the same: somebody changed it, or brought it back."))


@click.command("search", cls=Speaking, help=N_("Find records of any kind in which all the words occur."))
@click.argument("text", nargs=-1, required=True)
@option("--json", "as_json", is_flag=True, help=N_("As JSON."))
@click.pass_obj
def search(place: Place, text: Sequence[str], as_json: bool) -> None:
    """``search TEXT [--json]``"""
    with place.open() as replica:
        found = replica.search(" ".join(text))
        if as_json:
            rows = [{"_entity": f.entity, "id": f.id.hex(), "_title": f.title, "excerpt": f.excerpt} for f in found]
            say_json(rows)
        elif found:
            say_table(
                (_("Kind"), "id", _("What"), _("Where it says so")),
                [(f.entity, short(f.id), f.title, f.excerpt) for f in found],
            )
        else:
            click.echo(_("Nothing was found."), err=True)


@click.command("undo", cls=Speaking, help=N_("Take back the last thing that you did on this computer."))
@click.pass_obj
def undo(place: Place) -> None:
    """``undo``"""
    with place.open() as replica:
        said = replica.undo(earlier=True)
        if said is None:
            raise Failure("There is nothing to take back.")
        say(message("Taken back: {what}", what=said))


@click.command("redo", cls=Speaking, help=N_("Bring back what you took back last on this computer."))
@click.pass_obj
def redo(place: Place) -> None:
    """``redo``"""
    with place.open() as replica:
        said = replica.redo(earlier=True)
        if said is None:
            raise Failure("There is nothing to bring back.")
        say(message("Brought back: {what}", what=said))


def _added(replica: Replica, entity: Entity, values: dict[str, Held]) -> bytes:
    """A new record; what a kind of record has rules for is added by them."""
    from netterm.cli.additions import ADDITIONS

    special = ADDITIONS.get(entity.name)
    if special is not None:
        return special(replica, values)
    with replica.action() as action:
        return action.add(entity.name, values)


def _known(replica: Replica, entity: Entity, typed: str) -> Record:
    from netterm.store import NotThere

    found = replica.get(entity.name, replica.find(entity.name, typed))
    if found is None:
        raise NotThere(entity)
    return found


def _list_plain(replica: Replica, entity: Entity, records: list[Record]) -> None:
    from netterm.cli.titles import Titles

    titles = Titles(replica)
    titles.learn(records)
    header = ["id", *(str(field.label) for field in entity.columns)]
    say_table(header, [[short(r.id), *(titles.shown(r, field) for field in entity.columns)] for r in records])


def _say_empty(entity: Entity, *, filtered: bool) -> None:
    if filtered:
        said = _("Nothing in this list is like that.")
    elif entity.derived:
        said = _("There is nothing in this list.")
    else:
        said = message("There is nothing in this list yet: “netterm add {kind} …” adds one.", kind=entity.name)
    click.echo(said, err=True)


def _list_json(replica: Replica, records: list[Record]) -> None:
    from netterm.cli.titles import Titles

    titles = Titles(replica)
    titles.learn(records)
    say_json([plain_record(record, titles.of(record)) for record in records])


def _list_csv(entity: Entity, records: list[Record]) -> None:
    from netterm.model.plain import to_cell

    rows = ([r.id.hex(), *(to_cell(field, r[field.name]) for field in entity.fields)] for r in records)
    say_csv(["id", *(field.name for field in entity.fields)], rows)


def _say_field(label: str, text: str) -> None:
    first, *more = for_display(text, multiline=True).split("\n")
    say(f"{label}: {first}")
    for line in more:
        say(f"    {line}")


def _plain_change(replica: Replica, change: Change) -> dict[str, Any]:
    entity = replica.schema.get(change.entity)
    field = entity.by_name.get(change.field) if entity is not None else None
    return {
        "when": change.when,
        "who": change.who.hex(),
        "name": replica.name_of(change.who),
        "entity": change.entity,
        "record": change.record.hex(),
        "kind": change.kind.name.lower(),
        "field": change.field,
        "before": plain_held(field, change.before) if field is not None else None,
        "after": plain_held(field, change.after) if field is not None else None,
        "counts": change.counts,
    }


def _change_line(replica: Replica, change: Change) -> str:
    from datetime import datetime

    from netterm.language.dates import format_moment
    from netterm.model.values import show
    from netterm.store.entries import Kind
    from netterm.store.naming import showing

    when = format_moment(datetime.fromtimestamp(change.when / 1000))  # noqa: DTZ006 - as the clock on the wall showed it
    entity = replica.schema.get(change.entity)
    field = entity.by_name.get(change.field) if entity is not None else None
    what = str(field.label) if field is not None else change.field
    if change.kind is Kind.DELETE:
        said = _("deleted")
    elif change.kind is Kind.TEXT or field is None:
        said = message("{field}: written", field=what)
    else:
        shown = showing(replica)
        values = show(field, change.before, shown), show(field, change.after, shown)
        said = f"{what}: {' → '.join(value or '–' for value in values)}"
    aside = "" if change.counts else " " + _("(does not count)")
    return f"{when}  {replica.name_of(change.who)}  {said}{aside}"
