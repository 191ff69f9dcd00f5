"""Deletions: a record is hidden while all its alive versions are covered by one and nothing visible hangs on it.

So an edit that a deletion did not know of keeps the record, and so does an edit of what hangs on it. Nothing keeps
concurrent edits from hanging records on each other in a ring. A ring that nobody's edit keeps does not keep itself:
visible is what an uncovered version keeps, itself or through what hangs on it, and nothing else (the least fixed
point), which is one answer for one set of rows, in whatever order they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from netterm.model.declare import Schema
from netterm.model.kinds import Kind
from netterm.store.entries import versions
from netterm.store.rows import Row, Rows
from netterm.store.tables import CHUNK, Table

Place = tuple[str, bytes]
"""(entity, record id)."""


def settle(rows: Rows, schema: Schema, suspects: set[Place]) -> None:
    """Find out anew whether the suspects, and those on which touched records hang, are hidden. The rows are written."""
    seeds = {(entity, record) for entity, record in suspects if entity in rows.tables}
    doubtful = _with_owners(rows, seeds | _covered_owners(rows, _touched(rows)))
    waiting = [place for place in doubtful if _is_kept(rows, schema, place, doubtful)]
    visible = set(waiting)
    while waiting:
        owner = _owner(rows, waiting.pop())
        if owner in doubtful and owner not in visible:
            visible.add(owner)
            waiting.append(owner)
    for place in doubtful:
        _show(rows, place, visible=place in visible)


def _show(rows: Rows, place: Place, *, visible: bool) -> None:
    entity, record = place
    table = rows.tables[entity]
    row = rows.row(table, record)
    if row.gone == visible:
        row.gone = int(not visible)
        row.changed.add("")
        rows.connection.execute(f"UPDATE {table.name} SET _gone = ? WHERE id = ?", (row.gone, record))


def _touched(rows: Rows) -> set[Place]:
    return {
        (name, record)
        for name, found in rows.by_entity.items()
        if rows.tables[name].owner is not None
        for record, row in found.items()
        if row.changed
    }


def _with_owners(rows: Rows, places: set[Place]) -> set[Place]:
    """These, and the covered records above them, all the way up: what may change with them."""
    found, latest = set(places), places
    while latest:
        latest = _covered_owners(rows, latest) - found
        found |= latest
    return found


def _is_kept(rows: Rows, schema: Schema, place: Place, doubtful: set[Place]) -> bool:
    """Whether a version that no deletion covers keeps the record, or something visible that is in no doubt."""
    entity, record = place
    table = rows.tables[entity]
    row = rows.row(table, record)
    if not row.covered or not _all_covered(rows, table, record, row):
        return True
    return any(part not in doubtful for part in _visible_parts(rows, schema, place))


def _all_covered(rows: Rows, table: Table, record: bytes, row: Row) -> bool:
    alive = row.alive(table)
    if any(f.kind is Kind.SHARED for f in table.fields):
        alive |= rows.texts.alive(table.entity.name, record)
    return alive <= set(versions(row.covered))


def _visible_parts(rows: Rows, schema: Schema, place: Place) -> Iterator[Place]:
    entity, record = place
    for part in schema.parts_of(entity):
        table = rows.tables.get(part.name)
        if table is None or table.owner is None:
            continue
        owner = table.fields[table.owner].name
        sql = f'SELECT id FROM {table.name} WHERE "{owner}" = ? AND _gone = 0'
        for (id,) in rows.connection.execute(sql, (record,)):
            yield part.name, id


def _owner(rows: Rows, place: Place) -> Place | None:
    """The record on which this one hangs, whether it is here or not."""
    entity, record = place
    table = rows.tables[entity]
    if table.owner is None:
        return None
    owner = rows.row(table, record).values[table.owner]
    return (table.fields[table.owner].target, owner) if type(owner) is bytes else None


def _covered_owners(rows: Rows, places: Iterable[Place]) -> set[Place]:
    """The records that some deletion covers, among those on which these hang."""
    owners: dict[str, set[bytes]] = {}
    for place in places:
        owner = _owner(rows, place)
        if owner is not None and owner[0] in rows.tables:
            owners.setdefault(owner[0], set()).add(owner[1])
    found: set[Place] = set()
    for target, wanted in owners.items():
        some = list(wanted)
        for start in range(0, len(some), CHUNK):
            part = some[start : start + CHUNK]
            marks = ",".join("?" * len(part))
            sql = f"SELECT id FROM {rows.tables[target].name} WHERE _covered NOT NULL AND id IN ({marks})"
            found |= {(target, record) for (record,) in rows.connection.execute(sql, part)}
    return found
