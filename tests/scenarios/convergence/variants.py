"""Broken stores, each in one way. A net of tests that lets one of these through is no net."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest import mock

from netterm.store import apply, documents, entries, erasure, linking, log, texts, writing
from netterm.store.apply import Workspace
from netterm.store.database import Connection, Database
from netterm.store.entries import Entry, Log
from netterm.store.log import Fresh
from netterm.store.texts import Texts
from netterm.store.volume import Volume


@contextmanager
def ties_by_arrival_order() -> Iterator[None]:
    """Of concurrent values the one that came last is shown, not the highest."""

    def contest(self: Workspace, row: Any, table: Any, record: bytes, field: Any, new: Any) -> None:
        name, shown, replaced = field
        alive = dict(row.losers.pop(name, ()))
        if shown:
            alive[shown] = row.values[table.place[name]]
        for version in entries.versions(replaced):
            alive.pop(version, None)
        row.own[name], row.values[table.place[name]] = new
        if alive:
            row.wait(name, *sorted(alive.items()))
        self._rows.contested.add((table.entity.name, record, name))

    with mock.patch.object(Workspace, "_contest", contest):
        yield


@contextmanager
def saved_shown_before_commit() -> Iterator[None]:
    """A write says that it is done, and is committed when the next one begins."""

    @contextmanager
    def write(self: Database) -> Iterator[Connection]:
        with self.lock:
            if self.connection.in_transaction:
                self.connection.execute("COMMIT")
            self.connection.execute("BEGIN IMMEDIATE")
            yield self.connection

    with mock.patch.object(Database, "write", write):
        yield


@contextmanager
def chain_unchecked() -> Iterator[None]:
    """An entry goes into its author's log whatever it says comes before it."""

    def row_for(self: Any, entry: Entry) -> int:
        for row in log.logs(self._connection, entry.log.compartment):
            if row.log == entry.log:
                return row.no
        return log.add_log(self._connection, entry.log, entry.seq - 1, entry.previous).no

    with mock.patch.object(linking.Linked, "_row_for", row_for):
        yield


@contextmanager
def replaces_ignored() -> Iterator[None]:
    """No value takes another's place: all stand beside each other for ever."""

    def unpack(content: bytes) -> entries.Content:
        found = entries.unpack(content)
        return found._replace(replaces={}) if isinstance(found, entries.Put) else found

    with mock.patch.object(apply, "unpack", unpack):
        yield


@contextmanager
def signature_unchecked() -> Iterator[None]:
    """A run is applied, whoever signed it."""

    with mock.patch.object(Volume, "_check_signatures", return_value=None):
        yield


@contextmanager
def stub_without_erasure() -> Iterator[None]:
    """What a sender leaves out is believed to have been erased."""

    def on_arrival(fresh: Sequence[Fresh], *_: Any) -> list[Fresh]:
        return list(fresh)

    with mock.patch.object(erasure, "on_arrival", on_arrival):
        yield


@contextmanager
def text_peer_reused() -> Iterator[None]:
    """All sessions of a laptop write as one Loro peer, and nobody looks."""

    def peer(of: Log, _session: bytes) -> int:
        return entries.text_peer(of, b"")

    def continues(self: Texts, of: Log, _record: bytes, text: entries.Text) -> bool:
        return documents.span_of(text.update, peer(of, text.session)) is not None

    with (
        mock.patch.object(writing, "text_peer", peer),
        mock.patch.object(texts, "text_peer", peer),
        mock.patch.object(Texts, "continues", continues),
    ):
        yield


@contextmanager
def clock_used_for_order() -> Iterator[None]:
    """The later is the higher, as far as its author's clock says."""

    def by_clock(self: Entry) -> int:
        return max(1, self.wall // 1000)

    with (
        mock.patch.object(Entry, "lamport", property(by_clock)),
        mock.patch.object(apply, "_is_sound", return_value=True),
    ):
        yield


@contextmanager
def gap_applied() -> Iterator[None]:
    """An entry is applied although what it was written on is not here yet."""
    with mock.patch.object(Volume, "_check_seen"):
        yield


Variant = AbstractContextManager[None]
