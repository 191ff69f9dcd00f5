"""Minutes as they are written: what is heard of a meeting that others hold, on this computer and on another."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from netterm.cli.news import News, Newsreader
from netterm.flows.attendance import add_guest, leave
from netterm.flows.meetings import close_meeting
from netterm.flows.proceedings import record_resolution
from netterm.flows.questions import answer_question, ask_question
from netterm.flows.task_lines import task_sentence
from netterm.flows.tasks import give_task
from netterm.store import Changed, Replica
from tests.cli.computers import free_address, second_computer
from tests.cli.lines import Terminal

PATIENCE = 20


class Room:
    """A meeting that is followed, and what is done in it: each act is a change that the store tells of."""

    def __init__(self, replica: Replica, meeting: bytes, item: bytes) -> None:
        self.replica, self.meeting, self.item = replica, meeting, item
        self.now = 100.0
        self.reader = Newsreader(replica, meeting, lambda: self.now)
        self._changed: list[Changed] = []
        replica.subscribe(self._changed.append)

    def begin(self) -> list[News]:
        return list(self.reader.standing())

    def hears(self, act: Callable[[], object] = lambda: None, wait: float = 0.0) -> list[str]:
        """What is heard of this."""
        self._changed.clear()
        act()
        self.now += wait
        places = {place for each in self._changed for place in each.records}
        return [each.line for each in (self.reader.changed(places) if places else self.reader.settled())]

    def types(self, text: str) -> Callable[[], object]:
        """This at the end of the item's discussion."""

        def write() -> None:
            shared = self.replica.text("agenda_item", self.item, "discussion")
            shared.insert(len(shared.value), text)
            shared.commit()

        return write


@pytest.fixture
def room(line: Terminal, meeting: str, item: str) -> Iterator[Room]:
    line.good("write", item, "เปิดประชุม")
    with Replica.open(line.data) as replica:
        yield Room(replica, bytes.fromhex(meeting), bytes.fromhex(item))


def test_what_stands_is_said_item_by_item(room: Room) -> None:
    record_resolution(room.replica, room.item, "approve", "เห็นชอบให้ซื้อ", override_reason="เร่งด่วน")
    assert [each.line for each in room.begin()] == [
        "ประชุมคณะกรรมการ 1/2569",
        "The meeting: Open",
        "No quorum: 0 present, 1 needed.",
        "Item 4.1: ซื้อรถเข็น",
        "เปิดประชุม",
        "Resolution: เห็นชอบให้ซื้อ",
    ]
    assert not room.reader.over


def test_a_line_is_heard_once_it_is_finished(room: Room) -> None:
    room.begin()
    assert room.hears(room.types("\nประธาน")) == []
    assert room.hears(room.types("แจ้งว่า")) == []
    assert room.reader.settles_at == pytest.approx(102.0)
    assert room.hears(room.types("\n")) == ["ประธานแจ้งว่า"]
    assert room.hears(room.types("อีกบรรทัด")) == []
    assert room.hears(wait=2.1) == ["อีกบรรทัด"]
    assert room.hears(wait=60) == []


def test_another_item_is_named_before_what_is_written_in_it(room: Room) -> None:
    room.begin()

    def add() -> None:
        with room.replica.action() as act:
            act.add("agenda_item", {"meeting": room.meeting, "heading": "5", "title": "นัดครั้งต่อไป"})

    assert room.hears(add) == ["Item 5.1: นัดครั้งต่อไป"]
    assert room.hears(room.types("\nกลับมา\n")) == ["Item 4.1: ซื้อรถเข็น", "กลับมา"]


def test_what_comes_out_of_an_item_is_heard_as_in_the_minutes(room: Room) -> None:
    replica, me = room.replica, room.replica.me or b""
    room.begin()
    assert room.hears(lambda: ask_question(replica, room.meeting, "ราคาเท่าใด", item=room.item)) == []
    assert room.hears(wait=2.1) == ["Question: ราคาเท่าใด"]
    resolve = lambda: record_resolution(replica, room.item, "approve", "ให้จัดซื้อ", override_reason="เร่งด่วน")  # noqa: E731 - an act
    assert room.hears(resolve) == ["Resolution: Approved ให้จัดซื้อ"]
    due = replica.today().replace(month=12, day=31)
    task = [b""]

    def give() -> None:
        task[0] = give_task(replica, "ทำหนังสือ", me, due, item=room.item)

    assert room.hears(give) == []
    (said,) = room.hears(wait=2.1)
    assert said.startswith("Task: ทำหนังสือ, นายสมชาย ใจดี, by 31")

    def rename() -> None:
        with replica.action() as act:
            act.set("task", task[0], {"title": "ทำหนังสือถึง อบต."})

    assert room.hears(rename) == []
    assert room.hears(wait=2.1)[0].startswith("Changed: Task: ทำหนังสือถึง อบต.,")

    def take_back() -> None:
        with replica.action() as act:
            act.delete("task", task[0])

    assert room.hears(take_back)[0].startswith("Deleted: Task: ทำหนังสือถึง อบต.,")


def test_a_question_that_is_typed_as_a_line_is_heard_once(room: Room) -> None:
    room.begin()
    ask = partial(ask_question, room.replica, room.meeting, "งบมาจากไหน", item=room.item)
    assert room.hears(ask) == []  # it is recorded a moment before its line is there
    assert room.hears(room.types("\nถาม: งบมาจากไหน (นายวิชัย)\n")) == ["ถาม: งบมาจากไหน (นายวิชัย)"]
    (question,) = room.replica.ids("question")
    assert room.hears(partial(answer_question, room.replica, question, "กองทุน")) == []
    room.hears(room.types("ตอบ: กองทุน\n"))
    assert room.hears(wait=2.1) == ["ตอบ: กองทุน"]
    assert room.hears(wait=60) == []


def test_a_task_that_is_typed_as_a_line_is_heard_once(room: Room) -> None:
    replica, me = room.replica, room.replica.me or b""
    room.begin()
    give = partial(give_task, replica, "ทำหนังสือ", me, replica.today(), item=room.item)
    assert room.hears(give) == []
    (task,) = replica.list("task")
    sentence = task_sentence(replica, task)
    assert room.hears(room.types(f"\n{sentence}\n")) == [sentence]
    assert room.hears(wait=60) == []


def test_a_question_of_which_a_line_only_has_the_words_in_it_is_heard(room: Room) -> None:
    room.hears(room.types("\nงบมาจากไหนไม่มีใครทราบ\n"))
    room.begin()
    room.hears(partial(ask_question, room.replica, room.meeting, "งบมาจากไหน", item=room.item))
    assert room.hears(wait=2.1) == ["Question: งบมาจากไหน"]


def test_who_comes_and_goes_is_heard_and_the_quorum_with_it(room: Room, line: Terminal) -> None:
    replica = room.replica
    room.begin()
    (chair,) = replica.ids("attendance", {"meeting": room.meeting})

    def comes() -> None:
        with replica.action() as act:
            act.set("attendance", chair, {"class": "attend"})

    assert room.hears(comes) == ["Has come: นายสมชาย ใจดี, Chair", "Quorum is met: 1 present, 1 needed."]
    assert room.hears(lambda: add_guest(replica, room.meeting, "ปลัด อบต.")) == ["Has come: ปลัด อบต."]
    assert room.hears(lambda: leave(replica, chair)) == [
        "Has left: นายสมชาย ใจดี, Chair",
        "No quorum: 0 present, 1 needed.",
    ]


def test_the_close_ends_it_after_what_was_still_half_said(room: Room) -> None:
    room.begin()
    room.hears(room.types("\nครึ่งบรรทัด"))
    assert room.hears(lambda: close_meeting(room.replica, room.meeting)) == ["ครึ่งบรรทัด", "The meeting: Closed"]
    assert room.reader.over


def test_a_meeting_that_is_deleted_ends_it(room: Room) -> None:
    room.begin()

    def delete() -> None:
        with room.replica.action() as act:
            act.delete("meeting", room.meeting)

    assert room.hears(delete) == ["This meeting was deleted."]
    assert room.reader.over


def test_programs_are_told_the_facts(room: Room) -> None:
    room.begin()
    room.types("\nใหม่\n")()
    (news,) = room.reader.changed({("agenda_item", room.item)})
    assert news.plain == {
        "event": "line", "change": "new", "line": "ใหม่", "text": "ใหม่", "number": "4.1", "title": "ซื้อรถเข็น",
        "item": room.item.hex(),
    }  # fmt: skip


class Following:
    """``minutes --follow`` in a process of its own."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self.running = running
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def hears(self, line: str) -> list[str]:
        """All up to this line, which has to come."""
        heard: list[str] = []
        until = time.monotonic() + PATIENCE
        while line not in heard:
            heard.append(self._lines.get(timeout=max(0.01, until - time.monotonic())))
        return heard

    def ends(self) -> tuple[int, str]:
        assert self.running.stderr is not None
        return self.running.wait(PATIENCE), self.running.stderr.read()

    def _read(self) -> None:
        assert self.running.stdout is not None
        for line in self.running.stdout:
            self._lines.put(line.rstrip("\n"))


@contextmanager
def following(terminal: Terminal, meeting: str, *options: str) -> Iterator[Following]:
    command = [sys.executable, "-m", "netterm", "--data", str(terminal.data), "minutes", meeting, "--follow", *options]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "NETTERM_LANG": "th"}
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, env=environment
    )
    try:
        yield Following(running)
    finally:
        running.kill()
        running.communicate()


def test_what_another_process_writes_is_heard_until_the_end(line: Terminal, meeting: str, item: str) -> None:
    with following(line, meeting, "--no-sync") as heard:
        heard.hears("วาระที่ 4.1: ซื้อรถเข็น")
        line.good("write", item, "ประธานแจ้ง\n")
        heard.hears("ประธานแจ้ง")
        line.good("meeting", "close", meeting)
        assert heard.hears("การประชุม: เลิกประชุมแล้ว")[-1:] == ["การประชุม: เลิกประชุมแล้ว"]
        assert heard.ends() == (0, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_well_when_it_is_stopped_and_each_line_of_json_is_whole(
    line: Terminal, meeting: str, item: str, number: signal.Signals
) -> None:
    with following(line, meeting, "--no-sync", "--json") as heard:
        until = time.monotonic() + PATIENCE
        told: list[dict[str, object]] = []
        while not told or told[-1].get("item") != item:
            told.append(json.loads(heard._lines.get(timeout=until - time.monotonic())))
        assert [each["event"] for each in told] == ["meeting", "state", "quorum", "item"]
        heard.running.send_signal(number)
        assert heard.ends() == (0, "")


def test_what_a_peer_wrote_is_heard(line: Terminal, meeting: str, item: str, tmp_path: Path) -> None:
    other = second_computer(line, tmp_path / "other")
    other.good("write", item, "เขียนจากอีกเครื่อง\n")
    address = free_address()
    with following(line, meeting, "--listen", address) as heard:
        heard.hears("วาระที่ 4.1: ซื้อรถเข็น")
        other.good("sync", "--once", "--peer", address)
        assert heard.hears("เขียนจากอีกเครื่อง")


def test_options_of_following_are_refused_without_it(line: Terminal, meeting: str) -> None:
    for other in (("--peer", "127.0.0.1:1"), ("--listen", "127.0.0.1:1")):
        refused = line.refused("minutes", meeting, "--follow", "--no-sync", *other, code=2)
        assert refused[0].startswith("--no-sync hears of no other computer")
    english, _thai = line.refused("minutes", meeting, "--json", code=2)
    assert english == "--json, --peer, --listen and --no-sync go with --follow: add it, or leave them out."
