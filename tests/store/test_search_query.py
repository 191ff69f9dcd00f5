"""What is found, and how near it comes, beside the same said in Python; of few rows, of all sorts of letters."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netterm.language.clean import clean_line
from netterm.language.search import folded, normalise, phone_digits, spellings
from netterm.model import SCHEMA
from netterm.model import declare as d
from netterm.model.kinds import Compartment
from netterm.store.database import Connection, Database
from netterm.store.migrations import migrate
from netterm.store.records import Reader
from netterm.store.search import index_new
from netterm.store.search_query import CLOSEST
from netterm.store.tables import tables_of

TABLES = tables_of(SCHEMA, Compartment.GENERAL)
PERSON = TABLES["person"]
NAMES = ("title", "first", "last", "nick")

# Thai letters, digits of both kinds, capitals, what folds to them, what means something to a pattern.
LETTERS = "กสเ่ำ ๑12aAsSkfi" + "ß\u017f\u212aﬁﬆ\u0130\u1e9e\u1e96éÉς" + "*?[]^-%_\\.'\""
TEXTS = st.text(LETTERS, max_size=6).map(clean_line)
PEOPLE = st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, st.booleans()), max_size=5)
TYPED = st.text(LETTERS, min_size=1, max_size=4).filter(normalise)
Person = tuple[str, str, str, str, bool]
"""Title, given name, family name, nickname; whether they are deleted."""
NEARER_AND_NEARER = [
    ("", "ก", "", "กส", False), ("", "ก", "ก สก", "", False), ("", "ก", "สก", "", False), ("", "สก", "", "", False),
    ("", "ก", "", "ส", False),
]  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database(tmp_path_factory.mktemp("searched") / "general.db", b"k" * 32)
    with made.write():
        migrate(made, TABLES.values())
    yield made
    made.close()


def found(database: Database, people: Sequence[Person], entity: str, typed: str) -> list[int]:
    """The places of those who are found, in the order in which they come: the nearest first, then as they were made."""
    with database.read() as connection:  # which takes back what is written in it
        for place, person in enumerate(people):
            _put(connection, place, person)
        reader = Reader(connection, SCHEMA, TABLES)
        ids = reader.ids(SCHEMA[entity], {}, typed, (CLOSEST, "id"), (-1, 0))
        assert reader.count(SCHEMA[entity], {}, typed) == len(ids)
    return [id[0] for id in ids]


def _put(connection: Connection, place: int, person: Person) -> None:
    """A person who may be deleted, and a member who is not and refers to them."""
    id = bytes([place]) * 16
    *texts, gone = person
    held = [text or None for text in texts]
    columns = ", ".join(f'"{name}"' for name in NAMES)
    connection.execute(
        f"INSERT INTO person (n, id, _versions, _gone, {columns}) VALUES (?, ?, x'', ?, ?, ?, ?, ?)",
        (place + 1, id, gone, *held),
    )
    by_name = dict(zip(NAMES, held, strict=True))
    index_new(connection, PERSON, [(place + 1, [by_name.get(f.name) for f in PERSON.searched])])
    connection.execute("INSERT INTO member (id, _versions, person) VALUES (?, x'', ?)", (id, id))


def expected(people: Sequence[Person], typed: str) -> list[int]:
    words = normalise(typed).split()
    wanted = _small(" ".join(words))
    grouped = phone_digits("".join(words)) if len(words) > 1 else ""
    places = [place for place, person in enumerate(people) if _is_found(person, words, grouped)]
    return sorted(places, key=lambda place: (_nearness(people[place], wanted), place))


def _is_found(person: Person, words: Sequence[str], grouped: str) -> bool:
    title, *others, gone = person
    said = folded(title + " ".join(others))
    every = all(any(spelled in said for spelled in spellings(word)) for word in words)
    return not gone and (every or bool(grouped and grouped in said))


def _nearness(person: Person, wanted: str) -> int:
    title, first, last, nick = map(_small, person[:4])
    called = f"{title}{first} {last} {nick}", f"{first} {last} {nick}"
    each = [text for text in (title, first, last, nick) if text]
    if wanted in each:
        return 0
    if any(text.startswith(wanted) for text in called):
        return 1
    if any(text.startswith(wanted) for text in each):
        return 2
    return 3 if any(f" {wanted}" in text for text in each) else 4


def _small(text: str) -> str:
    """Letters from A to Z alone made small."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


@pytest.mark.parametrize("entity", ["person", "member"])
@example(people=NEARER_AND_NEARER, typed="ส")
@example(people=[("", "ก", "นสก", "", False), ("น", "ส", "", "", False)], typed="นส")
@example(people=[("", "ก", "ใจ", "สม", False), ("นาย", "สม", "ใจ", "", False)], typed="สม ใจ")
@example(people=[("", "ก", "ใจ", "นายสม", False), ("นาย", "สม", "ใจดี", "", False)], typed="นายสม ใจ")
@example(people=[("", "ส", "", "", False), ("", "ส", "", "", True)], typed="ส")
@example(people=[("", "สมช", "", "", False), ("", "สมช", "", "", True)], typed="สมช")
@example(people=[("", "\u212a", "ﬁ", "ß", False), ("", "ก", "", "", False)], typed="s")
@example(people=[("", "a]", "", "", False), ("", "[b", "^", "-", False)], typed="]")
@example(people=[("", "*ก", "", "", False), ("", "ก", "", "", False)], typed="*ก")
@example(people=[("", "ก๑a", "", "", False), ("", "ก1A", "", "", False)], typed="1a")
@example(people=[("", "ก1", "", "", False), ("", "ก ๑", "", "", False)], typed="1")
@given(people=PEOPLE, typed=TYPED)
def test_whatever_has_it_is_found_and_the_nearest_comes_first(
    database: Database, entity: str, people: list[Person], typed: str
) -> None:
    assert found(database, people, entity, typed) == expected(people, typed)


def test_only_what_is_neither_thai_nor_ascii_is_folded_to_more_than_a_capital_or_a_digit() -> None:
    for letter in map(chr, range(sys.maxunicode + 1)):
        small = folded(letter)
        if letter.isascii():
            assert small == letter.lower()
        elif "\u0e01" <= letter <= "\u0e5b":
            assert small == letter or (letter in "๐๑๒๓๔๕๖๗๘๙" and small == str("๐๑๒๓๔๕๖๗๘๙".index(letter)))
        elif small != letter:
            assert not any("\u0e01" <= each <= "\u0e5b" or (each.isascii() and not each.isalpha()) for each in small)


@pytest.mark.parametrize("typed", ["ก", "กขค"])
def test_what_refers_to_its_own_kind_is_found_by_that(tmp_path: Path, typed: str) -> None:
    name = d.text("name", "ชื่อ", "Name", searched=True)
    above = d.ref("above", "อยู่ใต้", "Under", to="unit", searched=True)
    schema = d.Schema((d.Entity("unit", d.Label("หน่วย", "Unit"), (name, above)),))
    tables = tables_of(schema, Compartment.GENERAL)
    made = Database(tmp_path / "general.db", b"k" * 32)
    with made.write() as connection:
        migrate(made, tables.values())
        for n, (said, under) in enumerate((("กขค", None), ("ง", b"\0" * 16), ("จ", b"\1" * 16))):
            row = (n + 1, bytes([n]) * 16, said, under)
            connection.execute("INSERT INTO unit (n, id, _versions, name, above) VALUES (?, ?, x'', ?, ?)", row)
            index_new(connection, tables["unit"], [(n + 1, [said])])
        found_ids = Reader(connection, schema, tables).ids(schema["unit"], {}, typed, ("id",), (-1, 0))
    made.close()
    assert [id[0] for id in found_ids] == [0, 1]
