"""A shared text while somebody edits it: local edits at once, durable by ``commit``, others' edits by ``pull``."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from netterm.model.failures import TextTooLong
from netterm.model.kinds import MAX_PROSE
from netterm.store.documents import CONTAINER, build, foreign, take_in, text_target

if TYPE_CHECKING:
    from loro import DiffEvent


UNDO_STEP: Final = 1_000
"""Milliseconds: what is typed within one is taken back as one."""


@dataclass(frozen=True, slots=True)
class Edit:
    """At ``at``, ``removed`` code points went and ``inserted`` came. Several are in order: each sees those before."""

    at: int
    removed: int
    inserted: str


class Keeper(Protocol):
    """Where a shared text's updates come from and go to."""

    def peer(self) -> int:
        """The Loro peer to write under; another one once the replica has begun a new incarnation."""

    def fetch(self, mark: int) -> tuple[list[bytes], int]:
        """The updates after a mark, and the new mark."""

    def keep(self, update: bytes) -> None:
        """Write an update of this session as an entry; durable when it returns."""


class SharedText:
    """One editing session of one text. Positions are code points. Safe from any thread.

    Only this session's own edits are its to undo. ``value`` is always what the user sees, committed or not.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._lock = threading.RLock()
        """For the document: held for a moment only, so that typing never waits."""
        self._asking = threading.RLock()
        """For asking the keeper, which may wait for the disk. Never taken while ``_lock`` is held."""
        self._fetched: list[bytes] = []
        self._mark = 0
        self._events: list[Edit] = []
        self._begin()
        self.pull()
        self._listen()

    def _begin(self) -> None:
        """An empty document, to be written under the peer that is ours now."""
        from loro import LoroDoc

        self._peer = self._keeper.peer()
        self._written = 0
        """Counter up to which this session's operations are in the log."""
        self._document = LoroDoc()  # type: ignore[no-untyped-call]  # the stub says no types
        self._document.peer_id = self._peer
        self._text = self._document.get_text(CONTAINER)

    _apart = False
    """Whether the next edit begins a step of its own."""

    def _listen(self) -> None:
        from loro import UndoManager

        self._undo = UndoManager(self._document)
        self._undo.set_merge_interval(UNDO_STEP)
        self._subscription = self._document.subscribe_root(self._heard)

    @property
    def value(self) -> str:
        """The text."""
        with self._lock:
            return str(self._text.to_string())

    @property
    def uncommitted(self) -> bool:
        """Whether something was edited here that is not yet in the log."""
        with self._lock:
            return self._counter() > self._written

    def insert(self, at: int, text: str) -> None:
        """Put text in before the code point at ``at``."""
        self.replace(at, 0, text)

    def delete(self, at: int, count: int) -> None:
        """Take code points out."""
        self.replace(at, count, "")

    def replace(self, at: int, count: int, text: str) -> None:
        """Take out and put in, as one step.

        Raises :class:`~netterm.model.failures.TextTooLong` where the text would grow beyond what is kept.
        """
        with self._lock:
            if len(text) > count:
                self._check_room(self._text.len_unicode - count + len(text))
            self._replace(at, count, text)

    def become(self, wanted: str) -> None:
        """Have another text; only what differs is touched, so that what others write meanwhile stays.

        Raises :class:`~netterm.model.failures.TextTooLong`.
        """
        from netterm.store.differences import edits  # which imports this module

        with self._lock:
            self._check_room(len(wanted))
            for edit in edits(self.value, wanted):
                self._replace(edit.at, edit.removed, edit.inserted)

    def _check_room(self, count: int) -> None:
        if count > MAX_PROSE:
            raise TextTooLong(count)

    def _replace(self, at: int, count: int, text: str) -> None:
        with self._lock:
            if count:
                self._text.delete(at, count)
            if text:
                self._text.insert(at, text)
            # Loro joins what is committed within the interval to the step before.
            self._undo.set_merge_interval(0 if self._apart else UNDO_STEP)
            self._document.commit()
            self._apart = False
            self._events.clear()  # the caller knows what it did

    def commit(self) -> bool:
        """Write what was edited since the last time as one entry. True if there was anything; durable on return."""
        from loro import CounterSpan, ExportMode, IdSpan

        with self._asking:
            with self._lock:
                if self._counter() <= self._written:
                    return False
                if self._keeper.peer() != self._peer:
                    self._move()
                end = self._counter()
                span = IdSpan(self._peer, CounterSpan(self._written, end))
                update = self._document.export(ExportMode.UpdatesInRange([span]))
            self._keeper.keep(update)
            with self._lock:
                self._written = end
            return True

    def _move(self) -> None:
        """Make what is not yet in the log anew under the peer that is ours now: the old one may be used elsewhere."""
        from loro import CounterSpan, ExportMode, IdSpan, VersionVector

        nothing = VersionVector()  # type: ignore[no-untyped-call]  # the stub says no types
        reach = {peer: end for peer, (_, end) in self._document.oplog_vv.sub_vec(nothing).inner().items()}
        reach[self._peer] = self._written
        known = [IdSpan(peer, CounterSpan(0, end)) for peer, end in reach.items() if end]
        value, old = self.value, self._document
        self._begin()
        self._document.import_(old.export(ExportMode.UpdatesInRange(known)))
        self._text.update(value)
        self._document.commit()
        self._listen()

    def pull(self) -> list[Edit]:
        """Take in what others wrote; the edits to make on what is shown. May wait for the disk."""
        self.fetch()
        return self.take()

    def fetch(self) -> bool:
        """Read what others wrote, without changing the text; True if there is something to :meth:`take`.

        May wait for the disk: for another thread than the one that types.
        """
        with self._asking:
            updates, self._mark = self._keeper.fetch(self._mark)
            with self._lock:
                self._fetched += updates
                return bool(self._fetched)

    def take(self) -> list[Edit]:
        """Take in what was fetched; the edits to make on what is shown. Does not wait.

        For the thread that types: between this and showing the edits nothing must be typed.
        """
        with self._lock:
            self._events.clear()
            updates, self._fetched = self._fetched, []
            before = self.value if updates else ""
            if any(take_in(self._document, update) is None for update in updates):
                return self._begin_again(before, updates)
            return self._taken()

    def _begin_again(self, shown: str, new: list[bytes]) -> list[Edit]:
        """A document that failed cannot be used any more: make it anew, with what was shown and what is new."""
        from loro import ExportMode

        from netterm.store.differences import edits  # which imports this module

        stored, self._mark = self._keeper.fetch(0)
        earlier = build(update for update in stored if update not in new)
        self._begin()
        self._document.import_(earlier.export(ExportMode.Snapshot()))
        self._written = self._counter()
        self._text.update(shown)
        self._document.commit()
        self._document = build([self._document.export(ExportMode.Snapshot()), *new])
        self._document.peer_id = self._peer
        self._text = self._document.get_text(CONTAINER)
        self._events.clear()
        self._listen()
        return list(edits(shown, self.value))

    def undo(self) -> list[Edit]:
        """Take back this session's last step; empty where there is none."""
        return self._step(self._undo.undo)

    def redo(self) -> list[Edit]:
        """Make it again."""
        return self._step(self._undo.redo)

    def begin_step(self) -> None:
        """What is edited from now on is taken back apart from what was edited before, however soon after it."""
        self._apart = True

    def cursor(self, at: int) -> bytes:
        """A position that stays with its character, whatever others write; may be sent to other replicas."""
        from loro import Side

        with self._lock:
            cursor = self._text.get_cursor(at, Side.Left)
            return b"" if cursor is None else bytes(cursor.encode())

    def place(self, cursor: bytes) -> int | None:
        """Where that position is now; None where it cannot be told."""
        from loro import Cursor

        with self._lock:
            return foreign(lambda: int(self._document.get_cursor_pos(Cursor.decode(cursor)).current.pos))

    def _step(self, step: Callable[[], bool]) -> list[Edit]:
        with self._lock:
            self._events.clear()
            step()
            self._document.commit()
            return self._taken()

    def _counter(self) -> int:
        last = self._document.oplog_vv.get_last(self._peer)
        return 0 if last is None else int(last) + 1

    def _taken(self) -> list[Edit]:
        taken, self._events = self._events, []
        return taken

    def _heard(self, event: DiffEvent) -> None:
        for change in event.events:
            if change.target != text_target():
                continue
            at = 0
            for step in change.diff.diff:  # type: ignore[attr-defined]  # a text's diff
                kind = type(step).__name__
                if kind == "TextDelta_Retain":
                    at += step.retain
                elif kind == "TextDelta_Delete":
                    self._events.append(Edit(at, step.delete, ""))
                else:
                    self._events.append(Edit(at, 0, step.insert))
                    at += len(step.insert)
