"""Layout, sorting, filters and the place where one was are there again the next time."""

from datetime import datetime, timedelta

import pytest

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.screens import places
from netterm.screens.places import Step
from netterm.screens.shell import NettermScreen
from netterm.screens.widgets.record_list import RecordList
from netterm.store import Replica
from tests.screens.conftest import add_member
from tests.screens.seeing import seen, type_text, until


def program(replica: Replica) -> NettermApp:
    return NettermApp(replica, language=Language.EN)


def names(shown: str) -> list[str]:
    return [line.split()[1] for line in shown.splitlines() if line.startswith("M-")]


async def test_one_is_back_where_one_was_with_the_filter_that_stood_there(replica: Replica) -> None:
    add_member(replica, "สมชาย")
    async with program(replica).run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0002")
        await pilot.press("slash")
        await type_text(pilot, "ชาย")
        await seen(pilot, "สมชาย", gone="สมศรี")
    async with program(replica).run_test(size=(80, 24)) as pilot:
        shown = await seen(pilot, "You are back where you were last.", "สมชาย", gone="สมศรี")
        assert shown.splitlines()[1].strip() == "ชาย"
        await pilot.press("escape")
        await seen(pilot, "สมศรี", "สมชาย")
    assert replica.kept().get("members.filter", "") == ""


async def test_a_list_stays_sorted_as_it_was_and_says_so(replica: Replica) -> None:
    add_member(replica, "กมล", "ก")
    add_member(replica, "อารี", "อ")
    async with program(replica).run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0003")
        await pilot.press("s")
        await seen(pilot, "Sort by which column?")
        await pilot.press("down", "enter")
        shown = await seen(pilot, "▲ Person", "อารี", gone="Sort by")
        assert names(shown) == ["นายกมล", "นางสาวสมศรี", "นายอารี"]
        await pilot.press("s")
        await seen(pilot, "Sort by which column?")
        await pilot.press("enter")
        await seen(pilot, "▼ Person", gone="Sort by")
    async with program(replica).run_test(size=(80, 24)) as pilot:
        shown = await seen(pilot, "▼ Person", "อารี")
        await until(pilot, lambda: bool(pilot.app.screen.query(RecordList)))
        assert names(shown) == ["นายอารี", "นางสาวสมศรี", "นายกมล"]


@pytest.mark.parametrize(("field", "first"), [("number", "M-0001"), ("-number", "M-0003")])
async def test_any_column_sorts(replica: Replica, field: str, first: str) -> None:
    add_member(replica, "กมล")
    add_member(replica, "อารี")
    replica.keep({"members.order": field})
    async with program(replica).run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        shown = await seen(pilot, "M-0001", "M-0003")
    assert next(line[:6] for line in shown.splitlines() if line.startswith("M-")) == first


async def test_the_cursor_is_on_the_record_that_it_was_on(replica: Replica) -> None:
    for first in ("กมล", "อารี", "วิชัย"):
        add_member(replica, first)
    async with program(replica).run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0004")
        await pilot.press("down", "down")
        await until(pilot, lambda: pilot.app.screen.query_one(RecordList).cursor == 2)
    async with program(replica).run_test(size=(80, 24)) as pilot:
        await seen(pilot, "M-0004")
        await until(pilot, lambda: pilot.app.screen.query_one(RecordList).cursor == 2)


async def test_a_screen_that_was_gone_into_is_open_again_on_its_record(replica: Replica) -> None:
    with replica.action() as act:
        task = act.add("task", {"title": "ทำหนังสือ", "due": "2026-07-20", "assignee": replica.me})
    async with program(replica).run_test(size=(80, 24)) as pilot:
        await pilot.press("t")
        await seen(pilot, "ทำหนังสือ")
        await pilot.press("enter")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
    assert replica.kept()["where"] == f"tasks task:{task.hex()}"
    async with program(replica).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
        await seen(pilot, "ทำหนังสือ")
        await pilot.press("escape")
        await seen(pilot, "Open tasks")


async def test_what_is_no_longer_there_is_not_opened_again(replica: Replica) -> None:
    with replica.action() as act:
        task = act.add("task", {"title": "ทำหนังสือ", "due": "2026-07-20", "assignee": replica.me})
    now = datetime.now().astimezone().isoformat(timespec="minutes")
    replica.keep({"where": f"tasks task:{task.hex()}", "when": now})
    with replica.action() as act:
        act.delete("task", task)
    async with program(replica).run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Open tasks")
        assert len(pilot.app.screen_stack) == 1


@pytest.mark.parametrize("when", ["", "yesterday", "2026-07-15T12:00", None])
async def test_a_new_day_begins_at_home(replica: Replica, when: str | None) -> None:
    long_ago = (datetime.now().astimezone() - timedelta(days=1)).isoformat(timespec="minutes")
    replica.keep({"where": "members", "when": long_ago if when is None else when})
    app = program(replica)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Next meeting")
        await until(pilot, lambda: app._resumed)
        await seen(pilot, "Next meeting")


@pytest.fixture
def meeting(replica: Replica) -> bytes:
    with replica.action() as act:
        series = act.add("series", {"name": "กรรมการ"})
        return act.add(
            "meeting",
            {"series": series, "starts_at": "2026-07-20T09:30", "title": "ประชุม", "place": "วัด"},
        )


def left_minutes(replica: Replica, meeting: bytes, minutes_ago: int) -> None:
    when = datetime.now().astimezone() - timedelta(minutes=minutes_ago)
    replica.keep({"where": f"meetings minutes:{meeting.hex()}:", "when": when.isoformat(timespec="minutes")})


async def test_who_left_minutes_just_now_types_on_and_is_told_so(replica: Replica, meeting: bytes) -> None:
    left_minutes(replica, meeting, 20)
    async with program(replica).run_test(size=(80, 24)) as pilot:
        await seen(pilot, "You are back in the minutes: type on, or Esc leaves them.")


async def test_who_left_minutes_a_while_ago_begins_at_home_which_offers_them(replica: Replica, meeting: bytes) -> None:
    left_minutes(replica, meeting, 45)
    app = program(replica)
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await seen(pilot, "Go on with the minutes that you were writing", "My tasks")
        assert shown.splitlines()[1].strip().startswith("Go on with the minutes")
        assert len(app.screen_stack) == 1
        await until(pilot, lambda: app._resumed)
        await pilot.press("home", "enter")
        await seen(pilot, "Minutes · ", gone="My tasks")
        assert replica.kept().get("back", "") == "" or app.kept("back") == ""


@pytest.mark.parametrize(
    ("written", "steps"),
    [
        ("members", [Step("members")]),
        ("meetings minutes:01:", [Step("meetings"), Step("minutes", (b"\x01", None))]),
        ("meetings minutes:01", [Step("meetings")]),
        ("meetings minutes:0g:", [Step("meetings")]),
        ("nowhere minutes:01:02", []),
        ("minutes:01:02", []),
        ("", []),
    ],
)
def test_a_way_that_leads_nowhere_ends_where_it_still_leads(written: str, steps: list[Step]) -> None:
    assert places.read(written) == steps


async def test_where_nothing_may_be_written_nothing_is_remembered(replica: Replica) -> None:
    replica.read_only = True
    async with program(replica).run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001", "Read only")
    assert replica.kept() == {}


@pytest.mark.parametrize("place", sorted(places._OPENED_BY))
async def test_what_a_screen_was_opened_on_is_known_of_it(replica: Replica, place: str) -> None:
    """Else it could not be noted where one is."""
    _made, attributes = places._OPENED_BY[place]
    records = tuple(bytes([number]) * 16 for number in range(len(attributes)))
    async with program(replica).run_test():
        screen = places.opened_anew(Step(place, records))
        assert isinstance(screen, NettermScreen)
        assert places.written([screen]) == ":".join([place, *(record.hex() for record in records)])
