"""What people look for, as SQL: the rows in which every word is found, and which of them come first.

A word is found in the record's own text, through the index where it has three letters and by looking at every row
where it is shorter; in the number that the record is called by; in the telephone numbers that hang on it, by their
digits; and in what the record refers to, such as a member's person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from netterm.language.numbers import to_thai_digits
from netterm.language.search import normalise, phone_digits, spellings, trigrams
from netterm.model.declare import Field, element_name
from netterm.model.kinds import Kind
from netterm.store.search import index_name
from netterm.store.tables import Table, quoted

Clause = tuple[str, list[object]]
"""SQL and its parameters."""
Tables = Mapping[str, Table]

CLOSEST = "closest"
"""In an order of fields: first of all those that come nearest to what is looked for."""
NOT_FOUND: Clause = ("0", [])
_PLACE = re.compile(r"\{(\w+)(?::0(\d+))?\}")
_SAYS_NUMBER = re.compile(r"(?:^|(?<= ))(?:ครั้งที่|เลขที่|no\.?) ?(?=[0-9])")
_THAI = re.compile("[\u0e01-\u0e4e]+")
"""Letters that are stored as they are looked for."""
_THAI_AND_LATIN = re.compile("[\u0e01-\u0e4e!-~]{1,100}")
"""Words that are looked for by a pattern: to fold the text of every row takes several times as long."""
_SIGNS_AND_DIGITS = re.compile("[^a-z]+")
_NOT_ALL_THAI = "*[^ \u0e01-\u0e4e]*"
_OTHER_LETTERS = "*[^\n -~\u0e01-\u0e5b]*"
"""Letters that may be folded to those from a to z: ſ, ß, ligatures and their like."""
_LONGEST_NUMBER = 15
_SIDE_BY_SIDE = 100
_FEWEST_PHONE_DIGITS = 3
"""One digit or two are in nearly every telephone number."""


def condition(table: Table, text: str, tables: Tables) -> Clause:
    """Rows in which every word of ``text`` is found somewhere."""
    words = _words(table, text)
    found = _all(_word(table, word, tables) for word in words)
    grouped = phone_digits("".join(words)) if len(words) > 1 else ""
    return _any([found, _word(table, grouped, tables)]) if grouped else found  # 081 23 is the beginning of one number


def closeness(table: Table, text: str, tables: Tables, row: str = "") -> Clause:
    """How near a found row comes to ``text``, the smallest first, for ORDER BY.

    A field that is just that; then a record whose name begins with it; another field that does; a word that does; and
    last what has it anywhere. ``row`` is what the row is called in the query, where that is needed.
    """
    names = [f for f in table.searched if f.kind is Kind.TEXT]
    if not names:
        return _closeness_of_referred(table, text, tables)
    words = [re.sub(r"([\\%_])", r"\\\1", word) for word in _words(table, text)]
    if not words:
        return "''", []
    wanted = " ".join(words)
    each = [f"{row and row + '.'}{quoted(f.name)}" for f in names]
    whole = (_pieces(some, row) for some in (names, [f for f in names if not f.glued]))
    is_called = _any(_begins(pieces, words) for pieces in whole if pieces)
    begins, is_just = _any([is_called, _like(each, f"{wanted}%")]), _like(each, wanted)
    has_word = _like(each, f"% {wanted}%")
    # Most rows are done with the first question and the last.
    sql = (
        f"CASE WHEN {begins[0]} THEN CASE WHEN {is_just[0]} THEN 0 WHEN {is_called[0]} THEN 1 ELSE 2 END"
        f" WHEN {has_word[0]} THEN 3 ELSE 4 END"
    )
    return sql, [*begins[1], *is_just[1], *is_called[1], *has_word[1]]


def _begins(pieces: Sequence[str], words: Sequence[str]) -> Clause:
    """Rows whose whole text begins with these words: the first of them with the first, which is soon asked."""
    first = _like(pieces[:1], f"{words[0]}%")
    return first if len(words) == 1 else _all([first, _like([_text(pieces, " || ' ' || ")], f"{' '.join(words)}%")])


def _like(columns: Iterable[str], pattern: str) -> Clause:
    return _any((f"{column} LIKE ? ESCAPE '\\'", [pattern]) for column in columns)


def _closeness_of_referred(table: Table, text: str, tables: Tables) -> Clause:
    """A member comes as near as its person does."""
    for f in table.entity.searched_besides:
        target = tables.get(f.target)
        if f.kind is Kind.REF and target is not None and f.name in table.place:
            sql, parameters = closeness(target, text, {}, "referred")
            return f"(SELECT {sql} FROM {target.name} AS referred WHERE referred.id = {_column(table, f)})", parameters
    return "''", []


def _words(table: Table, text: str) -> list[str]:
    wanted = normalise(text)
    number = table.entity.number
    if number is not None and number.searched:
        wanted = _SAYS_NUMBER.sub("", wanted)
        wanted = re.sub(rf"(?:^|(?<= )){re.escape(normalise(number.label.th))} ?(?=[0-9])", "", wanted)
    return wanted.split()


def _word(table: Table, word: str, tables: Tables) -> Clause:
    ways = [_in_text(table, spelled) for spelled in spellings(word)] if table.searched else []
    for f in table.entity.searched_besides:
        if f.many:
            ways.append(_in_elements(table, f, word, tables))
        elif f.name in table.place:
            ways.append(_besides(table, f, word, tables))
    return _any(ways)


def _besides(table: Table, f: Field, word: str, tables: Tables) -> Clause:
    if f.kind is Kind.NUMBER:
        return _in_number(table, f, word, tables)
    if f.kind is Kind.PHONE:
        return _in_phone(_column(table, f), word)
    target = tables.get(f.target)
    if target is None:
        return NOT_FOUND
    sql, parameters = _word(target, word, {name: each for name, each in tables.items() if each.entity.internal})
    if target is table:
        return f"{_column(table, f)} IN (SELECT id FROM {target.name} WHERE _gone = 0 AND {sql})", parameters
    # Only those that are referred to are looked at: they may be a few of very many.
    is_that = f"{target.name}.id = {_column(table, f)}"
    return f"EXISTS (SELECT 1 FROM {target.name} WHERE {is_that} AND {target.name}._gone = 0 AND {sql})", parameters


def _in_text(table: Table, word: str) -> Clause:
    clauses: list[Clause] = [_any(_in_piece(piece, word) for piece in _pieces(table.searched))]
    if threes := trigrams(word):
        matched = " AND ".join('"' + three.replace('"', '""') + '"' for three in threes)
        index = f'"{index_name(table.entity.name)}"'
        clauses.insert(0, (f"{table.name}.n IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)", [matched]))
    return _all(clauses)


def _in_piece(piece: str, word: str) -> Clause:
    """What ``instr(folded(piece), word)`` says, without folding the text of ordinary rows."""
    if _THAI.fullmatch(word):
        return f"instr({piece}, ?) > 0", [word]
    folding: Clause = (f"instr(folded(coalesce({piece}, '')), ?) > 0", [word])
    if not _THAI_AND_LATIN.fullmatch(word):
        return folding
    ways: list[Clause] = [(f"{piece} GLOB ?", [f"*{''.join(map(_as_written, word))}*"])]
    if not _SIGNS_AND_DIGITS.fullmatch(word):
        not_ascii: Clause = (f"octet_length({piece}) > length({piece})", [])  # which is soon told
        ways.append(_all([not_ascii, (f"{piece} GLOB ?", [_OTHER_LETTERS]), folding]))
    return _all([(f"{piece} GLOB ?", [_NOT_ALL_THAI]), _any(ways)])


def _as_written(letter: str) -> str:
    """A folded letter as GLOB finds it in text that is not folded."""
    same = "".join(dict.fromkeys((letter, letter.upper(), to_thai_digits(letter))))
    return f"[{same}]" if len(same) > 1 or letter in "*?[" else letter


def _in_elements(table: Table, f: Field, word: str, tables: Tables) -> Clause:
    elements = tables.get(element_name(table.entity.name, f.name))
    if elements is None:
        return NOT_FOUND
    sql, parameters = _in_phone("value", word) if f.kind is Kind.PHONE else _word(elements, word, {})
    if sql == "0":
        return NOT_FOUND
    return f"{table.name}.id IN (SELECT of FROM {elements.name} WHERE _gone = 0 AND {sql})", parameters


def _in_phone(column: str, word: str) -> Clause:
    digits = phone_digits(word)
    return (f"instr({column}, ?) > 0", [digits]) if len(digits) >= _FEWEST_PHONE_DIGITS else NOT_FOUND


def _in_number(table: Table, f: Field, word: str, tables: Tables) -> Clause:
    """The number itself, with or without what it is shown with, or the beginning of how it is shown."""
    shown, called = _shown_number(table, f, tables), f.pattern.partition("{")[0].casefold()
    if not shown or not any(map(str.isdigit, word)):
        return NOT_FOUND
    ways: list[Clause] = [(f"coalesce(instr(lower({shown}), ?), 0) = 1", [word])]
    bare = word.removeprefix(called).removeprefix(called.rstrip("-"))
    if bare.isdigit() and len(bare) <= _LONGEST_NUMBER:
        ways = [*(ways if bare != word else []), (f"{_column(table, f)} = ?", [int(bare)])]
    return _any(ways)


def _shown_number(table: Table, f: Field, tables: Tables) -> str:
    """SQL for a number as its pattern shows it; '' where the pattern takes what is not there.

    Patterns come from the declaration, never from data.
    """
    columns = {"n": f.name, "year": f.keeps_year}
    parts: list[str] = []
    end = 0
    for place in _PLACE.finditer(f.pattern):
        column = columns.get(place[1], "")
        path = next((path for path in f.scope if path.rpartition(".")[2] == place[1]), "")
        value = _column(table, table.entity[column]) if column in table.place else _number_at(table, path, tables)
        if not value:
            return ""
        padded = f"substr('{'0' * int(place[2] or 0)}' || {value}, -max({int(place[2] or 0)}, length({value})))"
        parts += [f"'{f.pattern[end : place.start()]}'", padded if place[2] else value]
        end = place.end()
    return " || ".join([*parts, f"'{f.pattern[end:]}'"])


def _number_at(table: Table, path: str, tables: Tables) -> str:
    """SQL for the number of the record to which references lead from one to the next; '' where none does."""
    step, _dot, rest = path.partition(".")
    target = tables.get(table.entity[step].target) if step in table.place else None
    if target is None:
        return ""
    number = target.entity.number
    shown = _number_at(target, rest, tables) if rest else _shown_number(target, number, tables) if number else ""
    is_that = f"{target.name}.id = {_column(table, table.entity[step])}"
    return f"(SELECT {shown} FROM {target.name} WHERE {is_that})" if shown else ""


def _pieces(fields: Iterable[Field], row: str = "") -> list[str]:
    """SQL for the texts of fields; one for those between which no space is written. No word reaches across two."""
    pieces: list[list[str]] = [[]]
    for f in fields:
        pieces[-1].append(f"{row and row + '.'}{quoted(f.name)}")
        if not f.glued:
            pieces.append([])
    return [piece[0] if len(piece) == 1 else f"({_text(piece, ' || ')})" for piece in pieces if piece]


def _text(columns: Iterable[str], between: str) -> str:
    """SQL for one text of several that may be missing."""
    return between.join(f"coalesce({column}, '')" for column in columns)


def _column(table: Table, f: Field) -> str:
    return f"{table.name}.{quoted(f.name)}"


def _all(clauses: Iterable[Clause]) -> Clause:
    return _joined(list(clauses), " AND ", "1")


def _any(clauses: Iterable[Clause]) -> Clause:
    return _joined([clause for clause in clauses if clause[0] != "0"], " OR ", "0")


def _joined(clauses: list[Clause], between: str, none: str) -> Clause:
    if not clauses:
        return none, []
    if len(clauses) > _SIDE_BY_SIDE:  # a tree, for the database takes none that is a thousand deep
        half = len(clauses) // 2
        clauses = [_joined(some, between, none) for some in (clauses[:half], clauses[half:])]
    sql = between.join(sql for sql, _parameters in clauses)
    return f"({sql})", [parameter for _sql, parameters in clauses for parameter in parameters]
