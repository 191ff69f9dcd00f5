import pytest

from netterm.locale import Language
from netterm.model import SCHEMA, Value
from netterm.model.values import check_change, check_record, with_defaults

ID = bytes(16)
GOOD: dict[str, dict[str, Value]] = {
    "network": {"name_th": "เครือข่าย", "level": "tambon", "purpose": "สิทธิ"},
    "person": {"first": "สมศรี", "last": "ใจดี"},
    "member": {"person": ID, "category": "ordinary", "joined_on": "2026-01-01"},
    "term": {"position": ID, "member": ID, "from": "2026-01-01"},
    "meeting": {"starts_at": "2026-01-01T09:00", "place": "ศาลา"},
    "attendance": {"meeting": ID, "person": ID},
    "presence_span": {"attendance": ID, "came_at": "2026-01-01T09:00"},
    "agenda_item": {"meeting": ID, "heading": "4", "title": "งบ"},
    "motion": {"item": ID, "text": "ให้ซื้อ"},
    "resolution": {"item": ID, "verb": "approve", "text": "ให้ซื้อ"},
    "position": {"code": "chair"},
    "series": {"name": "ประชุม", "rule": "FREQ=MONTHLY;BYDAY=2SA"},
    "task": {"title": "ส่งหนังสือ", "assignee": ID, "due": "2026-01-01"},
    "task_log": {"task": ID, "on": "2026-01-01"},
}


def said(entity: str, values: dict[str, Value]) -> list[str]:
    return [failure.sentence(Language.EN) for failure in check_record(SCHEMA[entity], GOOD[entity] | values)]


@pytest.mark.parametrize("entity", GOOD)
def test_a_record_with_what_it_needs_is_right_also_with_its_defaults(entity: str) -> None:
    assert said(entity, {}) == []
    assert check_record(SCHEMA[entity], with_defaults(SCHEMA[entity], GOOD[entity])) == []


def test_everything_that_is_missing_is_named() -> None:
    assert [str(each) for each in check_record(SCHEMA["task"], {"title": ""})] == [
        "Title is needed: it was left empty.",
        "Assignee is needed: it was left empty.",
        "Due is needed: it was left empty.",
    ]


@pytest.mark.parametrize(
    ("entity", "values", "sentence"),
    [
        (
            "network",
            {"quorum_fraction": "half"},
            "Quorum fraction: “half” is not a share: type it like 1/2 for at least half, or >1/2 for more than half.",
        ),
        ("network", {"fiscal_year_start": 13}, "First month of the fiscal year: “13” is not between 1 and 12."),
        ("network", {"notice_days": -1}, "Days of notice: “-1” is not between 0 and 365."),
        ("person", {"state": "merged"}, "Merged into is needed where State is “Merged into another”."),
        ("person", {"postcode": "5"}, "Postcode: “5” is not a postcode: type its five digits, like 50200."),
        ("member", {"state": "resigned"}, "Reason for the state is needed where State is “Resigned”."),
        ("member", {"state_since": "2025-12-31"}, "In this state since is before Joined on."),
        (
            "series",
            {"rule": "ทุกเดือน"},
            "Recurrence: “ทุกเดือน” is no part of a recurrence rule: type it like FREQ=MONTHLY;BYDAY=2SA.",
        ),
        ("position", {"seats": -1}, "Seats: “-1” is not between 0 and 1,000,000."),
        ("term", {"to": "2025-12-31"}, "To is before From."),
        (
            "meeting",
            {"opened_at": "2026-01-01T09:00", "closed_at": "2026-01-01T08:59"},
            "Closed at is before Opened at.",
        ),
        ("attendance", {"for": ID}, "Comes for and Person are the same, and have to differ."),
        ("presence_span", {"left_at": "2026-01-01T08:00"}, "Left at is before Came at."),
        ("motion", {"threshold": "custom"}, "Fraction needed is needed where Threshold is “As given”."),
        (
            "motion",
            {"threshold": "custom", "threshold_fraction": "5/4"},
            "Fraction needed: “5/4” is not a share: type it like 1/2 for at least half, or >1/2 for more than half.",
        ),
        ("motion", {"for": -1}, "For: “-1” is not between 0 and 1,000,000."),
        (
            "resolution",
            {"present": 2, "quorum_required": 5},
            (
                "Only 2 of the 5 people needed are present: wait for more, or give a reason in "
                "Reason for resolving below quorum."
            ),
        ),
        ("resolution", {"state": "revoked"}, "Revoked by is needed where State is “Revoked”."),
        ("resolution", {"state": "superseded"}, "Superseded by is needed where State is “Superseded”."),
        ("task", {"percent": 101}, "Percent done: “101” is not between 0 and 100."),
        ("task", {"state": "blocked"}, "Obstacle is needed where State is “Blocked”."),
        ("task", {"state": "cancelled"}, "Reason for cancelling is needed where State is “Cancelled”."),
        ("task_log", {"due_after": "2026-02-01"}, "Reason for moving the date is needed where the date moves."),
    ],
)
def test_fields_that_contradict_each_other_are_named(entity: str, values: dict[str, Value], sentence: str) -> None:
    assert said(entity, values) == [sentence]


def test_a_resolution_below_quorum_passes_with_a_reason_and_at_quorum_without() -> None:
    assert said("resolution", {"present": 2, "quorum_required": 5, "override_reason": "น้ำท่วม"}) == []
    assert said("resolution", {"present": 5, "quorum_required": 5}) == []


def test_defaults_fill_only_what_is_not_given() -> None:
    filled = with_defaults(SCHEMA["task"], GOOD["task"] | {"priority": "1", "percent": None})
    assert filled["priority"] == "1"
    assert filled["percent"] == 0
    assert filled["state"] == "open"
    assert "result" not in filled


def moved(entity: str, before: dict[str, Value], after: dict[str, Value]) -> list[str]:
    return [failure.sentence(Language.EN) for failure in check_change(SCHEMA[entity], before, after)]


@pytest.mark.parametrize(
    ("entity", "before", "after"),
    [
        ("meeting", None, "planned"),
        ("meeting", "planned", "open"),
        ("meeting", "open", "paused"),
        ("meeting", "paused", "open"),
        ("meeting", "open", "closed"),
        ("meeting", "closed", "certified"),
        ("task", "submitted", "returned"),
        ("task", "done", "done"),
        ("member", None, "resigned"),
        ("term", None, "acting"),
    ],
)
def test_a_legal_move_is_not_remarked_on(entity: str, before: str | None, after: str) -> None:
    assert moved(entity, {"state": before}, {"state": after}) == []


@pytest.mark.parametrize(
    ("entity", "before", "after", "sentence"),
    [
        (
            "meeting",
            "planned",
            "certified",
            (
                "Meeting: the state “Planned” cannot become “Certified”: "
                "it can become Notified, Open, Cancelled, Postponed."
            ),
        ),
        ("meeting", "certified", "open", "Meeting: the state “Certified” is final, it cannot become “Open”."),
        ("task", None, "done", "Task: the state “Done” cannot be the first: it can be To do, Doing."),
        (
            "task",
            "done",
            "odd",
            "Task: the state “Done” cannot become “odd”: it can become To do, Doing, Submitted, Blocked, Returned.",
        ),
    ],
)
def test_an_illegal_move_is_answered_with_what_may_follow(
    entity: str, before: str | None, after: str, sentence: str
) -> None:
    assert moved(entity, {"state": before}, {"state": after}) == [sentence]


def test_a_national_id_is_refused_where_its_last_digit_does_not_fit_and_left_alone_where_it_was_there() -> None:
    [failure] = moved("person", {}, {"first": "ก", "national_id": "1101700230700"})
    assert "last digit does not fit" in failure
    assert "1101700230700" not in failure
    assert moved("person", {"national_id": "1101700230708"}, {"national_id": "1101700230700"}) == [failure]
    assert moved("person", {"national_id": "1101700230700"}, {"national_id": "1101700230700", "nick": "ข"}) == []
    assert moved("person", {"national_id": "1101700230700"}, {"national_id": None}) == []
    assert moved("person", {}, {"national_id": "1101700230708"}) == []


def test_a_members_new_state_takes_a_day_and_a_reason_of_its_own() -> None:
    before: dict[str, Value] = {"state": "inactive", "state_since": "2026-01-01", "state_reason": "ย้าย"}
    needed = ["Member: a new state needs its day and its reason: give In this state since and Reason for the state."]
    assert moved("member", before, before | {"state": "resigned"}) == needed
    assert moved("member", before, before | {"state": "active", "state_reason": None}) == needed
    assert moved("member", before, before | {"state": "active", "state_reason": "กลับมา"}) == []
    assert moved("member", before, before | {"level": "2"}) == []
