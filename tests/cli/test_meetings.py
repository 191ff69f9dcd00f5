from pathlib import Path
from zipfile import ZipFile

from click.testing import CliRunner

from netterm.cli.door import program
from netterm.locale import Language, use
from netterm.store import Replica
from tests.cli.lines import Said, Terminal


def discussion(line: Terminal, item: str) -> object:
    return line.good("show", "agenda_item", item, "--json").json()["discussion"]


def test_a_meeting_opens_with_its_committee_and_closes(line: Terminal) -> None:
    meeting = line.add("meeting", "title=ประชุม", "starts_at=พรุ่งนี้ 09:30", "place=ศาลา")
    opened = line.good("meeting", "open", meeting)
    assert opened.lines[0].startswith("The meeting is open: ประชุม 1/")
    assert opened.lines[1] == "No quorum: 0 present, 1 needed."
    item = line.add("agenda_item", f"meeting={meeting}", "title=รถเข็น")
    closed = line.good("meeting", "close", meeting)
    assert closed.lines[1] == "Goes to the next meeting: รถเข็น"
    assert line.good("show", "meeting", meeting, "--json").json()["state"] == "closed"
    assert line.good("show", "agenda_item", item, "--json").json()["state"] == "carried"


def test_a_meeting_that_is_open_is_not_opened_again(line: Terminal, meeting: str) -> None:
    english, thai = line.refused("meeting", "open", meeting)
    assert english == "This meeting is open already, or over: choose one that is planned."
    assert thai != english


def test_write_replaces_appends_and_reads_from_a_pipe(line: Terminal, item: str) -> None:
    assert line.good("write", item, "หนึ่ง").last == "Saved: ซื้อรถเข็น"
    line.good("write", item, "--append", "สอง")
    line.good("write", item, "--append", "-", typed="สาม\nสี่\n")
    assert discussion(line, item) == "หนึ่ง\nสอง\nสาม\nสี่"
    line.good("write", item, "หนึ่ง\nสาม")
    assert discussion(line, item) == "หนึ่ง\nสาม"


def test_writing_over_a_text_leaves_what_somebody_else_adds_to_it_meanwhile(line: Terminal, item: str) -> None:
    line.good("write", item, "บรรทัดแรก\nบรรทัดสอง")
    with Replica.open(line.data) as replica:
        text = replica.text("agenda_item", bytes.fromhex(item), "discussion")
        text.insert(len("บรรทัดแรก"), " ของอีกคน")
        line.good("write", item, "บรรทัดแรก\nบรรทัดสอง แก้แล้ว")
        text.commit()
    assert discussion(line, item) == "บรรทัดแรก ของอีกคน\nบรรทัดสอง แก้แล้ว"


def test_minutes_are_printed_and_written_to_files(line: Terminal, meeting: str, item: str, tmp_path: Path) -> None:
    line.good("write", item, "ประธานเสนอให้ซื้อ")
    assert "ประธานเสนอให้ซื้อ" in line.good("minutes", meeting).out
    for name in ("minutes.md", "minutes.docx"):
        assert line.good("minutes", meeting, "-o", str(tmp_path / name)).last == f"Written: {tmp_path / name}"
    assert "ประธานเสนอให้ซื้อ" in (tmp_path / "minutes.md").read_text(encoding="utf-8")
    assert "ประธานเสนอให้ซื้อ" in ZipFile(tmp_path / "minutes.docx").read("word/document.xml").decode()


def test_minutes_of_another_kind_are_refused(line: Terminal, meeting: str, tmp_path: Path) -> None:
    assert line.refused("minutes", meeting, "-o", str(tmp_path / "minutes.odt"), code=2) == (
        "Papers are written as .docx, .pdf or .md: “minutes.odt” is none of these.",
        "เอกสารเขียนได้เป็น .docx, .pdf หรือ .md แต่ “minutes.odt” ไม่ใช่แบบใดเลย",
    )


def test_minutes_into_a_folder_that_is_not_there_are_refused(line: Terminal, meeting: str, tmp_path: Path) -> None:
    english, thai = line.refused("minutes", meeting, "-o", str(tmp_path / "no" / "minutes.md"))
    assert str(tmp_path / "no" / "minutes.md") in english
    assert str(tmp_path / "no" / "minutes.md") in thai


def test_write_means_the_item_of_the_meeting_that_runs_and_tells_others_of_one_name_apart(line: Terminal) -> None:
    def planned(day: str) -> tuple[str, str]:
        meeting = line.add("meeting", "title=ประชุม", f"starts_at={day} 09:30", "place=ศาลา")
        return meeting, line.add("agenda_item", f"meeting={meeting}", "title=นัดหมาย")

    (first, first_item), (_second, second_item) = planned("พรุ่งนี้"), planned("+7")
    english, _thai = line.refused("write", "นัดหมาย", "x")
    assert f"นัดหมาย ({first_item[-8:]})" in english
    assert f"นัดหมาย ({second_item[-8:]})" in english
    line.good("meeting", "open", first)
    line.good("write", "นัดหมาย", "วันที่ 15")
    assert line.good("show", "agenda_item", first_item, "--json").json()["discussion"] == "วันที่ 15"


def test_write_to_an_item_that_is_not_there_is_refused(line: Terminal) -> None:
    english, _thai = line.refused("write", "ไม่มี", "x")
    assert english == "There is no Agenda item “ไม่มี”."


def test_a_guest_in_no_register_is_added_by_name(line: Terminal, meeting: str) -> None:
    guest = line.add("attendance", f"meeting={meeting}", "guest=นายก อบต. บ้านกลาง")
    shown = line.good("show", "attendance", guest, "--json").json()
    assert (shown["_title"], shown["class"], shown["counts_quorum"]) == ("นายก อบต. บ้านกลาง", "participant", False)
    assert "นายก อบต. บ้านกลาง" in line.good("minutes", meeting).out
    english, thai = line.refused("add", "attendance", f"meeting={meeting}", "class=participant")
    assert english.startswith("An attendance list names somebody in each line")
    assert thai


def test_what_is_no_text_or_too_much_of_it_is_refused_and_nothing_is_written(line: Terminal, item: str) -> None:
    def piped(read: bytes, *language: str) -> Said:
        use(Language.EN)
        result = CliRunner().invoke(program, ["--data", str(line.data), *language, "write", item, "-"], input=read)
        return Said(result.exit_code, result.stdout, result.stderr)

    line.good("write", item, "เดิม")
    said = piped("ประธาน".encode("cp874"))
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert said.err.startswith("This is no text in UTF-8, at byte 1: nothing was written.")
    for size in (200_001, 3_000_000):
        said = piped(b"a" * size)
        assert (said.code, said.err.count("\n")) == (1, 1)
        assert said.err.endswith("Nothing of it was written: shorten it.\n")
    assert discussion(line, item) == "เดิม"
    assert piped("ก".encode() * 200_000).code == 0


def test_minutes_go_from_draft_to_certified_and_are_final_then(line: Terminal, meeting: str, item: str) -> None:
    line.good("set", "meeting", meeting, "checker=สมชาย")
    english, _thai = line.refused("minutes", meeting, "--keep")
    assert english == "This meeting is not over: close it before its minutes are kept."
    line.good("meeting", "close", meeting)
    assert line.refused("meeting", "circulate", meeting)[0].startswith("The minutes of this meeting were not kept yet")
    assert line.good("minutes", meeting, "--keep").last.startswith("Kept: ประชุมคณะกรรมการ 1/")
    line.good("meeting", "circulate", meeting)
    following = line.add("meeting", "title=ประชุม", "starts_at=+30 09:30", "place=ศาลา")
    about = line.add("agenda_item", f"meeting={following}", "title=รับรองรายงาน", "heading=2")
    by = line.add("resolution", f"item={about}", "verb=certify", "text=รับรอง", "present=1", "quorum_required=1")
    assert line.good("meeting", "certify", meeting, "--by", by).last.startswith("Certified and final from now on: ")
    [version] = line.good("list", "minutes_version", "--json").json()
    assert (version["state"], version["certified_by"]) == ("certified", by)
    assert version["text"] == line.good("minutes", meeting).out
    for words in (
        ["write", item, "หลังรับรอง"],
        ["set", "meeting", meeting, "place=วัด"],
        ["delete", "meeting", meeting],
        ["set", "agenda_item", item, "title=อื่น"],
        ["delete", "agenda_item", item],
        ["add", "agenda_item", f"meeting={meeting}", "title=อื่น"],
        ["add", "resolution", f"item={item}", "verb=approve", "text=x", "present=1", "quorum_required=1"],
        ["add", "task", f"item={item}", "title=x", "assignee=สมชาย", "due=+7"],
    ):
        english, thai = line.refused(*words)
        assert english.startswith(
            "These minutes are certified and final: nothing in them is added, changed or deleted."
        )
        assert thai
    assert line.refused("delete", "minutes_version", version["id"])[0].startswith("This version of the minutes is")


def test_notice_is_given_late_is_said_and_the_meeting_is_notified(line: Terminal, tmp_path: Path) -> None:
    meeting = line.add("meeting", "title=ประชุม", "starts_at=+3 09:30", "place=ศาลา")
    assert line.refused("meeting", "notice", meeting, "-o", str(tmp_path / "a.odt"), code=2)[0].startswith("Papers are")
    assert line.good("show", "meeting", meeting, "--json").json()["state"] == "planned"
    said = line.good("meeting", "notice", meeting, "-o", str(tmp_path / "a.md"))
    assert said.lines[1] == "This is 3 days before the meeting: the network asks for 7."
    assert "ขอเชิญประชุม" in (tmp_path / "a.md").read_text(encoding="utf-8")
    assert line.good("show", "meeting", meeting, "--json").json()["state"] == "notified"


def test_of_a_meeting_that_is_not_held_no_notice_is_written(line: Terminal, tmp_path: Path) -> None:
    meeting = line.add("meeting", "title=ประชุม", "starts_at=+3 09:30", "place=ศาลา")
    line.good("meeting", "cancel", meeting, "งด")
    paper = tmp_path / "a.md"
    paper.write_text("หนังสือฉบับก่อน", encoding="utf-8")
    assert line.refused("meeting", "notice", meeting, "-o", str(paper))[0].startswith("Notice is given of a meeting")
    assert paper.read_text(encoding="utf-8") == "หนังสือฉบับก่อน"


def test_a_meeting_is_postponed_and_cancelled_for_a_reason(line: Terminal) -> None:
    meeting = line.add("meeting", "title=ประชุม", "starts_at=+3 09:30", "place=ศาลา")
    assert line.refused("meeting", "cancel", meeting, " ")[0].startswith("Nothing was typed: a meeting is postponed")
    line.good("meeting", "postpone", meeting, "น้ำท่วม", "--to", "31/12/2570 13:00")
    shown = line.good("show", "meeting", meeting, "--json").json()
    told = (shown["state"], shown["state_reason"], shown["starts_at"])
    assert told == ("postponed", "น้ำท่วม", "2027-12-31T13:00")
    assert line.good("meeting", "cancel", meeting, "งด").last.endswith(": Cancelled")


def test_minutes_are_checked_signed_and_certified_with_what_the_later_meeting_puts_right(
    line: Terminal, meeting: str, item: str
) -> None:
    line.good("set", "meeting", meeting, "checker=สมชาย")
    line.good("write", item, "ซื้อ 5 คัน")
    line.good("meeting", "pause", meeting)
    line.good("meeting", "resume", meeting)
    line.good("meeting", "close", meeting)
    line.good("minutes", meeting, "--keep")
    assert line.good("meeting", "check", meeting).last == "Checked: ประชุมคณะกรรมการ 1/2569 · version 1"
    assert line.refused("meeting", "sign", meeting)[0].startswith("There is nothing for you to sign")
    line.good("meeting", "circulate", meeting)
    following = line.add("meeting", "title=ประชุม", "starts_at=+30 09:30", "place=ศาลา")
    about = line.add("agenda_item", f"meeting={following}", "title=รับรองรายงาน", "heading=2")
    by = line.add("resolution", f"item={about}", "verb=certify", "text=รับรอง", "present=1", "quorum_required=1")
    assert line.refused("set", "meeting", meeting, "state=certified")[0].startswith("Minutes are certified by a resol")
    assert "does not stand" in line.refused("meeting", "certify", meeting, "--by", by, "--correct", "9 คัน", "6 คัน")[0]
    line.good("meeting", "certify", meeting, "--by", by, "--correct", "5 คัน", "6 คัน", "--proposer", "สมชาย")
    assert "ซื้อ 6 คัน" in line.good("minutes", meeting).out
    line.good("meeting", "correct", meeting, "6 คัน", "7 คัน")
    assert "ซื้อ 6 คัน" in line.good("minutes", meeting).out
    states = {each["state"] for each in line.good("list", "minutes_version", "--json").json()}
    assert states == {"corrected", "certified", "draft"}


def test_what_was_written_after_the_circulation_is_told_by_the_certification(
    line: Terminal, meeting: str, item: str
) -> None:
    line.good("set", "meeting", meeting, "checker=สมชาย")
    line.good("meeting", "close", meeting)
    line.good("minutes", meeting, "--keep")
    line.good("write", item, "ก่อนตรวจ")
    line.good("meeting", "check", meeting)
    line.good("write", item, "ก่อนตรวจ\nหลังตรวจ")
    assert line.good("meeting", "circulate", meeting).err.startswith("The records say something else by now")
    [version] = line.good("list", "minutes_version", "--json").json()
    assert "ก่อนตรวจ" in version["text"]
    following = line.add("meeting", "title=ประชุม", "starts_at=+30 09:30", "place=ศาลา")
    about = line.add("agenda_item", f"meeting={following}", "title=รับรองรายงาน", "heading=2")
    by = line.add("resolution", f"item={about}", "verb=certify", "text=รับรอง", "present=1", "quorum_required=1")
    told = line.good("meeting", "certify", meeting, "--by", by).err.splitlines()
    assert told == ["1 line was written since and is not in it:", "  – → หลังตรวจ"]


def test_numbers_are_not_typed_and_the_network_is_one(line: Terminal) -> None:
    task = line.add("task", "title=ทำหนังสือ", "assignee=สมชาย", "due=31/12/2569")
    for words in (
        ["set", "task", task, "number=T-0500"],
        ["add", "task", "title=ก", "assignee=สมชาย", "due=+7", "number=7"],
    ):
        english, thai = line.refused(*words)
        assert english == "Task number is given by netterm and stays as given: leave it out."
        assert thai
    network = line.good("list", "network", "--json").json()[0]["id"]
    assert line.refused("add", "network", "name_th=ก", "level=tambon", "purpose=ก")[0].startswith(
        "There is one Network"
    )
    assert line.refused("delete", "network", network)[0] == "There is one Network and it stays: it cannot be deleted."
