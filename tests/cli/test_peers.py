"""Two computers: processes of their own that meet over the loopback."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.lines import Terminal

NEWCOMER = ("--as", "นางสาวสมศรี ใจดี", "--no-passphrase")
PATIENCE = 30


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def process(terminal: Terminal, *line: str) -> Iterator[subprocess.Popen[str]]:
    """A line that goes on in a process of its own."""
    command = [sys.executable, "-m", "netterm", "--data", str(terminal.data), *line]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "NETTERM_LANG": "en"}
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, env=environment
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def first_line(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline().strip()


@pytest.fixture
def other(tmp_path: Path) -> Terminal:
    """The terminal of a second computer, where there is no network yet."""
    return Terminal(tmp_path / "other")


def test_a_newcomer_joins_by_code_and_has_everything(line: Terminal, other: Terminal) -> None:
    line.add("org", "name=อบต. บ้านกลาง")
    address = free_address()
    with process(line, "invite", "--yes", "--role", "registrar", "--listen", address) as inviting:
        code = first_line(inviting)
        assert [len(group) for group in code.split("-")] == [4] * 5
        assert first_line(inviting) == f"Waiting at {address}"
        said = other.good("join", code.lower(), *NEWCOMER, "--peer", address)
        assert said.last == "All data has come: เครือข่ายคนพิการตำบลบ้านกลาง"
        out, err = inviting.communicate(timeout=PATIENCE)
    assert (inviting.returncode, err) == (0, "")
    assert out.splitlines()[-1] == "The new computer has all data."
    assert other.good("list", "org", "--json").json()[0]["name"] == "อบต. บ้านกลาง"
    assert other.good("info", "--json").json()["roles"] == ["registrar"]
    assert other.good("digest").out == line.good("digest").out
    _sync_both_ways(line, other)


def _sync_both_ways(line: Terminal, other: Terminal) -> None:
    line.add("org", "name=ของเครื่องแรก")
    other.add("org", "name=ของเครื่องที่สอง")
    address = free_address()
    with process(line, "sync", "--listen", address) as syncing:
        assert first_line(syncing) == f"Listening at {address}"
        events = other.good("sync", "--once", "--peer", address, "--json")
        syncing.send_signal(signal.SIGTERM)
        syncing.communicate(timeout=PATIENCE)
    assert syncing.returncode == 0
    assert '"event": "in_sync", "same": true' in events.last
    assert other.good("digest").out == line.good("digest").out
    assert other.good("list", "org").out == line.good("list", "org").out


def test_a_code_that_is_mistyped_says_where(other: Terminal) -> None:
    english, thai = other.refused("join", "XXXX-XXXX-XXXX-XXXX-XXX", *NEWCOMER)
    assert english == "A code has 20 letters and digits, this one has 19."
    assert thai == "รหัสมีตัวอักษรและตัวเลขรวม 20 ตัว แต่ที่พิมพ์มามี 19 ตัว"
    assert not other.data.exists()


def test_an_address_that_is_none_is_told(line: Terminal) -> None:
    english, thai = line.refused("sync", "--once", "--peer", "nowhere")
    assert english.startswith("“nowhere” is no address: please type it as host:port")
    assert "nowhere" in thai


def test_a_computer_that_is_in_a_network_joins_no_other(line: Terminal) -> None:
    english, _thai = line.refused("join", "0000-0000-0000-0000-0000", *NEWCOMER)
    assert english.startswith("There is a network in ")


def test_nobody_reached_is_a_failure(line: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netterm.cli.syncing.FINDING", 0.3)
    english, thai = line.refused("sync", "--once", "--peer", free_address())
    assert english == "No other computer of the network was reached. Nothing was exchanged."
    assert thai == "ติดต่อเครื่องอื่นในเครือข่ายไม่ได้ ยังไม่ได้แลกเปลี่ยนข้อมูล"


def test_an_invitation_that_nobody_can_answer_is_refused(line: Terminal) -> None:
    assert line.refused("invite") == (
        "Nobody is here to be asked whom to let in: give --yes, or run this in a terminal.",
        "ไม่มีผู้ตอบว่าจะให้ใครเข้า: ใส่ --yes หรือสั่งในหน้าต่างเทอร์มินัล",
    )


def test_an_invitation_expires(line: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netterm.cli.inviting.LIFETIME", 0.2)
    english, thai = line.refused("invite", "--yes", "--listen", free_address())
    assert english == "The code has expired and nobody came in. Make another with “netterm invite”."
    assert thai.startswith("รหัสหมดอายุโดยไม่มีใครเข้าร่วม")


def test_a_port_that_is_taken_is_told(line: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        english, thai = line.refused("sync", "--once", "--listen", address)
    assert address in english
    assert address in thai


def test_the_key_that_knocked_is_kept_for_another_try(other: Terminal) -> None:
    from netterm.cli.joining import Newcomer

    newcomer = Newcomer(other.data, "นางสาวสมศรี ใจดี", "ความลับ")
    first, again = newcomer._kept_key(), newcomer._kept_key()
    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert b"ENCRYPTED" in (other.data / "joining").read_bytes()
