"""Where words begin and end, for wrapping lines and for moving by words: Thai writes no spaces between them."""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path

from netterm.language.clusters import is_mark
from netterm.language.segmentation import LETTER, THAI_RUN, Vocabulary, cut_run

__all__ = ["Chunk", "Dictionary", "add_words", "segment", "word_starts", "wrap_chunks"]

Chunk = tuple[int, int, str]
"""Start, end and content of a piece of a line that wrapping keeps together, as Textual and Rich have it."""

_LISTS = ("words_th.txt", "words_committee.txt")
_CACHED_LENGTH = 1_000

_NUMBER = r"\d+(?:[.,:/]\d+)*"
_PUNCTUATION = r"[!-/:-@\[-`{-~\u2010-\u2027\u2030-\u205e\u0e4f\u0e5a\u0e5b«»]"
_TOKEN = re.compile(
    rf"(?P<thai>{THAI_RUN})|\s+|{_NUMBER}|{_PUNCTUATION}+|(?:(?!{_PUNCTUATION}|[\s{LETTER}]).)+", re.DOTALL
)
_THAI_WORD = re.compile(rf"[{LETTER}.]{{2,}}")
_THAI_LETTER = re.compile(f"[{LETTER}]")

_NEVER_FIRST = frozenset("ๆฯะาำๅ)]}”’»,.:;!?%/-–—…\"'")
_NEVER_LAST = frozenset("เแโใไ([{“‘«\"'฿.")


@cache
def _base() -> Vocabulary:
    """The words that come with the program, read when there is first something to cut."""
    data = Path(__file__).parent / "data"
    listed = "\n".join((data / name).read_text("utf-8") for name in _LISTS).split("\n")
    # Phrases with spaces are found word by word; single letters are no words.
    return Vocabulary.of(word for word in listed if len(word) > 1 and " " not in word)


class Dictionary:
    """Words by which Thai is cut: those that come with the program, and names added to them.

    Threads may share one: adding takes effect with the next call.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._added = Vocabulary.of(())
        self._renew_caches()
        self.add(words)

    def add(self, words: Iterable[str]) -> None:
        """Know `words` from now on; of what has spaces, like the full name of a person, each part."""
        parts = {part for word in words for part in word.split() if _THAI_WORD.fullmatch(part)}
        if not parts <= self._added.words:
            self._added = Vocabulary.of(self._added.words | parts)
            self._renew_caches()

    def __contains__(self, word: object) -> bool:
        return word in self._added.words or word in _base().words

    def segment(self, text: str) -> list[str]:
        """`text` cut into words, numbers, punctuation and white space; joined together they are `text` again."""
        pieces: list[str] = []
        for token in _TOKEN.finditer(text):
            if token.lastgroup == "thai":
                pieces += self._cut(token.group())
            else:
                pieces.append(token.group())
        return pieces

    def word_starts(self, line: str) -> tuple[int, ...]:
        """Where words and numbers begin in `line`, as indices of code points; not spaces, not punctuation."""
        return (self._starts if len(line) <= _CACHED_LENGTH else self._find_starts)(line)

    def wrap_chunks(self, line: str) -> tuple[Chunk, ...]:
        """What wrapping keeps together in `line`, with the white space behind it, in order and without gaps."""
        return (self._chunks if len(line) <= _CACHED_LENGTH else self._find_chunks)(line)

    def _renew_caches(self) -> None:
        # New ones, not emptied ones: what another thread is just cutting by the old words must not land in them.
        added = self._added
        self._runs: Callable[[str], tuple[str, ...]] = lru_cache(2_048)(lambda run: cut_run(run, added, _base()))
        self._starts: Callable[[str], tuple[int, ...]] = lru_cache(256)(self._find_starts)
        self._chunks: Callable[[str], tuple[Chunk, ...]] = lru_cache(256)(self._find_chunks)

    def _cut(self, run: str) -> tuple[str, ...]:
        return self._runs(run) if len(run) <= _CACHED_LENGTH else cut_run(run, self._added, _base())

    def _find_starts(self, line: str) -> tuple[int, ...]:
        starts: list[int] = []
        position = 0
        for piece in self.segment(line):
            if any(map(str.isalnum, piece)):
                starts.append(position)
            position += len(piece)
        return tuple(starts)

    def _find_chunks(self, line: str) -> tuple[Chunk, ...]:
        chunks: list[Chunk] = []
        start = position = 0
        before = ""
        for piece in self.segment(line):
            if before and not _keep_together(before, piece):
                chunks.append((start, position, line[start:position]))
                start = position
            before = piece
            position += len(piece)
        if before:
            chunks.append((start, position, line[start:position]))
        return tuple(chunks)


def _keep_together(before: str, after: str) -> bool:
    """Whether no line may end between these two neighbouring pieces of it.

    Between scripts that write spaces only a space parts; between Thai words any place does but those where punctuation
    or a number belongs to its neighbour.
    """
    left, right = before[-1], after[0]
    if right.isspace() or is_mark(right):
        return True
    if left.isspace():
        return False
    if not (_THAI_LETTER.match(left) or _THAI_LETTER.match(right)):
        return True
    if right in _NEVER_FIRST or left in _NEVER_LAST:
        return True
    return left.isdigit() or right.isdigit()


_shared = Dictionary()


def add_words(words: Iterable[str]) -> None:
    """Let the shared dictionary know `words`, such as the names of the people at hand."""
    _shared.add(words)


def segment(text: str) -> list[str]:
    """`Dictionary.segment` by the shared dictionary."""
    return _shared.segment(text)


def word_starts(line: str) -> tuple[int, ...]:
    """`Dictionary.word_starts` by the shared dictionary."""
    return _shared.word_starts(line)


def wrap_chunks(line: str) -> tuple[Chunk, ...]:
    """`Dictionary.wrap_chunks` by the shared dictionary."""
    return _shared.wrap_chunks(line)
