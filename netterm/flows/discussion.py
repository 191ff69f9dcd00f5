"""The discussion of an agenda item, written whole or a line at a time."""

from netterm.errors import Failure
from netterm.flows.facts import known
from netterm.language.clean import clean_text
from netterm.locale import N_
from netterm.model.failures import TextTooLong
from netterm.model.kinds import MAX_PROSE
from netterm.store import Replica

__all__ = ["MAX_BYTES", "NotText", "discussion_of", "write_discussion"]

MAX_BYTES = 4 * MAX_PROSE + 4
"""Bytes of UTF-8 that a discussion can be at most, a mark at the beginning and a line's end included; more need not be
read to know that they are too many."""


class NotText(Failure):
    """Bytes that are no text in UTF-8."""


def discussion_of(read: bytes) -> str:
    """The text in bytes of UTF-8, without the last line's end; nothing is guessed. Raises `NotText`, `TextTooLong`."""
    try:
        text = read.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(read) > MAX_BYTES - 4:  # it may have been cut within a character
            raise TextTooLong(len(read)) from error
        raise NotText(
            N_("This is no text in UTF-8, at byte {at:,}: nothing was written. Save it as UTF-8 first."),
            at=error.start + 1,
        ) from error
    return text.removesuffix("\n").removesuffix("\r")


def write_discussion(replica: Replica, item: bytes, typed: str, *, append: bool = False) -> None:
    """Write what was said, in place of what stands there or as a line behind it.

    Raises `NotText` where it has bytes in it that were no text, `TextTooLong`, and
    `netterm.model.seals.Sealed` where the minutes are certified; nothing is written then.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in typed):
        raise NotText(N_("This is no text in UTF-8: nothing was written. Save it as UTF-8 first."))
    if len(typed) > MAX_PROSE:
        raise TextTooLong(len(typed))
    known(replica, "agenda_item", item)
    sealed = replica.sealed("agenda_item", item)
    if sealed is not None:
        raise sealed
    words = clean_text(typed)
    text = replica.text("agenda_item", item, "discussion")
    if append:
        before = text.value
        text.insert(len(before), ("" if not before or before.endswith("\n") else "\n") + words)
    else:
        text.become(words)
    text.commit()
