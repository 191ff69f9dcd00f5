"""How text is compared when something is looked for: one spelling for the index and for what is typed."""

import unicodedata
from collections.abc import Iterable, Iterator

from netterm.language.clean import clean_line
from netterm.language.clusters import cut_around
from netterm.language.numbers import to_arabic_digits

__all__ = ["excerpt", "folded", "normalise", "occurrences", "phone_digits", "spellings", "trigrams"]

_TITLES_WRITTEN_TWICE = (("นางสาว", "น.ส."), ("เด็กชาย", "ด.ช."), ("เด็กหญิง", "ด.ญ."))

_GROUPING = str.maketrans("", "", "-.()+")


def normalise(text: str) -> str:
    """`text` as the search index keeps it: cleaned, Thai digits as 0–9, ํ + า as ำ, capitals small.

    Idempotent, so that what is already normalised may be normalised again.
    """
    folded = unicodedata.normalize("NFC", to_arabic_digits(clean_line(text)).casefold())
    return clean_line(folded)


def trigrams(text: str) -> tuple[str, ...]:
    """Each three neighbouring characters of the normalised `text` once, in the order they come; none below three."""
    plain = normalise(text)
    return tuple(dict.fromkeys(plain[start : start + 3] for start in range(len(plain) - 2)))


def folded(text: str) -> str:
    """What :func:`normalise` makes of text that is clean already, as all stored text is, at a fiftieth of its cost."""
    return to_arabic_digits(text).casefold()


def occurrences(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Where something normalised and not empty stands in text that is clean already: code points, from and up to.

    None overlap.
    """
    plain = folded(text)
    if len(plain) != len(text):  # a letter of which folding makes several, such as ß
        plain = "".join(letter if len(one := folded(letter)) != 1 else one for letter in text)
    at = plain.find(wanted)
    while at >= 0:
        yield at, at + len(wanted)
        at = plain.find(wanted, at + len(wanted))


def phone_digits(word: str) -> str:
    """The digits of a normalised word that may be a part of a telephone number, as numbers are kept; '' if it is none.

    Thailand's +66 is the leading 0.
    """
    digits = word.translate(_GROUPING)
    if not digits.isdecimal():
        return ""
    return "0" + digits[2:].removeprefix("0") if word.startswith("+66") else digits


def spellings(word: str) -> tuple[str, ...]:
    """A normalised word as it may be written: with its title in full or short, where a name stands behind one."""
    for pair in _TITLES_WRITTEN_TWICE:
        for title, other in (pair, pair[::-1]):
            if word.startswith(title) and word != title:
                return word, other + word.removeprefix(title)
    return (word,)


def excerpt(values: Iterable[object], text: str, cells: int = 60) -> str:
    """What stands around the first of the words of ``text`` that is found in one of these clean texts, on one line.

    '' where none is found.
    """
    told = [str(value) for value in values if value]
    for word in normalise(text).split():
        for spelled in spellings(word):
            for each in told:
                place = next(occurrences(each, spelled), None)
                if place is not None:
                    return cut_around(each.replace("\n", " "), *place, cells)
    return ""
