"""What fits into the rows under the discussion, and the agenda beside it."""

import pytest

from netterm.language.clusters import cell_width
from netterm.screens.minutes.agenda_pane import hanging
from netterm.screens.minutes.foot import fitted

CHAIR = "ประธาน: ระเบียบวาระที่ 2.1 รับรองรายงานการประชุม มีท่านใดขอแก้ไขรายงานการประชุมหรือไม่ ถ้าไม่มี ขอให้ที่ประชุมรับรอง"


def test_two_rows_say_what_one_does_not() -> None:
    rows = fitted(CHAIR, 78, 2)
    assert len(rows) == 2
    assert "".join(rows).replace(" ", "") == CHAIR.replace(" ", "")


@pytest.mark.parametrize("height", [1, 2])
def test_what_is_cut_says_so_and_which_key_shows_all(height: int) -> None:
    rows = fitted(CHAIR, 30, height, "F4 ทั้งหมด")
    assert len(rows) == height
    assert rows[-1].endswith("… F4 ทั้งหมด")
    assert all(cell_width(row) <= 30 for row in rows)


def test_nothing_is_nothing() -> None:
    assert fitted("", 30, 2) == [""]


def test_a_long_title_stays_beside_its_number() -> None:
    rows = hanging("  2.1 ", "รับรองรายงานการประชุม ครั้งที่ 10/2569 เมื่อวันที่ 15 ตุลาคม 2569", 31).split("\n")
    assert len(rows) > 1
    assert rows[0].startswith("  2.1 รับรอง")
    assert all(row.startswith(" " * 6) and row[6] != " " and cell_width(row) <= 31 for row in rows[1:])
