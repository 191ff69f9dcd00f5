import shutil
from pathlib import Path

import pytest

from netterm.store import found
from netterm.store.keys import Cost
from tests.cli.lines import Terminal

CHEAP = Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1, scrypt_n=10)
KIT_PASSPHRASE = "a passphrase for the kit"


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network of one person, who is its chair; with its kit beside it."""
    directory = tmp_path_factory.mktemp("founded") / "data"
    replica, founding = found(
        directory,
        network={"name_th": "เครือข่ายคนพิการตำบลบ้านกลาง", "level": "tambon", "purpose": "เข้าถึงสิทธิ"},
        person={"title": "นาย", "first": "สมชาย", "last": "ใจดี"},
        office="chair",
        kit_passphrase=KIT_PASSPHRASE,
        cost=CHEAP,
    )
    replica.close()
    founding.kit.save(directory.parent / "kit.txt")
    return directory


@pytest.fixture
def line(founded: Path, tmp_path: Path) -> Terminal:
    """A terminal on a copy of that network."""
    shutil.copytree(founded, tmp_path / "data")
    return Terminal(tmp_path / "data")


@pytest.fixture
def bare(tmp_path: Path) -> Terminal:
    """A terminal where there is no network yet."""
    return Terminal(tmp_path / "data")


@pytest.fixture
def meeting(line: Terminal) -> str:
    """The id of an open meeting."""
    id = line.add("meeting", "title=ประชุมคณะกรรมการ", "starts_at=พรุ่งนี้ 09:30", "place=ศาลา")
    line.good("meeting", "open", id)
    return id


@pytest.fixture
def item(line: Terminal, meeting: str) -> str:
    """The id of an agenda item in it."""
    return line.add("agenda_item", f"meeting={meeting}", "title=ซื้อรถเข็น")
