"""The search index: three-letter sequences of the searched fields.

The index holds no text. New rows are indexed as they are written; rows that change are noted in ``stale`` and indexed
before the next search, so that typing and merging do not wait for it. What it finds is checked against the text itself:
see ``netterm.store.search_query``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from netterm.language.search import folded
from netterm.model.kinds import Value
from netterm.store.database import Connection
from netterm.store.tables import Table, quoted


def index_name(entity: str) -> str:
    """The table of an entity's index."""
    return f"{entity}:search"


def index_new(connection: Connection, table: Table, rows: Iterable[tuple[int, Sequence[Value]]]) -> None:
    """Index rows that were just written; ``rows`` are their numbers and searched values."""
    marks = ", ".join("?" * len(table.searched))
    columns = ", ".join(quoted(f.name) for f in table.searched)
    connection.executemany(
        f'INSERT INTO "{index_name(table.entity.name)}" (rowid, {columns}) VALUES (?, {marks})',
        [(n, *_texts(table, values)) for n, values in rows],
    )


def note_stale(connection: Connection, table: Table, numbers: Sequence[int]) -> None:
    """Rows whose searched text has changed."""
    connection.execute(
        "INSERT OR IGNORE INTO stale (entity, n) SELECT ?, value FROM json_each(?)",
        (table.entity.name, json.dumps(numbers)),
    )


def is_behind(connection: Connection) -> bool:
    return connection.execute("SELECT 1 FROM stale LIMIT 1").fetchone() is not None


def catch_up(connection: Connection, tables: Mapping[str, Table]) -> None:
    """Index what has changed; inside a write."""
    stale: dict[str, list[int]] = {}
    for entity, n in connection.execute("SELECT entity, n FROM stale").fetchall():
        stale.setdefault(entity, []).append(n)
    for entity, numbers in stale.items():
        table = tables[entity]
        index = f'"{index_name(entity)}"'
        columns = ", ".join(quoted(f.name) for f in table.searched)
        connection.executemany(f"DELETE FROM {index} WHERE rowid = ?", [(n,) for n in numbers])
        for n in numbers:
            values = connection.execute(f"SELECT {columns} FROM {table.name} WHERE n = ?", (n,)).fetchone()
            if values is not None:
                text = _texts(table, values)
                marks = ", ".join("?" * len(text))
                connection.execute(f"INSERT INTO {index} (rowid, {columns}) VALUES (?, {marks})", (n, *text))
    connection.execute("DELETE FROM stale")


def _texts(table: Table, values: Sequence[Value]) -> list[str | None]:
    """What is indexed of each searched field: with what is written joined to it, so that all of it can be found."""
    texts: list[str | None] = []
    before = ""
    for f, value in zip(table.searched, values, strict=True):
        text = before + folded(str(value)) if value is not None else before
        texts.append(text or None)
        before = text if f.glued else ""
    return texts
