"""Where words begin and end, for wrapping lines and for moving by words: Thai writes no spaces between them."""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from netterm.language.clusters import is_mark
from netterm.language.segmentation import LETTER, THAI_RUN, Vocabulary, cut_run

__all__ = [
    "Chunk",
    "Dictionary",
    "Places",
    "add_words",
    "break_places",
    "edition",
    "segment",
    "word_starts",
    "wrap_chunks",
]

Chunk = tuple[int, int, str]
"""Start, end and content of a piece of a line that wrapping keeps together, as Textual and Rich have it."""


class Places(NamedTuple):
    """Where a line may be broken, as indices of code points."""

    words: tuple[int, ...]
    """Between words: here it is to be broken."""
    parts: tuple[int, ...]
    """Also within names, and where punctuation or a number belongs to its neighbour: for what is wider than a row."""


_LISTS = ("words_th.txt", "words_committee.txt")
_CACHED_LENGTH = 1_000
_CACHED_RUNS = 16_384
_FEW = 50
"""New words up to which what they are not in is worth looking for."""
_SHORTEST_NAME = 4
"""Letters of a name that is looked for wherever it stands; a shorter one is a word among others."""

_NUMBER = r"\d+(?:[.,:/]\d+)*"
_PUNCTUATION = r"[!-/:-@\[-`{-~\u2010-\u2027\u2030-\u205e\u0e4f\u0e5a\u0e5b«»]"
_TOKEN = re.compile(
    rf"(?P<thai>{THAI_RUN})|\s+|{_NUMBER}|{_PUNCTUATION}+|(?:(?!{_PUNCTUATION}|[\s{LETTER}]).)+", re.DOTALL
)
_THAI_WORD = re.compile(rf"[{LETTER}.]{{2,}}")
_THAI_LETTER = re.compile(f"[{LETTER}]")

_NEVER_FIRST = frozenset("ๆฯะาำๅ)]}”’»,.:;!?%/-–—…\"'")
_NEVER_FIRST_AT_ALL = frozenset("ๆฯะาำๅ")
_NEVER_LAST = frozenset("เแโใไ([{“‘«\"'฿.")


@cache
def _base() -> Vocabulary:
    """The words that come with the program, read when there is first something to cut."""
    data = Path(__file__).parent / "data"
    listed = "\n".join((data / name).read_text("utf-8") for name in _LISTS).split("\n")
    # Phrases with spaces are found word by word; single letters are no words.
    return Vocabulary.of(word for word in listed if len(word) > 1 and " " not in word)


class _Names:
    """Names as they are written, spaces and all, to be found wherever they stand in a line."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        lengths: dict[str, set[int]] = {}
        for name in names:
            lengths.setdefault(name[:_SHORTEST_NAME], set()).add(len(name))
        self._lengths = {beginning: sorted(those, reverse=True) for beginning, those in lengths.items()}

    def inside(self, line: str) -> set[int]:
        """The places of ``line`` that are inside a name."""
        found: set[int] = set()
        if not self._lengths:
            return found
        lengths_of = self._lengths.get
        for start in range(len(line) - _SHORTEST_NAME + 1):
            lengths = lengths_of(line[start : start + _SHORTEST_NAME])
            for length in lengths or ():
                if line[start : start + length] in self.names:
                    found.update(range(start + 1, start + length))
                    break
        return found


class _Known:
    """What a dictionary knows from one addition to the next, and what it has cut by that."""

    def __init__(self, added: Vocabulary, names: _Names, edition: int, runs: dict[str, tuple[str, ...]]) -> None:
        self.added, self.names, self.edition = added, names, edition
        self._runs = runs
        self.starts: Callable[[str], tuple[int, ...]] = lru_cache(256)(self.find_starts)
        self.places: Callable[[str], Places] = lru_cache(512)(self.find_places)

    def with_more(self, parts: frozenset[str], names: frozenset[str]) -> "_Known":
        """The same with more words and names; what it has cut is kept where they are not in it."""
        new = parts - self.added.words
        added = Vocabulary.of(self.added.words | parts) if new else self.added
        runs = self._runs
        if new:
            few = len(new) <= _FEW
            runs = {run: cut for run, cut in list(runs.items()) if not any(map(run.__contains__, new))} if few else {}
        return _Known(added, _Names(self.names.names | names), self.edition + 1, runs)

    def cut(self, run: str) -> tuple[str, ...]:
        """A run of Thai letters cut into words."""
        if len(run) > _CACHED_LENGTH:
            return cut_run(run, self.added, _base())
        cut = self._runs.get(run)
        if cut is None:
            cut = cut_run(run, self.added, _base())
            if len(self._runs) >= _CACHED_RUNS:
                self._runs.clear()
            self._runs[run] = cut
        return cut

    def segment(self, text: str) -> list[str]:
        pieces: list[str] = []
        for token in _TOKEN.finditer(text):
            if token.lastgroup == "thai":
                pieces += self.cut(token.group())
            else:
                pieces.append(token.group())
        return pieces

    def find_starts(self, line: str) -> tuple[int, ...]:
        inside = self.names.inside(line)
        starts: list[int] = []
        position = 0
        for piece in self.segment(line):
            begins = not is_mark(piece[0]) and any(map(str.isalnum, piece))
            if begins and (position not in inside or line[position - 1].isspace()):
                starts.append(position)
            position += len(piece)
        return tuple(starts)

    def find_places(self, line: str) -> Places:
        inside = self.names.inside(line)
        words: list[int] = []
        parts: list[int] = []
        position = 0
        before = ""
        for piece in self.segment(line):
            if before and _may_part(piece):
                parts.append(position)
                if position not in inside and not _keep_together(before, piece):
                    words.append(position)
            before = piece
            position += len(piece)
        return Places(tuple(words), tuple(parts))


class Dictionary:
    """Words by which Thai is cut: those that come with the program, and names added to them.

    Threads may share one: adding takes effect with the next call.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._known = _Known(Vocabulary.of(()), _Names(frozenset()), 0, {})
        self._adding = Lock()
        self.add(words)

    def add(self, words: Iterable[str]) -> bool:
        """Know ``words`` from now on, such as names; True if there were new ones.

        No line breaks inside one of them, be it of several parts, like the full name of a person.
        """
        names = {" ".join(word.split()) for word in words}
        parts = frozenset(part for name in names for part in name.split() if _THAI_WORD.fullmatch(part))
        whole = frozenset(name for name in names if len(name) >= _SHORTEST_NAME)
        with self._adding:
            known = self._known
            if parts <= known.added.words and whole <= known.names.names:
                return False
            self._known = known.with_more(parts, whole)
            return True

    @property
    def edition(self) -> int:
        """How often something was added: lines that were cut by an earlier edition may be cut otherwise now."""
        return self._known.edition

    def __contains__(self, word: object) -> bool:
        return word in self._known.added.words or word in self._known.names.names or word in _base().words

    def segment(self, text: str) -> list[str]:
        """`text` cut into words, numbers, punctuation and white space; joined together they are `text` again."""
        return self._known.segment(text)

    def word_starts(self, line: str) -> tuple[int, ...]:
        """Where words and numbers begin in `line`, as indices of code points; not spaces, not punctuation."""
        known = self._known
        return (known.starts if len(line) <= _CACHED_LENGTH else known.find_starts)(line)

    def places(self, line: str) -> Places:
        """Where `line` may be broken."""
        known = self._known
        return (known.places if len(line) <= _CACHED_LENGTH else known.find_places)(line)

    def wrap_chunks(self, line: str) -> tuple[Chunk, ...]:
        """What wrapping keeps together in `line`, with the white space behind it, in order and without gaps."""
        if not line:
            return ()
        return tuple((start, end, line[start:end]) for start, end in pairwise((0, *self.places(line).words, len(line))))


def _keep_together(before: str, after: str) -> bool:
    """Whether no line may end between these two neighbouring pieces of it.

    Between scripts that write spaces only a space parts; between Thai words any place does but those where punctuation
    or a number belongs to its neighbour.
    """
    left, right = before[-1], after[0]
    if left.isspace():
        return False
    if not (_THAI_LETTER.match(left) or _THAI_LETTER.match(right)):
        return True
    if right in _NEVER_FIRST or left in _NEVER_LAST:
        return True
    return left.isdigit() or right.isdigit()


def _may_part(after: str) -> bool:
    """Whether a row may begin with this piece at all."""
    return not (after[0].isspace() or is_mark(after[0]) or after[0] in _NEVER_FIRST_AT_ALL)


_shared = Dictionary()


def add_words(words: Iterable[str]) -> bool:
    """Let the shared dictionary know `words`, such as the names of the people at hand; True if there were new ones."""
    return _shared.add(words)


def edition() -> int:
    """`Dictionary.edition` of the shared dictionary."""
    return _shared.edition


def break_places(line: str) -> Places:
    """`Dictionary.places` by the shared dictionary."""
    return _shared.places(line)


def segment(text: str) -> list[str]:
    """`Dictionary.segment` by the shared dictionary."""
    return _shared.segment(text)


def word_starts(line: str) -> tuple[int, ...]:
    """`Dictionary.word_starts` by the shared dictionary."""
    return _shared.word_starts(line)


def wrap_chunks(line: str) -> tuple[Chunk, ...]:
    """`Dictionary.wrap_chunks` by the shared dictionary."""
    return _shared.wrap_chunks(line)
