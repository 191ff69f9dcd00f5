import threading
from pathlib import Path
from zipfile import ZipFile

from netterm.cli.following import follow_minutes
from netterm.store import Replica
from tests.cli.lines import Terminal


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
