"""The shape of a database file: fixed tables by numbered steps, derived tables by the declarations."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING

from netterm.model.declare import Entity
from netterm.store.database import Database
from netterm.store.search import index_name
from netterm.store.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlite_utils

LAYOUT = 1
"""Goes up when the fixed tables change."""
RULES = 2
"""Goes up when entries are judged or applied otherwise, or sorted or searched by other keys: then every file is judged
anew."""


def fingerprint(tables: Iterable[Table]) -> int:
    """A number for this layout, these declarations and the rules of judging by them.

    Where the file carries it, nothing has to be done at opening.
    """
    shape = "\n".join([str(LAYOUT), str(RULES), *map(_shape_of, tables)])
    return int.from_bytes(hashlib.sha256(shape.encode()).digest()[:4], "big") >> 1


@lru_cache(maxsize=256)
def _shape_of(table: Table) -> str:
    searched = [(f.name, f.glued) for f in table.searched]
    return json.dumps([table.entity.name, table.columns(), table.indexes(), searched, _rules_of(table.entity)])


def _rules_of(entity: Entity) -> list[object]:
    """What entries are judged and records shown by."""
    fields = [
        (f.name, f.kind.value, f.many, int(entity.privacy_of(f)), f.target, f.part_of, sorted(f.starts),
         sorted((code, sorted(after)) for code, after in f.moves.items()))
        for f in entity.fields
    ]  # fmt: skip
    return [sorted(entity.writers), *fields]


def up_to_date(database: Database, tables: Iterable[Table]) -> bool:
    """Whether the file has the shape that this program works with."""
    return bool(database.pragma("user_version") == fingerprint(tables))


def migrate(database: Database, tables: Iterable[Table]) -> None:
    """Bring the file to that shape, inside the caller's transaction. The derived tables are left empty."""
    import sqlite_utils

    wanted = list(tables)
    db = sqlite_utils.Database(database.connection)
    _fixed_tables(db)
    _derived_tables(db, wanted)
    database.connection.execute(f"PRAGMA user_version = {fingerprint(wanted)}")


def _fixed_tables(db: sqlite_utils.Database) -> None:
    from sqlite_utils import Migrations

    steps = Migrations("netterm")

    @steps()
    def log_of_entries(db: sqlite_utils.Database) -> None:
        db.table("log").create(
            {"no": int, "identity": bytes, "incarnation": bytes, "compartment": int, "seq": int, "name": bytes,
             "base": bytes},
            pk="no",
            not_null={"identity", "incarnation", "compartment", "seq", "name", "base"},
        )  # fmt: skip
        db.table("log").create_index(["identity", "incarnation", "compartment"])
        db.table("told").create({"own": int, "log": int, "name": bytes}, pk=("own", "log"))
        # What is asked for most stands before the columns that fill pages of their own.
        db.table("segment").create(
            {"n": int, "size": int, "compartment": int, "low": int, "high": int, "logs": bytes, "names": bytes,
             "packed": bytes},
            pk="n",
            not_null={"size", "compartment", "low", "high", "logs", "names", "packed"},
        )  # fmt: skip
        db.table("segment").create_index(["high", "low"])
        db.execute(
            "CREATE TABLE run (log INTEGER NOT NULL, last INTEGER NOT NULL, first INTEGER NOT NULL,"
            " segment INTEGER NOT NULL, name BLOB NOT NULL, PRIMARY KEY (log, last)) WITHOUT ROWID"
        )
        db.table("verdict").create({"n": int, "name": bytes, "verdict": str}, pk="n")

    @steps()
    def what_merging_needs(db: sqlite_utils.Database) -> None:
        db.execute(
            "CREATE TABLE conflict (entity TEXT NOT NULL, record BLOB NOT NULL, field TEXT NOT NULL,"
            " version BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (record, entity, field, version)) WITHOUT ROWID"
        )
        # Readers remember how far they came by k, so none is ever given twice, rows that went included.
        db.execute(
            "CREATE TABLE text_update (k INTEGER PRIMARY KEY AUTOINCREMENT, entity TEXT NOT NULL, record BLOB NOT NULL,"
            " field TEXT NOT NULL, content BLOB NOT NULL)"
        )
        db.table("text_update").create_index(["record", "field", "entity"])
        db.table("text_aside").create(
            {
                "k": int, "entity": str, "record": bytes, "field": str, "peer": int, "first": int, "next": int,
                "version": bytes, "by_right": int, "content": bytes,
            },
            pk="k",
        )  # fmt: skip
        db.table("text_aside").create_index(["record", "field", "entity"])
        db.table("text_state").create(
            {"entity": str, "record": bytes, "field": str, "snapshot": bytes, "upto": int},
            pk=("record", "field", "entity"),
        )
        db.table("text_peer").create(
            {"peer": int, "entity": str, "record": bytes, "field": str, "next": int, "version": bytes}, pk="peer"
        )
        db.table("text_peer").create_index(["record"])

    @steps()
    def what_is_caught_up_later(db: sqlite_utils.Database) -> None:
        db.execute(
            "CREATE TABLE stale (entity TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (entity, n)) WITHOUT ROWID"
        )
        db.execute(
            "CREATE TABLE touched (record BLOB NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (record, n)) WITHOUT ROWID"
        )
        db.table("mark").create({"what": str, "value": bytes}, pk="what")

    steps.apply(db)


def _derived_tables(db: sqlite_utils.Database, tables: list[Table]) -> None:
    known = set(db.table_names())
    for table in tables:
        name = table.entity.name
        if name in known:
            db.table(name).drop()
        search = index_name(name)
        if search in known:
            db[search].drop()
        db.table(name).create(
            {column: _PYTHON[sql] for column, sql in table.columns().items()},
            pk="n",
            not_null={"id", "_versions", "_gone"},
            defaults={"_gone": 0},
        )
        db.table(name).create_index(["id"], unique=True)
        for index in table.indexes():
            db.table(name).create_index(list(index), if_not_exists=True)
        if table.searched:
            columns = ", ".join(f'"{f.name}"' for f in table.searched)
            db.execute(
                f"CREATE VIRTUAL TABLE \"{search}\" USING fts5 ({columns}, content = '', contentless_delete = 1,"
                " detail = none, tokenize = 'trigram case_sensitive 1')"
            )


_PYTHON = {"INTEGER PRIMARY KEY": int, "INTEGER": int, "BLOB": bytes, "TEXT": str}
