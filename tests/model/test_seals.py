import pytest

from netterm.locale import Language
from netterm.model import SCHEMA, Value
from netterm.model.seals import check_seals, is_sealed

CERTIFIED, CLOSED, OWN, ITEM, LINE, VERSION = (bytes([n]) * 16 for n in range(6))
RECORDS: dict[tuple[str, bytes], dict[str, Value]] = {
    ("meeting", CERTIFIED): {"state": "certified", "place": "ศาลา"},
    ("meeting", CLOSED): {"state": "closed", "place": "ศาลา"},
    ("agenda_item", ITEM): {"meeting": CERTIFIED, "title": "งบ"},
    ("attendance", LINE): {"meeting": CERTIFIED, "class": "attend"},
    ("minutes_version", VERSION): {"meeting": CERTIFIED, "state": "certified", "text": "มติ"},
}
Values = dict[str, Value] | None


def look(entity: str, id_: bytes) -> dict[str, Value]:
    return RECORDS.get((entity, id_), {})


def refused(entity: str, before: Values, after: Values) -> bool:
    failure = check_seals(SCHEMA, SCHEMA[entity], before, after, look)
    if failure is not None:
        assert "certified and final" in failure.sentence(Language.EN)
    return failure is not None


@pytest.mark.parametrize(
    ("entity", "values"),
    [
        ("agenda_item", {"meeting": CERTIFIED, "title": "อื่น"}),
        ("attendance", {"meeting": CERTIFIED, "class": "attend"}),
        ("presence_span", {"attendance": LINE, "came_at": "2026-01-01T09:00"}),
        ("question", {"meeting": CERTIFIED, "text": "?"}),
        ("motion", {"item": ITEM, "text": "ให้ซื้อ"}),
        ("resolution", {"item": ITEM, "text": "ให้ซื้อ"}),
        ("task", {"item": ITEM, "title": "ส่งหนังสือ"}),
        ("minutes_signature", {"version": VERSION, "role": "chair"}),
    ],
)
def test_nothing_is_added_to_certified_minutes_changed_in_them_or_taken_out(
    entity: str, values: dict[str, Value]
) -> None:
    assert refused(entity, None, values) is (entity != "minutes_signature")  # who answers for them may sign later
    assert refused(entity, values, None)
    if entity != "task":
        changed = next(name for name in values if name not in {"meeting", "item", "attendance", "version"})
        assert refused(entity, values, values | {changed: "ไม่ใช่"})


def test_a_certified_meeting_itself_neither_changes_nor_goes() -> None:
    before = RECORDS["meeting", CERTIFIED]
    assert refused("meeting", before, before | {"place": "วัด"})
    assert refused("meeting", before, before | {"state": "closed"})
    assert refused("meeting", before, None)


def test_a_closed_meeting_is_still_put_right_until_it_is_certified() -> None:
    before = RECORDS["meeting", CLOSED]
    assert not refused("meeting", before, before | {"place": "วัด"})
    assert not refused("meeting", before, before | {"state": "certified"})
    assert not refused("agenda_item", None, {"meeting": CLOSED, "title": "งบ"})


def test_nothing_is_moved_into_certified_minutes_or_out_of_them() -> None:
    assert refused("agenda_item", {"meeting": CLOSED}, {"meeting": CERTIFIED})
    assert refused("agenda_item", {"meeting": CERTIFIED}, {"meeting": CLOSED})
    assert refused("task", {"item": ITEM}, {"item": None})
    assert refused("task", {"item": None}, {"item": ITEM})


def test_what_came_out_of_them_lives_on() -> None:
    assert not refused("task", {"item": ITEM, "state": "open"}, {"item": ITEM, "state": "done"})
    assert not refused("task_log", None, {"task": OWN})
    resolution: dict[str, Value] = {"item": ITEM, "text": "ให้ซื้อ", "state": "active"}
    assert not refused("resolution", resolution, resolution | {"state": "revoked", "revoked_by": OWN})
    assert not refused("resolution", resolution, resolution | {"number": 3})
    assert refused("resolution", resolution | {"number": 3}, resolution | {"number": 4})


def test_a_correction_adds_a_version_while_the_certified_one_stays() -> None:
    certified = RECORDS["minutes_version", VERSION]
    assert not refused("minutes_version", None, {"meeting": CERTIFIED, "corrects": VERSION, "text": "แก้"})
    assert not refused("minutes_version", certified, certified | {"state": "corrected"})
    assert refused("minutes_version", certified, certified | {"state": "draft"})
    assert refused("minutes_version", certified, certified | {"text": "แก้"})
    assert refused("minutes_version", certified, None)


def test_an_empty_set_and_none_at_all_are_the_same() -> None:
    assert not refused("meeting", {"state": "certified", "title": None}, {"state": "certified"})


def test_it_is_told_beforehand_whether_a_record_is_sealed() -> None:
    assert is_sealed(SCHEMA, SCHEMA["agenda_item"], RECORDS["agenda_item", ITEM], look)
    assert is_sealed(SCHEMA, SCHEMA["presence_span"], {"attendance": LINE}, look)
    assert not is_sealed(SCHEMA, SCHEMA["agenda_item"], {"meeting": CLOSED}, look)
    assert not is_sealed(SCHEMA, SCHEMA["task"], {"item": ITEM}, look)
