"""The order of a Thai dictionary, as a key to be stored beside the text and compared as plain code points.

Royal Institute order, as in Unicode's collation for Thai (UTS #10): a vowel written before its consonant is ordered
after it, and tones and other diacritics decide only between words that are otherwise the same. Unlike there, a space
counts, and comes first: all who are called สม stand before those called สมชาย, whatever their family names.
"""

import re
import unicodedata

from netterm.language.clean import clean_line
from netterm.language.numbers import to_arabic_digits

__all__ = ["sort_key"]

_LEADING_VOWEL = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")
_MARK = re.compile("([\u0e47-\u0e4e\u0300-\u036f])")
# Yamakkan, maitaikhu, the four tones, thanthakhat, nikhahit; behind them the accents of other scripts, as they are.
_WEIGHTS = {mark: str(weight) for weight, mark in enumerate("\u0e4e\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d")}
_LEVELS_APART = "\x01"  # below everything that clean text holds, and unlike NUL no end of a string to anybody

# Anything but ASCII and Thai letters: it may have more than one spelling.
_OTHER = re.compile("[^ -~\u0e01-\u0e3a\u0e40-\u0e44\u0e46-\u0e4c\u0e4e]")
_LAKKHANGYAO, _AA = "\u0e45", "\u0e32"  # ๅ only lengthens ฤ and ฦ, and is ordered as า


def sort_key(text: str) -> str:
    """A string that sorts by code points as the clean `text` sorts in a Thai dictionary; capitals as small letters."""
    spelled = _one_spelling(text) if _OTHER.search(text) else text.casefold()
    if spelled.isascii():
        return spelled + _LEVELS_APART
    parts = _MARK.split(_LEADING_VOWEL.sub(r"\2\1", spelled))  # letters, mark, letters, mark ... letters
    marks = (
        " " * len(letters) + _WEIGHTS.get(mark, mark) for letters, mark in zip(parts[::2], parts[1::2], strict=False)
    )
    return "".join(parts[::2]) + _LEVELS_APART + "".join(marks)


def _one_spelling(text: str) -> str:
    spelled = to_arabic_digits(clean_line(text)).casefold().replace(_LAKKHANGYAO, _AA)
    return unicodedata.normalize("NFD", spelled)
