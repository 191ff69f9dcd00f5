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


def unseen(connection: Connection, versions: Iterable[bytes], records: Iterable[bytes]) -> list[list[Change]]:
    """For the entry of each of these versions what was done to the records by entries that its author had not seen,
    oldest first; the same on every replica that has the same entries. The index of the past has to be up to date."""
    reader, wanted = log.Reader(connection), set(records)
    reaches = Branches(connection, reader)
    written = [*reader.few(past.touching(connection, wanted))]
    found: list[list[Change]] = []
    changes: list[Change] | None = None
    for version in versions:
        missed = _missed(reader, reaches, version, written)
        if missed and changes is None:
            changes = past.history(connection, wanted, written)
        found.append([change for change in changes or () if change.name in missed])
    return found


def _missed(reader: log.Reader, reaches: Branches, version: bytes, written: Iterable[log.Stored]) -> set[bytes]:
    """The names of those of these entries that the author of the entry of that version had not seen."""
    last = reader.named(version)
    if last is None:
        return set()
    others = [each for each in written if each.name != last.name]
    seen = _seen(reader, reaches, last, others)
    return {each.name for each in others if each.entry.seq > seen.get(each.no, 0)}


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


def _seen(reader: log.Reader, reaches: Branches, last: log.Stored, written: Iterable[log.Stored]) -> dict[int, int]:
    """Up to which number the author of ``last`` had seen the logs that these entries are of."""
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
