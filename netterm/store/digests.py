"""A compartment's state as 32 bytes: equal digests, equal state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Final

import msgpack

from netterm.model.kinds import Compartment
from netterm.store import log
from netterm.store.database import Connection
from netterm.store.rows import Row
from netterm.store.tables import STATE_COLUMNS, Table, quoted

_pack: Final = msgpack.Packer(autoreset=True).pack


def digest(
    connection: Connection, compartment: Compartment, tables: Mapping[str, Table], trust_heads: Sequence[bytes]
) -> bytes:
    """Over the heads of logs, the trust heads that rights were judged by, and for data all rows and waiting values.

    What is local to a replica (row numbers, sort keys, the search index) is left out, and so is how a row's versions
    are stored: only which entry gave each field its value.
    """
    state = blake2b(digest_size=32)
    for row in sorted(log.logs(connection, compartment), key=lambda row: (row.log, row.seq, row.name)):
        if row.seq:
            state.update(_pack((row.log.identity, row.log.incarnation, row.seq, row.name)))
    if compartment is Compartment.TRUST:
        return state.digest()
    state.update(_pack(sorted(trust_heads)))
    for name in sorted(tables):
        _update(state, connection, tables[name])
    for row in connection.execute("SELECT entity, record, field, version, value FROM conflict ORDER BY 1, 2, 3, 4"):
        state.update(_pack(row))
    for row in connection.execute("SELECT name, verdict FROM verdict ORDER BY name"):  # none is of a trust entry
        state.update(_pack(row))
    return state.digest()


def _update(state: blake2b, connection: Connection, table: Table) -> None:
    columns = ", ".join((*STATE_COLUMNS, *(quoted(f.name) for f in table.fields)))
    state.update(table.entity.name.encode())
    for _, record, stored, covered, gone, *values in connection.execute(
        f"SELECT {columns} FROM {table.name} ORDER BY id"
    ):
        row = Row(values, versions=stored)
        versions = [row.version(f.name, place) for place, f in enumerate(table.fields) if f.name not in table.shared]
        state.update(_pack((record, covered, gone, values, versions)))
