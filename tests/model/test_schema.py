"""The declarations are sound: what everything else is derived from holds together."""

import re
from collections.abc import Iterator

import pytest

from netterm.model import SCHEMA, Compartment, Entity, Field, Kind, Label, Privacy, Role
from netterm.model.kinds import ADMINS, EVERYBODY_WRITING, REGISTRY
from netterm.model.values import Showing, show

THAI = re.compile("[ก-๛]")
FIELDS = [(entity, field) for entity in SCHEMA.all for field in entity.fields]
NAMED = [pytest.param(entity, field, id=f"{entity.name}.{field.name}") for entity, field in FIELDS]
STATES = [pytest.param(entity, entity.state, id=entity.name) for entity in SCHEMA.entities if entity.state]


def labels() -> Iterator[tuple[str, Label]]:
    for entity in SCHEMA.entities:
        yield entity.name, entity.label
        for field in entity.fields:
            yield f"{entity.name}.{field.name}", field.label
            yield from ((f"{entity.name}.{field.name}={each.code}", each.label) for each in field.choices)
            if field.help:
                yield f"{entity.name}.{field.name}.help", field.help


def test_the_entities_are_those_that_a_meeting_needs() -> None:
    names = """
        network org person member identity position term series meeting attendance presence_span agenda_item motion vote
        resolution question minutes_version minutes_signature task task_log
    """
    assert [entity.name for entity in SCHEMA.entities] == names.split()


@pytest.mark.parametrize(("where", "label"), [pytest.param(*each, id=each[0]) for each in labels()])
def test_every_label_is_said_in_thai_and_in_english(where: str, label: Label) -> None:
    assert THAI.search(label.th), where
    assert label.en.strip() == label.en != "", where
    assert not THAI.search(label.en), where


@pytest.mark.parametrize("entity", [pytest.param(each, id=each.name) for each in SCHEMA.entities])
def test_no_two_fields_of_a_form_are_called_the_same(entity: Entity) -> None:
    for language in ("th", "en"):
        names = [getattr(field.label, language) for field in entity.fields]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(("entity", "field"), NAMED)
def test_no_two_choices_are_called_the_same(entity: Entity, field: Field) -> None:
    for language in ("th", "en"):
        names = [getattr(each.label, language) for each in field.choices]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(("entity", "state"), STATES)
def test_every_state_can_be_reached_and_leads_only_to_states(entity: Entity, state: Field) -> None:
    reached: set[str] = set()
    waiting = set(state.starts)
    while waiting:
        reached |= waiting
        waiting = {after for code in waiting for after in state.moves[code]} - reached
    assert reached == state.codes
    assert state.starts <= state.codes
    assert entity.sealed <= state.codes


def test_every_move_can_be_taken_back_but_those_that_others_rely_on() -> None:
    final = [
        f"{entity.name}: {before} → {after}"
        for entity in SCHEMA.entities
        for before, following in (entity.state.moves.items() if entity.state else ())
        for after in sorted(following)
        if entity.state and before not in entity.state.moves[after]
    ]
    assert final == [
        "person: active → erased",
        "person: merged → erased",
        "person: deceased → erased",
        "meeting: closed → certified",
        "minutes_version: draft → circulated",
        "minutes_version: circulated → certified",
        "minutes_version: circulated → corrected",
        "minutes_version: certified → corrected",
    ]


@pytest.mark.parametrize(("entity", "field"), NAMED)
def test_a_default_is_a_value_that_the_field_accepts_and_shows(entity: Entity, field: Field) -> None:
    if field.default is None:
        return
    assert field.accepts(field.default)
    if field.choices:
        assert field.default in field.codes
    assert show(field, field.default, Showing()) != ""


@pytest.mark.parametrize("entity", [pytest.param(each, id=each.name) for each in SCHEMA.all])
def test_orders_indexes_and_scopes_name_fields_that_are_kept_together(entity: Entity) -> None:
    at_home = {field.name for field in entity.fields if not field.many and entity.compartment_of(field) is entity.home}
    for name in (
        *(each.removeprefix("-") for each in entity.order),
        *(name for each in entity.indexes for name in each),
    ):
        assert name in at_home | {"id"}
    for path in entity.number.scope if entity.number else ():
        step, dot, rest = path.partition(".")
        assert not dot or rest in SCHEMA[entity[step].target].by_name
        assert dot or path.partition(":")[0] in at_home


@pytest.mark.parametrize("entity", [pytest.param(each, id=each.name) for each in SCHEMA.entities])
def test_a_list_shows_a_few_columns_and_never_what_is_sensitive(entity: Entity) -> None:
    assert 1 <= len(entity.columns) <= 8
    assert all(entity.privacy_of(field) < Privacy.SENSITIVE for field in (*entity.columns, *entity.searched))


def test_only_the_national_id_is_kept_in_the_sensitive_compartment() -> None:
    sensitive = [f"{e.name}.{f.name}" for e, f in FIELDS if e.compartment_of(f) is Compartment.SENSITIVE]
    assert sensitive == ["person.national_id"]


def test_people_and_members_are_written_by_the_registry_and_the_network_by_admins() -> None:
    for entity in SCHEMA.all:
        of_people = entity.name.partition(".")[0] in {"person", "member"}
        of_network = entity.name.partition(".")[0] == "network"
        assert entity.writers == (REGISTRY if of_people else ADMINS if of_network else EVERYBODY_WRITING)
        assert (entity.privacy is Privacy.PERSONAL) == of_people
        assert Role.VIEWER not in entity.writers


def test_what_hangs_on_a_record_goes_with_it() -> None:
    owners = {e.name: e.owner.target for e in SCHEMA.entities if e.owner}
    assert owners == {
        "member": "person",
        "term": "member",
        "attendance": "meeting",
        "presence_span": "attendance",
        "agenda_item": "meeting",
        "motion": "agenda_item",
        "vote": "motion",
        "resolution": "agenda_item",
        "question": "meeting",
        "minutes_version": "meeting",
        "minutes_signature": "minutes_version",
        "task_log": "task",
    }


def test_every_owner_is_required() -> None:
    assert all(entity.owner.required for entity in SCHEMA.all if entity.owner)


def test_a_record_without_anything_has_a_title_all_the_same() -> None:
    for entity in SCHEMA.all:
        assert isinstance(entity.title_of({}), str)


@pytest.mark.parametrize(
    ("entity", "required"),
    [
        ("network", {"name_th", "level", "purpose"}),
        ("person", {"first"}),
        ("member", {"person", "category", "joined_on"}),
        ("term", {"position", "member", "from"}),
        ("meeting", {"starts_at", "place"}),
        ("attendance", {"meeting"}),
        ("agenda_item", {"meeting", "heading", "title"}),
        ("resolution", {"item", "verb", "text"}),
        ("task", {"title", "assignee", "due"}),
    ],
)
def test_what_the_domain_asks_for_is_required(entity: str, required: set[str]) -> None:
    assert {field.name for field in SCHEMA[entity].fields if field.required} == required


def test_numbers_that_start_anew_each_year_show_it() -> None:
    for entity, field in FIELDS:
        if field.kind is Kind.NUMBER:
            assert ("{year}" in field.pattern) == any(path.endswith(":year") for path in field.scope), entity.name
