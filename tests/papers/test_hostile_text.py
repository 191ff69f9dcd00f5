"""What people write stays text, whatever it looks like, in every format."""

import dataclasses
from pathlib import Path

import pytest

from netterm.papers import docx, minutes
from netterm.papers.layout import Block, Style
from netterm.papers.markdown import as_markdown, escaped
from tests.papers.meetings import Held

HOSTILE = (
    "[/x] [@click=app.quit] \x1b[31m\u202e<script>alert(1)</script> {{7*7}} &lt; ]]> \x00\x07 |a|b| **x** `y`\ufffe"
)


@pytest.mark.parametrize(
    ("written", "markdown"),
    [
        ("# หัวข้อ", "\\# หัวข้อ"),
        ("- รายการ", "\\- รายการ"),
        ("+ รายการ", "\\+ รายการ"),
        ("1. ข้อหนึ่ง", "1\\. ข้อหนึ่ง"),
        ("1.1 ข้อย่อย", "1.1 ข้อย่อย"),
        ("> อ้าง", "\\> อ้าง"),
        ("---", "\\---"),
        ("===", "\\==="),
        ("*ดาว*", "\\*ดาว\\*"),
        ("_เอน_", "\\_เอน\\_"),
        ("snake_case", "snake_case"),
        ("[ลิงก์](http://x)", "\\[ลิงก์](http://x)"),
        ("![รูป](x)", "!\\[รูป](x)"),
        ("<b>", "\\<b>"),
        ("3 < 5", "3 < 5"),
        ("&lt;", "\\&lt;"),
        ("ก & ข", "ก & ข"),
        ("`โค้ด`", "\\`โค้ด\\`"),
        ("~~~", "\\~\\~\\~"),
        ("a | b", "a \\| b"),
        ("\\*", "\\\\\\*"),
        ("    เยื้อง", "เยื้อง"),
        ("สองบรรทัด\nต่อกัน", "สองบรรทัด ต่อกัน"),
    ],
)
def test_what_looks_like_markdown_is_escaped_and_no_more_than_needed(written: str, markdown: str) -> None:
    assert escaped(written) == markdown


def test_a_row_of_numbers_signs_at_the_end_of_a_heading_stays() -> None:
    assert as_markdown([Block(Style.ITEM, "4.1 รหัส ##")]) == "### 4.1 รหัส \\##\n"


def test_no_character_that_moves_a_cursor_or_turns_a_line_reaches_a_paper(held: Held) -> None:
    document = minutes.gather(held.room.replica, held.meeting)
    before = minutes.rendered(document)
    held.write(f"\n{HOSTILE}")
    text = minutes.markdown(held.room.replica, held.meeting)
    assert "\\[@click=app.quit] \\<script>alert(1)\\</script> {{7\\*7}} \\&lt; ]]>" in text
    assert not {"\x1b", "\x00", "\x07", "\u202e", "\ufffe"} & set(text)
    assert text.count("\n#") == before.count("\n#")


def test_hostile_text_makes_a_word_document_that_opens_and_says_it(held: Held, tmp_path: Path) -> None:
    import docx as python_docx

    held.write(f"\n{HOSTILE}")
    path = tmp_path / "minutes.docx"
    docx.save(held.room.replica, held.meeting, path)
    said = "\n".join(each.text for each in python_docx.Document(str(path)).paragraphs)
    assert "[/x] [@click=app.quit] <script>alert(1)</script> {{7*7}} &lt; ]]>  |a|b| **x** `y`" in said


def test_text_that_no_cleaning_has_seen_is_cleaned_when_it_is_gathered(held: Held) -> None:
    shared = held.room.replica.text("agenda_item", held.item, "discussion")
    shared.insert(0, "\x1b]0;title\x07ก\u2066ข\n")
    shared.commit()
    document = minutes.gather(held.room.replica, held.meeting)
    lines = [line for heading in document.headings for item in heading.items for line in item.discussion]
    assert lines[0] == "กข"


def test_names_of_people_and_places_are_cleaned_too(held: Held) -> None:
    document = minutes.gather(held.room.replica, held.meeting)
    hostile = dataclasses.replace(document, place="*ศาลา* [/x]")
    assert "ณ \\*ศาลา\\* \\[/x]" in minutes.rendered(hostile)
