"""One run of Thai letters cut into the fewest words of a vocabulary.

A cut is a cheapest path through the places where a word may begin. What no word covers becomes one unknown piece,
dearer than any word. No cut parts what one syllable is written with (the idea of Thai character clusters:
Theeramunkong et al., 2000), so that a wrong guess still reads well at the end of a line.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["LETTER", "LONGEST_RUN", "THAI_RUN", "Vocabulary", "cut_run"]

LETTER = "\u0e01-\u0e3a\u0e40-\u0e4e"
"""Consonants, vowels, marks, ๆ and ฯ, as a range for a pattern; neither digits nor ฿."""

THAI_RUN = rf"(?:[{LETTER}]+(?:\.(?!\.))?)+"
"""A pattern for what `cut_run` takes. A point belongs to the abbreviation before it, unless more points follow."""

LONGEST_RUN = 2_000
"""Letters that are weighed at once; a longer run, as no paper has it, is cut in parts."""

_CONSONANT = "\u0e01-\u0e2e"
_LEADING_VOWEL = "\u0e40-\u0e44"
_TONE = "\u0e48-\u0e4b"

# A word may begin at a consonant or a vowel written before it; but not between such a vowel and its consonant, nor at
# the final consonant that ั, ื and ็ (but in ก็) wait for, nor at one or two that are silenced by ์.
_MAY_BEGIN = re.compile(
    rf"(?<![{_LEADING_VOWEL}])(?<![ัื])(?<![ัื][{_TONE}])(?<![^ก]็)"
    rf"(?=[{_CONSONANT}{_LEADING_VOWEL}]|ฯลฯ|ฯพณฯ)(?![{_CONSONANT}]{{1,2}}[ิุ]?์)"
)
_ABBREVIATION = re.compile(rf"(?:[{_LEADING_VOWEL}]?[{_CONSONANT}]{{1,4}}[ิ-ู]?\.)+")
_TRAILERS = "ๆฯ."
_MOST_TRAILERS = 2

# What the pieces of a cut cost. To a word comes the square of its length, which only decides between cuts into equally
# many words: for those of the more even length (rule 3 of Tsai's MMSEG, 1996), as แผนงาน|ประจำ against แผน|งานประจำ.
_WORD = 100_000
_COMMON_WORD = 75_000
_ABBREVIATION_LETTER = 30_000
_UNKNOWN, _UNKNOWN_GOES_ON, _UNKNOWN_LETTER = 250_000, 90_000, 30_000
_NEVER = 1 << 60

# The little words that stand everywhere: of two cuts into equally many words the one that has them is likely the one
# that was meant, as มี|ทางลาด against มีทาง|ลาด.
_COMMON = frozenset(
    {
        "ก็",
        "กับ",
        "การ",
        "ของ",
        "ขอ",
        "ความ",
        "คน",
        "ควร",
        "คือ",
        "จะ",
        "จาก",
        "จึง",
        "ซึ่ง",
        "ด้วย",
        "ดัง",
        "ต้อง",
        "ตั้ง",
        "ตาม",
        "แต่",
        "ถึง",
        "ถูก",
        "ทั้ง",
        "ทุก",
        "ที่",
        "บน",
        "บาง",
        "เปิด",
        "เป็น",
        "ไป",
        "ผู้",
        "เพื่อ",
        "มา",
        "มี",
        "แม้",
        "ไม่",
        "ยัง",
        "รับ",
        "เรื่อง",
        "แล้ว",
        "ลง",
        "และ",
        "ว่า",
        "ให้",
        "ใน",
        "นี้",
        "นั้น",
        "หรือ",
        "อยู่",
        "อีก",
        "ได้",
    }
)


@dataclass(frozen=True)
class Vocabulary:
    """Words, and for each two first letters of words the length of the longest that begins so."""

    words: frozenset[str]
    reach: dict[str, int]

    @classmethod
    def of(cls, words: Iterable[str]) -> "Vocabulary":
        """The vocabulary of `words`, none of them empty."""
        known = frozenset(words)
        reach: dict[str, int] = {}
        for word in known:
            beginning, length = word[:2], len(word)
            if beginning not in reach or length > reach[beginning]:
                reach[beginning] = length
        return cls(known, reach)


def cut_run(run: str, *vocabularies: Vocabulary) -> tuple[str, ...]:
    """`run`, which `THAI_RUN` matches, cut by the words of all `vocabularies`; joined together it is `run` again."""
    places = [0, *(found.start() for found in _MAY_BEGIN.finditer(run, 1)), len(run)]
    pieces: list[str] = []
    for first in range(0, len(places) - 1, LONGEST_RUN):
        pieces += _Cut(run, places[first : first + LONGEST_RUN + 1], vocabularies).pieces()
    return tuple(pieces)


class _Cut:
    """The cheapest cuts of a run, from its first place to each later one.

    A node is (index of a place, whether the piece that ends there is known), for going on with what is unknown is
    cheaper than beginning with it.
    """

    def __init__(self, run: str, places: list[int], vocabularies: tuple[Vocabulary, ...]) -> None:
        self._run, self._places, self._vocabularies = run, places, vocabularies
        self._last = len(places) - 1
        self._known_cost = [0] + [_NEVER] * self._last
        self._unknown_cost = [_NEVER] * (self._last + 1)
        self._known_from = [(0, True)] * (self._last + 1)
        self._unknown_from = [(0, True)] * (self._last + 1)
        self._index_of = {place: index for index, place in enumerate(places)}
        for here in range(self._last):
            self._go_on_from(here)

    def pieces(self) -> list[str]:
        """What the cheapest cut of all leaves, in order."""
        end, known = self._last, self._known_cost[-1] <= self._unknown_cost[-1]
        found: list[str] = []
        while end:
            start, before = (self._known_from if known else self._unknown_from)[end]
            if not known:
                while not before:  # one unknown cluster after another is one piece
                    start, before = self._unknown_from[start]
            found += reversed(self._without_full_stop(self._run[self._places[start] : self._places[end]], known))
            end, known = start, before
        return found[::-1]

    def _go_on_from(self, here: int) -> None:
        after_known, after_unknown = self._known_cost[here], self._unknown_cost[here]
        origin = (here, after_known <= after_unknown)
        cost = min(after_known, after_unknown)
        start = self._places[here]
        for there in self._ends_of_words(here):
            word = _COMMON_WORD if self._run[start : self._places[there]] in _COMMON else _WORD
            self._offer(there, cost + word + (self._places[there] - start) ** 2, origin)
        if abbreviation := _ABBREVIATION.match(self._run, start):
            length = abbreviation.end() - start
            if there := self._index_of.get(abbreviation.end(), 0):
                self._offer(there, cost + _WORD + _ABBREVIATION_LETTER * length, origin)
        goes_on = after_unknown + _UNKNOWN_GOES_ON < after_known + _UNKNOWN
        dearer = min(after_unknown + _UNKNOWN_GOES_ON, after_known + _UNKNOWN)
        self._unknown_cost[here + 1] = dearer + _UNKNOWN_LETTER * (self._places[here + 1] - start)
        self._unknown_from[here + 1] = (here, not goes_on)

    def _offer(self, there: int, cost: int, origin: tuple[int, bool]) -> None:
        # Of equals the first offer stays, the one with the longer last word: short words lead in Thai (ตาม|มาตรา).
        if cost < self._known_cost[there]:
            self._known_cost[there] = cost
            self._known_from[there] = origin

    def _ends_of_words(self, here: int) -> list[int]:
        run, places = self._run, self._places
        start = places[here]
        beginning = run[start : start + 2]
        reach = max(vocabulary.reach.get(beginning, 0) for vocabulary in self._vocabularies)
        found: list[int] = []
        if not reach:
            return found
        for there in range(here + 1, bisect_right(places, start + reach + _MOST_TRAILERS)):
            piece = run[start : places[there]]
            if self._knows(piece) or (piece[-1] in _TRAILERS and self._knows(piece.rstrip(_TRAILERS))):
                found.append(there)
        return found

    def _knows(self, word: str) -> bool:
        return any(word in vocabulary.words for vocabulary in self._vocabularies)

    def _without_full_stop(self, piece: str, known: bool) -> list[str]:
        """A point that is not of the word stands alone: 'ประชุม.' is a word and a full stop, 'อบต.' an abbreviation."""
        if known and piece[-1] == "." and not self._knows(piece) and self._knows(piece[:-1]):
            return [piece[:-1], "."]
        return [piece]
