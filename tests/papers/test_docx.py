"""The Word document: opened again by python-docx, and by LibreOffice where that is installed."""

import subprocess
import unicodedata
import zipfile
from pathlib import Path

import docx as python_docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from netterm.papers import NotWritten, docx, minutes
from netterm.papers.layout import Style, blocks
from tests.papers.meetings import Held


@pytest.fixture
def path(held: Held, tmp_path: Path) -> Path:
    path = tmp_path / "รายงาน.docx"
    docx.save(held.room.replica, held.meeting, path)
    return path


def said_in_order(held: Held) -> list[str]:
    found = []
    for block in blocks(minutes.gather(held.room.replica, held.meeting)):
        parts = block.cells or (block.label, block.text)
        found += [part for part in parts if part]
    return found


def test_the_document_says_what_the_minutes_say_in_their_order(held: Held, path: Path) -> None:
    text = "\n".join(each.text for each in python_docx.Document(str(path)).paragraphs)
    place = 0
    for said in said_in_order(held):
        place = text.find(said, place)
        assert place >= 0, said


def test_headings_are_headings_for_those_who_find_their_way_by_them(held: Held, path: Path) -> None:
    paragraphs = python_docx.Document(str(path)).paragraphs
    by_style: dict[str, list[str]] = {}
    for each in paragraphs:
        assert each.style is not None
        by_style.setdefault(str(each.style.name), []).append(each.text)
    document = blocks(minutes.gather(held.room.replica, held.meeting))
    assert by_style["Heading 1"] == [each.text for each in document if each.style is Style.HEADING]
    assert by_style["Heading 2"] == [each.text for each in document if each.style is Style.ITEM]
    assert len(by_style["Title"]) == 1


@pytest.mark.parametrize("name", ["Normal", "Title", "Heading 1", "Heading 2", "Minutes Text", "Header"])
def test_every_style_sets_typeface_size_and_language_for_thai_too(path: Path, name: str) -> None:
    properties = python_docx.Document(str(path)).styles[name].element.rPr
    fonts, language = properties.find(qn("w:rFonts")), properties.find(qn("w:lang"))
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs")} == {"TH SarabunPSK"}
    assert not [key for key in fonts.attrib if "heme" in key]
    assert language.get(qn("w:bidi")) == "th-TH"
    size, thai_size = (properties.find(qn(tag)).get(qn("w:val")) for tag in ("w:sz", "w:szCs"))
    assert size == thai_size == ("36" if name == "Title" else "32")


def test_what_stands_out_is_bold_in_thai_and_in_latin_letters(path: Path) -> None:
    paper = python_docx.Document(str(path))
    for name in ("Title", "Heading 1", "Heading 2"):
        font = paper.styles[name].font
        assert (font.bold, font.cs_bold) == (True, True)
    (resolution,) = [each for each in paper.paragraphs if each.text.startswith("มติที่ประชุม ")]
    label = resolution.runs[0]
    assert (label.text, label.font.bold, label.font.cs_bold) == ("มติที่ประชุม", True, True)
    assert Pt(16) == paper.styles["Normal"].font.size


def test_other_names_of_the_typeface_are_told_to_machines_without_it(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        table = archive.read("word/fontTable.xml").decode()
    assert (
        '<w:font w:name="TH SarabunPSK"><w:altName w:val="TH Sarabun PSK,TH Sarabun New,TH Sarabun,Sarabun"/>' in table
    )


def test_the_file_names_neither_the_program_that_made_it_nor_a_computer(path: Path) -> None:
    facts = python_docx.Document(str(path)).core_properties
    assert (facts.author, facts.last_modified_by, facts.comments) == ("", "", "")
    assert facts.title == "รายงานการประชุมคณะกรรมการเครือข่าย"


def test_an_older_file_stays_whole_when_the_new_one_cannot_be_written(
    held: Held, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "the disk is full")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(NotWritten, match="could not be written: the disk is full"):
        docx.save(held.room.replica, held.meeting, path)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir() if each.is_file()] == [path.name]


def test_a_folder_that_is_not_there_is_named_in_a_sentence(held: Held, tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match=r"“.*none/m\.docx” could not be written: it is not there"):
        docx.save(held.room.replica, held.meeting, tmp_path / "none" / "m.docx")


def skeleton(text: str) -> str:
    """Letters alone: where a typeface shifts a mark, text taken from a PDF has it elsewhere or apart."""
    bare = text.replace("ำ", "า")
    return "".join(each for each in bare if not each.isspace() and unicodedata.category(each) != "Mn")


@pytest.mark.needs("soffice", "pdftotext")
def test_libreoffice_makes_a_pdf_of_it_that_says_the_same_in_the_same_order(
    held: Held, path: Path, tmp_path: Path
) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(convert, capture_output=True, timeout=120, check=True)
    pdf = path.with_suffix(".pdf")
    read = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, timeout=60, check=True)
    text = skeleton(read.stdout.decode())
    place = 0
    for said in said_in_order(held):
        place = text.find(skeleton(said), place)
        assert place >= 0, said
