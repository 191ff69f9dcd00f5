import pytest

from netterm.model.spoken_lines import (
    Said,
    SpokenLine,
    looks_like_command,
    parse_spoken_line,
    read_spoken,
    spoken_sentence,
)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("? งบมาจากไหน @วิชัย กล้าหาญ", SpokenLine(Said.QUESTION, "งบมาจากไหน", "วิชัย กล้าหาญ")),
        ("?งบมาจากไหน", SpokenLine(Said.QUESTION, "งบมาจากไหน")),
        ("  = กองทุนฟื้นฟู @มาลี", SpokenLine(Said.ANSWER, "กองทุนฟื้นฟู", "มาลี")),
        ("= เขียนถึง a@b.c @มาลี", SpokenLine(Said.ANSWER, "เขียนถึง a@b.c", "มาลี")),
        ('? @"วิชัย กล้าหาญ" งบมาจากไหน', SpokenLine(Said.QUESTION, "งบมาจากไหน", "วิชัย กล้าหาญ")),
        ("? ราคา ^2 หรือ !1", SpokenLine(Said.QUESTION, "ราคา ^2 หรือ !1")),
    ],
)
def test_a_sign_makes_a_line_a_question_or_an_answer(line: str, wanted: SpokenLine) -> None:
    assert parse_spoken_line(line) == wanted


@pytest.mark.parametrize("line", ["งบมาจากไหน?", "1 = 1", "?", "= @มาลี", ""])
def test_other_lines_are_neither(line: str) -> None:
    assert parse_spoken_line(line) is None


def test_what_is_meant_to_become_something_is_known_before_it_is_complete() -> None:
    assert [looks_like_command(line) for line in ("!", " ?", "= ก", "ก !", "")] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (SpokenLine(Said.QUESTION, "งบมาจากไหน", "นายวิชัย กล้าหาญ"), "ถาม: งบมาจากไหน (นายวิชัย กล้าหาญ)"),
        (SpokenLine(Said.ANSWER, "กองทุน"), "ตอบ: กองทุน"),
        (SpokenLine(Said.OPINION, "ควรรอ", "นางมาลี ดอกไม้"), "ความเห็น (นางมาลี ดอกไม้): ควรรอ"),
        (SpokenLine(Said.OBJECTION, "แพงไป", "นางมาลี ดอกไม้"), "ข้อคัดค้าน (นางมาลี ดอกไม้): แพงไป"),
    ],
)
def test_it_is_put_into_the_words_of_minutes_and_read_back_from_them(said: SpokenLine, sentence: str) -> None:
    assert spoken_sentence(said) == sentence
    assert read_spoken(sentence) == said


def test_a_plain_line_is_nothing_that_was_put_into_words() -> None:
    assert read_spoken("ที่ประชุมถาม: ใครบ้าง") is None
