"""Whether lines wrap between Thai words yet: the word list is read in a worker, and until then they wrap at spaces."""

import re
import threading

from netterm.language.words import break_places, edition, segment
from netterm.language.wrapping import breaks

__all__ = ["load_words", "words_are_loaded", "wrap", "wrapping_edition"]

_loaded = threading.Event()
_BEHIND_SPACE = re.compile(r"(?<=\s)(?=\S)")


def load_words() -> None:
    """Read the word list, which takes a tenth of a second: for a worker."""
    segment("กข")
    _loaded.set()


def words_are_loaded() -> bool:
    """Whether lines wrap between Thai words yet."""
    return _loaded.is_set()


def wrapping_edition() -> int:
    """A number that is another one once lines may wrap otherwise than before: words or names have become known."""
    return edition() + 1 if words_are_loaded() else 0


def wrap(line: str, width: int) -> tuple[int, ...]:
    """Where the rows of a line begin, but for the first: between words as far as they are known."""
    if words_are_loaded():
        places = break_places(line)
        return breaks(line, width, places.words, places.parts)
    return breaks(line, width, tuple(found.start() for found in _BEHIND_SPACE.finditer(line)))
