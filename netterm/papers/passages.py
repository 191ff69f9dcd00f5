"""Where the records of minutes say something else than a text that was drawn of them: what may be put right in it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from netterm.papers.layout import Block
from netterm.papers.markdown import as_markdown
from netterm.papers.minutes import markdown
from netterm.papers.sealed import certified_text, read_blocks

if TYPE_CHECKING:
    from netterm.store import Replica

__all__ = ["LatePassage", "Pairs", "corrections", "late_passages", "not_certified", "passages_between", "taken_up"]

Pairs = Sequence[tuple[str, str]]
"""Passages that were put right, each as it stood and as it stands."""

_TASK = "ภารกิจ"
"""Tasks live on after the certification, so that their lines say nothing of what came late."""
_ALIKE = 0.5
"""How much of two lines is the same where one of them is the other, changed."""
_MOST_COMPARED = 400
"""Pairs of lines that are compared for that at once: of texts that have little in common it says nothing."""


@dataclass(frozen=True, slots=True)
class LatePassage:
    """A line as it was certified, and as the records have it by now; '' where it came or went."""

    before: str
    after: str
    behind: str = ""
    """The certified line before it."""

    def corrects(self) -> tuple[str, str]:
        """What it is as a correction, before and after; a line that came or went is told by the one before it."""
        if self.before and self.after:
            return self.before, self.after
        return f"{self.behind} {self.before}".strip(), f"{self.behind} {self.after}".strip()


def not_certified(replica: "Replica", meeting: bytes) -> list[LatePassage]:
    """Where the records of a meeting say something else than its certified text; none before one is certified."""
    text = certified_text(replica, meeting)
    return [] if text is None else passages_between(text, markdown(replica, meeting), corrections(replica, meeting))


def corrections(replica: "Replica", meeting: bytes) -> list[tuple[str, str]]:
    """The passages in which versions of minutes put right those before them, as they stood and as they stand."""
    found: list[tuple[str, str]] = []
    for each in replica.list("minutes_version", {"meeting": meeting}, order=["number", "id"]):
        before, after = str(each["correction_before"] or ""), str(each["correction_after"] or "")
        if before or after:
            found += zip(before.split("\n"), after.split("\n"), strict=False)
    return found


def passages_between(text: str, drawn: str, corrections: Pairs = ()) -> list[LatePassage]:
    """As `late_passages`, of two texts of the same minutes; the lines of their tasks are left out."""
    return late_passages(_lines(_compared(text)[1]), _lines(_compared(drawn)[1]), corrections)


def late_passages(certified: Sequence[str], drawn: Sequence[str], corrections: Pairs = ()) -> list[LatePassage]:
    """The lines in which two texts of the same minutes differ.

    ``corrections`` are the passages, before and after, in which the certified text was put right and its records, which
    are sealed, were not: those are no late ones.
    """
    there = frozenset(drawn)
    as_recorded = [line if line in there else _before_corrections(line, corrections) for line in certified]
    places = _places(as_recorded, drawn)
    return [LatePassage(_at(certified, old), _at(drawn, new), _at(certified, behind)) for old, new, behind in places]


def taken_up(text: str, drawn: str, wanted: Collection[int]) -> str:
    """The text with some of the passages of `passages_between`, by their places in that list, as the records say them.

    Lines that came stand where the records have them.
    """
    whole, old = _compared(text)
    new = _compared(drawn)[1]
    stands: dict[int, list[Block]] = {at: [block] for at, block in enumerate(whole)}
    first: list[Block] = []
    numbers = [at for at, block in enumerate(whole) if not _is_task(block)]
    for place, (was, becomes, behind) in enumerate(_places(_lines(old), _lines(new))):
        if place not in wanted:
            continue
        if was is None:
            (stands[numbers[behind]] if behind >= 0 else first).extend([] if becomes is None else [new[becomes]])
        else:
            stands[numbers[was]][:1] = [] if becomes is None else [new[becomes]]
    return as_markdown([*first, *(block for at in range(len(whole)) for block in stands[at])])


def _places(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int | None, int | None, int]]:
    """Of each passage its place in both, None where it is not, and that of the old line before it."""
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _paired(old, new, range(a, b), range(c, d))


def _paired(
    old: Sequence[str], new: Sequence[str], was: range, becomes: range
) -> Iterator[tuple[int | None, int | None, int]]:
    """Lines that were changed, by what they have in common; the others went or came."""
    pairs = ((i, j) for i in was for j in becomes) if len(was) * len(becomes) <= _MOST_COMPARED else ()
    alike = max(((_likeness(old[i], new[j]), -i, -j) for i, j in pairs), default=(0.0, 0, 0))
    if alike[0] >= _ALIKE:
        i, j = -alike[1], -alike[2]
        yield from _paired(old, new, range(was.start, i), range(becomes.start, j))
        yield i, j, i - 1
        yield from _paired(old, new, range(i + 1, was.stop), range(j + 1, becomes.stop))
    elif len(was) == len(becomes):
        yield from ((i, j, i - 1) for i, j in zip(was, becomes, strict=True))
    else:
        yield from ((i, None, i - 1) for i in was)
        yield from ((None, j, was.stop - 1) for j in becomes)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _compared(text: str) -> tuple[Sequence[Block], Sequence[Block]]:
    """All blocks of a text, and those that are compared."""
    whole = read_blocks(text)
    return whole, [block for block in whole if not _is_task(block)]


def _is_task(block: Block) -> bool:
    return block.label == _TASK


def _lines(blocks: Sequence[Block]) -> list[str]:
    return [" ".join(filter(None, (each.label, each.text, *each.cells))) for each in blocks]


def _before_corrections(line: str, corrections: Pairs) -> str:
    for before, after in reversed(corrections):
        line = line.replace(after, before) if after else line
    return line


def _at(lines: Sequence[str], place: int | None) -> str:
    return lines[place] if place is not None and 0 <= place < len(lines) else ""
