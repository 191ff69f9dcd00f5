"""Search: any part of any searched text, in Thai and Latin letters, always of what is there now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from netterm.language.clusters import cell_width
from netterm.store import Replica
from netterm.store import found as founded
from tests.store.laptops import CHEAP, laptops, pull, settle


def meeting(replica: Replica, name: str) -> bytes:
    with replica.action() as act:
        return act.add("meeting", {"name": name})


def found(replica: Replica, text: str) -> set[object]:
    return {record["name"] for record in replica.list("meeting", text=text)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ประชุม", {"การประชุมใหญ่", "ห้องประชุม"}),
        ("ชุม", {"การประชุมใหญ่", "ห้องประชุม"}),
        ("ชุ", {"การประชุมใหญ่", "ห้องประชุม"}),
        ("ประชุม ใหญ่", {"การประชุมใหญ่"}),
        ("ใหญ่ ประชุม", {"การประชุมใหญ่"}),
        ("BUDGET", {"Budget 2570"}),
        ("257", {"Budget 2570"}),
        ("7", {"Budget 2570"}),
        ("ประชุม budget", set()),
        ("%", set()),
        ("", {"การประชุมใหญ่", "ห้องประชุม", "Budget 2570"}),
        ("  ", {"การประชุมใหญ่", "ห้องประชุม", "Budget 2570"}),
    ],
)
def test_every_word_is_found_anywhere_in_the_text(text: str, names: set[str]) -> None:
    with laptops(1) as (ours,):
        for name in ("การประชุมใหญ่", "ห้องประชุม", "Budget 2570"):
            meeting(ours, name)
        assert found(ours, text) == names
        assert ours.count("meeting", text=text) == len(names)


def test_what_was_changed_is_found_by_what_it_is_now() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours, "before")
        assert found(ours, "before") == {"before"}
        with ours.action() as act:
            act.set("meeting", id, {"name": "afterwards"})
        assert (found(ours, "before"), found(ours, "wards")) == (set(), {"afterwards"})


def test_what_was_deleted_is_not_found_and_what_came_back_is() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours, "something")
        with ours.action() as act:
            act.delete("meeting", id)
        assert found(ours, "something") == set()
        ours.undo()
        assert found(ours, "something") == {"something"}


def test_what_a_peer_wrote_is_found_and_so_is_a_shared_text() -> None:
    with laptops(2) as (ours, theirs):
        with theirs.action() as act:
            id = act.add("item", {"name": "i"})
        session = theirs.text("item", id, "body")
        session.insert(0, "ที่ประชุมรับทราบ")
        session.commit()
        pull(ours, theirs)
        assert [result.id for result in ours.search("รับทราบ")] == [id]
        session.delete(0, 3)
        session.insert(0, "ผู้")
        session.commit()
        pull(ours, theirs)
        assert [result.id for result in ours.search("ผู้ประชุม")] == [id]
        assert ours.search("ที่ประชุม") == []


def test_of_two_values_the_one_that_is_shown_is_found() -> None:
    with laptops(2) as (ours, theirs):
        id = meeting(ours, "first")
        pull(theirs, ours)
        for replica, name in ((ours, "left side"), (theirs, "right side")):
            with replica.action() as act:
                act.set("meeting", id, {"name": name})
        settle(ours, theirs)
        (shown,) = found(ours, "side")
        assert found(theirs, "side") == {shown}
        assert found(ours, str(shown)) == {shown}


def test_results_tell_what_they_are_and_where_it_stands() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours, "การประชุมสามัญประจำปี ครั้งที่ 1 ณ ศาลาประชาคม หมู่ที่ 4 ตำบลบ้านใหม่")
        (result,) = ours.search("ศาลา")
        assert (result.entity, result.id) == ("meeting", id)
        assert "ศาลา" in result.excerpt
        assert cell_width(result.excerpt) <= 60
        assert ours.search("ไม่มีที่ไหน") == []


def test_no_more_results_than_asked_for() -> None:
    with laptops(1) as (ours,):
        for number in range(5):
            meeting(ours, f"same {number}")
        assert len(ours.search("same", limit=3)) == 3


# Looking for the people, meetings and tasks of a network, as a secretary does.

PEOPLE = (
    # title, given name, family name, nickname, telephones
    ("นาย", "สมชาย", "ใจดี", "ชาย", ("0812345678", "053123456")),
    ("นางสาว", "เสาวนีย์", "สุขใส", "เอ๋", ()),
    ("น.ส.", "กานดา", "แสนสม", "ด", ("0898765432",)),
    ("นาง", "แก้วตา", "ทำดี", "สมใจ", ("021234567 ต่อ 12",)),
    ("พันตำรวจโท", "ใหญ่", "โตมาก", "Tom", ()),
    ("", "อาสมา", "ไชยา", "", ("0612345111",)),
)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    """A founder and the six, all of them members, with a meeting and a task for each of the first two."""
    founder = {"title": "นาย", "first": "ธวัช", "last": "วงศ์"}
    names = {"name_th": "เครือข่าย", "level": "district", "purpose": "สิทธิ"}
    directory: Path = tmp_path_factory.mktemp("network")
    made, _founding = founded(directory / "data", network=names, person=founder, office="secretary", cost=CHEAP)
    with made.action() as act:
        for title, first, last, nick, phones in PEOPLE:
            person = act.add("person", {"title": title, "first": first, "last": last, "nick": nick, "phones": phones})
            act.add("member", {"person": person, "category": "ordinary", "joined_on": "2026-07-01"})
            if first in {"สมชาย", "เสาวนีย์"}:
                act.add("task", {"title": f"ไปพบ อบต. ของ{nick}", "assignee": person, "due": "2026-08-01"})
        titled = {"title": "ประชุมคณะกรรมการ", "place": "ศาลาประชาคม", "starts_at": "2026-07-15T09:30"}
        meeting = act.add("meeting", titled)
        item = act.add("agenda_item", {"meeting": meeting, "heading": "4", "title": "ทางลาด", "order": "a"})
    with made.action() as act:
        for text in ("เห็นชอบให้ทำทางลาด", "รับทราบผล"):
            act.add("resolution", {"item": item, "verb": "approve", "text": text, "present": 3, "quorum_required": 2})
    discussion = made.text("agenda_item", item, "discussion")
    discussion.insert(0, "ที่ประชุมเห็นว่าทางลาดชัน ๑๒ องศา")
    discussion.commit()
    yield made
    made.close()


def called(replica: Replica, text: str, entity: str = "person") -> list[str]:
    """The given names of the people found, in the order in which they are offered."""
    persons = [each["person"] if entity == "member" else each.id for each in replica.list(entity, text=text)]
    return [str(each["first"]) for each in replica.records("person", [id for id in persons if isinstance(id, bytes)])]


@pytest.mark.parametrize("entity", ["person", "member"])
@pytest.mark.parametrize(
    ("typed", "names"),
    [
        # One letter and two, the vowel as it is written; who is called so comes first, then whose name begins so.
        ("เ", ["เสาวนีย์"]),
        ("เส", ["เสาวนีย์"]),
        ("แ", ["แก้วตา", "กานดา"]),
        ("ใ", ["ใหญ่", "สมชาย"]),
        ("ไ", ["อาสมา"]),
        ("โ", ["ใหญ่"]),
        ("สม", ["สมชาย", "แก้วตา", "กานดา", "อาสมา"]),
        ("ด", ["กานดา"]),
        ("เอ๋", ["เสาวนีย์"]),
        ("TOM", ["ใหญ่"]),
        # With a title, however it is written, and without.
        ("สมชาย ใจดี", ["สมชาย"]),
        ("นายสมชาย ใจดี", ["สมชาย"]),
        ("นาย สมชาย", ["สมชาย"]),
        ("นายสมชาย  ใจ", ["สมชาย"]),
        ("น.ส.เสาว", ["เสาวนีย์"]),
        ("นางสาวกานดา", ["กานดา"]),
        ("พันตำรวจโท ใหญ่", ["ใหญ่"]),
        ("นางสมชาย", []),
        # Spelled as it looks.
        ("ทําดี", ["แก้วตา"]),
        ("สม\u200bชาย", ["สมชาย"]),
        # By telephone.
        ("081-234-5678", ["สมชาย"]),
        ("081 23", ["สมชาย"]),
        ("๐๘๑๒๓๔", ["สมชาย"]),
        ("+66 81 234", ["สมชาย"]),
        ("053-123", ["สมชาย"]),
        ("02-123-4567", ["แก้วตา"]),
        ("081-999", []),
    ],
)
def test_people_are_found_as_they_are_called_and_the_closest_first(
    network: Replica, entity: str, typed: str, names: list[str]
) -> None:
    offered = called(network, typed, entity)
    assert offered[: len(names)] == names
    assert bool(names) or not offered


def test_a_person_whose_name_merely_has_the_letters_comes_after_those_whose_name_begins_so(network: Replica) -> None:
    assert called(network, "ก") == ["กานดา", "แก้วตา", "ใหญ่"]


def test_one_or_two_digits_are_looked_for_in_no_telephone_number(network: Replica) -> None:
    assert called(network, "81") == []


@pytest.mark.parametrize("typed", ["M-0002", "m-0002", "M0002", "M2", "0002", "2", "๒", "เลขที่ 2", "M-000"])
def test_a_member_is_found_by_their_number(network: Replica, typed: str) -> None:
    second = next(each.id for each in network.list("member") if each["number"] == 2)
    assert second in network.ids("member", text=typed)
    assert second not in network.ids("member", text=typed.replace("2", "9").replace("๒", "๙").replace("000", "009"))


@pytest.mark.parametrize("typed", ["1/2569", "ครั้งที่ 1/2569", "ครั้งที่ ๑/๒๕๖๙", "1", "คณะกรรมการ ครั้งที่ 1"])
def test_a_meeting_is_found_by_its_number(network: Replica, typed: str) -> None:
    assert len(network.ids("meeting", text=typed)) == 1
    assert network.ids("meeting", text=typed.replace("1", "2").replace("๑", "๒")) == []


@pytest.mark.parametrize(
    ("typed", "count"), [("อบต", 2), ("T-0001", 1), ("สมชาย", 1), ("นางสาวเสาวนีย์", 1), ("กานดา", 0)]
)
def test_a_task_is_found_by_its_number_and_by_who_has_it(network: Replica, typed: str, count: int) -> None:
    assert len(network.ids("task", text=typed)) == count


@pytest.mark.parametrize("typed", ["ชัน", "ลา", "12 องศา", "๑๒", "ทางลาด ชัน"])
def test_what_was_said_in_a_meeting_is_found(network: Replica, typed: str) -> None:
    assert len(network.ids("agenda_item", text=typed)) == 1
    assert [each.entity for each in network.search(typed, kinds=["agenda_item"])] == ["agenda_item"]


def test_an_order_that_was_asked_for_is_kept(network: Replica) -> None:
    by_name = [str(each["first"]) for each in network.list("person", text="สม", order=("-first",))]
    assert by_name == ["อาสมา", "สมชาย", "แก้วตา", "กานดา"]


def test_a_whole_page_may_be_looked_for(network: Replica) -> None:
    page = " ".join(f"ก{place} กขค{place}" for place in range(600))
    assert network.ids("member", text=page) == []
    assert len(network.ids("member", text="สมชาย " * 1_200)) == 1


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", '"', "NEAR", "M-%", "1' OR '1", "๙" * 40])
def test_no_letter_means_anything_to_the_database(network: Replica, typed: str) -> None:
    for entity in ("person", "member", "meeting", "task", "agenda_item"):
        assert network.ids(entity, text=typed) == []


@pytest.mark.parametrize("typed", ["2/1/2569", "มติที่ 2/1/2569", "๒/๑/๒๕๖๙", "2/1", "รับทราบ 2/1/2569", "มติที่ 2"])
def test_a_resolution_is_found_by_the_number_that_it_is_called_by(network: Replica, typed: str) -> None:
    assert [each["text"] for each in network.list("resolution", text=typed)] == ["รับทราบผล"]


@pytest.mark.parametrize("typed", ["2/2/2569", "2/1/2568", "เห็นชอบ 2/1/2569"])
def test_and_by_no_other(network: Replica, typed: str) -> None:
    assert network.list("resolution", text=typed) == []
