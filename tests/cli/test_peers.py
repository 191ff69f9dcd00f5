"""Two computers: processes of their own that meet over the loopback."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from netterm.sync.codes import new_code
from netterm.sync.discovery import parse_address
from tests.cli.computers import free_address
from tests.cli.lines import Terminal
from tests.sync.talker import Talker

CODE = str(new_code(random.Random(7).randbytes))
NEWCOMER = ("--as", "นางสาวสมศรี ใจดี", "--no-passphrase")
PATIENCE = 30
GIVEN_UP = (
    "Nobody lets you in at {address}: no netterm listens there."
    " Check the address, and that the other computer still waits."
)
CLOSED_DOOR = [
    ("en", "{address}: no netterm listens there. Trying again…", GIVEN_UP),
    ("th", "{address}: ไม่มี netterm เปิดรับอยู่ที่นั่น กำลังลองอีกครั้ง…",
     "เข้าร่วมที่ {address} ไม่ได้: ไม่มี netterm เปิดรับอยู่ที่นั่น ตรวจที่อยู่ และดูว่าอีกเครื่องยังรออยู่"),
]  # fmt: skip


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
    with process(line, "sync", "--listen", address, "--json") as syncing:
        assert f'"addresses": ["{address}"]' in first_line(syncing)
        events = other.good("sync", "--once", "--peer", address, "--json")
        heard: list[str] = []
        while "closed" not in heard:
            heard.append(json.loads(first_line(syncing))["event"])
        syncing.send_signal(signal.SIGTERM)
        syncing.communicate(timeout=PATIENCE)
    assert syncing.returncode == 0
    assert heard[-1] == "closed"
    assert "refused" not in heard, "a goodbye is no refusal, whether it came or went with the connection"
    assert "refused" not in heard
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
    monkeypatch.setattr("netterm.cli.syncing.FINDING_THERE", 0.3)
    english, thai = line.refused("sync", "--once", "--peer", free_address())
    assert english == "No other computer of the network was reached. Nothing was exchanged."
    assert thai == "ติดต่อเครื่องอื่นในเครือข่ายไม่ได้ ยังไม่ได้แลกเปลี่ยนข้อมูล"


@pytest.mark.parametrize(("language", "told"), [
    ("en", "an address that was typed {address}: no netterm listens there\n"),
    ("th", "ที่อยู่ที่พิมพ์เอง {address}: ไม่มี netterm เปิดรับอยู่ที่นั่น\n"),
])  # fmt: skip
def test_an_address_that_is_tried_again_and_again_is_told_of_once(
    line: Terminal, monkeypatch: pytest.MonkeyPatch, language: str, told: str
) -> None:
    monkeypatch.setattr("netterm.cli.syncing.FINDING_THERE", 1.5)
    address = free_address()
    assert line("--lang", language, "sync", "--once", "--peer", address).out == told.format(address=address)
    events = [json.loads(each) for each in line("sync", "--once", "--peer", address, "--json").lines]
    assert [event["outcome"] for event in events] == ["looking", "refused"]


@pytest.mark.parametrize("once", [["--once"], []])
def test_what_no_waiting_changes_ends_it_at_once_in_one_sentence(line: Terminal, once: list[str]) -> None:
    with Talker() as address:
        said = line("sync", "--peer", str(address), *once)
        english, thai = line.refused("sync", "--peer", str(address), *once)
    reason = "what answers there is not netterm"
    assert english == f"There is nobody to sync with at {address}: {reason}. Nothing was exchanged."
    assert str(address) in thai
    assert reason not in thai
    assert said.out == ""


def test_who_syncs_with_one_computer_alone_cannot_be_reached_and_calls_nobody(
    line: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netterm.cli.syncing.FINDING_THERE", 0.5)
    peer, here = free_address(), free_address()
    alone = [json.loads(each) for each in line("sync", "--once", "--peer", peer, "--json").lines]
    assert {(each["event"], each.get("means")) for each in alone} == {("tried", "typed")}
    both = [json.loads(each) for each in line("sync", "--once", "--peer", peer, "--listen", here, "--json").lines]
    assert both[0] == {"event": "listening", "port": parse_address(here).port, "addresses": [here]}
    assert {each["means"] for each in both[1:]} == {"typed"}


def test_who_waits_at_loopback_alone_calls_nobody(line: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netterm.cli.syncing.FINDING", 1.0)
    (line.data / "addresses").write_text('[["127.0.0.1", 9]]', encoding="utf-8")
    said = line("sync", "--once", "--listen", free_address(), "--json")
    assert [json.loads(each)["event"] for each in said.lines] == ["listening"]


def test_a_directory_that_is_synced_here_already_is_told_of_and_is_no_other_computer(
    line: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netterm.cli.syncing.FINDING", 5.0)
    with process(line, "sync", "--json") as syncing:
        assert '"listening"' in first_line(syncing)
        said = line.good("sync", "--once")
        assert "Another program on this computer is syncing this network already. Both go on." in said.lines
        assert said.last == (
            "No other computer was reached from here. The other program on this computer goes on syncing."
        )
        assert "all is the same" not in said.out
        thai = line.good("--lang", "th", "sync", "--once")
        assert "Another" not in thai.out
        events = [json.loads(each) for each in line.good("sync", "--once", "--json").lines]
        assert {"syncing_already", "left_to_the_other"} < {each["event"] for each in events}
        syncing.send_signal(signal.SIGTERM)
        out, _err = syncing.communicate(timeout=PATIENCE)
    assert not {"connected", "refused", "in_sync"} & {json.loads(each)["event"] for each in out.splitlines()}


def test_a_closed_door_is_told_at_once_and_given_up_in_a_sentence(
    other: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netterm.sync.doorstep.SEARCH_THERE", 1.0)
    monkeypatch.setattr("netterm.sync.doorstep.AGAIN", 0.3)
    address = free_address()
    for language, trying, given_up in CLOSED_DOOR:
        said = other("--lang", language, "join", CODE, *NEWCOMER, "--peer", address)
        assert (said.code, said.out) == (1, "")
        assert said.err.splitlines() == [trying.format(address=address), given_up.format(address=address)]


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
    from netterm.wiring.newcomer_key import kept_key

    first, again = kept_key(other.data, "ความลับ"), kept_key(other.data, "ความลับ")
    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert b"ENCRYPTED" in (other.data / "joining").read_bytes()
