from datetime import date

import pytest

from netterm.language.dates_in_text import date_near, dates_in

TODAY = date(2026, 7, 15)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ประชุมวันที่ 20/7/69 เวลา 9 โมง", [("20/7/69", date(2026, 7, 20))]),
        ("ส่งภายใน ๓๑ ก.ค. ๒๕๖๙ ครับ", [("๓๑ ก.ค. ๒๕๖๙", date(2026, 7, 31))]),
        ("พรุ่งนี้เช้าไปด้วยกัน", [("พรุ่งนี้", date(2026, 7, 16))]),
        ("นัดวันจันทร์หน้า", [("วันจันทร์หน้า", date(2026, 7, 20))]),
        ("วันพุธที่ 15 กรกฎาคม พ.ศ. 2569", [("วันพุธที่ 15 กรกฎาคม พ.ศ. 2569", date(2026, 7, 15))]),
        ("5 มกราคม 2570 และ 6 ก.พ.", [("5 มกราคม 2570", date(2027, 1, 5)), ("6 ก.พ.", date(2026, 2, 6))]),
        ("due 2026-07-20", [("2026-07-20", date(2026, 7, 20))]),
    ],
)
def test_dates_are_found_among_other_words(text: str, wanted: list[tuple[str, date]]) -> None:
    assert [(text[each.start : each.end], each.day) for each in dates_in(text, TODAY)] == wanted


@pytest.mark.parametrize(
    "text", ["ครั้งที่ 3/2569", "ใช้ 1/2 ของงบ", "โทร 081-234-56-78", "12,500.00 บาท", "ข้อ 12.50.00", "3 คน", "a@1/2/69", ""]
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert [*dates_in(text, TODAY)] == []


def test_a_day_that_there_is_not_is_found_with_the_reason() -> None:
    found = [*dates_in("ส่งภายใน 31/2/69", TODAY)]
    assert [each.day for each in found] == [None]
    assert found[0].failure is not None
    assert "no day 31" in found[0].failure.sentence()


def test_the_nearest_is_the_one_that_the_cursor_is_in_or_behind() -> None:
    text = "จาก 1/7/69 ถึง 31/7/69 รวม"
    days = [found.day for at in (0, 6, 13, 17, len(text)) if (found := date_near(text, at, TODAY)) is not None]
    assert days == [date(2026, 7, 1)] * 3 + [date(2026, 7, 31)] * 2
    assert date_near("ไม่มี", 3, TODAY) is None


def test_a_line_of_any_length_is_read_in_no_time() -> None:
    assert [*dates_in("1/" * 50_000, TODAY)] == []
