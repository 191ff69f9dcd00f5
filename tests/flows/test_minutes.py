from hashlib import sha256

import pytest

from netterm.errors import Failure
from netterm.flows.meetings import close_meeting
from netterm.flows.minutes import NotReady, certified, certify, circulate, correct, is_genuine, render, versions
from netterm.flows.proceedings import record_resolution
from netterm.model.failures import TextTooLong
from netterm.model.seals import Sealed
from tests.flows.rooms import Room


@pytest.fixture
def meeting(room: Room) -> bytes:
    """One that is over, with a recorder (the secretary) and a checker."""
    made = room.opened()
    room.set("meeting", made, {"checker": room.people["สมชาย"]})
    close_meeting(room.replica, made)
    return made


def resolution(room: Room, verb: str = "certify") -> bytes:
    """What the next meeting resolves about the minutes."""
    following = room.opened("2026-08-15T09:30")
    item = room.add("agenda_item", {"meeting": following, "heading": "2", "title": "รับรอง"})
    return record_resolution(room.replica, item, verb, "รับรองโดยไม่มีการแก้ไข")


def test_a_draft_is_kept_with_its_hash_and_who_answers_for_it(room: Room, meeting: bytes) -> None:
    version = room.record("minutes_version", render(room.replica, meeting, "รายงาน"))
    assert version["text"] == "รายงาน"
    assert version["content_hash"] == sha256("รายงาน".encode()).hexdigest()
    assert (version["recorder"], version["checker"]) == (room.people["สมศรี"], room.people["สมชาย"])
    assert (version["state"], version["number"]) == ("draft", 1)


def test_a_draft_is_written_anew_until_it_is_circulated(room: Room, meeting: bytes) -> None:
    first = render(room.replica, meeting, "ร่างแรก")
    assert render(room.replica, meeting, "ร่างสอง") == first
    circulate(room.replica, first)
    second = render(room.replica, meeting, "ร่างสาม")
    assert [(each.id, each["text"], each["number"]) for each in versions(room.replica, meeting)] == [
        (first, "ร่างสอง", 1),
        (second, "ร่างสาม", 2),
    ]


def test_certifying_makes_version_and_meeting_final(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "รายงาน")
    circulate(room.replica, version)
    by = resolution(room)
    certify(room.replica, version, by)
    held = certified(room.replica, meeting)
    assert held is not None
    assert (held.id, held["certified_by"]) == (version, by)
    assert room.record("meeting", meeting)["state"] == "certified"
    with pytest.raises(NotReady, match="correction"):
        render(room.replica, meeting, "อื่น")
    with pytest.raises(Sealed), room.replica.action() as act:
        act.delete("minutes_version", version)


def test_of_several_that_were_circulated_the_certified_one_holds(room: Room, meeting: bytes) -> None:
    first = render(room.replica, meeting, "หนึ่ง")
    circulate(room.replica, first)
    second = render(room.replica, meeting, "สอง")
    circulate(room.replica, second)
    certify(room.replica, second, resolution(room))
    assert [each["state"] for each in versions(room.replica, meeting)] == ["corrected", "certified"]


def test_what_is_not_ready_is_refused_with_what_it_lacks(room: Room, meeting: bytes) -> None:
    running = room.opened("2026-07-20T09:30")
    with pytest.raises(NotReady, match="not over"):
        render(room.replica, running, "รายงาน")
    version = render(room.replica, meeting, "รายงาน")
    by = resolution(room)
    with pytest.raises(NotReady, match="not circulated"):
        certify(room.replica, version, by)
    circulate(room.replica, version)
    with pytest.raises(NotReady, match="circulated already"):
        circulate(room.replica, version)
    with pytest.raises(NotReady, match="something else"):
        certify(room.replica, version, resolution(room, "acknowledge"))
    own = room.add("agenda_item", {"meeting": meeting, "heading": "2", "title": "รับรอง"})
    with pytest.raises(NotReady, match="its own minutes"):
        certify(room.replica, version, record_resolution(room.replica, own, "certify", "รับรอง"))
    with pytest.raises(TextTooLong):
        render(room.replica, meeting, "ก" * 200_001)


@pytest.mark.parametrize("missing", ["recorder", "checker"])
def test_without_recorder_or_checker_nothing_is_circulated_or_certified(
    room: Room, meeting: bytes, missing: str
) -> None:
    version = render(room.replica, meeting, "รายงาน")
    room.set("minutes_version", version, {missing: None})
    with pytest.raises(NotReady, match="no one as"):
        circulate(room.replica, version)
    room.set("minutes_version", version, {"state": "circulated"})
    with pytest.raises(NotReady, match="no one as"):
        certify(room.replica, version, resolution(room))
    with pytest.raises(Failure, match=r"is needed where State is “Certified”"):
        room.set("minutes_version", version, {"state": "certified"})


def test_a_correction_becomes_the_version_that_holds_once_it_is_certified_too(room: Room, meeting: bytes) -> None:
    first = render(room.replica, meeting, "งบ 5 คัน")
    circulate(room.replica, first)
    with pytest.raises(NotReady, match="simply written anew"):
        correct(room.replica, first, "งบ 6 คัน", "5 คัน", "6 คัน")
    certify(room.replica, first, resolution(room))
    with pytest.raises(NotReady, match="Nothing was typed"):
        correct(room.replica, first, "งบ 5 คัน", "5 คัน", "5 คัน")
    second = correct(room.replica, first, "งบ 6 คัน", "5 คัน", "6 คัน")
    assert room.record("minutes_version", second)["corrects"] == first
    circulate(room.replica, second)
    certify(room.replica, second, resolution(room))
    assert [each["state"] for each in versions(room.replica, meeting)] == ["corrected", "certified"]
    assert room.record("minutes_version", first)["text"] == "งบ 5 คัน"


def test_whoever_is_to_sign_and_takes_the_step_signs_by_it_and_only_once(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "รายงาน")
    circulate(room.replica, version)
    certify(room.replica, version, resolution(room))
    signatures = room.replica.list("minutes_signature", {"version": version})
    assert sorted(str(each["role"]) for each in signatures) == ["chair", "checker"]  # the chair sits here, and checks
    assert all(is_genuine(room.replica, each.id) for each in signatures)


def test_a_signature_of_another_text_is_told_from_a_genuine_one(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "รายงาน")
    circulate(room.replica, version)
    signature = room.replica.ids("minutes_signature", {"version": version})[0]
    room.set("minutes_version", version, {"text": "อีกอย่าง"})
    assert not is_genuine(room.replica, signature)
    room.set("minutes_version", version, {"text": "รายงาน"})
    assert is_genuine(room.replica, signature)
    room.set("minutes_signature", signature, {"signature": "ไม่ใช่"})
    assert not is_genuine(room.replica, signature)
