"""Shared texts: Loro documents whose updates are operations in the log.

Loro is touched here and nowhere else. It counts code points, as Python does. It raises ``BaseException`` itself for bad
input, so every call on foreign bytes goes through :func:`_foreign`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, TypeVar

from netterm.store import marks
from netterm.store.database import Connection
from netterm.store.entries import Log, Text, text_peer

if TYPE_CHECKING:
    from loro import LoroDoc

CONTAINER: Final = "t"
"""The name of the one text in each document."""
KEPT: Final = 32
"""Documents held in memory."""
COMPACT_AT: Final = 200
"""Updates after which a document is stored as one snapshot again."""

_BUILT: Final = "texts built"
"""The mark that counts how often all texts were built anew."""

Place = tuple[bytes, str]
"""(record, field)."""
T = TypeVar("T")


class Texts:
    """The shared texts of one compartment's file. Used inside its transactions only."""

    def __init__(self) -> None:
        self._documents: OrderedDict[Place, tuple[LoroDoc, int]] = OrderedDict()
        self._connection: Connection | None = None
        self._built = b""
        self._looked = False
        """Whether this transaction has seen that nobody, another process included, has built the texts anew."""

    def begin(self, connection: Connection) -> None:
        """Work inside this transaction."""
        self._connection, self._looked = connection, False

    def forget(self) -> None:
        """Drop what is in memory: the transaction that it belonged to was taken back."""
        self._documents.clear()

    def clear(self) -> None:
        """Take every text away, to be built anew from the log."""
        for name in ("text_update", "text_state", "text_peer"):
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
        span = _span(text.update, text_peer(log, text.session))
        if span is None:
            return False
        known = self._db.execute(
            "SELECT record, field, next FROM text_peer WHERE peer = ?", (text_peer(log, text.session),)
        ).fetchone()
        return span[0] == 0 if known is None else known == (record, text.field, span[0])

    def apply(self, log: Log, record: bytes, text: Text, version: bytes) -> None:
        """Take one update in."""
        peer = text_peer(log, text.session)
        span = _span(text.update, peer)
        assert span is not None, "continues() was asked"
        document, _ = self._document((record, text.field))
        _foreign(lambda: document.import_(text.update))
        added = self._db.execute(
            "INSERT INTO text_update (record, field, content) VALUES (?, ?, ?)", (record, text.field, text.update)
        )
        self._documents[record, text.field] = (document, int(added.lastrowid or 0))
        self._db.execute(
            "INSERT INTO text_peer (peer, record, field, next, version) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (peer) DO UPDATE SET next = excluded.next, version = excluded.version",
            (peer, record, text.field, span[1], version),
        )
        self._compact(record, text.field, document)

    def value(self, record: bytes, field: str) -> str:
        """The text as all applied updates give it."""
        document, _ = self._document((record, field))
        return str(document.get_text(CONTAINER).to_string())

    def alive(self, record: bytes) -> set[bytes]:
        """The version of each session's last update of a record's texts: a deletion may not have known of them."""
        rows = self._db.execute("SELECT version FROM text_peer WHERE record = ?", (record,))
        return {version for (version,) in rows}

    def since(self, record: bytes, field: str, last: int) -> tuple[list[bytes], int]:
        """What to import to be up to date, and the new mark; ``last`` is the mark of the call before, 0 at first."""
        rows = self._db.execute(
            "SELECT k, content FROM text_update WHERE record = ? AND field = ? AND k > ? ORDER BY k",
            (record, field, last),
        ).fetchall()
        state = self._db.execute(
            "SELECT snapshot, upto FROM text_state WHERE record = ? AND field = ?", (record, field)
        ).fetchone()
        found = [content for _, content in rows]
        mark = max([last, *(k for k, _ in rows)])
        if state is not None and state[1] > last:
            return [state[0], *found], max(mark, state[1])
        return found, mark

    def _document(self, place: Place) -> tuple[LoroDoc, int]:
        from loro import LoroDoc

        self._look()
        document, mark = self._documents.get(place) or (LoroDoc(), 0)  # type: ignore[no-untyped-call]  # the stub says no types
        updates, mark = self.since(*place, mark)
        for update in updates:
            document.import_(update)
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

    def _compact(self, record: bytes, field: str, document: LoroDoc) -> None:
        from loro import ExportMode

        count, upto = self._db.execute(
            "SELECT count(*), max(k) FROM text_update WHERE record = ? AND field = ?", (record, field)
        ).fetchone()
        if count < COMPACT_AT:
            return
        self._db.execute(
            "INSERT INTO text_state (record, field, snapshot, upto) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (record, field) DO UPDATE SET snapshot = excluded.snapshot, upto = excluded.upto",
            (record, field, document.export(ExportMode.Snapshot()), upto),
        )
        self._db.execute("DELETE FROM text_update WHERE record = ? AND field = ?", (record, field))


def text_of(updates: Iterable[bytes]) -> str:
    """The text that these updates of one text give, in any order."""
    from loro import LoroDoc

    document = LoroDoc()  # type: ignore[no-untyped-call]  # the stub says no types
    for update in updates:
        document.import_(update)
    return str(document.get_text(CONTAINER).to_string())


def _span(update: bytes, peer: int) -> tuple[int, int] | None:
    """The counters (first, next) that an update of exactly this peer covers; None for any other bytes."""
    from loro import EncodedBlobMode, LoroDoc

    meta = _foreign(lambda: LoroDoc.decode_import_blob_meta(update, True))
    if meta is None or meta.mode != EncodedBlobMode.Updates:
        return None
    spans = meta.partial_end_vv.sub_vec(meta.partial_start_vv).inner()
    return spans.get(peer) if len(spans) == 1 else None


def _foreign(call: Callable[[], T]) -> T | None:
    """Call Loro on bytes that a peer made. Its errors are of the class ``BaseException`` itself."""
    try:
        return call()
    except BaseException as error:
        if type(error) is not BaseException and not isinstance(error, Exception):
            raise
        return None
