"""Lines do not break inside the names that are in the network's records."""

import threading

import pytest
from textual.widget import Widget

from netterm.app import NettermApp
from netterm.flows.agenda import add_item
from netterm.language.words import break_places
from netterm.locale import Language
from netterm.screens import thai, word_list
from netterm.screens.editing import area
from netterm.screens.minutes import MinutesScreen
from netterm.screens.minutes.agenda_pane import AgendaPane
from netterm.screens.widgets.reading import Tell
from netterm.screens.word_list import learn_names, words_of
from netterm.store import Replica
from tests.flows.rooms import Room
from tests.screens.seeing import screen_text, seen, until

PERSON = {"title": "นางสาว", "first": "ปฏิมาพร", "last": "วงศ์ฆฤตา", "nick": "ปฏิ", "tambon": "ตำบลแม่กรวดงาม"}


def changed_by(replica: Replica, entity: str, values: dict[str, str]) -> list[tuple[str, bytes]]:
    with replica.action() as act:
        return [(entity, act.add(entity, dict(values)))]


def breaks_inside(name: str, line: str) -> set[int]:
    start = line.index(name)
    return {place for place in break_places(line).words if start < place < start + len(name)}


def test_a_person_is_known_by_every_name_and_by_where_they_live(replica: Replica) -> None:
    found = words_of(replica, changed_by(replica, "person", PERSON))
    assert {"ปฏิมาพร", "วงศ์ฆฤตา", "ปฏิ", "ปฏิมาพร วงศ์ฆฤตา", "แม่กรวดงาม"} <= {*found}
    assert "" not in found


@pytest.mark.parametrize(
    ("entity", "values", "name"),
    [
        ("person", {"first": "กรวรัมภา", "last": "ตั้งใจจริงแท้"}, "กรวรัมภา ตั้งใจจริงแท้"),
        ("person", {"first": "ก้อง", "tambon": "ต.หนองกระทุ่มลาย"}, "หนองกระทุ่มลาย"),
        ("org", {"name": "มูลนิธิรวมใจสู่วันใหม่"}, "มูลนิธิรวมใจสู่วันใหม่"),
        ("org", {"name": "อบต.ทุ่งรวงทองคำ", "area": "อำเภอดอยผาหมอกใหญ่"}, "ดอยผาหมอกใหญ่"),
        ("series", {"name": "คณะทำงานติดตามรถรับส่ง", "body": "working"}, "คณะทำงานติดตามรถรับส่ง"),
    ],
)
def test_no_line_breaks_inside_a_name_once_it_appears(
    replica: Replica, entity: str, values: dict[str, str], name: str
) -> None:
    line = f"ที่ประชุมมอบหมายให้{name}ไปหารือเรื่องทางลาด"
    assert breaks_inside(name, line)
    changed = changed_by(replica, entity, values)
    assert breaks_inside(name, line)
    assert learn_names(replica, changed)
    assert not breaks_inside(name, line)
    assert not learn_names(replica, changed)


def test_all_names_of_the_network_are_learnt_at_the_start(replica: Replica) -> None:
    changed_by(replica, "person", {"first": "พิมพ์ชนันภัทร", "last": "ดวงใจงามตา"})
    line = "ขอบคุณพิมพ์ชนันภัทร ดวงใจงามตาและเครือข่ายสันทราย"
    learn_names(replica)
    assert not breaks_inside("พิมพ์ชนันภัทร ดวงใจงามตา", line)
    assert not breaks_inside("เครือข่ายสันทราย", line)


def test_records_without_names_and_deleted_ones_name_nobody(replica: Replica) -> None:
    assert words_of(replica, [("task", bytes(16))]) == []
    gone = changed_by(replica, "person", PERSON)
    with replica.action() as act:
        act.delete(*gone[0])
    assert words_of(replica, gone) == []


@pytest.fixture
def without_words(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The word list is not there until the event is set."""
    there, loaded = threading.Event(), threading.Event()
    monkeypatch.setattr(word_list, "_loaded", loaded)

    def load() -> None:
        assert there.wait(10)
        loaded.set()

    monkeypatch.setattr(thai, "load_words", load)
    monkeypatch.setattr(area, "load_words", load)
    return there


TITLE = "รายงานความก้าวหน้าการปรับปรุงทางลาดและห้องน้ำสำหรับคนพิการในสถานที่ราชการทุกแห่ง"


async def test_the_agenda_is_wrapped_anew_once_the_words_are_known(room: Room, without_words: threading.Event) -> None:
    meeting = room.opened()
    add_item(room.replica, meeting, TITLE)
    async with NettermApp(room.replica, language=Language.TH).run_test(size=(120, 40)) as pilot:
        await seen(pilot, "หน้าแรก")
        await pilot.app.push_screen(MinutesScreen(meeting))
        pane = pilot.app.screen.query_one(AgendaPane)
        await until(pilot, lambda: any(TITLE[:8] in row for row in rows_in(pane)))
        before = rows_in(pane)
        without_words.set()
        await until(pilot, lambda: rows_in(pane) != before)
        assert "4.1 รายงานความก้าวหน้า" in [row.strip() for row in rows_in(pane)]


async def test_what_a_dialog_says_is_wrapped_anew_once_the_words_are_known(
    room: Room, without_words: threading.Event
) -> None:
    async with NettermApp(room.replica, language=Language.TH).run_test(size=(80, 24)) as pilot:
        await seen(pilot, "หน้าแรก")
        pilot.app.push_screen(Tell("", TITLE))
        before = await seen(pilot, TITLE[:8])
        without_words.set()
        await until(pilot, lambda: screen_text(pilot) != before)


def rows_in(widget: Widget) -> list[str]:
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]
