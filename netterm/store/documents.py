"""Loro documents made of bytes that a peer wrote: what may be taken in, and how to try it without harm.

Loro raises ``BaseException`` itself for bad input and panics, as another subclass of it, on some; a document that
panicked cannot be used any more. So every call on foreign bytes goes through :func:`foreign`.
"""

from __future__ import annotations

import ctypes
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

if TYPE_CHECKING:
    from loro import ContainerID, LoroDoc, VersionVector

CONTAINER: Final = "t"
"""The name of the one text in each document."""
KEPT_TRIALS: Final = 8
"""Sessions whose view of their text is held in memory."""

T = TypeVar("T")


class Span(NamedTuple):
    """The operations of one peer from the counter ``first`` to before ``next``."""

    peer: int
    first: int
    next: int


def foreign(call: Callable[[], T]) -> T | None:
    """Call Loro on bytes that a peer made; None where it fails in any way."""
    try:
        return call()
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - both what Loro raises and its panics are no Exceptions
        return None


def empty() -> LoroDoc:
    """A document without history."""
    from loro import LoroDoc

    return LoroDoc()  # type: ignore[no-untyped-call]  # the stub says no types


def text_in(document: LoroDoc) -> str:
    """The text of a document."""
    return str(document.get_text(CONTAINER).to_string())


def text_target() -> ContainerID:
    """The id of the one text in each document."""
    from loro import ContainerID, ContainerType

    return ContainerID.Root(CONTAINER, ContainerType.Text())


def take_in(document: LoroDoc, update: bytes) -> bool | None:
    """Import an update: True if all of it counts now, False if something before it is missing; None if it failed."""

    def call() -> bool:
        pending = document.import_(update).pending
        document.get_text(CONTAINER).len_unicode  # noqa: B018 - panics where the import left the text broken
        return pending is None

    done = foreign(call)
    if done is None:
        _keep_alive(document)
    return done


def _keep_alive(document: LoroDoc) -> None:
    """Never free a document that failed: after a panic that panics once more, with a message on the terminal."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(document))


def build(updates: Iterable[bytes], *, history_only: bool = False) -> LoroDoc:
    """A document of these updates, without those that cannot be taken in; its text is not worked out on request."""
    left = list(updates)
    while True:
        document = empty()
        if history_only:
            document.detach()
        failing = next((n for n, update in enumerate(left) if take_in(document, update) is None), None)
        if failing is None:
            return document
        del left[failing]


def text_of(updates: Iterable[bytes]) -> str:
    """The text that these updates of one text give, in any order."""
    return text_in(build(updates))


def span_of(update: bytes, peer: int) -> Span | None:
    """What an update of exactly this peer covers; None for any other bytes, and for what cannot be decoded.

    A pure function of the bytes, so every replica finds the same.
    """
    from loro import EncodedBlobMode, LoroDoc

    meta = foreign(lambda: LoroDoc.decode_import_blob_meta(update, True))
    if meta is None or meta.mode != EncodedBlobMode.Updates:
        return None
    spans = meta.partial_end_vv.sub_vec(meta.partial_start_vv).inner()
    if len(spans) != 1 or peer not in spans:
        return None
    span = Span(peer, *spans[peer])
    decoded = empty()
    decoded.detach()  # only decodes; what this refuses cannot panic
    if take_in(decoded, update) is None or not writes_text_only(decoded, span):
        return None
    return None if take_in(empty(), update) is None else span


def writes_text_only(document: LoroDoc, span: Span) -> bool:
    """Whether these operations, which the document has, change its text and nothing else."""
    from loro import ID

    changed = foreign(lambda: document.get_changed_containers_in(ID(span.peer, span.first), span.next - span.first))
    return changed is not None and all(each == text_target() for each in changed)


def causes(document: LoroDoc, span: Span) -> VersionVector | None:
    """All that came before these operations as their author had it; None where the document does not have them."""
    from loro import ID, Frontiers

    seen = foreign(lambda: document.frontiers_to_vv(Frontiers.from_id(ID(span.peer, span.next - 1))))
    if seen is not None:
        seen.set_end(ID(span.peer, span.first))
    return seen


def history_of(document: LoroDoc, updates: Iterable[bytes]) -> LoroDoc:
    """A document that has the history of another one and of more updates, but does not work out its text."""
    from loro import ExportMode

    return build([document.export(ExportMode.Snapshot()), *updates], history_only=True)


class Trials:
    """Documents on which updates are tried out, each just as a session's author had it.

    An update that only works, or only fails, beside what its author did not know would count on some replicas and not
    on others. So it is judged by its causes alone. A session's causes only grow, so its document goes along.
    """

    def __init__(self) -> None:
        self._documents: OrderedDict[int, LoroDoc] = OrderedDict()

    def forget(self) -> None:
        """Drop what is in memory."""
        self._documents.clear()

    def succeeds(self, history: LoroDoc, span: Span, update: bytes, before: VersionVector) -> bool:
        """Whether an update can be taken in by a document of its causes ``before``, all of which are in ``history``."""
        trial = foreign(lambda: self._at(history, span.peer, before))
        self._documents.pop(span.peer, None)
        if trial is None or not take_in(trial, update) or not writes_text_only(trial, span):
            return False
        self._documents[span.peer] = trial
        while len(self._documents) > KEPT_TRIALS:
            self._documents.popitem(last=False)
        return True

    def _at(self, history: LoroDoc, peer: int, wanted: VersionVector) -> LoroDoc:
        from loro import ExportMode

        trial = self._documents.get(peer)
        if trial is None or not wanted.includes_vv(trial.oplog_vv):
            return history.fork_at(history.vv_to_frontiers(wanted))
        lacking = wanted.sub_iter(trial.oplog_vv)
        if lacking:
            trial.import_(history.export(ExportMode.UpdatesInRange(lacking)))
        return trial
