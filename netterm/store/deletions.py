"""Deletions: a record is hidden while all its alive versions are covered by one and nothing visible hangs on it.

So an edit that a deletion did not know of keeps the record, and so does an edit of what hangs on it.
"""

from __future__ import annotations

from netterm.model.declare import Schema
from netterm.model.kinds import Kind
from netterm.store.entries import versions
from netterm.store.rows import Row, Rows
from netterm.store.tables import CHUNK, Table

Place = tuple[str, bytes]
"""(entity, record id)."""


def settle(rows: Rows, schema: Schema, suspects: set[Place]) -> None:
    """Find out anew whether the suspects, and those on which touched records hang, are hidden. The rows are written."""
    waiting = list(suspects | _covered_owners(rows, _touched(rows)))
    done: set[Place] = set()
    while waiting:
        place = waiting.pop()
        entity, record = place
        if place in done or entity not in rows.tables:
            continue
        table = rows.tables[entity]
        row = rows.row(table, record)
        gone = int(bool(row.covered) and _all_covered(rows, table, record, row) and not _has_parts(rows, schema, place))
        if gone != row.gone:
            row.gone = gone
            row.changed.add("")
            rows.connection.execute(f"UPDATE {table.name} SET _gone = ? WHERE id = ?", (gone, record))
        done.add(place)
        owners = _covered_owners(rows, {entity: {record}})
        done -= owners  # what hangs on them has just changed
        waiting += owners


def _touched(rows: Rows) -> dict[str, set[bytes]]:
    return {
        name: {record for record, row in found.items() if row.changed}
        for name, found in rows.by_entity.items()
        if rows.tables[name].owner is not None
    }


def _all_covered(rows: Rows, table: Table, record: bytes, row: Row) -> bool:
    alive = row.alive(table)
    if any(f.kind is Kind.SHARED for f in table.fields):
        alive |= rows.texts.alive(table.entity.name, record)
    return alive <= set(versions(row.covered))


def _has_parts(rows: Rows, schema: Schema, place: Place) -> bool:
    entity, record = place
    for part in schema.parts_of(entity):
        table = rows.tables.get(part.name)
        if table is None or table.owner is None:
            continue
        owner = table.fields[table.owner].name
        sql = f'SELECT 1 FROM {table.name} WHERE "{owner}" = ? AND _gone = 0 LIMIT 1'
        if rows.connection.execute(sql, (record,)).fetchone():
            return True
    return False


def _covered_owners(rows: Rows, records: dict[str, set[bytes]]) -> set[Place]:
    """The records that some deletion covers, among those on which these hang."""
    owners: dict[str, set[bytes]] = {}
    for entity, ids in records.items():
        table = rows.tables[entity]
        if table.owner is None:
            continue
        target = table.fields[table.owner].target
        for record in ids:
            owner = rows.row(table, record).values[table.owner]
            if type(owner) is bytes and target in rows.tables:
                owners.setdefault(target, set()).add(owner)
    found: set[Place] = set()
    for target, wanted in owners.items():
        some = list(wanted)
        for start in range(0, len(some), CHUNK):
            part = some[start : start + CHUNK]
            marks = ",".join("?" * len(part))
            sql = f"SELECT id FROM {rows.tables[target].name} WHERE _covered NOT NULL AND id IN ({marks})"
            found |= {(target, record) for (record,) in rows.connection.execute(sql, part)}
    return found
