"""How text is compared when something is looked for: one spelling for the index and for what is typed."""

import unicodedata

from netterm.language.clean import clean_line
from netterm.language.numbers import to_arabic_digits

__all__ = ["folded", "normalise", "trigrams"]


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
