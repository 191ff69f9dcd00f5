"""The search index: three-letter sequences of the searched fields, and finding records by any part of their text.

The index holds no text. New rows are indexed as they are written; rows that change are noted in ``stale`` and indexed
before the next search, so that typing and merging do not wait for it. What it finds is checked against the text itself,
and words of one or two characters, which have no three-letter sequence, are looked for in the text alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from netterm.language.search import folded, normalise, trigrams
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
        [(n, *[folded(str(v)) if v is not None else None for v in values]) for n, values in rows],
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
                text = [None if v is None else folded(str(v)) for v in values]
                marks = ", ".join("?" * len(text))
                connection.execute(f"INSERT INTO {index} (rowid, {columns}) VALUES (?, {marks})", (n, *text))
    connection.execute("DELETE FROM stale")


def condition(table: Table, text: str) -> tuple[str, list[object]]:
    """An SQL condition for rows in which every word of ``text`` occurs somewhere, and its parameters."""
    conditions: list[str] = []
    parameters: list[object] = []
    joined = " || ' ' || ".join(f"coalesce({quoted(f.name)}, '')" for f in table.searched) or "''"
    for word in normalise(text).split():
        threes = trigrams(word)
        if threes and table.searched:
            index = f'"{index_name(table.entity.name)}"'
            conditions.append(f"n IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)")
            parameters.append(" AND ".join('"' + three.replace('"', '""') + '"' for three in threes))
        conditions.append(f"instr(folded({joined}), ?) > 0")
        parameters.append(word)
    return " AND ".join(conditions) or "1", parameters


def excerpt(values: Iterable[object], text: str, width: int = 60) -> str:
    """The part of the first value around what was looked for; code points, not cells."""
    word = next(iter(normalise(text).split()), "")
    for value in values:
        shown = str(value or "")
        at = folded(shown).find(word)
        if word and at >= 0:
            start = max(0, at - width // 3)
            return ("…" if start else "") + shown[start : start + width] + ("…" if start + width < len(shown) else "")
    return ""
