"""Programs that sync one data directory."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from netterm.sync.company import TAG, Company

HOLD = """
import sys, time
from pathlib import Path
from netterm.sync.company import Company
company = Company(Path(sys.argv[1]))
print(company.tag.hex(), flush=True)
sys.stdin.read()
"""


def test_who_comes_later_has_the_tag_of_who_is_there(tmp_path: Path) -> None:
    with Company(tmp_path) as first, Company(tmp_path) as second, Company(tmp_path) as third:
        assert (first.alone, second.alone, third.alone) == (True, False, False)
        assert first.tag == second.tag == third.tag
        assert len(first.tag) == TAG


def test_the_tag_stands_while_anybody_is_there_and_is_another_afterwards(tmp_path: Path) -> None:
    first = Company(tmp_path)
    with Company(tmp_path) as second:
        first.close()
        with Company(tmp_path) as third:
            assert not third.alone
            assert third.tag == second.tag == first.tag
    with Company(tmp_path) as later:
        assert later.alone
        assert later.tag != first.tag


def test_a_copied_directory_has_another_tag_even_while_its_original_is_synced(tmp_path: Path) -> None:
    original, copy = tmp_path / "original", tmp_path / "copy"
    original.mkdir()
    with Company(original) as first:
        shutil.copytree(original, copy)
        with Company(copy) as second:
            assert second.alone
            assert second.tag != first.tag


def test_a_program_that_was_killed_is_no_company(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        tag = bytes.fromhex(other.stdout.readline())
        with Company(tmp_path) as beside:
            assert (beside.alone, beside.tag) == (False, tag)
        other.kill()
    with Company(tmp_path) as after:
        assert after.alone


def test_however_many_come_and_go_at_once_those_who_are_there_agree(tmp_path: Path) -> None:
    seen: list[set[bytes]] = []

    def come_and_go() -> None:
        for _each in range(10):
            with Company(tmp_path) as one, Company(tmp_path) as two:
                seen.append({one.tag, two.tag})
                assert not two.alone

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(come_and_go) for _each in range(4)]:
            done.result()
    assert len(seen) == 40
    assert {len(tags) for tags in seen} == {1}


def test_what_lies_there_in_place_of_the_file_hinders_nobody(tmp_path: Path) -> None:
    (tmp_path / "syncing").write_bytes(b"no file of this program" * 100)
    with Company(tmp_path) as one, Company(tmp_path / "absent") as other:
        assert one.alone
        assert other.alone
        assert one.tag != other.tag
