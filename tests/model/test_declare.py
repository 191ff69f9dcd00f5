"""What follows from a declaration."""

from collections.abc import Mapping

import pytest

from netterm.locale import Language, use
from netterm.model import Compartment, Entity, Label, Merge, Privacy, Schema
from netterm.model.declare import choice, number, ref, shared, state, text

CAT = Entity(
    "cat",
    Label("แมว", "Cat"),
    (
        text("name", "ชื่อ", "Name", required=True, listed=True, searched=True),
        ref("mother", "แม่", "Mother", to="cat", part_of=True),
        text("likes", "ของโปรด", "Likes", many=True),
        choice("fur", "ขน", "Fur", {"long": ("ยาว", "Long"), "short": ("สั้น", "Short")}),
        shared("story", "เรื่อง", "Story"),
        text("chip", "ชิป", "Chip", privacy=Privacy.SENSITIVE),
        state(
            "state",
            "สถานะ",
            "State",
            {"kitten": ("ลูกแมว", "Kitten"), "grown": ("โตแล้ว", "Grown"), "lost": ("หาย", "Lost")},
            {"kitten": "grown lost", "grown": "lost"},
            starts="grown",
        ),
    ),
    title="{name} {mother}",
)
SCHEMA = Schema([CAT])


def test_a_label_follows_the_language_in_force() -> None:
    assert str(CAT.label) == "Cat"
    use(Language.TH)
    assert str(CAT.label) == "แมว"
    assert CAT.label.text(Language.EN) == "Cat"


def test_a_set_has_an_entity_of_its_own_for_its_elements() -> None:
    likes = SCHEMA["cat.likes"]
    assert likes.internal
    assert likes.owner is likes["of"]
    assert likes["of"].target == "cat"
    assert not likes["value"].many
    assert likes.writers == CAT.writers
    assert SCHEMA.entities == (CAT,)
    assert {each.name for each in SCHEMA.parts_of("cat")} == {"cat", "cat.likes"}


def test_how_a_field_merges_follows_from_its_kind() -> None:
    assert CAT["name"].merge is Merge.REGISTER
    assert CAT["likes"].merge is Merge.ELEMENTS
    assert CAT["story"].merge is Merge.SHARED_TEXT


def test_a_sensitive_field_lives_apart_from_its_record() -> None:
    assert CAT.home is Compartment.GENERAL
    assert CAT.compartment_of(CAT["chip"]) is Compartment.SENSITIVE
    assert CAT.compartments == (Compartment.GENERAL, Compartment.SENSITIVE)


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        (None, "kitten", True),
        (None, "grown", True),
        (None, "lost", False),
        ("kitten", "lost", True),
        ("kitten", "kitten", True),
        ("grown", "kitten", False),
        ("lost", "grown", False),
        ("from a newer version", "grown", False),
    ],
)
def test_a_state_moves_only_as_declared(before: str | None, after: str, may: bool) -> None:
    assert CAT["state"].may_move(before, after) is may


def test_a_code_of_a_newer_version_is_unknown_but_accepted() -> None:
    assert CAT["fur"].choice("curly") is None
    assert CAT["fur"].accepts("curly")


def test_a_stored_title_leaves_out_what_it_cannot_know() -> None:
    assert CAT.title_of({"name": "มะลิ", "mother": bytes(16)}) == "มะลิ"
    assert CAT.title_of({}) == ""


def test_a_title_can_be_a_function_of_what_is_shown() -> None:
    loud = Entity("dog", Label("หมา", "Dog"), (text("name", "ชื่อ", "Name"),), title=lambda shown: shown["name"] + "!")
    assert loud.title_of({"name": "Rex"}) == "Rex!"
    assert loud.title_of({}) == "!"


def test_a_title_with_words_of_ours_is_in_the_language_that_is_read() -> None:
    def called(shown: Mapping[str, str]) -> Label:
        return Label(f"หมา {shown['name']}", f"Dog {shown['name']}")

    dog = Entity("dog", Label("หมา", "Dog"), (text("name", "ชื่อ", "Name"),), title=called)
    assert [dog.titled({"name": "Rex"}, each) for each in (Language.TH, Language.EN)] == ["หมา Rex", "Dog Rex"]


def test_without_a_title_the_first_text_names_a_record() -> None:
    dog = Entity("dog", Label("หมา", "Dog"), (number("no", "ที่", "No", series="d", pattern="{n}"), text("a", "ก", "A")))
    assert dog.title_of({"no": 1, "a": "Rex"}) == "Rex"


@pytest.mark.parametrize("names", [("id",), ("n",), ("_x",), ("a", "a")])
def test_a_declaration_with_bad_field_names_is_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="field names"):
        Entity("dog", Label("หมา", "Dog"), tuple(text(name, "ก", "A") for name in names))


def test_a_schema_with_a_loose_reference_or_a_double_is_refused() -> None:
    with pytest.raises(ValueError, match="owner"):
        Schema([Entity("dog", Label("หมา", "Dog"), (ref("owner", "ก", "A", to="person"),))])
    with pytest.raises(ValueError, match="twice"):
        Schema([CAT, CAT])
