"""Certified minutes are drawn from the text that was certified, and passages of it are put right."""

import dataclasses
import io
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm import papers
from netterm.language.numbers import Digits
from netterm.papers.layout import Block, Style, blocks
from netterm.papers.markdown import as_markdown
from netterm.papers.sealed import NotCorrected, corrected, digits_of, read_blocks
from tests.papers.meetings import Held

SAID = st.text(st.sampled_from("กขค12 -#*_`>.+=[]()<&~|\\"), max_size=20).map(lambda text: " ".join(text.split()))


def certified(held: Held) -> str:
    text = papers.minutes.markdown(held.room.replica, held.meeting)
    held.room.certify(held.meeting, text)
    return text


@given(st.lists(SAID.filter(bool), min_size=1, max_size=5))
def test_what_people_wrote_is_read_back_as_they_wrote_it(lines: list[str]) -> None:
    said = [Block(Style.TITLE, "รายงาน"), Block(Style.HEADING, "วาระ"), *(Block(Style.TEXT, line) for line in lines)]
    assert read_blocks(as_markdown(said)) == said


@pytest.mark.parametrize("title", ["#", "###", "# #", "งบ #", "งบ#", "\\#", "## งบ ##"])
@pytest.mark.parametrize("style", [Style.HEADING, Style.ITEM])
def test_a_title_of_number_signs_is_read_back_as_it_is(style: Style, title: str) -> None:
    assert read_blocks(as_markdown([Block(style, title)])) == [Block(style, title)]


@pytest.mark.parametrize("digits", Digits)
def test_real_minutes_are_read_back_block_by_block(held: Held, digits: Digits) -> None:
    document = dataclasses.replace(papers.minutes.gather(held.room.replica, held.meeting), digits=digits)
    said = blocks(document)
    assert read_blocks(as_markdown(said)) == said
    assert digits_of(said) is digits


def test_files_of_certified_minutes_say_what_was_certified_whatever_the_records_say(held: Held, tmp_path: Path) -> None:
    text = certified(held)
    with held.room.replica.action() as act:
        act.set("person", held.room.people["มาลี"], {"last": "สกุลใหม่"})
    assert "สกุลใหม่" in papers.minutes.markdown(held.room.replica, held.meeting)
    assert papers.minutes.holding(held.room.replica, held.meeting) == text
    for name in ("a.md", "a.docx"):
        papers.write_minutes(held.room.replica, held.meeting, tmp_path / name)
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == text
    paper = docx.Document(io.BytesIO((tmp_path / "a.docx").read_bytes()))
    said = "\n".join(each.text for each in paper.paragraphs)
    assert "ดอกไม้" in said
    assert "สกุลใหม่" not in said
    assert {"Title", "Heading 1", "Heading 2", "Minutes Row", "Minutes Signature"} <= {
        each.style.name for each in paper.paragraphs if each.style is not None
    }


def test_one_passage_is_put_right_and_nothing_else(held: Held) -> None:
    before = papers.minutes.markdown(held.room.replica, held.meeting)
    after = corrected(before, "จัดซื้อรถเข็น 5 คัน", "จัดซื้อรถเข็น 6 คัน")
    assert after == before.replace("จัดซื้อรถเข็น 5 คัน", "จัดซื้อรถเข็น 6 คัน")
    assert "**มติที่ประชุม** รับทราบ" in corrected(before, "มติที่ประชุม เห็นชอบ", "มติที่ประชุม รับทราบ")


def test_a_passage_that_is_not_there_or_there_twice_is_refused(held: Held) -> None:
    text = papers.minutes.markdown(held.room.replica, held.meeting)
    with pytest.raises(NotCorrected, match="does not stand"):
        corrected(text, "ไม่มีในรายงาน", "อื่น")
    with pytest.raises(NotCorrected, match="times"):
        corrected(text, "ระเบียบวาระที่", "วาระที่")


def test_a_passage_typed_in_other_digits_is_found_in_a_paper_of_thai_ones(held: Held) -> None:
    network = held.room.replica.list("network")[0]
    held.room.set("network", network.id, {"digits": "thai"})
    text = papers.minutes.markdown(held.room.replica, held.meeting)
    assert "รถเข็น ๖ คัน" in corrected(text, "จัดซื้อรถเข็น 5 คัน", "จัดซื้อรถเข็น 6 คัน")
