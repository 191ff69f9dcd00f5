"""From operations to rows: the merge. What a table shows is a pure function of the set of operations applied.

Of one field's values those are *alive* that no applied operation named as replaced. The alive one with the highest
version is shown; the others wait in the ``conflict`` table. Entries are applied in causal order, so whatever an
operation replaces is there before it, and the outcome does not depend on which of several causal orders it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
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
    Op,
    Put,
    Text,
    Unknown,
    join_versions,
    unpack,
    versions,
    written,
)
from netterm.store.log import Fresh
from netterm.store.numbers import counts
from netterm.store.rows import Row, Rows
from netterm.store.tables import Table
from netterm.store.texts import Texts
from netterm.store.verdicts import Verdict

_Contents = Sequence[Content | None]
"""What each operation of an entry says; None for an erased one."""


class Workspace:
    """One transaction's merge into the tables of a compartment."""

    def __init__(
        self,
        connection: Connection,
        schema: Schema,
        tables: dict[str, Table],
        texts: Texts,
        reader: log.Reader,
        giver: Callable[[str, bytes], bytes | None],
    ) -> None:
        """``giver`` tells whose numbers of a series count in entries that saw these trust heads."""
        self._schema = schema
        self._tables = tables
        self._texts = texts
        self._reader = reader
        self._giver = giver
        self._rows = Rows(connection, tables, texts)
        self._suspects: set[tuple[str, bytes]] = set()
        self._entries: Sequence[Fresh] = ()
        self._coming: dict[bytes, Entry] | None = None
        """The entries of this transaction by version; made when first asked for."""

    def apply(self, entries: Sequence[Fresh], rights: Sequence[frozenset[Role]]) -> list[Verdict | None]:
        """Apply entries in causal order, each judged by its author's roles.

        A verdict for each that was not, or not wholly, applied.
        """
        self._entries, self._coming = entries, None
        verdicts: list[Verdict | None] = []
        for (_, entry, name), roles, found in zip(entries, rights, self._read(entries), strict=True):
            if found is None:
                verdicts.append(Verdict.MALFORMED)
            elif len(found) == 1 and type(found[0]) is Put and self._apply_plain(entry, name, found[0], roles):
                verdicts.append(None)
            else:
                verdicts.append(self._apply_any(entry, name, found, roles))
        self._settle_texts(verdicts)
        return verdicts

    def _apply_plain(self, entry: Entry, name: bytes, put: Put, roles: frozenset[Role]) -> bool:
        """Apply an entry as most are: one put of which nothing is to be judged but the author and the values' forms.

        False, and nothing happened, where anything else is to be said of it.
        """
        table = self._tables.get(put.entity)
        if table is None or table.writers.isdisjoint(roles):
            return False
        plain = table.plain
        for field, value in put.fields.items():
            check = plain.get(field)
            if check is None or not (value is None or check(value)):
                return False
        if put.replaces and not _is_sound(put, name):
            return False
        self._put(table, entry.ops[0].record, put, name[:VERSION])
        return True

    def _apply_any(self, entry: Entry, name: bytes, contents: _Contents, roles: frozenset[Role]) -> Verdict | None:
        verdict = self._judge(entry, name, contents, roles)
        if verdict is None or verdict is Verdict.UNKNOWN:
            for op, content in zip(entry.ops, contents, strict=True):
                if content is not None:
                    self._apply(op.record, content, name[:VERSION], entry)
        elif verdict is Verdict.ROLE:
            self._set_texts_aside(entry, contents, name[:VERSION])
        return verdict

    def _set_texts_aside(self, entry: Entry, contents: _Contents, version: bytes) -> None:
        for op, content in zip(entry.ops, contents, strict=True):
            table = self._tables.get(content.entity) if type(content) is Text else None
            if type(content) is Text and table is not None and content.field in table.shared:
                self._texts.set_aside(entry.log, op.record, content, version)

    def _settle_texts(self, verdicts: list[Verdict | None]) -> None:
        """Texts may judge an entry again, of this transaction or an earlier one, by what has come since."""
        changed, judged = self._texts.settle()
        for entity, record, field in changed:
            self._rows.row(self._tables[entity], record).changed.add(field)
        coming = {name[:VERSION]: n for n, (_, _, name) in enumerate(self._entries)} if judged else {}
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

    def _read(self, entries: Iterable[Fresh]) -> list[_Contents | None]:
        """What the entries say, None for one that says nothing sensible. The records that they are about are loaded."""
        contents: list[_Contents | None] = []
        wanted: defaultdict[str, set[bytes]] = defaultdict(set)
        for _, entry, _ in entries:
            found = _contents(entry.ops)
            contents.append(found)
            for op, content in zip(entry.ops, found or ()):  # noqa: B905 - there are as many, or none
                if type(content) is Put or isinstance(content, Delete | Text):
                    wanted[content.entity].add(op.record)
        for entity, records in wanted.items():
            if entity in self._tables:
                self._rows.load(self._tables[entity], records)
        return contents

    # Judging: whether an entry keeps the rules, by nothing but itself and its causal past.

    def _judge(self, entry: Entry, name: bytes, contents: _Contents, roles: frozenset[Role]) -> Verdict | None:
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
            return self._judge_put(entry, record, table, known)
        return self._judge_text(table, known, entry, record) if type(known) is Text else None

    def _judge_put(self, entry: Entry, record: bytes, table: Table, put: Put) -> Verdict | None:
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
        number, state = table.number, table.state
        if number is not None and number.name in put.fields and not self._may_number(entry, record, table, number, put):
            return Verdict.ROLE
        if state is not None and state.name in put.fields:
            before = self._replaced(record, table, state.name, put) or [None]
            if not any(state.may_move(each, put.fields[state.name]) for each in before):
                return Verdict.STATE
        return verdict

    def _may_number(self, entry: Entry, record: bytes, table: Table, number: Field, put: Put) -> bool:
        giver = self._giver(number.series, entry.trust_seen)
        replaced = self._replaced(record, table, number.name, put)
        return counts(put.fields[number.name], replaced, by_giver=entry.log.identity == giver)

    def _replaced(self, record: bytes, table: Table, field: str, put: Put) -> list[Value]:
        """The values that the author replaced. Those shown do not judge an entry: they differ from laptop to laptop."""
        replaced = versions(put.replaces.get(field, b""))
        if not replaced:
            return []
        row, at, place = self._rows.row(table, record), table.place[field], (table.entity.name, record)
        shown = row.version(field, at)
        return [row.values[at] if each == shown else self._written(each, place, field) for each in replaced]

    def _written(self, version: bytes, place: tuple[str, bytes], field: str) -> Value:
        """What an entry wrote into a field, whether it lies in the log or comes in this very transaction."""
        entry = self._arriving().get(version)
        return self._reader.value_at(version, place, field) if entry is None else written(entry, place, field)

    def _arriving(self) -> dict[bytes, Entry]:
        if self._coming is None:
            self._coming = {name[:VERSION]: entry for _, entry, name in self._entries}
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
        if isinstance(content, Put):
            self._put(table, record, content, version)
            return
        row = self._rows.row(table, record)
        if isinstance(content, Delete):
            row.covered = join_versions((*versions(row.covered), *versions(content.covered)))
            row.changed.add("")
        elif content.field in table.shared:
            if not row.base and not row.own:
                row.base = version
            self._texts.apply(entry.log, record, content, version)
            row.changed.add(content.field)
        if row.covered:
            self._suspects.add((table.entity.name, record))

    def _put(self, table: Table, record: bytes, put: Put, version: bytes) -> None:
        row = self._rows.row(table, record)
        values, own, base = row.values, row.own, row.base
        if not base and not own:  # its first entry
            base = row.base = version
        for name, value in put.fields.items():
            at = table.place.get(name)
            if at is None:  # a newer version's
                continue
            row.changed.add(name)
            before = values[at]
            if at == table.owner and type(before) is bytes:
                self._suspects.add((table.fields[at].target, before))
            shown = own.get(name) or (b"" if before is None else base)
            replaced = put.replaces.get(name, b"")
            if shown == replaced and name not in row.losers:
                values[at] = value
                if version != base or value is None:
                    own[name] = version
            else:
                self._contest(row, table, record, (name, shown, replaced), (version, value))
        if row.covered:
            self._suspects.add((table.entity.name, record))

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
            if alive.pop(version, None) is None and version != row.base and not self._is_here(version):
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


def _says_twice(entry: Entry, contents: _Contents) -> bool:
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
    return any(isinstance(content, Text) for content in _contents(entry.ops) or ())


def _contents(ops: Sequence[Op]) -> _Contents | None:
    """None where one of the operations says nothing sensible."""
    try:
        if len(ops) == 1 and (content := ops[0].content) is not None:  # as most are
            return (unpack(content),)
        return [None if op.content is None else unpack(op.content) for op in ops]
    except MalformedError:
        return None
