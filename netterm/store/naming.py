"""What people call a record, and which record they mean by what they type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from netterm.errors import Failure
from netterm.language.search import normalise
from netterm.locale import N_, Language, current
from netterm.model.declare import Entity
from netterm.model.kinds import Value
from netterm.model.values import Showing, show_number
from netterm.model.values import title as shown_title
from netterm.store.numbers import _single

if TYPE_CHECKING:
    from netterm.store.reading import Reading

DEPTH = 3
"""References within references that a title follows."""
SHORTEST = 6
"""Letters of an id's end that are worth trying."""
_TOLD_END = 8
"""Letters of an id's end by which things of one name are told apart."""
NAMED = 5
"""How many of several are named to a person."""


class NotFound(Failure):
    """Nothing is called that."""

    def __init__(self, entity: Entity, typed: str) -> None:
        super().__init__(N_("There is no {what} “{typed}”."), what=entity.label, typed=typed)


class SeveralFound(Failure):
    """It could be any of these."""

    def __init__(self, typed: str, titles: list[str]) -> None:
        super().__init__(
            N_("“{typed}” could be any of these: {titles}. Type more of it."), typed=typed, titles=", ".join(titles)
        )


def showing(replica: Reading, depth: int = DEPTH, language: Language | None = None) -> Showing:
    """How values of this replica are shown: references by their titles."""

    def name_of(entity: str, id: bytes) -> str:
        return title(replica, entity, id, depth - 1, language) if depth else ""

    def record_of(entity: str, id: bytes) -> Mapping[str, Value]:
        found = replica.get(entity, id)
        return {} if found is None else _single(found.values)

    return Showing(language, name_of=name_of, record_of=record_of, schema=replica.schema)


def title(replica: Reading, entity: str, id: bytes, depth: int = DEPTH, language: Language | None = None) -> str:
    """The title of a record, what it refers to included; empty where it is not here."""
    record = replica.get(entity, id)
    if record is None:
        return ""
    return shown_title(record.entity, _single(record.values), showing(replica, depth, language))


def find(replica: Reading, entity: str, typed: str) -> bytes:
    """The record that a person means: by its id or the end of one, its number, or a part of its name.

    Raises :class:`NotFound` or :class:`SeveralFound`.
    """
    declared = replica.schema[entity]
    wanted = normalise(typed)
    bare = wanted.replace("-", "")
    if len(bare) >= SHORTEST and all(letter in "0123456789abcdef" for letter in bare):
        ends = [id for id in replica.ids(entity) if id.hex().endswith(bare)]
        if len(ends) == 1:
            return ends[0]
    # In the reader's language first, and then in the other: what is typed may be in either.
    languages = sorted(Language, key=lambda language: language is not current())
    found = next(filter(None, (_by_name(replica, declared, wanted, each) for each in languages)), {})
    if not found:
        raise NotFound(declared, typed)
    if len(found) > 1:
        raise SeveralFound(typed, _told_apart(dict(list(found.items())[:NAMED])))
    return next(iter(found))


def _told_apart(titles: Mapping[bytes, str]) -> list[str]:
    """Titles, with the end of the id behind those that are the same: more of them could not be typed."""
    shared = {each for each, count in Counter(titles.values()).items() if count > 1}
    return [f"{title} ({id.hex()[-_TOLD_END:]})" if title in shared else title for id, title in titles.items()]


def _by_name(replica: Reading, entity: Entity, wanted: str, language: Language) -> dict[bytes, str]:
    """Those whose title or number is exactly that, or else those whose title begins with it, or else contains it."""
    can_be_searched = entity.searched or entity.searched_besides
    likely = replica.ids(entity.name, text=wanted, limit=200) if can_be_searched else []
    ids = likely or replica.ids(entity.name)
    shown = showing(replica, language=language)
    titles = {}
    numbers = {}
    for record in replica.records(entity.name, ids):
        titles[record.id] = shown_title(entity, _single(record.values), shown)
        if entity.number is not None:
            numbers[record.id] = normalise(show_number(entity, _single(record.values), shown))
    folded = {id: normalise(name) for id, name in titles.items()}
    if not wanted:
        return {}
    exact = {id: name for id, name in titles.items() if wanted in {folded[id], numbers.get(id)}}
    begun = {id: name for id, name in titles.items() if folded[id].startswith(wanted)}
    return exact or begun or {id: name for id, name in titles.items() if wanted in folded[id]}
