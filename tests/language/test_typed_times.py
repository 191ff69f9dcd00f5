"""Times of day, alone or behind a date, are understood as they are typed and said."""

from datetime import datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.language.dates import (
    DateStyle,
    Digits,
    InvalidDate,
    InvalidTime,
    format_moment,
    parse_moment,
    parse_time,
)
from netterm.locale import Language

NOW = datetime(2026, 7, 15, 8, 0)  # noqa: DTZ001 - a wall clock, as people type by it

TIMES = [
    *(
        (typed, time(9, 30))
        for typed in ("9.30", "09.30", "9:30", "09:30", "9:30 น.", "09.30น.", "0930", "930", "๙.๓๐")
    ),
    *((typed, time(9, 30)) for typed in ("๐๙.๓๐ น.", "0930 น.", "09:30:59", "9:30 am", "เวลา 9.30 น.", "at 9:30")),
    *((typed, time(9, 30)) for typed in ("9 โมงครึ่ง", "9 โมงเช้าครึ่ง", "09.30 นาฬิกา")),
    *((typed, time(9)) for typed in ("9", "9 น.", "9 โมง", "เก้าโมงเช้า", "9am", "เก้านาฬิกา")),
    *((typed, time(9, 30)) for typed in ("9 นาฬิกา 30 นาที", "เก้าโมงสามสิบนาที", "9 โมง 30", "๙ โมงครึ่ง")),
    *((typed, time(14)) for typed in ("บ่ายสองโมง", "บ่ายสองโมงตรง", "สิบสี่นาฬิกา")),
    *((typed, time(14, 15)) for typed in ("บ่าย 2 โมง 15 นาที", "บ่ายสองสิบห้า")),
    *((typed, time(19, 30)) for typed in ("ทุ่มครึ่ง", "หนึ่งทุ่มครึ่ง", "1 ทุ่มครึ่ง")),
    ("สิบเอ็ดโมงครึ่ง", time(11, 30)),
    ("สองทุ่ม", time(20)),
    ("ทุ่มนึง", time(19)),
    ("ตีสองครึ่ง", time(2, 30)),
    ("เที่ยงวัน", time(12)),
    ("เที่ยงสิบห้า", time(12, 15)),
    ("หกโมงเย็น", time(18)),
    ("noon", time(12)),
    *((typed, time(14)) for typed in ("14", "1400", "บ่าย 2", "บ่ายสอง", "บ่าย 2 โมง", "2 pm", "2 p.m.", "14.00 น.")),
    ("12 am", time(0)),
    ("12:15 pm", time(12, 15)),
    ("เที่ยง", time(12)),
    ("เที่ยงครึ่ง", time(12, 30)),
    ("เที่ยงคืน", time(0)),
    ("บ่ายโมง", time(13)),
    ("4 โมงเย็น", time(16)),
    ("6 โมงเช้า", time(6)),
    ("2 ทุ่มครึ่ง", time(20, 30)),
    ("ตี 5", time(5)),
    ("0:00", time(0)),
    ("23:59", time(23, 59)),
]

MOMENTS = [
    ("15 ก.ค. 2569 09:30", "2026-07-15 09:30"),
    ("15/7/69 9.30", "2026-07-15 09:30"),
    ("15/7/69 เวลา 09.30 น.", "2026-07-15 09:30"),
    ("15/7/69 0930", "2026-07-15 09:30"),
    ("15.7.69 9.30", "2026-07-15 09:30"),
    ("15 7 69 9 น.", "2026-07-15 09:00"),
    ("๑๕ ก.ค. ๖๙ ๙.๓๐ น.", "2026-07-15 09:30"),
    ("วันพุธที่ 15 กรกฎาคม พ.ศ. 2569 เวลา 13.30 น.", "2026-07-15 13:30"),
    ("2026-07-15T09:30", "2026-07-15 09:30"),
    ("2026-07-15 09:30", "2026-07-15 09:30"),
    ("พรุ่งนี้ 9.30", "2026-07-16 09:30"),
    ("พรุ่งนี้9.30น.", "2026-07-16 09:30"),
    ("พรุ่งนี้ บ่าย 2", "2026-07-16 14:00"),
    ("ศุกร์หน้า เที่ยง", "2026-07-24 12:00"),
    ("อีก 3 วัน 9 โมง", "2026-07-18 09:00"),
    ("tomorrow at 2pm", "2026-07-16 14:00"),
    ("+7 1330", "2026-07-22 13:30"),
    ("วันศุกร์หน้า บ่ายโมงครึ่ง", "2026-07-24 13:30"),
    ("วันที่ 5 เดือนหน้า เก้าโมงเช้า", "2026-08-05 09:00"),
    ("สิ้นเดือน 9.30 น.", "2026-07-31 09:30"),
    ("9.30", "2026-07-15 09:30"),
    ("0930", "2026-07-15 09:30"),
    ("2 ทุ่ม", "2026-07-15 20:00"),
]


@pytest.mark.parametrize(("typed", "meant"), TIMES)
def test_a_time_of_day_is_understood(typed: str, meant: time) -> None:
    assert parse_time(typed) == meant


@pytest.mark.parametrize(
    ("typed", "sentence", "thai"),
    [
        (
            "24:00",
            "There is no time 24:00: type hours from 0 to 23 and minutes from 0 to 59.",
            "ไม่มีเวลา 24:00 ให้พิมพ์ชั่วโมง 0 ถึง 23 และนาที 0 ถึง 59",
        ),
        (
            "9.5",
            "“9.5” cannot be read as a time of day: type one like 09:30.",
            "อ่าน “9.5” เป็นเวลาไม่ได้ ให้พิมพ์เช่น 09.30",
        ),
        (
            "9:75",
            "There is no time 9:75: type hours from 0 to 23 and minutes from 0 to 59.",
            "ไม่มีเวลา 9:75 ให้พิมพ์ชั่วโมง 0 ถึง 23 และนาที 0 ถึง 59",
        ),
        (
            "4 โมง",
            "“4 โมง” can be in the morning or in the afternoon: add which, or type it like 16:00.",
            "“4 โมง” เป็นได้ทั้งเช้าและเย็น ให้เติมว่าเช้าหรือเย็น หรือพิมพ์เช่น 16.00",
        ),
        (
            "9 โมง 75",
            "“9 โมง 75” cannot be read as a time of day: type one like 09:30.",
            "อ่าน “9 โมง 75” เป็นเวลาไม่ได้ ให้พิมพ์เช่น 09.30",
        ),
        (
            "24.00 น.",
            "There is no time 24:00: type hours from 0 to 23 and minutes from 0 to 59.",
            "ไม่มีเวลา 24:00 ให้พิมพ์ชั่วโมง 0 ถึง 23 และนาที 0 ถึง 59",
        ),
    ],
)
def test_what_is_no_time_is_refused_with_the_reason(typed: str, sentence: str, thai: str) -> None:
    with pytest.raises(InvalidTime) as refusal:
        parse_time(typed)
    assert str(refusal.value) == sentence
    assert refusal.value.sentence(Language.TH) == thai


@pytest.mark.parametrize(("typed", "meant"), MOMENTS)
def test_a_date_with_a_time_is_understood(typed: str, meant: str) -> None:
    assert f"{parse_moment(typed, NOW):%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize("typed", ["15 ก.ค. 2026", "15.7.69", "พรุ่งนี้", "9"])
def test_a_date_alone_is_no_moment(typed: str) -> None:
    with pytest.raises(InvalidTime) as refusal:
        parse_moment(typed, NOW)
    assert str(refusal.value) == f"“{typed}” names no time of day: add one, like 09:30."
    assert refusal.value.sentence(Language.TH) == f"“{typed}” ไม่ได้บอกเวลา ให้เติมเวลา เช่น 09.30"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/2/69 9.30", "There is no day 31 in February 2569: type a day from 1 to 28."),
        ("", "No date was typed: type one like 15/7/2569."),
    ],
)
def test_a_moment_on_no_day_is_refused_like_the_day(typed: str, sentence: str) -> None:
    with pytest.raises(InvalidDate) as refusal:
        parse_moment(typed, NOW)
    assert str(refusal.value) == sentence


def test_a_moment_on_a_day_with_no_such_time_is_refused_like_the_time() -> None:
    with pytest.raises(InvalidTime, match=r"no time"):
        parse_moment("15/7/69 25:00", NOW)


def test_a_moment_is_in_the_time_zone_of_now() -> None:
    bangkok = timezone(timedelta(hours=7))
    assert parse_moment("พรุ่งนี้ 9.30", NOW.replace(tzinfo=bangkok)) == datetime(2026, 7, 16, 9, 30, tzinfo=bangkok)


@given(
    moment=st.datetimes(datetime(1801, 1, 1), datetime(2199, 12, 31)),  # noqa: DTZ001 - as above
    style=st.sampled_from(DateStyle),
    digits=st.sampled_from(Digits),
    language=st.sampled_from(Language),
)
def test_a_moment_that_was_written_here_is_read_back(
    moment: datetime, style: DateStyle, digits: Digits, language: Language
) -> None:
    written = format_moment(moment, style, digits, language)
    assert parse_moment(written, NOW) == moment.replace(second=0, microsecond=0)


@given(st.text(alphabet=st.one_of(st.sampled_from("0123456789/-. :กคพศนเวลาโมงทุ่มt@"), st.characters()), max_size=20))
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    refusal = ""
    try:
        parse_moment(text, NOW)
    except (InvalidDate, InvalidTime) as refused:
        refusal = str(refused)
    assert "{" not in refusal or "{" in text
