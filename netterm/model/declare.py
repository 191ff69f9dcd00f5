"""How an entity is declared: once, here, and everything else about it is derived.

An :class:`Entity` is a name, two labels and its fields. From it follow its tables (``netterm.store``), form, list and
search, its command-line words, its CSV columns, its merge rule, its translation and its privacy class. Nothing else in
the program lists fields again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol, TypedDict, Unpack

from netterm.locale import Language, current
from netterm.model.kinds import ACCEPTS, EVERYBODY_WRITING, Compartment, Kind, Merge, Privacy, Role, Value


@dataclass(frozen=True, slots=True)
class Label:
    """One thing's name in both languages."""

    th: str
    en: str

    def text(self, language: Language | None = None) -> str:
        """In ``language``, or in the one in force."""
        return self.th if (language or current()) is Language.TH else self.en

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, slots=True)
class Choice:
    """One member of a closed list: its stored code and its label."""

    code: str
    label: Label


@dataclass(frozen=True, slots=True)
class Logged:
    """That a field's changes are told in records of another entity, which hang on its own."""

    entity: str
    after: str
    """The field there that holds the new value."""


@dataclass(frozen=True, slots=True)
class Once:
    """That no two records have the same values in some fields."""

    fields: tuple[str, ...]
    states: frozenset[str] = frozenset()
    """Counting those in these states alone; none for all."""


@dataclass(frozen=True)
class Field:
    """One thing known about an entity. Make it by :func:`text`, :func:`date`, :func:`ref` and the others below."""

    name: str
    label: Label
    kind: Kind
    required: bool = False
    many: bool = False
    """A set of elements, each merging on its own."""
    privacy: Privacy | None = None
    """None takes the entity's."""
    choices: tuple[Choice, ...] = ()
    moves: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """STATE: the codes that may follow each code."""
    starts: frozenset[str] = frozenset()
    """STATE: the codes that a record may begin with, the default among them."""
    target: str = ""
    """REF: the entity referred to."""
    part_of: bool = False
    """REF: this record hangs on that one: deleted with it, sealed with it, and an edit here keeps that one."""
    out_of: bool = False
    """REF: this record came out of that one and lives on by itself; once that one is sealed, no more come out of it and
    none of those that did is deleted or said to come from elsewhere."""
    after_seal: bool = False
    """Goes on changing when the record is sealed."""
    logged: Logged | None = None
    """A new value takes a record that says why, in the same action."""
    default: Value = None
    listed: bool = False
    """A column of the list."""
    searched: bool = False
    """Looked through when people search. A reference: what it refers to is; a NUMBER: as it is shown; a PHONE: by its
    digits, however they are grouped."""
    coming: bool = False
    """DATE: a day to come, where what was typed leaves that open."""
    glued: bool = False
    """Written without a space before the next field, as a title is before a name, and found so."""
    series: str = ""
    """NUMBER: the series it is counted in."""
    pattern: str = ""
    """NUMBER: how it is shown, e.g. ``M-{n:04}``; ``{year}`` is the Buddhist year that ``scope`` gives."""
    scope: tuple[str, ...] = ()
    """NUMBER: fields whose values each have a count of their own; ``starts_at:year`` takes the year of a date, and
    ``item.meeting`` the field of the record referred to."""
    keeps_year: str = ""
    """NUMBER: the field that keeps the year of its scope from when the number is given, so that a date that moves
    changes no number."""
    given: bool = False
    """Given by netterm and never typed; so is every NUMBER."""
    help: Label | None = None

    @property
    def merge(self) -> Merge:
        if self.kind is Kind.SHARED:
            return Merge.SHARED_TEXT
        return Merge.ELEMENTS if self.many else Merge.REGISTER

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices)

    def choice(self, code: str) -> Choice | None:
        """The choice of that code, or None where a newer version wrote a code that this one does not know."""
        return next((choice for choice in self.choices if choice.code == code), None)

    def accepts(self, value: object) -> bool:
        """Whether one stored element has this field's form: the check every change passes, own or a peer's."""
        return ACCEPTS[self.kind](value)

    def may_move(self, before: Value, after: Value) -> bool:
        """Whether a state may follow another; a first state must be one to begin with. True for all other kinds."""
        if self.kind is not Kind.STATE or before == after:
            return True
        if before is None:
            return after in self.starts
        return str(after) in self.moves.get(str(before), frozenset())


_FOUND_OTHERWISE = frozenset({Kind.REF, Kind.NUMBER, Kind.PHONE})

Namer = Callable[[Mapping[str, str]], str | Label]
"""Makes the title of a record from its fields as they are shown; what is not known is empty. A label where there are
words of ours in it."""


@dataclass(frozen=True)
class Entity:
    """A declared kind of record."""

    name: str
    label: Label
    fields: tuple[Field, ...]
    privacy: Privacy = Privacy.INTERNAL
    writers: frozenset[Role] = EVERYBODY_WRITING
    title: str | Namer = ""
    """What names a record to people: a format string over the fields, or a function of them as they are shown; the
    first text field otherwise. A field in it may be a reference, a choice, a number: ``netterm.model.values.title``
    shows it as people read it."""
    order: tuple[str, ...] = ()
    """Fields the list is sorted by; ``-`` before one reverses it. Text sorts by the Thai collation, a choice by its
    place among the choices, an ORDER by its characters."""
    indexes: tuple[tuple[str, ...], ...] = ()
    """Field combinations that queries need beside each reference; ``id`` stands for the order of making."""
    single: bool = False
    """A network has one record of it, made when it is founded: none is added, and it is not deleted."""
    sealed: frozenset[str] = frozenset()
    """The states in which nothing but the state changes any more, here and in what hangs on it; see
    ``netterm.model.seals``."""
    seal_sentence: str = ""
    """What is said to whom wants to change it all the same; a msgid."""
    own_seal: bool = False
    """Its owner's seal does not reach it."""
    joins_sealed: bool = False
    """More of it may be added to what is sealed, and is sealed with that from then on."""
    once: Once | None = None
    needs_of_owner: tuple[str, str] | None = None
    """A choice of its owner and the code that it has to have."""
    derived: str = ""
    """Its records follow from the trust log: nobody writes them, and this msgid says so and what to do instead."""
    internal: bool = False
    """Not offered in lists of entities: elements of a set."""

    def __post_init__(self) -> None:
        names = [f.name for f in self.fields]
        if len(set(names)) != len(names) or any(n.startswith("_") or n in {"id", "n"} for n in names):
            raise ValueError(f"{self.name}: field names must differ, not start with _, and not be id or n")

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {f.name: f for f in self.fields}

    def __getitem__(self, name: str) -> Field:
        return self.by_name[name]

    @cached_property
    def given(self) -> frozenset[str]:
        """The names of the fields that nobody types."""
        return frozenset(f.name for f in self.fields if f.given or f.kind is Kind.NUMBER)

    def privacy_of(self, f: Field) -> Privacy:
        return self.privacy if f.privacy is None else f.privacy

    def compartment_of(self, f: Field) -> Compartment:
        """Class 3 is kept and sent apart, also where it is one field of an otherwise general record."""
        return Compartment.SENSITIVE if self.privacy_of(f) is Privacy.SENSITIVE else Compartment.GENERAL

    @cached_property
    def home(self) -> Compartment:
        """Where the record itself is: the compartment of its fields that are not set apart."""
        return Compartment.SENSITIVE if self.privacy is Privacy.SENSITIVE else Compartment.GENERAL

    @cached_property
    def compartments(self) -> tuple[Compartment, ...]:
        return tuple(sorted({self.home} | {self.compartment_of(f) for f in self.fields}))

    @cached_property
    def state(self) -> Field | None:
        return next((f for f in self.fields if f.kind is Kind.STATE), None)

    @cached_property
    def owner(self) -> Field | None:
        """The reference to the record that this one hangs on."""
        return next((f for f in self.fields if f.part_of), None)

    @cached_property
    def number(self) -> Field | None:
        return next((f for f in self.fields if f.kind is Kind.NUMBER), None)

    @cached_property
    def columns(self) -> tuple[Field, ...]:
        """The fields that a list shows."""
        return tuple(f for f in self.fields if f.listed) or self.fields[:3]

    @cached_property
    def searched(self) -> tuple[Field, ...]:
        """The fields whose own text is looked through."""
        return tuple(f for f in self.fields if f.searched and not f.many and f.kind not in _FOUND_OTHERWISE)

    @cached_property
    def searched_besides(self) -> tuple[Field, ...]:
        """The fields that are looked through in another way than as text of the record itself."""
        return tuple(f for f in self.fields if f.searched and f not in self.searched)

    def title_of(self, values: Mapping[str, object]) -> str:
        """What this record is called, from its stored values alone: without what it refers to."""
        return self.titled({f.name: _bare(values.get(f.name)) for f in self.fields})

    def titled(self, shown: Mapping[str, str], language: Language | None = None) -> str:
        """The title of a record whose fields, all of them, are shown as given, in ``language`` or the one in force."""
        if callable(self.title):
            made = self.title(shown)
            return made.text(language) if isinstance(made, Label) else made
        first = next((f.name for f in self.fields if f.kind is Kind.TEXT), "")
        filled = self.title.format_map(shown) if self.title else shown.get(first, "")
        return " ".join(filled.split())


class Schema:
    """The entities that a replica knows, with the element entities of their sets.

    The element of a set field ``phones`` of ``person`` is a record of the derived entity ``person.phones`` with the
    fields ``of`` (whose it is) and ``value``.
    """

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._entities: dict[str, Entity] = {}
        for entity in entities:
            for each in (entity, *(_element_entity(entity, f) for f in entity.fields if f.many)):
                if each.name in self._entities:
                    raise ValueError(f"{each.name} is declared twice")
                self._entities[each.name] = each
        for entity in self._entities.values():
            for f in entity.fields:
                if f.kind is Kind.REF and f.target not in self._entities:
                    raise ValueError(f"{entity.name}.{f.name} refers to {f.target!r}, which is not declared")

    def __getitem__(self, name: str) -> Entity:
        return self._entities[name]

    def get(self, name: str) -> Entity | None:
        return self._entities.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._entities

    @property
    def all(self) -> tuple[Entity, ...]:
        """Every entity that has a table, elements of sets included."""
        return tuple(e for e in self._entities.values() if not e.derived)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities that people know by name."""
        return tuple(e for e in self._entities.values() if not e.internal)

    def parts_of(self, name: str) -> tuple[Entity, ...]:
        """The entities whose records hang on records of ``name``."""
        return tuple(e for e in self.all if e.owner is not None and e.owner.target == name)

    def can_be_sealed(self, name: str) -> bool:
        """Whether records of that entity are ever sealed, or come out of what is."""
        return name in self._sealable

    @cached_property
    def _sealable(self) -> frozenset[str]:
        found: set[str] = set()
        while more := {e.name for e in self.all if e.name not in found and _is_sealed_with(e, found)}:
            found |= more
        return frozenset(found)


def _is_sealed_with(entity: Entity, sealable: Collection[str]) -> bool:
    return bool(entity.sealed) or any((f.part_of or f.out_of) and f.target in sealable for f in entity.fields)


def _bare(value: object) -> str:
    return "" if value is None or isinstance(value, bytes) else str(value)


def element_name(entity: str, field_name: str) -> str:
    """The name of the derived entity that holds the elements of a set."""
    return f"{entity}.{field_name}"


def _element_entity(entity: Entity, f: Field) -> Entity:
    of = ref("of", entity.label.th, entity.label.en, to=entity.name, required=True, part_of=True)
    value = replace(f, name="value", many=False, required=True, listed=True)
    name = element_name(entity.name, f.name)
    privacy = entity.privacy_of(f)
    return Entity(name, f.label, (of, value), privacy, entity.writers, internal=True, derived=entity.derived)


# One short constructor for each kind, so that a declaration reads as a table.


class Keywords(TypedDict, total=False):
    """What may follow a field's name and labels; the words are those of :class:`Field`."""

    required: bool
    many: bool
    privacy: Privacy
    part_of: bool
    out_of: bool
    after_seal: bool
    logged: Logged
    given: bool
    default: Value
    listed: bool
    searched: bool
    coming: bool
    glued: bool
    help: Label


class Maker(Protocol):
    """Makes a field from its name, its Thai and English labels, and keywords."""

    def __call__(self, name: str, th: str, en: str, **rest: Unpack[Keywords]) -> Field: ...


def _maker(kind: Kind) -> Maker:
    def make(name: str, th: str, en: str, **rest: Unpack[Keywords]) -> Field:
        return Field(name, Label(th, en), kind, **rest)

    return make


text = _maker(Kind.TEXT)
prose = _maker(Kind.PROSE)
shared = _maker(Kind.SHARED)
integer = _maker(Kind.INTEGER)
money = _maker(Kind.MONEY)
date = _maker(Kind.DATE)
moment = _maker(Kind.MOMENT)
flag = _maker(Kind.FLAG)
order = _maker(Kind.ORDER)
national_id = _maker(Kind.NATIONAL_ID)
phone = _maker(Kind.PHONE)

Codes = Mapping[str, tuple[str, str]]
"""A closed list: code → (Thai, English)."""


def ref(name: str, th: str, en: str, *, to: str, **rest: Unpack[Keywords]) -> Field:
    """A reference to a record of the entity ``to``."""
    return replace(_maker(Kind.REF)(name, th, en, **rest), target=to)


def choice(name: str, th: str, en: str, codes: Codes, **rest: Unpack[Keywords]) -> Field:
    """One of a closed list."""
    return replace(_maker(Kind.CHOICE)(name, th, en, **rest), choices=_choices(codes))


def state(
    name: str, th: str, en: str, codes: Codes, moves: Mapping[str, str], *, starts: str = "", **rest: Unpack[Keywords]
) -> Field:
    """A state: ``moves`` gives for each code the codes that may follow it, parted by spaces; the first is initial.

    ``starts`` gives further codes that a record may begin with, for what was already so when it was first written down.
    """
    legal = {code: frozenset(moves.get(code, "").split()) for code in codes}
    first = next(iter(codes))
    made = _maker(Kind.STATE)(name, th, en, **rest)
    return replace(
        made, choices=_choices(codes), moves=legal, default=first, starts=frozenset({first, *starts.split()})
    )


class Counting(Keywords, total=False):
    """What may follow a number's names: the words are those of :class:`Field`."""

    scope: tuple[str, ...]
    keeps_year: str


def number(name: str, th: str, en: str, *, series: str, pattern: str, **rest: Unpack[Counting]) -> Field:
    """A number for people, counted in ``series`` for each ``scope``, and shown by ``pattern``, e.g. ``M-{n:04}``."""
    return Field(name, Label(th, en), Kind.NUMBER, series=series, pattern=pattern, **rest)


def _choices(codes: Mapping[str, tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Label(th, en)) for code, (th, en) in codes.items())
