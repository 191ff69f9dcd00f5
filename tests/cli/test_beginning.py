from pathlib import Path

import pytest

from netterm.store import exists
from tests.cli.lines import Terminal

NEW = ("new", "เครือข่ายบ้านกลาง", "--as", "นางสาวสมศรี ใจดี")


def test_new_founds_a_network_and_tells_the_kits_passphrase_once(bare: Terminal, tmp_path: Path) -> None:
    kit = tmp_path / "kit.txt"
    said = bare.good(*NEW, "--office", "chair", "--no-passphrase", "--kit", str(kit))
    assert said.lines[0] == "Founded: เครือข่ายบ้านกลาง"
    passphrase = said.last
    assert passphrase not in kit.read_text(encoding="utf-8")
    assert kit.stat().st_mode & 0o077 == 0
    assert [each["_title"] for each in bare.good("list", "term", "--json").json()] == ["Chair นางสาวสมศรี ใจดี"]
    assert bare.good("recover", str(kit), env={"NETTERM_KIT_PASSPHRASE": passphrase}).last.startswith(
        "You are an admin"
    )


def test_the_kit_is_beside_the_data_unless_said(bare: Terminal, tmp_path: Path) -> None:
    bare.good(*NEW, "--no-passphrase")
    assert (tmp_path / "data-recovery-kit.txt").exists()


def test_where_the_kit_cannot_be_written_nothing_is_founded(bare: Terminal, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    english, thai = bare.refused(*NEW, "--no-passphrase", "--kit", str(tmp_path / "file" / "kit.txt"))
    assert english.endswith("Nothing was founded; choose another place.")
    assert thai.endswith("ยังไม่ได้ก่อตั้งเครือข่าย โปรดเลือกที่อื่น")
    assert not bare.data.exists()


def test_a_kit_makes_no_folders(bare: Terminal, tmp_path: Path) -> None:
    english, _thai = bare.refused(*NEW, "--no-passphrase", "--kit", str(tmp_path / "typo" / "kit.txt"))
    assert "could not be written" in english
    assert not (tmp_path / "typo").exists()
    assert not bare.data.exists()


def test_what_is_put_down_unasked_is_in_thai_and_a_single_name_stays_one(bare: Terminal) -> None:
    bare.good("--lang", "en", "new", "บ้านกลาง", "--as", "นางเดียว", "--no-passphrase")
    [network] = bare.good("list", "network", "--json").json()
    assert network["purpose"] == "สิทธิและคุณภาพชีวิตของคนพิการ"
    [person] = bare.good("list", "person", "--json").json()
    assert (person["_title"], person["first"], person["last"]) == ("นางเดียว", "เดียว", None)


def test_a_kit_is_never_written_over(bare: Terminal, tmp_path: Path) -> None:
    kit = tmp_path / "kit.txt"
    kit.write_text("another network's")
    english, _thai = bare.refused(*NEW, "--no-passphrase", "--kit", str(kit))
    assert english.startswith("kit.txt is there already")
    assert kit.read_text() == "another network's"
    assert not bare.data.exists()


def test_a_kit_that_fails_at_the_last_moment_takes_the_founding_back(
    bare: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_kit: object, _path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("netterm.store.kit.RecoveryKit.save", full)
    bare.data.mkdir()
    (bare.data / "of somebody").write_text("else")
    english, _thai = bare.refused(*NEW, "--no-passphrase", "--kit", str(tmp_path / "kit.txt"))
    assert "the disk is full" in english
    assert [path.name for path in bare.data.iterdir()] == ["of somebody"]


def test_a_second_network_in_the_same_place_is_refused(line: Terminal) -> None:
    before = line.good("digest").out
    english, _thai = line.refused(*NEW, "--no-passphrase")
    assert english.startswith(f"There is a network in {line.data} already.")
    assert line.good("digest").out == before


def test_a_name_that_is_none_is_refused(bare: Terminal) -> None:
    assert bare.refused("new", "เครือข่าย", "--as", " ", "--no-passphrase", code=2)[0].startswith("A name is needed")
    assert bare.refused("new", " ", "--as", "ก ข", "--no-passphrase", code=2) == (
        "The network needs a name.",
        "เครือข่ายต้องมีชื่อ",
    )


def test_an_office_that_is_none_is_refused(bare: Terminal) -> None:
    english, thai = bare.refused(*NEW, "--no-passphrase", "--office", "king", code=2)
    assert english.startswith("“king” is none of these: chair, vice, secretary,")
    assert thai.startswith("“king” ไม่ใช่ตัวเลือกใดต่อไปนี้: chair, vice,")
    assert not bare.data.exists()


def test_without_a_terminal_a_new_passphrase_must_be_given(bare: Terminal) -> None:
    english, thai = bare.refused(*NEW)
    assert english.startswith("A passphrase is needed: give --passphrase-file")
    assert thai.startswith("ต้องมีวลีรหัสผ่าน:")
    assert not bare.data.exists()


def test_the_passphrase_comes_from_a_file_or_the_environment(bare: Terminal, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("ความลับ ของเรา\nnot this line\n", encoding="utf-8")
    bare.good("--passphrase-file", str(secret), *NEW)
    assert exists(bare.data)
    assert bare.good("list", "person", env={"NETTERM_PASSPHRASE": "ความลับ ของเรา"}).out
    assert bare.refused("list", "person")[0] == "This key is protected by a passphrase: please give it."
    secret.write_text("wrong", encoding="utf-8")
    english, thai = bare.refused("--passphrase-file", str(secret), "list", "person")
    assert english == "The passphrase is wrong. Nothing was changed."
    assert thai == "วลีรหัสผ่านไม่ถูกต้อง ไม่มีอะไรเปลี่ยนแปลง"


def test_a_passphrase_file_that_is_not_there_is_told(bare: Terminal, tmp_path: Path) -> None:
    english, thai = bare.refused("--passphrase-file", str(tmp_path / "none"), *NEW)
    assert english.startswith(f"{tmp_path / 'none'} could not be read or written: it is not there")
    assert thai.startswith(f"อ่านหรือเขียน {tmp_path / 'none'} ไม่ได้")
    assert not bare.data.exists()


def test_the_data_directory_comes_from_the_environment(bare: Terminal, line: Terminal) -> None:
    from click.testing import CliRunner

    from netterm.cli.door import program

    result = CliRunner().invoke(program, ["list", "person"], env={"NETTERM_DATA": str(line.data)})
    assert "สมชาย" in result.stdout
