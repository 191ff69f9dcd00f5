"""What every replica must show, worked out from the set of all entries by the definitions alone.

Nothing here is shared with the merge: entries are read from the files with SQL of its own, contents with msgpack. It is
slow and keeps everything in memory. Who had which role is asked of the trust rules, which have proofs of their own.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

import msgpack
from loro import ID, LoroDoc

from netterm.model.declare import Schema
from netterm.model.kinds import Compartment, Kind, Value
from netterm.store import Replica, Trust
from netterm.store.entries import Log, text_peer

Name = bytes
Place = tuple[str, bytes]
"""(entity, record)."""
Slot = tuple[str, bytes, str]
"""(entity, record, field)."""
PUT, DELETE, TEXT = range(3)


@dataclass(frozen=True)
class Told:
    """One entry, as it lies in a file."""

    name: Name
    log: Log
    seq: int
    previous: Name
    """Of the entry before it in its log; empty for the first."""
    parents: tuple[Name, ...]
    trust_seen: bytes
    ops: tuple[tuple[bytes, bytes | None], ...]
    """(record, content)."""

    @property
    def version(self) -> bytes:
        return self.name[:20]


def told(replica: Replica, compartment: Compartment) -> dict[Name, Told]:
    """All entries of a compartment that this replica has."""
    volume = replica.volumes[Compartment.GENERAL if compartment is Compartment.TRUST else compartment]
    found: dict[Name, Told] = {}
    with volume.database.read() as connection:
        rows = connection.execute("SELECT names, packed FROM segment WHERE compartment = ?", (int(compartment),))
        for names, packed in rows.fetchall():
            for each in _of_segment(names, packed, compartment):
                found[each.name] = each
    return found


def _of_segment(names: bytes, packed: bytes, compartment: Compartment) -> Iterator[Told]:
    """The entries in one segment, read by its description in the protocol's document."""
    _, code, starts, which, _, seen, seen_names, *_, last = msgpack.unpackb(packed)
    counts, records, lengths, contents = msgpack.unpackb(packed)[-5:-1]
    assert code == compartment
    assert len(last) >= 64
    known = iter(_cut(seen_names, 36))
    news = {index: (trust, data) for index, trust, data in struct.iter_unpack(">IHH", seen)}
    data_of, trust_of = {}, {}
    for index, (trust, data) in news.items():
        if trust != 0xFFFF:
            trust_of[index] = b"".join(next(known) for _ in range(trust))
        data_of[index] = [next(known) for _ in range(data)]
    runs: list[list[Any]] = [  # log, next number, name before it, trust heads
        [Log(start[:32], start[32:40], compartment), int.from_bytes(start[40:44], "big"), start[44:], b""]
        for start in _cut(starts, 80)
    ]
    ops, sizes, at = iter(_cut(records, 16)), iter(_cut(lengths, 4)), 0
    for index, (run, count) in enumerate(zip(_cut(which, 2), _cut(counts, 2), strict=True)):
        state = runs[int.from_bytes(run, "big")]
        log, seq, previous, _ = state
        state[3] = trust_of.get(index, state[3])
        said = []
        for _ in range(int.from_bytes(count, "big")):
            size = int.from_bytes(next(sizes), "big")
            erased = size == 0xFFFFFFFF
            said.append((next(ops), None if erased else contents[at : at + size]))
            at += 0 if erased else size
        name, before = names[36 * index :][:36], b"" if seq == 1 else previous
        parents = tuple(filter(None, (before, *data_of.get(index, ()))))
        yield Told(name, log, seq, before, parents, state[3], tuple(said))
        state[1:3] = [seq + 1, name]


def _cut(joined: bytes, size: int) -> list[bytes]:
    return [joined[i : i + size] for i in range(0, len(joined), size)]


@dataclass
class Expected:
    """The state that follows from a set of entries."""

    rows: dict[Place, dict[str, Value]] = field(default_factory=dict)
    """The values shown, of hidden records too."""
    hidden: set[Place] = field(default_factory=set)
    waiting: dict[Slot, dict[bytes, Value]] = field(default_factory=dict)
    """By version."""


class Oracle:
    """Judges the entries of one data compartment."""

    def __init__(self, entries: Mapping[Name, Told], compartment: Compartment, schema: Schema, trust: Trust) -> None:
        self.entries = dict(sorted(entries.items()))
        self.compartment = compartment
        self.schema = schema
        self.trust = trust
        self.by_version = {each.version: each for each in self.entries.values()}
        self.written: dict[Slot, dict[bytes, Value]] = {}
        self.replaced: dict[Slot, dict[bytes, set[Name]]] = {}
        """Version → the entries that name it as replaced."""
        self.covered: dict[Place, dict[bytes, set[Name]]] = {}
        self.typed: dict[Slot, list[bytes]] = {}
        self.aside: dict[Slot, list[bytes]] = {}
        self.sessions: dict[Place, dict[int, bytes]] = {}
        """Loro peer → version of its last update."""
        self.next: dict[int, tuple[bytes, str, int]] = {}
        self.set_aside: set[Name] = set()
        self.without_right: set[Name] = set()
        """Of those set aside, what its author had no right to write."""
        places = Counter((each.log, each.seq) for each in self.entries.values())
        self.forked = {log for (log, _), count in places.items() if count > 1}
        for each in self.entries.values():
            self._judge(each)

    # Reading entries.

    def _judge(self, entry: Told) -> None:
        contents = [(record, msgpack.unpackb(content)) for record, content in entry.ops if content is not None]
        roles = self.trust.rights(entry.log, entry.trust_seen).at(entry.seq, lambda end: self._shared(entry, end))
        if not all(self._is_allowed(entry, record, content, roles) for record, content in contents):
            self.set_aside.add(entry.name)
            if entry.name in self.without_right:
                self._remember_texts(entry, contents)
            return
        for record, content in contents:
            self._take(entry, record, content)

    def _shared(self, entry: Told, end: Name) -> int | None:
        """The number of the last entry that the chains of two entries share; None where the other is not here."""
        if end not in self.entries:
            return None
        own = self._chain(entry)
        return max((each.seq for each in self._chain(self.entries[end]) if each in own), default=0)

    def _chain(self, entry: Told) -> list[Told]:
        chain = [entry]
        while chain[-1].previous:
            chain.append(self.entries[chain[-1].previous])
        return chain

    def _is_allowed(self, entry: Told, record: bytes, content: list[Any], roles: Iterable[str]) -> bool:
        entity = self.schema.get(content[1])
        if entity is None:
            return True
        if not set(entity.writers) & set(roles):
            self.without_right.add(entry.name)
            return False
        if content[0] == TEXT:
            return content[2] not in entity.by_name or self._continues(entry, record, content)
        state = entity.state
        if content[0] != PUT or state is None or state.name not in content[2]:
            return True
        after = content[2][state.name]
        befores = [self._wrote(v, record, state.name) for v in _split(content[3].get(state.name, b""))] or [None]
        return any(
            before == after or after in (state.moves[cast("str", before)] if before else state.starts)
            for before in befores
        )

    def _wrote(self, version: bytes, record: bytes, name: str) -> Value:
        for at, content in self.by_version[version].ops:
            said: list[Any] = msgpack.unpackb(content) if at == record and content is not None else [None]
            if said[0] == PUT and name in said[2]:
                return cast("Value", said[2][name])
        return None

    def _continues(self, entry: Told, record: bytes, content: list[Any]) -> bool:
        _, _, name, session, update = content
        peer = text_peer(entry.log, session)
        meta = LoroDoc.decode_import_blob_meta(update, True)
        start, end = meta.partial_start_vv.get_last(peer), meta.partial_end_vv.get_last(peer)
        first = 0 if start is None else start + 1
        if end is None or self.next.get(peer, (record, name, 0)) != (record, name, first):
            return False
        self.next[peer] = (record, name, end + 1)
        return True

    def _remember_texts(self, entry: Told, contents: list[tuple[bytes, list[Any]]]) -> None:
        """What was typed without the right to it counts where others wrote on it."""
        for record, content in contents:
            entity = self.schema.get(content[1])
            if content[0] != TEXT or entity is None or content[2] not in entity.by_name:
                continue
            if self._continues(entry, record, content):
                self.aside.setdefault((content[1], record, content[2]), []).append(content[4])

    def _take(self, entry: Told, record: bytes, content: list[Any]) -> None:
        entity = self.schema.get(content[1])
        if entity is None:
            return
        place = (entity.name, record)
        if content[0] == PUT:
            for name, value in content[2].items():
                if name in entity.by_name:
                    self.written.setdefault((*place, name), {})[entry.version] = value
                    for version in _split(content[3].get(name, b"")):
                        self.replaced.setdefault((*place, name), {}).setdefault(version, set()).add(entry.name)
        elif content[0] == DELETE:
            covers = self.covered.setdefault(place, {})
            for version in _split(content[2]):
                covers.setdefault(version, set()).add(entry.name)
        elif content[2] in entity.by_name:
            self.typed.setdefault((*place, content[2]), []).append(content[4])
            self.sessions.setdefault(place, {})[text_peer(entry.log, content[3])] = entry.version

    # What follows.

    def alive(self, slot: Slot) -> dict[bytes, Value]:
        """The values of a field that no entry named as replaced, by version."""
        gone = self.replaced.get(slot, {})
        return {version: value for version, value in self.written.get(slot, {}).items() if version not in gone}

    def text(self, slot: Slot) -> str:
        document = LoroDoc()  # type: ignore[no-untyped-call]  # the stub says no types
        typed = self.typed.get(slot, [])
        for update in (*typed, *self._written_on(typed, self.aside.get(slot, []))):
            document.import_(update)
        return str(document.get_text("t").to_string())

    def _written_on(self, typed: list[bytes], aside: list[bytes]) -> list[bytes]:
        """Of the updates set aside those on which one that counts was written, found change by change."""
        if not aside:
            return []
        whole = LoroDoc()  # type: ignore[no-untyped-call]  # the stub says no types
        for update in (*typed, *aside):
            whole.import_(update)
        highest: dict[int, int] = {}
        waiting = [_last(update) for update in typed]
        while waiting:
            peer, counter = waiting.pop()
            if counter <= highest.get(peer, -1):
                continue
            start = highest.get(peer, -1) + 1
            highest[peer] = counter
            while start <= counter:
                change = whole.get_change(ID(peer, start))
                assert change is not None, "it was imported"
                waiting += [(int(p), int(c)) for c, p in re.findall(r"(\d+)@(\d+)", str(change.deps))]
                start = change.id.counter + change.len
        return [update for update in aside if _first(update) <= highest.get(_last(update)[0], -1)]

    @cached_property
    def expected(self) -> Expected:
        found = Expected()
        for slot in self.written:
            alive = self.alive(slot)
            winner = max(alive)
            found.rows.setdefault(slot[:2], {})[slot[2]] = alive.pop(winner)
            if alive:
                found.waiting[slot] = alive
        for slot in self.typed:
            found.rows.setdefault(slot[:2], {})[slot[2]] = self.text(slot)
        for place in self.covered:
            found.rows.setdefault(place, {})
        found.hidden = {place for place in self.covered if self._is_hidden(place, found)}
        return found

    def _is_hidden(self, place: Place, found: Expected) -> bool:
        """All of its versions are covered, and nothing visible hangs on it."""
        versions = {version for slot in self.written if slot[:2] == place for version in self.alive(slot)}
        versions |= set(self.sessions.get(place, {}).values())
        if not self.covered.get(place) or not versions <= self.covered[place].keys():
            return False
        for part in self.schema.parts_of(place[0]):
            assert part.owner is not None
            for other, values in found.rows.items():
                hangs = other[0] == part.name and values.get(part.owner.name) == place[1]
                if hangs and not self._is_hidden(other, found):
                    return False
        return True

    @cached_property
    def ancestors(self) -> dict[Name, set[Name]]:
        """What each entry's author had seen when writing it."""
        found: dict[Name, set[Name]] = {}
        for name, entry in self.entries.items():
            found[name] = {name}.union(*(found[parent] for parent in entry.parents))
        return found


def shown(replica: Replica, compartment: Compartment) -> Expected:
    """What the tables of a replica say."""
    found = Expected()
    volume = replica.volumes[compartment]
    with volume.database.read() as connection:
        for entity in replica.schema.all:
            names = [f.name for f in entity.fields if not f.many and entity.compartment_of(f) is compartment]
            if not names:
                continue
            columns = ", ".join(f'"{name}"' for name in names)
            for id, gone, *values in connection.execute(f'SELECT id, _gone, {columns} FROM "{entity.name}"'):
                place = (entity.name, id)
                found.rows[place] = {n: v for n, v in zip(names, values, strict=True) if v is not None}
                if gone:
                    found.hidden.add(place)
        for entity_name, id, name, version, value in connection.execute(
            "SELECT entity, record, field, version, value FROM conflict"
        ):
            found.waiting.setdefault((entity_name, id, name), {})[version] = msgpack.unpackb(value)
    return found


def plain(expected: Expected) -> Expected:
    """Without the fields that are set to nothing: a table does not tell these from fields never set."""
    rows: dict[Place, dict[str, Value]] = {
        place: {n: v for n, v in values.items() if v is not None and v != ""} for place, values in expected.rows.items()
    }
    return Expected(rows, expected.hidden, expected.waiting)


def shared_slots(schema: Schema) -> list[tuple[str, str]]:
    """(entity, field) of every shared text."""
    return [(e.name, f.name) for e in schema.entities for f in e.fields if f.kind is Kind.SHARED]


def _last(update: bytes) -> tuple[int, int]:
    """The peer of an update and its last counter."""
    ((peer, (_, end)),) = _spans(update).items()
    return peer, end - 1


def _first(update: bytes) -> int:
    ((start, _),) = _spans(update).values()
    return start


def _spans(update: bytes) -> dict[int, tuple[int, int]]:
    meta = LoroDoc.decode_import_blob_meta(update, True)
    return dict(meta.partial_end_vv.sub_vec(meta.partial_start_vv).inner())


def _split(joined: bytes) -> list[bytes]:
    return [joined[i : i + 20] for i in range(0, len(joined), 20)]
