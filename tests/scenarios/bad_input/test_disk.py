"""A disk without room: a small file system of our own, in a mount namespace that ends with us."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from netterm.locale import Language
from tests.scenarios.bad_input.desk import Desk, both, desk

pytestmark = pytest.mark.needs("netns")

FULL = both(
    "The disk is full. Nothing was changed; make room and try again.",
    "ดิสก์เต็ม ไม่มีอะไรเปลี่ยนแปลง โปรดลบไฟล์อื่นให้มีที่ว่างแล้วลองใหม่",
)
SIZE = "6m"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A laptop whose data is on a small disk that only its commands see."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = desk(tmp_path / "home")
    (tmp_path / "disk").mkdir()
    mount = f"mount -t tmpfs -o size={SIZE} none '{tmp_path}/disk' && cp -a '{tmp_path}/home/.' '{tmp_path}/disk/'"
    flags = "-m" if os.geteuid() == 0 else "-Urm"
    holding = ("unshare", flags, "sh", "-c", f"{mount} && echo && exec cat > /dev/null")
    with subprocess.Popen(holding, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"\n"
        user = () if os.geteuid() == 0 else ("-U", "--preserve-credentials")
        entered = ("nsenter", "-t", str(holder.pid), *user, "-m")
        yield Desk(tmp_path / "disk", made.item, entered=entered)


def run(small: Desk, script: str) -> str:
    done = subprocess.run(
        [*small.entered, "sh", "-c", script], cwd="/", capture_output=True, text=True, timeout=30, check=True
    )
    return done.stdout


def fill(small: Desk) -> None:
    """To the last byte."""
    run(small, f"dd if=/dev/zero of='{small.home}/filler' bs=4096 2>/dev/null || true")
    assert run(small, f"df --output=avail '{small.home}' | tail -1").strip() == "0"


def test_a_full_disk(small: Desk) -> None:
    before = small.netterm("digest").out
    assert before.startswith("trust "), small.netterm("digest")
    fill(small)
    for language, sentence in FULL.items():
        for words in (
            ("add", "person", "first=x", "last=y"),
            ("write", small.item.hex(), "--append", "x"),
            ("digest",),
        ):
            said = small.netterm(*words, language=language)
            assert (said.code, said.err) == (1, sentence + "\n"), words
    run(small, f"rm '{small.home}/filler'")
    assert small.netterm("digest").out == before
    assert small.netterm("verify").code == 0
    assert small.netterm("write", small.item.hex(), "--append", "อีกบรรทัด").code == 0
    assert "อีกบรรทัด" in small.netterm("show", "agenda_item", small.item.hex()).out


def test_a_disk_that_fills_while_somebody_types(small: Desk) -> None:
    """What was typed stays on the screen, and is saved once there is room."""
    said = small.python("tests.scenarios.bad_input.typist", small.item.hex(), f"{small.home}/filler")
    assert [json.loads(line) for line in said.splitlines()] == [
        [FULL[language] for language in Language],
        [True, 2_000],
        [True, False],
    ]
    assert small.netterm("show", "agenda_item", small.item.hex()).out.count("ใหม่") == 2_000
    assert small.netterm("verify").code == 0
