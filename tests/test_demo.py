from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from netterm.demo import AnotherDemo, make
from netterm.model.task_rules import OPEN_STATES
from netterm.store import Replica
from tests.cli.lines import Terminal

TODAY = date.today()  # noqa: DTZ011 - as the demo counts


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("demo") / "demo"
    assert make(directory)
    return directory


@pytest.fixture
def replica(demo: Path) -> Iterator[Replica]:
    with Replica.open(demo) as opened:
        yield opened


def test_it_has_the_members_asked_for_and_a_committee_of_nine(replica: Replica) -> None:
    assert replica.count("member") == 120
    assert replica.count("term", {"state": "serving"}) == 9
    assert {str(each["code"]) for each in replica.list("position")} >= {"chair", "secretary", "treasurer", "registrar"}


def test_two_years_of_meetings_are_behind_it_and_the_next_is_planned(replica: Replica) -> None:
    meetings = replica.list("meeting", order=["starts_at"])
    states = [each["state"] for each in meetings]
    assert states == ["certified"] * 23 + ["closed", "notified"]
    days = [date.fromisoformat(str(each["starts_at"])[:10]) for each in meetings]
    assert all(day < TODAY for day in days[:-1])
    assert days[-1] > TODAY
    assert 650 < (TODAY - days[0]).days < 800


def test_every_meeting_has_attendance_an_agenda_words_and_resolutions(replica: Replica) -> None:
    for meeting in replica.list("meeting", {"state": ("certified", "closed")}):
        assert replica.count("attendance", {"meeting": meeting.id}) == 9
        items = replica.list("agenda_item", {"meeting": meeting.id})
        assert {str(each["heading"]) for each in items} >= {"1", "4", "5"}
        assert all(str(each["discussion"]) for each in items)
        assert not any("{" in str(each["discussion"]) + str(each["title"]) for each in items)
        numbers = [each["number"] for each in replica.list("resolution", {"item": [each.id for each in items]})]
        assert sorted(map(str, numbers)) == sorted(map(str, range(1, len(numbers) + 1)))


def test_tasks_are_in_many_states_and_some_are_overdue(replica: Replica) -> None:
    tasks = replica.list("task")
    assert {str(each["state"]) for each in tasks} >= {"open", "doing", "done"}
    today = TODAY.isoformat()
    assert [each for each in tasks if each["state"] in OPEN_STATES and str(each["due"]) < today]


def test_it_is_sound_and_open_to_everybody(replica: Replica) -> None:
    assert replica.verify().clean
    assert replica.conflicts() == []
    assert not any(each["national_id"] for each in replica.list("person"))


def test_the_same_seed_on_the_same_day_makes_the_same_people(tmp_path: Path) -> None:
    made = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        make(tmp_path / name, members=20, seed=seed)
        with Replica.open(tmp_path / name) as replica:
            made.append([(each.id, replica.title("person", each.id)) for each in replica.list("person")])
    assert made[0] == made[1]
    assert made[0] != made[2]


def test_a_second_start_takes_the_one_that_is_there(demo: Path) -> None:
    assert not make(demo)
    assert not make(demo, members=120)
    with pytest.raises(AnotherDemo):
        make(demo, members=50)


def test_what_fails_halfway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("netterm.demo.history.write_history", full)
    with pytest.raises(OSError, match="No space"):
        make(tmp_path / "demo", members=20)
    assert list(tmp_path.iterdir()) == []


def test_the_command_makes_it_and_says_where(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "demo")
    assert terminal.good("demo", "--no-open", "--members", "20").out == f"The demo network is in {terminal.data}.\n"
    assert terminal.good("demo", "--no-open").out == f"The demo network is in {terminal.data} already.\n"
    english, thai = terminal.refused("demo", "--no-open", "--members", "30")
    assert english.startswith(f"Another network is in {terminal.data} already.")
    assert thai.startswith(f"มีเครือข่ายอื่นอยู่ที่ {terminal.data} แล้ว")
    assert len(terminal.good("list", "member", "--json").json()) == 20
