"""The difference of two texts as edits, so that only what differs is written."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Final

from netterm.store.shared import Edit

_COMPARED: Final = 4_000
"""Characters up to which two passages are compared one by one; the time for it grows with the square."""


def edits(before: str, after: str) -> Iterator[Edit]:
    """The edits that turn one text into another, from the end on, so that none moves another's place.

    Lines are compared first, and then the characters of those that differ: what stays is not touched, so that what
    others write into it at the same time stays as well.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for tag, a, b, c, d in reversed(difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        if tag != "equal":
            yield from _within("".join(old[a:b]), "".join(new[c:d]), starts[a])


def _within(before: str, after: str, at: int) -> Iterator[Edit]:
    if max(len(before), len(after)) > _COMPARED:
        yield Edit(at, len(before), after)
        return
    for tag, a, b, c, d in reversed(difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()):
        if tag != "equal":
            yield Edit(at + a, b - a, after[c:d])
