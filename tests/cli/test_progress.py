"""How far long work is, and what stopping it says: on a terminal that the test looks at."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pyte
import pytest

from netterm.cli.network import Events
from netterm.cli.progress import Progress, long_work
from netterm.cli.syncing import Teller
from netterm.model import Compartment
from netterm.store import Replica
from netterm.sync.events import Direction
from netterm.sync.events import Progress as Step
from netterm.sync.news import FromPeer
from tests.cli.computers import free_address
from tests.cli.lines import Terminal

PATIENCE = 30


class Watched:
    """A command whose stderr is a terminal of 80 columns."""

    def __init__(self, *line: str) -> None:
        self._ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "netterm", *line]
        environment = {**os.environ, "NETTERM_LANG": "en", "TERM": "xterm"}
        self.running = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs, env=environment
        )
        os.close(theirs)
        self.seen = b""

    def sees(self, words: bytes) -> None:
        """These words have to come."""
        until = time.monotonic() + PATIENCE
        while words not in self.seen:
            assert select.select([self._ours], [], [], max(0.0, until - time.monotonic()))[0], self.seen
            self.seen += os.read(self._ours, 1000)

    def ends(self) -> tuple[int, list[str]]:
        """Its code, and what is left on the terminal."""
        code = self.running.wait(PATIENCE)
        try:
            while select.select([self._ours], [], [], 0.2)[0] and (more := os.read(self._ours, 1000)):
                self.seen += more
        except OSError:  # how the end of a terminal is told
            pass
        os.close(self._ours)
        screen = pyte.Screen(80, 24)
        pyte.ByteStream(screen).feed(self.seen)
        return code, [row.rstrip() for row in screen.display if row.strip()]


def test_making_the_demo_tells_how_far_it_is_and_is_stopped_with_a_sentence(tmp_path: Path) -> None:
    watched = Watched("--data", str(tmp_path / "demo"), "demo", "--no-open", "--members", "12")
    watched.sees(b" of 24")
    watched.running.send_signal(signal.SIGINT)
    assert watched.ends() == (130, ["Stopped. No demo was made."])
    assert list(tmp_path.iterdir()) == []


def test_who_stops_it_while_the_line_is_written_finds_it_cleared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    echo = click.echo

    def interrupted(*written: Any, **how: Any) -> None:
        echo(*written, **how)
        monkeypatch.setattr(click, "echo", echo)
        raise KeyboardInterrupt

    monkeypatch.setattr(click, "echo", interrupted)
    with pytest.raises(click.exceptions.Exit), long_work("Stopped. Nothing was changed.") as progress:
        progress.tell("Checking: entries", 1, 2)
    screen = pyte.Screen(80, 24)
    pyte.Stream(screen).feed(capsys.readouterr().err.replace("\n", "\r\n"))
    assert [row.rstrip() for row in screen.display if row.strip()] == ["Stopped. Nothing was changed."]


def test_verifying_tells_of_how_many_entries_and_leaves_a_clean_line(line: Terminal) -> None:
    line.add("org", "name=อบต.")
    watched = Watched("--data", str(line.data), "verify")
    assert watched.ends() == (0, [])
    assert b"Checking: entries" in watched.seen


def test_stopping_it_leaves_everything_as_it_was(line: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    org = line.add("org", "name=อบต.")
    before = line.good("digest").out
    told: list[int] = []

    def stop(_progress: Progress, _what: str, done: int, _total: int) -> None:
        told.append(done)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Progress, "tell", stop)
        said = line("verify")
    assert (said.code, said.out) == (130, "")
    assert said.err == "Stopped. Nothing was changed, and not everything was checked.\n"
    assert told == [1]
    assert line.good("digest").out == before
    assert line.good("show", "org", org, "--json").json()["name"] == "อบต."


def test_verifying_counts_every_entry(line: Terminal) -> None:
    told: list[tuple[int, int]] = []
    with Replica.open(line.data) as replica:
        found = replica.verify(lambda done, total: told.append((done, total)))
    assert told == [(each, found.entries) for each in range(1, found.entries + 1)]


def test_stopping_an_exchange_says_that_it_can_be_gone_on_with(line: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_events: Events, _seconds: float | None = None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Events, "next", stop)
    said = line("sync", "--once", "--peer", free_address())
    assert (said.code, said.err) == (130, "Stopped. What came is kept; run it again for the rest.\n")


def test_a_terminal_sees_how_far_an_exchange_is_in_one_line(
    line: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    step = Step(Direction.RECEIVING, Compartment.GENERAL, 5, 10, 100, 200)
    for is_shown in (True, False):
        progress = Progress()
        progress.is_shown = is_shown
        with Replica.open(line.data) as replica:
            Teller(replica, False, progress).tell(FromPeer(replica.identity, step))
        told = capsys.readouterr()
        assert ("\rReceiving: entries 5 of 10" in told.err) is is_shown
        assert ("received 5 of 10" in told.out) is not is_shown


def test_nothing_is_shown_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with long_work("Stopped.") as progress:
        progress.tell("Checking: entries", 1, 2)
    assert capsys.readouterr().err == ""
