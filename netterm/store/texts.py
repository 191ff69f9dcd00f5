"""Shared texts: Loro documents whose updates are operations in the log.

Which updates count is a pure function of the set of entries. An update counts once everything that it was written on
counts, if it can be taken in by a document of just that and changes the text alone; until then it waits. Updates whose
author had no right to them are set aside, and count where an update that counts by right was written on them.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final, NamedTuple

from netterm.store import marks
from netterm.store.database import Connection
from netterm.store.documents import (
    Span,
    Trials,
    build,
    causes,
    empty,
    foreign,
    history_of,
    span_of,
    take_in,
    text_in,
    writes_text_only,
)
from netterm.store.entries import Log, Text, text_peer
from netterm.store.verdicts import Verdict

if TYPE_CHECKING:
    from loro import LoroDoc, VersionVector

KEPT: Final = 32
"""Documents held in memory."""
COMPACT_AT: Final = 200
"""Updates after which a document is stored as one snapshot again."""

_BUILT: Final = "texts built"
"""The mark that counts how often all texts were built anew."""
_HERE: Final = "entity = ? AND record = ? AND field = ?"

Place = tuple[str, bytes, str]
"""(entity, record, field)."""


class Settled(NamedTuple):
    """What came of the updates that waited or were set aside."""

    places: frozenset[Place]
    """Texts that changed."""
    verdicts: dict[bytes, Verdict]
    """By version, of entries that are judged otherwise now."""


class _Waiting(NamedTuple):
    """An update that does not count, or does not count yet."""

    k: int
    span: Span
    version: bytes
    by_right: bool
    update: bytes


class Texts:
    """The shared texts of one compartment's file. Used inside its transactions only."""

    def __init__(self) -> None:
        self._documents: OrderedDict[Place, tuple[LoroDoc, int]] = OrderedDict()
        self._trials = Trials()
        self._connection: Connection | None = None
        self._built = b""
        self._looked = False
        """Whether this transaction has seen that nobody, another process included, has built the texts anew."""
        self._unsettled: dict[Place, None] = {}
        self._verdicts: dict[bytes, Verdict] = {}

    def begin(self, connection: Connection) -> None:
        """Work inside this transaction."""
        self._connection, self._looked = connection, False

    def forget(self) -> None:
        """Drop what is in memory: the transaction that it belonged to was taken back."""
        self._documents.clear()
        self._trials.forget()
        self._unsettled.clear()
        self._verdicts.clear()

    def clear(self) -> None:
        """Take every text away, to be built anew from the log."""
        for name in ("text_update", "text_aside", "text_state", "text_peer"):
            self._db.execute(f"DELETE FROM {name}")
        count = int.from_bytes(marks.read(self._db, _BUILT), "big") + 1
        marks.write(self._db, _BUILT, count.to_bytes(8, "big"))
        self._looked = False

    @property
    def _db(self) -> Connection:
        assert self._connection is not None, "begin() comes first"
        return self._connection

    def continues(self, log: Log, record: bytes, text: Text) -> bool:
        """Whether an update is of the peer that its author's session gives, for this text, and starts where that ended.

        A peer id written twice diverges silently in Loro, so this is checked from the author's own log alone, which
        every replica has in the same order.
        """
        span = span_of(text.update, text_peer(log, text.session))
        return span is not None and self._follows(span, (text.entity, record, text.field))

    def _follows(self, span: Span, place: Place) -> bool:
        known = self._db.execute(
            "SELECT entity, record, field, next FROM text_peer WHERE peer = ?", (span.peer,)
        ).fetchone()
        return span.first == 0 if known is None else known == (*place, span.first)

    def apply(self, log: Log, record: bytes, text: Text, version: bytes) -> None:
        """Take one update in, or let it wait for :meth:`settle`."""
        span = span_of(text.update, text_peer(log, text.session))
        assert span is not None, "continues() was asked"
        place = (text.entity, record, text.field)
        self._note_peer(span, place, version)
        if place not in self._unsettled and not self._someone_waits(place):
            sound = self._count(place, span, text.update)
            if sound is not None:
                if not sound:
                    self._verdicts[version] = Verdict.TEXT
                return
        self._wait(place, _Waiting(0, span, version, True, text.update))
        self._unsettled[place] = None

    def set_aside(self, log: Log, record: bytes, text: Text, version: bytes) -> None:
        """Remember an update whose author had no right to it: others may have written on it before they knew."""
        span = span_of(text.update, text_peer(log, text.session))
        place = (text.entity, record, text.field)
        if span is None or not self._follows(span, place):
            return
        self._wait(place, _Waiting(0, span, version, False, text.update))
        self._note_peer(span, place, b"")
        if self._someone_waits(place):
            self._unsettled[place] = None

    def settle(self) -> Settled:
        """Let what waits count where all that it was written on has come. To be called before anything is shown."""
        changed = frozenset(place for place in list(self._unsettled) if self._settle(place))
        verdicts, self._verdicts = self._verdicts, {}
        self._unsettled.clear()
        return Settled(changed, verdicts)

    def _note_peer(self, span: Span, place: Place, version: bytes) -> None:
        """Its counters are used up, whatever becomes of it: that must not depend on what else is here."""
        self._db.execute(
            "INSERT INTO text_peer (peer, entity, record, field, next, version) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (peer) DO UPDATE SET next = excluded.next,"
            " version = iif(excluded.version = x'', version, excluded.version)",
            (span.peer, *place, span.next, version),
        )

    def _wait(self, place: Place, waiting: _Waiting) -> None:
        _, span, version, by_right, update = waiting
        self._db.execute(
            "INSERT INTO text_aside (entity, record, field, peer, first, next, version, by_right, content)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*place, *span, version, by_right, update),
        )

    def _someone_waits(self, place: Place) -> bool:
        sql = f"SELECT EXISTS (SELECT 1 FROM text_aside WHERE {_HERE} AND by_right)"
        return bool(self._db.execute(sql, place).fetchone()[0])

    # Counting: all that an update was written on is in its text.

    def _count(self, place: Place, span: Span, update: bytes) -> bool | None:
        """Take an update into its text; False if it can never be, None if that cannot be said yet."""
        document, _ = self._document(place)
        there = document.oplog_vv
        sound: bool | None = None
        if take_in(document, update):
            before = causes(document, span)
            if before is not None and before == there:  # its author had just what is here
                sound = writes_text_only(document, span)
            elif before is not None:
                sound = self._trials.succeeds(document, span, update, before)
        if sound:
            self._keep(place, document, update)
        else:
            del self._documents[place]
        return sound

    def _keep(self, place: Place, document: LoroDoc, update: bytes) -> None:
        added = self._db.execute(
            "INSERT INTO text_update (entity, record, field, content) VALUES (?, ?, ?, ?)", (*place, update)
        )
        self._documents[place] = (document, int(added.lastrowid or 0))
        self._compact(place, document)

    # Settling: in the order of causes, over all that waits or was set aside.

    def _settle(self, place: Place) -> bool:
        waiting = [
            _Waiting(k, Span(peer, first, next_), version, bool(by_right), update)
            for k, peer, first, next_, version, by_right, update in self._db.execute(
                f"SELECT k, peer, first, next, version, by_right, content FROM text_aside WHERE {_HERE} ORDER BY k",
                place,
            )
        ]
        document, _ = self._document(place)
        history = history_of(document, [each.update for each in waiting])
        sound = self._sound(history, waiting)
        wanted = [before for each, before in sound if each.by_right]
        changed = False
        for each, _ in sound:
            if each.by_right or any(_has(later, each) for later in wanted):
                changed |= self._let_count(place, each)
        return changed

    def _sound(self, history: LoroDoc, waiting: list[_Waiting]) -> list[tuple[_Waiting, VersionVector]]:
        """Those that can be taken in by a document of their causes, with these; causes come first.

        What can not is forgotten; what was written on it waits for ever.
        """
        nothing = empty().oplog_vv
        known = [(each, before) for each in waiting if (before := causes(history, each.span)) is not None]
        known.sort(key=lambda pair: (pair[1].distance_between(nothing), pair[0].span))
        sound: list[tuple[_Waiting, VersionVector]] = []
        unsound: list[_Waiting] = []
        for each, before in known:
            if any(_has(before, other) for other in unsound):
                unsound.append(each)
            elif self._trials.succeeds(history, each.span, each.update, before):
                sound.append((each, before))
            else:
                unsound.append(each)
                self._drop(each)
        return sound

    def _drop(self, waiting: _Waiting) -> None:
        self._db.execute("DELETE FROM text_aside WHERE k = ?", (waiting.k,))
        if waiting.by_right:
            self._verdicts[waiting.version] = Verdict.TEXT

    def _let_count(self, place: Place, waiting: _Waiting) -> bool:
        document, _ = self._document(place)
        if not take_in(document, waiting.update):
            del self._documents[place]
            self._drop(waiting)
            return False
        self._keep(place, document, waiting.update)
        self._db.execute("DELETE FROM text_aside WHERE k = ?", (waiting.k,))
        if not waiting.by_right:
            self._verdicts[waiting.version] = Verdict.DEPENDED
        return True

    # Reading.

    def value(self, place: Place) -> str:
        """The text as all updates that count give it."""
        document, _ = self._document(place)
        text = foreign(lambda: text_in(document))
        if text is None:
            del self._documents[place]
        return text or ""

    def alive(self, entity: str, record: bytes) -> set[bytes]:
        """The version of each session's last update of a record's texts: a deletion may not have known of them."""
        rows = self._db.execute(
            "SELECT version FROM text_peer WHERE entity = ? AND record = ? AND version <> x''", (entity, record)
        )
        return {version for (version,) in rows}

    def since(self, place: Place, last: int) -> tuple[list[bytes], int]:
        """What to import to be up to date, and the new mark; ``last`` is the mark of the call before, 0 at first."""
        rows = self._db.execute(
            f"SELECT k, content FROM text_update WHERE {_HERE} AND k > ? ORDER BY k", (*place, last)
        ).fetchall()
        state = self._db.execute(f"SELECT snapshot, upto FROM text_state WHERE {_HERE}", place).fetchone()
        found = [content for _, content in rows]
        mark = max([last, *(k for k, _ in rows)])
        if state is not None and state[1] > last:
            return [state[0], *found], max(mark, state[1])
        return found, mark

    def _document(self, place: Place) -> tuple[LoroDoc, int]:
        self._look()
        document, mark = self._documents.get(place) or (empty(), 0)
        updates, mark = self.since(place, mark)
        if any(take_in(document, update) is None for update in updates):
            updates, mark = self.since(place, 0)
            document = build(updates)
        self._documents[place] = (document, mark)
        self._documents.move_to_end(place)
        while len(self._documents) > KEPT:
            self._documents.popitem(last=False)
        return document, mark

    def _look(self) -> None:
        if self._looked:
            return
        built = marks.read(self._db, _BUILT)
        if built != self._built:
            self._documents.clear()
            self._built = built
        self._looked = True

    def _compact(self, place: Place, document: LoroDoc) -> None:
        from loro import ExportMode

        count, upto = self._db.execute(f"SELECT count(*), max(k) FROM text_update WHERE {_HERE}", place).fetchone()
        if count < COMPACT_AT:
            return
        self._db.execute(
            "INSERT INTO text_state (entity, record, field, snapshot, upto) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (record, field, entity) DO UPDATE SET snapshot = excluded.snapshot, upto = excluded.upto",
            (*place, document.export(ExportMode.Snapshot()), upto),
        )
        self._db.execute(f"DELETE FROM text_update WHERE {_HERE}", place)


def _has(seen: VersionVector, waiting: _Waiting) -> bool:
    from loro import ID

    return seen.includes_id(ID(waiting.span.peer, waiting.span.first))
