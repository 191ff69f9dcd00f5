"""What is said where the line itself is wrong, or something fails that nobody foresaw."""

from pathlib import Path

import click
import pytest

import netterm
from netterm.cli.door import program
from tests.cli.lines import Terminal


def test_the_version_is_told(bare: Terminal) -> None:
    assert bare.good("--version").out == f"netterm {netterm.__version__}\n"


def test_help_lists_every_command_in_either_language(bare: Terminal) -> None:
    english, thai = bare.good("--help").out, bare.good("--lang", "th", "--help").out
    for name in program.list_commands(click.Context(program)):
        assert f"\n  {name} " in english
        assert f"\n  {name} " in thai
    assert "Commands:" in english
    assert "คำสั่ง:" in thai


def test_help_of_a_command_is_the_same_either_way(bare: Terminal) -> None:
    assert bare.good("help", "meeting", "open").out == bare.good("meeting", "open", "--help").out
    assert "--where field=value" in bare.good("help", "list").out


@pytest.mark.parametrize(
    ("typed", "english", "thai"),
    [
        (["bogus"], "There is no command “bogus”: “netterm help” tells which there are.",
         "ไม่มีคำสั่ง “bogus”: ดูคำสั่งทั้งหมดได้ด้วย “netterm help”"),
        (["meeting", "bogus"], "There is no command “bogus”: “netterm help” tells which there are.",
         "ไม่มีคำสั่ง “bogus”: ดูคำสั่งทั้งหมดได้ด้วย “netterm help”"),
        (["help", "bogus"], "There is no command “bogus”: “netterm help” tells which there are.",
         "ไม่มีคำสั่ง “bogus”: ดูคำสั่งทั้งหมดได้ด้วย “netterm help”"),
        (["list"], "ENTITY is missing: “netterm list --help” tells what is needed.",
         "ขาด ENTITY: ดูสิ่งที่ต้องใส่ด้วย “netterm list --help”"),
        (["list", "org", "--bogus"], "There is no option --bogus here: “netterm list --help” tells which there are.",
         "ไม่มีตัวเลือก --bogus: ดูตัวเลือกได้ด้วย “netterm list --help”"),
        (["list", "org", "--where"], "The option --where is not used like that: “netterm list --help” tells how.",
         "ตัวเลือก --where ใช้แบบนี้ไม่ได้: ดูวิธีใช้ด้วย “netterm list --help”"),
        (["undo", "me"], "“netterm undo” was told more or less than it understands: “netterm undo --help” tells what.",
         "คำสั่ง “netterm undo” ได้รับคำเกินหรือขาด: ดูวิธีใช้ด้วย “netterm undo --help”"),
        (["invite", "--role", "king"], "“king” is none of these: admin, registrar, data_officer, member, viewer.",
         "“king” ไม่ใช่ตัวเลือกใดต่อไปนี้: admin, registrar, data_officer, member, viewer"),
        (["demo", "--members", "many"], "“many” is no whole number from 12 to 10,000.",
         "“many” ไม่ใช่จำนวนเต็มตั้งแต่ 12 ถึง 10,000"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_explained_in_one_sentence(bare: Terminal, typed: list[str], english: str, thai: str) -> None:
    assert bare.refused(*typed, code=2) == (english, thai)


def test_an_unknown_language_is_told(bare: Terminal) -> None:
    said = bare("--lang", "de", "list", "org")
    assert (said.code, said.err) == (2, "“de” is no language of this program: choose th or en.\n")


def test_what_nobody_foresaw_is_one_sentence_and_a_file(
    line: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("netterm.store.Replica.list", broken)
    monkeypatch.setattr("platformdirs.user_log_dir", lambda *_, **__: str(tmp_path / "log"))
    log = tmp_path / "log" / "netterm.log"
    english, thai = line.refused("list", "org")
    assert english == (
        f"Something unexpected went wrong (ZeroDivisionError). What was saved before is safe; the details are in {log}."
    )
    assert thai == (f"เกิดข้อผิดพลาดที่ไม่คาดคิด (ZeroDivisionError) ข้อมูลที่บันทึกไว้ก่อนหน้านี้ยังปลอดภัย รายละเอียดอยู่ใน {log}")
    assert "ZeroDivisionError: secret" in log.read_text(encoding="utf-8")


def test_ctrl_c_ends_without_a_word(line: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("netterm.store.Replica.list", interrupted)
    said = line("list", "org")
    assert (said.code, said.out, said.err) == (130, "", "")


def test_a_name_in_a_sentence_cannot_reach_the_terminal(bare: Terminal) -> None:
    said = bare("\x1b[31mbogus\u202e")
    assert said.code == 2
    assert "\x1b" not in said.err
    assert "\u202e" not in said.err
