"""What the program knows of Thai words: the word list, read in a worker, and the names of the network's own records.

Until the list is read lines wrap at spaces. Names are learnt once at the start and then from each record that changes.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from netterm.language.words import add_words, break_places, edition, segment
from netterm.language.wrapping import breaks

if TYPE_CHECKING:
    from netterm.store import Record, Replica

__all__ = [
    "NAMING",
    "learn_names",
    "load_words",
    "rows_of",
    "words_are_loaded",
    "words_of",
    "wrap",
    "wrapping_edition",
]

NAMING: Mapping[str, tuple[str, ...]] = {
    "network": ("name_th", "name_en", "area"),
    "person": ("first", "last", "nick", "tambon", "amphoe", "province"),
    "org": ("name", "area"),
    "series": ("name",),
    "meeting": ("place",),
    "attendance": ("guest",),
}
"""The fields that hold names, of each entity that has some."""
_AREAS = ("area", "tambon", "amphoe", "province")
_AT_ONCE = 500
"""Records that are read in one go: other threads have their turn in between."""
_KIND_OF_PLACE = re.compile(r"^(?:ตำบล|แขวง|อำเภอ|เขต|จังหวัด|[ตอจ]\.)\s*(?=\S{2})")

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


def rows_of(text: str, width: int) -> list[str]:
    """A text in rows of at most so many cells."""
    rows: list[str] = []
    for line in text.split("\n"):
        starts = [0, *wrap(line, width)]
        rows += [line[start:end].rstrip() for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]
    return rows


def learn_names(replica: "Replica", changed: Iterable[tuple[str, bytes]] | None = None) -> bool:
    """Know the names in these records from now on, or in all the records there are; True if there were new ones.

    For a worker: with many thousand people it takes a second.
    """
    places = _all_places(replica) if changed is None else iter(changed)
    learnt = False
    while some := list(islice(places, _AT_ONCE)):
        learnt |= add_words(words_of(replica, some))
    return learnt


def words_of(replica: "Replica", changed: Iterable[tuple[str, bytes]]) -> list[str]:
    """The names in these records, given as entity and id: of people, organisations, meetings and places."""
    named = sorted(place for place in changed if place[0] in NAMING)
    found: list[str] = []
    for entity, places in groupby(named, key=itemgetter(0)):
        for record in replica.records(entity, [id for _entity, id in places]):
            found += _names_in(record)
    return found


def _all_places(replica: "Replica") -> Iterator[tuple[str, bytes]]:
    for entity in NAMING:
        for id in replica.ids(entity, order=("id",)):
            yield entity, id


def _names_in(record: "Record") -> Iterator[str]:
    names = {field: str(record.get(field) or "").strip() for field in NAMING[record.entity.name]}
    bare = (_KIND_OF_PLACE.sub("", names.get(field, "")) for field in _AREAS)
    full = " ".join(filter(None, (names.get("first"), names.get("last"))))
    return filter(None, dict.fromkeys((*names.values(), *bare, full)))
