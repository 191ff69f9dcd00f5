from hashlib import sha256

import pytest

from netterm.errors import Failure
from netterm.flows.certification import standing, to_certify, waiting_resolution
from netterm.flows.meetings import close_meeting
from netterm.flows.minutes import (
    Correction,
    NotReady,
    certified,
    certify,
    certify_corrected,
    check,
    circulate,
    correct,
    render,
    versions,
)
from netterm.flows.proceedings import record_resolution
from netterm.flows.signatures import NothingToSign, is_genuine, sign, sign_as_due
from netterm.locale import Language, use
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
    return room.resolution(verb)


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


def test_certified_minutes_are_still_signed_and_what_was_signed_stays(room: Room, meeting: bytes) -> None:
    version = room.certify(meeting)
    signature = sign(room.replica, version, "recorder")
    assert is_genuine(room.replica, signature)
    with pytest.raises(Sealed), room.replica.action() as act:
        act.delete("minutes_signature", signature)
    with pytest.raises(Sealed):
        room.set("minutes_signature", signature, {"role": "checker"})
    with pytest.raises(Sealed):
        room.replica.undo()
    assert is_genuine(room.replica, signature)


def test_only_the_checker_says_that_minutes_were_checked_or_an_admin_in_their_place(room: Room, meeting: bytes) -> None:
    own = render(room.replica, meeting, "รายงาน")
    assert check(room.replica, own) == ""
    others = room.opened("2026-08-15T09:30")
    room.set("meeting", others, {"checker": room.people["มาลี"]})
    close_meeting(room.replica, others)
    version = render(room.replica, others, "รายงาน")
    assert check(room.replica, version) == "นางมาลี ดอกไม้"
    assert not room.replica.ids("minutes_signature", {"version": version, "role": "checker"})


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


def test_the_checker_who_checks_signs_by_it_and_a_change_makes_it_a_draft_again(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "รายงาน")
    check(room.replica, version)
    assert room.record("minutes_version", version)["state"] == "checked"
    assert [(each.role, each.genuine) for each in standing(room.replica, meeting).officers] == [
        ("recorder", None),
        ("checker", True),
    ]
    with pytest.raises(NotReady, match="checked already"):
        check(room.replica, version)
    render(room.replica, meeting, "รายงานอีกแบบ")
    assert room.record("minutes_version", version)["state"] == "draft"
    assert [each.genuine for each in standing(room.replica, meeting).officers] == [None, False]


def test_who_signed_a_text_that_changed_signs_anew_and_nobody_signs_twice(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "รายงาน")
    assert len(sign_as_due(room.replica, version)) == 2  # who sits here presides and checks
    with pytest.raises(NothingToSign, match="nothing for you to sign"):
        sign_as_due(room.replica, version)
    render(room.replica, meeting, "รายงานอีกแบบ")
    assert len(sign_as_due(room.replica, version)) == 2
    assert standing(room.replica, meeting).officers[1].genuine is True


def test_a_step_that_was_left_out_is_not_said_to_have_been_taken(room: Room, meeting: bytes) -> None:
    circulate(room.replica, render(room.replica, meeting, "รายงาน"))
    assert standing(room.replica, meeting).passed == {"draft", "circulated"}


def test_the_later_meeting_corrects_by_certifying_and_each_correction_is_a_version(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "งบ 5 คัน ที่วัด")
    circulate(room.replica, version)
    by = resolution(room)
    corrections = [
        Correction("5 คัน", "6 คัน", "งบ 6 คัน ที่วัด", room.people["มาลี"]),
        Correction("วัด", "ศาลา", "งบ 6 คัน ที่ศาลา"),
    ]
    held = certify_corrected(room.replica, version, by, corrections)
    kept = versions(room.replica, meeting)
    assert [(each["text"], each["state"]) for each in kept] == [
        ("งบ 5 คัน ที่วัด", "corrected"),
        ("งบ 6 คัน ที่วัด", "corrected"),
        ("งบ 6 คัน ที่ศาลา", "certified"),
    ]
    assert [each["proposer"] for each in kept] == [None, room.people["มาลี"], room.people["สมชาย"]]
    assert kept[-1].id == held
    assert kept[-1]["certified_by"] == by
    assert standing(room.replica, meeting).certified_in.endswith("2/2569")


def test_minutes_that_were_checked_stay_so_where_the_later_meeting_corrects_them(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "งบ 5 คัน ที่วัด")
    check(room.replica, version)
    circulate(room.replica, version)
    corrections = [Correction("5 คัน", "6 คัน", "งบ 6 คัน ที่วัด"), Correction("วัด", "ศาลา", "งบ 6 คัน ที่ศาลา")]
    certify_corrected(room.replica, version, resolution(room), corrections)
    stands = standing(room.replica, meeting)
    assert "checked" in stands.passed
    assert not stands.rewritten


def test_a_correction_of_certified_minutes_is_checked_again(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "งบ 5 คัน")
    check(room.replica, version)
    circulate(room.replica, version)
    certify(room.replica, version, resolution(room))
    assert not standing(room.replica, meeting).rewritten
    draft = correct(room.replica, version, "งบ 6 คัน", "5 คัน", "6 คัน")
    stands = standing(room.replica, meeting)
    assert (stands.rewritten, "checked" in stands.passed) == (True, False)
    check(room.replica, draft)
    assert not standing(room.replica, meeting).rewritten


def test_a_text_that_changed_after_its_check_is_checked_again(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "ร่างแรก")
    assert not standing(room.replica, meeting).rewritten
    check(room.replica, version)
    room.set("minutes_version", version, {"state": "draft"})  # not checked after all: the text is the same
    assert not standing(room.replica, meeting).rewritten
    render(room.replica, meeting, "ร่างสอง")
    assert standing(room.replica, meeting).rewritten
    circulate(room.replica, version)
    render(room.replica, meeting, "ร่างสาม")
    assert standing(room.replica, meeting).rewritten


def test_versions_that_are_said_to_correct_each_other_still_stand(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "รายงาน")
    circulate(room.replica, version)
    following = render(room.replica, meeting, "รายงานใหม่")
    room.set("minutes_version", version, {"corrects": following})
    room.set("minutes_version", following, {"corrects": version})
    assert standing(room.replica, meeting).passed == {"draft", "circulated"}


def test_a_version_is_called_by_its_meeting_and_its_number_in_both_languages(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "รายงาน")
    circulate(room.replica, version)
    second = render(room.replica, meeting, "รายงานใหม่")
    english = "Minutes of ประชุมคณะกรรมการเครือข่าย 1/2569, version 2"
    thai = "รายงานการประชุมคณะกรรมการเครือข่าย 1/2569 ฉบับที่ 2"
    assert room.replica.title("minutes_version", second) == english
    use(Language.TH)
    assert room.replica.title("minutes_version", second) == thai
    assert [room.replica.find("minutes_version", each) for each in (english, thai)] == [second, second]


def test_half_a_correction_certifies_nothing(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "งบ 5 คัน")
    circulate(room.replica, version)
    by = resolution(room)
    for before, after in (("5 คัน", ""), ("", "6 คัน"), ("5 คัน", "5 คัน")):
        with pytest.raises(NotReady, match="Nothing was typed"):
            certify_corrected(room.replica, version, by, [Correction(before, after, "งบ 6 คัน")])
    assert [each["state"] for each in versions(room.replica, meeting)] == ["circulated"]


def test_a_correction_that_is_a_draft_is_corrected_further_in_its_place(room: Room, meeting: bytes) -> None:
    room.certify(meeting, "งบ 5 คัน ที่วัด")
    held = certified(room.replica, meeting)
    assert held is not None
    draft = correct(room.replica, held.id, "งบ 6 คัน ที่วัด", "5 คัน", "6 คัน")
    assert correct(room.replica, draft, "งบ 6 คัน ที่ศาลา", "วัด", "ศาลา") == draft
    record = room.record("minutes_version", draft)
    assert (record["text"], record["state"]) == ("งบ 6 คัน ที่ศาลา", "draft")
    assert (record["correction_before"], record["correction_after"]) == ("5 คัน\nวัด", "6 คัน\nศาลา")


def test_neither_a_meeting_nor_its_minutes_are_certified_by_hand(room: Room, meeting: bytes) -> None:
    version = render(room.replica, meeting, "รายงาน")
    circulate(room.replica, version)
    by = resolution(room)
    with pytest.raises(Failure, match="certified by a resolution of a later meeting"):
        room.set("meeting", meeting, {"state": "certified"})
    with pytest.raises(Failure, match="certified by a resolution of a later meeting"):
        room.set("minutes_version", version, {"state": "certified", "certified_by": by})
    assert room.record("meeting", meeting)["state"] == "closed"
    assert certified(room.replica, meeting) is None


def test_a_later_meeting_certifies_what_was_circulated_of_those_before_it(room: Room, meeting: bytes) -> None:
    following = room.plan("2026-08-15T09:30")
    assert to_certify(room.replica, following) == []
    version = render(room.replica, meeting, "รายงาน")
    assert to_certify(room.replica, following) == []
    circulate(room.replica, version)
    assert [each.id for each in to_certify(room.replica, following)] == [version]
    assert to_certify(room.replica, room.plan("2026-06-15T09:30")) == []
    assert waiting_resolution(room.replica, meeting) is None
    by = resolution(room)
    assert waiting_resolution(room.replica, meeting) == by
    certify(room.replica, version, by)
    assert waiting_resolution(room.replica, meeting) is None
    assert to_certify(room.replica, following) == []
