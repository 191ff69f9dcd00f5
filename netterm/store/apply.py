"""From operations to rows: the merge. What a table shows is a pure function of the set of operations applied.

Of one field's values those are *alive* that no applied operation named as replaced. The alive one with the highest
version is shown; the others wait in the ``conflict`` table. Entries are applied in causal order, so whatever an
operation replaces is there before it, and the outcome does not depend on which of several causal orders it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import cast

from netterm.model.declare import Field, Schema
from netterm.model.kinds import Role, Value
from netterm.store import log
from netterm.store.database import Connection
from netterm.store.deletions import settle
from netterm.store.entries import (
    COUNT,
    VERSION,
    Content,
    Delete,
    Entry,
    Gap,
    MalformedError,
    Put,
    Text,
    Unknown,
    join_versions,
    unpack,
    versions,
    written,
)
from netterm.store.rows import Row, Rows
from netterm.store.tables import Table
from netterm.store.texts import Texts
from netterm.store.verdicts import Verdict

Judged = tuple[Entry, bytes, frozenset[Role]]
"""An entry, its name, and the rights by which it is judged."""


class Workspace:
    """One transaction's merge into the tables of a compartment."""

    def __init__(
        self,
        connection: Connection,
        schema: Schema,
        tables: dict[str, Table],
        texts: Texts,
        reader: log.Reader,
    ) -> None:
        self._schema = schema
        self._tables = tables
        self._texts = texts
        self._reader = reader
        self._rows = Rows(connection, tables, texts)
        self._suspects: set[tuple[str, bytes]] = set()
        self._entries: Sequence[Judged] = ()
        self._coming: dict[bytes, Entry] | None = None
        """The entries of this transaction by version; made when first asked for."""

    def apply(self, entries: Sequence[Judged]) -> list[Verdict | None]:
        """Apply entries in causal order; a verdict for each that was not, or not wholly, applied."""
        self._entries, self._coming = entries, None
        contents = [_contents(entry) for entry, _, _ in entries]
        self._prefetch(entries, contents)
        verdicts: list[Verdict | None] = []
        for (entry, name, roles), found in zip(entries, contents, strict=True):
            if found is None:
                verdicts.append(Verdict.MALFORMED)
                continue
            verdict = self._judge(entry, name, found, roles)
            verdicts.append(verdict)
            if verdict is None or verdict is Verdict.UNKNOWN:
                for op, content in zip(entry.ops, found, strict=True):
                    if content is not None:
                        self._apply(op.record, content, name[:VERSION], entry)
            elif verdict is Verdict.ROLE:
                self._set_texts_aside(entry, found, name[:VERSION])
        self._settle_texts(verdicts)
        return verdicts

    def _set_texts_aside(self, entry: Entry, contents: list[Content | None], version: bytes) -> None:
        for op, content in zip(entry.ops, contents, strict=True):
            table = self._tables.get(content.entity) if type(content) is Text else None
            if type(content) is Text and table is not None and content.field in table.shared:
                self._texts.set_aside(entry.log, op.record, content, version)

    def _settle_texts(self, verdicts: list[Verdict | None]) -> None:
        """Texts may judge an entry again, of this transaction or an earlier one, by what has come since."""
        changed, judged = self._texts.settle()
        for entity, record, field in changed:
            self._rows.row(self._tables[entity], record).changed.add(field)
        coming = {name[:VERSION]: n for n, (_, name, _) in enumerate(self._entries)} if judged else {}
        for version, verdict in judged.items():
            if version in coming:
                verdicts[coming[version]] = verdict
            else:
                stored = self._reader.named(version)
                assert stored is not None, "what is judged again was judged before"
                log.set_verdicts(self._rows.connection, [(stored.n, stored.name, verdict)])

    def flush(self) -> frozenset[tuple[str, bytes]]:
        """Write all that changed; the records that did, as (entity, id)."""
        self._rows.flush()
        settle(self._rows, self._schema, self._suspects)
        return self._rows.touched

    def _prefetch(self, entries: Sequence[Judged], contents: Iterable[list[Content | None] | None]) -> None:
        wanted: defaultdict[str, set[bytes]] = defaultdict(set)
        for (entry, _, _), found in zip(entries, contents, strict=True):
            for op, content in zip(entry.ops, found or (), strict=False):
                if content is not None and type(content) is not Unknown:
                    wanted[content.entity].add(op.record)  # type: ignore[union-attr]  # mypy follows no type()
        for entity, records in wanted.items():
            if entity in self._tables:
                self._rows.load(self._tables[entity], records)

    # Judging: whether an entry keeps the rules, by nothing but itself and its causal past.

    def _judge(
        self, entry: Entry, name: bytes, contents: list[Content | None], roles: frozenset[Role]
    ) -> Verdict | None:
        for content in contents:
            if type(content) is Put and content.replaces and not _is_sound(content, name):
                return Verdict.MALFORMED
        if len(contents) > 1 and _says_twice(entry, contents):
            return Verdict.MALFORMED
        unknown = None
        for op, content in zip(entry.ops, contents, strict=True):
            verdict = None if content is None else self._judge_op(entry, op.record, content, roles)
            if verdict is Verdict.UNKNOWN:
                unknown = verdict
            elif verdict is not None:
                return verdict
        return unknown

    def _judge_op(self, entry: Entry, record: bytes, content: Content, roles: frozenset[Role]) -> Verdict | None:
        if type(content) is Unknown:
            return Verdict.UNKNOWN
        known = cast("Put | Delete | Text", content)
        table = self._tables.get(known.entity)
        if table is None:
            return Verdict.MALFORMED if known.entity in self._schema else Verdict.UNKNOWN
        if table.writers.isdisjoint(roles):
            return Verdict.ROLE
        if type(known) is Put:
            return self._judge_put(record, table, known)
        return self._judge_text(table, known, entry, record) if type(known) is Text else None

    def _judge_put(self, record: bytes, table: Table, put: Put) -> Verdict | None:
        verdict = None
        checks = table.checks
        for name, value in put.fields.items():
            check = checks.get(name)
            if check is None:
                if name in table.entity.by_name:
                    return Verdict.MALFORMED  # of another compartment, a set, or a shared text
                verdict = Verdict.UNKNOWN
            elif value is not None and not check(value):
                return Verdict.TYPE
        state = table.state
        if state is not None and state.name in put.fields and not self._may_move(record, table, state, put):
            return Verdict.STATE
        return verdict

    def _may_move(self, record: bytes, table: Table, state: Field, put: Put) -> bool:
        """Judged by the values that the author replaced, not by those shown: they differ from laptop to laptop."""
        after = put.fields[state.name]
        replaced = versions(put.replaces.get(state.name, b""))
        if not replaced:
            return state.may_move(None, after)
        row = self._rows.row(table, record)
        at = table.place[state.name]
        shown = row.version(state.name, at)
        for version in replaced:
            before = (
                row.values[at] if version == shown else self._written(version, (table.entity.name, record), state.name)
            )
            if state.may_move(before, after):
                return True
        return False

    def _written(self, version: bytes, place: tuple[str, bytes], field: str) -> Value:
        """What an entry wrote into a field, whether it lies in the log or comes in this very transaction."""
        entry = self._arriving().get(version)
        return self._reader.value_at(version, place, field) if entry is None else written(entry, place, field)

    def _arriving(self) -> dict[bytes, Entry]:
        if self._coming is None:
            self._coming = {name[:VERSION]: entry for entry, name, _ in self._entries}
        return self._coming

    def _is_here(self, version: bytes) -> bool:
        return version in self._arriving() or self._reader.is_here(version)

    def _judge_text(self, table: Table, text: Text, entry: Entry, record: bytes) -> Verdict | None:
        if text.field not in table.shared:
            return Verdict.MALFORMED if text.field in table.entity.by_name else Verdict.UNKNOWN
        return None if self._texts.continues(entry.log, record, text) else Verdict.TEXT

    # Applying.

    def _apply(self, record: bytes, content: Content, version: bytes, entry: Entry) -> None:
        if isinstance(content, Unknown):
            return
        table = self._tables.get(content.entity)
        if table is None:
            return
        row = self._rows.row(table, record)
        if not row.base and not row.own:  # its first entry
            row.base = b"" if isinstance(content, Delete) else version
        if isinstance(content, Put):
            self._put(row, table, record, content, version)
        elif isinstance(content, Delete):
            row.covered = join_versions((*versions(row.covered), *versions(content.covered)))
            row.changed.add("")
        elif content.field in table.shared:
            self._texts.apply(entry.log, record, content, version)
            row.changed.add(content.field)
        if row.covered:
            self._suspects.add((table.entity.name, record))

    def _put(self, row: Row, table: Table, record: bytes, put: Put, version: bytes) -> None:
        place, values, own, base = table.place, row.values, row.own, row.base
        replaces, losers, changed = put.replaces, row.losers, row.changed
        for name, value in put.fields.items():
            at = place.get(name)
            if at is None:  # a newer version's
                continue
            changed.add(name)
            if at == table.owner and type(values[at]) is bytes:
                self._suspects.add((table.fields[at].target, cast("bytes", values[at])))
            shown = own.get(name) or (base if values[at] is not None else b"")
            if shown == replaces.get(name, b"") and name not in losers:
                values[at] = value
                if version != base or value is None:
                    own[name] = version
            else:
                self._contest(row, table, record, (name, shown, replaces.get(name, b"")), (version, value))

    def _contest(
        self, row: Row, table: Table, record: bytes, field: tuple[str, bytes, bytes], new: tuple[bytes, Value]
    ) -> None:
        """More than one value may be alive: the highest version is shown, the others wait.

        ``field`` is its name, the version shown and the versions replaced; ``new`` the new version and value.
        """
        name, shown, replaced = field
        at = table.place[name]
        alive = dict(row.losers.pop(name, ()) if row.losers else ())
        if shown:
            alive[shown] = row.values[at]
        for version in versions(replaced):
            if alive.pop(version, None) is None and not self._is_here(version):
                raise Gap  # what it replaces comes before it, on every replica
        alive.update([new])
        winner = max(alive)
        row.values[at] = alive.pop(winner)
        row.own[name] = winner
        if alive:
            row.wait(name, *sorted(alive.items()))
        self._rows.contested.add((table.entity.name, record, name))


def _is_sound(put: Put, name: bytes) -> bool:
    """Whether an entry of that name may replace what it says: only what was written before it."""
    for versions_ in put.replaces.values():  # noqa: SIM110 - every put passes here, and all() takes twice as long
        if versions_[-VERSION:] >= name[:COUNT]:  # sorted, so the last is the highest
            return False
    return True


def _says_twice(entry: Entry, contents: list[Content | None]) -> bool:
    """Whether it says two things of one field."""
    said: set[tuple[str, bytes, str]] = set()
    for op, content in zip(entry.ops, contents, strict=True):
        if type(content) is Put:
            places = {(content.entity, op.record, field) for field in content.fields}
            if not said.isdisjoint(places):
                return True
            said |= places
    return False


def holds_text(entry: Entry) -> bool:
    """Whether an entry has anything to do with shared texts."""
    return any(isinstance(content, Text) for content in _contents(entry) or ())


def _contents(entry: Entry) -> list[Content | None] | None:
    """What each op of an entry says, None for an erased one; None for the whole where one says nothing sensible."""
    try:
        if len(entry.ops) == 1 and entry.ops[0].content is not None:  # as most are
            return [unpack(entry.ops[0].content)]
        return [None if op.content is None else unpack(op.content) for op in entry.ops]
    except MalformedError:
        return None
