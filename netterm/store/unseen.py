"""What was written without being known to the author of an entry: at the same time, or after it.

Each entry names the heads of the other logs that moved since its author's previous one, so what an author had seen
follows from the author's own log alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from netterm.model.declare import Schema
from netterm.store import log, past
from netterm.store.branches import Branches
from netterm.store.database import Connection
from netterm.store.entries import count_of, names
from netterm.store.past import Change
from netterm.store.tables import Table, quoted


def unseen(connection: Connection, version: bytes, records: Iterable[bytes]) -> list[Change]:
    """What was done to these records by entries that the author of the entry of that version had not seen, oldest
    first; the same on every replica that has the same entries. The index of the past has to be up to date."""
    reader = log.Reader(connection)
    last = reader.named(version)
    wanted = set(records)
    if last is None:
        return []
    written = [each for each in reader.read(sorted(past.touching(connection, wanted))) if each.name != last.name]
    seen = _seen(connection, reader, last, written)
    missed = {each.name for each in written if each.entry.seq > seen.get(each.no, 0)}
    return [change for change in past.history(connection, wanted) if change.name in missed] if missed else []


def whole(
    connection: Connection, schema: Schema, tables: Mapping[str, Table], entity: str, ids: Iterable[bytes]
) -> Iterable[bytes]:
    """These records and all that hangs on them, deleted or not, as far as they are in the tables given."""
    found = list(ids)
    yield from found
    for part in schema.parts_of(entity):
        table = tables.get(part.name)
        if table is None or part.owner is None or not found:
            continue
        column, marks = quoted(part.owner.name), ",".join("?" * len(found))
        rows = connection.execute(f"SELECT id FROM {table.name} WHERE {column} IN ({marks})", found).fetchall()
        yield from whole(connection, schema, tables, part.name, [id for (id,) in rows])


def _seen(
    connection: Connection, reader: log.Reader, last: log.Stored, written: Iterable[log.Stored]
) -> dict[int, int]:
    """Up to which number the author of ``last`` had seen the logs that these entries are of."""
    reaches = Branches(connection, reader)
    waiting: dict[int, int] = {}
    """Logs of which nothing was found yet, with the lowest count that is asked for."""
    for each in written:
        waiting[each.no] = min(count_of(each.name), waiting.get(each.no, count_of(each.name)))
    seen: dict[int, int] = {}
    entry: log.Stored | None = last
    heads: tuple[bytes, ...] = (last.name,)
    while entry is not None and waiting:
        for no in list(waiting):
            reached = max((reaches.reach(no)(name) or 0 for name in heads), default=0)
            # What counts less than the first that is asked for has seen none of them.
            if reached or count_of(entry.name) <= waiting[no]:
                seen[no] = reached
                del waiting[no]
        previous = entry.entry.previous
        heads, entry = names(entry.entry.data_seen), reader.named(previous) if previous else None
        if entry is None:
            for no in waiting:
                seen[no] = max((reaches.reach(no)(name) or 0 for name in heads), default=0)
    return seen
