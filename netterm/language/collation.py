"""The order of a Thai dictionary, as a key to be stored beside the text and compared as plain code points.

Royal Institute order, as in Unicode's collation for Thai (UTS #10, CLDR "th"): a vowel written before its consonant is
ordered after it; tones and other diacritics decide only between words that are otherwise the same; spaces and
punctuation, with ๆ and ฯ, do not count at all, so that ก.ค. stands at กค; Thai comes before Latin.

Names of people have a key of their own: there titles do not count, and the given name comes first.
"""

import re
import unicodedata

from netterm.language.clean import clean_line
from netterm.language.numbers import to_arabic_digits

__all__ = ["name_sort_key", "sort_key"]

_LEADING_VOWEL = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")
_MARK = re.compile("([\u0e47-\u0e4c\u0e4e\u0300-\u036f])")
# Yamakkan, thanthakhat, maitaikhu, the four tones; behind them the accents of other scripts, as they are.
_WEIGHTS = {mark: str(weight) for weight, mark in enumerate("\u0e4e\u0e4c\u0e47\u0e48\u0e49\u0e4a\u0e4b")}
_LEVELS_APART = "\x01"  # below everything that clean text holds, and unlike NUL no end of a string to anybody

_IGNORED = re.compile(r"[ !-#%-*,-/:;?@\[-\]_{}\u0e2f\u0e46]+")  # ASCII punctuation, ฯ and ๆ
_ALIKE_IGNORED = frozenset("PZ")  # Unicode's categories of punctuation and of what parts words
_LATIN = re.compile("[a-z]")
_BEHIND_THAI = {ord("a") + place: 0x0E60 + place for place in range(26)}  # Unicode gives these to nobody

# Anything but ASCII and Thai letters: it may have more than one spelling, or not stand where its code point does.
_OTHER = re.compile("[^ -~\u0e01-\u0e39\u0e40-\u0e44\u0e46-\u0e4c\u0e4e]")
_AM, _AA_AND_NIKHAHIT = "\u0e33", "\u0e32\u0e2f"
_ELSEWHERE = str.maketrans(
    {
        "\u0e45": "\u0e32",  # lakkhangyao only lengthens ฤ and ฦ, and is ordered as า
        "\u0e4d": "\u0e2f",  # nikhahit, between the consonants and the vowels
        "\u0e3a": "\u0e45",  # phinthu, behind the vowels
    }
)


def sort_key(text: str) -> str:
    """A string that sorts by code points as the clean `text` sorts in a Thai dictionary; capitals as small letters."""
    spelled = _one_spelling(text) if _OTHER.search(text) else _IGNORED.sub("", text.casefold())
    if _LATIN.search(spelled):
        spelled = spelled.translate(_BEHIND_THAI)
    ordered = _LEADING_VOWEL.sub(r"\2\1", spelled.replace(_AM, _AA_AND_NIKHAHIT))
    parts = _MARK.split(ordered)  # letters, mark, letters, mark ... letters
    marks = (
        " " * len(letters) + _WEIGHTS.get(mark, mark) for letters, mark in zip(parts[::2], parts[1::2], strict=False)
    )
    return "".join(parts[::2]) + _LEVELS_APART + "".join(marks)


def name_sort_key(name: str) -> str:
    """The key of a person's full name as it is written: by given name, then by family name, whatever the title.

    All who are called สม stand before those called สมชาย.
    """
    from netterm.language.people import split_name  # its table of titles takes time to load

    _title, first, last = split_name(name)
    return sort_key(first) + _LEVELS_APART + sort_key(last)


def _one_spelling(text: str) -> str:
    spelled = unicodedata.normalize("NFD", to_arabic_digits(clean_line(text)).casefold())
    counted = "".join(letter for letter in spelled if unicodedata.category(letter)[0] not in _ALIKE_IGNORED)
    return _IGNORED.sub("", counted).translate(_ELSEWHERE)
