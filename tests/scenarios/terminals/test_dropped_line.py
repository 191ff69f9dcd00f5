"""A line that drops takes nothing with it: not the text, not the data's lock, not the terminal at home."""

import signal
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.scenarios.screens.test_clean_exits import is_running
from tests.scenarios.terminals.pty_of import discussion, left_behind
from tests.scenarios.terminals.ssh import SshServer

pytestmark = pytest.mark.needs("sshd")

TYPED = "ที่ประชุมมีมติให้ทำหนังสือถึงอำเภอ"


def is_over(home: Path) -> Callable[[], bool]:
    process = int((home / "pid").read_text())
    return lambda: not is_running(process)


@pytest.mark.parametrize("who", ["the network", "the client"])
def test_what_was_typed_before_the_line_dropped_is_there_on_coming_back(stack: ExitStack, home: Path, who: str) -> None:
    server = SshServer(stack, home / "ssh")
    first = server.log_in(stack, home)
    first.open_minutes()
    first.send(TYPED.encode())
    first.sees(TYPED)
    if who == "the network":
        server.drop_lines()
    else:
        first.process.send_signal(signal.SIGKILL)
    first.waits_for(is_over(home), "the program at the other end gone, and the data free")
    assert discussion(home) == TYPED

    again = server.log_in(stack, home)
    again.sees("Minutes · ", TYPED)  # where one was
    again.settles()
    again.send("แล้ว".encode())
    again.sees("แล้ว")
    again.send(b"\x11")
    assert again.ended() == 0
    assert left_behind(first.said + again.said) == set()
    assert sorted(discussion(home).split("แล้ว")) == ["", TYPED]
