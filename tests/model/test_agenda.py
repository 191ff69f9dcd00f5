import itertools

import pytest

from netterm.locale import Language
from netterm.model import SCHEMA, Value
from netterm.model.agenda import (
    HEADING_CODES,
    NewItem,
    carry_over,
    heading_label,
    in_order,
    numbered,
    opening_agenda,
    template_items,
)
from netterm.model.values import check_record

MEETING = bytes(16)


def item(id_: bytes, heading: str = "4", order: str | None = "V", **more: Value) -> dict[str, Value]:
    return {"id": id_, "heading": heading, "order": order, "title": id_.decode(), "state": "pending"} | more


def task(id_: bytes, due: str, state: str = "open") -> dict[str, Value]:
    return {"id": id_, "title": id_.decode(), "due": due, "state": state}


def test_the_five_headings_are_the_official_ones_in_both_languages() -> None:
    assert [heading_label(code, {}, Language.TH) for code in HEADING_CODES] == [
        "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
        "เรื่องรับรองรายงานการประชุม",
        "เรื่องสืบเนื่อง",
        "เรื่องเสนอเพื่อพิจารณา",
        "เรื่องอื่น ๆ",
    ]
    assert heading_label("3", {}, Language.EN) == "Matters arising"


def test_a_network_may_call_a_heading_its_own_way() -> None:
    assert heading_label("5", {"heading_5": "เรื่องเพิ่มเติม"}, Language.EN) == "เรื่องเพิ่มเติม"
    assert heading_label("9", {}, Language.EN) == "9"


def test_the_order_of_an_agenda_is_the_same_however_its_items_arrive() -> None:
    items = [item(b"d", "5"), item(b"b"), item(b"a"), item(b"c", order="Z"), item(b"n", order=None), item(b"z", "1")]
    for shuffled in itertools.permutations(items):
        assert [each["id"] for each in in_order(shuffled)] == [b"z", b"a", b"b", b"c", b"n", b"d"]


def test_items_are_numbered_within_their_heading() -> None:
    items = [item(b"x", "1"), item(b"a", order="A"), item(b"b", order="B")]
    assert [(number, each["id"]) for number, each in numbered(items)] == [("1.1", b"x"), ("4.1", b"a"), ("4.2", b"b")]


def test_unfinished_items_and_open_tasks_go_to_heading_three_of_the_next_meeting() -> None:
    items = [
        item(b"done", state="done"),
        item(b"withdrawn", state="withdrawn"),
        item(b"late", order="Z", state="carried", purpose="decide"),
        item(b"early", order="A", state="current"),
        item(b"blank", "5", state=None),
    ]
    tasks = [
        task(b"second", "2026-02-02"),
        task(b"first", "2026-01-01", "blocked"),
        task(b"over", "2026-01-01", "done"),
    ]
    new = carry_over(items, tasks, language=Language.EN)
    assert [(each.heading, each.title, each.carried_from, each.task) for each in new] == [
        ("3", "early", b"early", None),
        ("3", "late", b"late", None),
        ("3", "blank", b"blank", None),
        ("3", "Follow-up: first", None, b"first"),
        ("3", "Follow-up: second", None, b"second"),
    ]
    assert [each.purpose for each in new][:2] == ["inform", "decide"]
    assert [each.order for each in new] == sorted({each.order for each in new})


def test_carrying_over_twice_adds_nothing() -> None:
    items, tasks = [item(b"a"), item(b"b")], [task(b"t", "2026-01-01")]
    first = carry_over(items, tasks)
    added = [each.values(MEETING) | {"id": bytes([n])} for n, each in enumerate(first)]
    assert carry_over(items, tasks, already=added) == []
    assert [each.title for each in carry_over([*items, item(b"c")], tasks, already=added)] == ["c"]
    assert carry_over([item(b"c")], (), already=added)[0].order > first[-1].order


def test_a_task_is_followed_up_once_from_meeting_to_meeting() -> None:
    follow_up = item(b"f", "3", task=b"t")
    new = carry_over([follow_up], [task(b"t", "2026-01-01")])
    assert [(each.carried_from, each.task) for each in new] == [(b"f", b"t")]
    finished = carry_over([follow_up | {"state": "done"}], [task(b"t", "2026-01-01")])
    assert [(each.carried_from, each.task) for each in finished] == [(None, b"t")]


@pytest.mark.parametrize(
    ("line", "heading", "title"),
    [
        ("1 แจ้งกำหนดการ", "1", "แจ้งกำหนดการ"),
        ("5. เรื่องอื่น", "5", "เรื่องอื่น"),
        ("พิจารณางบ", "4", "พิจารณางบ"),
        ("6 คน", "4", "6 คน"),
        ("3", "4", "3"),
    ],
)
def test_a_line_of_a_template_begins_with_its_heading(line: str, heading: str, title: str) -> None:
    assert [(each.heading, each.title) for each in template_items(f"\n{line}\n  \n")] == [(heading, title)]


def test_an_agenda_opens_with_certifying_the_minutes_of_the_meeting_before() -> None:
    new = opening_agenda("4 งบประมาณ\n1 แจ้งข่าว", "1/2569", [item(b"old")], (), Language.EN)
    assert [(each.heading, each.title) for each in new] == [
        ("1", "แจ้งข่าว"),
        ("2", "Certification of the minutes of meeting 1/2569"),
        ("3", "old"),
        ("4", "งบประมาณ"),
    ]
    assert [each.order for each in new] == sorted({each.order for each in new})


def test_a_first_meeting_has_no_minutes_to_certify() -> None:
    assert opening_agenda("", "") == []


def test_new_items_are_right_as_records() -> None:
    values = NewItem("3", "เรื่อง", "inform", "V").values(MEETING)
    assert check_record(SCHEMA["agenda_item"], values) == []
    assert values.keys() <= SCHEMA["agenda_item"].by_name.keys()
