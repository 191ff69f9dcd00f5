import json

import pytest

from netterm.cli.output import say, say_csv, say_json, say_table

HARM = "\x1b[31m\x9b2J\u202eชื่อ\u2066\x07"


def test_json_says_all_of_it_and_harms_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"name": HARM})
    out = capsys.readouterr().out
    assert json.loads(out) == {"name": HARM}
    assert not set(HARM) - set("ชื่อ[31m2J") & set(out)


def test_lines_tables_and_csv_harm_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say(HARM)
    say_table(["name"], [[HARM]])
    say_csv(["name"], [[HARM]])
    assert capsys.readouterr().out == "ชื่อ\nname\nชื่อ\nname\r\nชื่อ\r\n"


def test_columns_are_aligned_by_what_is_seen_and_not_by_code_points(capsys: pytest.CaptureFixture[str]) -> None:
    say_table(["ก", "x"], [["ที่นี่", "1"], ["abcd", "2"]])
    assert capsys.readouterr().out == "ก     x\nที่นี่    1\nabcd  2\n"
