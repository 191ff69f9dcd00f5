from hypothesis import given
from hypothesis import strategies as st

from netterm.store.differences import edits

TEXTS = st.text(alphabet="กข่ำ\n ", max_size=60)


def applied(before: str, after: str) -> str:
    text = before
    for edit in edits(before, after):
        text = text[: edit.at] + edit.inserted + text[edit.at + edit.removed :]
    return text


@given(TEXTS, TEXTS)
def test_the_edits_turn_one_text_into_the_other(before: str, after: str) -> None:
    assert applied(before, after) == after


def test_only_what_differs_is_touched() -> None:
    before, after = "บรรทัดแรก\nบรรทัดสอง\nบรรทัดสาม", "บรรทัดแรก\nบรรทัดที่สอง\nบรรทัดสาม"
    assert [(edit.removed, edit.inserted) for edit in edits(before, after)] == [(0, "ที่")]


def test_equal_texts_need_no_edit() -> None:
    assert list(edits("ก\nข", "ก\nข")) == []


def test_long_passages_are_replaced_whole_rather_than_compared_for_long() -> None:
    before, after = "ก" * 9_000, "ข" * 9_000
    assert applied(before, after) == after
    assert len(list(edits(before, after))) == 1
