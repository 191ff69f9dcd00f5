"""A data file that somebody has cut off, or in which a bit has turned over."""

import random
import shutil

import pytest

from netterm.locale import Language
from netterm.store import DatabaseUnreadable, Replica
from tests.scenarios.bad_input.desk import Desk, both, desk

DAMAGED = both(
    "The data file general.db is damaged or does not belong here. Nothing was changed;"
    " put a backup in its place, or join the network again.",
    "ไฟล์ข้อมูล general.db เสียหายหรือไม่ใช่ของที่นี่ ไม่มีอะไรเปลี่ยนแปลง โปรดนำไฟล์สำรองมาแทน หรือเข้าร่วมเครือข่ายใหม่",
)


def damaged(ours: Desk, content: bytes) -> None:
    """The commands say so, the file stays as it is, and with a backup all is there again."""
    file = ours.data / "general.db"
    before, whole = ours.state(), file.read_bytes()
    file.write_bytes(content)
    ours.says("list", "person", sentences=DAMAGED)
    assert file.read_bytes() == content
    file.write_bytes(whole)
    assert ours.state() == before


@pytest.mark.parametrize("left", [-1, -4096, -5000, 100_000, 4096, 100, 0])
def test_a_truncated_database(left: int, ours: Desk) -> None:
    """Negative: so many bytes are missing at the end."""
    damaged(ours, (ours.data / "general.db").read_bytes()[:left])


def test_a_database_with_a_flipped_bit_in_its_first_page(ours: Desk) -> None:
    whole = bytearray((ours.data / "general.db").read_bytes())
    whole[2_000] ^= 4
    damaged(ours, bytes(whole))


def test_a_flipped_bit_anywhere_is_never_taken_for_data(ours: Desk) -> None:
    """Whatever was read is what was written; ``verify`` reads everything, so it always notices."""
    file = ours.data / "general.db"
    before, whole = ours.state(), file.read_bytes()
    chance = random.Random(31)
    said: list[str] = []
    for _ in range(40):
        content = bytearray(whole)
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        file.write_bytes(content)
        said += verified(ours)
        for path in ours.data.glob("general.db-*"):
            path.unlink()
        file.write_bytes(whole)
    assert len(said) == 40
    assert set(said) == {DAMAGED[Language.EN]}
    assert ours.state() == before


def verified(ours: Desk) -> list[str]:
    """What is said about the data, if anything."""
    try:
        with Replica.open(ours.data) as replica:
            return replica.verify().problems[:1]
    except DatabaseUnreadable as failure:
        return [failure.sentence()]


def test_a_database_of_another_network(ours: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = desk(tmp_path_factory.mktemp("other"))
    damaged(ours, (other.data / "general.db").read_bytes())


def test_a_directory_without_its_database(ours: Desk) -> None:
    before = ours.state()
    shutil.move(ours.data / "general.db", ours.home / "backup")
    ours.says("list", "person", sentences=DAMAGED)
    shutil.move(ours.home / "backup", ours.data / "general.db")
    assert ours.state() == before
