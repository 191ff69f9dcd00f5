"""Thai is cut at its words."""

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.language.clusters import is_mark, stops
from netterm.language.words import Dictionary, segment, word_starts, wrap_chunks

SENTENCES = [
    "ที่ประชุม|มีมติ|เห็นชอบ|ให้|จัดทำ|หนังสือ|ถึง|องค์การบริหารส่วนตำบล",
    "ประธาน|แจ้ง|ให้|ที่ประชุม|ทราบ|ว่า|คนพิการ|ใน|ตำบล|ยัง|ไม่|ได้รับ|เบี้ยความพิการ|จำนวน| |12| |ราย",
    "รับรอง|รายงานการประชุม|ครั้ง|ที่| |3/2569",
    "เริ่ม|ประชุม|เวลา| |09.30| |น.",
    "คณะกรรมการ|เครือข่าย|คนพิการ|ระดับ|ตำบล|ได้|หารือ|กับ|อบต.|เรื่อง|ทางลาด|และ|ห้องน้ำ",
    "กับ|พมจ.|เชียงใหม่|ภายใน|วันที่| |15| |ก.ค.| |2569",
    "พ.ร.บ.|ส่งเสริม|และ|พัฒนา|คุณภาพชีวิต|คนพิการ| |พ.ศ.| |2550| |มาตรา| |33",
    "ตาม|มาตรา| |35",
    "ติดตาม|เรื่อง|บัตรประจำตัว|คนพิการ",
    "แผนงาน|ประจำปี|งบประมาณ| |๒๕๗๐",
    "นายกองค์การบริหารส่วนจังหวัด|มอบ|รถเข็น|ให้|คนพิการ| |5| |คัน",
    "ตากลม|นั่ง|ตากลม",
    "กล้วย|ส้ม|ฯลฯ",
    "มากๆ| |เร็วๆ| |นี้| |ฯลฯ| |กรุงเทพฯ| |เป็นต้น",
    "ประชุม|เสร็จ|แล้ว|.|จบ|...|ต่อ",
    "ต.|บ้าน|ใหม่|อ.|เมือง|จ.|เชียงใหม่",
    "ข้อ|3|และ|ข้อ|4|(|ก|)",
    "ประชุม|ผ่าน|Zoom|ครั้งแรก",
    "เขา|ไป|โรงเรียน|สอน|คนตาบอด",
    "ยาย|มาหา|หมอ|ตอนเช้า",
    "เป็นไป|ด้วย|ความ|เรียบร้อย",
    "A|-|4| |size|,| |ABC123| |1,234.50",
]
ANYTHING = st.text(alphabet=st.one_of(st.sampled_from('กขคงนมยรลสอเแไใโะาำัิีื็่้์ๆฯ. 12aB("-'), st.characters()), max_size=40)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_minutes_is_cut_into_its_words(sentence: str) -> None:
    assert "|".join(segment(sentence.replace("|", ""))) == sentence


@given(ANYTHING)
def test_the_pieces_joined_are_the_text_again(text: str) -> None:
    assert "".join(segment(text)) == text
    assert "".join(chunk for _, _, chunk in wrap_chunks(text)) == text


@given(ANYTHING)
def test_chunks_follow_each_other_without_gaps(line: str) -> None:
    position = 0
    for start, end, chunk in wrap_chunks(line):
        assert (start, chunk) == (position, line[start:end])
        assert chunk
        position = end
    assert position == len(line)


@given(st.text(alphabet=st.sampled_from("กขคงนมยรลสอเแไใโะาำัิีื็่้์ๆ a1"), max_size=40))
def test_no_line_breaks_inside_a_cluster_or_behind_a_leading_vowel(line: str) -> None:
    for start, _, _ in wrap_chunks(line)[1:]:
        assert start in stops(line)
        assert not is_mark(line[start])
        assert line[start] not in "ะาำๆ" or line[start - 1] == " "
        assert line[start - 1] not in "เแโใไ"


@pytest.mark.parametrize(
    ("line", "chunks"),
    [
        ("สวัสดี ครับ", "สวัสดี |ครับ"),
        ("  ย่อหน้า", "  |ย่อหน้า"),
        ("hello world-wide  web", "hello |world-wide  |web"),
        ("ข้อ3 และ(ก)", "ข้อ3 |และ|(ก)"),
        ('เรื่อง"ทางลาด"ด่วน', 'เรื่อง"ทางลาด"ด่วน'),
        ("ดร.สมชาย", "ดร.สม|ชาย"),
        ("ใช่/ไม่ใช่", "ใช่/|ไม่|ใช่"),
        ("ราคา฿20บาท", "ราคา|฿20บาท"),
        ("ผ่านZoomวันนี้", "ผ่าน|Zoom|วันนี้"),
        ("เร็วๆนี้", "เร็วๆ|นี้"),
        ("", ""),
    ],
)
def test_what_belongs_together_stays_on_one_line(line: str, chunks: str) -> None:
    assert "|".join(chunk for _, _, chunk in wrap_chunks(line)) == chunks


def test_words_start_at_letters_and_numbers_only() -> None:
    assert word_starts("คนพิการ 12 คน (ใหม่)") == (0, 8, 11, 15)
    assert word_starts("foo, bar") == (0, 5)
    assert word_starts(" ") == ()


def test_no_word_starts_at_a_mark() -> None:
    assert all(not is_mark(line[start]) for line in ("่กา", "a็b", "คุก็็่เ") for start in word_starts(line))


def test_an_added_name_is_one_word_from_then_on() -> None:
    dictionary = Dictionary()
    assert dictionary.segment("นางสาวกัญญารัตน์มาสาย") == ["นางสาว", "กัญญา", "รัตน์", "มาสาย"]
    assert dictionary.word_starts("กัญญารัตน์") == (0, 5)
    assert len(dictionary.wrap_chunks("กัญญารัตน์")) == 2
    dictionary.add(["กัญญารัตน์ ใจงาม", "A", "ก"])
    assert dictionary.segment("นางสาวกัญญารัตน์มาสาย") == ["นางสาว", "กัญญารัตน์", "มาสาย"]
    assert dictionary.word_starts("กัญญารัตน์") == (0,)
    assert len(dictionary.wrap_chunks("กัญญารัตน์")) == 1
    assert "ใจงาม" in dictionary
    assert "ก" not in dictionary


def test_a_full_name_stays_in_one_piece_and_is_two_words() -> None:
    dictionary = Dictionary()
    before = dictionary.edition
    assert dictionary.add(["สมศรี ใจงาม", "ABC-12 (ใหม่)"])
    assert dictionary.edition > before
    assert not dictionary.add(["สมศรี  ใจงาม"])
    assert [chunk for _, _, chunk in dictionary.wrap_chunks("ให้สมศรี ใจงามไป")] == ["ให้", "สมศรี ใจงาม", "ไป"]
    assert dictionary.word_starts("ให้สมศรี ใจงามไป") == (0, 3, 9, 14)
    assert [chunk for _, _, chunk in dictionary.wrap_chunks("ใน ABC-12 (ใหม่) นี้")] == ["ใน ", "ABC-12 (ใหม่) ", "นี้"]


def test_names_of_one_dictionary_are_not_known_to_another() -> None:
    Dictionary(["กัญญารัตน์"])
    assert "กัญญารัตน์" not in Dictionary()


def test_what_no_word_covers_stays_in_one_piece() -> None:
    assert segment("ฆฌฏฬฮฆฌฏ") == ["ฆฌฏฬฮฆฌฏ"]
    assert segment("ประชุมฆฌฏฬฮฆฌฏ") == ["ประชุม", "ฆฌฏฬฮฆฌฏ"]


@pytest.mark.parametrize("piece", ["ก", "การ", "ประชุม", "ก.", "เ", "่"])
def test_no_line_takes_long_to_cut(piece: str) -> None:
    segment(piece)
    started = time.process_time()
    assert "".join(segment(piece * 5_000)) == piece * 5_000
    assert time.process_time() - started < 2


def test_the_word_list_is_not_read_before_there_is_thai_to_cut() -> None:
    code = (
        "from netterm.language import words; words.segment('plain English'); words.wrap_chunks('plain 12')\n"
        "before = words._base.cache_info().currsize\n"
        "words.segment('ไทย'); print(before, words._base.cache_info().currsize)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["0", "1"]
