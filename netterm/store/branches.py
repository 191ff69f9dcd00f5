"""Branches of forked logs: how far two of them are the same chain."""

from __future__ import annotations

from collections.abc import Callable

from netterm.store import log
from netterm.store.database import Connection
from netterm.store.entries import MAX_COUNT


class Branches:
    """The logs of a file as they stand, read when first asked about; for one transaction."""

    def __init__(self, connection: Connection, reader: log.Reader | None = None) -> None:
        """``reader`` is one that has read some of the entries already."""
        self._connection = connection
        self._reader = reader or log.Reader(connection)
        self._bases: dict[int, bytes] = {}
        self._paths: dict[int, dict[int, int]] = {}
        self._ends: dict[bytes, tuple[int, int] | None] = {}
        self._reaches: dict[int, Callable[[bytes], int | None]] = {}

    def reach(self, no: int) -> Callable[[bytes], int | None]:
        """Of one log or branch, how far it is the chain of an entry given by name.

        That is the sequence number of the last entry that both have; 0 for none, None where the entry is not here.
        """
        found = self._reaches.get(no)
        if found is None:
            known: dict[bytes, int | None] = {}

            def reach(name: bytes) -> int | None:
                if name not in known:
                    known[name] = self._shared(no, name)
                return known[name]

            found = self._reaches[no] = reach
        return found

    def _shared(self, no: int, name: bytes) -> int | None:
        if name not in self._ends:
            place = self._reader.place(name)
            self._ends[name] = None if place is None else (place.no, place.seq)
        end = self._ends[name]
        if end is None:
            return None
        own, other = self._path(no), self._path(end[0])
        limits = {**other, end[0]: end[1]}
        return max((min(last, limits[row]) for row, last in own.items() if row in limits), default=0)

    def _path(self, no: int) -> dict[int, int]:
        """Up to which number each log belongs to a branch's chain, the branch itself whole."""
        if not self._bases:
            self._bases = dict(self._connection.execute("SELECT no, base FROM log").fetchall())
        path = self._paths.get(no)
        if path is None:
            path = self._paths[no] = {no: MAX_COUNT}
            base = self._bases[no]
            while base:
                place = self._reader.place(base)
                if place is None or place.no in path:
                    break
                path[place.no] = place.seq
                base = self._bases[place.no]
        return path
