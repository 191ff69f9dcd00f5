import threading
from pathlib import Path
from zipfile import ZipFile

from click.testing import CliRunner

from netterm.cli.door import program
from netterm.cli.following import follow_minutes
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
    assert line.refused("minutes", meeting, "-o", str(tmp_path / "minutes.pdf"), code=2) == (
        "Minutes are written as .md or .docx: “minutes.pdf” is neither.",
        "รายงานการประชุมเขียนเป็น .md หรือ .docx: “minutes.pdf” ไม่ใช่ทั้งสองแบบ",
    )


def test_minutes_into_a_folder_that_is_not_there_are_refused(line: Terminal, meeting: str, tmp_path: Path) -> None:
    english, thai = line.refused("minutes", meeting, "-o", str(tmp_path / "no" / "minutes.md"))
    assert str(tmp_path / "no" / "minutes.md") in english
    assert str(tmp_path / "no" / "minutes.md") in thai


def test_following_says_what_is_there_and_then_each_line_as_it_comes(line: Terminal, meeting: str, item: str) -> None:
    line.good("write", item, "หนึ่ง")
    said: list[str] = []
    heard, stop = threading.Condition(), threading.Event()

    def say(text: str) -> None:
        with heard:
            said.append(text)
            heard.notify()

    with Replica.open(line.data) as replica:
        following = threading.Thread(target=follow_minutes, args=(replica, bytes.fromhex(meeting), say, stop))
        following.start()
        with heard:
            assert heard.wait_for(lambda: "หนึ่ง" in said, 5)
        line.good("write", item, "--append", "สอง")
        with heard:
            assert heard.wait_for(lambda: "สอง" in said, 5)
        stop.set()
        following.join()
    assert said[-3:] == ["Item 4: ซื้อรถเข็น", "หนึ่ง", "สอง"]


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
